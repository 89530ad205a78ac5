"""A person says what became of a post: taken only while nobody knows, and kept with her id."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State
from chalicelib.services.settling_by_hand import Outcome, Sighting, settle
from tests.builders import CHANNEL, VISIT, a_moderator, a_publication, a_user, an_id
from tests.fakes import Answer
from tests.services.press import OTHER, Press, a_press

S = PublicationState
LINK = "https://net.test/posts/1?x=2"
THERE = Sighting(outcome=Outcome.POSTED, permalink=LINK)
NOT_THERE = Sighting(outcome=Outcome.NOT_POSTED, note="looked at the page and its drafts")


def an_unclear_press() -> Press:
    press = a_press(Answer.UNCLEAR_NOT_POSTED)
    press.post()
    assert press.publication().state is S.UNCONFIRMED
    return press


def say(press: Press, sighting: Sighting, user: User | None = None) -> Publication:
    return settle(user or a_moderator(), VISIT, CHANNEL, sighting, press.tools)


def test_a_post_that_a_person_saw_is_posted_under_her_link() -> None:
    press = an_unclear_press()

    settled = say(press, THERE)

    assert settled == press.publication()
    assert (settled.state, settled.permalink, settled.external_id) == (S.POSTED, LINK, None)
    assert press.item().state is State.PUBLISHED
    assert press.actions[-2:] == ["publication_settled", "publication_posted"]
    assert is_intact(press.records.all(AuditEntry), press.item().audit)


def test_a_post_in_a_partner_app_is_known_by_our_own_id_and_can_be_taken_down() -> None:
    press = an_unclear_press()
    (channel,) = press.records.all(Channel)
    press.records.commit(Save(row=replace(channel, kind=ChannelKind.PARTNER)))

    assert say(press, THERE).external_id == press.publication().publication_id


def test_a_post_that_a_person_did_not_find_has_failed() -> None:
    press = an_unclear_press()

    settled = say(press, NOT_THERE)

    assert (settled.state, settled.reason, settled.due_at) == (S.FAILED, "not_posted", None)
    assert press.item().state is State.PUBLISHING


def test_who_said_it_stays_in_the_trail() -> None:
    press = an_unclear_press()

    say(press, NOT_THERE)

    (entry,) = (e for e in press.records.all(AuditEntry) if e.action == "publication_settled")
    assert entry.actor == a_moderator().user_id
    assert entry.facts == {
        "channel_id": CHANNEL, "publication_id": press.publication().publication_id,
        "outcome": "not_posted", "note": "looked at the page and its drafts",
    }  # fmt: skip


@pytest.mark.parametrize("sighting", [THERE, NOT_THERE], ids=["there", "not there"])
def test_the_same_answer_again_changes_nothing(sighting: Sighting) -> None:
    press = an_unclear_press()
    first = say(press, sighting)
    commits = len(press.records.commits)
    press.clock.advance(minutes=5)

    assert say(press, sighting) == first
    assert len(press.records.commits) == commits


@pytest.mark.parametrize("sighting", [THERE, NOT_THERE], ids=["there", "not there"])
@pytest.mark.parametrize("state", [s for s in S if s is not S.UNCONFIRMED])
def test_of_what_is_known_nobody_says_otherwise(
    state: PublicationState, sighting: Sighting
) -> None:
    press = an_unclear_press()
    press.records.seed(a_publication(state))

    with pytest.raises(Conflict) as refusal:
        say(press, sighting)

    assert refusal.value.facts == {"current_state": state.value}


def test_an_answer_against_the_first_one_is_refused() -> None:
    press = an_unclear_press()
    say(press, THERE)

    with pytest.raises(Conflict):
        say(press, NOT_THERE)
    with pytest.raises(Conflict):
        say(press, replace(THERE, permalink="https://net.test/other"))


def test_of_a_withdrawn_post_that_is_there_the_takedown_begins_and_tells_the_link() -> None:
    press = an_unclear_press()
    press.withdraw()
    press.settle()

    assert say(press, THERE).state is S.TAKEDOWN_DUE
    press.take_down()

    takedown = press.publication().takedown
    assert takedown is not None
    assert takedown.attempts[-1].result == "not_possible"
    assert takedown.attempts[-1].link == LINK
    assert say(press, THERE).permalink == LINK  # the same answer again, harmless as before


def test_what_she_said_ends_the_looks() -> None:
    press = an_unclear_press()
    say(press, NOT_THERE)
    press.clock.advance(hours=1)

    press.confirm()

    assert press.publication().state is S.FAILED


def test_a_look_that_finds_it_meanwhile_wins() -> None:
    press = a_press(Answer.UNCLEAR_BUT_POSTED)
    press.post()
    press.records.before_commit = lambda _: press.confirm()

    with pytest.raises(Conflict):
        say(press, NOT_THERE)

    assert press.publication().state is S.POSTED


@pytest.mark.parametrize(
    "link",
    [
        None, "", "net.test/1", "http://net.test/1", "https://", "javascript:alert(1)",
        "https://user:word@net.test/1", "https://net.test/a b", "https://net.test/\n1",
        "https://net.test/<1>", "https://[", "https://net.test/पोस्ट", "https://n/" + "x" * 2_000,
    ],
)  # fmt: skip
def test_a_post_that_is_there_needs_its_own_link(link: str | None) -> None:
    press = an_unclear_press()

    with pytest.raises(InvalidInput) as refusal:
        say(press, replace(THERE, permalink=link))

    assert refusal.value.facts["field"] == "permalink"
    assert press.publication().state is S.UNCONFIRMED


def test_what_is_not_there_has_no_link() -> None:
    with pytest.raises(InvalidInput):
        say(an_unclear_press(), replace(NOT_THERE, permalink=LINK))


def test_a_note_with_somebodys_number_is_refused() -> None:
    with pytest.raises(InvalidInput):
        say(an_unclear_press(), replace(NOT_THERE, note="asked her at 98765 43210"))


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CONVENER, Role.ADMIN])
def test_whoever_answers_for_the_place_may_say_it(role: Role) -> None:
    press = an_unclear_press()

    assert say(press, THERE, a_user(role, "mandal-1")).state is S.POSTED


@pytest.mark.parametrize(
    "user", [a_moderator("mandal-2"), a_user(Role.WORKER, "booth-1")], ids=["elsewhere", "worker"]
)
def test_for_everybody_else_there_is_nothing(user: User) -> None:
    press = an_unclear_press()

    with pytest.raises(NotFound):
        say(press, THERE, user)


@pytest.mark.parametrize(
    ("visit_id", "channel_id"), [(VisitId(an_id(404)), CHANNEL), (VISIT, OTHER)]
)
def test_what_is_unknown_is_not_found(visit_id: VisitId, channel_id: ChannelId) -> None:
    press = an_unclear_press()

    with pytest.raises(NotFound):
        settle(a_moderator(), visit_id, channel_id, THERE, press.tools)


def test_her_answer_is_dated_as_it_was_given() -> None:
    press = an_unclear_press()
    press.clock.advance(hours=2)

    assert say(press, THERE).posted_at == press.clock.now()
    assert press.publication().changed_at - press.publication().posting_since == timedelta(hours=2)
