"""Is she called what the roll calls her, in every script, at her door and in public?

The roll's own spellings are held against each other, and every name that was said of her since
against them. Findings hold where two names stand and how alike they are, never a name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from chalicelib.domain.edition_words import names_her
from chalicelib.domain.edits import unconfirmed
from chalicelib.domain.fields import GUARDIAN, NAME, listed_now
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.naming.matching import Grade, NameMatch, match_people_names
from chalicelib.domain.naming.parts import parts_of
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.verification.evidence import Evidence, Seen, seen

ROLL: Final = "roll"
IN_PUBLIC: Final = "consent.shown_name"
WHO_AGREED: Final = "consent.guardian"
Spellings = Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A name held against the roll's. `where` says of which field it is, and never what it is."""

    where: str
    match: NameMatch


def name(evidence: Evidence) -> Seen:
    """Warn when she is called otherwise at her door, in public or in another script of the roll.

    What is only unlike in part passes, with its score. So does a single word that she wants shown:
    what everybody calls her is seldom what the roll calls her.
    """
    person = evidence.beneficiary
    listed = _listed(person, NAME)
    named_by = names_her(evidence.ledger, evidence.visit_id)
    shown = _held(IN_PUBLIC, named_by.shown_name if named_by else "", listed)
    is_pet_name = named_by is not None and _is_single(named_by.shown_name)
    return _seen([*_of_the_row(person, NAME), *(_spared(shown) if is_pet_name else shown)])


def guardian_name(evidence: Evidence) -> Seen:
    """Warn when her guardian is called otherwise at the door, or by who agreed for her.

    A roll names a father or a husband, and often it is the mother who agrees.
    """
    person, consent = evidence.beneficiary, evidence.consent
    listed = _listed(person, GUARDIAN)
    guardian = consent.guardian if consent else None
    agreed = _held(WHO_AGREED, guardian.name if guardian else "", listed)
    return _seen([*_of_the_row(person, GUARDIAN), *agreed])


def _seen(held: Sequence[_Held]) -> Seen:
    if not held:
        return seen(FindingOutcome.UNKNOWN)
    other = _graded(held, Grade.DIFFERENT)
    least = min(held, key=lambda each: (each.match.score, each.where))
    return seen(
        FindingOutcome.WARN if other else FindingOutcome.PASS,
        compared=len(held), different=other, unsure=_graded(held, Grade.UNSURE),
        least_alike=least.where, score=round(least.match.score, 2),
    )  # fmt: skip


def _graded(held: Sequence[_Held], grade: Grade) -> list[str]:
    return sorted({each.where for each in held if each.match.grade is grade})


def _is_single(text: str) -> bool:
    """True for a name of one word, titles and relatives aside."""
    usual = parts_of(text).own[:1]
    return any(len(words) == 1 for words in usual)


def _spared(held: Sequence[_Held]) -> list[_Held]:
    """Return what was compared, with nothing worse than a doubt."""
    return [replace(each, match=replace(each.match, grade=Grade.UNSURE)) for each in held]


def _of_the_row(person: Beneficiary | None, field: str) -> Iterator[_Held]:
    """Yield each two spellings of the roll, and what was said at the door against them."""
    listed = _listed(person, field)
    for one, other in combinations(sorted(listed), 2):
        where = f"{ROLL}.{one}/{ROLL}.{other}"
        yield from _held(where, listed[one], {other: listed[other]})
    for changed, edited in sorted(person.edits.items()) if person else ():
        if changed.startswith(f"{field}."):
            for leaf in unconfirmed(edited):
                yield from _held(changed, leaf.value, listed)


def _listed(person: Beneficiary | None, field: str) -> Spellings:
    """Return what the roll calls her, or her guardian, by language; nothing where it is silent."""
    said = listed_now(person).items() if person else ()
    by_field = ((known.partition("."), value) for known, value in said)
    return {at[2]: text for at, text in by_field if at[0] == field and isinstance(text, str)}


def _held(where: str, said: object, listed: Spellings) -> list[_Held]:
    """Return a name held against the roll's spellings; nothing without two that can be read."""
    if not isinstance(said, str) or not listed:
        return []
    match = match_people_names(listed, said)
    is_readable = match.score > 0 or match.grade is Grade.DIFFERENT
    return [_Held(where=where, match=match)] if is_readable else []
