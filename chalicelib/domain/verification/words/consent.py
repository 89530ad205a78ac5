"""What findings about consent say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import CHILD, COVERS, EVIDENCE, NOTICE
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
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
}

CHANGES: Final[Changes] = {
    (COVERS, _O.FAIL): (
        "उनसे फिर पूछें: प्रकाशन और हर फ़ोटो या वीडियो के लिए उनकी सहमति चाहिए।",
        "Her consent to publishing and to each photo or video, if she wants to give it.",
    ),
    (NOTICE, _O.FAIL): (
        "कार्यसूची फिर से लोड करें, अभियान की सूचना दिखाएँ और सहमति फिर लें।",
        "A new consent, after she was shown a notice of this campaign.",
    ),
    (NOTICE, _O.UNKNOWN): (
        "उन्हें सूचना दिखाकर सहमति लें; हो सकता है वह अभी कार्यकर्ता के फ़ोन में हो।",
        "A consent; it may still be on the worker's phone.",
    ),
    (CHILD, _O.FAIL): (
        "अभिभावक की सहमति और अभियान की अनुमति, या जन्म का सही साल दर्ज करें।",
        "A guardian's consent where the campaign allows it, or her right year of birth.",
    ),
    (EVIDENCE, _O.WARN): (
        "प्रमाण की फ़ाइल फिर भेजें, या उनके फ़ोन से मिस्ड कॉल दें।",
        "The file once more, in a form that can be opened, or a missed call from her phone.",
    ),
}
