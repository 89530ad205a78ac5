"""The calendar of freezes: which there are, and what one of them holds and could not recall."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from chalicelib.domain.areas import Area, Path
from chalicelib.domain.campaign import Blackout, Campaign
from chalicelib.domain.freezes import (
    READERS,
    Freeze,
    FreezeKind,
    FreezeState,
    NotRecalled,
    concerns,
    holds_now,
    state_of,
)
from chalicelib.domain.holds import OUT_OF_REACH, is_out_of_reach, may_have_gone_out
from chalicelib.domain.ids import CampaignId, UserId
from chalicelib.domain.people import User, may, require_role
from chalicelib.domain.publishing import Publication, outgoing_list
from chalicelib.domain.rows import Page
from chalicelib.ports import Clock, Records
from chalicelib.services.desks import desks_within
from chalicelib.services.freezing import FREEZERS, visible

MOST_SHOWN: Final = 100
DESKS_AT_ONCE: Final = 8  # whose posts on their way are looked at while somebody waits
_BLACKOUTS: Final = re.compile(r"blackouts:(\d{1,4})")
NOT_DONE: Final = frozenset({FreezeState.PLANNED, FreezeState.ON, FreezeState.LIFT_ASKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeShown:
    """A freeze as a person sees it; `area` is None for one that is gone."""

    freeze: Freeze
    state: FreezeState
    area: Area | None
    may_lift: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeStory:
    """One freeze with the posts that it could not recall, the earliest first."""

    shown: FreezeShown
    not_recalled: tuple[Publication, ...]
    is_whole: bool


def listed(
    user: User, *, limit: int, cursor: str | None, records: Records, clock: Clock
) -> Page[FreezeShown]:
    """Return the freezes that concern the reader, the newest first, then the campaign's blackouts.

    A page may be shorter than `limit` and still have a next one. Raises NotPermitted.
    """
    require_role(user, READERS)
    now = clock.now()
    number = _BLACKOUTS.fullmatch(cursor or "")
    if number is not None:
        return _blackouts(user, int(number[1]), limit, now, records)
    page = records.listed(Freeze, user.campaign_id, limit=limit, cursor=cursor)
    shown = _shown(user, [each for each in page.items if concerns(user, each.path)], now, records)
    if page.cursor is not None:
        return Page(items=shown, cursor=page.cursor)
    rest = _blackouts(user, 0, limit - len(page.items), now, records)
    return Page(items=(*shown, *rest.items), cursor=rest.cursor)


def _blackouts(
    user: User, start: int, limit: int, now: datetime, records: Records
) -> Page[FreezeShown]:
    campaign = records.find(Campaign, user.campaign_id)
    declared = list(enumerate(campaign.blackouts if campaign else ()))
    some = declared[start : start + limit]
    areas = records.find_many(Area, [(blackout.area_id,) for _, blackout in some])
    told = [
        _told(blackout, number, area, user.campaign_id)
        for (number, blackout), area in zip(some, areas, strict=True)
        if area is not None and concerns(user, area.path)
    ]
    following = f"blackouts:{start + limit}" if start + limit < len(declared) else None
    return Page(items=_shown(user, told, now, records), cursor=following)


def _told(blackout: Blackout, number: int, area: Area, campaign_id: CampaignId) -> Freeze:
    """Return a blackout as the freezes beside it; nobody put it up, and nobody lifts it."""
    return Freeze(
        freeze_id=f"blackout-{number}", campaign_id=campaign_id, area_id=area.area_id,
        path=area.path, kind=FreezeKind.BLACKOUT, reason=blackout.reason, by=UserId(""),
        from_at=blackout.from_at, until_at=blackout.until_at, created_at=blackout.from_at,
    )  # fmt: skip


def _shown(
    user: User, freezes: Sequence[Freeze], now: datetime, records: Records
) -> tuple[FreezeShown, ...]:
    names = sorted({freeze.area_id for freeze in freezes})
    found = records.find_many(Area, [(area_id,) for area_id in names])
    areas = {area.area_id: area for area in found if area is not None}
    return tuple(shown(user, freeze, areas.get(freeze.area_id), now) for freeze in freezes)


def shown(user: User, freeze: Freeze, area: Area | None, now: datetime) -> FreezeShown:
    """Return a freeze with its state, and whether the reader may be the next to have it lifted."""
    state = state_of(freeze, now)
    is_open = freeze.kind is not FreezeKind.BLACKOUT and state in NOT_DONE
    is_first = freeze.lift_asked_by != user.user_id
    may_lift = is_open and is_first and may(user, FREEZERS, freeze.path)
    return FreezeShown(freeze=freeze, state=state, area=area, may_lift=may_lift)


def read(user: User, freeze_id: str, *, records: Records, clock: Clock) -> FreezeStory:
    """Return a freeze with what it could not recall, of the reader's own areas; raise NotFound."""
    require_role(user, READERS)
    freeze, now = visible(user, freeze_id, records=records), clock.now()
    (told,) = _shown(user, [freeze], now, records)
    noted = records.under(NotRecalled, freeze_id, limit=MOST_SHOWN)
    keys = [(note.visit_id, note.channel_id) for note in noted.items]
    found = [row for row in records.find_many(Publication, keys) if row is not None]
    more, is_all = _on_their_way(freeze, now, records)
    each = {(row.visit_id, row.channel_id): row for row in (*found, *more)}
    out = sorted((row for row in each.values() if may_have_gone_out(row)), key=since)
    own = tuple(row for row in out if may(user, READERS, row.path))
    is_whole = noted.cursor is None and is_all and len(own) <= MOST_SHOWN
    return FreezeStory(shown=told, not_recalled=own[:MOST_SHOWN], is_whole=is_whole)


def since(publication: Publication) -> datetime:
    """Return since when a post is out, or on its way."""
    return publication.posted_at or publication.posting_since or publication.changed_at


def _on_their_way(
    freeze: Freeze, now: datetime, records: Records
) -> tuple[list[Publication], bool]:
    """Return what is on its way by now while a freeze holds, and whether that is all of it.

    A sweep notes the same some seconds later; whoever put the freeze up looks right away.
    """
    if not holds_now(freeze, now):
        return [], True
    pages = [
        records.listed(Publication, name, limit=MOST_SHOWN, within=within)
        for name, within in _lists_on_their_way(freeze.path, records)
    ]
    rows = [row for page in pages for row in page.items if is_out_of_reach(row)]
    meant = [row for row in rows if freeze.channel_id in {None, row.channel_id}]
    is_all = len(pages) < DESKS_AT_ONCE * len(OUT_OF_REACH)
    return meant, is_all and all(page.cursor is None for page in pages)


def _lists_on_their_way(place: Path, records: Records) -> Iterator[tuple[str, Path]]:
    for desk in islice(desks_within(place, records=records), DESKS_AT_ONCE):
        for state in sorted(OUT_OF_REACH):
            yield outgoing_list(desk.desk_id, state), desk.within
