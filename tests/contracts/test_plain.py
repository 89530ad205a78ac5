"""What crosses the sandbox's wall is the same on both sides of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter

from chalicelib.adapters.media.plain import hints, plain, read
from chalicelib.domain.capture import Capture
from chalicelib.domain.editions import Card, Clip, EditionPlan, LowerThird, Piece, Window
from chalicelib.domain.media_measures import Made, MadeFile, PhotoMeasured, PixelSize, Role
from chalicelib.domain.photo_plans import plan_photo
from chalicelib.domain.sniffing import Container


class Shade(StrEnum):
    LIGHT = "light"


SIZE = PixelSize(4032, 3024)
PHOTO = PhotoMeasured(container=Container.HEIF, size=SIZE, orientation=6, has_icc=True)
PIECE = Piece(
    clip=Clip(size=SIZE, duration_s=2.5),
    window=Window(left=0, top=0, width=9, height=9),
    lower_third=LowerThird(language="hi", name="कमला"),
)
EDITION = EditionPlan(
    pieces=(PIECE, PIECE), size=SIZE, opening=Card(language="en", title="t", lines=("a", "b"))
)
FILE = MadeFile(
    role=Role.THUMB, path=Path("/a/b"), content_type="image/jpeg", width=1, height=2,
    size_bytes=3, sha256_hex="0",
)  # fmt: skip
MADE = Made(files=(FILE,), placeholder="L", looks=("a", "b"), signals={"blur": 0.5})
CAPTURE = Capture(captured_at=datetime(2026, 11, 25, 10, tzinfo=UTC), lat=29.9, make="x")
VALUES: Sequence[tuple[Any, Any]] = [
    (PhotoMeasured, PHOTO),
    (type(plan_photo(PHOTO)), plan_photo(PHOTO)),
    (EditionPlan, EDITION),
    (Made, MADE),
    (Capture, CAPTURE),
    (tuple[int, Path], (3, Path("/a"))),
    (tuple[PixelSize, ...], (SIZE, SIZE)),
    (list[Shade], [Shade.LIGHT]),
    (frozenset[str], frozenset({"a"})),
    (Mapping[Shade, Fraction], {Shade.LIGHT: Fraction(1, 3)}),
    (dict[str, float | None], {"a": 1.5, "b": None}),
    (date, date(2026, 11, 25)),
    (Literal["photo", "video"], "photo"),
    (float, 2.0),
    (bool, True),
    (str | None, None),
]


@pytest.mark.parametrize(("kind", "value"), VALUES, ids=str)
def test_what_we_send_is_what_the_child_reads(kind: Any, value: Any) -> None:
    sent = json.loads(json.dumps(TypeAdapter(kind).dump_python(value, mode="json")))

    assert read(kind, sent) == value


@pytest.mark.parametrize(("kind", "value"), VALUES, ids=str)
def test_what_the_child_says_is_what_we_read(kind: Any, value: Any) -> None:
    said = json.loads(json.dumps(plain(value)))

    assert TypeAdapter(kind).validate_python(said) == value


@pytest.mark.parametrize(("kind", "value"), VALUES, ids=str)
def test_both_write_the_same(kind: Any, value: Any) -> None:
    assert plain(value) == plain(read(kind, plain(value)))


def test_a_sequence_that_we_send_is_read_as_one() -> None:
    assert read(Sequence[Path], ["/a", "/b"]) == (Path("/a"), Path("/b"))


def test_numbers_keep_their_kind() -> None:
    assert isinstance(read(float, 2), float)


@pytest.mark.parametrize("value", [object(), b"bytes", int, 1j])
def test_nothing_else_leaves(value: Any) -> None:
    with pytest.raises(TypeError, match="does not leave the sandbox"):
        plain(value)


def test_a_choice_of_kinds_is_refused_rather_than_guessed() -> None:
    with pytest.raises(TypeError, match="one kind of value"):
        read(PixelSize | Card, {})


def test_a_function_is_read_by_its_arguments_in_order() -> None:
    def function(second: int, first: Path) -> str:
        return f"{first}{second}"

    given: Callable[..., str] = function
    assert list(hints(given)) == ["second", "first", "return"]
