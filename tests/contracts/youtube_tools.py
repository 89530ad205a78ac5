"""Posts on YouTube for the tests of its client, and how they come to be."""

from dataclasses import replace
from typing import Any, Final

from chalicelib.adapters.channels.youtube import YouTubeChannel
from chalicelib.domain.posts import Pending, Post, Posted, PostForm, Ready
from tests.contracts.upload_tools import FILM, LONG, MARKER, TAG, a_file
from tests.networks.youtube import YouTubeNetwork

TITLE: Final = "घर मिला: सुनीता की कहानी"
CAPTION: Final = f"घर मिला & खुश, सुनीता।\nThe house came, says Sunita.\n{TAG}"
CONTENT: Final = {PostForm.VIDEO: FILM, PostForm.REEL: LONG}


def a_post(files: str, form: PostForm = PostForm.VIDEO, **more: Any) -> Post:
    """Return a post of this form; `more` are fields of it."""
    media = (a_file(files, CONTENT[form]),)
    post = Post(marker=MARKER, tag=TAG, caption=CAPTION, form=form, media=media, language="hi")
    return replace(post, **{"title": TITLE, **more})


def uploaded(client: YouTubeChannel, network: YouTubeNetwork, post: Post) -> str:
    """Have YouTube take a post's video; return its handle."""
    result = client.publish(network.account(), post)
    assert isinstance(result, Pending)
    return result.handle


def posted(client: YouTubeChannel, network: YouTubeNetwork, post: Post) -> Posted:
    """Bring a post out."""
    handle = uploaded(client, network, post)
    assert client.status(network.account(), handle) == Ready(handle=handle)
    result = client.finalise(network.account(), handle, post)
    assert isinstance(result, Posted)
    return result
