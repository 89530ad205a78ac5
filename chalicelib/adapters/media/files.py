"""Small steps on local files that photo and video work share."""

from hashlib import file_digest
from pathlib import Path

from chalicelib.domain.media_measures import MadeFile, PixelSize, Role
from chalicelib.domain.sniffing import HEAD_BYTES, Container, Kind, check_kind


def container_of(source: Path, kind: Kind) -> Container:
    """Return what the file's first bytes say it is; raise MediaRejected unless it is a `kind`."""
    with source.open("rb") as file:
        return check_kind(file.read(HEAD_BYTES), kind)


def made_file(role: Role, path: Path, content_type: str, size: PixelSize) -> MadeFile:
    """Describe a finished derivative: its dimensions are given, its bytes are counted here."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return MadeFile(
        role=role,
        path=path,
        content_type=content_type,
        width=size.width,
        height=size.height,
        size_bytes=path.stat().st_size,
        sha256_hex=digest,
    )
