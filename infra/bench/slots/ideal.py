"""The slots that exist: what somebody would use who is there at every instant."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush

from chalicelib.domain.channels import Channel
from chalicelib.domain.freezes import holding
from chalicelib.domain.slots import SlotLedger, free_at, used_at
from infra.bench.slots.week import CAMPAIGN, END, OFFSET_MIN, START, Item, Span, board, pause_at


class Supply:
    """What may be posted by a moment, the first come first."""

    def __init__(self, channel: Channel, items: Sequence[Item]) -> None:
        self._channel, self._items = channel, items
        self._new, self._board = 0, board()
        self._waiting: deque[int] = deque()
        self._held: list[tuple[datetime, int]] = []

    def take(self, at: datetime) -> Item | None:
        """Return something that may be posted at `at`, which is gone then."""
        self._come(at)
        while self._waiting:
            item = self._items[self._waiting.popleft()]
            hold = holding(self._board, (item.path,), self._channel.channel_id, at)
            if item.is_withdrawn(at):
                continue
            if hold is None:
                return item
            heappush(self._held, (hold.until_at or END, item.number))
        return None

    def _come(self, at: datetime) -> None:
        while self._held and self._held[0][0] <= at:
            self._waiting.append(heappop(self._held)[1])
        while self._new < len(self._items) and self._items[self._new].approved_at <= at:
            self._waiting.append(self._new)
            self._new += 1

    def next_at(self) -> datetime:
        """Return when something comes, or is let go."""
        new = self._items[self._new].approved_at if self._new < len(self._items) else END
        return min(new, self._held[0][0] if self._held else END)


def slots(channel: Channel, items: Sequence[Item], pauses: list[Span]) -> list[datetime]:
    """Return the slots that existed while something waited for one."""
    supply, found = Supply(channel, items), list[datetime]()
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=channel.channel_id)
    at = START
    while (free := free_at(channel, ledger, at, utc_offset_min=OFFSET_MIN) or END) < END:
        pause = pause_at(pauses, free)
        if pause is not None:
            at = pause.end
        elif supply.take(free) is None:
            at = max(free, supply.next_at())
        else:
            ledger, at = used_at(ledger, channel, free), free
            found.append(free)
    return found
