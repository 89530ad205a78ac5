"""What people say of editions: a channel's style, a name for the public, and what a machine did."""

from typing import Any

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.consent import Ledger
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.ids import ConsentId
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.testimonial import State
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    CONSENT,
    PERSON,
    VISIT,
    a_channel,
    a_claim,
    a_consent,
    a_ledger,
    a_publication,
    a_testimonial,
    a_visited_place,
)
from tests.entry.conftest import World
from tests.entry.requests import a_report, a_visit_change
from tests.entry.test_syncing import a_consent_change, results, sync
from tests.entry.test_versions import CHANNEL_BODY, put, slug_of

DECISION = f"/v1/testimonials/{VISIT}/decision"
PLAIN = {"cut": "original", "lower_third": False, "cards": False}
FULL = {"cut": "vertical", "lower_third": True, "cards": True}


# --- channels -----------------------------------------------------------------------------------


def test_a_channel_posts_the_plain_copies_unless_it_is_told_otherwise(world: World):
    answer = put(world, None)

    assert answer.json()["edition"] == PLAIN
    kept = world.records.find(Channel, CAMPAIGN, CHANNEL)
    assert kept is not None
    assert kept.style == Style()


def test_a_channels_style_is_set_shown_and_changed_under_its_version(world: World):
    created = put(world, None, edition=FULL)
    read = world.call("GET", f"/v1/channels/{CHANNEL}", "admin")
    changed = put(world, created.headers["etag"], edition={"cut": "square"})
    stale = put(world, created.headers["etag"], edition=FULL)

    assert created.json()["edition"] == read.json()["edition"] == FULL
    assert changed.json()["edition"] == {**PLAIN, "cut": "square"}
    assert slug_of(stale) == (412, "stale-version")
    kept = world.records.find(Channel, CAMPAIGN, CHANNEL)
    assert kept is not None
    assert kept.style == Style(cut=Cut.SQUARE)


@pytest.mark.parametrize(
    "edition", [{"cut": "round"}, {"lower_third": "perhaps"}, {"cards": 2}, None, "vertical", []]
)
def test_a_style_that_is_none_is_refused(world: World, edition: Any):
    answer = put(world, None, edition=edition)

    assert slug_of(answer) == (422, "invalid-input")
    assert world.records.all(Channel) == []


def test_a_channel_from_before_there_were_styles_shows_the_plain_one(world: World):
    world.records.seed(a_channel())

    assert world.call("GET", f"/v1/channels/{CHANNEL}", "admin").json()["edition"] == PLAIN


# --- a name for the public ----------------------------------------------------------------------


def given(world: World, **fields: Any) -> dict[str, Any]:
    return sync(world, a_visit_change(), a_consent_change(**fields))


def shown_name(world: World) -> str:
    ledger = world.records.find(Ledger, PERSON)
    assert ledger is not None
    return ledger.consents[0].shown_name


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  सुनीता   देवी ", "सुनीता देवी"),
        ("Sunita\u202e\u0000 D.\n", "Sunita D."),
        ("Sunita 234123412346", "Sunita XXXX-XXXX-2346"),
        ("x" * 80, "x" * 80),
        ("", ""),
        (None, ""),
    ],
    ids=["spaces", "marks that nobody sees", "an Aadhaar number", "long", "empty", "nothing"],
)
def test_a_name_for_the_public_is_kept_as_it_will_be_shown(
    world: World, said: str | None, kept: str
):
    assert results(given(world, shown_name=said)) == ["accepted", "accepted"]

    assert shown_name(world) == kept


def test_a_consent_that_says_nothing_of_a_name_shows_none(world: World):
    given(world)

    assert shown_name(world) == ""


def test_a_name_that_is_too_long_is_refused_alone(world: World):
    answer = given(world, shown_name="x" * 81)

    assert results(answer) == ["accepted", "refused"]
    (error,) = answer["items"][1]["problem"]["errors"]
    assert error["field"] == "shown_name"


def test_a_repeat_with_another_name_is_another_consent(world: World):
    given(world, shown_name="Sunita")

    assert results(given(world, shown_name=" Sunita ")) == ["already_have", "already_have"]
    assert results(given(world, shown_name="Sunita Devi")) == ["already_have", "conflict"]
    assert results(given(world)) == ["already_have", "conflict"]
    assert shown_name(world) == "Sunita"


def test_a_moderator_sees_how_she_would_be_named(world: World):
    world.records.seed(*a_visited_place(), a_testimonial(), a_ledger(a_consent(shown_name="Sita")))

    path = f"/v1/testimonials/{VISIT}"
    assert world.call("GET", path, "moderator").json()["consent"]["shown_name"] == "Sita"
    world.records.seed(a_ledger())
    assert world.call("GET", path, "moderator").json()["consent"]["shown_name"] == ""


@pytest.mark.parametrize(("approved", "shown"), [(CONSENT, "Sita"), (None, "")])
def test_once_it_is_approved_only_the_name_that_was_approved_is_shown(
    world: World, approved: ConsentId | None, shown: str
):
    item = a_testimonial(State.APPROVED, content_version=1, named_by=approved)
    world.records.seed(*a_visited_place(), item, a_ledger(a_consent(shown_name="Sita")))

    answer = world.call("GET", f"/v1/testimonials/{VISIT}", "moderator")

    assert answer.json()["consent"]["shown_name"] == shown


# --- what a machine altered ---------------------------------------------------------------------


@pytest.fixture
def claimed(world: World) -> World:
    world.records.seed(*a_visited_place(), a_testimonial(claim=a_claim(), version=4))
    return world


def decided(world: World, **body: Any) -> Any:
    headers = {"If-Match": '"4"'}
    return world.call("POST", DECISION, "moderator", json=body, headers=headers)


@pytest.mark.parametrize(
    ("said", "is_altered"),
    [({}, False), ({"ai_altered": None}, False), ({"ai_altered": False}, False),
     ({"ai_altered": True}, True)],
)  # fmt: skip
def test_a_moderator_says_with_her_decision_what_a_machine_altered(
    claimed: World, said: dict[str, bool], is_altered: bool
):
    before = claimed.call("GET", f"/v1/testimonials/{VISIT}", "moderator").json()

    answer = decided(claimed, decision="approve", **said)

    assert before["ai_altered"] is False
    assert (answer.status_code, answer.json()["ai_altered"]) == (200, is_altered)
    assert answer.headers["etag"] == '"5"'
    # What a machine altered is two people's to approve.
    state = "pending_review" if is_altered else "approved"
    listed = claimed.call("GET", f"/v1/testimonials?state={state}", "moderator").json()
    assert listed["items"][0]["ai_altered"] is is_altered
    trail = claimed.call("GET", f"/v1/audit/{VISIT}", "moderator").json()
    assert trail["items"][-1]["facts"]["ai_altered"] is is_altered


def test_a_word_that_is_neither_yes_nor_no_decides_nothing(claimed: World):
    answer = decided(claimed, decision="approve", ai_altered="perhaps")

    assert slug_of(answer) == (422, "invalid-input")
    assert claimed.call("GET", f"/v1/testimonials/{VISIT}", "moderator").headers["etag"] == '"4"'


def test_a_publication_whose_edition_could_not_be_made_says_so(world: World):
    gone = a_publication(PublicationState.CANCELLED, reason="edition_failed")
    world.records.seed(*a_visited_place(), a_testimonial(), a_channel(), gone)

    path = f"/v1/testimonials/{VISIT}/publications"
    (item,) = world.call("GET", path, "moderator").json()["items"]

    assert (item["state"], item["reason"]) == ("cancelled", "edition_failed")


def test_a_report_without_the_new_fields_is_taken_as_ever(world: World):
    body = a_report(a_visit_change(), a_consent_change())
    assert "shown_name" not in body["changes"][1]["data"]
    assert "edition" not in CHANNEL_BODY

    answer = world.call("POST", "/v1/sync", by="worker", json=body)

    assert results(answer.json()) == ["accepted", "accepted"]
