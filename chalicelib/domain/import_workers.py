"""One row of the people who work in a campaign, as a file says it, and who may give which role."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain import cells
from chalicelib.domain.areas import Path, covers
from chalicelib.domain.cells import CellRefused
from chalicelib.domain.column_words import ROLE_WORDS
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.import_cells import Cells, names_in, refuse_aadhaar
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.people import Role, User

# Whom nobody but an admin may make.
APPOINTED: Final = frozenset({Role.CONVENER, Role.ADMIN})
RANKS: Final = {role: rank for rank, role in enumerate(Role)}
CAMPAIGN_LETTERS: Final = 8


@dataclass(slots=True, kw_only=True)
class WorkerLine:
    """What one row says. `username` is None where the file leaves it to us."""

    row: Cells
    reference: str
    username: str | None
    name: str
    number: str | None
    role: Role
    area_code: str


def worker_key(row: Cells) -> str:
    """Return the row's reference; nothing for a row that cannot say it."""
    try:
        return cells.identifier(row.text("reference"), "reference")
    except CellRefused:
        return ""


def worker_line(row: Cells, language: str) -> WorkerLine | None:
    """Return what the row says; None when something in it is wrong, which `row` then tells."""
    reference = row.read("reference", cells.identifier) or ""
    username = row.read_filled("username", cells.identifier)
    refuse_aadhaar(row, "reference", reference)
    refuse_aadhaar(row, "username", username)
    names = names_in(row, "name", cells.name, language)
    if not names and not row.told:
        row.tell(RowReason.NO_NAME, "name")
    number = row.read_filled("phone", cells.phone_text)
    role = row.read_filled("role", _role) or Role.WORKER
    area_code = row.read("area_code", cells.identifier) or ""
    if row.told:
        return None
    return WorkerLine(
        row=row,
        reference=reference,
        username=username.lower() if username else None,
        name=names.get(language) or next(iter(names.values())),
        number=number,
        role=role,
        area_code=area_code,
    )


def _role(text: str, column: str) -> Role:
    return Role(cells.choice(text, column, ROLE_WORDS))


def own_username(campaign_id: CampaignId, reference: str) -> str:
    """Return the sign-in's name of somebody whose file gives her none; no other campaign's."""
    letters = "".join(letter for letter in campaign_id.lower() if letter.isalnum())
    # The end of a UUIDv7 is random; its beginning is the time, which campaigns may share.
    return f"{letters[-CAMPAIGN_LETTERS:]}-w-{reference.lower()}"


def may_give(giver: User | None, role: Role, place: Path) -> bool:
    """True when the giver holds a role at least as high over the place, or an admin's."""
    held = {s.role for s in giver.scopes if covers(s.path, place)} if giver else set()
    if role in APPOINTED:
        return Role.ADMIN in held
    return any(RANKS[own] >= RANKS[role] for own in held)
