"""Every reason that a post can have is told in both languages, with something to do about it."""

import re
from enum import StrEnum

import pytest

from chalicelib.domain.media_rules import MediaReason
from chalicelib.domain.posts import TakedownResult
from chalicelib.domain.refusal_words import SENTENCES, told
from chalicelib.domain.refusals import Later, Refusal

CODES = [
    *(each.value for enum in (Refusal, Later, MediaReason, TakedownResult) for each in enum),
    "edition_failed", "run_ended_early", "not_seen_on_channel", "was_tried_before",
    "no_answer", "broken_answer", "published_not_seen", "no_permalink", "container_gone",
    "not_public_yet",
    "video_gone", "processing", "still_private", "unknown_id", "unreadable_id", "too_old",
]  # fmt: skip
LETTERS = {"hi": re.compile(r"[\u0900-\u097f]"), "en": re.compile(r"[A-Za-z]")}


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_told_in_hindi_and_english(code: str) -> None:
    words = told(code)

    assert set(words) == {"hi", "en"}
    assert all(LETTERS[language].search(text) for language, text in words.items())
    assert code in SENTENCES


@pytest.mark.parametrize("code", CODES)
def test_each_says_what_it_means_and_then_what_to_do(code: str) -> None:
    words = told(code)

    assert words["hi"].count("।") >= 2
    assert words["en"].count(". ") >= 1
    assert words["en"].endswith(".")
    assert "{" not in words["en"] + words["hi"]


@pytest.mark.parametrize("enum", [Refusal, Later, MediaReason])
def test_no_two_codes_of_a_kind_say_the_same(enum: type[StrEnum]) -> None:
    for language in ("hi", "en"):
        assert len({told(each)[language] for each in enum}) == len(enum)


@pytest.mark.parametrize("code", ["http_418", "graph_100_33", "", "{reason}", "{0.__class__}"])
def test_a_code_that_nobody_has_words_for_is_shown_and_warned_of(code: str) -> None:
    words = told(code)

    shown = code.replace("_", " ")
    assert f"“{shown}”" in words["en"]
    assert f"«{shown}»" in words["hi"]
    assert "do not post again" in words["en"]


def test_what_may_be_public_is_never_to_be_posted_again() -> None:
    unclear = ["run_ended_early", "not_seen_on_channel", "published_not_seen", "no_answer",
               "broken_answer", "no_permalink", "container_gone", "http_500",
               "http_408"]  # fmt: skip

    assert all("not post it again" in told(code)["en"] for code in unclear)
