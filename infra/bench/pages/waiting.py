"""Fills the review queue: a few visits are made as they are in the field, the rest are their like.

A thousand items have rows of their own; those that come to the front while it is measured have
files and consents too, copies of those few. At the front stand some with a photo and a film, then
some with a photo alone. The pumps rest: they would find a thousand equal files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import boto3

from chalicelib import settings, wiring
from chalicelib.adapters.system import UUIDv7
from chalicelib.domain.audit import EMPTY
from chalicelib.domain.consent import Ledger, latest_for
from chalicelib.domain.ids import ConsentId, MediaId, VisitId
from chalicelib.domain.media import Media, MediaKind, derivative_place
from chalicelib.domain.queueing import stands_at
from chalicelib.domain.rows import Bundle, Save
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from infra.bench.media import Studio
from infra.bench.phone import Phone, new_id, visit_changes
from infra.bench.report import BenchFailed
from infra.local.system import System

WAITING: Final = 1000
MADE: Final = 4
COMING_UP: Final = 100  # more than come to the front
WITH_FILMS: Final = 30  # so many of them first, then as many with a photo alone
WITHIN_S: Final = 120
ENDED: Final = frozenset({state.value for state in State} - {"collecting", "verifying"})
_ids: Final = UUIDv7()


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A visit that waits as another one does; `media` are pairs of that one's and its own."""

    of: VisitId
    visit: Visit
    item: Testimonial
    media: tuple[tuple[Media, Media], ...]


def fill(system: System, folder: Path) -> None:
    """Have so many items wait at the demo desk; raise BenchFailed when one does not come so far."""
    visits = _made(system.info, folder)
    system.rest()
    records = wiring.current().records
    bundles = [records.bundle(VisitId(visit_id)) for visit_id in visits]
    alike = list(_alike(bundles, WAITING - len(bundles)))
    rows: list[Visit | Media | Testimonial] = []
    for one in alike:
        rows += [one.visit, *(own for _, own in one.media), one.item]
    if left := records.add(rows):
        raise BenchFailed(f"{len(left)} rows of the queue exist already.")
    for one in sorted(alike, key=lambda one: stands_at(one.item))[:COMING_UP]:
        _agree(one, records)
        for theirs, own in one.media:
            _copy_files(theirs, own.media_id)


def _made(info: dict[str, Any], folder: Path) -> list[str]:
    worker = Phone(info["api"], info["users"]["worker"]["token"])
    moderator = Phone(info["api"], info["users"]["moderator"]["token"])
    booth = str(info["booths"][0])
    people = worker.call("GET", f"/v1/worklist?booth={booth}&language=hi")["items"]
    studio, visits = Studio(folder), []
    for person in people[:MADE]:
        visit_id = new_id()
        worker.sync(visit_changes(visit_id, str(person["beneficiary_id"]), booth))
        for file in (studio.photo(), studio.video()):
            worker.upload(visit_id, file)
        visits.append(visit_id)
    for visit_id in visits:
        found = moderator.wait_for(f"/v1/testimonials/{visit_id}", ENDED, WITHIN_S)
        if found["state"] != State.PENDING_REVIEW:
            raise BenchFailed(f"A made visit ended as {found['state']}.")
    return visits


def _alike(bundles: Sequence[Bundle], count: int) -> Iterator[Like]:
    for number, bundle in enumerate(islice(cycle(bundles), count)):
        place = count - number  # whoever waits longest is first
        is_photo_alone = WITH_FILMS < place <= 2 * WITH_FILMS
        shown = [one for one in bundle.media if one.kind == MediaKind.PHOTO or not is_photo_alone]
        yield _another(replace(bundle, media=tuple(shown)), timedelta(seconds=number + 1))


def _another(bundle: Bundle, before: timedelta) -> Like:
    """Return a visit like this one, with these media, that waits for so much longer."""
    visit, item, visit_id = bundle.visit, bundle.testimonial, VisitId(_ids())
    if visit is None or item is None:
        raise BenchFailed("A made visit has no testimonial.")
    own = {
        media.media_id: replace(media, media_id=MediaId(_ids()), visit_id=visit_id, version=0)
        for media in bundle.media
    }
    return Like(
        of=visit.visit_id,
        visit=replace(visit, visit_id=visit_id, version=0),
        item=replace(
            item,
            visit_id=visit_id,
            media_ids=tuple(own[each].media_id for each in item.media_ids if each in own),
            since=item.since - before,
            history=tuple(replace(step, at=step.at - before) for step in item.history),
            audit=EMPTY,  # a chain of its own
            last_entry=None,
            version=0,
        ),
        media=tuple((media, own[media.media_id]) for media in bundle.media),
    )


def _agree(one: Like, records: Records) -> None:
    """Let the person have agreed at this visit to what she agreed to at the one like it."""
    ledger = records.find(Ledger, one.item.beneficiary_id)
    agreed = latest_for(ledger, one.of)
    if ledger is None or agreed is None:
        raise BenchFailed("A made visit has no consent.")
    own = replace(agreed, consent_id=ConsentId(_ids()), visit_id=one.visit.visit_id)
    records.commit(Save(row=replace(ledger, consents=(*ledger.consents, own))))


def _copy_files(source: Media, media_id: MediaId) -> None:
    """Lay the files of one media where those of its like are looked for."""
    bucket, store = settings.current().derivatives_bucket, boto3.client("s3")
    for made in source.derivatives:
        key = derivative_place(media_id, made.key.rpartition("/")[2])
        store.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": made.key})
