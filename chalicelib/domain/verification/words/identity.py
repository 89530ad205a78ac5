"""What findings about a person say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import ASSIGNED, ON_ROLL, PHONE
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
    (ON_ROLL, 1, _O.PASS): (
        "लाभार्थी इस बूथ की सूची में हैं।",
        "The beneficiary is on this booth's roll.",
    ),
    (ON_ROLL, 1, _O.FAIL): (
        "लाभार्थी इस बूथ की सूची में नहीं हैं; सही बूथ चुनकर भेंट फिर दर्ज करें।",
        "The beneficiary is not on this booth's roll; record the visit under the right booth.",
    ),
    (ON_ROLL, 1, _O.UNKNOWN): (
        "भेंट का विवरण अभी नहीं आया।",
        "The visit itself has not been reported yet.",
    ),
    (ASSIGNED, 1, _O.PASS): (
        "कार्यकर्ता इसी बूथ पर नियुक्त हैं।",
        "The worker is assigned to this booth.",
    ),
    (ASSIGNED, 1, _O.WARN): (
        "कार्यकर्ता अब इस बूथ पर नियुक्त नहीं हैं; संयोजक से पूछें।",
        "The worker is not assigned to this booth now; ask the convener.",
    ),
    (ASSIGNED, 1, _O.UNKNOWN): ("कार्यकर्ता का पता नहीं चला।", "The worker is not known."),
    (PHONE, 1, _O.PASS): (
        "फ़ोन नंबर एक मान्य भारतीय मोबाइल है।",
        "The phone number is a valid Indian mobile.",
    ),
    (PHONE, 1, _O.WARN): (
        "फ़ोन नंबर मान्य भारतीय मोबाइल नहीं है; अगली भेंट में सुधारें।",
        "The phone number is not a valid Indian mobile; correct it at the next visit.",
    ),
    (PHONE, 1, _O.UNKNOWN): ("सूची में फ़ोन नंबर नहीं है।", "The roll has no phone number."),
}

CHANGES: Final[Changes] = {}
