"""Reading a subject's chain, and noticing what was done to it."""

from dataclasses import replace

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.people import Role, User
from chalicelib.services.auditing import noted, noted_in_ledger, trail
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


def a_noted_item(events: int = 3) -> tuple[FakeRecords, list[AuditEntry]]:
    item, entries = a_testimonial(), []
    for number in range(events):
        item, entry = noted(item, f"event_{number}", at=NOON, actor="system", facts={})
        entries.append(entry)
    return FakeRecords(item, *entries), entries


def test_a_trail_shows_every_event_from_the_first_on_and_is_intact() -> None:
    records, entries = a_noted_item()

    page, is_whole = trail(a_moderator(), VISIT, limit=10, cursor=None, records=records)

    assert [entry.hash for entry in page.items] == [entry.hash for entry in entries]
    assert is_whole


def test_a_page_of_a_trail_still_answers_for_the_whole_chain() -> None:
    records, entries = a_noted_item()
    records.seed(replace(entries[2], actor="somebody-else"))

    page, is_whole = trail(a_moderator(), VISIT, limit=1, cursor=None, records=records)

    assert [entry.seq for entry in page.items] == [1]
    assert page.cursor is not None
    assert not is_whole


def test_an_entry_written_while_the_chain_is_read_is_no_tampering_and_not_shown() -> None:
    item, first = noted(a_testimonial(), "verified", at=NOON, actor="system", facts={})
    _, second = noted(item, "decided", at=NOON, actor="moderator-1", facts={})

    records = FakeRecords(item, first, second)
    page, is_whole = trail(a_moderator(), VISIT, limit=10, cursor=None, records=records)

    assert is_whole
    assert [entry.seq for entry in page.items] == [1]


def test_a_chain_longer_than_one_read_is_read_to_its_end() -> None:
    records, entries = a_noted_item(events=1005)

    page, is_whole = trail(a_moderator(), VISIT, limit=10, cursor=None, records=records)

    assert is_whole
    assert page.cursor is not None
    assert len(entries) == 1005


def test_a_beneficiarys_chain_is_read_the_same_way() -> None:
    ledger, entry = noted_in_ledger(
        a_ledger(), "consent_withdrawn", at=NOON, actor="worker-1", facts={}
    )
    records = FakeRecords(ledger, entry)

    page, is_whole = trail(a_moderator(), PERSON, limit=10, cursor=None, records=records)

    assert [found.action for found in page.items] == ["consent_withdrawn"]
    assert is_whole


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
