"""Highlights reels: asking for one, and what was begun."""

from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.entry.models.common import KnownId, Model


class ReelRequest(Model):
    """Where a reel is wanted: it shows the whole desk that the area belongs to."""

    area_id: KnownId


class ReelView(Model):
    """A desk's reel of today; it is composed and reviewed like any testimonial."""

    testimonial_id: str
    area_id: str
    state: State
    member_ids: list[str]


def reel_view(reel: Testimonial) -> ReelView:
    """Return a reel as an answer."""
    return ReelView(
        testimonial_id=reel.visit_id,
        area_id=reel.desk_id,
        state=reel.state,
        member_ids=list(reel.members),
    )
