"""How far the levels above share the decisions below: per level, how many were drawn and agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from chalicelib.domain.agreement import Agreement, Pair, agreement_of
from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId
from chalicelib.domain.level_checks import LevelCheck, done_list, waiting_list
from chalicelib.domain.people import User, require_place
from chalicelib.domain.rows import Page
from chalicelib.domain.sampling import above, rates
from chalicelib.ports import Clock, Records
from chalicelib.services.desks import Desk, desks_for
from chalicelib.services.dossiers import READERS
from chalicelib.services.worklist import area_of

MOST_DESKS: Final = 40  # one constituency each: more than all but the largest state has
MOST_READ: Final = 1000  # looks of one level and kind, over all desks; the newest of those done


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReport:
    """One level: how many were drawn, and how those that somebody looked at agree."""

    level: str
    rate: float
    waiting: int
    agreement: Agreement
    is_whole: bool

    @property
    def drawn(self) -> int:
        """How many decided items were drawn."""
        return self.waiting + self.agreement.checked


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """An area's levels under the campaign's policy, as of an instant.

    `is_whole` is False when there was more than one report reads; its counts are parts then.
    """

    area: Area
    campaign: Campaign
    levels: tuple[LevelReport, ...]
    is_whole: bool
    at: datetime


def report(user: User, area_id: AreaId, *, records: Records, clock: Clock) -> AgreementReport:
    """Return the agreement of an area in the caller's scope; raise NotFound."""
    area = area_of(user, area_id, records=records)
    require_place(user, READERS, area.path)
    campaign = records.find(Campaign, area.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    desks = list(islice(desks_for(user, READERS, area_id, records=records), MOST_DESKS + 1))
    found, read = rates(campaign.policy), desks[:MOST_DESKS]
    levels = tuple(_level(level, found[level], read, records) for level in above(found))
    return AgreementReport(
        area=area,
        campaign=campaign,
        levels=levels,
        is_whole=len(desks) <= MOST_DESKS and all(each.is_whole for each in levels),
        at=clock.now(),
    )


def _level(level: str, rate: float, desks: Sequence[Desk], records: Records) -> LevelReport:
    def read(desk: Desk, name: str) -> Page[LevelCheck]:
        limit = MOST_READ // len(desks)
        return records.listed(LevelCheck, name, limit=limit, within=desk.within)

    done = [read(desk, done_list(desk.desk_id, level)) for desk in desks]
    left = [read(desk, waiting_list(desk.desk_id, level)) for desk in desks]
    return LevelReport(
        level=level,
        rate=rate,
        waiting=sum(len(page.items) for page in left),
        agreement=agreement_of(pair for page in done for look in page.items for pair in _of(look)),
        is_whole=not any(page.cursor for page in (*done, *left)),
    )


def _of(look: LevelCheck) -> list[Pair]:
    return [(look.of_decision, look.decision)] if look.decision else []
