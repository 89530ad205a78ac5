"""Reading a subject's chain, and noticing what was done to it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, Head
from chalicelib.domain.errors import NotFound
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.services.auditing import (
    SYSTEM,
    head_of,
    noted,
    noted_in_ledger,
    noted_inside,
    trail,
)
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    a_ledger,
    a_moderator,
    a_testimonial,
    a_user,
    a_worker,
)
from tests.fakes import FakeRecords

Noted = tuple[Testimonial, tuple[Save, ...]]


def event(item: Testimonial, action: str, *, inside: bool = False) -> Noted:
    note = noted_inside if inside else noted
    return note(item, action, at=NOON, actor=SYSTEM, facts={})


def rows_of(saves: tuple[Save, ...]) -> list[AuditEntry]:
    return [save.row for save in saves if isinstance(save.row, AuditEntry)]


def a_noted_item(events: int = 3) -> tuple[FakeRecords, list[AuditEntry]]:
    item, entries = a_testimonial(), []
    for number in range(events):
        item, saves = event(item, f"event_{number}")
        entries += rows_of(saves)
    return FakeRecords(item, *entries), entries


def test_a_trail_shows_every_event_from_the_first_on_and_is_intact() -> None:
    records, entries = a_noted_item()

    found = trail(a_moderator(), VISIT, limit=10, cursor=None, records=records)

    assert [entry.hash for entry in found.page.items] == [entry.hash for entry in entries]
    assert found.head == Head(seq=len(entries), hash=entries[-1].hash)
    assert found.is_intact


@settings(max_examples=100, deadline=None)
@given(insides=st.lists(st.booleans(), max_size=8))
def test_entries_in_rows_of_their_own_and_in_the_items_row_make_one_chain(
    insides: list[bool],
) -> None:
    item, rows = a_testimonial(), []
    for number, inside in enumerate(insides):
        item, saves = event(item, f"event_{number}", inside=inside)
        rows += rows_of(saves)
    records = FakeRecords(item, *rows)

    found = trail(a_moderator(), VISIT, limit=20, cursor=None, records=records)

    assert [entry.action for entry in found.page.items] == [
        f"event_{n}" for n in range(len(insides))
    ]
    assert found.is_intact
    assert head_of(item).seq == len(insides)
    assert len(rows) == len(insides) - (item.last_entry is not None)


def test_an_entry_in_the_items_row_is_shown_once_and_at_the_end_of_the_last_page() -> None:
    records, entries = a_noted_item(events=2)
    item, _ = event(records.all(Testimonial)[0], "verified", inside=True)
    records.seed(item)

    first = trail(a_moderator(), VISIT, limit=1, cursor=None, records=records).page
    second = trail(a_moderator(), VISIT, limit=1, cursor=first.cursor, records=records).page

    assert [entry.seq for entry in (*first.items, *second.items)] == [1, 2, 3]
    assert second.cursor is None
    assert len(entries) == 2


def test_an_altered_entry_shows_in_whichever_row_it_is() -> None:
    for inside in (False, True):
        item, saves = event(a_testimonial(), "verified", inside=inside)
        rows = [replace(row, actor="somebody-else") for row in rows_of(saves)]
        if item.last_entry is not None:
            item = replace(item, last_entry=replace(item.last_entry, actor="somebody-else"))

        found = trail(a_moderator(), VISIT, limit=9, cursor=None, records=FakeRecords(item, *rows))

        assert not found.is_intact


def test_a_page_of_a_trail_still_answers_for_the_whole_chain() -> None:
    records, entries = a_noted_item()
    records.seed(replace(entries[2], actor="somebody-else"))

    found = trail(a_moderator(), VISIT, limit=1, cursor=None, records=records)

    assert [entry.seq for entry in found.page.items] == [1]
    assert found.page.cursor is not None
    assert not found.is_intact


@pytest.mark.parametrize("inside", [False, True], ids=["its own row", "the item's row"])
def test_an_entry_written_while_the_chain_is_read_is_no_tampering_and_not_shown(
    inside: bool,
) -> None:
    item, first = event(a_testimonial(), "verified", inside=inside)
    _, second = event(item, "decided")

    # The item is what was read first; the rows are what stood there a moment later.
    records = FakeRecords(item, *rows_of(first), *rows_of(second))
    found = trail(a_moderator(), VISIT, limit=10, cursor=None, records=records)

    assert found.is_intact
    assert [entry.seq for entry in found.page.items] == [1]


def test_a_chain_longer_than_one_read_is_read_to_its_end() -> None:
    records, entries = a_noted_item(events=1005)

    found = trail(a_moderator(), VISIT, limit=10, cursor=None, records=records)

    assert found.is_intact
    assert found.page.cursor is not None
    assert len(entries) == 1005


def test_a_beneficiarys_chain_is_read_the_same_way() -> None:
    ledger, entry = noted_in_ledger(
        a_ledger(), "consent_withdrawn", at=NOON, actor="worker-1", facts={}
    )
    records = FakeRecords(ledger, entry)

    found = trail(a_moderator(), PERSON, limit=10, cursor=None, records=records)

    assert [each.action for each in found.page.items] == ["consent_withdrawn"]
    assert found.is_intact


@pytest.mark.parametrize(
    "user",
    [a_moderator("district-2"), a_worker(), a_user(Role.CONVENER, "booth-2")],
    ids=["elsewhere", "a worker", "next booth"],
)
@pytest.mark.parametrize("subject", [VISIT, PERSON])
def test_a_chain_out_of_scope_looks_absent(user: User, subject: str) -> None:
    records = FakeRecords(a_testimonial(), a_ledger())

    with pytest.raises(NotFound):
        trail(user, subject, limit=1, cursor=None, records=records)


def test_an_unknown_subject_is_absent() -> None:
    with pytest.raises(NotFound):
        trail(a_moderator(), "unknown", limit=1, cursor=None, records=FakeRecords())
