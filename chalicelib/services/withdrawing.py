"""What follows from a withdrawal: cancel what is scheduled, take down what is posted, seal.

A reel ends with any of its members. A person who took everything back is sealed: her row and her
ledger say when she is erased.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.audit import Scalar
from chalicelib.domain.campaign import Campaign, Retention
from chalicelib.domain.children import is_withheld
from chalicelib.domain.consent import Ledger, Purpose, is_unsettled, standing, standing_of
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.publishing import MAY_BE_OUT, PublicationState, may_be_public
from chalicelib.domain.roll import Beneficiary, with_consents
from chalicelib.domain.rows import Bundle, Change, Save
from chalicelib.domain.takedowns import TakedownKind, ordered
from chalicelib.domain.taking_back import is_taken_back
from chalicelib.domain.testimonial import GOING_OUT, OPEN_TO_EVIDENCE, State, Testimonial, move
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.reel_members import standing_members
from chalicelib.services.retry import again
from chalicelib.services.rolls import on_roll
from chalicelib.services.stopping import stop_each


def settle(beneficiary_id: BeneficiaryId, *, records: Records, clock: Clock, new_id: NewId) -> None:
    """Carry out every consequence of a person's withdrawals. Safe to repeat.

    A post that is being made at this very moment is taken down when its answer is recorded.
    """
    ledger = records.find(Ledger, beneficiary_id)
    if ledger is None or not is_unsettled(ledger):
        return
    for visit_id in sorted({consent.visit_id for consent in ledger.consents}):
        withdraw_visit(ledger, visit_id, records=records, clock=clock, new_id=new_id)
    again(lambda: _mark_settled(ledger, clock.now(), records))


def withdraw_visit(
    ledger: Ledger, visit_id: VisitId, *, records: Records, clock: Clock, new_id: NewId
) -> None:
    """Withdraw what a visit made, reels included, unless consent for it stands. Safe to repeat."""

    def step() -> tuple[VisitId, ...]:
        bundle = records.bundle(visit_id)
        item = bundle.testimonial
        shown = tuple(m for m in bundle.media if item and m.media_id in item.media_ids)
        if item is None:
            return ()
        if item.state is not State.WITHDRAWN:
            if _is_left_to_verification(item, ledger):
                return item.reels
            # A reel may name her by what she took back, whatever else stands.
            if may_be_public(ledger, visit_id, shown) and not _is_misnamed(bundle, ledger):
                return item.reels
            records.commit(*_withdrawal(item, bundle, clock.now(), new_id))
        return item.reels

    # No reel takes in what is withdrawn, so these are all that there will ever be.
    end_fallen_reels(again(step), records=records, clock=clock, new_id=new_id)


def _is_left_to_verification(item: Testimonial, ledger: Ledger) -> bool:
    """True for what nobody has decided and may be published, but for some of its media.

    Its verdict refuses it, until she agrees again. What is withdrawn would stay so, and only if the
    media came before she took it back.
    """
    is_open = item.state in OPEN_TO_EVIDENCE
    return is_open and Purpose.PUBLISH in standing(ledger, item.visit_id)


def _is_misnamed(bundle: Bundle, ledger: Ledger) -> bool:
    """True when a post that is out, or may be, names her by a consent that she took back."""
    stand = {c.consent_id for c in ledger.consents if Purpose.PUBLISH in standing_of(ledger, c)}
    named_by = {each.named_by for each in bundle.publications if each.state in MAY_BE_OUT}
    return not named_by <= {*stand, None}


def end_fallen_reels(
    reels: Iterable[VisitId], *, records: Records, clock: Clock, new_id: NewId
) -> None:
    """Withdraw those of the reels of which a member may no longer be shown. Safe to repeat."""

    def has_fallen(reel: Testimonial) -> bool:
        campaign = records.find(Campaign, reel.campaign_id)
        return standing_members(reel, campaign, records=records) is None

    for reel_id in reels:
        _end_reel_if(has_fallen, reel_id, "member", records, clock, new_id)


def end_reels_of(visit_id: VisitId, *, records: Records, clock: Clock, new_id: NewId) -> None:
    """Withdraw the reels that may no longer show a testimonial. Safe to repeat."""
    item = records.find(Testimonial, visit_id)
    if item is not None:
        end_fallen_reels(item.reels, records=records, clock=clock, new_id=new_id)


def end_reel(
    reel_id: VisitId, reason: str, *, records: Records, clock: Clock, new_id: NewId
) -> None:
    """Withdraw a reel, whoever may still be shown. Safe to repeat."""
    _end_reel_if(lambda _: True, reel_id, reason, records, clock, new_id)


def _end_reel_if(
    is_over: Callable[[Testimonial], bool],
    reel_id: VisitId,
    reason: str,
    records: Records,
    clock: Clock,
    new_id: NewId,
) -> None:
    def step() -> None:
        bundle = records.bundle(reel_id)
        reel = bundle.testimonial
        if reel is not None and reel.state is not State.WITHDRAWN and is_over(reel):
            records.commit(*_withdrawal(reel, bundle, clock.now(), new_id, reason=reason))

    again(step)


def withdraw_child(visit_id: VisitId, *, records: Records, clock: Clock, new_id: NewId) -> None:
    """Withdraw what was approved of somebody who was found to be a child. Safe to repeat."""

    def step() -> None:
        bundle = records.bundle(visit_id)
        item = bundle.testimonial
        if item is None or item.state not in GOING_OUT:
            return
        campaign = records.find(Campaign, item.campaign_id)
        person = records.find(Beneficiary, item.beneficiary_id)
        ledger = records.find(Ledger, item.beneficiary_id)
        if is_withheld(campaign, person, bundle.visit, ledger):
            changes = _withdrawal(item, bundle, clock.now(), new_id, reason="child")
            records.commit(*changes)

    again(step)


def _withdrawal(
    item: Testimonial, bundle: Bundle, now: datetime, new_id: NewId, **reason: str
) -> list[Change]:
    moved = move(item, State.WITHDRAWN, at=now, by=SYSTEM)
    live = [p for p in bundle.publications if p.state is PublicationState.POSTED]
    facts: dict[str, Scalar] = {"live_posts": len(live), **reason}
    moved, entries = noted(moved, "withdrawn", at=now, actor=SYSTEM, facts=facts)
    takedown = ordered(TakedownKind.WITHDRAWAL, at=now, by=SYSTEM)
    _, stops = stop_each(bundle.publications, takedown, now, new_id)
    return [Save(row=moved), *entries, *stops]


def _mark_settled(seen: Ledger, now: datetime, records: Records) -> None:
    """Settle just the withdrawals that were seen; a later one stays due."""
    ledger = records.find(Ledger, seen.beneficiary_id)
    if ledger is None or ledger.settled >= len(seen.withdrawals):
        return
    settled = replace(ledger, settled=len(seen.withdrawals))
    if is_unsettled(settled):
        records.commit(Save(row=settled))
        return
    records.commit(*_sealed(replace(settled, due_at=None), now, records))


def _sealed(ledger: Ledger, now: datetime, records: Records) -> list[Change]:
    """Return the ledger and, when nothing stands any more, the person's row, both sealed.

    In one commit, or a run that ends in between would leave a row that nobody erases. What is
    sealed stays so: its date is not put off.
    """
    if not is_taken_back(ledger):
        return [Save(row=ledger)]
    person = on_roll(ledger.beneficiary_id, records=records)
    if person is None or person.is_erased:
        return [Save(row=ledger)]
    ends = person.erase_at or ledger.erase_at or now + _kept_for(ledger, records)
    sealed = replace(with_consents(person, ledger), erase_at=ends)
    changes: list[Change] = [Save(row=replace(ledger, erase_at=ends))]
    return changes if sealed == person else [*changes, Save(row=sealed)]


def _kept_for(ledger: Ledger, records: Records) -> timedelta:
    campaign = records.find(Campaign, ledger.campaign_id)
    kept = campaign.retention if campaign else Retention()
    return timedelta(days=kept.after_withdrawal_days)
