"""Evidence for the checks of what files say of their making, with how each ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from chalicelib.domain.capture import Capture
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import VisitId
from chalicelib.domain.policy import Policy
from chalicelib.domain.verification.evidence import Evidence, Neighbour
from chalicelib.domain.verification.names import DEVICES, EDITED, METADATA
from tests.builders import (
    NOON,
    PHOTO,
    VIDEO,
    a_campaign,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_visit,
    an_evidence,
    an_id,
)
from tests.domain.cases.case import Case

O = FindingOutcome  # noqa: E741  a column in the table below
BOTH = (a_ready_photo(), a_ready_video())
SAYS, SILENT = Capture(has_metadata=True), Capture(has_metadata=False)


def made(photo: Capture | None = None, video: Capture | None = None, **fields: Any) -> Evidence:
    """Evidence with a photo and a video that say this of their making."""
    said = {PHOTO: photo, VIDEO: video}
    captures = {media_id: capture for media_id, capture in said.items() if capture}
    return an_evidence(media=BOTH, captures=captures, **fields)


def by(software: str) -> Capture:
    return Capture(software=software, has_metadata=True)


def of(model: str | None, make: str | None = None) -> Capture:
    return Capture(make=make, model=model, has_metadata=True)


def earlier(number: int, device_id: str = "device-1", **counts: int) -> Neighbour:
    """An earlier visit of the worker at which this check counted so; a negative number is later."""
    finding = Finding(check=METADATA, version=1, outcome=O.PASS, evidence=counts)
    visit = a_visit(
        visit_id=VisitId(an_id(0x400 + number)), device_id=device_id,
        started_at=NOON - timedelta(minutes=20 * number),
    )  # fmt: skip
    item = a_testimonial(visit_id=visit.visit_id, findings=(finding,))
    return Neighbour(visit=visit, item=item)


def told(*numbers: int, **fields: Any) -> tuple[Neighbour, ...]:
    """Earlier visits whose photos said something of their making."""
    return tuple(earlier(number, photos_that_say=1, **fields) for number in numbers)


NOT_JUDGED = tuple(replace(each, item=None) for each in told(1, 2, 3))
UNCOUNTED = tuple(
    replace(each, item=a_testimonial(visit_id=each.visit.visit_id)) for each in told(1, 2, 3)
)
SILENT_TWICE = (earlier(2, silent_photos=1), earlier(1, silent_photos=1))
STRICT = a_campaign(policy=Policy(number=1, limits={"files_that_said": 5}))


CASES: Final[list[Case]] = [
    ("an editor", made(by("Adobe Photoshop CC")), EDITED, O.WARN),
    ("an editor of films", made(by("A346BXXU4"), by("Lavf60.3.100")), EDITED, O.WARN),
    ("a phone's own", made(by("A346BXXU4")), EDITED, O.PASS),
    ("none is named", made(SAYS, SAYS), EDITED, O.UNKNOWN),
    ("nothing is known of them", an_evidence(), EDITED, O.UNKNOWN),
    ("an editor of what is not ready",
     an_evidence(media=(BOTH[0],), captures={VIDEO: by("snapseed")}), EDITED, O.UNKNOWN),
    ("one phone", made(of("SM-A346B", "samsung"), of("SM-A346B", "samsung")), DEVICES, O.PASS),
    ("one phone, written otherwise", made(of("Samsung SM-A346B"), of("sm a346b", "SAMSUNG")),
     DEVICES, O.PASS),
    ("its maker left out", made(of("SAMSUNG SM-A346B"), of("SM-A346B")), DEVICES, O.PASS),
    ("two phones", made(of("SM-A346B", "samsung"), of("iPhone 12", "Apple")), DEVICES, O.WARN),
    ("two phones of a maker", made(of("iPhone 12", "Apple"), of("iPhone 12 Pro", "Apple")),
     DEVICES, O.WARN),
    ("one names none", made(of("SM-A346B", "samsung"), SAYS), DEVICES, O.UNKNOWN),
    ("only the makers", made(of(None, "samsung"), of(None, "Apple")), DEVICES, O.UNKNOWN),
    ("a model that is its maker's name", made(of("Jio", "Jio"), of("Jio")), DEVICES, O.PASS),
    ("a model of signs", made(of("???"), of("SM-A346B")), DEVICES, O.UNKNOWN),
    ("no metadata at all", an_evidence(captures={}), DEVICES, O.UNKNOWN),
    ("all say something", made(SAYS, SAYS), METADATA, O.PASS),
    ("stripped, unlike before", made(SILENT, others=told(3, 2, 1)), METADATA, O.WARN),
    ("stripped beside one that says", made(SILENT, SAYS, others=told(3, 2, 1)), METADATA, O.WARN),
    ("stripped, too early to tell", made(SILENT, others=told(2, 1)), METADATA, O.UNKNOWN),
    ("stripped, a stricter campaign", made(SILENT, others=told(3, 2, 1), campaign=STRICT), METADATA,
     O.UNKNOWN),
    ("stripped, and it said so only later", made(SILENT, others=told(-1, -2, -3)), METADATA,
     O.UNKNOWN),
    ("stripped, on another phone", made(SILENT, others=told(3, 2, 1, device_id="old one")),
     METADATA, O.UNKNOWN),
    ("stripped videos are this phone's way",
     made(SAYS, SILENT, others=told(3, 2, 1)), METADATA, O.UNKNOWN),
    ("stripped as often as not",
     made(SILENT, others=(*told(5, 4, 3), *SILENT_TWICE)), METADATA, O.UNKNOWN),
    ("stripped now and then",
     made(SILENT, others=(*told(5, 4, 3), SILENT_TWICE[0])), METADATA, O.WARN),
    ("the others not looked at yet", made(SILENT, others=NOT_JUDGED), METADATA, O.UNKNOWN),
    ("the others from before this check", made(SILENT, others=UNCOUNTED), METADATA, O.UNKNOWN),
    ("unreadable", made(Capture(), others=told(3, 2, 1)), METADATA, O.UNKNOWN),
    ("none at all", an_evidence(), METADATA, O.UNKNOWN),
    ("stripped, and no visit", made(SILENT, others=told(3, 2, 1), visit=None), METADATA, O.UNKNOWN),
]  # fmt: skip
