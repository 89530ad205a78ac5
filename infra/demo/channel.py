"""The demo's own social network and the two channels that lead to it: one plain, one captioned.

Their ids are derived from the campaign's: a demo that was killed leaves enabled channels behind,
and the next one finds them and puts them right instead of adding more.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from infra.demo.looking import is_vertical, picture_of
from infra.demo.people import Json, Person, Refused
from infra.demo.visits import Visit
from infra.demo.watch import DemoFailed, Watch
from infra.local.practice_network import PracticeNetwork
from infra.local.practice_web.posts import PracticePost

POST_WITHIN_S = 120
EDITION_WITHIN_S = 600  # one after the other, and long clips take their time
TAKEDOWN_WITHIN_S = 120
COUNTED_WITHIN_S = 120  # numbers are read half a minute after a post, at the next tick
# Nothing more happens to a publication in these.
LOST = frozenset({"failed", "cancelled", "taken_down", "takedown_failed"})
GONE = frozenset({"taken_down", "cancelled", "failed"})
PLAIN, CAPTIONED = "demo channel", "captioned demo channel"
# No cards: they make every video four seconds longer, which a demo waits for.
EDITIONS: dict[str, Json] = {PLAIN: {}, CAPTIONED: {"cut": "vertical", "lower_third": True}}
# Slots are rationed: this many seconds lie between two posts.
SPACING_S = {PLAIN: 2, CAPTIONED: 0}
# What a takedown's last try must have found.
PROOFS = frozenset({"seen_gone", "removed"})
NAMES = {PLAIN: "Demo network", CAPTIONED: "Demo network, captioned"}


def channel_id_for(campaign_id: str, which: str = PLAIN) -> str:
    """Return a demo channel's UUIDv7: the campaign's instant, and a hash instead of chance."""
    hashed = hashlib.sha256(f"{which} of {campaign_id}".encode()).digest()
    bits = int.from_bytes(UUID(campaign_id).bytes[:6] + hashed[:10], "big")
    bits = bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
    return str(UUID(int=bits))


class DemoChannel:
    """A practice network with its channels: opened before the first visit, closed at the end."""

    def __init__(self, admin: Person, moderator: Person, campaign_id: str, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._admin = admin
        self._moderator = moderator
        self._media = folder / "media"
        self._ids = {which: channel_id_for(campaign_id, which) for which in EDITIONS}
        self._http = admin.http
        self.network = PracticeNetwork(folder)

    def open(self) -> None:
        """Start the network and enable the channels."""
        self.network.start()
        for which in EDITIONS:
            self._put(which, is_enabled=True)

    def close(self) -> None:
        """Disable the channels and stop the network."""
        try:
            for which in EDITIONS:
                self._put(which, is_enabled=False)
        finally:
            self.network.stop()

    def _put(self, which: str, *, is_enabled: bool) -> None:
        body = {"name": NAMES[which], "kind": "practice", "base_url": self.network.base_url,
                "enabled": is_enabled, "min_spacing_s": SPACING_S[which],
                "caption_languages": ["hi", "en"], "edition": EDITIONS[which]}  # fmt: skip
        path = f"/v1/channels/{self._ids[which]}"
        self._admin.call("PUT", path, body, if_match=self._version(path))

    def _version(self, path: str) -> str | None:
        try:
            return self._admin.call("GET", path).headers["ETag"]
        except Refused as no:
            if no.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def await_post(self, visit: Visit, watch: Watch) -> None:
        """Wait for the visit's post; raise DemoFailed unless the network holds it as approved."""
        publication = self._await(visit, PLAIN, watch, POST_WITHIN_S)
        visit.publication_id = publication["publication_id"]
        visit.permalink = publication["permalink"]
        self._require_as_approved(visit)

    def await_edition(self, visit: Visit, watch: Watch) -> None:
        """Wait for the captioned post; raise DemoFailed unless each of its files is a new cut."""
        publication = self._await(visit, CAPTIONED, watch, EDITION_WITHIN_S)
        visit.edition_id = publication["publication_id"]
        live = _with_marker(self.network.posts, visit.edition_id)
        files = [(self._media / one.file, one.kind) for post in live for one in post.media]
        ready = visit.with_end("ready")
        plain = {sent.posted_sha256 for sent in ready}
        if len(live) != 1 or len(files) != len(ready):
            raise DemoFailed(f"The network holds no whole captioned post of {visit.name}.")
        if any(self._sha256(path.name) in plain for path, _ in files):
            raise DemoFailed(f"The captioned post of {visit.name} shows a plain copy.")
        visit.editions = [picture_of(path, kind) for path, kind in files]
        if not all(map(is_vertical, visit.editions)):
            raise DemoFailed(f"The captioned post of {visit.name} is not cut upright.")

    def await_count(self, visit: Visit, watch: Watch) -> None:
        """Wait until the post's numbers are here; raise DemoFailed unless our own look is in."""

        def counted() -> Json | None:
            found = self._publication(visit, PLAIN) or {}
            return found.get("metrics")

        views = watch.until("Reading the post's numbers", counted, COUNTED_WITHIN_S)["views"]
        if not views:
            raise DemoFailed(f"The post of {visit.name} was looked at, but has {views} views.")
        visit.publications = self._publications(visit)

    def _await(self, visit: Visit, which: str, watch: Watch, within_s: float) -> Json:
        def posted() -> Json | None:
            found = self._publication(visit, which)
            if found and found["state"] in LOST:
                raise DemoFailed(f"The post is {found['state']} ({found.get('reason')}).")
            return found if found and found["state"] == "posted" else None

        return watch.until("Posting", posted, within_s)

    def _publications(self, visit: Visit) -> list[dict[str, Any]]:
        path = f"/v1/testimonials/{visit.visit_id}/publications"
        return list(self._moderator.call("GET", path).json()["items"])

    def _publication(self, visit: Visit, which: str) -> Json | None:
        found = self._publications(visit)
        return next((one for one in found if one["channel_id"] == self._ids[which]), None)

    def _require_as_approved(self, visit: Visit) -> None:
        live = _with_marker(self.network.posts, visit.publication_id)
        if len(live) != 1:
            raise DemoFailed(f"The network holds {len(live)} posts of {visit.name}, not one.")
        held = sorted(self._sha256(one.file) for one in live[0].media)
        if held != sorted(sent.posted_sha256 for sent in visit.with_end("ready")):
            raise DemoFailed(f"The network's copies for {visit.name} are not what was approved.")
        self._require_page(visit, httpx.codes.OK)

    def _sha256(self, name: str) -> str:
        return hashlib.sha256((self._media / name).read_bytes()).hexdigest()

    def _require_page(self, visit: Visit, status: int) -> None:
        try:
            found = self._http.get(visit.permalink).status_code
        except httpx.HTTPError:
            raise DemoFailed("The post's page does not answer.") from None
        if found != status:
            raise DemoFailed(f"The post's page answers {found}, not {status}.")

    def await_takedown(self, visit: Visit, watch: Watch) -> None:
        """Wait until no channel shows the visit's post; raise DemoFailed when one still does."""

        def gone() -> bool | None:
            states = {one["state"] for one in self._publications(visit)}
            return True if states <= GONE else None

        watch.until("The takedown", gone, TAKEDOWN_WITHIN_S)
        visit.publications = self._publications(visit)
        self._require_proof(visit)
        for marker in (visit.publication_id, visit.edition_id):
            if not _with_marker(self.network.taken_down, marker):
                raise DemoFailed(f"The network was never asked to take {visit.name} down.")
        self._require_page(visit, httpx.codes.GONE)

    def _require_proof(self, visit: Visit) -> None:
        for one in visit.publications:
            takedown = one["takedown"] or {"gone_at": None, "attempts": []}
            last = [each["result"] for each in takedown["attempts"][-1:]]
            if one["posted_at"] and not (takedown["gone_at"] and PROOFS.issuperset(last)):
                raise DemoFailed(f"A post of {visit.name} is gone without proof.")

    def spacing_s(self) -> dict[str, int]:
        """Return how many seconds must lie between two posts, by the channel's id."""
        return {self._ids[which]: seconds for which, seconds in SPACING_S.items()}


def _with_marker(posts: tuple[PracticePost, ...], marker: str) -> list[PracticePost]:
    return [post for post in posts if post.marker == marker]
