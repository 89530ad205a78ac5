"""What is composed of our own renditions: captions, cards, cuts and reels, as plans.

A plan is a value that a Composer carries out. It names every text and every window, so that it can
be printed and tested without a single frame. Nothing here ever sees an upload.
"""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.media_measures import PixelSize


class Cut(StrEnum):
    """The shape of an edition."""

    ORIGINAL = "original"
    SQUARE = "square"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a channel wants its posts composed; the default is the plain rendition."""

    cut: Cut = Cut.ORIGINAL
    has_lower_third: bool = False
    has_cards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerThird:
    """Who speaks, in one language. What she did not agree to show is empty."""

    language: str
    name: str = ""
    place: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A title for some seconds before or after the clips."""

    language: str
    title: str
    lines: tuple[str, ...] = ()
    seconds: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One of our own renditions; a photo has no duration."""

    size: PixelSize
    duration_s: float = 0.0
    has_audio: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a clip that is kept, in its own pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One clip of an edition: which part of it is kept, and what is written over it."""

    clip: Clip
    window: Window
    lower_third: LowerThird | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """How to compose an edition of one clip, or a reel of several, in this order.

    `ai_label` is what is stamped over a tenth of the frame at its top; empty for nothing.
    """

    pieces: tuple[Piece, ...]
    size: PixelSize
    opening: Card | None = None
    closing: Card | None = None
    crossfade_s: float = 0.0
    ai_label: str = ""

    @property
    def is_photo(self) -> bool:
        """True when the edition is a still picture."""
        return all(piece.clip.duration_s == 0 for piece in self.pieces)
