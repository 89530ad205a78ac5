"""Freezes: put up by one person, lifted by two, each with its entry in the freeze's own chain.

From the commit of either on posts follow the board; the looks that hold or release what waits are
jobs of the same commit (sweeping.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import Scalar
from chalicelib.domain.channels import Channel
from chalicelib.domain.errors import IdTaken, InvalidInput, NotFound, NotPermitted
from chalicelib.domain.freeze_looks import first_looks, next_due
from chalicelib.domain.freeze_wishes import WantedFreeze, begin_of, reason_of
from chalicelib.domain.freezes import (
    Board,
    Freeze,
    FreezeKind,
    concerns,
    lift,
    put_up,
    says_the_same,
    taken_from,
)
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User, may, require_place, require_role
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import noted_on_freeze
from chalicelib.services.retry import again

# Whoever steers an area stops it, a stop included: one too many is lifted in a minute, and what
# was posted for want of one cannot be unseen. Moderators and workers ask one of these.
FREEZERS: Final = frozenset({Role.CO_CONVENER, Role.CONVENER, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What freezes need."""

    records: Records
    clock: Clock
    new_id: NewId


def announce(user: User, wanted: WantedFreeze, tools: Tools) -> Freeze:
    """Put a freeze up and return it; the same one again is the same.

    Raises NotPermitted, NotFound for an area that is not hers, InvalidInput that names the field,
    IdTaken when the id names another freeze, Conflict when there are too many at once.
    """
    require_role(user, FREEZERS)
    area = tools.records.find(Area, wanted.area_id)
    require_place(user, FREEZERS, area.path if area else ())
    assert area is not None  # noqa: S101  nobody's scope covers an empty path
    if wanted.kind is FreezeKind.BLACKOUT:
        raise InvalidInput("A blackout is declared with the campaign", field="kind")
    kept = replace(wanted, reason=reason_of(wanted.reason))
    return again(lambda: _announce(user, kept, area, tools))


def _announce(user: User, wanted: WantedFreeze, area: Area, tools: Tools) -> Freeze:
    now = tools.clock.now()
    freeze = _freeze(user, wanted, area, now)
    known = tools.records.find(Freeze, wanted.freeze_id)
    if known is not None:
        if not says_the_same(known, freeze, says_when=wanted.says_when):
            raise IdTaken("This id was used for another freeze; mint a new one")
        return known
    freeze = replace(freeze, from_at=begin_of(wanted, now))
    _require_channel(freeze, tools.records)
    board = put_up(_board(freeze.campaign_id, tools.records), freeze, now)
    facts: dict[str, Scalar] = {
        "area_id": freeze.area_id, "kind": freeze.kind.value, "channel_id": freeze.channel_id,
        "from": freeze.from_at.isoformat(),
        "until": freeze.until_at.isoformat() if freeze.until_at else None,
    }  # fmt: skip
    return _kept(user, freeze, "freeze_put_up", facts, now, tools, board)


def _freeze(user: User, wanted: WantedFreeze, area: Area, now: datetime) -> Freeze:
    return Freeze(
        freeze_id=wanted.freeze_id, campaign_id=area.campaign_id, area_id=area.area_id,
        path=area.path, kind=wanted.kind, reason=wanted.reason, from_at=wanted.from_at or now,
        until_at=wanted.until_at, by=user.user_id, created_at=now, channel_id=wanted.channel_id,
    )  # fmt: skip


def _require_channel(freeze: Freeze, records: Records) -> None:
    channel_id = freeze.channel_id
    if channel_id and records.find(Channel, freeze.campaign_id, channel_id) is None:
        raise InvalidInput("The campaign has no such channel", field="channel_id")


def lift_one(user: User, freeze_id: str, tools: Tools) -> Freeze:
    """Ask for a freeze to be lifted, or lift what another person has asked for; return it.

    She may be the one who put it up. The same again changes nothing. Raises NotFound for a freeze
    that she may not see, NotPermitted for one that is not of her own areas, Conflict when it is
    over or others have lifted it.
    """
    require_role(user, FREEZERS)
    return again(lambda: _lift(user, freeze_id, tools))


def _lift(user: User, freeze_id: str, tools: Tools) -> Freeze:
    now, freeze = tools.clock.now(), visible(user, freeze_id, records=tools.records)
    if not may(user, FREEZERS, freeze.path):
        raise NotPermitted("Only who steers its whole area lifts a freeze")
    wanted = lift(freeze, user.user_id, now)
    if wanted == freeze:
        return freeze
    if wanted.lifted_at is None:
        return _kept(user, wanted, "freeze_lift_asked", {}, now, tools)
    board = taken_from(_board(freeze.campaign_id, tools.records), freeze_id)
    facts: dict[str, Scalar] = {"asked_by": freeze.lift_asked_by}
    return _kept(user, wanted, "freeze_lifted", facts, now, tools, board)


def visible(user: User, freeze_id: str, *, records: Records) -> Freeze:
    """Return a freeze that concerns the reader; raise NotFound for any other."""
    freeze = records.find(Freeze, freeze_id)
    if freeze is None or not concerns(user, freeze.path):
        raise NotFound("There is nothing under this id in your area")
    return freeze


def _board(campaign_id: CampaignId, records: Records) -> Board:
    return records.find(Board, campaign_id) or Board(campaign_id=campaign_id)


def _kept(
    user: User, freeze: Freeze, action: str, facts: dict[str, Scalar], now: datetime, tools: Tools,
    board: Board | None = None,
) -> Freeze:  # fmt: skip
    """Commit a step of a freeze with its entry, and, where the board changes, what follows."""
    noted, entry = noted_on_freeze(freeze, action, at=now, actor=user.user_id, facts=facts)
    follows: Iterable[Save] = ()
    if board is not None:
        noted = replace(noted, due_at=next_due(noted, now))
        follows = (Save(row=board), *_looks(noted, now, tools))
    tools.records.commit(Save(row=noted), Save(row=entry), *follows)
    return replace(noted, version=noted.version + 1)


def _looks(freeze: Freeze, now: datetime, tools: Tools) -> Iterable[Save]:
    for at in first_looks(freeze, now):
        job = Job(action=Action.SWEEP, subject=freeze.freeze_id, not_before=at)
        yield Save(row=OutboxItem(item_id=tools.new_id(), job=job, created_at=now))
