"""Composes a reel that was begun and puts it before the reviewers. Safe to repeat.

One run holds a reel at a time, by the lease of an edition. Which keys it may write is noted with
the claim, so an erasure finds what a run that died has left behind. A reel of which a member fell
meanwhile is ended instead.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import Scalar
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import (
    Edition,
    finished,
    is_composing,
    is_spent,
    renditions,
    start,
)
from chalicelib.domain.credentials import OF_A_REEL
from chalicelib.domain.edition_plans import plan_reel
from chalicelib.domain.editions import Cut, EditionPlan, LowerThird
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import Derivative, Media
from chalicelib.domain.media_measures import Made, MadeFile
from chalicelib.domain.reels import (
    KEPT,
    Member,
    cards_for,
    film_made,
    film_of,
    key_of,
    lower_third_for,
    places_named,
    reviewable,
)
from chalicelib.domain.rows import MediaPointer, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.auditing import SYSTEM, noted
from chalicelib.services.composing import Tools
from chalicelib.services.credentials import with_credentials
from chalicelib.services.reel_members import standing_members
from chalicelib.services.retry import again
from chalicelib.services.withdrawing import end_reel

COMPOSING = "reel"  # the id of the edition whose lease a run holds


class Result(StrEnum):
    """How one delivery ended."""

    READY = "ready"
    ENDED = "ended"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What one run has claimed."""

    reel: Testimonial
    members: tuple[Member, ...]
    campaign: Campaign
    desk: Area
    edition: Edition


def make(reel_id: VisitId, tools: Tools) -> Result:
    """Compose a reel of its members' renditions, unless that was done or is being done.

    One whose every try failed, or of which a member may no longer be shown, is withdrawn. A fault
    leaves the lease to lapse; reconciliation asks again then.
    """
    take = again(lambda: _claim(reel_id, tools))
    if isinstance(take, Result):
        return take
    with tools.workspace() as folder:
        plan, made = _composed(take, folder, tools)
        derivatives = _kept(take, made, tools)
    film = film_made(take.reel, plan, made, derivatives, tools.clock.now())
    return again(lambda: _keep(take, film, tools))


def _claim(reel_id: VisitId, tools: Tools) -> Take | Result:
    records, now = tools.records, tools.clock.now()
    reel = _to_be_made(reel_id, tools)
    known = records.find(Edition, reel_id, COMPOSING)
    edition = known or Edition(visit_id=reel_id, edition_id=COMPOSING)
    if reel is None or is_composing(edition, now):
        return Result.REPEATED
    campaign, desk = records.find(Campaign, reel.campaign_id), records.find(Area, reel.desk_id)
    members = standing_members(reel, campaign, records=records)
    if campaign is None or desk is None or members is None or is_spent(edition):
        return _ended(reel_id, "member" if members is None else "not_made", tools)
    begun = start(edition, (), now)
    keys = tuple(key_of(reel, begun.tries, role) for role in KEPT)
    claimed = replace(begun, stored=(*begun.stored, *keys))
    records.commit(Save(row=claimed), Unchanged(row=reel))
    return Take(
        reel=reel, members=members, campaign=campaign, desk=desk,
        edition=replace(claimed, version=claimed.version + 1),
    )  # fmt: skip


def _to_be_made(reel_id: VisitId, tools: Tools) -> Testimonial | None:
    reel = tools.records.find(Testimonial, reel_id)
    return reel if reel and reel.members and reel.state is State.COLLECTING else None


def _ended(reel_id: VisitId, why: str, tools: Tools) -> Result:
    end_reel(reel_id, why, records=tools.records, clock=tools.clock, new_id=tools.new_id)
    return Result.ENDED


def _composed(take: Take, folder: Path, tools: Tools) -> tuple[EditionPlan, Made]:
    sources = [_fetched(member, folder, tools) for member in take.members]
    opening, closing = cards_for(take.campaign, take.desk)
    # The networks' own shape for short films; a channel that wants another one cuts the reel.
    plan = plan_reel(
        [tools.composer.measure(source) for source in sources],
        [_lower_third(member, take, tools) for member in take.members],
        opening=opening, closing=closing, cut=Cut.VERTICAL,
    )  # fmt: skip
    into = folder / "made"
    into.mkdir()
    made = tools.composer.compose(plan, sources, into)
    signed = with_credentials(made, take.reel.campaign_id, OF_A_REEL, tools.credentials)
    return plan, signed


def _fetched(member: Member, folder: Path, tools: Tools) -> Path:
    film = film_of(member.item, member.media)
    rendition = next((made for _, made in renditions([film] if film else [])), None)
    if rendition is None:
        raise NotFound("A film of this reel is gone")
    source = folder / f"{member.item.visit_id}.mp4"
    tools.store.fetch_derivative(rendition.key, source)
    return source


def _lower_third(member: Member, take: Take, tools: Tools) -> LowerThird | None:
    named = [(area_id,) for area_id in places_named(member.item.path, take.desk)]
    areas = [area for area in tools.records.find_many(Area, named) if area]
    return lower_third_for(member, take.campaign, areas)


def _kept(take: Take, made: Made, tools: Tools) -> tuple[Derivative, ...]:
    return tuple(_stored(take, file, tools) for file in made.files if file.role in KEPT)


def _stored(take: Take, file: MadeFile, tools: Tools) -> Derivative:
    key = key_of(take.reel, take.edition.tries, file.role)
    tools.store.keep_derivative(file, key)
    return Derivative(
        role=file.role, key=key, content_type=file.content_type, width=file.width,
        height=file.height, size_bytes=file.size_bytes,
    )  # fmt: skip


def _keep(take: Take, film: Media, tools: Tools) -> Result:
    """Put the reel before the reviewers, unless it was ended or another run took it over."""
    records, now = tools.records, tools.clock.now()
    reel = _to_be_made(take.reel.visit_id, tools)
    held = records.find(Edition, take.reel.visit_id, COMPOSING)
    if reel is None or held is None or held.version != take.edition.version:
        return Result.REPEATED
    shown = reviewable(reel, film, take.members, now)
    if standing_members(shown, take.campaign, records=records) is None:
        return _ended(reel.visit_id, "member", tools)
    facts: dict[str, Scalar] = {"take": take.edition.tries, "evidence_key": shown.evidence_key}
    shown, entries = noted(shown, "reel_composed", at=now, actor=SYSTEM, facts=facts)
    pointer = MediaPointer(media_id=film.media_id, visit_id=film.visit_id)
    edition = finished(take.edition, ())
    records.commit(Save(row=shown), *entries, Save(row=film), Save(row=pointer), Save(row=edition))
    return Result.READY
