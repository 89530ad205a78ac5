"""The timer that erases: whom it finds, where it goes on, and that it may come at any time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Campaign, Days, Retention, retires_at
from chalicelib.domain.consent import withdraw
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.media import MediaState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row, Save
from chalicelib.services import retiring
from chalicelib.services.erasing import Tools
from tests.builders import (
    CAMPAIGN,
    NOON,
    a_beneficiary,
    a_campaign,
    a_ledger,
    a_media,
    a_small_tree,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import FakeObjectStore, FakeRecords, FixedClock, SequentialIds

BOOTHS = [f"booth-{number}" for number in range(1, 7)]
ENDED = {AreaId("state"): Days(first_on=date(2026, 11, 1), last_on=date(2026, 11, 3))}


class TickingClock(FixedClock):
    """A clock that goes on by some seconds each time it is asked."""

    def __init__(self, seconds: float) -> None:
        super().__init__(NOON)
        self._seconds = seconds

    def now(self):
        self.advance(seconds=self._seconds)
        return super().now()


def a_person(number: int, booth: str = "booth-1", **fields: object) -> Beneficiary:
    return a_beneficiary(
        beneficiary_id=BeneficiaryId(an_id(number)), serial=number, booth_id=AreaId(booth),
        path=path_to(booth), **fields,
    )  # fmt: skip


def a_campaign_that_ended(**fields: object) -> Campaign:
    kept = Retention(after_end_days=5)
    campaign = a_campaign(days=ENDED, retention=kept)
    return replace(campaign, **{"due_at": retires_at(campaign), **fields})  # type: ignore[arg-type]


def a_constituency(per_booth: int = 2, **campaign: object) -> FakeRecords:
    people = [
        a_person(10 * at + number, booth)
        for at, booth in enumerate(BOOTHS, start=1)
        for number in range(per_booth)
    ]
    return FakeRecords(*a_small_tree(), a_campaign_that_ended(**campaign), *people)


def tick(records: FakeRecords, most: int = 1000, clock: FixedClock | None = None) -> dict[str, int]:
    return retiring.retire(
        Tools(
            records=records, store=FakeObjectStore(), clock=clock or FixedClock(NOON),
            new_id=SequentialIds(),
        ),
        most=most,
    )  # fmt: skip


def erased(records: FakeRecords) -> list[BeneficiaryId]:
    return [person.beneficiary_id for person in records.all(Beneficiary) if person.is_erased]


def campaign_of(records: FakeRecords) -> Campaign:
    campaign = records.find(Campaign, CAMPAIGN)
    assert campaign is not None
    return campaign


def test_whose_day_has_come_is_erased_and_nobody_else() -> None:
    due, later, open_one = a_person(1, erase_at=NOON), a_person(2), a_person(3)
    records = FakeRecords(
        a_campaign(), due, replace(later, erase_at=NOON + timedelta(minutes=1)), open_one
    )

    assert tick(records) == {"withdrawn": 1, "retention": 0}

    assert erased(records) == [an_id(1)]


def test_a_tick_goes_on_until_nobody_is_due() -> None:
    people = [a_person(number, erase_at=NOON) for number in range(1, 2 * retiring.BATCH + 5)]
    records = FakeRecords(a_campaign(), *people)

    assert tick(records) == {"withdrawn": len(people), "retention": 0}
    assert tick(records) == {"withdrawn": 0, "retention": 0}

    assert len(records.all(AuditEntry)) == len(people)


def test_a_tick_ends_when_it_has_erased_enough_and_the_next_goes_on() -> None:
    records = FakeRecords(a_campaign(), *(a_person(n, erase_at=NOON) for n in range(1, 8)))

    found = [tick(records, most=3)["withdrawn"] for _ in range(4)]

    assert found == [3, 3, 1, 0]


def test_a_tick_ends_when_its_time_is_up() -> None:
    records = FakeRecords(a_campaign(), *(a_person(n, erase_at=NOON) for n in range(1, 200)))
    clock = TickingClock(seconds=15)

    tick(records, clock=clock)

    assert 0 < len(erased(records)) < 40


def test_who_has_to_wait_keeps_nobody_else_waiting() -> None:
    slow = a_person(1, erase_at=NOON)
    taken = withdraw(a_ledger(), a_withdrawal())
    ledger = replace(taken, beneficiary_id=slow.beneficiary_id)
    records = FakeRecords(
        a_campaign(), slow, ledger, a_media(state=MediaState.STORED), a_person(2, erase_at=NOON)
    )

    assert tick(records) == {"withdrawn": 1, "retention": 0}

    assert erased(records) == [an_id(2)]
    assert records.find(Beneficiary, an_id(1)).erase_at > NOON  # type: ignore[union-attr,operator]


def test_a_campaign_that_was_kept_long_enough_is_erased_booth_by_booth() -> None:
    records = a_constituency()

    assert tick(records) == {"withdrawn": 0, "retention": 12}

    assert len(erased(records)) == 12
    assert (campaign_of(records).due_at, campaign_of(records).retire_at_area) == (None, None)
    assert tick(records) == {"withdrawn": 0, "retention": 0}


def test_a_campaign_goes_on_at_the_booth_where_it_stopped() -> None:
    records = a_constituency()
    found = []

    while campaign_of(records).due_at:
        found.append((tick(records, most=5)["retention"], campaign_of(records).retire_at_area))

    assert found == [(5, "booth-3"), (5, "booth-6"), (2, None)]
    assert len(records.all(AuditEntry)) == 12


def test_booths_before_the_one_where_it_stopped_are_not_read_again() -> None:
    records = a_constituency(retire_at_area=AreaId("booth-4"))

    tick(records)

    left = [p for p in records.all(Beneficiary) if not p.is_erased]
    assert {person.booth_id for person in left} == {"booth-1", "booth-2", "booth-3"}


def test_a_place_that_is_gone_begins_the_walk_anew() -> None:
    records = a_constituency(retire_at_area=AreaId("closed"))

    assert tick(records)["retention"] == 12


def test_a_very_long_roll_is_walked_page_by_page() -> None:
    records = a_constituency(per_booth=0)
    records.seed(*(a_person(1000 + n) for n in range(retiring.BATCH + 7)))

    assert tick(records)["retention"] == retiring.BATCH + 7


def test_a_child_that_is_on_no_map_is_passed_over() -> None:
    records = a_constituency()
    broken = next(area for area in a_small_tree() if area.area_id == "mandal-1")
    records.seed(replace(broken, children=(*broken.children, AreaId("nowhere"))))

    assert tick(records)["retention"] == 12


@pytest.mark.parametrize(
    ("days", "due_at"),
    [
        ({}, None),
        (
            {AreaId("state"): Days(first_on=date(2026, 12, 1), last_on=date(2026, 12, 3))},
            retires_at(
                a_campaign(
                    days={AreaId("state"): Days(first_on=NOON.date(), last_on=date(2026, 12, 3))},
                    retention=Retention(after_end_days=5),
                )
            ),
        ),
    ],
    ids=["no dates", "later dates"],
)
def test_a_campaign_with_other_dates_is_put_off(days, due_at) -> None:
    records = a_constituency(days=days, due_at=NOON)

    assert tick(records) == {"withdrawn": 0, "retention": 0}

    assert erased(records) == []
    assert campaign_of(records).due_at == due_at


def test_dates_that_somebody_changes_meanwhile_are_not_overwritten() -> None:
    records = a_constituency()
    ends_at = NOON + timedelta(days=90)

    def put_off(_: object) -> None:
        records.commit(Save(row=replace(campaign_of(records), due_at=ends_at)))

    records.before_commit = put_off
    tick(records, most=3)

    assert (campaign_of(records).due_at, campaign_of(records).retire_at_area) == (ends_at, None)


def test_a_campaign_that_is_gone_needs_no_note() -> None:
    rows: list[Row] = [a_campaign_that_ended()]
    seen = rows[0]
    records = FakeRecords()
    tools = Tools(
        records=records, store=FakeObjectStore(), clock=FixedClock(NOON), new_id=SequentialIds()
    )

    assert isinstance(seen, Campaign)
    retiring._keep(seen, seen, tools)

    assert records.commits == []


def test_the_sealed_come_first_and_share_the_ticks_limit() -> None:
    records = a_constituency()
    records.seed(a_person(500, erase_at=NOON))

    assert tick(records, most=4) == {"withdrawn": 1, "retention": 3}
