"""Chooses a desk's next reel and begins it: one commit that names the reel and marks its members.

From that commit on whatever ends a member ends the reel too, also while it is composed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.reel_choice import (
    FRESH_FOR,
    Chosen,
    candidate_of,
    choose,
    finding_of,
    is_free,
    times_shown,
)
from chalicelib.domain.reels import NOBODY, film_of, may_be_shown, reel_id_of
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.testimonial import GOING_OUT, STUCK_AFTER, State, Step, Testimonial
from chalicelib.domain.undo import may_be_undone
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.reel_members import member_of

PER_PAGE = 50
MOST_PAGES = 4  # of each state
MOST_LOOKED_AT = 60  # closely, of one desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What choosing a reel needs."""

    records: Records
    clock: Clock
    new_id: NewId


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What is fresh at a desk: what a reel could show, and how often each mandal was shown."""

    free: Mapping[VisitId, Testimonial]
    shown: Mapping[AreaId, int]


def pool_of(desk: Area, now: datetime, *, records: Records) -> Pool:
    """Return what a desk's next reel is chosen from: nothing whose approval may be taken back."""
    found = [item for state in sorted(GOING_OUT) for item in _fresh(state, desk, now, records)]
    fresh = [item for item in found if not may_be_undone(item, now)]
    reels = _states({reel_id for item in fresh for reel_id in item.reels}, records)
    free = {item.visit_id: item for item in fresh if is_free(item, reels)}
    return Pool(free=free, shown=times_shown(fresh, reels))


def _fresh(state: State, desk: Area, now: datetime, records: Records) -> list[Testimonial]:
    """Return a desk's testimonials that came into a state lately, the earliest first."""
    found: list[Testimonial] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = records.testimonials(
            state, desk.area_id, desk.path, limit=PER_PAGE, cursor=cursor, after=now - FRESH_FOR
        )
        found += page.items
        cursor = page.cursor
        if cursor is None:
            break
    return found


def _states(reels: set[VisitId], records: Records) -> dict[VisitId, State]:
    rows = records.find_many(Testimonial, [(reel_id,) for reel_id in sorted(reels)])
    return {row.visit_id: row.state for row in rows if row is not None}


def find_reel(
    campaign: Campaign, desk: Area, now: datetime, *, records: Records
) -> Testimonial | None:
    """Return the desk's reel of the campaign's day; None while there is none."""
    day = day_of(campaign, now)
    return records.find(Testimonial, reel_id_of(campaign.campaign_id, desk.area_id, day))


def begin(campaign: Campaign, desk: Area, pool: Pool, by: str, tools: Tools) -> Testimonial | None:
    """Choose the day's reel and begin it; None when too few may be in one.

    Raises StaleVersion when one of those chosen changed meanwhile, or somebody else began it.
    """
    now = tools.clock.now()
    chosen = _choice(pool, campaign, tools.records)
    if not chosen:
        return None
    members = [pool.free[each.candidate.visit_id] for each in chosen]
    reel = _new(campaign, desk, chosen, now)
    facts = {"members": " ".join(reel.members)}
    reel, entries = noted(reel, "reel_begun", at=now, actor=by, facts=facts)
    job = OutboxItem(
        item_id=tools.new_id(),
        job=Job(action=Action.MAKE_REEL, subject=reel.visit_id),
        created_at=now,
    )
    changes: list[Change] = [Save(row=reel), *entries, Save(row=job)]
    for member in members:
        changes += _marked(member, reel.visit_id, now, by)
    tools.records.commit(*changes)
    return replace(reel, version=1)


def _choice(pool: Pool, campaign: Campaign, records: Records) -> tuple[Chosen, ...]:
    """Choose, look closer at those who are new in the choice, and again without who may not be."""
    left, looked_at = dict(pool.free), set[VisitId]()
    while len(looked_at) < MOST_LOOKED_AT:
        chosen = choose(map(candidate_of, left.values()), pool.shown)
        unknown = {each.candidate.visit_id for each in chosen} - looked_at
        if not unknown:
            return chosen
        looked_at |= unknown
        for visit_id in sorted(unknown):
            if not _may_be_in_one(visit_id, campaign, records):
                del left[visit_id]
    return ()


def _may_be_in_one(visit_id: VisitId, campaign: Campaign, records: Records) -> bool:
    member = member_of(visit_id, records=records)
    if member is None or not may_be_shown(member, campaign):
        return False
    return film_of(member.item, member.media) is not None


def _new(campaign: Campaign, desk: Area, chosen: tuple[Chosen, ...], now: datetime) -> Testimonial:
    return Testimonial(
        visit_id=reel_id_of(campaign.campaign_id, desk.area_id, day_of(campaign, now)),
        campaign_id=campaign.campaign_id,
        beneficiary_id=NOBODY,
        booth_id=desk.area_id,
        desk_id=desk.area_id,
        path=desk.path,
        state=State.COLLECTING,
        since=now,
        members=tuple(each.candidate.visit_id for each in chosen),
        findings=(finding_of(chosen),),
        history=(Step(at=now, source=None, target=State.COLLECTING, by=SYSTEM),),
        due_at=now + STUCK_AFTER,
    )


def _marked(member: Testimonial, reel_id: VisitId, now: datetime, by: str) -> list[Change]:
    marked = replace(member, reels=(*member.reels, reel_id))
    facts = {"reel_id": reel_id}
    marked, entries = noted(marked, "put_into_reel", at=now, actor=by, facts=facts)
    return [Save(row=marked), *entries]
