"""What a Page tells of its posts, and how they are taken down.

Reels stand in a list of their own. A video's story has another id than the video, by which it was
published and is taken down.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from chalicelib.adapters.channels import graph_answers as answers
from chalicelib.adapters.channels.graph import CLOCKS_DIFFER, Gone, Graph, at, is_since
from chalicelib.adapters.channels.graph_values import (
    count,
    https_link,
    inside,
    insights,
    text,
    usable_id,
)
from chalicelib.domain.posts import Metrics, Seen, TakedownAnswer, TakedownResult

SITE: Final = "https://www.facebook.com"
WHEN: Final = "created_time"
POSTS: Final = "id,message,permalink_url,created_time,attachments{media_type,target{id}}"
REELS: Final = "id,description,permalink_url,created_time,published"
PHOTOS_IN: Final = (
    "attachments{media_type,target{id},subattachments.limit(20){media_type,target{id}}}"
)
_TOTAL: Final = ".limit(0).summary(true)"
POST_FIGURES: Final = f"shares,reactions{_TOTAL},comments{_TOTAL}"
VIDEO_FIGURES: Final = f"likes{_TOTAL},comments{_TOTAL}"
# One name for each age of the API; the first that is told counts.
PLAYS: Final = ("fb_reels_total_plays", "blue_reels_play_count", "total_video_views")
POST_VIEWS: Final = "post_media_view"


def link_of(external_id: str) -> str:
    """Return where people see a post or a video: the site leads on from any id."""
    return f"{SITE}/{external_id}"


def reel_link(reel: str) -> str:
    """Return where people see a reel."""
    return f"{SITE}/reel/{reel}"


def recent(graph: Graph, page: str, since: datetime) -> Sequence[Seen]:
    """Return the posts and reels since then, each once."""
    since -= CLOCKS_DIFFER
    posts = graph.listed(at(page, "published_posts"), POSTS, WHEN, since)
    found = [_post(each) for each in posts if is_since(each, WHEN, since)]
    reels = graph.listed(at(page, "video_reels"), REELS, WHEN, since)
    found += [_reel(each) for each in reels if _is_out(each) and is_since(each, WHEN, since)]
    return list({each.external_id: each for each in found}.values())


def _post(item: Mapping[str, Any]) -> Seen:
    """Return a story as a post; one about a video under the video's own id."""
    first = next(_attached(item), {})
    is_video = text(first.get("media_type")).startswith("video")
    video = usable_id(inside(first, "target", "id")) if is_video else None
    named = {**item, "id": video} if video else item
    return answers.seen(named, "message", _link(named, link_of))


def _reel(item: Mapping[str, Any]) -> Seen:
    return answers.seen(item, "description", _link(item, reel_link))


def _link(item: Mapping[str, Any], otherwise: Callable[[str], str]) -> str:
    """Return an item's own link, which may begin at the site's root, or the one of its id."""
    found = text(item.get("permalink_url"))
    whole = f"{SITE}{found}" if found.startswith("/") else found
    return https_link(whole) or otherwise(text(item.get("id")))


def _is_out(item: Mapping[str, Any]) -> bool:
    return item.get("published") is not False


def _attached(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what is attached to a post, or to one of its attachments."""
    for name in ("attachments", "subattachments"):
        data = inside(item, name, "data")
        listed = data if isinstance(data, list) else []
        yield from (each for each in listed if isinstance(each, dict))


def take_down(graph: Graph, external_id: str) -> TakedownAnswer:
    """Delete the photos of a post, then the post, so that a try cut short finds the rest again.

    A photo may stay in the Page's photos when only the post about it is deleted.
    """
    link = link_of(external_id)
    for photo in _photos(graph, external_id):
        answer = _deleted(graph, photo, link)
        if answer.result is not TakedownResult.REMOVED:
            return answer
    return _deleted(graph, external_id, link)


def _photos(graph: Graph, external_id: str) -> list[str]:
    """Return the ids of a post's photos, never that of an album, which may hold other posts'."""
    if "_" not in external_id:
        return []
    said = graph.read_if_told(at(external_id), fields=PHOTOS_IN)
    attached = list(_attached(said))
    nested = [inner for each in attached for inner in _attached(each)]
    photos = [each for each in (*attached, *nested) if each.get("media_type") == "photo"]
    found = [usable_id(inside(each, "target", "id")) for each in photos]
    return [each for each in found if each]


def _deleted(graph: Graph, external_id: str, link: str) -> TakedownAnswer:
    said, error = graph.asked("DELETE", at(external_id))
    return answers.unremoved(error, link) if error else answers.removed(said)


def is_live(graph: Graph, external_id: str) -> bool:
    """True while the Page shows a post or a video."""
    name = "is_published" if "_" in external_id else "published"
    try:
        return graph.read(at(external_id), fields=f"id,{name}").get(name) is not False
    except Gone:
        return False


def figures(graph: Graph, external_id: str) -> Metrics | None:
    """Return what the Page counts of a post or a video; None when it is gone."""
    is_post = "_" in external_id
    try:
        said = graph.read(at(external_id), fields=POST_FIGURES if is_post else VIDEO_FIGURES)
    except Gone:
        return None
    liked = "reactions" if is_post else "likes"
    return Metrics(
        views=_views(graph, external_id, is_post=is_post),
        reactions=_total(said, liked),
        comments=_total(said, "comments"),
        shares=count(inside(said, "shares", "count")),
    )


def _views(graph: Graph, external_id: str, *, is_post: bool) -> int | None:
    if is_post:
        path = at(external_id, "insights")
        return insights(graph.read_if_told(path, metric=POST_VIEWS, period="lifetime"), POST_VIEWS)
    return insights(graph.read_if_told(at(external_id, "video_insights")), *PLAYS)


def _total(said: Mapping[str, Any], name: str) -> int | None:
    return count(inside(said, name, "summary", "total_count"))
