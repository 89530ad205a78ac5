"""Lays the parts of an edition out in time, in whole frames, so that nothing is left to rounding.

Cards and clips follow each other; two neighbours overlap by the crossfade, in picture and sound.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.editions import Card, EditionPlan, Piece
from chalicelib.domain.video_plans import VIDEO_FPS

# A clip's duration is a number of frames already; this is for what floating point makes of it.
TOLERANCE: Final = 0.01
# Sound that was cut short ends softly, also where nothing follows it.
SOFT_END_FRAMES: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One part of an edition: a card, or the piece of the source with number `source`.

    `first` is the frame with which it begins and `count` how many frames it has. `fade_in` and
    `fade_out` are how many of them it shares with its neighbours; `sound_out` how many frames its
    sound takes to end.
    """

    first: int
    count: int
    fade_in: int
    fade_out: int
    sound_out: int
    card: Card | None = None
    piece: Piece | None = None
    source: int = 0

    @property
    def end(self) -> int:
        """The first frame that is not its own."""
        return self.first + self.count


def shots(plan: EditionPlan) -> tuple[Shot, ...]:
    """Return the parts in their order; each begins where the one before fades out."""
    parts = _parts(plan)
    fade = frames_in(plan.crossfade_s)
    laid: list[Shot] = []
    for place, (seconds, card, piece) in enumerate(parts):
        first = laid[-1].end - fade if laid else 0
        fade_out = fade if place < len(parts) - 1 else 0
        laid.append(
            Shot(
                first=first,
                count=frames_in(seconds),
                fade_in=fade if laid else 0,
                fade_out=fade_out,
                sound_out=max(fade_out, _soft_end(piece)),
                card=card,
                piece=piece,
                source=sum(shot.piece is not None for shot in laid),
            )
        )
    return tuple(laid)


def length(plan: EditionPlan) -> int:
    """Return how many frames an edition has."""
    return shots(plan)[-1].end


def duration_of(plan: EditionPlan) -> float:
    """Return how long an edition plays, in seconds: the sum of its parts less the crossfades."""
    return length(plan) / VIDEO_FPS


def poster_frame(plan: EditionPlan) -> int:
    """Return the frame that stands for an edition: the middle of its first clip, never a card."""
    first = next(shot for shot in shots(plan) if shot.piece is not None)
    return first.first + first.count // 2


def frames_in(seconds: float) -> int:
    """Return how many whole frames fit into a time."""
    return int(seconds * VIDEO_FPS + TOLERANCE)


def _parts(plan: EditionPlan) -> list[tuple[float, Card | None, Piece | None]]:
    opening = [(plan.opening.seconds, plan.opening, None)] if plan.opening else []
    closing = [(plan.closing.seconds, plan.closing, None)] if plan.closing else []
    return [*opening, *((piece.shown_s, None, piece) for piece in plan.pieces), *closing]


def _soft_end(piece: Piece | None) -> int:
    is_cut = piece is not None and piece.shown_s < piece.clip.duration_s
    return SOFT_END_FRAMES if is_cut else 0
