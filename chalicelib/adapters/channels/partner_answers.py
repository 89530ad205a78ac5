"""What a partner's answers mean: the contract that docs/partners.md gives to them.

2xx has it, 409 had it already; 400, 404, 410 and 422 are a clear no. Whatever the contract does not
name is unclear: a proxy of theirs may have said it, before or after the app's own work.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from chalicelib.adapters.channels.attempts import objects
from chalicelib.adapters.channels.calls import Heard, heard_of
from chalicelib.adapters.channels.told import cleaned, texts_of
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal
from chalicelib.domain.signed_deliveries import Delivered, Trouble, Undelivered, is_taken

ALREADY_THERE: Final = 409
REFUSED: Final[Mapping[int, Refusal]] = {
    400: Refusal.OTHER,
    404: Refusal.OTHER,
    410: Refusal.NOT_ALLOWED,  # the app wants no deliveries of ours any more
    422: Refusal.CONTENT,
}
NOT_OURS: Final = frozenset({401, 403})  # it does not know the signature
GONE: Final = frozenset({404, 409, 410})
NO_LIST: Final = frozenset({404, 405})
CLEAR_NO: Final = range(400, 500)
# These say nothing of the post: a proxy gives them, too.
SAYS_NOTHING: Final = frozenset({408, 429})
_LINK: Final = re.compile(r"https://[!-~]{1,2000}")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")


def result_of(answer: Delivered | Undelivered, account: Account, post: Post) -> PostResult:
    """Return what became of a delivery that brings a post."""
    if isinstance(answer, Undelivered):
        return _unheard(answer)
    if is_taken(answer.status) or answer.status == ALREADY_THERE:
        link = _link(_said(answer).get("permalink"), account)
        return Posted(external_id=post.marker, permalink=link)
    if answer.status in REFUSED:
        return _refused(answer, account, post)
    return _later(answer)


def _later(answer: Delivered) -> PostDeferred | PostUnclear:
    if answer.status in NOT_OURS:
        return PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return PostDeferred(reason=Later.RATE_LIMITED, wait=answer.wait)
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and answer.wait:
        return PostDeferred(reason=Later.TROUBLE, wait=answer.wait)
    return PostUnclear(reason=f"http_{answer.status}")


def _unheard(answer: Undelivered) -> PostResult:
    """An address that may not be called can be mended by a person only."""
    if answer.was_sent:
        return PostUnclear(reason=answer.reason)
    is_refused = answer.reason is Trouble.REFUSED_ADDRESS
    return PostDeferred(reason=Later.NOT_SENT, needs_reconnect=is_refused)


def _refused(answer: Delivered, account: Account, post: Post) -> PostRefused:
    """The app may say which of our codes it is, and tell in words."""
    said = _said(answer)
    code = said.get("reason")
    known = Refusal(code) if code in tuple(Refusal) else REFUSED[answer.status]
    told = cleaned(said.get("detail"), account.credential, texts_of(post))
    return PostRefused(reason=known, told=told)


def removal_of(answer: Delivered | Undelivered) -> TakedownAnswer:
    """Return what became of a withdrawal; raise ChannelUnavailable when nobody knows."""
    if isinstance(answer, Undelivered):
        raise ChannelUnavailable(f"The channel did not answer: {answer.reason}")
    if is_taken(answer.status) or answer.status in GONE:
        return TakedownAnswer(result=TakedownResult.REMOVED)
    if answer.status not in CLEAR_NO or answer.status in SAYS_NOTHING:
        raise ChannelUnavailable(f"The channel did not say whether it is gone: {answer.status}")
    code = _said(answer).get("reason")
    is_code = isinstance(code, str) and _CODE.fullmatch(code)
    reason = str(code) if is_code else f"http_{answer.status}"
    return TakedownAnswer(result=TakedownResult.STILL_LIVE, reason=reason)


def listed(answer: Delivered | Undelivered, account: Account) -> Sequence[Seen] | None:
    """Return the posts of a list; None when the app has none, ChannelUnavailable when in doubt."""
    if isinstance(answer, Undelivered):
        raise ChannelUnavailable(f"The channel did not answer: {answer.reason}")
    if answer.status in NO_LIST:
        return None
    if answer.status != HTTPStatus.OK:
        raise ChannelUnavailable(f"The channel's list cannot be read: status {answer.status}")
    return [_seen(one, account) for one in objects(_said(answer).get("items"))]


def _seen(one: Mapping[str, Any], account: Account) -> Seen:
    found = one.get("publication_id")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise ChannelUnavailable("The channel's list cannot be read")
    link = _link(one.get("permalink"), account)
    return Seen(external_id=found, permalink=link, text=found)


def _link(said: object, account: Account) -> str:
    """Return where people see the post; the app's own address when it does not say."""
    is_link = isinstance(said, str) and _LINK.fullmatch(said)
    return str(said) if is_link else account.channel.base_url


def _said(answer: Delivered) -> Mapping[str, Any]:
    heard: Heard = heard_of(answer.status, {}, answer.body)
    return heard.said
