"""The promises of `ports.Records` that the registry relies on: many rows, lists, moves."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib.adapters.aws.lists import stamp
from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.calls import Call, CallMark, CallState
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.held import HeldChange, HeldState
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.importing import Import
from chalicelib.domain.people import Role, User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind, Moved, Page, Row, Save
from chalicelib.domain.visit import Visit
from chalicelib.domain.workshops import Workshop
from chalicelib.ports import Records
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PERSON,
    a_beneficiary,
    a_phone,
    a_user,
    a_visit,
    an_area,
    an_id,
    path_to,
)
from tests.contracts.aws import BareAWS, table_client
from tests.contracts.registry_rows import HASH, a_call, a_held_change, a_workshop, an_import
from tests.contracts.rows import an_entry, on_roll
from tests.fakes import Crash


def walked(read: Callable[[str | None], Page[Row]]) -> list[Row]:
    items: list[Row] = []
    cursor: str | None = None
    for _ in range(100):
        page = read(cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items
    raise AssertionError("the list has no end")


def test_many_rows_are_found_in_the_order_they_were_asked_for(records: Records):
    people = [on_roll(serial) for serial in range(1, 6)]
    records.add(people)
    wanted = [(people[4].beneficiary_id,), ("nobody",), (people[0].beneficiary_id,)]

    found = records.find_many(Beneficiary, [*wanted, wanted[0]])

    assert [row and row.serial for row in found] == [5, None, 1, 5]


def test_more_rows_than_one_batch_takes_are_found(records: Records):
    areas = [replace(an_area("booth-1"), area_id=AreaId(f"area-{n}")) for n in range(130)]
    records.add(areas)

    found = records.find_many(type(areas[0]), [(area.area_id,) for area in areas])

    assert [row.area_id for row in found if row] == [area.area_id for area in areas]


def test_new_rows_are_added_and_those_that_exist_are_left_alone_and_named(records: Records):
    first = [on_roll(serial) for serial in range(1, 61)]
    records.add(first)
    again = [replace(first[7], names={"en": "Somebody else"}), on_roll(99)]

    left = records.add(again)

    assert left == [again[0]]
    kept = records.find(Beneficiary, first[7].beneficiary_id)
    assert kept == replace(first[7], version=1)
    assert records.find(Beneficiary, again[1].beneficiary_id) == replace(again[1], version=1)


def test_a_person_who_moves_stands_on_the_new_roll_alone(records: Records):
    records.commit(Save(row=a_beneficiary()))
    there = records.find(Beneficiary, PERSON)
    assert there is not None
    moved = replace(there, booth_id=AreaId("booth-3"), path=path_to("booth-3"), serial=4)

    records.commit(Moved(row=moved, source=there))

    assert records.find(Beneficiary, PERSON) == replace(moved, version=2)
    assert records.roll(AreaId("booth-1"), limit=10, cursor=None).items == ()
    assert [p.serial for p in records.roll(AreaId("booth-3"), limit=10, cursor=None).items] == [4]


def test_a_person_who_changed_meanwhile_does_not_move(records: Records):
    records.commit(Save(row=a_beneficiary()))
    seen = records.find(Beneficiary, PERSON)
    assert seen is not None
    records.commit(Save(row=replace(seen, has_withdrawn=True)))

    with pytest.raises(StaleVersion):
        records.commit(Moved(row=replace(seen, booth_id=AreaId("booth-3"), serial=4), source=seen))

    kept = records.find(Beneficiary, PERSON)
    assert kept is not None
    assert (kept.booth_id, kept.has_withdrawn) == ("booth-1", True)


def test_a_roll_counts_who_is_to_be_visited(records: Records):
    people = [on_roll(serial) for serial in range(1, 8)]
    people[0] = replace(people[0], merged_into=people[1].beneficiary_id)
    people[2] = replace(people[2], is_erased=True)
    records.add(people)

    assert records.count_roll(AreaId("booth-1")) == 5
    assert records.count_roll(AreaId("booth-9")) == 0


def test_people_are_found_by_the_hash_of_their_phone(records: Records):
    shared, other = a_phone("+919000000001"), a_phone("+919000000002")
    records.add([replace(on_roll(n), phone=shared if n < 3 else other) for n in range(1, 5)])

    found = records.listed(Beneficiary, shared.hash, limit=10)

    assert sorted(person.serial for person in found.items) == [1, 2]


def test_a_phone_that_changed_is_found_under_the_new_number_alone(records: Records):
    old, new = a_phone("+919000000001"), a_phone("+919000000002")
    records.commit(Save(row=a_beneficiary(phone=old)))
    known = records.find(Beneficiary, PERSON)
    assert known is not None

    records.commit(Save(row=replace(known, phone=new)))

    assert records.listed(Beneficiary, old.hash, limit=10).items == ()
    assert len(records.listed(Beneficiary, new.hash, limit=10).items) == 1


def test_unmatched_calls_are_listed_by_time_within_an_area(records: Records):
    records.add([a_call(n) for n in range(1, 8)])
    records.commit(Save(row=a_call(8, path=path_to("booth-6"))))
    records.commit(Save(row=a_call(9, state=CallState.MATCHED)))

    found = walked(
        lambda cursor: records.listed(
            Call, CAMPAIGN, limit=3, cursor=cursor, within=path_to("mandal-1")
        )
    )

    assert [call.call_id for call in found] == [f"call-{n}" for n in range(1, 8)]


def test_a_list_can_be_read_from_a_moment_on(records: Records):
    times = {n: NOON + timedelta(minutes=n) for n in range(1, 6)}
    records.add(
        [a_visit(visit_id=an_id(n), call_dialled_at=at, desk_id=DESK) for n, at in times.items()]
    )
    records.commit(
        Save(row=a_visit(visit_id=an_id(9), call_dialled_at=NOON, desk_id=DESK, call_id="x:1"))
    )

    found = records.listed(Visit, DESK, limit=10, after=stamp(times[3]))

    assert [visit.visit_id for visit in found.items] == [an_id(3), an_id(4), an_id(5)]


def test_what_was_decided_is_no_longer_listed(records: Records):
    records.add([a_held_change(n) for n in range(1, 4)])
    known = records.find(HeldChange, a_held_change(2).held_id)
    assert known is not None

    records.commit(Save(row=replace(known, state=HeldState.ADMITTED)))

    found = walked(lambda cursor: records.listed(HeldChange, DESK, limit=1, cursor=cursor))
    assert [row.held_id for row in found] == [a_held_change(n).held_id for n in (1, 3)]


def test_imports_are_listed_newest_first(records: Records):
    records.add([an_import(n) for n in range(1, 4)])

    found = walked(lambda cursor: records.listed(Import, CAMPAIGN, limit=2, cursor=cursor))

    assert [row.import_id for row in found] == [an_import(n).import_id for n in (3, 2, 1)]


def test_workers_are_listed_by_their_booth(records: Records):
    records.commit(Save(row=a_user(Role.WORKER, "booth-1")))
    records.commit(Save(row=a_user(Role.CONVENER, "booth-1")))

    assert [u.user_id for u in records.listed(User, "booth-1", limit=5).items] == ["worker-1"]


def test_workshops_are_listed_by_time(records: Records):
    records.add([a_workshop(n) for n in (2, 1)])

    found = records.listed(Workshop, CAMPAIGN, limit=5, within=path_to("district-1"))

    assert [row.workshop_id for row in found.items] == [a_workshop(n).workshop_id for n in (1, 2)]


def test_children_are_read_in_the_order_of_their_keys_from_a_moment_on(records: Records):
    marks = [
        CallMark(
            phone_hash=HASH,
            at=NOON + timedelta(minutes=n),
            campaign_id=CAMPAIGN,
            provider="exotel",
            call_id=f"c{n}",
        )
        for n in range(5)
    ]
    records.add(marks)

    later = records.under(CallMark, HASH, limit=10, after=stamp(marks[2].at))
    pages = walked(lambda cursor: records.under(CallMark, HASH, limit=2, cursor=cursor))

    assert [mark.call_id for mark in later.items] == ["c2", "c3", "c4"]
    assert [mark.call_id for mark in pages] == [f"c{n}" for n in range(5)]
    assert records.under(CallMark, "another", limit=10).items == ()


def test_children_of_one_kind_do_not_show_those_of_another(records: Records):
    records.commit(Save(row=an_entry()))
    records.add([a_held_change(1)])

    assert len(records.under(AuditEntry, an_entry().subject_id, limit=5).items) == 1


def test_a_cursor_that_is_none_of_ours_is_refused(records: Records):
    with pytest.raises(InvalidInput):
        records.listed(Call, CAMPAIGN, limit=2, cursor="not a cursor")


def test_who_is_to_be_erased_is_due_then(records: Records):
    sealed = a_beneficiary(erase_at=NOON + timedelta(days=3))
    records.commit(Save(row=sealed))
    records.commit(Save(row=on_roll(2)))

    early = records.due(DueKind.ERASURE, NOON, limit=5)
    late = records.due(DueKind.ERASURE, NOON + timedelta(days=4), limit=5)

    assert list(early) == []
    assert [row.beneficiary_id for row in late if isinstance(row, Beneficiary)] == [
        BeneficiaryId(PERSON)
    ]


def test_what_hardly_changes_is_recalled_as_it_is(records: Records):
    records.commit(Save(row=an_area("booth-1")))

    assert records.recall(type(an_area("booth-1")), "booth-1") == replace(
        an_area("booth-1"), version=1
    )
    assert records.recall(type(an_area("booth-1")), "nowhere") is None


class MovesInBetween:
    """A client of the table in which a person moves right after her place was read."""

    def __init__(self, client: Any, move: Callable[[], None]) -> None:
        self._client = client
        self._move: Callable[[], None] | None = move

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._client, name)

        def call(**words: Any) -> Any:
            answer = asked(**words)
            move, self._move = self._move, None
            if move is not None:
                move()
            return answer

        return call


@pytest.mark.parametrize("how", ["find", "find_many", "find_each"])
def test_a_person_who_moves_while_she_is_read_is_found(aws: BareAWS, how: str):
    client, table = table_client(aws.url), aws.new_table()
    records = DynamoRecords(client, table, shards=4)
    records.commit(Save(row=a_beneficiary()))
    there = records.find(Beneficiary, PERSON)
    assert there is not None
    moved = replace(there, booth_id=AreaId("booth-3"), path=path_to("booth-3"), serial=4)
    between = MovesInBetween(client, lambda: records.commit(Moved(row=moved, source=there)))
    reader = DynamoRecords(cast("Any", between), table, shards=4)

    found: Row | None
    if how == "find":
        found = reader.find(Beneficiary, PERSON)
    elif how == "find_many":
        (found,) = reader.find_many(Beneficiary, [(PERSON,)])
    else:
        (found,) = reader.find_each([(Beneficiary, (PERSON,))])

    assert isinstance(found, Beneficiary)
    assert found.booth_id == "booth-3"


class DiesBetween:
    """A client of the table whose process dies after its first write."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._has_written = False

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._client, name)

        def call(**words: Any) -> Any:
            if self._has_written:
                raise Crash
            answer = asked(**words)
            self._has_written = name in {"put_item", "transact_write_items"}
            return answer

        return call


@pytest.mark.parametrize("how", ["add", "commit"])
def test_a_crash_while_somebody_is_added_bars_nobody(aws: BareAWS, how: str):
    client, table = table_client(aws.url), aws.new_table()
    records = DynamoRecords(client, table, shards=4)
    dying = DynamoRecords(cast("Any", DiesBetween(client)), table, shards=4)
    first, new = on_roll(1), on_roll(2)
    records.add([first])

    with suppress(Crash):
        if how == "add":  # one that exists lets the rest be written one by one
            dying.add([new, first])
        else:
            dying.commit(Save(row=new))

    elsewhere = replace(new, booth_id=AreaId("booth-3"), path=path_to("booth-3"), serial=7)
    left = records.add([elsewhere])
    found = records.find(Beneficiary, new.beneficiary_id)
    assert found is not None
    # She is there as the first file said, or as the corrected one says: never barred from both.
    assert found.booth_id == ("booth-1" if left else "booth-3")
