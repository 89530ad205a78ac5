"""The page that shows all pictures, one row per view and kind of look."""

from collections.abc import Iterable, Iterator
from typing import Final

from infra.screenshots.shots import LANGUAGES, Look, Shot

HEAD: Final = """\
# The pages in pictures

Taken by `make screenshots` on an embedded stack with made people, photos and films; nobody here
exists. 1440 pixels wide, some also dark and on a phone of 360.
"""
TITLES: Final = {
    "home": "Home", "docs": "The API", "withdraw": "Taking back", "field": "The field page",
    "console": "The review desk", "registry": "The registry", "sheet": "Sheets to print",
    "explain": "One testimonial's story",
}  # fmt: skip

TABLE: Final = ("| what one sees | Hindi | English |", "|---|---|---|")


def page(shots: Iterable[Shot]) -> str:
    """Return the page in Markdown."""
    lines = [HEAD]
    last = ""
    for shot in shots:
        if shot.page != last:
            last = shot.page
            lines += [f"\n## {TITLES[last]}\n", *TABLE]
        lines += _rows(shot)
    return "\n".join(lines) + "\n"


def names(shots: Iterable[Shot]) -> list[str]:
    """Return the names of all files that are taken."""
    return [f"{shot.name}{look.ending}.webp" for shot in shots for look in shot.looks()]


def _rows(shot: Shot) -> Iterator[str]:
    by_kind: dict[tuple[bool, bool], dict[str, Look]] = {}
    for look in shot.looks():
        by_kind.setdefault((look.is_dark, look.is_phone), {})[look.language] = look
    for (is_dark, is_phone), looks in by_kind.items():
        said = "Dark." if is_dark else "On a phone." if is_phone else shot.shows
        cells = (_cell(shot, looks.get(language)) for language in LANGUAGES)
        yield f"| {said} | {' | '.join(cells)} |"


def _cell(shot: Shot, look: Look | None) -> str:
    if look is None:
        return ""
    name = f"{shot.name}{look.ending}"
    return f"[![{name}]({name}.webp)]({name}.webp)"
