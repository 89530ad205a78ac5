"""What findings about missed calls say, and what would change them, in Hindi and English."""

from typing import Final

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.names import (
    CALLED,
    CALLED_EARLY,
    SHARED_NUMBER,
    WORKERS_NUMBER,
)
from chalicelib.domain.verification.words.said import Changes, Sentences

_O = FindingOutcome

SENTENCES: Final[Sentences] = {
    (CALLED, 1, _O.PASS): (
        "उनकी मिस्ड कॉल इस भेंट के समय आई।",
        "Her missed call came at the time of this visit.",
    ),
    (CALLED, 1, _O.UNKNOWN): (
        "इस भेंट की कोई मिस्ड कॉल अब तक नहीं मिली।",
        "No missed call has been found for this visit so far.",
    ),
    (CALLED_EARLY, 1, _O.PASS): (
        "मिस्ड कॉल भेंट से पहले की नहीं है।",
        "The missed call did not come before the visit.",
    ),
    (CALLED_EARLY, 1, _O.WARN): (
        "मिस्ड कॉल भेंट शुरू होने से पहले ही आ चुकी थी।",
        "The missed call had come before the visit began.",
    ),
    (CALLED_EARLY, 1, _O.UNKNOWN): (
        "मिस्ड कॉल नहीं मिली, इसलिए उसके समय की जाँच नहीं हुई।",
        "There is no missed call whose time could be checked.",
    ),
    (SHARED_NUMBER, 1, _O.PASS): (
        "यह नंबर सूची में इतने ही लोगों का है जितने एक परिवार में होते हैं।",
        "No more people on the roll go by this number than a family has.",
    ),
    (SHARED_NUMBER, 1, _O.WARN): (
        "जिस नंबर से कॉल आई, वह सूची में एक परिवार से कहीं ज़्यादा लोगों का है।",
        "The number that rang is that of far more people on the roll than a family has.",
    ),
    (SHARED_NUMBER, 1, _O.UNKNOWN): (
        "यह पता नहीं कि कॉल वाला नंबर कितने लोगों का है।",
        "It is not known how many people go by the number that rang.",
    ),
    (WORKERS_NUMBER, 1, _O.PASS): (
        "नंबर अभियान के किसी कार्यकर्ता का नहीं निकला।",
        "The number was not found to be that of anybody who works here.",
    ),
    (WORKERS_NUMBER, 1, _O.WARN): (
        "कॉल का या सूची में दर्ज नंबर अभियान के किसी कार्यकर्ता का है।",
        "The number that rang, or the one on the roll, is that of somebody who works here.",
    ),
    (WORKERS_NUMBER, 1, _O.UNKNOWN): (
        "नंबर का कार्यकर्ताओं के नंबरों से मिलान नहीं हो सका।",
        "There was no number to compare with those of the workers.",
    ),
}

CHANGES: Final[Changes] = {
    (CALLED_EARLY, _O.WARN): (
        "भेंट के समय उनके फ़ोन से फिर मिस्ड कॉल दें, या कोई व्यक्ति देखकर तय करे।",
        "Another missed call from her phone at a visit, or a person who decides.",
    ),
    (SHARED_NUMBER, _O.WARN): (
        "सूची में हर व्यक्ति का अपना नंबर लिखें; तब तक कोई व्यक्ति देखकर तय करे।",
        "Everybody's own number on the roll; until then a person decides.",
    ),
    (WORKERS_NUMBER, _O.WARN): (
        "सूची में उनका अपना नंबर लिखें और उसी से मिस्ड कॉल दें।",
        "Her own number on the roll, and a missed call from it.",
    ),
}
