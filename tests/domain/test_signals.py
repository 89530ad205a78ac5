"""What the signals are, and what they hint at."""

import re
from dataclasses import replace
from math import inf, nan

import pytest

from chalicelib.domain.likeness import SIGNS
from chalicelib.domain.signals import (
    DETAIL,
    LOUDNESS,
    SENTENCES,
    SHARPNESS,
    SIGNALS,
    SILENCE,
    Hint,
    hints,
)
from tests.builders import a_good_picture

DEVANAGARI = re.compile(r"[\u0900-\u097f]")
NAMED = pytest.mark.parametrize("name", SIGNALS)
# Of each signal that hints, a value that does and one just within its threshold.
BEYOND = {
    name: (signal.low - 0.001 if signal.low is not None else (signal.high or 0) + 0.001)
    for name, signal in SIGNALS.items()
    if signal.hint
}
WITHIN = {name: SIGNALS[name].low if SIGNALS[name].low is not None else SIGNALS[name].high
          for name in BEYOND}  # fmt: skip


def hinted(**signals: float) -> list[Hint]:
    return [each.hint for each in hints({**a_good_picture(), **signals})]


@NAMED
def test_a_signal_has_a_unit_and_says_what_it_means_in_both_languages(name: str) -> None:
    signal = SIGNALS[name]

    assert signal.unit
    assert set(signal.meaning) == {"hi", "en"}
    assert DEVANAGARI.search(signal.meaning["hi"])
    assert signal.meaning["en"].isascii()


@NAMED
def test_a_threshold_lies_within_what_the_signal_can_be(name: str) -> None:
    signal = SIGNALS[name]

    for each in (signal.low, signal.high):
        if each is not None:
            assert signal.hint
            assert signal.lowest is None or signal.lowest < each
            assert signal.highest is None or each < signal.highest


@pytest.mark.parametrize("hint", Hint)
def test_a_hint_has_a_signal_that_gives_it_and_a_sentence_in_both_languages(hint: Hint) -> None:
    assert hint in {signal.hint for signal in SIGNALS.values()}
    assert DEVANAGARI.search(SENTENCES[hint]["hi"])
    assert SENTENCES[hint]["en"].isascii()


def test_a_good_picture_with_sound_hints_at_nothing() -> None:
    assert set(a_good_picture()) == set(SIGNALS)
    assert hinted() == []


@pytest.mark.parametrize("name", BEYOND)
def test_a_signal_hints_beyond_its_threshold_and_not_at_it(name: str) -> None:
    at = WITHIN[name]
    assert at is not None

    (found,) = hints({name: BEYOND[name]})

    assert (found.hint, found.signal, found.value) == (SIGNALS[name].hint, name, BEYOND[name])
    assert hints({name: at}) == ()


def test_a_picture_of_nothing_is_only_blank_and_what_its_light_says() -> None:
    nothing = {SHARPNESS: 5.0, DETAIL: 0.0, "bar_share": 1.0, "flat_share": 1.0, "grid": 1.0}

    assert hinted(**nothing) == [Hint.BLANK]
    assert hinted(**nothing, brightness=0.01, dark_share=1.0) == [Hint.BLANK, Hint.DARK]


def test_a_silent_video_is_not_called_faint_too() -> None:
    assert hinted(**{SILENCE: 1.0, LOUDNESS: -70.0}) == [Hint.SILENT]


def test_a_hint_is_given_once_whatever_signals_say_it() -> None:
    assert hinted(flat_share=0.99, bar_share=0.99) == [Hint.SCREENSHOT]


def test_what_was_not_measured_or_is_no_longer_known_hints_at_nothing() -> None:
    assert hints({}) == ()
    assert hints({"of_old": 1.0}) == ()


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_number_hints_at_nothing(value: float) -> None:
    assert hints(dict.fromkeys(SIGNALS, value)) == ()
    assert hinted(brightness=value, grid=0.9) == [Hint.PHOTO_OF_A_SCREEN]


def test_a_signal_without_thresholds_never_hints() -> None:
    plain = replace(SIGNALS[SHARPNESS], low=None)

    assert not plain.hints_at(-1)
    assert not plain.hints_at(1e9)


def test_the_unit_of_detail_names_how_many_waves_there_are() -> None:
    assert SIGNALS[DETAIL].unit == f"share of {SIGNS} coarse waves"
