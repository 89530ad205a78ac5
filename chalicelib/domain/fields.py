"""The fields of a person's row under flat names, as files and changes speak of them.

`name.hi` and `guardian_name.hi` in any language, `phone`, `schemes`, and every detail under its own
name. A field that was never edited is what the roll says; an edited one keeps its values
against a corrected roll and only remembers what that says (edits.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.cells import SENTENCES, CellRefused
from chalicelib.domain.edits import (
    Edited,
    EditSource,
    FieldValue,
    Leaf,
    same_value,
    shown,
    with_leaf,
)
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.phones import Phone
from chalicelib.domain.roll import Beneficiary

NAME: Final = "name"
GUARDIAN: Final = "guardian_name"
PHONE: Final = "phone"
SCHEMES: Final = "schemes"
BIRTH_YEAR: Final = "birth_year"
# The details that every campaign knows.
DETAILS: Final = frozenset({BIRTH_YEAR, "gender", "address", "house", "household", "relation"})
LANGUAGES: Final = frozenset({"hi", "en"})
# A row is one item of at most 400 KB (DynamoDB), whatever phones report.
MOST_EDITED_BYTES: Final = 100_000
_LEAF_BYTES: Final = 150  # its id, instant and names


def is_own(name: str) -> bool:
    """True for a field that every campaign has."""
    base, _, language = name.partition(".")
    if base in {NAME, GUARDIAN}:
        return language in LANGUAGES
    return name in DETAILS or name in {PHONE, SCHEMES}


def is_known(name: str, campaign: Campaign) -> bool:
    """True for a field that the campaign has, its own ones included."""
    base, _, language = name.partition(".")
    if base in {NAME, GUARDIAN} and language in campaign.languages:
        return True
    return is_own(name) or any(name == detail.name for detail in campaign.details)


def refusal(refused: CellRefused) -> InvalidInput:
    """Return what is wrong with a field in the words that files are answered in."""
    said = SENTENCES[refused.trouble.reason]
    return InvalidInput(said["en"], field=refused.trouble.column, text=dict(said))


def value_of(person: Beneficiary, name: str) -> FieldValue:
    """Return what the row shows for a field; None for what it does not have."""
    match name.partition("."):
        case (base, ".", language) if base in {NAME, GUARDIAN}:
            return (person.names if base == NAME else person.guardian_names).get(language)
        case _ if name == PHONE:
            return person.phone
        case _ if name == SCHEMES:
            return person.schemes
        case _:
            return person.details.get(name)


def with_value(person: Beneficiary, name: str, value: FieldValue) -> Beneficiary:
    """Return the person with a field changed; None takes it from the row."""
    match name.partition("."):
        case (base, ".", language) if base == NAME:
            return replace(person, names=_with(person.names, language, value))
        case (base, ".", language) if base == GUARDIAN:
            return replace(person, guardian_names=_with(person.guardian_names, language, value))
        case _ if name == PHONE:
            return replace(person, phone=value if isinstance(value, Phone) else None)
        case _ if name == SCHEMES:
            return replace(person, schemes=value if isinstance(value, tuple) else ())
        case _:
            return replace(person, details=_with(person.details, name, value))


def _with(words: Mapping[str, str], key: str, value: FieldValue) -> Mapping[str, str]:
    others = {known: word for known, word in words.items() if known != key}
    return {**others, key: value} if isinstance(value, str) else others


def edited(
    person: Beneficiary,
    values: Mapping[str, FieldValue],
    *,
    edit_id: str,
    at: datetime,
    base_version: int,
    source: EditSource = EditSource.VISIT,
) -> Beneficiary:
    """Return the person with the values of one change beside or in place of those that stand.

    `at` is by our clock. The person is the row as it was read, since the change counts as made
    with the version that saving it will give. Every field counts as edited then, also one whose
    value was that already: she confirmed it.
    """
    edits = dict(person.edits)
    for name, value in values.items():
        known = edits.get(name) or Edited(listed=value_of(person, name), leaves=())
        leaf = Leaf(
            edit_id=edit_id, at=at, seq=person.version + 1, value=value, source=source
        )  # fmt: skip
        edits[name] = with_leaf(known, leaf, base_version)
        person = with_value(person, name, shown(edits[name]))
    return replace(person, edits=edits)


def edited_bytes(person: Beneficiary) -> int:
    """Return about how much of the row is what was ever reported of her."""
    return sum(
        _bytes(known.listed) + sum(_LEAF_BYTES + _bytes(leaf.value) for leaf in known.leaves)
        for known in person.edits.values()
    )


def _bytes(value: FieldValue) -> int:
    if isinstance(value, Phone):
        return len(value.sealed)
    return sum(len(word.encode()) for word in ((value,) if isinstance(value, str) else value or ()))


def relisted(person: Beneficiary, listed: Mapping[str, FieldValue]) -> Beneficiary:
    """Return the person after a file of the roll said `listed` of her; herself if that is no news.

    A field that was never edited takes the file's value. An edited one keeps what it shows and
    remembers what the file says. None means that the file leaves the field empty; a field that
    `listed` does not name stays as it is. The same number sealed anew is no news.
    """
    before = listed_now(person)
    news = {n: v for n, v in listed.items() if not same_value(before.get(n) or None, v or None)}
    for name, value in news.items():
        known = person.edits.get(name)
        if known is None:
            person = with_value(person, name, value)
        else:
            person = replace(person, edits={**person.edits, name: replace(known, listed=value)})
    return person


def listed_now(person: Beneficiary) -> Mapping[str, FieldValue]:
    """Return what the roll said last, by field; a field that it never filled may be left out."""
    values: dict[str, FieldValue] = {
        **{f"{NAME}.{language}": word for language, word in person.names.items()},
        **{f"{GUARDIAN}.{language}": word for language, word in person.guardian_names.items()},
        PHONE: person.phone,
        SCHEMES: person.schemes,
        **person.details,
    }
    return values | {name: known.listed for name, known in person.edits.items()}
