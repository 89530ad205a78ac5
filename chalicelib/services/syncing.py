"""What the phones report: any order, any repeats, item by item, the same end state."""

from collections.abc import Iterable
from typing import assert_never

from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import Conflict, DomainError, IdTaken, StaleVersion
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.people import User
from chalicelib.domain.reports import (
    BeneficiaryUpdated,
    ConsentGiven,
    ConsentWithdrawn,
    Delivery,
    ItemResult,
    Result,
    SyncChange,
    VisitRecorded,
)
from chalicelib.domain.roll import Beneficiary, with_consents, with_visit
from chalicelib.domain.rows import Save
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services import reporting
from chalicelib.services.batches import Batch, Known
from chalicelib.services.collecting import open_testimonial
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.retry import again
from chalicelib.services.rolls import late_news

MOST_CHANGES = 500


def accept_batch(
    user: User,
    delivery: Delivery,
    *,
    records: Records,
    phones: PhoneDesk,
    clock: Clock,
    new_id: NewId,
) -> tuple[ItemResult, ...]:
    """Return an answer per change; a bad one never stops the good ones.

    Testimonials are opened and the people's summary rows written at the end, also for repeated
    changes, so that a call that was cut short is repaired by its repetition.
    """
    batch = Batch(
        user=user, delivery=delivery, records=records, phones=phones, clock=clock, new_id=new_id,
        known=Known(records),
    )  # fmt: skip
    _read_ahead(batch)
    results = tuple(_answer(change, batch) for change in delivery.changes)
    finish(batch)
    return results


def _read_ahead(batch: Batch) -> None:
    """Read what most changes need, at once; people before their ledgers, as `Known` says why."""
    reported = [change.data for change in batch.delivery.changes]
    people = {data.beneficiary_id for data in reported if not isinstance(data, DomainError)}
    agreed = [data for data in reported if isinstance(data, ConsentGiven)]
    visits = {data.visit_id for data in reported if isinstance(data, VisitRecorded)}
    batch.known.read_ahead(Beneficiary, people)
    batch.known.read_ahead(Visit, visits | {data.consent.visit_id for data in agreed})
    batch.known.read_ahead(Ledger, {data.beneficiary_id for data in agreed})


def _answer(change: SyncChange, batch: Batch) -> ItemResult:
    problem: DomainError | None = None
    try:
        result = accept(change, batch)
    except IdTaken as clash:
        result, problem = Result.CONFLICT, clash
    except DomainError as refusal:
        result, problem = Result.REFUSED, refusal
    else:
        if result is Result.CONFLICT:
            problem = Conflict(
                "Somebody else changed this too; both values are kept to choose from"
            )
    return ItemResult(change_id=change.change_id, result=result, problem=problem)


def accept(change: SyncChange, batch: Batch) -> Result:
    """Return how one change ended; raise the refusal that it met. `finish` has to follow."""

    def step() -> Result:
        try:
            return _take_in(change, batch)
        except StaleVersion:
            batch.known.forget_everything()
            raise

    return again(step)


def _take_in(change: SyncChange, batch: Batch) -> Result:
    match change.data:
        case VisitRecorded() as visit:
            return reporting.record_visit(change, visit, batch)
        case ConsentGiven() as agreed:
            return reporting.give_consent(change, agreed, batch)
        case ConsentWithdrawn() as taken:
            return reporting.take_back(change, taken, batch)
        case BeneficiaryUpdated() as said:
            return reporting.update_person(change, said, batch)
        case DomainError() as refusal:
            raise refusal
        case _:  # pragma: no cover  the type checker proves that there is no other
            assert_never(change.data)


def finish(batch: Batch) -> None:
    """Open the testimonials and bring the roll up to date with what was taken in."""
    for visit_id in sorted(batch.reported):
        open_testimonial(visit_id, records=batch.records, clock=batch.clock)
    people: Iterable[BeneficiaryId] = {*batch.visits, *batch.ledgers}
    for beneficiary_id in sorted(people):
        _summarise(beneficiary_id, batch)


def _summarise(beneficiary_id: BeneficiaryId, batch: Batch) -> None:
    """Write a person's summary, unless her row says it already.

    Her ledger was read after her row: a faster call's newer one is then never overwritten.
    """

    def step() -> None:
        person = batch.known.find(Beneficiary, beneficiary_id)
        if person is None:
            return
        changed = _with_news(person, batch)
        if changed == person:
            return
        try:
            news = late_news(person, changed, batch.clock.now())
            batch.records.commit(Save(row=changed), *news)
        except StaleVersion:
            batch.known.forget(beneficiary_id)
            raise

    again(step)


def _with_news(person: Beneficiary, batch: Batch) -> Beneficiary:
    if person.is_erased:
        return person
    for visit in batch.visits.get(person.beneficiary_id, []):
        person = with_visit(person, visit)
    if person.beneficiary_id not in batch.ledgers:
        return person
    ledger = batch.known.find(Ledger, person.beneficiary_id)
    return with_consents(person, ledger) if ledger else person
