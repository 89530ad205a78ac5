"""The data of each type of change that phones report, as forms, and what the services get."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from chalicelib.domain.aadhaar import readable
from chalicelib.domain.consent import Consent, Guardian, Method, NoticeShown, Purpose, Withdrawal
from chalicelib.domain.edition_words import LONGEST_NAME
from chalicelib.domain.edits import Update
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import AreaId, BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.places import Location
from chalicelib.domain.reports import (
    BeneficiaryUpdated,
    ConsentGiven,
    ConsentWithdrawn,
    VisitRecorded,
)
from chalicelib.domain.visit import Outcome, Sticker
from chalicelib.entry.models.common import FreshId, Instant, KnownId, Model
from chalicelib.entry.models.fields import parsed_fields

# What people write: nothing invisible in it, and no Aadhaar number.
Text = Annotated[str, AfterValidator(readable)]
Short = Annotated[Text, Field(max_length=200)]


def _rounded(value: float) -> float:
    # A centimetre; the table cannot keep a fraction that is smaller than any it knows.
    return round(value, 7)


Fraction = Annotated[float, AfterValidator(_rounded)]


class LocationData(Model):
    """Where the phone thought it was, to the centimetre."""

    lat: Annotated[Fraction, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[Fraction, Field(ge=-180, le=180, allow_inf_nan=False)]
    accuracy_m: Annotated[Fraction, Field(ge=0, le=100_000, allow_inf_nan=False)]


class StickerData(Model):
    """A sticker, and the owner's word on it."""

    placed: bool
    owner_agreed: bool


class CallData(Model):
    """The missed call that was dialled."""

    dialled_at: Instant


class VisitData(Model):
    """`visit.recorded`."""

    visit_id: FreshId
    beneficiary_id: KnownId
    booth_id: KnownId
    outcome: Outcome
    started_at: Instant
    ended_at: Instant | None = None
    location: LocationData | None = None
    leaflet_given: bool | None = None
    sticker: StickerData | None = None
    call: CallData | None = None
    household: Annotated[
        Annotated[Text, Field(max_length=64)] | None,
        Field(description="The household, as the worker names it."),
    ] = None

    def parsed(self) -> VisitRecorded:
        """Return the report as the service takes it; raise InvalidInput for what cannot be."""
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise InvalidInput("A visit cannot end before it starts", field="ended_at")
        if self.sticker and self.sticker.placed and not self.sticker.owner_agreed:
            raise InvalidInput("A sticker needs the owner's agreement", field="sticker")
        where, sticker = self.location, self.sticker
        return VisitRecorded(
            visit_id=VisitId(self.visit_id),
            beneficiary_id=BeneficiaryId(self.beneficiary_id),
            booth_id=AreaId(self.booth_id),
            outcome=self.outcome,
            started_at=self.started_at,
            ended_at=self.ended_at,
            location=Location(**where.model_dump()) if where else None,
            leaflet_given=self.leaflet_given,
            sticker=Sticker(**sticker.model_dump()) if sticker else None,
            call_dialled_at=self.call.dialled_at if self.call else None,
            household=self.household or None,
        )


class NoticeData(Model):
    """The notice that was shown."""

    notice_id: KnownId
    version: Annotated[int, Field(ge=1, le=10_000)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    sha256: Annotated[
        str,
        Field(pattern=r"^([0-9a-f]{64})?$", description="Of the text shown, in hex; may be empty."),
    ] = ""


class GuardianData(Model):
    """Who agreed for a person under 18."""

    name: Short
    relation: Short


class ConsentData(Model):
    """`consent.given`."""

    consent_id: FreshId
    visit_id: FreshId
    beneficiary_id: KnownId
    purposes: Annotated[frozenset[Purpose], Field(min_length=1)]
    method: Method
    notice: NoticeData
    evidence_media_id: KnownId | None = None
    guardian: GuardianData | None = None
    shown_name: Annotated[Text, Field(max_length=LONGEST_NAME)] | None = None

    def parsed(self, at: datetime) -> ConsentGiven:
        """Return the report as the service takes it; the service sets who is calling."""
        evidence, guardian = self.evidence_media_id, self.guardian
        consent = Consent(
            consent_id=ConsentId(self.consent_id),
            visit_id=VisitId(self.visit_id),
            purposes=self.purposes,
            method=self.method,
            notice=NoticeShown(**self.notice.model_dump()),
            given_at=at,
            worker_id=UserId(""),
            evidence_media_id=MediaId(evidence) if evidence else None,
            guardian=Guardian(**guardian.model_dump()) if guardian else None,
            shown_name=self.shown_name or "",
        )
        return ConsentGiven(beneficiary_id=BeneficiaryId(self.beneficiary_id), consent=consent)


class WithdrawalData(Model):
    """`consent.withdrawn`; what is left out narrows nothing."""

    beneficiary_id: KnownId
    consent_id: KnownId | None = None
    visit_id: KnownId | None = None
    purposes: frozenset[Purpose] = frozenset()

    def parsed(self, change_id: str, at: datetime) -> ConsentWithdrawn:
        """Return the report as the service takes it."""
        withdrawal = Withdrawal(
            withdrawal_id=change_id,
            at=at,
            consent_id=ConsentId(self.consent_id) if self.consent_id else None,
            visit_id=VisitId(self.visit_id) if self.visit_id else None,
            purposes=self.purposes,
        )
        return ConsentWithdrawn(
            beneficiary_id=BeneficiaryId(self.beneficiary_id), withdrawal=withdrawal
        )


class UpdateData(Model):
    """`beneficiary.updated`: the fields that changed, and the version that was changed."""

    beneficiary_id: KnownId
    base_version: Annotated[
        int, Field(ge=0, lt=10**9, description="The version of the record that she had before her.")
    ]
    fields: Annotated[dict[str, Any], Field(description="The new values by field; null removes.")]

    def parsed(self, change_id: str, at: datetime) -> BeneficiaryUpdated:
        """Return the report as the service takes it; raise InvalidInput naming a wrong field."""
        update = Update(
            edit_id=change_id,
            base_version=self.base_version,
            fields=parsed_fields(self.fields),
            phone_at=at,
        )
        person = BeneficiaryId(self.beneficiary_id)
        return BeneficiaryUpdated(beneficiary_id=person, update=update, at=at)
