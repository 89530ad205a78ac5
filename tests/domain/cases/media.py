"""Evidence for the checks of media, with how each ends."""

from dataclasses import replace
from typing import Final

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import AreaId, MediaId, VisitId
from chalicelib.domain.likeness import Turn
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import EXACT, NEAR, QUALITY
from tests.builders import (
    a_good_picture,
    a_ready_photo,
    an_evidence,
    an_id,
)
from tests.domain.cases.case import Case
from tests.looks import a_look

O = FindingOutcome  # noqa: E741  a column in the table below

SAME = Copy(
    media_id=MediaId(an_id(7)), visit_id=VisitId(an_id(8)), booth_id=AreaId("booth-2"),
    is_earlier=True, is_same_file=True, is_same_worker=True, is_same_person=False,
)  # fmt: skip
LIKE = replace(SAME, is_same_file=False, difference=5, turn=Turn.MIRRORED, days_apart=2)
LATER_ONE = replace(SAME, is_earlier=False)
SEEN = a_ready_photo(looks=(a_look(1),), signals=a_good_picture())


SEEN_ALONE = an_evidence(media=(SEEN,))


def dimmed(**signals: float) -> Evidence:
    """Evidence with a photo whose signals are good but for these."""
    return an_evidence(media=(replace(SEEN, signals={**a_good_picture(), **signals}),))


def copied(*copies: Copy) -> Evidence:
    """Evidence with a photo of which copies were found."""
    return an_evidence(media=(replace(SEEN, copies=copies),))


CASES: Final[list[Case]] = [
    ("only here", an_evidence(), EXACT, O.PASS),
    ("elsewhere too", copied(SAME), EXACT, O.WARN),
    ("like no other", an_evidence(media=(SEEN,)), NEAR, O.PASS),
    ("like another", copied(LIKE), NEAR, O.WARN),
    ("nothing to compare", an_evidence(), NEAR, O.UNKNOWN),
    ("sharp and bright", an_evidence(media=(SEEN,)), QUALITY, O.PASS),
    ("blurred", dimmed(sharpness=3.0), QUALITY, O.WARN),
    ("not measured", an_evidence(), QUALITY, O.UNKNOWN),
    ("used again later", copied(LATER_ONE), EXACT, O.PASS),
    ("shown again later", copied(replace(LIKE, is_earlier=False)), NEAR, O.PASS),
]  # fmt: skip
