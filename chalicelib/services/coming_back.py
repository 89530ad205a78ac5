"""Brings what a worker has mended back to whoever sent it to her."""

from dataclasses import replace

from chalicelib.domain.rows import Save
from chalicelib.domain.seats import Seat, kept_on
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.ports import Records


def come_back(item: Testimonial, *, records: Records) -> tuple[Testimonial, list[Save]]:
    """Return an item that waits for review (again), and what has it found by whom it is kept for.

    It is kept for nobody once as much waits for her as one seat keeps: then anybody may have it.
    """
    if item.kept_for is None or item.state is not State.PENDING_REVIEW:
        return item, []
    moderator_id = item.kept_for.moderator_id
    seat = records.find(Seat, moderator_id) or Seat(user_id=moderator_id)
    found = kept_on(seat, item.visit_id)
    if found is None:
        return replace(item, kept_for=None), []
    return item, [Save(row=found)] if found != seat else []
