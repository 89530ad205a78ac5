"""One well-filled row of every kind that the table keeps, and a busy desk's worth of some."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from chalicelib.domain.audit import EMPTY, AuditEntry, next_entry
from chalicelib.domain.boundaries import Boundary
from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.channel_editions import Edition, EditionOrder, EditionState, finished, start
from chalicelib.domain.consent import Guardian, Purpose
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.decisions import (
    Appeal,
    Asker,
    DecisionKind,
    KeptFor,
    PassedOver,
    ReasonCode,
)
from chalicelib.domain.digests import Digest, DigestTurn
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.feeds import FeedEntry, FeedKind
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId, CampaignId, MediaId, PublicationId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.likeness import Turn
from chalicelib.domain.media import Media, MediaState, Timings, UploadMethod
from chalicelib.domain.people import Role
from chalicelib.domain.places import Location
from chalicelib.domain.policy import Action as ToDo
from chalicelib.domain.policy import Policy, PolicySet
from chalicelib.domain.posts import Metrics
from chalicelib.domain.progress import PLANNED, ROLL, Part, Tally
from chalicelib.domain.publishing import PostStep, Publication, PublicationState
from chalicelib.domain.rejections import RejectReason
from chalicelib.domain.returned import Returned
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.roll import Beneficiary, LastVisit
from chalicelib.domain.rows import MediaPointer, Row
from chalicelib.domain.seats import Handed, Seat
from chalicelib.domain.takedowns import Attempt, TakedownKind, ordered
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.visit import Outcome, Sticker
from chalicelib.domain.webhooks import Delivery, EventType, Try, Webhook
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    CONSENT,
    DESK,
    MODERATOR,
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    WORKER,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_claim,
    a_consent,
    a_decided,
    a_ledger,
    a_media,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_user,
    a_visit,
    a_withdrawal,
    an_area,
    an_id,
    path_to,
)
from tests.contracts.freeze_rows import freeze_rows
from tests.contracts.registry_rows import registry_rows
from tests.contracts.slot_rows import slot_rows

NAME: Final = "Secretnamewali"
PHONE: Final = "+919812345678"
STYLE: Final = Style(cut=Cut.VERTICAL, has_lower_third=True, has_cards=True)
BOOTHS: Final = ("booth-1", "booth-2", "booth-3", "booth-4")


def a_finding() -> Finding:
    return Finding(
        check="consent.covers",
        version=2,
        outcome=FindingOutcome.WARN,
        evidence={"count": 3, "share": 0.25, "is_known": True, "none": None, "ids": ["a", "b"]},
    )


def an_entry(seq: int = 1, subject: str = VISIT, **facts: str | int | bool | None) -> AuditEntry:
    entry = next_entry(
        EMPTY, subject_id=subject, at=NOON, actor="system", action="verified", facts=facts
    )
    return AuditEntry(**{**{f: getattr(entry, f) for f in entry.__slots__}, "seq": seq})


def a_full_beneficiary() -> Beneficiary:
    return a_beneficiary(
        names={"hi": NAME, "ur": "زینب"},
        phone=PHONE,
        last=LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON),
        purposes=frozenset({Purpose.PHOTO, Purpose.PUBLISH}),
        media_kinds=frozenset({"photo", "video"}),
    )


def a_full_testimonial() -> Testimonial:
    return a_testimonial(
        findings=(a_finding(),),
        verdict=Verdict.NEEDS_REVIEW,
        claim=a_claim(),
        evidence_key="k",
        due_at=NOON,
        is_escalated=True,
        ai_altered=True,
        named_by=CONSENT,
        members=(VisitId(an_id(0xA1)), VisitId(an_id(0xA2))),
        reels=(VisitId(an_id(0xA3)),),
        judged_at=NOON,
        policy_number=3,
        levels=("booth", "mandal"),
        checked=("booth",),
        transcript={"hi": NAME},
        channel_captions={CHANNEL: {"hi": NAME}},
        is_public_figure=True,
        decisions=(
            a_decided(DecisionKind.REJECT, reason=ReasonCode.OTHER, note=NAME, depth=2),
            a_decided(
                evidence_version=3,
                seen_version=9,
                amounts=frozenset({"0a1b2c3d4e5f"}),
                ai_altered=True,
                is_public_figure=True,
            ),
        ),
        passed_over=(PassedOver(by=MODERATOR, at=NOON),),
        kept_for=KeptFor(moderator_id=MODERATOR, until=NOON),
        appeal=Appeal(by=Asker.WORKER, at=NOON, note=NAME),
    )


def a_review_day() -> ReviewDay:
    return ReviewDay(
        user_id=MODERATOR, day=NOON.date(), desk_id=DESK, campaign_id=CAMPAIGN, path=path_to(DESK),
        counts={"approve": 2, "undone": 1}, looked_s=90, last_at=NOON,
    )  # fmt: skip


def a_copy() -> Copy:
    return Copy(
        media_id=VIDEO, visit_id=VisitId(an_id(0xA4)), booth_id=AreaId("booth-2"),
        is_earlier=True, is_same_file=False, is_same_worker=True, is_same_person=False,
        difference=23, turn=Turn.MIRRORED, days_apart=2,
    )  # fmt: skip


def a_past_verdict() -> PastVerdict:
    return PastVerdict(
        visit_id=VISIT, number=2, reached_at=NOON, verdict=Verdict.REFUSED,
        findings=(a_finding(), a_finding()), evidence_key="k", policy_number=1,
        media_ids=(PHOTO, VIDEO),
    )  # fmt: skip


def a_policy_set() -> PolicySet:
    policy = Policy(
        number=2, actions={"media.quality": ToDo.NOTE}, limits={"notes_for_review": 4.5},
        sampling={"booth": 1.0, "state": 0.05}, seed="s", one_is_enough=("money",),
    )  # fmt: skip
    return PolicySet(
        campaign_id=CAMPAIGN, number=2, policy=policy, set_by=MODERATOR, set_at=NOON
    )  # fmt: skip


def a_level_check(number: int = 1, **fields: Any) -> LevelCheck:
    """A second look that waits; greater numbers are of items that were decided later."""
    look = LevelCheck(
        visit_id=VisitId(an_id(number)), number=1, level="mandal", campaign_id=CAMPAIGN,
        desk_id=DESK, path=path_to(BOOTHS[number % len(BOOTHS)]), depth=4,
        of_decision=DecisionKind.APPROVE, decided_by=MODERATOR,
        decided_at=NOON + timedelta(seconds=number),
    )  # fmt: skip
    return replace(look, **fields)


def a_seat() -> Seat:
    """A seat with one item in hand, one that came back, and where the last one came from."""
    return Seat(
        user_id=MODERATOR, held=(VISIT,), kept=(VisitId(an_id(0xA1)),), turn=7,
        lately=(Handed(desk_id=DESK, booth_id=AreaId("booth-1")),),
    )  # fmt: skip


def an_edition(state: EditionState = EditionState.READY) -> Edition:
    claimed = start(
        Edition(visit_id=VISIT, edition_id="1-hi-0123456789abcdef"), [a_ready_photo()], NOON
    )
    if state is EditionState.DUE:
        return claimed
    return finished(claimed, a_ready_photo().derivatives[:1])


def a_webhook() -> Webhook:
    return Webhook(
        campaign_id=CAMPAIGN, webhook_id=an_id(0xE001), url="https://own.example/hook",
        created_by=MODERATOR, created_at=NOON, types=(EventType.POSTED,), is_enabled=False,
        off_reason="receiver_wants_no_more", rotated_at=NOON,
    )  # fmt: skip


def a_message(number: int = 1) -> Delivery:
    return Delivery(
        campaign_id=CAMPAIGN, webhook_id=an_id(0xE001), delivery_id=f"msg_{number:03d}",
        type=EventType.POSTED, made_at=NOON + timedelta(seconds=number), subject_id=VISIT,
        facts={"channel_id": CHANNEL, "content_version": 2}, count=1,
        tries=(Try(at=NOON, status=500, reason="", took_ms=12),), due_at=NOON,
    )  # fmt: skip


def a_digest() -> Digest:
    return Digest(
        area_id=DESK, day=NOON.date(), campaign_id=CAMPAIGN, path=path_to("constituency"),
        made_at=NOON, counts={"posted": 3}, on_the_way={"scheduled": 2}, for_people={},
        lost=(CHANNEL,),
    )  # fmt: skip


def a_feed_entry(number: int = 1) -> FeedEntry:
    return FeedEntry(
        campaign_id=CAMPAIGN, channel_id=CHANNEL, place=f"{number:013d}#p#published",
        kind=FeedKind.PUBLISHED, publication_id=PublicationId(an_id(0xF001)), visit_id=VISIT,
        at=NOON,
    )  # fmt: skip


def a_publication_with_everything() -> Publication:
    """Return a publication with something in every field, whether or not that can be at once."""
    takedown = ordered(
        TakedownKind.ORDER, at=NOON, by="moderator-1", received_at=NOON, reference="EC/17"
    )
    tries = (Attempt(at=NOON, by="system", result="still_live", reason="x", link="https://p/1"),)
    return a_publication(
        PublicationState.TAKEDOWN_FAILED,
        visit_id=VisitId(an_id(0xA777)), desk_id=DESK, lane_id=AreaId("district-1"),
        rank_at=NOON, strength=0.875, chosen={"turn": "3"}, attempts=3, void=2, deferrals=4,
        confirmations=5, looked_at=NOON, step=PostStep.FINALISING, handle="container:#tag",
        posting_since=NOON, posted_at=NOON, external_id="1", permalink="https://p.example/1",
        reason="not_allowed", told="No.", held_by="freeze-1", named_by=CONSENT,
        takedown=replace(takedown, tries=1, attempts=tries, gone_at=NOON),
        metrics=Metrics(views=10, reactions=2, comments=None, shares=0), metrics_at=NOON,
    )  # fmt: skip


def full_rows() -> tuple[Row, ...]:
    """Every kind at least once, with every optional field filled in one of them."""
    consent = a_consent(
        guardian=Guardian(name=NAME, relation="mother"), evidence_media_id=PHOTO, shown_name=NAME
    )
    return (
        an_area("mandal-1"),
        Boundary(area_id=AreaId("mandal-1"), ring=((78.1, 29.9), (78.25, 30.0), (79.0, 29.95))),
        Boundary(area_id=AreaId("mandal-2")),
        Returned(worker_id=WORKER, visit_id=VISIT, path=path_to("booth-1"), at=NOON),
        an_entry(decision="approve", reason_code=None, count=3, is_late=False),
        a_full_beneficiary(),
        a_beneficiary(beneficiary_id=an_id(0xB2), phone=None, names={}, schemes=()),
        a_campaign(),
        Campaign(
            campaign_id=CampaignId("bare"),
            kind=CampaignKind.CHARITY,
            names={},
            languages=(),
            notices=(),
        ),
        a_channel(style=STYLE),
        a_ledger(consent, withdrawals=(a_withdrawal(),), settled=1, due_at=NOON),
        a_ready_video(
            measured={
                "fps": 29.97,
                "duration_s": 8.0,
                "codec": "h264",
                "has_sound": True,
                "x": None,
            },
            timings=Timings(queue_ms=1, download_ms=2, encode_ms=3, upload_ms=4),
            stored_at=NOON,
            ended_at=NOON + timedelta(milliseconds=1),
            method=UploadMethod.MULTIPART,
            multipart_id="m-1",
        ),
        a_ready_photo(media_id=MediaId(an_id(0xC9)), derivatives=(), copies=(a_copy(),)),
        a_past_verdict(),
        a_policy_set(),
        a_level_check(level="state", depth=1),
        a_level_check(
            decision=DecisionKind.REJECT, reason=ReasonCode.OTHER, note=NAME, by=MODERATOR, at=NOON
        ),
        a_media(state=MediaState.REJECTED, reason=RejectReason.TRUNCATED, look_at=NOON),
        MediaPointer(media_id=PHOTO, visit_id=VISIT),
        OutboxItem(
            item_id=an_id(0xA1),
            job=Job(action=Action.POST, subject=VISIT, channel_id=CHANNEL),
            created_at=NOON,
        ),
        OutboxItem(
            item_id=an_id(0xA9),
            job=Job(action=Action.SCHEDULE, subject=VISIT, content_version=2, not_before=NOON),
            created_at=NOON,
        ),
        a_review_day(),
        a_publication(
            PublicationState.POSTED,
            external_id="1",
            permalink="https://p.example/1",
            due_at=None,
            order=EditionOrder(style=STYLE, language="hi", has_ai_label=True),
            named_by=CONSENT,
        ),
        a_publication_with_everything(),
        an_edition(),
        a_webhook(),
        a_message(),
        a_digest(),
        DigestTurn(desk_id=DESK, campaign_id=CAMPAIGN, due_at=NOON),
        a_feed_entry(),
        Tally(
            area_id=AreaId("booth-1"),
            shard=0,
            parts={
                f"{PERSON}:V0000a001": Part(
                    version=3, days={NOON.date(): {"visited": 1, "met": 1}}
                ),
                f"{PERSON}:M0000c001": Part(version=1, days={}),
                ROLL: Part(version=2, days={None: {PLANNED: 25}}),
            },
        ),
        Tally(
            area_id=AreaId("mandal-1"),
            shard=7,
            parts={
                "booth-1#0": Part(
                    version=12,
                    days={None: {PLANNED: 60}, NOON.date(): {"visited": 60, "posted": 1}},
                )
            },
        ),
        a_full_testimonial(),
        a_user(Role.MODERATOR, "mandal-1", "booth-3"),
        a_seat(),
        a_visit(
            location=Location(lat=29.9457123, lon=78.1642, accuracy_m=12.5),
            sticker=Sticker(placed=True, owner_agreed=True),
            ended_at=NOON,
            received_at=NOON,
            leaflet_given=False,
            call_dialled_at=NOON,
            household="12-B",
            desk_id=AreaId("constituency"),
            skew_s=-90,
        ),
        *registry_rows(),
        *freeze_rows(),
        *slot_rows(),
    )


def waiting(number: int, **fields: Any) -> Testimonial:
    """The `number`-th testimonial to wait at the desk; they take turns among four booths."""
    booth = BOOTHS[number % len(BOOTHS)]
    return a_testimonial(
        **{
            "visit_id": VisitId(an_id(number)),
            "since": NOON + timedelta(seconds=number),
            "booth_id": AreaId(booth),
            "path": path_to(booth),
            **fields,
        },
    )


def on_roll(serial: int, booth: str = "booth-1") -> Beneficiary:
    """The person with this number on a booth's roll."""
    person = an_id(0xB000 + serial * 10 + BOOTHS.index(booth))
    return a_beneficiary(
        beneficiary_id=person, serial=serial, booth_id=AreaId(booth), path=path_to(booth)
    )


def photo(number: int, **fields: object) -> Media:
    """The `number`-th photo, each of a visit of its own."""
    ids = {"media_id": MediaId(an_id(0xC000 + number)), "visit_id": VisitId(an_id(number))}
    return a_media(**{**ids, **fields})
