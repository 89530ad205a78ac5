"""Was the visit made on a day of the campaign, the picture at the visit, and by what clock?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.campaign import day_of, days_at, is_open
from chalicelib.domain.capture import Capture
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import MediaId
from chalicelib.domain.verification.evidence import Evidence, Seen, seen
from chalicelib.domain.verification.limits import (
    CAPTURED_AFTER,
    CAPTURED_BEFORE,
    CLOCK_WRONG,
    MOST_A_MINUTE,
    limit,
)
from chalicelib.domain.verification.rounds import MINUTE, began_with, earlier, left_at
from chalicelib.domain.visit import Visit

# Clocks that were never set show their program's year or 1970; no campaign is older than this.
FIRST_YEAR: Final = 2020


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """How far from its visit a media was made, in minutes: before it is less than zero."""

    media_id: MediaId
    off_min: int
    is_in_days: bool


def in_campaign_days(evidence: Evidence) -> Seen:
    """Warn when the visit was made on a day that is none of its place's visit days.

    A campaign without days is open on every day.
    """
    visit, campaign = evidence.visit, evidence.campaign
    if visit is None:
        return seen(FindingOutcome.UNKNOWN)
    days = days_at(campaign, visit.path)
    if days is None or is_open(campaign, visit.path, visit.began_at):
        return seen(FindingOutcome.PASS, has_days=days is not None)
    on = day_of(campaign, visit.began_at)
    off = on - (days.first_on if on < days.first_on else days.last_on)
    return seen(FindingOutcome.WARN, days_off=off.days)


def captured_at_visit(evidence: Evidence) -> Seen:
    """Warn when a media says that it was made at another time than the visit, or on no visit day.

    Unknown when none says when. What satellites said is true; a device's clock may be the phone's
    that reported the visit, or another one's, so what it showed counts corrected by what that
    phone's was behind, and as it stands: whichever is nearer.
    """
    taken = list(_taken(evidence))
    off = [each for each in taken if each.off_min or not each.is_in_days]
    if not off:
        outcome = FindingOutcome.PASS if taken else FindingOutcome.UNKNOWN
        return seen(outcome, known=len(taken))
    return seen(
        FindingOutcome.WARN,
        known=len(taken),
        media_ids=[each.media_id for each in off],
        minutes_off=[f"{each.off_min:+d}" for each in off],
        outside_days=sum(not each.is_in_days for each in off),
    )


def _taken(evidence: Evidence) -> Iterator[_Taken]:
    visit, campaign = evidence.visit, evidence.campaign
    if visit is None:
        return
    for media in evidence.ready:
        capture = evidence.captures.get(media.media_id)
        moments = _moments(capture, visit, campaign.utc_offset_min) if capture else []
        if moments:
            nearest = min(moments, key=lambda at: abs(_off_min(at, visit, evidence)))
            yield _Taken(
                media_id=media.media_id, off_min=_off_min(nearest, visit, evidence),
                is_in_days=is_open(campaign, visit.path, nearest),
            )  # fmt: skip


def _moments(capture: Capture, visit: Visit, utc_offset_min: int) -> list[datetime]:
    """Return when a media may have been made; nothing when it does not say, or nonsense."""
    if capture.gps_at is not None and _is_sane(capture.gps_at, visit):
        return [capture.gps_at]
    if capture.captured_at is None or not _is_sane(capture.captured_at, visit):
        return []
    at = capture.instant(utc_offset_min)
    return [at, at + timedelta(seconds=visit.skew_s)] if at else []


def _is_sane(at: datetime, visit: Visit) -> bool:
    """False for the year of a clock that nobody set: long before the visit, or after it."""
    return FIRST_YEAR <= at.year <= visit.began_at.year + 1


def _off_min(at: datetime, visit: Visit, evidence: Evidence) -> int:
    """Return by how many minutes a moment misses the visit, begun ones full; 0 when it does not."""
    before = visit.began_at - at - MINUTE * limit(evidence.policy, CAPTURED_BEFORE)
    after = at - left_at(visit) - MINUTE * limit(evidence.policy, CAPTURED_AFTER)
    if before > timedelta():
        return -_begun(before)
    return _begun(after) if after > timedelta() else 0


def _begun(span: timedelta) -> int:
    return -(-span // MINUTE)


def clock(evidence: Evidence) -> Seen:
    """Warn when the phone's clock was far from ours when it reported; ours counts everywhere."""
    visit = evidence.visit
    if visit is None:
        return seen(FindingOutcome.UNKNOWN)
    behind = timedelta(seconds=visit.skew_s)
    is_wrong = abs(behind) > MINUTE * limit(evidence.policy, CLOCK_WRONG)
    outcome = FindingOutcome.WARN if is_wrong else FindingOutcome.PASS
    return seen(outcome, minutes_behind=round(behind / MINUTE))


def too_many(evidence: Evidence) -> Seen:
    """Warn when more visits of the worker began within a minute than anybody can make.

    The last of them counts itself and is in doubt; the earlier ones are named.
    """
    visit = evidence.visit
    if visit is None:
        return seen(FindingOutcome.UNKNOWN)
    together = began_with(visit, earlier(evidence))
    most = limit(evidence.policy, MOST_A_MINUTE)
    if len(together) + 1 <= most:
        return seen(FindingOutcome.PASS, in_a_minute=len(together) + 1)
    return seen(
        FindingOutcome.WARN,
        in_a_minute=len(together) + 1,
        visit_ids=[each.visit_id for each in together],
    )
