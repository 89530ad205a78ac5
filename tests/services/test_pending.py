"""Posts that a network works on before they can be public: looked at, made public, given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.attempts import LONGEST_LOOK, LONGEST_PENDING, SHORTEST_LOOK
from chalicelib.domain.channel_editions import Edition, EditionOrder, EditionState, edition_id_of
from chalicelib.domain.channels import Account
from chalicelib.domain.consent import Ledger, give
from chalicelib.domain.editions import Style
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.ids import ConsentId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
)
from chalicelib.domain.publishing import (
    POSTING_LEASE,
    PostStep,
    PublicationState,
    is_public_nowhere,
)
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.takedowns import TakedownKind, ordered
from chalicelib.domain.testimonial import State
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    PERSON,
    VISIT,
    a_consent,
    a_derivative,
    a_ledger,
    a_publication,
    an_id,
)
from tests.fakes import Answer, Crash, FakeChannel
from tests.services.circuit import a_circuit
from tests.services.press import Press, a_press
from tests.services.test_posting_conditions import (
    is_approved_anew,
    is_edited,
    is_frozen,
    is_silent,
    is_switched_off,
    is_withdrawn,
)

S = PublicationState


def a_pending_press(answer: Answer = Answer.ACCEPTS) -> Press:
    press = a_press()
    press.network = FakeChannel(answer, in_steps=True)
    press.records.seed(SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)))
    press.post()
    assert is_public_nowhere(press.publication())
    return press


def job(press: Press) -> OutboxItem:
    return max(press.records.all(OutboxItem), key=lambda item: item.item_id)


def test_what_is_pending_is_looked_at_when_its_network_says_and_then_made_public_once() -> None:
    press = a_pending_press()
    assert (job(press).job.action, job(press).job.not_before) == (
        Action.CONFIRM, NOON + timedelta(seconds=5),
    )  # fmt: skip

    press.confirm()
    assert press.publication().step is PostStep.PENDING
    for _ in range(3):
        press.clock.advance(seconds=5)
        press.confirm()

    assert press.publication().state is S.POSTED
    assert press.item().state is State.PUBLISHED
    assert list(press.network.made.values()) == [1]
    assert sum(press.network.attempts.values()) == 2


def test_a_network_that_has_it_ready_at_once_is_asked_at_once() -> None:
    press = a_press()
    press.network.answers = [Ready(handle=f"{CHANNEL}/x")]

    press.post()

    assert press.publication().due_at == NOON
    assert job(press).job.not_before == NOON


@pytest.mark.parametrize(
    ("wished", "given"),
    [
        (timedelta(0), SHORTEST_LOOK),
        (timedelta(minutes=3), timedelta(minutes=3)),
        (timedelta(days=1), LONGEST_LOOK),
    ],
)
def test_a_look_never_comes_at_once_and_never_later_than_a_queue_can_hold_its_job(
    wished: timedelta, given: timedelta
) -> None:
    press = a_press()
    press.network.answers = [Pending(handle=f"{CHANNEL}/x", look_in=wished)]

    press.post()

    assert press.publication().due_at == NOON + given


def test_what_takes_long_is_looked_at_more_rarely() -> None:
    press = a_pending_press()
    press.clock.set(NOON + timedelta(hours=1))
    press.network.answers = [Pending(handle="h", look_in=timedelta(seconds=5))]

    press.confirm()

    assert press.publication().due_at == press.clock.now() + timedelta(minutes=6)


def test_a_lost_job_is_sent_again_by_the_timer() -> None:
    circuit = a_circuit(in_steps=True)
    circuit.schedule()
    circuit.grant()
    circuit.post()
    circuit.carried |= {item.item_id for item in circuit.records.all(OutboxItem)}

    circuit.tick()

    assert circuit.publication().state is S.POSTED


EVENTS = {
    "edited": is_edited,
    "approved anew": is_approved_anew,
    "withdrawn": is_withdrawn,
    "channel switched off": is_switched_off,
    "frozen": is_frozen,
    "silence declared": is_silent,
}
LEFT = {"frozen": S.HELD, "channel switched off": S.SCHEDULED, "silence declared": S.SCHEDULED}


@pytest.mark.parametrize("is_due", [False, True], ids=["before it is ready", "when it is ready"])
@pytest.mark.parametrize("name", EVENTS)
def test_what_happens_while_it_is_pending_lets_nothing_become_public(
    name: str, is_due: bool
) -> None:
    press = a_pending_press()
    press.records.commit(Save(row=EVENTS[name](press)))
    handle = press.publication().handle
    press.clock.advance(seconds=5 if is_due else 1)

    press.confirm()
    press.confirm()

    assert press.network.made == {}
    assert press.network.discarded == [handle]
    left = press.publication()
    assert left.state is LEFT.get(name, S.CANCELLED)
    assert (left.step, left.due_at) == (None, None)
    assert press.records.all(SlotLedger)[0].used == ()
    assert (left.held_by is not None) == (name == "frozen")


def test_a_withdrawal_sends_for_what_is_pending_and_it_is_given_up() -> None:
    press = a_pending_press()
    press.withdraw()
    press.settle()
    assert job(press).job.action is Action.CONFIRM

    press.confirm()

    assert press.publication().state is S.CANCELLED
    assert press.network.made == {}


def test_a_post_that_somebody_wants_gone_while_it_is_pending_never_comes() -> None:
    press = a_pending_press()
    takedown = ordered(TakedownKind.BY_HAND, at=NOON, by="moderator-1")
    press.records.seed(replace(press.publication(), takedown=takedown))

    press.confirm()

    assert press.publication().state is S.CANCELLED
    assert press.network.made == {}


def test_a_network_that_does_not_take_back_what_it_has_loses_nothing() -> None:
    press = a_pending_press()

    class Deaf(FakeChannel):
        def discard(self, account: Account, handle: str) -> None:
            raise ChannelUnavailable(f"no answer about {handle} of {account.channel.channel_id}")

    press.network = Deaf()
    press.records.commit(Save(row=is_frozen(press)))

    press.confirm()

    assert press.publication().state is S.HELD


def test_a_freeze_that_comes_while_a_network_is_asked_lets_nothing_become_public() -> None:
    press = a_pending_press()
    press.clock.advance(seconds=5)

    class Slow(FakeChannel):
        def status(self, account: Account, handle: str) -> PostResult:
            press.records.commit(Save(row=is_frozen(press)))
            assert account.channel.channel_id in handle
            return Ready(handle=handle)

    press.network = Slow(in_steps=True)
    press.confirm()

    assert press.network.made == {}
    assert press.publication().state is S.HELD


# What the network says of it


def test_what_takes_too_long_is_dropped_and_waits_again_behind_the_others() -> None:
    press = a_pending_press()
    rank_at = press.publication().changed_at
    handle = press.publication().handle
    press.network.answers = [Pending(handle="h", look_in=timedelta(seconds=5))]
    press.clock.set(NOON + LONGEST_PENDING + timedelta(seconds=1))

    press.confirm()

    waiting = press.publication()
    assert (waiting.state, waiting.slot_at, waiting.reason) == (S.SCHEDULED, None, "too_slow")
    assert press.network.discarded == [handle]
    assert waiting.rank_at is not None
    assert waiting.rank_at < rank_at
    assert press.records.all(SlotLedger)[0].used == ()


def test_what_is_too_slow_again_and_again_fails_with_a_reason() -> None:
    circuit = a_circuit(in_steps=True)
    circuit.schedule()
    tries = 0
    while circuit.publication().state is not S.FAILED:
        circuit.grant()
        circuit.post()
        tries += 1
        circuit.clock.advance(hours=7)
        circuit.network.answers = [Pending(handle="h", look_in=timedelta(seconds=5))]
        circuit.confirm()

    assert (tries, circuit.publication().reason) == (5, "too_slow")
    assert circuit.actions[-1] == "publication_failed"
    assert circuit.made() == {}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (PostRefused(reason="media_refused", told="too long"), S.FAILED),
        (PostDeferred(reason=Later.TROUBLE), S.SCHEDULED),
        (PostUnclear(reason="container_published"), S.UNCONFIRMED),
    ],
)
def test_the_end_of_its_work_is_taken_at_its_word(
    answer: PostResult, state: PublicationState
) -> None:
    press = a_pending_press()
    press.clock.advance(seconds=5)
    press.network.answers = [answer]

    press.confirm()

    assert (press.publication().state, press.publication().reason) == (state, answer.reason)
    assert press.network.made == {}


def test_a_network_that_is_down_is_asked_again_later() -> None:
    press = a_pending_press()
    press.network.is_down = True
    press.clock.advance(seconds=5)

    press.confirm()

    assert press.publication().step is PostStep.PENDING
    assert press.publication().due_at == press.clock.now() + timedelta(minutes=1)


# The call that makes it public


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (PostRefused(reason="content_refused"), S.FAILED),
        (PostDeferred(reason=Later.RATE_LIMITED), S.SCHEDULED),
        (PostUnclear(reason="timeout"), S.UNCONFIRMED),
        (Pending(handle=f"{CHANNEL}/h", look_in=timedelta(seconds=5)), S.UNCONFIRMED),
        (Ready(handle=f"{CHANNEL}/h"), S.UNCONFIRMED),
    ],
    ids=["no", "later", "unclear", "still pending", "ready again"],
)
def test_after_the_call_that_makes_it_public_only_a_clear_answer_counts(
    answer: PostResult, state: PublicationState
) -> None:
    press = a_pending_press()
    press.clock.advance(seconds=5)
    handle = press.publication().handle
    press.network.answers = [Ready(handle=handle or ""), answer]

    press.confirm()

    assert press.publication().state is state
    assert (press.network.discarded == [handle]) == (state is S.SCHEDULED)


def test_a_deferred_last_call_is_followed_by_a_whole_new_attempt() -> None:
    circuit = a_circuit(in_steps=True)
    circuit.schedule()
    circuit.grant()
    circuit.post()
    circuit.clock.advance(seconds=5)
    circuit.network.answers = [
        Ready(handle=circuit.publication().handle or ""), PostDeferred(reason=Later.RATE_LIMITED)
    ]  # fmt: skip
    circuit.confirm()
    assert circuit.publication().void == 1

    circuit.settle_down()

    assert circuit.publication().state is S.POSTED
    assert circuit.publication().attempts == 2
    assert list(circuit.made().values()) == [1]


@pytest.mark.parametrize("answer", [Answer.CRASHES_AFTER_POSTING, Answer.CRASHES_BEFORE_POSTING])
def test_a_run_that_died_in_its_last_call_is_found_or_stays_unconfirmed(answer: Answer) -> None:
    press = a_pending_press(answer)
    press.clock.advance(seconds=5)
    with pytest.raises(Crash):
        press.confirm()
    press.confirm()
    assert press.publication().step is PostStep.FINALISING

    press.clock.advance(minutes=POSTING_LEASE.total_seconds() / 60)
    press.confirm()

    was_made = answer is Answer.CRASHES_AFTER_POSTING
    assert press.publication().state is (S.POSTED if was_made else S.UNCONFIRMED)


def test_a_run_that_died_before_its_last_call_leaves_the_post_waiting_and_nothing_behind() -> None:
    press = a_pending_press()
    handle = press.publication().handle
    press.clock.advance(seconds=5)

    def crash(_: object) -> None:
        raise Crash

    press.records.after_commit = crash
    with pytest.raises(Crash):
        press.confirm()
    press.clock.advance(minutes=POSTING_LEASE.total_seconds() / 60)
    press.confirm()

    assert press.publication().state is S.SCHEDULED
    assert press.network.discarded == [handle]
    assert press.network.made == {}


# A name on the film


def test_a_film_that_names_her_by_a_consent_that_counts_no_more_is_made_anew() -> None:
    order = EditionOrder(style=Style(has_lower_third=True), language="hi")
    named = a_consent(shown_name="Sunita")
    press = a_press()
    press.network = FakeChannel(in_steps=True)
    edition = Edition(
        visit_id=VISIT, edition_id=edition_id_of(1, order, named), state=EditionState.READY,
        derivatives=(a_derivative("display"),),
    )  # fmt: skip
    press.records.seed(
        a_ledger(named), a_publication(order=order, named_by=named.consent_id), edition
    )
    press.post()
    assert press.publication().named_by == named.consent_id
    later = a_consent(consent_id=ConsentId(an_id(0xD002)), given_at=NOON + timedelta(seconds=1))
    ledger = press.records.find(Ledger, PERSON)
    assert ledger is not None
    press.records.commit(Save(row=give(ledger, later)))
    press.clock.advance(seconds=5)

    press.confirm()

    assert press.publication().state is S.SCHEDULED
    assert press.network.made == {}
    assert len(press.network.discarded) == 1
