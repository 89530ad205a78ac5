"""Evidence for the checks of consent, with how each ends."""

from dataclasses import replace
from typing import Any, Final

from chalicelib.domain.consent import Guardian, Method, Purpose
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import MediaState
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import CHILD, COVERS, EVIDENCE, NOTICE
from tests.builders import (
    ALL_PURPOSES,
    PHOTO,
    VIDEO,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_ready_photo,
    a_ready_video,
    a_visit,
    a_withdrawal,
    an_evidence,
    an_id,
)
from tests.domain.cases.case import Case

O = FindingOutcome  # noqa: E741  a column in the table below

UNKNOWN_NOTICE = replace(a_consent().notice, version=7)
IN_TAMIL = replace(a_consent().notice, language="ta")


def without(purpose: Purpose) -> Evidence:
    return an_evidence(ledger=a_ledger(a_consent(purposes=ALL_PURPOSES - {purpose})))


BAD_VIDEO = a_ready_video(state=MediaState.REJECTED)
LOST_VIDEO = a_ready_video(state=MediaState.ABANDONED)
MOTHER = Guardian(name="Gita", relation="mother")
GUIDED = a_ledger(a_consent(guardian=MOTHER))
OPEN = a_campaign(minors_may_publish=True)
ADULT = a_beneficiary(details={"birth_year": "2007"})
MINOR = a_beneficiary(details={"birth_year": "2008"})


def of_a_child(**fields: Any) -> Evidence:
    """Evidence of somebody who turns 18 in the year of the visit, if not later."""
    return an_evidence(beneficiary=MINOR, **fields)


def shown_by(media_id: MediaId | None, **fields: Any) -> Evidence:
    return an_evidence(ledger=a_ledger(a_consent(evidence_media_id=media_id)), **fields)


def by_call(**fields: Any) -> Evidence:
    return an_evidence(ledger=a_ledger(a_consent(method=Method.MISSED_CALL)), **fields)


CASES: Final[list[Case]] = [
    ("all agreed", an_evidence(), COVERS, O.PASS),
    ("publishing not agreed", without(Purpose.PUBLISH), COVERS, O.FAIL),
    ("photo not agreed", without(Purpose.PHOTO), COVERS, O.FAIL),
    ("video not agreed, none made", without(Purpose.VIDEO), COVERS, O.PASS),
    ("withdrawn", an_evidence(ledger=a_ledger(withdrawals=(a_withdrawal(),))), COVERS, O.FAIL),
    ("no ledger", an_evidence(ledger=None), COVERS, O.FAIL),
    ("known notice", an_evidence(), NOTICE, O.PASS),
    ("no consent", an_evidence(ledger=None), NOTICE, O.UNKNOWN),
    ("unknown notice", an_evidence(ledger=a_ledger(a_consent(notice=UNKNOWN_NOTICE))), NOTICE,
     O.FAIL),
    ("notice in another language", an_evidence(ledger=a_ledger(a_consent(notice=IN_TAMIL))), NOTICE,
     O.FAIL),
    ("of age", an_evidence(beneficiary=ADULT), CHILD, O.PASS),
    ("a child whose guardian agreed", of_a_child(ledger=GUIDED, campaign=OPEN), CHILD, O.PASS),
    ("a child that nobody agreed for", of_a_child(campaign=OPEN), CHILD, O.FAIL),
    ("no children in this campaign", of_a_child(ledger=GUIDED), CHILD, O.FAIL),
    ("a child that nobody was asked about", of_a_child(ledger=None, campaign=OPEN), CHILD, O.FAIL),
    ("guardian, and no year", an_evidence(ledger=GUIDED), CHILD, O.FAIL),
    ("a guardian who took it back", of_a_child(
        ledger=replace(GUIDED, withdrawals=(a_withdrawal(),)), campaign=OPEN), CHILD, O.FAIL),
    ("no year", an_evidence(), CHILD, O.UNKNOWN),
    ("nobody on the roll", an_evidence(beneficiary=None), CHILD, O.UNKNOWN),
    ("no visit", of_a_child(visit=None), CHILD, O.UNKNOWN),
    ("a file of this visit", shown_by(PHOTO), EVIDENCE, O.PASS),
    ("a file of another visit", shown_by(MediaId(an_id(7))), EVIDENCE, O.WARN),
    ("a file that was rejected", shown_by(VIDEO, media=(a_ready_photo(), BAD_VIDEO)), EVIDENCE,
     O.WARN),
    ("a file that never came", shown_by(VIDEO, media=(a_ready_photo(), LOST_VIDEO)), EVIDENCE,
     O.WARN),
    ("no file named", shown_by(None), EVIDENCE, O.UNKNOWN),
    ("nothing agreed", an_evidence(ledger=None), EVIDENCE, O.UNKNOWN),
    ("a call that came", by_call(visit=a_visit(call_id="exotel:1")), EVIDENCE, O.PASS),
    ("a call that did not come", by_call(), EVIDENCE, O.WARN),
    ("a call, and no visit", by_call(visit=None), EVIDENCE, O.WARN),
]  # fmt: skip
