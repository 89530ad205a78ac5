"""Draws the cards before and after the clips: a title, a rule and some lines on a dark ground."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from chalicelib.adapters.media.lettering import Colour, Line, Weight, fitted, width_of
from chalicelib.adapters.media.overlays import PALE, WHITE
from chalicelib.domain.edition_layout import title_safe
from chalicelib.domain.editions import Card
from chalicelib.domain.media_measures import PixelSize

TOP: Final = (30, 41, 59)
BOTTOM: Final = (11, 17, 28)
# Shares of the frame's shorter side.
TITLE_SHARE: Final = 0.085
TEXT_SHARE: Final = 0.048
GAP_SHARE: Final = 0.045
RULE_SHARE: Final = (0.16, 0.008)
# What one text may take; more of it is shortened.
MOST_LINES: Final = 3
# Words that are too many for the card are set smaller, in these steps.
SMALLER: Final = (1.0, 0.85, 0.7, 0.55, 0.4, 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and how many pixels it takes across."""

    text: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A card's words as they stand: lines of title and text, with the gap between them."""

    title: tuple[Line, ...]
    text: tuple[Line, ...]
    gap: int
    rule: tuple[int, int]

    @property
    def height(self) -> int:
        """All of it, in pixels."""
        lines = sum(line.height for line in (*self.title, *self.text))
        return lines + 2 * self.gap + self.rule[1]


def drawn(card: Card, size: PixelSize, *, below: int = 0) -> Image.Image:
    """Return a card as a picture of the frame's size; nothing is written above the row `below`."""
    image, safe = _ground(size), title_safe(size)
    first = max(safe.top, below)
    room = safe.top + safe.height - first
    choices = [_set(card, size, safe.width, share) for share in SMALLER]
    setting = next((choice for choice in choices if choice.height <= room), choices[-1])
    _write(ImageDraw.Draw(image), setting, size.width, first + (room - setting.height) // 2)
    return image


def _ground(size: PixelSize) -> Image.Image:
    shade = Image.linear_gradient("L").resize((size.width, size.height))
    light, dark = (Image.new("RGB", shade.size, colour) for colour in (TOP, BOTTOM))
    return Image.composite(dark, light, shade)


def _set(card: Card, size: PixelSize, within: int, share: float) -> Setting:
    unit = min(size.width, size.height) * share
    title_px, text_px = max(1, round(unit * TITLE_SHARE)), max(1, round(unit * TEXT_SHARE))
    return Setting(
        title=_wrapped(card.title, Weight.BOLD, title_px, card.language, within),
        text=tuple(
            line
            for text in card.lines
            for line in _wrapped(text, Weight.REGULAR, text_px, card.language, within)
        ),
        gap=round(unit * GAP_SHARE),
        rule=(round(unit * RULE_SHARE[0]), max(1, round(unit * RULE_SHARE[1]))),
    )


def _write(canvas: ImageDraw.ImageDraw, setting: Setting, across: int, top: int) -> None:
    width, height = setting.rule
    left = (across - width) // 2
    top = _column(canvas, setting.title, across, top, WHITE) + setting.gap
    canvas.rectangle((left, top, left + width - 1, top + height - 1), fill=PALE)
    _column(canvas, setting.text, across, top + height + setting.gap, PALE)


def _column(
    canvas: ImageDraw.ImageDraw, lines: tuple[Line, ...], across: int, top: int, colour: Colour
) -> int:
    """Write lines below each other in the middle; return the row below the last."""
    for line in lines:
        line.draw(canvas, (across - line.width) // 2, top, colour)
        top += line.height
    return top


def _wrapped(text: str, weight: Weight, px: int, language: str, within: int) -> tuple[Line, ...]:
    """Break a text between its words into as few lines as fit, and these into even ones."""
    words = [Word(text=word, width=width_of(word, weight, px, language)) for word in text.split()]
    space = width_of(" ", weight, px, language)
    lines = _broken(words, space, within)
    for narrow in range(within - px, px, -px):
        tighter = _broken(words, space, narrow)
        if len(tighter) > len(lines) or max(_across(line, space) for line in tighter) > narrow:
            break
        lines = tighter
    texts = [" ".join(word.text for word in line) for line in lines]
    return tuple(fitted(line, weight, px, language, within=within) for line in texts)


def _broken(words: list[Word], space: int, within: int) -> list[list[Word]]:
    """Fill line by line; what is left goes on the last one allowed."""
    lines: list[list[Word]] = []
    for word in words:
        is_last = len(lines) == MOST_LINES
        if lines and (is_last or _across([*lines[-1], word], space) <= within):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _across(line: list[Word], space: int) -> int:
    return sum(word.width for word in line) + space * (len(line) - 1)
