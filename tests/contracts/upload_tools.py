"""What the tests of X and YouTube share: files by their sizes, callers, answers compared."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, Final

from chalicelib.adapters.channels.calls import Caller
from chalicelib.domain.channels import Account
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import PostDeferred, PostMedia, PostResult
from tests.networks.files import content
from tests.networks.server import HANGS, Fault, Request

MARKER: Final = "01890a5d-ac96-774b-bcce-b302099a8057"
TAG: Final = "#s7f3k2"

PHOTO: Final = 70_001
OTHER: Final = 80_002
FILM: Final = 50_003
LONG: Final = 9_500_004  # more than two pieces

# What silence is called after the call that makes a post public.
UNCLEAR: Final[Mapping[Fault, str]] = {
    Fault.HANGS_AFTER: "no_answer",
    Fault.HANGS_BEFORE: "no_answer",
    Fault.CLOSES_AFTER: "broken_answer",
    Fault.CLOSES_BEFORE: "broken_answer",
    Fault.FAILS_AFTER: "http_500",
    Fault.FAILS_BEFORE: "http_503",
    Fault.NONSENSE: "broken_answer",
}
_SOON: Final = timedelta(seconds=15)  # what a busy machine may take between two lines


def a_file(address: str, size: int, query: str = "") -> PostMedia:
    """Return a file of `serving_files` as a post has it, under a signed address."""
    is_photo = size in {PHOTO, OTHER}
    return PostMedia(
        kind=MediaKind.PHOTO if is_photo else MediaKind.VIDEO,
        url=f"{address}/{size}?X-Amz-Signature=s3cr3t{query}",
        content_type="image/jpeg" if is_photo else "video/mp4",
        width=720,
        height=1280,
        size_bytes=size,
        duration_s=None if is_photo else 12.0,
    )


def hash_of(size: int) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(content(size)).hexdigest()


@cache
def caller(read_s: float = 5) -> Caller:
    """Return a caller that waits so long; they are dear to make."""
    return Caller(connect_s=2, read_s=read_s)


def caller_for(fault: Fault) -> Caller:
    """Return a caller that soon gives up where no answer will come."""
    return caller(0.2) if fault in HANGS else caller()


def without(account: Account, **changes: Any) -> Account:
    """Return an account with another credential."""
    return replace(account, credential=replace(account.credential, **changes))


def at(account: Account, base_url: str) -> Account:
    """Return an account of a network that stands elsewhere."""
    return replace(account, channel=replace(account.channel, base_url=base_url))


def same(found: PostResult, wanted: PostResult) -> bool:
    """True for equal answers; a wait may be shorter by the time that has passed meanwhile."""
    if not isinstance(found, PostDeferred) or not isinstance(wanted, PostDeferred):
        return found == wanted
    if found.wait is None or wanted.wait is None:
        return found == wanted
    is_near = wanted.wait - _SOON <= found.wait <= wanted.wait
    return is_near and replace(found, wait=wanted.wait) == wanted


def address_of(request: Request) -> str:
    """Return the path and the query of a request; fields of a form are not part of it."""
    is_form = "urlencoded" in request.headers.get("content-type", "")
    return " ".join((request.path, *([] if is_form else request.fields.values())))
