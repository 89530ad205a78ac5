"""Counts what each moderator decides, by day and desk: for herself first, then for her desk."""

from chalicelib.domain.campaign import INDIA_MIN, Campaign, local_day
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.people import User
from chalicelib.domain.review_days import ReviewDay, with_decision, without_decision
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Clock, Records


def day_with(
    item: Testimonial, kind: DecisionKind, user: User, *, records: Records, clock: Clock
) -> ReviewDay:
    """Return the caller's day with one decision more, on an item that she holds."""
    taken_at = item.claim.taken_at if item.claim else None
    return with_decision(_day_of(item, user, records, clock), kind, taken_at, clock.now())


def day_without(
    item: Testimonial, kind: DecisionKind, user: User, *, records: Records, clock: Clock
) -> ReviewDay:
    """Return the caller's day with a decision taken back."""
    return without_decision(_day_of(item, user, records, clock), kind)


def _day_of(item: Testimonial, user: User, records: Records, clock: Clock) -> ReviewDay:
    campaign = records.recall(Campaign, item.campaign_id)
    offset_min = campaign.utc_offset_min if campaign else INDIA_MIN
    day = local_day(clock.now(), offset_min)
    at = item.path.index(item.desk_id) + 1 if item.desk_id in item.path else 1
    known = records.find(ReviewDay, user.user_id, day.isoformat(), item.desk_id)
    return known or ReviewDay(
        user_id=user.user_id, day=day, desk_id=item.desk_id, campaign_id=item.campaign_id,
        path=item.path[:at],
    )  # fmt: skip
