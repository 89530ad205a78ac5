"""Each function may do to the table what its code can come to ask of it, and no more.

The emulator lets every role do everything, so a right that is missing would first show on AWS.
"""

import ast
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.calls import Call
from chalicelib.domain.edits import Edit
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, UserId, VisitId
from chalicelib.domain.queueing import Part
from chalicelib.domain.rows import DueKind, Moved, Save, Unchanged
from chalicelib.domain.testimonial import State
from chalicelib.domain.visit import Visit
from infra.functions import FUNCTIONS
from infra.package import ROOT
from tests.builders import a_beneficiary, a_visit
from tests.golden.reach import Place, calls_of, makes

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TABLE = "records"
Right = tuple[str, str]  # an action, and the index or "" for the table itself
ACTIONS = {
    "get_item": "GetItem",
    "batch_get_item": "BatchGetItem",
    "query": "Query",
    "put_item": "PutItem",
    "Put": "PutItem",
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
}
WITH_THE_TABLE = [each.name for each in FUNCTIONS if "RECORDS_TABLE" in each.settings]


class Listener:
    """A client that answers nothing much and remembers which rights it would have needed."""

    def __init__(self) -> None:
        self.used: set[Right] = set()

    def __getattr__(self, operation: str) -> Any:
        def asked(**words: Any) -> dict[str, Any]:
            index = str(words.get("IndexName", ""))
            kinds = [kind for item in words.get("TransactItems", ()) for kind in item]
            self.used |= {(ACTIONS[each], index) for each in (kinds or [operation])}
            entry = {"pk": "V", "sk": "M", "list_sk": "V#M", "due_sk": "2026"}
            return {"Items": [entry] if index else [], "Responses": {TABLE: []}, "Count": 0}

        return asked


AREA, VISIT, WORKER = AreaId("area"), VisitId("visit"), UserId("worker")
# Each method of the port, with whatever it takes.
USES: Mapping[str, Callable[[DynamoRecords], object]] = {
    "find": lambda records: records.find(Visit, VISIT),
    "bundle": lambda records: records.bundle(VISIT),
    "recall": lambda records: records.recall(Visit, VISIT),
    "find_each": lambda records: records.find_each([(Visit, (VISIT,))]),
    "worked": lambda records: records.worked(WORKER, NOON, NOON, limit=1),
    "find_many": lambda records: records.find_many(Visit, [(VISIT,)]),
    "add": lambda records: records.add([a_visit()]),
    "under": lambda records: records.under(Edit, "person", limit=1),
    "listed": lambda records: records.listed(Call, "campaign", limit=1),
    "count_roll": lambda records: records.count_roll(AREA),
    "commit": lambda records: records.commit(Save(row=a_visit())),
    "roll": lambda records: records.roll(AREA, limit=1, cursor=None),
    "testimonials": lambda records: records.testimonials(
        State.APPROVED, AREA, (AREA,), limit=1, cursor=None
    ),
    "queue": lambda records: records.queue(Part.OPEN, AREA, (AREA,), limit=1, cursor=None),
    "filed": lambda records: records.filed(CampaignId("campaign"), "abc", limit=1),
    "due": lambda records: records.due(DueKind.MEDIA, NOON, limit=1),
    "waiting": lambda records: records.waiting(
        CampaignId("campaign"), ChannelId("channel"), AREA, limit=1
    ),
    "count_waiting": lambda records: records.count_waiting(
        CampaignId("campaign"), ChannelId("channel"), AREA
    ),
    "audit_trail": lambda records: records.audit_trail("subject", limit=1, cursor=None),
    "channels": lambda records: records.channels(CampaignId("campaign"), limit=1),
}


def roots(name: str) -> list[Place]:
    """Return where a function starts: each route for the API, else the handler of its name."""
    mark = ".route(" if name == "api" else f"name='{name}'"
    return [
        (f"chalicelib.entry.{path.stem}", node.name)
        for path in (ROOT / "chalicelib" / "entry").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and any(mark in ast.unparse(each) for each in node.decorator_list)
    ]


def needed(name: str) -> set[Right]:
    starts = roots(name)
    assert starts, f"no handler is called {name}"
    client = Listener()
    records = DynamoRecords(client, TABLE, shards=1)  # type: ignore[arg-type]
    for method in calls_of("records", *starts):
        USES[method](records)
    if makes("Unchanged", *starts):
        records.commit(Unchanged(row=a_visit(version=1)))
    if makes("Moved", *starts):
        records.commit(Moved(row=a_beneficiary(), source=a_beneficiary(version=1)))
    return client.used


def granted(name: str) -> set[Right]:
    policy = json.loads((ROOT / ".chalice" / f"policy-{name}.json").read_text())
    return {
        (action.removeprefix("dynamodb:"), index)
        for statement in policy["Statement"]
        if statement["Sid"] in {"Records", "Indexes"}
        for index in indexes(statement["Resource"])
        for action in statement["Action"]
    }


def indexes(resource: Any) -> list[str]:
    """Return which indexes a statement is for; an empty name is the table itself."""
    if isinstance(resource, dict):
        assert resource == {"Fn::GetAtt": ["RecordsTable", "Arn"]}
        return [""]
    return [each["Fn::Sub"].removeprefix("${RecordsTable.Arn}/index/") for each in resource]


@pytest.mark.parametrize("name", WITH_THE_TABLE)
def test_a_function_may_do_to_the_table_what_its_code_asks_and_no_more(name: str) -> None:
    assert granted(name) == needed(name)
