"""Posts on X for the tests of its client, and how they come to be."""

from dataclasses import replace
from typing import Any, Final

from chalicelib.adapters.channels.x import XChannel
from chalicelib.domain.posts import Pending, Post, Posted, PostForm, Ready
from tests.contracts.upload_tools import FILM, LONG, MARKER, OTHER, PHOTO, TAG, a_file
from tests.networks.x import XNetwork

CAPTION: Final = f"घर मिला & खुश <3 सुनीता।\nThe house came, says Sunita.\n{TAG}"

CONTENT: Final = {
    PostForm.PHOTO: (PHOTO,),
    PostForm.VIDEO: (FILM,),
    PostForm.REEL: (LONG,),
    PostForm.ALBUM: (PHOTO, OTHER, FILM),
}


def a_post(files: str, form: PostForm = PostForm.PHOTO, **more: Any) -> Post:
    """Return a post of this form; `more` are fields of it."""
    media = tuple(a_file(files, size) for size in CONTENT[form])
    post = Post(marker=MARKER, tag=TAG, caption=CAPTION, form=form, media=media, language="hi")
    return replace(post, **{"alt_text": "A woman before her house", **more})


def ready(client: XChannel, network: XNetwork, post: Post) -> str:
    """Bring a post to where one call makes it public."""
    result = client.publish(network.account(), post)
    if isinstance(result, Pending):
        result = client.status(network.account(), result.handle)
    assert isinstance(result, Ready)
    return result.handle


def posted(client: XChannel, network: XNetwork, post: Post) -> Posted:
    """Bring a post out."""
    result = client.finalise(network.account(), ready(client, network, post), post)
    assert isinstance(result, Posted)
    return result
