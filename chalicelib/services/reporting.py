"""Takes in one change that a phone reports: a visit, a consent, its withdrawal, an update.

Each step looks whether it was done before, then whom it is about, then whether this worker may
report it now (admissible.py). What only a convener can decide is set aside for her (holding.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.consent import Consent, Ledger, Withdrawal, everywhere, give, standing_of
from chalicelib.domain.edits import EditedBy, EditSource
from chalicelib.domain.errors import DomainError, IdTaken, InvalidInput
from chalicelib.domain.held import HeldReason
from chalicelib.domain.ids import id_from
from chalicelib.domain.places import is_nowhere
from chalicelib.domain.reports import (
    BeneficiaryUpdated,
    ConsentGiven,
    ConsentWithdrawn,
    Reported,
    Result,
    SyncChange,
    VisitRecorded,
    skew_until,
    usable_skew,
)
from chalicelib.domain.roll import Beneficiary, with_consents
from chalicelib.domain.rows import Save
from chalicelib.domain.taking_back import opened_again
from chalicelib.domain.visit import Visit, same_report
from chalicelib.services import consenting, editing, withdrawal_calls, withdrawals
from chalicelib.services.admissible import (
    Reasons,
    booth_of,
    doubts_about,
    is_foreign,
    no_person,
    person_of,
    refusal_of,
    require_present,
    require_recent,
)
from chalicelib.services.batches import Batch, campaign_of, ledger_of
from chalicelib.services.holding import hold, may_hold


def record_visit(change: SyncChange, reported: VisitRecorded, batch: Batch) -> Result:
    """Keep a visit. Raises IdTaken for an id of another visit, and what forbids it."""
    visit = _said(reported, batch)
    known = batch.known.find(Visit, visit.visit_id)
    if known is None or known.worker_id != visit.worker_id:
        require_present(visit.began_at, "started_at", batch)
        person, booth = person_of(visit.beneficiary_id, batch), booth_of(visit.booth_id, batch)
        if doubts := doubts_about(visit, person, booth, batch):
            refusal = refusal_of(doubts, person, booth, batch)
            return _set_aside(change, reported, person, doubts, refusal, batch)
        require_recent(visit, booth, batch)
        visit = replace(visit, path=booth.path, desk_id=booth.desk_id)
    if known is None:
        batch.records.commit(Save(row=visit))
        batch.known.wrote(visit.visit_id, visit)
    elif not same_report(known, visit):
        raise IdTaken("This visit was reported before with other content; mint a new id")
    batch.visits.setdefault(visit.beneficiary_id, []).append(known or visit)
    batch.reported.add(visit.visit_id)
    return Result.ACCEPTED if known is None else Result.ALREADY_HAVE


def _said(reported: VisitRecorded, batch: Batch) -> Visit:
    """Return the visit as reported; where its booth lies is filled in once that is known."""
    told, dialled_at = reported.location, reported.call_dialled_at
    instants = (reported.started_at, reported.ended_at, dialled_at)
    return Visit(
        visit_id=reported.visit_id,
        campaign_id=batch.user.campaign_id,
        beneficiary_id=reported.beneficiary_id,
        booth_id=reported.booth_id,
        path=(),
        worker_id=batch.user.user_id,
        device_id=batch.delivery.device_id,
        outcome=reported.outcome,
        started_at=reported.started_at,
        ended_at=reported.ended_at,
        location=None if told and is_nowhere(told) else told,
        leaflet_given=reported.leaflet_given,
        sticker=reported.sticker,
        call_dialled_at=dialled_at,
        received_at=batch.clock.now(),
        household=reported.household,
        skew_s=usable_skew(batch.delivery.skew_s, *instants),
    )


def _set_aside(
    change: SyncChange,
    data: Reported,
    person: Beneficiary,
    doubts: Reasons,
    refusal: DomainError,
    batch: Batch,
) -> Result:
    """Keep a change for the convener; raise the refusal, unless she has admitted it since."""
    if may_hold(batch) and hold(change, data, person, doubts, batch):
        return Result.ALREADY_HAVE
    raise refusal


def _set_aside_foreign(
    change: SyncChange, data: Reported, person: Beneficiary, batch: Batch
) -> Result:
    doubts = (HeldReason.OUTSIDE_BOOTH,)
    return _set_aside(change, data, person, doubts, no_person(), batch)


def give_consent(change: SyncChange, agreed: ConsentGiven, batch: Batch) -> Result:
    """Add a consent to the person's ledger. Raises IdTaken for an id of another consent.

    Who agrees after she took everything back has changed her mind: she is not erased any more.
    """
    skew_s = usable_skew(batch.delivery.skew_s, agreed.consent.given_at)
    consent = replace(agreed.consent, worker_id=batch.user.user_id, skew_s=skew_s)
    require_present(consent.agreed_at, "given_at", batch)
    # A clock may be ahead by less than that. She cannot have agreed after we heard of it, and a
    # consent from the future would outlive every withdrawal until then.
    consent = replace(consent, skew_s=skew_until(batch.clock.now(), consent.given_at, skew_s))
    person = person_of(agreed.beneficiary_id, batch)
    if is_foreign(person, batch):
        return _set_aside_foreign(change, agreed, person, batch)
    _require_own_visit(consent, person, batch)
    ledger = ledger_of(person, batch)
    changed = opened_again(give(ledger, _prepared(consent, ledger, person, batch)))
    if changed is not ledger:
        _keep(changed, person, batch)
    batch.reported.add(consent.visit_id)
    batch.ledgers.add(person.beneficiary_id)
    _meet_calls(person, changed, consent, batch)
    return Result.ALREADY_HAVE if changed is ledger else Result.ACCEPTED


def _keep(ledger: Ledger, person: Beneficiary, batch: Batch) -> None:
    """Keep what she agreed to. A sealed row is opened with it: what follows in this call may ask.

    Otherwise her summary is written once, when the call ends.
    """
    rows: list[Ledger | Beneficiary] = [ledger]
    if person.erase_at is not None and everywhere(ledger):
        rows.append(with_consents(person, ledger))
    batch.records.commit(*(Save(row=row) for row in rows))
    for row in rows:
        batch.known.wrote(person.beneficiary_id, row)


def _meet_calls(person: Beneficiary, ledger: Ledger, consent: Consent, batch: Batch) -> None:
    """Let a call count that took the consent back before her number was known to be hers.

    Also for a repeat, should the first time have ended before it.
    """
    kept = next(each for each in ledger.consents if each.consent_id == consent.consent_id)
    if standing_of(ledger, kept):
        reached = withdrawal_calls.meet(
            person, kept.agreed_at, records=batch.records, clock=batch.clock, new_id=batch.new_id
        )
        _took_back(reached, batch)


def _took_back(rows: Sequence[Beneficiary], batch: Batch) -> None:
    """Have ledgers that are written elsewhere read anew, and summed up at the end."""
    for row in rows:
        batch.known.forget(row.beneficiary_id)
        batch.ledgers.add(row.beneficiary_id)


def _require_own_visit(consent: Consent, person: Beneficiary, batch: Batch) -> None:
    visit = batch.known.find(Visit, consent.visit_id)
    if visit is not None and visit.beneficiary_id != person.beneficiary_id:
        raise InvalidInput("That visit was to another person", field="visit_id")


def _prepared(consent: Consent, ledger: Ledger, person: Beneficiary, batch: Batch) -> Consent:
    """Return a new consent as it is kept; a repeat as it was said, so that it is known for one."""
    if any(known.consent_id == consent.consent_id for known in ledger.consents):
        return consent
    return consenting.prepared(consent, person, campaign_of(batch))


def take_back(change: SyncChange, taken: ConsentWithdrawn, batch: Batch) -> Result:
    """Add a withdrawal to the person's ledger: she may take back whatever state her row is in.

    What names no visit and no consent reaches every row that is her. Her own comes first: should we
    end between them, the phone's repeat does the others.
    """
    person = person_of(taken.beneficiary_id, batch, even_erased=True)
    if is_foreign(person, batch):
        return _set_aside_foreign(change, taken, person, batch)
    skew_s = usable_skew(batch.delivery.skew_s, taken.withdrawal.at)
    withdrawal = replace(taken.withdrawal, skew_s=skew_s)
    result = _take_back(person, withdrawal, batch)
    if not (withdrawal.consent_id or withdrawal.visit_id):
        # Read after her ledger was written: whoever merged rows before that is seen.
        now = batch.known.find(Beneficiary, person.beneficiary_id) or person
        for row in withdrawals.rows_of(now, records=batch.records):
            if row.beneficiary_id != person.beneficiary_id:
                _take_back(row, _for_row(row, withdrawal), batch)
    return result


def _for_row(row: Beneficiary, withdrawal: Withdrawal) -> Withdrawal:
    """Return the withdrawal under the id that it always has for another row of the same person."""
    name = f"{withdrawal.withdrawal_id}/{row.beneficiary_id}"
    return replace(withdrawal, withdrawal_id=id_from(row.campaign_id, "withdrawal", name))


def _take_back(person: Beneficiary, withdrawal: Withdrawal, batch: Batch) -> Result:
    _took_back([person], batch)
    return withdrawals.take_back(
        person, withdrawal, actor=batch.user.user_id,
        facts={"device_id": batch.delivery.device_id}, records=batch.records,
        clock=batch.clock, new_id=batch.new_id,
    )  # fmt: skip


def update_person(change: SyncChange, said: BeneficiaryUpdated, batch: Batch) -> Result:
    """Change a person's details field by field; a conflict means that both values were kept."""
    skew_s = usable_skew(batch.delivery.skew_s, said.at)
    require_present(said.at + timedelta(seconds=skew_s), "at", batch)
    person = person_of(said.beneficiary_id, batch)
    if is_foreign(person, batch):
        return _set_aside_foreign(change, said, person, batch)
    by = EditedBy(
        user_id=batch.user.user_id, device_id=batch.delivery.device_id,
        source=EditSource.VISIT, skew_s=skew_s,
    )  # fmt: skip
    batch.known.forget(person.beneficiary_id)
    return editing.update(
        person, said.update, by, records=batch.records, phones=batch.phones, clock=batch.clock
    )
