"""Unclear posts: settled by reading the channel, never by posting again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.attempts import LONGEST_CONFIRM_PAUSE
from chalicelib.domain.channels import Account, Channel
from chalicelib.domain.marks import Mark
from chalicelib.domain.post_words import tag_of
from chalicelib.domain.posts import (
    Pending,
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
    Seen,
)
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    POSTING_LEASE,
    PostStep,
    Publication,
    PublicationState,
    needs_a_person,
)
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.takedowns import TakedownKind
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import confirming, settling
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
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


def test_a_post_that_is_not_seen_is_looked_for_ever_more_rarely_and_never_forgotten() -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()
    assert press.publication().due_at == NOON + CONFIRM_EVERY

    pauses = []
    for _ in range(MOST_CONFIRMATIONS + 12):
        due_at = press.publication().due_at
        assert due_at is not None
        press.clock.set(due_at)
        press.confirm()
        pauses.append(press.publication().due_at - due_at)

    assert press.publication().state is S.UNCONFIRMED
    assert pauses[:MOST_CONFIRMATIONS] == [CONFIRM_EVERY] * MOST_CONFIRMATIONS
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_CONFIRM_PAUSE
    assert needs_a_person(press.publication())
    assert len(press.network.posts) == 1


def test_the_same_job_again_is_no_look_of_its_own() -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()

    for _ in range(5):
        press.confirm()

    assert press.publication().confirmations == 1
    assert not needs_a_person(press.publication())


def test_a_network_that_cannot_be_read_asks_for_a_person_at_once_and_is_still_asked() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.network.is_readable = False
    press.post()

    press.confirm()

    assert needs_a_person(press.publication())
    assert press.publication().due_at == NOON + LONGEST_CONFIRM_PAUSE
    press.network.is_readable = True
    press.clock.advance(hours=6)
    press.confirm()
    assert press.publication().state is S.POSTED


def test_a_network_that_is_down_is_asked_later_and_that_counts_for_nothing() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()
    press.network.is_down = True

    for _ in range(MOST_CONFIRMATIONS + 5):
        press.confirm()
        due_at = press.publication().due_at
        assert due_at is not None
        assert due_at > press.clock.now()
        press.clock.set(due_at)

    assert (press.publication().state, press.publication().confirmations) == (S.UNCONFIRMED, 0)
    assert not needs_a_person(press.publication())
    press.network.is_down = False
    press.confirm()
    assert press.publication().state is S.POSTED


def test_a_post_is_found_by_the_tag_where_its_network_keeps_nothing_but_the_text() -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()
    tag = tag_of(press.publication().publication_id)

    class Talking(FakeChannel):
        """A network of words alone."""

        def list_recent(self, account: Account, since: datetime) -> Sequence[Seen]:
            assert account.channel.channel_id == CHANNEL
            assert since == NOON
            others = Seen(external_id="1", permalink="https://net.test/1", text="something else")
            ours = Seen(external_id="2", permalink="https://net.test/2", text=f"A house {tag}")
            return [others, ours]

    press.network = Talking()
    press.confirm()

    assert (press.publication().state, press.publication().external_id) == (S.POSTED, "2")


def test_an_unclear_post_with_a_handle_is_found_by_it_where_lists_do_not_show_it() -> None:
    press = a_press()
    press.network = FakeChannel(Answer.UNCLEAR_BUT_POSTED, in_steps=True)
    press.post()
    press.clock.advance(seconds=5)
    press.confirm()
    assert press.publication().state is S.UNCONFIRMED
    press.network.is_readable = False

    press.confirm()

    assert press.publication().state is S.POSTED


@pytest.mark.parametrize(
    "result",
    [
        PostRefused(reason="media_refused"),
        PostDeferred(reason=Later.TOO_SLOW),
        Pending(handle="h", look_in=timedelta(seconds=5)),
        Ready(handle="h"),
    ],
)
def test_of_a_handle_of_what_may_be_out_only_a_post_counts(result: PostResult) -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.records.seed(a_publication(S.UNCONFIRMED, handle="h", posting_since=NOON))
    press.network.answers = [result]

    press.confirm()

    assert (press.publication().state, press.publication().confirmations) == (S.UNCONFIRMED, 1)
    assert press.network.discarded == []


def test_a_post_that_is_found_after_a_withdrawal_is_taken_down_at_once() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()
    press.withdraw()
    press.settle()
    assert press.publication().state is S.UNCONFIRMED

    press.confirm()
    assert press.publication().state is S.TAKEDOWN_DUE
    press.take_down()

    assert press.publication().state is S.TAKEN_DOWN
    assert press.network.live == {}


def test_a_post_whose_approval_is_gone_when_it_is_found_is_taken_down() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()
    press.records.seed(replace(press.item(), content_version=2))

    press.confirm()

    takedown = press.publication().takedown
    assert takedown is not None
    assert takedown.kind is TakedownKind.EDITED


@pytest.mark.parametrize("answer", [Answer.CRASHES_AFTER_POSTING, Answer.CRASHES_BEFORE_POSTING])
def test_a_crash_while_posting_ends_unconfirmed_once_the_lease_is_over(answer: Answer) -> None:
    press = a_press(answer)
    with pytest.raises(Crash):
        press.post()
    assert press.publication().state is S.POSTING

    press.confirm()
    assert press.publication().state is S.POSTING

    press.clock.set(NOON + POSTING_LEASE)
    press.post()
    press.confirm()

    was_made = answer is Answer.CRASHES_AFTER_POSTING
    assert press.publication().state is (S.POSTED if was_made else S.UNCONFIRMED)
    assert len(press.network.posts) == 1


def test_a_run_that_died_before_its_call_made_none_and_its_post_waits_again() -> None:
    press = a_press()
    press.records.seed(SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)))

    def crash(_: object) -> None:
        raise Crash

    press.records.after_commit = crash
    with pytest.raises(Crash):
        press.post()
    press.clock.set(NOON + POSTING_LEASE)
    press.post()
    press.confirm()

    assert press.network.posts == []
    assert (press.publication().state, press.publication().slot_at) == (S.SCHEDULED, None)
    assert press.records.all(SlotLedger)[0].used == ()


def test_a_run_that_was_only_thought_dead_finds_that_its_call_was_given_up() -> None:
    press = a_press()
    press.records.seed(a_publication(S.SCHEDULED, deferrals=0))

    def is_given_up(_: object) -> None:
        press.clock.set(NOON + POSTING_LEASE)
        press.confirm()
        assert press.publication().state is S.SCHEDULED

    press.records.after_commit = is_given_up
    press.post()

    assert press.network.posts == []
    assert press.publication().state is S.SCHEDULED
    assert (press.publication().attempts, press.publication().void) == (1, 1)


def test_a_lookers_death_between_mark_and_commit_leaves_the_post_waiting_all_the_same() -> None:
    press = a_press()

    def crash(_: object) -> None:
        raise Crash

    press.records.after_commit = crash
    with pytest.raises(Crash):
        press.post()
    press.clock.set(NOON + POSTING_LEASE)
    press.records.before_commit = crash
    with pytest.raises(Crash):
        press.confirm()

    press.confirm()

    assert press.publication().state is S.SCHEDULED


def test_a_run_whose_publication_was_given_up_halfway_lets_it_wait_again() -> None:
    """The looker died after its mark, and the run was still alive."""
    press = a_press()
    press.store.attempts[f"{a_publication().publication_id}-1-begin"] = Mark(
        at=NOON, note="stop some-run"
    )

    press.post()

    assert press.network.posts == []
    assert (press.publication().state, press.publication().void) == (S.SCHEDULED, 1)


def test_a_posting_row_without_a_lease_is_settled_at_once() -> None:
    press = a_press()
    press.records.seed(a_publication(S.POSTING, due_at=None, step=PostStep.SENT, attempts=1))

    press.confirm()

    assert press.publication().state is S.SCHEDULED


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (PostRefused(reason="media_refused", told="no"), S.FAILED, "media_refused"),
        (PostDeferred(reason=Later.RATE_LIMITED), S.FAILED, "rate_limited"),
        (PostUnclear(reason="timeout"), S.UNCONFIRMED, "run_ended_early"),
        (Pending(handle="h", look_in=timedelta(seconds=5)), S.UNCONFIRMED, "run_ended_early"),
    ],
    ids=["no", "later", "unclear", "pending"],
)
def test_an_answer_that_comes_after_all_is_taken_but_never_leads_back(
    answer: PostResult, state: PublicationState, reason: str
) -> None:
    press = a_press()

    class Slow(FakeChannel):
        """Answers only after somebody else has given its run up."""

        def publish(self, account: Account, post: Post) -> PostResult:
            press.clock.set(NOON + POSTING_LEASE)
            press.confirm()
            assert press.publication().state is S.UNCONFIRMED
            super().publish(account, post)
            return answer

    press.network = Slow(Answer.UNCLEAR_NOT_POSTED)
    press.post()

    assert (press.publication().state, press.publication().reason) == (state, reason)
    assert press.publication().handle == ("h" if isinstance(answer, Pending) else None)


def test_an_answer_to_an_attempt_that_is_over_changes_nothing() -> None:
    press = a_press()
    second = a_publication(S.POSTING, attempts=2, step=PostStep.SENT)
    press.records.seed(second)
    before = press.publication()

    for result in (PostUnclear(reason="late"), Posted(external_id="1", permalink="https://n/1")):
        settling.finish(replace(second, attempts=1), result, press.tools)

    assert press.publication() == before


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
    confirming.confirm(VISIT, OTHER, press.tools)
    settling.finish(before, PostUnclear(reason="late"), press.tools)

    assert press.publication() == before


def test_a_post_whose_channel_is_gone_cannot_be_confirmed() -> None:
    rows = tuple(r for r in a_scheduled_place() if not isinstance(r, Channel | Publication))
    press = a_press(rows=(*rows, a_publication(S.UNCONFIRMED)))

    press.confirm()

    assert press.publication().state is S.UNCONFIRMED
    assert needs_a_person(press.publication())
    assert press.publication().due_at == NOON + LONGEST_CONFIRM_PAUSE


def test_an_answer_for_a_publication_that_is_gone_is_dropped() -> None:
    press = a_press(rows=a_visited_place())

    settling.finish(a_publication(S.POSTING), PostUnclear(reason="x"), press.tools)

    assert press.records.commits == []


def test_an_answer_without_its_testimonial_is_kept_all_the_same() -> None:
    press = a_press()
    press.post()
    del press.records._rows[Testimonial, (VISIT,)]
    press.records.seed(a_publication(S.POSTING, attempts=1, step=PostStep.SENT))

    settling.finish(press.publication(), PostUnclear(reason="timeout"), press.tools)

    assert press.publication().state is S.UNCONFIRMED


def test_a_look_whose_row_moves_on_meanwhile_says_nothing_of_it() -> None:
    for is_down in (False, True):
        press = a_press(Answer.UNCLEAR_NOT_POSTED)
        press.post()
        press.network.is_down = is_down
        failed = replace(press.publication(), state=S.FAILED)
        press.records.before_commit = lambda _, press=press, failed=failed: press.records.commit(
            Save(row=failed)
        )

        press.confirm()

        assert press.publication().state is S.FAILED
        assert press.publication().confirmations == 0


def test_what_was_posted_as_something_else_meanwhile_is_not_looked_at() -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()
    anew = replace(press.publication(), attempts=7)
    press.records.before_commit = lambda _: press.records.commit(Save(row=anew))

    press.confirm()

    assert (press.publication().attempts, press.publication().confirmations) == (7, 0)
