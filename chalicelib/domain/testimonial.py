"""A visit's publishable bundle and the states it moves through.

A testimonial shares its visit's id: one visit makes at most one. Media that arrives after approval
never joins what was approved; before approval it opens verification again. A reel is one as well,
of several others and of no visit; see reels.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.audit import EMPTY, AuditEntry, Head
from chalicelib.domain.decisions import Appeal, ByChannel, Decided, KeptFor, PassedOver
from chalicelib.domain.errors import Conflict
from chalicelib.domain.finding import Finding, Verdict
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    ConsentId,
    MediaId,
    UserId,
    VisitId,
)

CLAIM_LIFE: Final = timedelta(minutes=10)
# A step that a queue should carry out in seconds is looked at again after this.
STUCK_AFTER: Final = timedelta(minutes=10)


class State(StrEnum):
    """Where a testimonial is on its way."""

    COLLECTING = "collecting"
    VERIFYING = "verifying"
    PENDING_REVIEW = "pending_review"
    APPROVED = "approved"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    REFUSED = "refused"
    HAS_ISSUES = "has_issues"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_FORWARD: Final[Mapping[State, frozenset[State]]] = {
    State.COLLECTING: frozenset({State.VERIFYING}),
    State.VERIFYING: frozenset({State.PENDING_REVIEW, State.REFUSED}),
    State.PENDING_REVIEW: frozenset(
        {State.APPROVED, State.REJECTED, State.HAS_ISSUES, State.VERIFYING}
    ),
    # A decision may be taken back at once, and what was rejected may be asked about again.
    State.APPROVED: frozenset({State.PUBLISHING, State.PENDING_REVIEW, State.REJECTED}),
    # What is edited after its approval is approved anew; what was ordered down, or taken down by
    # hand, on all its channels, is rejected: nothing of it goes out again by itself.
    State.PUBLISHING: frozenset({State.PUBLISHED, State.PENDING_REVIEW, State.REJECTED}),
    State.PUBLISHED: frozenset({State.PENDING_REVIEW, State.REJECTED}),
    # Late evidence opens verification again, as a new version beside the old.
    State.REFUSED: frozenset({State.VERIFYING}),
    State.HAS_ISSUES: frozenset({State.VERIFYING, State.PENDING_REVIEW}),
    State.REJECTED: frozenset({State.PENDING_REVIEW}),
    State.WITHDRAWN: frozenset(),
}
# Withdrawal is reachable from every state and left by none.
MOVES: Final[Mapping[State, frozenset[State]]] = {
    state: targets | ({State.WITHDRAWN} if state is not State.WITHDRAWN else frozenset())
    for state, targets in _FORWARD.items()
}
OPEN_TO_EVIDENCE: Final = frozenset(
    {State.COLLECTING, State.VERIFYING, State.PENDING_REVIEW, State.REFUSED, State.HAS_ISSUES}
)
# Approved: on its way to the public, or there.
GOING_OUT: Final = frozenset({State.APPROVED, State.PUBLISHING, State.PUBLISHED})
WAITING_FOR_MACHINES: Final = frozenset({State.COLLECTING, State.VERIFYING, State.APPROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move, kept in the testimonial's history."""

    at: datetime
    source: State | None
    target: State
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One moderator's hold on an item, since `taken_at`, which renewing leaves as it is."""

    moderator_id: UserId
    expires_at: datetime
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimonial:
    """The bundle. `evidence_key` names the evidence that the verdict was made from."""

    __test__ = False  # pytest would take the name for a test class

    visit_id: VisitId
    campaign_id: CampaignId
    beneficiary_id: BeneficiaryId
    booth_id: AreaId
    desk_id: AreaId
    path: Path
    state: State
    since: datetime
    media_ids: tuple[MediaId, ...] = ()
    evidence_key: str = ""
    evidence_version: int = 0
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] = ()
    captions: Mapping[str, str] | None = None
    history: tuple[Step, ...] = ()
    claim: Claim | None = None
    is_escalated: bool = False
    content_version: int = 0
    ai_altered: bool = False  # a moderator saw that a machine made or changed what is shown
    named_by: ConsentId | None = None  # the consent by whose name it was looked at, and approved
    members: tuple[VisitId, ...] = ()  # a reel's testimonials; none for what a visit made
    reels: tuple[VisitId, ...] = ()  # the reels that it was put into
    judged_at: datetime | None = None  # when the verdict was reached
    policy_number: int = 0  # of the campaign's policy that the verdict was reached under
    levels: tuple[str, ...] = ()  # at which people look at it although it is verified
    checked: tuple[str, ...] = ()  # those of the levels at which somebody did
    transcript: Mapping[str, str] | None = None  # what is said in it, by language
    channel_captions: ByChannel | None = None  # where a channel's differ from `captions`
    is_public_figure: bool = False  # a moderator saw somebody in it whom the public knows
    decisions: tuple[Decided, ...] = ()  # those that were not taken back, the first one first
    passed_over: tuple[PassedOver, ...] = ()
    kept_for: KeptFor | None = None
    appeal: Appeal | None = None
    reworked_at: datetime | None = None  # when its words were last edited after an approval
    audit: Head = EMPTY
    # The newest audit entry while it has no row of its own: the next event writes that row.
    last_entry: AuditEntry | None = None
    due_at: datetime | None = None
    version: int = 0


def move(item: Testimonial, target: State, *, at: datetime, by: str) -> Testimonial:
    """Return the testimonial in `target`; raise Conflict when the step is not in MOVES."""
    if target not in MOVES[item.state]:
        raise Conflict("That step is not open from here", current_state=item.state.value)
    step = Step(at=at, source=item.state, target=target, by=by)
    return replace(
        item,
        state=target,
        since=at,
        claim=None,
        history=(*item.history, step),
        due_at=at + STUCK_AFTER if target in WAITING_FOR_MACHINES else None,
    )


def is_claimed(item: Testimonial, now: datetime) -> bool:
    """True while somebody's claim runs."""
    return item.claim is not None and now < item.claim.expires_at


def holds(item: Testimonial, moderator_id: UserId, now: datetime) -> bool:
    """True while this moderator's claim runs."""
    return (
        is_claimed(item, now) and item.claim is not None and item.claim.moderator_id == moderator_id
    )
