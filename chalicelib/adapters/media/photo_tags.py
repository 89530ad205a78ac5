"""Finds what a photo's file says of its making, without decoding a pixel; judges nothing."""

import mmap
from pathlib import Path
from typing import Final

from chalicelib.adapters.media.boxes import BOXED, top_level
from chalicelib.adapters.media.exif_tables import tables
from chalicelib.adapters.media.photo_blocks import blocks_of
from chalicelib.domain.capture_tags import PhotoTags
from chalicelib.domain.sniffing import Container

# How a Samsung phone names the film that it hangs behind a photo, and the box that others use.
TRAILER: Final = b"MotionPhoto_Data"
FILM_BOX: Final = b"mpvd"


def photo_tags(source: Path, container: Container) -> PhotoTags:
    """Return a photo's tags; nothing where there are none."""
    blocks = blocks_of(source, container)
    main, camera, satellites = tables(blocks.exif)
    return PhotoTags(
        main=main,
        exif=camera,
        gps=satellites,
        xmp=blocks.xmp.decode("utf-8", "replace"),
        has_film=_has_film(source, container),
    )


def _has_film(source: Path, container: Container) -> bool:
    if container in BOXED and any(box.name == FILM_BOX for box in top_level(source)):
        return True
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(TRAILER) >= 0
