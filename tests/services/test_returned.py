"""What came back to a worker: hers, in her areas, as it stands now; and the whole way back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.decisions import Appeal, Asker, Decision, DecisionKind, KeptFor, ReasonCode
from chalicelib.domain.errors import NotPermitted
from chalicelib.domain.ids import MediaId, UserId, VisitId
from chalicelib.domain.people import User
from chalicelib.domain.returned import Returned, kept_on_return, turned_down
from chalicelib.domain.review import KEPT_LIFE
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.claiming import Asked, claim_next
from chalicelib.services.moderation import Tools, pass_decision
from chalicelib.services.returned import came_back
from chalicelib.services.verification import verify
from tests.builders import (
    MODERATOR,
    NOON,
    PHOTO,
    VISIT,
    WORKER,
    a_moderator,
    a_ready_photo,
    a_testimonial,
    a_visited_place,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.services.test_appealing import a_decided
from tests.verifying import verify_tools

SECOND = a_moderator(user_id=UserId("moderator-2"))
UNCLEAR = Decision(
    kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.UNCLEAR_MEDIA, note="Face is dark"
)
ASKED = Appeal(by=Asker.WORKER, at=NOON)


def a_mark(visit_id: VisitId = VISIT, booth: str = "booth-1", **fields: Any) -> Returned:
    mark = Returned(worker_id=WORKER, visit_id=visit_id, path=path_to(booth), at=NOON)
    return replace(mark, **fields)


def back(records: FakeRecords, user: User | None = None, limit: int = 50) -> list[str]:
    page = came_back(user or a_worker(), limit=limit, cursor=None, records=records)
    return [item.visit_id for item in page.items]


@pytest.mark.parametrize(
    ("state", "appeal", "is_shown"),
    [
        (State.HAS_ISSUES, None, True),
        (State.REJECTED, None, True),
        (State.REJECTED, ASKED, True),
        (State.PENDING_REVIEW, ASKED, True),
        (State.VERIFYING, ASKED, True),
        (State.PUBLISHED, ASKED, True),
        (State.PENDING_REVIEW, None, False),
        (State.APPROVED, None, False),
        (State.WITHDRAWN, None, False),
        (State.WITHDRAWN, ASKED, False),
    ],
)
def test_only_what_is_back_or_was_asked_about_again_is_shown(
    state: State, appeal: Appeal | None, is_shown: bool
) -> None:
    records = FakeRecords(a_mark(), a_testimonial(state, appeal=appeal))

    assert back(records) == ([VISIT] if is_shown else [])


def test_a_worker_sees_her_own_and_only_where_she_works_now() -> None:
    near, far, others = (VisitId(an_id(number)) for number in (1, 2, 3))
    marks = (a_mark(near), a_mark(far, "booth-6"), a_mark(others, worker_id=UserId("worker-2")))
    items = (a_testimonial(State.REJECTED, visit_id=each) for each in (near, far, others))
    records = FakeRecords(*marks, *items)

    assert back(records) == [near]
    assert back(records, a_worker("booth-6")) == [far]
    assert back(records, a_worker("booth-1", "booth-6")) == [near, far]


def test_a_mark_without_its_testimonial_shows_nothing() -> None:
    assert back(FakeRecords(a_mark())) == []


def test_a_page_goes_on_where_the_last_one_ended() -> None:
    ids = [VisitId(an_id(number)) for number in range(1, 6)]
    items = (a_testimonial(State.REJECTED, visit_id=each) for each in ids)
    records, seen, cursor = FakeRecords(*map(a_mark, ids), *items), [], None

    for _ in range(3):
        page = came_back(a_worker(), limit=2, cursor=cursor, records=records)
        seen.append([item.visit_id for item in page.items])
        cursor = page.cursor

    assert seen == [ids[:2], ids[2:4], ids[4:]]
    assert cursor is None


def test_a_moderator_has_nothing_come_back_to_her() -> None:
    with pytest.raises(NotPermitted):
        back(FakeRecords(), a_moderator())


def test_what_is_told_is_the_decision_that_turned_it_down_and_none_after_it() -> None:
    down = a_decided(note="No")
    later = (a_decided(DecisionKind.ESCALATE, note="Hm"), a_decided(DecisionKind.APPROVE))

    assert turned_down(a_testimonial(decisions=(down, *later))) == down
    assert turned_down(a_testimonial(decisions=later)) is None


@pytest.mark.parametrize(
    ("state", "kept", "until"),
    [
        (State.HAS_ISSUES, True, NOON + timedelta(days=3) + KEPT_LIFE),
        (State.PENDING_REVIEW, True, NOON),
        (State.HAS_ISSUES, False, None),
    ],
)
def test_it_is_kept_for_its_moderator_from_the_moment_it_comes_back(
    state: State, kept: bool, until: datetime | None
) -> None:
    kept_for = KeptFor(moderator_id=MODERATOR, until=NOON) if kept else None

    found = kept_on_return(a_testimonial(state, kept_for=kept_for), NOON + timedelta(days=3))

    assert (found.until if found else None) == until


class Way:
    """One item on its way between desk and door, each step at its own hour."""

    def __init__(self) -> None:
        self.records = FakeRecords(*a_visited_place(), SECOND)
        self.ids = SequentialIds(600)

    def clock(self, hours: float) -> FixedClock:
        return FixedClock(NOON + timedelta(hours=hours))

    def verify(self, hours: float) -> Testimonial:
        verified = verify(VISIT, verify_tools(self.records, self.clock(hours), self.ids))
        assert verified is not None
        return verified

    def claim(self, user: User, hours: float) -> VisitId | None:
        return claim_next(user, Asked(), records=self.records, clock=self.clock(hours))

    def decide(self, user: User, decision: Decision, hours: float) -> None:
        tools = Tools(records=self.records, clock=self.clock(hours), new_id=self.ids)
        pass_decision(user, VISIT, self.item.version, decision, tools)

    @property
    def item(self) -> Testimonial:
        item = self.records.find(Testimonial, VISIT)
        assert item is not None
        return item


def test_what_has_issues_goes_to_the_door_and_comes_back_to_the_same_moderator() -> None:
    way = Way()
    way.verify(0)
    assert way.claim(a_moderator(), 1) == VISIT

    # She sends it back, and the worker reads why.
    way.decide(a_moderator(), UNCLEAR, 1.1)
    (told,) = came_back(a_worker(), limit=9, cursor=None, records=way.records).items
    said = turned_down(told)
    assert said is not None
    assert (said.reason, said.note) == (ReasonCode.UNCLEAR_MEDIA, "Face is dark")
    assert way.claim(a_moderator(), 1.2) is None

    # Two days later the worker takes the picture again.
    new = MediaId(an_id(0xC009))
    way.records.seed(a_ready_photo(media_id=new, sha256="ab" * 32))
    again = way.verify(49)
    assert (again.state, again.evidence_version) == (State.PENDING_REVIEW, 2)
    assert set(again.media_ids) == {PHOTO, new}
    assert back(way.records) == []

    # Whoever sent it back is offered it first, others only when she does not come.
    assert way.claim(SECOND, 49.1) is None
    assert way.claim(a_moderator(), 49.2) == VISIT
    way.decide(a_moderator(), Decision(kind=DecisionKind.APPROVE), 49.3)
    assert [each.kind for each in way.item.decisions] == [
        DecisionKind.HAS_ISSUES, DecisionKind.APPROVE,
    ]  # fmt: skip


def test_others_are_offered_it_when_its_moderator_does_not_come() -> None:
    way = Way()
    way.verify(0)
    way.claim(a_moderator(), 1)
    way.decide(a_moderator(), UNCLEAR, 1.1)
    way.records.seed(a_ready_photo(media_id=MediaId(an_id(0xC009)), sha256="ab" * 32))
    way.verify(49)

    assert way.claim(SECOND, 49 + 23) is None
    assert way.claim(SECOND, 49 + 24) == VISIT


def test_what_has_issues_twice_leaves_one_mark() -> None:
    way = Way()
    way.verify(0)
    for number, hours in ((9, 1), (10, 3)):
        way.claim(a_moderator(), hours)
        way.decide(a_moderator(), UNCLEAR, hours + 0.1)
        way.records.seed(a_ready_photo(media_id=MediaId(an_id(number)), sha256=f"{number:064x}"))
        assert back(way.records) == [VISIT]
        way.verify(hours + 1)

    assert len(way.records.all(Returned)) == 1
