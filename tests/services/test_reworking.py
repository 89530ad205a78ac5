"""Editing what was approved: it is approved anew, and never are two versions of it out at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.decisions import Decision, DecisionKind
from chalicelib.domain.discretion import told_decisions
from chalicelib.domain.errors import (
    Conflict,
    ConsentMissing,
    InvalidInput,
    NotFound,
    NotPermitted,
    StaleVersion,
    WordsNotPublic,
)
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import Role, User
from chalicelib.domain.progress import contribution
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.takedowns import TakedownKind
from chalicelib.domain.testimonial import State
from chalicelib.services import claiming, moderation, reworking, undoing
from chalicelib.services.claiming import Asked
from chalicelib.services.reworking import NewWords
from tests.builders import (
    MODERATOR,
    NOON,
    VISIT,
    a_campaign,
    a_channel,
    a_decided,
    a_ledger,
    a_moderator,
    a_publication,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_visited_place,
    a_withdrawal,
    a_worker,
    an_id,
)
from tests.fakes import Answer
from tests.services.press import Press, a_press

S = PublicationState
HERS = a_moderator()
OTHER_PERSON = a_moderator(user_id=UserId("moderator-2"))
NEW = NewWords(captions={"hi": "पक्का घर मिला", "en": "A solid house at last"})
OUT = [State.APPROVED, State.PUBLISHING, State.PUBLISHED]


def desk(press: Press) -> moderation.Tools:
    return moderation.Tools(records=press.records, clock=press.clock, new_id=press.new_id)


def rework(press: Press, words: NewWords = NEW, user: User = HERS) -> None:
    reworking.rework(user, VISIT, press.item().version, words, desk(press))


def approve(press: Press, user: User = HERS) -> None:
    claiming.claim_next(user, Asked(), records=press.records, clock=press.clock)
    moderation.pass_decision(
        user, VISIT, press.item().version, Decision(kind=DecisionKind.APPROVE), desk(press)
    )


def with_posts(*posts: Publication, state: State = State.PUBLISHED, **fields: object) -> Press:
    item = a_testimonial(state, decisions=(a_decided(),), **fields)
    rows: tuple[Row, ...] = (*a_visited_place(), item, a_channel(), *posts)
    press = a_press(rows=rows)
    press.records.seed(HERS, OTHER_PERSON)
    return press


def posted() -> Publication:
    return a_publication(S.POSTED, external_id="practice-page/x#1", posted_at=NOON)


@pytest.mark.parametrize("state", OUT)
def test_what_was_approved_waits_for_review_with_its_new_words(state: State) -> None:
    press = with_posts(state=state)

    rework(press, replace(NEW, channel_captions={"practice-page": {"hi": "घर"}}))

    item = press.item()
    assert (item.state, item.captions) == (State.PENDING_REVIEW, NEW.captions)
    assert item.channel_captions == {"practice-page": {"hi": "घर"}}
    entry = press.records.all(AuditEntry)[-1]
    assert (entry.action, entry.actor) == ("reworked", MODERATOR)
    assert is_intact([entry], item.audit)


def test_what_is_out_goes_and_what_waits_is_cancelled_in_the_same_commit() -> None:
    waiting = a_publication(S.HELD, channel_id="second-page")
    press = with_posts(posted(), waiting)
    before = len(press.records.commits)

    rework(press)

    assert len(press.records.commits) == before + 1
    out, waited = press.records.all(Publication)
    assert (out.state, waited.state) == (S.TAKEDOWN_DUE, S.CANCELLED)
    assert out.takedown is not None
    assert (out.takedown.kind, out.takedown.deadline_at) == (TakedownKind.EDITED, None)
    assert [item.job.action for item in press.records.all(OutboxItem)] == [Action.TAKE_DOWN]


def test_the_new_version_waits_until_the_old_one_is_gone() -> None:
    press = with_posts()
    press.records.seed(replace(press.item(), state=State.APPROVED), a_campaign())
    press.schedule()
    press.grant()
    press.post()
    rework(press)
    approve(press)
    assert press.item().content_version == 2

    press.schedule()
    assert press.item().state is State.APPROVED
    assert len(press.network.live) == 1
    press.take_down()
    press.clock.advance(minutes=10)
    press.schedule()
    press.grant()
    press.post()

    assert press.publication().content_version == 2
    assert press.publication().captions == NEW.captions
    assert [post.caption.count("पक्का") for post in press.network.posts] == [0, 1]
    assert len(press.network.live) == 1


def test_an_old_job_to_schedule_does_not_let_the_new_version_out() -> None:
    press = with_posts(state=State.APPROVED)

    rework(press)
    press.schedule()

    assert press.item().state is State.PENDING_REVIEW
    assert press.records.all(Publication) == []


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("answer", [Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED])
def test_however_an_edit_meets_a_post_the_old_words_do_not_stay_out(
    moment: str, number: int, answer: Answer
) -> None:
    press = with_posts(a_publication(), state=State.PUBLISHING)
    press.network.answer = answer
    left = number

    def meet(_: object) -> None:
        nonlocal left
        if left == 0:
            rework(press)
        else:
            left -= 1
            setattr(press.records, moment, meet)

    setattr(press.records, moment, meet)
    press.post()
    press.records.before_commit = press.records.after_commit = None
    if press.item().state is not State.PENDING_REVIEW:
        rework(press)
    for _ in range(3):
        press.clock.advance(minutes=7)
        press.confirm()
        press.take_down()

    assert press.network.live == {}
    assert press.publication().state in {S.CANCELLED, S.TAKEN_DOWN}
    assert press.item().state is State.PENDING_REVIEW


def test_approvals_from_before_count_no_more_and_two_are_needed_again() -> None:
    press = with_posts()
    money = NewWords(captions={"hi": "खाते में ₹ 1,20,000 आए"})
    press.records.seed(
        replace(press.item(), decisions=(a_decided(), a_decided(by=OTHER_PERSON.user_id)))
    )
    rework(press, money)
    press.clock.advance(minutes=1)

    approve(press)
    assert press.item().state is State.PENDING_REVIEW
    approve(press, OTHER_PERSON)

    assert press.item().state is State.APPROVED


def test_what_was_decided_before_the_edit_is_known_to_all_and_what_comes_after_is_not() -> None:
    press = with_posts()
    rework(press, NewWords(captions={"hi": "खाते में ₹ 1,20,000 आए"}))
    press.clock.advance(minutes=1)
    approve(press)

    told = told_decisions(press.item(), OTHER_PERSON.user_id, press.clock.now())

    assert [each.at for each in told] == [NOON]


def test_an_approval_from_before_the_edit_cannot_be_taken_back() -> None:
    press = a_press(rows=(*a_reviewable_place(), a_channel()))
    press.records.seed(HERS)
    approve(press)
    rework(press)

    with pytest.raises(Conflict):
        undoing.take_back(HERS, VISIT, desk(press))

    assert press.item().state is State.PENDING_REVIEW
    assert press.item().claim is None


def test_the_approval_after_the_edit_can_be_taken_back() -> None:
    press = with_posts()
    rework(press)
    press.clock.advance(minutes=1)
    approve(press)
    undoing.take_back(HERS, VISIT, desk(press))

    assert press.item().state is State.PENDING_REVIEW


def test_counts_follow_it_back_to_the_queue() -> None:
    press = with_posts()
    before = contribution(press.item())[1].days
    rework(press)

    assert before == {NOON.date(): {"posted": 1, "approved": 1}}
    assert contribution(press.item())[1].days == {NOON.date(): {"pending_review": 1}}


def test_a_reel_that_shows_it_is_ended_by_a_job() -> None:
    press = with_posts(reels=(VisitId(an_id(7)),))

    rework(press)

    jobs = [item.job for item in press.records.all(OutboxItem)]
    assert [(job.action, job.subject) for job in jobs] == [(Action.END_REELS, VISIT)]


@pytest.mark.parametrize("state", [s for s in State if s not in OUT])
def test_only_what_was_approved_is_edited(state: State) -> None:
    press = with_posts(state=state)

    with pytest.raises(Conflict):
        rework(press)


def test_words_that_change_nothing_are_refused_and_nothing_is_taken_down() -> None:
    press = with_posts(posted())

    with pytest.raises(Conflict):
        rework(press, NewWords(captions=dict(press.item().captions or {})))
    assert press.publication().state is S.POSTED


def test_an_item_that_changed_meanwhile_is_not_edited() -> None:
    press = with_posts(posted())
    seen = press.item().version
    press.records.commit(Save(row=press.item()))

    with pytest.raises(StaleVersion):
        reworking.rework(HERS, VISIT, seen, NEW, desk(press))
    assert press.publication().state is S.POSTED


def test_a_post_that_moves_in_between_is_read_again() -> None:
    press = with_posts(a_publication())
    press.records.before_commit = lambda _: press.records.commit(
        Save(row=replace(press.publication(), state=S.POSTED, external_id="x"))
    )

    rework(press)

    assert press.publication().state is S.TAKEDOWN_DUE


UNFIT: dict[str, tuple[NewWords, type[Exception]]] = {
    "a phone": (NewWords(captions={"hi": "98765 43210"}), WordsNotPublic),
    "a phone on one channel": (
        replace(NEW, channel_captions={"x": {"hi": "98765 43210"}}), WordsNotPublic,
    ),
    "too long": (NewWords(captions={"hi": "घ" * 1001}), InvalidInput),
}  # fmt: skip


@pytest.mark.parametrize(("words", "refusal"), UNFIT.values(), ids=UNFIT)
def test_words_that_are_not_for_the_public_are_refused(
    words: NewWords, refusal: type[Exception]
) -> None:
    press = with_posts(posted())

    with pytest.raises(refusal):
        rework(press, words)
    assert press.publication().state is S.POSTED


def test_in_an_election_no_promise_is_edited_in() -> None:
    press = with_posts(posted())
    campaign = press.records.find(Campaign, "campaign-1")
    assert campaign is not None
    press.records.seed(replace(campaign, kind=CampaignKind.ELECTION))

    with pytest.raises(WordsNotPublic):
        rework(press, NewWords(captions={"en": "After the election you will get a house"}))


def test_what_she_took_back_is_not_edited() -> None:
    press = with_posts(posted())
    press.records.seed(replace(a_ledger(), withdrawals=(a_withdrawal(),)))

    with pytest.raises(ConsentMissing):
        rework(press)


WHO: dict[str, tuple[User, type[Exception]]] = {
    "elsewhere": (a_moderator("district-2"), NotFound),
    "a worker": (a_worker(), NotFound),
    "a convener": (a_user(Role.CONVENER, "constituency"), NotPermitted),
}


@pytest.mark.parametrize(("user", "refusal"), WHO.values(), ids=WHO)
def test_only_a_moderator_of_the_place_edits(user: User, refusal: type[Exception]) -> None:
    press = with_posts(posted())

    with pytest.raises(refusal):
        rework(press, user=user)


Deed = Callable[[Press], object]
DEEDS: dict[str, Deed] = {
    "withdrawn before": lambda press: (press.withdraw(), press.settle()),
    "withdrawn and not settled": lambda press: press.withdraw(),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_an_edit_does_not_bring_back_what_was_withdrawn(deed: Deed) -> None:
    press = with_posts(posted())
    deed(press)

    with pytest.raises((Conflict, ConsentMissing)):
        rework(press)
    press.settle()

    assert press.item().state is State.WITHDRAWN
    assert press.publication().state is S.TAKEDOWN_DUE


def test_what_was_edited_and_then_withdrawn_is_withdrawn() -> None:
    press = with_posts(posted())
    rework(press)
    press.clock.advance(hours=1)
    press.withdraw()
    press.settle()

    assert press.item().state is State.WITHDRAWN
    assert press.publication().state is S.TAKEDOWN_DUE
    assert press.clock.now() - NOON == timedelta(hours=1)
