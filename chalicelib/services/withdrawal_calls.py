"""The calls that take consent back: for whom they count, also when their number is known later.

A call is kept whether or not it reached anybody. Who comes to have its number afterwards looks for
it: when her number changes (the stream's job LOOK_BACK), and when her consent arrives, which is the
one moment at which somebody new on the roll has anything to take back. With her consent it costs
one query beside rows that are read anyway. A job for each consent would cost a message and four
reads, and the verification of a visit, which runs once per piece of evidence, all that several
times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from chalicelib.domain.calls import (
    Call,
    CallMark,
    Unmatched,
    call_ref,
    common_path,
    mark_of,
    place_in_time,
)
from chalicelib.domain.consent import How
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.retry import again
from chalicelib.services.withdrawals import rows_of, take_back_by_phone, take_back_everything

READ_AT_ONCE: Final = 50  # calls of one number


def take_in(call: Call, *, records: Records, clock: Clock, new_id: NewId) -> None:
    """Take everything back for everybody with the caller's number, and keep the call.

    First the withdrawal, then the call: should we end between the two, the provider repeats. Who
    got the number meanwhile has looked before the call was kept, so we look once more. Raises
    StaleVersion when the call was kept meanwhile.
    """
    kept = settle(call, records=records, clock=clock, new_id=new_id)
    settle(kept, records=records, clock=clock, new_id=new_id)


def settle(call: Call, *, records: Records, clock: Clock, new_id: NewId) -> Call:
    """Return a call as it stands after all with its number were looked for. Safe to repeat."""
    people = take_back_by_phone(
        call.phone_hash, call.campaign_id, call_ref(call.provider, call.call_id), call.at,
        records=records, clock=clock, new_id=new_id,
    )  # fmt: skip
    decided = _reaching(call, people)
    if decided == call and call.version:
        return call
    mark = () if call.version else (Save(row=mark_of(call)),)
    records.commit(Save(row=decided), *mark)
    return replace(decided, version=call.version + 1)


def _reaching(call: Call, people: Sequence[Beneficiary]) -> Call:
    if call.version and call.reason is None:
        return call  # it has reached somebody before
    if not people:
        return replace(call, reason=Unmatched.NOBODY)
    return replace(call, reason=None, path=common_path(person.path for person in people))


def look_back(
    beneficiary_id: BeneficiaryId, *, records: Records, clock: Clock, new_id: NewId
) -> None:
    """Let the calls count that came from a person's number before it was hers. Safe to repeat."""
    person = records.find(Beneficiary, beneficiary_id)
    if person is not None:
        meet(person, None, records=records, clock=clock, new_id=new_id)


def meet(
    person: Beneficiary, since: datetime | None,
    *, records: Records, clock: Clock, new_id: NewId,
) -> tuple[Beneficiary, ...]:  # fmt: skip
    """Let the calls from a person's number count that came at `since` or later; None means all.

    Returns the rows for which everything was taken back, as of the last call: that reaches whatever
    an earlier one does. Safe to repeat.
    """
    calls = _calls(person, since, records)
    if not calls:
        return ()
    last = max(calls, key=lambda call: call.at)
    rows = rows_of(person, records=records)
    for row in rows:
        take_back_everything(
            row, How.CALL, last.at, records=records, clock=clock, new_id=new_id,
            call_id=call_ref(last.provider, last.call_id),
        )  # fmt: skip
    for call in calls if rows else ():
        if call.reason is not None:
            again(partial(_note_reached, call, person, records))
    return rows


def _calls(person: Beneficiary, since: datetime | None, records: Records) -> list[Call]:
    if person.phone is None:
        return []
    after = place_in_time(since) if since else ""
    marks = [mark for mark in _marks(person.phone.hash, after, records) if mark.withdraws]
    wanted = [(mark.campaign_id, mark.provider, mark.call_id) for mark in marks]
    return [call for call in records.find_many(Call, wanted) if call] if wanted else []


def _marks(phone_hash: str, after: str, records: Records) -> Iterator[CallMark]:
    cursor: str | None = None
    while True:
        page = records.under(CallMark, phone_hash, limit=READ_AT_ONCE, cursor=cursor, after=after)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _note_reached(call: Call, person: Beneficiary, records: Records) -> None:
    """Take the call from the list of those that reached nobody."""
    now = records.find(Call, call.campaign_id, call.provider, call.call_id)
    if now is not None and now.reason is not None:
        records.commit(Save(row=replace(now, reason=None, path=person.path)))
