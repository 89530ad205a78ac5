"""What a photo or video says of its own making: when, where and with what, read before it is lost.

Everything may be missing, and what cannot be true counts as missing: None is "unknown". A capture
is personal and is sealed in its media's row, so its text is kept short: see `to_text`.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, TypeVar

T = TypeVar("T")
# Which of a campaign's keys seals captures: whoever may open these can open no phone number.
SEALED_AS: Final = "capture"
# A clock may be a day ahead of ours before we stop believing it.
AHEAD: Final = timedelta(days=1)
# The furthest that any clock on earth is ahead of UTC.
EASTMOST: Final = timedelta(hours=14)
FORMAT: Final = 1
EPOCH: Final = datetime(2020, 1, 1)  # noqa: DTZ001  a clock's face, wherever it hangs
TICK: Final = timedelta(milliseconds=1)
MINUTE: Final = timedelta(minutes=1)
# Five decimals of a degree are a metre; phones know their place to three at best.
DEGREE_PARTS: Final = 100_000
# Programs that change pictures or write films anew, by what their names begin with or hold. What a
# phone's own camera writes is a version of its system and stands nowhere here.
EDITORS: Final = (
    "adobe", "photoshop", "lightroom", "premiere", "after effects", "firefly", "snapseed", "picasa",
    "gimp", "paint.net", "microsoft windows photo", "photo editor", "photoeditor", "pixelmator",
    "affinity", "canva", "picsart", "pixlr", "photopea", "photoscape", "polarr", "vsco", "facetune",
    "faceapp", "beautyplus", "meitu", "youcam", "remini", "inshot", "capcut", "jianying",
    "kinemaster", "vivavideo", "viva video", "filmora", "youcut", "movavi", "imovie",
    "final cut", "davinci", "kdenlive", "shotcut", "openshot", "handbrake", "lavf", "mkvmerge",
    "remotion", "stable diffusion", "midjourney", "dall-e", "screenrecorder", "obs-output",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How an original was made, as far as it says so itself; None is unknown.

    `captured_at` has the device's own offset from UTC, or none where the file names none: then it
    is what the device's clock showed. A film's may be the moment at which the recording ended.
    `gps_at` is in UTC. `orientation` is EXIF's 1-8. `has_metadata` is False for a file in which no
    camera says anything of itself, and None where that could not be read.
    """

    captured_at: datetime | None = None
    gps_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
    altitude_m: int | None = None
    make: str | None = None
    model: str | None = None
    software: str | None = None
    orientation: int | None = None
    is_motion_photo: bool = False
    has_metadata: bool | None = None

    @property
    def is_edited(self) -> bool | None:
        """Whether the program that wrote the file is a known editor; None when it names none."""
        return None if self.software is None else is_editor(self.software)

    def instant(self, utc_offset_min: int) -> datetime | None:
        """Return when it was made, in UTC; a clock without a zone is read as a campaign's is."""
        at = self.captured_at
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=timezone(timedelta(minutes=utc_offset_min)))
        return at.astimezone(UTC) if at else None


def is_editor(software: str) -> bool:
    """True for a program of EDITORS."""
    return editor_in(software) is not None


def editor_in(software: str) -> str | None:
    """Return which of EDITORS a program is, by the name that stands there; None for any other."""
    name = software.lower()
    return next((editor for editor in EDITORS if editor in name), None)


def believable(capture: Capture, now: datetime) -> Capture:
    """Return the capture without times that have not come yet; `now` is aware."""
    latest = now.astimezone(UTC) + AHEAD

    def come(at: datetime | None) -> datetime | None:
        if at is None or at.tzinfo is not None:
            return at if at and at <= latest else None
        return at if at <= latest.replace(tzinfo=None) + EASTMOST else None

    return replace(capture, captured_at=come(capture.captured_at), gps_at=come(capture.gps_at))


def to_text(capture: Capture) -> str:
    """Return what is sealed of a capture, as JSON; nothing when nothing is known.

    Two lists: numbers (the format, EXIF's turn, the clock in milliseconds since EPOCH, its offset
    in minutes, GPS time in seconds, degrees in DEGREE_PARTS, metres, 1 for a motion photo), and
    words. What is missing at a list's end is left off. A turn alone is no secret, and stands in
    what was measured.
    """
    at, offset = _split(capture.captured_at)
    gps, _ = _split(capture.gps_at)
    told = [
        at, offset, None if gps is None else gps // 1000, _parts(capture.lat), _parts(capture.lon),
        capture.accuracy_m, capture.altitude_m, 1 if capture.is_motion_photo else None,
    ]  # fmt: skip
    words = [capture.make, capture.model, capture.software]
    if all(each is None for each in (*told, *words)):
        return ""
    lists = [_ended([FORMAT, capture.orientation, *told]), _ended(words)]
    return json.dumps(lists, separators=(",", ":"), ensure_ascii=False)


def from_text(text: str) -> Capture:
    """Return the capture that `to_text` was given, but for its `has_metadata`, which is kept apart.

    Whoever has a sealed text knows that there was some, so that is what it says.
    """
    lists: tuple[list[int | None], list[str | None]] = json.loads(text)
    _, turn, at, offset, gps, lat, lon, accuracy, height, moves = _filled(lists[0], 10)
    make, model, software = _filled(lists[1], 3)
    return Capture(
        captured_at=_joined(at, offset), gps_at=_joined(None if gps is None else gps * 1000, 0),
        lat=_degrees(lat), lon=_degrees(lon), accuracy_m=accuracy, altitude_m=height, make=make,
        model=model, software=software, orientation=turn, is_motion_photo=bool(moves),
        has_metadata=True,
    )  # fmt: skip


def _ended(values: list[T | None]) -> list[T | None]:
    """Return the values up to the last that is known."""
    known = [number for number, each in enumerate(values, start=1) if each is not None]
    return values[: max(known, default=0)]


def _filled(values: list[T | None], count: int) -> list[T | None]:
    return [*values, *[None] * (count - len(values))]


def _split(at: datetime | None) -> tuple[int | None, int | None]:
    """Return what a clock shows, in milliseconds since EPOCH, and its offset in minutes."""
    if at is None:
        return None, None
    ahead = at.utcoffset()
    face = at.replace(tzinfo=None) - EPOCH
    return face // TICK, None if ahead is None else ahead // MINUTE


def _joined(face_ms: int | None, offset_min: int | None) -> datetime | None:
    if face_ms is None:
        return None
    face = EPOCH + face_ms * TICK
    return face if offset_min is None else face.replace(tzinfo=timezone(offset_min * MINUTE))


def _parts(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * DEGREE_PARTS)


def _degrees(parts: int | None) -> float | None:
    return None if parts is None else parts / DEGREE_PARTS
