"""Notes posts that a freeze came too late for: they were on their way, and may be out beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.freezes import Board, NotRecalled, all_holding
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services.outgoing import Tools

# As an answer, or its absence, is recorded: it is out, or may be.
JUST_OUT: Final = frozenset({PublicationState.POSTED, PublicationState.UNCONFIRMED})


def places_of(publication: Publication, *, records: Records) -> tuple[Path, ...]:
    """Return the places that a post is of: its own, and of a reel each member's.

    Only what stands at its desk's own place can have members.
    """
    if publication.desk_id not in {None, publication.path[-1]}:
        return (publication.path,)
    item = records.find(Testimonial, publication.visit_id)
    members = [(visit_id,) for visit_id in item.members] if item else []
    found = records.find_many(Testimonial, members)
    return (publication.path, *(member.path for member in found if member is not None))


def noted(publication: Publication, now: datetime, tools: Tools) -> list[Change]:
    """Return a note for each freeze that holds by now and did not hold this post up.

    It is saved with what became of the post, so that none goes out unseen between two sweeps.
    """
    notes = _notes(publication, now, tools)
    return [Save(row=note) for note in notes if not _is_kept(note, tools)]


def look_again(publication: Publication, tools: Tools) -> None:
    """Note a post as well for a freeze that came while its answer was being recorded."""
    out_at = publication.posted_at or publication.changed_at
    if notes := _notes(publication, out_at, tools):
        tools.records.add(notes)


def _notes(publication: Publication, now: datetime, tools: Tools) -> list[NotRecalled]:
    if publication.state not in JUST_OUT:
        return []
    board = tools.records.find(Board, publication.campaign_id)
    if board is None or not board.holds:
        return []
    places = places_of(publication, records=tools.records)
    return notes_of(publication, board, places, now)


def notes_of(
    publication: Publication, board: Board, places: Sequence[Path], now: datetime
) -> list[NotRecalled]:
    """Return what is kept of a post for each freeze that holds at one of its places."""
    return [
        NotRecalled(
            freeze_id=hold.freeze_id, visit_id=publication.visit_id,
            channel_id=publication.channel_id, at=now,
        )
        for hold in all_holding(board, places, publication.channel_id, now)
    ]  # fmt: skip


def _is_kept(note: NotRecalled, tools: Tools) -> bool:
    key = (note.freeze_id, note.visit_id, note.channel_id)
    return tools.records.find(NotRecalled, *key) is not None
