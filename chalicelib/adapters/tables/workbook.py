"""What must be known of a workbook before its sheets are read: their order, dates and texts."""

import posixpath
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from chalicelib.adapters.tables.archive import Parts
from chalicelib.adapters.tables.markup import Attributes, hear
from chalicelib.adapters.tables.styles import dated_styles
from chalicelib.adapters.tables.texts import Texts, shared_texts
from chalicelib.domain.tables import TableReason, TableRefused

RELATIONS: Final = "_rels/.rels"
MOST_INDEX: Final = 4 << 20  # bytes of a list of parts or of tabs
LONGEST_NAME: Final = 255
TRUE: Final = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The name on a tab, and the part that holds the sheet."""

    name: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook without its cells; `dated` are the styles that show a number as a date."""

    sheets: tuple[Sheet, ...]
    texts: Texts
    dated: frozenset[int]
    epoch: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A part that another part refers to; `kind` is the last word of its type."""

    kind: str
    part: str


@dataclass(slots=True)
class Relations:
    """Hears which parts belong to the part in folder `base`."""

    base: str
    by_id: dict[str, Relation] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep what lies in the same file."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join(f"/{self.base}", attributes["Target"].replace("\\", "/"))
            self.by_id[attributes["Id"]] = Relation(
                kind=attributes["Type"].rpartition("/")[2],
                part=posixpath.normpath(target).lstrip("/"),
            )

    def first(self, kind: str) -> str | None:
        """Return the first part of a kind."""
        return next((found.part for found in self.by_id.values() if found.kind == kind), None)


@dataclass(slots=True)
class Tabs:
    """Hears the tabs in their order, hidden ones too, as name and id of their relation."""

    found: list[tuple[str, str]] = field(default_factory=list)
    epoch: datetime = WINDOWS_EPOCH

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep a tab, and whether days are counted from 1904."""
        if name == "sheet":
            relation = next((attributes[key] for key in attributes if key.endswith(":id")), "")
            self.found.append((attributes["name"][:LONGEST_NAME], relation))
        elif name == "workbookPr" and attributes.get("date1904") in TRUE:
            self.epoch = MAC_EPOCH


def read_book(parts: Parts) -> Book:
    """Return what the sheets need; raise TableRefused, LookupError or ValueError."""
    index = _relations(parts, RELATIONS).first("officeDocument") if RELATIONS in parts else None
    # Text documents and presentations have the same outside; binary workbooks are no XML.
    if index is None or not index.endswith(".xml"):
        raise TableRefused(TableReason.NOT_A_TABLE)
    tabs = Tabs()
    hear(parts.chunks(index, MOST_INDEX), tabs.start)
    if not tabs.found:
        raise TableRefused(TableReason.NOT_A_TABLE)
    folder, name = posixpath.split(index)
    relations = _relations(parts, f"{folder}/_rels/{name}.rels")
    return Book(
        sheets=_sheets(tabs, relations),
        texts=shared_texts(parts, relations.first("sharedStrings")),
        dated=dated_styles(parts, relations.first("styles")),
        epoch=tabs.epoch,
    )


def _relations(parts: Parts, name: str) -> Relations:
    relations = Relations(posixpath.dirname(posixpath.dirname(name)))
    hear(parts.chunks(name, MOST_INDEX), relations.start)
    return relations


def _sheets(tabs: Tabs, relations: Relations) -> tuple[Sheet, ...]:
    found = ((name, relations.by_id[relation]) for name, relation in tabs.found)
    # Charts and dialogs have tabs as well.
    return tuple(
        Sheet(name=name, part=relation.part)
        for name, relation in found
        if relation.kind == "worksheet"
    )
