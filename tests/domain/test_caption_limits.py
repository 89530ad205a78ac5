"""How networks count: in characters, UTF-16 units, bytes, and by X's weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.caption_limits import (
    ALT_LIMIT,
    CAPTION_LIMITS,
    MOST_HASHTAGS,
    PER_LANGUAGE,
    TITLE_LIMIT,
    Limit,
    Measure,
    length,
)
from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.decisions import MOST_CAPTION_CHARACTERS

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
EVERY_MEASURE = st.sampled_from(list(Measure))
LETTER, DEVANAGARI, EMOJI = "a", "क", "🏠"


def test_every_network_has_a_limit() -> None:
    assert set(CAPTION_LIMITS) == set(ChannelKind)


@pytest.mark.parametrize("kind", sorted(PER_LANGUAGE))
def test_where_a_network_has_none_ours_holds_for_each_language(kind: ChannelKind) -> None:
    assert CAPTION_LIMITS[kind] == Limit(most=MOST_CAPTION_CHARACTERS, measure=Measure.CHARACTERS)


@pytest.mark.parametrize(
    ("kind", "letter", "most"),
    [
        (ChannelKind.FACEBOOK, DEVANAGARI, 63_206),
        (ChannelKind.FACEBOOK, EMOJI, 63_206),
        (ChannelKind.INSTAGRAM, DEVANAGARI, 2_200),
        (ChannelKind.X, LETTER, 280),
        (ChannelKind.X, DEVANAGARI, 280),
        (ChannelKind.X, "文", 140),
        (ChannelKind.X, EMOJI, 140),
        (ChannelKind.X, FAMILY, 140),
        (ChannelKind.YOUTUBE, LETTER, 5_000),
        (ChannelKind.YOUTUBE, DEVANAGARI, 1_666),
        (ChannelKind.YOUTUBE, EMOJI, 1_250),
        (ChannelKind.TELEGRAM, DEVANAGARI, 1_024),
        (ChannelKind.TELEGRAM, EMOJI, 512),
    ],
    ids=ascii,
)
def test_a_caption_fits_up_to_its_networks_limit_and_not_beyond(
    kind: ChannelKind, letter: str, most: int
) -> None:
    limit = CAPTION_LIMITS[kind]

    assert limit.fits(letter * most)
    assert not limit.fits(letter * (most + 1))


def test_a_title_has_a_hundred_characters_and_fewer_emoji() -> None:
    assert TITLE_LIMIT.fits(DEVANAGARI * 100)
    assert not TITLE_LIMIT.fits(DEVANAGARI * 101)
    assert not TITLE_LIMIT.fits(EMOJI * 51)


def test_an_alternative_text_has_at_most_420_characters() -> None:
    assert ALT_LIMIT.fits(EMOJI * 420)
    assert not ALT_LIMIT.fits(EMOJI * 421)


def test_instagram_alone_counts_hashtags() -> None:
    assert set(MOST_HASHTAGS) == {ChannelKind.INSTAGRAM}


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("घर मिला", 7),
        ("\u10ff\u1100", 3),
        ("\u200d\u200e\u2010\u201f\u2020\u2032\u2037\u2038", 11),
        ("e\u0301", 1),  # composed first
        ("क़", 2),  # U+0958 has no composed form that is kept
        ("👍🏽", 2),
        ("🇮🇳", 2),
        ("0️⃣1️⃣9️⃣*⃣", 8),
        ("#⃣", 2),
        ("©️", 2),
        ("©", 1),
        ("❤️\u200d🔥", 2),
        ("🙋🏽\u200d♂️", 2),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
        ("🏠🏠", 4),
        ("https://example.org/a/very/long/path?with=more&than=twenty-three", 23),
        ("See http://a.in and www.example-9.co.in/x now", 4 + 23 + 5 + 23 + 4),
        ("घर https://example.org।", 3 + 23 + 1),
        ("http://परीक्षा.भारत/", 23),
        ("(https://example.org/a?b=c).", 1 + 23 + 2),
        ("https://example.org:8080/घर", 23 + 2),
        ("3.5 km", 6),
        ("you@example.org", 15),
        ("#example.org", 12),
        ("https://localhost", 17),
    ],
    ids=ascii,
)
def test_x_weighs(text: str, weight: int) -> None:
    assert length(text, Measure.WEIGHTED) == weight


@given(st.text(alphabet=st.characters(exclude_categories=[])), EVERY_MEASURE)
def test_whatever_a_text_holds_it_has_a_length(text: str, measure: Measure) -> None:
    assert length(text, measure) >= 0


@given(st.text())
def test_a_text_has_at_least_as_many_bytes_as_units_and_units_as_characters(text: str) -> None:
    lengths = [
        length(text, each) for each in (Measure.BYTES, Measure.UTF16_UNITS, Measure.CHARACTERS)
    ]

    assert lengths == sorted(lengths, reverse=True)


@given(st.text(alphabet="aकé文"), st.text(alphabet="aकé文"), EVERY_MEASURE)
def test_two_texts_are_as_long_as_both(one: str, other: str, measure: Measure) -> None:
    assert length(one + other, measure) == length(one, measure) + length(other, measure)
