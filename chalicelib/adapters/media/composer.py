"""Measures our own renditions and composes editions and reels of them; decides nothing.

The work runs in a sandboxed child, since moviepy and numpy are heavy and leave children behind when
they fail. What was made is measured before anyone trusts it, and a failure leaves no file.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image

from chalicelib.adapters.media.ffmpeg import guarded_input
from chalicelib.adapters.media.files import made_file
from chalicelib.adapters.media.probe import LISTING, measured
from chalicelib.adapters.media.sandbox import MIB, Limits, Sandbox
from chalicelib.adapters.media.stills import NAMES, compose_photo
from chalicelib.domain.edition_timeline import duration_of
from chalicelib.domain.editions import Clip, EditionPlan
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import Made, MadeFile, PixelSize, Role
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.sniffing import Container
from chalicelib.domain.video_plans import MAX_VIDEO_BYTES

# Memory is address space of each process: the Python child with its frames, and each ffmpeg that it
# starts. Renditions are small and ours; the bounds are for mistakes of our own.
LIMITS: Final = Limits(memory_bytes=4096 * MIB, cpu_s=1200, file_bytes=128 * MIB, wall_s=540)
MEASURING: Final = Limits(memory_bytes=1024 * MIB, cpu_s=30, file_bytes=16 * MIB, wall_s=60)
JPEG_HEAD: Final = b"\xff\xd8\xff"
FILES: Final = {**NAMES, Role.VIDEO: "video.mp4"}
TYPES: Final = {".jpg": "image/jpeg", ".mp4": "video/mp4"}
STILL: Final = (Role.DISPLAY, Role.THUMB)
MOVING: Final = (Role.VIDEO, Role.POSTER, Role.THUMB)
# What the container may round away of a film's length.
LENGTH_TOLERANCE_S: Final = 0.02


class MoviepyComposer:
    """Composes with moviepy and Pillow what a plan says."""

    def __init__(self, ffmpeg: Path, sandbox: Sandbox, *, limits: Limits = LIMITS) -> None:
        """Use the program `ffmpeg`; one edition that needs more than `limits` is a fault."""
        self._ffmpeg = ffmpeg
        self._sandbox = sandbox
        self._limits = limits

    def measure(self, rendition: Path) -> Clip:
        """Return what a rendition of ours is; raise Fault when it is none."""
        try:
            return _photo(rendition) if _is_photo(rendition) else self._video(rendition)
        except (MediaRejected, OSError) as error:
            raise Fault("This is no rendition of ours") from error

    def compose(self, plan: EditionPlan, sources: Sequence[Path], into: Path) -> Made:
        """Write the plan's files into the folder `into`; raise Fault, and then leave none there."""
        given = tuple(path.resolve() for path in sources)
        try:
            self._sandbox.call(self._limits, composed, plan, given, self._ffmpeg, into.resolve())
            self._check(plan, into)
            return Made(files=tuple(_made(role, plan, into) for role in _roles(plan)))
        except BaseException as error:
            for name in FILES.values():
                (into / name).unlink(missing_ok=True)
            if isinstance(error, MediaRejected):
                raise Fault("An edition of our own renditions could not be made") from error
            raise

    def _video(self, rendition: Path) -> Clip:
        command = ("-hide_banner", "-nostdin", "-nostats")
        source = guarded_input(rendition, Container.MP4)
        listed = self._sandbox.run(MEASURING, self._ffmpeg, [*command, *source, *LISTING])
        video = measured(listed.messages, listed.output, Container.MP4)
        return Clip(
            size=video.coded,
            duration_s=video.duration_s,
            has_audio=video.has_audio,
            has_named_colours=bool(video.coding.matrix),
        )

    def _check(self, plan: EditionPlan, into: Path) -> None:
        """A film must be what was planned: moviepy ends without a word where a writer died."""
        if plan.is_photo:
            return
        video = into / FILES[Role.VIDEO]
        found = self.measure(video)
        is_as_long = abs(found.duration_s - duration_of(plan)) <= LENGTH_TOLERANCE_S
        is_heard = found.has_audio == any(piece.clip.has_audio for piece in plan.pieces)
        if found.size != plan.size or not is_as_long or not is_heard:
            raise Fault("A composed film is not what was planned")
        if video.stat().st_size > MAX_VIDEO_BYTES:
            raise Fault("A composed film is larger than channels take")


def composed(plan: EditionPlan, sources: tuple[Path, ...], ffmpeg: Path, into: Path) -> None:
    """Compose in this process and its own folder, which only a sandboxed child has."""
    here = Path.cwd()
    if plan.is_photo:
        compose_photo(plan, sources[0], here)
    else:
        # moviepy looks for its program while it is imported, and numpy starts its threads then.
        os.environ.update(IMAGEIO_FFMPEG_EXE=str(ffmpeg), OPENBLAS_NUM_THREADS="1")  # noqa: TID251  of a process that has no other
        from chalicelib.adapters.media.composing import compose_video  # noqa: PLC0415  so only here

        compose_video(plan, sources, here)
    for role in _roles(plan):
        shutil.move(here / FILES[role], into / FILES[role])


def _roles(plan: EditionPlan) -> tuple[Role, ...]:
    return STILL if plan.is_photo else MOVING


def _made(role: Role, plan: EditionPlan, into: Path) -> MadeFile:
    path = into / FILES[role]
    size = plan.thumb if role is Role.THUMB else plan.size
    return made_file(role, path, TYPES[path.suffix], size)


def _is_photo(rendition: Path) -> bool:
    with rendition.open("rb") as file:
        return file.read(len(JPEG_HEAD)) == JPEG_HEAD


def _photo(rendition: Path) -> Clip:
    with Image.open(rendition, formats=["JPEG"]) as image:
        return Clip(size=PixelSize(*image.size))
