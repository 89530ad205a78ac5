"""What one message to `verify` reads: counted at the client of the embedded stack's table.

Visits that have their verdict get another message; what it reads is what the first one did, since
only then it is known that nothing has changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from chalicelib import wiring
from chalicelib.adapters.aws import clients
from chalicelib.adapters.aws.vault import KmsVault
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.media import MediaState
from chalicelib.services.comparing import MOST_MARKS, compare
from chalicelib.services.copies import MOST_READS as MOST_FOR_COPIES
from chalicelib.services.gathering import MOST_READS
from chalicelib.services.remembering import Remembered
from chalicelib.services.verification import Tools, verify
from chalicelib.settings import current
from infra.bench.registry.reads import ReadMeter
from infra.bench.report import BenchFailed, Figure
from infra.bench.visits import STEPS
from infra.local.places import REGION

PUMPS: Final = STEPS | {"Import", "Compose", "retire-data", "make-reels"}
# A search for copies, the media and those that were found, each of them again, and the verdict.
MOST_PER_COMPARISON: Final = (MOST_FOR_COPIES + 1) + 2 + (1 + MOST_MARKS) + MOST_READS


def measure(visits: Sequence[str]) -> dict[str, Figure]:
    """Return how much is read for these visits, of which each has its verdict."""
    meter = ReadMeter(clients.dynamodb(REGION), others=PUMPS)
    ids = [VisitId(visit) for visit in visits]
    tools = _tools()
    first = [_reads(meter, partial(verify, visit_id, _tools())) for visit_id in ids]
    later = [_reads(meter, partial(verify, visit_id, tools)) for visit_id in ids]
    media = [_reads(meter, partial(_compare, *one, tools)) for one in _ready(ids)]
    if not media:
        raise BenchFailed("No visit of the crowd has a media that is ready.")
    return {
        "reads_per_verdict": Figure(
            value=max(requests for requests, _ in first), unit="requests at most", must=MOST_READS
        ),
        "read_units_per_verdict": Figure(value=_mean(units for _, units in later), unit="units"),
        "reads_per_comparison": Figure(
            value=max(requests for requests, _ in media), unit="requests at most, with its verdict",
            must=MOST_PER_COMPARISON,
        ),
        "read_units_per_comparison": Figure(value=_mean(units for _, units in media), unit="units"),
    }  # fmt: skip


def _reads(meter: ReadMeter, step: Callable[[], object]) -> tuple[int, float]:
    """Return the requests that a step reads by, and their units."""
    meter.take()
    meter.take_requests()
    step()
    return meter.take_requests(), meter.take()


def _tools() -> Tools:
    """Return the tools of a process that has just started: it remembers nothing, and no key."""
    own, given = wiring.current(), current()
    records = own.records
    vault = KmsVault(clients.kms(given.region), given.data_key, records)  # type: ignore[arg-type]
    return replace(wiring.verification_tools(), vault=vault, campaigns=Remembered(clock=own.clock))


def _compare(visit_id: VisitId, media_id: MediaId, tools: Tools) -> None:
    compare(visit_id, media_id, records=tools.records)
    verify(visit_id, tools)


def _ready(visits: Iterable[VisitId]) -> list[tuple[VisitId, MediaId]]:
    bundles = [wiring.current().records.bundle(visit_id) for visit_id in visits]
    return [
        (media.visit_id, media.media_id)
        for bundle in bundles
        for media in bundle.media
        if media.state is MediaState.READY
    ]


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
