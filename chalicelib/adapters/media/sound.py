"""Listens to a sound track once for what is said of it, and writes down how a planned one is made.

What the filters say is found by their own names at the start of a line, where no tag's text can
stand, and after everything else: they speak when all has been read.
"""

import re
from typing import Final

from chalicelib.domain.loudness import AUDIO_HZ, HIGHEST_PEAK_DBFS, MOST_CHANNELS, SoundPlan
from chalicelib.domain.media_measures import AudioTrack, SoundMeasured

# Quieter than this for so long counts as silence: a breath between two sentences does not.
SILENCE: Final = "silencedetect=noise=-45dB:duration=0.4"
# The last one counts samples by their level, in steps of a decibel.
HEARD_GRAPH: Final = (
    f"aresample={AUDIO_HZ},aformat=channel_layouts=mono|stereo,"
    f"ebur128=framelog=quiet,{SILENCE},volumedetect"
)
# The AAC encoder puts 1,024 samples of silence in front, which players skip by an edit list.
# Ours has none, so as much is taken off before, and sound stays with the lips.
AAC_PRIMING_SAMPLES: Final = 1024
SOUND_GRAPH: Final = (
    f"aresample={AUDIO_HZ}:async=1:first_pts=0,"
    f"atrim=start_sample={AAC_PRIMING_SAMPLES},asetpts=PTS-STARTPTS"
)
# `latency` takes back the time by which the limiter looks ahead; `level` would raise it again.
LIMITER: Final = "alimiter=limit={limit:.4f}:attack=5:release=60:level=false:latency=true"

NUMBER: Final = r" +(-inf|-?\d+(?:\.\d+)?)"
LOUDNESS: Final = re.compile(rf"^    I:{NUMBER} LUFS$", re.MULTILINE)
SUMMARY: Final = re.compile(r"^\[Parsed_ebur128_\d+ @ 0x[0-9a-f]+\] Summary:$", re.MULTILINE)
QUIET: Final = re.compile(
    rf"^\[silencedetect @ 0x[0-9a-f]+\] silence_end:.* silence_duration:{NUMBER}$", re.MULTILINE
)
LEVEL: Final = r"^\[Parsed_volumedetect_\d+ @ 0x[0-9a-f]+\] {name}:" + NUMBER
PEAK, AT_THE_TOP, SAMPLES = (
    re.compile(LEVEL.format(name=name), re.MULTILINE)
    for name in ("max_volume", "histogram_0db", "n_samples")
)
# What stands for minus infinity: of the loudness by its standard, of a peak by 20 bits.
NOTHING_HEARD_LUFS: Final = -70.0
LOWEST_PEAK_DBFS: Final = -120.0
# A track of which less than half can be decoded is broken.
LEAST_HEARD_SHARE: Final = 0.5


def hearing(track: str, most_s: float) -> tuple[str, ...]:
    """Return the output that only listens; `track` is ffmpeg's name for it, with ? when unsure.

    The picture goes along uncopied to nowhere: an output without any track would be an error.
    """
    tracks = ("-map", "0:V:0", "-map", track, "-c:v", "copy")
    return (*tracks, "-af", HEARD_GRAPH, "-t", str(most_s), "-f", "null", "-")


def heard(messages: str, track: AudioTrack) -> SoundMeasured | None:
    """Return what was heard of the track; None when it could not be decoded."""
    summary = list(SUMMARY.finditer(messages))
    samples = _last(SAMPLES, messages)
    lasted_s = samples / min(MOST_CHANNELS, track.channels) / AUDIO_HZ
    if not summary or lasted_s == 0 or lasted_s < LEAST_HEARD_SHARE * track.lasts_s:
        return None
    quiet_s = sum(float(found[1]) for found in QUIET.finditer(messages))
    return SoundMeasured(
        loudness_lufs=max(NOTHING_HEARD_LUFS, _last(LOUDNESS, messages[summary[-1].end() :])),
        peak_dbfs=max(LOWEST_PEAK_DBFS, _last(PEAK, messages)),
        silence_share=round(min(1.0, quiet_s / lasted_s), 3),
        clipped_share=round(_last(AT_THE_TOP, messages) / samples, 5),
    )


def sound_graph(plan: SoundPlan) -> str:
    """Return the filters that make the planned sound, in step with the picture."""
    loud = f",volume={plan.gain_db}dB" if plan.gain_db else ""
    limit = 10 ** (HIGHEST_PEAK_DBFS / 20)
    held = f",{LIMITER.format(limit=limit)}" if plan.is_limited else ""
    first, rest = SOUND_GRAPH.split(",", 1)
    return f"{first},aformat=channel_layouts=mono|stereo{loud}{held},{rest}"


def _last(name: re.Pattern[str], text: str) -> float:
    """The last value of that name; 0 when there is none."""
    found = name.findall(text)
    return float(found[-1]) if found else 0.0
