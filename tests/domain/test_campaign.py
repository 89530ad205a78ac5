"""Which notice is shown, on which days visits are made, and what else a campaign declares."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.campaign import (
    Blackout,
    Days,
    Retention,
    blackout_at,
    days_at,
    is_minor,
    is_open,
    knows_notice,
    notice_hash,
    notice_in,
    retires_at,
)
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AreaId
from tests.builders import NOON, a_campaign, a_notice, path_to


def test_the_newest_notice_in_the_wanted_language_is_shown() -> None:
    campaign = a_campaign(
        notices=(a_notice(version=2), a_notice(version=9, language="en"), a_notice(version=1))
    )

    assert notice_in(campaign, "hi").version == 2


def test_an_unknown_language_falls_back_to_the_campaigns_first_that_has_one() -> None:
    campaign = a_campaign(languages=("gu", "hi", "en"))

    assert notice_in(campaign, "ta").language == "hi"


def test_a_campaign_without_a_notice_cannot_ask_for_consent() -> None:
    with pytest.raises(NotFound):
        notice_in(a_campaign(notices=()), "hi")


@pytest.mark.parametrize(
    ("shown", "is_known"),
    [
        (("notice-1", 1, "hi"), True),
        (("notice-1", 2, "hi"), False),
        (("notice-1", 1, "ta"), False),
        (("notice-9", 1, "hi"), False),
    ],
    ids=["as shown", "other version", "other language", "other notice"],
)
def test_a_notice_is_known_by_id_version_and_language(
    shown: tuple[str, int, str], is_known: bool
) -> None:
    assert knows_notice(a_campaign(), *shown) is is_known


def test_two_notices_share_a_hash_only_with_the_same_text() -> None:
    assert notice_hash(a_notice(version=1)) == notice_hash(a_notice(version=2))
    assert notice_hash(a_notice()) != notice_hash(a_notice(text="दूसरी सूचना"))


STATE = AreaId("state")
THREE_DAYS = Days(first_on=date(2026, 11, 14), last_on=date(2026, 11, 16))


@pytest.mark.parametrize(
    ("at", "is_inside"),
    [
        ("2026-11-13T18:29:59+00:00", False),  # one second before midnight in India
        ("2026-11-13T18:30:00+00:00", True),
        ("2026-11-16T18:29:59+00:00", True),
        ("2026-11-16T18:30:00+00:00", False),
    ],
)
def test_the_visit_days_begin_and_end_at_the_campaigns_own_midnight(
    at: str, is_inside: bool
) -> None:
    campaign = a_campaign(days={STATE: THREE_DAYS})

    assert is_open(campaign, path_to("booth-1"), datetime.fromisoformat(at)) is is_inside


def test_the_days_of_the_nearest_area_count() -> None:
    other = Days(first_on=date(2026, 12, 1), last_on=date(2026, 12, 3))
    campaign = a_campaign(days={STATE: THREE_DAYS, AreaId("mandal-1"): other})

    assert days_at(campaign, path_to("booth-1")) == other
    assert days_at(campaign, path_to("booth-6")) == THREE_DAYS


def test_a_campaign_without_days_is_open() -> None:
    assert is_open(a_campaign(), path_to("booth-1"), NOON)
    assert days_at(a_campaign(), path_to("booth-1")) is None


def a_blackout(area: str, hours: int) -> Blackout:
    return Blackout(
        area_id=AreaId(area), from_at=NOON, until_at=NOON + timedelta(hours=hours), reason="silence"
    )


def test_the_blackout_that_ends_last_holds_in_its_area_and_below() -> None:
    longer = a_blackout("mandal-1", 48)
    campaign = a_campaign(blackouts=(a_blackout("state", 2), longer))

    assert blackout_at(campaign, path_to("booth-1"), NOON) == longer
    assert blackout_at(campaign, path_to("booth-6"), NOON) == campaign.blackouts[0]
    assert blackout_at(campaign, path_to("booth-6"), NOON + timedelta(hours=2)) is None
    assert blackout_at(campaign, path_to("booth-1"), NOON - timedelta(seconds=1)) is None


def test_data_is_kept_for_the_stated_days_after_the_last_visit_day() -> None:
    campaign = a_campaign(days={STATE: THREE_DAYS}, retention=Retention(after_end_days=10))

    assert retires_at(campaign) == datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
    assert retires_at(a_campaign()) is None


@pytest.mark.parametrize(
    ("birth_year", "is_child"), [(None, False), (2008, True), (2007, False), (2020, True)]
)
def test_who_may_be_under_18_counts_as_a_child(birth_year: int | None, is_child: bool) -> None:
    assert is_minor(a_campaign(), birth_year, NOON) is is_child
