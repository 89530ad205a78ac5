"""Composes editions of photos, and keeps single pictures of videos, with Pillow."""

from pathlib import Path
from typing import Final

from PIL import Image

from chalicelib.adapters.media.overlays import Overlay, overlays_of
from chalicelib.domain.edition_windows import fitted
from chalicelib.domain.editions import EditionPlan, Piece
from chalicelib.domain.media_measures import PixelSize, Role
from chalicelib.domain.photo_plans import DISPLAY_QUALITY, THUMB_QUALITY

NAMES: Final = {
    Role.DISPLAY: "display.jpg",
    Role.POSTER: "poster.jpg",
    Role.THUMB: "thumb.jpg",
}


def compose_photo(plan: EditionPlan, source: Path, into: Path) -> None:
    """Write display.jpg and thumb.jpg of a photo's edition into the folder `into`."""
    (piece,) = plan.pieces
    with Image.open(source, formats=["JPEG"]) as opened:
        image = shown(opened, piece, plan.size)
    overlaid(image, overlays_of(piece.lower_third, plan.ai_label, plan.size))
    keep(image, Role.DISPLAY, into)
    keep(small(image, plan.thumb), Role.THUMB, into)


def shown(image: Image.Image, piece: Piece, size: PixelSize) -> Image.Image:
    """Return the part of a picture that a piece keeps, at the frame's size, without metadata."""
    scaled, window = fitted(piece.clip.size, piece.window, size)
    plain = image.convert("RGB")
    if plain.size != (scaled.width, scaled.height):
        plain = plain.resize((scaled.width, scaled.height), Image.Resampling.LANCZOS)
    right, bottom = window.left + window.width, window.top + window.height
    part = plain.crop((window.left, window.top, right, bottom))
    # Pillow passes a comment on by itself when it saves; nothing may be left to pass on.
    part.info = {}
    return part


def overlaid(image: Image.Image, overlays: tuple[Overlay, ...]) -> None:
    """Lay overlays over a picture, in place."""
    for overlay in overlays:
        image.paste(overlay.image, (overlay.left, overlay.top), overlay.image)


def small(image: Image.Image, size: PixelSize) -> Image.Image:
    """Return a picture at a smaller size."""
    return image.resize((size.width, size.height), Image.Resampling.LANCZOS)


def keep(image: Image.Image, role: Role, into: Path) -> None:
    """Write a picture as the JPEG of its role."""
    quality = THUMB_QUALITY if role is Role.THUMB else DISPLAY_QUALITY
    image.save(into / NAMES[role], "JPEG", quality=quality, optimize=True, progressive=True)
