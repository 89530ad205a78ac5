"""What findings about texts say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import AADHAAR, PHONE_SHOWN, PROMISE
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
    (AADHAAR, 1, _O.PASS): (
        "लिखे या बोले शब्दों में कोई आधार संख्या नहीं मिली।",
        "No Aadhaar number was found in what is written or said.",
    ),
    (AADHAAR, 1, _O.WARN): (
        "लिखे या बोले शब्दों में आधार संख्या है; वह किसी को न दिखे, न सुनाई दे।",
        "An Aadhaar number is in what is written or said; nobody may see or hear it.",
    ),
    (PHONE_SHOWN, 1, _O.PASS): (
        "लिखे या बोले शब्दों में कोई मोबाइल नंबर नहीं मिला।",
        "No mobile number was found in what is written or said.",
    ),
    (PHONE_SHOWN, 1, _O.WARN): (
        "लिखे या बोले शब्दों में मोबाइल नंबर है; वह सबके सामने न जाए।",
        "A mobile number is in what is written or said; it must not become public.",
    ),
    (PROMISE, 1, _O.PASS): (
        "लिखे या बोले शब्दों में आगे मिलने वाले लाभ का कोई वादा नहीं मिला।",
        "No promise of a benefit to come was found in what is written or said.",
    ),
    (PROMISE, 1, _O.WARN): (
        "लिखे या बोले शब्दों में आगे मिलने वाले लाभ का वादा लगता है; जो मिल चुका है, केवल वही बताया जा सकता है।",
        "It seems to promise a benefit to come; only what was received may be told.",
    ),
}

CHANGES: Final[Changes] = {
    (AADHAAR, _O.WARN): (
        "कैप्शन से संख्या हटाएँ; वीडियो में बोली या दिखाई गई हो तो नया वीडियो लें।",
        "A caption without it; if it is said or shown in the video, a new video.",
    ),
    (PHONE_SHOWN, _O.WARN): (
        "कैप्शन से नंबर हटाएँ; वीडियो में बोला गया हो तो नया वीडियो लें।",
        "A caption without the number; if it is said in the video, a new video.",
    ),
    (PROMISE, _O.WARN): (
        "वही लिखें जो उन्हें मिल चुका है; वीडियो में वादा हो तो नया वीडियो लें।",
        "Words about what she has received; if the video promises something, a new video.",
    ),
}
