"""One well-filled row of every kind that the slots rest on."""

from datetime import timedelta

from chalicelib.domain.channels import Channel, Connection, QuietHours, Quota, Standing, Told
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.rows import Row
from chalicelib.domain.slots import Lane, SlotLedger
from tests.builders import CAMPAIGN, CHANNEL, NOON, a_channel


def a_strict_channel() -> Channel:
    return a_channel(
        channel_id=ChannelId("strict"), account="@page", hashtags=("घर",), is_made_for_kids=True,
        quotas=(Quota(most=20, window_s=60), Quota(most=1, window_s=1)),
        quiet=QuietHours(from_min=1320, until_min=0), template="{caption}\n\n{hashtags}",
    )  # fmt: skip


def slot_rows() -> tuple[Row, ...]:
    own = {"campaign_id": CAMPAIGN, "channel_id": CHANNEL}
    return (
        a_strict_channel(),
        SlotLedger(
            **own, turn=7, languages=("hi", "", "en"), due_at=NOON,
            used=(NOON, NOON, NOON + timedelta(milliseconds=1), NOON + timedelta(days=2)),
        ),
        SlotLedger(campaign_id=CAMPAIGN, channel_id=ChannelId("new")),
        Lane(**own, lane_id=AreaId("district-1"), turns=3, vain=2, rest_until=NOON),
        Connection(
            **own, standing=Standing.NEEDS_RECONNECT, reason="token_revoked", changed_at=NOON,
            paused_at=NOON, paused_until=NOON, expires_at=NOON,
            told=Told(most=50, used=3, at=NOON), due_at=NOON,
        ),
    )  # fmt: skip
