"""The timer that erases: people who took everything back, and campaigns kept long enough.

A tick goes on until nothing is due, its time is up or it has erased enough; the next one goes on
from there. A campaign's people are walked booth by booth, and the campaign's row remembers which
booth is next, so a tick does not read again what earlier ones have erased.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.areas import Area, Path
from chalicelib.domain.campaign import Campaign, retires_at
from chalicelib.domain.erasure import Why
from chalicelib.domain.ids import AreaId
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind, Save
from chalicelib.services.erasing import Tools, erase
from chalicelib.services.retry import again

BATCH = 100
MOST_PER_TICK = 5000
# The function ends after ten minutes; the erasure at hand has to end before.
RUN_FOR = timedelta(minutes=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One run's limits."""

    until: datetime
    most: int


def retire(tools: Tools, *, most: int = MOST_PER_TICK) -> dict[str, int]:
    """Erase what is due by now; return how many people were erased, and by which rule."""
    until = tools.clock.now() + RUN_FOR
    sealed = _sealed(Tick(until=until, most=most), tools)
    retired = _campaigns(Tick(until=until, most=most - sealed), tools)
    return {Why.WITHDRAWN.value: sealed, Why.RETENTION.value: retired}


def _is_over(tick: Tick, done: int, tools: Tools) -> bool:
    return done >= tick.most or tools.clock.now() >= tick.until


def _sealed(tick: Tick, tools: Tools) -> int:
    erased = 0
    for person in _due(tools):
        if _is_over(tick, erased, tools):
            break
        erased += erase(person.beneficiary_id, Why.WITHDRAWN, tools)
    return erased


def _due(tools: Tools) -> Iterator[Beneficiary]:
    """Yield the people whose date has come; who has to wait gets another, so this ends."""
    while rows := tools.records.due(DueKind.ERASURE, tools.clock.now(), limit=BATCH):
        for row in rows:
            assert isinstance(row, Beneficiary)  # noqa: S101  the index holds nothing else
            yield row


def _campaigns(tick: Tick, tools: Tools) -> int:
    erased = 0
    for row in tools.records.due(DueKind.RETIREMENT, tools.clock.now(), limit=BATCH):
        assert isinstance(row, Campaign)  # noqa: S101  the index holds nothing else
        erased += _campaign(row, replace(tick, most=tick.most - erased), tools)
    return erased


def _campaign(campaign: Campaign, tick: Tick, tools: Tools) -> int:
    """Erase a campaign's people from the area on at which the last tick stopped."""
    ends_at = retires_at(campaign)
    if ends_at is None or ends_at > tools.clock.now():
        again(lambda: _keep(campaign, replace(campaign, due_at=ends_at), tools))
        return 0
    erased, goes_on_at = 0, None
    for area, person in _people(campaign, tools):
        if _is_over(tick, erased, tools):
            goes_on_at = area.area_id
            break
        erased += erase(person.beneficiary_id, Why.RETENTION, tools)
    due_at = campaign.due_at if goes_on_at else None
    wanted = replace(campaign, due_at=due_at, retire_at_area=goes_on_at)
    again(lambda: _keep(campaign, wanted, tools))
    return erased


def _keep(seen: Campaign, wanted: Campaign, tools: Tools) -> None:
    """Note how far the walk is, unless somebody gave the campaign other dates meanwhile."""
    current = tools.records.find(Campaign, seen.campaign_id)
    if current is not None and current.due_at == seen.due_at:
        changed = replace(current, due_at=wanted.due_at, retire_at_area=wanted.retire_at_area)
        tools.records.commit(Save(row=changed))


def _people(campaign: Campaign, tools: Tools) -> Iterator[tuple[Area, Beneficiary]]:
    """Yield the people that are left, with the area that they are on the roll of."""
    for area in _areas(campaign, tools):
        cursor: str | None = None
        while True:
            page = tools.records.roll(area.area_id, limit=BATCH, cursor=cursor)
            yield from ((area, person) for person in page.items if not person.is_erased)
            cursor = page.cursor
            if cursor is None:
                break


def _areas(campaign: Campaign, tools: Tools) -> Iterator[Area]:
    """Yield every area of the trees in which the campaign has dates, from where it stopped on."""
    dated = tools.records.find_many(Area, [(area_id,) for area_id in campaign.days])
    roots = sorted({area.path[0] for area in dated if area is not None})
    stopped = tools.records.find(Area, campaign.retire_at_area) if campaign.retire_at_area else None
    for root in roots:
        yield from _below(root, stopped.path if stopped else (), tools)


def _below(area_id: AreaId, start: Path, tools: Tools) -> Iterator[Area]:
    """Yield an area and all below it in the order of their paths, none that is before `start`."""
    area = tools.records.find(Area, area_id)
    if area is None or area.path < start[: len(area.path)]:
        return
    if area.path >= start:
        yield area
    for child in sorted(area.children):
        yield from _below(child, start, tools)
