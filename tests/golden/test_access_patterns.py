"""What docs/access-patterns.md says is so: keys, lists, shards and bounds are those of the code."""

import re
from inspect import signature
from typing import Any

import pytest
import yaml

from app import app
from chalicelib.adapters.aws import dues, keys, lists, records
from chalicelib.domain import (
    boundaries,
    calls,
    consent,
    fields,
    importing,
    leaflets,
    reel_choice,
    roll,
    seats,
)
from chalicelib.domain import twins as domain_twins
from chalicelib.domain.calls import Call
from chalicelib.domain.freezes import MOST_ON_BOARD, Freeze
from chalicelib.domain.held import HeldChange
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.importing import Import
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import User
from chalicelib.domain.publishing import Publication
from chalicelib.domain.queueing import Part
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind
from chalicelib.domain.visit import Visit
from chalicelib.domain.webhooks import Delivery
from chalicelib.domain.workshops import Workshop
from chalicelib.entry.models.campaigns import MOST_AREAS
from chalicelib.entry.models.enrolments import MOST_PER_SHEET
from chalicelib.services import (
    agreement,
    area_maps,
    auditing,
    call_desk,
    campaigns,
    claiming,
    comparing,
    copies,
    counting,
    desks,
    duplicates,
    erasing,
    explaining,
    freeze_calendar,
    gathering,
    import_areas,
    import_people,
    matching,
    patterns,
    people,
    policies,
    queue_pages,
    reel_choosing,
    retiring,
    reviewed,
    reviewers,
    sampling,
    sweeping,
    syncing,
    twins,
    upkeep,
    uploads,
    withdrawals,
    workshops,
)
from chalicelib.settings import Settings
from infra.events import STREAM_SUFFIX
from infra.functions import FUNCTIONS
from infra.package import ROOT
from tests.builders import a_beneficiary

ACCESS = (ROOT / "docs" / "access-patterns.md").read_text(encoding="utf-8")
SPOKEN = " ".join(ACCESS.split())  # wherever its lines end
RESOURCES: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
DEFAULTS = Settings.from_mapping({"STAGE": "test", "AWS_REGION": "ap-south-1"})
CODE = re.compile(r"`([^`]+)`")


def cells(document: str, first: str) -> list[str]:
    """Return the cells of the one table row whose first cell is `first`."""
    rows = [[one.strip() for one in line.split("|")[1:-1]] for line in document.splitlines()]
    found = [row for row in rows if row and row[0] == first]
    assert len(found) == 1, f"{first} stands in {len(found)} rows"
    return found[0]


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


@pytest.mark.parametrize(
    "make",
    [keys.roll_of, keys.state_list, keys.filed_list, dues.due_list, dues.worked_list],
)
def test_the_access_patterns_name_every_list(make: Any) -> None:
    names = [name.removesuffix("_id") for name in signature(make).parameters]

    assert f"| `{make(*(f'{{{name}}}' for name in names))}` |" in ACCESS


@pytest.mark.parametrize("part", keys.ALONE)
def test_the_access_patterns_name_each_part_of_the_queue_that_is_a_list_of_its_own(part: Part):
    (name,) = keys.queue_lists(part, "{desk}", shards=4)

    assert f"| `{name}` |" in ACCESS


# By what each kind's list goes.
LISTED_BY = {
    Beneficiary: "number", Call: "campaign", HeldChange: "desk", Import: "campaign", User: "booth",
    LevelCheck: "desk}#{level}#{stage", Visit: "desk", Workshop: "campaign",
    ReviewDay: "desk", Freeze: "campaign", Publication: "desk}#{state",
    Delivery: "webhook",
}  # fmt: skip


@pytest.mark.parametrize("kind", lists.LISTS, ids=lambda kind: kind.__name__)
def test_the_access_patterns_name_the_list_of_every_kind(kind: type[Any]) -> None:
    (name,) = lists.parts_of(kind, f"{{{LISTED_BY[kind]}}}", 1)

    assert f"| `{re.sub('#0$', '#{shard}', name)}` |" in ACCESS


@pytest.mark.parametrize(("kind", "shards"), dues.DUE_SHARDS.items(), ids=str)
def test_the_access_patterns_say_how_each_timers_list_is_spread(kind: DueKind, shards: int) -> None:
    assert cells(ACCESS, f"`{kind}`")[1] == str(shards)


def test_every_route_stands_in_the_access_patterns() -> None:
    quoted = CODE.findall(ACCESS)
    spoken = [part for text in quoted for part in re.findall(r"(?:…|/v1)/[\w/{}…]*", text)]

    def is_told(path: str) -> bool:
        plain = re.sub(r"{\w+}", "{id}", path)
        return any(_speaks_of(one, plain) for one in spoken)

    reading = {path for path in app.routes if path.startswith("/v1/")} - {"/v1/health"}
    assert [path for path in sorted(reading) if not is_told(path)] == []


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS if each.event])
def test_every_machine_stands_in_the_access_patterns(name: str) -> None:
    assert f"| `{name}`" in ACCESS or f", `{name}` |" in ACCESS


def _speaks_of(said: str, path: str) -> bool:
    """True when what is said, with … for what is left out, is the path."""
    return re.fullmatch(re.escape(said).replace("…", ".*"), path) is not None


@pytest.mark.parametrize(
    "said",
    [
        f"`LIST_SHARDS` says how many there are, {DEFAULTS.list_shards} unless set",
        f"its tally over {counting.SHARDS} shards",
        f"children, {counting.SHARDS} tallies |",
        f"{syncing.MOST_CHANGES} changes a call",
        f"{consent.MOST_ENTRIES} consents a ledger",
        f"{uploads.MOST_MEDIA_PER_VISIT} uploads a visit",
        f"{seats.MOST_HELD} items held and {seats.MOST_KEPT} kept",
        f"{queue_pages.LOOK_AHEAD} items a part of a desk's queue, {queue_pages.MOST_PAGES} pages",
        f"{queue_pages.DESKS_AT_ONCE} desks together, {queue_pages.MOST_DESKS} desks a claim",
        f"{claiming.MOST_TRIES} tries a look",
        f"{desks.MOST_DESKS} children a node",
        f"{policies.MOST_EARLIER} earlier numbers",
        f"{MOST_ON_BOARD} freezes on the board",
        f"{freeze_calendar.MOST_SHOWN} posts, {freeze_calendar.DESKS_AT_ONCE} desks",
        f"{sweeping.AT_ONCE} posts a page; {sweeping.RUN_FOR.seconds} s a run",
        f"{sampling.MOST_LOOKS} looks a visit",
        f"{agreement.MOST_DESKS} desks, {agreement.MOST_READ} looks a level and stage",
        f"{reviewed.MOST_DESKS} desks, {reviewed.MOST_ROWS} rows of {reviewed.MOST_DAYS} days",
        f"1 batch per {reviewed.AT_ONCE} rows",
        f"{reviewers.MOST_OF_HERS} days of hers, {reviewed.MOST_DESKS} desks",
        f"{reviewed.MOST_LOOKS} second looks a level",
        f"1 per {auditing.READ_AT_ONCE} entries",
        f"{upkeep.BATCH} rows a kind",
        f"{fields.MOST_EDITED_BYTES:,} bytes of edits a person",
        f"{campaigns.MOST_NOTICES} notices a campaign",
        f"{MOST_AREAS} days and as many blackouts",
        f"{import_areas.MOST_BELOW} children an area",
        f"{importing.ROWS_AT_ONCE} rows a chunk",
        f"{import_people.PEOPLE_AT_ONCE} people a transaction",
        f"transactions of up to {records.MOST_PER_TRANSACTION} items",
        f"{workshops.MOST_COUNTED} counted a workshop",
        f"{workshops.MOST_AT_ONCE} people a call",
        f"{workshops.MOST_PAGES} pages of {workshops.MOST_READ} workshops",
        f"{MOST_PER_SHEET} cards a call",
        f"{call_desk.MOST_PAGES} pages for calls that belong nowhere",
        f"{call_desk.MOST_READ} visits of {call_desk.MOST_DESKS} desks",
        f"{calls.MOST_SHARING} people a number",
        f"{withdrawals.PEOPLE_PER_PHONE} people a number",
        f"{matching.MOST_WAITING} calls of a number",
        f"1 per {people.READ_AT_ONCE} changes",
        f"{domain_twins.MOST_MERGED} merged records",
        f"{twins.MOST_SHARING} a number or id",
        f"{twins.MOST_PAGES} pages of {twins.READ_AT_ONCE} of the roll",
        f"{leaflets.MOST_GUESSES} wrong codes per address and ten minutes",
        f"{copies.MOST_READS + 1} per ready media, of {copies.READ_AT_ONCE} entries",
        f"{copies.MOST_SAME} equal and {copies.MOST_ALIKE} alike, {comparing.MOST_MARKS} marks",
        f"{gathering.MOST_READS} requests at most",
        f"{gathering.MOST_BEFORE} visits before and {gathering.MOST_AFTER} after it",
        f"{gathering.MOST_LOOKED_FOR} media with {gathering.SAME_READ} files each",
        f"{gathering.MOST_OF_HERS} visits of hers",
        f"{patterns.MOST_VISITS} visits a day",
        f"{patterns.MOST_AT_A_BOOTH} workers a booth",
        f"{duplicates.MOST_LOOKED_FOR} media, {duplicates.MOST_FILED} equal files each",
        f"equal files each, {duplicates.MOST_AT_ONCE} duplicates |",
        f"{duplicates.MOST_AT_ONCE} duplicates a call",
        f"{retiring.MOST_PER_TICK} people a tick, {retiring.BATCH} rows a read",
        f"1 per {erasing.AT_ONCE} changes",
        f"Edits and Calls by {erasing.AT_ONCE}",
        f"{roll.MOST_EARLIER} earlier visits",
        f"{reel_choosing.MOST_PAGES} pages of {reel_choosing.PER_PAGE} a state",
        f"{reel_choosing.MOST_LOOKED_AT} testimonials a desk",
        f"{reel_choice.MOST} members",
        f"{reel_choice.MOST_REELS} reels a testimonial",
        f"{boundaries.MOST_POINTS} points an outline",
        f"{area_maps.MOST_LOOKED_AT} siblings looked at, the {area_maps.MOST_SIBLINGS} nearest",
        f"{explaining.MOST_VERDICTS} verdicts, looks and editions, {explaining.MOST_COPIES} copies",
        *(
            f"{each.event_properties['BatchSize']} changes a batch"
            for each in FUNCTIONS
            if each.event == STREAM_SUFFIX
        ),
    ],
)
def test_the_bounds_in_the_access_patterns_are_the_codes(said: str) -> None:
    assert said in SPOKEN
