"""What a file is, told by its first bytes alone; names and declared types are only claims.

It recognises what we take and also what people and attackers send instead, so that each can be
refused for the right reason. Playlists matter most: a video tool opens them by content and would
read other files of this machine.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, Literal

from chalicelib.domain.rejections import MediaRejected, RejectReason

Kind = Literal["photo", "video"]

PHOTO_TYPES: Final = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif"}
)
VIDEO_TYPES: Final = frozenset(
    {"video/mp4", "video/quicktime", "video/3gpp", "video/webm", "video/x-matroska"}
)
# Enough for every rule below; the EBML document type is the one that lies deepest.
HEAD_BYTES: Final = 512


class Container(StrEnum):
    """A file format, ours or foreign."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIF = "heif"
    AVIF = "avif"
    MP4 = "mp4"
    QUICKTIME = "quicktime"
    THREE_GP = "3gp"
    WEBM = "webm"
    MATROSKA = "matroska"
    # Recognised only to be refused.
    PLAYLIST = "playlist"
    PROGRAM = "program"
    MARKUP = "markup"
    PDF = "pdf"
    ZIP = "zip"
    GIF = "gif"
    TIFF = "tiff"


PHOTOS: Final = frozenset(
    {Container.JPEG, Container.PNG, Container.WEBP, Container.HEIF, Container.AVIF}
)
VIDEOS: Final = frozenset(
    {
        Container.MP4,
        Container.QUICKTIME,
        Container.THREE_GP,
        Container.WEBM,
        Container.MATROSKA,
    }
)

PREFIXES: Final[Mapping[bytes, Container]] = {
    b"\xff\xd8\xff": Container.JPEG,
    b"\x89PNG\r\n\x1a\n": Container.PNG,
    b"GIF87a": Container.GIF,
    b"GIF89a": Container.GIF,
    b"II*\x00": Container.TIFF,
    b"MM\x00*": Container.TIFF,
    b"MZ": Container.PROGRAM,
    b"\x7fELF": Container.PROGRAM,
    b"#!": Container.PROGRAM,
    b"%PDF-": Container.PDF,
    b"PK\x03\x04": Container.ZIP,
    b"PK\x05\x06": Container.ZIP,
}
# Text formats may start with a byte order mark, blank lines and either case.
TEXT_PREFIXES: Final[Mapping[bytes, Container]] = {
    b"#extm3u": Container.PLAYLIST,
    b"ffconcat": Container.PLAYLIST,
    b"[playlist]": Container.PLAYLIST,
    b"<": Container.MARKUP,
}
# Registered brands: ISO/IEC 23008-12 for HEIF, AV1 image format 1.1 for AVIF, 3GPP TS 26.244.
AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
HEIF_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)
# QuickTime files from before 2001, and some recorders today, have no `ftyp` box.
OLD_QUICKTIME_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})


def kind_of(container: Container | None) -> Kind | None:
    """Return "photo" or "video" for what we take, None for everything else."""
    if container in PHOTOS:
        return "photo"
    return "video" if container in VIDEOS else None


def sniff(head: bytes) -> Container | None:
    """Return the format of a file that starts with `head` (HEAD_BYTES are enough), or None."""
    for look in LOOKS:
        found = look(head)
        if found is not None:
            return found
    return None


def check_kind(head: bytes, kind: str) -> Container:
    """Return the container of a file that should be a photo or a video; raise MediaRejected."""
    container = sniff(head)
    if container is not None and kind_of(container) == kind:
        return container
    raise MediaRejected(_why_not(head, container, kind))


def _why_not(head: bytes, container: Container | None, kind: str) -> RejectReason:
    if not head:
        return RejectReason.EMPTY_FILE
    if container is Container.PLAYLIST:
        return RejectReason.PLAYLIST
    return RejectReason.NOT_A_PHOTO if kind == "photo" else RejectReason.NOT_A_VIDEO


def _by_prefix(head: bytes) -> Container | None:
    return next((kind for start, kind in PREFIXES.items() if head.startswith(start)), None)


def _by_text(head: bytes) -> Container | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for start, kind in TEXT_PREFIXES.items() if text.startswith(start)), None)


def _by_riff(head: bytes) -> Container | None:
    return Container.WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def _by_ebml(head: bytes) -> Container | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return Container.WEBM if b"webm" in head[:64] else Container.MATROSKA


def _by_box(head: bytes) -> Container | None:
    if head[4:8] in OLD_QUICKTIME_BOXES:
        return Container.QUICKTIME
    return _by_brands(head) if head[4:8] == b"ftyp" else None


def _by_brands(head: bytes) -> Container:
    major, brands = head[8:12], _brands(head)
    if brands & AVIF_BRANDS:
        return Container.AVIF
    if major in HEIF_BRANDS:
        return Container.HEIF
    if major == b"qt  ":
        return Container.QUICKTIME
    # Unknown brands are common on cheap phones; what is inside decides later.
    return Container.THREE_GP if major[:3] in {b"3gp", b"3g2"} else Container.MP4


def _brands(head: bytes) -> frozenset[bytes]:
    end = min(int.from_bytes(head[:4], "big"), len(head) - 3)
    return frozenset({head[8:12], *(head[at : at + 4] for at in range(16, end, 4))})


LOOKS: Final[tuple[Callable[[bytes], Container | None], ...]] = (
    _by_prefix,
    _by_riff,
    _by_ebml,
    _by_box,
    _by_text,
)
