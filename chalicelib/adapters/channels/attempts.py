"""What the calls of networks with OAuth tokens have in common.

Before anything is public an attempt ends with the first call that goes wrong, and may be made
again later. A read never guesses: what cannot be read is ChannelUnavailable. A token stands in a
header only, never in a URL.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.domain.channels import Account, Credential
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import PostDeferred, PostRefused, PostUnclear
from chalicelib.domain.refusals import Later

# RFC 6750 allows fewer characters; whatever else there is cannot break a header.
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,4096}")


class Ended(Exception):
    """An attempt that has ended while nothing of it was public; `result` is its answer."""

    def __init__(self, result: PostRefused | PostDeferred) -> None:
        super().__init__(result.reason)
        self.result = result


def is_token(said: object) -> bool:
    """True for what can be sent as a token."""
    return isinstance(said, str) and bool(_TOKEN.fullmatch(said))


def signed(credential: Credential) -> dict[str, str]:
    """Return the header that signs a call; raise Ended when there is no token to sign it with."""
    if not is_token(credential.access):
        mendable = bool(credential.refresh)
        raise Ended(PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=not mendable))
    return {"Authorization": f"Bearer {credential.access}"}


def expired(credential: Credential) -> PostDeferred:
    """Return what a token that is not taken means: mended by renewal, or else by a person."""
    return PostDeferred(reason=Later.TOKEN_EXPIRED, needs_reconnect=not credential.refresh)


def safely(caller: Caller, method: str, url: str, **how: Any) -> Heard:
    """Return the answer to a call that makes nothing public; raise Ended when there is none."""
    try:
        return caller.call(method, url, **how)
    except Silence as silence:
        raise Ended(PostDeferred(reason=_later(silence))) from None


def _later(silence: Silence) -> Later:
    return Later.TROUBLE if silence.was_sent else Later.NOT_SENT


def unheard(silence: Silence) -> PostUnclear | PostDeferred:
    """Return what silence means after the call that makes a post public."""
    if silence.was_sent:
        return PostUnclear(reason=silence.reason)
    return PostDeferred(reason=Later.NOT_SENT)


def asked(caller: Caller, account: Account, method: str, url: str, **how: Any) -> Heard:
    """Return the signed answer to a call that may be repeated; raise ChannelUnavailable."""
    try:
        headers = signed(account.credential)
    except Ended:
        raise ChannelUnavailable("The channel has no token") from None
    return caller.ask(method, url, headers=headers, **how)


def read(caller: Caller, account: Account, url: str, **query: str) -> Mapping[str, Any]:
    """Return the JSON object that stands at a URL; raise ChannelUnavailable without a good one."""
    heard = asked(caller, account, "GET", url, params=query)
    if not heard.is_good or not heard.said:
        raise ChannelUnavailable(f"The channel did not tell: {heard.status}")
    return heard.said


def of_size(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the same bytes in pieces of `size`, the last one shorter."""
    kept = bytearray()
    for piece in pieces:
        kept += piece
        while len(kept) >= size:
            yield bytes(kept[:size])
            del kept[:size]
    if kept:
        yield bytes(kept)


def part(said: Any, *names: str) -> Mapping[str, Any]:
    """Return the object at a path of names in an answer; an empty one when there is none."""
    for name in names:
        said = said.get(name) if isinstance(said, Mapping) else None
    return said if isinstance(said, Mapping) else {}


def objects(said: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list in an answer; raise ChannelUnavailable unless it is one."""
    if not isinstance(said, list) or not all(isinstance(one, Mapping) for one in said):
        raise ChannelUnavailable("The channel's list cannot be read")
    return said


def number(said: object) -> int | None:
    """Return a count that was told as a number or in digits; None when it is neither."""
    if isinstance(said, str) and said.isascii() and said.isdecimal():
        return int(said[:18])
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else None
