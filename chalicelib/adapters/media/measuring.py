"""Measures a video in one run of ffmpeg: its packets are listed and its sound is heard."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.boxes import BOXED, has_index
from chalicelib.adapters.media.descriptions import tracks_in
from chalicelib.adapters.media.ffmpeg import guarded_input
from chalicelib.adapters.media.files import container_of
from chalicelib.adapters.media.probe import LISTING, READ_S, measured, measured_with_sounds
from chalicelib.adapters.media.running import Job
from chalicelib.adapters.media.sandbox import MIB, Limits
from chalicelib.adapters.media.sound import heard, hearing
from chalicelib.domain.media_measures import VideoMeasured
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.sniffing import Container

# The list of packets of the longest clip is about 1 MB; its sound takes about a second.
LIMITS: Final = Limits(memory_bytes=1024 * MIB, cpu_s=60, file_bytes=16 * MIB, wall_s=60)
FIRST_SOUND: Final = "0:a:0?"
# Phones write two tracks at most. Each is listened to until one is heard.
MOST_TRIED: Final = 3


def measure(job: Job, source: Path) -> VideoMeasured:
    """Return what headers, packets and sound say, without decoding a picture; raise MediaRejected.

    A sound track that cannot be decoded counts as none.
    """
    container = container_of(source, "video")
    if container in BOXED and not has_index(source):
        raise MediaRejected(RejectReason.TRUNCATED)
    opened = guarded_input(source, container)
    run = job.run(LIMITS, (*opened, *LISTING, *hearing(FIRST_SOUND, READ_S)))
    if not run.output:
        # An unknown codec ends a run that would listen to it before anything is listed.
        run = job.run(LIMITS, (*opened, *LISTING))
    video, tracks = measured_with_sounds(run.messages, run.output, container)
    first = next((track.index for track in tracks_in(run.messages).sounds), None)
    for track in tracks[:MOST_TRIED]:
        if track.stream != first:
            run = job.run(LIMITS, (*opened, *hearing(f"0:{track.stream}", READ_S)))
        sound = heard(run.messages, track)
        if sound is not None:
            return replace(video, audio=track, sound=sound)
    return replace(video, audio=None)


def listed(job: Job, video: Path) -> VideoMeasured:
    """Return what a video of our own says of itself; raise MediaRejected."""
    found = job.run(LIMITS, (*guarded_input(video, Container.MP4), *LISTING))
    return measured(found.messages, found.output, Container.MP4)
