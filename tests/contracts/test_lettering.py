"""Words over a picture: shaped as Hindi is, fitted into their room, readable over anything."""

import pytest
from PIL import Image, ImageChops, ImageFont

from chalicelib.adapters.media.cards import drawn
from chalicelib.adapters.media.lettering import (
    ELLIPSIS,
    FONTS,
    LEAST_SHARE,
    Weight,
    fitted,
    font,
    need_shaping,
    width_of,
)
from chalicelib.adapters.media.overlays import label_band, lower_third, overlays_of
from chalicelib.domain.edition_layout import label_area, lower_third_area, title_safe
from chalicelib.domain.edition_plans import AI_LABEL
from chalicelib.domain.edition_texts import BLOCKS, JOINERS, OTHERS, clusters
from chalicelib.domain.editions import Card, LowerThird
from chalicelib.domain.errors import Fault
from chalicelib.domain.media_measures import PixelSize

FRAMES = [(720, 1280), (1280, 720), (720, 720), (540, 960), (1600, 1200), (180, 320)]
IN_HINDI = LowerThird(
    language="hi", name="श्रीमती लक्ष्मी त्रिपाठी", place="क्षेत्रपुर", scheme="प्रधानमंत्री आवास योजना"
)
IN_ENGLISH = LowerThird(
    language="en", name="Lakshmi Tripathi", place="Phulpur", scheme="PM Awas Yojana"
)
NAME_ALONE = LowerThird(language="", name="J. Ram")
VERY_LONG = LowerThird(
    language="hi",
    name="विश्वनाथप्रतापनारायण सिंह राठौड़ कुशवाहा श्रीवास्तव त्रिपाठी उपाध्याय",
    place="Ward 14, सेक्टर-22, " * 4,
    scheme="आयुष्मान भारत – PM-JAY · ₹5 लाख " * 3,
)
WORDS = {"Hindi": IN_HINDI, "English": IN_ENGLISH, "name": NAME_ALONE, "long": VERY_LONG}


def unshaped_width(text: str) -> float:
    path = FONTS / "NotoSansDevanagari-Regular.ttf"
    return ImageFont.truetype(path, 64, layout_engine=ImageFont.Layout.BASIC).getlength(text)


@pytest.mark.parametrize("text", ["क्षि", "श्री", "त्र", "द्ध", "र्थ"])
def test_devanagari_is_shaped(text: str) -> None:
    # Letter by letter there would be a virama, and the vowel behind its consonant.
    assert width_of(text, Weight.REGULAR, 64, "hi") < 0.9 * unshaped_width(text)


def test_without_shaping_nothing_is_written() -> None:
    need_shaping(is_there=True)
    with pytest.raises(Fault, match="RAQM"):
        need_shaping(is_there=False)


def test_the_font_travels_with_its_licence() -> None:
    licence = (FONTS / "OFL.txt").read_text()

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2022 The Noto Project Authors" in licence


@pytest.mark.parametrize("weight", Weight)
def test_the_font_has_every_letter_that_may_be_written(weight: Weight) -> None:
    face = font(weight, 40)
    letters = [chr(code) for first, last in BLOCKS for code in range(first, last + 1)]

    lacking = [
        letter for letter in [*letters, *OTHERS] if letter not in JOINERS and is_a_box(face, letter)
    ]

    assert lacking == []


def is_a_box(face: ImageFont.FreeTypeFont, letter: str) -> bool:
    """True when a letter looks like one that no font has; signs alone stand on a dotted circle."""
    return bytes(face.getmask(letter)) == bytes(face.getmask("\U0010fffe"))


def test_a_name_that_is_too_wide_is_set_smaller_before_it_is_shortened() -> None:
    name = "श्रीमती लक्ष्मी त्रिपाठी"
    full = width_of(name, Weight.BOLD, 40, "hi")

    smaller = fitted(name, Weight.BOLD, 40, "hi", within=full * 8 // 10)

    assert smaller.text == name
    assert 40 * LEAST_SHARE <= smaller.px < 40
    assert smaller.width <= full * 8 // 10


@pytest.mark.parametrize("within", range(20, 240, 40))
def test_a_shortened_name_ends_with_a_whole_syllable(within: int) -> None:
    name = "क्षितिजश्रीनिवासत्र्यम्बक"

    line = fitted(name, Weight.BOLD, 40, "hi", within=within)

    kept = line.text.removesuffix(ELLIPSIS)
    assert line.text.endswith(ELLIPSIS)
    assert line.width <= max(within, width_of(ELLIPSIS, Weight.BOLD, line.px, "hi"))
    assert clusters(kept) == clusters(name)[: len(clusters(kept))]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("frame", FRAMES, ids=str)
def test_a_lower_third_keeps_to_its_place(frame: tuple[int, int], words: LowerThird) -> None:
    size = PixelSize(*frame)
    area, safe = lower_third_area(size), title_safe(size)

    band = lower_third(words, size)

    assert (band.left, band.top + band.image.height) == (area.left, area.top + area.height)
    assert band.top >= area.top
    assert band.left + band.image.width <= safe.left + safe.width
    left, top, right, bottom = letters_in(band.image)
    assert left > 0
    assert top > 0
    assert right < band.image.width
    assert bottom < band.image.height


def letters_in(image: Image.Image) -> tuple[int, int, int, int]:
    """Where the letters' own light stands in a dark band."""
    box = image.convert("RGB").convert("L").point(lambda value: 255 * (value > 60)).getbbox()
    assert box
    return box


def test_two_lines_of_words_are_higher_than_one() -> None:
    size = PixelSize(720, 1280)

    assert lower_third(NAME_ALONE, size).image.height < lower_third(IN_HINDI, size).image.height


@pytest.mark.parametrize("words", [IN_HINDI, IN_ENGLISH], ids=["Hindi", "English"])
def test_letters_are_readable_over_a_white_picture(words: LowerThird) -> None:
    band = lower_third(words, PixelSize(720, 1280))
    picture = Image.new("RGB", band.image.size, "white")
    picture.paste(band.image, mask=band.image)

    ground = picture.getpixel((band.image.width // 2, 4))

    # 7:1 is the strictest ratio of WCAG 2.2 (1.4.6), for the paler of the two colours.
    assert (luminance((226, 232, 240)) + 0.05) / (luminance(ground) + 0.05) >= 7


def luminance(colour: object) -> float:
    assert isinstance(colour, tuple)
    shares = [value / 255 for value in colour[:3]]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("frame", FRAMES, ids=str)
def test_a_label_is_opaque_over_a_tenth_and_says_it_in_both_scripts(frame: tuple[int, int]) -> None:
    size = PixelSize(*frame)
    area = label_area(size)

    band = label_band(AI_LABEL, size)

    assert band.image.size == (size.width, area.height)
    assert band.image.getchannel("A").getextrema() == (255, 255)
    assert band.image.width * band.image.height * 10 >= size.width * size.height
    left, top, right, bottom = letters_in(band.image)
    assert left >= title_safe(size).left
    assert right <= size.width - title_safe(size).left
    assert top > 0
    assert bottom < band.image.height
    hindi, english = AI_LABEL.split("\n")
    assert differs(band.image, label_band(hindi, size).image)
    assert differs(band.image, label_band(english, size).image)


def differs(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is not None


def test_nothing_ordered_is_nothing_drawn() -> None:
    assert overlays_of(None, "", PixelSize(720, 1280)) == ()
    assert len(overlays_of(IN_HINDI, AI_LABEL, PixelSize(720, 1280))) == 2


CARDS = {
    "Hindi": Card(language="hi", title="फूलपुर की आवाज़ें", lines=("सहमति से साझा",)),
    "English": Card(language="en", title="Voices of Phulpur", lines=("Shared with consent",)),
    "title": Card(language="en", title="Phulpur"),
    "much": Card(
        language="hi",
        title="स्वास्थ्य बीमा और पक्का मकान: फूलपुर लोकसभा क्षेत्र के लोगों की अपनी ज़ुबानी " * 2,
        lines=("Told by the people themselves, with their consent. " * 3,) * 4,
    ),
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
@pytest.mark.parametrize("frame", FRAMES, ids=str)
def test_a_card_keeps_its_words_in_the_safe_part_and_below_the_label(
    frame: tuple[int, int], card: Card
) -> None:
    size = PixelSize(*frame)
    safe, label = title_safe(size), label_area(size)

    picture = drawn(card, size, below=label.height)

    left, top, right, bottom = letters_in(picture)
    assert picture.size == frame
    assert left >= safe.left
    assert right <= safe.left + safe.width
    assert top >= label.height
    assert bottom <= safe.top + safe.height


def test_a_cards_title_breaks_into_even_lines() -> None:
    card = Card(language="en", title="mmm mmm mmm mmm")

    left, _, right, _ = letters_in(drawn(card, PixelSize(1000, 1000)))

    # Filled line by line, the first would hold three words and the last a single one.
    assert right - left < 0.6 * title_safe(PixelSize(1000, 1000)).width
