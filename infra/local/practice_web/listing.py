"""One page of the practice network's list: the newest first, from a moment on, by cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from infra.local.practice_web.posts import PracticePost, text_of

MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some posts, and the cursor of those that follow."""

    posts: Sequence[PracticePost]
    cursor: str | None


def page_of(posts: Sequence[PracticePost], query: Mapping[str, str]) -> Page | None:
    """Return the page that a query asks for; None for a query that cannot be read.

    A cursor says where the page before ended, so a post that is made or removed meanwhile moves no
    other one from a page to the next.
    """
    try:
        since = text_of(datetime.fromisoformat(query["since"])) if "since" in query else ""
        limit = int(query.get("limit", MOST_LISTED))
    except ValueError:
        return None
    if not 1 <= limit <= MOST_LISTED:
        return None
    end = query.get("cursor")
    rest = [post for post in posts if end is None or _cursor(post) < end]
    found = [post for post in rest if post.posted_at >= since and _is_asked(post, query)]
    more = len(found) > limit
    return Page(posts=found[:limit], cursor=_cursor(found[limit - 1]) if more else None)


def _is_asked(post: PracticePost, query: Mapping[str, str]) -> bool:
    return query.get("marker", post.marker) == post.marker


def _cursor(post: PracticePost) -> str:
    return f"{post.posted_at}_{post.post_id}"
