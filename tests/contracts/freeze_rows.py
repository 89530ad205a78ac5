"""One well-filled row of every kind that freezes keep."""

from datetime import timedelta

from chalicelib.domain.audit import Head
from chalicelib.domain.freezes import Board, FreezeKind, NotRecalled, put_up
from chalicelib.domain.ids import UserId
from chalicelib.domain.rows import Row
from tests.builders import CAMPAIGN, CHANNEL, NOON, VISIT, a_freeze, an_id


def freeze_rows() -> tuple[Row, ...]:
    """Return a freeze that was lifted, one that was just put up, and what stands for them."""
    fresh = a_freeze(freeze_id=an_id(0xFE02), kind=FreezeKind.STOP)
    lifted = a_freeze(
        channel_id=CHANNEL,
        until_at=NOON + timedelta(hours=48),
        lift_asked_by=UserId("convener-1"),
        lift_asked_at=NOON,
        lifted_by=UserId("admin-1"),
        lifted_at=NOON,
        swept_at=NOON,
        held=2000,
        due_at=NOON,
        audit=Head(seq=3, hash="h"),
    )
    board = put_up(put_up(Board(campaign_id=CAMPAIGN), lifted, NOON), fresh, NOON)
    late = NotRecalled(
        freeze_id=fresh.freeze_id, visit_id=VISIT, channel_id=CHANNEL, at=NOON
    )  # fmt: skip
    return (fresh, lifted, board, late)
