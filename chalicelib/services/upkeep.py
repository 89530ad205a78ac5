"""The timers' work: find what is stuck, lost or due, and set it going again.

A tick may come 0, 1 or n times, early or late: it looks at what is due by now and each thing it
starts may be repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.media import LEASE, Media, MediaState, UploadMethod, arrive, move
from chalicelib.domain.publishing import CONFIRM_EVERY, Publication, PublicationState
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.ports import Clock, DueKind, Jobs, ObjectStore, Records, Row, Save

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
    if row.state is not MediaState.OFFERED:
        _again(row, now, tools)
    elif tools.store.has_original(row):
        _again(arrive(row, now), now, tools)
    else:
        _abandon(row, tools)


def _again(media: Media, now: datetime, tools: Tools) -> None:
    """Put the media's notice on its queue again, and look later: the queue may be long."""
    tools.jobs.reprocess(media)
    tools.records.commit(Save(row=replace(media, look_at=now + LEASE[media.kind.value])))


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


def _publication(row: Row, now: datetime, tools: Tools) -> None:
    assert isinstance(row, Publication)  # noqa: S101  the index holds nothing else
    unclear = {PublicationState.POSTING, PublicationState.UNCONFIRMED}
    action = Action.CONFIRM if row.state in unclear else Action.TAKE_DOWN
    tools.jobs.send(_job(action, row))
    if row.state is not PublicationState.POSTING:
        tools.records.commit(Save(row=replace(row, due_at=now + CONFIRM_EVERY)))
