"""The document of checks is the code's: each check, sentence and limit stands in it."""

import re

import pytest

from chalicelib.domain.policy import SAMPLING
from chalicelib.domain.verification.limits import LIMITS
from chalicelib.domain.verification.rules import CHECKS, Check
from chalicelib.domain.verification.sentences import CHANGES, SENTENCES
from infra.docs import DOCS, rendered
from infra.docs_checks import FAMILIES

WRITTEN = (DOCS / "checks.md").read_text(encoding="utf-8")
RULES = re.compile(r"^\| `([a-z]+\.\w+)` \| (\d+) \| .+ \| (.+) \| (.+) \|$", re.MULTILINE)


def test_the_document_is_the_one_that_the_code_makes() -> None:
    assert rendered()["checks.md"] == WRITTEN, "run `make docs`"


def test_every_check_stands_in_it_once_with_what_it_leads_to() -> None:
    told = {
        name: (version, leads, unknown) for name, version, leads, unknown in RULES.findall(WRITTEN)
    }

    assert len(RULES.findall(WRITTEN)) == len(CHECKS)
    assert told == {
        check.name: (
            str(check.version),
            f"`{check.action}`{', fixed' if check.is_fixed else ''}",
            f"`{check.unknown}`" if check.unknown else "nothing",
        )
        for check in CHECKS
    }


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_outcome_of_a_check_says_what_people_read(check: Check) -> None:
    said = {
        key[2]: pair for key, pair in SENTENCES.items() if key[:2] == (check.name, check.version)
    }

    assert said
    for outcome, (hindi, english) in said.items():
        row = f"| `{check.name}` | `{outcome}` | {english} | {hindi} |"
        changes = CHANGES.get((check.name, outcome), ("", ""))
        assert f"{row} {changes[1]} | {changes[0]} |\n" in WRITTEN


def test_every_family_has_a_heading_of_its_own() -> None:
    families = {check.name.partition(".")[0] for check in CHECKS}

    assert [family for family in families if f"\n## {FAMILIES[family]}\n" not in WRITTEN] == []


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_stands_in_it_with_its_unit_and_range(name: str) -> None:
    known = LIMITS[name]
    ends = f"{known.lowest:g} to {known.highest:g}"

    assert f"| `{name}` | {known.unit} | {known.usual:g} | {ends} |" in WRITTEN
    assert all(meaning in WRITTEN for meaning in known.meaning.values())


def test_the_usual_shares_stand_in_it() -> None:
    assert all(f"| `{level}` | {share:.0%} |" in WRITTEN for level, share in SAMPLING.items())
