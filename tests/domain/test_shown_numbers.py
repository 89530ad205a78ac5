"""Numbers of people are seen in words, however they are written or spoken, and others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.shown_numbers import shows_aadhaar, shows_phone

MOBILE = "9876543210"
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
OVERRIDE, POP = "\u202e", "\u202c"

mobiles = st.from_regex(r"[6-9][0-9]{9}", fullmatch=True)
prefixes = st.sampled_from(["", "0", "91", "+91", "+91 ", "+91-", "0091", "0 ", "(+91) "])
splits = st.sampled_from([(10,), (5, 5), (3, 3, 4), (4, 3, 3), (4, 6), (2, 2, 2, 2, 2), (1,) * 10])
between = st.sampled_from([" ", "-", ".", "\u00a0", " - ", "\u2013", "/"])


def grouped(number: str, sizes: tuple[int, ...], separator: str) -> str:
    groups, rest = [], number
    for size in sizes:
        groups.append(rest[:size])
        rest = rest[size:]
    return separator.join(groups)


@given(number=mobiles, prefix=prefixes, sizes=splits, separator=between)
def test_a_mobile_number_is_seen_however_it_is_grouped(
    number: str, prefix: str, sizes: tuple[int, ...], separator: str
) -> None:
    apart = " " if sizes[0] == 1 else ""
    written = f"{prefix}{apart}{grouped(number, sizes, separator)}"

    assert shows_phone(f"मेरा नंबर {written} है")
    assert shows_phone(written.translate(DEVANAGARI))


@pytest.mark.parametrize(
    "text",
    [
        f"फोन{MOBILE}पर",
        "\u200b".join(MOBILE),
        "\u200d".join(MOBILE),
        "\ufe0f\u20e3".join(MOBILE) + "\ufe0f\u20e3",
        "⑨⑧⑦⑥⑤④③②①⓪",
        "９８７６５４３２１０",
        f"{OVERRIDE}{MOBILE[::-1]}{POP}",
        f"\u200f{MOBILE}",
        "+91 (987) 654-3210",
        f"2026 {MOBILE}",
        f"{MOBILE} और 9123456780",
        "नौ आठ सात छह पाँच चार तीन दो एक शून्य",
        "नौ, आठ, सात, छः, पांच, चार, तीन, दो, एक, ज़ीरो",
        "nau aath saat chhe paanch chaar teen do ek shunya",
        "It is nine eight seven six five, four three two one zero.",
        "nine double eight seven six five four three two one",
        "98765 चार तीन दो एक शून्य",
    ],
)
def test_a_number_is_seen_however_it_is_hidden_or_spoken(text: str) -> None:
    assert shows_phone(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "मुझे घर मिला",
        "5876543210",
        "987654321",
        "98765 4321",
        "12345698765432101",
        f"1{MOBILE}2",
        "98765 432101",
        "1800 180 5232",
        "9,87,65,43,210 रुपये",
        "1,20,000 रुपये 12-11-2026 को",
        "8-11-2026 9-11",
        "18-11-2026 09:30",
        "2019 2020 2021 2022",
        "वार्ड 6 7 8 9 10 11 12",
        "2345 6789 0124",
        "I do not want one or two, I want three",
        "double the pension",
        "😀🙏🏠" * 100,
        "PMAY/2019/123456",
    ],
)
def test_other_numbers_are_no_mobile_number(text: str) -> None:
    assert not shows_phone(text)


@given(digits=st.from_regex(r"[0-9]{11,40}", fullmatch=True))
def test_ten_digits_inside_of_more_are_no_number(digits: str) -> None:
    prefixes_of_ours = ("0", "91", "0091", "091")
    starts = [digits.removeprefix(p) for p in prefixes_of_ours if digits.startswith(p)]
    could_be = any(len(rest) in {10, 11} for rest in starts)

    assert not shows_phone(digits) or could_be


@pytest.mark.parametrize(
    "text",
    [
        "2341 2341 2346",
        "आधार २३४१२३४१२३४६ है",
        "2341-2341-2346",
        "\u200b".join("234123412346"),
        f"{OVERRIDE}643214321432{POP}",
        "XXXX-XXXX-2346",
        "xxxx xxxx 2346",
        "**** **** 2346",
        "XXXXXXXX2346",
        "आधार: XXXX-XXXX-२३४६",
    ],
)
def test_an_aadhaar_number_is_seen_readable_or_hidden(text: str) -> None:
    assert shows_aadhaar(text)


@pytest.mark.parametrize(
    "text",
    ["", "आधार कार्ड मिला", "2341 2341 2347", MOBILE, "XXXX", "XXXX-XXXX", "AXXXX-XXXX-2346", "🙏"],
)
def test_what_is_no_aadhaar_number_is_none(text: str) -> None:
    assert not shows_aadhaar(text)


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert shows_phone(text) in {True, False}
    assert shows_aadhaar(text) in {True, False}
    assert shows_phone(f"{text} {MOBILE}\u0964")
