"""Missed calls: a provider's hook, its answer, and the calls that fit no visit."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.calls import Call, CallState, Unmatched
from chalicelib.domain.rows import Page
from chalicelib.entry.models.common import FreeText, Instant, KnownId, Model, PageQuery
from chalicelib.services.call_desk import Likely, OpenCall
from chalicelib.services.call_hooks import HookPlan, MadeHook
from chalicelib.services.calling import Taken

FieldName = Annotated[str, Field(min_length=1, max_length=64)]


class TakenAnswer(Model):
    """What a provider is told; the same for every number."""

    result: Taken


class HookRequest(Model):
    """A new hook. `mapping`, for `generic` alone, names id, from and at in the provider's words.

    It may name `to` and `kind` too, with the words of `missed` between blanks, and say the `zone`
    of times without one, like +05:30.
    """

    provider: Annotated[str, Field(max_length=32)]
    name: Annotated[FreeText, Field(min_length=1, max_length=100)]
    mapping: Annotated[dict[FieldName, FieldName], Field(max_length=10)] = Field(
        default_factory=dict
    )
    sources: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=50)] = Field(
        default_factory=list
    )

    def plan(self) -> HookPlan:
        """Return the hook as the service takes it."""
        return HookPlan(**dict(self))


class HookAnswer(Model):
    """A new hook. `token`, and with it `path`, is shown this once; `token_hash` closes the hook."""

    provider: str
    name: str
    token: str
    token_hash: str
    path: str


def hook_answer(made: MadeHook) -> HookAnswer:
    """Return a new hook as an answer."""
    hook = made.hook
    path = f"/v1/hooks/calls/{hook.provider}/{made.token}"
    return HookAnswer(
        provider=hook.provider, name=hook.name, token=made.token, token_hash=hook.token_hash,
        path=path,
    )  # fmt: skip


class CallsQuery(PageQuery):
    """`?area=&limit=&cursor=`; each call is looked at with its visits, so a page is small."""

    area: KnownId | None = None
    limit: Annotated[int, Field(ge=1, le=20)] = 10


class LikelyView(Model):
    """A visit that a call may belong to."""

    visit_id: str
    beneficiary_id: str
    minutes_apart: float
    same_phone: bool


class CallView(Model):
    """A missed call; its number is masked."""

    provider: str
    call_id: str
    phone: str
    at: Instant
    received_at: Instant
    state: CallState
    reason: Unmatched | None
    visit_id: str | None
    beneficiary_id: str | None


class OpenCallView(CallView):
    """A call that fits no visit, with the visits it most likely belongs to."""

    likely: list[LikelyView]


class CallsAnswer(Model):
    """A page of unmatched calls. It may be short, or empty, though the list goes on."""

    items: list[OpenCallView]
    next_cursor: str | None


class MatchRequest(Model):
    """The visit that a call belongs to."""

    visit_id: KnownId


def call_view(call: Call) -> CallView:
    """Return a call as an answer."""
    return CallView(
        provider=call.provider, call_id=call.call_id, phone=call.shown, at=call.at,
        received_at=call.received_at, state=call.state, reason=call.reason,
        visit_id=call.visit_id, beneficiary_id=call.beneficiary_id,
    )  # fmt: skip


def calls_answer(page: Page[OpenCall]) -> CallsAnswer:
    """Return a page of unmatched calls as an answer."""
    items = [
        OpenCallView(**dict(call_view(one.call)), likely=[_likely(each) for each in one.likely])
        for one in page.items
    ]
    return CallsAnswer(items=items, next_cursor=page.cursor)


def _likely(likely: Likely) -> LikelyView:
    return LikelyView(
        visit_id=likely.visit_id, beneficiary_id=likely.beneficiary_id,
        minutes_apart=round(likely.apart.total_seconds() / 60, 1), same_phone=likely.same_phone,
    )  # fmt: skip
