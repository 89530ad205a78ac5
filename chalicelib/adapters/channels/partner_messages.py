"""What a partner's app is told, as JSON: docs/partners.md describes every field."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.domain.posts import Post, PostMedia

PUBLISHED: Final = "testimonial.published"
WITHDRAWN: Final = "testimonial.withdrawn"


def published(post: Post, at: datetime) -> bytes:
    """Return the message that brings a post."""
    return _message(PUBLISHED, at, data_of(post))


def withdrawn(publication_id: str, at: datetime) -> bytes:
    """Return the message that asks for a post to be taken down."""
    return _message(WITHDRAWN, at, {"publication_id": publication_id})


def data_of(post: Post) -> Mapping[str, Any]:
    """Return a post as partners see it."""
    return {
        "publication_id": post.marker,
        "caption": post.caption,
        "language": post.language,
        "hashtags": list(post.hashtags),
        "form": post.form.value,
        "alt_text": post.alt_text,
        "has_ai_label": post.has_ai_label,
        "is_made_for_kids": post.is_made_for_kids,
        "media": [_file(one) for one in post.media],
    }


def _file(one: PostMedia) -> Mapping[str, Any]:
    return {
        "kind": one.kind.value,
        "url": one.url,
        "content_type": one.content_type,
        "width": one.width,
        "height": one.height,
        "size_bytes": one.size_bytes,
        "duration_s": one.duration_s,
    }


def _message(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    said = {"type": kind, "timestamp": rfc3339(at), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def rfc3339(at: datetime) -> str:
    """Return an instant as partners read it, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
