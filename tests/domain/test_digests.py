"""When a digest is made, and of which day."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.digests import day_before, next_digest
from tests.builders import a_campaign


@pytest.mark.parametrize(
    ("now", "made_at", "day"),
    [
        ("2026-11-14T01:29", "2026-11-14T01:30", date(2026, 11, 13)),
        ("2026-11-14T01:30", "2026-11-15T01:30", date(2026, 11, 13)),
        ("2026-11-14T18:29", "2026-11-15T01:30", date(2026, 11, 13)),
        ("2026-11-14T18:31", "2026-11-15T01:30", date(2026, 11, 14)),
    ],
)
def test_a_digest_is_made_at_seven_in_the_morning_of_the_day_before(
    now: str, made_at: str, day: date
) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert next_digest(a_campaign(), at) == datetime.fromisoformat(made_at).replace(tzinfo=UTC)
    assert day_before(a_campaign(), at) == day
