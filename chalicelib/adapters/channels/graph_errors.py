"""What the errors of Meta's Graph API mean: their numbers in, our answers out.

Sources, read in November 2026: "Handle Errors" and "Rate Limits" of the Graph API, "Error Codes" of
the Instagram platform. A number that stands in no table here says nothing clear: before a post is
public another attempt may come, after that it is unclear.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from chalicelib.adapters.channels.calls import LONGEST_WAIT, TOO_MANY, Heard, Silence, wait_of
from chalicelib.adapters.channels.told import MASK, cleaned, texts_of
from chalicelib.domain.channels import Account
from chalicelib.domain.posts import Post, PostDeferred, PostRefused, PostUnclear
from chalicelib.domain.refusals import Later, Refusal

SERVER_TROUBLE: Final = 500
NOT_FOUND: Final = 404
# "API Unknown" and "API Service" of the Graph API; Instagram has negative ones for its own trouble.
UNKNOWN: Final = frozenset({1, 2})
CREDENTIAL: Final = frozenset({102, 190})
ENDED: Final = frozenset({463, 467})  # subcodes: expired, no longer valid
NOT_PERMITTED: Final = frozenset({3, 10, 25, *range(200, 300)})  # 25: the account is restricted
LIMITED: Final = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
TOO_FAST: Final = 1_390_008  # a subcode of 368: blocked from posting so fast
# "We restrict certain activity": Instagram says so of posts, too, that are live a moment later.
RESTRICTED: Final = 2_207_051
NO_OBJECT: Final = (100, 33)
NO_ALIAS: Final = 803
NO_CONTAINER: Final = frozenset({2_207_006, 2_207_008})

# An error may quote the link that our file opens under for anybody, or somebody's token.
_SECRET: Final = re.compile(r"\w+://\S*|[A-Za-z0-9_%+/=-]{30,}")

LATER: Final[Mapping[int, Later]] = {
    9: Later.QUOTA,
    2_207_042: Later.QUOTA,
    9_004: Later.MEDIA_UNREADABLE,
    2_207_052: Later.MEDIA_UNREADABLE,
    2_207_027: Later.TROUBLE,  # the media is not ready to be published
    2_207_006: Later.TOO_SLOW,  # the container is unknown, or its day is over
    2_207_008: Later.TOO_SLOW,
    2_207_020: Later.TOO_SLOW,
}
REFUSED: Final[Mapping[int, Refusal]] = {
    100: Refusal.OTHER,  # a parameter is not valid
    368: Refusal.CONTENT,
    1_346_003: Refusal.CONTENT,
    1_404_102: Refusal.CONTENT,
    506: Refusal.DUPLICATE,
    324: Refusal.MEDIA,
    352: Refusal.MEDIA,
    1_366_046: Refusal.MEDIA,  # a photo that cannot be read
    36_000: Refusal.MEDIA,
    36_001: Refusal.MEDIA,
    36_003: Refusal.MEDIA,
    2_207_023: Refusal.MEDIA,
    2_207_026: Refusal.MEDIA,
    2_207_028: Refusal.MEDIA,
    36_004: Refusal.CAPTION,
    2_207_010: Refusal.CAPTION,
    2_207_040: Refusal.CAPTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphError:
    """The error object of an answer; `words` may hold anything, ours too."""

    code: int
    subcode: int
    status: int
    is_transient: bool
    words: str = field(repr=False)

    @property
    def is_gone(self) -> bool:
        """True when there is no such object, or none that this account may see."""
        is_unknown = (self.code, self.subcode) == NO_OBJECT or self.code == NO_ALIAS
        return is_unknown or self.subcode in NO_CONTAINER or self.status == NOT_FOUND

    @property
    def is_limit(self) -> bool:
        """True when there were too many calls."""
        return self.code in LIMITED or self.subcode == TOO_FAST or self.status == TOO_MANY

    @property
    def is_trouble(self) -> bool:
        """True when the network itself is at a loss."""
        is_lost = self.code in UNKNOWN or self.code < 0 or self.is_transient
        return self.status >= SERVER_TROUBLE or is_lost

    @property
    def name(self) -> str:
        """The error in a word, for our records."""
        return f"graph_{self.code}_{self.subcode}"


def error_of(heard: Heard) -> GraphError | None:
    """Return the error object of an answer; None when it has none."""
    error = heard.said.get("error")
    if not isinstance(error, dict):
        return None
    words = error.get("error_user_msg") or error.get("message")
    return GraphError(
        code=_number(error.get("code")),
        subcode=_number(error.get("error_subcode")),
        status=heard.status,
        is_transient=error.get("is_transient") is True,
        words=words if isinstance(words, str) else "",
    )


def _number(found: object) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What must not come back to us in a network's words."""

    account: Account
    post: Post | None = None

    @property
    def page(self) -> str:
        """What the network calls the account."""
        return self.account.channel.account

    def told(self, words: str) -> str:
        """Return a network's words without ours in them."""
        texts = texts_of(self.post) if self.post else ()
        return cleaned(_SECRET.sub(MASK, words), self.account.credential, texts)


def before_public(answer: Heard | Silence, ours: Ours) -> PostRefused | PostDeferred | None:
    """Return what an answer means to a call that makes nothing public; None when it went well."""
    if isinstance(answer, Silence):
        return PostDeferred(reason=Later.TROUBLE if answer.was_sent else Later.NOT_SENT)
    error = error_of(answer)
    if error is None:
        return None if answer.is_good else _limit(answer) or PostDeferred(reason=Later.TROUBLE)
    if clear := _clear(answer, error, ours):
        return clear
    if error.is_trouble:
        return PostDeferred(reason=Later.TROUBLE)
    return PostRefused(reason=Refusal.OTHER, told=ours.told(error.words))


def at_public(answer: Heard | Silence, ours: Ours) -> PostRefused | PostDeferred | PostUnclear:
    """Return what an answer that is no clear yes means to the call that makes a post public."""
    if isinstance(answer, Silence):
        is_sent = answer.was_sent
        return PostUnclear(reason=answer.reason) if is_sent else PostDeferred(reason=Later.NOT_SENT)
    error = error_of(answer)
    if error is None:
        unclear = "broken_answer" if answer.is_good else f"http_{answer.status}"
        return _limit(answer) or PostUnclear(reason=unclear)
    if error.subcode == RESTRICTED:
        return PostUnclear(reason=error.name)
    return _clear(answer, error, ours) or PostUnclear(reason=error.name)


def _limit(answer: Heard) -> PostDeferred | None:
    if answer.status != TOO_MANY:
        return None
    return PostDeferred(reason=Later.RATE_LIMITED, wait=wait_told(answer))


def _clear(answer: Heard, error: GraphError, ours: Ours) -> PostRefused | PostDeferred | None:
    """Return what a documented error says clearly, however the post stands; None for others."""
    if error.status >= SERVER_TROUBLE:
        return None
    if error.is_limit:
        return PostDeferred(reason=Later.RATE_LIMITED, wait=wait_told(answer))
    if dead := reconnect(error):
        return dead
    if later := LATER.get(error.subcode) or LATER.get(error.code):
        return PostDeferred(reason=later, wait=wait_told(answer))
    if error.is_trouble:
        return None
    refused = REFUSED.get(error.subcode) or REFUSED.get(error.code)
    return PostRefused(reason=refused, told=ours.told(error.words)) if refused else None


def reconnect(error: GraphError) -> PostDeferred | None:
    """Return that only a person can mend it; None when the credential is not what is wrong.

    An object that is not there may be one that the account has lost the right to.
    """
    if error.code in NOT_PERMITTED or (error.code, error.subcode) == NO_OBJECT:
        return PostDeferred(reason=Refusal.NOT_ALLOWED, needs_reconnect=True)
    return credential_ended(error)


def credential_ended(error: GraphError) -> PostDeferred | None:
    """Return that the token is taken no more; None when that is not what an error says.

    Once a token of a page has ended it cannot be exchanged any more, so expiry counts as well.
    """
    if error.code not in CREDENTIAL:
        return None
    reason = Later.TOKEN_EXPIRED if error.subcode in ENDED else Later.TOKEN_REVOKED
    return PostDeferred(reason=reason, needs_reconnect=True)


def wait_told(heard: Heard) -> timedelta | None:
    """Return how long the network asks to wait, in its own headers or in the common ones."""
    minutes = [_minutes(heard.headers.get(name, "")) for name in USAGE]
    if longest := max(minutes):
        return min(timedelta(minutes=longest), LONGEST_WAIT)
    return wait_of(heard)


USAGE: Final = ("x-business-use-case-usage", "x-app-usage")
_REGAIN: Final = "estimated_time_to_regain_access"  # in minutes
_MOST_MINUTES: Final = 100_000


def _minutes(header: str) -> int:
    """Return the longest time that a header of usage names; 0 when it names none."""
    try:
        said = json.loads(header)
    except (ValueError, RecursionError):
        return 0
    if not isinstance(said, dict):
        return 0
    listed = [each for each in said.values() if isinstance(each, list)]
    uses = [said, *(use for each in listed for use in each if isinstance(use, dict))]
    return max(min(max(_number(use.get(_REGAIN)), 0), _MOST_MINUTES) for use in uses)
