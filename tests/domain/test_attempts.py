"""One attempt: what each answer makes of it, wherever it has come to."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.attempts import (
    LONGEST_CONFIRM_PAUSE,
    LONGEST_LOOK,
    LONGEST_PENDING,
    MOST_DEFERRALS,
    OF_THE_POST,
    SMALL_STEP_BACK,
    STEP_BACK,
    after_result,
    begun,
    finalising,
    is_same_attempt,
    not_answered,
    not_seen,
    pending_for_too_long,
    void,
    was_just_looked_at,
)
from chalicelib.domain.channels import Connection, Standing
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import PublicationId
from chalicelib.domain.marks import (
    Doing,
    Mark,
    mark_name,
    note_of,
    public_mark_before,
    was_stopped,
)
from chalicelib.domain.pauses import LONGEST_REST, REST, after_deferral
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
)
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    POSTING_LEASE,
    PostStep,
    Publication,
    PublicationState,
)
from chalicelib.domain.refusals import Later
from tests.builders import CAMPAIGN, CHANNEL, CONSENT, NOON, a_publication, an_id

S = PublicationState
SECONDS = timedelta(seconds=5)
ANSWERS: dict[str, PostResult] = {
    "posted": Posted(external_id="x1", permalink="https://net/x1"),
    "refused": PostRefused(reason="media_refused", told="too long"),
    "deferred": PostDeferred(reason=Later.RATE_LIMITED),
    "unclear": PostUnclear(reason="timeout"),
    "pending": Pending(handle="h2", look_in=SECONDS),
    "ready": Ready(handle="h2"),
}
EXPECTED = {
    PostStep.SENT: (S.POSTED, S.FAILED, S.SCHEDULED, S.UNCONFIRMED, S.POSTING, S.POSTING),
    PostStep.PENDING: (S.POSTED, S.FAILED, S.SCHEDULED, S.UNCONFIRMED, S.POSTING, S.POSTING),
    PostStep.FINALISING: (
        S.POSTED, S.FAILED, S.SCHEDULED, S.UNCONFIRMED, S.UNCONFIRMED, S.UNCONFIRMED,
    ),
}  # fmt: skip


def posting(step: PostStep = PostStep.SENT, **fields: object) -> Publication:
    given = {"attempts": 1, "posting_since": NOON, "handle": "h1", **fields}
    return a_publication(S.POSTING, step=step, **given)


def test_an_attempt_begins_with_a_lease_and_nothing_of_the_one_before() -> None:
    waiting = a_publication(reason="rate_limited", told="slow", handle="old")

    begins = begun(waiting, NOON, CONSENT)

    assert (begins.state, begins.step, begins.attempts) == (S.POSTING, PostStep.SENT, 1)
    assert (begins.handle, begins.reason, begins.told) == (None, None, "")
    assert (begins.posting_since, begins.due_at) == (NOON, NOON + POSTING_LEASE)
    assert begins.named_by == CONSENT


@pytest.mark.parametrize("step", PostStep)
@pytest.mark.parametrize("number", range(len(ANSWERS)), ids=list(ANSWERS))
def test_each_answer_leads_where_it_should_from_every_step(step: PostStep, number: int) -> None:
    answer = list(ANSWERS.values())[number]

    after = after_result(posting(step), answer, NOON)

    assert after.state is EXPECTED[step][number]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("posted", S.POSTED), ("refused", S.FAILED), ("deferred", S.FAILED),
        ("unclear", S.UNCONFIRMED), ("pending", S.UNCONFIRMED), ("ready", S.UNCONFIRMED),
    ],
)  # fmt: skip
def test_no_answer_leads_back_from_what_is_unconfirmed(name: str, state: S) -> None:
    unconfirmed = a_publication(S.UNCONFIRMED, reason="run_ended_early", attempts=1)

    after = after_result(unconfirmed, ANSWERS[name], NOON)

    assert after.state is state
    if name == "unclear":
        assert after == unconfirmed
    if name in {"pending", "ready"}:
        assert (after.handle, after.reason) == ("h2", "run_ended_early")


def test_what_is_posted_has_its_address_and_no_reason() -> None:
    after = after_result(posting(reason="x", told="y"), ANSWERS["posted"], NOON)

    assert (after.external_id, after.permalink) == ("x1", "https://net/x1")
    assert (after.posted_at, after.step, after.reason, after.told) == (NOON, None, None, "")
    assert after.due_at is not None  # its numbers are read


def test_a_no_keeps_the_networks_own_words() -> None:
    after = after_result(posting(), ANSWERS["refused"], NOON)

    assert (after.reason, after.told, after.due_at) == ("media_refused", "too long", None)


@pytest.mark.parametrize(
    ("step", "is_known"),
    [(PostStep.SENT, True), (PostStep.PENDING, False), (PostStep.FINALISING, True)],
)
def test_an_attempt_is_void_when_its_own_call_was_answered(step: PostStep, is_known: bool) -> None:
    after = after_result(posting(step), ANSWERS["deferred"], NOON)

    assert after.void == (1 if is_known else 0)
    assert (after.slot_at, after.due_at, after.step, after.handle) == (None, None, None, None)


@pytest.mark.parametrize("reason", Later)
def test_only_a_posts_own_trouble_counts_against_it(reason: Later) -> None:
    after = after_result(posting(attempts=3), PostDeferred(reason=reason), NOON)

    assert after.deferrals == OF_THE_POST.get(reason, 0)
    step = STEP_BACK if reason in OF_THE_POST else 3 * SMALL_STEP_BACK
    assert after.rank_at == NOON - step


def test_its_own_trouble_ends_it_at_last() -> None:
    last = posting(deferrals=MOST_DEFERRALS - 1)

    after = after_result(last, PostDeferred(reason=Later.MEDIA_UNREADABLE), NOON)

    assert (after.state, after.reason) == (S.FAILED, "media_unreadable")
    others = after_result(last, PostDeferred(reason=Later.TROUBLE), NOON)
    assert others.state is S.SCHEDULED


def test_a_void_attempt_leaves_the_post_waiting() -> None:
    after = void(posting(attempts=4), NOON)

    assert (after.state, after.void, after.slot_at) == (S.SCHEDULED, 4, None)


@pytest.mark.parametrize(
    ("answer", "since", "wait"),
    [
        (Ready(handle="h"), timedelta(0), timedelta(0)),
        (Pending(handle="h", look_in=timedelta(0)), timedelta(0), SECONDS),
        (Pending(handle="h", look_in=timedelta(minutes=2)), timedelta(0), timedelta(minutes=2)),
        (Pending(handle="h", look_in=SECONDS), timedelta(hours=1), timedelta(minutes=6)),
        (Pending(handle="h", look_in=timedelta(hours=2)), timedelta(0), LONGEST_LOOK),
    ],
    ids=["ready", "never at once", "as it says", "the longer the rarer", "bounded"],
)
def test_when_what_is_pending_is_looked_at(
    answer: Pending | Ready, since: timedelta, wait: timedelta
) -> None:
    after = after_result(posting(posting_since=NOON - since), answer, NOON)

    assert (after.step, after.handle, after.due_at) == (PostStep.PENDING, "h", NOON + wait)
    assert after_result(posting(posting_since=None), answer, NOON).due_at is not None


@pytest.mark.parametrize(
    "item",
    [posting(PostStep.SENT), posting(PostStep.FINALISING), a_publication(S.UNCONFIRMED)],
    ids=["sent", "finalising", "unconfirmed"],
)
def test_only_what_is_pending_is_made_public(item: Publication) -> None:
    with pytest.raises(Conflict):
        finalising(item, NOON)

    called = finalising(posting(PostStep.PENDING), NOON)
    assert (called.step, called.due_at) == (PostStep.FINALISING, NOON + POSTING_LEASE)


def test_what_is_pending_too_long_is_given_up() -> None:
    assert not pending_for_too_long(posting(), NOON + LONGEST_PENDING)
    assert pending_for_too_long(posting(), NOON + LONGEST_PENDING + SECONDS)
    assert not pending_for_too_long(posting(posting_since=None), NOON)


def test_an_answer_is_to_one_attempt_of_one_content() -> None:
    item = posting()

    assert is_same_attempt(item, item)
    assert not is_same_attempt(item, posting(attempts=2))
    assert not is_same_attempt(item, posting(publication_id=PublicationId(an_id(1))))


# Looks


@settings(max_examples=50, deadline=None)
@given(count=st.integers(0, 10_000), is_blind=st.booleans())
def test_looks_never_end_and_grow_rarer(count: int, is_blind: bool) -> None:
    item = a_publication(S.UNCONFIRMED, confirmations=count)

    after = not_seen(item, NOON, is_blind=is_blind)

    assert after.due_at is not None
    assert CONFIRM_EVERY <= after.due_at - NOON <= LONGEST_CONFIRM_PAUSE
    assert after.confirmations > count
    if is_blind:
        assert after.due_at - NOON == LONGEST_CONFIRM_PAUSE
        assert after.confirmations >= MOST_CONFIRMATIONS


def test_the_same_job_within_half_a_minute_is_no_new_look() -> None:
    item = not_seen(a_publication(S.UNCONFIRMED), NOON)

    assert was_just_looked_at(item, NOON + timedelta(seconds=29))
    assert not was_just_looked_at(item, NOON + timedelta(seconds=30))
    assert not was_just_looked_at(a_publication(S.UNCONFIRMED), NOON)


@pytest.mark.parametrize(
    ("since", "pause"),
    [
        (timedelta(0), CONFIRM_EVERY),
        (timedelta(hours=5), timedelta(minutes=30)),
        (timedelta(days=30), LONGEST_CONFIRM_PAUSE),
    ],
)
def test_a_silent_network_is_asked_the_rarer_the_longer_it_lasts(
    since: timedelta, pause: timedelta
) -> None:
    item = a_publication(S.UNCONFIRMED, changed_at=NOON - since)

    after = not_answered(item, NOON)

    assert (after.due_at, after.confirmations) == (NOON + pause, 0)


# Marks


def test_each_call_of_each_attempt_has_a_mark_of_its_own() -> None:
    items = [posting(step, attempts=n) for step in PostStep for n in (1, 2)]

    names = [mark_name(item) for item in items]

    # What is pending has come to the call that makes it public.
    assert len(set(names)) == 4
    assert mark_name(posting(PostStep.PENDING)) == mark_name(posting(PostStep.FINALISING))


@pytest.mark.parametrize(
    ("attempts", "voided", "name"), [(1, 0, None), (2, 1, None), (2, 0, "1-public")]
)
def test_an_attempt_asks_for_the_one_before_unless_its_end_is_known(
    attempts: int, voided: int, name: str | None
) -> None:
    item = posting(attempts=attempts, void=voided)

    assert public_mark_before(item) == (name and f"{item.publication_id}-{name}")


def test_a_mark_says_whether_its_call_was_given_up() -> None:
    assert was_stopped(Mark(at=NOON, note=note_of(Doing.STOP, "run")))
    assert not was_stopped(Mark(at=NOON, note=note_of(Doing.CALL, "run")))
    assert not was_stopped(Mark(at=NOON, note=""))


# Rests


def a_connection(**fields: object) -> Connection:
    return Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, **fields)  # type: ignore[arg-type]


def limited(wait: timedelta | None = None, reason: str = Later.RATE_LIMITED) -> PostDeferred:
    return PostDeferred(reason=reason, wait=wait)


def test_rests_that_follow_at_once_double_up_to_an_hour() -> None:
    connection, now, rests = a_connection(), NOON, []
    for _ in range(9):
        connection = after_deferral(connection, limited(), now, now)
        assert connection.paused_until is not None
        rests.append(connection.paused_until - now)
        now = connection.paused_until

    assert rests[:4] == [REST, 2 * REST, 4 * REST, 8 * REST]
    assert rests[-1] == LONGEST_REST


def test_trouble_after_a_long_good_time_begins_with_a_short_rest() -> None:
    rested = a_connection(
        paused_at=NOON - timedelta(hours=3), paused_until=NOON - timedelta(hours=2)
    )

    assert after_deferral(rested, limited(), NOON, NOON).paused_until == NOON + REST


def test_a_running_rest_is_never_cut_short() -> None:
    resting = a_connection(paused_at=NOON, paused_until=NOON + timedelta(minutes=30))

    assert after_deferral(resting, limited(), NOON, NOON) == resting
    assert after_deferral(resting, limited(timedelta(minutes=5)), NOON, NOON) == resting


def test_a_lost_account_is_lost_from_the_moment_it_was_told() -> None:
    told = PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True)

    after = after_deferral(a_connection(), told, NOON, NOON + SECONDS)

    assert (after.standing, after.reason) == (Standing.NEEDS_RECONNECT, "token_revoked")
    since = a_connection(changed_at=NOON + SECONDS)
    assert after_deferral(since, told, NOON, NOON + SECONDS).standing is Standing.CONNECTED


def test_only_an_expired_token_brings_the_timer_at_once() -> None:
    expired = after_deferral(a_connection(), limited(reason=Later.TOKEN_EXPIRED), NOON, NOON)
    slow = after_deferral(a_connection(), limited(), NOON, NOON)

    assert (expired.due_at, slow.due_at) == (NOON, None)
