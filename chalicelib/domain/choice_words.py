"""Why a publication was chosen for a slot, in Hindi and English, of what ranking.py kept.

No sentence names a place; the district stands beside it as an id, for a page to name.
"""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

LANGUAGES: Final[Mapping[str, Pair]] = {
    "as": ("असमिया", "Assamese"),
    "bn": ("बांग्ला", "Bengali"),
    "en": ("अंग्रेज़ी", "English"),
    "gu": ("गुजराती", "Gujarati"),
    "hi": ("हिंदी", "Hindi"),
    "kn": ("कन्नड़", "Kannada"),
    "ml": ("मलयालम", "Malayalam"),
    "mr": ("मराठी", "Marathi"),
    "or": ("ओड़िया", "Odia"),
    "pa": ("पंजाबी", "Punjabi"),
    "ta": ("तमिल", "Tamil"),
    "te": ("तेलुगु", "Telugu"),
    "ur": ("उर्दू", "Urdu"),
}
TURN: Final[Pair] = (
    "इसके ज़िले की बारी थी ({turn}वीं); वहाँ और ज़िलों की तरह एक बार में एक ही पोस्ट चुनी जाती है।",
    "It was its district's turn ({turn}); like every district, it has one post a turn.",
)
ALONE: Final[Pair] = ("वहाँ केवल यही चुनी जा सकती थी।", "Nothing else there could be posted.")
BEST: Final[Pair] = (
    "देखी गई {waiting} में यह सबसे आगे थी: नई और अच्छी तरह जाँची हुई पहले।",
    "Of the {waiting} looked at, it came first: the newer and better verified go first.",
)
DRAWN: Final[Pair] = (
    "देखी गई {waiting} में यह {place}वीं थी; भाषा के कारण आगे आई, जो हाल की पोस्टों में कम थी ({share}%)।",
    (
        "It was number {place} of {waiting} looked at, and was drawn forward by its language, "
        "which the latest posts had little of ({share} %)."
    ),
)
STRENGTH: Final[Pair] = (
    "जाँच के {strength}% निष्कर्ष सही रहे।",
    "{strength} % of its checks had passed.",
)
WAITED: Final[Pair] = ("इसने {hours} घंटे इंतज़ार किया।", "It had waited for {hours} hours.")
LANGUAGE: Final[Pair] = ("भाषा: {language}।", "Its language: {language}.")
WORDLESS: Final[Pair] = (
    "इस चैनल की भाषाओं में इसके शब्द नहीं हैं, इसलिए यह औरों के बाद आई।",
    "It has no words in the channel's languages, so others went first.",
)
PASSED: Final[Pair] = (
    "{passed} और रोक या मौन अवधि के कारण छोड़ी गईं।",
    "{passed} more were passed over because of a freeze or a blackout.",
)


def told_choice(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the reason by language; what an older version kept says less."""
    said = [TURN, _standing(chosen), STRENGTH, WAITED]
    said.append(LANGUAGE if chosen.get("language") else WORDLESS)
    if chosen.get("passed", "0") != "0":
        said.append(PASSED)
    return {"hi": _joined(said, chosen, 0), "en": _joined(said, chosen, 1)}


def _standing(chosen: Mapping[str, str]) -> Pair:
    if chosen.get("waiting", "1") == "1":
        return ALONE
    return BEST if chosen.get("place", "1") == "1" else DRAWN


def _joined(said: list[Pair], chosen: Mapping[str, str], language: int) -> str:
    code = chosen.get("language", "")
    words = {
        "turn": chosen.get("turn", "0"),
        "waiting": chosen.get("waiting", "1"),
        "place": chosen.get("place", "1"),
        "passed": chosen.get("passed", "0"),
        "share": f"{float(chosen.get('share', '0')) * 100:.0f}",
        "strength": f"{float(chosen.get('strength', '0')) * 100:.0f}",
        "hours": f"{int(chosen.get('waited_s', '0')) / 3600:.1f}",
        "language": LANGUAGES.get(code, (code, code))[language],
    }
    return " ".join(pair[language].format(**words) for pair in said)
