"""The frauds: what each is, how many visits it is planted in, and which check is meant to find it.

A fraud is planted where it leaves a trace: one that lies about places where places are known, one
that reuses a picture where there was one before. `share` is of the visits that make a testimonial.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.verification import names

FEWEST: Final = 3  # of each, however small the set
EDIT, USUAL = 0.0025, 0.003


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraud:
    """One fraud. `checks` are those that are meant to find it: any of them will do."""

    name: str
    share: float
    checks: tuple[str, ...]
    what: str


def _fraud(name: str, checks: str | tuple[str, ...], what: str, share: float = USUAL) -> Fraud:
    meant = (checks,) if isinstance(checks, str) else checks
    return Fraud(name=name, share=share, checks=meant, what=what)


# Name of the fraud → name of the edit in album.EDITED.
COPIES: Final = {
    "recompressed": "saved again",
    "resized": "resized",
    "by messenger": "by messenger",
    "cropped 3 %": "cropped 3 %",
    "mirrored": "mirrored",
    "cropped 8 %": "cropped 8 %",
    "captioned": "captioned",
    "screenshot of it": "screenshot",
}
EXACT: Final = "exact reuse"
FRAUDS: Final[tuple[Fraud, ...]] = (
    _fraud(EXACT, names.EXACT, "the very file of another visit, photo or film", 0.005),
    *(_fraud(name, names.NEAR, f"another visit's photo, {name}", EDIT) for name in COPIES),
    _fraud("impossible travel", names.TRAVEL, "15 km and more in minutes, at over 150 km/h"),
    _fraud("wrong day", names.IN_DAYS, "the visit is made three to seven days off"),
    _fraud("captured days before", names.CAPTURED, "a file is made two to six days before"),
    _fraud("captured weeks before", names.CAPTURED, "a file is made at night, weeks before"),
    _fraud("far from booth", names.NEAR_BOOTH, "visit and files are made 8-60 km away"),
    _fraud("camera elsewhere", names.CAMERA, "files are made 5-50 km from the visit's place"),
    _fraud("burst", names.BURST, "five to nine visits are entered within half a minute"),
    _fraud("one spot", names.SPOT, "a day's visits to ten homes and more come from one chair"),
    _fraud("worker's number", names.WORKERS_NUMBER, "the worker's number is that of 4-10 people"),
    _fraud("number of fifteen", names.SHARED_NUMBER, "fifteen people of a booth have one number"),
    _fraud("called before", names.CALLED_EARLY, "she rang 20-60 minutes before the visit"),
    _fraud("another person", names.NAME, "the name shown, or said at the door, is another's"),
    _fraud("photo of a screen", names.SCREEN, "a display was photographed"),
    _fraud("a screenshot", names.SCREEN, "a screenshot of a talk with a picture in it"),
    _fraud("blurred", names.QUALITY, "nobody can be told: out of focus"),
    _fraud("blank", names.QUALITY, "a covered lens"),
    _fraud("edited", names.EDITED, "a photo that an editor wrote"),
    _fraud("stripped", names.METADATA, "a file says nothing, from a phone whose files do"),
    _fraud("other device", names.DEVICES, "a film from a phone of another model"),
    _fraud("too short", names.LENGTH, "a film of 1-4 seconds"),
    _fraud("visited twice", names.TWICE, "a second visit to somebody who was met"),
    _fraud("no consent to film", names.COVERS, "a film, and consent without films"),
    _fraud("consent taken back", names.COVERS, "she took back what is shown, or everything"),
    _fraud("unknown notice", names.NOTICE, "a notice that the campaign never had"),
    _fraud("child", names.CHILD, "under 18, no guardian; of some the year is known late"),
    _fraud("promise said", names.PROMISE, "a benefit is promised on film"),
    _fraud("number said", names.PHONE_SHOWN, "a phone number is said on film"),
    _fraud("Aadhaar said", names.AADHAAR, "an Aadhaar number is said on film"),
    _fraud("not on roll", names.ON_ROLL, "somebody of another booth's roll"),
)
BY_NAME: Final = {fraud.name: fraud for fraud in FRAUDS}
