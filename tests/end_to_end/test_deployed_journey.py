"""The whole journey through deployed functions: from a phone's upload to a post and its takedown.

Everything a person or a phone does is an HTTP call; everything in between is done by the functions
that CloudFormation made from the packaged template, each with the rights of its own role.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from chalicelib.adapters.system import UUIDv7
from chalicelib.domain.people import Role
from infra.local.practice_network import PracticeNetwork
from tests.builders import PERSON
from tests.end_to_end.deployed import Deployed, eventually
from tests.end_to_end.people import Person
from tests.media_factory import jpeg, moving_clip

new_id = UUIDv7()
ALL_PURPOSES = ["record", "contact", "photo", "video", "publish"]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    network = PracticeNetwork(tmp_path / "network").start()
    yield network
    network.stop()


def report(worker: Person, **changes: dict[str, Any]) -> None:
    """Send changes as a phone does; each must be accepted."""
    now = datetime.now(UTC).isoformat()
    sent = [
        {"change_id": new_id(), "type": name.replace("_", ".", 1), "at": now, "data": data}
        for name, data in changes.items()
    ]
    body = {"device_id": "device-1", "changes": sent}
    items = worker.call("POST", "/v1/sync", json=body).json()["items"]
    assert [item["result"] for item in items] == ["accepted"] * len(sent), items


def visit_with_consent(worker: Person) -> str:
    visit_id, now = new_id(), datetime.now(UTC).isoformat()
    report(
        worker,
        visit_recorded={
            "visit_id": visit_id,
            "beneficiary_id": PERSON,
            "booth_id": "booth-1",
            "outcome": "met",
            "started_at": now,
        },
        consent_given={
            "consent_id": new_id(),
            "visit_id": visit_id,
            "beneficiary_id": PERSON,
            "purposes": ALL_PURPOSES,
            "method": "spoken",
            "notice": {"notice_id": "notice-1", "version": 1, "language": "hi"},
        },
    )
    return visit_id


def ended(worker: Person, media_id: str) -> dict[str, Any]:
    """The media once it is ready or rejected."""

    def look() -> dict[str, Any] | None:
        media: dict[str, Any] = worker.call("GET", f"/v1/media/{media_id}").json()
        return media if media["state"] in {"ready", "rejected"} else None

    return eventually(look, within_s=180, what="a media to be processed")


def claimed(moderator: Person) -> httpx.Response:
    def take() -> httpx.Response | None:
        answer = httpx.post(
            f"{moderator.api}/v1/reviews/claim",
            headers={"authorization": f"Bearer {moderator.token}"},
            json={},
            timeout=60,
        )
        return answer if answer.status_code == 200 else None

    return eventually(take, within_s=60, what="a testimonial to review")


def published(deployed: Deployed, moderator: Person, testimonial: str) -> list[dict[str, Any]]:
    def look() -> list[dict[str, Any]] | None:
        deployed.tick("release-slots")
        answer = moderator.call("GET", f"{testimonial}/publications")
        items: list[dict[str, Any]] = answer.json()["items"]
        return items if items and all(item["state"] == "posted" for item in items) else None

    return eventually(look, within_s=60, what="the testimonial to be posted")


def approved(moderator: Person, media_ids: set[str]) -> str:
    """Claim the testimonial with these media and approve it; its address."""
    answer = claimed(moderator)
    item = answer.json()
    assert {each if isinstance(each, str) else each["media_id"] for each in item["media"]} == (
        media_ids
    )
    path = f"/v1/testimonials/{item['testimonial_id']}"
    decision = {"decision": "approve", "captions": {"hi": "घर मिला", "en": "A house at last"}}
    version = {"if-match": answer.headers["etag"]}
    moderator.call("POST", f"{path}/decision", json=decision, headers=version)
    return path


def sent(worker: Person, visit_id: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Upload a photo and a video, and see both through."""
    files = {
        "photo": ("image/jpeg", jpeg(folder / "photo.jpg")),
        "video": ("video/mp4", moving_clip(folder / "video.mp4")),
    }
    ids = {kind: worker.upload(visit_id, kind, *file) for kind, file in files.items()}
    return {kind: ended(worker, media_id) for kind, media_id in ids.items()}


def counted(admin: Person, wanted: dict[str, int]) -> bool:
    """The sums of the whole state, which come some seconds behind what they count."""

    def look() -> bool:
        answer = admin.call("GET", "/v1/progress/constituency").json()
        return bool(answer["counts"] == wanted)

    return eventually(look, within_s=90, what=f"the progress to be {wanted}")


def test_a_photo_and_a_video_travel_from_phone_to_post_and_are_taken_down_again(
    deployed: Deployed, people: dict[Role, Person], network: PracticeNetwork, tmp_path: Path
):
    worker, moderator = people[Role.WORKER], people[Role.MODERATOR]
    channel = {"name": "Practice", "kind": "practice", "base_url": network.base_url}
    admin = people[Role.ADMIN]
    admin.call("PUT", "/v1/channels/practice", json=channel)

    visit_id = visit_with_consent(worker)
    media = sent(worker, visit_id, tmp_path)
    assert {"display", "thumb"} <= set(media["photo"]["derivatives"]), media
    assert {"video", "poster", "thumb", "preview"} <= set(media["video"]["derivatives"]), media
    clip = httpx.get(media["video"]["derivatives"]["video"]["url"], timeout=60)
    assert clip.content[4:8] == b"ftyp"

    testimonial = approved(moderator, {each["media_id"] for each in media.values()})
    (posted,) = published(deployed, moderator, testimonial)
    (post,) = network.posts
    assert posted["permalink"]
    assert sorted(file.kind for file in post.media) == ["photo", "video"]

    report(worker, consent_withdrawn={"beneficiary_id": PERSON, "visit_id": visit_id})
    eventually(lambda: network.taken_down, within_s=60, what="the post to be taken down")
    assert (network.posts, network.duplicates) == ((), 0)

    done = {"visited": 1, "met": 1, "contacted": 1, "photos": 1, "videos": 1, "withdrawn": 1}
    assert counted(admin, {"planned": 1, **done})
    audit = moderator.call("GET", testimonial.replace("testimonials", "audit")).json()
    assert audit["intact"] is True
    assert deployed.resting() == {}
