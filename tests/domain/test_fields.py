"""A person's fields under flat names: read, changed, and listed anew by a corrected roll."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.campaign import DetailField
from chalicelib.domain.cells import CellRefused, Reason
from chalicelib.domain.edits import FieldValue
from chalicelib.domain.fields import (
    edited,
    edited_bytes,
    is_known,
    is_own,
    listed_now,
    refusal,
    relisted,
    value_of,
    with_value,
)
from chalicelib.domain.roll import Beneficiary
from tests.builders import NOON, a_beneficiary, a_campaign, a_phone

OTHER_PHONE = a_phone("+919876500000")
VALUES: list[tuple[str, FieldValue]] = [
    ("name.hi", "गीता"),
    ("name.ta", "கீதா"),
    ("guardian_name.en", "Shyam"),
    ("phone", OTHER_PHONE),
    ("schemes", ("ration", "pension")),
    ("birth_year", "1984"),
    ("ward", "4"),
]


def changed(person: Beneficiary, name: str, value: FieldValue, base: int = 1) -> Beneficiary:
    return edited(person, {name: value}, edit_id=f"{value}", at=NOON, base_version=base)


@pytest.mark.parametrize(("name", "value"), VALUES, ids=[name for name, _ in VALUES])
def test_a_field_shows_what_it_was_given(name: str, value: FieldValue) -> None:
    assert value_of(with_value(a_beneficiary(), name, value), name) == value


@pytest.mark.parametrize(("name", "value"), VALUES, ids=[name for name, _ in VALUES])
def test_a_field_that_is_removed_is_gone(name: str, value: FieldValue) -> None:
    filled = with_value(a_beneficiary(), name, value)

    emptied = with_value(filled, name, None)

    assert not value_of(emptied, name)


def test_a_change_is_shown_and_counts_as_made_with_the_next_version() -> None:
    after = changed(a_beneficiary(version=7), "name.hi", "गीता", base=7)

    assert after.names == {"hi": "गीता", "en": "Sita Devi"}
    assert after.edits["name.hi"].listed == "सीता देवी"
    assert after.edits["name.hi"].leaves[0].seq == 8
    assert after.conflicts == ()


def test_two_who_did_not_see_each_other_leave_a_conflict() -> None:
    first = changed(a_beneficiary(version=2), "address", "Ward 4")

    after = changed(first, "address", "Ward 5")

    assert after.conflicts == ("address",)


@pytest.mark.parametrize(("name", "value"), VALUES, ids=[name for name, _ in VALUES])
def test_a_corrected_roll_fills_a_field_that_nobody_edited(name: str, value: FieldValue) -> None:
    after = relisted(a_beneficiary(), {name: value})

    assert value_of(after, name) == value
    assert after.edits == {}


def test_a_corrected_roll_never_overwrites_what_a_visit_changed() -> None:
    visited = changed(a_beneficiary(version=1), "name.hi", "गीता")

    after = relisted(visited, {"name.hi": "सीता कुमारी", "name.en": "Sita Kumari"})

    assert after.names == {"hi": "गीता", "en": "Sita Kumari"}
    assert after.edits["name.hi"].listed == "सीता कुमारी"
    assert after.edits["name.hi"].leaves == visited.edits["name.hi"].leaves


NO_NEWS: list[dict[str, FieldValue]] = [
    {},
    {"name.hi": "सीता देवी"},
    {"phone": a_phone()},
    {"schemes": ("housing",)},
    {"birth_year": None, "name.ta": None},
]


@pytest.mark.parametrize("listed", NO_NEWS, ids=["nothing", "name", "number", "list", "empty"])
def test_the_same_roll_again_leaves_the_very_same_row(listed: dict[str, FieldValue]) -> None:
    person = a_beneficiary()

    assert relisted(person, listed) is person


def test_the_roll_that_an_edit_disagrees_with_is_no_news_twice() -> None:
    person = relisted(changed(a_beneficiary(version=1), "schemes", ()), {"schemes": ("ration",)})

    assert relisted(person, {"schemes": ("ration",)}) is person
    assert person.schemes == ()


def test_a_list_that_the_roll_empties_is_empty() -> None:
    assert relisted(a_beneficiary(), {"schemes": None, "phone": None}).schemes == ()


def test_what_the_roll_said_last_is_known_of_edited_fields_too() -> None:
    person = changed(a_beneficiary(details={"birth_year": "1980"}, version=1), "birth_year", "1981")

    listed = listed_now(person)

    assert listed["birth_year"] == "1980"
    assert listed["name.en"] == "Sita Devi"
    assert listed["guardian_name.hi"] == "राम"


FIELDS = st.sampled_from(["name.hi", "address", "gender"])
TEXTS = st.sampled_from(["a", "b", None])


@given(
    edits=st.lists(st.tuples(FIELDS, TEXTS), max_size=5),
    files=st.lists(st.dictionaries(FIELDS, TEXTS), max_size=3),
)
def test_rolls_and_edits_do_not_disturb_each_other(
    edits: list[tuple[str, FieldValue]], files: list[dict[str, FieldValue]]
) -> None:
    """Whatever the files say and whenever, an edited field shows what it would without them."""
    plain = mixed = a_beneficiary(version=1)
    for minute, (name, value) in enumerate(edits):
        at = NOON + timedelta(minutes=minute)
        for file in files:
            mixed = relisted(mixed, file)
        plain, mixed = (
            edited(p, {name: value}, edit_id=str(minute), at=at, base_version=1)
            for p in (plain, mixed)
        )

    for name, _ in edits:
        assert value_of(mixed, name) == value_of(plain, name)


def test_the_campaign_says_which_further_fields_there_are() -> None:
    campaign = a_campaign(
        languages=("hi", "ta"), details=(DetailField(name="ward", labels={"en": "Ward"}),)
    )

    known = ["name.hi", "guardian_name.ta", "phone", "schemes", "house", "ward"]
    unknown = ["name", "name.xx", "phone.hi", "caste", "ids", "edits"]

    assert all(is_known(name, campaign) for name in known)
    assert not any(is_known(name, campaign) for name in unknown)
    assert not is_own("name.ta")


def test_a_refused_text_says_which_field_and_why_in_both_languages() -> None:
    refused = refusal(CellRefused("gender", Reason.NOT_A_CHOICE))

    assert refused.facts["field"] == "gender"
    assert set(refused.facts["text"]) == {"hi", "en"}  # type: ignore[arg-type]


def test_what_was_reported_weighs_by_its_bytes() -> None:
    person = a_beneficiary(version=1)
    texts: dict[str, FieldValue] = {"address": "लल", "schemes": ("ab", "c"), "house": None}

    after = edited(person, {**texts, "phone": OTHER_PHONE}, edit_id="e", at=NOON, base_version=1)

    assert edited_bytes(person) == 0
    light = edited_bytes(relisted(after, dict.fromkeys(("phone", "schemes"))))
    assert edited_bytes(after) - light == len("housing") + len(a_phone().sealed)
    assert light == 4 * 150 + 6 + 3 + len(OTHER_PHONE.sealed)
