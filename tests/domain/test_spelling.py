"""One spelling for text that is written in many ways."""

from unicodedata import is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.spelling import ascii_digits, clean, plain, plain_words

ZWJ, ZWNJ = "\u200d", "\u200c"
DIRTY = st.text(st.characters() | st.sampled_from(list(f"{ZWJ}{ZWNJ}\u200bकष़्ा \u00a0\t\0a")))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Sunita   Devi ", "Sunita Devi"),
        ("Sunita\u00a0\t\r\nDevi", "Sunita Devi"),
        ("Su\0ni\x07ta", "Sunita"),
        ("\u202bSunita\u202c \u200fDevi\u2066", "Sunita Devi"),
        ("\ufeffSu\u200bni\u00adta", "Sunita"),
        ("\ud800Sunita", "Sunita"),
        ("Cafe\u0301", "Café"),
        (f"क्{ZWJ}ष", f"क्{ZWJ}ष"),
        (f"क्{ZWNJ}{ZWJ}ष", f"क्{ZWNJ}ष"),
        (f"{ZWJ}राम{ZWNJ} Su{ZWJ}nita", "राम Sunita"),
    ],
    ids=[
        "spaces",
        "odd spaces",
        "control",
        "direction",
        "zero width",
        "half a character",
        "composed",
        "a joiner in a word",
        "two joiners",
        "stray joiners",
    ],
)
def test_cleaned_text_has_nothing_that_nobody_sees(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@settings(max_examples=300, deadline=None)
@given(DIRTY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert is_normalized("NFC", once)
    assert once == once.strip()


@pytest.mark.parametrize("digits", ["४२०", "৪২০", "૪૨૦", "௪௨௦", "٤٢٠", "420"])
def test_the_digits_of_every_script_are_digits(digits: str) -> None:
    assert ascii_digits(f"घर {digits}") == "घर 420"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Name (English)", "name_english"),
        ("फ़ोन नंबर", "फोन-नंबर"),
        ("फ\u093cोन", "\u095eोन"),
        ("हिन्दी", "हिंदी"),
        ("सम्पर्क", "संपर्क"),
        ("गाँव", "गांव"),
        ("Bénéficiaire", "beneficiaire"),
        (f"क्{ZWJ}रम", "क्रम"),
        ("वार्ड १२", "वार्ड 12"),
        ("ＮＡＭＥ", "name"),
    ],
)
def test_two_habits_of_spelling_are_one_plain_word(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_plain_words_keep_their_bounds_and_their_vowel_signs() -> None:
    assert plain_words("पिता/पति  का_नाम!") == ("पिता", "पति", "का", "नाम")
    assert plain_words("?!") == ()
