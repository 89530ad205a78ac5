"""Posts, patience and ways for the tests of Meta's two networks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.graph import MOST_LISTED_BYTES
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import (
    Pending,
    Post,
    PostDeferred,
    PostForm,
    PostMedia,
    PostRefused,
    PostResult,
    Ready,
)
from chalicelib.domain.refusals import Later, Refusal
from chalicelib.ports import ChannelClient
from tests.networks.graph import REGAIN_MINUTES, GraphNetwork
from tests.networks.server import Fault

MARKER = "01890a5d-ac96-774b-bcce-b302099a8057"
TAG = "#s7k2m9q4"
CAPTION = f"घर मिला।\n\nA house at last.\n{TAG}"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SILENT = frozenset({Fault.HANGS_AFTER, Fault.HANGS_BEFORE, Fault.CLOSES_AFTER, Fault.CLOSES_BEFORE})
ABUSIVE = "The action attempted has been deemed abusive."

# What an answer means while nothing of a post can be public.
TROUBLE = PostDeferred(reason=Later.TROUBLE)
BEFORE_PUBLIC: Mapping[Fault, PostResult] = {
    **dict.fromkeys(SILENT | {Fault.FAILS_AFTER, Fault.FAILS_BEFORE, Fault.NONSENSE}, TROUBLE),
    Fault.LIMITED: PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(minutes=REGAIN_MINUTES)),
    Fault.LIMITED_SILENTLY: PostDeferred(reason=Later.RATE_LIMITED),
    Fault.EXPIRED: PostDeferred(reason=Later.TOKEN_EXPIRED, needs_reconnect=True),
    Fault.REVOKED: PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True),
    Fault.REFUSED: PostRefused(reason=Refusal.CONTENT, told=ABUSIVE),
    Fault.DUPLICATE: PostRefused(reason=Refusal.DUPLICATE, told="Duplicate status message"),
}
# What silence and nonsense leave open in the call that makes a post public.
OPEN: Mapping[Fault, str] = {
    Fault.HANGS_AFTER: "no_answer",
    Fault.HANGS_BEFORE: "no_answer",
    Fault.CLOSES_AFTER: "broken_answer",
    Fault.CLOSES_BEFORE: "broken_answer",
    Fault.FAILS_AFTER: "http_500",
    Fault.FAILS_BEFORE: "http_503",
    Fault.NONSENSE: "broken_answer",
}


@cache
def patient() -> Caller:
    return Caller(connect_s=2, read_s=5, most_bytes=MOST_LISTED_BYTES)


@cache
def impatient() -> Caller:
    return Caller(connect_s=0.5, read_s=0.2, most_bytes=MOST_LISTED_BYTES)


def caller_for(fault: Fault) -> Caller:
    return impatient() if fault in SILENT else patient()


def a_photo(number: int = 1) -> PostMedia:
    return PostMedia(
        kind=MediaKind.PHOTO, url=f"https://media.example/{number}.jpg?sig=abc",
        content_type="image/jpeg", width=1280, height=1280, size_bytes=90_000,
    )  # fmt: skip


def a_video() -> PostMedia:
    return PostMedia(
        kind=MediaKind.VIDEO, url="https://media.example/1.mp4?sig=abc", content_type="video/mp4",
        width=720, height=1280, size_bytes=900_000, duration_s=20.0,
    )  # fmt: skip


MEDIA = {
    PostForm.PHOTO: (a_photo(),),
    PostForm.ALBUM: (a_photo(1), a_photo(2), a_photo(3)),
    PostForm.REEL: (a_video(),),
    PostForm.VIDEO: (a_video(),),
}


def a_post(form: PostForm, **changes: Any) -> Post:
    made = Post(
        marker=MARKER, caption=CAPTION, form=form, media=MEDIA[form], tag=TAG, title="A house",
        alt_text="A woman before her door",
    )  # fmt: skip
    return replace(made, **changes)


def go(client: ChannelClient, account: Account, post: Post) -> PostResult | type[Exception]:
    """Take a post all its way, as the publisher does; return where it ended."""
    try:
        *_, last = steps(client, account, post)
    except ChannelUnavailable:
        return ChannelUnavailable
    return last


def steps(client: ChannelClient, account: Account, post: Post) -> Iterator[PostResult]:
    """Yield each answer on the way; what stays pending is looked at twice."""
    result = client.publish(account, post)
    yield result
    for _ in range(2):
        if isinstance(result, Pending):
            result = client.status(account, result.handle)
            yield result
    if isinstance(result, Ready):
        yield client.finalise(account, result.handle, post)


def handle_of(client: ChannelClient, account: Account, post: Post) -> str:
    """Return the handle of a post that is begun."""
    begun = client.publish(account, post)
    assert isinstance(begun, Pending)
    return begun.handle


def with_token(account: Account, token: str) -> Account:
    return replace(account, credential=replace(account.credential, access=token))


def leaks(network: GraphNetwork, token: str) -> list[str]:
    """Return the steps in whose addresses the token stood, or in which it was a parameter."""
    found = []
    for step, request in zip(network.calls, network.requests, strict=True):
        in_fields = token in "".join(request.fields.values())
        is_in_body = token.encode() in request.body
        if token in request.path or (in_fields and not (is_in_body and step == "exchange")):
            found.append(step)
    return found
