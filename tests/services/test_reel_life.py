"""A reel among people and networks: approved as a whole, posted once, gone with any of its members.

In whatever order a withdrawal, a child that is found out and an erasure meet it, the end is one.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Blackout, Campaign
from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.channels import Channel
from chalicelib.domain.consent import Consent, Guardian, Ledger, give, withdraw
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.erasure import Why
from chalicelib.domain.errors import Conflict, ConsentMissing, NotFound, StaleVersion
from chalicelib.domain.ids import AreaId, ConsentId, VisitId
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.media import Media, MediaKind
from chalicelib.domain.people import Role
from chalicelib.domain.progress import Tally
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.reels import NOBODY
from chalicelib.domain.rows import Change, Row, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import (
    composing,
    counting,
    dossiers,
    erasing,
    granting,
    holdings,
    moderation,
    publications,
    relaying,
    upkeep,
    uploads,
    verification,
    withdrawing,
)
from chalicelib.services.claiming import Asked, claim_next
from chalicelib.services.relaying import RowChange, jobs_for
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    a_campaign,
    a_channel,
    a_consent,
    a_moderator,
    a_user,
    a_withdrawal,
    an_id,
)
from tests.fakes import Answer, Crash, FakeChannel, FakeJobs
from tests.reel_place import (
    APPROVAL,
    ReelPlace,
    a_composed_place,
    a_posted_place,
    a_reel_place,
    a_scheduled_place,
    approved,
    booth_of,
    consent_of,
    person,
    person_id,
    visit_id,
)
from tests.verifying import verify_tools

S = PublicationState


def decide(place: ReelPlace, reel_id: VisitId, decision: Decision = APPROVAL) -> None:
    """Decide the reel as the moderator who holds it."""
    version = place.reel(reel_id).version
    moderation.pass_decision(a_moderator(), reel_id, version, decision, place.deciding)


def claim(place: ReelPlace) -> VisitId | None:
    return claim_next(a_moderator(), Asked(), records=place.records, clock=place.clock)


def settle_due(place: ReelPlace, reel_id: VisitId) -> None:
    """Carry out the takedown, if one is due."""
    if place.records.find(Publication, reel_id, CHANNEL):
        place.take_down(reel_id)


# Approval


def test_an_approval_stands_on_every_members_ledger() -> None:
    place, reel_id = a_composed_place()

    place.approve(reel_id)

    assert place.reel(reel_id).state is State.APPROVED
    relied_on = [c.row for c in place.records.commits[-1] if isinstance(c, Unchanged)]
    assert [row.beneficiary_id for row in relied_on] == [person_id(n) for n in range(4)]


def test_an_approved_reel_keeps_the_captions_that_were_shown() -> None:
    place, reel_id = a_composed_place()
    shown = dossiers.show(a_moderator(), reel_id, records=place.records).captions

    place.approve(reel_id)

    assert place.reel(reel_id).captions == shown
    assert shown["en"] == "Public contact · constituency"


FALLS: dict[str, Callable[[ReelPlace], object]] = {
    "withdrawn": lambda place: place.withdraw(2),
    "a child": lambda place: place.change(person(2, details={"birth_year": "2012"}, version=1)),
    "gone": lambda place: place.records.seed(approved(2, State.WITHDRAWN, version=9)),
    "new content": lambda place: place.records.seed(approved(2, content_version=2, version=9)),
}


@pytest.mark.parametrize("falls", FALLS.values(), ids=FALLS)
def test_a_reel_of_which_a_member_fell_cannot_be_approved(falls: Callable) -> None:
    place, reel_id = a_composed_place()
    claim(place)
    falls(place)

    with pytest.raises(ConsentMissing):
        decide(place, reel_id)

    assert place.reel(reel_id).state is State.PENDING_REVIEW


def test_a_withdrawal_in_the_moment_of_approval_lets_it_fail() -> None:
    place, reel_id = a_composed_place()
    claim(place)
    place.records.before_commit = lambda _: place.withdraw(3)

    with pytest.raises(ConsentMissing):
        decide(place, reel_id)


def test_a_reel_can_be_rejected_and_not_sent_back_to_anybody() -> None:
    place, reel_id = a_composed_place()
    claim(place)

    with pytest.raises(Conflict):
        decide(place, reel_id, Decision(kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.OTHER))
    decide(place, reel_id, Decision(kind=DecisionKind.REJECT, reason=ReasonCode.OTHER))

    assert place.reel(reel_id).state is State.REJECTED


# Posting


def test_an_approved_reel_is_posted_once_with_its_own_film() -> None:
    place, reel_id = a_posted_place()
    place.post(reel_id)

    (post,) = place.network.posts
    (media,) = (m for m in place.records.all(Media) if m.visit_id == reel_id)
    film = next(made.key for made in media.derivatives if made.role == "video")
    assert [(each.kind, each.url) for each in post.media] == [
        (MediaKind.VIDEO, f"https://derivatives.test/{film}")
    ]
    assert place.reel(reel_id).state is State.PUBLISHED


def test_posting_stands_on_every_members_ledger() -> None:
    place, reel_id = a_scheduled_place()

    place.post(reel_id)

    entered = next(c for c in place.records.commits if any(isinstance(x.row, Channel) for x in c))
    ledgers = {c.row.beneficiary_id for c in entered if isinstance(c.row, Ledger)}
    assert ledgers == {person_id(n) for n in range(4)}


@pytest.mark.parametrize("falls", FALLS.values(), ids=FALLS)
def test_a_reel_of_which_a_member_fell_is_not_posted(falls: Callable) -> None:
    place, reel_id = a_scheduled_place()
    falls(place)

    place.post(reel_id)

    assert place.network.posts == []
    assert place.publication(reel_id).state is S.CANCELLED


def test_a_withdrawal_in_the_moment_of_posting_stops_it() -> None:
    place, reel_id = a_scheduled_place()
    place.records.before_commit = lambda _: place.withdraw(0)

    place.post(reel_id)

    assert place.network.posts == []
    assert place.publication(reel_id).state is S.CANCELLED


@pytest.mark.parametrize("area", ["constituency", "mandal-3"])
def test_a_blackout_at_the_desk_or_at_a_members_place_holds_a_reel_up(area: str) -> None:
    place, reel_id = a_scheduled_place()
    until = place.clock.now() + timedelta(hours=2)
    silence = Blackout(
        area_id=AreaId(area), from_at=place.clock.now(), until_at=until, reason="silence"
    )
    place.records.seed(a_campaign(blackouts=(silence,)))

    place.post(reel_id)
    waiting = place.publication(reel_id)
    assert (waiting.state, waiting.slot_at, place.network.posts) == (S.SCHEDULED, None, [])

    place.clock.set(until)
    granting.grant(CAMPAIGN, CHANNEL, place.posting)
    place.post(reel_id)

    assert place.publication(reel_id).state is S.POSTED


def test_a_channel_cuts_a_reel_and_writes_nothing_more_on_it() -> None:
    place, reel_id = a_composed_place()
    style = Style(cut=Cut.SQUARE, has_lower_third=True, has_cards=True)
    place.records.seed(a_channel(style=style))
    place.approve(reel_id)
    place.schedule(reel_id)
    place.clock.advance(minutes=1)

    assert composing.compose(reel_id, CHANNEL, place.composing) is composing.Result.READY
    place.post(reel_id)

    cut = place.composer.plans[-1]
    assert (cut.opening, cut.closing, cut.pieces[0].lower_third) == (None, None, None)
    assert cut.size.width == cut.size.height
    assert place.publication(reel_id).state is S.POSTED


# Withdrawal


STAGES: dict[str, Callable[[], tuple[ReelPlace, VisitId]]] = {
    "begun": lambda: (place := a_reel_place(), place.begin()),
    "composed": a_composed_place,
    "scheduled": a_scheduled_place,
    "posted": a_posted_place,
}


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize("number", range(4))
def test_a_reel_ends_with_whichever_member_withdraws_at_whatever_stage(
    stage: Callable, number: int
) -> None:
    place, reel_id = stage()
    place.withdraw(number)

    place.settle(number)
    settle_due(place, reel_id)

    assert place.reel(reel_id).state is State.WITHDRAWN
    assert place.network.live == {}
    for name in range(4):
        item = place.row(Testimonial, visit_id(name))
        assert item.state is (State.WITHDRAWN if name == number else State.PUBLISHED)


def test_a_live_reel_of_which_a_member_withdraws_is_taken_down() -> None:
    place, reel_id = a_posted_place()
    place.withdraw(1)

    place.settle(1)

    assert place.publication(reel_id).state is S.TAKEDOWN_DUE
    place.take_down(reel_id)
    assert place.publication(reel_id).state is S.TAKEN_DOWN
    last = [e for e in place.records.all(AuditEntry) if e.subject_id == reel_id]
    assert any(entry.facts.get("reason") == "member" for entry in last)


def test_a_scheduled_reel_of_which_a_member_withdraws_is_cancelled() -> None:
    place, reel_id = a_scheduled_place()
    place.withdraw(1)

    place.settle(1)

    assert place.publication(reel_id).state is S.CANCELLED


def test_a_withdrawal_while_the_network_answers_is_followed_by_a_takedown() -> None:
    place, reel_id = a_scheduled_place()
    place.network = MeanwhileChannel(lambda: (place.withdraw(1), place.settle(1)))

    place.post(reel_id)

    assert place.publication(reel_id).state is S.TAKEDOWN_DUE
    place.take_down(reel_id)
    assert place.network.live == {}


class MeanwhileChannel(FakeChannel):
    """While it takes a post, something else happens."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(Answer.ACCEPTS)
        self._meanwhile = meanwhile

    def publish(self, channel: Any, post: Any) -> Any:
        self._meanwhile()
        return super().publish(channel, post)


def test_a_reel_that_was_chosen_before_she_withdrew_ends_with_her() -> None:
    place = a_reel_place()
    place.records.before_commit = lambda _: place.withdraw(0)
    reel_id = place.begin()
    assert visit_id(0) in place.reel(reel_id).members

    place.settle(0)

    assert place.reel(reel_id).state is State.WITHDRAWN


def test_a_reel_that_is_begun_while_her_withdrawal_is_carried_out_ends_with_her() -> None:
    place = a_reel_place()
    beginning = caught(place, place.begin)
    place.withdraw(0)

    place.records.before_commit = lambda _: place.records.commit(*beginning)
    place.settle(0)

    assert place.row(Testimonial, visit_id(0)).state is State.WITHDRAWN
    (reel,) = (item for item in place.records.all(Testimonial) if item.members)
    assert reel.state is State.WITHDRAWN


def test_a_reel_that_was_chosen_before_her_withdrawal_was_carried_out_never_begins() -> None:
    place = a_reel_place()
    beginning = caught(place, place.begin)
    place.withdraw(0)
    place.settle(0)

    with pytest.raises(StaleVersion):
        place.records.commit(*beginning)

    assert visit_id(0) not in place.reel(place.begin()).members


def caught(place: ReelPlace, step: Callable[[], object]) -> tuple[Change, ...]:
    """Return what a step would have committed, had it not been held up right before."""
    held: list[tuple[Change, ...]] = []

    def hold(changes: tuple[Change, ...]) -> None:
        held.append(changes)
        raise Crash

    place.records.before_commit = hold
    with pytest.raises(Crash):
        step()
    return held[0]


def test_a_run_that_dies_between_member_and_reel_is_finished_by_the_next() -> None:
    place, reel_id = a_posted_place()
    place.withdraw(0)

    def dies(_: object) -> None:
        raise Crash

    place.records.after_commit = dies
    with pytest.raises(Crash):
        place.settle(0)
    assert place.reel(reel_id).state is State.PUBLISHED

    place.settle(0)

    assert place.reel(reel_id).state is State.WITHDRAWN


def test_settling_twice_is_settling_once() -> None:
    place, _ = a_posted_place()
    place.withdraw(0)
    place.settle(0)
    commits = len(place.records.commits)

    place.settle(0)

    assert len(place.records.commits) == commits


def test_consent_to_something_else_taken_back_leaves_the_reel_standing() -> None:
    place, reel_id = a_posted_place()
    withdrawing.end_fallen_reels(
        [reel_id], records=place.records, clock=place.clock, new_id=place.new_id
    )

    assert place.reel(reel_id).state is State.PUBLISHED


def test_a_reel_that_is_gone_ends_quietly() -> None:
    place = a_reel_place()

    withdrawing.end_reel(
        VisitId("gone"), "member", records=place.records, clock=place.clock, new_id=place.new_id
    )

    assert place.records.commits == []


# What is found out later


def test_a_member_found_to_be_a_child_ends_the_reel() -> None:
    place, reel_id = a_posted_place()
    place.change(person(1, details={"birth_year": "2012"}, version=1))

    place.verify(1)

    assert place.row(Testimonial, visit_id(1)).state is State.WITHDRAWN
    assert place.reel(reel_id).state is State.WITHDRAWN
    assert place.publication(reel_id).state is S.TAKEDOWN_DUE


def assert_only_the_reel_ends(place: ReelPlace, reel_id: VisitId, later: Consent) -> None:
    """Her own post stays when the first member agrees to this; the reel does not."""
    place.change(give(place.row(Ledger, person_id(1)), later))

    place.verify(1)

    assert place.row(Testimonial, visit_id(1)).state is State.PUBLISHED
    assert place.reel(reel_id).state is State.WITHDRAWN


def test_a_child_whose_guardian_agreed_stays_public_and_leaves_the_reel() -> None:
    place, reel_id = a_posted_place()
    place.records.seed(a_campaign(minors_may_publish=True))
    later = a_consent(
        consent_id=ConsentId(an_id(0xD999)), visit_id=visit_id(1), given_at=place.clock.now(),
        guardian=Guardian(name="Her mother", relation="mother"), shown_name="Name 1",
    )  # fmt: skip
    assert_only_the_reel_ends(place, reel_id, later)


def test_a_member_who_takes_her_name_back_ends_the_reel_that_names_her() -> None:
    place, reel_id = a_posted_place()
    later = a_consent(
        consent_id=ConsentId(an_id(0xD999)), visit_id=visit_id(1), given_at=place.clock.now()
    )
    assert_only_the_reel_ends(place, reel_id, later)


def test_a_member_whose_guardian_agreed_at_another_visit_ends_the_reel() -> None:
    place, reel_id = a_posted_place()
    mothers = a_consent(
        consent_id=ConsentId(an_id(0xD999)), visit_id=VisitId(an_id(0xA999)),
        guardian=Guardian(name="Her mother", relation="mother"),
    )  # fmt: skip
    before = place.row(Ledger, person_id(1))
    place.change(give(before, mothers))

    jobs = jobs_for(RowChange(old=before, new=place.row(Ledger, person_id(1))))
    assert visit_id(1) in {job.subject for job in jobs}
    place.verify(1)

    assert place.row(Testimonial, visit_id(1)).state is State.PUBLISHED
    assert place.reel(reel_id).state is State.WITHDRAWN


def test_a_member_who_takes_the_consent_with_her_name_back_ends_the_reel_that_names_her() -> None:
    place = a_reel_place()
    nameless = a_consent(
        consent_id=ConsentId(an_id(0xD999)), visit_id=visit_id(1), given_at=NOON - timedelta(days=1)
    )
    place.change(give(place.row(Ledger, person_id(1)), nameless))
    reel_id = place.begin()
    place.make(reel_id)
    (named,) = consent_of(1).consents
    taken = a_withdrawal(at=place.clock.now(), consent_id=named.consent_id)
    place.change(withdraw(place.row(Ledger, person_id(1)), taken))

    place.settle(1)

    assert place.row(Testimonial, visit_id(1)).state is State.PUBLISHED
    assert place.reel(reel_id).state is State.WITHDRAWN


def test_a_run_that_died_between_child_and_reel_is_finished_by_the_next() -> None:
    place, reel_id = a_posted_place()
    place.records.seed(approved(1, State.WITHDRAWN, reels=(reel_id,), version=9))

    place.verify(1)

    assert place.reel(reel_id).state is State.WITHDRAWN


def test_verifying_a_member_of_whom_nothing_changed_leaves_the_reel() -> None:
    place, reel_id = a_posted_place()
    commits = len(place.records.commits)

    place.verify(1)

    assert place.reel(reel_id).state is State.PUBLISHED
    assert len(place.records.commits) == commits


def test_a_reel_itself_is_never_verified() -> None:
    place, reel_id = a_composed_place()
    tools = verify_tools(place.records, place.clock, place.new_id)
    commits = len(place.records.commits)

    assert verification.verify(reel_id, tools) is None
    assert len(place.records.commits) == commits


# Erasure


def erase(place: ReelPlace, number: int) -> bool:
    return erasing.erase(person_id(number), Why.RETENTION, place.erasing)


def test_an_erased_members_reel_is_taken_down_and_its_film_removed() -> None:
    place, reel_id = a_posted_place()

    assert erase(place, 2)

    assert place.reel(reel_id).state is State.WITHDRAWN
    assert place.publication(reel_id).state is S.TAKEDOWN_DUE
    assert not [key for key in place.store.derivatives if "/reel" in key]
    (media,) = (m for m in place.records.all(Media) if m.visit_id == reel_id)
    assert media.derivatives == ()
    assert not [key for key in place.store.retired if media.media_id in key]


def test_an_erasure_removes_what_a_dead_run_of_her_reel_has_stored() -> None:
    place = a_reel_place()
    reel_id = place.begin()

    def dies(_: object) -> None:
        def last(_: object) -> None:
            raise Crash

        place.records.before_commit = last

    place.records.after_commit = dies
    with pytest.raises(Crash):
        place.make(reel_id)
    assert [key for key in place.store.derivatives if "/reel1-" in key]

    place.clock.advance(hours=1)
    assert erase(place, 0)

    assert not [key for key in place.store.derivatives if "/reel" in key]


def test_an_erasure_in_the_moment_in_which_her_reel_is_claimed_leaves_nothing_to_compose() -> None:
    place = a_reel_place()
    reel_id = place.begin()
    place.records.before_commit = lambda _: erase(place, 0)

    place.make(reel_id)

    assert place.composer.plans == []
    assert not [key for key in place.store.derivatives if "/reel" in key]


def test_an_erasure_waits_for_a_run_that_composes_her_reel() -> None:
    place = a_reel_place()
    reel_id = place.begin()
    place.composer.trouble = Crash()
    with pytest.raises(Crash):
        place.make(reel_id)

    assert not erase(place, 0)
    place.clock.advance(days=2)
    assert erase(place, 0)
    assert [e.stored for e in place.records.all(Edition)] == [()]


def test_an_erased_person_who_was_in_no_reel_is_erased_as_ever() -> None:
    place, reel_id = a_posted_place(people=3)
    place.records.seed(person(9), consent_of(9))

    assert erase(place, 9)
    assert place.reel(reel_id).state is State.PUBLISHED


# What others make of a reel


def test_a_reel_shows_its_members_and_no_person() -> None:
    place, reel_id = a_composed_place()

    dossier = dossiers.show(a_moderator(), reel_id, records=place.records)

    assert (dossier.visit, dossier.beneficiary, dossier.ledger) == (None, None, None)
    assert [m.item.visit_id for m in dossier.members] == [visit_id(n) for n in range(4)]
    assert [m.booth.area_id for m in dossier.members if m.booth] == [booth_of(n) for n in range(4)]
    assert len(dossier.media) == 1
    assert dossier.booth is not None
    assert dossier.booth.area_id == "constituency"


def test_a_member_that_is_gone_is_left_out_of_the_list() -> None:
    place, reel_id = a_composed_place()
    place.records.seed(replace(place.reel(reel_id), members=(visit_id(0), VisitId("gone"))))

    dossier = dossiers.show(a_moderator(), reel_id, records=place.records)

    assert [m.item.visit_id for m in dossier.members] == [visit_id(0)]


def test_a_reel_without_its_campaign_or_desk_has_captions_all_the_same() -> None:
    place, reel_id = a_composed_place()
    reel = place.reel(reel_id)
    without = [row for row in place.records.all(Area) if row.area_id != "constituency"]
    records = type(place.records)(*without, place.row(Campaign, reel.campaign_id))

    assert dossiers.captions_of(reel, records=records)["en"] == "Public contact"
    assert dossiers.captions_of(reel, records=type(place.records)()) == {}


def test_a_reels_film_is_shown_to_whoever_may_see_the_desk() -> None:
    place, reel_id = a_composed_place()
    (media_id,) = place.reel(reel_id).media_ids

    for user in (a_moderator(), a_user(Role.CONVENER, "state")):
        assert uploads.show_media(user, media_id, records=place.records).visit_id == reel_id
    with pytest.raises(NotFound):
        uploads.show_media(a_moderator("mandal-1"), media_id, records=place.records)


def test_the_posts_of_her_reels_are_among_what_is_held_of_a_person() -> None:
    place, reel_id = a_posted_place()

    held = holdings.held_of(person(1), records=place.records, clock=place.clock)

    assert [post.permalink for post in held.posts] == [place.publication(reel_id).permalink]
    assert (held.photos, held.videos) == (0, 1)


def test_a_reel_counts_for_nobody() -> None:
    place, reel_id = a_posted_place()
    (media,) = (m for m in place.records.all(Media) if m.visit_id == reel_id)
    rows: list[Row] = [place.reel(reel_id), media]

    counting.count([RowChange(old=None, new=row) for row in rows], records=place.records)

    assert place.records.all(Tally) == []


def test_being_put_into_a_reel_changes_no_members_count() -> None:
    place = a_reel_place()
    before = place.row(Testimonial, visit_id(0))
    place.begin()
    after = place.row(Testimonial, visit_id(0))

    counting.count([RowChange(old=before, new=after)], records=place.records)

    assert place.records.all(Tally) == []


def test_a_reels_film_sends_nobody_to_verify_and_marks_nobody() -> None:
    place, reel_id = a_composed_place()
    (media,) = (m for m in place.records.all(Media) if m.visit_id == reel_id)
    change, jobs = RowChange(old=None, new=media), FakeJobs()

    relaying.carry(change, records=place.records, jobs=jobs)

    assert media.beneficiary_id == NOBODY
    assert list(jobs_for(change)) == jobs.sent == []


def test_a_reel_that_is_stuck_is_made_and_an_approved_one_scheduled() -> None:
    for state, action, version in (
        (State.COLLECTING, Action.MAKE_REEL, None), (State.APPROVED, Action.SCHEDULE, 1),
    ):  # fmt: skip
        place = a_reel_place()
        reel_id = place.begin()
        place.records.seed(replace(place.reel(reel_id), state=state, content_version=1))
        place.clock.advance(hours=1)
        jobs = FakeJobs()
        tools = upkeep.Tools(records=place.records, store=place.store, jobs=jobs, clock=place.clock)

        upkeep.reconcile(tools)

        assert Job(action=action, subject=reel_id, content_version=version) in jobs.sent
        assert jobs.sent[0].queue == ("compose" if action is Action.MAKE_REEL else "publish")


def test_who_steers_below_the_desk_does_not_see_its_reel() -> None:
    place, reel_id = a_composed_place()

    with pytest.raises(NotFound):
        dossiers.show(a_moderator("mandal-1"), reel_id, records=place.records)
    with pytest.raises(NotFound):
        publications.publications(a_moderator("mandal-1"), reel_id, records=place.records)
