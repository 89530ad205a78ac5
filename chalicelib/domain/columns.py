"""Which column of a sheet is which field: the header row, found and read.

A sheet may have columns that nobody asked for; they are ignored and named. It may not have two
columns with one meaning, nor a column that no campaign may collect: the header says which, and its
reader refuses the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from chalicelib.domain.column_tables import SHEETS, Column, ImportKind, Sheet
from chalicelib.domain.promises import collects_aadhaar, promises_benefit
from chalicelib.domain.spelling import clean, plain

# Whoever reads a sheet imports all of it from here.
__all__ = [
    "SHEETS",
    "Column",
    "Header",
    "ImportKind",
    "Sheet",
    "collects_aadhaar",
    "find_header",
    "missing",
    "needs",
    "promises_benefit",
]

# मोबाइल / Mobile, Name (नाम), and two lines in one cell.
_PARTS: Final = re.compile(r"[/|()\[\]\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header row as it was understood. `columns` leads from a field to its column's index.

    `repeated` names the headers that mean the same field; the first of them is in `columns`.
    """

    columns: Mapping[str, int]
    ignored: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def needs(kind: ImportKind) -> tuple[frozenset[str], ...]:
    """Return the sets of fields of which a sheet of this kind has at least one each."""
    sheet = SHEETS[kind]
    required = (frozenset({column.name}) for column in sheet.columns if column.required)
    return (*required, *sheet.needs)


def find_header(
    kind: ImportKind, cells: Sequence[str], mapping: Mapping[str, str]
) -> Header | None:
    """Return the header that the row is, or None when it lacks what the kind needs.

    `mapping` leads from a header of theirs to a field of ours and wins over what we would guess;
    a header that leads to no field of this kind is ignored.
    """
    header = _read(kind, cells, mapping)
    return None if _lacking(kind, header) else header


def missing(kind: ImportKind, cells: Sequence[str], mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the row lacks to be a header of this kind; choices are joined by slashes."""
    return _lacking(kind, _read(kind, cells, mapping))


def _lacking(kind: ImportKind, header: Header) -> tuple[str, ...]:
    return tuple(
        "/".join(column.name for column in SHEETS[kind].columns if column.name in choices)
        for choices in needs(kind)
        if choices.isdisjoint(header.columns)
    )


def _read(kind: ImportKind, cells: Sequence[str], mapping: Mapping[str, str]) -> Header:
    texts = [clean(cell) for cell in cells]
    fields = _fields(_known(kind), cells, mapping)
    places: dict[str, list[int]] = {}
    for index, name in enumerate(fields):
        places.setdefault(name, []).append(index)
    others = [texts[index] for index in places.pop("", []) if texts[index]]
    return Header(
        columns={name: at[0] for name, at in places.items()},
        ignored=tuple(text for text in others if not _is_forbidden(text)),
        forbidden=tuple(text for text in others if _is_forbidden(text)),
        repeated={n: tuple(texts[i] for i in at) for n, at in places.items() if len(at) > 1},
    )


def _fields(
    known: Mapping[str, str], cells: Sequence[str], mapping: Mapping[str, str]
) -> list[str]:
    """Return for each cell the field it means, "" for none."""
    told = {plain(header): name for header, name in mapping.items() if not _is_forbidden(header)}
    taken = {told[plain(cell)] for cell in cells if plain(cell) in told}
    ours = {word: name for word, name in known.items() if name not in taken}
    meant = {word: name if name in known.values() else "" for word, name in told.items()}
    return ["" if _is_forbidden(cell) else _field_of(cell, meant, ours) for cell in cells]


def _field_of(cell: str, told: Mapping[str, str], known: Mapping[str, str]) -> str:
    word = plain(cell)
    if word in told:
        return told[word]
    return known.get(word) or _by_parts([plain(part) for part in _PARTS.split(cell)], known)


def _by_parts(parts: list[str], known: Mapping[str, str]) -> str:
    """Return what a header means that says it twice, or says it and explains."""
    meant = {known[part] for part in parts if part in known}
    return known[parts[0]] if len(meant) == 1 and parts[0] in known else ""


def _is_forbidden(text: str) -> bool:
    return promises_benefit(text) or collects_aadhaar(text)


@cache
def _known(kind: ImportKind) -> Mapping[str, str]:
    columns = SHEETS[kind].columns
    return {plain(word): c.name for c in columns for word in (c.name, *c.headers)}
