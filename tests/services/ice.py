"""A small place with posts on their way everywhere in it, and people who freeze it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.freeze_wishes import WantedFreeze
from chalicelib.domain.freezes import Board, Freeze, FreezeKind
from chalicelib.domain.ids import AreaId, ChannelId, PublicationId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.domain.slots import SlotLedger
from chalicelib.services import freezing, sweeping
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    DESK,
    NOON,
    a_channel,
    a_publication,
    a_user,
    an_id,
    path_to,
)
from tests.fakes import Crash
from tests.services.press import OTHER, Press, a_press

S = PublicationState
FREEZE = an_id(0xFE01)
CONVENER = a_user(Role.CONVENER, "constituency")
SECOND = a_user(Role.CO_CONVENER, "constituency", user_id=UserId("co-convener-1"))


def a_wish(area: str = "mandal-1", **fields: Any) -> WantedFreeze:
    """Return what somebody asks for: an incident, from now on and without an end."""
    defaults: dict[str, Any] = {
        "freeze_id": FREEZE, "area_id": AreaId(area), "kind": FreezeKind.INCIDENT,
        "reason": "A false post is going round", "from_at": None, "until_at": None,
    }  # fmt: skip
    return WantedFreeze(**{**defaults, **fields})


def on_its_way(
    number: int, booth: str, state: PublicationState = S.SCHEDULED, **fields: Any
) -> Publication:
    """Return the `number`-th post, of a booth."""
    defaults: dict[str, Any] = {
        "visit_id": VisitId(an_id(0x1000 + number)),
        "publication_id": PublicationId(an_id(0x2000 + number)),
        "path": path_to(booth), "desk_id": DESK, "lane_id": path_to(booth)[2],
        "slot_at": None, "due_at": None,
    }  # fmt: skip
    return a_publication(state, **{**defaults, **fields})


@dataclass(kw_only=True)
class Ice:
    """The publisher, and whoever freezes."""

    press: Press

    @property
    def tools(self) -> freezing.Tools:
        press = self.press
        return freezing.Tools(records=press.records, clock=press.clock, new_id=press.new_id)

    def put_up(self, area: str = "mandal-1", by: User = CONVENER, **fields: Any) -> Freeze:
        return freezing.announce(by, a_wish(area, **fields), self.tools)

    def lift(self, freeze_id: str = FREEZE) -> Freeze:
        freezing.lift_one(CONVENER, freeze_id, self.tools)
        return freezing.lift_one(SECOND, freeze_id, self.tools)

    def sweep(self, freeze_id: str = FREEZE, after: str | None = None) -> sweeping.Swept:
        return sweeping.sweep(freeze_id, self.press.tools, after)

    def jobs(self) -> list[Job]:
        items = self.press.records.all(OutboxItem)
        return [item.job for item in items if item.job.action is Action.SWEEP]

    def states(self) -> dict[str, int]:
        """Return how many posts are in each state."""
        found: dict[str, int] = {}
        for row in self.press.records.all(Publication):
            found[row.state.value] = found.get(row.state.value, 0) + 1
        return found

    def freeze(self, freeze_id: str = FREEZE) -> Freeze:
        found = self.press.records.find(Freeze, freeze_id)
        assert found is not None
        return found

    def board(self) -> Board:
        return self.press.records.find(Board, CAMPAIGN) or Board(campaign_id=CAMPAIGN)

    def publication(self, row: Publication) -> Publication:
        found = self.press.records.find(Publication, row.visit_id, row.channel_id)
        assert found is not None
        return found

    def entries(self, freeze_id: str = FREEZE) -> list[AuditEntry]:
        every = self.press.records.all(AuditEntry)
        return [entry for entry in every if entry.subject_id == freeze_id]


def some_ice(*rows: Row) -> Ice:
    """Return a place with one post at the press, and these rows beside it."""
    ice = Ice(press=a_press())
    ice.press.records.seed(
        a_publication(desk_id=DESK, lane_id=AreaId("district-1")),
        a_channel(channel_id=OTHER),
        SlotLedger(campaign_id=CAMPAIGN, channel_id=CHANNEL, used=(NOON,)),
        *rows,
    )
    return ice


def everywhere() -> list[Publication]:
    """Return posts in all booths and on two channels, in every state in which one is on its way."""
    booths = ("booth-1", "booth-2", "booth-3", "booth-4", "booth-5", "booth-6")
    channels: tuple[ChannelId, ...] = (CHANNEL, OTHER)
    return [
        on_its_way(10 * number + which, booth, channel_id=channel)
        for number, booth in enumerate(booths)
        for which, channel in enumerate(channels)
    ]


def crashing_at(ice: Ice, number: int, run: Callable[[], object], *, after: bool) -> bool:
    """Run with a crash before or after the `number`-th commit; return whether it came to that."""
    records, name = ice.press.records, "after_commit" if after else "before_commit"
    left = number

    def hook(_: tuple[Change, ...]) -> None:
        nonlocal left
        if left == 0:
            raise Crash
        left -= 1
        setattr(records, name, hook)

    setattr(records, name, hook)
    try:
        run()
    except Crash:
        return True
    finally:
        setattr(records, name, None)
    return False


def somebody_moves(ice: Ice, row: Publication, **fields: Any) -> None:
    """Let somebody else write a post, as if it had just gone on by itself."""
    known = ice.publication(row)
    ice.press.records.commit(Save(row=type(known)(**{**_values(known), **fields})))


def _values(row: Publication) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def later(ice: Ice, **span: float) -> None:
    """Let time pass."""
    ice.press.clock.set(ice.press.clock.now() + timedelta(**span))
