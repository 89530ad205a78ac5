"""One cell becomes a value or is refused with a reason that helps to mend it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.cells import (
    SENTENCES,
    CellRefused,
    Reason,
    Trouble,
    age_to_year,
    birth_year,
    choice,
    day,
    identifier,
    name,
    phone_text,
    text,
    whole,
    words,
)
from chalicelib.domain.column_words import GENDER_WORDS, ROLE_WORDS, YES_NO_WORDS
from chalicelib.domain.rejections import LANGUAGES

DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
FIRST, LAST = date(1990, 1, 1), date(2030, 12, 31)
AADHAAR, MASKED = "2345 6789 0124", "XXXX-XXXX-0124"
cells = st.text(st.characters() | st.sampled_from("0123456789०१+-=./,; eE@#कीaZ\u200d\n"))


def reason_of(read: Callable[[], object]) -> Reason | None:
    try:
        read()
    except CellRefused as refusal:
        return refusal.trouble.reason
    return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_every_language(reason: Reason, language: str) -> None:
    sentence = SENTENCES[reason][language]

    assert sentence.endswith({"hi": "।", "en": "."}[language])
    assert any("\u0900" <= letter <= "\u097f" for letter in sentence) == (language == "hi")


def test_no_two_reasons_share_a_sentence() -> None:
    for language in LANGUAGES:
        assert len({texts[language] for texts in SENTENCES.values()}) == len(Reason)


def test_a_refusal_names_column_and_reason_and_not_what_the_cell_said() -> None:
    with pytest.raises(CellRefused, match=r"^phone: not_a_phone$") as refusal:
        phone_text("secret", "phone")

    assert refusal.value.trouble == Trouble(column="phone", reason=Reason.NOT_A_PHONE)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (" सुनीता  देवी ", "सुनीता देवी"),
        ("Dr. D'Souza-Khan (Meena)", "Dr. D'Souza-Khan (Meena)"),
        ("राम Ram", "राम Ram"),
        ("राम/Ram", "राम/Ram"),
        ("Zoë", "Zoë"),
        ("Ward 12", "Ward 12"),
        (f"Sunita {AADHAAR}", f"Sunita {MASKED}"),
    ],
)
def test_a_name_is_kept_as_it_is_written(cell: str, value: str) -> None:
    assert name(cell, "c") == value


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (" \u200b ", Reason.MISSING),
        ("न" * 201, Reason.TOO_LONG),
        (f"{'n' * 187} {AADHAAR[:-5]} 0124", Reason.TOO_LONG),
        ("=A1&B1", Reason.FORMULA),
        ("+Sunita", Reason.FORMULA),
        ("@Sunita", Reason.FORMULA),
        ("#REF!", Reason.FORMULA),
        ("12345", Reason.NOT_A_NAME),
        ("१२३", Reason.NOT_A_NAME),
        (AADHAAR, Reason.NOT_A_NAME),
        ("---", Reason.NOT_A_NAME),
        ("Sunita 🙂", Reason.NOT_A_NAME),
        ("<b>Sunita</b>", Reason.NOT_A_NAME),
        ("Sun\ufffdta", Reason.NOT_A_NAME),
        ("Suniта", Reason.MIXED_SCRIPT),
        ("Sunitaदेवी", Reason.MIXED_SCRIPT),
    ],
)
def test_what_is_no_name_is_refused(cell: str, reason: Reason) -> None:
    assert reason_of(lambda: name(cell, "c")) is reason


def test_a_name_of_two_hundred_letters_is_a_name() -> None:
    assert name("न" * 200, "c") == "न" * 200


@pytest.mark.parametrize("read", [name, text, identifier], ids=lambda read: read.__name__)
@settings(max_examples=200, deadline=None)
@given(cell=cells)
def test_reading_a_cell_again_changes_nothing(read: Callable[..., str], cell: str) -> None:
    if reason_of(lambda: read(cell, "c")) is None:
        once = read(cell, "c")
        assert read(once, "c") == once


def test_running_text_is_cleaned_and_masked_and_may_be_empty() -> None:
    assert text(f" घर 12,\0  {AADHAAR} ", "c") == f"घर 12, {MASKED}"
    assert text("", "c") == ""


def test_running_text_has_an_end() -> None:
    assert text("x" * 500, "c") == "x" * 500
    assert reason_of(lambda: text("x" * 501, "c")) is Reason.TOO_LONG
    assert reason_of(lambda: text("xxx", "c", most=2)) is Reason.TOO_LONG
    assert reason_of(lambda: text(AADHAAR.replace(" ", ""), "c", most=12)) is Reason.TOO_LONG


@pytest.mark.parametrize(
    "cell",
    [
        "9876543210",
        "09876543210",
        "919876543210",
        "+919876543210",
        "00919876543210",
        "0919876543210",
        "+91 09876543210",
        "+91 98765-43210",
        "(+91) 98765 43210",
        "'9876543210",
        "98765\u00a043210",
        "98765–43210",
        "9876543210.0",
        "919876543210.0",
        "9876543210,",
        "\u202a+91 9876543210\u202c",
        "९८७६५४३२१०",
        "+९१ ९८७६५ ४३२१०",
        "9.876543210E+9",
        "9.19876543210E+11",
        "9.19876543210e11",
        "9.198765432100E+11",
    ],
)
def test_an_indian_number_is_read_however_it_was_typed(cell: str) -> None:
    assert phone_text(cell, "c") == "+919876543210"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("011-23456789", "+911123456789"),
        ("9198765432", "+919198765432"),
        ("+977 984-1234567", "+9779841234567"),
        ("+1 (202) 555 0123", "+12025550123"),
        ("", None),
        ("  ", None),
        ("\n", None),
    ],
)
def test_landlines_foreign_numbers_and_nothing_are_read_as_such(
    cell: str, number: str | None
) -> None:
    assert phone_text(cell, "c") == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("9.19E+11", Reason.NUMBER_SHORTENED),
        ("9.1987654321E+11", Reason.NUMBER_SHORTENED),
        ("9E+09", Reason.NUMBER_SHORTENED),
        ("9.1987654321055E+11", Reason.NOT_A_PHONE),
        ("5E+0", Reason.NOT_A_PHONE),
        ("987654321", Reason.NOT_A_PHONE),
        ("98765432101", Reason.NOT_A_PHONE),
        ("+91 987654321", Reason.NOT_A_PHONE),
        ("0000000000", Reason.NOT_A_PHONE),
        ("0044 7700 900123", Reason.NOT_A_PHONE),
        ("9876543210/11", Reason.NOT_A_PHONE),
        ("Mobile 9876543210", Reason.NOT_A_PHONE),
        ("NA", Reason.NOT_A_PHONE),
        ("9876543210, 9876543211", Reason.TWO_NUMBERS),
        ("9876543210\n9876543211", Reason.TWO_NUMBERS),
        ("९८७६५४३२१० / ९८७६५४३२११", Reason.TWO_NUMBERS),
        ("9876543210 9876543211", Reason.TWO_NUMBERS),
    ],
)
def test_what_is_not_one_whole_number_is_refused(cell: str, reason: Reason) -> None:
    assert reason_of(lambda: phone_text(cell, "c")) is reason


@given(
    number=st.from_regex(r"[6-9][0-9]{9}", fullmatch=True),
    prefix=st.sampled_from(["", "0", "91", "+91", "0091", "+91 ", "91-"]),
    gap=st.sampled_from(["", " ", "-", "."]),
    is_hindi=st.booleans(),
)
def test_every_way_of_writing_a_number_is_the_same_number(
    number: str, prefix: str, gap: str, is_hindi: bool
) -> None:
    written = f"{prefix}{number[:5]}{gap}{number[5:]}"

    assert phone_text(written.translate(DEVANAGARI) if is_hindi else written, "c") == f"+91{number}"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12", 12), ("१२", 12), (" 12.0 ", 12), ("0", 0), ("007", 7), ("1,10,000", 110_000)],
)
def test_a_whole_number_is_read(cell: str, value: int) -> None:
    assert whole(cell, "c", 0, 200_000) == value


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", Reason.MISSING),
        ("12.5", Reason.NOT_A_NUMBER),
        ("twelve", Reason.NOT_A_NUMBER),
        ("1.2E+3", Reason.NOT_A_NUMBER),
        ("9" * 5000, Reason.NOT_A_NUMBER),
        ("-1", Reason.OUT_OF_RANGE),
        ("201", Reason.OUT_OF_RANGE),
    ],
    ids=["empty", "a fraction", "a word", "scientific", "very long", "too small", "too large"],
)
def test_what_is_no_whole_number_in_range_is_refused(cell: str, reason: Reason) -> None:
    assert reason_of(lambda: whole(cell, "c", 0, 200)) is reason


@given(st.integers(-500, 500))
def test_a_number_is_taken_exactly_when_it_is_in_range(number: int) -> None:
    reason = reason_of(lambda: whole(str(number), "c", -100, 100))

    assert reason is (None if -100 <= number <= 100 else Reason.OUT_OF_RANGE)


def test_birth_year_and_age_agree() -> None:
    assert birth_year("1986", "c", 2026) == age_to_year("४०", "c", 2026) == 1986


@pytest.mark.parametrize("cell", ["1905", "2027", "86"])
def test_nobody_living_was_born_in_another_year(cell: str) -> None:
    assert reason_of(lambda: birth_year(cell, "c", 2026)) is Reason.OUT_OF_RANGE


@pytest.mark.parametrize("cell", ["-1", "121", "1986"])
def test_nobody_living_is_of_another_age(cell: str) -> None:
    assert reason_of(lambda: age_to_year(cell, "c", 2026)) is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-05",
        "2026/2/5",
        "05/02/2026",
        "5-2-2026",
        "05.02.2026",
        "०५/०२/२०२६",
        "2026-02-05 00:00:00",
        "2026-02-05T00:00:00.000",
        "05/02/2026 00:00",
        "46058",
        "46058.0",
        "46058.75",
    ],
)
def test_a_day_is_read_however_it_was_typed(cell: str) -> None:
    assert day(cell, "c", FIRST, LAST) == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", Reason.MISSING),
        ("31/02/2026", Reason.IMPOSSIBLE_DATE),
        ("02/13/2026", Reason.IMPOSSIBLE_DATE),
        ("0000-01-01", Reason.IMPOSSIBLE_DATE),
        ("05/02/26", Reason.SHORT_YEAR),
        ("26-02-05", Reason.SHORT_YEAR),
        ("5 Feb 2026", Reason.NOT_A_DATE),
        ("05/02-2026", Reason.NOT_A_DATE),
        ("2026", Reason.NOT_A_DATE),
        ("2026-02-05 10:30:00", Reason.NOT_A_DATE),
        ("31/12/1989", Reason.DATE_OUT_OF_RANGE),
        ("01/01/2031", Reason.DATE_OUT_OF_RANGE),
        ("99999", Reason.DATE_OUT_OF_RANGE),
    ],
)
def test_what_is_no_day_in_range_is_refused(cell: str, reason: Reason) -> None:
    assert reason_of(lambda: day(cell, "c", FIRST, LAST)) is reason


@given(st.dates(FIRST, LAST), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]))
def test_every_day_goes_there_and_back(when: date, shape: str) -> None:
    serial = str((when - date(1899, 12, 30)) // timedelta(days=1))

    assert day(when.strftime(shape), "c", FIRST, LAST) == when
    assert day(serial, "c", FIRST, LAST) == when


@pytest.mark.parametrize(
    ("cell", "table", "value"),
    [
        ("महिला", GENDER_WORDS, "female"),
        ("F.", GENDER_WORDS, "female"),
        ("MALE", GENDER_WORDS, "male"),
        ("Third-Gender", GENDER_WORDS, "other"),
        ("Co-Convener", ROLE_WORDS, "co_convener"),
        ("co_convener", ROLE_WORDS, "co_convener"),
        ("सह-संयोजक", ROLE_WORDS, "co_convener"),
        ("In charge", ROLE_WORDS, "in_charge"),
        ("हाँ", YES_NO_WORDS, "yes"),
        ("0", YES_NO_WORDS, "no"),
    ],
)
def test_a_choice_is_known_by_any_of_its_words(
    cell: str, table: dict[str, str], value: str
) -> None:
    assert choice(cell, "c", table) == value


def test_an_unknown_word_or_none_is_no_choice() -> None:
    assert reason_of(lambda: choice("?", "c", GENDER_WORDS)) is Reason.NOT_A_CHOICE
    assert reason_of(lambda: choice("xyz", "c", GENDER_WORDS)) is Reason.NOT_A_CHOICE
    assert reason_of(lambda: choice("", "c", GENDER_WORDS)) is Reason.MISSING


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (" up/12-b_3.x ", "UP/12-B_3.X"),
        ("बूथ-१२", "बूथ-12"),
        ("1234.0", "1234"),
        ("V1.0", "V1.0"),
        ("234567890124", "234567890124"),
        ("x" * 64, "X" * 64),
    ],
)
def test_a_code_is_read_in_one_form(cell: str, code: str) -> None:
    assert identifier(cell, "c") == code


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", Reason.MISSING),
        ("A B", Reason.NOT_A_CODE),
        ("A#1", Reason.NOT_A_CODE),
        ("A²", Reason.NOT_A_CODE),
        ("=A1", Reason.NOT_A_CODE),
        ("1.23457E+11", Reason.NUMBER_SHORTENED),
        ("x" * 65, Reason.TOO_LONG),
        ("ß" * 33, Reason.TOO_LONG),
    ],
)
def test_what_is_no_code_is_refused(cell: str, reason: Reason) -> None:
    assert reason_of(lambda: identifier(cell, "c")) is reason


def test_a_list_in_one_cell_has_each_entry_once_in_order() -> None:
    assert words("PMAY, ujjwala;  PMAY |राशन/\n pmay ,, Ujjwala") == ("PMAY", "ujjwala", "राशन")
    assert words(" , ;") == ()


@settings(max_examples=300, deadline=None)
@given(cell=cells)
def test_every_cell_is_a_value_or_a_refusal(cell: str) -> None:
    for read in (name, text, phone_text, identifier):
        reason_of(lambda read=read: read(cell, "c"))
    reason_of(lambda: whole(cell, "c", 0, 9))
    reason_of(lambda: day(cell, "c", FIRST, LAST))
    reason_of(lambda: choice(cell, "c", ROLE_WORDS))
    assert all(words(cell))
