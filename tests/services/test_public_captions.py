"""Nothing is approved whose words show somebody's number, or promise anything in an election."""

from typing import Any

import pytest

from chalicelib.domain.campaign import CampaignKind
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import WordsNotPublic
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import moderation
from chalicelib.services.moderation import Tools
from tests.builders import (
    CONSENT,
    NOON,
    VISIT,
    a_campaign,
    a_claim,
    a_consent,
    a_ledger,
    a_moderator,
    a_reviewable_place,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds

PROMISE = {"hi": "घर मिला", "en": "After the election you will get a house"}
NUMBER = {"hi": "फ़ोन: 98765 43210", "en": "A house at last"}
AADHAAR = {"hi": "आधार 2341 2341 2346"}


def a_claimed_place(**fields: Any) -> FakeRecords:
    return FakeRecords(*a_reviewable_place(claim=a_claim(), **fields))


def decide(records: FakeRecords, kind: DecisionKind = DecisionKind.APPROVE, **words: Any) -> None:
    reason = None if kind is DecisionKind.APPROVE else ReasonCode.PRIVATE_DATA_VISIBLE
    tools = Tools(records=records, clock=FixedClock(NOON), new_id=SequentialIds())
    decision = Decision(kind=kind, reason=reason, **words)
    moderation.pass_decision(a_moderator(), VISIT, 1, decision, tools)


def refused(records: FakeRecords, **words: Any) -> object:
    """Try to approve, and return the field that is named."""
    with pytest.raises(WordsNotPublic) as refusal:
        decide(records, **words)

    assert records.commits == []
    return refusal.value.facts["field"]


def state_of(records: FakeRecords) -> State:
    return records.all(Testimonial)[0].state


@pytest.mark.parametrize("captions", [NUMBER, AADHAAR], ids=["a phone", "Aadhaar"])
def test_captions_with_a_number_are_not_approved(captions: dict[str, str]) -> None:
    assert refused(a_claimed_place(), captions=captions) == "captions.hi"


def test_captions_that_were_written_before_are_looked_at_when_none_come() -> None:
    assert refused(a_claimed_place(captions=NUMBER)) == "captions.hi"


def test_captions_to_start_from_are_looked_at_too() -> None:
    records = a_claimed_place(captions=None)
    records.seed(a_campaign(names={"hi": "जन संपर्क 9876543210", "en": "Public contact"}))

    assert refused(records) == "captions.hi"


def test_corrected_captions_are_approved_under_the_same_claim() -> None:
    records = a_claimed_place(captions=NUMBER)
    refused(records)

    decide(records, captions={"hi": "मुझे घर मिला", "en": "I got a house"})

    assert state_of(records) is State.APPROVED


def test_a_name_with_a_number_is_not_approved() -> None:
    records = a_claimed_place(named_by=CONSENT)
    records.seed(a_ledger(a_consent(shown_name="Sunita 9876543210")))

    assert refused(records) == "shown_name"


def test_a_name_that_is_not_shown_keeps_nothing_from_being_approved() -> None:
    records = a_claimed_place(named_by=None)
    records.seed(a_ledger(a_consent(shown_name="Sunita 9876543210")))

    decide(records)

    assert state_of(records) is State.APPROVED


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.HAS_ISSUES])
def test_what_is_turned_down_may_say_anything(kind: DecisionKind) -> None:
    records = a_claimed_place(captions=NUMBER)

    decide(records, kind)

    assert state_of(records) is not State.PENDING_REVIEW


def test_an_election_promises_nothing() -> None:
    records = a_claimed_place()
    records.seed(a_campaign(kind=CampaignKind.ELECTION))

    assert refused(records, captions=PROMISE) == "captions.en"


@pytest.mark.parametrize("kind", sorted(set(CampaignKind) - {CampaignKind.ELECTION}))
def test_elsewhere_a_promise_may_be_approved_by_whoever_read_it(kind: CampaignKind) -> None:
    records = a_claimed_place()
    records.seed(a_campaign(kind=kind))

    decide(records, captions=PROMISE)

    assert state_of(records) is State.APPROVED


def test_a_promise_of_an_unknown_campaign_is_left_to_the_moderator() -> None:
    rows = [row for row in a_reviewable_place(claim=a_claim()) if row != a_campaign()]
    records = FakeRecords(*rows)

    decide(records, captions=PROMISE)

    assert state_of(records) is State.APPROVED


def test_each_channels_own_captions_are_looked_at_and_named() -> None:
    fields = refused(
        a_claimed_place(), channel_captions={"page-1": {"hi": "घर मिला"}, "page-2": NUMBER}
    )

    assert fields == "channel_captions.page-2.hi"


def test_captions_of_channels_that_were_written_before_are_looked_at_too() -> None:
    records = a_claimed_place(channel_captions={"page": NUMBER})
    assert refused(records) == "channel_captions.page.hi"

    decide(records, channel_captions={})

    assert state_of(records) is State.APPROVED


def test_no_channel_promises_anything_in_an_election() -> None:
    records = a_claimed_place()
    records.seed(a_campaign(kind=CampaignKind.ELECTION))

    assert refused(records, channel_captions={"page": PROMISE}) == "channel_captions.page.en"
