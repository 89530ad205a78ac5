"""Plans of editions and reels keep the face, the channels' bounds and the words that were given."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.edition_layout import label_area, lower_third_area, title_safe
from chalicelib.domain.edition_plans import (
    AI_LABEL,
    MAX_REEL_CLIPS,
    REEL_CLIP_S,
    REEL_STILL_S,
    plan_edition,
    plan_reel,
)
from chalicelib.domain.edition_texts import (
    clusters,
    writable,
    writable_card,
    writable_lower_third,
)
from chalicelib.domain.edition_timeline import duration_of, frames_in, length, poster_frame, shots
from chalicelib.domain.edition_windows import EYE_LINE, fitted, frame_for, window_for
from chalicelib.domain.editions import Card, Clip, Cut, EditionPlan, LowerThird, Style, Window
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.media_measures import PixelSize
from chalicelib.domain.video_plans import AUDIO_RATE_BPS, MAX_VIDEO_BYTES, MAX_VIDEO_S

SIDES = st.integers(min_value=32, max_value=2_080)
SIZES = st.builds(PixelSize, SIDES, SIDES)
CUTS = st.sampled_from(Cut)
RATIOS = {Cut.SQUARE: Fraction(1), Cut.VERTICAL: Fraction(9, 16)}
PORTRAIT = Clip(size=PixelSize(720, 1280), duration_s=20.0, has_audio=True)
LANDSCAPE = Clip(size=PixelSize(1280, 720), duration_s=8.0, has_audio=True)
PHOTO = Clip(size=PixelSize(1600, 1200))
WORDS = LowerThird(language="hi", name="सुनीता देवी", place="फूलपुर", scheme="PM Awas")
OPENING = Card(language="hi", title="फूलपुर की आवाज़ें")
CLOSING = Card(language="hi", title="सहमति से साझा", seconds=3.0)
FULL = Style(cut=Cut.SQUARE, has_lower_third=True, has_cards=True)


def an_edition(clip: Clip, style: Style, **given_words: str) -> EditionPlan:
    return plan_edition(
        clip, style, lower_third=WORDS, opening=OPENING, closing=CLOSING, **given_words
    )


def a_reel(*clips: Clip, cut: Cut = Cut.VERTICAL) -> EditionPlan:
    words = [WORDS] * len(clips)
    return plan_reel(clips, words, opening=OPENING, closing=CLOSING, cut=cut)


@given(size=SIZES, cut=CUTS)
def test_a_window_lies_in_its_clip_with_even_sides(size: PixelSize, cut: Cut):
    window = window_for(size, cut)

    assert window.left >= 0
    assert window.top >= 0
    assert window.left + window.width <= size.width
    assert window.top + window.height <= size.height
    assert (window.width % 2, window.height % 2) == (0, 0)


@given(size=SIZES, cut=st.sampled_from(sorted(RATIOS)))
def test_a_window_has_its_cuts_shape_and_is_as_large_as_fits(size: PixelSize, cut: Cut):
    window = window_for(size, cut)

    # Rounding to even numbers costs less than two pixels a side.
    assert abs(window.width - window.height * RATIOS[cut]) <= 3
    assert size.width - window.width < 2 or size.height - window.height < 2


@given(size=SIZES, cut=CUTS)
def test_a_window_holds_the_place_where_the_face_is_expected(size: PixelSize, cut: Cut):
    window = window_for(size, cut)
    across, eyes = Fraction(size.width, 2), size.height * EYE_LINE

    assert abs(window.left + Fraction(window.width, 2) - across) <= 1
    # The eyes stand at a third of the window, as they stood at a third of the clip.
    assert abs(window.top + window.height * EYE_LINE - eyes) <= 1


def test_a_square_of_a_phone_clip_takes_a_third_from_above_and_the_rest_from_below():
    assert window_for(PixelSize(720, 1280), Cut.SQUARE) == Window(
        left=0, top=186, width=720, height=720
    )


@pytest.mark.parametrize(
    ("clip", "cut", "size"),
    [
        (PORTRAIT, Cut.ORIGINAL, PixelSize(720, 1280)),
        (PORTRAIT, Cut.SQUARE, PixelSize(720, 720)),
        (PORTRAIT, Cut.VERTICAL, PixelSize(720, 1280)),
        (LANDSCAPE, Cut.SQUARE, PixelSize(720, 720)),
        (LANDSCAPE, Cut.VERTICAL, PixelSize(540, 960)),
        (replace(PORTRAIT, size=PixelSize(1080, 1920)), Cut.ORIGINAL, PixelSize(720, 1280)),
        (replace(PORTRAIT, size=PixelSize(1080, 1080)), Cut.SQUARE, PixelSize(720, 720)),
        (PHOTO, Cut.VERTICAL, PixelSize(674, 1200)),
        (PHOTO, Cut.ORIGINAL, PixelSize(1600, 1200)),
    ],
)
def test_a_frame_is_what_channels_take(clip: Clip, cut: Cut, size: PixelSize):
    assert an_edition(clip, Style(cut=cut)).size == size


@given(size=SIZES, cut=CUTS, is_photo=st.booleans())
def test_a_scaled_clip_covers_its_frame(size: PixelSize, cut: Cut, is_photo: bool):
    window = window_for(size, cut)
    frame = frame_for(cut, window, is_photo=is_photo)
    scaled, part = fitted(size, window, frame)

    assert (part.width, part.height) == (frame.width, frame.height)
    assert part.left >= 0
    assert part.top >= 0
    assert part.left + part.width <= scaled.width
    assert part.top + part.height <= scaled.height
    # The picture is not squeezed: both sides are scaled alike, to a pixel.
    assert abs(scaled.width * size.height - scaled.height * size.width) <= sum(
        (size.width, size.height)
    )


def test_an_edition_has_what_its_style_asks_for():
    plan = an_edition(PORTRAIT, FULL, ai_label=AI_LABEL)

    (piece,) = plan.pieces
    assert piece.lower_third == WORDS
    assert (plan.opening, plan.closing) == (OPENING, CLOSING)
    assert plan.ai_label == AI_LABEL
    assert plan.crossfade_s == 0.5
    assert plan.thumb == PixelSize(320, 320)
    assert not plan.is_photo


def test_an_edition_has_nothing_that_its_style_does_not_ask_for():
    plan = an_edition(PORTRAIT, Style())

    assert plan.pieces[0].lower_third is None
    assert (plan.opening, plan.closing, plan.crossfade_s) == (None, None, 0.0)


def test_a_photo_has_no_cards_and_stays_a_photo():
    plan = an_edition(PHOTO, FULL)

    assert (plan.opening, plan.closing) == (None, None)
    assert plan.is_photo
    assert plan.pieces[0].lower_third == WORDS


def test_cards_that_would_make_a_clip_too_long_are_left_out_and_no_word_is_cut():
    longest = replace(PORTRAIT, duration_s=MAX_VIDEO_S - 5.0)

    assert an_edition(longest, FULL).opening == OPENING
    without = an_edition(replace(longest, duration_s=MAX_VIDEO_S - 4.9), FULL)
    assert (without.opening, without.closing) == (None, None)
    assert duration_of(without) == pytest.approx(85.1, abs=0.04)


def test_an_edition_without_any_words_left_has_no_lower_third():
    plan = plan_edition(
        PORTRAIT, FULL, lower_third=LowerThird(language="hi"), opening=None, closing=None
    )

    assert plan.pieces[0].lower_third is None


CLIPS = st.lists(
    st.builds(
        Clip,
        size=st.sampled_from([PixelSize(720, 1280), PixelSize(1280, 720), PixelSize(540, 720)]),
        duration_s=st.just(0.0) | st.floats(min_value=1.0, max_value=90.0),
        has_audio=st.booleans(),
    ),
    min_size=1,
    max_size=MAX_REEL_CLIPS,
)
CARDS = st.none() | st.builds(
    Card, language=st.just("hi"), title=st.just("x"), seconds=st.floats(min_value=1, max_value=5)
)


@given(clips=CLIPS, opening=CARDS, closing=CARDS, cut=CUTS)
def test_a_reel_is_within_what_every_channel_takes(
    clips: list[Clip], opening: Card | None, closing: Card | None, cut: Cut
):
    plan = plan_reel(clips, [None] * len(clips), opening=opening, closing=closing, cut=cut)

    most_bits = (plan.max_rate_bps + AUDIO_RATE_BPS) * (duration_of(plan) + 1)
    assert duration_of(plan) <= MAX_VIDEO_S
    assert most_bits <= MAX_VIDEO_BYTES * 8
    assert all(0 < piece.seconds <= REEL_CLIP_S for piece in plan.pieces)
    assert all(piece.shown_s <= (piece.clip.duration_s or REEL_STILL_S) for piece in plan.pieces)
    assert not plan.is_photo


@given(clips=CLIPS, opening=CARDS, closing=CARDS)
def test_the_parts_of_a_reel_follow_each_other_and_share_their_crossfades(
    clips: list[Clip], opening: Card | None, closing: Card | None
):
    plan = plan_reel(clips, [None] * len(clips), opening=opening, closing=closing, cut=Cut.SQUARE)
    parts = shots(plan)
    fade = frames_in(plan.crossfade_s)

    assert parts[0].first == 0
    assert all(after.first == before.end - fade for before, after in pairwise(parts))
    assert length(plan) == sum(part.count for part in parts) - fade * (len(parts) - 1)
    # Each is seen alone for a while.
    assert all(part.fade_in + part.fade_out < part.count for part in parts)
    assert [part.source for part in parts if part.piece] == list(range(len(clips)))


@given(clips=CLIPS, opening=CARDS, closing=CARDS)
def test_a_posters_frame_shows_the_first_clip_alone(
    clips: list[Clip], opening: Card | None, closing: Card | None
):
    plan = plan_reel(clips, [None] * len(clips), opening=opening, closing=closing, cut=Cut.SQUARE)

    seen = [part for part in shots(plan) if part.first <= poster_frame(plan) < part.end]
    assert [(part.piece, part.source) for part in seen] == [(plan.pieces[0], 0)]


def test_a_reel_plays_as_long_as_its_parts_less_the_crossfades():
    plan = a_reel(PORTRAIT, LANDSCAPE)

    assert [piece.seconds for piece in plan.pieces] == [REEL_CLIP_S, 8.0]
    assert duration_of(plan) == pytest.approx(2.0 + 15.0 + 8.0 + 3.0 - 3 * 0.5)


def test_sound_that_was_cut_short_ends_softly_also_at_a_reels_end():
    plan = plan_reel([PORTRAIT], [None], opening=None, closing=None, cut=Cut.SQUARE)

    (shot,) = shots(plan)
    assert (shot.fade_out, shot.sound_out) == (0, 9)
    assert shots(an_edition(LANDSCAPE, Style()))[0].sound_out == 0


def test_a_reel_in_the_shape_of_its_first_clip_cuts_the_others_to_it():
    plan = a_reel(PORTRAIT, LANDSCAPE, cut=Cut.ORIGINAL)

    assert plan.size == PixelSize(720, 1280)
    assert plan.pieces[1].window == Window(left=438, top=0, width=404, height=720)


@pytest.mark.parametrize("count", [0, MAX_REEL_CLIPS + 1])
def test_a_reel_of_no_clips_or_too_many_is_refused(count: int):
    with pytest.raises(InvalidInput):
        plan_reel([PORTRAIT] * count, [None] * count, opening=None, closing=None, cut=Cut.SQUARE)


def test_unnamed_colours_are_television_s_of_its_time():
    assert replace(PORTRAIT, has_named_colours=False).is_unnamed_hd
    assert not PORTRAIT.is_unnamed_hd
    old = replace(PORTRAIT, size=PixelSize(320, 576), has_named_colours=False)
    assert not old.is_unnamed_hd


def test_a_reel_stamps_its_label_too():
    plan = plan_reel(
        [PORTRAIT], [None], opening=None, closing=None, cut=Cut.SQUARE, ai_label=AI_LABEL
    )

    assert plan.ai_label == AI_LABEL


@given(size=SIZES)
def test_words_keep_to_the_safe_part_and_the_label_covers_a_tenth(size: PixelSize):
    safe, third, label = title_safe(size), lower_third_area(size), label_area(size)

    assert safe.width * 10 <= size.width * 9
    assert safe.left <= third.left
    assert third.left + third.width <= safe.left + safe.width
    assert third.top + third.height <= safe.top + safe.height
    assert label.width * label.height * 10 >= size.width * size.height
    assert (label.left, label.top, label.width) == (0, 0, size.width)
    assert label.height <= third.top


def test_a_lower_third_in_a_tall_frame_stands_above_the_players_own_buttons():
    third = lower_third_area(PixelSize(720, 1280))

    assert third.top + third.height == 1024


@pytest.mark.parametrize(
    ("given_text", "written"),
    [
        ("  श्रीमती \n लक्ष्मी ", "श्रीमती लक्ष्मी"),
        ("PM-JAY – ₹5 लाख", "PM-JAY – ₹5 लाख"),
        ("José Ñandú", "José Ñandú"),
        ("Nguyễn Ṛta", "Nguyen Rta"),
        ("🏠 PM Awas ❤️ Yojana", "PM Awas Yojana"),
        ("ﬁnd²", "find2"),
        ("முருகன் Kumar", ""),
        ("مریم", ""),
        ("", ""),
    ],
)
def test_what_the_font_lacks_is_dropped_and_a_foreign_name_is_left_out(
    given_text: str, written: str
):
    assert writable(given_text) == written


def test_only_the_part_that_cannot_be_written_is_left_out_of_a_lower_third():
    words = LowerThird(language="hi", name="முருகன்", place="फूलपुर", scheme="PM Awas")

    assert writable_lower_third(words) == replace(words, name="")
    assert writable_lower_third(replace(words, place="", scheme="")) is None
    assert writable_lower_third(None) is None


def test_a_card_keeps_the_lines_that_can_be_written():
    card = Card(language="en", title="Voices", lines=("தமிழ்", "Phulpur"))

    assert writable_card(card) == replace(card, lines=("Phulpur",))
    assert writable_card(None) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("क्षि", ["क्षि"]),
        ("श्रीमती", ["श्री", "म", "ती"]),
        ("त्र्य", ["त्र्य"]),
        ("क्\u200dष", ["क्\u200dष"]),
        ("सत् ab", ["स", "त्", " ", "a", "b"]),
        ("ि", ["ि"]),
        ("", []),
    ],
)
def test_a_text_is_cut_between_syllables(text: str, parts: list[str]):
    assert clusters(text) == parts


@given(st.text(alphabet="कषतरिी्ंabc \u200d"))
def test_cutting_a_text_loses_nothing(text: str):
    assert "".join(clusters(text)) == text
