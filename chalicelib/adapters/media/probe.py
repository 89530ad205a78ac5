"""Measures a video by listing its packets with ffmpeg, without decoding them.

One run gives both halves: ffmpeg's description of the input (turn, aspect, transfer, tracks) and
the true time of every packet. The times make missing, bogus and cut durations harmless, and the
demuxer that measures is the one that will decode.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chalicelib.domain.media_measures import AudioTrack, PixelSize, Transfer, VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import MAX_VIDEO_FPS, MAX_VIDEO_S

# Reading stops a little beyond what we take: enough to see that a video is too long or too fast.
READ_S: Final = MAX_VIDEO_S + 5
READ_FRAMES: Final = int(READ_S * MAX_VIDEO_FPS)
READ_SOUNDS: Final = 20_000
LISTING: Final = (
    *("-map", "0:V:0", "-map", "0:a?", "-c", "copy", "-t", str(READ_S)),
    *("-frames:v", str(READ_FRAMES), "-frames:a", str(READ_SOUNDS)),
    *("-f", "framecrc", "pipe:1"),
)

# ffmpeg indents a stream by exactly two spaces. Text of the file's own tags is indented deeper,
# even behind line breaks in it, so a tag cannot pose as a stream.
STREAM: Final = re.compile(r"^  Stream #0:(\d+)\S*: (Video|Audio): (.*)$")
DURATION: Final = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)")
TURN: Final = re.compile(r"^ {8}displaymatrix: rotation of (-?\d+\.\d+) degrees")
# The packet list repeats the picture's geometry in a form that no tag or codec name can touch.
SIZE: Final = re.compile(r"^#dimensions 0: (\d+)x(\d+)$", re.MULTILINE)
ASPECT: Final = re.compile(r"^#sar 0: (\d+)/(\d+)$", re.MULTILINE)
UNTIMED: Final = "NOPTS"
CHANNELS: Final = re.compile(r"(\d+) channels")
SOUND: Final = re.compile(r"^(?!none)\w.* Hz, (?!0 channels)")
TRANSFERS: Final = {"arib-std-b67": Transfer.HLG, "smpte2084": Transfer.PQ}
COVER: Final = "(attached pic)"
OPENED: Final = "Input #0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One line of ffmpeg's description, with the turn that may follow it."""

    index: int
    kind: str
    text: str
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When the packets of one track begin and end, in seconds, and how many there are."""

    first_s: float
    end_s: float
    count: int


def measured(description: str, listing: str, container: Container) -> VideoMeasured:
    """Return what ffmpeg's description and packet list say; raise MediaRejected."""
    tracks, timings = tracks_in(description), timings_in(listing)
    video = next((track for track in tracks if track.kind == "Video"), None)
    if video is None or 0 not in timings:
        opened = description.startswith(OPENED) or f"\n{OPENED}" in description
        sound_only = opened and video is None
        raise MediaRejected(RejectReason.NOT_A_VIDEO if sound_only else RejectReason.UNREADABLE)
    sounds = [track for track in tracks if track.kind == "Audio"]
    return VideoMeasured(
        container=container,
        video_codec=video.text.split(maxsplit=1)[0].rstrip(","),
        video_stream=video.index,
        coded=_size(listing),
        rotation=video.turn,
        sample_aspect=_aspect(listing),
        transfer=_transfer(video.text),
        fps=_frame_rate(timings[0]),
        duration_s=timings[0].end_s,
        played_s=max(timing.end_s for timing in timings.values()),
        declared_s=declared_in(description),
        audio=_audible(sounds, timings),
    )


def tracks_in(description: str) -> tuple[Track, ...]:
    """Return the input's picture and sound tracks in ffmpeg's order, without cover pictures."""
    found: list[Track] = []
    # Only real line feeds end a line here: Python's splitlines() knows others, and tags hold them.
    for line in description.partition("\nOutput #0")[0].split("\n"):
        stream, turn = STREAM.match(line), TURN.match(line)
        if stream and COVER not in line:
            index, kind, text = stream.groups()
            found.append(Track(index=int(index), kind=kind, text=text, turn=0))
        elif turn and found:
            found[-1] = _turned(found[-1], float(turn[1]))
    return tuple(found)


def _turned(track: Track, counter_clockwise: float) -> Track:
    quarters = round(-counter_clockwise / 90) * 90
    return Track(index=track.index, kind=track.kind, text=track.text, turn=quarters % 360)


def timings_in(listing: str) -> dict[int, Timing]:
    """Return each listed track's timing; track 0 is the picture."""
    ticks: dict[int, Fraction] = {}
    timings: dict[int, Timing] = {}
    for line in listing.split("\n"):
        if line.startswith("#tb "):
            track, _, tick = line.removeprefix("#tb ").partition(": ")
            ticks[int(track)] = Fraction(tick)
        elif line and not line.startswith("#") and UNTIMED not in line:
            _add(line.split(","), ticks, timings)
    return timings


def _add(fields: list[str], ticks: dict[int, Fraction], timings: dict[int, Timing]) -> None:
    """Packets come in decoding order: stream, decoding time, showing time, length, ..."""
    track, _, shown, length = (int(field) for field in fields[:4])
    start_s, end_s = float(shown * ticks[track]), float((shown + length) * ticks[track])
    so_far = timings.get(track, Timing(first_s=start_s, end_s=end_s, count=0))
    timings[track] = Timing(
        first_s=min(so_far.first_s, start_s),
        end_s=max(so_far.end_s, end_s),
        count=so_far.count + 1,
    )


def declared_in(description: str) -> float | None:
    """Return the length the file gives itself in seconds, None for "N/A"."""
    matches = (DURATION.match(line) for line in description.split("\n"))
    found = next((match for match in matches if match), None)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _size(listing: str) -> PixelSize:
    found = SIZE.search(listing)
    size = PixelSize(int(found[1]), int(found[2])) if found else PixelSize(0, 0)
    if min(size.width, size.height) == 0:
        raise MediaRejected(RejectReason.UNREADABLE)
    return size


def _aspect(listing: str) -> Fraction:
    found = ASPECT.search(listing)
    across, down = (int(found[1]), int(found[2])) if found else (1, 1)
    return Fraction(across, down) if across and down else Fraction(1)


def _transfer(text: str) -> Transfer:
    return next((kind for name, kind in TRANSFERS.items() if name in text), Transfer.SDR)


def _frame_rate(timing: Timing) -> float:
    span_s = timing.end_s - timing.first_s
    return timing.count / span_s if span_s > 0 else 0.0


def _audible(sounds: Iterable[Track], timings: dict[int, Timing]) -> AudioTrack | None:
    """The first track that we can decode and that has packets; phones add tracks we cannot."""
    for place, track in enumerate(sounds, start=1):
        if SOUND.match(track.text) and place in timings:
            return AudioTrack(stream=track.index, channels=_channels(track.text))
    return None


def _channels(text: str) -> int:
    counted = CHANNELS.search(text)
    if counted:
        return int(counted[1])
    return 1 if " mono" in text else 2
