"""Draws an original beside what was made of it, so that a person can judge."""

import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from chalicelib.adapters.media.ffmpeg import find_ffmpeg, guarded_input
from chalicelib.adapters.media.files import container_of

HEIGHT_PX = 720
MARGIN_PX = 24
LINE_PX = 32
PAPER, INK = (250, 250, 250), (20, 20, 20)
MADE = {"photo": ("display.jpg", "display.webp", "thumb.jpg"), "video": ("poster.jpg", "thumb.jpg")}
MIDDLE = 2


def side_by_side(source: Path, kind: str, made: Path, picture: Path) -> str:
    """Write one PNG with the original, as viewers show it, and what was made; return its path."""
    panels = [("original", _original(source, kind))]
    panels += [(name, _opened(made / name)) for name in MADE[kind] if (made / name).exists()]
    panels += [(path.name, _on_paper(path)) for path in [made / "waveform.png"] if path.exists()]
    _drawn(panels).save(picture)
    return str(picture)


def _original(source: Path, kind: str) -> Image.Image:
    if kind == "photo":
        return _opened(source)
    still = Path("original.png").resolve()
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y"]
    reading = guarded_input(source, container_of(source, "video"))
    subprocess.run([*command, *reading, "-frames:v", "1", f"file:{still}"], check=True)
    return _opened(still)


def _opened(path: Path) -> Image.Image:
    """The picture upright and at the height of the sheet."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    return ImageOps.contain(upright, (HEIGHT_PX * MIDDLE, HEIGHT_PX))


def _on_paper(path: Path) -> Image.Image:
    with Image.open(path) as image:
        drawn = image.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, (*INK, 255))
    return Image.alpha_composite(paper, drawn).convert("RGB")


def _drawn(panels: list[tuple[str, Image.Image]]) -> Image.Image:
    width = sum(image.width + MARGIN_PX for _, image in panels) + MARGIN_PX
    sheet = Image.new("RGB", (width, HEIGHT_PX + LINE_PX + MARGIN_PX * MIDDLE), PAPER)
    pen, font, left = ImageDraw.Draw(sheet), ImageFont.load_default(size=20), MARGIN_PX
    for name, image in panels:
        pen.text((left, MARGIN_PX), name, fill=INK, font=font)
        sheet.paste(image, (left, MARGIN_PX + LINE_PX))
        left += image.width + MARGIN_PX
    return sheet
