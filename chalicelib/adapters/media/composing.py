"""Composes an edition or a reel of our own renditions with moviepy, in a sandboxed child.

moviepy has no place for input limits and must never open an upload. It reads and writes through
ffmpeg children of its own; every clip is closed by its context, and the child's end kills the rest.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np
from moviepy import AudioFileClip, CompositeAudioClip, VideoClip
from moviepy.audio.fx import AudioFadeIn, AudioFadeOut
from numpy.typing import NDArray
from PIL import Image

from chalicelib.adapters.media.renditions import BARE, MP4, SEI_TYPE
from chalicelib.adapters.media.screening import Screen, opened
from chalicelib.adapters.media.sound import SOUND_GRAPH
from chalicelib.adapters.media.stills import keep, small
from chalicelib.domain.edition_timeline import Shot, length, poster_frame, shots
from chalicelib.domain.editions import EditionPlan
from chalicelib.domain.loudness import AUDIO_HZ
from chalicelib.domain.media_measures import Role
from chalicelib.domain.video_plans import (
    AUDIO_RATE_BPS,
    VIDEO_CRF,
    VIDEO_FPS,
    VIDEO_PRESET,
    VIDEO_X264,
)

VIDEO_NAME: Final = "video.mp4"
SOUND_NAME: Final = "sound.wav"
SAMPLE_BYTES: Final = 2
# moviepy reads RGB, so the way back to YCbCr must be named, and said in the file.
COLOURS: Final = (
    *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"),
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv"),
)


def compose_video(plan: EditionPlan, sources: Sequence[Path], into: Path) -> None:
    """Write video.mp4, poster.jpg and thumb.jpg of a plan into the folder `into`."""
    sound = _sound(plan, sources, into / SOUND_NAME)
    with Screen(plan, sources) as screen:
        _write(plan, screen, sound, into)
    if sound:
        sound.unlink()


def _sound(plan: EditionPlan, sources: Sequence[Path], path: Path) -> Path | None:
    """Write the sound of all clips, faded where they meet; None when none of them has any."""
    heard = [shot for shot in shots(plan) if shot.piece and shot.piece.clip.has_audio]
    if not heard:
        return None
    with ExitStack() as stack:
        parts = [_part(shot, sources[shot.source], stack) for shot in heard]
        whole = CompositeAudioClip(parts).with_duration(length(plan) / VIDEO_FPS)
        whole.write_audiofile(
            str(path),
            fps=AUDIO_HZ,
            nbytes=SAMPLE_BYTES,
            buffersize=AUDIO_HZ,
            codec="pcm_s16le",
            logger=None,
        )
    return path


def _part(shot: Shot, source: Path, stack: ExitStack) -> Any:
    clip = stack.enter_context(
        opened(AudioFileClip, source, fps=AUDIO_HZ, nbytes=SAMPLE_BYTES, buffersize=2 * AUDIO_HZ)
    )
    # moviepy knows a file's length in hundredths of a second.
    part = clip.subclipped(0, min(shot.count / VIDEO_FPS, clip.duration))
    fades = [
        fade(frames / VIDEO_FPS)
        for fade, frames in ((AudioFadeIn, shot.fade_in), (AudioFadeOut, shot.sound_out))
        if frames
    ]
    return part.with_effects(fades).with_start(shot.first / VIDEO_FPS)


def _write(plan: EditionPlan, screen: Screen, sound: Path | None, into: Path) -> None:
    poster = poster_frame(plan)

    def at(seconds: float) -> NDArray[np.uint8]:
        number = round(seconds * VIDEO_FPS)
        frame = screen.frame(number)
        if number == poster:
            _keep_stills(frame, plan, into)
        return frame

    # moviepy drops what is no whole frame; half a frame more, or rounding would cost the last one.
    clip = VideoClip(at, duration=(length(plan) + 0.5) / VIDEO_FPS)
    clip.write_videofile(
        str(into / VIDEO_NAME),
        fps=VIDEO_FPS,
        codec="libx264",
        preset=VIDEO_PRESET,
        audio=str(sound) if sound else False,
        audio_codec="aac",
        ffmpeg_params=[*_encoding(plan), *(_sound_encoding() if sound else ())],
        logger=None,
    )


def _keep_stills(frame: NDArray[np.uint8], plan: EditionPlan, into: Path) -> None:
    picture = Image.fromarray(frame)
    keep(picture, Role.POSTER, into)
    keep(small(picture, plan.thumb), Role.THUMB, into)


def _encoding(plan: EditionPlan) -> tuple[str, ...]:
    """The one rendition that fits every channel, as `renditions.py` makes it."""
    rate = str(plan.max_rate_bps)
    return (
        *("-profile:v", "high", "-crf", str(VIDEO_CRF), "-x264-params", VIDEO_X264),
        *("-maxrate", rate, "-bufsize", rate),
        *COLOURS,
        *("-bsf:v", f"filter_units=remove_types={SEI_TYPE}"),
        *BARE,
        *MP4,
    )


def _sound_encoding() -> tuple[str, ...]:
    return ("-af", SOUND_GRAPH, "-b:a", str(AUDIO_RATE_BPS))
