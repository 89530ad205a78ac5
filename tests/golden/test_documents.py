"""What the documents say is so: links lead somewhere, commands exist, tables match the code."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from inspect import signature
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.adapters.aws import keys
from chalicelib.domain import consent
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.roll import Beneficiary
from chalicelib.services import auditing, counting, desks, moderation, syncing, upkeep, uploads
from chalicelib.settings import Settings
from infra.functions import FUNCTIONS, STREAM_SUFFIX
from tests.builders import a_beneficiary

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
WRITTEN = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ROOT / "docs" / "access-patterns.md",
    ROOT / "docs" / "operations.md",
    *DECISIONS,
]
ACCESS = (ROOT / "docs" / "access-patterns.md").read_text(encoding="utf-8")
RESOURCES: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
DEFAULTS = Settings.from_mapping({"STAGE": "test", "AWS_REGION": "ap-south-1"})
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


def cells(document: str, first: str) -> list[str]:
    """Return the cells of the one table row whose first cell is `first`."""
    rows = [[one.strip() for one in line.split("|")[1:-1]] for line in document.splitlines()]
    found = [row for row in rows if row and row[0] == first]
    assert len(found) == 1, f"{first} stands in {len(found)} rows"
    return found[0]


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


@pytest.mark.parametrize("kind", keys.PLACES, ids=lambda kind: kind.__name__)
def test_the_access_patterns_name_every_row_with_its_key(kind: type[Any]) -> None:
    make = keys.PLACES[kind]
    place = make(*(f"{{{name}}}" for name in signature(make).parameters))

    spoken = "a Beneficiary's place" if kind is Beneficiary else kind.__name__
    _, pk, sk, _ = cells(ACCESS, spoken)

    assert pk == f"`{place.pk}`"
    assert sk.startswith(f"`{place.sk}`")


def test_the_access_patterns_say_where_a_person_lies() -> None:
    person = a_beneficiary(
        booth_id=AreaId("{booth}"), beneficiary_id=BeneficiaryId("{person}"), serial=7
    )
    place = keys.key_of(person)

    _, pk, sk, _ = cells(ACCESS, "Beneficiary")

    assert pk == f"`{place.pk}`"
    assert sk == f"`{place.sk.replace('000007', '{serial}')}`, the number in six digits"


def test_the_access_patterns_name_every_index_with_its_keys() -> None:
    indexes = RESOURCES["Resources"]["RecordsTable"]["Properties"]["GlobalSecondaryIndexes"]

    for index in indexes:
        _, attributes, projection, _ = cells(ACCESS, f"`{index['IndexName']}`")
        names = [each["AttributeName"] for each in index["KeySchema"]]
        more = [f" and `{name}`" for name in index["Projection"].get("NonKeyAttributes", ())]
        spoken = {"KEYS_ONLY": "keys only", "INCLUDE": f"keys{''.join(more)}"}
        assert attributes == ", ".join(f"`{name}`" for name in names)
        assert projection == spoken[index["Projection"]["ProjectionType"]]


@pytest.mark.parametrize("make", [keys.roll_of, keys.state_list, keys.bytes_list, keys.due_list])
def test_the_access_patterns_name_every_list(make: Any) -> None:
    names = [name.removesuffix("_id") for name in signature(make).parameters]

    assert f"| `{make(*(f'{{{name}}}' for name in names))}` |" in ACCESS


@pytest.mark.parametrize(
    "said",
    [
        f"`LIST_SHARDS` says how many there are, {DEFAULTS.list_shards} unless set",
        f"its tally over {counting.SHARDS} shards",
        f"children, {counting.SHARDS} tallies |",
        f"{syncing.MOST_CHANGES} changes a call",
        f"{consent.MOST_ENTRIES} consents a ledger",
        f"{uploads.MOST_MEDIA_PER_VISIT} uploads a visit",
        f"{moderation.MOST_PAGES} pages of {moderation.LOOK_AHEAD} a desk",
        f"{desks.MOST_DESKS} children a node",
        f"1 per {auditing.READ_AT_ONCE} entries",
        f"{upkeep.BATCH} rows a kind",
        *(
            f"{each.event_properties['BatchSize']} changes a batch"
            for each in FUNCTIONS
            if each.event == STREAM_SUFFIX
        ),
    ],
)
def test_the_bounds_in_the_access_patterns_are_the_codes(said: str) -> None:
    assert said in ACCESS
