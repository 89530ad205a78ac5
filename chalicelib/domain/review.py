"""A moderator's decision on a testimonial: what it may be and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import AlreadyClaimed, Conflict, InvalidInput
from chalicelib.domain.ids import UserId
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import (
    CLAIM_LIFE,
    Claim,
    State,
    Testimonial,
    holds,
    is_claimed,
    move,
)

MOST_CAPTION_CHARACTERS: Final = 1000


class DecisionKind(StrEnum):
    """What a moderator may decide."""

    APPROVE = "approve"
    REJECT = "reject"
    HAS_ISSUES = "has_issues"
    ESCALATE = "escalate"


class ReasonCode(StrEnum):
    """Why an item is rejected or sent back."""

    UNCLEAR_MEDIA = "unclear_media"
    WRONG_PERSON = "wrong_person"
    CONSENT_DOUBT = "consent_doubt"
    UNSAFE_CONTENT = "unsafe_content"
    PRIVATE_DATA_VISIBLE = "private_data_visible"
    DUPLICATE = "duplicate"
    PROMISE_OF_BENEFIT = "promise_of_benefit"
    OTHER = "other"


TARGETS: Final[Mapping[DecisionKind, State]] = {
    DecisionKind.APPROVE: State.APPROVED,
    DecisionKind.REJECT: State.REJECTED,
    DecisionKind.HAS_ISSUES: State.HAS_ISSUES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. Turning an item down needs a reason; approving does not.

    `ai_altered` says whether a machine made or changed what is shown; None leaves what was said.
    """

    kind: DecisionKind
    reason: ReasonCode | None = None
    note: str | None = None
    captions: Mapping[str, str] | None = None
    ai_altered: bool | None = None

    def __post_init__(self) -> None:
        needs_reason = self.kind in {DecisionKind.REJECT, DecisionKind.HAS_ISSUES}
        if needs_reason and self.reason is None:
            raise InvalidInput("Say why, with a reason code", field="reason_code")
        for language, text in (self.captions or {}).items():
            if len(text) > MOST_CAPTION_CHARACTERS:
                raise InvalidInput(
                    f"A caption may have {MOST_CAPTION_CHARACTERS} characters",
                    field=f"captions.{language}",
                )


def claim(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item held by the moderator for CLAIM_LIFE; raise AlreadyClaimed or Conflict."""
    if item.state is not State.PENDING_REVIEW:
        raise Conflict("This item is not waiting for review", current_state=item.state.value)
    if is_claimed(item, now) and not holds(item, moderator_id, now):
        raise AlreadyClaimed("Another moderator is looking at this item; take the next one")
    return replace(item, claim=Claim(moderator_id=moderator_id, expires_at=now + CLAIM_LIFE))


def release(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item free for others; raise AlreadyClaimed when it is not the moderator's."""
    _require_hold(item, moderator_id, now)
    return replace(item, claim=None)


def decide(item: Testimonial, decision: Decision, *, by: UserId, at: datetime) -> Testimonial:
    """Return the item after the decision; raise AlreadyClaimed unless `by` holds it.

    Raises Conflict for a reel that is sent back: no worker can do it again.
    """
    _require_hold(item, by, at)
    if item.members and decision.kind is DecisionKind.HAS_ISSUES:
        raise Conflict("No worker made this reel; reject it instead")
    captions = item.captions if decision.captions is None else decision.captions
    altered = item.ai_altered if decision.ai_altered is None else decision.ai_altered
    said = replace(item, decided_by=by, captions=captions, ai_altered=altered)
    if decision.kind is DecisionKind.ESCALATE:
        return replace(said, claim=None, is_escalated=True)
    moved = move(said, TARGETS[decision.kind], at=at, by="moderator")
    bump = 1 if decision.kind is DecisionKind.APPROVE else 0
    return replace(moved, content_version=item.content_version + bump)


def _require_hold(item: Testimonial, moderator_id: UserId, now: datetime) -> None:
    if item.state is not State.PENDING_REVIEW:
        raise Conflict("This item is not waiting for review", current_state=item.state.value)
    if not holds(item, moderator_id, now):
        raise AlreadyClaimed("Take the item first: your hold has lapsed or another person has it")


def first_captions(campaign: Campaign, person: Beneficiary | None) -> dict[str, str]:
    """Return captions to start from, by language: the campaign's and the schemes' own names."""
    schemes = ", ".join(person.schemes) if person else ""
    return {
        language: " · ".join(part for part in (campaign.names.get(language, ""), schemes) if part)
        for language in campaign.languages
    }
