"""Measures a video by listing its packets with ffmpeg, without decoding a picture.

One run gives both halves: ffmpeg's description of the input (turn, aspect, colours, tracks) and
the true time of every packet. The times make missing, bogus and cut durations harmless, and the
demuxer that measures is the one that will decode.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from chalicelib.adapters.media.descriptions import (
    Track,
    Tracks,
    channels_of,
    coding_of,
    declared_in,
    is_known_sound,
    is_opened,
    rate_of,
    tracks_in,
    transfer_of,
)
from chalicelib.adapters.media.packets import Timing, timings_in
from chalicelib.domain.media_measures import AudioTrack, Pacing, PixelSize, VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_limits import MAX_TAKEN_S, MAX_VIDEO_FPS

# Reading stops a little beyond what we take: enough to see that a video is too long or too fast.
READ_S: Final = MAX_TAKEN_S + 5
READ_FRAMES: Final = int(READ_S * MAX_VIDEO_FPS)
# Sounds are bounded by time alone: a count of both would end the list with the shorter track.
LISTING: Final = (
    *("-map", "0:V:0", "-map", "0:a?", "-c", "copy", "-t", str(READ_S)),
    *("-frames:v", str(READ_FRAMES), "-f", "framecrc", "pipe:1"),
)
# The packet list repeats the picture's geometry in a form that no tag or codec name can touch.
SIZE: Final = re.compile(r"^#dimensions 0: (\d+)x(\d+)$", re.MULTILINE)
ASPECT: Final = re.compile(r"^#sar 0: (\d+)/(\d+)$", re.MULTILINE)


def measured(description: str, listing: str, container: Container) -> VideoMeasured:
    """Return what ffmpeg's description and packet list say; raise MediaRejected."""
    return measured_with_sounds(description, listing, container)[0]


def measured_with_sounds(
    description: str, listing: str, container: Container
) -> tuple[VideoMeasured, tuple[AudioTrack, ...]]:
    """Return the same and every sound track of a known kind that has packets, the first as `audio`.

    Nobody has listened to any of them yet.
    """
    tracks, timings = tracks_in(description), timings_in(listing)
    if not tracks.pictures or 0 not in timings:
        sound_only = is_opened(description) and not tracks.pictures
        raise MediaRejected(RejectReason.NOT_A_VIDEO if sound_only else RejectReason.UNREADABLE)
    video, pictures, sounds = tracks.pictures[0], timings[0], _audible(tracks, timings)
    found = VideoMeasured(
        container=container,
        video_codec=video.codec,
        video_stream=video.index,
        coded=_size(listing),
        rotation=video.turn,
        sample_aspect=_aspect(listing),
        transfer=transfer_of(video),
        fps=_per_second(pictures.count, pictures),
        duration_s=pictures.end_s,
        played_s=max(timing.end_s for timing in timings.values()),
        declared_s=declared_in(description),
        audio=next(iter(sounds), None),
        rate_bps=int(_per_second(pictures.size_bytes * 8, pictures)),
        coding=coding_of(video),
        pacing=_pacing(pictures),
    )
    return found, sounds


def _audible(tracks: Tracks, timings: Mapping[int, Timing]) -> tuple[AudioTrack, ...]:
    return tuple(
        _audio(track, timings[place])
        for place, track in enumerate(tracks.sounds, start=1)
        if is_known_sound(track) and place in timings
    )


def _audio(track: Track, timing: Timing) -> AudioTrack:
    return AudioTrack(
        stream=track.index,
        channels=channels_of(track),
        codec=track.codec,
        profile=track.profile,
        rate_hz=rate_of(track),
        rate_bps=int(_per_second(timing.size_bytes * 8, timing)),
        starts_s=timing.first_s,
        lasts_s=timing.lasts_s,
        is_gapless=timing.is_gapless and not timing.hidden,
    )


def _pacing(pictures: Timing) -> Pacing:
    return Pacing(
        starts_s=pictures.first_s,
        is_steady=pictures.is_steady,
        is_trimmed=pictures.hidden > 0,
        key_frames=pictures.keys,
    )


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


def _per_second(amount: int, timing: Timing) -> float:
    return amount / timing.lasts_s if timing.lasts_s > 0 else 0.0
