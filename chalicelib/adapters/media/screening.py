"""Makes the frames of an edition one after another, for moviepy to write.

moviepy's own compositing blends whole frames in floating point, for each layer and its mask. What
lies over a clip here never moves, so it is drawn once and blended into its own rows only, in whole
numbers. A clip is opened for its first frame and closed after its last.
"""

import subprocess
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from moviepy import VideoFileClip
from moviepy.config import FFMPEG_BINARY
from numpy.typing import NDArray
from PIL import Image

from chalicelib.adapters.media.cards import drawn
from chalicelib.adapters.media.overlays import Overlay, label_band, overlays_of
from chalicelib.adapters.media.stills import overlaid, shown
from chalicelib.domain.edition_timeline import Shot, shots
from chalicelib.domain.edition_windows import fitted
from chalicelib.domain.editions import Card, EditionPlan, Piece, Window
from chalicelib.domain.errors import Fault
from chalicelib.domain.video_plans import VIDEO_FPS

Frame = NDArray[np.uint8]
FrameOf = Callable[[int], Frame]
# A rendition's frame rate is known in hundredths: over 90 s the last frames may not be there.
LACKING_FRAMES: Final = VIDEO_FPS // 3
# A little into a frame, so that rounding never asks for the one before.
INSIDE_S: Final = 0.001
OPAQUE: Final = 256
BT709: Final = (
    "-bsf:v",
    "h264_metadata=colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An overlay as it is blended: what of the frame stays, and what is added to it, of 256."""

    rows: slice
    columns: slice
    kept: NDArray[np.uint16]
    added: NDArray[np.uint16]

    def press(self, frame: Frame) -> None:
        """Blend it into the frame, in place."""
        part = frame[self.rows, self.columns]
        part[...] = (part * self.kept + self.added) >> 8


class Screen:
    """Gives the frames of a plan in their order; nothing stays open when its context ends."""

    def __init__(self, plan: EditionPlan, sources: Sequence[Path]) -> None:
        """Read the plan's pieces from `sources`, renditions of ours in the same order."""
        self._plan = plan
        self._sources = sources
        self._shots = shots(plan)
        self._open: dict[int, tuple[FrameOf, ExitStack]] = {}
        overlay = label_band(plan.ai_label, plan.size) if plan.ai_label else None
        self._label = overlay and stamp(overlay)

    def __enter__(self) -> Self:
        """Nothing is open yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what is still open."""
        self._close([*self._open])

    def frame(self, number: int) -> Frame:
        """Return one frame; numbers may repeat but must not go back."""
        self._close([place for place in self._open if self._shots[place].end <= number])
        seen = [
            (shot, self._opened(place)(number - shot.first))
            for place, shot in enumerate(self._shots)
            if shot.first <= number < shot.end
        ]
        whole = seen[0][1] if len(seen) == 1 else _crossfaded(number, *seen)
        if self._label:
            self._label.press(whole)
        return whole

    def _opened(self, place: int) -> FrameOf:
        if place not in self._open:
            with ExitStack() as stack:
                frames = _frames_of(self._shots[place], self._plan, self._sources, stack)
                self._open[place] = (frames, stack.pop_all())
        return self._open[place][0]

    def _close(self, places: list[int]) -> None:
        for place in places:
            self._open.pop(place)[1].close()


def stamp(overlay: Overlay) -> Stamp:
    """Return an overlay in the form that is blended fast."""
    picture = np.asarray(overlay.image, dtype=np.uint16)
    # From 0-255 to 0-256, so that dividing is a shift, and what is covered is covered wholly.
    alpha = (picture[:, :, 3:] * OPAQUE + 127) // 255
    height, width = picture.shape[:2]
    return Stamp(
        rows=slice(overlay.top, overlay.top + height),
        columns=slice(overlay.left, overlay.left + width),
        kept=OPAQUE - alpha,
        added=picture[:, :, :3] * alpha,
    )


def _crossfaded(number: int, out: tuple[Shot, Frame], into: tuple[Shot, Frame]) -> Frame:
    """The frame between two shots: the later one has come in evenly by its last shared frame."""
    shot = into[0]
    share = (number - shot.first + 1) / (shot.fade_in + 1)
    return np.array(Image.blend(Image.fromarray(out[1]), Image.fromarray(into[1]), share))


def _frames_of(shot: Shot, plan: EditionPlan, sources: Sequence[Path], stack: ExitStack) -> FrameOf:
    """Return what gives a shot's frames by their number in it, each free to be written to."""
    if shot.card:
        return _still(_card(shot.card, plan))
    assert shot.piece is not None  # noqa: S101  a shot is one or the other
    source, piece = sources[shot.source], shot.piece
    if piece.clip.duration_s == 0:
        return _still(_photo(source, piece, plan))
    if piece.clip.is_unnamed_hd:
        source = named(source, Path(f"named-{shot.source}.mp4").resolve())
    return _moving(source, piece, plan, shot.count, stack)


def _still(image: Image.Image) -> FrameOf:
    frame = np.array(image)
    return lambda _: frame.copy()


def _card(card: Card, plan: EditionPlan) -> Image.Image:
    band = label_band(plan.ai_label, plan.size).image.height if plan.ai_label else 0
    return drawn(card, plan.size, below=band)


def _photo(source: Path, piece: Piece, plan: EditionPlan) -> Image.Image:
    with Image.open(source, formats=["JPEG"]) as opened:
        image = shown(opened, piece, plan.size)
    overlaid(image, overlays_of(piece.lower_third, "", plan.size))
    return image


def _moving(source: Path, piece: Piece, plan: EditionPlan, count: int, stack: ExitStack) -> FrameOf:
    scaled, window = fitted(piece.clip.size, piece.window, plan.size)
    resolution = (scaled.width, scaled.height)
    clip = stack.enter_context(
        # The rate at which ffmpeg hands frames on; moviepy would count by the average instead, and
        # a clip with a gap would run ahead of its sound.
        opened(VideoFileClip, source, audio=False, target_resolution=resolution, fps_source="tbr")
    )
    stamps = [stamp(overlay) for overlay in overlays_of(piece.lower_third, "", plan.size)]
    reader = _Reader(clip, count)

    def frame(number: int) -> Frame:
        whole = _cropped(reader.picture(number), window)
        for one in stamps:
            one.press(whole)
        return whole

    return frame


def opened(kind: Callable[..., Any], source: Path, **choices: Any) -> AbstractContextManager[Any]:
    """Return one of moviepy's clips, which closes its ffmpeg when its context ends."""
    clip: AbstractContextManager[Any] = kind(str(source), **choices)
    return clip


def named(source: Path, copy: Path) -> Path:
    """Return a copy, packet by packet, that names its colours BT.709.

    moviepy lets ffmpeg read unnamed ones as BT.601, which is wrong above 576 lines.
    """
    command = [FFMPEG_BINARY, "-v", "error", "-y", "-i", str(source), "-map", "0:v", "-c", "copy"]
    subprocess.run([*command, *BT709, str(copy)], check=True)  # noqa: S603  our own program and files
    return copy


def _cropped(picture: Frame, window: Window) -> Frame:
    rows = slice(window.top, window.top + window.height)
    return picture[rows, window.left : window.left + window.width].copy()


class _Reader:
    """Reads a clip's pictures; a clip that ends long before its time is a fault."""

    def __init__(self, clip: Any, count: int) -> None:
        self._clip = clip
        self._count = count
        self._last: Frame = clip.get_frame(0)

    def picture(self, number: int) -> Frame:
        try:
            with warnings.catch_warnings():
                # What moviepy says, and no more, when a file has no further frame.
                warnings.simplefilter("error", UserWarning)
                self._last = self._clip.get_frame(number / VIDEO_FPS + INSIDE_S)
        except UserWarning as error:
            if number < self._count - LACKING_FRAMES:
                raise Fault("A rendition ends before its time") from error
        return self._last
