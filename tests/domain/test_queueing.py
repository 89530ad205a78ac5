"""The order of the queue: risk and age, turns for areas, nobody passed for ever, nobody barred."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.decisions import (
    Appeal,
    Asker,
    Decided,
    Decision,
    DecisionKind,
    KeptFor,
    PassedOver,
    ReasonCode,
)
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.queueing import (
    HEAD_STARTS,
    MOST_TURNS,
    PASSED_LIFE,
    SENIORS_FIRST,
    TURN,
    Part,
    Risk,
    depth_of,
    in_order,
    is_offered,
    part_of,
    queued_at,
    risk_of,
    stands_at,
    stands_last,
    waiting_since,
)
from chalicelib.domain.review import ask_again, claim, decide
from chalicelib.domain.seats import Handed, Seat, handed
from chalicelib.domain.testimonial import CLAIM_LIFE, State, Step, Testimonial
from tests.builders import (
    MODERATOR,
    NOON,
    a_claim,
    a_moderator,
    a_testimonial,
    a_user,
    an_id,
    path_to,
)

FIRST, SECOND, THIRD = (UserId(f"moderator-{number}") for number in (1, 2, 3))
BOOTHS = ("booth-1", "booth-2", "booth-3", "booth-4", "booth-5", "booth-6")
DESKS = ("district-1", "district-2")
VERIFIED: dict[str, Any] = {"verdict": Verdict.VERIFIED, "judged_at": NOON}
DOUBTED: dict[str, Any] = {"verdict": Verdict.NEEDS_REVIEW, "judged_at": NOON}
SENT_BACK = Decision(kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.UNCLEAR_MEDIA)
ESCALATE = Decision(kind=DecisionKind.ESCALATE)
APPROVE = Decision(kind=DecisionKind.APPROVE)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def an_item(number: int = 1, minutes: float = 0, booth: str = "booth-1", **f: Any) -> Testimonial:
    """Return an item that has waited since some minutes after noon."""
    defaults = {
        "visit_id": VisitId(an_id(number)), "since": after(minutes), "booth_id": AreaId(booth),
        "path": path_to(booth),
    }  # fmt: skip
    return a_testimonial(**{**defaults, **f})


def found(outcome: FindingOutcome) -> Finding:
    return Finding(check="media.exact", version=1, outcome=outcome, evidence={})


def user(name: UserId, area: str = "constituency") -> User:
    return a_moderator(area, user_id=name)


def decided(kind: DecisionKind, by: UserId = FIRST, minutes: float = 0, **f: Any) -> Decided:
    return Decided(kind=kind, by=by, at=after(minutes), **f)


def numbers(items: Sequence[Testimonial]) -> list[int]:
    return [int(item.visit_id[-12:], 16) for item in items]


@pytest.mark.parametrize(
    ("fields", "risk"),
    [
        ({}, Risk.USUAL),
        ({**VERIFIED, "levels": ("booth",)}, Risk.USUAL),
        (VERIFIED, Risk.LOW),
        (DOUBTED, Risk.RAISED),
        ({**DOUBTED, "findings": (found(FindingOutcome.WARN),)}, Risk.RAISED),
        ({"findings": (found(FindingOutcome.FAIL),)}, Risk.HIGH),
        ({**VERIFIED, "is_escalated": True}, Risk.HIGH),
        ({"ai_altered": True}, Risk.HIGH),
        ({"appeal": Appeal(by=Asker.WORKER, at=NOON)}, Risk.HIGH),
    ],
    ids=[
        "not judged",
        "drawn",
        "undrawn",
        "in doubt",
        "warned",
        "failed",
        "up",
        "altered",
        "asked",
    ],
)
def test_an_items_risk_follows_from_what_is_known_of_it(fields: Any, risk: Risk) -> None:
    assert risk_of(an_item(**fields)) is risk


def step(minutes: float, target: State, source: State = State.VERIFYING) -> Step:
    return Step(at=after(minutes), source=source, target=target, by="system")


def test_evidence_that_comes_later_is_no_new_wait() -> None:
    judged = (
        step(1, State.PENDING_REVIEW),
        step(5, State.VERIFYING),
        step(5, State.PENDING_REVIEW),
    )

    assert waiting_since(an_item(minutes=5, history=judged)) == after(1)


def test_what_comes_back_waits_anew() -> None:
    item = an_item(
        minutes=9,
        history=(
            step(1, State.PENDING_REVIEW), step(2, State.HAS_ISSUES), step(7, State.VERIFYING),
            step(7, State.PENDING_REVIEW), step(9, State.VERIFYING), step(9, State.PENDING_REVIEW),
        ),
        decisions=(decided(DecisionKind.HAS_ISSUES, minutes=2),),
    )  # fmt: skip

    assert waiting_since(item) == after(7)


def test_what_waits_for_its_second_person_has_waited_since_it_came() -> None:
    item = an_item(
        minutes=1, history=(step(1, State.PENDING_REVIEW),),
        decisions=(decided(DecisionKind.APPROVE, minutes=3),),
    )  # fmt: skip

    assert waiting_since(item) == after(1)


def test_risk_is_a_head_start_of_hours() -> None:
    assert queued_at(an_item(ai_altered=True)) == NOON - timedelta(hours=4)
    assert queued_at(an_item(**DOUBTED)) == NOON - timedelta(hours=1)
    assert queued_at(an_item()) == queued_at(an_item(**VERIFIED)) == NOON


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({}, Part.OPEN),
        (DOUBTED, Part.OPEN),
        (VERIFIED, Part.LAST),
        ({**VERIFIED, "ai_altered": True}, Part.OPEN),
        ({**VERIFIED, "is_escalated": True}, Part.SOME),
        ({"passed_over": (PassedOver(by=FIRST, at=NOON),)}, Part.SOME),
        ({"decisions": (decided(DecisionKind.APPROVE),)}, Part.SOME),
        ({"decisions": (decided(DecisionKind.APPROVE),), "evidence_version": 1}, Part.OPEN),
        ({"appeal": Appeal(by=Asker.WORKER, at=NOON)}, Part.SOME),
        ({**VERIFIED, "claim": a_claim()}, Part.HELD),
        ({"kept_for": KeptFor(moderator_id=FIRST, until=NOON)}, Part.HELD),
    ],
    ids=[
        "new",
        "in doubt",
        "undrawn",
        "altered",
        "up",
        "passed",
        "approved",
        "void",
        "asked",
        "held",
        "kept",
    ],
)
def test_an_item_stands_in_the_part_of_those_who_may_have_it(fields: Any, part: Part) -> None:
    assert part_of(an_item(**fields)) is part


def test_what_is_held_stands_by_when_others_may_have_it() -> None:
    kept = KeptFor(moderator_id=MODERATOR, until=after(60))

    assert stands_at(an_item(claim=a_claim())) == NOON + CLAIM_LIFE
    assert stands_at(an_item(claim=a_claim(), kept_for=kept)) == after(60)
    assert stands_at(an_item(kept_for=replace(kept, until=after(5)), claim=a_claim())) == after(10)
    assert stands_at(an_item(minutes=3)) == after(3)


def test_what_was_drawn_nowhere_stands_behind_the_rest_unless_somebody_held_it() -> None:
    assert stands_last(an_item(**VERIFIED))
    assert not stands_last(an_item(**VERIFIED, claim=a_claim()))
    assert not stands_last(an_item())


# --- who may have an item ---------------------------------------------------------------------


def test_what_somebody_holds_is_offered_to_nobody_until_it_lapses() -> None:
    item = claim(an_item(), FIRST, NOON)

    assert not is_offered(item, user(SECOND), after(9.9))
    assert not is_offered(item, user(FIRST), after(9.9))
    assert is_offered(item, user(SECOND), after(10))


@pytest.mark.parametrize("state", [each for each in State if each is not State.PENDING_REVIEW])
def test_what_does_not_wait_is_not_offered(state: State) -> None:
    assert not is_offered(an_item(state=state), user(FIRST), NOON)


def test_what_came_back_is_for_whoever_sent_it_back_until_her_time_is_over() -> None:
    item = an_item(kept_for=KeptFor(moderator_id=FIRST, until=after(60)))

    assert is_offered(item, user(FIRST), NOON)
    assert not is_offered(item, user(SECOND), after(59))
    assert is_offered(item, user(SECOND), after(60))


def test_what_she_passed_over_is_offered_to_others_and_later_to_her() -> None:
    item = an_item(passed_over=(PassedOver(by=FIRST, at=NOON),))

    assert is_offered(item, user(SECOND), NOON)
    assert not is_offered(item, user(FIRST), NOON + PASSED_LIFE - timedelta(seconds=1))
    assert is_offered(item, user(FIRST), NOON + PASSED_LIFE)


def test_who_approved_an_item_is_not_offered_it_unless_its_evidence_changed() -> None:
    item = an_item(decisions=(decided(DecisionKind.APPROVE),))

    assert not is_offered(item, user(FIRST), after(99))
    assert is_offered(item, user(SECOND), NOON)
    assert is_offered(replace(item, evidence_version=1), user(FIRST), NOON)


def test_an_appeal_is_for_somebody_else() -> None:
    held = claim(an_item(), FIRST, NOON)
    reject = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.OTHER)
    item = ask_again(decide(held, reject, by=FIRST, at=NOON), Asker.WORKER, None, after(5))

    assert not is_offered(item, user(FIRST), after(500))
    assert is_offered(item, user(SECOND), after(5))


def escalated(by: User, at: datetime = NOON) -> Testimonial:
    held = claim(an_item(), by.user_id, at)
    return decide(held, ESCALATE, by=by.user_id, at=at, depth=depth_of(by, held.path))


def test_what_is_passed_up_is_for_a_senior_first_and_later_for_anybody_else() -> None:
    junior, peer = user(FIRST, "mandal-1"), user(SECOND, "mandal-1")
    item = escalated(junior)

    assert is_offered(item, user(THIRD, "district-1"), NOON)
    assert not is_offered(item, peer, NOON + SENIORS_FIRST - timedelta(seconds=1))
    assert is_offered(item, peer, NOON + SENIORS_FIRST)
    assert not is_offered(item, junior, NOON + timedelta(days=2))


def test_a_senior_who_passes_it_up_leaves_it_to_one_above_her() -> None:
    item = claim(escalated(user(FIRST, "mandal-1")), SECOND, after(1))
    again = decide(item, ESCALATE, by=SECOND, at=after(1), depth=3)

    assert not is_offered(again, user(THIRD, "district-1"), after(2))
    assert is_offered(again, user(THIRD, "constituency"), after(2))


def test_nobody_waits_for_a_senior_where_there_is_none() -> None:
    item = escalated(user(FIRST, "state"))

    assert is_offered(item, user(SECOND, "booth-1"), NOON)


def test_what_was_passed_up_before_anybody_noted_who_did_is_for_anybody() -> None:
    assert is_offered(an_item(is_escalated=True), user(FIRST, "booth-1"), NOON)


def test_the_widest_area_over_which_she_moderates_counts() -> None:
    both = a_moderator("booth-1", "district-1")
    worker = a_user(Role.WORKER, "state")

    assert depth_of(both, path_to("booth-1")) == 3
    assert depth_of(both, path_to("booth-6")) == 0
    assert depth_of(worker, path_to("booth-1")) == 0


# --- every item that there can be -------------------------------------------------------------

minutes = st.integers(-600, 600)
people = st.sampled_from([FIRST, SECOND, THIRD])


@st.composite
def waiting_items(draw: st.DrawFn) -> Testimonial:
    """An item at the desk as a few things that happened may have left it."""
    item = an_item(
        draw(st.integers(1, 99)), draw(minutes), draw(st.sampled_from(BOOTHS)),
        desk_id=AreaId(draw(st.sampled_from(DESKS))), ai_altered=draw(st.booleans()),
        evidence_version=draw(st.integers(0, 1)), is_escalated=draw(st.booleans()),
        **draw(st.sampled_from([{}, VERIFIED, DOUBTED])),
    )  # fmt: skip
    kinds = st.sampled_from([DecisionKind.APPROVE, DecisionKind.ESCALATE, DecisionKind.REJECT])
    said = draw(st.lists(st.tuples(kinds, people, minutes, st.integers(0, 1)), max_size=3))
    decisions = tuple(
        decided(kind, by, at, evidence_version=number, depth=2) for kind, by, at, number in said
    )
    appeal = Appeal(by=Asker.WORKER, at=after(draw(minutes))) if draw(st.booleans()) else None
    passed = tuple(
        PassedOver(by=by, at=after(at))
        for by, at in draw(st.lists(st.tuples(people, minutes), max_size=2))
    )
    held = a_claim(draw(people), expires_at=after(draw(minutes))) if draw(st.booleans()) else None
    kept = KeptFor(moderator_id=draw(people), until=after(draw(minutes)))
    return replace(
        item, decisions=decisions, appeal=appeal, passed_over=passed, claim=held,
        kept_for=kept if draw(st.booleans()) else None,
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(item=waiting_items(), name=people, at=minutes)
def test_whoever_is_offered_an_item_may_take_it_and_decide_on_it(
    item: Testimonial, name: UserId, at: int
) -> None:
    if not is_offered(item, user(name), after(at)):
        return

    held = claim(item, name, after(at))

    assert decide(held, APPROVE, by=name, at=after(at)).state is State.APPROVED
    assert decide(held, SENT_BACK, by=name, at=after(at)).state is State.HAS_ISSUES


@settings(max_examples=100, deadline=None)
@given(item=waiting_items(), name=people, at=minutes)
def test_what_stands_among_the_open_is_offered_to_everybody(
    item: Testimonial, name: UserId, at: int
) -> None:
    if part_of(item) in {Part.OPEN, Part.LAST}:
        assert is_offered(item, user(name, "booth-1"), after(at))


@settings(max_examples=100, deadline=None)
@given(item=waiting_items(), at=minutes)
def test_what_is_held_is_offered_to_others_only_once_it_is_found_as_lapsed(
    item: Testimonial, at: int
) -> None:
    others = [user(name) for name in (FIRST, SECOND, THIRD) if name != _whose(item)]
    if part_of(item) is Part.HELD and stands_at(item) > after(at):
        assert not any(is_offered(item, each, after(at)) for each in others)


def _whose(item: Testimonial) -> UserId | None:
    """Return for whom an item is kept, who may have it before anybody else."""
    return item.kept_for.moderator_id if item.kept_for else None


places = st.builds(
    Handed,
    desk_id=st.sampled_from([AreaId(name) for name in DESKS]),
    booth_id=st.sampled_from([AreaId(name) for name in BOOTHS]),
)
had = st.lists(places, max_size=15)
queues = st.lists(waiting_items(), max_size=12, unique_by=lambda item: item.visit_id)


@settings(max_examples=60, deadline=None)
@given(items=queues, lately=had)
def test_the_order_has_every_item_once_whatever_order_they_come_in(
    items: list[Testimonial], lately: list[Handed]
) -> None:
    ordered = in_order(items, lately)

    assert sorted(numbers(ordered)) == sorted(numbers(items))
    assert in_order(reversed(items), lately) == ordered


@settings(max_examples=60, deadline=None)
@given(items=queues, lately=had)
def test_what_is_high_comes_before_all_that_is_not_older(
    items: list[Testimonial], lately: list[Handed]
) -> None:
    ordered = in_order(items, lately)

    for place, item in enumerate(ordered):
        for later in ordered[place + 1 :]:
            if risk_of(later) is Risk.HIGH and risk_of(item) is not Risk.HIGH:
                assert waiting_since(item) < waiting_since(later)


@settings(max_examples=60, deadline=None)
@given(items=queues, lately=had)
def test_nothing_is_passed_by_what_came_hours_later(
    items: list[Testimonial], lately: list[Handed]
) -> None:
    most = HEAD_STARTS[Risk.HIGH] + 2 * MOST_TURNS * TURN
    ordered = in_order(items, lately)

    for place, item in enumerate(ordered):
        for later in ordered[place + 1 :]:
            if risk_of(later) is not Risk.LOW and risk_of(item) is not Risk.LOW:
                assert waiting_since(item) - waiting_since(later) <= most


@settings(max_examples=60, deadline=None)
@given(items=queues, lately=had)
def test_within_one_booth_the_older_of_equal_risk_comes_first(
    items: list[Testimonial], lately: list[Handed]
) -> None:
    of_one = [replace(item, booth_id=AreaId("b"), desk_id=AreaId("d")) for item in items]
    ordered = in_order(of_one, lately)

    for risk in Risk:
        since = [waiting_since(item) for item in ordered if risk_of(item) is risk]
        assert since == sorted(since)


def test_what_was_drawn_nowhere_is_last_however_old_it_is() -> None:
    asked = Appeal(by=Asker.BENEFICIARY, at=NOON)
    items = [
        an_item(1, -600, **VERIFIED), an_item(2), an_item(3, -500, **VERIFIED),
        an_item(4, **VERIFIED, appeal=asked),
    ]  # fmt: skip

    assert numbers(in_order(items, ())) == [4, 2, 1, 3]


# --- turns ------------------------------------------------------------------------------------


def hand_out(items: Sequence[Testimonial], count: int) -> list[Testimonial]:
    """Return what one moderator is handed who asks again and again."""
    left, given_out, seat = list(items), [], Seat(user_id=FIRST)
    for _ in range(count):
        item = in_order(left, seat.lately)[0]
        seat = handed(seat, item, ())
        left.remove(item)
        given_out.append(item)
    return given_out


@settings(max_examples=50, deadline=None)
@given(sizes=st.lists(st.integers(1, 8), min_size=1, max_size=6), seconds=st.integers(0, 9))
def test_each_booth_has_its_turn_however_much_the_others_sent_at_once(
    sizes: list[int], seconds: int
) -> None:
    items = [
        an_item(100 * place + number, seconds * number / 60, BOOTHS[place])
        for place, size in enumerate(sizes)
        for number in range(size)
    ]

    first = hand_out(items, len(sizes))

    assert len({item.booth_id for item in first}) == len(sizes)


@settings(max_examples=30, deadline=None)
@given(busy=st.integers(2, 30), quiet=st.integers(1, 3))
def test_desks_take_turns_though_one_of_them_has_many_busy_booths(busy: int, quiet: int) -> None:
    many = [an_item(n, 0, f"booth-{n % 3 + 1}", desk_id=AreaId("busy")) for n in range(busy)]
    few = [an_item(90 + n, 1, f"booth-{n + 4}", desk_id=AreaId("quiet")) for n in range(quiet)]

    given_out = hand_out([*many, *few], 2 * min(busy, quiet))

    assert sum(item.desk_id == "quiet" for item in given_out) == min(busy, quiet)


def test_an_old_item_is_not_passed_for_ever_though_riskier_ones_keep_coming() -> None:
    old, seat, left = an_item(1), Seat(user_id=FIRST), [an_item(1)]

    for number in range(2, 99):
        # Every ten minutes one that is high, as fast as they are decided on.
        left.append(an_item(number, 10.0 * number, "booth-2", ai_altered=True))
        item = in_order(left, seat.lately)[0]
        seat = handed(seat, item, ())
        left.remove(item)
        if item == old:
            break

    # Four hours of a head start, and turns of under four more at most.
    assert item == old
    assert number <= 8 * 60 / 10


def test_an_area_that_is_far_behind_catches_up_before_turns_count() -> None:
    old = [an_item(number, -720, "booth-1") for number in range(1, 4)]
    new = [an_item(10, 0, "booth-2")]

    assert numbers(hand_out([*old, *new], 4)) == [1, 2, 3, 10]
