"""Unclear posts: settled by reading the channel, never by posting again."""

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import PostUnclear
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    POSTING_LEASE,
    Publication,
    PublicationState,
)
from chalicelib.domain.testimonial import State
from chalicelib.services import settling
from tests.builders import (
    NOON,
    VISIT,
    a_publication,
    a_scheduled_place,
    a_visited_place,
)
from tests.fakes import (
    Answer,
    Crash,
    FakeChannel,
)
from tests.services.press import OTHER, a_press

S = PublicationState


@pytest.mark.parametrize("answer", [Answer.UNCLEAR_BUT_POSTED, Answer.UNCLEAR_NOT_POSTED])
def test_an_unclear_answer_is_unconfirmed_and_never_posted_again(answer: Answer) -> None:
    press = a_press(answer)

    for _ in range(3):
        press.post()
        press.clock.advance(minutes=5)

    assert press.publication().state is S.UNCONFIRMED
    assert press.publication().reason == "timeout"
    assert len(press.network.posts) == 1


def test_an_unconfirmed_post_that_is_seen_on_the_channel_is_posted() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()

    press.confirm()
    press.confirm()

    assert press.publication().state is S.POSTED
    assert press.publication().external_id is not None
    assert press.item().state is State.PUBLISHED
    assert press.actions == ["publication_unconfirmed", "publication_posted"]


def test_a_post_that_is_not_seen_is_looked_for_again_a_bounded_number_of_times() -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()
    assert press.publication().due_at == NOON + CONFIRM_EVERY

    for _ in range(MOST_CONFIRMATIONS):
        assert press.publication().due_at is not None
        press.confirm()

    assert press.publication().state is S.UNCONFIRMED
    assert press.publication().due_at is None  # a person decides now
    assert press.publication().confirmations == MOST_CONFIRMATIONS
    assert len(press.network.posts) == 1


def test_a_channel_that_cannot_be_read_settles_nothing() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()
    before = press.publication()
    press.network.is_down = True

    with pytest.raises(ChannelUnavailable):
        press.confirm()

    assert press.publication() == before


@pytest.mark.parametrize("answer", [Answer.CRASHES_AFTER_POSTING, Answer.CRASHES_BEFORE_POSTING])
def test_a_crash_while_posting_ends_unconfirmed_once_the_lease_is_over(answer: Answer) -> None:
    press = a_press(answer)
    with pytest.raises(Crash):
        press.post()
    assert press.publication().state is S.POSTING

    press.confirm()
    assert press.publication().state is S.POSTING

    press.clock.advance(minutes=3)
    press.post()
    press.confirm()

    was_made = answer is Answer.CRASHES_AFTER_POSTING
    assert press.publication().state is (S.POSTED if was_made else S.UNCONFIRMED)
    assert len(press.network.posts) == 1


def test_a_crash_right_after_the_claim_posts_nothing_and_nobody_posts_later() -> None:
    press = a_press()

    def crash(_: object) -> None:
        raise Crash

    press.records.after_commit = crash
    with pytest.raises(Crash):
        press.post()
    press.clock.advance(minutes=4)
    press.post()
    press.confirm()

    assert press.network.posts == []
    assert press.publication().state is S.UNCONFIRMED
    assert press.publication().reason == "run_ended_early"


def test_a_posting_row_without_a_lease_is_settled_at_once() -> None:
    press = a_press()
    press.records.seed(a_publication(S.POSTING, due_at=None))

    press.confirm()

    assert press.publication().state is S.UNCONFIRMED


def test_a_late_answer_settles_what_was_already_called_unconfirmed() -> None:
    press = a_press()

    class SlowNetwork(FakeChannel):
        """Answers only after somebody else has given its run up."""

        def publish(self, channel: object, post: object) -> object:  # type: ignore[override]
            press.clock.set(NOON + POSTING_LEASE)
            press.network = FakeChannel()
            press.confirm()
            assert press.publication().state is S.UNCONFIRMED
            return super().publish(channel, post)  # type: ignore[arg-type]

    press.network = SlowNetwork()
    press.post()

    assert press.publication().state is S.POSTED


def test_confirming_what_is_settled_or_unknown_changes_nothing() -> None:
    press = a_press()
    press.post()
    before = press.publication()

    press.confirm()
    settling.confirm(VISIT, OTHER, press.tools)
    settling.finish(before, PostUnclear(reason="late"), press.tools)

    assert press.publication() == before


def test_a_post_whose_channel_is_gone_cannot_be_confirmed() -> None:
    rows = tuple(r for r in a_scheduled_place() if not isinstance(r, Channel | Publication))
    press = a_press(rows=(*rows, a_publication(S.UNCONFIRMED)))

    press.confirm()

    assert press.publication().state is S.UNCONFIRMED


def test_an_answer_for_a_publication_that_is_gone_is_dropped() -> None:
    press = a_press(rows=a_visited_place())

    settling.finish(a_publication(S.POSTING), PostUnclear(reason="x"), press.tools)

    assert press.records.commits == []
