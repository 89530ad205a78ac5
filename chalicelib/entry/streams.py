"""The table's stream: jobs to the queues, marks on the roll, progress.

The stream ARN here is a placeholder: the template puts the real one in.
"""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, DynamoDBEvent

from chalicelib import metrics, wiring
from chalicelib.entry.edge import in_order
from chalicelib.services import relaying

streams = Blueprint(__name__)
PLACEHOLDER = "arn:aws:dynamodb:ap-south-1:123456789012:table/records/stream/any"


@streams.on_dynamodb_record(stream_arn=PLACEHOLDER, name="relay-records", batch_size=100)
def relay_records(event: DynamoDBEvent) -> dict[str, Any]:
    """Carry each change on; at the first that fails, ask for the rest again."""
    changes, failed = in_order(event.to_dict()["Records"], _carry)
    relaying.tally(changes, records=wiring.current().records)
    metrics.count("stream_batches", outcome="failed" if failed else "done")
    return {"batchItemFailures": failed}


def _carry(record: Mapping[str, Any]) -> relaying.RowChange:
    tools = wiring.current()
    images = record["dynamodb"]
    change = relaying.RowChange(
        old=tools.images.row_of(images.get("OldImage")),
        new=tools.images.row_of(images.get("NewImage")),
    )
    relaying.carry(change, records=tools.records, jobs=tools.jobs)
    return change
