"""The words around a story in the terminal, in Hindi and English."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.verification.words.said import Pair

WORDS: Final[Mapping[str, Pair]] = {
    "title": ("एक अनुभव की पूरी कहानी", "The whole story of one testimonial"),
    "id": ("आईडी", "id"),
    "booth": ("बूथ", "booth"),
    "person": ("व्यक्ति", "person"),
    "state": ("स्थिति", "state"),
    "verdict": ("निष्कर्ष", "verdict"),
    "since": ("कब से", "since"),
    "page": ("पन्ना", "page"),
    "steps": ("क्या-क्या हुआ", "What happened"),
    "at": ("कब (UTC)", "at (UTC)"),
    "what": ("क्या", "what"),
    "by": ("किसने", "by"),
    "findings": ("निष्कर्ष {n} और कारण", "Verdict {n} and why"),
    "check": ("जाँच", "check"),
    "found": ("क्या मिला", "found"),
    "follows": ("आगे", "leads to"),
    "changes": ("क्या बदलेगा: ", "would change it: "),
    "passed": ("ठीक पाई गई जाँचें: ", "passed: "),
    "untold": ("पता नहीं चल सका, कुछ नहीं बदलता: ", "could not be told, nothing follows: "),
    "versions": ("निष्कर्ष साथ-साथ", "Verdicts side by side"),
    "number": ("क्रम", "number"),
    "files": ("फ़ाइलें", "files"),
    "policy": ("नीति", "policy"),
    "differs": ("पिछले से अलग", "differs from the one before"),
    "draw": ("दोबारा देखने का पर्चा", "The draw for another look"),
    "level": ("स्तर", "level"),
    "rate": ("दर", "rate"),
    "lot": ("पर्चा", "lot"),
    "drawn": ("कोई देखता है", "somebody looks"),
    "seed": ("बीज: ", "seed: "),
    "draw_name": ("नाम: ", "name: "),
    "no_draw": ("कोई पर्चा नहीं निकला।", "Nothing was drawn."),
    "members": ("इस रील में: ", "In this reel: "),
    "intact": ("साक्ष्य की कड़ी पूरी है, प्रविष्टियाँ: ", "The audit trail is intact, entries: "),
    "broken": ("साक्ष्य की कड़ी टूटी है, प्रविष्टियाँ: ", "The audit trail is BROKEN, entries: "),
    "newest": ("हाल के अनुभव", "The newest testimonials"),
    "choose": ("आगे: make explain ID=…", "next: make explain ID=…"),
    "nothing": ("अभी कोई अनुभव नहीं है।", "There is no testimonial yet."),
    "yes": ("हाँ", "yes"),
    "no": ("नहीं", "no"),
    "pass": ("ठीक", "pass"),
    "warn": ("ध्यान दें", "warn"),
    "fail": ("विफल", "fail"),
    "unknown": ("पता नहीं", "unknown"),
    "not_run": ("नहीं हुई", "not run"),
    "refuse": ("रोकता है", "refuse"),
    "review": ("कोई देखे", "review"),
    "note": ("छोटी बात", "note"),
    "system": ("सेवा", "system"),
    "beneficiary": ("लाभार्थी", "beneficiary"),
    "moderator": ("समीक्षक", "moderator"),
}


def word(name: str, language: str) -> str:
    """Return a word in a language; what has none is shown as it is."""
    hindi, english = WORDS.get(name, (name, name))
    return hindi if language == "hi" else english
