"""Containers: what Instagram is to fetch and publish later, one a file and one for an album.

An album's photos are fetched while we wait, so its own container can be made at once.
"""

from typing import Final

from chalicelib.adapters.channels.graph import PHOTOS, Graph, at, made
from chalicelib.adapters.channels.graph_errors import Ours, before_public
from chalicelib.domain.channels import Account
from chalicelib.domain.posts import Post, PostDeferred, PostForm, PostRefused
from chalicelib.domain.refusals import Later

LEAST_IN_ALBUM: Final = 2


def container(graph: Graph, account: Account, post: Post) -> str | PostRefused | PostDeferred:
    """Return the id of a post's container, or why it was not made."""
    ours = Ours(account=account, post=post)
    form = {"caption": post.caption, "is_ai_generated": "true" if post.has_ai_label else ""}
    if post.form is not PostForm.ALBUM:
        return _made(graph, ours, **form, **_file(post, 0))
    items: list[str] = []
    for place in range(len(post.media)):
        item = _made(graph, ours, is_carousel_item="true", **_file(post, place))
        if not isinstance(item, str):
            return item
        items.append(item)
    return _made(graph, ours, media_type="CAROUSEL", children=",".join(items), **form)


def _file(post: Post, place: int) -> dict[str, str]:
    """Return what a container is told of one file; every video is a reel there since July 2023."""
    url = post.media[place].url
    if post.form in PHOTOS:
        return {"image_url": url, "alt_text": post.alt_text}
    return {"media_type": "REELS", "video_url": url, "share_to_feed": "true"}


def _made(graph: Graph, ours: Ours, **form: str) -> str | PostRefused | PostDeferred:
    answer = graph.post(at(ours.page, "media"), **form)
    if stop := before_public(answer, ours):
        return stop
    return made(answer) or PostDeferred(reason=Later.TROUBLE)
