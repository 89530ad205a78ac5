"""Evidence for the checks of identity, with how each ends."""

from dataclasses import replace
from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import ASSIGNED, ON_ROLL, PHONE
from tests.builders import (
    a_beneficiary,
    a_worker,
    an_evidence,
)
from tests.domain.cases.case import Case

O = FindingOutcome  # noqa: E741  a column in the table below


def reading(**facts: bool) -> Evidence:
    good = PhoneReading(is_valid=True, is_indian=True, is_mobile=True)
    return an_evidence(phone=replace(good, **facts))


CASES: Final[list[Case]] = [
    ("on the roll", an_evidence(), ON_ROLL, O.PASS),
    ("visit not reported", an_evidence(visit=None), ON_ROLL, O.UNKNOWN),
    ("on another roll", an_evidence(beneficiary=a_beneficiary(booth_id="booth-2")), ON_ROLL,
     O.FAIL),
    ("on no roll", an_evidence(beneficiary=None), ON_ROLL, O.FAIL),
    ("assigned", an_evidence(), ASSIGNED, O.PASS),
    ("assigned elsewhere", an_evidence(worker=a_worker("booth-2")), ASSIGNED, O.WARN),
    ("unknown worker", an_evidence(worker=None), ASSIGNED, O.UNKNOWN),
    ("unknown visit", an_evidence(visit=None), ASSIGNED, O.UNKNOWN),
    ("indian mobile", an_evidence(), PHONE, O.PASS),
    ("invalid", reading(is_valid=False), PHONE, O.WARN),
    ("foreign", reading(is_indian=False), PHONE, O.WARN),
    ("landline", reading(is_mobile=False), PHONE, O.WARN),
    ("no phone", an_evidence(phone=None), PHONE, O.UNKNOWN),
]  # fmt: skip
