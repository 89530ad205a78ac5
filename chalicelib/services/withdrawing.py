"""What follows from a withdrawal: cancel what is scheduled, take down what is posted, seal.

A person who took everything back is sealed: her row and her ledger say when she is erased.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.audit import Scalar
from chalicelib.domain.campaign import Campaign, Retention
from chalicelib.domain.children import is_withheld
from chalicelib.domain.consent import Ledger, is_unsettled
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import Publication, PublicationState, may_be_public
from chalicelib.domain.publishing import move as move_publication
from chalicelib.domain.roll import Beneficiary, with_consents
from chalicelib.domain.rows import Bundle, Change, Save
from chalicelib.domain.taking_back import is_taken_back
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial, move
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.retry import again

LOOKS = 3


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
    """Withdraw what a visit made, unless consent for it stands. Safe to repeat."""

    def step() -> None:
        bundle = records.bundle(visit_id)
        item = bundle.testimonial
        shown = tuple(m for m in bundle.media if item and m.media_id in item.media_ids)
        if item is None or item.state is State.WITHDRAWN:
            return
        if not may_be_public(ledger, visit_id, shown):
            records.commit(*_withdrawal(item, bundle, clock.now(), new_id))

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
    changes: list[Change] = [Save(row=moved), *entries]
    for publication in bundle.publications:
        changes += _stop(publication, now, new_id)
    return changes


def _stop(publication: Publication, now: datetime, new_id: NewId) -> list[Change]:
    match publication.state:
        case PublicationState.SCHEDULED | PublicationState.HELD:
            return [Save(row=move_publication(publication, PublicationState.CANCELLED, at=now))]
        case PublicationState.POSTED:
            due = move_publication(publication, PublicationState.TAKEDOWN_DUE, at=now)
            job = Job(
                action=Action.TAKE_DOWN,
                subject=publication.visit_id,
                channel_id=publication.channel_id,
            )
            outbox = OutboxItem(item_id=new_id(), job=job, created_at=now)
            return [Save(row=due), Save(row=outbox)]
        case PublicationState.UNCONFIRMED:
            # Should it be live after all, it has to go: the channel is asked anew.
            return [Save(row=replace(publication, confirmations=0, due_at=now))]
        case _:
            return []


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
    person = _on_roll(ledger.beneficiary_id, records)
    if person is None or person.is_erased:
        return [Save(row=ledger)]
    ends = person.erase_at or ledger.erase_at or now + _kept_for(ledger, records)
    sealed = replace(with_consents(person, ledger), erase_at=ends)
    changes: list[Change] = [Save(row=replace(ledger, erase_at=ends))]
    return changes if sealed == person else [*changes, Save(row=sealed)]


def _on_roll(beneficiary_id: BeneficiaryId, records: Records) -> Beneficiary | None:
    """Return the person's row; None only when it is nowhere, however often one looks.

    A file may move her at this very moment, and a ledger that was settled without her row is never
    sealed.
    """
    looks = (records.find(Beneficiary, beneficiary_id) for _ in range(LOOKS))
    return next((person for person in looks if person is not None), None)


def _kept_for(ledger: Ledger, records: Records) -> timedelta:
    campaign = records.find(Campaign, ledger.campaign_id)
    kept = campaign.retention if campaign else Retention()
    return timedelta(days=kept.after_withdrawal_days)
