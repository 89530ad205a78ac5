"""Brings missed calls and visits together, whichever of the two is known first.

A call is kept before it is looked at once more, and a visit stands on its person's row before her
number's calls are read. So of a call and a visit that arrive at the same moment, at least one finds
the other. No number is needed here, only its keyed hash.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chalicelib.domain.calls import (
    MOST_SHARING,
    OPEN,
    Call,
    CallMark,
    CallState,
    Unmatched,
    apart,
    call_ref,
    choose,
    common_path,
    mark_of,
    place_in_time,
    window_of,
)
from chalicelib.domain.ids import VisitId
from chalicelib.domain.roll import Beneficiary, visits_to, with_visit
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.ports import Records
from chalicelib.services.retry import again
from chalicelib.services.rolls import late_news, update_person
from chalicelib.services.worker_numbers import is_workers

MOST_WAITING: Final = 50  # calls of one number within one visit's window
MOST_RECENT: Final = 5  # visits of one person that a call is held against


def take_in(call: Call, *, records: Records) -> None:
    """Keep a new call: with its visit when one fits, else open for the visits that will come.

    Raises StaleVersion when the call was kept meanwhile, or its visit got another one.
    """
    kept = settle(call, records=records)
    if kept.state in OPEN:
        settle(kept, records=records)


def settle(call: Call, *, records: Records, besides: Visit | None = None) -> Call:
    """Return an open call as it stands after a look at its number's visits, and keep it like that.

    `besides` is a visit that its person's row may not tell of. Nothing is written when nothing is
    new. Raises StaleVersion when the call or the visit changed meanwhile.
    """
    decided, visit = _decided(call, besides, records)
    if decided == call and call.version:
        return call
    changes: list[Change] = [Save(row=decided)]
    if not call.version:
        changes.append(Save(row=mark_of(call)))
    if visit is not None:
        changes.append(Save(row=visit))
    records.commit(*changes)
    if visit is not None:
        note_on_roll(visit, records=records)
    return replace(decided, version=call.version + 1)


def matched(call: Call, visit: Visit) -> tuple[Call, Visit]:
    """Return both as they are when they have found each other."""
    found = replace(
        call, state=CallState.MATCHED, reason=None, visit_id=visit.visit_id,
        beneficiary_id=visit.beneficiary_id, path=visit.path,
    )  # fmt: skip
    return found, replace(visit, call_id=call_ref(call.provider, call.call_id))


def _decided(call: Call, besides: Visit | None, records: Records) -> tuple[Call, Visit | None]:
    people = sharing(call.phone_hash, records=records)
    counted = replace(
        call, sharing=len(people), is_workers=is_workers(call.phone_hash, records=records)
    )
    verdict = _verdict(call, people, besides, records)
    if isinstance(verdict, Visit):
        return matched(counted, verdict)
    is_repeated = verdict is Unmatched.REPEATED
    state = CallState.REPEATED if is_repeated else CallState.UNMATCHED
    path = common_path(person.path for person in people)
    return replace(counted, state=state, reason=verdict, path=path), None


def _verdict(
    call: Call, people: Sequence[Beneficiary], besides: Visit | None, records: Records
) -> Visit | Unmatched:
    if not people and besides is None:
        return Unmatched.NOBODY
    if len(people) > MOST_SHARING:
        return Unmatched.SEVERAL
    visits = {visit.visit_id: visit for visit in _recent_visits(people, records)}
    if besides is not None:
        visits[besides.visit_id] = besides
    return choose(call.at, list(visits.values()))


def sharing(phone_hash: str, *, records: Records) -> tuple[Beneficiary, ...]:
    """Return the people with a number; one more than MOST_SHARING at most, who are too many."""
    found = records.listed(Beneficiary, phone_hash, limit=MOST_SHARING + 1).items
    return tuple(person for person in found if not person.is_erased)


def last_visits(people: Sequence[Beneficiary], *, records: Records) -> list[Visit]:
    """Return the last visit of each, of those who were visited."""
    wanted = [(person.last.visit_id,) for person in people if person.last]
    return [visit for visit in records.find_many(Visit, wanted) if visit is not None]


def _recent_visits(people: Sequence[Beneficiary], records: Records) -> list[Visit]:
    """Return the last few visits of each: a call may be told of after the next one to her was."""
    wanted = [(each,) for person in people for each in visits_to(person)[-MOST_RECENT:]]
    return [visit for visit in records.find_many(Visit, wanted) if visit is not None]


def match_visit(visit_id: VisitId, *, records: Records) -> None:
    """Look whether a visit's call is among those that wait; the nearest is looked at first.

    Safe to repeat.
    """
    again(lambda: _match_visit(visit_id, records))


def _match_visit(visit_id: VisitId, records: Records) -> None:
    visit = records.find(Visit, visit_id)
    if visit is None or visit.call_id is not None or visit.outcome is not Outcome.MET:
        return
    person = _visited(visit, records)
    if person is None or person.phone is None:
        return
    for call in _waiting(visit, person.phone.hash, records):
        found = settle(call, records=records, besides=visit)
        if found.visit_id == visit.visit_id:
            return


def _visited(visit: Visit, records: Records) -> Beneficiary | None:
    """Return the visit's person, whose row tells of the visit from now on if it is her last."""
    update_person(
        visit.beneficiary_id,
        lambda person: person if person.is_erased else with_visit(person, visit),
        records=records,
        besides=lambda before, after: late_news(before, after, visit.received_at or visit.began_at),
    )
    return records.find(Beneficiary, visit.beneficiary_id)


def _waiting(visit: Visit, phone_hash: str, records: Records) -> list[Call]:
    """Return the number's open calls in the visit's window, the nearest first."""
    window = window_of(visit)
    after = place_in_time(window.first_at)
    marks = records.under(CallMark, phone_hash, limit=MOST_WAITING, after=after).items
    held = [mark for mark in marks if window.holds(mark.at)]
    wanted = [(mark.campaign_id, mark.provider, mark.call_id) for mark in held]
    calls = [call for call in records.find_many(Call, wanted) if call and call.state in OPEN]
    return sorted(calls, key=lambda call: apart(visit, call.at))


def note_on_roll(visit: Visit, *, records: Records) -> None:
    """Write on her row of the roll that the visit's call has come. Safe to repeat."""
    person = records.find(Beneficiary, visit.beneficiary_id)
    for beneficiary_id in {visit.beneficiary_id, person.merged_into if person else None}:
        if beneficiary_id is not None:
            update_person(
                beneficiary_id, lambda row: _with_call(row, visit, records), records=records
            )


def _with_call(person: Beneficiary, visit: Visit, records: Records) -> Beneficiary:
    """Return the person with `visit` as the latest whose call has come, if it is that."""
    known = records.find(Visit, person.called) if person.called else None
    if known and (known.began_at, known.visit_id) > (visit.began_at, visit.visit_id):
        return person
    return person if person.is_erased else replace(person, called=visit.visit_id)
