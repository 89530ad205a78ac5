"""What findings about pictures and sound say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import EXACT, MEMBERS, NEAR, QUALITY
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
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

CHANGES: Final[Changes] = {}
