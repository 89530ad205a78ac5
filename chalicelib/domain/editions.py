"""What is composed of our own renditions: captions, cards, cuts and reels, as plans.

A plan is a value that a Composer carries out. It names every text and every window, so that it can
be printed and tested without a single frame. Nothing here ever sees an upload.
"""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.photo_plans import THUMB_EDGE_PX, fit_within
from chalicelib.domain.video_plans import MAX_RATE_BPS, OLD_LINES


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
    """One of our own renditions; a photo has no duration.

    A film whose picture was taken over as it was may not say how its colours are to be read.
    """

    size: PixelSize
    duration_s: float = 0.0
    has_audio: bool = False
    has_named_colours: bool = True

    @property
    def is_unnamed_hd(self) -> bool:
        """True when its colours are BT.709 by custom, and must be said to be before it is read."""
        return not self.has_named_colours and min(self.size.width, self.size.height) > OLD_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a clip that is kept, in its own pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One clip of an edition: which part of it is kept, and what is written over it.

    `seconds` is how long it is shown from its beginning; 0 for as long as it lasts. A photo among
    clips is shown for `seconds`.
    """

    clip: Clip
    window: Window
    lower_third: LowerThird | None = None
    seconds: float = 0.0

    @property
    def shown_s(self) -> float:
        """How long it is shown, in seconds; 0 for a still edition."""
        return self.seconds or self.clip.duration_s


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """How to compose an edition of one clip, or a reel of several, in this order.

    Neighbours, cards too, share `crossfade_s` seconds. `ai_label` is what is stamped over a tenth
    of the frame at its top, a line per language; empty for nothing. `max_rate_bps` is the
    picture's highest rate.
    """

    pieces: tuple[Piece, ...]
    size: PixelSize
    opening: Card | None = None
    closing: Card | None = None
    crossfade_s: float = 0.0
    ai_label: str = ""
    max_rate_bps: int = MAX_RATE_BPS

    @property
    def is_photo(self) -> bool:
        """True when the edition is a still picture."""
        return all(piece.shown_s == 0 for piece in self.pieces)

    @property
    def thumb(self) -> PixelSize:
        """The size of the small picture that stands for the edition."""
        return fit_within(self.size, THUMB_EDGE_PX)
