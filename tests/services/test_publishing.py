"""From approved to posted: at most one post, never one after a withdrawal, nothing unsettled."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.consent import Ledger, Purpose, withdraw
from chalicelib.domain.errors import ChannelUnavailable, Conflict, NotFound
from chalicelib.domain.ids import ChannelId, PublicationId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import User
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    POSTING_LEASE,
    Channel,
    Publication,
    PublicationState,
    SlotLedger,
)
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.ports import Row, Save
from chalicelib.services import publishing, withdrawing
from tests.builders import (
    CHANNEL,
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    a_channel,
    a_ledger,
    a_moderator,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_scheduled_place,
    a_testimonial,
    a_visited_place,
    a_withdrawal,
    a_worker,
    an_approved_place,
    an_id,
)
from tests.fakes import (
    Answer,
    Crash,
    FakeChannel,
    FakeObjectStore,
    FakeRecords,
    FixedClock,
    SequentialIds,
)

S = PublicationState
OTHER = ChannelId("second-page")


@dataclass(kw_only=True)
class Press:
    """The publisher with one network."""

    records: FakeRecords
    network: FakeChannel = field(default_factory=FakeChannel)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    new_id: SequentialIds = field(default_factory=SequentialIds)

    @property
    def tools(self) -> publishing.Tools:
        return publishing.Tools(
            records=self.records, store=FakeObjectStore(), client=self.network, clock=self.clock,
            new_id=self.new_id,
        )  # fmt: skip

    def schedule(self) -> None:
        publishing.schedule(VISIT, self.tools)

    def post(self, channel_id: ChannelId = CHANNEL) -> None:
        publishing.post(VISIT, channel_id, self.tools)

    def confirm(self) -> None:
        publishing.confirm(VISIT, CHANNEL, self.tools)

    def take_down(self) -> None:
        publishing.take_down(VISIT, CHANNEL, self.tools)

    def withdraw(self) -> None:
        """Commit a withdrawal of everything; its consequences are still to come."""
        ledger = self.records.find(Ledger, PERSON)
        assert ledger is not None
        taken = a_withdrawal(withdrawal_id=self.new_id(), at=NOON + timedelta(hours=1))
        self.records.commit(Save(row=withdraw(ledger, taken)))

    def settle(self) -> None:
        withdrawing.settle(PERSON, records=self.records, clock=self.clock, new_id=self.new_id)

    @property
    def publication(self) -> Publication:
        found = self.records.find(Publication, VISIT, CHANNEL)
        assert found is not None
        return found

    @property
    def item(self) -> Testimonial:
        found = self.records.find(Testimonial, VISIT)
        assert found is not None
        return found

    @property
    def actions(self) -> list[str]:
        return [entry.action for entry in self.records.all(AuditEntry)]


def a_press(answer: Answer = Answer.ACCEPTS, rows: tuple[Row, ...] = ()) -> Press:
    records = FakeRecords(*(rows or a_scheduled_place()))
    return Press(records=records, network=FakeChannel(answer))


def an_approved_press(*more: Row) -> Press:
    press = a_press(rows=an_approved_place())
    press.records.seed(*more)
    return press


# Scheduling


def test_an_approved_item_is_promised_a_slot_on_every_enabled_channel() -> None:
    off = a_channel(channel_id=ChannelId("switched-off"), is_enabled=False)
    press = an_approved_press(a_channel(channel_id=OTHER), off)

    press.schedule()

    promised = press.records.all(Publication)
    assert [p.channel_id for p in promised] == [CHANNEL, OTHER]
    assert {(p.state, p.slot_at, p.content_version) for p in promised} == {(S.SCHEDULED, NOON, 1)}
    assert len({p.publication_id for p in promised}) == 2
    assert press.item.state is State.PUBLISHING
    assert press.actions == ["scheduled"]


def test_scheduling_is_one_commit_and_twice_is_once() -> None:
    press = an_approved_press()

    press.schedule()
    press.schedule()

    assert len(press.records.commits) == 1
    assert len(press.records.all(Publication)) == 1


def test_two_schedulers_at_once_promise_one_slot() -> None:
    press = an_approved_press()
    press.records.before_commit = lambda _: press.schedule()

    press.schedule()

    assert len(press.records.all(Publication)) == 1
    assert press.records.all(SlotLedger)[0].next_at == NOON + timedelta(seconds=60)


def test_slots_of_one_channel_follow_each_other() -> None:
    taken = SlotLedger(
        campaign_id=a_channel().campaign_id, channel_id=CHANNEL, next_at=NOON + timedelta(minutes=7)
    )
    press = an_approved_press(taken)

    press.schedule()

    assert press.publication.slot_at == NOON + timedelta(minutes=7)
    assert press.records.all(SlotLedger)[0].next_at == NOON + timedelta(minutes=8)


def test_without_an_enabled_channel_the_item_waits_to_be_looked_at_again() -> None:
    press = an_approved_press(a_channel(is_enabled=False))

    press.schedule()

    assert press.item.state is State.APPROVED
    assert press.item.due_at == NOON + STUCK_AFTER


@pytest.mark.parametrize("state", [s for s in State if s is not State.APPROVED])
def test_only_an_approved_item_is_scheduled(state: State) -> None:
    press = an_approved_press(a_testimonial(state))

    press.schedule()

    assert press.records.commits == []


def test_scheduling_an_unknown_item_changes_nothing() -> None:
    press = a_press(rows=(a_channel(),))

    press.schedule()

    assert press.records.commits == []


def test_an_item_without_captions_is_published_without_words() -> None:
    press = an_approved_press(a_testimonial(State.APPROVED, captions=None))
    press.schedule()
    press.post()

    assert press.network.posts[0].caption == ""


# Posting


def test_a_due_publication_is_posted_and_the_item_is_published() -> None:
    press = a_press()

    press.post()

    assert press.publication.state is S.POSTED
    assert press.publication.permalink is not None
    assert press.publication.attempts == 1
    assert press.item.state is State.PUBLISHED
    assert press.actions == ["publication_posted"]
    assert is_intact(press.records.all(AuditEntry), press.item.audit)


def test_a_post_shows_the_made_files_under_the_publications_marker() -> None:
    rows = (
        *a_visited_place(a_ready_photo(), a_ready_video()),
        a_testimonial(State.PUBLISHING, media_ids=(PHOTO, VIDEO)),
        a_publication(media_ids=(PHOTO, VIDEO)),
        a_channel(),
    )
    press = a_press(rows=rows)

    press.post()

    (post,) = press.network.posts
    assert post.marker == press.publication.publication_id
    assert post.caption == "घर मिला\n\nA house at last"
    assert [(kind, url.rsplit("/", 1)[-1]) for kind, url in post.media] == [
        ("photo", "display"), ("video", "video"),
    ]  # fmt: skip


def test_a_media_that_was_not_approved_is_not_posted() -> None:
    press = a_press()
    press.records.seed(a_ready_video())

    press.post()

    assert [kind for kind, _ in press.network.posts[0].media] == ["photo"]


@settings(max_examples=60, deadline=None)
@given(
    deliveries=st.lists(st.sampled_from(["post", "confirm", "schedule", "tick"]), max_size=14),
    answer=st.sampled_from(Answer),
)
def test_any_number_and_order_of_deliveries_posts_at_most_once(
    deliveries: list[str], answer: Answer
) -> None:
    press = Press(records=FakeRecords(*an_approved_place()), network=FakeChannel(answer))
    steps: dict[str, Callable[[], object]] = {
        "post": press.post,
        "confirm": press.confirm,
        "schedule": press.schedule,
        "tick": lambda: press.clock.advance(minutes=2),
    }
    for name in ["schedule", "post", *deliveries]:
        try:
            steps[name]()
        except Crash:
            continue

    assert sum(press.network.attempts.values()) == 1
    assert sum(press.network.made.values()) <= 1
    assert press.publication.attempts == 1


def test_of_many_runs_at_once_one_posts() -> None:
    press = a_press()
    runs = [Thread(target=press.post) for _ in range(8)]

    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert list(press.network.made.values()) == [1]
    assert press.publication.state is S.POSTED


def test_a_run_that_starts_inside_another_finds_it_posted() -> None:
    press = a_press()
    press.records.before_commit = lambda _: press.post()

    press.post()

    assert list(press.network.attempts.values()) == [1]


@pytest.mark.parametrize("state", [s for s in S if s is not S.SCHEDULED])
def test_a_publication_that_is_past_its_slot_is_never_posted(state: PublicationState) -> None:
    press = a_press()
    press.records.seed(a_publication(state))

    press.post()

    assert press.network.posts == []
    assert press.publication.state is state


def test_a_slot_that_has_not_come_is_waited_for() -> None:
    press = a_press()
    press.records.seed(a_publication(slot_at=NOON + timedelta(minutes=1)))
    press.post()
    assert press.network.posts == []

    press.clock.advance(minutes=1)
    press.post()

    assert len(press.network.posts) == 1


def test_posting_something_unknown_changes_nothing() -> None:
    press = a_press()

    press.post(OTHER)
    publishing.post(VisitId(an_id(404)), CHANNEL, press.tools)

    assert press.records.commits == []


def test_a_channel_that_was_switched_off_keeps_its_publication_waiting() -> None:
    press = a_press()
    press.records.seed(a_channel(is_enabled=False))

    press.post()

    assert press.network.posts == []
    assert press.publication.state is S.SCHEDULED


def test_a_channel_that_is_gone_keeps_its_publication_waiting() -> None:
    press = a_press(rows=tuple(r for r in a_scheduled_place() if not isinstance(r, Channel)))

    press.post()

    assert press.network.posts == []


def test_switching_a_channel_off_between_reading_and_writing_stops_the_post() -> None:
    press = a_press()
    channel = press.records.all(Channel)[0]
    press.records.before_commit = lambda _: press.records.commit(
        Save(row=replace(channel, is_enabled=False))
    )

    press.post()

    assert press.network.posts == []


@pytest.mark.parametrize(
    "purposes",
    [frozenset(), frozenset({Purpose.PUBLISH}), frozenset({Purpose.PHOTO})],
    ids=["everything", "publishing", "the photo"],
)
def test_after_a_withdrawal_commits_no_post_starts(purposes: frozenset[Purpose]) -> None:
    press = a_press()
    press.records.seed(withdraw(a_ledger(), a_withdrawal(purposes=purposes)))

    press.post()

    assert press.network.posts == []
    assert press.publication.state is S.CANCELLED


def test_a_withdrawal_between_reading_and_writing_prevents_the_post() -> None:
    press = a_press()
    press.records.before_commit = lambda _: press.withdraw()

    press.post()

    assert press.network.posts == []
    assert press.publication.state is S.CANCELLED


def test_a_withdrawal_of_what_is_not_shown_does_not_stop_the_post() -> None:
    press = a_press()
    press.records.seed(withdraw(a_ledger(), a_withdrawal(purposes=frozenset({Purpose.VIDEO}))))

    press.post()

    assert press.publication.state is S.POSTED


def test_a_publication_without_any_consent_on_record_is_cancelled() -> None:
    press = a_press(rows=tuple(r for r in a_scheduled_place() if not isinstance(r, Ledger)))

    press.post()

    assert press.network.posts == []
    assert press.publication.state is S.CANCELLED


@pytest.mark.parametrize(
    "item",
    [a_testimonial(State.WITHDRAWN), a_testimonial(State.PUBLISHING, content_version=2)],
    ids=["withdrawn", "approved anew with other content"],
)
def test_what_is_no_longer_what_was_approved_is_cancelled(item: Testimonial) -> None:
    press = a_press()
    press.records.seed(item)

    press.post()

    assert press.network.posts == []
    assert press.publication.state is S.CANCELLED


def test_a_second_channel_posts_after_the_item_counts_as_published() -> None:
    press = a_press()
    press.records.seed(
        a_testimonial(State.PUBLISHED),
        a_channel(channel_id=OTHER),
        a_publication(channel_id=OTHER, publication_id=PublicationId(an_id(5))),
    )

    press.post(OTHER)

    assert len(press.network.posts) == 1


def test_an_item_is_published_when_all_its_channels_have_answered() -> None:
    press = a_press()
    press.records.seed(
        a_channel(channel_id=OTHER),
        a_publication(channel_id=OTHER, publication_id=PublicationId(an_id(5))),
    )
    press.post()
    assert press.item.state is State.PUBLISHING

    press.network.answer = Answer.REFUSES
    press.post(OTHER)

    assert press.item.state is State.PUBLISHED
    assert press.actions == ["publication_posted", "publication_failed"]


def test_a_clear_no_fails_and_is_not_tried_again() -> None:
    press = a_press(Answer.REFUSES)

    press.post()
    press.post()

    assert (press.publication.state, press.publication.reason) == (S.FAILED, "not_allowed")
    assert press.item.state is State.PUBLISHING
    assert len(press.network.posts) == 1


# What is unclear


@pytest.mark.parametrize("answer", [Answer.UNCLEAR_BUT_POSTED, Answer.UNCLEAR_NOT_POSTED])
def test_an_unclear_answer_is_unconfirmed_and_never_posted_again(answer: Answer) -> None:
    press = a_press(answer)

    for _ in range(3):
        press.post()
        press.clock.advance(minutes=5)

    assert press.publication.state is S.UNCONFIRMED
    assert press.publication.reason == "timeout"
    assert len(press.network.posts) == 1


def test_an_unconfirmed_post_that_is_seen_on_the_channel_is_posted() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()

    press.confirm()
    press.confirm()

    assert press.publication.state is S.POSTED
    assert press.publication.external_id is not None
    assert press.item.state is State.PUBLISHED
    assert press.actions == ["publication_unconfirmed", "publication_posted"]


def test_a_post_that_is_not_seen_is_looked_for_again_a_bounded_number_of_times() -> None:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()
    assert press.publication.due_at == NOON + CONFIRM_EVERY

    for _ in range(MOST_CONFIRMATIONS):
        assert press.publication.due_at is not None
        press.confirm()

    assert press.publication.state is S.UNCONFIRMED
    assert press.publication.due_at is None  # a person decides now
    assert press.publication.confirmations == MOST_CONFIRMATIONS
    assert len(press.network.posts) == 1


def test_a_channel_that_cannot_be_read_settles_nothing() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()
    before = press.publication
    press.network.is_down = True

    with pytest.raises(ChannelUnavailable):
        press.confirm()

    assert press.publication == before


@pytest.mark.parametrize("answer", [Answer.CRASHES_AFTER_POSTING, Answer.CRASHES_BEFORE_POSTING])
def test_a_crash_while_posting_ends_unconfirmed_once_the_lease_is_over(answer: Answer) -> None:
    press = a_press(answer)
    with pytest.raises(Crash):
        press.post()
    assert press.publication.state is S.POSTING

    press.confirm()
    assert press.publication.state is S.POSTING

    press.clock.advance(minutes=3)
    press.post()
    press.confirm()

    was_made = answer is Answer.CRASHES_AFTER_POSTING
    assert press.publication.state is (S.POSTED if was_made else S.UNCONFIRMED)
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
    assert press.publication.state is S.UNCONFIRMED
    assert press.publication.reason == "run_ended_early"


def test_a_posting_row_without_a_lease_is_settled_at_once() -> None:
    press = a_press()
    press.records.seed(a_publication(S.POSTING, due_at=None))

    press.confirm()

    assert press.publication.state is S.UNCONFIRMED


def test_a_late_answer_settles_what_was_already_called_unconfirmed() -> None:
    press = a_press()

    class SlowNetwork(FakeChannel):
        """Answers only after somebody else has given its run up."""

        def publish(self, channel: object, post: object) -> object:  # type: ignore[override]
            press.clock.set(NOON + POSTING_LEASE)
            press.network = FakeChannel()
            press.confirm()
            assert press.publication.state is S.UNCONFIRMED
            return super().publish(channel, post)  # type: ignore[arg-type]

    press.network = SlowNetwork()
    press.post()

    assert press.publication.state is S.POSTED


def test_confirming_what_is_settled_or_unknown_changes_nothing() -> None:
    press = a_press()
    press.post()
    before = press.publication

    press.confirm()
    publishing.confirm(VISIT, OTHER, press.tools)
    publishing._finish(before, publishing.PostUnclear(reason="late"), press.tools)

    assert press.publication == before


def test_a_post_whose_channel_is_gone_cannot_be_confirmed() -> None:
    rows = tuple(r for r in a_scheduled_place() if not isinstance(r, Channel | Publication))
    press = a_press(rows=(*rows, a_publication(S.UNCONFIRMED)))

    press.confirm()

    assert press.publication.state is S.UNCONFIRMED


def test_an_answer_for_a_publication_that_is_gone_is_dropped() -> None:
    press = a_press(rows=a_visited_place())

    publishing._finish(a_publication(S.POSTING), publishing.PostUnclear(reason="x"), press.tools)

    assert press.records.commits == []


# Withdrawal and takedown


def a_posted_press() -> Press:
    press = a_press()
    press.post()
    press.withdraw()
    press.settle()
    return press


def test_a_withdrawn_post_is_taken_down() -> None:
    press = a_posted_press()
    assert press.publication.state is S.TAKEDOWN_DUE

    press.take_down()
    press.take_down()

    assert press.publication.state is S.TAKEN_DOWN
    assert press.network.live == {}
    assert press.actions == ["publication_posted", "withdrawn", "publication_taken_down"]
    assert is_intact(press.records.all(AuditEntry), press.item.audit)


def test_a_post_that_stays_live_is_tried_again_until_it_is_gone() -> None:
    press = a_posted_press()
    press.network.keeps_posts = True
    press.take_down()
    press.take_down()
    assert press.publication.state is S.TAKEDOWN_FAILED
    assert press.publication.due_at is not None

    press.network.keeps_posts = False
    press.take_down()

    assert press.publication.state is S.TAKEN_DOWN
    assert press.actions[2:] == ["publication_takedown_failed", "publication_taken_down"]


def test_a_network_that_does_not_answer_leaves_the_takedown_due() -> None:
    press = a_posted_press()
    press.network.is_down = True

    with pytest.raises(ChannelUnavailable):
        press.take_down()

    assert press.publication.state is S.TAKEDOWN_DUE


def test_a_post_that_somebody_removed_already_counts_as_taken_down() -> None:
    press = a_posted_press()
    press.network.live.clear()

    press.take_down()

    assert press.publication.state is S.TAKEN_DOWN


@pytest.mark.parametrize("state", [s for s in S if not s.value.startswith("takedown")])
def test_only_what_is_due_is_taken_down(state: PublicationState) -> None:
    press = a_press()
    press.records.seed(a_publication(state, external_id="x"))

    press.take_down()
    publishing.take_down(VISIT, OTHER, press.tools)

    assert press.publication.state is state


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

    assert press.item.state is State.WITHDRAWN
    assert press.publication.state is S.TAKEDOWN_DUE
    assert [i.job.action for i in press.records.all(OutboxItem)] == [Action.TAKE_DOWN]
    press.take_down()
    assert press.network.live == {}


def test_a_withdrawal_settled_after_the_answer_takes_the_post_down_too() -> None:
    press = a_press()
    press.records.after_commit = lambda _: press.withdraw()
    press.post()
    assert press.publication.state is S.POSTED

    press.settle()

    assert press.publication.state is S.TAKEDOWN_DUE


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
    assert press.item.state is State.WITHDRAWN
    assert is_intact(press.records.all(AuditEntry), press.item.audit)


# Reading


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
