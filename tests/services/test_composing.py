"""Editions: composed once, of our own renditions, of what stands; a run may die at any line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Blackout, Campaign
from chalicelib.domain.channel_editions import LEASE, MOST_TRIES, Edition, EditionState, given_up
from chalicelib.domain.channels import Channel
from chalicelib.domain.consent import Ledger, Purpose, withdraw
from chalicelib.domain.edition_plans import AI_LABEL
from chalicelib.domain.editions import Cut, EditionPlan, Style
from chalicelib.domain.errors import NotFound, StoreUnavailable
from chalicelib.domain.fields import edited
from chalicelib.domain.ids import AreaId, ChannelId, ConsentId, MediaId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.reels import NOBODY
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import scheduling
from chalicelib.services.composing import Result
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
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_visited_place,
    a_withdrawal,
    an_area,
    an_id,
)
from tests.fakes import Answer, Crash, FakeChannel, FakeRecords
from tests.services.press import OTHER, Press

S = PublicationState
CAPTIONED = Style(cut=Cut.VERTICAL, has_lower_third=True, has_cards=True)
NAMED = a_consent(shown_name="सुनीता देवी")
MINUTE = timedelta(minutes=1)


def a_studio(*more: Row, answer: Answer = Answer.ACCEPTS, **fields: object) -> Press:
    """An approved video of somebody who said how to name her, and a channel with a style."""
    given = {"media_ids": (VIDEO,), "named_by": NAMED.consent_id, **fields}
    item = a_testimonial(State.APPROVED, **given)
    records = FakeRecords(
        *a_visited_place(a_ready_photo(), a_ready_video()), a_ledger(NAMED), item,
        a_channel(style=CAPTIONED), *more,
    )  # fmt: skip
    press = Press(records=records, network=FakeChannel(answer))
    for media in (a_ready_photo(), a_ready_video()):
        for made in media.derivatives:
            press.store.derivatives[made.key] = made.role.encode()
    return press


def a_scheduled_studio(*more: Row, **fields: object) -> Press:
    press = a_studio(*more, **fields)
    press.go_out()
    press.records.commits.clear()
    return press


def jobs(press: Press) -> list[tuple[Action, str | None]]:
    """What stands in the outbox, in the order in which it was put there."""
    items = sorted(press.records.all(OutboxItem), key=lambda item: item.item_id)
    return [(item.job.action, item.job.channel_id) for item in items]


def the_edition(press: Press) -> Edition:
    (found,) = press.records.all(Edition)
    return found


def composed(press: Press) -> set[str]:
    """The keys of all editions' files in the bucket."""
    made = {made.key for media in (a_ready_photo(), a_ready_video()) for made in media.derivatives}
    return set(press.store.derivatives) - made


def test_an_edition_is_ordered_at_approval_and_composed_for_its_slot_a_plain_channel_none() -> None:
    press = a_studio(a_channel(channel_id=OTHER))

    press.schedule()
    assert jobs(press) == []
    for channel_id in (CHANNEL, OTHER):
        press.grant(channel_id)
        press.post(channel_id)

    captioned, plain = press.records.all(Publication)
    assert captioned.order is not None
    assert (captioned.order.style, captioned.order.language) == (CAPTIONED, "hi")
    assert plain.order is None
    composing = [job for job in jobs(press) if job[0] is Action.COMPOSE]
    assert composing == [(Action.COMPOSE, CHANNEL)]
    assert (captioned.state, plain.state) == (S.SCHEDULED, S.POSTED)


def test_a_channel_that_changes_its_style_changes_nothing_that_was_scheduled() -> None:
    press = a_scheduled_studio()
    channel = press.records.find(Channel, CAMPAIGN, CHANNEL)
    assert channel is not None
    press.records.commit(Save(row=replace(channel, style=Style(), caption_languages=("en",))))

    press.compose()
    press.post()

    order = press.publication().order
    assert order is not None
    assert (order.style, order.language) == (CAPTIONED, "hi")
    assert {each.url.rpartition("/")[2] for each in press.network.posts[0].media} == {
        key.rpartition("/")[2] for key in composed(press)
    }


def test_an_edition_is_planned_from_our_rendition_with_her_own_words() -> None:
    press = a_scheduled_studio()

    assert press.compose() is Result.READY

    (plan,) = press.composer.plans
    (piece,) = plan.pieces
    assert piece.lower_third is not None
    assert piece.lower_third.name == "सुनीता देवी"
    assert piece.lower_third.place == "mandal-1, district-1"
    assert piece.lower_third.scheme == "housing"
    assert plan.opening is not None
    assert plan.opening.title == "जन संपर्क"
    assert plan.closing is not None
    assert (plan.size.width * 16, plan.ai_label) == (plan.size.height * 9, "")
    (made,) = the_edition(press).derivatives
    assert (made.role, made.width, made.height) == ("video", plan.size.width, plan.size.height)
    assert press.store.derivatives[made.key] == f"video {made.width}x{made.height}".encode()
    assert press.workspace.left_over == []


def test_nothing_of_her_stands_in_a_row_a_key_or_an_address() -> None:
    press = a_scheduled_studio()

    press.compose()
    press.post()

    said = repr((press.records.all(Edition), press.records.all(OutboxItem), composed(press)))
    assert not any(word in said for word in ("सुनीता", "सीता", "booth-1", "mandal-1"))


def test_a_post_shows_the_edition_and_not_the_rendition() -> None:
    press = a_scheduled_studio()
    press.compose()

    press.post()

    (post,) = press.network.posts
    assert [each.kind for each in post.media] == ["video"]
    (made,) = the_edition(press).derivatives
    assert post.media[0].url.endswith(made.key)
    assert press.publication().state is S.POSTED
    assert press.item().state is State.PUBLISHED


def test_of_several_media_each_has_its_edition_in_their_order() -> None:
    press = a_scheduled_studio(media_ids=(PHOTO, VIDEO))

    press.compose()
    press.post()

    assert [made.role for made in the_edition(press).derivatives] == ["display", "video"]
    assert [each.kind for each in press.network.posts[0].media] == ["photo", "video"]
    assert len(composed(press)) == 2


def test_what_a_style_would_not_change_is_posted_as_it_is() -> None:
    upright = a_channel(style=Style(cut=Cut.VERTICAL))
    press = a_scheduled_studio(upright, media_ids=(PHOTO, VIDEO))

    press.compose()
    press.post()

    assert [plan.is_photo for plan in press.composer.plans] == [True]
    photo, video = the_edition(press).derivatives
    assert video in a_ready_video().derivatives
    assert composed(press) == {photo.key}


def test_the_label_is_on_every_channel_once_a_machine_altered_it() -> None:
    press = a_studio(a_channel(channel_id=OTHER), ai_altered=True)
    press.go_out()

    press.compose()
    press.compose(OTHER)
    press.post()
    press.post(OTHER)

    assert [plan.ai_label for plan in press.composer.plans] == [AI_LABEL, AI_LABEL]
    assert [plan.pieces[0].lower_third is None for plan in press.composer.plans] == [False, True]
    assert len(press.network.posts) == 2
    shown = {post.media[0].url.rpartition("/")[2] for post in press.network.posts}
    assert shown == {key.rpartition("/")[2] for key in composed(press)}


def test_a_reel_keeps_its_own_captions_and_only_its_cut_is_ordered() -> None:
    press = a_studio(members=(VisitId(an_id(0xA0)),))

    press.go_out()

    order = press.publication().order
    assert order is not None
    assert (order.style, order.language) == (Style(cut=Cut.VERTICAL), "")


def test_two_channels_of_one_style_share_an_edition() -> None:
    press = a_studio(a_channel(channel_id=OTHER, style=CAPTIONED))
    press.go_out()

    assert press.compose() is Result.READY
    assert press.compose(OTHER) is Result.REPEATED
    press.post()
    press.post(OTHER)

    assert len(press.composer.plans) == 1
    assert len({post.media for post in press.network.posts}) == 1
    assert press.item().state is State.PUBLISHED


# --- waiting ------------------------------------------------------------------------------------


def test_a_post_waits_for_its_edition_and_asks_for_it_again() -> None:
    press = a_scheduled_studio()

    press.post()
    press.post()

    assert press.network.posts == []
    assert (press.publication().state, press.publication().due_at) == (S.SCHEDULED, NOON + LEASE)
    assert jobs(press) == [(Action.POST, CHANNEL), *[(Action.COMPOSE, CHANNEL)] * 2]


def test_a_post_asks_nobody_while_its_edition_is_being_composed() -> None:
    press = a_scheduled_studio()
    press.composer.trouble = Crash()
    with pytest.raises(Crash):
        press.compose()
    before = jobs(press)

    press.clock.advance(minutes=1)
    press.post()

    assert jobs(press) == before
    assert press.publication().due_at == NOON + LEASE
    press.clock.set(NOON + LEASE)
    press.post()
    assert jobs(press) == [*before, (Action.COMPOSE, CHANNEL)]


def test_a_post_that_waited_is_sent_again_when_its_edition_is_ready() -> None:
    press = a_scheduled_studio()
    press.post()

    press.compose()

    assert jobs(press)[-1] == (Action.POST, CHANNEL)
    press.post()
    assert press.publication().state is S.POSTED


def test_a_post_whose_slot_is_still_to_come_is_not_sent_early() -> None:
    press = a_scheduled_studio()
    press.clock.set(NOON - MINUTE)

    press.compose()

    assert jobs(press) == [(Action.POST, CHANNEL)]  # the one that came with its slot


def test_an_edition_that_becomes_ready_while_a_post_decides_to_wait_is_posted_at_once() -> None:
    press = a_scheduled_studio()
    claimed = _claimed(press)
    ready = replace(
        claimed, state=EditionState.READY, lease_until=None,
        derivatives=a_ready_video().derivatives[:1],
    )  # fmt: skip
    press.records.before_commit = lambda _: press.records.commit(Save(row=ready))

    press.post()

    assert press.publication().state is S.POSTED


def _claimed(press: Press) -> Edition:
    """The edition as a run holds it that is still at work."""
    press.composer.trouble = Crash()
    with pytest.raises(Crash):
        press.compose()
    press.composer.trouble = None
    return the_edition(press)


def test_a_blackout_is_waited_for_without_asking_for_the_edition() -> None:
    silence = Blackout(
        area_id=AreaId("mandal-1"), from_at=NOON, until_at=NOON + timedelta(days=2), reason="silent"
    )
    press = a_scheduled_studio()
    press.records.seed(a_campaign(blackouts=(silence,)))

    press.post()

    assert (press.publication().state, press.publication().slot_at) == (S.SCHEDULED, None)
    assert jobs(press) == [(Action.POST, CHANNEL)]
    assert press.compose() is Result.READY  # nobody sees it before the silence is over


# --- repeats, races, deaths ---------------------------------------------------------------------


def test_an_edition_is_composed_once_however_often_it_is_asked_for() -> None:
    press = a_scheduled_studio()

    assert [press.compose() for _ in range(3)] == [Result.READY, *[Result.REPEATED] * 2]
    assert len(press.composer.plans) == 1


def test_of_many_runs_at_once_one_composes() -> None:
    press = a_scheduled_studio()
    runs = [Thread(target=press.compose) for _ in range(8)]

    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert len(press.composer.plans) == 1
    assert the_edition(press).tries == 1
    assert the_edition(press).state is EditionState.READY


def test_a_run_that_starts_inside_anothers_claim_leaves_it_to_the_faster_one() -> None:
    press = a_scheduled_studio()
    inner: list[Result] = []
    press.records.before_commit = lambda _: inner.append(press.compose())

    assert press.compose() is Result.REPEATED
    assert inner == [Result.READY]
    assert len(press.composer.plans) == 1


def test_a_run_that_was_overtaken_keeps_nothing() -> None:
    press = a_scheduled_studio()
    inner: list[Result] = []

    def overtake(_: tuple[Change, ...]) -> None:
        press.clock.set(NOON + LEASE)
        inner.append(press.compose())

    press.records.after_commit = lambda _: setattr(press.records, "before_commit", overtake)

    assert press.compose() is Result.REPEATED
    assert inner == [Result.READY]
    edition = the_edition(press)
    assert edition.tries == 2
    assert edition.derivatives[0].key == edition.stored[1]
    assert set(edition.stored) == composed(press)


DEATHS: dict[str, Callable[[Press], object]] = {
    "before the claim": lambda press: setattr(press.records, "before_commit", _dies),
    "after the claim": lambda press: setattr(press.records, "after_commit", _dies),
    "while composing": lambda press: setattr(press.composer, "trouble", Crash()),
    "between the upload and the last commit": lambda press: setattr(
        press.records,
        "after_commit",
        lambda _: setattr(press.records, "before_commit", _dies),
    ),
}


def _dies(_: tuple[Change, ...]) -> None:
    raise Crash


@pytest.mark.parametrize("death", DEATHS)
def test_after_a_death_at_any_line_the_post_still_comes_and_no_file_is_forgotten(
    death: str,
) -> None:
    press = a_scheduled_studio()
    DEATHS[death](press)
    with pytest.raises(Crash):
        press.compose()
    press.composer.trouble = None

    assert composed(press) <= {key for each in press.records.all(Edition) for key in each.stored}
    press.clock.set(NOON + LEASE)
    press.post()
    assert jobs(press)[-1] == (Action.COMPOSE, CHANNEL)
    assert press.compose() is Result.READY
    press.post()

    assert press.publication().state is S.POSTED
    assert composed(press) <= set(the_edition(press).stored)


def test_a_fault_leaves_the_lease_and_is_raised() -> None:
    press = a_scheduled_studio()
    press.store.is_down = True

    with pytest.raises(StoreUnavailable):
        press.compose()

    assert the_edition(press).lease_until == NOON + LEASE
    press.store.is_down = False
    assert press.compose() is Result.REPEATED
    press.clock.set(NOON + LEASE)
    assert press.compose() is Result.READY


def test_what_never_can_be_composed_ends_its_publication_with_a_reason() -> None:
    press = a_scheduled_studio(a_channel(channel_id=OTHER))
    press.composer.trouble = StoreUnavailable("composer")
    for _ in range(MOST_TRIES):
        with pytest.raises(StoreUnavailable):
            press.compose()
        press.clock.advance(seconds=LEASE.total_seconds())

    assert press.compose() is Result.FAILED
    assert press.compose() is Result.REPEATED
    assert jobs(press)[-1] == (Action.POST, CHANNEL)
    press.post()
    press.post()

    assert the_edition(press).state is EditionState.FAILED
    assert (press.publication().state, press.publication().reason) == (
        S.CANCELLED, "edition_failed",
    )  # fmt: skip
    assert press.actions == ["scheduled", "publication_cancelled"]


@pytest.mark.parametrize("is_posted_first", [True, False])
def test_a_failed_edition_keeps_no_other_channel_from_being_the_last(is_posted_first: bool) -> None:
    press = a_studio(a_channel(channel_id=OTHER))
    press.go_out()
    press.records.seed(given_up(_claimed(press)))
    steps = [lambda: press.post(OTHER), press.post]

    for step in steps if is_posted_first else reversed(steps):
        step()

    assert [p.state for p in press.records.all(Publication)] == [S.CANCELLED, S.POSTED]
    assert press.item().state is State.PUBLISHED


# --- consent ------------------------------------------------------------------------------------


def test_nothing_is_composed_after_a_withdrawal() -> None:
    press = a_scheduled_studio()
    press.withdraw()

    assert press.compose() is Result.NOT_WANTED
    assert (press.records.all(Edition), composed(press)) == ([], set())
    press.settle()
    assert press.publication().state is S.CANCELLED
    assert press.compose() is Result.NOT_WANTED


def test_a_withdrawal_at_the_very_moment_of_the_claim_is_seen() -> None:
    press = a_scheduled_studio()
    press.records.before_commit = lambda _: press.withdraw()

    assert press.compose() is Result.NOT_WANTED
    assert press.composer.plans == []


def test_a_withdrawal_while_it_is_composed_leaves_nothing_that_could_be_posted() -> None:
    press = a_scheduled_studio()
    press.records.after_commit = lambda _: press.withdraw()

    assert press.compose() is Result.READY

    press.post()
    press.settle()
    assert press.network.posts == []
    assert press.publication().state is S.CANCELLED
    assert composed(press) == set(the_edition(press).stored)  # where an erasure finds it


def test_a_name_that_was_taken_back_is_not_posted() -> None:
    press = a_scheduled_studio()
    press.compose()
    named = the_edition(press)
    ledger = press.records.find(Ledger, a_ledger().beneficiary_id)
    assert ledger is not None
    nameless = a_consent(consent_id=ConsentId(an_id(2)), given_at=NOON + MINUTE)
    taken = a_withdrawal(consent_id=NAMED.consent_id)
    press.records.commit(
        Save(row=withdraw(replace(ledger, consents=(*ledger.consents, nameless)), taken))
    )

    press.post()
    assert press.network.posts == []
    assert press.compose() is Result.READY
    press.post()

    assert [_name_on(plan) for plan in press.composer.plans] == ["सुनीता देवी", ""]
    (post,) = press.network.posts
    (nameless_one,) = [each for each in press.records.all(Edition) if each != named]
    assert post.media[0].url.endswith(nameless_one.derivatives[0].key)


@pytest.mark.parametrize("is_composed", [False, True])
def test_a_name_that_comes_after_the_approval_is_never_shown(is_composed: bool) -> None:
    press = a_scheduled_studio()
    if is_composed:
        press.compose()
    slogan = a_consent(
        consent_id=ConsentId(an_id(2)), given_at=NOON + MINUTE, shown_name="Vote for nobody"
    )
    press.records.commit(Save(row=replace(the_ledger(press), consents=(NAMED, slogan))))

    press.post()
    press.compose()
    press.post()

    assert _name_on(press.composer.plans[-1]) == ""
    assert press.publication().state is S.POSTED
    assert press.publication().named_by is None


def test_a_name_that_was_not_approved_does_not_come_back_with_an_older_consent() -> None:
    nameless = a_consent(consent_id=ConsentId(an_id(2)), given_at=NOON + MINUTE)
    press = a_studio(a_ledger(NAMED, nameless), named_by=None)
    press.go_out()
    taken = a_withdrawal(consent_id=nameless.consent_id, at=NOON + MINUTE)
    press.records.commit(Save(row=withdraw(the_ledger(press), taken)))

    press.compose()

    assert _name_on(press.composer.plans[0]) == ""


def the_ledger(press: Press) -> Ledger:
    (found,) = press.records.all(Ledger)
    return found


def test_what_a_phone_says_of_her_schemes_after_the_approval_is_not_written() -> None:
    press = a_scheduled_studio()
    person = press.records.find(Beneficiary, a_ledger().beneficiary_id)
    assert person is not None
    slogan = edited(
        person, {"schemes": ("housing", "Vote for nobody")}, edit_id="e-1", at=NOON, base_version=1
    )
    press.records.commit(Save(row=slogan))

    press.compose()

    words = press.composer.plans[0].pieces[0].lower_third
    assert words is not None
    assert words.scheme == "housing"


def test_a_post_that_names_her_remembers_by_which_consent() -> None:
    press = a_studio(a_channel(channel_id=OTHER))
    press.go_out()
    press.compose()

    press.post()
    press.post(OTHER)

    plain = press.records.find(Publication, VISIT, OTHER)
    assert plain is not None
    assert (press.publication().named_by, plain.named_by) == (NAMED.consent_id, None)


NAMELESS = a_consent(consent_id=ConsentId(an_id(2)), given_at=NOON - MINUTE)


def take_the_name_back(press: Press) -> None:
    """Commit that she takes the consent with her name back, while another one stands."""
    taken = a_withdrawal(consent_id=NAMED.consent_id, at=NOON + MINUTE)
    press.records.commit(Save(row=withdraw(the_ledger(press), taken)))


@pytest.mark.parametrize("answer", [Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED])
@pytest.mark.parametrize("when", ["before posting", "while posting", "after posting"])
def test_what_names_her_by_a_consent_that_she_took_back_goes(answer: Answer, when: str) -> None:
    press = a_scheduled_studio(a_ledger(NAMED, NAMELESS), answer=answer)
    press.compose()
    named = set(the_edition(press).stored)

    def goes(_: object = None) -> None:
        take_the_name_back(press)
        press.settle()

    if when == "before posting":
        goes()
    if when == "while posting":
        press.records.after_commit = goes
    for step in (press.post, press.compose, press.post, lambda: press.clock.advance(minutes=10)):
        step()
    press.confirm()
    if when == "after posting":
        goes()
    press.take_down()

    shown = {each.url for post in press.network.posts for each in post.media if press.network.live}
    assert not any(url.endswith(key) for url in shown for key in named)
    is_up = when == "before posting"
    assert bool(press.network.live) is is_up
    assert press.item().state is (State.PUBLISHED if is_up else State.WITHDRAWN)


@pytest.mark.parametrize("state", [S.SCHEDULED, S.FAILED, S.CANCELLED])
def test_a_name_that_was_never_public_is_taken_back_without_the_item(state: S) -> None:
    press = a_scheduled_studio(a_ledger(NAMED, NAMELESS))
    press.records.seed(replace(press.publication(), state=state))
    take_the_name_back(press)

    press.settle()

    assert press.item().state is State.PUBLISHING
    assert press.publication().state is state


def _name_on(plan: EditionPlan) -> str:
    words = plan.pieces[0].lower_third
    assert words is not None
    return words.name


REEL = VisitId(an_id(0xA0))


def a_reel_studio() -> Press:
    """A reel of the one approved visit, scheduled on a channel that wants a square cut."""
    film = a_ready_video(media_id=MediaId(an_id(0xC0)), visit_id=REEL, beneficiary_id=NOBODY)
    reel = a_testimonial(
        State.APPROVED, visit_id=REEL, beneficiary_id=NOBODY, members=(VISIT,),
        media_ids=(film.media_id,),
    )  # fmt: skip
    press = a_studio(film, reel, a_channel(style=replace(CAPTIONED, cut=Cut.SQUARE)))
    scheduling.schedule(REEL, press.tools)
    return press


def test_a_reel_is_composed_while_every_member_agrees() -> None:
    press = a_reel_studio()

    assert press.compose(visit_id=REEL) is Result.READY
    assert the_edition(press).visit_id == REEL
    assert press.composer.plans[0].pieces[0].lower_third is None


def test_a_reel_is_not_composed_once_a_member_has_withdrawn() -> None:
    press = a_reel_studio()
    press.withdraw()

    assert press.compose(visit_id=REEL) is Result.NOT_WANTED


def test_a_member_who_withdraws_at_the_very_moment_of_a_reels_claim_is_seen() -> None:
    press = a_reel_studio()
    press.records.before_commit = lambda _: press.withdraw()

    assert press.compose(visit_id=REEL) is Result.NOT_WANTED
    assert press.composer.plans == []


@pytest.mark.parametrize(
    "rows",
    [
        (a_testimonial(State.APPROVED),),
        (a_ledger(replace(NAMED, purposes=frozenset({Purpose.PUBLISH}))),),
        (a_beneficiary(details={"birth_year": "2012"}),),
    ],
    ids=["not scheduled", "no consent to the video", "found to be a child"],
)
def test_what_is_not_to_come_is_not_composed(rows: tuple[Row, ...]) -> None:
    press = a_studio() if isinstance(rows[0], Testimonial) else a_scheduled_studio()
    press.records.seed(*rows)

    assert press.compose() is Result.NOT_WANTED


def test_a_plain_publication_and_one_of_nobody_have_nothing_to_compose() -> None:
    press = a_scheduled_studio(a_channel(channel_id=OTHER))

    assert press.compose(OTHER) is Result.NOT_WANTED
    assert press.compose(ChannelId("nobody")) is Result.NOT_WANTED
    del press.records._rows[Ledger, (a_ledger().beneficiary_id,)]
    assert press.compose() is Result.NOT_WANTED


def test_what_is_posted_is_composed_no_more() -> None:
    press = a_scheduled_studio()
    press.compose()
    press.post()
    for edition in press.records.all(Edition):
        del press.records._rows[Edition, (VISIT, edition.edition_id)]

    assert press.compose() is Result.NOT_WANTED


# --- what lies beside it ------------------------------------------------------------------------


def test_without_a_person_and_areas_the_rest_is_said() -> None:
    press = a_scheduled_studio()
    del press.records._rows[Beneficiary, (a_ledger().beneficiary_id,)]
    del press.records._rows[Area, ("mandal-1",)]
    press.records.seed(an_area("district-1", names={"hi": "हरिद्वार"}))

    press.compose()

    words = press.composer.plans[0].pieces[0].lower_third
    assert words is not None
    assert (words.place, words.scheme) == ("हरिद्वार", "")


def test_an_edition_of_a_campaign_that_is_gone_is_refused_and_ends_at_last() -> None:
    press = a_scheduled_studio()
    del press.records._rows[Campaign, (CAMPAIGN,)]

    for _ in range(MOST_TRIES):
        with pytest.raises(NotFound):
            press.compose()
        press.clock.advance(seconds=LEASE.total_seconds())

    assert press.compose() is Result.FAILED


def test_media_without_a_rendition_have_no_edition() -> None:
    press = a_scheduled_studio(media_ids=(PHOTO, VIDEO))
    press.records.seed(a_ready_photo(derivatives=()))

    press.compose()

    assert [made.role for made in the_edition(press).derivatives] == ["video"]
    assert len(press.records.all(Media)) == 2


@settings(max_examples=60, deadline=None)
@given(
    deliveries=st.lists(
        st.sampled_from(["post", "compose", "compose badly", "schedule", "tick"]), max_size=16
    ),
    answer=st.sampled_from(Answer),
)
def test_any_order_of_deliveries_posts_at_most_once_and_only_an_edition(
    deliveries: list[str], answer: Answer
) -> None:
    press = a_studio(answer=answer)

    def badly() -> None:
        press.composer.trouble = Crash()
        try:
            press.compose()
        finally:
            press.composer.trouble = None

    steps: dict[str, Callable[[], object]] = {
        "post": press.post,
        "compose": press.compose,
        "compose badly": badly,
        "schedule": press.schedule,
        "tick": lambda: press.clock.advance(minutes=6),
    }
    for name in ["schedule", *deliveries]:
        try:
            steps[name]()
        except Crash:
            continue

    assert sum(press.network.made.values()) <= 1
    assert press.publication().attempts == len(press.network.posts) <= 1
    for post in press.network.posts:
        assert post.media[0].url.endswith(the_edition(press).derivatives[0].key)
    stored = {key for edition in press.records.all(Edition) for key in edition.stored}
    assert composed(press) <= stored
