"""The form in which a benchmark reports, its exit code, and the rules behind its counts."""

import json

import pytest
from rich.console import Console

from infra.bench import figures, imports, meter, report, units
from infra.bench.report import Figure

KEPT = Figure(value=3, unit="calls", must=4)
MISSED = Figure(value=15.5, unit="write units", must=14)
WATCHED = Figure(value=0.25, unit="of the whole")
AIMED = Figure(value=20, unit="write units", aim=14)


def text_of(shown):
    console = Console(width=110)
    with console.capture() as captured:
        console.print(shown)
    return captured.get()


def test_a_report_has_value_unit_must_and_aim_under_each_name(tmp_path):
    path = tmp_path / "bench" / "pipeline.json"

    report.save({"calls": KEPT, "share": WATCHED}, path)

    assert json.loads(path.read_text()) == {
        "calls": {"value": 3, "unit": "calls", "must": 4, "aim": None},
        "share": {"value": 0.25, "unit": "of the whole", "must": None, "aim": None},
    }
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({"a": KEPT, "b": WATCHED}, 0),
        ({"a": KEPT, "b": MISSED}, 1),
        ({"a": AIMED}, 0),
        ({"a": Figure(value=4, unit="calls", must=4)}, 0),
        ({"a": Figure(value=float("nan"), unit="calls", must=4)}, 1),
        ({"a": Figure(value=1, unit="modules", must=0)}, 1),
        ({}, 1),
    ],
    ids=["all kept", "one missed", "above an aim", "at the ceiling", "no number", "not none",
         "nothing measured"],
)  # fmt: skip
def test_only_a_missed_must_or_an_empty_report_fails(found, code):
    assert report.exit_code(found) == code


def test_the_table_shows_every_figure_and_what_became_of_it():
    shown = text_of(report.table("All", {"kept": KEPT, "missed": MISSED, "aimed": AIMED}))

    rows = {line.split("│")[1].strip(): line for line in shown.splitlines() if "│" in line}
    assert rows["kept"].split("│")[-2].strip() == "kept"
    assert rows["missed"].split("│")[-2].strip() == "missed"
    assert rows["aimed"].split("│")[-2].strip() == "above its aim"
    assert "15.5" in rows["missed"]


def test_the_figures_carry_the_names_and_ceilings_that_the_issue_gives():
    stages = {"queue": 10, "download": 20, "encode": 60, "upload": 10}
    timings = [figures.Timing(kind=kind, stages=stages) for kind in ("photo", "video")]

    visits = [visited(calls=3), visited(calls=4)]
    found = figures.of_visits(visits, in_a_crowd=5) | figures.of_timings(timings)

    musts = {name: one.must for name, one in found.items() if one.must is not None}
    assert musts == {"api_calls_per_visit": 4, "write_units_per_upload": 14}
    assert found["api_calls_per_visit"].value == 4
    assert found["write_units_per_visit"].value == 2 * found["write_units_per_upload"].value == 5
    assert found["write_units_per_visit_alone"].value == 6
    assert found["ready_share_encode_video"].value == 0.6
    shares = [one.value for name, one in found.items() if name.startswith("ready_share")]
    assert sum(shares) == pytest.approx(2)


def visited(calls=3):
    written = [
        wrote("Photo", "Media ready", table=2, lists=1),
        wrote("Verify", "AuditEntry", table=3),
    ]
    return figures.Visited(calls=calls, uploads=2, written=tuple(written))


def wrote(step, row, *, table, **indexes):
    return meter.Written(
        step=step, row=row, size_bytes=1500, table_units=table, index_units=indexes
    )


def test_the_breakdown_adds_up_per_visit():
    shown = text_of(figures.breakdown([visited(), visited()]))

    lines = [[cell.strip() for cell in line.split("│")] for line in shown.splitlines()]
    by_row = {cells[2]: cells[3:-1] for cells in lines if len(cells) > 3}
    assert by_row["Media ready"] == ["1", "1500", "2", "1", "3"]
    assert by_row[""] == ["2", "1500", "5", "1", "6"]


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"name": {"S": "abc"}}, 7),
        ({"न": {"S": "न"}}, 6),
        ({"n": {"N": "-1200"}}, 3),
        ({"n": {"N": "0"}}, 2),
        ({"b": {"BOOL": True}}, 2),
        ({"b": {"B": "AAECAw=="}}, 5),
        ({"l": {"L": [{"S": "a"}, {"NULL": True}]}}, 8),
        ({"m": {"M": {"k": {"S": "v"}}}}, 7),
    ],
    ids=["text", "hindi", "number", "zero", "truth", "bytes", "list", "map"],
)
def test_sizes_follow_the_tables_rule(item, size):
    assert units.size_of(item) == size


@pytest.mark.parametrize(
    ("size", "alone", "in_transaction"), [(0, 1, 2), (1024, 1, 2), (1025, 2, 4), (5000, 5, 10)]
)
def test_every_started_kilobyte_costs_a_unit_and_two_in_a_transaction(size, alone, in_transaction):
    assert units.units_of(size) == alone
    assert units.units_of(size, in_transaction=True) == in_transaction


class Answering:
    """A client's event hooks, and a table that answers each write as told."""

    def __init__(self):
        self.meta = self
        self.events = self
        self._hooks = {}

    def register(self, name, hook):
        self._hooks[name] = hook

    def write(self, operation, body, answer):
        params, context, model = {}, {}, type("Model", (), {"name": operation})
        place = f"dynamodb.{operation}"
        self._hooks[f"before-parameter-build.{place}"](params=params, context=context, model=model)
        sent = {"body": json.dumps(body)}
        self._hooks[f"before-call.{place}"](params=sent, context=context, model=model)
        self._hooks[f"after-call.{place}"](parsed=answer, context=context, model=model)
        return params


def item(kind, filler=0, **more):
    return {"pk": {"S": "X#1"}, "sk": {"S": "Y"}, "row": {"S": kind},
            "filler": {"S": "x" * filler}, **more}  # fmt: skip


@pytest.fixture
def client():
    return Answering()


@pytest.fixture
def counted(client):
    found = meter.Meter(steps=frozenset(), levels={"b1": "booth"})
    found.attach(client)
    found.calling = "POST /v1/sync"
    return found


def test_a_write_is_counted_as_the_table_answers(client, counted):
    answer = {"CapacityUnits": 5.0, "GlobalSecondaryIndexes": {"lists": {"CapacityUnits": 2.0}}}

    asked = client.write("PutItem", {"Item": item("Visit")}, {"ConsumedCapacity": answer})

    assert asked == {"ReturnConsumedCapacity": "INDEXES"}
    (one,) = counted.take()
    assert (one.step, one.row, one.table_units, one.units) == ("POST /v1/sync", "Visit", 3, 5)
    assert one.index_units == {"lists": 2}
    assert counted.take() == ()


def test_a_transactions_units_are_shared_by_size_and_lose_nothing(client, counted):
    rows = [
        {"Put": {"Item": item("AuditEntry")}},
        {"Put": {"Item": item("Testimonial", 1500, list_pk={"S": "l"}, state={"S": "refused"})}},
        {"ConditionCheck": {"Key": {"pk": {"S": "VISIT#1"}, "sk": {"S": "VISIT"}}}},
    ]
    answer = {"CapacityUnits": 11.0, "GlobalSecondaryIndexes": {"lists": {"CapacityUnits": 3.0}}}

    client.write("TransactWriteItems", {"TransactItems": rows}, {"ConsumedCapacity": [answer]})

    found = {one.row: (one.table_units, one.index_units) for one in counted.take()}
    assert found == {
        "AuditEntry": (2, {}),
        "Testimonial refused": (4, {"lists": 3}),
        "visit visit, checked": (2, {}),
    }


def test_a_refused_write_costs_what_was_sent(client, counted):
    tally = item("Tally", 1500) | {"pk": {"S": "TALLY#b1"}}

    client.write("PutItem", {"Item": tally}, {"Error": {"Code": "ConditionalCheckFailed"}})

    (one,) = counted.take()
    assert (one.row, one.units, one.is_refused) == ("Tally of the booth", 2, True)


def test_media_libraries_are_found_by_their_top_name():
    loaded = ["json", "PIL.Image", "PIL", "numpy.core", "pilgrim"]

    assert imports.heavy_among(loaded) == {"PIL", "numpy"}
