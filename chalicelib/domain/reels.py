"""A desk's highlights reel: when it is made, what it stands on and what is written in it.

A reel is a testimonial of its own that has members. What it shows was approved before, and people
look at it once more as a whole. It stands on every member's consent, and falls with any of them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chalicelib.domain.areas import Area, Path
from chalicelib.domain.campaign import Campaign, day_of, is_minor
from chalicelib.domain.channel_editions import EditionOrder
from chalicelib.domain.consent import Ledger
from chalicelib.domain.edition_timeline import duration_of
from chalicelib.domain.edition_words import (
    closing_card,
    in_words,
    names_her,
    opening_card,
    words_of,
)
from chalicelib.domain.editions import Card, EditionPlan, LowerThird, Style
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    MediaId,
    UserId,
    VisitId,
    id_from,
)
from chalicelib.domain.media import (
    Derivative,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    derivative_place,
)
from chalicelib.domain.media_measures import Made, Role
from chalicelib.domain.publishing import Publication, may_be_public
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial, move
from chalicelib.domain.visit import Visit

SHORTEST_S: Final = 3.0
# By the campaign's own clock: the day's posts are out and the next day's review has not begun.
MADE_AT: Final = time(2)
NOBODY: Final = BeneficiaryId("")  # a reel is of several people
NO_WORKER: Final = UserId("")
# A reel in one of these shows nothing and never will, so its members may be in another one.
OVER: Final = frozenset({State.REJECTED, State.REFUSED, State.HAS_ISSUES, State.WITHDRAWN})
# What is kept of a composed reel, with the ending of each file.
KEPT: Final = {Role.VIDEO: "mp4", Role.POSTER: "jpg", Role.THUMB: "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReelTurn:
    """When a desk's next reel is chosen. A desk at which nothing was ever approved has no row."""

    desk_id: AreaId
    campaign_id: CampaignId
    due_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A testimonial with what its place in a reel stands on. `media` are all of its visit's."""

    item: Testimonial
    visit: Visit | None
    person: Beneficiary | None
    ledger: Ledger | None
    media: tuple[Media, ...]


def reel_id_of(campaign_id: CampaignId, desk_id: AreaId, day: date) -> VisitId:
    """Return the id of a desk's reel of a day: whoever makes it again makes the same one."""
    return VisitId(id_from(campaign_id, "reel", f"{desk_id}/{day.isoformat()}"))


def media_id_of(reel: Testimonial) -> MediaId:
    """Return the id of a reel's film."""
    return MediaId(id_from(reel.campaign_id, "reel-film", reel.visit_id))


def key_of(reel: Testimonial, take: int, role: Role) -> str:
    """Return where a file of a reel lies; each try to compose it has keys of its own."""
    return derivative_place(media_id_of(reel), f"reel{take}-{role}.{KEPT[role]}")


def is_of_a_reel(row: Media | Testimonial | Publication) -> bool:
    """True for a row that belongs to a reel, and so to no visit and to no one person."""
    return row.beneficiary_id == NOBODY


def next_turn(campaign: Campaign, now: datetime) -> datetime:
    """Return the next MADE_AT by the campaign's clock, after `now`."""
    offset = timedelta(minutes=campaign.utc_offset_min)
    today = datetime.combine(day_of(campaign, now), MADE_AT, UTC) - offset
    return today if today > now else today + timedelta(days=1)


def film_of(item: Testimonial, media: Iterable[Media]) -> Media | None:
    """Return the first approved video of at least SHORTEST_S seconds; None when there is none."""
    shown = (one for one in media if one.media_id in item.media_ids and _is_long_enough(one))
    return next(shown, None)


def _is_long_enough(media: Media) -> bool:
    seconds = (media.measured or {}).get("duration_s")
    is_ready = media.kind is MediaKind.VIDEO and media.state is MediaState.READY
    return is_ready and isinstance(seconds, int | float) and seconds >= SHORTEST_S


def may_be_shown(member: Member, campaign: Campaign) -> bool:
    """True while a member may be in a reel: approved, agreed to, unaltered and not of a child."""
    item, visit, person = member.item, member.visit, member.person
    if item.state not in GOING_OUT or item.ai_altered or visit is None or person is None:
        return False
    shown = tuple(one for one in member.media if one.media_id in item.media_ids)
    agrees = may_be_public(member.ledger, item.visit_id, shown)
    return agrees and not _may_be_a_child(campaign, person, visit, member.ledger)


def _may_be_a_child(
    campaign: Campaign, person: Beneficiary, visit: Visit, ledger: Ledger | None
) -> bool:
    """True for a child by her year of birth, or since a guardian agreed for her at any visit.

    Stricter than for her own testimonial: no child is in a reel, whoever agreed to what.
    """
    consents = ledger.consents if ledger else ()
    has_guardian = any(consent.guardian for consent in consents)
    return has_guardian or is_minor(campaign, person.birth_year, visit.began_at)


def film_made(
    reel: Testimonial,
    plan: EditionPlan,
    made: Made,
    derivatives: tuple[Derivative, ...],
    at: datetime,
) -> Media:
    """Return the film of a reel, as it is kept: nobody uploaded it and it has no original."""
    film = next(file for file in made.files if file.role is Role.VIDEO)
    return Media(
        media_id=media_id_of(reel),
        visit_id=reel.visit_id,
        beneficiary_id=NOBODY,
        worker_id=NO_WORKER,
        booth_id=reel.booth_id,
        campaign_id=reel.campaign_id,
        kind=MediaKind.VIDEO,
        content_type=film.content_type,
        size_bytes=film.size_bytes,
        sha256=film.sha256_hex,
        method=UploadMethod.POST,
        granted_at=at,
        expires_at=at,
        state=MediaState.READY,
        ended_at=at,
        measured={
            "width": plan.size.width,
            "height": plan.size.height,
            "duration_s": round(duration_of(plan), 3),
            "has_audio": any(piece.clip.has_audio for piece in plan.pieces),
        },
        derivatives=derivatives,
        placeholder=made.placeholder,
    )


def reviewable(
    reel: Testimonial, film: Media, members: Iterable[Member], at: datetime
) -> Testimonial:
    """Return a reel that was composed of these members, waiting for review."""
    opened = move(reel, State.VERIFYING, at=at, by="system")
    return replace(
        move(opened, State.PENDING_REVIEW, at=at, by="system"),
        media_ids=(film.media_id,),
        evidence_key=evidence_key_of(members),
        evidence_version=reel.evidence_version + 1,
        verdict=Verdict.NEEDS_REVIEW,
    )


def evidence_key_of(members: Iterable[Member]) -> str:
    """Return what a reel shows, as a hash: each member's content and the consent that names her."""
    digest = hashlib.sha256()
    for member in members:
        item = member.item
        named_by = names_her(member.ledger, item.visit_id)
        named = named_by.consent_id if named_by else ""
        digest.update(f"{item.visit_id}/{item.content_version}/{named}\n".encode())
    return digest.hexdigest()


def is_as_composed(reel: Testimonial, members: Iterable[Member]) -> bool:
    """True while a reel that was composed would show the same today, names included."""
    return not reel.evidence_key or reel.evidence_key == evidence_key_of(members)


def lower_third_for(member: Member, campaign: Campaign, areas: Iterable[Area]) -> LowerThird | None:
    """Return what is written while a member speaks, in the campaign's first language."""
    named_by = names_her(member.ledger, member.item.visit_id)
    order = EditionOrder(style=Style(has_lower_third=True), language=campaign.languages[0])
    return words_of(order, campaign, named_by, areas, member.person).lower_third


def places_named(path: Path, desk: Area) -> tuple[AreaId, ...]:
    """Return which areas are named while a member speaks: her mandal, never her booth.

    The desk's own name stands on the opening card.
    """
    above = [area_id for area_id in path[:-1] if area_id not in desk.path]
    return tuple(above[-1:])


def captions_for(campaign: Campaign, desk: Area | None) -> dict[str, str]:
    """Return a reel's captions to start from, by language: the campaign's and the place's names."""
    names = (campaign.names, desk.names if desk else {})
    return {
        language: " · ".join(filter(None, (each.get(language, "") for each in names)))
        for language in campaign.languages
    }


def cards_for(campaign: Campaign, desk: Area) -> tuple[Card, Card]:
    """Return the titles before and after the clips: the campaign, the place; that they agreed."""
    language = campaign.languages[0]
    opening = replace(opening_card(language, campaign), lines=(in_words(desk.names, language),))
    return opening, closing_card(language, campaign)
