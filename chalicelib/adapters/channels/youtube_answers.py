"""What YouTube means by its answers: the reasons in its errors, and how far it is with a video.

Sources: the API's pages "Errors", "Global domain errors" and "Videos", read in November 2026.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import httpx

from chalicelib.adapters.channels.attempts import expired, number, part
from chalicelib.adapters.channels.calls import TOO_MANY, Heard, wait_of
from chalicelib.adapters.channels.told import cleaned
from chalicelib.domain.channels import Credential
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    Ready,
)
from chalicelib.domain.refusals import Later, Refusal

# The day's quota comes back at midnight in California; the answer does not say when that is.
_LATER: Final[Mapping[str, Later]] = {
    "quotaExceeded": Later.QUOTA,
    "quotaExceeded402": Later.QUOTA,
    "dailyLimitExceeded": Later.QUOTA,
    "dailyLimitExceeded402": Later.QUOTA,
    "variableTermExpiredDailyExceeded": Later.QUOTA,
    "uploadLimitExceeded": Later.QUOTA,
    "rateLimitExceeded": Later.RATE_LIMITED,
    "userRateLimitExceeded": Later.RATE_LIMITED,
    "concurrentLimitExceeded": Later.RATE_LIMITED,
    "servingLimitExceeded": Later.RATE_LIMITED,
    "variableTermLimitExceeded": Later.RATE_LIMITED,
    "limitExceeded": Later.RATE_LIMITED,
}
# Only somebody who may speak for the account can mend these.
_RECONNECT: Final = frozenset(
    {
        "forbidden",
        "youtubeSignupRequired",
        "insufficientPermissions",
        "insufficientAuthorizedParty",
        "accessNotConfigured",
        "accountDelegationForbidden",
        "accountDeleted",
        "accountDisabled",
        "accountUnverified",
        "authenticatedUserAccountClosed",
        "authenticatedUserAccountSuspended",
        "authenticatedUserNotChannel",
    }
)
_REFUSED: Final[Mapping[str, Refusal]] = {
    "invalidTitle": Refusal.CAPTION,
    "invalidDescription": Refusal.CAPTION,
    "invalidTags": Refusal.CAPTION,
    "invalidVideoMetadata": Refusal.CAPTION,
    "mediaBodyRequired": Refusal.MEDIA,
    "invalidFilename": Refusal.MEDIA,
    "badContent": Refusal.MEDIA,
    "uploadTooLarge": Refusal.MEDIA,
    "backendRequestTooLarge": Refusal.MEDIA,
    "duplicate": Refusal.DUPLICATE,
    "forbiddenPrivacySetting": Refusal.NOT_ALLOWED,
    "forbiddenEmbedSetting": Refusal.NOT_ALLOWED,
    "forbiddenLicenseSetting": Refusal.NOT_ALLOWED,
}
_REJECTED: Final[Mapping[str, Refusal]] = {
    "length": Refusal.MEDIA,
    "duplicate": Refusal.DUPLICATE,
    "uploaderAccountClosed": Refusal.NOT_ALLOWED,
    "uploaderAccountSuspended": Refusal.NOT_ALLOWED,
}
# Refusals of what was asked, in Google's own list; 408, 412 and the like are not.
_CLEAR: Final = frozenset({400, 402, 403, 404, 409, 410, 413})
_GONE: Final = PostRefused(reason=Refusal.OTHER, told="videoNotFound")
_NOT_THERE: Final = frozenset({"rejected", "failed", "deleted"})
_WORD: Final = re.compile(r"[A-Za-z0-9]{1,60}")
USUAL_LOOK: Final = timedelta(seconds=30)
_LONGEST_LOOK_MS: Final = 300_000


def reason_of(heard: Heard) -> str:
    """Return the reason in an error, as in `quotaExceeded`; empty when there is none."""
    errors = part(heard.said, "error").get("errors")
    first = part(errors[0]) if isinstance(errors, list) and errors else {}
    return _word(first.get("reason"))


def _word(said: object) -> str:
    return said if isinstance(said, str) and _WORD.fullmatch(said) else ""


def no_of(
    heard: Heard, credential: Credential, ours: Sequence[str] = ()
) -> PostRefused | PostDeferred | None:
    """Return what a clear no means; None for an answer that is not documented as one."""
    reason = reason_of(heard)
    if heard.is_ours and reason in _RECONNECT:
        return PostDeferred(reason=Refusal.NOT_ALLOWED, needs_reconnect=True)
    if heard.status == httpx.codes.UNAUTHORIZED:
        return expired(credential)
    if heard.is_ours and reason in _LATER:
        return PostDeferred(reason=_LATER[reason], wait=wait_of(heard))
    if heard.status == TOO_MANY:
        return PostDeferred(reason=Later.RATE_LIMITED, wait=wait_of(heard))
    if heard.status not in _CLEAR or not reason:
        return None
    message = part(heard.said, "error").get("message")
    told = cleaned(message, credential, ours)
    return PostRefused(reason=_REFUSED.get(reason, Refusal.OTHER), told=told or reason)


def is_gone(heard: Heard) -> bool:
    """True for the answer to a deletion that has happened, then or before, in YouTube's words."""
    is_missing = heard.status == httpx.codes.NOT_FOUND and bool(reason_of(heard))
    return is_missing or heard.status == httpx.codes.NO_CONTENT


def is_public(video: Mapping[str, Any]) -> bool:
    """True for a video that everybody can see."""
    status = part(video, "status")
    return status.get("privacyStatus") == "public" and status.get("uploadStatus") not in _NOT_THERE


def standing(video: Mapping[str, Any] | None, video_id: str, permalink: str) -> PostResult:
    """Return what became of an upload; raise ChannelUnavailable when YouTube does not say.

    The owner sees all her videos, so one that is not there was deleted, by her or by YouTube, and
    is public nowhere: a clear no.
    """
    if video is None:
        return _GONE
    if is_public(video):
        return Posted(external_id=video_id, permalink=permalink)
    result = _not_public(video, video_id)
    if result is None:
        raise ChannelUnavailable("The channel does not say how far it is")
    return result


def _not_public(video: Mapping[str, Any], video_id: str) -> PostResult | None:
    status = part(video, "status")
    match status.get("uploadStatus"):
        case "processed":
            return Ready(handle=video_id)
        case "uploaded":
            return _processing(video, video_id)
        case "rejected":
            why = _word(status.get("rejectionReason"))
            return PostRefused(reason=_REJECTED.get(why, Refusal.CONTENT), told=why)
        case "failed":
            return _failed(_word(status.get("failureReason")))
        case "deleted":
            return _GONE
    return None


def _failed(why: str) -> PostRefused | PostDeferred:
    if why == "uploadAborted":
        return PostDeferred(reason=Later.TROUBLE)
    return PostRefused(reason=Refusal.MEDIA, told=why)


def _processing(video: Mapping[str, Any], video_id: str) -> Pending | PostRefused:
    details = part(video, "processingDetails")
    if details.get("processingStatus") == "failed":
        why = _word(details.get("processingFailureReason"))
        return PostRefused(reason=Refusal.MEDIA, told=why)
    left_ms = number(part(details, "processingProgress").get("timeLeftMs"))
    look_in = timedelta(milliseconds=min(left_ms, _LONGEST_LOOK_MS)) if left_ms else USUAL_LOOK
    return Pending(handle=video_id, look_in=max(look_in, timedelta(seconds=1)))
