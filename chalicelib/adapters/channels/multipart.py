"""A form with files in it (RFC 7578), whose files are read only while they are sent.

The length is known beforehand from what the files are said to hold. A file that holds anything
else ends the sending with FileUnreadable before the form is whole, so nobody can act on it.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from chalicelib.adapters.channels.calls import Silence


class Reading(Protocol):
    """Opens one of our own files by its URL."""

    def __call__(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """Return a context that yields its pieces; raises Silence."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """One file of a form: `name` is the field's, `file_name` what the receiver is told."""

    name: str
    file_name: str
    content_type: str
    url: str
    size_bytes: int


class FileUnreadable(Exception):
    """Our own file could not be read as a whole; the form was not sent to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form on its way: headers to send it with, and its pieces, which can be read once."""

    headers: Mapping[str, str]
    pieces: Iterator[bytes]


def form(fields: Mapping[str, str], files: Sequence[FormFile], reading: Reading) -> Form:
    """Return the form of these fields and files, whose names have no quotes in them."""
    boundary = secrets.token_hex(16)
    plain = b"".join(_field(boundary, name, value) for name, value in fields.items())
    heads = [_head(boundary, file) for file in files]
    end = f"--{boundary}--\r\n".encode()
    held = sum(len(head) + file.size_bytes + 2 for head, file in zip(heads, files, strict=True))
    return Form(
        headers={
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(plain) + held + len(end)),
        },
        pieces=_pieces(plain, list(zip(heads, files, strict=True)), end, reading),
    )


def _pieces(
    plain: bytes, files: Sequence[tuple[bytes, FormFile]], end: bytes, reading: Reading
) -> Iterator[bytes]:
    yield plain
    for head, file in files:
        yield head
        yield from _whole(file, reading)
        yield b"\r\n"
    yield end


def _whole(file: FormFile, reading: Reading) -> Iterator[bytes]:
    """Yield exactly as many bytes as the file is said to hold, or raise FileUnreadable."""
    left = file.size_bytes
    try:
        with reading(file.url) as pieces:
            for piece in pieces:
                left -= len(piece)
                if left < 0:
                    break
                yield piece
    except Silence:
        raise FileUnreadable from None
    if left:
        raise FileUnreadable


def _field(boundary: str, name: str, value: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return f"{head}{value}\r\n".encode()


def _head(boundary: str, file: FormFile) -> bytes:
    disposition = f'form-data; name="{file.name}"; filename="{file.file_name}"'
    return (
        f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        f"Content-Type: {file.content_type}\r\n\r\n"
    ).encode()
