"""Places the marks of calls that may make something public; see domain/marks.py."""

from chalicelib.domain.marks import (
    Doing,
    Mark,
    mark_name,
    note_of,
    public_mark_before,
    was_stopped,
)
from chalicelib.domain.publishing import Publication
from chalicelib.services.outgoing import Tools


def claim(publication: Publication, tools: Tools) -> Mark | None:
    """Claim the call that a publication has come to; return who was there before, None for nobody.

    None is given to one run at most, whatever the table says by then.
    """
    return _went_out_before(publication, tools) or _placed(Doing.CALL, publication, tools)


def give_up(publication: Publication, tools: Tools) -> Mark | None:
    """See to it that nobody makes the call any more; return the mark of who may have made it.

    Or the attempt before, as for a claim: once this one counts as void nobody looks there again.
    """
    if before := _went_out_before(publication, tools):
        return before
    known = _placed(Doing.STOP, publication, tools)
    return None if known is None or was_stopped(known) else known


def _placed(doing: Doing, publication: Publication, tools: Tools) -> Mark | None:
    note = note_of(doing, tools.new_id())
    return tools.store.mark_attempt(mark_name(publication), note)


def _went_out_before(publication: Publication, tools: Tools) -> Mark | None:
    """Return the mark by which the attempt before this one was made public, in forgotten days."""
    name = public_mark_before(publication)
    if name is None:
        return None
    known = tools.store.mark_attempt(name, note_of(Doing.STOP, tools.new_id()))
    return None if known is None or was_stopped(known) else known
