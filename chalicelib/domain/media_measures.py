"""What is known of a photo or video: what was measured of an original, and what was made of it.

Values only. Nothing here comes from a file's own text (titles, comments, places), so all of it may
be stored and logged; `photo_plans` and `video_plans` turn measurements into plans.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from chalicelib.domain.sniffing import Container

Fact = str | int | float | bool | None


class Role(StrEnum):
    """What a made file is for."""

    DISPLAY = "display"
    THUMB = "thumb"
    # The same two for browsers, kept where they are smaller at equal quality.
    DISPLAY_WEBP = "display_webp"
    THUMB_WEBP = "thumb_webp"
    VIDEO = "video"
    POSTER = "poster"
    PREVIEW = "preview"
    WAVEFORM = "waveform"


class Transfer(StrEnum):
    """How stored values become light; only SDR can be shown as it is."""

    SDR = "sdr"
    HLG = "hlg"
    PQ = "pq"


@dataclass(frozen=True, slots=True)
class PixelSize:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def long_side(self) -> int:
        """The longer of the two, in pixels."""
        return max(self.width, self.height)

    def turned(self) -> "PixelSize":
        """The size after a quarter turn."""
        return PixelSize(self.height, self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """One finished derivative on local disk."""

    role: Role
    path: Path
    content_type: str
    width: int
    height: int
    size_bytes: int
    sha256_hex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """All that one original became.

    `placeholder` is a BlurHash of what a page shows first. `looks` are perceptual hashes in the
    form of `domain.likeness`: of a photo, whole and cropped, or of a video's middle frame and then
    of others; none of a picture that shows nothing. The first is what the media is filed under.
    `signals` are numbers by the names in `domain.signals`.
    """

    files: tuple[MadeFile, ...]
    placeholder: str = ""
    looks: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoMeasured:
    """A photo's headers. `size` is as stored; `orientation` is EXIF's 1-8, 1 = upright.

    `quality` is a JPEG's own, on libjpeg's scale of 1-100; None for other kinds.
    """

    container: Container
    size: PixelSize
    orientation: int
    has_icc: bool
    quality: int | None = None

    def facts(self) -> dict[str, Fact]:
        """Plain values for the record."""
        size = {"width": self.size.width, "height": self.size.height}
        return {
            "container": self.container.value,
            **size,
            "orientation": self.orientation,
            "has_icc": self.has_icc,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTrack:
    """A sound track: its stream's index in the file, its channels, and how it is coded.

    `codec` and `profile` are ffmpeg's words. Its packets begin at `starts_s` and last `lasts_s`;
    `is_gapless` is true when each begins where the one before ends.
    """

    stream: int
    channels: int
    codec: str = ""
    profile: str = ""
    rate_hz: int = 0
    rate_bps: int = 0
    starts_s: float = 0.0
    lasts_s: float = 0.0
    is_gapless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMeasured:
    """How a sound track sounds.

    `loudness_lufs` is integrated (EBU R 128) and -70 when there is nothing to hear; `peak_dbfs` is
    the highest sample, 0 at most. `silence_share` is the part of its length that is quiet,
    `clipped_share` the part of its samples within a decibel of full scale.
    """

    loudness_lufs: float
    peak_dbfs: float
    silence_share: float
    clipped_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How a picture track is coded, in ffmpeg's words; empty for what a file does not say.

    `pixels` is the pixel format, `matrix` how colours became brightness and two differences.
    """

    profile: str = ""
    pixels: str = ""
    matrix: str = ""
    is_full_range: bool = False
    is_interlaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """When the pictures of a track are shown.

    `starts_s` is when the first one is; `is_steady` is true when all are shown equally long,
    `is_trimmed` when the file hides some of them by an edit list. `key_frames` counts those that
    can be decoded by themselves.
    """

    starts_s: float = 0.0
    is_steady: bool = False
    is_trimmed: bool = False
    key_frames: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoMeasured:
    """A video's headers and timestamps, and how it sounds.

    `rotation` is the clockwise turn in degrees (0, 90, 180, 270) that makes it upright.
    `duration_s` is where the last frame ends; `played_s` where the last frame or sound ends;
    `declared_s` what the file says of itself, None when it says nothing. `rate_bps` is the
    picture's own rate. `audio` is the track that can be kept, `sound` how it sounds.
    """

    container: Container
    video_codec: str
    video_stream: int
    coded: PixelSize
    rotation: int
    sample_aspect: Fraction
    transfer: Transfer
    fps: float
    duration_s: float
    played_s: float
    declared_s: float | None
    audio: AudioTrack | None
    rate_bps: int = 0
    coding: Coding = Coding()
    pacing: Pacing = Pacing()
    sound: SoundMeasured | None = None

    @property
    def has_audio(self) -> bool:
        """True when there is a sound track that can be kept."""
        return self.audio is not None

    @property
    def is_hdr(self) -> bool:
        """True when the picture must be tone-mapped to be shown."""
        return self.transfer is not Transfer.SDR

    def facts(self) -> dict[str, Fact]:
        """Plain values for the record."""
        return {
            "container": self.container.value,
            "video_codec": self.video_codec,
            "width": self.coded.width,
            "height": self.coded.height,
            "rotation": self.rotation,
            "duration_s": round(self.duration_s, 3),
            "fps": round(self.fps, 2),
            "has_audio": self.has_audio,
            "is_hdr": self.is_hdr,
        }
