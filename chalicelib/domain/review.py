"""What may be done with a testimonial at the desk, and where it leads.

One person holds an item while she looks at it. What needs two people stays at the desk after the
first approval, and the second does not learn of it (two_people.py says what does). A decision can
be taken back by whoever passed it while UNDO_LIFE runs; nothing follows from it before.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.decisions import (
    Appeal,
    Asker,
    Decided,
    Decision,
    DecisionKind,
    KeptFor,
    PassedOver,
)
from chalicelib.domain.errors import AlreadyClaimed, Conflict
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

TARGETS: Final[Mapping[DecisionKind, State]] = {
    DecisionKind.APPROVE: State.APPROVED,
    DecisionKind.REJECT: State.REJECTED,
    DecisionKind.HAS_ISSUES: State.HAS_ISSUES,
}
UNDO_LIFE: Final = timedelta(seconds=30)
KEPT_LIFE: Final = timedelta(days=1)  # what comes back waits this long for who sent it back
MOST_DECISIONS: Final = 20
MOST_PASSED_OVER: Final = 10
BY_MODERATOR: Final = "moderator"


def claim(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item held by the moderator for CLAIM_LIFE; raise AlreadyClaimed or Conflict."""
    _require_waiting(item)
    if is_claimed(item, now) and not holds(item, moderator_id, now):
        raise AlreadyClaimed("Another moderator is looking at this item; take the next one")
    known = item.claim if holds(item, moderator_id, now) else None
    since = known.taken_at if known and known.taken_at else now
    held = Claim(moderator_id=moderator_id, expires_at=now + CLAIM_LIFE, taken_at=since)
    return replace(item, claim=held)


def renew(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item held for another CLAIM_LIFE; raise AlreadyClaimed once the hold lapsed."""
    _require_hold(item, moderator_id, now)
    return claim(item, moderator_id, now)


def release(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item free for others; raise AlreadyClaimed when it is not the moderator's."""
    _require_hold(item, moderator_id, now)
    return replace(item, claim=None)


def pass_over(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item free, for others first; raise AlreadyClaimed when she does not hold it."""
    others = [each for each in item.passed_over if each.by != moderator_id]
    kept = (*others, PassedOver(by=moderator_id, at=now))[-MOST_PASSED_OVER:]
    return replace(release(item, moderator_id, now), passed_over=kept, kept_for=None)


def approvers(item: Testimonial) -> frozenset[UserId]:
    """Return who approved the item as it is now, and did not take it back."""
    return frozenset(
        each.by
        for each in item.decisions
        if each.kind is DecisionKind.APPROVE and each.evidence_version == item.evidence_version
    )


def decide(
    item: Testimonial, decision: Decision, *, by: UserId, at: datetime,
    needs_two: bool = False, depth: int = 0,
) -> Testimonial:  # fmt: skip
    """Return the item after the decision; raise AlreadyClaimed unless `by` holds it.

    With `needs_two` a first approval leaves it at the desk, for somebody else. Raises Conflict for
    a reel that is sent back, which no worker can do again, and for whoever decided before on what
    was asked about again.
    """
    _require_hold(item, by, at)
    _require_other(item, by)
    if item.members and decision.kind is DecisionKind.HAS_ISSUES:
        raise Conflict("No worker made this reel; reject it instead")
    said = _with_words(item, decision)
    passed = Decided(
        kind=decision.kind, by=by, at=at, evidence_version=item.evidence_version, depth=depth,
        reason=decision.reason, note=decision.note,
    )  # fmt: skip
    said = replace(said, decisions=(*item.decisions, passed)[-MOST_DECISIONS:])
    if decision.kind is DecisionKind.ESCALATE:
        return replace(said, claim=None, kept_for=None, is_escalated=True)
    is_first = needs_two and not approvers(item) - {by}
    if decision.kind is DecisionKind.APPROVE and is_first:
        return replace(said, claim=None, kept_for=None)
    return _ended(said, decision.kind, by, at)


def _with_words(item: Testimonial, decision: Decision) -> Testimonial:
    """Return the item with what came with the decision; what was left out stays as it was."""
    captions, own = decision.captions, decision.channel_captions
    altered, known = decision.ai_altered, decision.is_public_figure
    return replace(
        item,
        captions=item.captions if captions is None else captions,
        channel_captions=item.channel_captions if own is None else own,
        ai_altered=item.ai_altered if altered is None else altered,
        is_public_figure=item.is_public_figure if known is None else known,
    )


def _ended(said: Testimonial, kind: DecisionKind, by: UserId, at: datetime) -> Testimonial:
    moved = move(said, TARGETS[kind], at=at, by=BY_MODERATOR)
    is_approved, comes_back = kind is DecisionKind.APPROVE, kind is DecisionKind.HAS_ISSUES
    return replace(
        moved,
        content_version=said.content_version + int(is_approved),
        kept_for=KeptFor(moderator_id=by, until=at + KEPT_LIFE) if comes_back else None,
        passed_over=(),
    )


def undo_until(item: Testimonial, by: UserId, window: timedelta) -> datetime | None:
    """Return until when `by` may take the item's last decision back; None when it is not hers."""
    last = item.decisions[-1] if item.decisions else None
    if last is None or last.by != by or item.state is not _state_after(item, last):
        return None
    return last.at + window


def _state_after(item: Testimonial, last: Decided) -> State:
    """Return the state that a decision left its item in: a first approval does not move it."""
    if item.state is State.PENDING_REVIEW:
        stays = {DecisionKind.ESCALATE, DecisionKind.APPROVE}
        return State.PENDING_REVIEW if last.kind in stays else TARGETS[last.kind]
    return TARGETS.get(last.kind, State.PENDING_REVIEW)


def undo(item: Testimonial, *, by: UserId, at: datetime, window: timedelta) -> Testimonial:
    """Return the item as before its last decision, held by whoever passed it; raise Conflict.

    What she wrote in captions stays.
    """
    until = undo_until(item, by, window)
    if until is None or at > until:
        raise Conflict(
            "It is too late to take this back, or it is not your decision",
            current_state=item.state.value,
        )
    if is_claimed(item, at) and not holds(item, by, at):
        raise AlreadyClaimed("Another moderator is looking at this item by now")
    before, waits = item.decisions[:-1], item.state is State.PENDING_REVIEW
    back = item if waits else move(item, State.PENDING_REVIEW, at=at, by=BY_MODERATOR)
    was_passed_up = any(each.kind is DecisionKind.ESCALATE for each in before)
    freed = replace(back, decisions=before, claim=None, kept_for=None, is_escalated=was_passed_up)
    return claim(freed, by, at)


def ask_again(item: Testimonial, asker: Asker, note: str | None, at: datetime) -> Testimonial:
    """Return what was rejected at the desk once more, for somebody else; raise Conflict.

    It may be asked for once, by the worker or the person shown.
    """
    if item.appeal is not None:
        raise Conflict("Another decision was asked for already", current_state=item.state.value)
    if item.state is not State.REJECTED:
        raise Conflict(
            "Only what was rejected can be decided on again", current_state=item.state.value
        )
    moved = move(item, State.PENDING_REVIEW, at=at, by=asker.value)
    return replace(moved, appeal=Appeal(by=asker, at=at, note=note))


def decided_before(item: Testimonial) -> frozenset[UserId]:
    """Return who decided on an item before somebody asked for another decision."""
    asked_at = item.appeal.at if item.appeal else None
    return frozenset(each.by for each in item.decisions if asked_at and each.at <= asked_at)


def hides_choices(item: Testimonial) -> bool:
    """True while nobody may learn what was decided: a second person is still to decide alone."""
    return item.state is State.PENDING_REVIEW and bool(approvers(item))


def _require_waiting(item: Testimonial) -> None:
    if item.state is not State.PENDING_REVIEW:
        raise Conflict("This item is not waiting for review", current_state=item.state.value)


def _require_hold(item: Testimonial, moderator_id: UserId, now: datetime) -> None:
    _require_waiting(item)
    if not holds(item, moderator_id, now):
        raise AlreadyClaimed("Take the item first: your hold has lapsed or another person has it")


def _require_other(item: Testimonial, by: UserId) -> None:
    if by in decided_before(item) | approvers(item):
        raise Conflict("Somebody else has to decide on this: you have done so already")


def first_captions(campaign: Campaign, person: Beneficiary | None) -> dict[str, str]:
    """Return captions to start from, by language: the campaign's and the schemes' own names."""
    schemes = ", ".join(person.schemes) if person else ""
    return {
        language: " · ".join(part for part in (campaign.names.get(language, ""), schemes) if part)
        for language in campaign.languages
    }
