"""Complete visits on the embedded stack, alone and in a crowd: their calls, writes and timings.

The booth is half through its day: others were visited before, so that the measured rows have
the size they have then, not the size of the first of the morning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.aws import clients
from chalicelib.domain.areas import Area
from chalicelib.domain.ids import AreaId
from infra.bench.media import MIB, Studio
from infra.bench.meter import Meter, Written
from infra.bench.phone import File, Phone, new_id, visit_changes
from infra.bench.report import BenchFailed
from infra.local.places import REGION

EARLIER_VISITS = 5
MEASURED_VISITS = 4
TIMED_PHOTOS = 10
WITHIN_S = 90
# Progress is counted every ten seconds, from what the stream has brought by then.
QUIET_S = 12.0
PADDING_BYTES = 17 * MIB
ENDED = frozenset({"ready", "rejected"})
JUDGED = frozenset({"pending_review", "refused"})
STEPS = frozenset(
    {"Photo", "Video", "Verify", "Publish", "relay", "count", "reconcile", "release-slots"}
)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What one complete visit cost."""

    calls: int
    uploads: int
    written: tuple[Written, ...]

    @property
    def units(self) -> float:
        """Write units, all told."""
        return sum(one.units for one in self.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One media's way to ready, in milliseconds per stage."""

    kind: str
    stages: Mapping[str, int]


class Round:
    """One worker at her booth, and a moderator who sees what comes of it."""

    def __init__(self, info: Json, studio: Studio) -> None:
        self._booth = str(info["booths"][0])
        self._meter = Meter(steps=STEPS, levels=_levels(self._booth))
        self._meter.attach(clients.dynamodb(REGION))
        api, users = info["api"], info["users"]
        self._worker = Phone(api, users["worker"]["token"], on_call=self._name_call)
        self._moderator = Phone(api, users["moderator"]["token"])
        other = Phone(api, users["worker_elsewhere"]["token"], on_call=self._name_call)
        self._elsewhere = (other, str(info["booths"][-1]))
        self._studio = studio
        people = self._worker.call("GET", f"/v1/worklist?booth={self._booth}&language=hi")["items"]
        self._people = [str(person["beneficiary_id"]) for person in people]
        self.timings: list[Timing] = []
        self.made: list[str] = []  # the visits of the crowd

    def _name_call(self, call: str) -> None:
        """Write on the meter which call is being made, without ids and query."""
        method, path = call.partition("?")[0].split(" ")
        parts = [part for part in path.split("/") if len(part) < len(self._booth)]
        self._meter.calling = f"{method} {'/'.join(parts)}"

    def warm_up(self) -> None:
        """Make the visits that lie before the measured ones, with tiny files."""
        visits = [(new_id(), person) for person in self._people[:EARLIER_VISITS]]
        changes = [visit_changes(visit, person, self._booth) for visit, person in visits]
        self._worker.sync([change for both in changes for change in both])
        for visit_id, _ in visits:
            self._worker.upload(visit_id, self._studio.photo(is_small=True))
            self._worker.upload(visit_id, self._studio.video(is_small=True))
        for visit_id, _ in visits:
            self._require_review(visit_id)
        self._meter.wait_until_quiet(QUIET_S)
        self._meter.take()

    def measured(self) -> list[Visited]:
        """Make complete visits one by one; the last has a video that travels in parts."""
        people = self._people[EARLIER_VISITS : EARLIER_VISITS + MEASURED_VISITS]
        if len(people) < MEASURED_VISITS:
            raise BenchFailed("The demo booth has too few people.")
        plain = [self._visit(person, self._studio.video()) for person in people[:-1]]
        return [*plain, self._visit(people[-1], self._studio.video(padding_bytes=PADDING_BYTES))]

    def crowd(self) -> float:
        """Return the write units of one visit among many that are made at the same time.

        Two workers visit whoever is left at their booths without waiting for what becomes of it.
        """
        made = [*self._crowd_of(self._worker, self._booth), *self._crowd_of(*self._elsewhere)]
        self.made = made
        for visit_id in made:
            self._require_review(visit_id)
        self._meter.wait_until_quiet(QUIET_S)
        return sum(one.units for one in self._meter.take()) / len(made)

    def _crowd_of(self, worker: Phone, booth: str) -> list[str]:
        found = worker.call("GET", f"/v1/worklist?booth={booth}&language=hi")["items"]
        left = [person for person in found if person["outcome"] is None]
        visits = [(new_id(), str(person["beneficiary_id"])) for person in left]
        for visit_id, person in visits:
            worker.sync(visit_changes(visit_id, person, booth))
            worker.upload(visit_id, self._studio.photo(is_small=True))
            worker.upload(visit_id, self._studio.video(is_small=True))
        return [visit_id for visit_id, _ in visits]

    def _visit(self, person: str, video: File) -> Visited:
        visit_id, before = new_id(), self._worker.calls
        self._worker.sync(visit_changes(visit_id, person, self._booth))
        # As phones do: one file after the other, without waiting for what becomes of them.
        self._worker.upload(visit_id, self._studio.photo())
        video_id = self._worker.upload(visit_id, video)
        calls = self._worker.calls - before
        self._time(video_id, "video")
        self._require_review(visit_id)
        self._meter.wait_until_quiet(QUIET_S)
        return Visited(calls=calls, uploads=2, written=self._meter.take())

    def time_photos(self) -> None:
        """Send photos one by one, for their timings alone.

        Nobody agrees to publishing here, so that no verification runs beside them.
        """
        visit_id, purposes = new_id(), ("record", "photo")
        self._worker.sync(visit_changes(visit_id, self._people[-1], self._booth, purposes))
        for _ in range(TIMED_PHOTOS):
            self._time(self._worker.upload(visit_id, self._studio.photo()), "photo")

    def _time(self, media_id: str, kind: str) -> None:
        media = self._worker.wait_for(f"/v1/media/{media_id}", ENDED, WITHIN_S)
        if media["state"] != "ready":
            raise BenchFailed(f"A made {kind} was rejected as {media['reason']}.")
        stages = {name.removesuffix("_ms"): value for name, value in media["timings"].items()}
        self.timings.append(Timing(kind=kind, stages=stages))

    def _require_review(self, visit_id: str) -> None:
        found = self._moderator.wait_for(f"/v1/testimonials/{visit_id}", JUDGED, WITHIN_S)
        if found["state"] != "pending_review":
            raise BenchFailed("A made visit was refused by verification.")


def _levels(booth_id: str) -> dict[str, str]:
    """Return area → level from a booth up to the root."""
    records = wiring.current().records
    booth = records.find(Area, AreaId(booth_id))
    found = [records.find(Area, area_id) for area_id in (booth.path if booth else ())]
    return {area.area_id: area.level for area in found if area is not None}
