"""Rows that are written for every visit, made small: a write is billed by each kilobyte begun.

Progress parts: one text per person, one word per row of hers: its name, its version and its
counts, each count as a letter with its number where that is not one. `Va1b2c3d4.2.v,m` is a visit
at version 2. Derivatives: one word each, `<file name>:<width>x<height>:<bytes>`; the folder and the
content type follow from the media and the name.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import Derivative, derivative_place
from chalicelib.domain.progress import Part

CODES: Final[Mapping[str, str]] = {
    "visited": "v", "met": "m", "not_home": "n", "refused": "r", "moved": "o", "deceased": "d",
    "photos": "p", "videos": "i", "consents": "c", "pending_review": "w", "approved": "a",
    "posted": "t", "withdrawn": "x",
}  # fmt: skip
_NAMES: Final = {code: name for name, code in CODES.items()}
_COUNT: Final = re.compile(r"([a-z])(\d*)")
AREA: Final = "-"  # a part that is an area's total has no row name of its own


def packed(parts: Mapping[str, Part]) -> dict[str, str]:
    """Return the parts as one text per person or area."""
    texts: dict[str, list[str]] = {}
    for name, part in parts.items():
        owner, _, row = name.partition(":")
        counts = ",".join(_word(count, number) for count, number in part.counts.items())
        texts.setdefault(owner, []).append(f"{row or AREA}.{part.version}.{counts}")
    return {owner: " ".join(words) for owner, words in texts.items()}


def _word(count: str, number: int) -> str:
    return f"{CODES[count]}{'' if number == 1 else number}"


def unpacked(texts: Mapping[str, str]) -> dict[str, Part]:
    """Return the parts that `packed` was given."""
    parts: dict[str, Part] = {}
    for owner, text in texts.items():
        for word in text.split(" "):
            row, version, counts = word.split(".")
            name = owner if row == AREA else f"{owner}:{row}"
            parts[name] = Part(version=int(version), counts=_counts(counts))
    return parts


def _counts(text: str) -> dict[str, int]:
    return {_NAMES[code]: int(number or 1) for code, number in _COUNT.findall(text)}


TYPES: Final[Mapping[str, str]] = {"jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4"}


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
