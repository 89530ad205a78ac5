"""Words for the codes that a testimonial's story speaks of, in Hindi and English."""

from typing import Final

from chalicelib.domain.story.words import Words

KINDS: Final[Words] = {"photo": ("फ़ोटो", "photo"), "video": ("वीडियो", "video")}
OUTCOMES: Final[Words] = {
    "met": ("मुलाक़ात हुई", "she was met"),
    "not_home": ("घर पर नहीं थीं", "nobody was home"),
    "refused": ("बात करने से मना किया", "she did not want to"),
    "moved": ("कहीं और चली गई हैं", "she has moved away"),
    "deceased": ("उनका देहांत हो चुका है", "she has died"),
}
PURPOSES: Final[Words] = {
    "record": ("रिकॉर्ड", "record"),
    "contact": ("संपर्क", "contact"),
    "photo": ("फ़ोटो", "photo"),
    "video": ("वीडियो", "video"),
    "publish": ("प्रकाशन", "publishing"),
}
METHODS: Final[Words] = {
    "signature": ("हस्ताक्षर से", "By signature"),
    "spoken": ("बोलकर", "Spoken"),
    "thumb": ("अँगूठे से", "By thumbprint"),
    "missed_call": ("मिस्ड कॉल से", "By a missed call"),
}
HOWS: Final[Words] = {
    "worker": ("कार्यकर्ता को बताकर", "She told the worker"),
    "code": ("उन्होंने स्वयं, पर्चे के कोड से", "By herself, with the leaflet's code"),
    "call": ("उन्होंने स्वयं, मिस्ड कॉल से", "By herself, with a missed call"),
    "retention": ("रखने का समय पूरा हुआ", "What is kept had reached its end"),
}
SOURCES: Final[Words] = {
    "visit": ("भेंट में", "at a visit"),
    "desk": ("दफ़्तर में", "at a desk"),
    "roll": ("सूची की फ़ाइल से", "by a file of the roll"),
}
FIELDS: Final[Words] = {
    "name": ("नाम", "name"),
    "guardian_name": ("अभिभावक का नाम", "guardian's name"),
    "phone": ("फ़ोन", "phone"),
    "schemes": ("योजनाएँ", "schemes"),
    "birth_year": ("जन्म का साल", "year of birth"),
    "gender": ("लिंग", "gender"),
    "address": ("पता", "address"),
    "house": ("मकान", "house"),
    "household": ("परिवार", "household"),
    "relation": ("रिश्ता", "relation"),
}
DECISIONS: Final[Words] = {
    "approve": ("स्वीकृत", "approved"),
    "reject": ("अस्वीकृत", "rejected"),
    "has_issues": ("सुधार के लिए कार्यकर्ता को भेजा", "sent back to the worker"),
    "escalate": ("वरिष्ठ के लिए चिह्नित", "passed up"),
}
REASONS: Final[Words] = {
    "unclear_media": ("फ़ोटो या वीडियो साफ़ नहीं", "photo or video not clear"),
    "wrong_person": ("यह कोई और व्यक्ति है", "another person"),
    "consent_doubt": ("सहमति पर संदेह", "doubt about consent"),
    "unsafe_content": ("अनुचित या असुरक्षित सामग्री", "unfit or unsafe content"),
    "private_data_visible": ("निजी जानकारी दिख रही है", "private data visible"),
    "duplicate": ("पहले भी आ चुका है", "came before"),
    "promise_of_benefit": ("किसी लाभ का वादा है", "promise of a benefit"),
    "other": ("कोई और कारण", "another reason"),
}
PUBLICATIONS: Final[Words] = {
    "scheduled": ("बारी तय", "waits for its slot"),
    "held": ("रोका गया", "held"),
    "posting": ("भेजा जा रहा है", "being posted"),
    "posted": ("प्रकाशित", "posted"),
    "failed": ("विफल", "failed"),
    "unconfirmed": ("पुष्टि बाकी", "not confirmed"),
    "cancelled": ("रद्द", "cancelled"),
    "takedown_due": ("हटाया जाना है", "to be taken down"),
    "taken_down": ("हटा दिया गया", "taken down"),
    "takedown_failed": ("हट नहीं पाया", "could not be taken down"),
}
# What else is noted of a publication, and is no state of it.
OF_PUBLICATIONS: Final[Words] = {
    "settled": ("किसी व्यक्ति ने नेटवर्क पर जाकर देखा", "looked for on its network by a person"),
}
EDITIONS: Final[Words] = {
    "due": ("बन रहा है", "being composed"),
    "ready": ("तैयार", "ready"),
    "failed": ("विफल", "failed"),
}
