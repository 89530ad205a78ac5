"""Makes each desk's digest of the day before, once, and shows them.

A tick may come never, once or often: the desk's turn says when it is next, and a day's digest has
one key. A day on which no tick came has none; nothing else rests on it.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Connection, Standing
from chalicelib.domain.digests import (
    FOR_PEOPLE,
    MOST_COUNTED,
    ON_THE_WAY,
    Digest,
    DigestTurn,
    day_before,
    next_digest,
    says_anything,
)
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.progress import shown
from chalicelib.domain.publishing import Publication, PublicationState, outgoing_list
from chalicelib.domain.rows import DueKind, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Clock, Records
from chalicelib.services.channels import MOST_CHANNELS
from chalicelib.services.progress import sums
from chalicelib.services.retry import again
from chalicelib.services.worklist import area_of

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
BATCH = 100
SHOWN_FOR = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What digests need."""

    records: Records
    clock: Clock


def await_digest(visit_id: VisitId, tools: Tools) -> None:
    """Give the desk of an approved testimonial its next digest, unless it has one coming."""
    again(lambda: _await_digest(visit_id, tools))


def _await_digest(visit_id: VisitId, tools: Tools) -> None:
    item = tools.records.find(Testimonial, visit_id)
    campaign = tools.records.find(Campaign, item.campaign_id) if item else None
    if item is None or campaign is None:
        return
    known = tools.records.find(DigestTurn, item.desk_id)
    turn = known or DigestTurn(desk_id=item.desk_id, campaign_id=item.campaign_id)
    if turn.due_at is None:
        due_at = next_digest(campaign, tools.clock.now())
        tools.records.commit(Save(row=replace(turn, due_at=due_at)))


def make_digests(tools: Tools) -> int:
    """Make every digest that is due; return how many. Safe to repeat."""
    due = tools.records.due(DueKind.DIGEST, tools.clock.now(), limit=BATCH)
    return sum(_have_turn(row, tools) for row in due if isinstance(row, DigestTurn))


def _have_turn(turn: DigestTurn, tools: Tools) -> bool:
    campaign = tools.records.find(Campaign, turn.campaign_id)
    desk = tools.records.find(Area, turn.desk_id)
    digest = _made(campaign, desk, tools) if campaign and desk else None
    goes_on = campaign is not None and digest is not None and says_anything(digest)
    due_at = next_digest(campaign, tools.clock.now()) if goes_on and campaign else None
    if digest is not None:
        with suppress(StaleVersion):  # another tick has made it
            tools.records.commit(Save(row=digest))
    with suppress(StaleVersion):
        tools.records.commit(Save(row=replace(turn, due_at=due_at)))
    return digest is not None


def _made(campaign: Campaign, desk: Area, tools: Tools) -> Digest:
    now = tools.clock.now()
    day = day_before(campaign, now)
    days, _ = sums(desk.area_id, records=tools.records)
    return Digest(
        area_id=desk.area_id,
        day=day,
        campaign_id=campaign.campaign_id,
        path=desk.path,
        made_at=now,
        counts=shown(days, day),
        on_the_way=_counted(desk, ON_THE_WAY, tools),
        for_people=_counted(desk, FOR_PEOPLE, tools),
        lost=_lost(campaign, tools),
    )


def _counted(desk: Area, states: tuple[PublicationState, ...], tools: Tools) -> dict[str, int]:
    counts = {state.value: _count(desk, state, tools) for state in states}
    return {state: count for state, count in counts.items() if count}


def _count(desk: Area, state: PublicationState, tools: Tools) -> int:
    name, count, cursor = outgoing_list(desk.area_id, state), 0, None
    while count < MOST_COUNTED:
        page = tools.records.listed(Publication, name, limit=BATCH, cursor=cursor)
        count, cursor = count + len(page.items), page.cursor
        if cursor is None:
            break
    return count


def _lost(campaign: Campaign, tools: Tools) -> tuple[str, ...]:
    found = tools.records.under(Connection, campaign.campaign_id, limit=MOST_CHANNELS).items
    lost = (each for each in found if each.standing is Standing.NEEDS_RECONNECT)
    return tuple(each.channel_id for each in lost)


def digests(user: User, area_id: AreaId, tools: Tools) -> list[Digest]:
    """Return a desk's digests of the last month, the newest first; raise NotFound."""
    area = area_of(user, area_id, records=tools.records)
    require_place(user, READERS, area.path)
    since = (tools.clock.now() - SHOWN_FOR).date().isoformat()
    found = tools.records.under(
        Digest, area.desk_id or area.area_id, limit=SHOWN_FOR.days + 2, after=since
    )
    return list(reversed(found.items))
