"""Reads single values of metadata as files hold them; what cannot be true is None, "unknown".

Nothing here raises, whatever the value is: a file's author chose it. Times before EARLIEST count
as unknown, since a clock that lost its battery starts in 1904, 1970, 1980 or on 1 January 2000.
"""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from chalicelib.domain.places import NOWHERE_DEG

# Anything that a file may hold: text, bytes, a number, a pair that is a fraction, several of these.
Raw = object
Place = tuple[float, float]  # degrees north and east

EARLIEST: Final = datetime(2000, 1, 2)  # noqa: DTZ001  on whatever clock
MOST_LETTERS: Final = 64
# Offsets of clocks on earth run from -12:00 to +14:00.
MOST_OFFSET_MIN: Final = 14 * 60
MOST_LAT, MOST_LON = 90.0, 180.0
DECIMALS: Final = 5  # as they are sealed
# Beyond the size of a city a place says nothing.
MOST_ACCURACY_M: Final = 100_000
LOWEST_M, HIGHEST_M = -500, 9_000
MAC_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)  # QuickTime's
MATROSKA_EPOCH: Final = datetime(2001, 1, 1, tzinfo=UTC)
FIXED_POINT: Final = 65_536  # 16.16 bits
_DAY: Final = r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)"
_CLOCK: Final = re.compile(
    _DAY + r"[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
_DATE: Final = re.compile(_DAY, re.ASCII)
# ISO 6709: degrees, or degrees and minutes, or all three, the last with decimals.
_ISO_6709: Final = re.compile(
    r"([+-])(\d\d)(\d\d)?(\d\d)?(\.\d+)?([+-])(\d{3})(\d\d)?(\d\d)?(\.\d+)?"
    r"([+-]\d+(?:\.\d+)?)?(?:CRS\w*)?/?",
    re.ASCII,
)


def text(value: Raw) -> str | None:
    """Return a short printable text; what no screen shows is left out."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    # Fields of a fixed width end at their first zero; a long one is not worth looking through.
    words = value.partition("\0")[0][: 4 * MOST_LETTERS]
    shown = "".join(letter for letter in words if letter.isprintable() and letter != "\ufffd")
    return shown.strip()[:MOST_LETTERS].strip() or None


def real(value: Raw) -> float | None:
    """Return a finite number; of a pair, the first divided by the second."""
    if isinstance(value, tuple):
        return _quotient(value)
    if isinstance(value, str | bytes):
        return _number(text(value))
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _number(words: str | None) -> float | None:
    try:
        return real(float(words or ""))
    except ValueError:
        return None


def _quotient(pair: tuple[object, ...]) -> float | None:
    if len(pair) != 2 or any(isinstance(each, tuple) for each in pair):  # noqa: PLR2004  a fraction
        return None
    above, below = map(real, pair)
    return real(above / below) if above is not None and below else None


def clock(value: Raw, offset: Raw = None, parts: Raw = None) -> datetime | None:
    """Return a moment as EXIF, XMP and QuickTime write it: aware when its offset is known.

    `offset` and `parts` of a second stand in tags of their own in EXIF.
    """
    found = _CLOCK.fullmatch(text(value) or "")
    if found is None:
        return None
    *numbers, more, zone = found.groups()
    try:
        year, month, day, hour, minute, second = (int(each or 0) for each in numbers)
        face = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  told below
    except ValueError:
        return None
    if face < EARLIEST:
        return None
    digits = re.match(r"\d{1,3}", more or text(parts) or "", re.ASCII)
    face += timedelta(milliseconds=int(digits[0].ljust(3, "0"))) if digits else timedelta()
    return face.replace(tzinfo=_zone(zone or text(offset)))


def _zone(words: str | None) -> timezone | None:
    if words == "Z":
        return UTC
    found = _OFFSET.fullmatch(words or "")
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes > MOST_OFFSET_MIN:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


def gps_clock(date: Raw, time: Raw) -> datetime | None:
    """Return the satellites' time: a date as text, and hours, minutes and seconds, in UTC."""
    day = _DATE.fullmatch(text(date) or "")
    numbers = _three(time)
    if day is None or numbers is None:
        return None
    year, month, date_of_month = map(int, day.groups())
    hour, minute, second = map(int, numbers)
    try:
        at = datetime(year, month, date_of_month, hour, minute, second, tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
    return at if at.replace(tzinfo=None) >= EARLIEST else None


def since(epoch: datetime, seconds: float) -> datetime | None:
    """Return the moment so many seconds after a container's epoch; zero says nothing."""
    if not seconds:
        return None
    try:
        at = epoch + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return at if at.replace(tzinfo=None) >= EARLIEST else None


def _three(value: Raw) -> tuple[float, float, float] | None:
    """Return three numbers that are not negative; those that a file leaves off are zero."""
    if not isinstance(value, tuple) or not 0 < len(value) <= 3:  # noqa: PLR2004  as said
        return None
    numbers = [real(each) for each in value]
    known = [each for each in numbers if each is not None and each >= 0]
    if len(known) < len(numbers):
        return None
    first, second, third = (*known, *[0.0] * (3 - len(known)))
    return first, second, third


def angle(value: Raw, side: Raw, sides: str) -> float | None:
    """Return signed degrees from degrees, minutes and seconds; `sides` are the letters + and -."""
    numbers, letter = _three(value), (text(side) or "?").upper()
    if numbers is None or letter not in tuple(sides):
        return None
    degrees, minutes, seconds = numbers
    # Sixty is what a careless rounding makes of what is just below.
    if max(minutes, seconds) > 60:  # noqa: PLR2004  see above
        return None
    whole = degrees + minutes / 60 + seconds / 3600
    return whole if letter == sides[0] else -whole


def place(lat: float | None, lon: float | None) -> Place | None:
    """Return degrees as they are kept; None off the globe, and at 0, 0, which is no place."""
    if lat is None or lon is None or not (abs(lat) <= MOST_LAT and abs(lon) <= MOST_LON):
        return None
    if abs(lat) < NOWHERE_DEG and abs(lon) < NOWHERE_DEG:
        return None
    return round(lat, DECIMALS), round(lon, DECIMALS)


def iso_6709(value: Raw) -> tuple[Place | None, int | None]:
    """Return place and altitude as phones write them into films: `+28.6139+077.2090+216.5/`."""
    found = _ISO_6709.fullmatch(text(value) or "")
    if found is None:
        return None, None
    north, east = _signed(found.groups()[:5]), _signed(found.groups()[5:10])
    return place(north, east), altitude(found[11])


def _signed(groups: tuple[str | None, ...]) -> float | None:
    sign, *numbers, decimals = groups
    given = [float(each) for each in numbers if each is not None]
    given[-1] += float(decimals or 0)
    return angle(tuple(given), sign, "+-")


def fixed_place(lat: int, lon: int) -> Place | None:
    """Return a place from 3GPP's numbers, of which 65,536 make a degree."""
    return place(lat / FIXED_POINT, lon / FIXED_POINT)


def accuracy(value: Raw) -> int | None:
    """Return how sure a place is, in whole metres, rounded up; nobody is sure to zero."""
    metres = real(value)
    return math.ceil(metres) if metres is not None and 0 < metres <= MOST_ACCURACY_M else None


def altitude(value: Raw, *, is_below: bool = False) -> int | None:
    """Return metres above the sea."""
    metres = real(value)
    if metres is None:
        return None
    metres = -metres if is_below else metres
    return round(metres) if LOWEST_M <= metres <= HIGHEST_M else None
