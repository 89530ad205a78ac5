"""What happened around a visit, as instants: for a line of time beside its testimonial.

Instants are by our clock, a phone's own being corrected. When a file was made is not among them:
that is sealed, and whoever reads it leaves an entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.calls import Call
from chalicelib.domain.consent import Ledger, takes_back
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit


class What(StrEnum):
    """What happened. Of the same instant, what stands first here is told first."""

    VISIT_BEGAN = "visit_began"
    CONSENT_GIVEN = "consent_given"
    CALL_DIALLED = "call_dialled"  # by what the phone noted
    CALL_CAME = "call_came"  # by what the provider said
    VISIT_ENDED = "visit_ended"
    VISIT_REPORTED = "visit_reported"  # when the phone's report reached us
    UPLOAD_GRANTED = "upload_granted"
    UPLOAD_STORED = "upload_stored"
    MEDIA_READY = "media_ready"
    MEDIA_REJECTED = "media_rejected"
    MEDIA_ABANDONED = "media_abandoned"
    VERDICT_REACHED = "verdict_reached"
    DECIDED = "decided"
    ASKED_AGAIN = "asked_again"
    CONSENT_WITHDRAWN = "consent_withdrawn"


ORDER: Final[Mapping[What, int]] = {what: place for place, what in enumerate(What)}
ENDS: Final[Mapping[MediaState, What]] = {
    MediaState.READY: What.MEDIA_READY,
    MediaState.REJECTED: What.MEDIA_REJECTED,
    MediaState.ABANDONED: What.MEDIA_ABANDONED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened, to a file or to the whole."""

    at: datetime
    what: What
    media_id: MediaId | None = None


def timeline_of(
    item: Testimonial, *, visit: Visit | None, ledger: Ledger | None,
    media: tuple[Media, ...], call: Call | None, decided: Iterable[datetime],
) -> tuple[Moment, ...]:  # fmt: skip
    """Return what happened in its order, which does not depend on the order of the rows.

    `decided` are the instants of those decisions that the reader may know of; see discretion.py.
    """
    found = (
        *_visited(visit), *_rung(visit, call), *_agreed(item, ledger),
        *(moment for one in media for moment in _file(one, is_uploaded=visit is not None)),
        *_judged(item, decided),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda m: (m.at, ORDER[m.what], m.media_id or "")))


def _visited(visit: Visit | None) -> Iterator[Moment]:
    if visit is None:
        return
    yield Moment(at=visit.began_at, what=What.VISIT_BEGAN)
    if visit.ended_at is not None:
        took = visit.ended_at - visit.started_at
        yield Moment(at=visit.began_at + took, what=What.VISIT_ENDED)
    if visit.received_at is not None:
        yield Moment(at=visit.received_at, what=What.VISIT_REPORTED)


def _rung(visit: Visit | None, call: Call | None) -> Iterator[Moment]:
    if visit is not None and visit.rang_at is not None:
        yield Moment(at=visit.rang_at, what=What.CALL_DIALLED)
    if call is not None:
        yield Moment(at=call.at, what=What.CALL_CAME)


def _agreed(item: Testimonial, ledger: Ledger | None) -> Iterator[Moment]:
    """Yield each consent of the visit, and each withdrawal that took something of one back."""
    if ledger is None:
        return
    given = [consent for consent in ledger.consents if consent.visit_id == item.visit_id]
    yield from (Moment(at=one.agreed_at, what=What.CONSENT_GIVEN) for one in given)
    for withdrawal in ledger.withdrawals:
        if any(takes_back(withdrawal, one, purpose) for one in given for purpose in one.purposes):
            yield Moment(at=withdrawal.taken_at, what=What.CONSENT_WITHDRAWN)


def _file(media: Media, *, is_uploaded: bool) -> Iterator[Moment]:
    """Yield what became of a file; a reel's film was uploaded by nobody."""
    name = media.media_id
    if is_uploaded:
        yield Moment(at=media.granted_at, what=What.UPLOAD_GRANTED, media_id=name)
    if is_uploaded and media.stored_at is not None:
        yield Moment(at=media.stored_at, what=What.UPLOAD_STORED, media_id=name)
    # A file that arrived after it was given up keeps the instant of that until it ends again.
    if media.ended_at is not None and media.state in ENDS:
        yield Moment(at=media.ended_at, what=ENDS[media.state], media_id=name)


def _judged(item: Testimonial, decided: Iterable[datetime]) -> Iterator[Moment]:
    if item.judged_at is not None:
        yield Moment(at=item.judged_at, what=What.VERDICT_REACHED)
    yield from (Moment(at=at, what=What.DECIDED) for at in decided)
    if item.appeal is not None:
        yield Moment(at=item.appeal.at, what=What.ASKED_AGAIN)
