"""What the documents say is so: links lead somewhere, commands and files exist."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
WRITTEN = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ROOT / "docs" / "access-patterns.md",
    ROOT / "docs" / "operations.md",
    *DECISIONS,
]
PARTS = ("Context", "Choice", "Alternatives", "Cost", "How we would know it was wrong")
# Files that a document names although they are another project's.
ELSEWHERE = {"connection/base.py"}

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SOURCE = re.compile(r"[\w./-]+\.(?:py|yaml|json|md|toml)")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def links(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, anchor) of each link that stays in the repository; headings apart, no code."""
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            yield file, anchor


def code(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [*FENCED.findall(text), *CODE.findall(FENCED.sub("", text))]


def anchors(path: Path) -> set[str]:
    titles = HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    for file, anchor in links(path):
        target = (path.parent / file).resolve() if file else path

        assert target.is_relative_to(ROOT), file
        assert target.exists(), f"{named(path)} links to {file}"
        assert not anchor or anchor in anchors(target), f"{file}#{anchor}"


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_every_command_named_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    spoken = "\n".join(code(path))

    wanted = set(re.findall(r"\bmake ([a-z][a-z-]*)", spoken))
    modules = set(re.findall(r"python -m (infra[\w.]*)", spoken))

    assert wanted <= targets
    assert all(find_spec(module) for module in modules)


def test_the_readme_names_the_commands_that_a_newcomer_needs() -> None:
    spoken = "\n".join(code(ROOT / "README.md"))

    assert {"run", "demo", "test", "check"} <= set(re.findall(r"\bmake ([a-z-]+)", spoken))


def test_ci_runs_the_command_that_the_readme_says() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert "make check" in lines


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_every_source_file_named_exists(path: Path) -> None:
    folders = [ROOT / name for name in ("chalicelib", "infra", "tests", "docs", ".chalice")]
    known = [f"/{named(one)}" for folder in folders for one in folder.rglob("*") if one.is_file()]
    known += [f"/{one.name}" for one in ROOT.iterdir() if one.is_file()]

    for name in (part for part in code(path) if SOURCE.fullmatch(part)):
        if name not in ELSEWHERE and not name.startswith(".local/"):
            ending = f"/{name.lstrip('/')}"
            assert any(one.endswith(ending) for one in known), f"{named(path)} names {name}"


def test_decision_records_are_numbered_without_gaps() -> None:
    numbers = [int(path.name.partition("-")[0]) for path in DECISIONS]

    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers))


@pytest.mark.parametrize("path", DECISIONS, ids=named)
def test_a_decision_record_has_its_number_and_its_five_parts(path: Path) -> None:
    title, *parts = HEADING.findall(path.read_text(encoding="utf-8"))

    assert title.startswith(f"{int(path.name[:4])}. ")
    assert tuple(parts) == PARTS
