"""Evidence for the checks of media, with how each ends."""

from dataclasses import replace
from math import inf, nan
from typing import Final

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import AreaId, MediaId, VisitId
from chalicelib.domain.likeness import Turn
from chalicelib.domain.signals import SOUND
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import EXACT, LENGTH, NEAR, QUALITY, SCREEN
from tests.builders import (
    a_good_picture,
    a_ready_photo,
    a_ready_video,
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


def filmed(duration_s: object) -> Evidence:
    """Evidence with a photo and a video of which this length was measured."""
    video = a_ready_video(measured={"duration_s": duration_s})
    return an_evidence(media=(SEEN, video))


HEARD = {name: value for name, value in a_good_picture().items() if name in SOUND}
NO_NUMBERS = dict.fromkeys(a_good_picture(), nan)


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
    ("hers, from an earlier visit", copied(replace(SAME, is_same_person=True)), EXACT, O.WARN),
    ("like hers, from earlier", copied(replace(LIKE, is_same_person=True)), NEAR, O.WARN),
    ("earlier and later", copied(LATER_ONE, replace(SAME, media_id=MediaId(an_id(6)))), EXACT,
     O.WARN),
    ("nothing in it", dimmed(detail=0.0), QUALITY, O.WARN),
    ("silent", dimmed(silence_share=1.0), QUALITY, O.WARN),
    ("a screenshot, clear enough", dimmed(flat_share=0.99), QUALITY, O.PASS),
    ("no number was measured", dimmed(**NO_NUMBERS), QUALITY, O.UNKNOWN),
    ("one number is none", dimmed(brightness=nan), QUALITY, O.PASS),
    ("a camera's picture", SEEN_ALONE, SCREEN, O.PASS),
    ("a screenshot", dimmed(flat_share=0.99), SCREEN, O.WARN),
    ("a photo of a screen", dimmed(grid=0.5), SCREEN, O.WARN),
    ("dark, but no screen", dimmed(brightness=0.01), SCREEN, O.PASS),
    ("a picture of nothing is no screen", dimmed(detail=0.0, grid=0.9), SCREEN, O.PASS),
    ("no picture was measured", an_evidence(), SCREEN, O.UNKNOWN),
    ("only its sound was", an_evidence(media=(a_ready_video(signals=HEARD),)), SCREEN, O.UNKNOWN),
    ("no number of a picture", dimmed(**NO_NUMBERS), SCREEN, O.UNKNOWN),
    ("long enough", filmed(5), LENGTH, O.PASS),
    ("too short", filmed(4.9), LENGTH, O.WARN),
    ("only a photo", an_evidence(), LENGTH, O.UNKNOWN),
    ("a photo has no length", an_evidence(media=(replace(SEEN, measured={"duration_s": 1.0}),)),
     LENGTH, O.UNKNOWN),
    ("nothing measured of it", an_evidence(media=(a_ready_video(),)), LENGTH, O.UNKNOWN),
    *[(f"a length of {length}", filmed(length), LENGTH, O.UNKNOWN)
      for length in (nan, inf, 0, -3.0, None, "long")],
]  # fmt: skip
