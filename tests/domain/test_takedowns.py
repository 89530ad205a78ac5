"""Takedowns: which one counts, when it is tried again, what is kept as proof, when it is late."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.post_metrics import next_metrics_at
from chalicelib.domain.posts import TakedownResult
from chalicelib.domain.publishing import OVER, Publication, PublicationState
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.stopping import GOING, is_nothing_left, is_stopped, stopped
from chalicelib.domain.takedown_words import NO_CHANNEL, SEEN_LIVE, reason_text
from chalicelib.domain.takedowns import (
    Attempt,
    Takedown,
    TakedownKind,
    Tried,
    has_just_become_late,
    is_late,
    joined,
    last_try,
    next_try_at,
    ordered,
    require_impersonal,
    require_receivable,
    tried,
    waits_for_a_person,
)
from tests.builders import NOON, a_publication

S = PublicationState
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ORDER = ordered(TakedownKind.ORDER, at=NOON, by="moderator-1", reference="ECI/7")
BY_HAND = ordered(TakedownKind.BY_HAND, at=NOON, by="moderator-1")


def a_try(at: datetime = NOON, result: Tried = Tried.STILL_LIVE, reason: str = "") -> Attempt:
    return Attempt(at=at, by="system", result=result.value, reason=reason)


def test_only_an_order_has_a_deadline_of_three_hours_from_when_it_was_received() -> None:
    received = ordered(TakedownKind.ORDER, at=NOON, by="x", received_at=NOON - HOUR)

    assert ORDER.deadline_at == NOON + 3 * HOUR
    assert received.deadline_at == NOON + 2 * HOUR
    assert BY_HAND.deadline_at is None


@pytest.mark.parametrize("at", [None, NOON, NOON - timedelta(days=7)], ids=str)
def test_an_order_may_have_come_within_a_week(at: datetime | None) -> None:
    require_receivable(at, NOON)


@pytest.mark.parametrize("at", [NOON + timedelta(seconds=1), NOON - timedelta(days=7, seconds=1)])
def test_an_order_from_the_future_or_from_long_ago_is_refused(at: datetime) -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_receivable(at, NOON)
    assert refusal.value.facts == {"field": "received_at"}


@pytest.mark.parametrize("text", ["call 98765 43210", "2345 6789 0124", "XXXX XXXX 1234"])
def test_a_reference_with_somebodys_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_impersonal("reference", text)
    assert refusal.value.facts == {"field": "reference"}


def test_the_number_of_an_order_is_no_persons() -> None:
    require_impersonal("reference", "ECI/2026/1123-B, 14.11.2026")


def test_of_two_takedowns_the_earlier_deadline_counts_and_what_was_tried_stays() -> None:
    tried_once = tried(BY_HAND, a_try())
    later = ordered(TakedownKind.ORDER, at=NOON + HOUR, by="other")

    assert joined(None, BY_HAND) is BY_HAND
    assert joined(tried_once, BY_HAND) is tried_once
    assert joined(ORDER, later) is ORDER
    assert joined(ORDER, BY_HAND) is ORDER
    escalated = joined(tried_once, ORDER)
    assert (escalated.kind, escalated.deadline_at) == (TakedownKind.ORDER, ORDER.deadline_at)
    assert (escalated.tries, escalated.attempts) == (1, tried_once.attempts)
    assert joined(later, ORDER).deadline_at == ORDER.deadline_at


@given(count=st.integers(1, 40))
def test_of_many_tries_the_first_and_the_last_nine_are_kept(count: int) -> None:
    takedown = BY_HAND
    every = [a_try(NOON + number * MINUTE) for number in range(count)]
    for attempt in every:
        takedown = tried(takedown, attempt)

    assert takedown.tries == count
    assert takedown.attempts[0] == every[0]
    assert list(takedown.attempts) == (every if count <= 10 else [every[0], *every[-9:]])
    assert last_try(takedown) == every[-1]


@pytest.mark.parametrize("result", Tried)
def test_it_is_gone_when_it_was_removed_or_seen_to_be_gone(result: Tried) -> None:
    is_gone = result in {Tried.REMOVED, Tried.SEEN_GONE, Tried.BY_HAND}

    assert tried(BY_HAND, a_try(result=result)).gone_at == (NOON if is_gone else None)


def test_the_results_of_networks_are_results_of_tries() -> None:
    assert {each.value for each in TakedownResult} <= {each.value for each in Tried}


def test_pauses_grow_from_a_minute_to_an_hour() -> None:
    takedown, pauses = BY_HAND, []
    for _ in range(9):
        takedown = tried(takedown, a_try())
        pauses.append((next_try_at(takedown, NOON) - NOON) // MINUTE)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert next_try_at(BY_HAND, NOON) == NOON + MINUTE


def test_until_the_deadline_it_is_tried_at_least_every_five_minutes() -> None:
    takedown = ORDER
    for _ in range(9):
        takedown = tried(takedown, a_try())

    before, after = NOON + 3 * HOUR - MINUTE, NOON + 3 * HOUR
    assert next_try_at(takedown, before) == before + 5 * MINUTE
    assert next_try_at(takedown, after) == after + HOUR


def test_what_a_person_has_to_remove_is_looked_at_by_the_hour() -> None:
    waits = tried(BY_HAND, a_try(result=Tried.NOT_POSSIBLE))

    assert waits_for_a_person(waits)
    assert not waits_for_a_person(BY_HAND)
    assert not waits_for_a_person(tried(waits, a_try(result=Tried.SILENCE)))
    assert next_try_at(waits, NOON) == NOON + HOUR
    ordered_down = tried(ORDER, a_try(result=Tried.NOT_POSSIBLE))
    assert next_try_at(ordered_down, NOON) == NOON + 5 * MINUTE


def test_late_is_what_was_not_gone_by_its_deadline() -> None:
    end = NOON + 3 * HOUR
    in_time = tried(ORDER, a_try(end, Tried.REMOVED))
    too_late = tried(ORDER, a_try(end + MINUTE, Tried.REMOVED))

    assert not is_late(BY_HAND, end + HOUR)
    assert not is_late(ORDER, end)
    assert is_late(ORDER, end + MINUTE)
    assert not is_late(in_time, end + HOUR)
    assert is_late(too_late, end + HOUR)


def test_that_it_became_late_is_told_at_the_first_try_after_the_deadline_alone() -> None:
    end = NOON + 3 * HOUR
    before = tried(ORDER, a_try(end - MINUTE))
    after = tried(before, a_try(end + MINUTE))

    assert not has_just_become_late(BY_HAND, end + HOUR)
    assert not has_just_become_late(before, end)
    assert has_just_become_late(ORDER, end + MINUTE)
    assert has_just_become_late(before, end + MINUTE)
    assert not has_just_become_late(after, end + 2 * MINUTE)


def test_an_order_that_came_too_late_for_its_own_deadline_is_told_once_too() -> None:
    tried_by_hand = tried(BY_HAND, a_try(NOON))
    old = ordered(TakedownKind.ORDER, at=NOON + MINUTE, by="x", received_at=NOON - 4 * HOUR)
    escalated = joined(tried_by_hand, old)

    assert has_just_become_late(escalated, NOON + 2 * MINUTE)
    assert not has_just_become_late(tried(escalated, a_try(NOON + 2 * MINUTE)), NOON + HOUR)


def test_what_waits_is_cancelled_and_says_why() -> None:
    for state in (S.SCHEDULED, S.HELD):
        left = stopped(a_publication(state), ORDER, NOON)
        assert (left.state, left.reason, left.takedown) == (S.CANCELLED, "order", None)


def test_what_is_out_is_due_to_be_taken_down() -> None:
    left = stopped(a_publication(S.POSTED), ORDER, NOON)

    assert (left.state, left.takedown) == (S.TAKEDOWN_DUE, ORDER)


def test_what_is_being_posted_is_marked_and_otherwise_left_alone() -> None:
    posting = a_publication(S.POSTING)
    left = stopped(posting, ORDER, NOON)

    assert (left.state, left.takedown, left.due_at) == (S.POSTING, ORDER, posting.due_at)
    assert stopped(left, BY_HAND, NOON) is left


def test_what_is_unclear_is_marked_and_looked_for_anew() -> None:
    unclear = a_publication(S.UNCONFIRMED, confirmations=80, due_at=NOON + HOUR)
    left = stopped(unclear, ORDER, NOON)

    assert (left.takedown, left.confirmations, left.due_at) == (ORDER, 0, NOON)
    assert stopped(left, BY_HAND, NOON + HOUR) is left


@pytest.mark.parametrize("state", sorted(GOING))
def test_an_order_hastens_what_is_already_going(state: PublicationState) -> None:
    going = a_publication(state, takedown=BY_HAND, due_at=NOON + HOUR)
    left = stopped(going, ORDER, NOON)

    assert (left.state, left.takedown, left.due_at) == (state, ORDER, NOON)
    assert stopped(left, BY_HAND, NOON + HOUR) is left


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_stays_as_it_is(state: PublicationState) -> None:
    item = a_publication(state)

    assert stopped(item, ORDER, NOON) is item


def test_nothing_is_left_of_what_is_over_going_or_marked() -> None:
    gone = [a_publication(each) for each in OVER | GOING]
    marked = a_publication(S.POSTING, takedown=ORDER)

    assert is_nothing_left([*gone, marked])
    assert not is_nothing_left([*gone, a_publication(S.POSTED)])
    assert not is_stopped(a_publication(S.POSTING))


def test_numbers_are_read_at_once_and_six_times_in_the_first_month_and_then_no_more() -> None:
    now, reads = NOON, []
    while (at := next_metrics_at(NOON, now)) is not None:
        reads.append((at - NOON) / HOUR)
        now = at

    assert reads == [30 / 3600, 1, 6, 24, 72, 168, 720]


def test_a_read_that_came_late_leaves_out_what_it_missed() -> None:
    assert next_metrics_at(NOON, NOON + timedelta(days=2)) == NOON + timedelta(days=3)


def going(result: Tried, reason: str = "") -> Publication:
    takedown = tried(ORDER, a_try(result=result, reason=reason))
    return a_publication(S.TAKEDOWN_FAILED, takedown=takedown)


TEXTS = {
    "only a person can": (going(Tried.NOT_POSSIBLE, "unsupported"), "Open the link"),
    "no channel": (going(Tried.NOT_POSSIBLE, NO_CHANNEL), "no longer here"),
    "still live": (going(Tried.STILL_LIVE, "not_allowed"), "try again"),
    "removed but seen": (going(Tried.STILL_LIVE, SEEN_LIVE), "can still be seen"),
    "silent": (going(Tried.SILENCE), "did not answer"),
    "cancelled by order": (a_publication(S.CANCELLED, reason="order"), "ordered down"),
    "refused": (a_publication(S.FAILED, reason=Refusal.CONTENT), "refused"),
}


@pytest.mark.parametrize(("item", "said"), TEXTS.values(), ids=TEXTS)
def test_people_read_why_and_what_to_do_in_both_languages(item: Publication, said: str) -> None:
    text = reason_text(item)

    assert text is not None
    assert set(text) == {"hi", "en"}
    assert said in text["en"]
    assert text["hi"].isascii() is False


@pytest.mark.parametrize(
    "item",
    [
        a_publication(S.POSTED), a_publication(S.TAKEDOWN_DUE, takedown=ORDER),
        a_publication(S.TAKEDOWN_DUE), a_publication(S.CANCELLED),
    ],
    ids=["posted", "not tried yet", "from before", "cancelled otherwise"],
)  # fmt: skip
def test_nothing_is_said_where_there_is_nothing_to_say(item: Publication) -> None:
    assert reason_text(item) is None


@pytest.mark.parametrize("kind", TakedownKind)
def test_each_reason_to_take_down_has_words_for_what_it_cancelled(kind: TakedownKind) -> None:
    left = stopped(a_publication(), Takedown(kind=kind, at=NOON, by="x"), NOON)

    assert reason_text(left) is not None
