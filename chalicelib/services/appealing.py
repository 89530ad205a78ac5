"""Asks for another decision on what was rejected: the visit's worker, or the person shown.

It is asked for once, whoever asks, and somebody else decides then: `queueing.is_offered` and
`review.decide` see to that. Both decisions stay with the testimonial. Safe to repeat.
"""

from functools import partial

from chalicelib.domain.decisions import Asker
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User, may
from chalicelib.domain.returned import may_ask_again, was_asked_by
from chalicelib.domain.review import ask_again
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from chalicelib.services.auditing import noted
from chalicelib.services.moderation import Tools
from chalicelib.services.retry import again
from chalicelib.services.withdrawals import HERSELF, ledger_of, rows_of

WORKERS = frozenset({Role.WORKER})


def ask_as_worker(user: User, visit_id: VisitId, note: str | None, tools: Tools) -> Testimonial:
    """Return the testimonial of a visit of the caller's, on which somebody else decides again.

    The same request again gets the same answer. Raises NotFound for a visit that is not hers or
    lies where she no longer works, Conflict for what is not rejected or was asked about before.
    """

    def step() -> Testimonial:
        item = _of_hers(user, visit_id, tools.records)
        was_asked = item.appeal is not None and item.appeal.note == note
        if was_asked and was_asked_by(item, Asker.WORKER):
            return item
        return _asked(item, Asker.WORKER, user.user_id, note, tools)

    return again(step)


def _of_hers(user: User, visit_id: VisitId, records: Records) -> Testimonial:
    visit = records.find(Visit, visit_id)
    item = records.find(Testimonial, visit_id)
    is_hers = visit is not None and visit.worker_id == user.user_id
    if item is None or not is_hers or not may(user, WORKERS, item.path):
        raise NotFound("There is nothing under this id in your area")
    return item


def ask_as_person(person: Beneficiary, note: str | None, tools: Tools) -> int:
    """Ask about all that was rejected of a person, over all rows of the roll that are hers.

    Returns about how many she has asked by now, so that the same request gets the same answer.
    """
    rows = rows_of(person, records=tools.records)
    ledgers = [ledger_of(row, records=tools.records) for row in rows]
    # A visit without a consent makes no testimonial.
    visits = sorted({consent.visit_id for ledger in ledgers for consent in ledger.consents})
    return sum(again(partial(_ask_for_her, each, note, tools)) for each in visits)


def _ask_for_her(visit_id: VisitId, note: str | None, tools: Tools) -> bool:
    """Ask about one visit where that can be done; return whether she has asked about it."""
    item = tools.records.find(Testimonial, visit_id)
    if item is None or not may_ask_again(item):
        return item is not None and was_asked_by(item, Asker.BENEFICIARY)
    _asked(item, Asker.BENEFICIARY, HERSELF, note, tools)
    return True


def _asked(
    item: Testimonial, asker: Asker, actor: str, note: str | None, tools: Tools
) -> Testimonial:
    now = tools.clock.now()
    asked, entries = noted(
        ask_again(item, asker, note, now), "asked_again", at=now, actor=actor,
        facts={"by": asker.value},
    )  # fmt: skip
    # Evidence that came while it was rejected was passed over; whoever decides now sees it.
    job = Job(action=Action.VERIFY, subject=item.visit_id)
    row = OutboxItem(item_id=tools.new_id(), job=job, created_at=now)
    tools.records.commit(Save(row=asked), Save(row=row), *entries)
    return asked
