"""Reads ffmpeg's description of a file: its tracks, how they are coded, and its stated length."""

import re
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.media_measures import Coding, Transfer

# ffmpeg indents a stream by exactly two spaces. Text of the file's own tags is indented deeper,
# even behind line breaks in it, so a tag cannot pose as a stream.
STREAM: Final = re.compile(r"^  Stream #0:(\d+)\S*: (Video|Audio): (.*)$")
DURATION: Final = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)")
TURN: Final = re.compile(r"^ {8}displaymatrix: rotation of (-?\d+\.\d+) degrees")
CODEC: Final = re.compile(r"^(\w+)(?: \(([^()]*)\))?")
# The pixel format with what is known of its colours, in front of the size.
PIXELS: Final = re.compile(r", (\w+)(?:\((.*?)\))?, \d+x\d+")
FULL_RANGE: Final = "pc"
NO_COLOURS: Final = frozenset({"tv", FULL_RANGE, "progressive", "unknown"})
INTERLACED: Final = re.compile(r"^(?:top|bottom)\b")
# "3 channels" or "5.1"; any other name but FEW, as "quad", is of more than two.
CHANNELS: Final = re.compile(r" Hz, (?:(\d+) channels|(\d+)\.(\d+))")
HERTZ: Final = re.compile(r", (\d+) Hz, (\w+)")
FEW: Final = {"mono": 1, "stereo": 2, "downmix": 2}
MANY: Final = 6
SOUND: Final = re.compile(r"^(?!none)\w.* Hz, (?!0 channels)")
TRANSFERS: Final = {"arib-std-b67": Transfer.HLG, "smpte2084": Transfer.PQ}
COVER: Final = "(attached pic)"
OPENED: Final = "Input #0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One line of ffmpeg's description, with the clockwise turn that may follow it."""

    index: int
    text: str
    turn: int = 0

    @property
    def codec(self) -> str:
        """The codec's name."""
        return self._said()[0]

    @property
    def profile(self) -> str:
        """Which part of the codec is used; empty when unknown."""
        return self._said()[1]

    def _said(self) -> tuple[str, str]:
        found = CODEC.match(self.text)
        return (found[1], found[2] or "") if found else ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """A file's picture and sound tracks in ffmpeg's order, without cover pictures."""

    pictures: tuple[Track, ...]
    sounds: tuple[Track, ...]


def is_opened(description: str) -> bool:
    """True when ffmpeg could read the file's beginning."""
    return description.startswith(OPENED) or f"\n{OPENED}" in description


def tracks_in(description: str) -> Tracks:
    """Return the input's tracks."""
    found: list[tuple[str, Track]] = []
    # Only real line feeds end a line here: Python's splitlines() knows others, and tags hold them.
    for line in description.partition("\nOutput #0")[0].split("\n"):
        stream, turn = STREAM.match(line), TURN.match(line)
        if stream and COVER not in line:
            found.append((stream[2], Track(index=int(stream[1]), text=stream[3])))
        elif turn and found:
            kind, track = found[-1]
            found[-1] = (kind, replace(track, turn=_clockwise(float(turn[1]))))
    return Tracks(
        pictures=tuple(track for kind, track in found if kind == "Video"),
        sounds=tuple(track for kind, track in found if kind == "Audio"),
    )


def _clockwise(counter_clockwise: float) -> int:
    return round(-counter_clockwise / 90) * 90 % 360


def declared_in(description: str) -> float | None:
    """Return the length the file gives itself in seconds, None for "N/A"."""
    matches = (DURATION.match(line) for line in description.split("\n"))
    found = next((match for match in matches if match), None)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def transfer_of(picture: Track) -> Transfer:
    """Return how the track's values become light."""
    return next((kind for name, kind in TRANSFERS.items() if name in picture.text), Transfer.SDR)


def coding_of(picture: Track) -> Coding:
    """Return how the picture is coded; what the file does not say is empty."""
    found = PIXELS.search(picture.text)
    if found is None:
        return Coding(profile=picture.profile)
    said = (found[2] or "").split(", ")
    fields = [part for part in said if INTERLACED.match(part)]
    # One name for matrix, primaries and transfer when they agree, else three.
    colours = [part.split("/")[0] for part in said if part not in {*NO_COLOURS, *fields}]
    matrix = colours[0] if colours else ""
    return Coding(
        profile=picture.profile,
        pixels=found[1],
        matrix="" if matrix in NO_COLOURS else matrix,
        is_full_range=FULL_RANGE in said,
        is_interlaced=bool(fields),
    )


def is_known_sound(sound: Track) -> bool:
    """True for a track that we can decode; phones add some that we cannot."""
    return SOUND.match(sound.text) is not None


def rate_of(sound: Track) -> int:
    """Return a sound track's samples in a second; 0 when it does not say."""
    found = HERTZ.search(sound.text)
    return int(found[1]) if found else 0


def channels_of(sound: Track) -> int:
    """Return how many channels a sound track has; MANY for more than two that have a name."""
    counted = CHANNELS.search(sound.text)
    if counted:
        return sum(int(part) for part in counted.groups() if part)
    named = HERTZ.search(sound.text)
    return FEW.get(named[2], MANY) if named else MANY
