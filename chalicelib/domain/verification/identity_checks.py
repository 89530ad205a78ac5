"""Is this the person, the booth and the worker that the roll and the assignment say?"""

from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.people import Role, may
from chalicelib.domain.verification.evidence import Evidence, finding

ON_ROLL: Final = "identity.on_roll"
ASSIGNED: Final = "identity.worker_assigned"
PHONE: Final = "identity.phone_is_indian_mobile"
WORKERS: Final = frozenset({Role.WORKER})


def on_roll(evidence: Evidence) -> Finding:
    """Fail unless the person stands on the roll of the booth that the visit names."""
    visit, person = evidence.visit, evidence.beneficiary
    if visit is None:
        text = ("भेंट का विवरण अभी नहीं आया।", "The visit itself has not been reported yet.")
        return finding(ON_ROLL, 1, FindingOutcome.UNKNOWN, text)
    roll_booth = person.booth_id if person else None
    facts = {"visit_booth_id": visit.booth_id, "roll_booth_id": roll_booth}
    if roll_booth == visit.booth_id:
        text = ("लाभार्थी इस बूथ की सूची में हैं।", "The beneficiary is on this booth's roll.")
        return finding(ON_ROLL, 1, FindingOutcome.PASS, text, **facts)
    text = (
        "लाभार्थी इस बूथ की सूची में नहीं हैं; सही बूथ चुनकर भेंट फिर दर्ज करें।",
        "The beneficiary is not on this booth's roll; record the visit under the right booth.",
    )
    return finding(ON_ROLL, 1, FindingOutcome.FAIL, text, **facts)


def worker_assigned(evidence: Evidence) -> Finding:
    """Warn when the worker is not (or no longer) assigned to the visit's booth."""
    visit, worker = evidence.visit, evidence.worker
    if visit is None or worker is None:
        text = ("कार्यकर्ता का पता नहीं चला।", "The worker is not known.")
        return finding(ASSIGNED, 1, FindingOutcome.UNKNOWN, text)
    facts = {"worker_id": worker.user_id, "booth_id": visit.booth_id}
    if may(worker, WORKERS, visit.path):
        text = ("कार्यकर्ता इसी बूथ पर नियुक्त हैं।", "The worker is assigned to this booth.")
        return finding(ASSIGNED, 1, FindingOutcome.PASS, text, **facts)
    text = (
        "कार्यकर्ता अब इस बूथ पर नियुक्त नहीं हैं; संयोजक से पूछें।",
        "The worker is not assigned to this booth now; ask the convener.",
    )
    return finding(ASSIGNED, 1, FindingOutcome.WARN, text, **facts)


def phone_is_indian_mobile(evidence: Evidence) -> Finding:
    """Warn when the roll's number cannot be an Indian mobile; unknown when there is none."""
    reading = evidence.phone
    if reading is None:
        text = ("सूची में फ़ोन नंबर नहीं है।", "The roll has no phone number.")
        return finding(PHONE, 1, FindingOutcome.UNKNOWN, text)
    facts = {"valid": reading.is_valid, "indian": reading.is_indian, "mobile": reading.is_mobile}
    if reading.is_valid and reading.is_indian and reading.is_mobile:
        text = ("फ़ोन नंबर एक मान्य भारतीय मोबाइल है।", "The phone number is a valid Indian mobile.")
        return finding(PHONE, 1, FindingOutcome.PASS, text, **facts)
    text = (
        "फ़ोन नंबर मान्य भारतीय मोबाइल नहीं है; अगली भेंट में सुधारें।",
        "The phone number is not a valid Indian mobile; correct it at the next visit.",
    )
    return finding(PHONE, 1, FindingOutcome.WARN, text, **facts)
