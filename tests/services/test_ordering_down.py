"""Posts ordered down, or taken down by hand: at once, everywhere, and never out again by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.ids import ChannelId, UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import Role, User
from chalicelib.domain.posts import PostDeferred
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Row
from chalicelib.domain.takedowns import TakedownKind, Tried
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import moderation, ordering_down, withdrawing
from chalicelib.services.ordering_down import Order
from tests.builders import (
    CHANNEL,
    NOON,
    VISIT,
    a_channel,
    a_decided,
    a_moderator,
    a_publication,
    a_scheduled_place,
    a_testimonial,
    a_user,
    a_visited_place,
    a_worker,
    an_approved_place,
    an_id,
)
from tests.fakes import Answer
from tests.services.press import OTHER, Press, a_press

S = PublicationState
HOUR = timedelta(hours=1)
ORDER = Order(kind=TakedownKind.ORDER, reference="ECI/7")
BY_HAND = Order(kind=TakedownKind.BY_HAND)
MODERATOR = a_moderator()


def desk(press: Press) -> moderation.Tools:
    return moderation.Tools(records=press.records, clock=press.clock, new_id=press.new_id)


def order(press: Press, wanted: Order = ORDER, user: User = MODERATOR) -> tuple[Publication, ...]:
    return ordering_down.order_down(user, VISIT, wanted, desk(press))


def removed(press: Press, note: str = "") -> Publication:
    return ordering_down.removed_by_hand(MODERATOR, VISIT, CHANNEL, note, desk(press))


def jobs(press: Press) -> list[Action]:
    return [item.job.action for item in press.records.all(OutboxItem)]


def with_posts(*posts: Publication, state: State = State.PUBLISHING) -> Press:
    rows: tuple[Row, ...] = (*a_visited_place(), a_testimonial(state), a_channel())
    return a_press(rows=(*rows, a_channel(channel_id=OTHER), *posts))


def posted(channel_id: ChannelId = CHANNEL) -> Publication:
    name = f"{channel_id}/x#1"
    return a_publication(S.POSTED, channel_id=channel_id, external_id=name, posted_at=NOON)


def test_an_ordered_post_is_due_with_its_job_and_its_audit_entry_in_one_commit() -> None:
    press = with_posts(posted())
    before = len(press.records.commits)

    (item,) = order(press)

    assert len(press.records.commits) == before + 1
    assert item.state is S.TAKEDOWN_DUE
    assert item.takedown is not None
    assert item.takedown.deadline_at == NOON + 3 * HOUR
    assert (item.takedown.reference, item.takedown.by) == ("ECI/7", MODERATOR.user_id)
    assert jobs(press) == [Action.TAKE_DOWN]
    (entry,) = press.records.all(AuditEntry)
    assert (entry.action, entry.actor) == ("takedown_ordered", MODERATOR.user_id)
    assert entry.facts == {
        "kind": "order", "reference": "ECI/7", "channels": CHANNEL,
        "deadline_at": (NOON + 3 * HOUR).isoformat(),
    }  # fmt: skip
    assert is_intact([entry], press.item().audit)


def test_its_clock_runs_from_when_the_order_was_received() -> None:
    press = with_posts(posted())

    (item,) = order(press, replace(ORDER, received_at=NOON - HOUR))

    assert item.takedown is not None
    assert item.takedown.deadline_at == NOON + 2 * HOUR


@pytest.mark.parametrize("state", [S.SCHEDULED, S.HELD])
def test_what_waits_is_cancelled_and_never_posted(state: PublicationState) -> None:
    press = with_posts(a_publication(state))

    order(press, BY_HAND)
    press.post()

    assert press.publication().state is S.CANCELLED
    assert press.network.attempts == {}


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHING, State.PUBLISHED])
@pytest.mark.parametrize("wanted", [ORDER, BY_HAND], ids=["order", "by hand"])
def test_what_goes_from_all_channels_is_rejected_and_not_scheduled_again(
    wanted: Order, state: State
) -> None:
    posts = () if state is State.APPROVED else (posted(), posted(OTHER))
    press = with_posts(*posts, state=state)

    order(press, wanted)
    press.schedule()

    assert press.item().state is State.REJECTED
    assert all(each.state is S.TAKEDOWN_DUE for each in press.records.all(Publication))


def test_the_posts_are_taken_down_and_stay_so() -> None:
    press = a_press()
    press.post()

    order(press)
    press.take_down()
    press.schedule()
    press.post()

    assert press.network.live == {}
    assert press.publication().state is S.TAKEN_DOWN
    assert sum(press.network.attempts.values()) == 1


def test_one_channel_of_two_leaves_the_other_one_out() -> None:
    press = with_posts(posted(), posted(OTHER), state=State.PUBLISHED)

    order(press, replace(ORDER, channel_ids=(CHANNEL,)))

    states = {each.channel_id: each.state for each in press.records.all(Publication)}
    assert states == {CHANNEL: S.TAKEDOWN_DUE, OTHER: S.POSTED}
    assert press.item().state is State.PUBLISHED


def test_the_last_channel_of_several_ends_it() -> None:
    press = with_posts(posted(), posted(OTHER), state=State.PUBLISHED)

    for channel_id in (CHANNEL, OTHER):
        order(press, replace(ORDER, channel_ids=(channel_id,)))

    assert press.item().state is State.REJECTED


def test_a_cancelled_channel_lets_what_is_out_elsewhere_count_as_published() -> None:
    press = with_posts(posted(), a_publication(channel_id=OTHER))

    order(press, replace(BY_HAND, channel_ids=(OTHER,)))

    assert press.item().state is State.PUBLISHED


def test_an_order_for_an_old_post_leaves_what_was_approved_since() -> None:
    going = a_publication(S.TAKEDOWN_DUE, external_id="x")
    press = with_posts(going, state=State.APPROVED)

    order(press, replace(ORDER, channel_ids=(CHANNEL,)))

    assert press.item().state is State.APPROVED


def test_an_order_hastens_a_takedown_that_is_under_way() -> None:
    press = with_posts(posted())
    order(press, BY_HAND)
    press.network.keeps_posts = True
    press.take_down()

    (item,) = order(press)

    assert (item.state, item.due_at) == (S.TAKEDOWN_FAILED, NOON)
    assert item.takedown is not None
    assert (item.takedown.kind, len(item.takedown.attempts)) == (TakedownKind.ORDER, 1)


def test_the_same_order_again_changes_nothing() -> None:
    press = with_posts(posted())
    first = order(press)
    commits = len(press.records.commits)

    assert order(press) == first
    assert len(press.records.commits) == commits


def test_an_order_after_it_was_edited_reaches_what_is_still_out() -> None:
    going = a_publication(S.TAKEDOWN_FAILED, external_id="x")
    press = with_posts(going, state=State.PENDING_REVIEW)

    (item,) = order(press)

    assert item.takedown is not None
    assert item.takedown.kind is TakedownKind.ORDER
    assert press.item().state is State.PENDING_REVIEW


@pytest.mark.parametrize("answer", [Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED])
def test_an_order_while_the_post_is_being_made_takes_it_down_once_it_is_seen(
    answer: Answer,
) -> None:
    press = a_press(answer)
    press.records.after_commit = lambda _: order(press)
    press.post()
    press.clock.advance(minutes=2)
    press.confirm()
    assert press.publication().state is S.TAKEDOWN_DUE
    assert press.publication().takedown is not None

    press.take_down()

    assert press.network.live == {}
    assert press.publication().takedown.kind is TakedownKind.ORDER  # type: ignore[union-attr]


def test_an_order_for_what_the_network_then_does_not_take_ends_it() -> None:
    press = with_posts(a_publication(), posted(OTHER))
    press.network.answers.append(PostDeferred(reason="rate_limited"))
    press.records.after_commit = lambda _: order(press, replace(ORDER, channel_ids=(CHANNEL,)))

    press.post()

    assert press.publication().state is S.CANCELLED
    assert press.publication().slot_at is None


def test_what_was_pending_is_never_made_public_after_an_order_for_its_channel() -> None:
    press = a_press()
    press.network.in_steps = True
    press.records.seed(posted(OTHER))
    press.post()
    assert press.publication().state is S.POSTING

    order(press, replace(ORDER, channel_ids=(CHANNEL,)))
    press.clock.advance(minutes=2)
    press.confirm()

    assert press.publication().state is S.CANCELLED
    assert press.network.live == {}
    assert len(press.network.discarded) == 1


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("in_steps", [False, True], ids=["at once", "in steps"])
def test_however_an_order_meets_a_post_nothing_stays_out(
    moment: str, number: int, in_steps: bool
) -> None:
    press = a_press()
    press.network.in_steps = in_steps
    left = number

    def meet(_: object) -> None:
        nonlocal left
        if left == 0:
            order(press)
        else:
            left -= 1
            setattr(press.records, moment, meet)

    setattr(press.records, moment, meet)
    press.post()
    for _ in range(3):
        press.clock.advance(minutes=2)
        press.confirm()
    press.records.before_commit = press.records.after_commit = None
    order(press)
    for _ in range(2):
        press.clock.advance(minutes=10)
        press.confirm()
        press.take_down()

    assert press.network.live == {}
    assert press.publication().state in {S.CANCELLED, S.TAKEN_DOWN}
    assert press.item().state is State.REJECTED
    assert is_intact(press.records.all(AuditEntry), press.item().audit)


def test_a_reel_that_shows_what_was_taken_down_ends_too() -> None:
    reel_id = VisitId(an_id(0xA777))
    press = with_posts(posted(), state=State.PUBLISHED)
    reel = a_testimonial(State.PUBLISHED, visit_id=reel_id, members=(VISIT,))
    press.records.seed(replace(press.item(), reels=(reel_id,)), reel)

    order(press)
    assert Action.END_REELS in jobs(press)
    for visit_id in (VISIT, VisitId(an_id(404))):
        withdrawing.end_reels_of(
            visit_id, records=press.records, clock=press.clock, new_id=press.new_id
        )

    found = press.records.find(Testimonial, reel_id)
    assert found is not None
    assert found.state is State.WITHDRAWN


REFUSED = {
    "from the future": replace(ORDER, received_at=NOON + HOUR),
    "from last month": replace(ORDER, received_at=NOON - timedelta(days=30)),
    "a phone in the reference": replace(ORDER, reference="call 98765 43210"),
    "an Aadhaar in the note": replace(ORDER, note="2345 6789 0124"),
    "a channel that it never went to": replace(ORDER, channel_ids=(OTHER,)),
    "no channel": replace(ORDER, channel_ids=()),
}


@pytest.mark.parametrize("wanted", REFUSED.values(), ids=REFUSED)
def test_an_order_that_cannot_be_is_refused(wanted: Order) -> None:
    press = a_press()

    with pytest.raises(InvalidInput):
        order(press, wanted)
    assert press.publication().state is S.SCHEDULED


@pytest.mark.parametrize("state", [State.PENDING_REVIEW, State.REJECTED])
def test_what_never_went_out_cannot_be_ordered_down(state: State) -> None:
    press = with_posts(state=state)

    with pytest.raises(Conflict):
        order(press)


@pytest.mark.parametrize(
    "user",
    [a_moderator("district-2"), a_worker(), a_user(Role.TRAINER, "constituency")],
    ids=["elsewhere", "a worker", "a trainer"],
)
def test_only_who_reads_the_item_takes_it_down(user: User) -> None:
    press = a_press()

    with pytest.raises(NotFound):
        order(press, user=user)
    with pytest.raises(NotFound):
        ordering_down.removed_by_hand(user, VISIT, CHANNEL, "", desk(press))


@pytest.mark.parametrize("role", [Role.CONVENER, Role.ADMIN])
def test_conveners_and_admins_may(role: Role) -> None:
    press = a_press(rows=(*a_scheduled_place(), posted()))

    (item,) = order(press, user=a_user(role, "constituency"))

    assert item.state is S.TAKEDOWN_DUE


def test_an_unknown_item_looks_absent() -> None:
    press = a_press(rows=an_approved_place())

    with pytest.raises(NotFound):
        ordering_down.order_down(MODERATOR, VisitId(an_id(404)), ORDER, desk(press))


def test_what_a_person_removed_is_taken_down_with_her_word_as_proof() -> None:
    press = with_posts(posted())
    order(press)
    press.clock.advance(minutes=5)

    gone = removed(press, "Removed on the page")

    assert gone == press.publication()
    assert gone.takedown is not None
    last = gone.takedown.attempts[-1]
    assert (gone.state, gone.due_at) == (S.TAKEN_DOWN, None)
    assert (last.by, last.result, last.reason) == (
        MODERATOR.user_id, Tried.BY_HAND, "Removed on the page",
    )  # fmt: skip
    assert gone.takedown.gone_at == NOON + timedelta(minutes=5)
    entry = press.records.all(AuditEntry)[-1]
    assert (entry.action, entry.actor) == ("publication_taken_down", MODERATOR.user_id)
    assert is_intact(press.records.all(AuditEntry), press.item().audit)


def test_saying_so_again_changes_nothing() -> None:
    press = with_posts(posted())
    order(press)
    first = removed(press)

    assert removed(press) == first


def test_what_was_approved_anew_goes_out_once_a_person_removed_the_old_post() -> None:
    going = replace(posted(), state=S.TAKEDOWN_FAILED)
    item = a_testimonial(State.APPROVED, content_version=2, decisions=(a_decided(at=NOON - HOUR),))
    press = with_posts(going)
    press.records.seed(item)
    order(press, replace(ORDER, channel_ids=(CHANNEL,)))

    removed(press)

    assert Action.SCHEDULE in jobs(press)
    press.schedule()
    assert press.publication().content_version == 2


@pytest.mark.parametrize("state", [S.POSTED, S.SCHEDULED, S.UNCONFIRMED, S.FAILED])
def test_only_what_is_to_go_can_be_removed_by_hand(state: PublicationState) -> None:
    press = with_posts(a_publication(state))

    with pytest.raises(Conflict):
        removed(press)


def test_a_channel_that_it_never_went_to_has_nothing_to_remove() -> None:
    with pytest.raises(NotFound):
        removed(with_posts())


def test_a_note_that_names_a_person_is_refused() -> None:
    press = with_posts(posted())
    order(press)

    with pytest.raises(InvalidInput):
        removed(press, "told 98765 43210")


def test_a_row_from_before_takedowns_were_kept_can_be_removed_by_hand() -> None:
    press = with_posts(a_publication(S.TAKEDOWN_DUE))

    takedown = removed(press).takedown

    assert takedown is not None
    assert takedown.kind is TakedownKind.WITHDRAWAL


def test_a_moderator_has_an_id_and_no_name_in_what_is_kept() -> None:
    press = with_posts(posted())
    order(press, user=a_moderator(user_id=UserId("m-7"), name="Asha"))

    assert "Asha" not in repr((press.publication(), press.records.all(AuditEntry)))
