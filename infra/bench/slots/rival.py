"""First come, first served: a slot is promised at approval, as before there were lanes.

What is taken back leaves its slot empty, and so does what a freeze or the network holds up: it is
promised another one, behind all, when that is over. Otherwise it has every advantage: the same
rules, and a timer that is never late.
"""

from collections.abc import Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import count

from chalicelib.domain.channels import Channel
from chalicelib.domain.freezes import holding
from chalicelib.domain.slots import SlotLedger, free_at, used_at
from infra.bench.slots.runs import Run
from infra.bench.slots.week import CAMPAIGN, END, OFFSET_MIN, Item, Span, board, pause_at

ASKS, HAS = range(2)  # what somebody does at an instant: asks for a slot, or has one


def run(channel: Channel, items: Sequence[Item], pauses: list[Span]) -> Run:
    """Return a channel's week under promises."""
    done, order = Run(channel=channel), count()
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=channel.channel_id)
    events = [(item.approved_at, next(order), ASKS, item) for item in items]
    heapify(events)
    while events and events[0][0] < END:
        at, _, step, item = heappop(events)
        if step is ASKS:
            slot_at = free_at(channel, ledger, at, utc_offset_min=OFFSET_MIN)
            assert slot_at is not None
            ledger = used_at(ledger, channel, slot_at)
            heappush(events, (slot_at, next(order), HAS, item))
        elif over_at := _held_until(channel, item, at, pauses):
            heappush(events, (over_at, next(order), ASKS, item))
        elif not item.is_withdrawn(at):
            done.used.append((at, item))
    done.waiting = sum(not item.is_withdrawn(END) for *_, item in events)
    return done


def _held_until(channel: Channel, item: Item, at: datetime, pauses: list[Span]) -> datetime | None:
    """Return when what holds a post up is over; None when nothing does, or it is taken back."""
    if item.is_withdrawn(at):
        return None
    if hold := holding(board(), (item.path,), channel.channel_id, at):
        return hold.until_at or END
    pause = pause_at(pauses, at)
    return pause.end if pause else None
