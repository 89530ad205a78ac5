"""What each finding says to people, in Hindi and English.

Findings are kept without their sentence, which follows from check, version and outcome; a sentence
of a version that is no longer made stays here for as long as rows may name it.
"""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.verification.names import (
    ASSIGNED,
    CHILD,
    COVERS,
    EVIDENCE,
    EXACT,
    MEMBERS,
    NEAR,
    NOTICE,
    ON_ROLL,
    PHONE,
    QUALITY,
)

_O = FindingOutcome
_NOT_KNOWN: Final = ("इस जाँच का विवरण उपलब्ध नहीं है।", "There is no text for this finding.")

SENTENCES: Final[Mapping[tuple[str, int, FindingOutcome], tuple[str, str]]] = {
    (COVERS, 1, _O.PASS): (
        "सभी उद्देश्यों के लिए सहमति दी गई है।",
        "Consent was given for every purpose used.",
    ),
    (COVERS, 1, _O.FAIL): (
        "इन उद्देश्यों के लिए सहमति नहीं है; उनके बिना प्रकाशित नहीं किया जा सकता।",
        "There is no standing consent for some of the purposes; it cannot be published without.",
    ),
    (NOTICE, 1, _O.PASS): (
        "दिखाई गई सूचना इस अभियान की है।",
        "The notice she was shown belongs to this campaign.",
    ),
    (NOTICE, 1, _O.FAIL): (
        "दिखाई गई सूचना इस अभियान में दर्ज नहीं है; उनसे फिर पूछें।",
        "The notice named is not one of this campaign's; she has to be asked again.",
    ),
    (NOTICE, 1, _O.UNKNOWN): ("कोई सहमति दर्ज नहीं है।", "No consent is on record."),
    (CHILD, 1, _O.PASS): (
        "वे 18 से बड़ी हैं, या अभिभावक ने सहमति दी है और अभियान इसकी अनुमति देता है।",
        "She is of age, or a guardian agreed and this campaign may show children.",
    ),
    (CHILD, 1, _O.FAIL): (
        "वे 18 से कम की हो सकती हैं; अभिभावक की सहमति या अभियान की अनुमति नहीं है।",
        "She may be under 18; no guardian agreed, or this campaign shows no children.",
    ),
    (CHILD, 1, _O.UNKNOWN): (
        "जन्म का साल दर्ज नहीं है।",
        "Her year of birth is not on record.",
    ),
    (EVIDENCE, 1, _O.PASS): (
        "सहमति का प्रमाण इसी भेंट के साथ है।",
        "What shows her consent is with this visit.",
    ),
    (EVIDENCE, 1, _O.WARN): (
        "सहमति के प्रमाण की फ़ाइल या मिस्ड कॉल इस भेंट में नहीं मिली; ध्यान से देखें।",
        "The file or call that should show her consent is not with this visit; look closely.",
    ),
    (EVIDENCE, 1, _O.UNKNOWN): (
        "सहमति के साथ कोई प्रमाण-फ़ाइल नहीं बताई गई।",
        "No file was named that shows her consent.",
    ),
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
    (EXACT, 1, _O.PASS): (
        "यह फ़ाइल किसी और भेंट में नहीं मिली।",
        "No other visit has the same file.",
    ),
    (EXACT, 1, _O.WARN): (
        "यही फ़ाइल किसी दूसरी भेंट में भी आई है; दोनों को साथ देखें।",
        "The very same file came with another visit too; look at both side by side.",
    ),
    (NEAR, 1, _O.PASS): (
        "ऐसी ही तस्वीर किसी और भेंट में नहीं मिली।",
        "No other visit has a picture like this one.",
    ),
    (NEAR, 1, _O.WARN): (
        "यही तस्वीर किसी दूसरी भेंट में दूसरी फ़ाइल के रूप में आई लगती है; दोनों को साथ देखें।",
        "Another visit seems to have the same picture as another file; look at both side by side.",
    ),
    (NEAR, 1, _O.UNKNOWN): (
        "किसी और तस्वीर से मिलान नहीं हो सका।",
        "There was nothing that could be compared with other pictures.",
    ),
    (QUALITY, 1, _O.PASS): (
        "तस्वीर और आवाज़ में कोई कमी नहीं दिखी।",
        "Nothing seems to be wrong with picture and sound.",
    ),
    (QUALITY, 1, _O.WARN): (
        "तस्वीर या आवाज़ में कुछ ठीक नहीं लगता; मंज़ूरी से पहले ध्यान से देखें।",
        "Something may be wrong with picture or sound; look closely before you approve.",
    ),
    (QUALITY, 1, _O.UNKNOWN): (
        "तस्वीर और आवाज़ की जाँच नहीं हुई।",
        "Picture and sound were not measured.",
    ),
    (MEMBERS, 1, _O.WARN): (
        "कई स्वीकृत अनुभवों की रील: मंडल बारी-बारी से, हर मंडल में सबसे नया पहले। मंज़ूरी से पहले पूरी देखें।",
        "A reel: mandals in turn, the newest of each first. Watch all of it before you approve.",
    ),
}


def sentence_of(found: Finding) -> dict[str, str]:
    """Return the finding's sentence by language; a plain one for a finding we no longer know."""
    hindi, english = SENTENCES.get((found.check, found.version, found.outcome), _NOT_KNOWN)
    return {"hi": hindi, "en": english}
