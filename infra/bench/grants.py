"""How many grants one processor second of the API makes. Runs in a process of its own.

The real Chalice app answers real gateway events; the emulator's work is not counted, since it is
another process. In turns with it runs a bare baseline: one signed form and three table calls.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from app import app
from chalicelib import settings, wiring
from chalicelib.domain.ids import AreaId
from infra.bench.imports import heavy_among
from infra.bench.phone import new_id, visit_changes
from infra.bench.report import BenchFailed
from infra.local.places import ROOT
from infra.local.pumps import Context
from infra.local.seed import Seeded

GRANTS = 300
ROUND = 10
PHOTO_BYTES = 3_000_000
SHA256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting:
    """What was measured."""

    per_cpu_second: float
    cpu_ratio: float
    heavy: int


def measure(folder: Path) -> Granting:
    """Start the measuring process beside a running stack whose folder this is."""
    into = folder / "grants.json"
    command = [sys.executable, "-m", "infra.bench.grants", str(folder), str(into)]
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise BenchFailed("The grants could not be measured; see above.")
    return Granting(**json.loads(into.read_text()))


def main(folder: Path, into: Path) -> None:
    """Measure and write the result."""
    asked = _requests(Seeded.load(folder / "demo.json"))
    bare = Bare()
    _pair(asked, bare)  # what is built on first use is not a grant's cost
    ours, theirs = zip(*(_pair(asked, bare) for _ in range(GRANTS // ROUND)), strict=True)
    found = Granting(
        per_cpu_second=GRANTS / sum(ours),
        cpu_ratio=statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
        heavy=len(heavy_among(list(sys.modules))),
    )
    into.write_text(json.dumps(asdict(found)))


def _pair(asked: Iterator[Json], bare: "Bare") -> tuple[float, float]:
    """Return the CPU seconds of a round of grants and of a round of the baseline."""
    batch = list(islice(asked, ROUND))
    return _cpu_s(_grant, batch), _cpu_s(bare.grant, batch)


def _cpu_s(grant: Callable[[Json], None], batch: Sequence[Json]) -> float:
    started = time.process_time()
    for event in batch:
        grant(event)
    return time.process_time() - started


def _grant(event: Json) -> None:
    _call(event, expected=201)


def _call(event: Json, expected: int) -> None:
    answer = app(event, Context())
    if answer["statusCode"] != expected:
        raise BenchFailed(f"{event['path']} answered {answer['statusCode']}")


def _requests(seeded: Seeded) -> Iterator[Json]:
    """Yield requests for grants, two per visit; a visit is reported before its first."""
    while True:
        for user_id, booth_id in _workers(seeded):
            people = wiring.current().records.roll(AreaId(booth_id), limit=100, cursor=None)
            visits = [(new_id(), str(p.beneficiary_id)) for p in people.items]
            _call(_event("/v1/sync", user_id, _report(visits, booth_id)), expected=200)
            for visit_id, _ in visits:
                yield _event("/v1/uploads", user_id, _ask(visit_id, "photo", "image/jpeg"))
                yield _event("/v1/uploads", user_id, _ask(visit_id, "video", "video/mp4"))


def _workers(seeded: Seeded) -> Iterator[tuple[str, str]]:
    users = seeded.user_ids
    workers = [user_id for role, user_id in users.items() if role.startswith("worker")]
    yield from zip(workers, seeded.booths, strict=True)


def _report(visits: list[tuple[str, str]], booth_id: str) -> Json:
    """Nobody agrees to publishing here, so that no verification runs beside the measurement."""
    changes = [visit_changes(v, p, booth_id, ("record", "photo", "video")) for v, p in visits]
    return {"device_id": "bench", "changes": [one for both in changes for one in both]}


def _ask(visit_id: str, kind: str, content_type: str) -> Json:
    return {"upload_id": new_id(), "visit_id": visit_id, "kind": kind,
            "content_type": content_type, "size_bytes": PHOTO_BYTES, "sha256": SHA256}  # fmt: skip


def _event(path: str, user_id: str, body: Json) -> Json:
    """Return what API Gateway hands to the function for a signed-in POST."""
    return {
        "resource": path, "path": path, "httpMethod": "POST",
        "headers": {"content-type": "application/json", "accept": "application/json"},
        "multiValueQueryStringParameters": None, "pathParameters": None, "stageVariables": None,
        "requestContext": {"resourcePath": path, "httpMethod": "POST", "requestId": "bench",
                           "authorizer": {"principalId": user_id}},
        "body": json.dumps(body), "isBase64Encoded": False,
    }  # fmt: skip


class Bare:
    """The least that any grant needs, without a framework, rules or models."""

    def __init__(self) -> None:
        given = settings.current()
        self._table, self._bucket = given.records_table, given.uploads_bucket
        self._dynamodb = boto3.client("dynamodb")
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        self._s3 = boto3.client("s3", config=config)

    def grant(self, _event: Json) -> None:
        """Read a row, read a list, write a row, sign a form."""
        name = f"BENCH#{new_id()}"
        key = {"pk": {"S": name}, "sk": {"S": "BENCH"}}
        self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": key["pk"]},
        )
        self._dynamodb.put_item(TableName=self._table, Item=key)
        conditions = [["content-length-range", 1, PHOTO_BYTES]]
        self._s3.generate_presigned_post(self._bucket, name, Conditions=conditions)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
