"""A campaign's declarations: read by everybody in it, changed by its admins, never by halves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.areas import LEAST_REACH_M, MOST_REACH_M, Area, can_lie_at
from chalicelib.domain.campaign import Campaign, CampaignKind, Notice, day_of, retires_at
from chalicelib.domain.errors import InvalidInput, NotFound, StaleVersion
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.people import Role, User, require_place, require_role
from chalicelib.domain.places import Location
from chalicelib.domain.promises import collects_aadhaar, promises_benefit
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, Records
from chalicelib.services.retry import again

ADMINS = frozenset({Role.ADMIN})
PLANNERS = frozenset({Role.ADMIN, Role.CONVENER, Role.CO_CONVENER})
MOST_NOTICES = 100  # a campaign is one row, and every worklist reads it
# Days further away are a slip of the hand, and the calendar's ends cannot be reckoned with.
MOST_AWAY: Final = timedelta(days=5 * 365 + 1)


def read(user: User, campaign_id: CampaignId, *, records: Records) -> Campaign:
    """Return the caller's own campaign; raise NotFound for any other."""
    found = records.find(Campaign, campaign_id) if campaign_id == user.campaign_id else None
    if found is None:
        raise NotFound("There is nothing under this id in your area")
    return found


def change(
    user: User, wanted: Campaign, if_match: int, *, records: Records, clock: Clock
) -> Campaign:
    """Replace what a campaign declares, its notices and policy aside, and return it as kept.

    Raises NotPermitted, StaleVersion for an old `if_match`, InvalidInput for what may not be, and
    for days after which its people should have been erased already.
    """
    require_role(user, ADMINS)
    known = read(user, wanted.campaign_id, records=records)
    if known.version != if_match:
        raise StaleVersion("The campaign changed since you read it; read it again")
    now = clock.now()
    _require_near(wanted, now)
    _require_allowed(wanted)
    _require_areas(wanted, records)
    kept = replace(wanted, notices=known.notices, policy=known.policy, version=known.version)
    due_at = retires_at(kept)
    if due_at is not None and due_at <= now:
        raise InvalidInput(
            "These days would erase everybody at once; keep people's data for longer", field="days"
        )
    return _kept(replace(kept, due_at=due_at), records)


def _kept(campaign: Campaign, records: Records) -> Campaign:
    records.commit(Save(row=campaign))
    return replace(campaign, version=campaign.version + 1)


def _require_near(wanted: Campaign, now: datetime) -> None:
    """Raise InvalidInput for dates more than five years away."""
    today = day_of(wanted, now)
    spans = {
        **{f"days.{place}": (days.first_on, days.last_on) for place, days in wanted.days.items()},
        **{
            f"blackouts.{number}": (blackout.from_at.date(), blackout.until_at.date())
            for number, blackout in enumerate(wanted.blackouts)
        },
    }
    for field, dates in spans.items():
        if any(abs(date - today) > MOST_AWAY for date in dates):
            raise InvalidInput("Write a date within five years of today", field=field)


def _require_allowed(wanted: Campaign) -> None:
    for place, days in wanted.days.items():
        if days.last_on < days.first_on:
            raise InvalidInput("The last day is before the first", field=f"days.{place}")
    if any(blackout.until_at <= blackout.from_at for blackout in wanted.blackouts):
        raise InvalidInput("A blackout ends after it begins", field="blackouts")
    if wanted.kind is CampaignKind.ELECTION and wanted.minors_may_publish:
        # Election Commission of India, 5 February 2024: no children in campaigns.
        raise InvalidInput("An election campaign shows no children", field="minors_may_publish")
    for detail in wanted.details:
        _require_harmless(detail.name, (detail.name.replace("_", " "), *detail.labels.values()))


def _require_harmless(name: str, texts: Iterable[str]) -> None:
    """Raise InvalidInput for a field that promises a benefit, or that would hold Aadhaar."""
    for text in texts:
        if promises_benefit(text):
            raise InvalidInput(
                "A field may not promise a benefit; take it out", field=f"details.{name}"
            )
        if collects_aadhaar(text):
            raise InvalidInput("Aadhaar is never collected; take it out", field=f"details.{name}")


def _require_areas(wanted: Campaign, records: Records) -> None:
    named = {*wanted.days, *(blackout.area_id for blackout in wanted.blackouts)}
    found = records.find_many(Area, [(area_id,) for area_id in sorted(named)])
    ours = {area.area_id for area in found if area and area.campaign_id == wanted.campaign_id}
    if unknown := sorted(named - ours):
        raise InvalidInput("This area is not in the campaign", field=f"days.{unknown[0]}")


def add_notice(
    user: User, campaign_id: CampaignId, notice_id: str, language: str, text: str, *,
    records: Records,
) -> Notice:  # fmt: skip
    """Return the notice as a new version, or the newest one when it says the same already.

    What was once shown is never changed. Raises InvalidInput for a language that the campaign does
    not speak, and when there are MOST_NOTICES.
    """
    require_role(user, ADMINS)

    def step() -> Notice:
        campaign = read(user, campaign_id, records=records)
        if language not in campaign.languages:
            raise InvalidInput("Add the language to the campaign first", field="language")
        newest = _newest(campaign, notice_id, language)
        if newest is not None and newest.text == text:
            return newest
        if len(campaign.notices) >= MOST_NOTICES:
            raise InvalidInput(f"A campaign has at most {MOST_NOTICES} notices", field="text")
        version = newest.version + 1 if newest else 1
        notice = Notice(notice_id=notice_id, version=version, language=language, text=text)
        _kept(replace(campaign, notices=(*campaign.notices, notice)), records)
        return notice

    return again(step)


def _newest(campaign: Campaign, notice_id: str, language: str) -> Notice | None:
    named = [n for n in campaign.notices if (n.notice_id, n.language) == (notice_id, language)]
    return max(named, key=lambda notice: notice.version, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaChange:
    """What may be changed of an area; its place in the tree may not.

    `says` names what of target and place it speaks of; the other stays. A place has the area's
    reach as its accuracy, in metres, or 0.
    """

    names: dict[str, str] | None
    target: int | None
    place: Location | None = None
    says: frozenset[str] = frozenset({"target"})


def change_area(
    user: User, area_id: AreaId, wanted: AreaChange, if_match: int, *, records: Records
) -> Area:
    """Name an area, set its target or say where it lies, and return it as kept.

    Raises NotPermitted, NotFound, StaleVersion, and InvalidInput for what can be no area's place.
    """
    require_role(user, PLANNERS)
    area = records.find(Area, area_id)
    require_place(user, PLANNERS, area.path if area else ())
    assert area is not None  # noqa: S101  nobody's scope covers an empty path
    if area.version != if_match:
        raise StaleVersion("The area changed since you read it; read it again")
    if wanted.place is not None and not can_lie_at(wanted.place):
        reach = f"a reach of {LEAST_REACH_M} to {MOST_REACH_M:,} metres, or 0"
        raise InvalidInput(f"Write where the area's middle is, and {reach}", field="place")
    named = replace(
        area,
        names=wanted.names or area.names,
        target=wanted.target if "target" in wanted.says else area.target,
        place=wanted.place if "place" in wanted.says else area.place,
    )
    records.commit(Save(row=named))
    return replace(named, version=named.version + 1)
