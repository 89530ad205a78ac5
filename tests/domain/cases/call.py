"""Evidence for the checks of missed calls, with how each ends."""

from typing import Any, Final

from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import (
    CALLED,
    CALLED_EARLY,
    SHARED_NUMBER,
    WORKERS_NUMBER,
)
from tests.builders import PERSON, VISIT, a_beneficiary, a_phone, a_visit, a_worker, an_evidence
from tests.contracts.registry_rows import a_call as any_call
from tests.domain.cases.case import Case
from tests.rounds import at

O = FindingOutcome  # noqa: E741  a column in the table below

HER_NUMBER = a_phone().hash
WORKERS = a_phone("+919000000009", "worker-1")


def a_call(**fields: Any) -> Call:
    """A call from her number that was matched to the visit."""
    known = {
        "state": CallState.MATCHED, "reason": None, "visit_id": VISIT, "beneficiary_id": PERSON,
        "phone_hash": HER_NUMBER, "sharing": 1, "at": at(2),
    }  # fmt: skip
    return any_call(**{**known, **fields})


def called(minutes: float = 2, dialled: float | None = None, **fields: Any) -> Evidence:
    """Evidence of a visit whose call came so many minutes after it began."""
    dialled_at = None if dialled is None else at(dialled)
    visit = a_visit(call_id="exotel:call-1", call_dialled_at=dialled_at)
    return an_evidence(visit=visit, call=a_call(at=at(minutes), **fields))


def with_worker(call: Call | None, **person: Any) -> Evidence:
    """Evidence with a worker whose number is known."""
    call_id = "exotel:call-1" if call else None
    return an_evidence(
        visit=a_visit(call_id=call_id), call=call, worker=a_worker(phone=WORKERS),
        beneficiary=a_beneficiary(**person),
    )  # fmt: skip


DIALLED = an_evidence(visit=a_visit(call_dialled_at=at(2)))
NO_ROW = an_evidence(visit=a_visit(call_id="exotel:call-1"))
SKEWED = an_evidence(
    visit=a_visit(started_at=at(-60), skew_s=3600, call_id="exotel:call-1"), call=a_call(at=at(-4))
)

CASES: Final[list[Case]] = [
    ("a call that came", called(), CALLED, O.PASS),
    ("no call", an_evidence(), CALLED, O.UNKNOWN),
    ("dialled, and not come yet", DIALLED, CALLED, O.UNKNOWN),
    ("a call whose row is not there", NO_ROW, CALLED, O.UNKNOWN),
    ("a call of no visit", an_evidence(visit=None, call=a_call()), CALLED, O.UNKNOWN),
    ("a call that is not the visit's", an_evidence(call=a_call()), CALLED, O.UNKNOWN),

    ("a call at the visit", called(), CALLED_EARLY, O.PASS),
    ("shortly before", called(-5), CALLED_EARLY, O.PASS),
    ("before", called(-6), CALLED_EARLY, O.WARN),
    ("before, by a clock behind the phone's", called(-12, dialled=-3), CALLED_EARLY, O.PASS),
    ("before, as the phone noted", called(-30, dialled=-30), CALLED_EARLY, O.WARN),
    ("long after it was dialled", called(2, dialled=-30), CALLED_EARLY, O.PASS),
    ("before, and not as the phone noted", called(-30, dialled=3), CALLED_EARLY, O.WARN),
    ("before, by our clock", SKEWED, CALLED_EARLY, O.PASS),
    ("no call", an_evidence(), CALLED_EARLY, O.UNKNOWN),

    ("her own number", called(), SHARED_NUMBER, O.PASS),
    ("a family's number", called(sharing=6), SHARED_NUMBER, O.PASS),
    ("a number of many", called(sharing=7), SHARED_NUMBER, O.WARN),
    ("nobody counted", called(sharing=0), SHARED_NUMBER, O.UNKNOWN),
    ("no call", an_evidence(), SHARED_NUMBER, O.UNKNOWN),

    ("nobody's who works here", called(), WORKERS_NUMBER, O.PASS),
    ("a worker's", called(is_workers=True), WORKERS_NUMBER, O.WARN),
    ("this worker's", with_worker(a_call(phone_hash=WORKERS.hash)), WORKERS_NUMBER, O.WARN),
    ("not this worker's", with_worker(a_call(sharing=0)), WORKERS_NUMBER, O.PASS),
    ("the roll's is this worker's", with_worker(None, phone=WORKERS), WORKERS_NUMBER, O.WARN),
    ("the roll's is not", with_worker(None), WORKERS_NUMBER, O.PASS),
    ("none on the roll", with_worker(None, phone=None), WORKERS_NUMBER, O.UNKNOWN),
    ("nobody looked", called(sharing=0), WORKERS_NUMBER, O.UNKNOWN),
    ("nobody on the roll", an_evidence(beneficiary=None), WORKERS_NUMBER, O.UNKNOWN),
    ("no worker", an_evidence(worker=None), WORKERS_NUMBER, O.UNKNOWN),
]  # fmt: skip
