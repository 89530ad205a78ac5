"""Freezes: where and when nothing is posted, and the stop of a channel or of all of them.

A campaign's board holds what is not lifted, in one row: the commit that begins a post names the
board, so that no post begins beside a freeze that has just come. Lifting needs two people. When
it is looked at what a freeze holds up stands in freeze_looks.py.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.areas import Path, covers
from chalicelib.domain.audit import EMPTY, Head
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import AreaId, CampaignId, ChannelId, UserId, VisitId
from chalicelib.domain.people import Role, User, scopes_for

MOST_ON_BOARD: Final = 500  # the board is one row
# Who learns what holds posts up: whoever decides what is posted, or steers an area.
READERS: Final = frozenset(
    {Role.MODERATOR, Role.IN_CHARGE, Role.CO_CONVENER, Role.CONVENER, Role.ADMIN}
)


class FreezeKind(StrEnum):
    """Why nothing is posted."""

    SILENCE = "silence"  # the hours before a poll
    CODE_OF_CONDUCT = "code_of_conduct"
    INCIDENT = "incident"
    STOP = "stop"  # the kill switch: it begins at once and has no end
    BLACKOUT = "blackout"  # declared with the campaign, never put up: shown beside the others


class FreezeState(StrEnum):
    """How far a freeze has come."""

    PLANNED = "planned"
    ON = "on"
    LIFT_ASKED = "lift_asked"  # by one person; planned or on until the second says so too
    OVER = "over"
    LIFTED = "lifted"


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
    audit: Head = EMPTY
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRecalled:
    """A post that was on its way when a freeze came, and may have gone out beside it."""

    freeze_id: str
    visit_id: VisitId
    channel_id: ChannelId
    at: datetime  # when that was seen
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
    return next(all_holding(board, paths, channel_id, now), None)


def all_holding(
    board: Board | None, paths: Iterable[Path], channel_id: ChannelId, now: datetime
) -> Iterator[Hold]:
    """Yield everything that holds a post up at one of these places on a channel."""
    places = {area_id for path in paths for area_id in path}
    for hold in board.holds if board else ():
        is_meant = hold.area_id in places and hold.channel_id in {None, channel_id}
        if is_meant and is_on(hold, now):
            yield hold


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

    Either of them again changes nothing. Raises Conflict when others have lifted it, and when it
    is over by itself.
    """
    if by in {freeze.lift_asked_by, freeze.lifted_by}:
        return freeze
    if freeze.lifted_at is not None:
        raise Conflict("This freeze was lifted already")
    if state_of(freeze, at) is FreezeState.OVER:
        raise Conflict("This freeze is over; there is nothing to lift")
    if freeze.lift_asked_by is None:
        return replace(freeze, lift_asked_by=by, lift_asked_at=at)
    return replace(freeze, lifted_by=by, lifted_at=at)


def state_of(freeze: Freeze, now: datetime) -> FreezeState:
    """Return how far a freeze has come."""
    if freeze.lifted_at is not None:
        return FreezeState.LIFTED
    if freeze.until_at is not None and freeze.until_at <= now:
        return FreezeState.OVER
    if freeze.lift_asked_at is not None:
        return FreezeState.LIFT_ASKED
    return FreezeState.ON if freeze.from_at <= now else FreezeState.PLANNED


def is_to_come(freeze: Freeze, now: datetime) -> bool:
    """True before it begins, as long as it was not lifted."""
    return freeze.lifted_at is None and now < freeze.from_at


def holds_now(freeze: Freeze, now: datetime) -> bool:
    """True while it holds posts up: between begin and end, until it is lifted."""
    return freeze.lifted_at is None and is_on(freeze, now)


def says_the_same(known: Freeze, wanted: Freeze, *, says_when: bool) -> bool:
    """True when a freeze was put up by just these words; the begin counts where it was said."""
    is_alike = (
        (known.campaign_id, known.area_id, known.kind, known.channel_id)
        == (wanted.campaign_id, wanted.area_id, wanted.kind, wanted.channel_id)
        and (known.reason, known.until_at) == (wanted.reason, wanted.until_at)
    )  # fmt: skip
    return is_alike and (not says_when or known.from_at == wanted.from_at)


def concerns(user: User, path: Path) -> bool:
    """True when a place has to do with one of the reader's own: around it, or inside it."""
    own = scopes_for(user, READERS)
    return any(covers(scope, path) or covers(path, scope) for scope in own)
