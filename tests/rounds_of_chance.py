"""Hypothesis strategies for what phones and cameras may say of place and time, true or not."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from chalicelib.domain.capture import Capture
from chalicelib.domain.places import Location
from chalicelib.domain.visit import Visit
from tests.rounds import LAT, LON, a_stop

DEGREES = st.floats() | st.sampled_from([0.0, LAT, LON, 90.0, -90.0, 180.0, 1e308])
ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def locations() -> st.SearchStrategy[Location]:
    """Return places, most of which are none."""
    return st.builds(Location, lat=DEGREES, lon=DEGREES, accuracy_m=DEGREES)


def instants() -> st.SearchStrategy[datetime]:
    """Return instants that a report may name: those from before there were phones are refused."""
    first, last = datetime(2001, 1, 1), datetime(2199, 12, 31)  # noqa: DTZ001  given a zone below
    return st.datetimes(first, last, timezones=st.just(UTC))


def visits() -> st.SearchStrategy[Visit]:
    """Return visits of a worker at any time and place."""
    return st.builds(
        a_stop,
        st.integers(1, 6),
        st.just(0),
        st.none() | locations(),
        started_at=instants(),
        ended_at=st.none() | instants(),
        call_dialled_at=st.none() | instants(),
        skew_s=st.integers(-(10**7), 10**7),
        household=st.none() | st.text(max_size=3),
        call_id=st.none() | st.just("exotel:1"),
    )


def captures() -> st.SearchStrategy[Capture]:
    """Return what a file says of its making, with or without a zone, of any year."""
    clocks = st.datetimes() | st.datetimes(timezones=ZONES | st.just(UTC))
    return st.builds(
        Capture,
        captured_at=st.none() | clocks,
        gps_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        lat=st.none() | DEGREES,
        lon=st.none() | DEGREES,
        accuracy_m=st.none() | st.integers(-5, 10**6),
    )
