"""Taking consent back: by the worker at the door, by the code on the leaflet, by a missed call.

Whatever the way, a withdrawal is one commit of the person's ledger, an audit entry and the job that
carries it out (withdrawing.py). From that commit on no post can start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.audit import Scalar
from chalicelib.domain.consent import How, Ledger, Withdrawal, everywhere, withdraw
from chalicelib.domain.ids import BeneficiaryId, CampaignId, id_from
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.reports import Result
from chalicelib.domain.roll import Beneficiary, with_consents
from chalicelib.domain.rows import Save
from chalicelib.domain.taking_back import adds, after_all
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import SYSTEM, noted_in_ledger
from chalicelib.services.retry import again
from chalicelib.services.rolls import update_person

# Reconciliation looks at a withdrawal again after this, should its job be lost.
SETTLE_WITHIN = timedelta(minutes=1)
HERSELF = "beneficiary"
ACTORS: Final[Mapping[How, str]] = {
    How.CODE: HERSELF,
    How.CALL: HERSELF,
    How.RETENTION: SYSTEM,
}
PEOPLE_PER_PHONE = 50  # read at once


def take_back(
    person: Beneficiary,
    withdrawal: Withdrawal,
    *,
    actor: str,
    facts: Mapping[str, Scalar],
    records: Records,
    clock: Clock,
    new_id: NewId,
) -> Result:
    """Add a withdrawal to a person's ledger, with audit entry and job. Safe to repeat.

    Raises IdTaken for an id of another withdrawal, StaleVersion when the ledger changed meanwhile.
    """
    ledger = ledger_of(person, records=records)
    changed = withdraw(ledger, withdrawal)
    if changed is ledger:
        return Result.ALREADY_HAVE
    now = clock.now()
    changed = replace(changed, due_at=now + SETTLE_WITHIN)
    said = {**_facts(withdrawal), **facts}
    changed, entry = noted_in_ledger(changed, "consent_withdrawn", at=now, actor=actor, facts=said)
    job = Job(action=Action.WITHDRAW, subject=person.beneficiary_id)
    outbox = OutboxItem(item_id=new_id(), job=job, created_at=now)
    records.commit(Save(row=changed), Save(row=entry), Save(row=outbox))
    return Result.ACCEPTED


def take_back_everything(
    person: Beneficiary, how: How, at: datetime, *,
    records: Records, clock: Clock, new_id: NewId, call_id: str = "",
) -> bool:  # fmt: skip
    """Take back all that stands for one row of the roll; return whether something stood.

    Safe to repeat, and races with the phones end by reading again.
    """

    def step() -> bool:
        ledger = ledger_of(person, records=records)
        stood = bool(everywhere(ledger))
        withdrawal_id = _id_of(person, call_id) if call_id else new_id()
        is_known = any(w.withdrawal_id == withdrawal_id for w in ledger.withdrawals)
        if is_known or not adds(ledger, at):
            return False
        # A call says when it was made; whoever takes back here and now means all that has come.
        moment = at if how is How.CALL else after_all(ledger, at)
        taken = Withdrawal(withdrawal_id=withdrawal_id, at=moment, how=how)
        take_back(
            person, taken, actor=ACTORS[how], facts={"call_id": call_id} if call_id else {},
            records=records, clock=clock, new_id=new_id,
        )  # fmt: skip
        return stood

    did = again(step)
    summarise(person.beneficiary_id, records=records)
    return did


def _id_of(person: Beneficiary, call_id: str) -> str:
    """Return the id of one call's withdrawal for one person: a call replayed is one withdrawal."""
    return id_from(person.campaign_id, "withdrawal call", f"{call_id}/{person.beneficiary_id}")


def take_back_by_phone(
    phone_hash: str, campaign_id: CampaignId, call_id: str, at: datetime,
    *, records: Records, clock: Clock, new_id: NewId,
) -> tuple[Beneficiary, ...]:  # fmt: skip
    """Take everything back for everybody whom a number stands for; return their rows.

    A number that a family shares withdraws for all of them: nobody can tell who rang, and taking
    back must be as easy as giving. The audit trail shows it, and who did not mean it can say so to
    her convener. Consents that a worker's phone still carries are met when they arrive.
    """
    everybody = {
        row.beneficiary_id: row
        for person in _with_phone(phone_hash, records)
        if person.campaign_id == campaign_id
        for row in rows_of(person, records=records)
    }
    for person in everybody.values():
        take_back_everything(
            person, How.CALL, at, records=records, clock=clock, new_id=new_id, call_id=call_id
        )
    return tuple(everybody.values())


def _with_phone(phone_hash: str, records: Records) -> Iterator[Beneficiary]:
    cursor: str | None = None
    while True:
        page = records.listed(Beneficiary, phone_hash, limit=PEOPLE_PER_PHONE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def rows_of(person: Beneficiary, *, records: Records) -> tuple[Beneficiary, ...]:
    """Return every row of the roll that is this person and was not erased: hers and those merged.

    Nothing when all of them were erased.
    """
    kept = records.find(Beneficiary, person.merged_into) if person.merged_into else person
    if kept is None:
        kept = person
    others = records.find_many(Beneficiary, [(each,) for each in kept.merged])
    return tuple(row for row in (kept, *others) if row is not None and not row.is_erased)


def ledger_of(person: Beneficiary, *, records: Records) -> Ledger:
    """Return a person's ledger, an empty one when she has none yet."""
    known = records.find(Ledger, person.beneficiary_id)
    return known or Ledger(
        beneficiary_id=person.beneficiary_id, campaign_id=person.campaign_id, path=person.path
    )


def _facts(withdrawal: Withdrawal) -> dict[str, Scalar]:
    return {
        "withdrawal_id": withdrawal.withdrawal_id,
        "consent_id": withdrawal.consent_id,
        "visit_id": withdrawal.visit_id,
        "purposes": " ".join(sorted(withdrawal.purposes)) or "all",
        "how": withdrawal.how.value,
    }


def summarise(beneficiary_id: BeneficiaryId, *, records: Records) -> None:
    """Bring the person's row on the roll up to date with her ledger."""

    def with_ledger(person: Beneficiary) -> Beneficiary:
        # Read after the person's row: a faster call's newer ledger is then never overwritten.
        ledger = records.find(Ledger, beneficiary_id)
        return with_consents(person, ledger) if ledger else person

    update_person(beneficiary_id, with_ledger, records=records)
