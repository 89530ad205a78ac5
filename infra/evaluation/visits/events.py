"""What happens, in the order in which the system hears of it: values that name no truth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.calls import Call
from chalicelib.domain.consent import Consent, Withdrawal
from chalicelib.domain.edits import Said
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.visit import Visit
from infra.evaluation.visits.drafts import Draft, World
from infra.evaluation.visits.rows import call_of, consent_of, ended, offered, visit_of

PROCESSED: Final = timedelta(seconds=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A phone reports a visit, what was agreed to, and which files it will send."""

    at: datetime
    visit: Visit
    consent: Consent | None
    grants: tuple[Media, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file is offered by itself."""

    at: datetime
    media: Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A file was taken in, or did not come; `fields` are those of its row that change."""

    at: datetime
    visit_id: VisitId
    media_id: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """A provider tells of a call."""

    at: datetime
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Somebody corrects a person's row."""

    at: datetime
    beneficiary_id: BeneficiaryId
    edit_id: str
    by: str
    is_by_desk: bool
    fields: Mapping[str, Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Somebody takes consent back."""

    at: datetime
    beneficiary_id: BeneficiaryId
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is said on a film was written down."""

    at: datetime
    visit_id: VisitId
    texts: dict[str, str]


Event = Reported | Offered | Ended | Rang | Corrected | TakenBack | Heard


def events(world: World) -> list[Event]:
    """Return everything that the system hears of, in that order."""
    found = [event for draft in world.visits for event in _events(draft)]
    found.sort(key=lambda event: event.at)
    return found


def _events(draft: Draft) -> Iterator[Event]:
    grants = [offered(draft, shot) for shot in draft.shots]
    at_once = [media for media in grants if media.granted_at <= draft.sent_at + PROCESSED]
    yield Reported(
        at=draft.sent_at, visit=visit_of(draft), consent=consent_of(draft), grants=tuple(at_once)
    )
    yield from (Offered(at=m.granted_at, media=m) for m in grants if m not in at_once)
    for media, shot in zip(grants, draft.shots, strict=True):
        yield Ended(
            at=shot.sent_at + PROCESSED, visit_id=media.visit_id, media_id=media.media_id,
            fields=ended(media, shot),
        )  # fmt: skip
    if draft.ring:
        yield Rang(at=draft.ring.heard_at, call=call_of(draft.ring))
    yield from _later(draft)


def _later(draft: Draft) -> Iterator[Event]:
    """Yield what becomes known once all else is."""
    person_id, visit_id = BeneficiaryId(draft.person.person_id), VisitId(draft.visit_id)
    if draft.corrected_at and draft.corrected:
        yield Corrected(
            at=draft.corrected_at, beneficiary_id=person_id, edit_id=f"{draft.visit_id[:-4]}ed17",
            by=draft.worker.worker_id, is_by_desk=draft.is_by_desk, fields=dict(draft.corrected),
        )  # fmt: skip
    if draft.took_back_at:
        taken = Withdrawal(
            withdrawal_id=f"{draft.visit_id[:-4]}3a11", at=draft.took_back_at,
            purposes=draft.took_back,
        )  # fmt: skip
        at = max(draft.took_back_at, draft.sent_at + PROCESSED)
        yield TakenBack(at=at, beneficiary_id=person_id, withdrawal=taken)
    if draft.transcript and draft.transcript_at:
        yield Heard(at=draft.transcript_at, visit_id=visit_id, texts=dict(draft.transcript))
