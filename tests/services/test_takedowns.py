"""Posts taken down: tried until they are gone, with proof, whenever the withdrawal came."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.posts import TakedownAnswer, TakedownResult
from chalicelib.domain.publishing import Publication, PublicationState, needs_a_person
from chalicelib.domain.takedowns import TakedownKind, Tried, is_late, ordered
from chalicelib.domain.testimonial import State
from chalicelib.services import taking_down
from tests.builders import (
    CHANNEL,
    NOON,
    VISIT,
    a_decided,
    a_publication,
    a_testimonial,
    an_approved_place,
)
from tests.fakes import (
    Answer,
    Crash,
    FakeChannel,
    FakeRecords,
)
from tests.services.press import OTHER, Press, a_press

S = PublicationState
HOUR = timedelta(hours=1)
ORDER = ordered(TakedownKind.ORDER, at=NOON, by="moderator-1")


class OneWay(FakeChannel):
    """A network without a call to remove posts; a person does it there. It shows them, or not."""

    def __init__(self, *, shows: bool = True) -> None:
        super().__init__()
        self.shows = shows

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        self._require_up()
        assert account.channel.channel_id in external_id
        return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason="unsupported")

    def is_live(self, account: Account, external_id: str) -> bool | None:
        return super().is_live(account, external_id) if self.shows else None


class Forgetful(FakeChannel):
    """A network that says a post is removed before, or without, letting that be seen."""

    says_live: bool | None = True
    is_blind = False

    def is_live(self, account: Account, external_id: str) -> bool | None:
        assert account.channel.channel_id in external_id
        if self.is_blind:
            raise ChannelUnavailable("nothing can be looked up")
        return self.says_live


def a_posted_press(network: FakeChannel | None = None) -> Press:
    press = a_press()
    press.network = network or press.network
    press.post()
    press.withdraw()
    press.settle()
    return press


def results(press: Press) -> list[str]:
    takedown = press.publication().takedown
    return [each.result for each in takedown.attempts] if takedown else []


def wait_for(press: Press) -> timedelta:
    due_at = press.publication().due_at
    assert due_at is not None
    return due_at - press.clock.now()


def test_a_withdrawn_post_is_taken_down() -> None:
    press = a_posted_press()
    assert press.publication().state is S.TAKEDOWN_DUE

    press.take_down()
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert press.publication().due_at is None
    assert press.network.live == {}
    assert press.actions == ["publication_posted", "withdrawn", "publication_taken_down"]
    assert is_intact(press.records.all(AuditEntry), press.item().audit)


def test_the_proof_is_that_the_network_was_asked_and_has_it_no_more() -> None:
    press = a_posted_press()

    press.take_down()

    takedown = press.publication().takedown
    assert takedown is not None
    assert (takedown.kind, takedown.gone_at, takedown.tries) == (TakedownKind.WITHDRAWAL, NOON, 1)
    assert [(each.by, each.result) for each in takedown.attempts] == [("system", "seen_gone")]


def test_a_post_that_stays_live_is_tried_again_until_it_is_gone() -> None:
    press = a_posted_press()
    press.network.keeps_posts = True
    press.take_down()
    first = wait_for(press)
    press.take_down()
    assert press.publication().state is S.TAKEDOWN_FAILED
    assert needs_a_person(press.publication())
    assert wait_for(press) == 2 * first

    press.network.keeps_posts = False
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert results(press) == ["still_live", "still_live", "seen_gone"]
    assert press.actions[2:] == ["publication_takedown_failed", "publication_taken_down"]


def test_a_network_that_does_not_answer_is_a_try_like_any_other_and_nothing_is_raised() -> None:
    press = a_posted_press()
    press.network.is_down = True

    for _ in range(12):
        press.take_down()
        assert press.publication().state is S.TAKEDOWN_DUE
        assert wait_for(press) > timedelta()

    takedown = press.publication().takedown
    assert takedown is not None
    assert (takedown.tries, len(takedown.attempts)) == (12, 10)
    assert set(results(press)) == {"silence"}
    assert wait_for(press) == HOUR
    press.network.is_down = False
    press.take_down()
    assert press.publication().state is S.TAKEN_DOWN


def test_silence_after_a_no_leaves_the_no_standing() -> None:
    press = a_posted_press()
    press.network.keeps_posts = True
    press.take_down()
    press.network.is_down = True

    press.take_down()

    assert press.publication().state is S.TAKEDOWN_FAILED
    assert results(press) == ["still_live", "silence"]


def test_a_post_that_somebody_removed_already_counts_as_taken_down() -> None:
    press = a_posted_press()
    press.network.live.clear()

    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN


def test_where_a_network_has_no_way_a_person_is_told_the_link_and_seen_to_have_done_it() -> None:
    press = a_posted_press(OneWay())
    press.take_down()
    waits = press.publication()
    assert waits.takedown is not None
    assert (waits.state, results(press)) == (S.TAKEDOWN_FAILED, ["not_possible"])
    assert waits.takedown.attempts[0].link == waits.permalink
    assert wait_for(press) == HOUR

    press.take_down()
    assert press.publication().state is S.TAKEDOWN_FAILED
    press.network.live.clear()  # she removed it there
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert results(press) == ["not_possible", "not_possible", "seen_gone"]


def test_where_a_network_neither_removes_nor_shows_it_waits_for_a_person() -> None:
    press = a_posted_press(OneWay(shows=False))

    press.take_down()
    press.take_down()

    assert press.publication().state is S.TAKEDOWN_FAILED
    assert results(press) == ["not_possible", "not_possible"]


def test_what_the_network_says_is_removed_and_still_shows_is_tried_again() -> None:
    network = Forgetful()
    press = a_posted_press(network)
    press.take_down()
    assert press.publication().state is S.TAKEDOWN_FAILED
    assert results(press) == ["still_live"]

    network.says_live = False
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN


def test_what_is_removed_where_nothing_can_be_seen_counts_as_removed() -> None:
    network = Forgetful()
    network.says_live = None
    press = a_posted_press(network)

    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert results(press) == ["removed"]


def test_a_network_that_removes_and_then_is_silent_is_believed_the_second_time() -> None:
    network = Forgetful()
    network.is_blind = True
    press = a_posted_press(network)
    press.take_down()
    assert press.publication().state is S.TAKEDOWN_DUE

    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert results(press) == ["silence", "removed"]


def test_a_row_from_before_takedowns_were_kept_is_taken_down_as_a_withdrawal() -> None:
    network = Forgetful()
    network.is_blind = True
    press = a_press()
    press.network = network
    press.records.seed(a_publication(S.TAKEDOWN_DUE, external_id="practice-page/x#1"))
    press.take_down()
    takedown = press.publication().takedown
    assert takedown is not None
    assert takedown.kind is TakedownKind.WITHDRAWAL

    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN


@pytest.mark.parametrize("state", [s for s in S if not s.value.startswith("takedown")])
def test_only_what_is_due_is_taken_down(state: PublicationState) -> None:
    press = a_press()
    press.records.seed(a_publication(state, external_id="x"))

    assert not taking_down.take_down(VISIT, CHANNEL, press.tools)
    assert not taking_down.take_down(VISIT, OTHER, press.tools)

    assert press.publication().state is state


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"external_id": None}, "only_a_link"),
     ({"external_id": "x", "channel_id": OTHER}, "no_channel")],
)  # fmt: skip
def test_a_takedown_that_lost_its_channel_or_its_post_says_so(
    fields: dict[str, str], reason: str
) -> None:
    press = a_press()
    lost = a_publication(
        S.TAKEDOWN_DUE, takedown=ORDER, permalink="https://net.test/p", **fields
    )  # fmt: skip
    press.records.seed(lost)

    taking_down.take_down(VISIT, lost.channel_id, press.tools)

    found = press.records.find(Publication, VISIT, lost.channel_id)
    assert found is not None
    assert found.takedown is not None
    last = found.takedown.attempts[-1]
    assert found.state is S.TAKEDOWN_FAILED
    assert (last.result, last.reason, last.link) == (
        Tried.NOT_POSSIBLE, reason, "https://net.test/p",
    )  # fmt: skip


def test_a_person_who_was_faster_than_the_network_is_not_overruled() -> None:
    press = a_posted_press()
    press.network.keeps_posts = True

    def removed_meanwhile(_: object) -> None:
        press.records.seed(replace(press.publication(), state=S.TAKEN_DOWN, version=99))

    press.records.before_commit = removed_meanwhile
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert "publication_takedown_failed" not in press.actions


def test_that_an_order_was_not_carried_out_in_time_is_told_once() -> None:
    press = a_press()
    press.network.is_down = True
    press.records.seed(a_publication(S.TAKEDOWN_DUE, takedown=ORDER, external_id="x"))
    told = []
    for hours in (1, 2, 3, 4, 5):
        press.clock.set(NOON + hours * HOUR)
        told.append(taking_down.take_down(VISIT, CHANNEL, press.tools))

    takedown = press.publication().takedown
    assert told == [False, False, False, True, False]
    assert takedown is not None
    assert is_late(takedown, press.clock.now())


def test_until_its_deadline_an_order_is_tried_every_five_minutes() -> None:
    press = a_press()
    press.network.is_down = True
    press.records.seed(a_publication(S.TAKEDOWN_DUE, takedown=ORDER, external_id="x"))
    while press.clock.now() < NOON + 2 * HOUR:
        press.take_down()
        assert wait_for(press) <= timedelta(minutes=5)
        press.clock.set(press.clock.now() + wait_for(press))


def test_what_was_approved_anew_is_scheduled_as_soon_as_the_post_before_it_is_gone() -> None:
    press = a_press()
    item = a_testimonial(State.APPROVED, content_version=2, decisions=(a_decided(),))
    gone = a_publication(S.TAKEDOWN_DUE, takedown=ORDER, external_id="practice-page/x#1")
    press.records.seed(item, gone)
    press.clock.advance(hours=1)

    press.take_down()

    assert [(i.job.action, i.job.content_version) for i in press.records.all(OutboxItem)] == [
        (Action.SCHEDULE, 2)
    ]


def test_it_is_not_scheduled_before_its_approval_is_final() -> None:
    press = a_press()
    item = a_testimonial(State.APPROVED, content_version=2, decisions=(a_decided(),))
    gone = a_publication(S.TAKEDOWN_DUE, takedown=ORDER, external_id="practice-page/x#1")
    press.records.seed(item, gone)

    press.take_down()

    (sent,) = press.records.all(OutboxItem)
    assert sent.job.not_before == NOON + timedelta(minutes=5)


@pytest.mark.parametrize("answer", [Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED])
def test_a_withdrawal_while_the_post_is_being_made_takes_it_down_afterwards(answer: Answer) -> None:
    press = a_press(answer)

    def withdraw_meanwhile(_: object) -> None:
        press.withdraw()
        press.settle()

    press.records.after_commit = withdraw_meanwhile
    press.post()
    press.confirm()

    assert press.item().state is State.WITHDRAWN
    assert press.publication().state is S.TAKEDOWN_DUE
    assert Action.TAKE_DOWN in [i.job.action for i in press.records.all(OutboxItem)]
    press.take_down()
    assert press.network.live == {}


def test_a_withdrawal_settled_after_the_answer_takes_the_post_down_too() -> None:
    press = a_press()
    press.records.after_commit = lambda _: press.withdraw()
    press.post()
    assert press.publication().state is S.POSTED

    press.settle()

    assert press.publication().state is S.TAKEDOWN_DUE


STEPS = ["schedule", "post", "confirm", "withdraw", "settle", "take_down", "tick"]


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=25),
    answers=st.lists(st.sampled_from(Answer), min_size=1, max_size=25),
)
def test_whatever_happens_no_post_starts_after_a_withdrawal_and_none_stays(
    steps: list[str], answers: list[Answer]
) -> None:
    press = Press(records=FakeRecords(*an_approved_place()))
    moves: dict[str, Callable[[], object]] = {
        "schedule": press.schedule,
        "post": press.post,
        "confirm": press.confirm,
        "withdraw": press.withdraw,
        "settle": press.settle,
        "take_down": press.take_down,
        "tick": lambda: press.clock.advance(minutes=4),
    }
    attempts_at_withdrawal: int | None = None
    # However a story goes, it is brought to its end by what the timers would send.
    story = [*steps, "withdraw", "settle", "tick", "confirm", "confirm", "take_down"]
    for number, name in enumerate(story):
        press.network.answer = answers[number % len(answers)]
        if name == "withdraw" and attempts_at_withdrawal is None:
            attempts_at_withdrawal = len(press.network.posts)
        try:
            moves[name]()
        except Crash:
            continue

    assert len(press.network.posts) == attempts_at_withdrawal
    assert len(press.network.posts) <= 1
    assert press.network.live == {}
    assert press.item().state is State.WITHDRAWN
    assert is_intact(press.records.all(AuditEntry), press.item().audit)
