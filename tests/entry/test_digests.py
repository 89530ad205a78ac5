"""Daily digests over HTTP: `GET /v1/digests/{area}`."""

from datetime import date

from chalicelib.domain.digests import Digest
from tests.builders import CAMPAIGN, DESK, NOON, path_to
from tests.entry.conftest import World


def test_a_moderator_reads_her_desks_digests(world: World) -> None:
    world.records.seed(
        Digest(
            area_id=DESK, day=date(2026, 11, 13), campaign_id=CAMPAIGN,
            path=path_to("constituency"), made_at=NOON, counts={"posted": 3}, on_the_way={},
            for_people={"unconfirmed": 1}, lost=("page",),
        )
    )  # fmt: skip

    body = world.call("GET", f"/v1/digests/{DESK}", by="moderator").json()

    assert body["next_cursor"] is None
    assert body["items"] == [
        {
            "area_id": DESK, "day": "2026-11-13", "made_at": "2026-11-14T12:00:00Z",
            "counts": {"posted": 3}, "on_the_way": {}, "for_people": {"unconfirmed": 1},
            "lost_channels": ["page"],
        }
    ]  # fmt: skip
    assert world.call("GET", f"/v1/digests/{DESK}", by="nobody").status_code == 403
