"""Brings the made-up world to the rows that stand before any visit, and those that come with one.

What is true of a visit is not looked at here: rows are made of what was done and said.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.campaign import (
    INDIA_MIN,
    Campaign,
    CampaignKind,
    Scheme,
    find_notice,
    notice_hash,
)
from chalicelib.domain.capture import Capture
from chalicelib.domain.consent import Consent, NoticeShown
from chalicelib.domain.ids import BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.media import Derivative, Media, MediaKind, MediaState, UploadMethod
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.phones import Phone, mask_phone
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.services.captures import sealed
from chalicelib.services.phones import PhoneDesk, hash_of
from chalicelib.services.phones import sealed as sealed_phone
from infra.evaluation.visits.drafts import Draft, Person, Ring, Shot, Worker, World
from infra.evaluation.visits.peopling import CAMPAIGN, ROOT, SCHEMES
from infra.evaluation.visits.talking import NOTICES
from infra.evaluation.visits.vault import PlainBook, PlainVault
from infra.evaluation.visits.walking import DAYS

PROVIDER: Final = "exotel"
VAULT: Final = PlainVault()
DESK: Final = PhoneDesk(vault=VAULT, book=PlainBook())
IST: Final = timezone(timedelta(minutes=INDIA_MIN))
GRANT_LIFE: Final = timedelta(days=8)
BYTES: Final = {MediaKind.PHOTO: 2_400_000, MediaKind.VIDEO: 14_000_000}
CAMPAIGN_ROW: Final = Campaign(
    campaign_id=CAMPAIGN, kind=CampaignKind.PUBLIC_SCHEME,
    names={"hi": "अनुभव", "en": "Experiences"}, languages=("hi", "en"), notices=NOTICES,
    days={ROOT: DAYS},
    schemes=tuple(Scheme(scheme_id=each, names={"hi": each, "en": each}) for each in SCHEMES),
)  # fmt: skip


def standing(world: World) -> Iterator[Row]:
    """Yield what stands before the first visit: campaign, places, workers and the roll."""
    yield CAMPAIGN_ROW
    yield from world.areas
    yield from (_user(worker) for worker in world.workers)
    yield from (_beneficiary(person) for person in world.people)


def _user(worker: Worker) -> User:
    booth = worker.booth.area
    scope = Scope(role=Role.WORKER, area_id=booth.area_id, path=booth.path)
    return User(
        user_id=UserId(worker.worker_id), campaign_id=CAMPAIGN, name="", scopes=(scope,),
        phone=phone_of(worker.phone, worker.worker_id), device_id=worker.handset.device_id,
    )  # fmt: skip


def phone_of(number: str, owner_id: str) -> Phone:
    """Return what is kept of a number."""
    return sealed_phone(number, CAMPAIGN, owner_id, DESK)


def _beneficiary(person: Person) -> Beneficiary:
    area = person.booth.area
    details = {"birth_year": str(person.birth_year)} if person.is_year_known else {}
    return Beneficiary(
        beneficiary_id=BeneficiaryId(person.person_id), campaign_id=CAMPAIGN,
        booth_id=area.area_id, path=area.path, serial=person.serial,
        names={script: person.name.written(script) for script in person.scripts},
        guardian_names={script: person.guardian.written(script) for script in person.scripts},
        phone=phone_of(person.phone, person.person_id) if person.phone else None,
        schemes=person.schemes, details=details,
    )  # fmt: skip


def visit_of(draft: Draft) -> Visit:
    """Return the visit as the phone reports it: by its own clock."""
    ahead = timedelta(seconds=draft.handset.ahead_s)
    started_at, area = draft.at + ahead, draft.booth.area
    ended_at = started_at + timedelta(seconds=draft.took_s)
    return Visit(
        visit_id=VisitId(draft.visit_id), campaign_id=CAMPAIGN,
        beneficiary_id=BeneficiaryId(draft.person.person_id), booth_id=area.area_id,
        path=area.path, worker_id=UserId(draft.worker.worker_id),
        device_id=draft.handset.device_id, outcome=draft.outcome, started_at=_second(started_at),
        ended_at=_second(ended_at) if draft.has_end else None,
        location=draft.fix.location() if draft.fix else None, leaflet_given=True,
        call_dialled_at=_second(draft.dialled_at + ahead) if draft.dialled_at else None,
        received_at=draft.sent_at, household=draft.household, desk_id=ROOT, skew_s=draft.skew_s,
    )  # fmt: skip


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def consent_of(draft: Draft) -> Consent | None:
    """Return what she agreed to, as it is kept; None when she was not asked or said no."""
    agreed = draft.agreed
    if agreed is None:
        return None
    ahead = timedelta(seconds=draft.handset.ahead_s)
    notice = find_notice(CAMPAIGN_ROW, *agreed.notice)
    names_film = agreed.names_film and draft.shots
    return Consent(
        consent_id=ConsentId(agreed.consent_id), visit_id=VisitId(draft.visit_id),
        purposes=agreed.purposes, method=agreed.method,
        notice=NoticeShown(
            notice_id=agreed.notice[0], version=agreed.notice[1], language=agreed.notice[2],
            sha256=notice_hash(notice) if notice else "",
        ),
        given_at=_second(draft.at + ahead), worker_id=UserId(draft.worker.worker_id),
        evidence_media_id=MediaId(draft.shots[-1].media_id) if names_film else None,
        guardian=agreed.guardian, withheld=agreed.withheld, skew_s=draft.skew_s,
        shown_name=agreed.shown_name,
    )  # fmt: skip


def offered(draft: Draft, shot: Shot) -> Media:
    """Return the grant of a file."""
    kind = MediaKind.VIDEO if shot.is_film else MediaKind.PHOTO
    return Media(
        media_id=MediaId(shot.media_id), visit_id=VisitId(draft.visit_id),
        beneficiary_id=BeneficiaryId(draft.person.person_id),
        worker_id=UserId(draft.worker.worker_id), booth_id=draft.booth.area.area_id, kind=kind,
        content_type="video/mp4" if shot.is_film else "image/jpeg", size_bytes=BYTES[kind],
        sha256=shot.sha256, method=UploadMethod.POST, granted_at=shot.granted_at,
        expires_at=shot.granted_at + GRANT_LIFE, campaign_id=CAMPAIGN,
    )  # fmt: skip


def ended(media: Media, shot: Shot) -> dict[str, object]:
    """Return the fields of a file's row that change when it ends."""
    if shot.ending == "abandoned":
        return {"state": MediaState.ABANDONED}
    if shot.ending == "rejected" or shot.look is None:
        return {"state": MediaState.REJECTED, "stored_at": shot.sent_at}
    facts: dict[str, str | float | bool] = {
        "container": "mp4" if shot.is_film else "jpeg",
        "has_metadata": shot.keeps,
    }
    if shot.is_film:
        facts |= {"duration_s": round(shot.length_s, 2), "has_audio": True}
    return {
        "state": MediaState.READY, "stored_at": shot.sent_at, "measured": facts,
        "derivatives": (_derivative(shot),), "looks": shot.look.looks,
        "signals": shot.look.signals, "capture": sealed(media, _capture(shot), VAULT),
    }  # fmt: skip


def _derivative(shot: Shot) -> Derivative:
    role, kind = ("video", "video/mp4") if shot.is_film else ("display", "image/jpeg")
    return Derivative(
        role=role, key=shot.media_id, content_type=kind, width=1200, height=1600, size_bytes=300_000
    )


def _capture(shot: Shot) -> Capture:
    """Return what the file says of its making, if anything reached us: by its device's clock."""
    if not shot.keeps:
        return Capture(has_metadata=False)
    handset, place = shot.handset, shot.place
    where = place.location() if place else None
    is_named = handset.film_names_it or not shot.is_film
    has_satellites = place is not None and not shot.is_film
    return Capture(
        captured_at=_shown_time(shot), gps_at=_second(shot.at) if has_satellites else None,
        lat=where.lat if where else None, lon=where.lon if where else None,
        accuracy_m=round(where.accuracy_m) if where and handset.tells_zone else None,
        make=handset.make if is_named else None, model=handset.model if is_named else None,
        software=shot.software if not shot.is_film else None, orientation=1, has_metadata=True,
    )  # fmt: skip


def _shown_time(shot: Shot) -> datetime:
    """Return what the device's clock showed: films say it in UTC, and often when they ended."""
    shown = shot.at + timedelta(seconds=shot.handset.ahead_s)
    if shot.is_film:
        return _second(shown + timedelta(seconds=shot.length_s))
    at = _second(shown).astimezone(IST)
    return at if shot.handset.tells_zone else at.replace(tzinfo=None)


def call_of(ring: Ring) -> Call:
    """Return a call as its provider tells of it."""
    return Call(
        provider=PROVIDER, call_id=ring.call_id, campaign_id=CAMPAIGN,
        phone_hash=hash_of(ring.phone, CAMPAIGN, VAULT), shown=mask_phone(ring.phone),
        at=_second(ring.at), received_at=ring.heard_at, state=CallState.UNMATCHED,
    )  # fmt: skip
