"""What the board of freezes makes of a publication: held, let go, or out of reach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.freezes import Board, all_holding
from chalicelib.domain.publishing import (
    Publication,
    PublicationState,
    is_public_nowhere,
    move,
    put_back,
    ungranted,
)

_S = PublicationState
# What can no longer be recalled: it may be out already, or the network alone knows.
OUT_OF_REACH: Final = frozenset({_S.POSTING, _S.UNCONFIRMED})
# What came of it where a post did go out.
WENT_OUT: Final = frozenset({_S.POSTED, _S.TAKEDOWN_DUE, _S.TAKEN_DOWN, _S.TAKEDOWN_FAILED})


def by_the_board(
    item: Publication, board: Board, paths: Sequence[Path], now: datetime
) -> Publication:
    """Return the publication as the board wants it by now; the same when nothing changes.

    What waits, and what is pending and public nowhere, is held while something holds it up. What
    is held waits in its lane again when nothing does. What ended stays ended.
    """
    by = [hold.freeze_id for hold in all_holding(board, paths, item.channel_id, now)]
    if not by:
        return _let_go(item, now) if item.state is _S.HELD else item
    if item.state is _S.HELD:
        return item if item.held_by in by else replace(item, held_by=by[0])
    if is_public_nowhere(item):
        return replace(put_back(item, _S.HELD, at=now), held_by=by[0])
    if item.state is _S.SCHEDULED:
        return replace(ungranted(move(item, _S.HELD, at=now)), held_by=by[0])
    return item


def _let_go(item: Publication, now: datetime) -> Publication:
    # What was to be taken down, while it was on its way, does not set out once more.
    target = _S.SCHEDULED if item.takedown is None else _S.CANCELLED
    return replace(move(item, target, at=now), held_by=None)


def is_out_of_reach(item: Publication) -> bool:
    """True for what is on its way while it, or a part of it, may be public."""
    return item.state in OUT_OF_REACH and not is_public_nowhere(item)


def may_have_gone_out(item: Publication) -> bool:
    """True for what is out, was out, or may be."""
    return item.state in WENT_OUT or is_out_of_reach(item)
