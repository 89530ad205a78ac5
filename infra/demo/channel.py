"""The demo's own social network and the channel that leads to it.

The channel's id is derived from the campaign's: a demo that was killed leaves an enabled channel
behind, and the next one finds it and puts it right instead of adding one more.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from infra.demo.people import Json, Person, Refused
from infra.demo.visits import Visit
from infra.demo.watch import DemoFailed, Watch
from infra.local.practice_network import PracticeNetwork
from infra.local.practice_web.posts import PracticePost

POST_WITHIN_S = 120
TAKEDOWN_WITHIN_S = 120
# Nothing more happens to a publication in these.
LOST = frozenset({"failed", "cancelled", "taken_down", "takedown_failed"})
GONE = frozenset({"taken_down", "cancelled", "failed"})


def channel_id_for(campaign_id: str) -> str:
    """Return the demo channel's UUIDv7: the campaign's instant, and a hash instead of chance."""
    hashed = hashlib.sha256(f"demo channel of {campaign_id}".encode()).digest()
    bits = int.from_bytes(UUID(campaign_id).bytes[:6] + hashed[:10], "big")
    bits = bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
    return str(UUID(int=bits))


class DemoChannel:
    """A practice network with its channel: opened before the first visit, closed at the end."""

    def __init__(self, admin: Person, moderator: Person, campaign_id: str, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._admin = admin
        self._moderator = moderator
        self._media = folder / "media"
        self._path = f"/v1/channels/{channel_id_for(campaign_id)}"
        self._channel_id = self._path.rpartition("/")[2]
        self._http = admin.http
        self.network = PracticeNetwork(folder)

    def open(self) -> None:
        """Start the network and enable the channel."""
        self.network.start()
        self._put(is_enabled=True)

    def close(self) -> None:
        """Disable the channel and stop the network."""
        try:
            self._put(is_enabled=False)
        finally:
            self.network.stop()

    def _put(self, *, is_enabled: bool) -> None:
        body = {"name": "Demo network", "kind": "practice", "base_url": self.network.base_url,
                "enabled": is_enabled, "min_spacing_s": 0,
                "caption_languages": ["hi", "en"]}  # fmt: skip
        self._admin.call("PUT", self._path, body, if_match=self._version())

    def _version(self) -> str | None:
        try:
            return self._admin.call("GET", self._path).headers["ETag"]
        except Refused as no:
            if no.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def await_post(self, visit: Visit, watch: Watch) -> None:
        """Wait for the visit's post; raise DemoFailed unless the network holds it as approved."""

        def posted() -> Json | None:
            found = self._publication(visit)
            if found and found["state"] in LOST:
                raise DemoFailed(f"The post is {found['state']} ({found.get('reason')}).")
            return found if found and found["state"] == "posted" else None

        publication = watch.until("Posting", posted, POST_WITHIN_S)
        visit.publication_id = publication["publication_id"]
        visit.permalink = publication["permalink"]
        self._require_as_approved(visit)

    def _publications(self, visit: Visit) -> list[dict[str, Any]]:
        path = f"/v1/testimonials/{visit.visit_id}/publications"
        return list(self._moderator.call("GET", path).json()["items"])

    def _publication(self, visit: Visit) -> Json | None:
        found = self._publications(visit)
        return next((one for one in found if one["channel_id"] == self._channel_id), None)

    def _require_as_approved(self, visit: Visit) -> None:
        live = _with_marker(self.network.posts, visit)
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
        if not _with_marker(self.network.taken_down, visit):
            raise DemoFailed(f"The network was never asked to take {visit.name} down.")
        self._require_page(visit, httpx.codes.GONE)


def _with_marker(posts: tuple[PracticePost, ...], visit: Visit) -> list[PracticePost]:
    return [post for post in posts if post.marker == visit.publication_id]
