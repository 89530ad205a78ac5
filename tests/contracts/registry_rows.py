"""One well-filled row of every kind that the registry keeps."""

from datetime import date, timedelta
from typing import Final

from chalicelib.domain.calls import Call, CallHook, CallMark, CallState, Unmatched
from chalicelib.domain.campaign import (
    Blackout,
    Campaign,
    CampaignKind,
    Days,
    DetailField,
    Notice,
    Numbers,
    Retention,
    Scheme,
)
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.credentials import ContentKey
from chalicelib.domain.edits import Changed, Edit, Edited, EditSource, Leaf
from chalicelib.domain.enrolment import Enrolment, SecretKey
from chalicelib.domain.held import HeldChange, HeldMark
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, ImportId, WorkshopId
from chalicelib.domain.importing import Import, ImportState
from chalicelib.domain.leaflets import Guesses, WithdrawalCode
from chalicelib.domain.people import WorkerNumber
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.twins import Merge, RollKey, SameId
from chalicelib.domain.workshops import Attendance, Attested, Workshop
from tests.builders import (
    CAMPAIGN,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_phone,
    an_id,
    path_to,
)

HASH: Final = "h" * 22
BOOTH: Final = AreaId("booth-1")


def an_import(number: int = 1, **fields: object) -> Import:
    """The `number`-th file of the campaign."""
    facts: dict[str, object] = {
        "import_id": ImportId(an_id(0x1A000 + number)),
        "campaign_id": CAMPAIGN,
        "kind": ImportKind.BENEFICIARIES,
        "path": path_to("state"),
        "user_id": WORKER,
        "state": ImportState.RUNNING,
        "granted_at": NOON + timedelta(minutes=number),
        "expires_at": NOON + timedelta(hours=1),
        "mapping": {"नाम": "name"},
        "due_at": NOON,
    }
    return Import(**{**facts, **fields})  # type: ignore[arg-type]


def a_call(number: int = 1, **fields: object) -> Call:
    """The `number`-th call, which fits no visit."""
    facts: dict[str, object] = {
        "provider": "exotel",
        "call_id": f"call-{number}",
        "campaign_id": CAMPAIGN,
        "phone_hash": HASH,
        "shown": "+91XXXXXX3210",
        "at": NOON + timedelta(seconds=number),
        "received_at": NOON,
        "state": CallState.UNMATCHED,
        "reason": Unmatched.NOBODY,
        "path": path_to("booth-1"),
    }
    return Call(**{**facts, **fields})  # type: ignore[arg-type]


def a_held_change(number: int = 1, **fields: object) -> HeldChange:
    """The `number`-th report that waits for the convener."""
    facts: dict[str, object] = {
        "held_id": an_id(0x2A000 + number),
        "campaign_id": CAMPAIGN,
        "beneficiary_id": PERSON,
        "path": path_to("booth-1"),
        "desk_id": AreaId("constituency"),
        "user_id": WORKER,
        "device_id": "device-1",
        "reason": "outside-dates",
        "change": "{}",
        "received_at": NOON + timedelta(seconds=number),
    }
    return HeldChange(**{**facts, **fields})  # type: ignore[arg-type]


def a_workshop(number: int = 1, **fields: object) -> Workshop:
    """The `number`-th workshop of the mandal."""
    facts: dict[str, object] = {
        "workshop_id": WorkshopId(an_id(0x3A000 + number)),
        "campaign_id": CAMPAIGN,
        "area_id": AreaId("mandal-1"),
        "path": path_to("mandal-1"),
        "titles": {"hi": "प्रशिक्षण", "en": "Training"},
        "starts_at": NOON + timedelta(days=number),
        "finish_by": date(2026, 11, 30),
        "place": "Panchayat house",
        "trainers": (WORKER,),
    }
    return Workshop(**{**facts, **fields})  # type: ignore[arg-type]


def an_edited_beneficiary() -> Beneficiary:
    """A person about whom two phones disagree, and who is to be erased."""
    leaves = tuple(
        Leaf(edit_id=an_id(number), at=NOON, seq=number, value=value)
        for number, value in enumerate(("गीता", None, ("a", "b"), a_phone()), start=2)
    )
    return a_beneficiary(
        beneficiary_id=BeneficiaryId(an_id(0xB3)),
        details={"birth_year": "1990"},
        ids={"ration_card": HASH},
        edits={"name.hi": Edited(listed=a_phone("+919000000001"), leaves=leaves)},
        merged=(BeneficiaryId(an_id(0xB4)),),
        erase_at=NOON,
    )


def a_full_campaign() -> Campaign:
    """A campaign that declares everything."""
    return Campaign(
        campaign_id=CampaignId("full"),
        kind=CampaignKind.ELECTION,
        names={"en": "Full"},
        languages=("hi",),
        notices=(Notice(notice_id="n", version=2, language="hi", text="सूचना"),),
        days={AreaId("state"): Days(first_on=date(2026, 11, 14), last_on=date(2026, 11, 16))},
        schemes=(Scheme(scheme_id="housing", names={"en": "Housing"}),),
        details=(DetailField(name="house_type", labels={"en": "House"}),),
        blackouts=(
            Blackout(
                area_id=AreaId("state"),
                from_at=NOON,
                until_at=NOON + timedelta(hours=48),
                reason="silence",
            ),
        ),
        retention=Retention(after_end_days=100, after_withdrawal_days=10),
        numbers=Numbers(confirm="+918000000001", withdraw="+918000000002"),
        due_at=NOON,
    )


def registry_rows() -> tuple[Row, ...]:
    """Every kind of the registry at least once."""
    changes = {"phone": Changed(old=None, new=a_phone()), "schemes": Changed(old=("a",), new=())}
    return (
        an_edited_beneficiary(),
        a_full_campaign(),
        an_import(lease_until=NOON, ended_at=NOON, rows_total=7, reason="no_header"),
        a_call(visit_id=VISIT, beneficiary_id=PERSON, sharing=3, is_workers=True),
        CallMark(
            phone_hash=HASH,
            at=NOON,
            campaign_id=CAMPAIGN,
            provider="exotel",
            call_id="call-1",
            withdraws=True,
        ),
        CallHook(
            provider="generic",
            token_hash="f" * 64,
            campaign_id=CAMPAIGN,
            name="Backup line",
            is_active=True,
            mapping={"id": "uid"},
            sources=("10.0.0.0/8",),
        ),
        Edit(
            beneficiary_id=PERSON,
            edit_id=an_id(0xE1),
            source=EditSource.VISIT,
            at=NOON,
            phone_at=NOON,
            user_id=WORKER,
            device_id="device-1",
            base_version=3,
            changes=changes,
            in_conflict=("phone",),
        ),
        Enrolment(
            token_hash="e" * 64,
            campaign_id=CAMPAIGN,
            user_id=WORKER,
            booth_id=BOOTH,
            made_at=NOON,
            expires_at=NOON + timedelta(days=1),
            made_by=WORKER,
            used_at=NOON,
            device_id="device-1",
        ),
        Guesses(source_hash=HASH, window=7, count=3, expires_at=NOON + timedelta(hours=1)),
        a_held_change(decided_by=WORKER, decided_at=NOON),
        HeldMark(beneficiary_id=PERSON, held_id=a_held_change().held_id),
        Merge(
            merge_id=an_id(0xC9),
            campaign_id=CAMPAIGN,
            kept_id=PERSON,
            other_id=BeneficiaryId(an_id(0xB4)),
            reasons=("phone",),
            by=WORKER,
            at=NOON,
        ),
        ReelTurn(desk_id=AreaId("constituency"), campaign_id=CAMPAIGN, due_at=NOON),
        RollKey(key_id=BeneficiaryId(an_id(0xB5)), beneficiary_id=PERSON),
        SameId(id_type="ration_card", id_hash=HASH, beneficiary_id=PERSON),
        ContentKey(
            campaign_id=CAMPAIGN,
            chain="-----BEGIN CERTIFICATE-----",
            sealed_key="c2VhbGVk",
            ends_at=NOON,
        ),
        SecretKey(campaign_id=CAMPAIGN, name="seal", wrapped="d3JhcHBlZA=="),
        WorkerNumber(phone_hash=HASH, user_id=WORKER, campaign_id=CAMPAIGN, is_current=False),
        WithdrawalCode(code_hash=HASH, campaign_id=CAMPAIGN, beneficiary_id=PERSON),
        a_workshop(held_at=NOON, capacity=40),
        Attendance(
            workshop_id=WorkshopId(an_id(0x3A001)),
            user_id=WORKER,
            how=Attested.QR,
            at=NOON,
            by=WORKER,
        ),
    )
