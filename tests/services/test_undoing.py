"""Taking a decision back at the desk, and what may not have followed from it before."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.consent import withdraw
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import AlreadyClaimed, Conflict, DomainError, NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import Publication
from chalicelib.domain.review_days import UNDONE, ReviewDay
from chalicelib.domain.rows import Save
from chalicelib.domain.seats import Seat
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import moderation, outgoing, sampling, scheduling, undoing, upkeep
from chalicelib.services import verification as verifying
from chalicelib.services.claiming import Asked, claim_next, let_go
from chalicelib.services.withdrawing import settle
from tests.builders import (
    MODERATOR,
    NOON,
    PERSON,
    VISIT,
    a_channel,
    a_claim,
    a_ledger,
    a_moderator,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import (
    FakeChannel,
    FakeCredentials,
    FakeJobs,
    FakeObjectStore,
    FakeRecords,
    FixedClock,
    SequentialIds,
)
from tests.reel_place import a_composed_place
from tests.verifying import verify_tools

FIRST, SECOND = a_moderator(), a_moderator(user_id=UserId("moderator-2"))
STATE = a_user(Role.MODERATOR, "state", user_id=UserId("state-moderator"))
APPROVE = Decision(kind=DecisionKind.APPROVE)
ESCALATE = Decision(kind=DecisionKind.ESCALATE)
REJECT, SEND_BACK = (
    Decision(kind=kind, reason=ReasonCode.OTHER)
    for kind in (DecisionKind.REJECT, DecisionKind.HAS_ISSUES)
)
EVERY = (APPROVE, REJECT, SEND_BACK, ESCALATE)
S = Action.SCHEDULE


def another(number: int) -> Testimonial:
    return a_testimonial(
        visit_id=VisitId(an_id(number)), booth_id=AreaId("booth-2"), path=path_to("booth-2"),
        since=NOON + timedelta(seconds=number), claim=a_claim(),
    )  # fmt: skip


@dataclass(kw_only=True)
class Desk:
    """One item at a desk, held by a moderator, and what follows from decisions on it."""

    records: FakeRecords
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    jobs: FakeJobs = field(default_factory=FakeJobs)
    new_id: SequentialIds = field(default_factory=SequentialIds)

    @property
    def tools(self) -> moderation.Tools:
        return moderation.Tools(records=self.records, clock=self.clock, new_id=self.new_id)

    @property
    def posting(self) -> outgoing.Tools:
        return outgoing.Tools(
            records=self.records, store=FakeObjectStore(), client=FakeChannel(),
            credentials=FakeCredentials(), clock=self.clock, new_id=self.new_id,
        )  # fmt: skip

    @property
    def item(self) -> Testimonial:
        found = self.records.find(Testimonial, VISIT)
        assert found is not None
        return found

    @property
    def day(self) -> ReviewDay:
        return self.records.all(ReviewDay)[0]

    @property
    def actions(self) -> list[str]:
        return [entry.action for entry in self.records.all(AuditEntry)]

    def decide(self, decision: Decision = APPROVE, user: User = FIRST) -> None:
        moderation.pass_decision(user, VISIT, self.item.version, decision, self.tools)

    def undo(self, user: User = FIRST) -> None:
        undoing.take_back(user, VISIT, self.tools)

    def schedule_jobs(self) -> list[Job]:
        jobs = [row.job for row in self.records.all(OutboxItem)]
        return [job for job in jobs if job.action is S]

    def deliver(self) -> None:
        """Carry out all jobs to schedule whose time has come, as their queue would."""
        for job in self.schedule_jobs():
            if job.not_before is not None and job.not_before <= self.clock.now():
                scheduling.schedule(VisitId(job.subject), self.posting, job.content_version)

    def tick(self) -> None:
        upkeep.reconcile(
            upkeep.Tools(
                records=self.records, store=FakeObjectStore(), jobs=self.jobs, clock=self.clock
            )
        )


def a_desk(*more: Any, **fields: Any) -> Desk:
    item = {"claim": a_claim(taken_at=NOON - timedelta(seconds=40)), **fields}
    return Desk(records=FakeRecords(*a_reviewable_place(**item), a_channel(), *more))


@pytest.mark.parametrize("decision", EVERY, ids=lambda each: each.kind.value)
def test_every_decision_can_be_taken_back_and_both_are_in_the_trail(decision: Decision) -> None:
    desk = a_desk()
    desk.decide(decision)
    desk.clock.advance(seconds=30)

    desk.undo()

    assert (desk.item.state, desk.item.decisions) == (State.PENDING_REVIEW, ())
    assert desk.item.claim is not None
    assert desk.item.claim.moderator_id == MODERATOR
    assert desk.actions == ["decided", "decision_taken_back"]
    entries = desk.records.all(AuditEntry)
    assert is_intact(entries, desk.item.audit)
    assert entries[1].facts == {"decision": decision.kind.value}
    assert desk.day.counts == {decision.kind.value: 0, UNDONE: 1}


def test_a_first_approval_of_two_is_taken_back_like_any_other() -> None:
    desk = a_desk(ai_altered=True)
    desk.decide()
    assert desk.item.state is State.PENDING_REVIEW

    desk.undo()
    desk.decide(REJECT)

    assert [each.kind for each in desk.item.decisions] == [DecisionKind.REJECT]
    assert desk.item.state is State.REJECTED


def test_taking_it_back_twice_changes_nothing_more() -> None:
    desk = a_desk()
    desk.decide()
    desk.undo()
    before = len(desk.records.commits)

    desk.undo()

    assert len(desk.records.commits) == before
    assert desk.item.claim is not None


def test_it_is_taken_back_by_nobody_else_and_not_too_late() -> None:
    desk = a_desk()
    desk.decide()

    with pytest.raises(Conflict):
        desk.undo(SECOND)
    desk.clock.advance(seconds=30.1)
    with pytest.raises(Conflict) as refusal:
        desk.undo()

    assert refusal.value.facts == {"current_state": "approved"}
    assert desk.item.state is State.APPROVED


def test_a_stage_may_give_more_or_less_time() -> None:
    desk = a_desk()
    tools = replace(desk.tools, undo=timedelta(seconds=2))
    moderation.pass_decision(FIRST, VISIT, 1, APPROVE, tools)
    desk.clock.advance(seconds=3)

    with pytest.raises(Conflict):
        undoing.take_back(FIRST, VISIT, tools)
    assert desk.schedule_jobs()[0].not_before == NOON + timedelta(seconds=2)


@pytest.mark.parametrize(
    ("user", "error"),
    [
        (a_moderator("district-2", user_id=MODERATOR), NotFound),
        (a_user(Role.CONVENER, "constituency", user_id=MODERATOR), NotPermitted),
    ],
    ids=["a moderator elsewhere", "no moderator any more"],
)
def test_whoever_may_not_decide_takes_nothing_back(user: User, error: type[DomainError]) -> None:
    desk = a_desk()
    desk.decide()

    with pytest.raises(error):
        desk.undo(user)


def test_what_another_took_meanwhile_is_hers() -> None:
    desk = a_desk(STATE)
    desk.decide(ESCALATE)
    assert claim_next(STATE, Asked(), records=desk.records, clock=desk.clock) == VISIT

    with pytest.raises(AlreadyClaimed):
        desk.undo()
    let_go(STATE, VISIT, records=desk.records, clock=desk.clock)
    desk.undo()

    assert (desk.item.is_escalated, desk.item.decisions) == (False, ())


def test_what_was_withdrawn_stays_withdrawn() -> None:
    desk = a_desk()
    desk.decide()
    ledger = replace(withdraw(a_ledger(), a_withdrawal(at=NOON)), due_at=NOON)
    desk.records.seed(ledger)
    settle(PERSON, records=desk.records, clock=desk.clock, new_id=desk.new_id)

    with pytest.raises(Conflict) as refusal:
        desk.undo()
    assert refusal.value.facts == {"current_state": "withdrawn"}


# What follows


def test_nothing_is_scheduled_before_it_can_no_longer_be_taken_back() -> None:
    desk = a_desk()
    desk.decide()

    (job,) = desk.schedule_jobs()
    assert (job.content_version, job.not_before) == (1, NOON + timedelta(seconds=30))
    desk.clock.advance(seconds=29)
    desk.deliver()
    assert desk.records.all(Publication) == []
    desk.clock.advance(seconds=1)
    desk.deliver()
    assert len(desk.records.all(Publication)) == 1


def test_the_job_of_an_approval_that_was_taken_back_schedules_nothing() -> None:
    desk = a_desk()
    desk.decide()
    desk.undo()
    desk.clock.advance(minutes=1)
    desk.deliver()
    assert desk.records.all(Publication) == []

    desk.decide()
    desk.deliver()  # the first approval's job once more, while the second can be taken back
    assert desk.records.all(Publication) == []
    desk.clock.advance(minutes=1)
    desk.deliver()

    assert [p.content_version for p in desk.records.all(Publication)] == [2]
    assert desk.item.state is State.PUBLISHING


def test_what_was_never_scheduled_is_found_long_after_it_could_be_taken_back() -> None:
    desk = a_desk()
    desk.decide()
    for seconds in (0, 30, 300):
        desk.clock.set(NOON + timedelta(seconds=seconds))
        desk.tick()
    assert [job for job in desk.jobs.sent if job.action is S] == []

    desk.clock.set(NOON + timedelta(minutes=10))
    desk.tick()

    assert Job(action=S, subject=VISIT, content_version=1) in desk.jobs.sent


def test_evidence_that_came_meanwhile_is_looked_at_after_all() -> None:
    desk = a_desk()
    desk.decide()
    verifying.verify(VISIT, verify_tools(desk.records, desk.clock, desk.new_id))
    assert desk.item.state is State.APPROVED

    desk.undo()

    jobs = [row.job for row in desk.records.all(OutboxItem)]
    assert Job(action=Action.VERIFY, subject=VISIT) in jobs


@pytest.mark.parametrize("decision", [APPROVE, ESCALATE], ids=["approved", "passed up"])
def test_what_was_open_to_evidence_all_the_time_needs_no_other_look(decision: Decision) -> None:
    desk = a_desk(ai_altered=True)
    desk.decide(decision)

    desk.undo()

    assert desk.records.all(OutboxItem) == []


def test_a_reel_has_no_evidence_to_be_looked_at() -> None:
    place, reel_id = a_composed_place()
    place.approve(reel_id)

    undoing.take_back(a_moderator(), reel_id, place.deciding)

    jobs = [row.job.action for row in place.records.all(OutboxItem)]
    assert place.reel(reel_id).state is State.PENDING_REVIEW
    assert Action.VERIFY not in jobs


# Her seat


def test_the_item_is_in_front_of_what_she_holds_and_what_was_fetched_ahead_is_given_back() -> None:
    held = [another(1), another(2)]
    seat = Seat(user_id=MODERATOR, held=tuple(item.visit_id for item in held))
    desk = a_desk(*held, seat)
    desk.decide()

    desk.undo()

    (kept,) = desk.records.all(Seat)
    assert kept.held == (VISIT, held[0].visit_id)
    claims = [desk.records.find(Testimonial, item.visit_id) for item in held]
    assert [item is not None and item.claim is not None for item in claims] == [True, False]
    assert claim_next(FIRST, Asked(), records=desk.records, clock=desk.clock) == VISIT


def test_whoever_has_no_seat_yet_gets_one() -> None:
    desk = a_desk()
    desk.decide()

    desk.undo()

    assert [seat.held for seat in desk.records.all(Seat)] == [(VISIT,)]


# Counts and second looks


def test_a_decision_after_an_undo_is_counted_and_its_time_added() -> None:
    desk = a_desk()
    desk.decide()
    desk.clock.advance(seconds=10)
    desk.undo()
    desk.clock.advance(seconds=7)
    desk.decide(REJECT)

    assert desk.day.counts == {"approve": 0, "reject": 1, UNDONE: 1}
    assert (desk.day.decided, desk.day.looked_s) == (1, 40 + 7)


def test_a_decision_is_taken_back_from_the_day_on_which_it_was_passed() -> None:
    desk = a_desk(claim=a_claim(expires_at=NOON + timedelta(days=1)))
    desk.clock.set(NOON.replace(hour=18, minute=29, second=50))  # 23:59:50 in India
    desk.decide()
    desk.clock.advance(seconds=20)

    desk.undo()

    (day,) = desk.records.all(ReviewDay)
    assert day.counts == {"approve": 0, UNDONE: 1}


def drawn(**fields: Any) -> Desk:
    return a_desk(levels=("booth", "state"), evidence_version=1, **fields)


def test_the_second_look_is_at_the_decision_that_stands() -> None:
    desk = drawn()
    desk.decide()
    desk.undo()
    assert [look.of_decision for look in desk.records.all(LevelCheck)] == [DecisionKind.APPROVE]
    desk.decide(REJECT)

    (look,) = desk.records.all(LevelCheck)
    assert (look.of_decision, look.decision, look.version) == (DecisionKind.REJECT, None, 2)


def test_a_look_that_somebody_had_already_stays() -> None:
    desk = drawn()
    desk.decide()
    sampling.keep(STATE, VISIT, "state", APPROVE, records=desk.records, clock=desk.clock)
    (had,) = desk.records.all(LevelCheck)
    desk.undo()

    desk.decide(REJECT)

    assert desk.records.all(LevelCheck) == [had]
    assert desk.item.state is State.REJECTED


# Races


def test_a_writer_in_between_makes_it_look_again() -> None:
    desk = a_desk()
    desk.decide()
    item = desk.item
    desk.records.before_commit = lambda _: desk.records.commit(Save(row=replace(item, reels=())))

    desk.undo()

    assert desk.item.state is State.PENDING_REVIEW


def test_scheduled_in_the_very_moment_it_is_too_late() -> None:
    desk = a_desk()
    desk.decide()
    desk.clock.advance(seconds=30)
    desk.records.before_commit = lambda _: desk.deliver()

    with pytest.raises(Conflict) as refusal:
        desk.undo()

    assert refusal.value.facts == {"current_state": "publishing"}
    assert len(desk.records.all(Publication)) == 1


def test_taken_back_in_the_very_moment_nothing_is_scheduled() -> None:
    desk = a_desk()
    desk.decide()
    desk.clock.advance(seconds=30)
    desk.records.before_commit = lambda _: desk.undo()

    desk.deliver()

    assert desk.records.all(Publication) == []
    assert desk.item.state is State.PENDING_REVIEW


@pytest.mark.parametrize("_run", range(20))
def test_of_many_who_schedule_and_take_back_at_once_one_side_wins(_run: int) -> None:
    desk = a_desk()
    desk.decide()
    desk.clock.advance(seconds=30)
    start, taken_back = threading.Barrier(8), []

    def step(number: int) -> None:
        start.wait()
        if number % 2:
            desk.deliver()
            return
        try:
            desk.undo()
            taken_back.append(number)
        except Conflict:
            return

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(step, range(8)))

    posts, state = desk.records.all(Publication), desk.item.state
    assert (len(posts), state) in {(0, State.PENDING_REVIEW), (1, State.PUBLISHING)}
    assert bool(taken_back) == (state is State.PENDING_REVIEW)
    assert desk.actions.count("decision_taken_back") == (0 if posts else 1)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["approve", "reject", "escalate", "undo", "deliver", "tick", "claim"]),
        st.sampled_from([FIRST, SECOND, STATE]),
        st.sampled_from([0, 1, 15, 31, 700]),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(moves=MOVES)
def test_whatever_happens_nothing_goes_out_that_could_be_taken_back(
    moves: list[tuple[str, User, int]],
) -> None:
    desk = a_desk()
    for move, user, seconds in moves:
        desk.clock.advance(seconds=seconds)
        now, before = desk.clock.now(), desk.item
        try:
            _move(desk, move, user)
        except DomainError:
            assert desk.item == before
            continue
        if desk.item.state is State.PUBLISHING and before.state is State.APPROVED:
            assert now >= before.decisions[-1].at + timedelta(seconds=30)
            assert len(desk.records.all(Publication)) == 1
    posts = desk.records.all(Publication)
    assert {post.content_version for post in posts} <= {desk.item.content_version}
    kept = [entry for entry in desk.records.all(AuditEntry) if entry.subject_id == VISIT]
    assert is_intact(kept, desk.item.audit)
    counts = [entry.action for entry in kept]
    stand = counts.count("decided") - counts.count("decision_taken_back")
    assert stand == len(desk.item.decisions) == sum(d.decided for d in desk.records.all(ReviewDay))


def _move(desk: Desk, move: str, user: User) -> None:
    match move:
        case "undo":
            desk.undo(user)
        case "deliver":
            desk.deliver()
        case "tick":
            desk.tick()
        case "claim":
            claim_next(user, Asked(), records=desk.records, clock=desk.clock)
        case _:
            desk.decide(Decision(kind=DecisionKind(move), reason=ReasonCode.OTHER), user)
