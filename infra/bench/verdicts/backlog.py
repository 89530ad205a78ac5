"""Ten thousand visits that wait for a verdict: how fast they go, and which keys they meet at.

They are taken as the queue brings them, the earliest first, by as many processes as the function
has at most; each remembers a campaign and its key as it does on AWS. All stores are in memory, so
processor time is that of the engine and of packing rows, not of the network's client.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle
from typing import Any, Final, cast

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.adapters.system import UUIDv7
from chalicelib.domain.finding import Verdict
from chalicelib.ports import Records
from chalicelib.services.remembering import Remembered
from chalicelib.services.verification import Tools, verify
from chalicelib.settings import Settings
from infra.bench.report import BenchFailed, Figure
from infra.bench.verdicts.places import EACH, MORNING, Places, a_vault
from infra.bench.verdicts.table import MemoryTable
from infra.functions import FUNCTIONS

BACKLOG: Final = 10_000
DESKS: Final = 543  # the country's constituencies
OF_ONE_DESK: Final = 500
VERIFY: Final[Any] = next(each for each in FUNCTIONS if each.name == "verify").event_properties
PROCESSES: Final = int(VERIFY["ScalingConfig"]["MaximumConcurrency"])
SHARDS: Final = Settings.from_mapping({"STAGE": "bench", "AWS_REGION": "bench"}).list_shards
MOST_SHARE: Final = 0.01
# What one request takes at least, so what a process makes at most of its twelve and a write.
VERDICT_S: Final = 0.05
MOST_WRITES_PER_S: Final = 1000  # what one key of a table or an index takes


@dataclass(slots=True)
class Queue:
    """The clock of a queue that is worked off: each verdict comes a little after the one before."""

    taken: Iterator[int] = field(default_factory=count)
    at: datetime = MORNING + timedelta(days=1)

    def now(self) -> datetime:
        """Return when the verdict being made is made."""
        return self.at

    def advance(self) -> None:
        """Go on to the next one."""
        self.at += timedelta(seconds=VERDICT_S / PROCESSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What one backlog took; the counts are by partition key."""

    verdicts: int
    verified: int
    cpu_s: float
    table: MemoryTable

    @property
    def share_of_reads(self) -> float:
        """The busiest key's share of all reads."""
        return max(self.table.reads.values()) / self.table.reads.total()

    @property
    def share_of_writes(self) -> float:
        """The busiest key's share of all writes, those of index entries included."""
        return max(self.table.writes.values()) / self.table.writes.total()


def measure() -> dict[str, Figure]:
    """Return the figures of a backlog of the country's, and of one of a single desk's."""
    country, desk = drain(BACKLOG, DESKS), drain(OF_ONE_DESK, 1)
    per_s = max(desk.table.writes.values()) / desk.verdicts * PROCESSES / VERDICT_S
    return {
        "verdicts_per_cpu_second": Figure(value=country.verdicts / country.cpu_s, unit="verdicts"),
        "busiest_key_share_of_reads": Figure(
            value=country.share_of_reads, unit="of a backlog of 10,000", must=MOST_SHARE
        ),
        "busiest_key_share_of_writes": Figure(
            value=country.share_of_writes, unit="of a backlog of 10,000", must=MOST_SHARE
        ),
        "busiest_key_of_one_desk": Figure(
            value=per_s, unit="writes a second at most", must=MOST_WRITES_PER_S
        ),
    }


def drain(visits: int, desks: int) -> Drained:
    """Verify so many visits in memory; raise BenchFailed when one ends without a verdict."""
    table, clock = MemoryTable(), Queue()
    records = DynamoRecords(cast("Any", table), "records", shards=SHARDS)
    waiting = Places(workers=visits // EACH, desks=desks).keep(records)
    table.reads.clear()
    table.writes.clear()
    verdicts: list[Verdict | None] = []
    started = time.process_time()
    for visit_id, tools in zip(waiting, cycle(_processes(records, clock)), strict=False):
        item = verify(visit_id, tools)
        verdicts.append(item.verdict if item else None)
        clock.advance()
    cpu_s = time.process_time() - started
    if None in verdicts:
        raise BenchFailed("A made visit got no verdict.")
    return Drained(
        verdicts=len(verdicts), verified=verdicts.count(Verdict.VERIFIED), cpu_s=cpu_s, table=table
    )


def _processes(records: Records, clock: Queue) -> list[Tools]:
    return [
        Tools(
            records=records, vault=a_vault(records), clock=clock, new_id=UUIDv7(),
            campaigns=Remembered(clock=clock),
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
