"""The table's stream, read by two: one carries jobs on at once, one counts progress in batches.

The stream ARN here is a placeholder: the template puts the real one in.
"""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, DynamoDBEvent

from chalicelib import metrics, wiring
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Row
from chalicelib.entry.edge import in_order
from chalicelib.services import counting, feeding, relaying

streams = Blueprint(__name__)
CARRIED = (*relaying.FOLLOWED, AuditEntry, Publication)
PLACEHOLDER = "arn:aws:dynamodb:ap-south-1:123456789012:table/records/stream/any"


@streams.on_dynamodb_record(stream_arn=PLACEHOLDER, name="relay-records", batch_size=100)
def relay_records(event: DynamoDBEvent) -> dict[str, Any]:
    """Carry each change on; at the first that fails, ask for the rest again."""
    _, failed = in_order(event.to_dict()["Records"], _carry)
    metrics.count("stream_batches", function="relay_records", outcome=_outcome(failed))
    return {"batchItemFailures": failed}


def _carry(record: Mapping[str, Any]) -> None:
    tools = wiring.current()
    change = _change(record, CARRIED)
    relaying.carry(change, records=tools.records, jobs=tools.jobs)
    if isinstance(change.new, AuditEntry) and change.old is None:
        wiring.announce(change.new)
    if isinstance(change.new, Publication):
        old = change.old if isinstance(change.old, Publication) else None
        feeding.write(old, change.new, records=tools.records, clock=tools.clock)


def _counted(record: Mapping[str, Any]) -> relaying.RowChange:
    return _change(record, counting.FOLLOWED)


def _change(record: Mapping[str, Any], kinds: tuple[type[Row], ...]) -> relaying.RowChange:
    """Return a record's change; rows of other kinds are left unread and told as absent."""
    images, reader = record["dynamodb"], wiring.current().images
    return relaying.RowChange(
        old=reader.row_of(images.get("OldImage"), kinds),
        new=reader.row_of(images.get("NewImage"), kinds),
    )


@streams.on_dynamodb_record(stream_arn=PLACEHOLDER, name="count-progress", batch_size=1000)
def count_progress(event: DynamoDBEvent) -> dict[str, Any]:
    """Bring the areas' sums up to date with everything that some seconds have brought."""
    changes, failed = in_order(event.to_dict()["Records"], _counted)
    counting.count(changes, records=wiring.current().records)
    metrics.count("stream_batches", function="count_progress", outcome=_outcome(failed))
    return {"batchItemFailures": failed}


def _outcome(failed: list[dict[str, str]]) -> str:
    return "failed" if failed else "done"
