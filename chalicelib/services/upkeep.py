"""The timers' work: find what is stuck, lost or due, and set it going again.

A tick may come 0, 1 or n times, early or late: it looks at what is due by now and each thing it
starts may be repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain import importing
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.importing import Import
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.media import (
    ARRIVAL_GRACE,
    FIRST_LOOK,
    LEASE,
    Media,
    MediaState,
    UploadMethod,
    arrive,
    is_held,
    move,
)
from chalicelib.domain.publishing import CONFIRM_EVERY, Publication, PublicationState
from chalicelib.domain.rows import DueKind, Row, Save
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.ports import Clock, Jobs, ObjectStore, Records

BATCH = 100
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
        DueKind.IMPORT: lambda row: _import(row, now, tools),
    }
    return {kind.value: _each(kind, look, now, tools) for kind, look in looked.items()}


def release_slots(tools: Tools) -> int:
    """Send every publication whose slot has come to its queue; return how many."""
    due = tools.records.due(DueKind.SLOT, tools.clock.now(), limit=BATCH)
    for row in due:
        assert isinstance(row, Publication)  # noqa: S101  the index holds nothing else
        tools.jobs.send(_job(Action.POST, row))
    return len(due)


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
    is_awaited = row.state is MediaState.OFFERED
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
    end = media.expires_at + ARRIVAL_GRACE
    if now >= end:
        _abandon(media, tools)
    else:
        _look_later(media, min(now + FIRST_LOOK[media.kind.value], end), tools)


def _look_later(media: Media, at: datetime, tools: Tools) -> None:
    tools.records.commit(Save(row=replace(media, look_at=at)))


def _abandon(media: Media, tools: Tools) -> None:
    if media.method is UploadMethod.MULTIPART:
        tools.store.abort_multipart(media)
    tools.records.commit(Save(row=move(media, MediaState.ABANDONED)))


def _testimonial(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Testimonial)  # noqa: S101  the index holds nothing else
    action = Action.SCHEDULE if row.state is State.APPROVED else Action.VERIFY
    tools.jobs.send(Job(action=action, subject=row.visit_id))
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


def _publication(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Publication)  # noqa: S101  the index holds nothing else
    unclear = {PublicationState.POSTING, PublicationState.UNCONFIRMED}
    action = Action.CONFIRM if row.state in unclear else Action.TAKE_DOWN
    tools.jobs.send(_job(action, row))
    if row.state is not PublicationState.POSTING:
        tools.records.commit(Save(row=replace(row, due_at=now + CONFIRM_EVERY)))
