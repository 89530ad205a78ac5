"""Walks the places of a freeze and has what is on its way there agree with the board: a sweep.

What waits is held and gives its slot back, what is pending and public nowhere is taken back from
its network, what is out of reach is noted. After a freeze what was held waits again, unless
something else holds it. A sweep may come twice, late, beside another one, or end midway.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.freezes import Freeze, holds_now, is_to_come
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import Publication, PublicationState, outgoing_list
from chalicelib.domain.rows import Page, Save
from chalicelib.services.desks import Desk, desks_within
from chalicelib.services.outgoing import Tools
from chalicelib.services.recalling import settle
from chalicelib.services.retry import again

_S = PublicationState
# With a ledger for each of twenty channels, and the board, below the hundred of a transaction.
AT_ONCE: Final = 75
RUN_FOR: Final = timedelta(seconds=90)  # posts wait for the same workers
# What may become public next comes first; what is held is counted last, when all of it is.
WHILE_ON: Final = (_S.POSTING, _S.SCHEDULED, _S.UNCONFIRMED, _S.HELD)
AFTERWARDS: Final = (_S.HELD,)


class Swept(StrEnum):
    """How one run ended."""

    DONE = "done"
    GOES_ON = "goes_on"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One of the lists that a sweep walks; with `of_reels` only what stands at the desk itself."""

    desk: Desk
    state: PublicationState
    of_reels: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """Where a sweep goes on: in which list, behind what, and how many it has found held."""

    number: int = 0
    held: int = 0
    cursor: str | None = None


def sweep(freeze_id: str, tools: Tools, after: str | None = None) -> Swept:
    """Sweep the places of a freeze. Safe to repeat.

    A run that gets long sends itself a job, which goes on from `after`, and leaves.
    """
    started = tools.clock.now()
    freeze = tools.records.find(Freeze, freeze_id)
    if freeze is None or is_to_come(freeze, started):
        return Swept.TOO_EARLY
    lists, at = list(_lists(freeze, started, tools)), _read(after)
    while at.number < len(lists):
        if tools.clock.now() - started >= RUN_FOR:
            return _leave(freeze_id, at, tools)
        at = _step(freeze, lists[at.number], at, tools)
    again(lambda: _end(freeze_id, at.held, tools))
    return Swept.DONE


def _lists(freeze: Freeze, now: datetime, tools: Tools) -> Iterator[_List]:
    """Yield the lists that may hold what a freeze is about, in the order in which they matter."""
    desks = list(desks_within(freeze.path, records=tools.records))
    for state in WHILE_ON if holds_now(freeze, now) else AFTERWARDS:
        for desk in desks:
            yield _List(desk=desk, state=state)
            if desk.desk_id in desk.within[:-1]:
                # A reel stands at its desk, above this place, and may have members in it.
                yield _List(desk=desk, state=state, of_reels=True)


def _step(freeze: Freeze, found: _List, at: _At, tools: Tools) -> _At:
    """Settle one page of a list; return where to go on."""
    page = _page(found, at.cursor, tools)
    count = settle(freeze, page.items, tools)
    held = at.held + (count if found.state is _S.HELD else 0)
    number = at.number if page.cursor else at.number + 1
    return _At(number=number, held=held, cursor=page.cursor)


def _page(found: _List, cursor: str | None, tools: Tools) -> Page[Publication]:
    desk, name = found.desk, outgoing_list(found.desk.desk_id, found.state)
    if not found.of_reels:
        return tools.records.listed(
            Publication, name, limit=AT_ONCE, cursor=cursor, within=desk.within
        )
    page = tools.records.listed(Publication, name, limit=AT_ONCE, cursor=cursor)
    depth = desk.within.index(desk.desk_id) + 1
    # They stand first in the list: the places below begin with the desk's own.
    reels = tuple(row for row in page.items if len(row.path) == depth)
    return Page(items=reels, cursor=page.cursor if len(reels) == len(page.items) else None)


def _leave(freeze_id: str, at: _At, tools: Tools) -> Swept:
    after = f"{at.number}:{at.held}:{at.cursor or ''}"
    job = Job(action=Action.SWEEP, subject=freeze_id, after=after)
    item = OutboxItem(item_id=tools.new_id(), job=job, created_at=tools.clock.now())
    tools.records.commit(Save(row=item))
    return Swept.GOES_ON


def _read(after: str | None) -> _At:
    if not after:
        return _At()
    number, held, cursor = after.split(":", 2)
    return _At(number=int(number), held=int(held), cursor=cursor or None)


def _end(freeze_id: str, held: int, tools: Tools) -> None:
    """Note on the freeze that it was swept, and how many it holds."""
    freeze = tools.records.find(Freeze, freeze_id)
    assert freeze is not None  # noqa: S101  freezes are kept for good
    kept = replace(freeze, swept_at=tools.clock.now(), held=held)
    tools.records.commit(Save(row=kept))
