"""The chain of evidence: whatever is done to it, shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import EMPTY, AuditEntry, Head, hash_of, is_intact, next_entry
from tests.builders import NOON


def a_chain(length: int) -> tuple[list[AuditEntry], Head]:
    entries: list[AuditEntry] = []
    head = EMPTY
    for number in range(length):
        entry = next_entry(
            head,
            subject_id="visit-1",
            at=NOON + timedelta(minutes=number),
            actor="moderator-1",
            action="decided",
            facts={"number": number},
        )
        entries.append(entry)
        head = Head(seq=entry.seq, hash=entry.hash)
    return entries, head


@settings(max_examples=50, deadline=None)
@given(length=st.integers(0, 12))
def test_an_untouched_chain_is_intact(length: int) -> None:
    entries, head = a_chain(length)

    assert is_intact(entries, head)
    assert [entry.seq for entry in entries] == list(range(1, length + 1))


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "somebody-else"},
        {"action": "approved"},
        {"facts": {"number": 99}},
        {"at": NOON - timedelta(days=1)},
        {"subject_id": "visit-2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_entry_shows(change: dict[str, object]) -> None:
    entries, head = a_chain(5)
    entries[2] = replace(entries[2], **change)  # type: ignore[arg-type]  # any field at all

    assert not is_intact(entries, head)


def test_an_altered_entry_with_a_recomputed_hash_shows() -> None:
    entries, head = a_chain(5)
    forged = replace(entries[2], actor="somebody-else")
    entries[2] = replace(forged, hash=hash_of(forged))

    assert not is_intact(entries, head)


@settings(max_examples=100, deadline=None)
@given(length=st.integers(1, 10), data=st.data())
def test_a_dropped_entry_shows_wherever_it_was(length: int, data: st.DataObject) -> None:
    entries, head = a_chain(length)
    del entries[data.draw(st.integers(0, length - 1))]

    assert not is_intact(entries, head)


@settings(max_examples=100, deadline=None)
@given(order=st.permutations(range(6)))
def test_only_the_true_order_is_intact(order: list[int]) -> None:
    entries, head = a_chain(6)

    assert is_intact([entries[i] for i in order], head) is (order == sorted(order))


def test_a_cut_off_end_shows_against_the_head() -> None:
    entries, head = a_chain(4)

    assert not is_intact(entries[:-1], head)
    assert not is_intact([], head)


def test_a_whole_chain_made_anew_shows_against_the_head() -> None:
    entries, _ = a_chain(3)
    _, head = a_chain(4)

    assert not is_intact(entries, head)
