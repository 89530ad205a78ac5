"""Reads ffmpeg's list of packets: when each track's pictures or sounds begin, end and weigh.

The list has numbers only, so nothing in a file's own text can pose as one of its lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

UNTIMED: Final = "NOPTS"
KEY, HIDDEN = 0x1, 0x4
# A file's ticks round each length by one or two of them; recorders of steady rate by no more.
STEADY_SHARE: Final = 0.02
STEADY_TICKS: Final = 2
# Decoding time, showing time, length and size of a packet, its checksum, and what else it is.
TRACK, SHOWN, LENGTH, SIZE, FLAGS = 0, 2, 3, 4, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When the packets of one track begin and end, in seconds, and how many there are.

    `is_steady` is true when they begin at even distances, `is_gapless` when each begins where the
    one before ends. `keys` can be decoded by themselves; `hidden` ones, from 0 on, are not to be
    shown.
    """

    first_s: float
    end_s: float
    count: int
    size_bytes: int
    keys: int
    hidden: int
    is_steady: bool
    is_gapless: bool

    @property
    def lasts_s(self) -> float:
        """From the first packet's beginning to the last one's end."""
        return self.end_s - self.first_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One packet, in ticks of its track."""

    shown: int
    length: int
    size_bytes: int
    flags: int


def timings_in(listing: str) -> dict[int, Timing]:
    """Return each listed track's timing; track 0 is the picture."""
    ticks: dict[int, Fraction] = {}
    tracks: dict[int, list[Packet]] = {}
    for line in listing.split("\n"):
        if line.startswith("#tb "):
            track, _, tick = line.removeprefix("#tb ").partition(": ")
            ticks[int(track)] = Fraction(tick)
        elif line and not line.startswith("#") and UNTIMED not in line:
            fields = line.split(",")
            tracks.setdefault(int(fields[TRACK]), []).append(_packet(fields))
    return {track: _timing(packets, ticks[track]) for track, packets in tracks.items()}


def _packet(fields: Sequence[str]) -> Packet:
    named = fields[FLAGS].strip() if len(fields) > FLAGS else ""
    return Packet(
        shown=int(fields[SHOWN]),
        length=int(fields[LENGTH]),
        size_bytes=int(fields[SIZE]),
        # The list leaves out the flags of a packet that is a key and nothing else.
        flags=int(named.removeprefix("F="), 16) if named.startswith("F=") else KEY,
    )


def _timing(packets: Sequence[Packet], tick: Fraction) -> Timing:
    """Packets come in decoding order; here they are looked at in the order of showing."""
    ordered = sorted(packets, key=lambda packet: packet.shown)
    # What an edit list hides at the end is not played; what it hides in front shows as a time < 0.
    played = [packet for packet in ordered if not packet.flags & HIDDEN] or ordered
    pairs = list(pairwise(ordered))
    return Timing(
        first_s=float(ordered[0].shown * tick),
        end_s=float(max(packet.shown + packet.length for packet in played) * tick),
        count=len(ordered),
        size_bytes=sum(packet.size_bytes for packet in ordered),
        keys=sum(packet.flags & KEY for packet in ordered),
        hidden=sum(packet.flags & HIDDEN != 0 and packet.shown >= 0 for packet in ordered),
        is_steady=_is_even([two.shown - one.shown for one, two in pairs]),
        is_gapless=_is_even([0, *(two.shown - one.shown - one.length for one, two in pairs)]),
    )


def _is_even(distances: Iterable[int]) -> bool:
    """True when all of them are the same but for rounding."""
    found = list(distances)
    if not found:
        return False
    mean = abs(sum(found)) / len(found)
    return max(found) - min(found) <= max(STEADY_TICKS, STEADY_SHARE * mean)
