"""Counts what each moderator decides, by day and desk: for herself first, then for her desk."""

from datetime import datetime

from chalicelib.domain.campaign import INDIA_MIN, Campaign, local_day
from chalicelib.domain.decisions import Decided
from chalicelib.domain.people import User
from chalicelib.domain.review_days import ReviewDay, with_decision, without_decision
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records


def day_with(item: Testimonial, passed: Decided, user: User, *, records: Records) -> ReviewDay:
    """Return the caller's day with one decision more, on an item that she holds."""
    taken_at = item.claim.taken_at if item.claim else None
    day = _day_of(item, user, passed.at, records)
    return with_decision(day, passed.kind, taken_at, passed.at)


def day_without(item: Testimonial, passed: Decided, user: User, *, records: Records) -> ReviewDay:
    """Return the day of a decision of the caller's with it taken back, maybe after midnight."""
    return without_decision(_day_of(item, user, passed.at, records), passed.kind)


def _day_of(item: Testimonial, user: User, at: datetime, records: Records) -> ReviewDay:
    campaign = records.recall(Campaign, item.campaign_id)
    offset_min = campaign.utc_offset_min if campaign else INDIA_MIN
    day = local_day(at, offset_min)
    depth = item.path.index(item.desk_id) + 1 if item.desk_id in item.path else 1
    known = records.find(ReviewDay, user.user_id, day.isoformat(), item.desk_id)
    return known or ReviewDay(
        user_id=user.user_id, day=day, desk_id=item.desk_id, campaign_id=item.campaign_id,
        path=item.path[:depth],
    )  # fmt: skip
