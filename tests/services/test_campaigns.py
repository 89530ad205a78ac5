"""A campaign's declarations: who may change them, and what may not be declared."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import (
    Blackout,
    Campaign,
    CampaignKind,
    Days,
    DetailField,
    Notice,
    Retention,
)
from chalicelib.domain.errors import InvalidInput, NotFound, NotPermitted, StaleVersion
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Save
from chalicelib.services import campaigns
from chalicelib.services.campaigns import AreaChange
from tests.builders import CAMPAIGN, NOON, a_campaign, a_place, a_user, a_worker
from tests.fakes import FakeRecords, FixedClock

STATE = AreaId("state")
DAYS = {STATE: Days(first_on=date(2026, 11, 14), last_on=date(2026, 11, 16))}
TEXT = "यह सूचना पढ़कर सुनाई जाती है।"


def an_admin() -> User:
    return a_user(Role.ADMIN, "state")


def a_table() -> FakeRecords:
    return FakeRecords(*a_place(), an_admin())


def kept(records: FakeRecords) -> Campaign:
    return records.all(Campaign)[0]


def changed(records: FakeRecords, **facts: Any) -> Campaign:
    wanted = replace(kept(records), **facts)
    return campaigns.change(
        an_admin(), wanted, kept(records).version, records=records, clock=FixedClock(NOON)
    )


def test_everybody_in_a_campaign_may_read_it_and_nobody_else() -> None:
    records = a_table()

    assert campaigns.read(a_worker(), CAMPAIGN, records=records) == kept(records)
    with pytest.raises(NotFound):
        campaigns.read(a_worker(campaign_id=CampaignId("other")), CAMPAIGN, records=records)
    with pytest.raises(NotFound):
        campaigns.read(a_worker(), CAMPAIGN, records=FakeRecords())


def test_an_admin_declares_days_and_the_day_of_erasure_follows() -> None:
    records = a_table()

    now = changed(records, days=DAYS, retention=Retention(after_end_days=10))

    assert kept(records) == now
    assert now.days == DAYS
    assert now.due_at == datetime(2026, 11, 26, 18, 30, tzinfo=UTC)


TODAY = date(2026, 11, 14)


@pytest.mark.parametrize(
    ("first_on", "last_on", "field"),
    [
        (TODAY, date(9999, 12, 31), "days.state"),
        (TODAY, date(2031, 11, 15), "days.state"),
        (date(1, 1, 1), TODAY, "days.state"),
        (date(2021, 11, 12), TODAY, "days.state"),
    ],
)
def test_days_of_another_age_are_refused(first_on: date, last_on: date, field: str) -> None:
    records = a_table()

    with pytest.raises(InvalidInput) as refused:
        changed(records, days={STATE: Days(first_on=first_on, last_on=last_on)})

    assert refused.value.facts["field"] == field
    assert records.commits == []


def test_a_blackout_of_another_age_is_refused() -> None:
    far = NOON.replace(year=9999, month=12, day=31, hour=23)

    with pytest.raises(InvalidInput) as refused:
        changed(
            a_table(),
            blackouts=(Blackout(area_id=STATE, from_at=NOON, until_at=far, reason="x"),),
        )

    assert refused.value.facts["field"] == "blackouts.0"


def test_days_within_five_years_are_taken() -> None:
    days = {STATE: Days(first_on=date(2021, 11, 15), last_on=date(2031, 11, 13))}

    assert changed(a_table(), days=days).days == days


def test_days_that_would_erase_everybody_at_once_are_refused() -> None:
    records = a_table()
    over = {STATE: Days(first_on=date(2026, 11, 1), last_on=date(2026, 11, 3))}

    with pytest.raises(InvalidInput, match="erase everybody at once") as refused:
        changed(records, days=over, retention=Retention(after_end_days=10))

    assert (refused.value.facts["field"], records.commits) == ("days", [])
    kept_on = changed(records, days=over, retention=Retention(after_end_days=11))
    assert kept_on.due_at is not None
    assert kept_on.due_at > NOON


def test_nobody_else_may_change_it() -> None:
    records = a_table()

    with pytest.raises(NotPermitted):
        campaigns.change(
            a_user(Role.CONVENER, "state"), kept(records), 1, records=records,
            clock=FixedClock(NOON),
        )  # fmt: skip


def test_an_old_version_is_not_changed() -> None:
    records = a_table()

    with pytest.raises(StaleVersion):
        campaigns.change(an_admin(), kept(records), 7, records=records, clock=FixedClock(NOON))


def test_a_change_never_touches_the_notices() -> None:
    records = a_table()
    notices = kept(records).notices

    assert changed(records, notices=()).notices == notices


REFUSED = {
    "days the wrong way round": {
        "days": {STATE: Days(first_on=date(2026, 11, 16), last_on=date(2026, 11, 14))}
    },
    "days of an unknown area": {"days": {AreaId("elsewhere"): DAYS[STATE]}},
    "a blackout that never is": {
        "blackouts": (Blackout(area_id=STATE, from_at=NOON, until_at=NOON, reason="x"),)
    },
    "a blackout of an unknown area": {
        "blackouts": (
            Blackout(
                area_id=AreaId("elsewhere"), from_at=NOON, until_at=NOON + timedelta(1), reason="x"
            ),
        )
    },
    "children in an election": {"kind": CampaignKind.ELECTION, "minors_may_publish": True},
    "a promise": {
        "details": (DetailField(name="card", labels={"en": "Benefit to be given after the vote"}),)
    },
    "a promise in Hindi": {"details": (DetailField(name="card", labels={"hi": "गारंटी कार्ड"}),)},
    "Aadhaar": {"details": (DetailField(name="aadhaar_number", labels={"en": "Id"}),)},
}


@pytest.mark.parametrize("facts", REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_declared_changes_nothing(facts: dict[str, Any]) -> None:
    records = a_table()

    with pytest.raises(InvalidInput):
        changed(records, **facts)

    assert records.commits == []


def test_a_harmless_field_may_be_defined() -> None:
    details = (DetailField(name="house_type", labels={"en": "Kind of house", "hi": "घर"}),)

    assert changed(a_table(), details=details).details == details


def noticed(records: FakeRecords, text: str = TEXT, language: str = "hi") -> Notice:
    return campaigns.add_notice(an_admin(), CAMPAIGN, "doorstep", language, text, records=records)


def test_a_notice_gets_the_next_version_and_the_old_one_stays() -> None:
    records = a_table()

    first, second = noticed(records), noticed(records, f"{TEXT} और भी।")

    assert (first.version, second.version) == (1, 2)
    assert {first, second} <= set(kept(records).notices)


def test_the_same_text_again_is_the_same_notice() -> None:
    records = a_table()

    assert noticed(records) == noticed(records)
    assert len(records.commits) == 1


def test_two_admins_at_once_both_get_their_notice_in() -> None:
    records = a_table()
    records.before_commit = lambda _: noticed(records, f"{TEXT} दूसरा।")

    noticed(records)

    assert [n.version for n in kept(records).notices if n.notice_id == "doorstep"] == [1, 2]


def test_a_notice_in_a_language_that_the_campaign_does_not_speak_is_refused() -> None:
    with pytest.raises(InvalidInput):
        noticed(a_table(), language="fr")


def test_a_campaign_has_only_so_many_notices() -> None:
    many = tuple(
        Notice(notice_id=f"n{n}", version=1, language="hi", text=TEXT)
        for n in range(campaigns.MOST_NOTICES)
    )
    records = FakeRecords(a_campaign(notices=many))

    with pytest.raises(InvalidInput):
        noticed(records)


def renamed(records: FakeRecords, by: User, version: int = 1) -> Area:
    wanted = AreaChange(names={"en": "New name"}, target=25)
    return campaigns.change_area(by, AreaId("booth-1"), wanted, version, records=records)


def test_a_convener_names_a_booth_and_sets_its_target() -> None:
    records = a_table()

    area = renamed(records, a_user(Role.CONVENER, "constituency"))

    assert (area.names, area.target) == ({"en": "New name"}, 25)
    assert records.find(Area, "booth-1") == area


def test_a_target_alone_leaves_the_names() -> None:
    records = a_table()
    before = records.find(Area, "booth-1")

    area = campaigns.change_area(
        an_admin(), AreaId("booth-1"), AreaChange(names=None, target=30), 1, records=records
    )

    assert before is not None
    assert (area.names, area.target) == (before.names, 30)


@pytest.mark.parametrize(
    ("by", "version", "refusal"),
    [
        (a_worker(), 1, NotPermitted),
        (a_user(Role.CONVENER, "mandal-4"), 1, NotFound),
        (a_user(Role.CONVENER, "constituency"), 9, StaleVersion),
    ],
    ids=["a worker", "a convener from elsewhere", "an old version"],
)
def test_an_area_is_not_changed_by(by: User, version: int, refusal: type[Exception]) -> None:
    records = a_table()

    with pytest.raises(refusal):
        renamed(records, by, version)

    assert records.commits == []


def test_an_area_that_does_not_exist_is_not_changed() -> None:
    with pytest.raises(NotFound):
        campaigns.change_area(
            an_admin(), AreaId("nowhere"), AreaChange(names=None, target=1), 1, records=a_table()
        )


def test_a_race_on_the_same_version_has_one_winner() -> None:
    records = a_table()
    other = replace(kept(records), visits_per_worker=30)
    records.before_commit = lambda _: records.commit(Save(row=other))

    with pytest.raises(StaleVersion):
        changed(records, visits_per_worker=20)

    assert kept(records).visits_per_worker == 30
