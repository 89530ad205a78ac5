"""What a worker may report now: about whom, from where, on which day, and what a convener decides.

Out of scope looks absent. A refusal that a convener may overrule has a reason (HeldReason); those
of a report that she admits are waived, and no others.
"""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import days_at, is_open
from chalicelib.domain.errors import (
    DomainError,
    InvalidInput,
    NotFound,
    NotTrained,
    OutsideDates,
)
from chalicelib.domain.held import HeldReason
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.people import Role, may
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.visit import Visit
from chalicelib.services.batches import Batch, campaign_of

FIELD = frozenset({Role.WORKER})
# A phone's clock may run ahead by this much before its report is refused.
CLOCK_TOLERANCE = timedelta(hours=26)
# Where a campaign has no days, a visit from before this comes from a phone with a wrong date.
OLDEST_VISIT = timedelta(days=366)
# No phone's clock shows a time before this.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Reasons = tuple[HeldReason, ...]


def require_present(at: datetime, field: str, batch: Batch) -> None:
    """Raise InvalidInput for an instant that lies ahead, or before there were phones."""
    if at < EPOCH:
        raise InvalidInput("The phone's clock is far behind; set its date and time", field=field)
    if at - batch.clock.now() > CLOCK_TOLERANCE:
        raise InvalidInput("The phone's clock is ahead; set its date and time", field=field)


def require_recent(visit: Visit, booth: Area, batch: Batch) -> None:
    """Raise InvalidInput for a visit of years ago, where no days say that it is none of these."""
    has_days = days_at(campaign_of(batch), booth.path) is not None
    if not has_days and batch.clock.now() - visit.began_at > OLDEST_VISIT:
        raise InvalidInput(
            "This visit is more than a year old; set the phone's date and time", field="started_at"
        )


def person_of(
    beneficiary_id: BeneficiaryId, batch: Batch, *, even_erased: bool = False
) -> Beneficiary:
    """Return a person of the caller's campaign, in her booth or not; raise NotFound."""
    person = batch.known.find(Beneficiary, beneficiary_id)
    if person is None or person.campaign_id != batch.user.campaign_id:
        raise no_person()
    if person.is_erased and not even_erased:
        raise no_person()
    return person


def booth_of(booth_id: AreaId, batch: Batch) -> Area:
    """Return a booth of the caller's campaign, hers or not; raise NotFound."""
    area = batch.known.find(Area, booth_id)
    if area is None or area.campaign_id != batch.user.campaign_id:
        raise _no_booth()
    return area


def no_person() -> NotFound:
    """Return the refusal for nobody at all and for another booth's people alike."""
    return NotFound("This person is not on the roll of your booth")


def _no_booth() -> NotFound:
    return NotFound("This booth is not one of yours")


def is_foreign(person: Beneficiary, batch: Batch) -> bool:
    """True when the person is on no roll of the caller's, unless that was waived."""
    is_waived = HeldReason.OUTSIDE_BOOTH in batch.waived
    return not is_waived and not may(batch.user, FIELD, person.path)


def doubts_about(visit: Visit, person: Beneficiary, booth: Area, batch: Batch) -> Reasons:
    """Return why the visit is not the worker's to report, without what was waived."""
    campaign = campaign_of(batch)
    is_mine = may(batch.user, FIELD, person.path) and may(batch.user, FIELD, booth.path)
    needs_training = campaign.needs_training and batch.user.trained_at is None
    holds = {
        HeldReason.OUTSIDE_BOOTH: not is_mine,
        HeldReason.OUTSIDE_DATES: not is_open(campaign, booth.path, visit.began_at),
        HeldReason.NOT_TRAINED: needs_training,
    }
    return tuple(why for why in HeldReason if holds[why] and why not in batch.waived)


def refusal_of(doubts: Reasons, person: Beneficiary, booth: Area, batch: Batch) -> DomainError:
    """Return what the phone is told; of a booth that is not hers it learns nothing."""
    if HeldReason.OUTSIDE_BOOTH in doubts:
        return _no_booth() if may(batch.user, FIELD, person.path) else no_person()
    days = days_at(campaign_of(batch), booth.path)
    if HeldReason.OUTSIDE_DATES in doubts and days is not None:
        return OutsideDates(
            "Visits are made from first_on to last_on; your convener can admit this one",
            first_on=days.first_on.isoformat(),
            last_on=days.last_on.isoformat(),
        )
    return NotTrained("Visits need the training first; your convener can admit this one")
