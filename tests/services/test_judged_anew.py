"""New evidence at the desk: who looks is told and goes on, who sent it back has it again."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.people import User
from chalicelib.domain.review import KEPT_LIFE, decide
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.seats import MOST_KEPT, Seat
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.claiming import Asked, claim_next
from chalicelib.services.renewing import Renewed, go_on
from chalicelib.services.verification import verify
from tests.builders import (
    MODERATOR,
    NOON,
    VISIT,
    a_moderator,
    a_ready_video,
    a_testimonial,
    a_visited_place,
    an_id,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.verifying import verify_tools

SECOND = a_moderator(user_id=UserId("moderator-2"))
SENT_BACK = Decision(kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.UNCLEAR_MEDIA)
DAYS_LATER = NOON + timedelta(days=3)


def judged(records: FakeRecords, at: datetime = NOON) -> Testimonial:
    item = verify(VISIT, verify_tools(records, FixedClock(at), SequentialIds(500)))
    assert item is not None
    return item


def at_the_desk(*rows: Row) -> FakeRecords:
    """Return a place whose testimonial waits, with an older one before it."""
    records = FakeRecords(*a_visited_place(), *rows)
    judged(records)
    older = a_testimonial(visit_id=VisitId(an_id(1)), since=NOON - timedelta(hours=1))
    records.seed(older)
    return records


def claim(records: FakeRecords, user: User, at: datetime = NOON) -> VisitId | None:
    return claim_next(user, Asked(), records=records, clock=FixedClock(at))


def the(records: FakeRecords, visit_id: VisitId = VISIT) -> Testimonial:
    item = records.find(Testimonial, visit_id)
    assert item is not None
    return item


def renewed(records: FakeRecords, seen: int) -> Renewed:
    clock = FixedClock(NOON + timedelta(minutes=2))
    (found,) = go_on(a_moderator(), [(VISIT, seen)], records=records, clock=clock)
    return found


def test_who_looks_at_an_item_that_is_judged_anew_goes_on_and_is_told() -> None:
    records = at_the_desk()
    claim(records, SECOND)
    assert claim(records, a_moderator()) == VISIT
    before = the(records)
    records.seed(a_ready_video())

    after = judged(records, NOON + timedelta(minutes=1))
    told = renewed(records, before.version)

    assert (after.claim, after.evidence_version) == (before.claim, 2)
    assert told.claim is not None
    assert (told.is_changed, told.version) == (True, after.version + 1)
    assert renewed(records, told.version).is_changed is False


def sent_back(records: FakeRecords) -> None:
    claim(records, SECOND)
    assert claim(records, a_moderator()) == VISIT
    records.commit(Save(row=decide(the(records), SENT_BACK, by=MODERATOR, at=NOON)))
    assert the(records).state is State.HAS_ISSUES


def test_what_was_sent_back_comes_back_to_the_same_moderator_even_days_later() -> None:
    records = at_the_desk()
    sent_back(records)
    records.seed(a_ready_video())

    back = judged(records, DAYS_LATER)

    assert (back.state, back.claim) == (State.PENDING_REVIEW, None)
    assert claim(records, SECOND, DAYS_LATER) == an_id(1)
    third = a_moderator(user_id=UserId("moderator-3"))
    assert claim(records, third, DAYS_LATER) is None
    assert claim(records, a_moderator(), DAYS_LATER) == VISIT


def test_what_she_does_not_take_in_a_day_is_anybodys() -> None:
    records = at_the_desk()
    sent_back(records)
    records.seed(a_ready_video())
    judged(records, DAYS_LATER)

    assert claim(records, SECOND, DAYS_LATER + KEPT_LIFE) in {VISIT, an_id(1)}
    third = a_moderator(user_id=UserId("moderator-3"))
    assert claim(records, third, DAYS_LATER + KEPT_LIFE) in {VISIT, an_id(1)}


def test_what_comes_back_to_somebody_with_too_much_of_that_is_anybodys() -> None:
    records = at_the_desk()
    sent_back(records)
    seat = records.find(Seat, MODERATOR)
    assert seat is not None
    many = tuple(VisitId(an_id(100 + number)) for number in range(MOST_KEPT))
    records.seed(replace(seat, kept=many), a_ready_video())

    assert judged(records, DAYS_LATER).kept_for is None
    assert claim(records, SECOND, DAYS_LATER) == an_id(1)
    assert claim(records, a_moderator(user_id=UserId("moderator-3")), DAYS_LATER) == VISIT


def test_a_claim_of_hers_while_the_verdict_is_written_loses_neither() -> None:
    records = at_the_desk()
    sent_back(records)
    records.seed(a_ready_video(), replace(the(records, VisitId(an_id(1))), claim=None))
    records.before_commit = lambda _: claim(records, a_moderator(), DAYS_LATER)

    judged(records, DAYS_LATER)

    seat = records.find(Seat, MODERATOR)
    assert seat is not None
    assert (seat.held, seat.kept) == ((an_id(1),), (VISIT,))


def test_evidence_that_comes_to_what_came_back_already_writes_no_seat_again() -> None:
    records = at_the_desk()
    sent_back(records)
    records.seed(a_ready_video())
    back = judged(records, DAYS_LATER)
    records.seed(replace(back, evidence_key="other"))
    records.commits.clear()

    judged(records, DAYS_LATER + timedelta(minutes=1))

    (commit,) = records.commits
    assert Seat not in {type(change.row) for change in commit}
