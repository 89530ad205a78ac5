"""Posting: at most one post, and none after a withdrawal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Account, Channel, ChannelKind, Credential
from chalicelib.domain.consent import Guardian, Ledger, Purpose, withdraw
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId, PublicationId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.posts import Post, PostResult
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import posting
from chalicelib.services.verification import verify
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_consent,
    a_ledger,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_scheduled_place,
    a_testimonial,
    a_visited_place,
    a_withdrawal,
    an_approved_place,
    an_id,
)
from tests.fakes import (
    Answer,
    Crash,
    FakeChannel,
    FakeCredentials,
    FakeRecords,
)
from tests.services.press import OTHER, Press, a_press
from tests.verifying import verify_tools

S = PublicationState
MOTHER = Guardian(name="Gita", relation="mother")


def test_a_due_publication_is_posted_and_the_item_is_published() -> None:
    press = a_press()

    press.post()

    assert press.publication().state is S.POSTED
    assert press.publication().permalink is not None
    assert press.publication().attempts == 1
    assert press.item().state is State.PUBLISHED
    assert press.actions == ["publication_posted"]
    assert is_intact(press.records.all(AuditEntry), press.item().audit)


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
    assert post.marker == press.publication().publication_id
    assert post.caption == "घर मिला\n\nA house at last"
    assert [(each.kind, each.url.rsplit("/", 1)[-1]) for each in post.media] == [
        ("photo", f"{'d' * 16}-display.jpg"), ("video", f"{'d' * 16}-video.mp4"),
    ]  # fmt: skip


def test_a_media_that_was_not_approved_is_not_posted() -> None:
    press = a_press()
    press.records.seed(a_ready_video())

    press.post()

    assert [each.kind for each in press.network.posts[0].media] == ["photo"]


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
        "schedule": press.go_out,
        "tick": lambda: press.clock.advance(minutes=2),
    }
    for name in ["schedule", "post", *deliveries]:
        try:
            steps[name]()
        except Crash:
            continue

    assert sum(press.network.attempts.values()) == 1
    assert sum(press.network.made.values()) <= 1
    assert press.publication().attempts == 1


def test_of_many_runs_at_once_one_posts() -> None:
    press = a_press()
    runs = [Thread(target=press.post) for _ in range(8)]

    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert list(press.network.made.values()) == [1]
    assert press.publication().state is S.POSTED


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
    assert press.publication().state is state


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
    posting.post(VisitId(an_id(404)), CHANNEL, press.tools)

    assert press.records.commits == []


def test_a_channel_that_was_switched_off_keeps_its_publication_waiting() -> None:
    press = a_press()
    press.records.seed(a_channel(is_enabled=False))

    press.post()

    assert press.network.posts == []
    waiting = press.publication()
    assert (waiting.state, waiting.slot_at, waiting.due_at) == (S.SCHEDULED, None, None)


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
    assert press.publication().state is S.CANCELLED


@pytest.mark.parametrize(
    ("year", "guardian", "allowed", "state"),
    [
        ("2012", None, True, S.CANCELLED),
        ("2012", MOTHER, False, S.CANCELLED),
        ("2012", MOTHER, True, S.POSTED),
        ("1980", None, False, S.POSTED),
    ],
    ids=["nobody agreed for the child", "no children here", "guardian agreed", "of age"],
)
def test_a_child_is_posted_only_where_a_guardian_agreed_and_it_is_allowed(
    year: str, guardian: Guardian | None, allowed: bool, state: PublicationState
) -> None:
    press = a_press()
    press.records.seed(
        a_beneficiary(details={"birth_year": year}),
        a_ledger(a_consent(guardian=guardian)),
        a_campaign(minors_may_publish=allowed),
    )

    press.post()

    assert press.publication().state is state
    assert len(press.network.posts) == (1 if state is S.POSTED else 0)


def test_a_child_that_is_found_out_while_her_post_is_made_is_taken_down_after_it() -> None:
    press = a_press()
    press.records.seed(a_campaign())

    def found_out(_: object) -> None:
        press.records.seed(a_beneficiary(details={"birth_year": "2012"}))
        verify(VISIT, verify_tools(press.records, press.clock, press.new_id))

    press.records.after_commit = found_out
    press.post()

    assert press.item().state is State.WITHDRAWN
    assert press.publication().state is S.TAKEDOWN_DUE


def test_a_withdrawal_between_reading_and_writing_prevents_the_post() -> None:
    press = a_press()
    press.records.before_commit = lambda _: press.withdraw()

    press.post()

    assert press.network.posts == []
    assert press.publication().state is S.CANCELLED


def test_a_withdrawal_of_what_is_not_shown_does_not_stop_the_post() -> None:
    press = a_press()
    press.records.seed(withdraw(a_ledger(), a_withdrawal(purposes=frozenset({Purpose.VIDEO}))))

    press.post()

    assert press.publication().state is S.POSTED


def test_a_publication_without_any_consent_on_record_is_cancelled() -> None:
    press = a_press(rows=tuple(r for r in a_scheduled_place() if not isinstance(r, Ledger)))

    press.post()

    assert press.network.posts == []
    assert press.publication().state is S.CANCELLED


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
    assert press.publication().state is S.CANCELLED


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
    assert press.item().state is State.PUBLISHING

    press.network.answer = Answer.REFUSES
    press.post(OTHER)

    assert press.item().state is State.PUBLISHED
    assert press.actions == ["publication_posted", "publication_failed"]


def test_a_clear_no_fails_and_is_not_tried_again() -> None:
    press = a_press(Answer.REFUSES)

    press.post()
    press.post()

    assert (press.publication().state, press.publication().reason) == (S.FAILED, "not_allowed")
    assert press.item().state is State.PUBLISHING
    assert len(press.network.posts) == 1


# What an attempt needs is there before it begins


def test_nothing_that_could_fail_is_left_for_after_the_commit() -> None:
    press = a_press()
    press.credentials = Unreachable()

    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            press.post()

    assert press.records.commits == []
    assert press.store.attempts == {}
    press.credentials = FakeCredentials()
    press.post()
    assert press.publication().state is S.POSTED


class Unreachable(FakeCredentials):
    """Secrets that nobody can read just now."""

    def read(self, campaign_id: CampaignId, channel_id: ChannelId) -> Credential | None:
        raise StoreUnavailable(f"secrets of {campaign_id} {channel_id}")


def test_while_the_marks_cannot_be_placed_nothing_is_posted_and_it_waits_again_later() -> None:
    press = a_press()
    press.store.is_down = True

    with pytest.raises(StoreUnavailable):
        press.post()
    assert press.network.posts == []

    press.store.is_down = False
    press.clock.advance(minutes=6)
    press.confirm()
    assert (press.publication().state, press.publication().slot_at) == (S.SCHEDULED, None)


@pytest.mark.parametrize(
    ("gone", "state", "reason"),
    [
        (Campaign, S.CANCELLED, "campaign_gone"),
        (Channel, S.SCHEDULED, None),
        (Ledger, S.CANCELLED, None),
        (Media, S.CANCELLED, "no_files"),
    ],
)
def test_a_post_without_what_it_needs_ends_or_waits_and_is_asked_for_no_more(
    gone: type, state: PublicationState, reason: str | None
) -> None:
    press = a_press(rows=tuple(row for row in a_scheduled_place() if not isinstance(row, gone)))

    press.post()
    press.post()

    publication = press.publication()
    assert (publication.state, publication.reason) == (state, reason)
    assert (publication.due_at, press.network.posts) == (None, [])
    assert len(press.records.commits) == 1


def test_what_is_cancelled_is_noted_and_its_slot_given_back() -> None:
    press = a_press()
    press.records.seed(
        SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)),
        a_testimonial(State.WITHDRAWN),
    )

    press.post()

    assert press.actions == ["publication_cancelled"]
    assert press.records.all(SlotLedger)[0].used == ()


def test_the_last_one_to_be_cancelled_leaves_its_testimonial_published() -> None:
    press = a_press()
    other = a_channel(channel_id=OTHER, kind=ChannelKind.YOUTUBE)
    publication = a_publication(channel_id=OTHER, publication_id=PublicationId(an_id(5)))
    press.records.seed(other, publication)
    press.post()
    assert press.item().state is State.PUBLISHING

    press.post(OTHER)

    assert press.item().state is State.PUBLISHED
    ended = press.records.find(Publication, VISIT, OTHER)
    assert ended is not None
    assert (ended.state, ended.reason) == (S.CANCELLED, "needs_a_video")


def test_a_network_is_called_as_the_channels_own_account() -> None:
    press = a_press()
    press.credentials.keep(CAMPAIGN, CHANNEL, Credential(access="a-secret-token"))
    seen: list[Account] = []

    class Noting(FakeChannel):
        def publish(self, account: Account, post: Post) -> PostResult:
            seen.append(account)
            return super().publish(account, post)

    press.network = Noting()
    press.post()

    assert seen[0].credential.access == "a-secret-token"
    assert "a-secret-token" not in repr((seen, press.tools, press.records.commits))
