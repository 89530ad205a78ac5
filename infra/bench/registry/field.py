"""What a day in the field costs and takes, at the booths of the imported constituency."""

import itertools
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from chalicelib.adapters.aws import clients
from chalicelib.settings import current
from infra.bench.media import Studio
from infra.bench.meter import Meter
from infra.bench.phone import Phone, visit_changes
from infra.bench.registry import rolls
from infra.bench.registry.people import (
    BOOTHS,
    a_visit,
    a_worker,
    area_id,
    clock,
    new_id,
    seconds_until,
)
from infra.bench.registry.reads import ReadMeter
from infra.bench.registry.spread import KeyMeter, shares
from infra.bench.registry.watching import stopwatch
from infra.bench.report import BenchFailed, Figure, number
from infra.bench.visits import QUIET_S, STEPS
from infra.local.places import REGION
from infra.seeding.files import PEOPLE_PER_BOOTH, booths, phone_of

WORKLISTS = 200
SYNC_BOOTHS = 20
CALLS = 10
COMPLETE_VISITS = 20
WITHIN_S = 120.0
GREEN_S = 5.0
MOST_READ_UNITS = 8.0
MOST_SHARE = 0.01
SHOWN_KINDS = 8
PUMPS = STEPS | {"Import", "retire-data"}
Json = dict[str, Any]


def measure(info: Json, folder: Path, size: int, out: Console) -> dict[str, Figure]:
    """Return the figures of worklists, sync, calls, the stream and the keys."""
    places = booths(size, rolls.SAMPLE)[:BOOTHS]
    if len(places) < SYNC_BOOTHS + 3:
        raise BenchFailed("The constituency is too small: it needs 23 booths.")
    client = clients.dynamodb(REGION)
    worker = a_worker(info, rolls.office_of(info), places, folder)
    ids = [area_id(info, place.code) for place in places]
    calls_at, last = SYNC_BOOTHS, SYNC_BOOTHS + 1
    return {
        **_sync(worker, ids[:SYNC_BOOTHS], Meter(steps=PUMPS, levels={}), client),
        **_worklists(info, ids[:SYNC_BOOTHS], ReadMeter(client, others=PUMPS)),
        **_calls(info, worker, ids[calls_at], calls_at * PEOPLE_PER_BOOTH),
        **_lag(worker, ids[last]),
        **_keys(worker, ids[last + 1], folder, KeyMeter(client), out),
    }


def _worklists(info: Json, ids: list[str], meter: ReadMeter) -> dict[str, Figure]:
    """Read the lists of booths that were visited: their rows are larger by then.

    As somebody with one scope, as a worker has; the bench's own worker has forty booths.
    """
    worker = Phone(info["api"], rolls.office_of(info).token)
    worker.call("GET", f"/v1/worklist?booth={ids[0]}")
    meter.take()
    with stopwatch() as taken:
        for booth in itertools.islice(itertools.cycle(ids), WORKLISTS):
            worker.call("GET", f"/v1/worklist?booth={booth}")
    units = meter.take() / WORKLISTS
    return {
        "worklist_calls_per_second": Figure(value=WORKLISTS / taken[0], unit="calls"),
        "worklist_read_units": Figure(value=units, unit="units a call", must=MOST_READ_UNITS),
    }


def _people(worker: Phone, booth: str) -> list[str]:
    found = worker.call("GET", f"/v1/worklist?booth={booth}")["items"]
    return [str(person["beneficiary_id"]) for person in found]


def _sync(worker: Phone, ids: list[str], meter: Meter, client: Any) -> dict[str, Figure]:
    meter.attach(client)
    batches = [[a_visit(p, booth) for p in _people(worker, booth)] for booth in ids]
    meter.take()
    with stopwatch() as taken:
        for visits in batches:
            worker.sync([change for visit in visits for change in visit])
    count = sum(len(visits) for visits in batches)
    meter.wait_until_quiet(QUIET_S)
    units = sum(one.units for one in meter.take()) / count
    return {
        "sync_changes_per_second": Figure(value=2 * count / taken[0], unit="changes"),
        "sync_write_units_per_visit": Figure(value=units, unit="units, visit and consent"),
    }


def _calls(info: Json, worker: Phone, booth: str, first: int) -> dict[str, Figure]:
    """Ring for some visits after, and for some before they are reported."""
    with_phone = [
        (person, phone_of(first + place))
        for place, person in enumerate(_people(worker, booth))
        if phone_of(first + place)
    ]
    after, before = [], []
    for person, phone in with_phone[:CALLS]:
        worker.sync(a_visit(person, booth))
        _ring(info, phone)
        after.append(_until_green(worker, booth, person))
    for person, phone in with_phone[CALLS : 2 * CALLS]:
        _ring(info, phone)
        worker.sync(a_visit(person, booth))
        before.append(_until_green(worker, booth, person))
    return {
        "call_to_green_s": Figure(value=max(after), unit="s, the slowest", must=GREEN_S),
        "early_call_to_green_s": Figure(value=max(before), unit="s, the slowest", must=GREEN_S),
    }


def _ring(info: Json, phone: str) -> None:
    local = clock.now().timestamp() + 330 * 60
    started = clock.now().fromtimestamp(local, clock.now().tzinfo)
    digits = "".join(letter for letter in phone if letter.isdigit())[-10:]
    answer = httpx.get(
        info["hooks"]["exotel"],
        params={
            "CallSid": new_id(),
            "CallFrom": f"0{digits}",
            "CallTo": info["numbers"]["confirm"].replace("+91", "0"),
            "CallType": "call-attempt",
            "Direction": "incoming",
            "StartTime": started.strftime("%Y-%m-%d %H:%M:%S"),
            "EndTime": "1970-01-01 05:30:00",
        },
        timeout=10,
    )
    if not answer.is_success:
        raise BenchFailed(f"The telephony hook answered {answer.status_code}.")


def _until_green(worker: Phone, booth: str, person: str) -> float:
    def is_green() -> bool:
        found = worker.call("GET", f"/v1/worklist?booth={booth}")["items"]
        return any(p["beneficiary_id"] == person and p["call"] == "matched" for p in found)

    return seconds_until("A visit's turning green", is_green, WITHIN_S)


def _lag(worker: Phone, booth: str) -> dict[str, Figure]:
    """Return how long a report takes until the booth's progress shows it."""
    before = worker.call("GET", f"/v1/progress/{booth}")["counts"].get("visited", 0)
    worker.sync(a_visit(_people(worker, booth)[0], booth))

    def is_counted() -> bool:
        counts = worker.call("GET", f"/v1/progress/{booth}")["counts"]
        return int(counts.get("visited", 0)) > int(before)

    lag = seconds_until("Progress", is_counted, WITHIN_S)
    return {"stream_lag_s": Figure(value=lag, unit="s from report to progress")}


def _keys(
    worker: Phone, booth: str, folder: Path, meter: KeyMeter, out: Console
) -> dict[str, Figure]:
    """Make complete visits and spread the keys they write over the country."""
    studio, people = Studio(folder), _people(worker, booth)[:COMPLETE_VISITS]
    meter.take()
    visits = [(new_id(), person) for person in people]
    for visit_id, person in visits:
        worker.sync(visit_changes(visit_id, person, booth))
        worker.upload(visit_id, studio.photo(is_small=True))
        worker.upload(visit_id, studio.video(is_small=True))
    for visit_id, _ in visits:
        _await_end(worker, visit_id, booth)
    found = shares(meter.take(), len(visits), list_shards=current().list_shards)
    _show(found, out)
    return {
        "busiest_key_share": Figure(
            value=max(found.values()), unit="of all writes", must=MOST_SHARE
        )
    }


def _await_end(worker: Phone, visit_id: str, booth: str) -> None:
    def is_complete() -> bool:
        items = worker.call("GET", f"/v1/worklist?booth={booth}")["items"]
        return any(p["visit_id"] == visit_id and not p["missing"] for p in items)

    seconds_until("A complete visit", is_complete, WITHIN_S)


def _show(found: dict[str, float], out: Console) -> None:
    shown = Table(title="The busiest key of each kind, at the country's peak", title_justify="left")
    shown.add_column("kind of key")
    shown.add_column("share of all writes", justify="right")
    for kind, share in sorted(found.items(), key=lambda each: -each[1])[:SHOWN_KINDS]:
        shown.add_row(kind, f"{number(share * 100)} %")
    out.print(shown)
