"""Rows and values with sensible defaults; a test names only what it is about.

Every builder takes any field of what it builds as a keyword. All defaults agree with one another:
one worker at booth-1, one person on its roll, one visit at noon.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from chalicelib.domain.areas import Area, Path
from chalicelib.domain.campaign import Campaign, CampaignKind, Notice, Scheme
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.consent import Consent, Ledger, Method, NoticeShown, Purpose, Withdrawal
from chalicelib.domain.decisions import Decided, DecisionKind
from chalicelib.domain.freezes import Freeze, FreezeKind
from chalicelib.domain.ids import (
    AreaId,
    BeneficiaryId,
    CampaignId,
    ChannelId,
    ConsentId,
    MediaId,
    PublicationId,
    UserId,
    VisitId,
)
from chalicelib.domain.media import (
    Derivative,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    derivative_key,
)
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.phones import Phone, PhoneReading
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import MediaPointer, Row
from chalicelib.domain.testimonial import Claim, State, Step, Testimonial
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.services.phones import PhoneDesk, sealed
from tests.fakes import FakePhoneBook, FakeVault

NOON = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
CAMPAIGN = CampaignId("campaign-1")
WORKER = UserId("worker-1")
MODERATOR = UserId("moderator-1")
PERSON = BeneficiaryId("0192a000-0000-7000-8000-00000000b001")
VISIT = VisitId("0192a000-0000-7000-8000-00000000a001")
PHOTO = MediaId("0192a000-0000-7000-8000-00000000c001")
VIDEO = MediaId("0192a000-0000-7000-8000-00000000c002")
CONSENT = ConsentId("0192a000-0000-7000-8000-00000000d001")
CHANNEL = ChannelId("practice-page")
PHOTO_BYTES = b"the bytes of a photo"
ALL_PURPOSES = frozenset(Purpose)

DESK = AreaId("constituency")
_PARENTS: dict[str, str | None] = {
    "state": None,
    "constituency": "state",
    "district-1": "constituency",
    "district-2": "constituency",
    "mandal-1": "district-1",
    "mandal-2": "district-1",
    "mandal-3": "district-2",
    "mandal-4": "district-2",
    "booth-1": "mandal-1",
    "booth-2": "mandal-1",
    "booth-3": "mandal-2",
    "booth-4": "mandal-3",
    "booth-5": "mandal-3",
    "booth-6": "mandal-4",
}


def an_id(number: int) -> str:
    """Return a UUIDv7-shaped id; the same number gives the same id."""
    return f"0192a000-0000-7000-8000-{number:012x}"


def path_to(name: str) -> Path:
    """Return the path from the root of the small tree to one of its areas."""
    parent = _PARENTS[name]
    return (*(path_to(parent) if parent else ()), AreaId(name))


def an_area(name: str, **fields: Any) -> Area:
    """Return one area of the small tree."""
    parent = _PARENTS[name]
    path = path_to(name)
    area = Area(
        area_id=AreaId(name),
        campaign_id=CAMPAIGN,
        parent_id=AreaId(parent) if parent else None,
        level=name.split("-", maxsplit=1)[0],
        names={"hi": name, "en": name},
        path=path,
        is_desk=name == DESK,
        desk_id=DESK if DESK in path else None,
        children=tuple(AreaId(child) for child, above in _PARENTS.items() if above == name),
    )
    return replace(area, **fields)


def a_small_tree() -> tuple[Area, ...]:
    """Return a state, its constituency (the desk), two districts, four mandals, six booths."""
    return tuple(an_area(name) for name in _PARENTS)


def a_user(role: Role, *areas: str, **fields: Any) -> User:
    """Return a user with one role over each of `areas`."""
    scopes = tuple(Scope(role=role, area_id=AreaId(a), path=path_to(a)) for a in areas)
    user = User(
        user_id=UserId(f"{role.value}-1"), campaign_id=CAMPAIGN, name="A person", scopes=scopes
    )
    return replace(user, **fields)


def a_worker(*areas: str, **fields: Any) -> User:
    """Return a worker, of booth-1 unless areas are named."""
    return a_user(Role.WORKER, *(areas or ("booth-1",)), **fields)


def a_moderator(*areas: str, **fields: Any) -> User:
    """Return a moderator, of the whole constituency unless areas are named."""
    return a_user(Role.MODERATOR, *(areas or ("constituency",)), **fields)


def a_notice(**fields: Any) -> Notice:
    """Return the Hindi notice, version 1."""
    notice = Notice(notice_id="notice-1", version=1, language="hi", text="सूचना")
    return replace(notice, **fields)


def a_campaign(**fields: Any) -> Campaign:
    """Return a campaign in Hindi and English, with one notice in each."""
    campaign = Campaign(
        campaign_id=CAMPAIGN,
        kind=CampaignKind.PUBLIC_SCHEME,
        names={"hi": "जन संपर्क", "en": "Public contact"},
        languages=("hi", "en"),
        notices=(a_notice(), a_notice(language="en", text="A notice")),
    )
    return replace(campaign, **fields)


def a_phone(number: str = "+919876543210", owner: str = PERSON) -> Phone:
    """Return what is kept of a number, as the fakes would seal it."""
    return sealed(number, CAMPAIGN, owner, PhoneDesk(vault=FakeVault(), book=FakePhoneBook()))


def a_beneficiary(**fields: Any) -> Beneficiary:
    """Return a person on the roll of booth-1 with an Indian mobile; `phone` may be plain text."""
    if isinstance(number := fields.get("phone"), str):
        fields["phone"] = a_phone(number, fields.get("beneficiary_id", PERSON))
    person = Beneficiary(
        beneficiary_id=PERSON,
        campaign_id=CAMPAIGN,
        booth_id=AreaId("booth-1"),
        path=path_to("booth-1"),
        serial=1,
        names={"hi": "सीता देवी", "en": "Sita Devi"},
        guardian_names={"hi": "राम", "en": "Ram"},
        phone=a_phone(),
        schemes=("housing",),
    )
    return replace(person, **fields)


def a_visit(**fields: Any) -> Visit:
    """Return a visit at noon at which the person was met."""
    visit = Visit(
        visit_id=VISIT,
        campaign_id=CAMPAIGN,
        beneficiary_id=PERSON,
        booth_id=AreaId("booth-1"),
        path=path_to("booth-1"),
        worker_id=WORKER,
        device_id="device-1",
        outcome=Outcome.MET,
        started_at=NOON,
    )
    return replace(visit, **fields)


def a_consent(**fields: Any) -> Consent:
    """Return a consent to everything, given at the visit."""
    consent = Consent(
        consent_id=CONSENT,
        visit_id=VISIT,
        purposes=ALL_PURPOSES,
        method=Method.SPOKEN,
        notice=NoticeShown(notice_id="notice-1", version=1, language="hi"),
        given_at=NOON,
        worker_id=WORKER,
    )
    return replace(consent, **fields)


def a_withdrawal(**fields: Any) -> Withdrawal:
    """Return a withdrawal of everything, an hour after the consent."""
    return replace(Withdrawal(withdrawal_id=an_id(0xE001), at=NOON + timedelta(hours=1)), **fields)


def a_ledger(*consents: Consent, **fields: Any) -> Ledger:
    """Return a ledger with the given consents, or with one to everything."""
    ledger = Ledger(
        beneficiary_id=PERSON,
        campaign_id=CAMPAIGN,
        path=path_to("booth-1"),
        consents=consents or (a_consent(),),
    )
    return replace(ledger, **fields)


def a_media(**fields: Any) -> Media:
    """Return a photo's grant, made at noon for PHOTO_BYTES."""
    media = Media(
        media_id=PHOTO,
        visit_id=VISIT,
        beneficiary_id=PERSON,
        worker_id=WORKER,
        booth_id=AreaId("booth-1"),
        campaign_id=CAMPAIGN,
        kind=MediaKind.PHOTO,
        content_type="image/jpeg",
        size_bytes=len(PHOTO_BYTES),
        sha256=sha256(PHOTO_BYTES).hexdigest(),
        method=UploadMethod.POST,
        granted_at=NOON,
        expires_at=NOON + timedelta(minutes=30),
    )
    return replace(media, **fields)


def a_video(**fields: Any) -> Media:
    """Return a video's grant."""
    defaults = {"media_id": VIDEO, "kind": MediaKind.VIDEO, "content_type": "video/mp4"}
    return a_media(**{**defaults, **fields})


def a_derivative(role: str, media_id: MediaId = PHOTO, **fields: Any) -> Derivative:
    """Return one file made from a media."""
    extension, content_type = ("mp4", "video/mp4") if role == "video" else ("jpg", "image/jpeg")
    made = Derivative(
        role=role, key=derivative_key(media_id, role, "d" * 64, extension),
        content_type=content_type, width=1600, height=1200, size_bytes=1000,
    )  # fmt: skip
    return replace(made, **fields)


def a_ready_photo(**fields: Any) -> Media:
    """Return a photo with its derivatives."""
    made = (a_derivative("display"), a_derivative("thumb"))
    return a_media(**{"state": MediaState.READY, "derivatives": made, **fields})


def a_good_picture() -> dict[str, float]:
    """Return the signals of a sharp, well lit picture with good sound."""
    return {
        "sharpness": 800.0, "brightness": 0.5, "contrast": 0.2, "dark_share": 0.01,
        "bright_share": 0.01, "detail": 1.0, "flat_share": 0.1, "bar_share": 0.1, "grid": 0.05,
        "loudness_lufs": -18.0, "peak_dbfs": -3.0, "silence_share": 0.2, "clipped_share": 0.0,
    }  # fmt: skip


def a_ready_video(**fields: Any) -> Media:
    """Return a video with its derivatives."""
    made = tuple(a_derivative(role, VIDEO) for role in ("video", "poster", "thumb"))
    return a_video(**{"state": MediaState.READY, "derivatives": made, **fields})


def a_testimonial(state: State = State.PENDING_REVIEW, **fields: Any) -> Testimonial:
    """Return the visit's testimonial, by default waiting for review since noon."""
    item = Testimonial(
        visit_id=VISIT,
        campaign_id=CAMPAIGN,
        beneficiary_id=PERSON,
        booth_id=AreaId("booth-1"),
        desk_id=DESK,
        path=path_to("booth-1"),
        state=state,
        since=NOON,
        media_ids=(PHOTO,),
        captions={"hi": "घर मिला", "en": "A house at last"},
        history=(Step(at=NOON, source=None, target=State.COLLECTING, by="system"),),
        content_version=1 if state in {State.APPROVED, State.PUBLISHING, State.PUBLISHED} else 0,
    )
    return replace(item, **fields)


def a_claim(moderator_id: UserId = MODERATOR, **fields: Any) -> Claim:
    """Return a claim that runs for ten minutes from noon."""
    claim = Claim(moderator_id=moderator_id, expires_at=NOON + timedelta(minutes=10))
    return replace(claim, **fields)


def a_decided(kind: DecisionKind = DecisionKind.APPROVE, **fields: Any) -> Decided:
    """Return a decision that the moderator passed at noon."""
    return replace(Decided(kind=kind, by=MODERATOR, at=NOON), **fields)


def a_channel(**fields: Any) -> Channel:
    """Return an enabled practice channel with a minute between its slots."""
    channel = Channel(
        channel_id=CHANNEL,
        campaign_id=CAMPAIGN,
        kind=ChannelKind.PRACTICE,
        name="Practice page",
        base_url="https://practice.example.org",
        is_enabled=True,
        min_spacing_s=60,
        caption_languages=("hi", "en"),
    )
    return replace(channel, **fields)


def a_publication(
    state: PublicationState = PublicationState.SCHEDULED, **fields: Any
) -> Publication:
    """Return the testimonial's publication, due at noon."""
    publication = Publication(
        publication_id=PublicationId(an_id(0xF001)),
        visit_id=VISIT,
        campaign_id=CAMPAIGN,
        channel_id=CHANNEL,
        beneficiary_id=PERSON,
        path=path_to("booth-1"),
        content_version=1,
        media_ids=(PHOTO,),
        captions={"hi": "घर मिला", "en": "A house at last"},
        state=state,
        slot_at=NOON,
        changed_at=NOON,
        due_at=NOON,
    )
    return replace(publication, **fields)


def a_freeze(**fields: Any) -> Freeze:
    """Return an incident in mandal-1, on since noon and without an end, put up by its convener."""
    area_id = fields.get("area_id", AreaId("mandal-1"))
    freeze = Freeze(
        freeze_id=an_id(0xFE01),
        campaign_id=CAMPAIGN,
        area_id=area_id,
        path=path_to(area_id),
        kind=FreezeKind.INCIDENT,
        reason="A false post is going round",
        from_at=NOON,
        until_at=None,
        by=UserId("convener-1"),
        created_at=NOON,
    )
    return replace(freeze, **fields)


def an_evidence(**fields: Any) -> Evidence:
    """Return evidence in which every check passes."""
    housing = Scheme(scheme_id="housing", names={"hi": "आवास", "en": "Housing"})
    evidence = Evidence(
        campaign=a_campaign(schemes=(housing,)),
        visit=a_visit(version=1),
        beneficiary=a_beneficiary(),
        worker=a_worker(),
        ledger=a_ledger(),
        media=(a_ready_photo(),),
        phone=PhoneReading(is_valid=True, is_indian=True, is_mobile=True),
        visit_id=VISIT,
    )
    return replace(evidence, **fields)


def a_place() -> tuple[Row, ...]:
    """Return what stands before any visit: tree, campaign, worker, moderator, one person."""
    return (*a_small_tree(), a_campaign(), a_worker(), a_moderator(), a_beneficiary())


def a_visited_place(*media: Media) -> tuple[Row, ...]:
    """Return a place with a visit, its consent, and media (by default one ready photo)."""
    kept = media or (a_ready_photo(),)
    return (*a_place(), a_visit(), a_ledger(), *kept, *pointers_to(kept))


def pointers_to(media: Iterable[Media]) -> tuple[MediaPointer, ...]:
    """Return the pointers that let media be found by their ids alone."""
    return tuple(MediaPointer(media_id=m.media_id, visit_id=m.visit_id) for m in media)


def a_reviewable_place(**fields: Any) -> tuple[Row, ...]:
    """Return a visited place whose testimonial waits for review."""
    return (*a_visited_place(), a_testimonial(**fields))


def an_approved_place() -> tuple[Row, ...]:
    """Return a visited place whose testimonial is approved, and an enabled channel."""
    return (*a_visited_place(), a_testimonial(State.APPROVED), a_channel())


def a_scheduled_place() -> tuple[Row, ...]:
    """Return a place whose testimonial has one publication, due now."""
    item = a_testimonial(State.PUBLISHING)
    return (*a_visited_place(), item, a_channel(), a_publication())
