"""Makes a capture of the tags that a file holds: which tag says what, and whom to believe first.

Tags are numbers in EXIF (CIPA DC-008) and names in films; how they are found is the adapter's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from chalicelib.domain.capture import Capture, is_editor
from chalicelib.domain.capture_values import (
    MAC_EPOCH,
    MATROSKA_EPOCH,
    Place,
    Raw,
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

MAKE, MODEL, ORIENTATION, SOFTWARE, MODIFIED = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
PROCESSING_SOFTWARE, EXIF_TABLE, GPS_TABLE = 0x000B, 0x8769, 0x8825
TAKEN, TAKEN_OFFSET, TAKEN_PARTS = 0x9003, 0x9011, 0x9291
DIGITIZED, DIGITIZED_OFFSET, DIGITIZED_PARTS = 0x9004, 0x9012, 0x9292
MAKER_NOTE: Final = 0x927C
LAT_SIDE, LAT, LON_SIDE, LON, BELOW_SEA, ALTITUDE = 1, 2, 3, 4, 5, 6
GPS_TIME, GPS_DATE, GPS_ERROR = 7, 29, 31
# The tags that anybody looks at, by the table that they stand in.
MAIN_TAGS: Final = frozenset(
    {PROCESSING_SOFTWARE, MAKE, MODEL, ORIENTATION, SOFTWARE, MODIFIED, EXIF_TABLE, GPS_TABLE}
)
EXIF_TAGS: Final = frozenset(
    {TAKEN, TAKEN_OFFSET, TAKEN_PARTS, DIGITIZED, DIGITIZED_OFFSET, DIGITIZED_PARTS, MAKER_NOTE}
)
GPS_TAGS: Final = frozenset(
    {LAT_SIDE, LAT, LON_SIDE, LON, BELOW_SEA, ALTITUDE, GPS_TIME, GPS_DATE, GPS_ERROR}
)
# What editors leave in place when they strip a photo: how to show it.
STRUCTURAL: Final = frozenset({ORIENTATION, EXIF_TABLE, GPS_TABLE})

# An iPhone's note begins so, and then is a table of its own; tag 17 pairs a photo with its film.
APPLE_NOTE: Final = b"Apple iOS\0"
APPLE_TABLE_AT: Final = 14
APPLE_PAIR: Final = b"\x00\x11"
ENTRY_BYTES: Final = 12
# Google's names, which Samsung and others write too, for a film that follows in the same file.
_MOVES: Final = re.compile(
    r"""(?:MotionPhoto|MicroVideo)(?:\s*=\s*["']1["']|>\s*1\s*<)|Semantic\s*=\s*["']MotionPhoto["']"""
)
_XMP_VALUE: Final = r"""[\s:<]{name}(?:\s*=\s*["']([^"'<>]{{1,200}})["']|>([^<]{{1,200}})<)"""

QUICKTIME: Final = "com.apple.quicktime."
MAKES: Final = (f"{QUICKTIME}make", "com.android.manufacturer", "\xa9mak")
MODELS: Final = (f"{QUICKTIME}model", "com.android.model", "\xa9mod")
PROGRAMS: Final = (f"{QUICKTIME}software", "\xa9swr", "\xa9too", "writing_app", "muxing_app")
TIMES: Final = (f"{QUICKTIME}creationdate", "\xa9day")
PLACES: Final = (f"{QUICKTIME}location.ISO6709", "\xa9xyz")
SURE: Final = f"{QUICKTIME}location.accuracy.horizontal"
PAIR: Final = f"{QUICKTIME}content.identifier"
# Programs that cameras and browsers write films with; that they did says nothing of a camera.
FILM_NAMES: Final = frozenset({*MAKES, *MODELS, *TIMES, *PLACES, PAIR, f"{QUICKTIME}software"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTags:
    """A photo's tags as its file holds them. `has_film`: there is one behind the picture."""

    main: Mapping[int, Raw] = field(default_factory=dict)
    exif: Mapping[int, Raw] = field(default_factory=dict)
    gps: Mapping[int, Raw] = field(default_factory=dict)
    xmp: str = ""
    has_film: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmTags:
    """A film's tags as its file holds them.

    `mac_s` are seconds since MAC_EPOCH, `matroska_ns` nanoseconds since MATROSKA_EPOCH, 0 for none.
    `fixed` is a place in 3GPP's numbers: north, east, altitude.
    """

    words: Mapping[str, Raw] = field(default_factory=dict)
    mac_s: int = 0
    matroska_ns: int = 0
    fixed: tuple[int, int, int] | None = None
    xmp: str = ""


def photo_capture(tags: PhotoTags) -> Capture:
    """Return what a photo says of its making."""
    main, gps = tags.main, tags.gps
    where = place(angle(gps.get(LAT), gps.get(LAT_SIDE), "NS"),
                  angle(gps.get(LON), gps.get(LON_SIDE), "EW"))  # fmt: skip
    note = tags.exif.get(MAKER_NOTE)
    programs = (main.get(SOFTWARE), main.get(PROCESSING_SOFTWARE))
    return Capture(
        captured_at=_taken(tags),
        gps_at=gps_clock(gps.get(GPS_DATE), gps.get(GPS_TIME)),
        lat=where[0] if where else None,
        lon=where[1] if where else None,
        accuracy_m=accuracy(gps.get(GPS_ERROR)) if where else None,
        altitude_m=altitude(gps.get(ALTITUDE), is_below=_is_below(gps.get(BELOW_SEA))),
        make=text(main.get(MAKE)),
        model=text(main.get(MODEL)),
        software=_program([*programs, xmp_value(tags.xmp, "CreatorTool")]),
        orientation=_orientation(main.get(ORIENTATION)),
        is_motion_photo=tags.has_film or bool(_MOVES.search(tags.xmp)) or is_paired(note),
        has_metadata=_tells(tags),
    )


def _taken(tags: PhotoTags) -> datetime | None:
    """Return when the shutter opened; when a file was changed last is of no interest."""
    exif = tags.exif
    said = (
        clock(exif.get(TAKEN), exif.get(TAKEN_OFFSET), exif.get(TAKEN_PARTS)),
        clock(exif.get(DIGITIZED), exif.get(DIGITIZED_OFFSET), exif.get(DIGITIZED_PARTS)),
        clock(xmp_value(tags.xmp, "DateTimeOriginal")),
        clock(xmp_value(tags.xmp, "CreateDate")),
    )
    return next((at for at in said if at), None)


def _is_below(value: Raw) -> bool:
    return value in (1, b"\x01")


def _orientation(value: Raw) -> int | None:
    return int(value) if isinstance(value, int) and value in range(1, 9) else None


def _tells(tags: PhotoTags) -> bool:
    """True when a camera or a program says anything of itself, be it true or not."""
    said = (tags.main.keys() - STRUCTURAL) | tags.exif.keys() | tags.gps.keys()
    names = ("CreatorTool", "DateTimeOriginal", "CreateDate")
    return bool(said) or any(xmp_value(tags.xmp, name) for name in names)


def is_paired(note: Raw) -> bool:
    """True for an iPhone's note that names the film which belongs to the photo."""
    if not isinstance(note, bytes) or not note.startswith(APPLE_NOTE):
        return False
    table = note[APPLE_TABLE_AT:]
    count = int.from_bytes(table[:2], "big")
    ends = min(2 + count * ENTRY_BYTES, len(table))
    return any(table[at : at + 2] == APPLE_PAIR for at in range(2, ends, ENTRY_BYTES))


def xmp_value(xmp: str, name: str) -> str | None:
    """Return what XMP says under a name, as attribute or element; None when it says nothing."""
    found = re.search(_XMP_VALUE.format(name=name), xmp)
    return text(found[1] or found[2]) if found else None


def _program(named: Iterable[Raw]) -> str | None:
    """Return the program that tells most: an editor, else the first one named."""
    known = [words for words in map(text, named) if words]
    return next((words for words in known if is_editor(words)), known[0] if known else None)


def film_capture(tags: FilmTags) -> Capture:
    """Return what a film says of its making."""
    where, height = _film_place(tags)
    programs = [tags.words.get(name) for name in PROGRAMS]
    return Capture(
        captured_at=_filmed(tags),
        lat=where[0] if where else None,
        lon=where[1] if where else None,
        accuracy_m=accuracy(tags.words.get(SURE)) if where else None,
        altitude_m=height,
        make=_first(tags.words, MAKES),
        model=_first(tags.words, MODELS),
        software=_program([*programs, xmp_value(tags.xmp, "CreatorTool")]),
        is_motion_photo=text(tags.words.get(PAIR)) is not None,
        has_metadata=_film_tells(tags),
    )


def _filmed(tags: FilmTags) -> datetime | None:
    """Return when it was recorded: in the camera's own words with its offset, else in UTC."""
    said = (
        *(clock(tags.words.get(name)) for name in TIMES),
        since(MAC_EPOCH, tags.mac_s),
        since(MATROSKA_EPOCH, (real(tags.matroska_ns) or 0) / 1e9),
    )
    return next((at for at in said if at), None)


def _film_place(tags: FilmTags) -> tuple[Place | None, int | None]:
    for name in PLACES:
        where, height = iso_6709(tags.words.get(name))
        if where:
            return where, height
    if tags.fixed is None:
        return None, None
    north, east, height_m = tags.fixed
    return fixed_place(north, east), altitude((height_m, 65_536))


def _first(words: Mapping[str, Raw], names: Iterable[str]) -> str | None:
    found = (text(words.get(name)) for name in names)
    return next((each for each in found if each), None)


def _film_tells(tags: FilmTags) -> bool:
    has_time = bool(tags.mac_s or tags.matroska_ns)
    return has_time or tags.fixed is not None or bool(FILM_NAMES & tags.words.keys())
