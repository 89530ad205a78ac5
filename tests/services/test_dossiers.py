"""What a reader sees beside a testimonial, and the captions to start from."""

import pytest

from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import NotFound
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.services.dossiers import captions_of, show
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PHOTO,
    VISIT,
    a_campaign,
    a_moderator,
    a_ready_video,
    a_reviewable_place,
    a_testimonial,
    a_visit,
)
from tests.fakes import FakeRecords

UNWRITTEN = a_testimonial(captions=None)


def captions(*rows: Row) -> object:
    records = FakeRecords(*a_reviewable_place(captions=None))
    records.seed(*rows)
    return captions_of(UNWRITTEN, records=records)


def without(kind: type) -> FakeRecords:
    return FakeRecords(*(row for row in a_reviewable_place() if not isinstance(row, kind)))


def test_a_dossier_holds_what_was_verified_and_what_stands_beside_it() -> None:
    records = FakeRecords(*a_reviewable_place(), a_ready_video())

    dossier = show(a_moderator(), VISIT, records=records)

    assert [media.media_id for media in dossier.media] == [PHOTO]
    assert dossier.visit is not None
    assert dossier.beneficiary is not None
    assert dossier.ledger is not None
    assert dossier.booth is not None
    assert dossier.item.desk_id == DESK
    assert dossier.captions == dossier.item.captions


def test_a_dossier_has_the_missed_call_that_was_matched_to_the_visit() -> None:
    call = Call(
        provider="exotel", call_id="c:1", campaign_id=CAMPAIGN, phone_hash="h", shown="", at=NOON,
        received_at=NOON, state=CallState.MATCHED,
    )  # fmt: skip
    records = FakeRecords(*a_reviewable_place(), a_visit(call_id="exotel:c:1"), call)

    found = show(a_moderator(), VISIT, records=records).call

    assert found is not None
    assert (found.call_id, found.at) == ("c:1", NOON)


@pytest.mark.parametrize(
    "visit", [a_visit(), a_visit(call_id="exotel:c-9")], ids=["no call", "a call that is gone"]
)
def test_without_its_call_a_dossier_is_whole_all_the_same(visit: Visit) -> None:
    dossier = show(a_moderator(), VISIT, records=FakeRecords(*a_reviewable_place(), visit))

    assert dossier.call is None
    assert dossier.ledger is not None


def test_what_stands_beside_a_testimonial_is_read_at_once() -> None:
    """Each read is a way to the table and back, and somebody waits for the next item."""
    known = FakeRecords(*a_reviewable_place())

    class TwoReads(FakeRecords):
        bundle, find_each = staticmethod(known.bundle), staticmethod(known.find_each)

    assert show(a_moderator(), VISIT, records=TwoReads()) == show(
        a_moderator(), VISIT, records=known
    )


def test_captions_start_with_the_campaigns_and_the_schemes_own_names() -> None:
    records = FakeRecords(*a_reviewable_place(captions=None))

    dossier = show(a_moderator(), VISIT, records=records)

    assert dossier.item.captions is None
    assert dossier.captions == {"hi": "जन संपर्क · housing", "en": "Public contact · housing"}


def test_captions_that_somebody_wrote_are_shown_as_written_even_when_she_left_them_empty() -> None:
    for written in ({"en": "Her own words"}, {}):
        item = a_testimonial(captions=written)

        assert captions_of(item, records=FakeRecords(a_campaign())) == written


def test_a_person_who_left_the_roll_leaves_the_schemes_out_of_the_captions() -> None:
    assert captions_of(UNWRITTEN, records=without(Beneficiary)) == {
        "hi": "जन संपर्क", "en": "Public contact",
    }  # fmt: skip


def test_a_language_without_a_name_starts_with_the_schemes_alone() -> None:
    assert captions(a_campaign(languages=("hi", "gu"))) == {
        "hi": "जन संपर्क · housing", "gu": "housing",
    }  # fmt: skip


def test_without_a_campaign_there_is_nothing_to_start_from() -> None:
    assert captions_of(UNWRITTEN, records=without(Campaign)) == {}


def test_an_id_that_nobody_has_is_absent() -> None:
    with pytest.raises(NotFound):
        show(a_moderator(), VISIT, records=FakeRecords())
