"""The pages speak Hindi and English completely: every key has both, and every code has words."""

import json
import re
from enum import StrEnum
from pathlib import Path

import pytest

from chalicelib.domain.calls import Unmatched
from chalicelib.domain.columns import SHEETS, ImportKind, find_header
from chalicelib.domain.consent import Method, Purpose
from chalicelib.domain.decisions import DecisionKind, ReasonCode
from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.held import HeldReason, HeldState
from chalicelib.domain.importing import ImportState
from chalicelib.domain.likeness import Turn
from chalicelib.domain.media import MediaState
from chalicelib.domain.people import Role
from chalicelib.domain.phones import RevealReason
from chalicelib.domain.policy import SAMPLING, Action
from chalicelib.domain.progress_words import COUNTS
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.queueing import Risk
from chalicelib.domain.signals import Hint
from chalicelib.domain.testimonial import State
from chalicelib.domain.timeline import What
from chalicelib.domain.two_people import TwoPeople
from chalicelib.domain.visit import Outcome
from tests.domain.cases.families import every_finding

WEB = Path(__file__).parents[2] / "chalicelib" / "web"
PAGES = ("shared", "console", "explain", "field", "home", "posts", "registry", "withdraw", "sheet")
# Pages that speak of codes as another page does.
BORROWED = {"explain": ("console", "posts"), "registry": ("posts",)}
DEVANAGARI = re.compile(r"[\u0900-\u097F]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# The inside of a call `t(…)`, up to its first comma, bracket or end.
CALL_OF_T = re.compile(r"\bt\(([^(),]*)")
LITERAL = re.compile(r'"([a-z_-]+\.[a-z0-9_.-]+)"')

Words = dict[str, dict[str, str]]


def words_of(page: str) -> Words:
    return json.loads((WEB / page / "words.json").read_text(encoding="utf-8"))


def keys_asked_for(page: str) -> set[str]:
    scripts = (path.read_text(encoding="utf-8") for path in (WEB / page).glob("*.js"))
    calls = (call for script in scripts for call in CALL_OF_T.findall(script))
    return {key for call in calls for key in LITERAL.findall(call)}


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_keys(page):
    words = words_of(page)

    assert set(words) == {"hi", "en"}
    assert set(words["hi"]) ^ set(words["en"]) == set()


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_fill_in_the_same_names(page):
    words = words_of(page)

    different = [
        key
        for key, text in words["hi"].items()
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(words["en"][key]))
    ]

    assert different == []


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_empty_and_each_is_in_its_own_script(page):
    words = words_of(page)

    not_hindi = [
        key
        for key, text in words["hi"].items()
        if not DEVANAGARI.search(text) and LATIN_WORD.search(PLACEHOLDER.sub("", text) or "none")
    ]
    not_english = [
        key for key, text in words["en"].items() if not text.strip() or DEVANAGARI.search(text)
    ]

    assert not_hindi == []
    assert not_english == []


@pytest.mark.parametrize("page", PAGES)
def test_every_key_that_a_script_asks_for_has_words(page):
    spoken = ("shared", page, *BORROWED.get(page, ()))
    known = {key for each in spoken for key in words_of(each)["en"]}

    asked = keys_asked_for(page)

    assert asked, "no script of this page asks for words: the pattern of this test is out of date"
    assert asked - known == set()


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_page_does_not_change_the_shared_words(page):
    assert set(words_of(page)["en"]) & set(words_of("shared")["en"]) == set()


@pytest.mark.parametrize(
    ("family", "codes"),
    [
        ("state", State),
        ("verdict", Verdict),
        ("outcome", FindingOutcome),
        ("purpose", Purpose),
        ("method", Method),
        ("visit_outcome", Outcome),
        ("reason", ReasonCode),
        ("reason_policy", ReasonCode),
        ("risk", Risk),
        ("two_people", TwoPeople),
        ("action", DecisionKind),
        ("publication", PublicationState),
        ("role", Role),
        ("reveal_reason", RevealReason),
        ("moment", What),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_console_has_words_for_every_code_of_the_service(family, codes: type[StrEnum]):
    known = words_of("console")["en"]

    missing = [code.value for code in codes if f"{family}.{code.value}" not in known]

    assert missing == []


@pytest.mark.parametrize("page", BORROWED)
def test_a_page_does_not_change_words_that_it_borrows(page):
    borrowed = {key for each in BORROWED[page] for key in words_of(each)["en"]}

    assert set(words_of(page)["en"]) & borrowed == set()


@pytest.mark.parametrize(
    ("family", "codes"),
    [("explain.leads", Action), ("media_state", MediaState), ("level", SAMPLING)],
    ids=["what a finding leads to", "media states", "levels"],
)
def test_the_page_of_a_story_has_words_for_every_code_of_its_own(family, codes):
    known = words_of("explain")["en"]

    assert [code for code in codes if f"{family}.{code}" not in known] == []


def test_the_withdrawal_page_has_words_for_every_purpose():
    known = words_of("withdraw")["en"]

    assert [purpose.value for purpose in Purpose if f"purpose.{purpose}" not in known] == []


@pytest.mark.parametrize(
    ("family", "codes"),
    [
        ("kind", ImportKind),
        ("import_state", ImportState),
        ("unmatched", Unmatched),
        ("unmatched_why", Unmatched),
        ("held_reason", HeldReason),
        ("held_state", HeldState),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_registry_has_words_for_every_code_of_the_service(family, codes: type[StrEnum]):
    known = words_of("registry")["en"]

    assert [code.value for code in codes if f"{family}.{code.value}" not in known] == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_registry_names_every_count_as_the_spreadsheets_do(language):
    known = words_of("registry")[language]

    assert {name: known[f"count.{name}"] for name in COUNTS} == {
        name: words[language] for name, words in COUNTS.items()
    }


def registry_columns() -> dict[str, list[dict[str, str]]]:
    return json.loads((WEB / "registry" / "columns.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ImportKind)
def test_the_registry_explains_every_column_that_a_file_may_have(kind):
    explained = {column["name"] for column in registry_columns()[kind]}

    known = {column.name for column in SHEETS[kind].columns}
    # A name's script may decide its language; the page asks for a column per language.
    by_script = {name for name in known if f"{name}_hi" in known}
    assert explained == known - by_script
    needed = {column.name for column in SHEETS[kind].columns if column.required}
    assert needed == {c["name"] for c in registry_columns()[kind] if c["needed"] == "yes"}


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("kind", ImportKind)
def test_the_registrys_template_is_read_as_it_is_meant(kind, language):
    words, names = words_of("registry")[language], [c["name"] for c in registry_columns()[kind]]

    header = find_header(kind, [words[f"column.{kind}.{name}"] for name in names], {})

    assert header is not None
    assert dict(header.columns) == {name: place for place, name in enumerate(names)}
    assert (header.ignored, header.forbidden, dict(header.repeated)) == ((), (), {})


def test_the_console_has_words_for_every_fact_that_a_check_keeps():
    known = words_of("console")["en"]

    kept = {name for finding in every_finding() for name in finding.evidence}

    assert kept
    assert [name for name in sorted(kept) if f"evidence.{name}" not in known] == []


def test_the_console_has_words_for_every_hint_and_every_way_to_lay_a_picture():
    known = words_of("console")["en"]

    needed = [f"hints.{hint}" for hint in Hint] + [f"laid.{turn}" for turn in Turn]

    assert [each for each in needed if each not in known] == []


@pytest.mark.parametrize("family", ["why", "do"])
def test_the_field_page_says_of_every_reason_what_it_means_and_what_to_do(family):
    known = words_of("field")["en"]

    assert [code for code in ReasonCode if f"field.returned.{family}.{code}" not in known] == []
