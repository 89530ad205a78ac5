"""Makes files that say when, where and with what they were made, and hostile ones of each kind.

`TOLD` is what all of them say. Boxes and elements are put together byte by byte, since no library
writes what an attacker would.
"""

import struct
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from chalicelib.domain.capture import Capture

pillow_heif.register_heif_opener(thumbnails=False)

INDIA = timezone(timedelta(hours=5, minutes=30))
TAKEN_AT = datetime(2026, 11, 14, 17, 30, 5, 123_000, tzinfo=INDIA)
GPS_AT = datetime(2026, 11, 14, 12, 0, 4, tzinfo=UTC)
LAT, LON = 25.43581, 81.84631
TOLD = Capture(
    captured_at=TAKEN_AT, gps_at=GPS_AT, lat=LAT, lon=LON, accuracy_m=12, altitude_m=98,
    make="samsung", model="SM-A155F", software="A155FXXU3BXE1", orientation=6, has_metadata=True,
)  # fmt: skip
# Words of a file that must be found nowhere else.
SECRETS = ("25.43", "81.84", "2543581", "8184631", "SM-A155F", "A155FXXU3BXE1", "17:30:05")
CORPUS = Path(__file__).parents[1].parent / "shared/corpus"
PHOTO_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"}
VIDEO_ENDINGS = {".mp4", ".mov", ".webm", ".mkv", ".3gp"}
MAC_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
MATROSKA_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)


def real(endings: set[str]) -> list[Path]:
    """Files of real phones with one of these endings, where there are any."""
    found = CORPUS.iterdir() if CORPUS.is_dir() else ()
    return sorted(path for path in found if path.suffix.lower() in endings)


REAL_PHOTOS, REAL_VIDEOS = real(PHOTO_ENDINGS), real(VIDEO_ENDINGS)


def exif() -> Image.Exif:
    """EXIF as a phone writes it."""
    made = Image.Exif()
    made.update({0x010F: "samsung", 0x0110: "SM-A155F", 0x0112: 6, 0x0131: "A155FXXU3BXE1"})
    taken = {0x9003: "2026:11:14 17:30:05", 0x9011: "+05:30", 0x9291: "123"}
    made.get_ifd(0x8769).update(taken)
    made.get_ifd(0x8825).update(
        {
            1: "N", 2: (25.0, 26.0, 8.92), 3: "E", 4: (81.0, 50.0, 46.72), 5: b"\0", 6: 98.0,
            7: (12.0, 0.0, 4.0), 29: "2026:11:14", 31: 11.5,
        }
    )  # fmt: skip
    return made


def photo(path: Path, kind: str = "JPEG", block: bytes | None = None) -> Path:
    """A small photo of some kind with EXIF, or with this block in its place."""
    block = exif().tobytes() if block is None else block
    Image.new("RGB", (64, 48), "teal").save(path, kind, exif=block)
    return path


def with_xmp(path: Path, kind: str, xmp: str, *, packed: bool = False) -> Path:
    """A small photo of some kind with XMP; in a PNG it may be packed."""
    notes = PngInfo()
    notes.add_itxt("Comment", "nothing")
    notes.add_itxt("XML:com.adobe.xmp", xmp, zip=packed)
    more = {"pnginfo": notes} if kind == "PNG" else {"xmp": xmp.encode()}
    Image.new("RGB", (64, 48), "teal").save(path, kind, **more)
    return path


def stripped(path: Path, kind: str = "JPEG") -> Path:
    """A photo in which nothing is said."""
    Image.new("RGB", (64, 48), "teal").save(path, kind)
    return path


def samsung_motion_photo(path: Path) -> Path:
    """A JPEG with a film behind it, as Samsung's phones leave it."""
    photo(path)
    name = b"MotionPhoto_Data"
    block = struct.pack("<HHI", 0, 0x0A30, len(name)) + name + box(b"ftyp", b"mp42")
    with path.open("ab") as file:
        file.write(block + b"SEFH" + struct.pack("<II", 107, 1) + bytes(16) + b"SEFT")
    return path


def table(entries: list[tuple[int, int, int, bytes]], order: str = "<") -> bytes:
    """One EXIF table of (tag, kind, count, inline value) at offset 8, behind its header."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    body = b"".join(
        struct.pack(order + "HHI", *one[:3]) + one[3].ljust(4, b"\0") for one in entries
    )
    count = struct.pack(order + "H", len(entries))
    return mark + struct.pack(order + "I", 8) + count + body + bytes(4)


# MP4 and QuickTime


def box(name: bytes, content: bytes = b"", *, length: int | None = None) -> bytes:
    """A box; `length` is what it claims."""
    size = 8 + len(content) if length is None else length
    return struct.pack(">I", size) + name + content


def full(name: bytes, content: bytes, version: int = 0) -> bytes:
    """A box that begins with version and flags."""
    return box(name, bytes([version, 0, 0, 0]) + content)


def movie_header(at: datetime = TAKEN_AT, version: int = 0) -> bytes:
    """When a film was made, in seconds since 1904."""
    seconds = int((at - MAC_EPOCH).total_seconds())
    return full(b"mvhd", struct.pack(">Q" if version else ">I", seconds) + bytes(96), version)


def signed_text(name: bytes, text: str) -> bytes:
    """User data as Android writes them."""
    data = text.encode()
    return box(b"\xa9" + name, struct.pack(">HH", len(data), 0x15C7) + data)


def location(lat: float = LAT, lon: float = LON, altitude: float = 98) -> bytes:
    """A place as 3GPP has it."""
    fixed = struct.pack(">iii", *(round(value * 65536) for value in (lon, lat, altitude)))
    return full(b"loci", struct.pack(">H", 0x15C7) + b"door\0" + b"\0" + fixed + b"earth\0\0")


def apple_list(words: dict[str, str], *, plain: bool = True) -> bytes:
    """Keys and their values as an iPhone writes them; `plain`: the box has no version."""
    names = b"".join(struct.pack(">I", 8 + len(name)) + b"mdta" + name.encode() for name in words)
    keys = full(b"keys", struct.pack(">I", len(words)) + names)
    items = (
        box(struct.pack(">I", number), box(b"data", struct.pack(">II", 1, 0) + text.encode()))
        for number, text in enumerate(words.values(), start=1)
    )
    handler = full(b"hdlr", bytes(4) + b"mdta" + bytes(13))
    inside = handler + keys + box(b"ilst", b"".join(items))
    return box(b"meta", inside) if plain else full(b"meta", inside)


IPHONE = {
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 13 Pro",
    "com.apple.quicktime.software": "17.5.1",
    "com.apple.quicktime.creationdate": "2026-11-14T17:30:05+0530",
    "com.apple.quicktime.location.ISO6709": f"+{LAT}+0{LON}+098.114/",
    "com.apple.quicktime.location.accuracy.horizontal": "11.5",
}


def film(path: Path, *inside: bytes, brand: bytes = b"qt  ", before: bytes = b"") -> Path:
    """A film of nothing but an index that holds these boxes; `before` stands in front of it."""
    start = box(b"ftyp", brand + bytes(4) + brand)
    path.write_bytes(start + before + box(b"moov", b"".join(inside)) + box(b"mdat", bytes(64)))
    return path


# Matroska


def element(name: int, content: bytes, *, size: bytes | None = None) -> bytes:
    """An element; `size` is what it claims."""
    head = name.to_bytes((name.bit_length() + 7) // 8)
    return head + ((0x10000000 | len(content)).to_bytes(4) if size is None else size) + content


def matroska(path: Path, *inside: bytes, size: bytes | None = None) -> Path:
    """A WebM file whose segment holds these elements."""
    header = element(0x1A45DFA3, element(0x4282, b"webm"))
    path.write_bytes(header + element(0x18538067, b"".join(inside), size=size))
    return path


def matroska_info(at: datetime = TAKEN_AT, program: str = "Chrome") -> bytes:
    """When a film was made, in nanoseconds since 2001, and what wrote it."""
    nanoseconds = int((at - MATROSKA_EPOCH).total_seconds() * 1000) * 1_000_000
    date = element(0x4461, nanoseconds.to_bytes(8, signed=True))
    return element(
        0x1549A966, date + element(0x4D80, b"libwebm") + element(0x5741, program.encode())
    )


def preview() -> bytes:
    """A small picture, as it lies inside a larger file."""
    held = BytesIO()
    Image.new("RGB", (16, 12), "red").save(held, "JPEG")
    return held.getvalue()
