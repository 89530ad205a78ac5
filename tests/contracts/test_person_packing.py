"""A person's row as the table keeps it: nothing is lost, and it costs what we count on."""

import base64
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.aws.codec import from_body
from chalicelib.adapters.aws.person_packing import LETTERS
from chalicelib.adapters.aws.writes import Writes
from chalicelib.domain.consent import Purpose
from chalicelib.domain.fields import edited
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.media import MediaKind
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.roll import Beneficiary, LastVisit
from chalicelib.domain.visit import Outcome
from infra.bench.units import size_of
from tests.builders import ALL_PURPOSES, NOON, VISIT, a_beneficiary, a_phone, an_id

WRITE_UNIT = 1024  # bytes
ROLL_LENGTH, READ_UNIT = 25, 4096
TREE = tuple(AreaId(an_id(0x1000 + level)) for level in range(6))


def item_of(person: Beneficiary) -> dict[str, Any]:
    return Writes("table", shards=8)._item(person)


def stored(person: Beneficiary) -> Beneficiary:
    """The person after a way through the table's own types."""
    writer, reader = TypeSerializer(), TypeDeserializer()
    wire = {name: writer.serialize(value) for name, value in item_of(person).items()}
    return from_body(Beneficiary, {name: reader.deserialize(value) for name, value in wire.items()})


def bytes_of(person: Beneficiary) -> int:
    writer = TypeSerializer()
    return size_of({name: writer.serialize(value) for name, value in item_of(person).items()})


phones = st.builds(
    replace,
    st.sampled_from([a_phone(), a_phone("+4915112345678")]),
    reading=st.builds(
        PhoneReading, is_valid=st.booleans(), is_indian=st.booleans(), is_mobile=st.booleans()
    ),
)
visits = st.sampled_from([VISIT, VisitId(an_id(9))])
lasts = st.builds(LastVisit, visit_id=visits, outcome=st.sampled_from(Outcome), at=st.just(NOON))
people = st.builds(
    a_beneficiary,
    serial=st.integers(0, 999_999),
    phone=st.none() | phones,
    last=st.none() | lasts,
    called=st.none() | visits,
    purposes=st.frozensets(st.sampled_from(Purpose)),
    entries=st.none() | st.integers(1, 120),
    media_kinds=st.frozensets(st.sampled_from(["photo", "video"])),
    has_withdrawn=st.booleans(),
    is_erased=st.booleans(),
    erase_at=st.none() | st.just(NOON),
    details=st.dictionaries(st.sampled_from(["house", "gender"]), st.text(max_size=9)),
    merged=st.just(()) | st.just((BeneficiaryId(an_id(4)),)),
)


@settings(max_examples=100, deadline=None)
@given(person=people)
def test_a_person_comes_back_as_she_was_kept(person: Beneficiary) -> None:
    assert stored(person) == replace(person, version=1)


def test_what_was_reported_of_a_person_comes_back_too() -> None:
    person = a_beneficiary(version=2)
    for edit_id, name in (("a", "गीता"), ("b", "रीता")):
        values = {"name.hi": name, "phone": a_phone(), "schemes": ("x",), "house": None}
        person = edited(person, values, edit_id=edit_id, at=NOON, base_version=2)

    assert stored(person) == replace(person, version=3)
    assert stored(person).conflicts == ("name.hi",)


@pytest.mark.parametrize(
    ("field", "words"), [("purposes", Purpose), ("media_kinds", MediaKind)], ids=str
)
def test_every_word_has_a_letter_of_its_own(field: str, words: type[StrEnum]) -> None:
    letters = LETTERS[field]

    assert set(letters) == set(words)
    assert len(set(letters.values())) == len(letters)


def a_full_person(**fields: Any) -> Beneficiary:
    """A person with names in two scripts under a tree of six levels, as large as they get."""
    sealed = base64.b64encode(b"s" * 41).decode()
    person = a_beneficiary(
        beneficiary_id=BeneficiaryId(an_id(1)),
        campaign_id=CampaignId(an_id(2)),
        booth_id=TREE[-1],
        path=TREE,
        serial=123,
        names={"hi": "सुनीता देवी", "en": "Sunita Devi"},
        guardian_names={"hi": "रामेश्वर प्रसाद", "en": "Rameshwar Prasad"},
        phone=replace(a_phone(), sealed=sealed),
        reference="REF-000123",
    )
    return replace(person, **fields)


VISITED: dict[str, Any] = {
    "last": LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON),
    "purposes": ALL_PURPOSES,
    "entries": 1,
    "media_kinds": frozenset({"photo", "video"}),
    "called": VISIT,
}
DETAILS: dict[str, Any] = {
    "details": {"birth_year": "1984", "gender": "female", "house": "12/4"},
    "ids": {"ration_card": "h" * 22},
}


@pytest.mark.parametrize(
    "fields", [{}, VISITED, {**VISITED, **DETAILS}], ids=["imported", "visited", "everything"]
)
def test_a_person_nobody_edited_is_one_write_unit(fields: dict[str, Any]) -> None:
    assert bytes_of(a_full_person(**fields)) <= WRITE_UNIT


def test_a_booth_is_read_in_six_units() -> None:
    assert bytes_of(a_full_person(**VISITED, **DETAILS)) * ROLL_LENGTH <= 6 * READ_UNIT
