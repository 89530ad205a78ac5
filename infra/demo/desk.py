"""What moderators do: one sees the verdict, takes the item, approves it; some items need two."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from infra.demo.people import Json, Person, Refused
from infra.demo.visits import Visit
from infra.demo.watch import DemoFailed, Watch

VERDICT_WITHIN_S = 120
CLAIM_WITHIN_S = 120
GIVE_BACK_PAUSE_S = 1.0
ON_ITS_WAY = frozenset({"collecting", "verifying"})
# What a decision meets when new evidence came in between, or the hold is gone: look again.
LOOK_AGAIN = frozenset({409, 412})


class Desk:
    """A moderator at work on the demo's visits, and on nobody else's. For several threads.

    `second` approves what needs two people.
    """

    def __init__(self, moderator: Person, second: Person, watch: Watch) -> None:
        self._moderator = moderator
        self._second = second
        self._watch = watch
        self._ours: dict[str, Visit] = {}
        self._half: set[str] = set()
        self._approved: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def waiting(self, booth_id: str) -> int:
        """Return how many items wait in a booth, up to one."""
        path = f"/v1/testimonials?state=pending_review&area={booth_id}&limit=1"
        return len(self._moderator.call("GET", path).json()["items"])

    def testimonial(self, visit: Visit) -> Json | None:
        """Return the visit's testimonial; None while there is none."""
        try:
            found: Json = self._moderator.call("GET", f"/v1/testimonials/{visit.visit_id}").json()
        except Refused as no:
            if no.status == httpx.codes.NOT_FOUND:
                return None
            raise
        return found

    def await_verdict(self, visit: Visit) -> str:
        """Return the state that verification leads to, and keep the verdict with its findings."""

        def verified() -> Json | None:
            found = self.testimonial(visit)
            return found if found and found["state"] not in ON_ITS_WAY else None

        found = self._watch.until("Verification", verified, VERDICT_WITHIN_S)
        visit.verdict, visit.findings = found["verdict"] or "", found["findings"]
        return str(found["state"])

    def await_collecting(self, visit: Visit) -> None:
        """Wait for the testimonial of a visit without a ready file: it stays `collecting`."""
        found = self._watch.until(
            "The testimonial", lambda: self.testimonial(visit), VERDICT_WITHIN_S
        )
        if found["state"] != "collecting":
            raise DemoFailed(f"A testimonial without a ready file went on to {found['state']}.")

    def approve(self, visit: Visit, say: Callable[[str], None]) -> float:
        """Take the visit's item and approve it; return for how many seconds nothing follows.

        The queue hands out the longest waiting item of the booth: another of the demo's is
        approved then and there, somebody else's is given back undecided. `say` is told when a
        second person has to look.
        """
        self._ours[visit.visit_id] = visit
        with self._lock:
            self._watch.until(
                f"Taking {visit.name} for review (another item of its booth waits before it: "
                "decide that on the console, then run the demo again)",
                lambda: self._is_approved_after_a_claim(visit, say),
                CLAIM_WITHIN_S,
            )
            until = self._approved[visit.visit_id]
        return max(0.0, (until - datetime.now(UTC)).total_seconds())

    def _is_approved_after_a_claim(self, visit: Visit, say: Callable[[str], None]) -> bool | None:
        if visit.visit_id in self._approved:
            return True
        is_second = visit.visit_id in self._half
        if is_second:
            say("one moderator approved it; it needs two, and the second one looks")
        who = self._second if is_second else self._moderator
        claimed = who.call("POST", "/v1/reviews/claim", {"area_id": visit.booth_id})
        if claimed.status_code == httpx.codes.NO_CONTENT:
            self._require_still_open(visit)
        elif claimed.json()["testimonial_id"] in self._ours:
            self._decide(who, claimed)
        else:
            self._give_back(who, claimed.json()["testimonial_id"])
        return True if visit.visit_id in self._approved else None

    def _require_still_open(self, visit: Visit) -> None:
        state = (self.testimonial(visit) or {}).get("state")
        if state not in {*ON_ITS_WAY, "pending_review"}:
            raise DemoFailed(f"Somebody else decided {visit.name}; it is {state} now.")

    def _decide(self, who: Person, claimed: httpx.Response) -> None:
        item = claimed.json()["testimonial_id"]
        path, version = f"/v1/testimonials/{item}/decision", claimed.headers["ETag"]
        try:
            answer = who.call("POST", path, {"decision": "approve"}, if_match=version).json()
        except Refused as no:
            if no.status not in LOOK_AGAIN:
                raise
            return
        if answer["state"] == "pending_review":
            self._half.add(item)
        else:
            self._approved[item] = datetime.fromisoformat(answer["undo_until"])

    def _give_back(self, who: Person, item: str) -> None:
        who.call("POST", "/v1/reviews/release", {"testimonial_id": item})
        self._watch.pause(GIVE_BACK_PAUSE_S)
