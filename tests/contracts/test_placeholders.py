"""BlurHashes are those of the published algorithm, so that any page's decoder paints them."""

import pytest
from PIL import Image

from chalicelib.adapters.media.placeholders import DIGITS, blurhash


def stripes() -> Image.Image:
    return Image.linear_gradient("L").resize((16, 16)).convert("RGB")


def tiles() -> Image.Image:
    pixels = ((x * 37 % 256, y * 53 % 256, x * y * 11 % 256) for y in range(16) for x in range(16))
    return Image.frombytes("RGB", (16, 16), bytes(level for pixel in pixels for level in pixel))


# Made by blurhash-python 1.2.2, which is the reference implementation in C.
KNOWN = {
    "black": (Image.new("RGB", (16, 16)), "L00000fQfQfQfQfQfQfQfQfQfQfQ"),
    "white": (Image.new("RGB", (16, 16), "white"), "LKTSUA~qfQ~q~qoffQoffQfQfQfQ"),
    "gradient": (stripes(), "LwHetWt7fQt700WBfQWBt7j[fQj["),
    "tiles": (tiles(), "LBF6RcGj27CG*iW7WlWEd;e,fOe="),
}


@pytest.mark.parametrize(("picture", "expected"), KNOWN.values(), ids=KNOWN)
def test_a_picture_has_the_blurhash_that_the_reference_gives_it(
    picture: Image.Image, expected: str
) -> None:
    assert blurhash(picture) == expected


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (320, 240)], ids=str)
def test_every_size_has_one_of_one_length(size: tuple[int, int]) -> None:
    made = blurhash(Image.new("RGB", size, (200, 80, 20)))

    assert len(made) == 28
    assert set(made) <= set(DIGITS)


def test_alike_pictures_have_alike_placeholders_at_any_size() -> None:
    assert blurhash(stripes().resize((1600, 1600))) == blurhash(stripes().resize((320, 320)))
