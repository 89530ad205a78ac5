"""Marks of the calls that may make something public, kept outside the table and for good.

Whoever is about to make such a call places its mark first, and so does whoever gives it up for
somebody that died. A mark is placed once: it says what became of the call, also after the table was
put back to an earlier day, and to a run that was thought dead.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.publishing import PostStep, Publication

BEGIN: Final = "begin"  # the first call of an attempt
PUBLIC: Final = "public"  # the one after it that makes public what was pending


class Doing(StrEnum):
    """What a call's mark was placed for."""

    CALL = "call"  # it is made
    STOP = "stop"  # it is never made


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands there already, and since when."""

    at: datetime
    note: str


def mark_name(item: Publication) -> str:
    """Return the name of the mark of the call that a publication has come to."""
    step = BEGIN if item.step is PostStep.SENT else PUBLIC
    return f"{item.publication_id}-{item.attempts}-{step}"


def public_mark_before(item: Publication) -> str | None:
    """Return the mark that tells whether the attempt before this one went out.

    None where there was none, or where its end is known to have left nothing public.
    """
    before = item.attempts - 1
    return f"{item.publication_id}-{before}-{PUBLIC}" if item.void < before else None


def note_of(doing: Doing, run_id: str) -> str:
    """Return what a run writes into a mark; a repetition of its own write is told by it."""
    return f"{doing} {run_id}"


def was_stopped(mark: Mark) -> bool:
    """True when the call was given up before anybody made it, so that nobody ever will."""
    return mark.note.startswith(f"{Doing.STOP} ")
