"""When a workshop counts as late."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.workshops import is_late
from tests.builders import NOON
from tests.services.test_workshops import a_workshop

AFTER = date(2026, 11, 21)
BEFORE = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("facts", "today", "late"),
    [
        ({}, BEFORE, False),
        ({}, AFTER, True),
        ({"held_at": NOON}, AFTER, False),
        ({"is_cancelled": True}, AFTER, False),
        ({"finish_by": None}, AFTER, False),
        ({"starts_at": NOON + timedelta(days=30)}, BEFORE, True),
    ],
    ids=["in time", "missed", "held", "cancelled", "no date", "planned after its date"],
)
def test_a_workshop_is_late_when_its_date_passes_without_it(
    facts: dict[str, Any], today: date, late: bool
) -> None:
    assert is_late(a_workshop(**facts), today) is late
