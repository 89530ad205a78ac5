"""Numbers of made pictures, good and bad, lie on the right side of their thresholds."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from chalicelib.adapters.media.picture_signals import picture_signals
from chalicelib.domain.likeness import SIGNS
from chalicelib.domain.signals import SIGNALS, SOUND, Hint, hints
from infra.bench.looks.pictures import made, real, saved
from infra.bench.looks.spoiled import SPOILED, grainy, of_a_screen
from tests.media_factory import picture

SIZE = (1200, 1600)
SEEDS = range(3)
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
NOT_OF_A_CAMERA = {Hint.BLANK, Hint.SCREENSHOT, Hint.PHOTO_OF_A_SCREEN}


def hinted(image: Image.Image) -> set[Hint]:
    return {each.hint for each in hints(picture_signals(image))}


def shaken(image: Image.Image) -> Image.Image:
    """The picture as a hand that moved took it."""
    moved = [ImageChops.offset(image, 6 * step, 2 * step) for step in range(8)]
    whole = moved[0]
    for number, each in enumerate(moved[1:], start=2):
        whole = Image.blend(whole, each, 1 / number)
    return whole


@pytest.fixture(scope="module", params=SEEDS)
def scene(request: pytest.FixtureRequest) -> Image.Image:
    return made(request.param, SIZE)


def test_every_signal_of_a_picture_is_measured_and_lies_where_it_can(scene: Image.Image) -> None:
    found = picture_signals(scene)

    assert set(found) == set(SIGNALS) - SOUND
    for name, value in found.items():
        lowest, highest = SIGNALS[name].lowest, SIGNALS[name].highest
        assert lowest is None or value >= lowest
        assert highest is None or value <= highest


def test_a_sharp_and_well_lit_photo_hints_at_nothing(scene: Image.Image) -> None:
    assert hinted(grainy(scene)) == set()


# Which photos of screens are told from others is a matter of chance; the bench says how many.
CERTAIN = [name for name, (_, hint) in SPOILED.items() if hint is not Hint.PHOTO_OF_A_SCREEN]


@pytest.mark.parametrize("bad", CERTAIN)
def test_what_is_wrong_with_a_picture_is_hinted_at(bad: str, scene: Image.Image) -> None:
    spoil, hint = SPOILED[bad]

    assert hint in hinted(spoil(scene))


@pytest.mark.parametrize("grey", [2, 128, 250])
def test_a_picture_of_nothing_is_blank(grey: int) -> None:
    assert Hint.BLANK in hinted(grainy(Image.new("RGB", SIZE, (grey,) * 3)))


def test_a_hand_that_moved_makes_it_less_sharp(scene: Image.Image) -> None:
    still, moved = (picture_signals(each)["sharpness"] for each in (scene, shaken(scene)))

    assert moved < still / 3


def test_a_drawing_hints_at_not_being_a_photo() -> None:
    assert Hint.SCREENSHOT in hinted(picture(*SIZE))


@pytest.mark.parametrize("pitch", [1.4, 2.3, 3.8])
@pytest.mark.parametrize("degrees", [0.7, -4.0])
def test_a_photo_of_a_screen_is_hinted_at(pitch: float, degrees: float) -> None:
    photo = of_a_screen(made(1, (600, 800)), pitch, degrees, blur=0.5)

    assert Hint.PHOTO_OF_A_SCREEN in hinted(photo)


def test_a_woven_pattern_over_all_of_it_hints_at_a_screen_too(scene: Image.Image) -> None:
    cloth = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(cloth)
    for x in range(0, SIZE[0], 9):
        draw.line((x, 0, x, SIZE[1]), fill=90, width=4)

    assert Hint.PHOTO_OF_A_SCREEN in hinted(ImageChops.multiply(scene, cloth.convert("RGB")))


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "P"])
def test_a_picture_in_any_mode_is_measured(mode: str, scene: Image.Image) -> None:
    assert set(picture_signals(scene.convert(mode))) == set(SIGNALS) - SOUND


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (5, 5), (127, 130)])
def test_however_small_a_picture_is_it_is_measured(size: tuple[int, int]) -> None:
    tiny = made(1, SIZE).resize(size)

    assert set(picture_signals(tiny)) == set(SIGNALS) - SOUND


def test_detail_is_told_in_waves(scene: Image.Image) -> None:
    assert picture_signals(scene)["detail"] * SIGNS > SIGNS / 2


def test_no_real_photo_hints_at_not_being_one() -> None:
    """Also in a checkout without the corpus, where the made ones stand for it."""
    known: dict[str, Image.Image] = {f"made {seed}": made(seed, SIZE) for seed in SEEDS}
    for name, image in real(CORPUS) if CORPUS.is_dir() else ():
        known.setdefault(name, image)  # the whole picture comes before its parts

    assert {
        name for name, image in known.items() if hinted(saved(image, 85)) & NOT_OF_A_CAMERA
    } == set()
