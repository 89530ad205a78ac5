"""Decides how editions and reels are composed: which window of a clip, how long, in which frame.

A channel's Style and the measures of our own renditions go in, an EditionPlan comes out.
"""

from collections.abc import Sequence
from typing import Final

from chalicelib.domain.edition_texts import writable_card, writable_lower_third
from chalicelib.domain.edition_windows import frame_for, window_for, window_like
from chalicelib.domain.editions import (
    Card,
    Clip,
    Cut,
    EditionPlan,
    LowerThird,
    Piece,
    Style,
    Window,
)
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.video_plans import (
    AUDIO_RATE_BPS,
    MAX_RATE_BPS,
    MAX_VIDEO_BYTES,
    MAX_VIDEO_S,
    USABLE_SHARE,
)

# What an edition says when its picture was altered with AI. The Election Commission of India
# (advisory of 24 October 2025) asks for a band at the top over a tenth of what is seen.
AI_LABEL: Final = "AI से डिजिटल रूप में बदला गया\nDigitally altered with AI"
# A reel fits every channel: at most 90 s. With ten clips each has about nine of them.
MAX_REEL_CLIPS: Final = 10
# What is shown of one testimonial at most, and of a photo among clips.
REEL_CLIP_S: Final = 15.0
REEL_STILL_S: Final = 4.0
CROSSFADE_S: Final = 0.5


def plan_edition(
    clip: Clip,
    style: Style,
    *,
    lower_third: LowerThird | None,
    opening: Card | None,
    closing: Card | None,
    ai_label: str = "",
) -> EditionPlan:
    """Return how a channel's edition of one rendition is composed.

    What the style does not ask for is left out, and so are the cards of a photo, and those of a
    clip that would be longer with them than channels take: nobody's last words are cut for a card.
    """
    window = window_for(clip.size, style.cut)
    words = lower_third if style.has_lower_third else None
    has_room = clip.duration_s + _cards_s(opening, closing) <= MAX_VIDEO_S
    has_cards = style.has_cards and clip.duration_s > 0 and has_room
    return _plan(
        (Piece(clip=clip, window=window, lower_third=writable_lower_third(words)),),
        frame_for(style.cut, window, is_photo=clip.duration_s == 0),
        cards=(opening, closing) if has_cards else (None, None),
        ai_label=ai_label,
    )


def plan_reel(
    clips: Sequence[Clip],
    lower_thirds: Sequence[LowerThird | None],
    *,
    opening: Card | None,
    closing: Card | None,
    cut: Cut,
    ai_label: str = "",
) -> EditionPlan:
    """Return how a reel of several renditions is composed, at most MAX_VIDEO_S and 50 MB.

    Each clip is shown from its beginning for its fair share of the reel, at most REEL_CLIP_S; a
    photo for REEL_STILL_S. `ORIGINAL` is the shape of the first clip. Raises InvalidInput for no
    clips and for more than MAX_REEL_CLIPS.
    """
    if not 1 <= len(clips) <= MAX_REEL_CLIPS:
        raise InvalidInput(f"A reel has one to {MAX_REEL_CLIPS} clips", clips=len(clips))
    shape = window_for(clips[0].size, cut)
    windows = [window_like(clip.size, PixelSize(shape.width, shape.height)) for clip in clips]
    longest_s = _share_s(len(clips), opening, closing)
    pieces = tuple(
        Piece(
            clip=clip,
            window=window,
            lower_third=writable_lower_third(words),
            seconds=_shown_s(clip, longest_s),
        )
        for clip, window, words in zip(clips, windows, lower_thirds, strict=True)
    )
    frame = frame_for(cut, max(windows, key=_area), is_photo=False)
    return _plan(pieces, frame, cards=(opening, closing), ai_label=ai_label)


def _plan(
    pieces: tuple[Piece, ...],
    size: PixelSize,
    *,
    cards: tuple[Card | None, Card | None],
    ai_label: str,
) -> EditionPlan:
    opening, closing = (writable_card(card) for card in cards)
    parts = _lengths(pieces, [card for card in (opening, closing) if card])
    return EditionPlan(
        pieces=pieces,
        size=size,
        opening=opening,
        closing=closing,
        crossfade_s=_crossfade_s(parts),
        ai_label=ai_label,
        max_rate_bps=_max_rate(sum(parts)),
    )


def _lengths(pieces: Sequence[Piece], cards: Sequence[Card]) -> list[float]:
    return [*(card.seconds for card in cards), *(piece.shown_s for piece in pieces)]


def _share_s(count: int, *cards: Card | None) -> float:
    """A clip's part of a reel that is as long as it may be, crossfades not counted."""
    return min(REEL_CLIP_S, (MAX_VIDEO_S - _cards_s(*cards)) / count)


def _cards_s(*cards: Card | None) -> float:
    return sum(card.seconds for card in cards if card)


def _shown_s(clip: Clip, longest_s: float) -> float:
    return min(clip.duration_s or REEL_STILL_S, longest_s)


def _crossfade_s(parts: Sequence[float]) -> float:
    """A third of the shortest part at most, so that each is seen alone for a while."""
    return min(CROSSFADE_S, min(parts) / 3) if len(parts) > 1 else 0.0


def _max_rate(duration_s: float) -> int:
    """Return the highest rate in bit/s that keeps the result within MAX_VIDEO_BYTES."""
    budget = MAX_VIDEO_BYTES * 8 * USABLE_SHARE / (duration_s + 1)
    return min(MAX_RATE_BPS, int(budget) - AUDIO_RATE_BPS)


def _area(window: Window) -> int:
    return window.width * window.height
