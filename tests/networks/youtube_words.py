"""What YouTube knows of a video, and what it says of videos and when it will not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.networks.server import Reply


@dataclass(slots=True, kw_only=True)
class Video:
    """A video, private or not; `sent` is the hash of its content as it arrived."""

    video_id: str
    snippet: Mapping[str, Any]
    status: dict[str, Any]
    sent: str
    uploaded_at: datetime
    public_at: datetime | None = None


def error(status: int, reason: str, message: str, **headers: str) -> Reply:
    """Return an error as Google's APIs write it."""
    one = {"message": message, "domain": "youtube", "reason": reason}
    said = {"error": {"code": status, "message": message, "errors": [one]}}
    return Reply(status=status, said=said, headers=headers)


def wrong_with(snippet: Mapping[str, Any]) -> str:
    """Return the reason why a title and a description are not taken; empty when they are."""
    title, description = snippet["title"], snippet["description"]
    if not 1 <= len(title) <= 100 or {"<", ">"} & set(title):
        return "invalidTitle"
    if len(description.encode()) > 5000 or {"<", ">"} & set(description):
        return "invalidDescription"
    return "" if snippet.get("categoryId") else "invalidVideoMetadata"


def listed(video: Video) -> Mapping[str, Any]:
    """Return a video as the list of uploads has it."""
    published = {"videoPublishedAt": _text(video.public_at)} if video.public_at else {}
    return {
        "snippet": {
            "publishedAt": _text(video.uploaded_at),
            "title": video.snippet["title"],
            "description": video.snippet["description"],
        },
        "contentDetails": {"videoId": video.video_id, **published},
        "status": {"privacyStatus": video.status["privacyStatus"]},
    }


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def revoked() -> Reply:
    """Return what is said of a refresh token that was taken back."""
    said = "Token has been expired or revoked."
    return Reply(status=400, said={"error": "invalid_grant", "error_description": said})
