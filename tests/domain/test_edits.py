"""Changes of one field: what a change replaces, what it stands beside, and what is shown."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.edits import (
    MOST_LEAVES,
    Changed,
    Edit,
    Edited,
    EditSource,
    FieldValue,
    Leaf,
    is_in_conflict,
    same_edit,
    same_value,
    shown,
    unconfirmed,
    with_leaf,
)
from tests.builders import NOON, PERSON, WORKER, a_phone

START = Edited(listed="Sita", leaves=())


def a_leaf(value: FieldValue, *, minute: int = 0, seq: int = 2, edit_id: str = "a") -> Leaf:
    return Leaf(edit_id=edit_id, at=NOON + timedelta(minutes=minute), seq=seq, value=value)


def test_a_change_replaces_what_its_maker_had_seen() -> None:
    before = with_leaf(START, a_leaf("Gita", seq=2), 1)

    after = with_leaf(before, a_leaf("Rita", seq=5, edit_id="b"), 2)

    assert [leaf.value for leaf in after.leaves] == ["Rita"]
    assert not is_in_conflict(after)


def test_a_change_stands_beside_what_its_maker_had_not_seen() -> None:
    before = with_leaf(START, a_leaf("Gita", seq=2), 1)

    after = with_leaf(before, a_leaf("Rita", seq=5, minute=-9, edit_id="b"), 1)

    assert is_in_conflict(after)
    assert {leaf.value for leaf in after.leaves} == {"Gita", "Rita"}
    assert shown(after) == "Gita"


def test_what_the_roll_says_stays_remembered() -> None:
    assert with_leaf(START, a_leaf("Gita"), 1).listed == "Sita"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gita", "Gita"), (None, None), (("a", "b"), ("b", "a")), (a_phone(), a_phone())],
    ids=["text", "nothing", "list in another order", "number sealed anew"],
)
def test_equal_values_are_no_conflict(one: FieldValue, other: FieldValue) -> None:
    both = with_leaf(with_leaf(START, a_leaf(one), 1), a_leaf(other, seq=3, edit_id="b"), 1)

    assert len(both.leaves) == 2
    assert not is_in_conflict(both)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gita", "Rita"), ("Gita", None), (("a",), ("a", "b")), (a_phone(), a_phone("+919876543211"))],
    ids=["text", "removed", "list", "number"],
)
def test_different_values_are_not_the_same(one: FieldValue, other: FieldValue) -> None:
    assert not same_value(one, other)


def test_a_tie_goes_to_the_greater_id() -> None:
    both = with_leaf(with_leaf(START, a_leaf("B", edit_id="b"), 1), a_leaf("A", seq=3), 1)

    assert shown(both) == "B"


def test_a_row_keeps_the_latest_of_many_that_disagree() -> None:
    edited = START
    for n in range(MOST_LEAVES + 3):
        edited = with_leaf(edited, a_leaf(f"name {n}", minute=-n, seq=n + 2, edit_id=f"{n}"), 1)

    assert len(edited.leaves) == MOST_LEAVES
    assert shown(edited) == "name 0"
    assert is_in_conflict(edited)


VALUES = st.sampled_from(["Gita", "Rita", None, "Mita"])
REPORTS = st.lists(st.tuples(VALUES, st.integers(-5, 5), st.integers(1, 4)), min_size=1, max_size=4)


@given(reports=REPORTS)
def test_every_order_of_concurrent_reports_ends_the_same(
    reports: list[tuple[FieldValue, int, int]],
) -> None:
    known = Edited(listed="Sita", leaves=(a_leaf("Old", minute=-9, seq=3, edit_id="old"),))
    ends = set()

    for order in permutations(enumerate(reports)):
        edited = known
        for seq, (name, (value, minute, base)) in enumerate(order, start=5):
            leaf = a_leaf(value, minute=minute, seq=seq, edit_id=f"{name}")
            edited = with_leaf(edited, leaf, base)
        standing = tuple((leaf.edit_id, leaf.value) for leaf in edited.leaves)
        ends.add((standing, shown(edited), is_in_conflict(edited)))

    assert len(ends) == 1


@given(reports=REPORTS)
def test_whoever_saw_everything_ends_the_conflict(
    reports: list[tuple[FieldValue, int, int]],
) -> None:
    edited = START
    for seq, (value, minute, base) in enumerate(reports, start=2):
        edited = with_leaf(edited, a_leaf(value, minute=minute, seq=seq, edit_id=f"{seq}"), base)

    settled = with_leaf(edited, a_leaf("Sita Devi", minute=-99, seq=99, edit_id="z"), 98)

    assert [leaf.value for leaf in settled.leaves] == ["Sita Devi"]


def an_edit(**fields: object) -> Edit:
    edit = Edit(
        beneficiary_id=PERSON,
        edit_id="a",
        source=EditSource.VISIT,
        at=NOON,
        phone_at=NOON,
        user_id=WORKER,
        device_id="device-1",
        base_version=1,
        changes={"phone": Changed(old=None, new=a_phone())},
    )
    return replace(edit, **fields)  # type: ignore[arg-type]


def test_a_repeat_is_the_same_edit_whenever_it_arrives() -> None:
    later = an_edit(
        at=NOON + timedelta(hours=1), changes={"phone": Changed(old="x", new=a_phone())}
    )

    assert same_edit(an_edit(), later)


@pytest.mark.parametrize(
    "fields",
    [
        {"base_version": 2},
        {"phone_at": None},
        {"changes": {"phone": Changed(old=None, new=None)}},
        {"changes": {"address": Changed(old=None, new="x")}},
    ],
    ids=["version", "instant", "value", "field"],
)
def test_other_content_is_another_edit(fields: dict[str, object]) -> None:
    assert not same_edit(an_edit(), an_edit(**fields))


DESK_SAYS = replace(a_leaf("Geeta Devi"), source=EditSource.DESK)


@pytest.mark.parametrize(
    ("listed", "leaves", "left"),
    [
        ("Sita Devi", (a_leaf("Geeta Devi"),), ["Geeta Devi"]),
        ("Sita Devi", (a_leaf("Sita Devi"),), []),
        ("Sita Devi", (a_leaf(None),), [None]),
        ("", (a_leaf(None),), []),
        (None, (a_leaf("Geeta Devi"),), ["Geeta Devi"]),
        ("Sita Devi", (DESK_SAYS,), []),
        ("Sita Devi", (DESK_SAYS, a_leaf("Rita")), ["Rita"]),
    ],
    ids=["another", "the same", "taken away", "empty", "new", "at the desk", "after the desk"],
)
def test_what_no_desk_chose_and_the_roll_does_not_say_is_unconfirmed(
    listed: FieldValue, leaves: tuple[Leaf, ...], left: list[FieldValue]
) -> None:
    edited = Edited(listed=listed, leaves=leaves)

    assert [leaf.value for leaf in unconfirmed(edited)] == left
