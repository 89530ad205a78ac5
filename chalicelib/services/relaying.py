"""What follows from a change of the table: jobs for the queues, marks on the roll.

Fed by the table's stream, at least once and in the order of each row's changes. Everything here
may be repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.consent import Ledger
from chalicelib.domain.edits import Edit
from chalicelib.domain.fields import BIRTH_YEAR, GUARDIAN, NAME, PHONE, SCHEMES
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import ENDED, Media, MediaState
from chalicelib.domain.reels import is_of_a_reel
from chalicelib.domain.roll import Beneficiary, visits_to
from chalicelib.domain.rows import Row
from chalicelib.domain.taking_back import touched_by
from chalicelib.domain.visit import Visit
from chalicelib.ports import Jobs, Records
from chalicelib.services.rolls import update_person

# The kinds of row from whose changes anything follows; whoever feeds us need not read any other.
FOLLOWED: Final[tuple[type[Row], ...]] = (OutboxItem, Visit, Media, Ledger, Edit)
# What verification looks at on a person's row, names in whatever language; a file that moves her
# to another booth says so in her history.
CHECKED: Final = frozenset({NAME, GUARDIAN, PHONE, SCHEMES, BIRTH_YEAR, "booth_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One change of one row, as the stream tells it."""

    old: Row | None
    new: Row | None


def carry(change: RowChange, *, records: Records, jobs: Jobs) -> None:
    """Send the jobs that a change makes necessary and mark new media on the roll."""
    if not isinstance(change.new, FOLLOWED):
        return
    for job in jobs_for(change):
        jobs.send(job)
    new = change.new
    if isinstance(new, Media) and _has_just_ended(change):
        _mark_kinds(new, records)
    elif isinstance(new, Edit) and change.old is None and _is_checked(new):
        _look_again(new, records, jobs)


def jobs_for(change: RowChange) -> Iterator[Job]:
    """Yield the jobs that one change makes necessary; none for an expired or repeated row."""
    new = change.new
    if isinstance(new, OutboxItem) and change.old is None:
        yield new.job
    elif isinstance(new, Visit):
        yield from _visit_jobs(change.old, new)
    elif isinstance(new, Media):
        yield from _media_jobs(change, new)
    elif isinstance(new, Ledger):
        yield from _consent_jobs(change.old, new)
    elif isinstance(new, Edit) and change.old is None and PHONE in new.changes:
        yield Job(action=Action.LOOK_BACK, subject=new.beneficiary_id)


def _visit_jobs(old: Row | None, new: Visit) -> Iterator[Job]:
    """Yield what a visit asks for: a verdict, also when its call has come, and to find that call.

    The other one, a call that comes after its visit, is matched where it is taken in.
    """
    had_call = old.call_id if isinstance(old, Visit) else None
    if old is None or new.call_id != had_call:
        yield Job(action=Action.VERIFY, subject=new.visit_id)
    if old is None and new.call_dialled_at and new.call_id is None:
        yield Job(action=Action.MATCH, subject=new.visit_id)


def _media_jobs(change: RowChange, new: Media) -> Iterator[Job]:
    """Yield what a media asks for: to be compared, then a verdict; or a verdict at once."""
    had = change.old.copies if isinstance(change.old, Media) else ()
    if _has_just_ended(change) and new.state is MediaState.READY:
        yield Job(action=Action.COMPARE, subject=new.visit_id, media_id=new.media_id)
    elif _has_just_ended(change) or set(new.copies) - set(had):
        yield Job(action=Action.VERIFY, subject=new.visit_id)


def _has_just_ended(change: RowChange) -> bool:
    """True when this change ended an upload; a file that comes after all ends it once more.

    A reel's film was never uploaded, and nothing is verified or marked for it.
    """
    old, new = change.old, change.new
    was = old.state if isinstance(old, Media) else None
    if not isinstance(new, Media) or is_of_a_reel(new):
        return False
    return new.state in ENDED and new.state is not was


def _consent_jobs(old: Row | None, new: Ledger) -> Iterator[Job]:
    known = {c.consent_id for c in old.consents} if isinstance(old, Ledger) else set()
    news = [c for c in new.consents if c.consent_id not in known]
    # Who has a guardian is a child, also where she was met before: no reel may show her.
    asked = new.consents if any(c.guardian for c in news) else news
    # Who took everything back is withdrawn by a job of its own; who took back a video alone is not.
    taken = old.withdrawals if isinstance(old, Ledger) else ()
    ended = touched_by(new, [each for each in new.withdrawals if each not in taken])
    for visit_id in sorted({consent.visit_id for consent in (*asked, *ended)}):
        yield Job(action=Action.VERIFY, subject=visit_id)


def _is_checked(edit: Edit) -> bool:
    return any(name.partition(".")[0] in CHECKED for name in edit.changes)


def _look_again(edit: Edit, records: Records, jobs: Jobs) -> None:
    """Have all visits to a person verified again; where no finding changes, no verdict does.

    With a new number they look for their calls: those from that number wait for them.
    """
    person = records.find(Beneficiary, edit.beneficiary_id)
    visits = visits_to(person) if person else ()
    for visit_id in visits if PHONE in edit.changes else ():
        if person and person.called != visit_id:
            jobs.send(Job(action=Action.MATCH, subject=visit_id))
    for visit_id in visits:
        jobs.send(Job(action=Action.VERIFY, subject=visit_id))


def _mark_kinds(media: Media, records: Records) -> None:
    """Put a visit's kinds of media on the roll, once: when the last of its uploads has ended."""
    siblings = records.bundle(media.visit_id).media
    if any(one.state not in ENDED for one in siblings):
        return
    kinds = {one.kind.value for one in siblings if one.state is MediaState.READY}

    def mark(person: Beneficiary) -> Beneficiary:
        return replace(person, media_kinds=person.media_kinds | kinds)

    update_person(media.beneficiary_id, mark, records=records)
