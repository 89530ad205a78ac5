"""Withdrawal codes: spelled for a leaflet, read from any hand, and no slip goes unnoticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.codes import ALPHABET, LENGTH, grouped, read, spell
from chalicelib.domain.errors import InvalidInput

secrets = st.binary(min_size=7, max_size=40)
codes = secrets.map(spell)
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def is_refused(text: str) -> bool:
    try:
        read(text)
    except InvalidInput as refusal:
        return refusal.facts == {"field": "code"}
    return False


@given(secrets)
def test_what_is_spelled_is_read(secret: bytes) -> None:
    code = spell(secret)

    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert read(code) == code.replace("-", "")
    assert grouped(read(code)) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(code: str, place: int, letter: str) -> None:
    right = read(code)
    wrong = right[:place] + letter + right[place + 1 :]

    assert is_refused(wrong) == (wrong != right)


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_every_exchange_of_two_characters_is_noticed(code: str, one: int, other: int) -> None:
    letters = list(read(code))
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)

    assert is_refused(wrong) == (wrong != read(code))


@given(st.integers(0, 2**55 - 1), st.integers(0, 2**55 - 1))
def test_other_bits_are_another_code(one: int, other: int) -> None:
    first, second = (spell((number << 1).to_bytes(7, "big")) for number in (one, other))

    assert (first == second) == (one == other)


def test_a_code_stays_what_it_is_over_the_years() -> None:
    # Printed leaflets would be lost if this ever changed.
    assert spell(bytes(7)) == "0000-0000-0000"
    assert spell(b"sampark-secret") == "EDGP-TW31-E9N6"


CODE = spell(b"sampark-secret")
ROUND = spell(bytes(7))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (CODE.lower(), read(CODE)),
        (f"  {CODE.replace('-', ' ')}\n", read(CODE)),
        (f"“{CODE.replace('-', '–')}”.", read(CODE)),
        (f"\u200e{CODE}", read(CODE)),
        (ROUND.replace("0", "O"), read(ROUND)),
        (ROUND.replace("0", "o"), read(ROUND)),
        (ROUND.translate(DEVANAGARI), read(ROUND)),
    ],
    ids=["lower case", "spaces", "dashes and quotes", "direction mark", "O", "o", "Devanagari"],
)
def test_a_code_is_read_however_it_was_typed(text: str, canonical: str) -> None:
    assert read(text) == canonical


@pytest.mark.parametrize("letter", ["I", "L", "i", "l", "१"])
def test_i_and_l_are_read_as_one(letter: str) -> None:
    code = next(c for c in (spell(bytes([n] * 7)) for n in range(256)) if "1" in c)

    assert read(code.replace("1", letter)) == read(code)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has 12 letters and digits"),
        (CODE[:-1], "has 12 letters and digits"),
        (f"{CODE}7", "has 12 letters and digits"),
        (CODE.replace("E", "U"), "not quite the code"),
        ("लाभार्थीकोडहै", "has 12 letters and digits"),
        (f"{CODE[:-1]}€", "not quite the code"),
    ],
    ids=["nothing", "too short", "too long", "a U", "Hindi words", "a sign"],
)
def test_what_cannot_be_a_code_is_refused_in_plain_words(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refusal:
        read(text)

    assert refusal.value.facts == {"field": "code"}


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    assert is_refused(text) or set(read(text)) <= set(ALPHABET)


def test_a_secret_that_is_too_short_makes_no_code() -> None:
    with pytest.raises(ValueError, match="7 random bytes"):
        spell(b"123456")
