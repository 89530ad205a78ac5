"""The photo benchmark's own arithmetic: likeness, turns, and rivals at an equal likeness."""

from itertools import count
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from infra.bench.compression import made_photos, ours, pairs, photos
from infra.bench.compression.similarity import faithful, similarity
from tests import media_factory


@pytest.mark.parametrize(("one", "other"), [(40, 40), (40, 60), (0, 255), (200, 180)])
def test_plain_pictures_are_as_alike_as_the_formula_says(one: int, other: int) -> None:
    pictures = (Image.new("L", (32, 24), level) for level in (one, other))

    c1 = (0.01 * 255) ** 2
    expected = (2 * one * other + c1) / (one**2 + other**2 + c1)
    assert similarity(*pictures) == pytest.approx(expected, abs=1e-4)


def test_a_picture_is_most_like_itself_and_less_so_the_more_it_is_blurred() -> None:
    picture = made_photos.scene((160, 120))
    blurred = [picture.filter(ImageFilter.GaussianBlur(radius)) for radius in (0.5, 1, 2, 4)]

    found = [similarity(picture, picture), *(similarity(picture, one) for one in blurred)]

    assert found[0] == pytest.approx(1, abs=1e-5)
    assert found == sorted(found, reverse=True)
    assert similarity(picture, blurred[0]) == pytest.approx(similarity(blurred[0], picture))


def test_what_a_copy_should_look_like_stands_upright(tmp_path: Path) -> None:
    source = media_factory.jpeg(tmp_path / "turned.jpg", orientation=6)

    faithful(source, (48, 64)).save(tmp_path / "seen.png")

    assert media_factory.corners(tmp_path / "seen.png") == media_factory.UPRIGHT


def test_two_jobs_are_run_in_turns_and_compared_as_neighbours() -> None:
    runs: list[str] = []
    took = {"a": iter([9, 1, 2, 30]), "b": iter([9, 2, 4, 10])}

    def job(name: str) -> float:
        runs.append(name)
        return next(took[name])

    pair = pairs.paired(lambda: job("a"), lambda: job("b"), rounds=3)

    assert runs == ["a", "b"] * 4
    assert (pair.ours, pair.theirs, pair.ratio) == (2, 4, 0.5)


@pytest.mark.parametrize("wanted", [0.66, 0.8, 0.8004, 0.96])
def test_a_rival_gets_the_quality_that_makes_it_as_alike_as_we_are(wanted: float) -> None:
    calls = count()

    def likeness(quality: int) -> float:
        next(calls)
        return quality / 100

    quality, found = photos._as_alike(likeness, wanted)

    assert found == quality / 100
    assert abs(found - wanted) <= 0.005
    assert next(calls) <= 8


def test_ratios_are_told_by_their_median_and_one_by_one() -> None:
    told = photos._ratios("x", {"a": 0.5, "b": 3.0, "c": 1.0}, must=1.25)

    assert told["x"].value == 1.0
    assert told["x"].must == 1.25
    assert {name: one.value for name, one in told.items()} == {
        "x": 1.0, "x (a)": 0.5, "x (b)": 3.0, "x (c)": 1.0,
    }  # fmt: skip
    assert told["x (b)"].must is None


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_both_ways_to_make_two_jpegs_make_them_of_one_size(tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    made_photos.scene((3400, 40)).save(source)
    made_photos.turned(source)
    sizes = []

    for script, more in ((ours.OURS, ()), (ours.USUAL, ("1700", "85", "80"))):
        into = tmp_path / str(len(sizes))
        into.mkdir()
        used = ours.alone(script, str(tmp_path / "photo-turned.jpg"), str(into), *more)
        assert used.cpu_s > 0
        assert used.peak_mb > 5
        sizes.append([size_of(into / f"{name}.jpg") for name in ("display", "thumb")])

    assert sizes[0] == sizes[1] == [(20, 1700), (4, 320)]


def test_made_photos_are_always_the_same() -> None:
    assert made_photos.scene((64, 48)).tobytes() == made_photos.scene((64, 48)).tobytes()
    assert made_photos.scene((64, 48)).tobytes() != made_photos.scene((64, 48), seed=2).tobytes()
