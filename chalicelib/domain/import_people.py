"""One row of the roll, as a file says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from chalicelib.domain import cells, fields
from chalicelib.domain.aadhaar import mask
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.cells import CellRefused, Reason
from chalicelib.domain.column_words import GENDER_WORDS
from chalicelib.domain.edits import Said
from chalicelib.domain.import_cells import LANGUAGES, Cells, names_in, refuse_aadhaar
from chalicelib.domain.import_reasons import RowReason

LAST_SERIAL: Final = 999_999
MOST_SCHEMES: Final = 20
MOST_WORD: Final = 100
MOST_DETAIL: Final = 300
MOST_SHORT: Final = 60
ID_TYPES: Final = ("ration_card", "voter_id", "scheme_id")

Reader = Callable[[str, str], str]


@dataclass(slots=True, kw_only=True)
class PersonLine:
    """What one row says.

    `listed` has every field whose column the sheet has, by its flat name; None for an empty cell.
    The number stands beside it as text, since sealing it is not for the domain, and `ids` are the
    ids themselves. `serial` is None where the sheet does not say it.

    Not frozen: a hundred thousand are made, and freezing costs more than the rest of making one.
    """

    row: Cells
    key: str
    booth_code: str
    serial: int | None
    reference: str | None
    listed: dict[str, Said]
    number: str | None
    ids: dict[str, str]
    goes_by_age: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """What the campaign says beforehand of the rows of its rolls. Without schemes, any will do."""

    language: str
    schemes: Mapping[str, str]
    readers: Mapping[str, Reader]
    this_year: int


def roll_of(campaign: Campaign, this_year: int) -> Roll:
    """Return what reading a campaign's rolls needs."""
    named = (
        (word, scheme.scheme_id)
        for scheme in campaign.schemes
        for word in (scheme.scheme_id, *scheme.names.values())
    )
    readers: dict[str, Reader] = {
        **{detail.name: _detail for detail in campaign.details},
        **dict.fromkeys(("relation", "house", "household"), _short),
        "address": _detail,
        "gender": _gender,
        "birth_year": partial(_born, this_year=this_year),
    }
    return Roll(
        language=campaign.languages[0], schemes=dict(named), readers=readers, this_year=this_year
    )


def person_key(row: Cells) -> str:
    """Return what tells the people of a campaign apart; nothing for a row that cannot say it."""
    try:
        if reference := row.text("reference"):
            return cells.identifier(reference, "reference")
        booth = cells.identifier(row.text("booth_code"), "booth_code")
        return place_key(booth, _serial(row.text("serial"), "serial"))
    except CellRefused:
        return ""


def place_key(booth_code: str, serial: int) -> str:
    """Return what a person without a reference goes by."""
    return f"{booth_code}/{serial}"


def person_line(row: Cells, roll: Roll) -> PersonLine | None:
    """Return what the row says; None when something in it is wrong, which `row` then tells."""
    booth_code = row.read("booth_code", cells.identifier) or ""
    reference = row.read_filled("reference", cells.identifier)
    refuse_aadhaar(row, "reference", reference)
    serial = row.read_filled("serial", _serial)
    if not row.text("reference") and not row.text("serial"):
        row.tell(RowReason.NO_NUMBER, "serial")
    listed = _listed(row, roll)
    number = row.read_filled("phone", cells.phone_text)
    ids = {name: row.read_filled(name, cells.identifier) for name in ID_TYPES}
    if row.told:
        return None
    return PersonLine(
        row=row,
        key=reference or place_key(booth_code, serial or 0),
        booth_code=booth_code,
        serial=serial,
        reference=reference,
        listed=listed,
        number=number,
        ids={name: value for name, value in ids.items() if value},
        goes_by_age=row.has("age") and not row.text("birth_year"),
    )


def _listed(row: Cells, roll: Roll) -> dict[str, Said]:
    listed = _names(row, "name", fields.NAME, roll)
    if not any(listed.values()) and not row.told:
        row.tell(RowReason.NO_NAME, "name")
    listed |= _names(row, "guardian_name", fields.GUARDIAN, roll)
    for name, reader in roll.readers.items():
        if row.has(name):
            listed[name] = row.read_filled(name, reader)
    if row.has("age") and not listed.get("birth_year"):
        listed["birth_year"] = row.read_filled("age", partial(_by_age, this_year=roll.this_year))
    if row.has("schemes"):
        listed[fields.SCHEMES] = row.read("schemes", partial(_schemes, known=roll.schemes))
    return listed


def _names(row: Cells, column: str, field: str, roll: Roll) -> dict[str, Said]:
    """Return a name by its field in each language that the sheet has a column for."""
    found = names_in(row, column, cells.name, roll.language)
    empty = [language for language in LANGUAGES if row.has(f"{column}_{language}")]
    said: dict[str, Said] = dict.fromkeys(f"{field}.{language}" for language in empty)
    return said | {f"{field}.{language}": name for language, name in found.items()}


def _serial(text: str, column: str) -> int:
    return cells.whole(text, column, 1, LAST_SERIAL)


def _short(text: str, column: str) -> str:
    return cells.text(text, column, MOST_SHORT)


def _detail(text: str, column: str) -> str:
    return cells.text(text, column, MOST_DETAIL)


def _gender(text: str, column: str) -> str:
    return cells.choice(text, column, GENDER_WORDS)


def _born(text: str, column: str, this_year: int) -> str:
    return str(cells.birth_year(text, column, this_year))


def _by_age(text: str, column: str, this_year: int) -> str:
    return str(cells.age_to_year(text, column, this_year))


def _schemes(text: str, column: str, known: Mapping[str, str]) -> tuple[str, ...]:
    said = cells.words(text)
    if len(said) > MOST_SCHEMES or any(len(word) > MOST_WORD for word in said):
        raise CellRefused(column, Reason.TOO_LONG)
    if not known:
        return tuple(map(mask, said))
    return tuple(dict.fromkeys(cells.choice(word, column, known) for word in said))
