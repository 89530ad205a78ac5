"""Takes a decision back while nothing follows from it yet."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.ids import VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import User
from chalicelib.domain.review import release
from chalicelib.domain.rows import Save
from chalicelib.domain.seats import MOST_HELD, Seat
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.undo import undo
from chalicelib.services.auditing import noted
from chalicelib.services.claiming import held, reviewable
from chalicelib.services.moderation import Tools
from chalicelib.services.retry import again
from chalicelib.services.review_days import day_without


def take_back(user: User, visit_id: VisitId, tools: Tools) -> None:
    """Take the caller's last decision on an item back; she holds it again. Safe to repeat.

    Of the others that she holds she keeps the first; what was fetched ahead is given back. Raises
    Conflict when it is too late or not her decision, AlreadyClaimed when somebody looks at it by
    now.
    """
    again(lambda: _take_back(user, visit_id, tools))


def _take_back(user: User, visit_id: VisitId, tools: Tools) -> None:
    records, now = tools.records, tools.clock.now()
    item = reviewable(user, visit_id, records)
    back = undo(item, by=user.user_id, at=now, window=tools.undo)
    if back is item:
        return
    last = item.decisions[-1]
    facts = {"decision": last.kind.value}
    back, entries = noted(back, "decision_taken_back", at=now, actor=user.user_id, facts=facts)
    records.commit(
        Save(row=back),
        *entries,
        Save(row=day_without(item, last, user, records=records)),
        *_seated(user, item, tools),
        *_looked_at_again(item, tools),
    )


def _seated(user: User, item: Testimonial, tools: Tools) -> Iterator[Save]:
    """Yield her seat with the item in front, and what she has to give back for that."""
    records, now = tools.records, tools.clock.now()
    seat = records.find(Seat, user.user_id) or Seat(user_id=user.user_id)
    others = [one for one in held(seat, user, now, records) if one.visit_id != item.visit_id]
    kept, given_back = others[: MOST_HELD - 1], others[MOST_HELD - 1 :]
    holding = (item.visit_id, *(one.visit_id for one in kept))
    yield Save(row=replace(seat, held=holding))
    yield from (Save(row=release(one, user.user_id, now)) for one in given_back)


def _looked_at_again(item: Testimonial, tools: Tools) -> Iterator[Save]:
    """Yield the job that looks at evidence which came while there seemed nothing left to decide."""
    if item.state is State.PENDING_REVIEW or item.members:
        return
    job = Job(action=Action.VERIFY, subject=item.visit_id)
    yield Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=tools.clock.now()))
