"""Writes docs/checks.md: every check, what it leads to, what it says, and every limit.

A part of docs.py, from the tables that the engine itself reads.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.policy import SAMPLING, Action
from chalicelib.domain.verification.limits import LIMITS, Limit
from chalicelib.domain.verification.rules import CHECKS, Check
from chalicelib.domain.verification.sentences import CHANGES, SENTENCES
from chalicelib.domain.verification.words.titles import TITLES

INTRODUCTION: Final = """# Checks

What verification looks at, and what follows. A *finding* is one check's answer to one visit's
evidence: `pass`, `warn`, `fail` or `unknown`, with the numbers and ids that it used. A *verdict*
follows from the findings and the campaign's policy, by this rule:

- `refused`, when a check failed that leads to `refuse`: nobody can repair it by looking. A
  warning of such a check asks for a person.
- `needs_review`, when a check failed or warned that leads to `review`; when something is unknown
  that must be known; or when at least `notes_for_review` findings lead to `note`.
- `verified` else. A moderator decides all the same what is published.

A finding holds numbers, ids and codes; never a name, a number to ring or a place. A visit is
compared with earlier ones alone, so that the order in which evidence comes in changes nothing.

## Policy

`GET /v1/campaigns/{id}/policy` shows what holds in a campaign; its admins `PUT` what they want
otherwise: what a check leads to, where a limit lies, how much is drawn. What is left out is as
usual. A check that is *fixed* leads to the same everywhere.

Each change is a new number, and every number stays readable (`…/policy/{number}`). A verdict
names the number that it was reached under. A changed policy does not go back to what was judged
before: it holds from the next evidence of a visit on, within a minute of the change. Then the new
verdict stands beside the old one.

## Draws

What is `verified` is looked at by people all the same, at a share per level. Whether a visit is
drawn at a level follows from the seed, the level and the visit's id alone: the first eight bytes
of the SHA-256 of `{seed}/{level}/{visit_id}`, as a number from 0 to below 1, lie below the
level's share. The seed is the campaign's id unless its policy sets one. The shares of the order
for NMMS hold unless a campaign sets its own:

"""
AFTER_DRAWS: Final = """
At the level `booth` a moderator decides, and what was drawn nowhere comes last to her. Whoever
has a role over the area of a level above, or over a wider one, looks again at what was drawn
there and decided (`GET /v1/samples`), without being told the decision.
`GET /v1/agreement/{area_id}` says how often both agree.
"""
LAST_LINE: Final = (
    "Written by `make docs` from the tables of `chalicelib/domain/verification`; do not edit."
)
FAMILIES: Final = {
    "consent": "Consent", "identity": "Identity", "call": "Missed call", "time": "Time",
    "place": "Place", "media": "Media", "safety": "Safety", "reel": "Reels",
}  # fmt: skip


def checks() -> str:
    """The whole document."""
    parts = (
        INTRODUCTION + _table(("level", "share"), _shares()) + AFTER_DRAWS,
        *_families(),
        "## Limits\n\n" + _table(("limit", "unit", "usual", "may be", "meaning", "अर्थ"), _limits()),
        LAST_LINE,
    )
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _shares() -> Iterator[tuple[str, ...]]:
    for level, share in SAMPLING.items():
        yield f"`{level}`", f"{share:.0%}"


def _families() -> Iterator[str]:
    named = sorted(CHECKS, key=lambda check: list(FAMILIES).index(_family(check)))
    for family, each in groupby(named, key=_family):
        found = list(each)
        heads = ("check", "version", "about", "विषय", "leads to", "when unknown")
        says = ("check", "outcome", "says", "कहता है", "what would change it", "क्या बदल सकता है")
        yield (
            f"## {FAMILIES[family]}\n\n{_table(heads, map(_rule, found))}\n"
            + _table(says, (row for check in found for row in _said(check)))
        )


def _family(check: Check) -> str:
    return check.name.partition(".")[0]


def _rule(check: Check) -> tuple[str, ...]:
    hindi, english = TITLES[check.name]
    fixed = ", fixed" if check.is_fixed else ""
    leads = f"{_follows(check.action)}{fixed}"
    return f"`{check.name}`", str(check.version), english, hindi, leads, _follows(check.unknown)


def _follows(action: Action | None) -> str:
    return f"`{action}`" if action else "nothing"


def _said(check: Check) -> Iterator[tuple[str, ...]]:
    for outcome in FindingOutcome:
        said = SENTENCES.get((check.name, check.version, outcome))
        if said is not None:
            changes = CHANGES.get((check.name, outcome), ("", ""))
            yield f"`{check.name}`", f"`{outcome}`", said[1], said[0], changes[1], changes[0]


def _limits() -> Iterator[tuple[str, ...]]:
    for name, known in LIMITS.items():
        yield (f"`{name}`", known.unit, f"{known.usual:g}", _range(known), *_meanings(known))


def _range(known: Limit) -> str:
    return f"{known.lowest:g} to {known.highest:g}"


def _meanings(known: Limit) -> tuple[str, str]:
    return known.meaning["en"], known.meaning["hi"]


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_line(heads), "|" + "---|" * len(heads), *map(_line, rows)]
    return "".join(f"{line}\n" for line in lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
