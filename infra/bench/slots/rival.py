"""First come, first served: a slot is promised when something is approved, as before there were lanes.

What is taken back leaves its slot empty; what cannot go in its slot gets a new one, behind all.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush

from chalicelib.domain.channels import Channel
from chalicelib.domain.freezes import holding
from chalicelib.domain.slots import SlotLedger, free_at, used_at
from infra.bench.slots.runs import Run
from infra.bench.slots.week import CAMPAIGN, END, OFFSET_MIN, Item, Span, board, pause_at

Promise = tuple[datetime, int]


def run(
    channel: Channel, items: Sequence[Item], pauses: list[Span], ticks: Sequence[datetime]
) -> Run:
    """Return a channel's week under promises; each is kept at the first tick after its slot."""
    done = Run(channel=channel)
    ledger = SlotLedger(campaign_id=CAMPAIGN, channel_id=channel.channel_id)
    promises: list[Promise] = []

    def promise(number: int, now: datetime) -> None:
        nonlocal ledger
        at = free_at(channel, ledger, now, utc_offset_min=OFFSET_MIN)
        assert at is not None
        ledger = used_at(ledger, channel, at)
        heappush(promises, (at, number))

    new = iter(items)
    following = next(new, None)
    while following is not None or promises:
        if following is not None and (not promises or following.approved_at <= promises[0][0]):
            promise(following.number, following.approved_at)
            following = next(new, None)
            continue
        slot_at, number = heappop(promises)
        place = bisect_left(ticks, slot_at)
        if place == len(ticks):
            break
        _kept(done, items[number], ticks[place], pauses, promise)
    done.waiting = len(promises)
    return done


def _kept(done: Run, item: Item, at: datetime, pauses: list[Span], promise: object) -> None:
    """Post, or promise anew, at the tick at which a slot has come."""
    assert callable(promise)
    if item.is_withdrawn(at) or at >= END:
        return
    hold = holding(board(), (item.path,), done.channel.channel_id, at)
    pause = pause_at(pauses, at)
    if hold is not None:
        promise(item.number, hold.until_at or END)
    elif pause is not None:
        promise(item.number, pause.end)
    else:
        done.used.append((at, item))
