"""Files to import: a grant for one, what became of it, and those of a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.areas import Area, Path, covers
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.errors import Conflict, IdTaken, NotFound, StaleVersion
from chalicelib.domain.ids import AreaId, CampaignId, ImportId
from chalicelib.domain.importing import (
    ARRIVAL_GRACE,
    GRANT_LIFE,
    MOST_FILE_BYTES,
    Import,
    ImportState,
    import_key,
)
from chalicelib.domain.people import (
    STEERING,
    Role,
    User,
    require_place,
    require_role,
    scopes_for,
)
from chalicelib.domain.rows import Page, Save
from chalicelib.ports import Clock, NewId, ObjectStore, Records

RENEW_WITHIN: Final = timedelta(minutes=5)
PLANNERS: Final = frozenset({Role.CONVENER, Role.ADMIN})
IMPORTERS: Final[Mapping[ImportKind, frozenset[Role]]] = {
    ImportKind.AREAS: PLANNERS,
    ImportKind.WORKERS: PLANNERS,
    ImportKind.BENEFICIARIES: STEERING,
    ImportKind.WORKSHOPS: STEERING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A file that somebody is about to send. `mapping` leads from her headers to our fields.

    `area_id` is where its rows may lie; without one, the largest of her areas.
    """

    kind: ImportKind
    campaign_id: CampaignId
    mapping: Mapping[str, str]
    size_bytes: int | None = None
    import_id: ImportId | None = None
    area_id: AreaId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An import and the form that sends its file."""

    imported: Import
    url: str
    fields: Mapping[str, str]


def offer(
    user: User, wanted: Offer, *, records: Records, store: ObjectStore, clock: Clock, new_id: NewId
) -> Grant:
    """Return a grant for one file; the same id and body again get the same one.

    Raises NotPermitted without a role for this kind, NotFound for a campaign or an area that is
    not the caller's, IdTaken for an id used before, Conflict when its grant has ended.
    """
    roles = IMPORTERS[wanted.kind]
    require_role(user, roles)
    if wanted.campaign_id != user.campaign_id:
        raise NotFound("There is nothing under this id in your area")
    now = clock.now()
    imported = _new(user, wanted, _place(user, wanted.area_id, roles, records), now, new_id)
    try:
        records.commit(Save(row=imported))
    except StaleVersion:
        imported = _known(imported, records)
    return _signed(imported, store)


def _place(user: User, area_id: AreaId | None, roles: frozenset[Role], records: Records) -> Path:
    if area_id is None:
        return widest(user, roles)
    area = records.find(Area, area_id)
    place = area.path if area else ()
    require_place(user, roles, place)
    return place


def widest(user: User, roles: frozenset[Role]) -> Path:
    """Return the largest area over which the user holds one of `roles`; the first of equals."""
    return min(scopes_for(user, roles), key=len)


def _new(user: User, wanted: Offer, path: Path, now: datetime, new_id: NewId) -> Import:
    expires_at = now + GRANT_LIFE
    return Import(
        import_id=wanted.import_id or ImportId(new_id()),
        campaign_id=wanted.campaign_id,
        kind=wanted.kind,
        path=path,
        user_id=user.user_id,
        state=ImportState.OFFERED,
        granted_at=now,
        expires_at=expires_at,
        mapping=wanted.mapping,
        size_bytes=wanted.size_bytes,
        due_at=expires_at + ARRIVAL_GRACE,
    )


def _known(wanted: Import, records: Records) -> Import:
    """Return the import that has the id already, if it was asked for in the same words."""
    known = records.find(Import, wanted.import_id)
    if known is None or _asked(known) != _asked(wanted):
        raise IdTaken("This import id was used for another file; mint a new one")
    if known.state is ImportState.ABANDONED:
        raise Conflict("This grant has ended; ask for a new one", current_state=known.state.value)
    if (
        known.state is not ImportState.OFFERED
        or known.expires_at - wanted.granted_at > RENEW_WITHIN
    ):
        return known
    renewed = replace(known, expires_at=wanted.expires_at, due_at=wanted.due_at)
    records.commit(Save(row=renewed))
    return renewed


def _asked(imported: Import) -> tuple[object, ...]:
    return (
        imported.user_id, imported.campaign_id, imported.kind, dict(imported.mapping),
        imported.size_bytes, imported.path,
    )  # fmt: skip


def _signed(imported: Import, store: ObjectStore) -> Grant:
    most = imported.size_bytes or MOST_FILE_BYTES
    url, fields = store.grant_import(import_key(imported.import_id), most, imported.expires_at)
    return Grant(imported=imported, url=url, fields=fields)


def show(user: User, import_id: ImportId, *, records: Records) -> Import:
    """Return an import whose rows lie in the caller's area; raise NotFound otherwise."""
    require_role(user, STEERING)
    imported = records.find(Import, import_id)
    require_place(user, STEERING, imported.path if imported else ())
    assert imported is not None  # noqa: S101  nobody's scope covers an empty path
    return imported


def listed(user: User, *, limit: int, cursor: str | None, records: Records) -> Page[Import]:
    """Return the imports into the caller's areas, the newest first.

    A page may be short, though the list goes on: what lies between her areas is left out of it.
    """
    require_role(user, STEERING)
    paths = scopes_for(user, STEERING)
    page = records.listed(
        Import, user.campaign_id, limit=limit, cursor=cursor, within=_around(paths)
    )
    hers = (each for each in page.items if any(covers(path, each.path) for path in paths))
    return Page(items=tuple(hers), cursor=page.cursor)


def _around(paths: Sequence[Path]) -> Path:
    """Return the smallest area that holds all these; nothing when none does."""
    around = paths[0]
    for path in paths[1:]:
        while path[: len(around)] != around:
            around = around[:-1]
    return around
