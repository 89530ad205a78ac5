"""Which tag says what, and whom to believe first."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import capture_tags as tags
from chalicelib.domain.capture import Capture, from_text, to_text
from chalicelib.domain.capture_tags import (
    FilmTags,
    PhotoTags,
    film_capture,
    is_paired,
    photo_capture,
    xmp_value,
)
from tests.domain.test_capture_values import SITA, raws

INDIA = timezone(timedelta(hours=5, minutes=30))
FACE = datetime(2026, 11, 14, 17, 30, 5)  # noqa: DTZ001  on the phone's own clock
TAKEN = {tags.TAKEN: b"2026:11:14 17:30:05\0", tags.TAKEN_OFFSET: "+05:30", tags.TAKEN_PARTS: "7"}
GPS = {
    tags.LAT: SITA[0], tags.LAT_SIDE: "N", tags.LON: SITA[1], tags.LON_SIDE: "E",
    tags.ALTITUDE: (98, 1), tags.BELOW_SEA: b"\0", tags.GPS_ERROR: (115, 10),
    tags.GPS_DATE: "2026:11:14", tags.GPS_TIME: ((12, 1), (0, 1), (4, 1)),
}  # fmt: skip
PHONE = {
    tags.MAKE: b"samsung\0", tags.MODEL: b"SM-A155F\0", tags.SOFTWARE: "A155FXXU3BXE1",
    tags.ORIENTATION: 6,
}  # fmt: skip


def photo(**parts: Any) -> Capture:
    return photo_capture(PhotoTags(**parts))


def film(**parts: Any) -> Capture:
    return film_capture(FilmTags(**parts))


def test_a_photo_says_when_where_and_with_what_it_was_taken() -> None:
    assert photo(main=PHONE, exif=TAKEN, gps=GPS) == Capture(
        captured_at=FACE.replace(microsecond=700_000, tzinfo=INDIA),
        gps_at=datetime(2026, 11, 14, 12, 0, 4, tzinfo=UTC),
        lat=25.43581, lon=81.84631, accuracy_m=12, altitude_m=98,
        make="samsung", model="SM-A155F", software="A155FXXU3BXE1", orientation=6,
        is_motion_photo=False, has_metadata=True,
    )  # fmt: skip


tables = st.dictionaries(st.sampled_from(sorted(tags.MAIN_TAGS)), raws)
exifs = st.dictionaries(st.sampled_from(sorted(tags.EXIF_TAGS)), raws)
places = st.dictionaries(st.sampled_from(sorted(tags.GPS_TAGS)), raws)


@given(st.builds(PhotoTags, main=tables, exif=exifs, gps=places, xmp=st.text()))
def test_no_photo_s_tags_are_an_error_and_what_is_made_of_them_can_be_sealed(
    found: PhotoTags,
) -> None:
    capture = photo_capture(found)

    assert not (text := to_text(capture)) or from_text(text).captured_at == capture.captured_at


names = st.sampled_from(sorted(tags.FILM_NAMES | {*tags.PROGRAMS, tags.SURE}))
films = st.builds(
    FilmTags,
    words=st.dictionaries(names, raws),
    mac_s=st.integers(0, 2**64 - 1),
    matroska_ns=st.integers(-(2**63), 2**63 - 1),
    fixed=st.none() | st.tuples(*[st.integers(-(2**31), 2**31 - 1)] * 3),
    xmp=st.text(),
)


@given(films)
def test_no_film_s_tags_are_an_error_and_what_is_made_of_them_can_be_sealed(
    found: FilmTags,
) -> None:
    capture = film_capture(found)

    assert not (text := to_text(capture)) or from_text(text).captured_at == capture.captured_at


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"exif": {tags.DIGITIZED: "2026:11:14 17:30:05"}}, FACE),
        ({"exif": {tags.TAKEN: "0000:00:00 00:00:00", tags.DIGITIZED: "2026:11:14 17:30:05"}},
         FACE),
        ({"xmp": '<rdf:Description exif:DateTimeOriginal="2026-11-14T17:30:05"/>'}, FACE),
        ({"xmp": "<xmp:CreateDate>2026-11-14T17:30:05+05:30</xmp:CreateDate>"},
         FACE.replace(tzinfo=INDIA)),
        ({"main": {tags.MODIFIED: "2026:11:14 17:30:05"}}, None),
    ],
    ids=["scanned", "the first is empty", "XMP taken", "XMP made", "changed alone"],
)  # fmt: skip
def test_when_it_was_taken_stands_in_several_places_and_when_it_was_changed_counts_for_nothing(
    parts: dict[str, Any], expected: datetime | None
) -> None:
    assert photo(**parts).captured_at == expected


def test_the_turn_is_one_of_eight_or_unknown() -> None:
    said = (1, 8, 0, 9, "6", None)

    found = [photo(main={tags.ORIENTATION: turn}).orientation for turn in said]

    assert found == [1, 8, None, None, None, None]


def test_a_place_without_a_number_takes_its_accuracy_with_it() -> None:
    found = photo(gps={**GPS, tags.LAT: ((0, 0), (0, 0), (0, 0))})

    assert (found.lat, found.lon, found.accuracy_m) == (None, None, None)
    assert found.has_metadata is True


@pytest.mark.parametrize("below", [1, b"\x01"])
def test_a_photo_may_be_taken_below_the_sea(below: object) -> None:
    assert photo(gps={**GPS, tags.BELOW_SEA: below}).altitude_m == -98


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"main": {tags.PROCESSING_SOFTWARE: "GIMP 2.10"}}, "GIMP 2.10"),
        ({"main": PHONE, "xmp": 'xmp:CreatorTool="Snapseed 2.0"'}, "Snapseed 2.0"),
        ({"main": PHONE, "xmp": 'xmp:CreatorTool="17.5.1"'}, "A155FXXU3BXE1"),
        ({"main": {tags.SOFTWARE: b"\0"}}, None),
    ],
    ids=["only one", "an editor goes first", "the first of two cameras", "none"],
)
def test_of_the_programs_that_name_themselves_an_editor_tells_most(
    parts: dict[str, Any], expected: str | None
) -> None:
    assert photo(**parts).software == expected


def apple_note(*entries: int, count: int | None = None) -> bytes:
    table = b"".join(tag.to_bytes(2, "big") + bytes(10) for tag in entries)
    said = len(entries) if count is None else count
    return b"Apple iOS\0\0\x01MM" + said.to_bytes(2, "big") + table


@pytest.mark.parametrize(
    "parts",
    [
        {"has_film": True},
        {"xmp": 'GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"'},
        {"xmp": "<GCamera:MicroVideo>1</GCamera:MicroVideo>"},
        {"xmp": 'Item:Mime="video/mp4" Item:Semantic="MotionPhoto"'},
        {"exif": {tags.MAKER_NOTE: apple_note(1, 0x11)}},
    ],
    ids=["a film behind it", "Google", "Google of old", "its directory", "an iPhone's pair"],
)
def test_a_photo_with_a_film_is_known_by_any_of_its_marks(parts: dict[str, Any]) -> None:
    assert photo(**parts).is_motion_photo


@pytest.mark.parametrize(
    "parts",
    [
        {"xmp": 'GCamera:MotionPhoto="0" GCamera:MotionPhotoVersion="1"'},
        {"exif": {tags.MAKER_NOTE: apple_note(1, 2, 3)}},
        {"exif": {tags.MAKER_NOTE: b"Nikon\0" + b"\x00\x11" * 20}},
        {"exif": {tags.MAKER_NOTE: 17}},
        {"exif": {tags.MAKER_NOTE: apple_note(1, 2, count=65_535)}},
    ],
)
def test_a_still_photo_is_not_taken_for_one_with_a_film(parts: dict[str, Any]) -> None:
    assert not photo(**parts).is_motion_photo


@given(st.binary(max_size=200))
def test_no_note_is_an_error(note: bytes) -> None:
    assert is_paired(b"Apple iOS\0" + note) in {True, False}


@pytest.mark.parametrize(
    "parts",
    [
        {"main": {tags.MAKE: "samsung"}},
        {"main": {tags.MODIFIED: "2026:11:14 17:30:05"}},
        {"exif": {tags.TAKEN: "absurd"}},
        {"gps": {tags.LAT: "absurd"}},
        {"xmp": 'xmp:CreatorTool="17.5.1"'},
    ],
)
def test_a_photo_of_which_a_camera_says_anything_was_not_stripped(parts: dict[str, Any]) -> None:
    assert photo(**parts).has_metadata is True


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"main": {tags.ORIENTATION: 1, tags.EXIF_TABLE: 26, tags.GPS_TABLE: 90}},
        {"xmp": 'hdrgm:Version="1.0"'},
    ],
    ids=["nothing", "how to show it", "a gain map"],
)
def test_a_photo_of_which_only_its_form_is_left_was_stripped(parts: dict[str, Any]) -> None:
    assert photo(**parts).has_metadata is False


@pytest.mark.parametrize(
    ("xmp", "expected"),
    [
        ('<x xmp:CreatorTool = "One"/>', "One"),
        ("<x xmp:CreatorTool='Two'/>", "Two"),
        ("<xmp:CreatorTool>Three</xmp:CreatorTool>", "Three"),
        ("<CreatorTool>Four</CreatorTool>", "Four"),
        ('xmp:MyCreatorTool="Five"', None),
        ('xmp:CreatorTool=""', None),
        ("xmp:CreatorTool", None),
    ],
)
def test_xmp_is_read_as_attribute_or_element(xmp: str, expected: str | None) -> None:
    assert xmp_value(xmp, "CreatorTool") == expected


IPHONE = {
    "com.apple.quicktime.make": b"Apple", "com.apple.quicktime.model": b"iPhone 13 Pro",
    "com.apple.quicktime.software": b"17.5.1",
    "com.apple.quicktime.creationdate": b"2026-11-14T17:30:05+0530",
    "com.apple.quicktime.location.ISO6709": b"+25.4358+081.8463+098.114/",
    "com.apple.quicktime.location.accuracy.horizontal": b"11.5",
}  # fmt: skip
CREATED_S = 3_877_502_405  # 2026-11-14T12:00:05Z, counted from 1904


def test_an_iphone_s_film_says_it_in_its_own_words() -> None:
    assert film(words=IPHONE, mac_s=1) == Capture(
        captured_at=FACE.replace(tzinfo=INDIA), lat=25.4358, lon=81.8463, accuracy_m=12,
        altitude_m=98, make="Apple", model="iPhone 13 Pro", software="17.5.1", has_metadata=True,
    )  # fmt: skip


def test_another_phone_s_film_says_less() -> None:
    words = {"com.android.model": "SM-A155F", "\xa9xyz": "+25.4358+081.8463/"}

    found = film(words=words, mac_s=CREATED_S)

    assert found == Capture(
        captured_at=datetime(2026, 11, 14, 12, 0, 5, tzinfo=UTC), lat=25.4358, lon=81.8463,
        model="SM-A155F", has_metadata=True,
    )  # fmt: skip


def test_a_film_of_3gpp_has_its_place_in_fixed_point() -> None:
    found = film(fixed=(round(25.43581 * 65536), round(81.84631 * 65536), -12 * 65536))

    assert (found.lat, found.lon, found.altitude_m) == (25.43581, 81.84631, -12)
    assert found.has_metadata is True


def test_a_recorder_s_time_in_matroska_is_in_utc() -> None:
    found = film(matroska_ns=816_350_405_000_000_000)

    assert found.captured_at == datetime(2026, 11, 14, 12, 0, 5, tzinfo=UTC)


def test_the_film_of_a_live_photo_names_its_pair() -> None:
    assert film(words={"com.apple.quicktime.content.identifier": b"5F1A"}).is_motion_photo


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"words": {"\xa9too": "Lavf61.7.100"}}, "Lavf61.7.100"),
        ({"words": {"writing_app": "Chrome", "muxing_app": "Chrome"}}, "Chrome"),
        ({"words": IPHONE, "xmp": 'xmp:CreatorTool="Adobe Premiere Pro 2025"'},
         "Adobe Premiere Pro 2025"),
    ],
)  # fmt: skip
def test_the_program_that_wrote_a_film_is_named(parts: dict[str, Any], expected: str) -> None:
    assert film(**parts).software == expected


def test_a_film_that_no_camera_speaks_in_was_stripped() -> None:
    assert film(words={"\xa9too": "Lavf61.7.100"}).has_metadata is False
    assert film(words={"writing_app": "Chrome"}).has_metadata is False
    assert film(words={"\xa9day": "absurd"}).has_metadata is True
