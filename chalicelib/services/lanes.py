"""Looks into a lane for what may be posted, past what a freeze or a blackout holds up.

What a freeze holds is marked as held, on condition that the campaign's board is as it was read, so
that a lifted freeze leaves nothing behind. A blackout marks nothing: it ends by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.campaign import Campaign, blackout_at
from chalicelib.domain.channels import Channel
from chalicelib.domain.freezes import Board, Hold, holding
from chalicelib.domain.publishing import Publication, PublicationState, move
from chalicelib.domain.ranking import Chosen, chosen_of
from chalicelib.domain.rows import Save, Unchanged
from chalicelib.domain.slots import Lane
from chalicelib.services.outgoing import Tools

# How far a look goes past what is held up: first as many as are ranked, then whole pages.
MOST_MARKED = 10  # at one look: a freeze's own sweep marks the many
PAGES = (25, 100, 100, 100, 100, 100, 100, 100, 100, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What a look needs to know: for which channel and instant, and what stands against it."""

    channel: Channel
    campaign: Campaign | None
    board: Board | None
    latest: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """That nothing in a lane may be posted, and when the first of what holds it up ends."""

    count: int = 0
    until: datetime | None = None


def look_into(lane: Lane, scene: Looking, tools: Tools) -> Chosen | Passed:
    """Return what is posted next of a lane, or that nothing there may be."""
    passed, after = Passed(), None
    own = (lane.campaign_id, lane.channel_id, lane.lane_id)
    for size in PAGES:
        page = tools.records.waiting(*own, limit=size, after=after)
        if not page:
            break
        free = [each for each in page if not _ends_of(each, scene)]
        if free:
            count = passed.count + len(page) - len(free)
            return chosen_of(lane, free, scene.channel, scene.latest, passed=count)
        passed = _held_up(page, passed, scene, tools)
        after = page[-1]
    return passed


def _ends_of(item: Publication, scene: Looking) -> list[datetime | None]:
    """Return when each of what holds a publication up ends; nothing when it may be posted."""
    found: list[datetime | None] = []
    if hold := _hold_on(item, scene):
        found.append(hold.until_at)
    blackout = blackout_at(scene.campaign, item.path, scene.at) if scene.campaign else None
    return [*found, blackout.until_at] if blackout else found


def _hold_on(item: Publication, scene: Looking) -> Hold | None:
    return holding(scene.board, (item.path,), item.channel_id, scene.at)


def _held_up(page: Iterable[Publication], passed: Passed, scene: Looking, tools: Tools) -> Passed:
    """Return what was passed over with one page more, of which a freeze's first are marked."""
    count, until = passed.count, passed.until
    for item in page:
        ends = [end for end in _ends_of(item, scene) if end is not None]
        until = min([*ends, *([until] if until else [])], default=None)
        count += 1
        hold = _hold_on(item, scene) if count <= MOST_MARKED else None
        if hold is not None and scene.board is not None:
            held = replace(move(item, PublicationState.HELD, at=scene.at), held_by=hold.freeze_id)
            tools.records.commit(Save(row=held), Unchanged(row=scene.board))
    return Passed(count=count, until=until)
