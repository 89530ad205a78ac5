"""What may be done with a testimonial at the desk, and where it leads.

One person holds an item while she looks at it. What needs two people stays at the desk after the
first approval: two_people.py says what does, discretion.py what is told of it meanwhile. How a
decision is taken back is in undo.py.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.amounts import amounts_in
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
    require_hold(item, moderator_id, now)
    return claim(item, moderator_id, now)


def release(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item free for others; raise AlreadyClaimed when it is not the moderator's."""
    require_hold(item, moderator_id, now)
    return replace(item, claim=None)


def pass_over(item: Testimonial, moderator_id: UserId, now: datetime) -> Testimonial:
    """Return the item free, for others first; raise AlreadyClaimed when she does not hold it."""
    others = [each for each in item.passed_over if each.by != moderator_id]
    kept = (*others, PassedOver(by=moderator_id, at=now))[-MOST_PASSED_OVER:]
    return replace(release(item, moderator_id, now), passed_over=kept, kept_for=None)


def approvals(item: Testimonial) -> tuple[Decided, ...]:
    """Return the approvals that were not taken back, since the item was last begun anew."""
    found = (each for each in item.decisions if each.kind is DecisionKind.APPROVE)
    return tuple(each for each in found if not is_of_before(item, each.at))


def standing_approvals(item: Testimonial) -> tuple[Decided, ...]:
    """Return the approvals of the item's evidence as it is now; other evidence makes them void."""
    now = item.evidence_version
    return tuple(each for each in approvals(item) if each.evidence_version == now)


def approvers(item: Testimonial) -> frozenset[UserId]:
    """Return who approved the item's evidence as it is now."""
    return frozenset(each.by for each in standing_approvals(item))


def decide(
    item: Testimonial, decision: Decision, *, by: UserId, at: datetime,
    is_first_of_two: bool = False, depth: int = 0,
) -> Testimonial:  # fmt: skip
    """Return the item after the decision; raise AlreadyClaimed unless `by` holds it.

    With `is_first_of_two` an approval leaves it at the desk, for somebody else. Raises Conflict for
    a reel that is sent back, which no worker can do again, and for whoever approved it already or
    decided before on what was asked about again.
    """
    require_hold(item, by, at)
    _require_other(item, by)
    if item.members and decision.kind is DecisionKind.HAS_ISSUES:
        raise Conflict("No worker made this reel; reject it instead")
    said = _remembered(with_words(item, decision), decision, by=by, at=at, depth=depth)
    match decision.kind:
        case DecisionKind.ESCALATE:
            return replace(said, claim=None, kept_for=None, is_escalated=True)
        case DecisionKind.APPROVE if is_first_of_two:
            return replace(said, claim=None, kept_for=None)
        case _:
            return _ended(said, decision.kind, by, at)


def _remembered(
    said: Testimonial, decision: Decision, *, by: UserId, at: datetime, depth: int
) -> Testimonial:
    """Return an item with the words of a decision, and with the decision."""
    is_approved = decision.kind is DecisionKind.APPROVE
    passed = Decided(
        kind=decision.kind, by=by, at=at, evidence_version=said.evidence_version, depth=depth,
        reason=decision.reason, note=decision.note, seen_version=said.version,
        amounts=amounts_in(said) if is_approved else frozenset(),
        ai_altered=said.ai_altered, is_public_figure=said.is_public_figure,
    )  # fmt: skip
    return replace(said, decisions=_with_last(said.decisions, passed))


def _with_last(decisions: tuple[Decided, ...], last: Decided) -> tuple[Decided, ...]:
    """Return the decisions that an item remembers: of those beyond, one that its maker followed.

    Or somebody could make it forget what others decided, by deciding again and again.
    """
    every = (*decisions, last)
    if len(every) <= MOST_DECISIONS:
        return every
    people = [each.by for each in every]
    place = next((at for at, by in enumerate(people) if by in people[at + 1 :]), 0)
    return (*every[:place], *every[place + 1 :])


def repeats(item: Testimonial, decision: Decision, by: UserId, seen_version: int) -> bool:
    """True when just this was decided on that version of the item: the request came again."""
    said = (by, seen_version, decision.kind, decision.reason, decision.note)
    kept = ((e.by, e.seen_version, e.kind, e.reason, e.note) for e in item.decisions)
    return said in kept


def with_words(item: Testimonial, decision: Decision) -> Testimonial:
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
    return frozenset(each.by for each in item.decisions if is_before_appeal(item, each.at))


def is_before_appeal(item: Testimonial, at: datetime) -> bool:
    """True for an instant before somebody asked for another decision."""
    return item.appeal is not None and at <= item.appeal.at


def is_of_before(item: Testimonial, at: datetime) -> bool:
    """True for an instant before the item was begun anew: asked about again, or edited.

    What was approved then counts no more, and is known to all.
    """
    is_before_edit = item.reworked_at is not None and at <= item.reworked_at
    return is_before_edit or is_before_appeal(item, at)


def _require_waiting(item: Testimonial) -> None:
    if item.state is not State.PENDING_REVIEW:
        raise Conflict("This item is not waiting for review", current_state=item.state.value)


def require_hold(item: Testimonial, moderator_id: UserId, now: datetime) -> None:
    """Raise Conflict for an item that does not wait, AlreadyClaimed for one she does not hold."""
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
