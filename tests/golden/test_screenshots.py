"""The pictures of the pages are those that `make screenshots` takes, and small."""

from infra.screenshots import index
from infra.screenshots.__main__ import FOLDER, MOST_BYTES
from infra.screenshots.camera import MOST_BYTES as MOST_OF_ONE
from infra.screenshots.shots import LANGUAGES, SHOTS

IN_ENGLISH_ALONE = {"docs-api"}


def test_the_page_of_pictures_is_the_one_that_would_be_written() -> None:
    written = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert written == index.page(SHOTS), "run `make screenshots`"


def test_every_picture_is_there_and_none_that_nobody_takes() -> None:
    there = {path.name for path in FOLDER.iterdir()} - {"README.md"}

    assert there == set(index.names(SHOTS)), "run `make screenshots`"


def test_pictures_are_small_one_by_one_and_together() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.webp")}

    assert [name for name, size in sizes.items() if size > MOST_OF_ONE] == []
    assert sum(sizes.values()) <= MOST_BYTES


def test_every_view_is_shown_in_both_languages() -> None:
    lacking = {shot.name for shot in SHOTS if shot.languages != LANGUAGES}

    assert lacking == IN_ENGLISH_ALONE
