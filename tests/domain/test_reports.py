"""What a phone's clock is worth, and what a change goes by."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.edits import Update
from chalicelib.domain.places import Location, is_nowhere
from chalicelib.domain.reports import (
    NETWORK_DELAY_S,
    BeneficiaryUpdated,
    ConsentGiven,
    ConsentWithdrawn,
    Reported,
    VisitRecorded,
    at_of,
    kind_of,
    skew_of,
    usable_skew,
)
from chalicelib.domain.visit import Outcome
from tests.builders import NOON, PERSON, VISIT, a_consent, a_withdrawal

ANY_INSTANT = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("sent_at", "skew_s"),
    [
        (None, 0),
        (NOON, 0),
        (NOON - timedelta(seconds=4.9), 0),
        (NOON + timedelta(seconds=4.9), 0),
        (NOON - timedelta(seconds=5), 5),
        (NOON + timedelta(seconds=5.7), -5),
        (NOON - timedelta(hours=2), 7200),
        (NOON - timedelta(days=4000), 345_600_000),
    ],
    ids=["unsaid", "right", "just behind", "just ahead", "behind", "ahead", "hours", "years"],
)
def test_the_skew_is_what_the_phone_is_behind_by(sent_at: datetime | None, skew_s: int) -> None:
    assert skew_of(sent_at, NOON) == skew_s


@given(now=ANY_INSTANT, behind=st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_corrected_instant_is_right_to_the_second_or_the_networks_delay(
    now: datetime, behind: timedelta
) -> None:
    try:
        shown = now - behind
    except OverflowError:
        return

    off = abs(shown + timedelta(seconds=skew_of(shown, now)) - now)

    is_right = abs(behind) < timedelta(seconds=NETWORK_DELAY_S)
    assert off < timedelta(seconds=NETWORK_DELAY_S if is_right else 1)


@given(
    skew_s=st.integers(-400_000_000_000, 400_000_000_000),
    instants=st.lists(st.none() | ANY_INSTANT, max_size=3),
)
def test_a_usable_skew_leaves_every_instant_in_the_calendar(
    skew_s: int, instants: list[datetime | None]
) -> None:
    usable = usable_skew(skew_s, *instants)

    assert usable in {skew_s, 0}
    for at in instants:
        assert at is None or isinstance(at + timedelta(seconds=usable), datetime)


def test_a_skew_out_of_the_calendar_counts_as_none() -> None:
    assert usable_skew(10**12, NOON) == 0
    assert usable_skew(3600, None, NOON) == 3600


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        (0, 0, True),
        (0.0099, -0.0099, True),
        (0.01, 0, False),
        (0, -0.01, False),
        (26.4, 80.3, False),
    ],
)
def test_the_middle_of_the_map_is_nowhere(lat: float, lon: float, expected: bool) -> None:
    assert is_nowhere(Location(lat=lat, lon=lon, accuracy_m=5)) is expected


AT = NOON + timedelta(minutes=1)
EACH: tuple[tuple[Reported, str], ...] = (
    (
        VisitRecorded(
            visit_id=VISIT, beneficiary_id=PERSON, booth_id=PERSON, outcome=Outcome.MET,  # type: ignore[arg-type]
            started_at=AT,
        ),
        "visit.recorded",
    ),
    (ConsentGiven(beneficiary_id=PERSON, consent=a_consent(given_at=AT)), "consent.given"),
    (ConsentWithdrawn(beneficiary_id=PERSON, withdrawal=a_withdrawal(at=AT)), "consent.withdrawn"),
    (
        BeneficiaryUpdated(
            beneficiary_id=PERSON, at=AT,
            update=Update(edit_id="e", base_version=1, fields={}, phone_at=AT),
        ),
        "beneficiary.updated",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), EACH, ids=[kind for _, kind in EACH])
def test_a_change_has_its_type_and_its_instant(data: Reported, kind: str) -> None:
    assert (kind_of(data), at_of(data)) == (kind, AT)
