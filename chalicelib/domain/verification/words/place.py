"""What findings about place and time say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import (
    BURST,
    CAMERA,
    CAPTURED,
    CLOCK,
    IN_DAYS,
    NEAR_BOOTH,
    SPOT,
    TRAVEL,
)
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
    (IN_DAYS, 1, _O.PASS): (
        "भेंट अभियान के दिनों में हुई।",
        "The visit was made on a day of the campaign.",
    ),
    (IN_DAYS, 1, _O.WARN): (
        "भेंट उस दिन की है जब यहाँ अभियान नहीं चल रहा था।",
        "The visit was made on a day when the campaign was not open here.",
    ),
    (IN_DAYS, 1, _O.UNKNOWN): (
        "भेंट दर्ज नहीं है, इसलिए उसका दिन पता नहीं।",
        "No visit is on record, so its day is not known.",
    ),
    (CAPTURED, 1, _O.PASS): (
        "फ़ाइल में लिखा समय भेंट के समय से मेल खाता है।",
        "The time that the files name agrees with the visit.",
    ),
    (CAPTURED, 1, _O.WARN): (
        "फ़ाइल में लिखा समय भेंट का नहीं है; हो सकता है तस्वीर किसी और दिन की हो।",
        "A file says it was made at another time than the visit; it may be an older one.",
    ),
    (CAPTURED, 1, _O.UNKNOWN): (
        "किसी फ़ाइल में यह नहीं लिखा कि वह कब बनी।",
        "No file says when it was made.",
    ),
    (CLOCK, 1, _O.PASS): (
        "फ़ोन की घड़ी ठीक चल रही थी।",
        "The phone's clock was right.",
    ),
    (CLOCK, 1, _O.WARN): (
        "फ़ोन की घड़ी बहुत आगे या पीछे थी; यहाँ सारे समय सुधारकर देखे गए हैं।",
        "The phone's clock was far off; all times here are corrected for it.",
    ),
    (CLOCK, 1, _O.UNKNOWN): (
        "भेंट दर्ज नहीं है, इसलिए फ़ोन की घड़ी का पता नहीं।",
        "No visit is on record, so the phone's clock is not known.",
    ),
    (BURST, 1, _O.PASS): (
        "एक ही मिनट में इतनी भेंटें शुरू नहीं हुईं कि संदेह हो।",
        "No more visits began in the same minute than can be.",
    ),
    (BURST, 1, _O.WARN): (
        "इसी कार्यकर्ता की कई भेंटें एक ही मिनट में शुरू हुईं; सबको साथ देखें।",
        "Several visits of this worker began within one minute; look at them together.",
    ),
    (BURST, 1, _O.UNKNOWN): (
        "भेंट दर्ज नहीं है, इसलिए बाकी भेंटों से मिलान नहीं हुआ।",
        "No visit is on record, so it was not compared with others of its minute.",
    ),
    (NEAR_BOOTH, 1, _O.PASS): (
        "भेंट की जगह बूथ के इलाक़े से मेल खाती है।",
        "The visit's place agrees with where the booth is.",
    ),
    (NEAR_BOOTH, 1, _O.WARN): (
        "भेंट की जगह बूथ के इलाक़े से बाहर है।",
        "The visit was made outside the booth's area.",
    ),
    (NEAR_BOOTH, 1, _O.UNKNOWN): (
        "भेंट की या बूथ की जगह दर्ज नहीं है।",
        "The place of the visit or of the booth is not known.",
    ),
    (CAMERA, 1, _O.PASS): (
        "फ़ाइल में लिखी जगह भेंट की जगह से मेल खाती है।",
        "The place that the files name agrees with the visit.",
    ),
    (CAMERA, 1, _O.WARN): (
        "फ़ाइल में लिखी जगह भेंट की जगह से दूर है; हो सकता है तस्वीर कहीं और की हो।",
        "A file names a place far from the visit; it may be from somewhere else.",
    ),
    (CAMERA, 1, _O.UNKNOWN): (
        "मिलान के लिए फ़ाइल में या भेंट में जगह नहीं लिखी है।",
        "Files and visit do not name places that could be compared.",
    ),
    (TRAVEL, 1, _O.PASS): (
        "कार्यकर्ता पिछली भेंटों से यहाँ समय पर पहुँच सकते थे।",
        "The worker could get here in time from the visits before.",
    ),
    (TRAVEL, 1, _O.WARN): (
        "पिछली भेंट की जगह से इतने समय में यहाँ पहुँचना संभव नहीं; दोनों भेंटें साथ देखें।",
        "Nobody gets here from the visit before in that time; look at both visits.",
    ),
    (TRAVEL, 1, _O.UNKNOWN): (
        "भेंट की जगह दर्ज नहीं है, इसलिए आने-जाने की जाँच नहीं हुई।",
        "The visit's place is not known, so the way to it could not be checked.",
    ),
    (SPOT, 1, _O.PASS): (
        "इस जगह से एक दिन में बहुत ज़्यादा घर दर्ज नहीं हुए।",
        "Not too many homes were recorded at this spot on one day.",
    ),
    (SPOT, 1, _O.WARN): (
        "इसी जगह से एक दिन में कई घर दर्ज हुए; एक इमारत के घर हों तो यह ठीक है।",
        "Many homes were recorded at this very spot on one day; in one building that is fine.",
    ),
    (SPOT, 1, _O.UNKNOWN): (
        "भेंट की जगह घर तक ठीक-ठीक दर्ज नहीं है।",
        "The visit's place is not known to the house.",
    ),
}

CHANGES: Final[Changes] = {
    (IN_DAYS, _O.WARN): (
        "अगर इस इलाक़े में उस दिन अभियान चल रहा था, तो अभियान के दिन सुधारें।",
        "If the campaign was open here on that day, correct its days.",
    ),
    (CAPTURED, _O.WARN): (
        "इसी भेंट में ली गई तस्वीर या वीडियो भेजें, या कोई व्यक्ति देखकर तय करे।",
        "A photo or video made at this visit, or a person who looks and decides.",
    ),
    (CLOCK, _O.WARN): (
        "फ़ोन में तारीख और समय अपने आप सेट होने दें।",
        "Let the phone set its date and time by itself.",
    ),
    (BURST, _O.WARN): (
        "कार्यकर्ता बताएँ कि भेंटें साथ क्यों दर्ज हुईं; तय कोई व्यक्ति करेगा।",
        "The worker's word on why they were recorded together; a person decides.",
    ),
    (NEAR_BOOTH, _O.WARN): (
        "बूथ की जगह या घेरा ग़लत हो तो उसे सुधारें; वरना कोई व्यक्ति देखकर तय करे।",
        "The booth's right place and reach, if they are wrong; else a person decides.",
    ),
    (CAMERA, _O.WARN): (
        "इसी घर पर ली गई तस्वीर या वीडियो भेजें, या कोई व्यक्ति देखकर तय करे।",
        "A photo or video made at this home, or a person who looks and decides.",
    ),
    (TRAVEL, _O.WARN): (
        "बीच की भेंट बाद में आए तो जाँच फिर होती है; वरना कोई व्यक्ति दोनों भेंटें देखे।",
        "A visit in between that is reported later; else a person looks at both.",
    ),
    (SPOT, _O.WARN): (
        "भेंट में घर का नाम या नंबर लिखा हो तो एक ही घर के लोग एक गिने जाते हैं।",
        "The household, if it is written down: people of one home count once.",
    ),
}
