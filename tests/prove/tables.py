"""The emulator's table for the proofs: each request of the client may be the last one."""

import json
from typing import Any

from botocore.awsrequest import AWSResponse

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.ids import VisitId
from chalicelib.domain.jobs import OutboxItem
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Change, Save
from tests.contracts.aws import BareAWS, table_client
from tests.prove.kills import Begun, Killer

WRITES = frozenset({"PutItem", "TransactWriteItems"})


class EmulatedTable:
    """Tables of one emulator, a new one for each story. `units` counts write units of rows that
    take one kilobyte."""

    def __init__(self, aws: BareAWS) -> None:
        self._aws = aws
        self._client = table_client(aws.url)
        self._killer = Killer(is_on=False)
        self._calls: list[Begun] = []
        self.units = 0
        self._client.meta.events.register("before-send.dynamodb", self._leaves)
        self._client.meta.events.register("after-call.dynamodb", self._arrived)

    def fresh(self, killer: Killer) -> "CarriedRecords":
        """Return an empty table, whose requests this killer ends."""
        self._killer = Killer(is_on=False)
        name = self._aws.new_table()
        self._killer = killer
        return CarriedRecords(self._client, name, shards=1)

    def _leaves(self, request: Any, **_: Any) -> AWSResponse | None:
        name = request.headers.get("X-Amz-Target", b"")
        name = name.decode() if isinstance(name, bytes) else name
        operation = name.rpartition(".")[2]
        if operation in WRITES:
            # In a transaction each item costs two units, conditions too.
            items = json.loads(request.body).get("TransactItems")
            self.units += 2 * len(items) if items else 1
        self._calls.append(self._killer.before(f"dynamodb {operation}"))
        return None

    def _arrived(self, **told: Any) -> None:
        operation = told["model"].name
        self._killer.after(f"dynamodb {operation}", self._calls.pop())


class CarriedRecords(DynamoRecords):
    """The adapter, which keeps what the table's stream would carry: the outbox."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._outbox: list[OutboxItem] = []

    def commit(self, *changes: Change) -> None:
        """Commit; what was written stands in the stream, also when nobody hears of it."""
        try:
            super().commit(*changes)
        except BaseException:
            self._note(changes, only_written=True)
            raise
        self._note(changes, only_written=False)

    def _note(self, changes: tuple[Change, ...], *, only_written: bool) -> None:
        for change in changes:
            if isinstance(change, Save) and isinstance(change.row, OutboxItem):
                if only_written and self.find(OutboxItem, change.row.item_id) is None:
                    continue
                self._outbox.append(change.row)

    def all(self, kind: type[OutboxItem]) -> list[OutboxItem]:
        """Return what stands in the outbox."""
        assert kind is OutboxItem
        return list(self._outbox)


def publication_in(records: DynamoRecords, visit_id: VisitId, channel_id: str) -> Any:
    """Return a publication as the table has it."""
    return records.find(Publication, visit_id, channel_id)
