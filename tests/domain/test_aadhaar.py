"""No Aadhaar number stays readable, however it is written, and phone numbers do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.aadhaar import is_number, mask, verhoeff_ok

VALID = "234567890124"
MASKED = "XXXX-XXXX-0124"
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
TAMIL = str.maketrans("0123456789", "௦௧௨௩௪௫௬௭௮௯")


def with_check(digits: str) -> str:
    return next(digits + check for check in "0123456789" if verhoeff_ok(digits + check))


eleven_digits = st.from_regex(r"[2-9][0-9]{10}", fullmatch=True)
numbers = eleven_digits.map(with_check)
separators = st.sampled_from(["", " ", "-", ".", "\u00a0"])


def grouped(number: str, separator: str) -> str:
    return separator.join((number[:4], number[4:8], number[8:]))


# Published examples: 2363 (Wikipedia, "Verhoeff algorithm"), 123456 with check digit 8, the
# algorithm's worked example 142857 with check digit 0.
@pytest.mark.parametrize("digits", ["2363", "1234568", "1428570", "२३६३"])
def test_published_examples_pass_the_check(digits: str) -> None:
    assert verhoeff_ok(digits)


@pytest.mark.parametrize("digits", ["2364", "", "23a3", "-2363", "²363"])
def test_anything_else_fails_it(digits: str) -> None:
    assert not verhoeff_ok(digits)


@given(number=numbers, place=st.integers(0, 11), digit=st.sampled_from("0123456789"))
def test_every_wrong_digit_fails_the_check(number: str, place: int, digit: str) -> None:
    other = number[:place] + digit + number[place + 1 :]

    assert verhoeff_ok(other) == (other == number)


@given(number=numbers, place=st.integers(0, 10))
def test_every_exchange_of_neighbours_fails_the_check(number: str, place: int) -> None:
    other = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert verhoeff_ok(other) == (other == number)


@given(number=numbers, separator=separators, before=st.sampled_from(["", "आधार ", "no:", "("]))
def test_a_number_is_masked_in_every_way_of_writing(
    number: str, separator: str, before: str
) -> None:
    written = grouped(number, separator)

    for script in ({}, DEVANAGARI, TAMIL):
        masked = mask(f"{before}{written.translate(script)}, घर")
        assert masked == f"{before}XXXX-XXXX-{number[-4:]}, घर"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("23 45 67 89 01 24", MASKED),
        ("२३४५ 6789 0124", MASKED),
        (f"{VALID} {VALID}", f"{MASKED} {MASKED}"),
        ("2345 6789 0124 2345 6789 0124", f"{MASKED} {MASKED}"),
        (f"12 {VALID} 9876543210", f"12 {MASKED} 9876543210"),
        ("7 2345 6789 0124", f"7 {MASKED}"),
        ("2345 6789 0124 9876543210", f"{MASKED} 9876543210"),
        (f"+91 9876543210 {VALID}", f"+91 9876543210 {MASKED}"),
        (f"{VALID} 2345 67 890124", f"{MASKED} {MASKED}"),
    ],
    ids=[
        "pairs",
        "two scripts",
        "two numbers",
        "two numbers in groups",
        "between others",
        "after a serial",
        "before a phone",
        "after a phone with +",
        "an odd one after a plain one",
    ],
)
def test_a_number_among_others_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


UNSEEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\ufe0f\u20e3", "\x00"]


@pytest.mark.parametrize("mark", UNSEEN, ids=ascii)
def test_marks_that_nobody_sees_do_not_keep_a_number_readable(mark: str) -> None:
    assert mask(f"no: {mark.join(VALID)}") == f"no: {MASKED}"
    assert mask(f"{mark} 2345{mark} 6789 {mark}0124") == f"{mark} {MASKED}"


@pytest.mark.parametrize(
    "text", ["98765\u200b43210", "1\ufe0f\u20e3 2\ufe0f\u20e3", "\u200b7 \u200b"], ids=ascii
)
def test_where_there_is_no_number_such_marks_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "सुनीता देवी",
        "9876543210",
        f"+{VALID}",
        "+2345 6789 0124",
        f"9{VALID}",
        f"{VALID}5",
        "1234 2345 6789 0124",
        "234567890125",
        with_check("12345678901"),
        with_check("02345678901"),
        "2345  6789  0124",
        "2345-6789-01",
        "XXXX-XXXX-2345 6789 012",
    ],
    ids=[
        "nothing",
        "no digits",
        "ten digits",
        "behind a plus",
        "groups behind a plus",
        "thirteen before",
        "thirteen behind",
        "a card",
        "wrong check",
        "begins with 1",
        "begins with 0",
        "two spaces",
        "too short",
        "masked already",
    ],
)
def test_what_is_no_aadhaar_number_stays(text: str) -> None:
    assert mask(text) == text


pieces = st.lists(
    numbers
    | st.text("0123456789", min_size=1, max_size=14)
    | st.sampled_from([" ", "-", ".", "+", "x", "XXXX-XXXX-", "२", "\u200b", "\u202e"]),
    max_size=12,
)


@settings(max_examples=400, deadline=None)
@given(pieces.map("".join))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(pieces.map("".join), numbers)
def test_no_number_of_its_own_stays_readable(before: str, number: str) -> None:
    assert (
        mask(f"{before}; {number}; {number}") == f"{mask(before)}{2 * f'; XXXX-XXXX-{number[-4:]}'}"
    )


@pytest.mark.parametrize("text", [VALID, "2345-6789-0124", "2345 6789/0124"])
def test_a_number_alone_is_known_in_whatever_groups(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", f"R{VALID}", f"{VALID}0", "034567890124", "234567890125"])
def test_other_codes_are_no_number(text: str) -> None:
    assert not is_number(text)
