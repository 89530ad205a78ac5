"""What the phones report: any order, any repeats, item by item, the same end state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.consent import (
    Ledger,
    Withdrawal,
    give,
    withdraw,
)
from chalicelib.domain.errors import DomainError, IdTaken, InvalidInput, NotFound
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User, may
from chalicelib.domain.reports import (
    ConsentGiven,
    ConsentWithdrawn,
    ItemResult,
    Result,
    SyncChange,
    VisitRecorded,
)
from chalicelib.domain.roll import Beneficiary, with_consents, with_visit
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.visit import Visit, same_report
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.collecting import open_testimonial
from chalicelib.services.retry import again
from chalicelib.services.rolls import update_person

FIELD = frozenset({Role.WORKER})
MOST_CHANGES = 500
# A phone's clock may run ahead by this much before its report is refused.
CLOCK_TOLERANCE = timedelta(hours=26)
# Reconciliation looks at a withdrawal again after this, should its job be lost.
SETTLE_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """One call's ports, and what its end must bring up to date."""

    user: User
    device_id: str
    records: Records
    clock: Clock
    new_id: NewId
    visits: dict[BeneficiaryId, list[Visit]]
    ledgers: set[BeneficiaryId]
    reported: set[VisitId]


def accept_batch(
    user: User,
    device_id: str,
    changes: Sequence[SyncChange],
    *,
    records: Records,
    clock: Clock,
    new_id: NewId,
) -> tuple[ItemResult, ...]:
    """Return an answer per change; a bad one never stops the good ones.

    Testimonials are opened and the people's summary rows written at the end, also for repeated
    changes, so that a call that was cut short is repaired by its repetition.
    """
    batch = _Batch(
        user=user, device_id=device_id, records=records, clock=clock, new_id=new_id,
        visits={}, ledgers=set(), reported=set(),
    )  # fmt: skip
    results = tuple(_answer(change, batch) for change in changes)
    for visit_id in sorted(batch.reported):
        open_testimonial(visit_id, records=records, clock=clock)
    for beneficiary_id in sorted({*batch.visits, *batch.ledgers}):
        _summarise(beneficiary_id, batch)
    return results


def _answer(change: SyncChange, batch: _Batch) -> ItemResult:
    try:
        result = _accept(change, batch)
    except IdTaken as clash:
        return ItemResult(change_id=change.change_id, result=Result.CONFLICT, problem=clash)
    except DomainError as refusal:
        return ItemResult(change_id=change.change_id, result=Result.REFUSED, problem=refusal)
    return ItemResult(change_id=change.change_id, result=result)


def _accept(change: SyncChange, batch: _Batch) -> Result:
    match change.data:
        case VisitRecorded() as reported:
            return again(lambda: _record_visit(reported, batch))
        case ConsentGiven() as agreed:
            return again(lambda: _give(agreed, batch))
        case ConsentWithdrawn() as taken:
            return again(lambda: _withdraw(taken, batch))
        case refusal:
            raise refusal


def _record_visit(reported: VisitRecorded, batch: _Batch) -> Result:
    _require_present(reported.started_at, "started_at", batch)
    person = _person(reported.beneficiary_id, batch)
    visit = _visit(reported, _booth(reported.booth_id, batch), person, batch)
    known = batch.records.find(Visit, visit.visit_id)
    if known is None:
        batch.records.commit(Save(row=visit))
    elif not same_report(known, visit):
        raise IdTaken("This visit was reported before with other content; mint a new id")
    batch.visits.setdefault(person.beneficiary_id, []).append(visit)
    batch.reported.add(visit.visit_id)
    return Result.ACCEPTED if known is None else Result.ALREADY_HAVE


def _require_present(at: datetime, field: str, batch: _Batch) -> None:
    if at - batch.clock.now() > CLOCK_TOLERANCE:
        raise InvalidInput("The phone's clock is ahead; set its date and time", field=field)


def _person(beneficiary_id: BeneficiaryId, batch: _Batch) -> Beneficiary:
    person = batch.records.find(Beneficiary, beneficiary_id)
    if person is None or not may(batch.user, FIELD, person.path):
        raise NotFound("This person is not on the roll of your booth")
    return person


def _booth(booth_id: AreaId, batch: _Batch) -> Area:
    area = batch.records.find(Area, booth_id)
    if area is None or not may(batch.user, FIELD, area.path):
        raise NotFound("This booth is not one of yours")
    return area


def _visit(reported: VisitRecorded, booth: Area, person: Beneficiary, batch: _Batch) -> Visit:
    return Visit(
        visit_id=reported.visit_id,
        campaign_id=person.campaign_id,
        beneficiary_id=person.beneficiary_id,
        booth_id=booth.area_id,
        path=booth.path,
        worker_id=batch.user.user_id,
        device_id=batch.device_id,
        outcome=reported.outcome,
        started_at=reported.started_at,
        ended_at=reported.ended_at,
        location=reported.location,
        leaflet_given=reported.leaflet_given,
        sticker=reported.sticker,
        call_dialled_at=reported.call_dialled_at,
        received_at=batch.clock.now(),
    )


def _give(agreed: ConsentGiven, batch: _Batch) -> Result:
    # A consent from the future would outlive every withdrawal until then.
    _require_present(agreed.consent.given_at, "given_at", batch)
    person = _person(agreed.beneficiary_id, batch)
    visit = batch.records.find(Visit, agreed.consent.visit_id)
    if visit is not None and visit.beneficiary_id != person.beneficiary_id:
        raise InvalidInput("That visit was to another person", field="visit_id")
    batch.reported.add(agreed.consent.visit_id)
    ledger = _ledger(person, batch)
    changed = give(ledger, replace(agreed.consent, worker_id=batch.user.user_id))
    return _keep(ledger, changed, batch)


def _ledger(person: Beneficiary, batch: _Batch) -> Ledger:
    known = batch.records.find(Ledger, person.beneficiary_id)
    return known or Ledger(
        beneficiary_id=person.beneficiary_id, campaign_id=person.campaign_id, path=person.path
    )


def _withdraw(taken: ConsentWithdrawn, batch: _Batch) -> Result:
    person = _person(taken.beneficiary_id, batch)
    ledger = _ledger(person, batch)
    changed = withdraw(ledger, taken.withdrawal)
    if changed is ledger:
        return _keep(ledger, ledger, batch)
    now = batch.clock.now()
    changed, entry = _audited(changed, taken.withdrawal, now, batch)
    job = Job(action=Action.WITHDRAW, subject=person.beneficiary_id)
    outbox = OutboxItem(item_id=batch.new_id(), job=job, created_at=now)
    return _keep(ledger, changed, batch, Save(row=entry), Save(row=outbox))


def _audited(
    ledger: Ledger, withdrawal: Withdrawal, now: datetime, batch: _Batch
) -> tuple[Ledger, AuditEntry]:
    facts = {
        "withdrawal_id": withdrawal.withdrawal_id,
        "consent_id": withdrawal.consent_id,
        "visit_id": withdrawal.visit_id,
        "purposes": " ".join(sorted(withdrawal.purposes)) or "all",
        "device_id": batch.device_id,
    }
    due = replace(ledger, due_at=now + SETTLE_WITHIN)
    return noted_in_ledger(due, "consent_withdrawn", at=now, actor=batch.user.user_id, facts=facts)


def _keep(ledger: Ledger, changed: Ledger, batch: _Batch, *more: Change) -> Result:
    if changed is not ledger:
        batch.records.commit(Save(row=changed), *more)
    batch.ledgers.add(ledger.beneficiary_id)
    return Result.ALREADY_HAVE if changed is ledger else Result.ACCEPTED


def _summarise(beneficiary_id: BeneficiaryId, batch: _Batch) -> None:
    def bring_up_to_date(person: Beneficiary) -> Beneficiary:
        for visit in batch.visits.get(beneficiary_id, []):
            person = with_visit(person, visit)
        if beneficiary_id not in batch.ledgers:
            return person
        # Read after the person's row: a faster call's newer ledger is then never overwritten.
        ledger = batch.records.find(Ledger, beneficiary_id)
        return with_consents(person, ledger) if ledger else person

    update_person(beneficiary_id, bring_up_to_date, records=batch.records)
