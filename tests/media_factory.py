"""Makes small photos and videos on the fly, good and bad, so that tests need no stored files.

Every picture has the same four corners when it stands upright; `corners` names what it sees in a
result. Personal details that must not survive are in SECRETS. Callers keep what they make for the
length of a session: making a clip costs about a tenth of a second.
"""

import atexit
import struct
import subprocess
import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageDraw

from chalicelib.adapters.media.ffmpeg import find_ffmpeg
from chalicelib.adapters.media.videos import FfmpegVideoCompressor
from chalicelib.domain.media_measures import MadeFile, VideoMeasured
from chalicelib.domain.video_plans import plan_video

pillow_heif.register_heif_opener(thumbnails=False)

CORNER_COLOURS = {"red": (220, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 220)}
CORNER_COLOURS["yellow"] = (220, 210, 20)
UPRIGHT = ("red", "green", "blue", "yellow")  # top left, top right, bottom left, bottom right
PLACE = "+29.9457+078.1642/"
PERSON = "Kamala Secretnamewali"
CANARY = "canary-4f1d-must-not-be-read"
SECRETS = (PLACE, "29.9457", PERSON, "Secretnamewali", CANARY)
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{PERSON}</dc:creator></x:xmpmeta>"
# How a picture must be stored so that the EXIF orientation's step makes it upright again.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def picture(width: int = 480, height: int = 640) -> Image.Image:
    """An upright picture with a coloured quarter in each corner and a grey middle."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    draw, across, down = ImageDraw.Draw(image), width // 3, height // 3
    places = ((0, 0), (width - across, 0), (0, height - down), (width - across, height - down))
    for name, (x, y) in zip(UPRIGHT, places, strict=True):
        draw.rectangle((x, y, x + across, y + down), fill=CORNER_COLOURS[name])
    return image


def corners(path: Path) -> tuple[str, ...]:
    """The nearest known colour in each corner of a stored picture, in the order of UPRIGHT."""
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    x, y = image.width // 8, image.height // 8
    spots = ((x, y), (image.width - x, y), (x, image.height - y))
    return tuple(_named(image, at) for at in (*spots, (image.width - x, image.height - y)))


def _named(image: Image.Image, at: tuple[int, int]) -> str:
    seen = image.getpixel(at)
    assert isinstance(seen, tuple)
    return min(
        CORNER_COLOURS,
        key=lambda name: sum(abs(a - b) for a, b in zip(seen, CORNER_COLOURS[name], strict=True)),
    )


def telling_exif(orientation: int = 1) -> Image.Exif:
    """EXIF with a place, a name and an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = PERSON
    exif[0x8298] = PERSON
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 56.0, 44.5), 3: "E", 4: (78.0, 9.0, 51.1)})
    return exif


def jpeg(path: Path, *, orientation: int = 1, size: tuple[int, int] = (480, 640)) -> Path:
    """A JPEG as a phone writes it: turned, with place, name, profile, comment, XMP and preview."""
    image = picture(*size)
    stored = image if orientation == 1 else image.transpose(STORED[orientation])
    exif = _with_preview(telling_exif(orientation).tobytes(), stored)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    stored.save(
        path, "JPEG", quality=90, exif=exif, icc_profile=profile, comment=PERSON, xmp=XMP.encode()
    )
    return path


def _with_preview(exif: bytes, image: Image.Image) -> bytes:
    """EXIF followed by the preview picture that cameras embed; strippers tend to forget it."""
    preview = BytesIO()
    small = image.copy()
    small.thumbnail((64, 64))
    small.save(preview, "JPEG")
    return exif + preview.getvalue() + CANARY.encode()


def swapped_profile() -> bytes:
    """A colour profile in which red and blue have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swap = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}
    count = int.from_bytes(profile[128:132], "big")
    table = bytearray(profile[132 : 132 + 12 * count])
    for at in range(0, len(table), 12):
        table[at : at + 4] = swap.get(bytes(table[at : at + 4]), table[at : at + 4])
    return profile[:132] + bytes(table) + profile[132 + 12 * count :]


def png_bomb(path: Path, side: int = 13_000) -> Path:
    """About 20 kB that unpack to hundreds of megabytes."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side + 7) // 8 + 1) * side, 9)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks))
    return path


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def cut(whole: Path, path: Path, share: float) -> Path:
    """The first `share` of a file, as a lost connection or a full phone leaves it."""
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def ffmpeg(*arguments: str) -> None:
    """Run the program that makes test media; its complaint becomes the test's."""
    command = [str(find_ffmpeg()), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own program and arguments
    assert done.returncode == 0, done.stderr


def described(path: Path, *filters: str) -> str:
    """What ffmpeg says about a file, with every tag, and what filters say about its content."""
    command = [str(find_ffmpeg()), "-hide_banner", "-i", str(path), *filters, "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603 - our own program and files


TONE = ("-f", "lavfi", "-i", "sine=f=440:r=44100")
TELLING = (
    *("-metadata", f"com.apple.quicktime.location.ISO6709={PLACE}"),
    *("-metadata", f"artist={PERSON}", "-metadata", f"location={PLACE}"),
    *("-metadata", f"comment={PERSON}", "-movflags", "use_metadata_tags"),
)


def clip(
    path: Path,
    *,
    seconds: float = 2.0,
    rotation: int = 0,
    size: tuple[int, int] = (240, 320),
    sound: bool = True,
    extra: tuple[str, ...] = (),
    filters: str = "null",
) -> Path:
    """A clip of the known picture with its place and a name in its tags.

    `size` is upright. `rotation` is the clockwise turn that players must apply, kept as a tag.
    """
    still = path.with_suffix(".still.png")
    picture(*size).rotate(rotation, expand=True).save(still)
    plain = path.with_suffix(".plain.mov") if rotation else path
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    ffmpeg(
        *("-loop", "1", "-framerate", "30", "-i", str(still)),
        *(TONE if sound else ()),
        *("-vf", filters, *codecs, *TELLING, "-t", str(seconds), *extra, str(plain)),
    )
    if rotation:
        turn = ("-display_rotation", str(-rotation), "-i", str(plain))
        ffmpeg(*turn, "-c", "copy", *TELLING, str(path))
    return path


def filmed(image: Image.Image, path: Path, *, seconds: float = 2.5) -> Path:
    """A clip of one picture that somebody talks over; it does not name the program that made it."""
    still = path.with_suffix(".still.png")
    image.save(still)
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    pictures = ("-loop", "1", "-framerate", "30", "-i", str(still))
    unnamed = ("-fflags", "+bitexact")
    ffmpeg(*pictures, *TONE, *codecs, *unnamed, "-t", str(seconds), str(path))
    return path


def moving_clip(path: Path, *, seconds: float = 3.0, extra: tuple[str, ...] = ()) -> Path:
    """A clip in which every frame differs, so that its bytes are spread over its whole length."""
    source = f"testsrc2=size=320x240:rate=30:duration={seconds}"
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p")
    sound = (*TONE, "-c:a", "aac", "-t", str(seconds))
    ffmpeg("-f", "lavfi", "-i", source, *sound, *codecs, *extra, str(path))
    return path


def webm_without_duration(path: Path, *, seconds: float = 2.0) -> Path:
    """What a browser's recorder leaves: clusters as they came, no length, no index."""
    source = f"testsrc2=size=160x120:rate=15:duration={seconds}"
    codec = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8")
    ffmpeg("-f", "lavfi", "-i", source, *codec, "-live", "1", "-f", "webm", str(path))
    return path


def playlist(path: Path, canary: Path) -> Path:
    """An HLS playlist that makes a careless player read another file of the machine."""
    canary.write_text(CANARY)
    lines = ("#EXTM3U", "#EXT-X-TARGETDURATION:10", "#EXTINF:10,", f"file://{canary.resolve()}")
    path.write_text("\n".join((*lines, "#EXT-X-ENDLIST", "")))
    return path


def concat_script(path: Path, canary: Path) -> Path:
    """The same attack in ffmpeg's own list format."""
    canary.write_text(CANARY)
    path.write_text(f"ffconcat version 1.0\nfile {canary.resolve()}\n")
    return path


@lru_cache(maxsize=1)
def videos() -> FfmpegVideoCompressor:
    """One engine for all tests; its processes end with them."""
    made = FfmpegVideoCompressor(find_ffmpeg(), deadline_s=120)
    atexit.register(made.close)
    return made


def rendition_of(source: Path, into: Path) -> tuple[VideoMeasured, dict[str, MadeFile]]:
    """Everything made from a video, by role, and what is measured of the made video."""
    into.mkdir(exist_ok=True)
    made = videos().carry_out(plan_video(videos().measure(source)), source, into)
    roles = {file.role.value: file for file in made.files}
    return videos().measure(roles["video"].path), roles
