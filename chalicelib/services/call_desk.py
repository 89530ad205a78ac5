"""The calls that fit no visit: listed with the visits they most likely belong to, matched by hand.

Those that take consent back and reached nobody are listed as well: their callers wait for it.

A call is shown where its number's people live. One from a number that is on no roll belongs
nowhere, so those who answer for the campaign see it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

from chalicelib.domain.areas import Path, covers
from chalicelib.domain.calls import OPEN, Call, CallState, apart, place_in_time
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.people import (
    STEERING,
    Role,
    User,
    may,
    require_place,
    require_role,
    scopes_for,
)
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, Records
from chalicelib.services import matching
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.desks import desks_for
from chalicelib.services.retry import again
from chalicelib.services.withdrawals import ledger_of
from chalicelib.services.worklist import area_of

ANSWERING: Final = frozenset({Role.CONVENER, Role.ADMIN})
NEAR: Final = timedelta(minutes=30)
MOST_READ: Final = 20  # visits of one desk that are looked at for one call
MOST_LIKELY: Final = 5
MOST_DESKS: Final = 3  # looked at for a call that belongs nowhere; a narrower area finds more
MOST_PAGES: Final = 5  # read on for calls that belong nowhere
NOWHERE: Final[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A visit that a call may belong to."""

    visit_id: VisitId
    beneficiary_id: BeneficiaryId
    apart: timedelta
    same_phone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """A call that fits no visit, and the visits it most likely belongs to, the likeliest first."""

    call: Call
    likely: tuple[Likely, ...]


def list_open(
    user: User, area_id: AreaId | None, *, limit: int, cursor: str | None, records: Records
) -> Page[OpenCall]:
    """Return the unmatched calls of the caller's areas (or one of them), the oldest first.

    Area after area; those that belong nowhere come last, to conveners and admins. A page may be
    short, or empty, though the list goes on.
    """
    require_role(user, STEERING)
    places = _places(user, area_id, records)
    lists = [*places, *([NOWHERE] if _answers(user) else [])]
    page = _after_one_another(user, lists, limit, cursor, records)
    shown = (_with_likely(call, user, area_id, records) for call in page.items)
    return Page(items=tuple(shown), cursor=page.cursor)


def _after_one_another(
    user: User, lists: Sequence[Path], limit: int, cursor: str | None, records: Records
) -> Page[Call]:
    """Return the next page over all the lists; its cursor remembers the list it ended in."""
    number, inner = _split(cursor, len(lists))
    for index, within in enumerate(lists[number:], start=number):
        page = _page(user, within, limit, inner, records)
        inner = None
        if page.cursor:
            return Page(items=page.items, cursor=f"{index}:{page.cursor}")
        if page.items:
            is_last = index + 1 == len(lists)
            return Page(items=page.items, cursor=None if is_last else f"{index + 1}:")
    return Page(items=())


def _answers(user: User) -> bool:
    return any(scope.role in ANSWERING for scope in user.scopes)


def _places(user: User, area_id: AreaId | None, records: Records) -> list[Path]:
    """Return the areas to look at, none of them within another."""
    if area_id is not None:
        area = area_of(user, area_id, records=records)
        require_place(user, STEERING, area.path)
        return [area.path]
    held = sorted(dict.fromkeys(scopes_for(user, STEERING)), key=len)
    return [p for i, p in enumerate(held) if not any(covers(above, p) for above in held[:i])]


def _split(cursor: str | None, count: int) -> tuple[int, str | None]:
    number, _, inner = (cursor or "").partition(":")
    is_ours = number.isascii() and number.isdecimal() and len(number) < len("1000")
    # What we did not give begins the list anew.
    return (int(number), inner or None) if is_ours and int(number) < count else (0, None)


def _page(user: User, within: Path, limit: int, cursor: str | None, records: Records) -> Page[Call]:
    if within != NOWHERE:
        return records.listed(Call, user.campaign_id, limit=limit, cursor=cursor, within=within)
    found: list[Call] = []
    for _ in range(MOST_PAGES):
        page = records.listed(Call, user.campaign_id, limit=limit - len(found), cursor=cursor)
        found += [call for call in page.items if call.path == NOWHERE]
        cursor = page.cursor
        if cursor is None or len(found) == limit:
            break
    return Page(items=tuple(found), cursor=cursor)


def _with_likely(call: Call, user: User, area_id: AreaId | None, records: Records) -> OpenCall:
    if call.state is CallState.WITHDRAWAL:
        return OpenCall(call=call, likely=())
    # It is within her areas, or nowhere; then it may belong to any of them.
    place = call.path[-1] if call.path else area_id
    found = {one.visit_id: one for one in _near(call, user, place, records)}
    people = matching.sharing(call.phone_hash, records=records)
    for visit in _free(matching.last_visits(people, records=records), user):
        found[visit.visit_id] = _likely(visit, call, same_phone=True)
    ranked = sorted(found.values(), key=lambda one: (not one.same_phone, one.apart, one.visit_id))
    return OpenCall(call=call, likely=tuple(ranked[:MOST_LIKELY]))


def _near(call: Call, user: User, area_id: AreaId | None, records: Records) -> Iterator[Likely]:
    """Yield the visits near the call's time that say they dialled and have no call."""
    after = place_in_time(call.at - NEAR)
    for desk in islice(desks_for(user, STEERING, area_id, records=records), MOST_DESKS):
        page = records.listed(Visit, desk.desk_id, limit=MOST_READ, within=desk.within, after=after)
        for visit in _free(page.items, user):
            likely = _likely(visit, call, same_phone=False)
            if likely.apart <= NEAR:
                yield likely


def _free(visits: Sequence[Visit], user: User) -> list[Visit]:
    return [v for v in visits if v.call_id is None and may(user, STEERING, v.path)]


def _likely(visit: Visit, call: Call, *, same_phone: bool) -> Likely:
    return Likely(
        visit_id=visit.visit_id, beneficiary_id=visit.beneficiary_id,
        apart=apart(visit, call.at), same_phone=same_phone,
    )  # fmt: skip


def match_by_hand(
    user: User, provider: str, call_id: str, visit_id: VisitId, *, records: Records, clock: Clock
) -> Call:
    """Return the call, matched to a visit that the caller names. Safe to repeat.

    Raises NotFound outside her areas, Conflict when either has found another.
    """
    require_role(user, STEERING)
    key = (user.campaign_id, provider, call_id)
    return again(lambda: _match_by_hand(user, key, visit_id, records, clock))


def _match_by_hand(
    user: User, key: tuple[str, str, str], visit_id: VisitId, records: Records, clock: Clock
) -> Call:
    call, visit = records.find(Call, *key), records.find(Visit, visit_id)
    if call is None or visit is None or not _sees(user, call, visit):
        raise NotFound("There is nothing under this id in your area")
    if call.state is CallState.MATCHED and call.visit_id == visit_id:
        matching.note_on_roll(visit, records=records)
        return call
    _require_open(call)
    if visit.call_id is not None:
        raise Conflict("This visit has its call already; name another one")
    found, called = matching.matched(call, visit)
    records.commit(Save(row=found), Save(row=called), *_noted(user, found, called, records, clock))
    matching.note_on_roll(called, records=records)
    return found


def _require_open(call: Call) -> None:
    if call.state is CallState.WITHDRAWAL:
        raise Conflict(
            "This call takes consent back; put the number on her record, and it counts for her",
            current_state=call.state.value,
        )
    if call.state not in OPEN:
        raise Conflict("This call has its place already", current_state=call.state.value)


def _sees(user: User, call: Call, visit: Visit) -> bool:
    """True when the call and the visit are both for the caller to see."""
    is_hers = may(user, STEERING, call.path) if call.path else _answers(user)
    same = call.campaign_id == visit.campaign_id == user.campaign_id
    return same and is_hers and may(user, STEERING, visit.path)


def _noted(
    user: User, call: Call, visit: Visit, records: Records, clock: Clock
) -> tuple[Save, ...]:
    """Return what puts the act on her trail; nothing for a person who is not on the roll."""
    person = records.find(Beneficiary, visit.beneficiary_id)
    if person is None:
        return ()
    facts = {"provider": call.provider, "call_id": call.call_id, "visit_id": visit.visit_id}
    ledger, entry = noted_in_ledger(
        ledger_of(person, records=records), "call_matched_by_hand",
        at=clock.now(), actor=user.user_id, facts=facts,
    )  # fmt: skip
    return Save(row=ledger), Save(row=entry)
