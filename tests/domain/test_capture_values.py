"""Single values of metadata: what cannot be true is unknown, and no value is an error."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.capture_values import (
    EARLIEST,
    MAC_EPOCH,
    MATROSKA_EPOCH,
    accuracy,
    altitude,
    angle,
    clock,
    fixed_place,
    gps_clock,
    iso_6709,
    place,
    real,
    since,
    text,
)

numbers = st.integers() | st.floats() | st.booleans()
pairs = st.tuples(numbers, numbers)
raws = st.recursive(
    st.none() | numbers | pairs | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)
FACE = datetime(2026, 11, 14, 17, 30, 5)  # noqa: DTZ001  on the phone's own clock
INDIA = timezone(timedelta(hours=5, minutes=30))


@given(raws)
def test_a_text_is_short_printable_and_not_empty(value: object) -> None:
    found = text(value)

    assert found is None or (0 < len(found) <= 64 and found.isprintable())
    assert found is None or found == found.strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"samsung\0", "samsung"),
        ("SM-A155F", "SM-A155F"),
        (b"  Apple  ", "Apple"),
        ("x\u202egpj.exe\x07", "xgpj.exe"),
        (b"\xff\xfeRedmi", "Redmi"),
        ("रेडमी", "रेडमी"),
        ("a" * 65, "a" * 64),
        (b"\0\0\0", None),
        ("   ", None),
        (17, None),
    ],
)
def test_a_text_is_read_up_to_its_end_without_what_no_screen_shows(
    value: object, expected: str | None
) -> None:
    assert text(value) == expected


@given(raws)
def test_a_number_is_finite_or_unknown(value: object) -> None:
    found = real(value)

    assert found is None or math.isfinite(found)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((9, 2), 4.5),
        ((1, 0), None),
        ((0, 0), None),
        ((math.nan, 1), None),
        (math.inf, None),
        (10**400, None),
        ("4.766546", 4.766546),
        ("nan", None),
        ("metres", None),
        (b"12", 12.0),
        (((1, 1), (1, 1)), None),
        ((1, 2, 3), None),
        (None, None),
    ],
)
def test_a_fraction_of_nothing_is_unknown(value: object, expected: float | None) -> None:
    assert real(value) == expected


@given(raws, raws, raws)
def test_a_clock_is_of_this_age_or_unknown(value: object, offset: object, parts: object) -> None:
    found = clock(value, offset, parts)

    assert found is None or found.replace(tzinfo=None) >= EARLIEST


@pytest.mark.parametrize(
    ("value", "offset", "parts", "expected"),
    [
        ("2026:11:14 17:30:05", None, None, FACE),
        ("2026:11:14 17:30:05", b"+05:30\0", b"123\0",
         FACE.replace(microsecond=123_000, tzinfo=INDIA)),
        ("2026:11:14 17:30:05", "-05:30", "5",
         FACE.replace(microsecond=500_000, tzinfo=timezone(-timedelta(hours=5, minutes=30)))),
        ("2026-11-14T17:30:05+0530", None, None, FACE.replace(tzinfo=INDIA)),
        ("2026-11-14T17:30:05.1239Z", None, None, FACE.replace(microsecond=123_000, tzinfo=UTC)),
        ("2026-11-14T17:30", None, None, FACE.replace(second=0)),
        ("2026-11-14 17:30:05", "+15:00", None, FACE),
        ("2026:11:14 17:30:05", "   :  ", "   ", FACE),
        ("2000:01:02 00:00:00", None, None, EARLIEST),
        ("2000:01:01 23:59:59", None, None, None),
        ("1970:01:01 00:00:00", None, None, None),
        ("0000:00:00 00:00:00", None, None, None),
        ("    :  :     :  :  ", None, None, None),
        ("2026:02:30 10:00:00", None, None, None),
        ("2026:11:14 24:00:00", None, None, None),
        ("2026:11:14 17:30:05 and more", None, None, None),
        ("२०२६:11:14 17:30:05", None, None, None),
        (None, None, None, None),
    ],
)  # fmt: skip
def test_a_clock_is_read_as_cameras_write_it(
    value: object, offset: object, parts: object, expected: datetime | None
) -> None:
    found = clock(value, offset, parts)

    assert found == expected
    assert (found and found.utcoffset()) == (expected and expected.utcoffset())


@given(raws, raws)
def test_the_satellites_clock_is_of_this_age_or_unknown(date: object, time: object) -> None:
    found = gps_clock(date, time)

    assert found is None or (found.tzinfo is UTC and found.replace(tzinfo=None) >= EARLIEST)


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("2026:11:14", ((12, 1), (0, 1), (4500, 1000)),
         datetime(2026, 11, 14, 12, 0, 4, tzinfo=UTC)),
        (b"2026-11-14\0", (12, 5, 9), datetime(2026, 11, 14, 12, 5, 9, tzinfo=UTC)),
        ("2026:11:14", ((12, 1), (0, 0), (0, 1)), None),
        ("2026:11:14", ((25, 1), (0, 1), (0, 1)), None),
        ("2026:11:14", ((10**300, 1), (0, 1), (0, 1)), None),
        ("2026:11:14", None, None),
        ("1980:01:06", (0, 0, 0), None),
        ("today", (12, 0, 0), None),
    ],
)  # fmt: skip
def test_the_satellites_clock_needs_a_day_and_a_time(
    date: object, time: object, expected: datetime | None
) -> None:
    assert gps_clock(date, time) == expected


@given(st.sampled_from((MAC_EPOCH, MATROSKA_EPOCH)), st.floats() | st.integers())
def test_a_container_s_time_is_of_this_age_or_unknown(epoch: datetime, seconds: float) -> None:
    found = since(epoch, seconds)

    assert found is None or found.replace(tzinfo=None) >= EARLIEST


def test_a_container_s_time_counts_from_its_epoch_and_zero_is_none() -> None:
    assert since(MAC_EPOCH, 3_786_525_005) == datetime(2023, 12, 27, 12, 30, 5, tzinfo=UTC)
    assert since(MATROSKA_EPOCH, 0.0015) == MATROSKA_EPOCH + timedelta(milliseconds=1)
    assert since(MAC_EPOCH, 0) is None
    assert since(MAC_EPOCH, 2**64) is None


@given(raws, raws, raws, raws)
def test_a_place_is_on_the_globe_or_unknown(
    lat: object, lat_side: object, lon: object, lon_side: object
) -> None:
    found = place(angle(lat, lat_side, "NS"), angle(lon, lon_side, "EW"))

    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)


dms = st.tuples(*[st.tuples(st.integers(0, 200), st.integers(0, 3))] * 3)


@given(dms, st.sampled_from("NS"), dms, st.sampled_from("EW"))
def test_no_place_is_off_the_globe_whatever_its_parts_are(
    lat: object, north: str, lon: object, east: str
) -> None:
    found = place(angle(lat, north, "NS"), angle(lon, east, "EW"))

    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180 and found != (0, 0))


SITA = ((25, 1), (26, 1), (892, 100)), ((81, 1), (50, 1), (4672, 100))


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        (("N", "E"), (25.43581, 81.84631)),
        ((b"S\0", b"W\0"), (-25.43581, -81.84631)),
        (("n", "e"), (25.43581, 81.84631)),
        ((None, None), None),
        (("E", "N"), None),
        (("", ""), None),
    ],
)
def test_a_place_needs_to_say_on_which_side_it_is(
    sides: tuple[object, object], expected: tuple[float, float] | None
) -> None:
    assert place(angle(SITA[0], sides[0], "NS"), angle(SITA[1], sides[1], "EW")) == expected


@pytest.mark.parametrize(
    "lat",
    [
        ((95, 1), (0, 1), (0, 1)),
        ((25, 0), (26, 1), (0, 1)),
        ((-25, 1), (26, 1), (0, 1)),
        ((25, 1), (61, 1), (0, 1)),
        ((25, 1), (math.nan, 1), (0, 1)),
        ((25, 1), (0, 1), (0, 1), (0, 1)),
        (),
        25.4,
        "",
    ],
)
def test_degrees_that_cannot_be_are_unknown(lat: object) -> None:
    assert place(angle(lat, "N", "NS"), 81.8) is None


def test_nothing_and_the_open_sea_at_zero_zero_are_no_place() -> None:
    assert place(0.0, 0.0) is None
    assert place(0.009, -0.009) is None
    assert place(0.0, 78.1) == (0.0, 78.1)
    assert place(None, 78.1) is None
    assert place(25.4, None) is None
    assert place(math.nan, 78.1) is None
    assert place(25.4, math.inf) is None


@given(raws)
def test_a_place_in_one_text_is_on_the_globe_or_unknown(value: object) -> None:
    found, height = iso_6709(value)

    assert found is None or (abs(found[0]) <= 90 and abs(found[1]) <= 180)
    assert height is None or -500 <= height <= 9000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+29.9457+078.1642+314.159/", ((29.9457, 78.1642), 314)),
        (b"+54.1843-002.7189/", ((54.1843, -2.7189), None)),
        ("+2556.742+08150.7786/", ((25.94570, 81.84631), None)),
        ("+252608.92+0815046.72-12CRSWGS_84/", ((25.43581, 81.84631), -12)),
        ("+95.0000+078.1642/", (None, None)),
        ("+00.0000+000.0000/", (None, None)),
        ("+29.9457", (None, None)),
        ("+nan+nan/", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_place_in_one_text_is_read_in_its_three_forms(value: object, expected: object) -> None:
    assert iso_6709(value) == expected


def test_a_place_in_fixed_point_is_read_and_judged_alike() -> None:
    assert fixed_place(round(25.43581 * 65536), round(81.84631 * 65536)) == (25.43581, 81.84631)
    assert fixed_place(0, 0) is None
    assert fixed_place(95 * 65536, 0) is None


@given(raws)
def test_an_accuracy_is_above_zero_and_a_height_between_sea_and_summit(value: object) -> None:
    sure, height = accuracy(value), altitude(value, is_below=True)

    assert sure is None or 0 < sure <= 100_000
    assert height is None or -500 <= height <= 9000


@pytest.mark.parametrize(
    ("value", "expected"), [("4.766546", 5), ((35, 1), 35), (0, None), (-3, None), (10**6, None)]
)
def test_an_accuracy_is_rounded_up(value: object, expected: int | None) -> None:
    assert accuracy(value) == expected


def test_a_height_may_be_below_the_sea() -> None:
    assert altitude((29_136, 1000)) == 29
    assert altitude((12, 1), is_below=True) == -12
    assert altitude((12, 0)) is None
    assert altitude(40_000) is None
