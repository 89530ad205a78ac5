"""The feed of a partner app."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.feeds import FeedKind
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import Post, PostForm
from chalicelib.entry.models.common import Instant, Model
from chalicelib.services.feeding import FeedPage, Item


class FeedQuery(Model):
    """`?limit=&cursor=` of a feed."""

    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Annotated[str, Field(max_length=400)] | None = None


class FeedMedia(Model):
    """A file, under a URL that anybody may read for some minutes."""

    kind: MediaKind
    url: str
    content_type: str
    width: int
    height: int
    size_bytes: int
    duration_s: float | None


class FeedPost(Model):
    """What to show."""

    caption: str
    language: str
    hashtags: list[str]
    alt_text: str
    form: PostForm
    has_ai_label: bool
    is_made_for_kids: bool
    media: list[FeedMedia]


class FeedItem(Model):
    """One entry: a post to show, or one to take away."""

    publication_id: str
    kind: FeedKind
    at: Instant
    post: FeedPost | None


class FeedView(Model):
    """Some of a feed, in order; `next_cursor` goes on behind it at any later time."""

    items: list[FeedItem]
    next_cursor: str
    has_more: bool


def feed_view(page: FeedPage) -> FeedView:
    """Return a page of a feed as an answer."""
    return FeedView(
        items=[_item(each) for each in page.items],
        next_cursor=page.cursor,
        has_more=page.has_more,
    )


def _item(item: Item) -> FeedItem:
    return FeedItem(
        publication_id=item.publication_id,
        kind=item.kind,
        at=item.at,
        post=_post(item.post) if item.post else None,
    )


def _post(post: Post) -> FeedPost:
    return FeedPost(
        caption=post.caption,
        language=post.language,
        hashtags=list(post.hashtags),
        alt_text=post.alt_text,
        form=post.form,
        has_ai_label=post.has_ai_label,
        is_made_for_kids=post.is_made_for_kids,
        media=[
            FeedMedia(
                kind=one.kind, url=one.url, content_type=one.content_type, width=one.width,
                height=one.height, size_bytes=one.size_bytes, duration_s=one.duration_s,
            )
            for one in post.media
        ],
    )  # fmt: skip
