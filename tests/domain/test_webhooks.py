"""Messages to operators' own systems: which events, which ids, and when they are tried again."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audit import EMPTY, AuditEntry, next_entry
from chalicelib.domain.ids import UserId
from chalicelib.domain.signed_deliveries import PAUSES, Delivered, Trouble, Undelivered
from chalicelib.domain.webhooks import (
    EVENTS,
    MOST_TRIES_KEPT,
    Delivery,
    DeliveryState,
    EventType,
    Webhook,
    body_of,
    delivery_of,
    event_of,
    is_open,
    kept_secrets,
    replayed,
    switched_off,
    switches_off,
    tried,
    wants,
)
from tests.builders import CAMPAIGN, NOON, VISIT

HOOK = Webhook(
    campaign_id=CAMPAIGN, webhook_id="hook-1", url="https://own.example/hook",
    created_by=UserId("admin-1"), created_at=NOON,
)  # fmt: skip
TAKEN = Delivered(status=204, took_ms=12)
NO = Delivered(status=500, took_ms=12)
GONE = Delivered(status=410, took_ms=12)
SILENCE = Undelivered(reason=Trouble.NO_ANSWER, took_ms=10_000)


def an_entry(action: str = "publication_posted", **facts: str) -> AuditEntry:
    return next_entry(
        EMPTY, subject_id=VISIT, at=NOON, actor="system", action=action,
        facts=facts or {"channel_id": "page"},
    )  # fmt: skip


def a_message() -> Delivery:
    return delivery_of(HOOK, an_entry(), EventType.POSTED, NOON)


@pytest.mark.parametrize("action", ["judged", "claimed", "decided", "revealed"])
def test_most_of_what_happens_is_nobody_elses_business(action: str) -> None:
    assert event_of(an_entry(action)) is None


@pytest.mark.parametrize("action", sorted(EVENTS))
def test_a_webhook_is_told_what_it_asked_for(action: str) -> None:
    event = event_of(an_entry(action))
    assert event is not None

    assert wants(HOOK, event)
    assert wants(replace(HOOK, types=(event,)), event)
    assert not wants(replace(HOOK, types=(EventType.TEST,)), event)
    assert not wants(switched_off(HOOK, "receiver_wants_no_more"), event)


def test_an_event_told_twice_is_one_message_and_another_event_another() -> None:
    first = a_message()
    later = delivery_of(HOOK, an_entry(), EventType.POSTED, NOON + timedelta(hours=1))
    elsewhere = delivery_of(replace(HOOK, webhook_id="hook-2"), an_entry(), EventType.POSTED, NOON)
    other = delivery_of(HOOK, an_entry("withdrawn"), EventType.WITHDRAWN, NOON)

    assert first.delivery_id == later.delivery_id
    assert body_of(first) == body_of(later)
    assert len({each.delivery_id for each in (first, elsewhere, other)}) == 3


def test_a_message_says_what_the_audit_chain_says() -> None:
    said = json.loads(body_of(a_message()))

    assert said == {
        "type": "publication.posted", "timestamp": "2026-11-14T12:00:00Z",
        "data": {
            "subject_id": VISIT, "channel_id": "page", "audit_seq": 1,
            "audit_hash": an_entry().hash,
        },
    }  # fmt: skip


def test_what_is_taken_is_not_tried_again() -> None:
    there = tried(a_message(), TAKEN, NOON)

    assert (there.state, there.due_at, there.count) == (DeliveryState.DELIVERED, None, 1)
    assert not is_open(there)


def test_a_receiver_that_wants_no_more_is_not_asked_again() -> None:
    over = tried(a_message(), GONE, NOON)

    assert (over.state, over.due_at) == (DeliveryState.FAILED, None)
    assert [switches_off(each) for each in (GONE, NO, TAKEN, SILENCE)] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [NO, SILENCE])
def test_a_message_is_tried_with_ever_longer_pauses_and_then_given_up(
    answer: Delivered | Undelivered,
) -> None:
    message, at = a_message(), NOON
    pauses: list[timedelta] = []
    while True:
        message = tried(message, answer, at)
        if message.due_at is None:
            break
        pauses.append(message.due_at - at)
        at = message.due_at

    assert (message.state, message.count) == (DeliveryState.FAILED, len(PAUSES))
    assert pauses == sorted(pauses)
    assert len(message.tries) == min(len(PAUSES), MOST_TRIES_KEPT)


def test_a_receivers_own_wish_to_wait_is_kept() -> None:
    asked = replace(NO, status=503, wait=timedelta(hours=1))

    assert tried(a_message(), asked, NOON).due_at == NOON + timedelta(hours=1)


def test_a_replay_begins_the_schedule_anew_with_the_same_id() -> None:
    over = tried(a_message(), GONE, NOON)

    fresh = replayed(over, NOON + timedelta(days=1))

    assert is_open(fresh)
    assert (fresh.count, fresh.delivery_id, fresh.tries) == (0, over.delivery_id, over.tries)
    assert body_of(fresh) == body_of(over)


@given(st.lists(st.sampled_from([TAKEN, NO, GONE, SILENCE]), max_size=30))
def test_every_message_ends_or_has_a_next_try(answers: list[Delivered | Undelivered]) -> None:
    message, at = a_message(), NOON
    for answer in answers:
        if not is_open(message):
            break
        message = tried(message, answer, at)
        at = message.due_at or at

    assert is_open(message) == (message.due_at is not None)


def test_a_new_secret_signs_beside_the_one_before_it_alone() -> None:
    assert kept_secrets((), "one") == ("one",)
    assert kept_secrets(("two", "one"), "three") == ("three", "two")


def test_a_message_is_kept_for_a_month() -> None:
    assert a_message().expires_at == datetime.fromisoformat("2026-12-14T12:00:00+00:00")
