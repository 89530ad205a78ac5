"""When a desk's reel is begun: at night by a timer, once a day, or when somebody asks for it.

A tick may come never, once or often, early or late: a desk's turn says when it is next, and the
day's reel has an id that follows from desk and day.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import Conflict, NotFound, StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import Role, User, require_place, require_role
from chalicelib.domain.reel_choice import FEWEST, FRESH_FOR
from chalicelib.domain.reels import ReelTurn, next_turn
from chalicelib.domain.rows import DueKind, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Clock, Records
from chalicelib.services.auditing import SYSTEM
from chalicelib.services.reel_choosing import Tools, begin, find_reel, pool_of
from chalicelib.services.retry import again
from chalicelib.services.worklist import area_of

MAKERS = frozenset({Role.CONVENER, Role.ADMIN})
BATCH = 100
# The function ends after five minutes; the desk at hand has to be done before.
RUN_FOR = timedelta(minutes=4)


def await_turn(visit_id: VisitId, *, records: Records, clock: Clock) -> None:
    """Give the desk of an approved testimonial its next turn, unless it has one. Safe to repeat."""
    again(lambda: _await_turn(visit_id, records, clock))


def _await_turn(visit_id: VisitId, records: Records, clock: Clock) -> None:
    item = records.find(Testimonial, visit_id)
    campaign = records.find(Campaign, item.campaign_id) if item else None
    if item is None or campaign is None or item.members:
        return
    now = clock.now()
    known = records.find(ReelTurn, item.desk_id)
    turn = known or ReelTurn(desk_id=item.desk_id, campaign_id=item.campaign_id)
    if turn.due_at is None:
        records.commit(Save(row=replace(turn, due_at=next_turn(campaign, now))))
    elif turn.due_at <= now:
        # A tick may be looking at the desk at this moment, and ends its turns when it finds
        # nothing: the new version tells it that there is something after all.
        records.commit(Save(row=turn))


def make_reels(tools: Tools) -> int:
    """Begin the reels of all desks whose turn has come; return how many were begun.

    What does not fit into one run is begun by the next.
    """
    until = tools.clock.now() + RUN_FOR
    begun = 0
    for turn in _due(tools):
        if tools.clock.now() >= until:
            break
        begun += _have_turn(turn, tools)
    return begun


def _due(tools: Tools) -> Iterator[ReelTurn]:
    """Yield the desks whose turn has come; each gets another or none, so this ends."""
    while rows := tools.records.due(DueKind.REEL, tools.clock.now(), limit=BATCH):
        for row in rows:
            assert isinstance(row, ReelTurn)  # noqa: S101  the index holds nothing else
            yield row


def _have_turn(turn: ReelTurn, tools: Tools) -> bool:
    campaign = tools.records.find(Campaign, turn.campaign_id)
    desk = tools.records.find(Area, turn.desk_id)
    begun, due_at = False, None
    if campaign is not None and desk is not None:
        begun, is_more_left = again(lambda: _begin(campaign, desk, tools))
        due_at = next_turn(campaign, tools.clock.now()) if is_more_left else None
    # Should something be approved while we look, the desk stays due.
    with suppress(StaleVersion):
        tools.records.commit(Save(row=replace(turn, due_at=due_at)))
    return begun


def _begin(campaign: Campaign, desk: Area, tools: Tools) -> tuple[bool, bool]:
    """Begin the day's reel; return whether we did, and whether the desk has more to show."""
    now = tools.clock.now()
    pool = pool_of(desk, now, records=tools.records)
    known = find_reel(campaign, desk, now, records=tools.records)
    begun = begin(campaign, desk, pool, SYSTEM, tools) if known is None else None
    return begun is not None, len(pool.free) > len(begun.members if begun else ())


def ask_for(user: User, area_id: AreaId, tools: Tools) -> Testimonial:
    """Begin the reel of an area's desk now and return it; the day's reel when there is one.

    Raises NotPermitted or NotFound for callers who do not steer the desk, Conflict when too few
    testimonials may be in a reel.
    """
    require_role(user, MAKERS)
    desk = _desk_of(area_of(user, area_id, records=tools.records), tools.records)
    require_place(user, MAKERS, desk.path)
    campaign = tools.records.find(Campaign, desk.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    return again(lambda: _asked_for(campaign, desk, user, tools))


def _desk_of(area: Area, records: Records) -> Area:
    """Return the desk that an area belongs to; of one above all desks, the tree's root."""
    desk_id = area.desk_id or area.path[0]
    desk = area if desk_id == area.area_id else records.find(Area, desk_id)
    if desk is None:
        raise NotFound("There is nothing under this id in your area")
    return desk


def _asked_for(campaign: Campaign, desk: Area, user: User, tools: Tools) -> Testimonial:
    now = tools.clock.now()
    known = find_reel(campaign, desk, now, records=tools.records)
    if known is not None:
        return known
    pool = pool_of(desk, now, records=tools.records)
    reel = begin(campaign, desk, pool, user.user_id, tools)
    if reel is None:
        raise Conflict(
            f"A reel needs {FEWEST} people of one desk whose videos of 3 seconds or more were "
            f"approved for good in the last {FRESH_FOR.days} days and are in no other reel",
            approved=len(pool.free),
        )
    return reel
