"""Is this the person, the booth and the worker that the roll and the assignment say?"""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.people import Role, may
from chalicelib.domain.verification.evidence import Evidence, Seen, seen

WORKERS: Final = frozenset({Role.WORKER})


def on_roll(evidence: Evidence) -> Seen:
    """Fail unless the person stands on the roll of the booth that the visit names."""
    visit, person = evidence.visit, evidence.beneficiary
    if visit is None:
        return seen(FindingOutcome.UNKNOWN)
    roll_booth = person.booth_id if person else None
    if roll_booth == visit.booth_id:
        return seen(FindingOutcome.PASS, booth_id=visit.booth_id)
    return seen(FindingOutcome.FAIL, visit_booth_id=visit.booth_id, roll_booth_id=roll_booth)


def worker_assigned(evidence: Evidence) -> Seen:
    """Warn when the worker is not (or no longer) assigned to the visit's booth."""
    visit, worker = evidence.visit, evidence.worker
    if visit is None or worker is None:
        return seen(FindingOutcome.UNKNOWN)
    is_assigned = may(worker, WORKERS, visit.path)
    outcome = FindingOutcome.PASS if is_assigned else FindingOutcome.WARN
    return seen(outcome, worker_id=worker.user_id)


def phone_is_indian_mobile(evidence: Evidence) -> Seen:
    """Warn when the roll's number cannot be an Indian mobile; unknown when there is none."""
    reading = evidence.phone
    if reading is None:
        return seen(FindingOutcome.UNKNOWN)
    is_good = reading.is_valid and reading.is_indian and reading.is_mobile
    return seen(FindingOutcome.PASS if is_good else FindingOutcome.WARN,
        valid=reading.is_valid, indian=reading.is_indian, mobile=reading.is_mobile,
    )  # fmt: skip
