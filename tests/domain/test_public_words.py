"""What may not stand in a post: numbers never, promises not in an election."""

import pytest

from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.errors import WordsNotPublic
from chalicelib.domain.public_words import promises_anything, require_public
from tests.builders import a_campaign

HOUSE = {"hi": "मुझे घर मिला", "en": "I got a house"}
PROMISE = {"hi": "घर मिला", "en": "You will get a house"}
ELECTION = a_campaign(kind=CampaignKind.ELECTION)


def fields_of(captions: dict[str, str], name: str, campaign: Campaign | None) -> list[str]:
    with pytest.raises(WordsNotPublic) as refused:
        require_public(captions, name, campaign)
    errors = refused.value.facts["errors"]
    assert isinstance(errors, list)
    fields = [each["field"] for each in errors if isinstance(each, dict)]
    assert refused.value.facts["field"] == fields[0]
    return fields


@pytest.mark.parametrize("campaign", [None, a_campaign(), ELECTION])
def test_what_she_received_may_be_told_anywhere(campaign: Campaign | None) -> None:
    require_public(HOUSE, "सीता देवी", campaign)
    require_public({}, "", campaign)


@pytest.mark.parametrize("campaign", [None, a_campaign(), ELECTION])
@pytest.mark.parametrize("number", ["2341 2341 2346", "XXXX-XXXX-2346", "98765 43210"])
def test_no_number_is_published_in_any_campaign(number: str, campaign: Campaign | None) -> None:
    assert fields_of({**HOUSE, "hi": f"घर {number}"}, "सीता", campaign) == ["captions.hi"]
    assert fields_of(HOUSE, f"सीता {number}", campaign) == ["shown_name"]


def test_every_field_is_named_with_what_to_do() -> None:
    with pytest.raises(WordsNotPublic) as refused:
        require_public({"hi": "9876543210, 2341 2341 2346", "en": "9876543210"}, "", None)

    assert refused.value.facts["errors"] == [
        {"field": "captions.hi", "message": "Take the Aadhaar number out of it"},
        {"field": "captions.hi", "message": "Take the phone number out of it"},
        {"field": "captions.en", "message": "Take the phone number out of it"},
    ]


def test_an_election_promises_nothing() -> None:
    assert fields_of(PROMISE, "", ELECTION) == ["captions.en"]


@pytest.mark.parametrize("kind", sorted(set(CampaignKind) - {CampaignKind.ELECTION}))
def test_elsewhere_a_promise_is_left_to_whoever_approves(kind: CampaignKind) -> None:
    require_public(PROMISE, "", a_campaign(kind=kind))


def test_whether_captions_promise_anything_is_told_of_all_of_them() -> None:
    assert promises_anything(PROMISE)
    assert not promises_anything(HOUSE)
    assert not promises_anything({})
