"""What a file says of its making: believed where it can be true, and kept in few letters."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.capture import (
    DEGREE_PARTS,
    EDITORS,
    Capture,
    believable,
    from_text,
    is_editor,
    to_text,
)

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))
FACE = datetime(2026, 11, 14, 17, 30, 5, 123_000)  # noqa: DTZ001  on the phone's own clock
PHONE = Capture(
    captured_at=FACE.replace(tzinfo=INDIA), gps_at=NOW, lat=25.43581, lon=81.84631, accuracy_m=12,
    altitude_m=98, make="samsung", model="SM-A155F", software="A155FXXU3BXE1", orientation=6,
    is_motion_photo=True, has_metadata=True,
)  # fmt: skip

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
faces = st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
degrees = st.integers(-90 * DEGREE_PARTS, 90 * DEGREE_PARTS).map(lambda n: n / DEGREE_PARTS)
words = st.text(min_size=1, max_size=64)
captures = st.builds(
    Capture,
    captured_at=st.none()
    | faces
    | st.builds(lambda at, zone: at.replace(tzinfo=zone), faces, offsets),
    gps_at=st.none() | faces.map(lambda at: at.replace(microsecond=0, tzinfo=UTC)),
    lat=st.none() | degrees,
    lon=st.none() | degrees,
    accuracy_m=st.none() | st.integers(1, 100_000),
    altitude_m=st.none() | st.integers(-500, 9_000),
    make=st.none() | words,
    model=st.none() | words,
    software=st.none() | words,
    orientation=st.none() | st.integers(1, 8),
    is_motion_photo=st.booleans(),
    has_metadata=st.just(True),
)


@given(captures)
def test_what_is_sealed_comes_back_as_it_was(capture: Capture) -> None:
    text = to_text(capture)

    expected = capture if text else Capture(has_metadata=True, orientation=capture.orientation)
    assert capture == expected
    assert not text or from_text(text) == capture


@given(captures)
def test_a_device_s_offset_comes_back_and_not_only_its_instant(capture: Capture) -> None:
    at = capture.captured_at
    back = from_text(to_text(capture)).captured_at if at else None

    assert (at and at.utcoffset()) == (back and back.utcoffset())


def test_what_a_phone_says_takes_a_hundred_letters() -> None:
    assert len(to_text(PHONE)) <= 100


@pytest.mark.parametrize(
    "capture",
    [Capture(), Capture(has_metadata=True), Capture(orientation=6, has_metadata=False)],
    ids=["nothing", "nothing that can be true", "a turn alone"],
)
def test_of_what_says_nothing_nothing_is_sealed(capture: Capture) -> None:
    assert to_text(capture) == ""


@pytest.mark.parametrize(
    ("at", "is_believed"),
    [
        (NOW + timedelta(days=1), True),
        (NOW + timedelta(days=1, milliseconds=1), False),
        (datetime.max.replace(tzinfo=UTC), False),
        ((NOW + timedelta(days=1)).astimezone(INDIA), True),
        ((NOW + timedelta(days=1, seconds=1)).astimezone(INDIA), False),
        # Without a zone it may have hung as far east as people live.
        ((NOW + timedelta(days=1, hours=14)).replace(tzinfo=None), True),
        ((NOW + timedelta(days=1, hours=14, seconds=1)).replace(tzinfo=None), False),
    ],
)
def test_a_clock_is_believed_up_to_a_day_ahead(at: datetime, is_believed: bool) -> None:
    found = believable(Capture(captured_at=at, gps_at=at, make="samsung"), NOW)

    assert found == Capture(
        captured_at=at if is_believed else None, gps_at=at if is_believed else None, make="samsung"
    )


def test_an_instant_follows_from_the_device_s_offset_else_from_the_campaign_s_clock() -> None:
    known, local = Capture(captured_at=FACE.replace(tzinfo=INDIA)), Capture(captured_at=FACE)
    expected = NOW.replace(second=5, microsecond=123_000)

    assert known.instant(0) == local.instant(330) == expected
    assert local.instant(0) == FACE.replace(tzinfo=UTC)
    assert Capture().instant(330) is None


@pytest.mark.parametrize(
    "software",
    ["Adobe Photoshop 25.0 (Windows)", "Snapseed 2.0", "PicsArt", "GIMP 2.10.34", "Lavf61.7.100"],
)
def test_a_known_editor_is_known_whatever_stands_around_its_name(software: str) -> None:
    assert Capture(software=software).is_edited is True


@pytest.mark.parametrize(
    "software", ["A155FXXU3BXE1", "17.5.1", "HDR+ 1.0.345618096zd", "MediaTek"]
)
def test_a_camera_s_own_version_is_no_editor(software: str) -> None:
    assert Capture(software=software).is_edited is False


def test_without_a_program_s_name_nobody_knows_whether_one_edited() -> None:
    assert Capture().is_edited is None


def test_the_table_of_editors_is_in_small_letters_without_repeats() -> None:
    assert all(is_editor(name.upper()) and name == name.lower() for name in EDITORS)
    assert len(set(EDITORS)) == len(EDITORS)
