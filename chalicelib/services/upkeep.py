"""The timers' work: find what is stuck, lost or due, and set it going again.

A tick may come 0, 1 or n times, early or late: it looks at what is due by now and each thing it
starts may be repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain import importing
from chalicelib.domain.abandoning import abandon, next_look
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.freeze_looks import looks_due, next_due
from chalicelib.domain.freezes import Freeze
from chalicelib.domain.importing import Import
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.media import (
    LEASE,
    Media,
    MediaState,
    UploadMethod,
    arrive,
    is_held,
)
from chalicelib.domain.publishing import CONFIRM_EVERY, GRANT_LIFE, Publication, PublicationState
from chalicelib.domain.rows import DueKind, Row, Save
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.ports import Clock, Jobs, ObjectStore, Records
from chalicelib.services.delivering import send_due

BATCH = 100
# What is asked of a publication that waits for an answer.
ASKED: Final[Mapping[PublicationState, Action]] = {
    PublicationState.POSTING: Action.CONFIRM,
    PublicationState.UNCONFIRMED: Action.CONFIRM,
    PublicationState.TAKEDOWN_DUE: Action.TAKE_DOWN,
    PublicationState.TAKEDOWN_FAILED: Action.TAKE_DOWN,
}
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the timers need."""

    records: Records
    store: ObjectStore
    jobs: Jobs
    clock: Clock


def reconcile(tools: Tools) -> dict[str, int]:
    """Look at everything that is due by now; return how many rows of each kind were looked at."""
    now = tools.clock.now()
    looked = {
        DueKind.MEDIA: lambda row: _media(row, now, tools),
        DueKind.TESTIMONIAL: lambda row: _testimonial(row, now, tools),
        DueKind.LEDGER: lambda row: _ledger(row, now, tools),
        DueKind.PUBLICATION: lambda row: _publication(row, now, tools),
        DueKind.SLOT: lambda row: _granted(row, now, tools),
        DueKind.IMPORT: lambda row: _import(row, now, tools),
        DueKind.FREEZE: lambda row: _freeze(row, now, tools),
    }
    counts = {kind.value: _each(kind, look, now, tools) for kind, look in looked.items()}
    sent = send_due(records=tools.records, jobs=tools.jobs, clock=tools.clock)
    return {**counts, DueKind.DELIVERY.value: sent}


def _job(action: Action, publication: Publication) -> Job:
    return Job(action=action, subject=publication.visit_id, channel_id=publication.channel_id)


def _each(kind: DueKind, look: Callable[[Row], None], now: datetime, tools: Tools) -> int:
    rows = tools.records.due(kind, now, limit=BATCH)
    for row in rows:
        try:
            look(row)
        except StaleVersion:
            continue  # it moved on its own while we looked
    return len(rows)


def _media(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Media)  # noqa: S101  the index holds nothing else
    is_awaited = row.state in {MediaState.OFFERED, MediaState.ABANDONED}
    stored_at = tools.store.stored_at(row) if is_awaited else row.stored_at
    if stored_at is None:
        _wait_or_abandon(row, now, tools)
    elif is_held(row, now):
        _look_later(row, row.lease_until or now, tools)
    else:
        arrived = arrive(row, stored_at) if is_awaited else row
        tools.jobs.reprocess(arrived)
        _look_later(arrived, now + LEASE[row.kind.value], tools)  # the queue may be long


def _wait_or_abandon(media: Media, now: datetime, tools: Tools) -> None:
    """Keep waiting for a file that is not there, or give it up; then, for a while, still look."""
    is_over = media.state is MediaState.ABANDONED or now >= media.lapses_at
    if is_over and media.state is MediaState.OFFERED:
        tools.records.commit(Save(row=abandon(media, now)))
    else:
        _look_later(media, next_look(media, now), tools)
    # Not before the row says so: a phone may have renewed its grant in this very moment.
    if is_over and media.method is UploadMethod.MULTIPART:
        tools.store.abort_multipart(media)


def _look_later(media: Media, at: datetime | None, tools: Tools) -> None:
    tools.records.commit(Save(row=replace(media, look_at=at)))


def _testimonial(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Testimonial)  # noqa: S101  the index holds nothing else
    checked = Action.MAKE_REEL if row.members else Action.VERIFY
    action = Action.SCHEDULE if row.state is State.APPROVED else checked
    # Only of this approval: should the message come late, another one may have followed.
    approval = row.content_version if action is Action.SCHEDULE else None
    tools.jobs.send(Job(action=action, subject=row.visit_id, content_version=approval))
    # A visit whose video never comes is looked at ever more rarely.
    pause = min(max(STUCK_AFTER, now - row.since), LONGEST_PAUSE)
    tools.records.commit(Save(row=replace(row, due_at=now + pause)))


def _ledger(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Ledger)  # noqa: S101  the index holds nothing else
    tools.jobs.send(Job(action=Action.WITHDRAW, subject=row.beneficiary_id))
    tools.records.commit(Save(row=replace(row, due_at=now + CONFIRM_EVERY)))


def _import(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Import)  # noqa: S101  the index holds nothing else
    tools.jobs.send(Job(action=Action.READ_ON, subject=row.import_id))
    tools.records.commit(Save(row=replace(row, due_at=now + importing.LEASE)))


def _freeze(row: Row, now: datetime, tools: Tools) -> None:
    """Have what a freeze holds up looked at, now and as it begins or ends."""
    assert isinstance(row, Freeze)  # noqa: S101  the index holds nothing else
    for at in looks_due(row, now):
        tools.jobs.send(Job(action=Action.SWEEP, subject=row.freeze_id, not_before=at))
    tools.records.commit(Save(row=replace(row, due_at=next_due(row, now))))


def _granted(row: Row, now: datetime, tools: Tools) -> None:
    """Send the post of a granted slot once more: the job that came with it may be lost."""
    assert isinstance(row, Publication)  # noqa: S101  the index holds nothing else
    tools.jobs.send(_job(Action.POST, row))
    tools.records.commit(Save(row=replace(row, due_at=now + GRANT_LIFE)))


def _publication(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Publication)  # noqa: S101  the index holds nothing else
    action = ASKED.get(row.state)
    if action is None:
        tools.records.commit(Save(row=replace(row, due_at=None)))
        return
    tools.jobs.send(_job(action, row))
    if row.state is not PublicationState.POSTING:
        tools.records.commit(Save(row=replace(row, due_at=now + CONFIRM_EVERY)))
    elif row.due_at and row.due_at < now - STUCK_AFTER:
        # Its look never comes to an end; the others that are due must not wait behind it.
        tools.records.commit(Save(row=replace(row, due_at=now)))
