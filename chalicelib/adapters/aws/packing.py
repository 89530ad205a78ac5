"""Rows that are written for every visit, made small: a write is billed by each kilobyte begun.

Progress parts: one text per person or area, in which each part is a word of its row's name, its
version and its counts, each count as a letter with its number where that is not one. A day stands
before the words that count on it, as days since 2020 to the base of 36; what has no day comes
first. `1xp Va1b2c3d4.2.vm C.1.c` is a visit at version 2 and a consent, both of 14 November 2026.
A part that counts on several days is a word under each. Derivatives: one word each,
`<file name>:<width>x<height>:<bytes>`; the folder and the content type follow from the media and
the name. Findings: one list each, without the names of its parts. Signals: their values alone.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import Derivative, derivative_place
from chalicelib.domain.progress import ROW_DIGITS, Counts, Part

CODES: Final[Mapping[str, str]] = {
    "visited": "v", "met": "m", "not_home": "n", "refused": "r", "moved": "o", "deceased": "d",
    "leaflets": "l", "stickers": "s", "calls": "k",
    "photos": "p", "videos": "i", "consents": "c", "pending_review": "w", "approved": "a",
    "posted": "t", "withdrawn": "x", "planned": "b", "views": "e", "reactions": "f",
}  # fmt: skip
_NAMES: Final = {code: name for name, code in CODES.items()}
_COUNT: Final = re.compile(r"([a-z])(\d*)")
WHOLE: Final = "-"  # a part that is all of its owner's has no row name of its own
LEDGER: Final = "C"  # a person has one, and it is named by her own id
FIRST_DAY: Final = date(2020, 1, 1)
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
ByDay = dict[date | None, Counts]


def packed(parts: Mapping[str, Part]) -> dict[str, str]:
    """Return the parts as one text per person or area."""
    texts: dict[str, dict[str, list[str]]] = {}
    for name, part in parts.items():
        owner, row = _shortened(name)
        words = texts.setdefault(owner, {})
        nothing: ByDay = {None: {}}
        for day, counts in (part.days or nothing).items():
            word = f"{row}.{part.version}.{_letters(counts)}"
            words.setdefault(_day_word(day), []).append(word)
    return {owner: _text(words) for owner, words in texts.items()}


def _shortened(name: str) -> tuple[str, str]:
    """Return whose text a part stands in, and what it is called there."""
    owner, _, row = name.partition(":")
    if row:
        return owner, LEDGER if row == LEDGER + owner[-ROW_DIGITS:] else row
    area_id, _, shard = name.partition("#")
    return area_id, shard or WHOLE


def _text(words: Mapping[str, list[str]]) -> str:
    of_days = ([day, *words[day]] if day else words[day] for day in sorted(words))
    return " ".join(word for each in of_days for word in each)


def _letters(counts: Counts) -> str:
    return "".join(
        f"{CODES[name]}{'' if number == 1 else number}" for name, number in counts.items()
    )


def _day_word(day: date | None) -> str:
    return _base_36((day - FIRST_DAY).days) if day else ""


def _base_36(number: int) -> str:
    if number < 0:
        return f"-{_base_36(-number)}"
    rest, digit = divmod(number, len(DIGITS))
    return (_base_36(rest) if rest else "") + DIGITS[digit]


def unpacked(texts: Mapping[str, str]) -> dict[str, Part]:
    """Return the parts that `packed` was given.

    Rows from before days were kept have no day, commas, and a text for each of an area's shards.
    """
    parts: dict[str, Part] = {}
    for owner, text in texts.items():
        day: date | None = None
        for word in text.split(" "):
            if "." not in word:
                day = FIRST_DAY + timedelta(days=int(word, len(DIGITS)))
                continue
            row, version, letters = word.split(".")
            name, counts = _full_name(owner, row), _counts(letters)
            known = parts[name].days if name in parts else {}
            days = {**known, day: counts} if counts else known
            parts[name] = Part(version=int(version), days=days)
    return parts


def _full_name(owner: str, row: str) -> str:
    if row == WHOLE:
        return owner
    if row == LEDGER:
        return f"{owner}:{LEDGER}{owner[-ROW_DIGITS:]}"
    return f"{owner}#{row}" if row.isdecimal() else f"{owner}:{row}"


def _counts(text: str) -> dict[str, int]:
    return {_NAMES[code]: int(number or 1) for code, number in _COUNT.findall(text)}


TYPES: Final[Mapping[str, str]] = {
    "jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4",
    "png": "image/png",
}  # fmt: skip


def packed_derivatives(made: Iterable[Derivative]) -> str:
    """Return the derivatives as one text."""
    return " ".join(
        f"{one.key.rpartition('/')[2]}:{one.width}x{one.height}:{one.size_bytes}" for one in made
    )


def unpacked_derivatives(text: str, media_id: str) -> tuple[Derivative, ...]:
    """Return the derivatives that `packed_derivatives` was given."""
    return tuple(_derivative(word, media_id) for word in text.split())


def _derivative(word: str, media_id: str) -> Derivative:
    name, size, size_bytes = word.split(":")
    stem, _, extension = name.rpartition(".")
    width, _, height = size.partition("x")
    return Derivative(
        role=stem.partition("-")[2],
        key=derivative_place(MediaId(media_id), name),
        content_type=TYPES[extension],
        width=int(width),
        height=int(height),
        size_bytes=int(size_bytes),
    )


# The order in which a row keeps its signals; a new one is put at the end, and none is taken away.
SIGNAL_ORDER: Final = (
    "sharpness", "brightness", "contrast", "dark_share", "bright_share", "detail", "flat_share",
    "bar_share", "grid", "loudness_lufs", "peak_dbfs", "silence_share", "clipped_share",
)  # fmt: skip


def packed_signals(signals: Mapping[str, float]) -> list[float | None]:
    """Return the signals' values in their order, as far as there are any."""
    values = [signals.get(name) for name in SIGNAL_ORDER]
    while values and values[-1] is None:
        values.pop()
    return values


def unpacked_signals(kept: Any) -> dict[str, float]:
    """Return the signals that `packed_signals` was given; older rows keep them as they are."""
    if isinstance(kept, Mapping):
        return dict(kept)
    named = zip(SIGNAL_ORDER, kept, strict=False)
    return {name: value for name, value in named if value is not None}


FINDING: Final = ("check", "version", "outcome", "evidence")


def packed_findings(findings: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Return each finding as the values of FINDING in their order."""
    return [[found[name] for name in FINDING] for found in findings]


def unpacked_findings(kept: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Return the findings that `packed_findings` was given; older rows keep them as they are."""
    return [
        found if isinstance(found, Mapping) else dict(zip(FINDING, found, strict=True))
        for found in kept
    ]
