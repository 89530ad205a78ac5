"""What an original says of its making is read, and no file can hurt or stop whoever reads it."""

import struct
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from chalicelib.adapters.media.captures import WARM, SandboxedCaptureReader, read_capture
from chalicelib.adapters.media.exif_tables import tables
from chalicelib.adapters.media.sandbox import Sandbox
from chalicelib.domain.capture import Capture, from_text, to_text
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.sniffing import Kind
from chalicelib.ports import CaptureReader
from tests import telling_media as telling
from tests.fakes import FakeCaptureReader
from tests.telling_media import CORPUS, REAL_PHOTOS, REAL_VIDEOS, TOLD

UNKNOWN = Capture()
ONCE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxedCaptureReader]:
    sandbox = Sandbox(warm=WARM)
    yield SandboxedCaptureReader(sandbox)
    sandbox.close()


# Photos


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_photo_of_any_kind_says_when_where_and_with_what_it_was_taken(
    tmp_path: Path, kind: str
) -> None:
    found = read_capture(telling.photo(tmp_path / "photo", kind), "photo")

    # Writers of HEIF and AVIF keep the turn elsewhere.
    turn = found.orientation if kind in {"HEIF", "AVIF"} else 6
    assert found == replace(TOLD, orientation=turn)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_photo_that_was_stripped_says_so_by_saying_nothing(tmp_path: Path, kind: str) -> None:
    found = read_capture(telling.stripped(tmp_path / "photo", kind), "photo")

    assert replace(found, orientation=None) == Capture(has_metadata=False)


XMP = '<x xmp:CreatorTool="Snapseed 2.0" xmp:CreateDate="2026-11-14T17:30:05.123+05:30"/>'
PACKINGS = [(kind, False) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")] + [("PNG", True)]


@pytest.mark.parametrize(("kind", "packed"), PACKINGS)
def test_a_photo_of_any_kind_may_say_it_in_xmp(tmp_path: Path, kind: str, packed: bool) -> None:
    found = read_capture(telling.with_xmp(tmp_path / "photo", kind, XMP, packed=packed), "photo")

    assert (found.software, found.captured_at) == ("Snapseed 2.0", TOLD.captured_at)
    assert found.is_edited is True


def test_xmp_that_unpacks_to_gigabytes_is_read_as_far_as_a_text_needs(tmp_path: Path) -> None:
    text = XMP + " " * 40_000_000
    path = telling.with_xmp(tmp_path / "photo.png", "PNG", text, packed=True)

    tracemalloc.start()
    found = read_capture(path, "photo")
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found.software == "Snapseed 2.0"
    assert used < 5_000_000


def test_xmp_that_does_not_unpack_leaves_everything_unknown(tmp_path: Path) -> None:
    path = telling.with_xmp(tmp_path / "photo.png", "PNG", XMP, packed=True)
    data = path.read_bytes()
    at = data.index(b"XML:com.adobe.xmp") + 24
    path.write_bytes(data[:at] + b"\xff" * 8 + data[at + 8 :])

    assert read_capture(path, "photo") == UNKNOWN


def test_padding_before_a_marker_of_a_jpeg_is_passed_over(tmp_path: Path) -> None:
    path = telling.photo(tmp_path / "photo.jpg")
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xff\xff" + data[2:])

    assert read_capture(path, "photo") == TOLD


def test_a_heif_without_its_list_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "photo.heic"
    path.write_bytes(telling.box(b"ftyp", b"heic" + bytes(4) + b"heicmif1") + bytes(40))

    assert read_capture(path, "photo") == Capture(has_metadata=False)


def test_a_second_picture_in_the_file_changes_nothing(tmp_path: Path) -> None:
    path = telling.photo(tmp_path / "photo.jpg")
    with path.open("ab") as file:
        file.write(telling.preview())

    assert read_capture(path, "photo") == TOLD


def test_big_and_little_endian_tables_say_the_same() -> None:
    entries = [(0x0112, 3, 1, b"\x06\0"), (0x0110, 2, 3, b"A1\0")]
    turned = [(0x0112, 3, 1, b"\0\x06"), (0x0110, 2, 3, b"A1\0")]

    little, big = telling.table(entries), telling.table(turned, ">")

    assert tables(little)[0] == tables(b"Exif\0\0" + big)[0] == {0x0112: 6, 0x0110: b"A1\0"}


def test_a_film_behind_a_photo_is_seen(tmp_path: Path) -> None:
    samsung = telling.samsung_motion_photo(tmp_path / "samsung.jpg")
    google = telling.with_xmp(tmp_path / "google.jpg", "JPEG", '<x GCamera:MotionPhoto="1"/>')
    boxed = telling.photo(tmp_path / "boxed.heic", "HEIF")
    with boxed.open("ab") as file:
        file.write(telling.box(b"mpvd", telling.box(b"ftyp", b"mp42")))

    assert all(read_capture(path, "photo").is_motion_photo for path in (samsung, google, boxed))


# Films


def test_an_iphone_s_film_says_when_where_and_with_what(tmp_path: Path) -> None:
    path = telling.film(
        tmp_path / "film.mov", telling.movie_header(), telling.apple_list(telling.IPHONE)
    )

    assert read_capture(path, "video") == Capture(
        captured_at=TOLD.captured_at and TOLD.captured_at.replace(microsecond=0),
        lat=telling.LAT, lon=telling.LON, accuracy_m=12, altitude_m=98,
        make="Apple", model="iPhone 13 Pro", software="17.5.1", has_metadata=True,
    )  # fmt: skip


@pytest.mark.parametrize("plain", [True, False], ids=["QuickTime's way", "MP4's way"])
def test_a_list_is_read_with_and_without_a_version(tmp_path: Path, plain: bool) -> None:
    notes = telling.box(b"udta", telling.apple_list({"com.android.model": "X"}, plain=plain))

    found = read_capture(telling.film(tmp_path / "f.mp4", notes, brand=b"isom"), "video")

    assert found.model == "X"


@pytest.mark.parametrize("version", [0, 1])
def test_an_android_s_film_has_a_place_and_a_time(tmp_path: Path, version: int) -> None:
    notes = telling.box(b"udta", telling.signed_text(b"xyz", f"+{telling.LAT}+0{telling.LON}/"))
    path = telling.film(
        tmp_path / "film.mp4", telling.movie_header(version=version), notes, brand=b"mp42"
    )

    assert read_capture(path, "video") == Capture(
        captured_at=datetime(2026, 11, 14, 12, 0, 5, tzinfo=UTC), lat=telling.LAT,
        lon=telling.LON, has_metadata=True,
    )  # fmt: skip


def test_a_film_of_3gpp_has_its_place_in_a_box_of_its_own(tmp_path: Path) -> None:
    notes = telling.box(b"udta", telling.location())

    found = read_capture(telling.film(tmp_path / "f.3gp", notes, brand=b"3gp4"), "video")

    assert (found.lat, found.lon, found.altitude_m) == (telling.LAT, telling.LON, 98)


@pytest.mark.parametrize("where", ["beside the index", "inside it"])
def test_an_editor_s_own_box_names_it(tmp_path: Path, where: str) -> None:
    xmp = b'<x xmp:CreatorTool="Adobe Premiere Pro 2025"/>'
    beside = telling.box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp)
    inside = telling.box(b"udta", telling.box(b"XMP_", xmp))
    path = tmp_path / "film.mp4"
    if where == "inside it":
        telling.film(path, inside, brand=b"isom")
    else:
        telling.film(path, brand=b"isom", before=telling.box(b"uuid", bytes(16)) + beside)

    assert read_capture(path, "video").is_edited is True


@pytest.mark.parametrize("size", [None, b"\x01" + b"\xff" * 7], ids=["sized", "without a size"])
def test_a_recorder_s_film_in_matroska_has_a_time_and_its_program(
    tmp_path: Path, size: bytes | None
) -> None:
    void = telling.element(0xEC, bytes(40))
    path = telling.matroska(tmp_path / "film.webm", void, telling.matroska_info(), size=size)

    assert read_capture(path, "video") == Capture(
        captured_at=telling.TAKEN_AT.astimezone(UTC), software="Chrome", has_metadata=True
    )


def test_what_stands_behind_the_pictures_of_a_matroska_film_is_not_looked_for(
    tmp_path: Path,
) -> None:
    cluster = telling.element(0x1F43B675, bytes(40))
    path = telling.matroska(tmp_path / "film.webm", cluster, telling.matroska_info())

    assert read_capture(path, "video") == Capture(has_metadata=False)


# Real files


@pytest.mark.parametrize("source", [*REAL_PHOTOS, *REAL_VIDEOS], ids=lambda path: path.name)
def test_a_real_file_is_read_and_what_it_says_can_be_sealed(source: Path) -> None:
    kind: Kind = "photo" if source in REAL_PHOTOS else "video"

    found = read_capture(source, kind)

    assert found.has_metadata is not None
    assert not (text := to_text(found)) or from_text(text).captured_at == found.captured_at


REAL = {
    "ianare__IMG_5195.HEIC": {"make": "Apple", "lat": 39.05134, "is_motion_photo": True},
    "bigcat88__pug.heic": {"model": "iPhone 13 Pro", "accuracy_m": 35, "is_motion_photo": False},
    "immich-app__samsung-one-ui-6.heic": {"model": "SM-S906U", "lat": None, "orientation": 6,
                                          "is_motion_photo": True},
    "Zulko__fire2.mp4": {"lat": 54.1843, "lon": -2.7189, "make": None},
    "immich-app__craft-beer.jpg": {"has_metadata": False},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [(name, told) for name, told in REAL.items() if (CORPUS / name).exists()],
)
def test_real_phones_are_understood(name: str, expected: dict[str, object]) -> None:
    kind: Kind = "video" if name.endswith("mp4") else "photo"

    found = read_capture(CORPUS / name, kind)

    assert {field: getattr(found, field) for field in expected} == expected


# Damaged and hostile files


def entries(count: int, tag: int, kind: int, number: int, at: int) -> bytes:
    """Many entries that all point at the same long value."""
    return telling.table([(tag, kind, number, struct.pack("<I", at))] * count)


DAMAGED: dict[str, bytes] = {
    "no table": b"Exif\0\0garbage",
    "a header alone": b"Exif\0\0II*\0",
    "a table behind the end": b"Exif\0\0II*\0\xff\xff\xff\x7f",
    "a table that holds itself": telling.table([(0x8769, 4, 1, b"\x08"), (0x8825, 4, 1, b"\x08")]),
    "a count beyond the end": telling.table([])[:8] + b"\xff\xff" + bytes(40),
    "values beyond the end": entries(3, 0x010F, 2, 60_000, 0xFFFFFFF0),
    "more than can be": entries(9, 0x8825, 5, 0xFFFFFFFF, 8),
    "kinds that are none": entries(9, 0x010F, 99, 4, 8),
    "a place of nothing": telling.table([(0x8825, 4, 1, b"\x1a")]) + struct.pack(
        "<HHHIIHHI4s", 2, 2, 5, 3, 8, 1, 2, 2, b"N\0") + bytes(4),
}  # fmt: skip


@pytest.mark.parametrize("block", DAMAGED.values(), ids=DAMAGED)
def test_damaged_exif_is_unknown_and_no_error(tmp_path: Path, block: bytes) -> None:
    found = read_capture(telling.photo(tmp_path / "photo.jpg", block=block), "photo")

    assert (found.captured_at, found.lat, found.make) == (None, None, None)


ABSURD: dict[str, dict[int, dict[int, object]]] = {
    "nothing by nothing for a place": {0x8825: {2: (IFDRational(0, 0),) * 3}},
    "a place off the globe": {0x8825: {2: (95.0, 0.0, 0.0)}},
    "no place at all": {0x8825: {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}},
    "no side": {0x8825: {1: "", 3: ""}},
}


@pytest.mark.parametrize("change", ABSURD.values(), ids=ABSURD)
def test_a_place_that_cannot_be_is_unknown_and_the_rest_stays(
    tmp_path: Path, change: dict[int, dict[int, object]]
) -> None:
    made = telling.exif()
    for where, tags in change.items():
        made.get_ifd(where).update(tags)

    found = read_capture(telling.photo(tmp_path / "p.jpg", block=made.tobytes()), "photo")

    assert found == replace(TOLD, lat=None, lon=None, accuracy_m=None)


@ONCE
@given(block=st.binary(max_size=400))
def test_no_block_of_bytes_is_an_error(block: bytes) -> None:
    for order in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        assert len(tables(order + block)) == 3


@ONCE
@given(at=st.integers(0, 700), byte=st.integers(0, 255))
def test_no_flipped_byte_of_a_phone_s_exif_is_an_error(at: int, byte: int) -> None:
    block = bytearray(telling.exif().tobytes())
    block[at % len(block)] = byte

    assert isinstance(tables(bytes(block)), tuple)


def test_entries_that_all_point_at_one_long_value_cost_nothing() -> None:
    bomb = entries(60_000, 0x9999, 2, 700_000, 8)

    tracemalloc.start()
    began = time.process_time()
    tables(bomb)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert used < 10 * len(bomb)
    assert time.process_time() - began < 2


def deep(levels: int) -> bytes:
    inside = b""
    for _ in range(levels):
        inside = telling.box(b"udta", inside)
    return inside


# A length of 64 bits that leads beyond what any file can be sought to.
FAR = struct.pack(">I", 1) + b"meta" + struct.pack(">Q", 2**63 + 5)
HOSTILE: dict[str, tuple[bytes, ...]] = {
    "boxes in boxes": (deep(2000),),
    "a box of no length": (telling.box(b"udta", telling.box(b"\xa9xyz", length=0)),),
    "a box shorter than its header": (telling.box(b"meta", telling.box(b"keys", length=3)),),
    "a box beyond the file": (telling.box(b"mvhd", length=0xFFFFFFF0),),
    "a box beyond all files": (FAR, telling.movie_header()),
    "a text longer than its box": (
        telling.box(b"udta", telling.box(b"\xa9xyz", b"\xff\xff\0\0+1")),),
    "a million empty boxes": (telling.box(b"udta", telling.box(b"\xa9xyz") * 100_000),),
    "keys without end": (telling.box(b"meta", telling.full(b"hdlr", bytes(4)) + telling.full(
        b"keys", struct.pack(">I", 0xFFFFFFFF) + (struct.pack(">I", 9) + b"mdtaX") * 90_000)),),
    "an item of no key": (telling.box(b"meta", telling.full(b"hdlr", bytes(4)) + telling.box(
        b"ilst", telling.box(b"\0\0\0\x63", telling.box(b"data", b"")) * 5_000)),),
    "a place cut off": (telling.box(b"udta", telling.full(b"loci", b"\0\0name")),),
    "a place off the globe": (telling.box(b"udta", telling.location(95, 200)),),
    "a time before all phones": (telling.full(b"mvhd", struct.pack(">I", 17) + bytes(96)),),
    "a time after all phones": (telling.full(b"mvhd", b"\xff" * 8 + bytes(96), 1),),
    "an index of nothing": (),
}  # fmt: skip


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_index_is_read_in_bounds_and_says_nothing(
    tmp_path: Path, inside: tuple[bytes, ...]
) -> None:
    path = telling.film(tmp_path / "film.mp4", *inside, brand=b"isom")

    began = time.process_time()
    found = read_capture(path, "video")

    assert (found.captured_at, found.lat, found.lon, found.make) == (None, None, None, None)
    assert time.process_time() - began < 2


EBML: dict[str, tuple[bytes, ...]] = {
    "elements of no length": (telling.element(0x1549A966, b"") * 50_000,),
    "a length beyond the file": (telling.element(0x1549A966, b"", size=b"\x01" + b"\xfe" * 7),),
    "a number that does not end": (b"\x15\x49\xa9\x66\x00\x00",),
    "a date cut off": (telling.element(0x1549A966, b"\x44\x61\x88\x01"),),
    "a date of no bytes": (telling.element(0x1549A966, telling.element(0x4461, b"")),),
    "a date of many bytes": (telling.element(0x1549A966, telling.element(0x4461, b"\x7f" * 900)),),
}


@pytest.mark.parametrize("inside", EBML.values(), ids=EBML)
def test_a_hostile_matroska_file_is_read_in_bounds_and_says_nothing(
    tmp_path: Path, inside: tuple[bytes, ...]
) -> None:
    found = read_capture(telling.matroska(tmp_path / "film.webm", *inside), "video")

    assert found.captured_at is None


SOURCES: dict[str, tuple[Kind, Callable[[Path], Path]]] = {
    "photo": ("photo", telling.photo),
    "heic": ("photo", lambda path: telling.photo(path, "HEIF")),
    "png": ("photo", lambda path: telling.photo(path, "PNG")),
    "webp": ("photo", lambda path: telling.photo(path, "WEBP")),
    "film": ("video", lambda path: telling.film(path, telling.movie_header(),
                                                telling.apple_list(telling.IPHONE))),
    "webm": ("video", lambda path: telling.matroska(path, telling.matroska_info())),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "make"), SOURCES.values(), ids=SOURCES)
def test_a_file_cut_at_any_tenth_is_read_or_unknown_and_never_an_error(
    tmp_path: Path, kind: Kind, make: Callable[[Path], Path]
) -> None:
    whole = make(tmp_path / "whole").read_bytes()

    for tenth in range(1, 10):
        path = tmp_path / "cut"
        path.write_bytes(whole[: len(whole) * tenth // 10])
        try:
            read_capture(path, kind)
        except MediaRejected:
            assert len(whole) * tenth // 10 < 64  # too short to be anything


@ONCE
@given(data=st.data())
@pytest.mark.parametrize(("kind", "make"), SOURCES.values(), ids=SOURCES)
def test_no_flipped_byte_is_an_error(
    tmp_path: Path, kind: Kind, make: Callable[[Path], Path], data: st.DataObject
) -> None:
    whole = bytearray(make(tmp_path / "whole").read_bytes())
    for at in data.draw(st.lists(st.integers(48, len(whole) - 1), min_size=1, max_size=4)):
        whole[at] = data.draw(st.integers(0, 255))
    path = tmp_path / "flipped"
    path.write_bytes(whole)

    assert isinstance(read_capture(path, kind), Capture)


def test_a_file_that_is_not_there_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_capture(tmp_path / "nothing", "photo")


# In the sandbox, and its substitute


@pytest.fixture(params=["in memory", "in a child"])
def either(request: pytest.FixtureRequest) -> CaptureReader:
    if request.param == "in memory":
        return FakeCaptureReader(TOLD)
    found: SandboxedCaptureReader = request.getfixturevalue("reader")
    return found


def test_what_is_read_in_a_child_comes_back_as_it_was(
    either: CaptureReader, tmp_path: Path
) -> None:
    found = either.read(telling.photo(tmp_path / "photo.jpg"), "photo")

    assert found == TOLD
    assert to_text(found) == to_text(TOLD)


@pytest.mark.parametrize("kind", ["photo", "video"])
def test_a_file_that_is_neither_says_nothing_and_is_not_refused_here(
    reader: SandboxedCaptureReader, tmp_path: Path, kind: Kind
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<html>")

    assert reader.read(path, kind) == UNKNOWN
