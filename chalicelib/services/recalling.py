"""Makes publications agree with the board of freezes, some at once: held, let go, or noted.

The board decides alone, and stands in the commit: were it another one by then, this would hold, or
let go, what it does not mean.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import reduce

from chalicelib.domain.areas import Path
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.freezes import Board, Freeze, all_holding
from chalicelib.domain.holds import by_the_board, is_out_of_reach
from chalicelib.domain.ids import ChannelId
from chalicelib.domain.publishing import Publication, PublicationState, waits_for_a_slot
from chalicelib.domain.rows import Change, Save, Unchanged
from chalicelib.domain.slots import SlotLedger, given_back
from chalicelib.services.outgoing import Tools, discard
from chalicelib.services.past_recall import notes_of, places_of
from chalicelib.services.retry import again


def settle(freeze: Freeze, rows: Sequence[Publication], tools: Tools) -> int:
    """Settle publications that a freeze may be about; return how many of them it holds.

    All in one commit, or one by one when somebody moves one of them meanwhile. With a ledger per
    channel and the board they have to fit into a transaction. Safe to repeat.
    """
    meant = [row for row in rows if freeze.channel_id in {None, row.channel_id}]
    try:
        return _settle(freeze, meant, tools)
    except StaleVersion:
        return sum(again(_alone(freeze, row, tools)) for row in meant)


def _alone(freeze: Freeze, row: Publication, tools: Tools) -> Callable[[], int]:
    def step() -> int:
        known = tools.records.find_many(Publication, [(row.visit_id, row.channel_id)])
        return _settle(freeze, [each for each in known if each is not None], tools)

    return step


def _settle(freeze: Freeze, rows: Sequence[Publication], tools: Tools) -> int:
    records, now = tools.records, tools.clock.now()
    board = records.find(Board, freeze.campaign_id) or Board(campaign_id=freeze.campaign_id)
    placed = [(row, places_of(row, records=records)) for row in rows]
    settled = [(by_the_board(row, board, places, now), places) for row, places in placed]
    moved = [(row, new) for row, (new, _) in zip(rows, settled, strict=True) if new is not row]
    if moved:
        saves = [Save(row=new) for _, new in moved]
        records.commit(*saves, *_slots(moved, tools), Unchanged(row=board))
        _look_at_once([new for _, new in moved if waits_for_a_slot(new)], now, tools)
    for row, _ in moved:
        if row.handle:
            discard(row, tools)
    notes = [
        note
        for row, places in settled
        if is_out_of_reach(row)
        for note in notes_of(row, board, places, now)
    ]
    records.add(notes)  # those that are there already stay as they are
    return sum(1 for row, places in settled if _is_held_by(freeze, row, board, places, now))


def _look_at_once(waiting: Sequence[Publication], now: datetime, tools: Tools) -> None:
    """Have slots looked for at once for what waits again.

    Apart from the page, since whoever gives slots writes the same ledger: it then looks anyway.
    """
    for channel_id in sorted({each.channel_id for each in waiting}):
        known = tools.records.find(SlotLedger, waiting[0].campaign_id, channel_id)
        if known is not None and (known.due_at is None or known.due_at > now):
            with suppress(StaleVersion):
                tools.records.commit(Save(row=replace(known, due_at=now)))


def _is_held_by(
    freeze: Freeze, row: Publication, board: Board, places: Sequence[Path], now: datetime
) -> bool:
    by = all_holding(board, places, row.channel_id, now)
    is_its = any(hold.freeze_id == freeze.freeze_id for hold in by)
    return is_its and row.state is PublicationState.HELD


def _slots(moved: Sequence[tuple[Publication, Publication]], tools: Tools) -> list[Change]:
    """Return the ledgers of the channels to which slots are given back."""
    freed: dict[ChannelId, list[datetime]] = {}
    for row, _ in moved:
        if row.slot_at is not None:
            freed.setdefault(row.channel_id, []).append(row.slot_at)
    changes: list[Change] = []
    for channel_id, slots in freed.items():
        known = tools.records.find(SlotLedger, moved[0][0].campaign_id, channel_id)
        if known is not None and not set(slots).isdisjoint(known.used):
            changes.append(Save(row=reduce(given_back, slots, known)))
    return changes
