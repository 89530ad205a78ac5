"""What follows from a change of the table: jobs for the queues, marks on the roll.

Fed by the table's stream, at least once and in the order of each row's changes. Everything here
may be repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.domain.consent import Ledger
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import ENDED, Media, MediaState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.ports import Jobs, Records
from chalicelib.services.rolls import update_person


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One change of one row, as the stream tells it."""

    old: Row | None
    new: Row | None


def carry(change: RowChange, *, records: Records, jobs: Jobs) -> None:
    """Send the jobs that a change makes necessary and mark new media on the roll."""
    for job in jobs_for(change):
        jobs.send(job)
    new = change.new
    if isinstance(new, Media) and _has_just_ended(change):
        _mark_kinds(new, records)


def jobs_for(change: RowChange) -> Iterator[Job]:
    """Yield the jobs that one change makes necessary; none for an expired or repeated row."""
    new = change.new
    if isinstance(new, OutboxItem) and change.old is None:
        yield new.job
    elif (isinstance(new, Visit) and change.old is None) or (
        isinstance(new, Media) and _has_just_ended(change)
    ):
        yield Job(action=Action.VERIFY, subject=new.visit_id)
    elif isinstance(new, Ledger):
        yield from _consent_jobs(change.old, new)


def _has_just_ended(change: RowChange) -> bool:
    """True when this change ended an upload; a file that comes after all ends it once more."""
    old, new = change.old, change.new
    was = old.state if isinstance(old, Media) else None
    return isinstance(new, Media) and new.state in ENDED and new.state is not was


def _consent_jobs(old: Row | None, new: Ledger) -> Iterator[Job]:
    known = {c.consent_id for c in old.consents} if isinstance(old, Ledger) else set()
    visits = {c.visit_id for c in new.consents if c.consent_id not in known}
    for visit_id in sorted(visits):
        yield Job(action=Action.VERIFY, subject=visit_id)


def _mark_kinds(media: Media, records: Records) -> None:
    """Put a visit's kinds of media on the roll, once: when the last of its uploads has ended."""
    siblings = records.bundle(media.visit_id).media
    if any(one.state not in ENDED for one in siblings):
        return
    kinds = {one.kind.value for one in siblings if one.state is MediaState.READY}

    def mark(person: Beneficiary) -> Beneficiary:
        return replace(person, media_kinds=person.media_kinds | kinds)

    update_person(media.beneficiary_id, mark, records=records)
