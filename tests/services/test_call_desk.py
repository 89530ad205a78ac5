"""Calls without a visit: who sees them, beside which visits, and how a person matches them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.areas import Path
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.calls import Call, CallState, Unmatched
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import Conflict, NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.roll import Beneficiary, with_visit
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.services.call_desk import OpenCall, list_open, match_by_hand
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_phone,
    a_small_tree,
    a_user,
    a_visit,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock

OTHER_VISIT = VisitId(an_id(0xA002))
IN_CHARGE = a_user(Role.IN_CHARGE, "mandal-1")
CONVENER = a_user(Role.CONVENER, "constituency")
CLOCK = FixedClock(NOON)
BOOTH = path_to("booth-1")


def a_call(call_id: str = "1", path: Path = BOOTH, **fields: object) -> Call:
    call = Call(
        provider="exotel", call_id=call_id, campaign_id=CAMPAIGN, phone_hash=a_phone().hash,
        shown="+91XXXXXX3210", at=NOON, received_at=NOON, state=CallState.UNMATCHED,
        reason=Unmatched.NO_VISIT, path=path,
    )  # fmt: skip
    return replace(call, **fields)  # type: ignore[arg-type]


NOWHERE = a_call("nowhere", (), phone_hash="of nobody", reason=Unmatched.NOBODY)


def dialled(minute: float = 0, number: int = 0xA001, booth: str = "booth-1") -> Visit:
    return a_visit(
        visit_id=VisitId(an_id(number)), beneficiary_id=BeneficiaryId(an_id(number + 0x1000)),
        call_dialled_at=NOON + timedelta(minutes=minute), desk_id=DESK, path=path_to(booth),
        booth_id=AreaId(booth),
    )  # fmt: skip


def a_desk(*rows: Row) -> FakeRecords:
    return FakeRecords(*a_small_tree(), *rows)


def listed(
    user: User, records: FakeRecords, area: str | None = None, limit: int = 20
) -> list[OpenCall]:
    """Return every page of the list, however short some are."""
    found: list[OpenCall] = []
    cursor: str | None = None
    while True:
        area_id = AreaId(area) if area else None
        page = list_open(user, area_id, limit=limit, cursor=cursor, records=records)
        assert len(page.items) <= limit
        found += page.items
        cursor = page.cursor
        if cursor is None:
            return found


def ids(found: list[OpenCall]) -> list[str]:
    return [one.call.call_id for one in found]


# Who sees which call


CALLS = (
    a_call("1"),
    a_call("2", path_to("booth-2"), at=NOON + timedelta(minutes=1)),
    a_call("6", path_to("booth-6")),
    a_call("matched", state=CallState.MATCHED),
    a_call("again", state=CallState.REPEATED),
    a_call("elsewhere", campaign_id=CampaignId("another")),
    a_call("took back", state=CallState.WITHDRAWAL, reason=None),
    NOWHERE,
    a_call("unheard", (), state=CallState.WITHDRAWAL, reason=Unmatched.NOBODY),
)


@pytest.mark.parametrize(
    ("user", "area", "seen"),
    [
        (IN_CHARGE, None, ["1", "2"]),
        (IN_CHARGE, "booth-2", ["2"]),
        (a_user(Role.IN_CHARGE, "booth-2", "booth-1"), None, ["2", "1"]),
        (a_user(Role.IN_CHARGE, "booth-1", "mandal-1"), None, ["1", "2"]),
        (a_user(Role.CO_CONVENER, "mandal-4"), None, ["6"]),
        (CONVENER, None, ["1", "6", "2", "nowhere", "unheard"]),
        (CONVENER, "mandal-4", ["6", "nowhere", "unheard"]),
        (a_user(Role.ADMIN, "state"), None, ["1", "6", "2", "nowhere", "unheard"]),
    ],
    ids=[
        "her mandal", "one booth of it", "two booths", "one within the other", "another mandal",
        "a convener", "a convener in one mandal", "an admin",
    ],
)  # fmt: skip
@pytest.mark.parametrize("limit", [1, 2, 20])
def test_each_sees_the_calls_of_her_areas_and_conveners_those_of_nobody(
    user: User, area: str | None, seen: list[str], limit: int
) -> None:
    assert ids(listed(user, a_desk(*CALLS), area, limit)) == seen


@pytest.mark.parametrize("role", [Role.WORKER, Role.TRAINER, Role.MODERATOR])
def test_who_does_not_steer_sees_no_calls(role: Role) -> None:
    with pytest.raises(NotPermitted):
        listed(a_user(role, "constituency"), a_desk(*CALLS))


def test_an_area_elsewhere_is_not_there() -> None:
    for area in ("booth-6", "no-such-area"):
        with pytest.raises(NotFound):
            listed(IN_CHARGE, a_desk(*CALLS), area)


def test_nobody_waits_for_a_list_in_which_little_is_hers() -> None:
    many = [a_call(f"{n:03}", path_to("booth-6")) for n in range(40)]
    records = a_desk(*many, replace(NOWHERE, at=NOON + timedelta(hours=1)))
    convener = a_user(Role.CONVENER, "booth-1")

    first = list_open(convener, None, limit=2, cursor=None, records=records)

    assert first.items == ()
    assert first.cursor is not None
    assert ids(listed(convener, records, limit=2)) == ["nowhere"]


@pytest.mark.parametrize("cursor", ["", "x", "7:", "-1:", "9999:", "١:", ":"])
def test_a_cursor_that_is_not_ours_begins_anew(cursor: str) -> None:
    page = list_open(IN_CHARGE, None, limit=20, cursor=cursor, records=a_desk(*CALLS))

    assert ids(list(page.items)) == ["1", "2"]


# The visits beside it


def likely(found: list[OpenCall]) -> list[tuple[str, float, bool]]:
    (one,) = found
    return [
        (each.visit_id, each.apart.total_seconds() / 60, each.same_phone) for each in one.likely
    ]


def test_visits_near_the_call_are_shown_the_nearest_first() -> None:
    visits = [dialled(20, 1), dialled(-5, 2, "booth-2"), dialled(31, 3), dialled(-31, 4)]
    taken = replace(dialled(1, 5), call_id="exotel:0")

    found = listed(IN_CHARGE, a_desk(a_call(), *visits, taken, dialled(2, 6, "booth-6")))

    # booth-2 is hers, yet the number's people live at booth-1.
    assert likely(found) == [(an_id(1), 20, False)]


def test_a_call_of_nobody_is_shown_with_visits_of_the_whole_area() -> None:
    visits = [dialled(20, 1), dialled(-5, 2, "booth-6"), dialled(1, 3, "booth-3")]
    records = a_desk(NOWHERE, *visits)

    assert likely(listed(CONVENER, records)) == [
        (an_id(3), 1, False), (an_id(2), 5, False), (an_id(1), 20, False)
    ]  # fmt: skip
    assert likely(listed(CONVENER, records, "booth-6")) == [(an_id(2), 5, False)]


def test_the_last_visits_of_those_with_the_number_come_first() -> None:
    here, elsewhere = dialled(25, 1), dialled(3, 2, "booth-6")
    people = [
        with_visit(a_beneficiary(beneficiary_id=visit.beneficiary_id, serial=n), visit)
        for n, visit in enumerate((here, elsewhere))
    ]
    records = a_desk(a_call(), here, elsewhere, dialled(1, 3), *people)

    assert likely(listed(IN_CHARGE, records)) == [(an_id(1), 25, True), (an_id(3), 1, False)]


def test_a_call_that_takes_back_is_shown_beside_no_visit() -> None:
    unheard = a_call("unheard", (), state=CallState.WITHDRAWAL, reason=Unmatched.NOBODY)
    (found,) = listed(CONVENER, a_desk(unheard, dialled()), "booth-1")

    assert found == OpenCall(call=replace(unheard, version=1), likely=())


def test_no_more_than_five_are_shown() -> None:
    found = listed(IN_CHARGE, a_desk(a_call(), *(dialled(n, n) for n in range(1, 20))))

    assert [visit_id for visit_id, _, _ in likely(found)] == [an_id(n) for n in range(1, 6)]


def test_only_some_desks_are_looked_at() -> None:
    desks = [
        an_area("booth-1", area_id=AreaId(f"d{n}"), desk_id=AreaId(f"d{n}"), path=path_to_desk(n))
        for n in range(5)
    ]
    root = an_area("state", children=tuple(desk.area_id for desk in desks))
    visits = [
        replace(dialled(n, n), desk_id=AreaId(f"d{n}"), path=path_to_desk(n)) for n in range(5)
    ]
    records = FakeRecords(root, *desks, NOWHERE, *visits)

    found = listed(a_user(Role.ADMIN, "state"), records)

    assert [visit_id for visit_id, _, _ in likely(found)] == [an_id(n) for n in range(3)]


def path_to_desk(number: int) -> Path:
    return (AreaId("state"), AreaId(f"d{number}"))


# By hand


def matched(user: User, records: FakeRecords, call_id: str = "1", visit_id: str = VISIT) -> Call:
    return match_by_hand(
        user, "exotel", call_id, VisitId(visit_id), records=records, clock=CLOCK
    )  # fmt: skip


def a_visited_desk(*rows: Row) -> FakeRecords:
    visit = a_visit()
    return a_desk(with_visit(a_beneficiary(), visit), visit, *rows)


@pytest.mark.parametrize("state", [CallState.UNMATCHED, CallState.REPEATED])
def test_a_call_matched_by_hand_is_matched_and_on_her_trail(state: CallState) -> None:
    records = a_visited_desk(a_call(state=state))

    call = matched(IN_CHARGE, records)

    assert (call.state, call.visit_id, call.beneficiary_id) == (CallState.MATCHED, VISIT, PERSON)
    assert records.find(Call, CAMPAIGN, "exotel", "1") == replace(call, version=2)
    (visit,), (person,) = records.all(Visit), records.all(Beneficiary)
    assert (visit.call_id, person.called) == ("exotel:1", VISIT)
    (entry,) = records.all(AuditEntry)
    assert (entry.action, entry.actor, entry.subject_id) == (
        "call_matched_by_hand", IN_CHARGE.user_id, PERSON
    )  # fmt: skip
    assert entry.facts == {"provider": "exotel", "call_id": "1", "visit_id": VISIT}
    (ledger,) = records.all(Ledger)
    assert ledger.audit.hash == entry.hash


def test_matching_again_changes_nothing() -> None:
    records = a_visited_desk(a_call())
    first = matched(IN_CHARGE, records)
    commits = len(records.commits)

    assert matched(IN_CHARGE, records) == replace(first, version=2)

    assert len(records.commits) == commits


def test_a_visit_whose_person_is_on_no_roll_is_matched_without_a_trail() -> None:
    records = a_desk(a_visit(), a_call())

    assert matched(IN_CHARGE, records).state is CallState.MATCHED

    assert records.all(AuditEntry) == []


CONVENER_AND_WORKER = replace(
    a_user(Role.CONVENER, "mandal-4"),
    scopes=(
        Scope(role=Role.CONVENER, area_id=AreaId("mandal-4"), path=path_to("mandal-4")),
        Scope(role=Role.WORKER, area_id=AreaId("booth-1"), path=path_to("booth-1")),
    ),
)


@pytest.mark.parametrize(
    ("user", "call", "visit"),
    [
        (IN_CHARGE, a_call("2"), a_visit()),
        (IN_CHARGE, a_call(), a_visit(visit_id=OTHER_VISIT)),
        (IN_CHARGE, NOWHERE, a_visit()),
        (IN_CHARGE, a_call(path=path_to("booth-6")), a_visit()),
        (IN_CHARGE, a_call(), a_visit(path=path_to("booth-6"))),
        (CONVENER_AND_WORKER, NOWHERE, a_visit()),
        (CONVENER, a_call(campaign_id=CampaignId("another")), a_visit()),
        (CONVENER, a_call(), a_visit(campaign_id=CampaignId("another"))),
        (replace(CONVENER, campaign_id=CampaignId("another")), a_call(), a_visit()),
    ],
    ids=[
        "no such call", "no such visit", "a call of nobody", "a call elsewhere",
        "a visit elsewhere", "a visit where she only works", "a call of another campaign",
        "a visit of another campaign", "a convener of another campaign",
    ],
)  # fmt: skip
def test_what_is_not_hers_is_not_there(user: User, call: Call, visit: Visit) -> None:
    records = a_desk(replace(call, call_id="1") if call is NOWHERE else call, visit)

    with pytest.raises(NotFound, match="There is nothing under this id in your area"):
        matched(user, records)

    assert records.commits == []


def test_a_convener_matches_a_call_of_nobody() -> None:
    records = a_visited_desk(NOWHERE)

    assert matched(CONVENER, records, "nowhere").state is CallState.MATCHED


def test_a_worker_matches_nothing() -> None:
    with pytest.raises(NotPermitted):
        matched(a_user(Role.WORKER, "booth-1"), a_visited_desk(a_call()))


@pytest.mark.parametrize(
    "state", [CallState.MATCHED, CallState.WITHHELD, CallState.FOREIGN, CallState.WITHDRAWAL]
)
def test_a_call_that_has_its_place_is_not_moved(state: CallState) -> None:
    records = a_visited_desk(a_call(state=state, visit_id=OTHER_VISIT))

    with pytest.raises(Conflict) as error:
        matched(IN_CHARGE, records)

    assert error.value.facts == {"current_state": state.value}
    assert records.commits == []


def test_a_call_that_takes_back_belongs_to_no_visit_and_whoever_asks_is_told_what_helps() -> None:
    unheard = a_call(path=(), state=CallState.WITHDRAWAL, reason=Unmatched.NOBODY)

    with pytest.raises(Conflict, match="put the number on her record"):
        matched(CONVENER, a_visited_desk(unheard))


def test_another_campaigns_call_of_the_same_id_is_not_matched() -> None:
    records = a_visited_desk(a_call(), a_call(campaign_id=CampaignId("another")))

    assert matched(IN_CHARGE, records).campaign_id == CAMPAIGN

    theirs = records.find(Call, "another", "exotel", "1")
    assert theirs is not None
    assert theirs.state is CallState.UNMATCHED


def test_a_visit_keeps_the_call_it_has() -> None:
    records = a_desk(a_visit(call_id="exotel:0"), a_call())

    with pytest.raises(Conflict, match="has its call already"):
        matched(IN_CHARGE, records)


def test_a_faster_match_wins() -> None:
    records = a_visited_desk(a_call(), a_call("2"))
    records.before_commit = lambda _: matched(IN_CHARGE, records, "2")

    with pytest.raises(Conflict):
        matched(IN_CHARGE, records)

    (visit,) = records.all(Visit)
    assert visit.call_id == "exotel:2"
