"""The bench of the pages: which limits it holds them to, and how it weighs what a browser tells."""

import pytest

from infra.bench.pages.marks import CATEGORIES, LEAST
from infra.bench.pages.weight import Scales

HOME = "http://127.0.0.1:8000"


def answered(scales: Scales, number: int, url: str, length: str | None, **more: object) -> None:
    headers = {} if length is None else {"Content-Length": length}
    answer = {"url": url, "headers": headers, **more}
    scales.answered({"requestId": f"r{number}", "response": answer})


@pytest.fixture
def scales() -> Scales:
    return Scales(origin=HOME)


def test_what_came_over_the_line_from_us_is_weighed_squeezed(scales):
    answered(scales, 1, f"{HOME}/assets/1/console/app.js", "700")
    answered(scales, 2, f"{HOME}/v1/me", "300")
    scales.ended({"requestId": "r1", "encodedDataLength": 1000})

    assert (scales.weight(), scales.weight(r"\.js$"), scales.weight("^/v1/")) == (1000, 700, 300)
    assert scales.wholes == {"r1": 1000}


def test_films_of_the_store_and_what_the_browser_had_weigh_nothing(scales):
    answered(scales, 1, "http://127.0.0.1:4566/bucket/film.mp4", "900000")
    answered(scales, 2, f"{HOME}0/elsewhere.js", "900000")
    answered(scales, 3, f"{HOME}/assets/1/console/app.js", "700", fromDiskCache=True)
    answered(scales, 4, f"{HOME}/v1/reviews/release", None)
    scales.ended({"requestId": "r1", "encodedDataLength": 900000})

    assert scales.weight() == 0
    assert scales.wholes == {}


def test_every_page_must_have_ninety_five_points_in_every_category():
    assert LEAST == 95
    assert CATEGORIES == ("performance", "accessibility", "best-practices")
