"""When two reports of a visit are the same report."""

from datetime import timedelta

import pytest

from chalicelib.domain.ids import UserId
from chalicelib.domain.places import Location
from chalicelib.domain.visit import Outcome, Sticker, same_report
from tests.builders import NOON, a_visit


@pytest.mark.parametrize(
    "change",
    [
        {"received_at": NOON + timedelta(days=1)},
        {"device_id": "device-2"},
        {"version": 3},
    ],
    ids=lambda change: next(iter(change)),
)
def test_when_and_through_which_phone_a_report_came_makes_no_difference(
    change: dict[str, object],
) -> None:
    assert same_report(a_visit(), a_visit(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": Outcome.REFUSED},
        {"started_at": NOON + timedelta(seconds=1)},
        {"ended_at": NOON},
        {"worker_id": UserId("worker-2")},
        {"booth_id": "booth-2"},
        {"beneficiary_id": "another"},
        {"location": Location(lat=29.9, lon=78.1, accuracy_m=8.0)},
        {"leaflet_given": True},
        {"sticker": Sticker(placed=True, owner_agreed=False)},
        {"call_dialled_at": NOON},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_fact_makes_another_report(change: dict[str, object]) -> None:
    assert not same_report(a_visit(), a_visit(**change))
