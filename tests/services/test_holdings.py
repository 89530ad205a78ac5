"""What the public page shows of a person, before and after she takes everything back."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.campaign import Retention
from chalicelib.domain.consent import Ledger, Purpose, withdraw
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import BeneficiaryId, ChannelId, ConsentId, MediaId, VisitId
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.services import withdrawing
from chalicelib.services.holdings import Holdings, held_of, take_all_back
from tests.builders import (
    ALL_PURPOSES,
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_consent,
    a_ledger,
    a_media,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_withdrawal,
    an_id,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds

S = PublicationState
OTHER = BeneficiaryId(an_id(0xB002))
OTHER_VISIT = VisitId(an_id(0xA002))
CAMPAIGN_ROW = a_campaign(retention=Retention(after_withdrawal_days=10))
TOMORROW = NOON + timedelta(days=1)
PERMALINK = "https://net.test/1"


def a_table(*rows: Row) -> FakeRecords:
    return FakeRecords(CAMPAIGN_ROW, a_beneficiary(), a_channel(), *rows)


def everything() -> FakeRecords:
    post = a_publication(S.POSTED, permalink=PERMALINK, external_id="1")
    return a_table(a_ledger(), a_ready_photo(), a_ready_video(), a_testimonial(), post)


def look(records: FakeRecords, person: BeneficiaryId = PERSON) -> Holdings:
    row = records.find(Beneficiary, person)
    assert row is not None
    return held_of(row, records=records, clock=FixedClock(TOMORROW))


def take_back(records: FakeRecords, person: Beneficiary | None = None) -> Holdings:
    ids = SequentialIds(len(records.commits) * 10 + 1)
    return take_all_back(
        person or a_beneficiary(), records=records, clock=FixedClock(TOMORROW), new_id=ids
    )


def settle(records: FakeRecords) -> None:
    withdrawing.settle(
        PERSON, records=records, clock=FixedClock(TOMORROW), new_id=SequentialIds(0x500)
    )


def test_she_sees_what_she_agreed_to_and_what_is_held() -> None:
    held = look(everything())

    assert held.standing == dict.fromkeys(ALL_PURPOSES, NOON)
    assert (held.photos, held.videos) == (1, 1)
    (post,) = held.posts
    assert (post.channel, post.permalink, post.is_going) == ("Practice page", PERMALINK, False)
    assert (held.has_withdrawn, held.erase_on, held.erase_after_days) == (False, None, 10)
    assert held.campaign_names == CAMPAIGN_ROW.names


def test_neither_name_nor_phone_nor_place_is_shown() -> None:
    shown = json.dumps(asdict(look(everything())), default=str, ensure_ascii=False)

    for hidden in ("सीता", "Sita", "3210", "booth-1", "mandal-1", PERSON, VISIT):
        assert hidden not in shown


def test_a_person_of_whom_nothing_is_known_but_the_roll() -> None:
    held = look(a_table())

    assert (held.standing, held.ended, held.posts) == ({}, frozenset(), ())
    assert (held.photos, held.videos, held.has_withdrawn) == (0, 0, False)


def test_what_never_became_a_picture_is_not_counted() -> None:
    rejected = a_media(media_id=MediaId(an_id(1)))

    assert look(a_table(a_ledger(), rejected)).photos == 0


@pytest.mark.parametrize(
    ("state", "is_going"),
    [
        (S.POSTED, False),
        (S.TAKEDOWN_DUE, True),
        (S.TAKEDOWN_FAILED, True),
        (S.SCHEDULED, None),
        (S.CANCELLED, None),
        (S.TAKEN_DOWN, None),
    ],
)
def test_a_post_is_shown_while_the_public_can_see_it(
    state: PublicationState, is_going: bool | None
) -> None:
    records = a_table(a_ledger(), a_publication(state))

    assert [post.is_going for post in look(records).posts] == (
        [] if is_going is None else [is_going]
    )


def test_a_channel_that_is_gone_goes_by_its_id() -> None:
    post = a_publication(S.POSTED, channel_id=ChannelId("gone"))

    assert look(a_table(a_ledger(), post)).posts[0].channel == "gone"


def test_one_step_takes_all_of_it_back() -> None:
    held = take_back(everything())

    assert (held.standing, held.has_withdrawn) == ({}, True)
    assert held.ended == ALL_PURPOSES
    assert len(held.posts) == 1
    assert held.erase_on == date(2026, 11, 26)


def test_again_it_answers_the_same() -> None:
    records = everything()
    first = take_back(records)
    commits = len(records.commits)

    assert take_back(records) == first

    assert len(records.commits) == commits


def test_the_promised_day_stays_when_the_record_is_sealed() -> None:
    records = everything()
    first = take_back(records)

    settle(records)

    held = take_back(records)
    assert held.erase_on == first.erase_on
    assert [post.is_going for post in held.posts] == [True]
    assert look(records).erase_on == first.erase_on


def test_a_code_works_before_any_consent_has_arrived() -> None:
    records = a_table()

    held = take_back(records)

    assert (held.has_withdrawn, held.ended) == (True, frozenset())
    assert held.erase_on == date(2026, 11, 26)


def test_purposes_taken_back_one_by_one_leave_the_others_standing() -> None:
    taken = a_withdrawal(purposes=frozenset({Purpose.PUBLISH}))

    held = look(a_table(withdraw(a_ledger(), taken)))

    assert held.standing.keys() == ALL_PURPOSES - {Purpose.PUBLISH}
    assert (held.ended, held.has_withdrawn) == ({Purpose.PUBLISH}, False)


def test_both_rows_of_a_merged_person_are_shown_and_taken_back() -> None:
    earlier = a_consent(
        consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT, given_at=NOON - timedelta(days=2),
        purposes=frozenset({Purpose.PHOTO}),
    )  # fmt: skip
    other = a_beneficiary(beneficiary_id=OTHER, serial=2, merged_into=PERSON)
    picture = a_ready_photo(visit_id=OTHER_VISIT, media_id=MediaId(an_id(3)))
    records = everything()
    records.seed(a_beneficiary(merged=(OTHER,)), other, picture)
    records.seed(replace(a_ledger(earlier), beneficiary_id=OTHER))

    held = look(records, OTHER)
    after = take_back(records, other)

    assert held.photos == 2
    assert held.standing[Purpose.PHOTO] == NOON - timedelta(days=2)
    assert held.standing[Purpose.VIDEO] == NOON
    assert after.has_withdrawn
    assert all(ledger.withdrawals for ledger in records.all(Ledger))


def test_of_an_erased_person_nothing_is_held_any_more() -> None:
    records = everything()
    gone = a_beneficiary(is_erased=True, names={}, phone=None)
    records.seed(gone)

    held = take_back(records, gone)

    assert held.is_erased
    assert (held.standing, held.photos, held.posts, held.erase_on) == ({}, 0, (), None)
    assert records.commits == []


def test_a_campaign_that_is_not_set_up_is_said_to_be_so() -> None:
    with pytest.raises(NotFound):
        look(FakeRecords(a_beneficiary()))
