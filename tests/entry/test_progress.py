"""Progress over HTTP: as JSON, as CSV, and where an XLSX file is fetched from."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from chalicelib.domain.campaign import Days
from chalicelib.domain.ids import AreaId
from chalicelib.entry import streams
from chalicelib.services.counting import count
from chalicelib.services.relaying import RowChange
from tests.builders import NOON, a_beneficiary, a_campaign, a_visit, an_area, an_id
from tests.entry.conftest import World

DAY = NOON.date()
DAYS = {AreaId("state"): Days(first_on=DAY, last_on=DAY + timedelta(days=2))}
VISITED = {"visited": 1, "met": 1, "contacted": 1, "leaflets": 1}


@pytest.fixture
def counted(world: World) -> World:
    """A world in which one of two people at booth-1 was visited on the first day."""
    people = [a_beneficiary(version=1), a_beneficiary(beneficiary_id=an_id(2), version=1)]
    visit = a_visit(version=1, leaflet_given=True)
    world.records.seed(*people, visit, a_campaign(days=DAYS, version=2))
    count([RowChange(old=None, new=row) for row in [*people, visit]], records=world.records)
    return world


def get(world: World, path: str, by: str = "admin") -> httpx.Response:
    return world.call("GET", f"/v1/progress/{path}", by)


def table(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_an_area_is_told_with_its_days_and_those_right_below_it(counted: World):
    answer = get(counted, "mandal-1")

    assert answer.status_code == 200
    found = answer.json()
    assert found["children"][0] == {
        "area_id": "booth-1", "level": "booth", "names": {"hi": "booth-1", "en": "booth-1"},
        "counts": {"planned": 2, **VISITED}, "planned": 2, "share": 0.5, "target": None,
        "flags": [], "today": VISITED,
    }  # fmt: skip
    assert [child["area_id"] for child in found["children"]] == ["booth-1", "booth-2"]
    assert {name: value for name, value in found.items() if name != "children"} == {
        "area_id": "mandal-1", "level": "mandal", "names": {"hi": "mandal-1", "en": "mandal-1"},
        "as_of": "2026-11-14T12:00:00Z", "day": None,
        "counts": {"planned": 2, **VISITED}, "planned": 2, "share": 0.5, "target": None,
        "flags": [], "by_day": [{"day": "2026-11-14", "counts": VISITED}],
    }  # fmt: skip


def test_one_day_narrows_the_counts_and_not_the_plan(counted: World):
    first, second = (
        get(counted, f"booth-1?day={DAY + timedelta(days=n)}").json() for n in range(2)
    )

    assert (first["day"], first["counts"], first["share"]) == ("2026-11-14", VISITED, 0.5)
    assert (second["day"], second["counts"], second["share"]) == ("2026-11-15", {}, 0)
    assert first["planned"] == second["planned"] == 2
    assert second["by_day"] == first["by_day"] != []


def test_a_booth_with_nothing_after_day_one_is_flagged(counted: World):
    counted.clock.advance(days=1)

    found = get(counted, "mandal-1").json()

    assert [child["flags"] for child in found["children"]] == [[], ["silent"]]
    assert [child["today"] for child in found["children"]] == [{}, {}]
    assert found["flags"] == []
    assert get(counted, "booth-2").json()["flags"] == ["silent"]


def test_a_target_that_a_file_named_is_told_beside_the_roll(counted: World):
    counted.records.seed(an_area("booth-1", target=30))

    assert get(counted, "booth-1").json()["target"] == 30
    assert get(counted, "mandal-1").json()["children"][0]["target"] == 30


def test_what_the_stream_brings_is_counted(world: World):
    image = {"dynamodb": {"SequenceNumber": "1", "NewImage": {"row": a_visit(version=1)}}}

    streams.count_progress({"Records": [image]}, None)

    assert get(world, "booth-1").json()["counts"]["visited"] == 1


# Tables


def test_a_csv_opens_in_a_spreadsheet_with_its_hindi_and_its_name(counted: World):
    answer = get(counted, "mandal-1.csv")

    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="progress-mandal-1-2026-11-14.csv"'
    )
    assert answer.headers["cache-control"] == "no-store"
    rows = table(answer)
    assert [row["क्षेत्र"] for row in rows] == ["booth-1", "booth-2", "कुल"]
    assert [row["भेंट"] for row in rows] == ["1", "0", "1"]


def test_a_csv_may_be_in_english_by_day_or_of_one_day(counted: World):
    by_day = table(get(counted, "booth-1.csv?language=en&by=day"))
    of_day = table(get(counted, "booth-1.csv?language=en&day=2026-11-15"))

    assert [(row["Area"], row["Day"], row["Leaflets"]) for row in by_day] == [
        ("Total", "2026-11-14", "1")
    ]
    assert [(row["Planned"], row["Visited"]) for row in of_day] == [("2", "0")]


def test_no_name_of_an_area_becomes_a_formula(counted: World):
    counted.records.seed(an_area("booth-1", names={"hi": "=1+1"}, code="@cmd"))

    row = table(get(counted, "mandal-1.csv"))[0]

    assert (row["क्षेत्र"], row["कोड"]) == ("'=1+1", "'@cmd")


def test_an_xlsx_is_fetched_from_the_store(counted: World, tmp_path: Path):
    answer = get(counted, "mandal-1.xlsx?language=en")

    assert answer.status_code == 303
    assert answer.json() == {"url": answer.headers["location"]}
    ((key, data),) = counted.store.derivatives.items()
    assert key in answer.headers["location"]
    assert answer.headers["location"].endswith("progress-mandal-1-2026-11-14.xlsx")
    kept = tmp_path / "kept.xlsx"
    kept.write_bytes(data)
    cells = list(load_workbook(kept).active.values)
    assert cells[0][:4] == ("Area", "Code", "Level", "Planned")
    assert [row[0] for row in cells[1:]] == ["booth-1", "booth-2", "Total"]


def test_a_store_that_is_down_is_told_as_such(counted: World):
    counted.store.is_down = True

    assert get(counted, "mandal-1.xlsx").status_code == 503
    assert get(counted, "mandal-1.csv").status_code == 200


# Refusals


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
def test_what_lies_outside_the_callers_area_looks_absent_in_every_form(counted: World, ending: str):
    def refusal(path: str, by: str) -> tuple[int, Any]:
        answer = get(counted, path, by)
        return answer.status_code, {**answer.json(), "instance": ""}

    for path in ("booth-6", "mandal-1", "state"):
        assert refusal(path + ending, "worker") == refusal("nowhere" + ending, "worker")
    assert refusal("nowhere" + ending, "worker")[0] == 404
    assert get(counted, "booth-1" + ending, "worker").status_code in {200, 303}
    assert len(counted.store.derivatives) == (ending == ".xlsx")


@pytest.mark.parametrize("path", ["booth-1.pdf", ".csv", ".xlsx", "booth-1.csv.csv", "booth-1."])
def test_another_form_is_no_address_of_ours(counted: World, path: str):
    assert get(counted, path).status_code == 404


@pytest.mark.parametrize(
    "query", ["day=yesterday", "day=2026-13-01", "by=hour", "language=fr", "day="]
)
def test_a_query_that_cannot_be_read_is_named(counted: World, query: str):
    answer = get(counted, f"booth-1?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_nobody_sees_progress_without_signing_in(counted: World):
    assert counted.call("GET", "/v1/progress/booth-1.csv").status_code == 401
