"""What phones report, parsed item by item so that a bad one never stops the good ones."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from chalicelib.domain.consent import (
    Consent,
    Guardian,
    Method,
    NoticeShown,
    Purpose,
    Withdrawal,
)
from chalicelib.domain.errors import DomainError, Fact, InvalidInput
from chalicelib.domain.ids import AreaId, BeneficiaryId, ConsentId, MediaId, UserId, VisitId
from chalicelib.domain.reports import (
    ConsentGiven,
    ConsentWithdrawn,
    ItemResult,
    Result,
    SyncChange,
    VisitRecorded,
)
from chalicelib.domain.visit import Location, Outcome, Sticker
from chalicelib.entry.models.common import FreshId, Instant, KnownId, Model
from chalicelib.entry.problems import problem_of
from chalicelib.services.syncing import MOST_CHANGES

Short = Annotated[str, Field(max_length=200)]


class ChangeRequest(Model):
    """One change; its data is read by its type, later, so that a bad one stands alone."""

    change_id: Annotated[str, Field(min_length=1, max_length=64)]
    type: Annotated[str, Field(max_length=64)]
    at: Any = None
    data: Any = None


class SyncRequest(Model):
    """What one phone reports at once."""

    device_id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
    changes: Annotated[list[ChangeRequest], Field(max_length=MOST_CHANGES)]


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
        )


class NoticeData(Model):
    """The notice that was shown."""

    notice_id: KnownId
    version: Annotated[int, Field(ge=1, le=10_000)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


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


class WithdrawalData(Model):
    """`consent.withdrawn`; what is left out narrows nothing."""

    beneficiary_id: KnownId
    consent_id: KnownId | None = None
    visit_id: KnownId | None = None
    purposes: frozenset[Purpose] = frozenset()


class _At(Model):
    at: Instant


class ItemAnswer(Model):
    """The answer to one change."""

    change_id: str
    result: Result
    problem: dict[str, Any] | None = None


class SyncAnswer(Model):
    """One answer per change, in the order they were sent."""

    items: list[ItemAnswer]


def parsed_change(change: ChangeRequest) -> SyncChange:
    """Return the change as the service takes it, with the refusal when it cannot be read."""
    try:
        return SyncChange(change_id=change.change_id, data=_data(change))
    except DomainError as refusal:
        return SyncChange(change_id=change.change_id, data=refusal)
    except ValidationError as error:
        return SyncChange(change_id=change.change_id, data=_unreadable(error))


def _unreadable(error: ValidationError) -> InvalidInput:
    found = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return InvalidInput("Correct the fields that are listed", errors=found[:20])


def _data(change: ChangeRequest) -> VisitRecorded | ConsentGiven | ConsentWithdrawn:
    at = _At.model_validate({"at": change.at}).at
    match change.type:
        case "visit.recorded":
            return VisitData.model_validate(change.data).parsed()
        case "consent.given":
            given = ConsentData.model_validate(change.data)
            consent = _consent(given, at)
            return ConsentGiven(beneficiary_id=BeneficiaryId(given.beneficiary_id), consent=consent)
        case "consent.withdrawn":
            taken = WithdrawalData.model_validate(change.data)
            return _withdrawn(taken, change.change_id, at)
        case _:
            raise InvalidInput("This type of change is not known", field="type")


def _consent(given: ConsentData, at: Any) -> Consent:
    evidence, guardian = given.evidence_media_id, given.guardian
    return Consent(
        consent_id=ConsentId(given.consent_id),
        visit_id=VisitId(given.visit_id),
        purposes=given.purposes,
        method=given.method,
        notice=NoticeShown(**given.notice.model_dump()),
        given_at=at,
        worker_id=UserId(""),  # the service sets who is calling
        evidence_media_id=MediaId(evidence) if evidence else None,
        guardian=Guardian(**guardian.model_dump()) if guardian else None,
    )


def _withdrawn(taken: WithdrawalData, change_id: str, at: Any) -> ConsentWithdrawn:
    withdrawal = Withdrawal(
        withdrawal_id=change_id,
        at=at,
        consent_id=ConsentId(taken.consent_id) if taken.consent_id else None,
        visit_id=VisitId(taken.visit_id) if taken.visit_id else None,
        purposes=taken.purposes,
    )
    return ConsentWithdrawn(
        beneficiary_id=BeneficiaryId(taken.beneficiary_id), withdrawal=withdrawal
    )


def item_answer(item: ItemResult) -> ItemAnswer:
    """Return one item's result as an answer."""
    problem: dict[str, Fact] | None = None
    if item.problem is not None:
        problem = dict(problem_of(item.problem).document)
    return ItemAnswer(change_id=item.change_id, result=item.result, problem=problem)
