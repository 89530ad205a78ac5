"""A network that wants a post later: its channel rests, the slot is given back, nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.attempts import MOST_DEFERRALS, SMALL_STEP_BACK, STEP_BACK
from chalicelib.domain.channels import Account, ChannelKind, Connection, Credential, Standing
from chalicelib.domain.ids import ConsentId, PublicationId, VisitId
from chalicelib.domain.pauses import LONGEST_REST, REST
from chalicelib.domain.posts import Post, PostDeferred, PostResult
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import State
from chalicelib.services import connecting, posting
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    a_channel,
    a_consent,
    a_ledger,
    a_publication,
    a_ready_photo,
    a_testimonial,
    a_visit,
    an_id,
)
from tests.fakes import FakeChannel
from tests.services.circuit import a_circuit
from tests.services.press import Press, a_press

S = PublicationState
SECOND = VisitId(an_id(0xA002))


def deferred(reason: Later, wait: timedelta | None = None) -> PostDeferred:
    return PostDeferred(reason=reason, wait=wait)


def a_press_with_a_slot(*rows: Row) -> Press:
    press = a_press()
    press.records.seed(
        SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,), due_at=NOON), *rows
    )
    return press


def connection(press: Press) -> Connection:
    found = press.records.find(Connection, CAMPAIGN, CHANNEL)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("wait", "rest"), [(timedelta(minutes=15), timedelta(minutes=15)), (None, REST)],
    ids=["with a time", "without"],
)  # fmt: skip
def test_a_429_makes_the_channel_rest_and_the_post_wait_in_its_lane(
    wait: timedelta | None, rest: timedelta
) -> None:
    press = a_press_with_a_slot()
    press.network.answers = [deferred(Later.RATE_LIMITED, wait)]

    press.post()

    waiting = press.publication()
    assert (waiting.state, waiting.slot_at, waiting.due_at) == (S.SCHEDULED, None, None)
    assert (waiting.reason, waiting.deferrals) == ("rate_limited", 0)
    assert connection(press).paused_until == NOON + rest
    assert connection(press).standing is Standing.CONNECTED
    assert press.records.all(SlotLedger)[0].used == ()
    assert press.item().state is State.PUBLISHING
    assert press.actions == []  # waiting on is no event


def test_after_its_rest_the_channel_posts_what_was_deferred_in_a_new_attempt() -> None:
    circuit = a_circuit()
    circuit.network.answers = [deferred(Later.RATE_LIMITED, timedelta(minutes=5))]
    circuit.schedule()
    circuit.grant()
    circuit.post()

    for _ in range(4):
        circuit.tick()
        assert circuit.publication().state is S.SCHEDULED
    circuit.settle_down()

    assert (circuit.publication().state, circuit.publication().attempts) == (S.POSTED, 2)
    assert list(circuit.made().values()) == [1]
    assert circuit.publication().posted_at >= NOON + timedelta(minutes=5)


def test_a_channel_in_trouble_loses_nothing_however_long_it_lasts() -> None:
    circuit = a_circuit()
    circuit.schedule()
    circuit.network.answers = [deferred(Later.TROUBLE)] * 200
    rests = []
    while circuit.network.answers:
        circuit.grant()
        circuit.post()
        if circuit.publication().state is S.SCHEDULED and circuit.publication().slot_at is None:
            rests.append(connection(circuit).paused_until - circuit.clock.now())
        circuit.clock.set(connection(circuit).paused_until)

    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_REST
    circuit.grant()
    circuit.post()
    assert circuit.publication().state is S.POSTED


def two_at_once() -> Press:
    """Two posts of one channel whose slots have come at once."""
    other = (
        a_visit(visit_id=SECOND), a_ready_photo(visit_id=SECOND),
        a_testimonial(State.PUBLISHING, visit_id=SECOND),
        a_publication(visit_id=SECOND, publication_id=PublicationId(an_id(0xF002))),
        a_ledger(a_consent(), a_consent(consent_id=ConsentId(an_id(0xD002)), visit_id=SECOND)),
    )  # fmt: skip
    press = a_press_with_a_slot(*other)
    press.network = Busy(press)
    return press


class Busy(FakeChannel):
    """While it takes the first post, the second one comes, and is answered before."""

    def __init__(self, press: Press) -> None:
        super().__init__()
        self._press = press
        self._is_first = True

    def publish(self, account: Account, post: Post) -> PostResult:
        answer = super().publish(account, post)
        if self._is_first:
            self._is_first = False
            posting.post(SECOND, CHANNEL, self._press.tools)
            self._press.clock.advance(seconds=30)
        return answer


def test_of_many_posts_deferred_at_once_the_channel_rests_as_for_one() -> None:
    press = two_at_once()
    press.network.answers = [deferred(Later.RATE_LIMITED)] * 2

    press.post()

    assert press.network.answers == []
    assert connection(press).paused_until == NOON + REST
    assert connection(press).paused_at == NOON


def test_a_longer_wait_than_the_rest_that_runs_counts_from_then_on() -> None:
    press = two_at_once()
    press.network.answers = [
        deferred(Later.QUOTA, timedelta(hours=5)), deferred(Later.RATE_LIMITED)
    ]  # fmt: skip

    press.post()

    assert connection(press).paused_until == press.clock.now() + timedelta(hours=5)


def test_a_post_that_a_network_never_takes_lets_the_others_of_its_lane_by() -> None:
    press = a_press_with_a_slot()
    before = press.publication().changed_at
    for attempt in range(1, 20):
        press.network.answers = [deferred(Later.RATE_LIMITED)]
        press.post()
        after = press.publication().rank_at
        assert after is not None
        assert before - after == SMALL_STEP_BACK * attempt
        before = after
        press.clock.set(connection(press).paused_until or NOON)
        press.records.seed(replace(press.publication(), slot_at=press.clock.now()))

    assert before < NOON - timedelta(hours=24)


# Credentials


def an_account() -> Press:
    return a_press_with_a_slot(
        a_channel(kind=ChannelKind.TELEGRAM),
        Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, changed_at=NOON - timedelta(days=1)),
    )


def revoked() -> PostDeferred:
    return PostDeferred(reason=Later.TOKEN_REVOKED, needs_reconnect=True)


def test_a_revoked_credential_holds_the_queue_and_nothing_is_lost_until_it_is_given_anew() -> None:
    circuit = a_circuit()
    circuit.network.answers = [revoked()]
    circuit.schedule()
    circuit.grant()
    circuit.post()
    assert connection(circuit).standing is Standing.NEEDS_RECONNECT
    assert connection(circuit).reason == "token_revoked"

    for _ in range(300):
        circuit.tick()
    assert circuit.publication().state is S.SCHEDULED
    assert circuit.publication().attempts == 1

    known = connection(circuit)
    circuit.change(
        Save(row=replace(known, standing=Standing.CONNECTED, paused_until=None, reason=None))
    )
    circuit.settle_down(90)
    assert circuit.publication().state is S.POSTED


def test_a_second_post_that_is_told_so_too_changes_nothing_of_since_when() -> None:
    press = two_at_once()
    press.network.answers = [revoked(), revoked()]

    press.post()

    assert press.network.answers == []
    assert connection(press).standing is Standing.NEEDS_RECONNECT
    assert connection(press).changed_at == NOON


def test_a_credential_given_while_the_old_one_was_refused_stays_good() -> None:
    press = an_account()
    given = Connection(campaign_id=CAMPAIGN, channel_id=CHANNEL, changed_at=NOON)
    press.network.answers = [revoked()]
    press.records.after_commit = lambda _: press.records.commit(Save(row=replace(given, version=1)))

    press.post()

    assert connection(press).standing is Standing.CONNECTED
    assert connection(press).paused_until is not None
    assert press.publication().state is S.SCHEDULED


def test_an_expired_token_is_renewed_by_the_very_next_tick_and_its_post_goes_out() -> None:
    press = an_account()
    press.credentials.keep(CAMPAIGN, CHANNEL, Credential(access="old"))
    press.network.answers = [deferred(Later.TOKEN_EXPIRED)]
    press.post()
    assert connection(press).due_at == NOON

    press.network.renewed = Credential(access="new", expires_at=NOON + timedelta(hours=2))
    connecting.tend(press.tools)

    assert press.credentials.kept[CAMPAIGN, CHANNEL].access == "new"
    assert connection(press).paused_until is None
    assert connection(press).standing is Standing.CONNECTED


# Trouble of the post itself


def test_trouble_of_a_post_itself_stops_no_other_and_it_stands_behind_them() -> None:
    press = a_press_with_a_slot()
    press.network.answers = [deferred(Later.MEDIA_UNREADABLE)]

    press.post()

    assert press.records.all(Connection) == []
    assert press.publication().rank_at == NOON - STEP_BACK
    assert press.publication().deferrals == 1


def test_what_has_trouble_of_its_own_too_often_fails_with_a_reason() -> None:
    press = a_press_with_a_slot()
    press.network.answers = [deferred(Later.MEDIA_UNREADABLE)] * MOST_DEFERRALS
    while press.publication().state is S.SCHEDULED:
        press.records.seed(replace(press.publication(), slot_at=press.clock.now()))
        press.post()

    failed = press.publication()
    assert (failed.state, failed.reason, failed.due_at) == (S.FAILED, "media_unreadable", None)
    assert failed.attempts == MOST_DEFERRALS
    assert press.actions == ["publication_failed"]
    assert press.network.answers == []


def test_an_answer_is_kept_even_while_the_channels_ledger_is_fought_for() -> None:
    press = a_press_with_a_slot()
    press.network.answers = [deferred(Later.RATE_LIMITED)]
    commits: list[int] = []

    def contend(changes: tuple[object, ...]) -> None:
        commits.append(len(commits))
        press.records.before_commit = contend
        ledger = press.records.all(SlotLedger)[0]
        if any(getattr(c, "row", None).__class__ is SlotLedger for c in changes):
            press.records.seed(replace(ledger, version=ledger.version + 1))

    press.records.before_commit = contend
    try:
        press.post()
    except Exception as error:  # noqa: BLE001  a queue sends the job again
        assert type(error).__name__ == "StoreUnavailable"  # noqa: PT017

    assert (press.publication().state, press.publication().attempts) == (S.SCHEDULED, 1)
    assert connection(press).paused_until is not None


def test_a_slot_that_nobody_has_written_down_is_given_back_by_nobody() -> None:
    press = a_press()
    press.network.answers = [deferred(Later.RATE_LIMITED)]

    press.post()

    assert press.records.all(SlotLedger) == []
    assert press.publication().state is S.SCHEDULED


def test_a_deferral_of_a_channel_that_is_gone_still_lets_its_post_wait() -> None:
    press = a_press_with_a_slot()
    press.network.answers = [deferred(Later.RATE_LIMITED)]

    def is_gone(_: object) -> None:
        del press.records._rows[type(a_channel()), (CAMPAIGN, CHANNEL)]

    press.records.after_commit = is_gone
    press.post()

    assert press.publication().state is S.SCHEDULED
    assert press.records.all(Connection) == []


def test_a_post_that_was_to_be_taken_down_is_not_tried_again() -> None:
    press = a_press_with_a_slot()
    press.network.answers = [deferred(Later.RATE_LIMITED)]

    def is_withdrawn(_: object) -> None:
        press.withdraw()
        press.settle()

    press.records.after_commit = is_withdrawn
    press.post()

    assert (press.publication().state, press.publication().reason) == (S.CANCELLED, "withdrawal")
    assert press.actions[-1] == "publication_cancelled"
