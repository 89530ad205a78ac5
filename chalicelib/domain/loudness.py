"""How loud a video is to sound: one fixed gain, decided from one measurement of the whole track.

Unlike a levelling filter it keeps what is said loudly loud and what is whispered low; only the
peaks that it would push over the top are held down.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.media_measures import AudioTrack, SoundMeasured

# What social networks and phones play at (AES TD1008: -16 LUFS for mobile listening).
TARGET_LUFS: Final = -16.0
# Nobody hears a difference of less; such a track need not be encoded anew.
TOLERANCE_LU: Final = 1.5
# A voice at arm's length comes in near -30; a gain above this would mostly raise noise.
MOST_GAIN_DB: Final = 18.0
# Below this nobody speaks: a pocket, a covered microphone. It stays as quiet as it is.
QUIETEST_VOICE_LUFS: Final = -50.0
# Room above the peaks for what the AAC encoder adds to them.
HIGHEST_PEAK_DBFS: Final = -1.5

AUDIO_HZ: Final = 48_000
# 64 kbit/s for each channel are transparent for speech in AAC-LC.
CHANNEL_RATE_BPS: Final = 64_000
MOST_CHANNELS: Final = 2
# What a decoder must hear before the first real sample: two packets, as iPhones write, and a rest.
LONGEST_PRIMING_S: Final = 3 * 1024 / AUDIO_HZ
LATEST_START_S: Final = 0.02
MOST_COPIED_BPS: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPlan:
    """How the sound comes about: copied as it is, or decoded, raised by `gain_db` and encoded."""

    track: AudioTrack
    measured: SoundMeasured | None
    gain_db: float
    is_limited: bool
    is_copied: bool
    rate_bps: int


def plan_sound(track: AudioTrack, measured: SoundMeasured | None) -> SoundPlan:
    """Return how to make the sound; `is_copied` says that it could be left as it is."""
    gain_db = gain_of(measured)
    return SoundPlan(
        track=track,
        measured=measured,
        gain_db=gain_db,
        is_limited=measured is not None and measured.peak_dbfs + gain_db > HIGHEST_PEAK_DBFS,
        is_copied=measured is not None and abs(gain_db) <= TOLERANCE_LU and _is_common(track),
        rate_bps=CHANNEL_RATE_BPS * min(MOST_CHANNELS, track.channels),
    )


def gain_of(measured: SoundMeasured | None) -> float:
    """Return the gain in dB that brings a voice to TARGET_LUFS; 0 where none was heard."""
    if measured is None or measured.loudness_lufs < QUIETEST_VOICE_LUFS:
        return 0.0
    return round(min(MOST_GAIN_DB, TARGET_LUFS - measured.loudness_lufs), 2)


def _is_common(track: AudioTrack) -> bool:
    """True for AAC-LC at 48 kHz that plays from the start to the end without an edit list."""
    return (
        (track.codec, track.profile, track.rate_hz) == ("aac", "LC", AUDIO_HZ)
        and track.channels <= MOST_CHANNELS
        and track.rate_bps <= MOST_COPIED_BPS
        and track.is_gapless
        and -LONGEST_PRIMING_S <= track.starts_s <= LATEST_START_S
    )
