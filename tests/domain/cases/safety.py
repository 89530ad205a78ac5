"""Evidence for the checks of what the public would read or hear, with how each ends."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import AADHAAR, PHONE_SHOWN, PROMISE
from tests.builders import an_evidence
from tests.domain.cases.case import Case

O = FindingOutcome  # noqa: E741  a column in the table below
NUMBER: Final = "2341 2341 2346"  # its check digit is right
OVERRIDE, POP, NOTHING = "\u202e", "\u202c", "\u200b"


def saying(*texts: str) -> Evidence:
    """Evidence with these texts; the first is a caption in Hindi, the second what is said."""
    places = ("caption.hi", "transcript.hi", "shown_name")
    return an_evidence(texts=dict(zip(places, texts, strict=False)))


LONG: Final = ("घर मिला " * 1250)[:10_000]

CASES: Final[list[Case]] = [
    ("no texts", an_evidence(), AADHAAR, O.PASS),
    ("another number", saying("घर संख्या 2341 2341 2347"), AADHAAR, O.PASS),
    ("a number", saying(f"मेरा आधार {NUMBER}"), AADHAAR, O.WARN),
    ("one that was hidden when it came", saying("आधार XXXX-XXXX-2346"), AADHAAR, O.WARN),
    ("with marks that nobody sees", saying(NOTHING.join(NUMBER)), AADHAAR, O.WARN),
    ("laid from right to left", saying(f"{OVERRIDE}{NUMBER[::-1]}{POP}"), AADHAAR, O.WARN),
    ("ten thousand letters", saying(LONG), AADHAAR, O.PASS),
    ("only faces", saying("😀🙏🏠" * 50), AADHAAR, O.PASS),
    ("no texts", an_evidence(), PHONE_SHOWN, O.PASS),
    ("in the name she is shown by", saying("", "", "सीता 9876543210"), PHONE_SHOWN, O.WARN),
    ("a mobile", saying("फ़ोन करें: 98765 43210"), PHONE_SHOWN, O.WARN),
    ("spoken", saying("", "मेरा नंबर है नौ आठ सात छह पाँच चार तीन दो एक शून्य"), PHONE_SHOWN, O.WARN),
    ("an amount", saying("मुझे 1,20,000 रुपये 12-11-2026 को मिले"), PHONE_SHOWN, O.PASS),
    ("ten thousand letters", saying(LONG + " 9876543210"), PHONE_SHOWN, O.WARN),
    ("no texts", an_evidence(), PROMISE, O.PASS),
    ("what she received", saying("मुझे पक्का घर मिला"), PROMISE, O.PASS),
    ("what is to come", saying("चुनाव के बाद आपको भी घर मिलेगा"), PROMISE, O.WARN),
    ("only faces", saying("😀🙏🏠" * 50), PROMISE, O.PASS),
    ("ten thousand letters", saying(LONG), PROMISE, O.PASS),
    ("a promise in marks that nobody sees", saying(NOTHING.join("घर मिलेगा")), PROMISE, O.WARN),
]  # fmt: skip
