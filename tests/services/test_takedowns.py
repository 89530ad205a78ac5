"""Withdrawn posts: taken down, whenever the withdrawal came, and readable by whom it concerns."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.errors import ChannelUnavailable, Conflict, NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import User
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.testimonial import State
from chalicelib.services import publishing, settling
from tests.builders import (
    CHANNEL,
    VISIT,
    a_moderator,
    a_publication,
    a_scheduled_place,
    a_worker,
    an_approved_place,
    an_id,
)
from tests.fakes import (
    Answer,
    Crash,
    FakeRecords,
)
from tests.services.press import OTHER, Press, a_press

S = PublicationState


def a_posted_press() -> Press:
    press = a_press()
    press.post()
    press.withdraw()
    press.settle()
    return press


def test_a_withdrawn_post_is_taken_down() -> None:
    press = a_posted_press()
    assert press.publication().state is S.TAKEDOWN_DUE

    press.take_down()
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert press.network.live == {}
    assert press.actions == ["publication_posted", "withdrawn", "publication_taken_down"]
    assert is_intact(press.records.all(AuditEntry), press.item().audit)


def test_a_post_that_stays_live_is_tried_again_until_it_is_gone() -> None:
    press = a_posted_press()
    press.network.keeps_posts = True
    press.take_down()
    press.take_down()
    assert press.publication().state is S.TAKEDOWN_FAILED
    assert press.publication().due_at is not None

    press.network.keeps_posts = False
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert press.actions[2:] == ["publication_takedown_failed", "publication_taken_down"]


def test_a_network_that_does_not_answer_leaves_the_takedown_due() -> None:
    press = a_posted_press()
    press.network.is_down = True

    with pytest.raises(ChannelUnavailable):
        press.take_down()

    assert press.publication().state is S.TAKEDOWN_DUE


def test_a_post_that_somebody_removed_already_counts_as_taken_down() -> None:
    press = a_posted_press()
    press.network.live.clear()

    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN


@pytest.mark.parametrize("state", [s for s in S if not s.value.startswith("takedown")])
def test_only_what_is_due_is_taken_down(state: PublicationState) -> None:
    press = a_press()
    press.records.seed(a_publication(state, external_id="x"))

    press.take_down()
    settling.take_down(VISIT, OTHER, press.tools)

    assert press.publication().state is state


def test_a_takedown_that_lost_its_channel_or_its_post_says_so() -> None:
    press = a_press()
    press.records.seed(a_publication(S.TAKEDOWN_DUE, external_id=None))

    with pytest.raises(Conflict):
        press.take_down()


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
    assert [i.job.action for i in press.records.all(OutboxItem)] == [Action.TAKE_DOWN]
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


def test_publications_are_shown_to_those_who_may_read_the_item() -> None:
    records = FakeRecords(*a_scheduled_place())

    shown = publishing.publications(a_moderator(), VISIT, records=records)

    assert [publication.channel_id for publication in shown] == [CHANNEL]


@pytest.mark.parametrize(
    ("user", "visit_id"),
    [
        (a_moderator("district-2"), VISIT),
        (a_worker(), VISIT),
        (a_moderator(), VisitId(an_id(404))),
    ],
    ids=["elsewhere", "a worker", "unknown"],
)
def test_publications_out_of_scope_look_absent(user: User, visit_id: VisitId) -> None:
    with pytest.raises(NotFound):
        publishing.publications(user, visit_id, records=FakeRecords(*a_scheduled_place()))
