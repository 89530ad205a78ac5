"""A channel with a style of its own: what its network holds is the cut that it asked for."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.end_to_end.test_journey import approved
from tests.end_to_end.walk import Json, Town, agreed, new_id, visited, withdrawn
from tests.media_factory import described, moving_clip

UPRIGHT = {"cut": "vertical", "lower_third": True}
SIZE = re.compile(r"Video: .* (\d{2,4})x(\d{2,4})")
MEDIA = re.compile(r'<video [^>]*src="([^"]+)"')


@pytest.fixture
def upright_channel(town: Town) -> Iterator[str]:
    """A channel that wants upright clips with captions; disabled again at the end."""
    channel_id = new_id()
    set_up(town, channel_id, enabled=True)
    yield channel_id
    set_up(town, channel_id, enabled=False)


def set_up(town: Town, channel_id: str, *, enabled: bool) -> None:
    path = f"/v1/channels/{channel_id}"
    known = town.admin.call("GET", path)
    headers = {"If-Match": known.headers["etag"]} if known.is_success else {}
    body = {
        "name": "Upright", "kind": "practice", "base_url": town.stack.info["practice"],
        "enabled": enabled, "edition": UPRIGHT,
    }  # fmt: skip
    assert town.admin.call("PUT", path, json=body, headers=headers).status_code == 200


def publication_on(town: Town, path: str, channel_id: str, state: str) -> Json:
    def look() -> Json | None:
        items = town.moderator.get(f"{path}/publications")["items"]
        found = (one for one in items if one["channel_id"] == channel_id)
        return next((one for one in found if one["state"] == state), None)

    found: Json = town.eventually(look, f"an upright publication to be {state}")
    return found


def named_visit(town: Town, person: Json) -> str:
    """A visit at which she says how she wants to be named."""
    visit_id = new_id()
    consent = agreed(person, visit_id)
    consent["data"]["shown_name"] = "सुनीता देवी"
    items = town.worker.report(visited(person, visit_id), consent)
    assert [item["result"] for item in items] == ["accepted", "accepted"], items
    return visit_id


def test_a_channel_with_a_style_gets_its_own_cut_and_loses_it_with_the_consent(
    town: Town, upright_channel: str, tmp_path: Path
):
    person = town.next_person()
    visit_id = named_visit(town, person)
    clip = moving_clip(tmp_path / "lying.mp4", seconds=2)
    assert town.worker.ended(town.worker.send(visit_id, "video", clip))["state"] == "ready"
    assert town.under_review(visit_id)["consent"]["shown_name"] == "सुनीता देवी"

    path = approved(town, visit_id)
    publication = publication_on(town, path, upright_channel, "posted")

    page = httpx.get(publication["permalink"])
    (source,) = MEDIA.findall(page.text)
    posted = tmp_path / "posted.mp4"
    posted.write_bytes(httpx.get(urljoin(publication["permalink"], source)).content)
    assert size_of(posted) == (540, 960)
    assert size_of(clip) == (320, 240)

    (item,) = town.worker.report(withdrawn(person, visit_id))
    assert item["result"] == "accepted"
    publication_on(town, path, upright_channel, "taken_down")
    assert httpx.get(publication["permalink"]).status_code == 410


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a video, as ffmpeg reads them."""
    found = SIZE.search(described(path))
    assert found is not None
    return int(found[1]), int(found[2])
