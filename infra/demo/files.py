"""Which files of a folder are photos and videos, and how a phone would declare them.

What a file's first bytes say counts first, as in a phone's gallery; a file that they do not tell is
taken by its ending, in any case of letters, so that a damaged photo is sent and refused properly.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from infra.demo.watch import DemoFailed

Kind = Literal["photo", "video"]
Declared = tuple[Kind, str]
HEAD_BYTES = 64

ENDINGS: dict[str, Declared] = {
    ".jpg": ("photo", "image/jpeg"),
    ".jpeg": ("photo", "image/jpeg"),
    ".png": ("photo", "image/png"),
    ".webp": ("photo", "image/webp"),
    ".heic": ("photo", "image/heic"),
    ".heif": ("photo", "image/heif"),
    ".avif": ("photo", "image/avif"),
    ".mp4": ("video", "video/mp4"),
    ".m4v": ("video", "video/mp4"),
    ".mov": ("video", "video/quicktime"),
    ".3gp": ("video", "video/3gpp"),
    ".webm": ("video", "video/webm"),
    ".mkv": ("video", "video/x-matroska"),
}
BRANDS: dict[bytes, Declared] = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim"), ENDINGS[".heic"]),
    **dict.fromkeys((b"mif1", b"msf1"), ENDINGS[".heif"]),
    **dict.fromkeys((b"avif", b"avis"), ENDINGS[".avif"]),
    b"qt  ": ENDINGS[".mov"],
    **dict.fromkeys((b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "), ENDINGS[".mp4"]),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """One file to send. `expected` says how a made file must end; None leaves that open."""

    path: Path
    kind: Kind
    content_type: str
    size_bytes: int
    expected: Literal["ready", "rejected"] | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def gather(folder: Path) -> tuple[list[MediaFile], list[str]]:
    """Return a folder's media in the order of their names, and the names of what is left out.

    Folders inside the folder are left out. Raises DemoFailed without a folder or without media.
    """
    if not folder.is_dir():
        raise DemoFailed(f"{folder} is not a folder. Name one: make demo MEDIA=folder")
    try:
        found = {path.name: media_file(path) for path in sorted(folder.iterdir())}
    except OSError as error:
        raise DemoFailed(f"{error.filename} cannot be read ({error.strerror}).") from None
    media = [file for file in found.values() if file]
    if not media:
        raise DemoFailed(f"There is no photo and no video in {folder}.")
    return media, [name for name, file in found.items() if file is None]


def media_file(path: Path) -> MediaFile | None:
    """Return the file as a phone declares it; None when it is no photo and no video."""
    if not path.is_file():
        return None
    with path.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
    declared = _by_content(head) or ENDINGS.get(path.suffix.lower())
    if declared is None:
        return None
    kind, content_type = declared
    size = path.stat().st_size
    return MediaFile(path=path, kind=kind, content_type=content_type, size_bytes=size)


def _by_content(head: bytes) -> Declared | None:
    if head.startswith(b"\xff\xd8\xff"):
        return ENDINGS[".jpg"]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ENDINGS[".png"]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ENDINGS[".webp"]
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return ENDINGS[".webm"] if b"webm" in head else ENDINGS[".mkv"]
    return _by_brand(head[8:12]) if head[4:8] == b"ftyp" else None


def _by_brand(brand: bytes) -> Declared | None:
    return ENDINGS[".3gp"] if brand.startswith(b"3g") else BRANDS.get(brand)
