"""A header row is found, read and checked, in Hindi, in English and in both."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.columns import (
    SHEETS,
    Header,
    ImportKind,
    collects_aadhaar,
    find_header,
    missing,
    needs,
    promises_benefit,
)
from chalicelib.domain.spelling import plain

B = ImportKind.BENEFICIARIES
HEADERS = [
    (kind, column.name, header)
    for kind, sheet in SHEETS.items()
    for column in sheet.columns
    for header in (column.name, *column.headers)
]


def read(kind: ImportKind, *cells: str, **mapping: str) -> Header:
    header = find_header(kind, cells, mapping)
    assert header is not None
    return header


def field_of(kind: ImportKind, cell: str) -> str:
    """Return the field that a header means, in a sheet that lacks nothing."""
    complete = [min(choices) for choices in needs(kind)]
    header = read(kind, cell, *complete)
    return next((name for name, index in header.columns.items() if index == 0), "")


@pytest.mark.parametrize("kind", ImportKind)
def test_every_kind_has_a_sheet_and_needs_columns_that_it_has(kind: ImportKind) -> None:
    names = [column.name for column in SHEETS[kind].columns]

    assert len(set(names)) == len(names)
    assert all(choices <= set(names) for choices in needs(kind))


def test_the_needs_are_those_of_the_contract() -> None:
    a_name = frozenset({"name_hi", "name_en", "name"})

    assert needs(ImportKind.AREAS) == ({"code"}, {"level"}, a_name)
    assert needs(ImportKind.WORKERS) == ({"reference"}, {"area_code"})
    assert needs(B) == ({"booth_code"}, a_name, {"serial", "reference"})
    assert needs(ImportKind.WORKSHOPS) == ({"reference"}, {"area_code"}, {"starts_at"})


@pytest.mark.parametrize("kind", ImportKind)
def test_no_header_means_two_fields_of_a_sheet(kind: ImportKind) -> None:
    meant = {(plain(header), name) for of, name, header in HEADERS if of is kind}

    assert len({word for word, _ in meant}) == len(meant)
    assert "" not in {word for word, _ in meant}


def test_every_known_header_is_read_and_none_is_forbidden() -> None:
    for kind, name, header in HEADERS:
        assert field_of(kind, header) == name
        assert not promises_benefit(header)
        assert not collects_aadhaar(header)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("  MOBILE_NO. ", "phone"),
        ("मोबाइल नंबर / Mobile Number", "phone"),
        ("मोबाइल (10 अंक)", "phone"),
        ("Mobile\nमोबाइल", "phone"),
        ("फोन नम्बर", "phone"),
        ("फोन नंबर*", "phone"),
        ("Name (Hindi)", "name_hi"),
        ("नाम (हिन्दी में)", "name_hi"),
        ("हिंदी में नाम", "name_hi"),
        ("नाम (English)", "name_en"),
        ("लाभार्थी का नाम / Name of Beneficiary", "name"),
        ("Father's / Husband's Name", "guardian_name"),
        ("पिता का नाम/पति का नाम", "guardian_name"),
        ("S.No.", "serial"),
        ("उम्र", "age"),
        ("EPIC No", "voter_id"),
        ("Age / Gender", ""),
        ("Remark (name)", ""),
        ("(Mobile)", "phone"),
    ],
)
def test_a_header_is_known_however_it_is_written(cell: str, name: str) -> None:
    assert field_of(B, cell) == name


def test_a_hindi_header_row_is_read() -> None:
    header = read(B, "क्र. सं.", "बूथ संख्या", "लाभार्थी का नाम", "", "पिता/पति का नाम", "टिप्पणी")

    assert header.columns == {"serial": 0, "booth_code": 1, "name": 2, "guardian_name": 4}
    assert header.ignored == ("टिप्पणी",)
    assert header.forbidden == ()
    assert header.repeated == {}


def test_a_row_that_lacks_something_is_no_header_and_says_what() -> None:
    row = ("Booth", "Mobile")

    assert find_header(B, row, {}) is None
    assert missing(B, row, {}) == ("name_hi/name_en/name", "serial/reference")
    assert missing(B, (), {}) == ("booth_code", "name_hi/name_en/name", "serial/reference")
    assert missing(B, (*row, "Name", "S No"), {}) == ()


def test_a_mapping_wins_over_what_a_header_seems_to_mean() -> None:
    header = read(B, "Booth", "S No", "Name", "Local Name", **{"LOCAL name": "name"})

    assert header.columns == {"booth_code": 0, "serial": 1, "name": 3}
    assert header.ignored == ("Name",)
    assert header.repeated == {}


def test_a_mapping_to_no_field_of_the_kind_leaves_a_column_out() -> None:
    header = read(
        B, "Booth", "S No", "Name", "Mobile", Mobile="", Name="name_hi", Booth="booth_code"
    )

    assert header.columns == {"booth_code": 0, "serial": 1, "name_hi": 2}
    assert header.ignored == ("Mobile",)


def test_two_columns_with_one_meaning_are_named() -> None:
    header = read(B, "Booth", "S No", "Name", "पिता का नाम", "पति का नाम")

    assert header.repeated == {"guardian_name": ("पिता का नाम", "पति का नाम")}
    assert header.columns["guardian_name"] == 3


def test_forbidden_columns_are_named_and_read_by_no_mapping() -> None:
    row = ("Booth", "S No", "Name", "Aadhaar No", "गारंटी कार्ड", "Voter ID")

    header = read(B, *row, **{"Aadhaar No": "voter_id"})

    assert header.forbidden == ("Aadhaar No", "गारंटी कार्ड")
    assert header.columns == {"booth_code": 0, "serial": 1, "name": 2, "voter_id": 5}
    assert header.ignored == ()


@pytest.mark.parametrize(
    "text",
    [
        "Promised benefit",
        "promise",
        "benefit_to_be_given",
        "benefitToBeGiven",
        "Amount she will get",
        "Will receive scheme?",
        "Guarantee card no.",
        "GuaranteeCard",
        "Benefit after election",
        "वादा",
        "क्या वादे किए",
        "लाभ जो मिलेगा",
        "राशि मिलेगी",
        "सरकार क्या देगी",
        "कितने रुपये देंगे",
        "दी जाने वाली राशि जो दी जाएगी",
        "गारंटी कार्ड",
        "गारन्टी कार्ड नं",
        "मिलने वाला लाभ",
        "चुनाव के बाद लाभ",
        "लाभ_चाहिए",
    ],
)
def test_a_field_that_promises_is_recognised(text: str) -> None:
    assert promises_benefit(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Benefit received",
        "योजना का लाभ मिला",
        "लाभ की तारीख",
        "Compromise noted",
        "Employment Guarantee job card",
        "महात्मा गांधी राष्ट्रीय ग्रामीण रोज़गार गारंटी योजना",
        "विवाद",
        "Guardian name",
        "भविष्य निधि",
        "सहमति देने का तरीका",
        "Sum assured",
    ],
)
def test_a_field_about_what_was_received_promises_nothing(text: str) -> None:
    assert not promises_benefit(text)


@pytest.mark.parametrize(
    "text",
    [
        "Aadhaar",
        "aadhar_no",
        "ADHAR CARD",
        "aadhaarNumber",
        "UID No.",
        "आधार",
        "आधार संख्या",
        "आधार पर्ची",
        "पति के आधार का नंबर",
        "Mobile / Aadhaar",
        "यूआईडी",
    ],
)
def test_a_field_that_asks_for_aadhaar_is_recognised(text: str) -> None:
    assert collects_aadhaar(text)


@pytest.mark.parametrize("text", ["", "किस आधार पर चुना", "निराधार", "आधारभूत सुविधा", "guide"])
def test_a_field_that_has_the_word_for_ground_asks_for_no_aadhaar(text: str) -> None:
    assert not collects_aadhaar(text)


rows = st.lists(
    st.sampled_from([header for _, _, header in HEADERS]) | st.text(max_size=12), max_size=12
)


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(ImportKind), cells=rows)
def test_any_row_is_a_header_exactly_when_nothing_is_missing(
    kind: ImportKind, cells: list[str]
) -> None:
    header = find_header(kind, cells, {})

    assert (header is None) == bool(missing(kind, cells, {}))
    if header:
        assert sorted({*header.columns.values()}) == sorted(header.columns.values())
        assert all(0 <= index < len(cells) for index in header.columns.values())
