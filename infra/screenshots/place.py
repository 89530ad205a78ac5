"""The demo campaign that is looked at, and what its people do: visits with files, decisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from infra.demo import phone
from infra.demo.files import MediaFile
from infra.demo.people import Json, People, Person, new_id
from infra.demo.stacks import Stack
from infra.demo.visits import Sent, Visit
from infra.demo.watch import DemoFailed
from infra.local.demo_tree import MIDDLE_LAT, MIDDLE_LON, STEP_DEG

PURPOSES: Final = ("record", "contact", "photo", "video", "publish")
WAITS_WITHIN_S: Final = 120
NO_CONTENT: Final = 204
BETWEEN_DOORS: Final = timedelta(minutes=11)
Place = dict[str, float]


def now() -> datetime:
    """Return this machine's instant."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Campaign:
    """Whoever the pictures need, signed in. `visits` are the visits with media, by name; `began`
    says when each visit did; `others` are ids of what else an address may name.
    """

    stack: Stack
    people: People
    visits: dict[str, str] = field(default_factory=dict)
    began: dict[str, datetime] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def who(self, role: str) -> Person:
        """Return somebody by role, as the stack's information file names her."""
        return self.people.role(role)

    def worklist(self, worker: int) -> Json:
        """Return the worklist of a worker's booth."""
        found: Json = self.people.worker(worker).call("GET", "/v1/worklist").json()
        return found

    def report(self, worker: int, *changes: tuple[str, Json]) -> None:
        """Report changes; raise DemoFailed unless every one is accepted."""
        for item in self.send(worker, *changes):
            if item["result"] != "accepted":
                raise DemoFailed(f"A report was {item['result']}: {item['problem']}")

    def send(self, worker: int, *changes: tuple[str, Json]) -> list[Json]:
        """Report changes and return the answer to each."""
        said = [{"change_id": new_id(), "type": kind, "at": now().isoformat(), "data": data}
                for kind, data in changes]  # fmt: skip
        body = {"device_id": "pictures", "changes": said}
        answer = self.people.worker(worker).call("POST", "/v1/sync", body)
        return list(answer.json()["items"])

    def met(self, worker: int, person: int, name: str, files: Sequence[MediaFile],
            *, place: Place | None = None) -> str:  # fmt: skip
        """Have somebody visited, with these files, and wait until it waits for review."""
        sheet = self.worklist(worker)
        visit = self._visit(worker, sheet, person, files)
        self.report(
            worker,
            ("visit.recorded", self.visited(sheet, person, worker, visit.visit_id, place)),
            ("consent.given", _agreed(sheet, person, visit.visit_id)),
        )
        phone.ask_grants(visit)
        for sent in visit.files:
            phone.send(visit, sent)
        for sent in visit.files:
            phone.await_end(visit, sent, self.stack.watch, len(files))
        self.becomes(visit.visit_id, "pending_review")
        self.visits[name] = visit.visit_id
        return visit.visit_id

    def _visit(self, worker: int, sheet: Json, person: int, files: Sequence[MediaFile]) -> Visit:
        who = sheet["items"][person]
        return Visit(
            number=len(self.visits) + 1, files=[Sent(file=file) for file in files],
            visit_id=new_id(), worker=self.people.worker(worker),
            booth_id=sheet["booth"]["area_id"], beneficiary_id=who["beneficiary_id"],
            shown_name=who["name"], notice=sheet["notice"],
        )  # fmt: skip

    def visited(self, sheet: Json, person: int, worker: int, visit_id: str,
                place: Place | None = None) -> Json:  # fmt: skip
        """Return a visit of this afternoon, some minutes after the one before."""
        doors = len(self.began)
        began = self.began[visit_id] = now() - timedelta(hours=8) + doors * BETWEEN_DOORS
        return {
            "visit_id": visit_id, "beneficiary_id": sheet["items"][person]["beneficiary_id"],
            "booth_id": sheet["booth"]["area_id"], "outcome": "met",
            "started_at": began.isoformat(), "leaflet_given": True,
            "location": place or at_booth(worker, doors),
            "call": {"dialled_at": began.isoformat()},
        }  # fmt: skip

    def becomes(self, visit_id: str, *states: str) -> Json:
        """Wait until a testimonial is in one of these states, and return it."""
        return self.stack.watch.until("A testimonial", lambda: self._item(visit_id, states),
                                      WAITS_WITHIN_S)  # fmt: skip

    def _item(self, visit_id: str, states: Sequence[str]) -> Json | None:
        answer = self._maybe("GET", f"/v1/testimonials/{visit_id}")
        return answer if answer and answer["state"] in states else None

    def _maybe(self, method: str, path: str) -> Json | None:
        answer = self.people.http.request(
            method, f"{self.stack.api}{path}",
            headers={"Authorization": f"Bearer {self.stack.info['users']['moderator']['token']}"},
        )  # fmt: skip
        return dict(answer.json()) if answer.is_success else None

    def handed_out(self, role: str) -> Iterator[tuple[str, str]]:
        """Yield what somebody is handed, with its version's tag, until nothing waits for her.

        She holds each as long as it is looked at, and leaves it to others then.
        """
        who = self.who(role)
        while (claimed := who.call("POST", "/v1/reviews/claim", {})).status_code != NO_CONTENT:
            found = str(claimed.json()["testimonial_id"])
            yield found, str(claimed.headers["ETag"])
            who.call("POST", "/v1/reviews/skip", {"testimonial_id": found})

    def decide(self, role: str, visit_id: str, **said: Any) -> None:
        """Decide on an item once it is handed out; raise DemoFailed when it is not."""
        for found, tag in self.handed_out(role):
            if found == visit_id:
                path = f"/v1/testimonials/{visit_id}/decision"
                self.who(role).call("POST", path, said, if_match=tag)
                return
        raise DemoFailed("An item that waits was not handed out.")


def at_booth(worker: int, step: int = 0) -> Place:
    """Return a place near the middle of a worker's booth, another one at each step."""
    lon = MIDDLE_LON + (worker - 1) * STEP_DEG
    across, along = (step % 5 - 2) * 0.0004, (step % 3 - 1) * 0.0005
    return {"lat": round(MIDDLE_LAT + along, 6), "lon": round(lon + across, 6), "accuracy_m": 12}


def _agreed(sheet: Json, person: int, visit_id: str) -> Json:
    who = sheet["items"][person]
    notice = {name: sheet["notice"][name] for name in ("notice_id", "version", "language")}
    return {
        "consent_id": new_id(), "visit_id": visit_id, "beneficiary_id": who["beneficiary_id"],
        "purposes": list(PURPOSES), "method": "signature", "notice": notice,
        "shown_name": who["name"],
    }  # fmt: skip
