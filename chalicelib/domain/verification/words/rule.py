"""The rules of a verdict and of a draw as people read them, in Hindi and English."""

from typing import Final

from chalicelib.domain.verification.words.said import Pair

_VERDICT_HI: Final = (
    "नियम: जिस जाँच से “रोकें” निकलता है, वह विफल हो तो अनुभव रोका जाता है। "
    "“छोटी बात” को छोड़कर कोई और जाँच विफल हो या ध्यान माँगे, या ज़रूरी बात का पता न चले, "
    "तो कोई व्यक्ति देखता है; "
    "छोटी बातें कई साथ हों तब भी। बाक़ी सब जाँच में सही है, और प्रकाशन का निर्णय तब भी समीक्षक ही करते हैं।"
)
_VERDICT_EN: Final = (
    "The rule: a testimonial is refused when a check that leads to “refuse” failed. A person has "
    "to look when any other check failed or warned, unless it is only a note; when something is "
    "unknown that must be known; or when so many notes stand together that the campaign's limit is "
    "reached. Else it is verified, and a moderator still decides what is published."
)
_DRAW_HI: Final = (
    "हर स्तर अपनी पर्ची निकालता है: SHA-256 (बीज/स्तर/नाम) के पहले आठ बाइट, "
    "0 से 1 के बीच की संख्या। वह उस स्तर की दर से छोटी हो, तो वहाँ कोई व्यक्ति देखता है। "
    "केवल वही अनुभव निकाले जाते हैं जो जाँच में सही हैं।"
)
_DRAW_EN: Final = (
    "Each level draws a lot of its own: the first eight bytes of SHA-256 of seed/level/name, "
    "as a number from 0 to below 1. Where that lies below the level's rate, a person looks. "
    "Only what is verified is drawn."
)
VERDICT_RULE: Final[Pair] = (_VERDICT_HI, _VERDICT_EN)
DRAW_RULE: Final[Pair] = (_DRAW_HI, _DRAW_EN)
