"""Freezes: where and when nothing is posted, and the stop of a channel or of all of them.

A campaign's board holds what is not lifted, in one row: the commit that begins a post names the
board, so that no post begins beside a freeze that has just come. Lifting needs two people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, UserId

MOST_ON_BOARD: Final = 500  # the board is one row


class FreezeKind(StrEnum):
    """Why nothing is posted."""

    SILENCE = "silence"  # the hours before a poll
    CODE_OF_CONDUCT = "code_of_conduct"
    INCIDENT = "incident"
    STOP = "stop"  # the kill switch: it begins at once and has no end


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """One freeze, kept for good. Without `channel_id` it holds on all channels."""

    freeze_id: str
    campaign_id: CampaignId
    area_id: AreaId
    path: Path  # of the area
    kind: FreezeKind
    reason: str
    from_at: datetime
    until_at: datetime | None
    by: UserId
    created_at: datetime
    channel_id: ChannelId | None = None
    lift_asked_by: UserId | None = None
    lift_asked_at: datetime | None = None
    lifted_by: UserId | None = None
    lifted_at: datetime | None = None
    swept_at: datetime | None = None  # when the last look held what there was to hold
    held: int = 0  # so many publications
    due_at: datetime | None = None  # when it begins or ends, or is to be swept again
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What the board knows of a freeze."""

    freeze_id: str
    area_id: AreaId
    from_at: datetime
    until_at: datetime | None
    channel_id: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A campaign's freezes that are not lifted and not over."""

    campaign_id: CampaignId
    holds: tuple[Hold, ...] = ()
    version: int = 0


def holding(
    board: Board | None, paths: Iterable[Path], channel_id: ChannelId, now: datetime
) -> Hold | None:
    """Return what holds a post up at one of these places on a channel; None when nothing does."""
    places = {area_id for path in paths for area_id in path}
    found = (
        hold
        for hold in (board.holds if board else ())
        if hold.area_id in places and hold.channel_id in {None, channel_id} and is_on(hold, now)
    )
    return next(found, None)


def is_on(hold: Hold | Freeze, now: datetime) -> bool:
    """True between a freeze's begin and its end."""
    return hold.from_at <= now and (hold.until_at is None or now < hold.until_at)


def put_up(board: Board, freeze: Freeze, now: datetime) -> Board:
    """Return the board with a freeze on it, and without those that are over; raise Conflict."""
    kept = tuple(h for h in board.holds if h.until_at is None or now < h.until_at)
    if len(kept) >= MOST_ON_BOARD:
        raise Conflict("There are too many freezes at once; lift or join some")
    hold = Hold(
        freeze_id=freeze.freeze_id, area_id=freeze.area_id, from_at=freeze.from_at,
        until_at=freeze.until_at, channel_id=freeze.channel_id,
    )  # fmt: skip
    return replace(board, holds=(*kept, hold))


def taken_from(board: Board, freeze_id: str) -> Board:
    """Return the board without a freeze."""
    return replace(board, holds=tuple(h for h in board.holds if h.freeze_id != freeze_id))


def lift(freeze: Freeze, by: UserId, at: datetime) -> Freeze:
    """Return the freeze with one more person who wants it lifted; the second one lifts it.

    The same person again changes nothing. Raises Conflict when it was lifted already.
    """
    if freeze.lifted_at is not None:
        raise Conflict("This freeze was lifted already")
    if freeze.lift_asked_by is None:
        return replace(freeze, lift_asked_by=by, lift_asked_at=at)
    if freeze.lift_asked_by == by:
        return freeze
    return replace(freeze, lifted_by=by, lifted_at=at)
