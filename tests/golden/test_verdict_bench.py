"""The verdicts' benchmark counts what it says, and its made visits are honest ones."""

import io
import re
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.adapters.media.looks import look_of, looks_of
from chalicelib.domain.copies import filed_as
from chalicelib.domain.likeness import ALIKE, filed, nearest
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import State
from chalicelib.domain.visit import Visit
from chalicelib.ports.records import Wanted
from chalicelib.services.gathering import MOST_READS
from infra.bench.media import Studio
from infra.bench.report import BenchFailed
from infra.bench.verdicts import backlog
from infra.bench.verdicts.table import MemoryTable
from infra.package import ROOT
from tests.builders import NOON, VISIT, WORKER, a_beneficiary, a_ready_photo, a_testimonial, a_visit


@pytest.fixture(scope="module")
def drained() -> backlog.Drained:
    return backlog.drain(100, 2)


def test_every_visit_of_a_backlog_gets_its_verdict_and_every_honest_one_is_verified(
    drained: backlog.Drained,
) -> None:
    assert drained.verdicts == drained.verified == 100
    assert drained.cpu_s > 0


def test_the_keys_that_a_verdict_touches_are_counted_each_once(drained: backlog.Drained) -> None:
    writes = drained.table.writes
    visits = [count for key, count in writes.items() if key.startswith("VISIT#")]
    lists = {kind: sum(writes[key] for key in writes if kind in key) for kind in ("STATE#", "DUE#")}

    assert visits == [1] * 100
    # Each leaves one list of its desk and enters another, and leaves the timers' list.
    assert lists == {"STATE#": 200, "DUE#": 100}
    assert writes.total() == 400


def test_a_campaign_is_read_once_by_each_process_however_long_the_backlog_is(
    drained: backlog.Drained,
) -> None:
    asked = [n for key, n in drained.table.reads.items() if key.startswith("CAMPAIGN#")]

    # The campaign and its key, which lie together.
    assert asked == [2 * min(backlog.PROCESSES, drained.verdicts)]


def test_a_verdict_is_made_from_a_bounded_number_of_rows(drained: backlog.Drained) -> None:
    rows = drained.table.reads.total() / drained.verdicts

    assert MOST_READS < rows < 100


def a_table(*rows: Row) -> tuple[MemoryTable, DynamoRecords]:
    table = MemoryTable()
    records = DynamoRecords(cast("Any", table), "records", shards=1)
    for row in rows:
        records.commit(Save(row=row))
    table.reads.clear()
    table.writes.clear()
    return table, records


def test_the_table_in_memory_answers_as_the_real_one_does() -> None:
    photo = a_ready_photo()
    text = filed_as(photo)
    assert text is not None
    table, records = a_table(a_visit(), a_beneficiary(), photo, a_testimonial(State.COLLECTING))
    wanted: list[Wanted] = [(Visit, (VISIT,)), (Visit, ("nowhere",))]

    found, absent = records.find_each(wanted)

    assert isinstance(found, Visit)
    assert absent is None
    assert records.worked(WORKER, NOON, NOON, limit=5) == [VISIT]
    (filed_here,) = records.filed(photo.campaign_id, text, limit=5)
    assert filed_here.media_id == photo.media_id
    assert len(records.bundle(VISIT).media) == 1
    assert table.reads[f"VISIT#{VISIT}"] == 2
    assert table.reads[f"WORKED#{WORKER}"] == 1


def test_an_entry_that_stays_where_it_is_costs_its_index_nothing() -> None:
    table, records = a_table(a_visit())
    visit = records.find(Visit, VISIT)
    assert visit is not None

    records.commit(Save(row=visit))

    assert dict(table.writes) == {f"VISIT#{VISIT}": 1}


def test_two_verdicts_at_once_are_no_measurement() -> None:
    _, records = a_table(a_visit())

    with pytest.raises(BenchFailed):
        records.commit(Save(row=a_visit(version=7)))


def test_no_two_files_of_the_bench_show_the_same(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    pictures = [
        Image.open(io.BytesIO(studio.photo(is_small=True).data)).convert("RGB") for _ in range(6)
    ]

    differences = [
        nearest(looks_of(one), filed(look_of(other)))[0] for one, other in combinations(pictures, 2)
    ]

    assert min(differences) > ALIKE


def test_the_documents_name_every_figure_of_verdicts() -> None:
    sources = (ROOT / "infra" / "bench" / "verdicts").glob("*.py")
    text = "".join(each.read_text(encoding="utf-8") for each in sources)
    figures = re.findall(r'"(\w+)": Figure\(', text)
    said = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")

    assert figures
    assert [name for name in figures if f"`{name}`" not in said] == []
