"""The week under our planner: the real `grant`, called by each approval and each tick as deployed.

A post begins in its slot: there a freeze, a pause of the network and a withdrawal are found out,
and the slot is given back, as posting.py and settling.py do it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final, cast

from chalicelib.domain.areas import Path
from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.freezes import Hold, holding
from chalicelib.domain.ids import BeneficiaryId, MediaId, PublicationId, VisitId
from chalicelib.domain.publishing import Publication, PublicationState, ungranted
from chalicelib.domain.ranking import rank_at
from chalicelib.domain.rows import Save
from chalicelib.domain.slots import Lane, SlotLedger, given_back, woken
from chalicelib.services.granting import grant
from chalicelib.services.outgoing import Tools
from infra.bench.slots.records import WeekRecords
from infra.bench.slots.runs import Run
from infra.bench.slots.week import (
    CAMPAIGN,
    DESK,
    END,
    OFFSET_MIN,
    START,
    Item,
    Span,
    board,
    pause_at,
)

_S = PublicationState
# What happens at one instant happens in this order.
FREED, APPROVED, WITHDRAWN, POST, TICK = range(5)
Event = tuple[datetime, int, int, Any]
CAPTIONS: Final = {"hi": {"hi": "घर मिला", "en": "A house"}, "en": {"en": "A house"}}


class Clock:
    """The week's own time."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        """Return the instant that the week has come to."""
        return self.at


class Week:
    """One channel's week, event by event."""

    def __init__(self, channel: Channel, items: Sequence[Item], pauses: list[Span]) -> None:
        self.done = Run(channel=channel)
        self._items, self._pauses, self._board = items, pauses, board()
        self._records, self._clock, self._order = WeekRecords(), Clock(), count()
        self._events: list[Event] = []
        self._own = (CAMPAIGN, channel.channel_id)
        self._left = 0
        nobody = cast("Any", None)
        self._tools = Tools(
            records=cast("Any", self._records), store=nobody, client=nobody, credentials=nobody,
            clock=self._clock, new_id=lambda: f"job-{next(self._order)}",
        )  # fmt: skip
        self._records.put(replace(channel, version=0))
        self._records.put(_campaign())
        self._records.put(replace(self._board, version=0))

    def run(self, ticks: Sequence[datetime]) -> Run:
        """Return what the week came to."""
        for item in self._items:
            self._at(item.approved_at, APPROVED, item)
        for tick in ticks:
            self._at(tick, TICK, None)
        for hold in self._board.holds:
            self._at(hold.from_at, FREED, hold)
            self._at(hold.until_at or END, FREED, hold)
        while self._events and self._events[0][0] < END:
            at, kind, _, what = heappop(self._events)
            self._clock.at = at
            STEPS[kind](self, what)
        self.done.waiting = self._left
        self.done.rows_written = self._records.rows_written
        return self.done

    def _at(self, at: datetime, kind: int, what: object) -> None:
        heappush(self._events, (at, kind, next(self._order), what))

    def _is_held(self, path: Path) -> bool:
        return holding(self._board, (path,), self._own[1], self._clock.at) is not None

    def _grant(self) -> None:
        grant(*self._own, self._tools)
        for row in self._records.granted:
            self._at(max(row.slot_at or self._clock.at, self._clock.at), POST, row)
        self._records.granted.clear()

    def approved(self, item: Item) -> None:
        """Let an item wait in its lane, as scheduling.py does, and give what there is."""
        self._left += 1
        self._records.put(_publication(item, self.done.channel))
        lane = self._records.find(Lane, *self._own, item.district)
        if lane is None or lane.vain:
            fresh = Lane(campaign_id=CAMPAIGN, channel_id=self._own[1], lane_id=item.district)
            self._records.commit(Save(row=woken(lane or fresh)))
        if self._records.find(SlotLedger, *self._own) is None:
            ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=self._own[1], due_at=START)
            self._records.commit(Save(row=ledger))
        if item.withdrawn_at is not None:
            self._at(item.withdrawn_at, WITHDRAWN, item)
        self._grant()

    def tick(self, _: None) -> None:
        """Give what there is when the ledger is due."""
        ledger = self._records.find(SlotLedger, *self._own)
        if ledger is not None and ledger.due_at is not None and ledger.due_at <= self._clock.at:
            self._grant()

    def withdrawn(self, item: Item) -> None:
        """Cancel what still waits."""
        row = self._row(item)
        if row.state in {_S.SCHEDULED, _S.HELD}:
            self._ended(row, _S.CANCELLED)

    def freed(self, hold: Hold) -> None:
        """Let wait again what a freeze held, once it is over; its begin changes nothing."""
        for item in self._items if self._clock.at == hold.until_at else ():
            if item.approved_at <= self._clock.at and hold.area_id in item.path:
                row = self._row(item)
                if row.state is _S.HELD:
                    self._records.commit(Save(row=replace(row, state=_S.SCHEDULED, held_by=None)))

    def post(self, granted: Publication) -> None:
        """Post in a slot, unless something is against it: then the slot goes back."""
        item = self._items[int(granted.publication_id)]
        row = self._row(item)
        if row.state is not _S.SCHEDULED or row.slot_at != granted.slot_at:
            return
        connection = self._records.find(Connection, *self._own)
        known = connection or Connection(campaign_id=CAMPAIGN, channel_id=self._own[1])
        pause = pause_at(self._pauses, self._clock.at)
        is_paused = known.paused_until is not None and self._clock.at < known.paused_until
        if pause is not None and not is_paused:
            self._records.commit(Save(row=replace(known, paused_until=pause.end)))
        if pause is not None or self._is_held(item.path):
            self._given_back(row)
            self._records.commit(Save(row=ungranted(row)))
        else:
            self.done.used.append((granted.slot_at or self._clock.at, item))
            self._ended(row, _S.FAILED if item.is_refused else _S.POSTED)

    def _given_back(self, row: Publication) -> None:
        ledger = self._records.find(SlotLedger, *self._own)
        if row.slot_at is not None:
            self._records.commit(Save(row=given_back(ledger, row.slot_at)))

    def _ended(self, row: Publication, state: PublicationState) -> None:
        self._left -= 1
        if state is _S.CANCELLED:
            self._given_back(row)
        self._records.commit(Save(row=replace(row, state=state, due_at=None)))

    def _row(self, item: Item) -> Publication:
        row = self._records.find(Publication, str(item.number), self._own[1])
        return cast("Publication", row)


STEPS: Final[Mapping[int, Callable[[Week, Any], None]]] = {
    FREED: Week.freed, APPROVED: Week.approved, WITHDRAWN: Week.withdrawn,
    POST: Week.post, TICK: Week.tick,
}  # fmt: skip


def _campaign() -> Campaign:
    return Campaign(
        campaign_id=CAMPAIGN, kind=CampaignKind.CHARITY, names={}, languages=("hi", "en"),
        notices=(), utc_offset_min=OFFSET_MIN,
    )  # fmt: skip


def _publication(item: Item, channel: Channel) -> Publication:
    return Publication(
        publication_id=PublicationId(str(item.number)),
        visit_id=VisitId(str(item.number)),
        campaign_id=CAMPAIGN,
        channel_id=channel.channel_id,
        beneficiary_id=BeneficiaryId(""),
        path=item.path,
        desk_id=DESK,
        lane_id=item.district,
        content_version=1,
        media_ids=(MediaId(""),),
        captions=CAPTIONS[item.language],
        state=_S.SCHEDULED,
        changed_at=item.approved_at,
        due_at=None,
        strength=item.strength,
        rank_at=rank_at(item.approved_at, item.strength),
    )
