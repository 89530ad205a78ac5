"""Whether a text names an amount of money, in digits or words, Hindi of either script or English.

A number alone is none, nor is a year, a date or a count of days, rooms or people. One that stands
beside a coin's name or mark is; so is a large one whose noun is left out (2 lakh), and one beside
what is always money: an instalment, a pension, an account. When in doubt it is an amount: all that
follows is that a second person looks.
"""

import re
from functools import cache
from typing import Final
from unicodedata import normalize

from chalicelib.domain.spelling import UNSEEN, ascii_digits

_UNSEEN: Final = re.compile(f"[{UNSEEN}\u200c\u200d\u093c]")
# The letters and signs of Devanagari, without its digits and full stops.
_DEV: Final = "\u0900-\u0963\u0971-\u097f"
_START: Final = rf"(?<![a-z{_DEV}])"
_END: Final = rf"(?![a-z{_DEV}])"
_SIGNS: Final = "[₹₨$€£]"
# Whatever the spelling: रुपये रुपए रूपये रुपयों रुपैया; rupee, rupaye, rupiya, rupya.
_COIN: Final = (
    rf"(?:र[ुू]प(?:य[ाेों]{{1,2}}|[एऐ]|ैया){_END}|{_START}r[uo]+p(?:ees?|a?i?ya?[aei]+h?|ay){_END}"
    rf"|{_START}(?:rs|inr){_END}|{_START}र[ुू]{_END})"
)
# From its first digit on: a long row of digits is looked at once.
_NUMBER: Final = r"(?<![\d,.])\d[\d,.]*"
_LARGE: Final = (
    r"(?:लाख|करोड|हजार|अरब)(?:ों)?|lakhs?|lacs?|crores?|karod|karor|thousand|million|billion"
    r"|ha[zj]a+r"
)
_UNIT: Final = rf"(?:{_LARGE}|सैकडों|सौ|hundreds?|sau|thousands|millions|k)"
_WORDS: Final = (
    "एक दो तीन चार पांच छह छः छे सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस "
    "पच्चीस तीस पैंतीस चालीस पैंतालीस पचास पचपन साठ सत्तर पचहत्तर अस्सी नब्बे डेढ ढाई सवा "
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty "
    "fifty sixty seventy eighty ninety ek do teen char chaar paanch panch chhe saat aath nau das "
    "bees pachees tees chalis pachas saath sattar assi nabbe dedh dhai sava"
)
_SAID: Final = "|".join(_WORDS.split())
# With what stands in words a coin has to be named, since "two" may be two of anything.
_IN_WORDS: Final = rf"{_START}(?:{_SAID}|{_UNIT}){_END}(?: of)? *(?:{_COIN}|{_SIGNS})"
_IN_DIGITS: Final = rf"{_NUMBER} *(?:{_UNIT}{_END})? *(?:of )?(?:{_COIN}|{_SIGNS}|/ *-)"
_COIN_FIRST: Final = rf"(?:{_COIN}|{_SIGNS})[. :\u0970]*(?:\d|(?:{_SAID}|{_UNIT}){_END})"
_SMALL_COIN: Final = rf"(?<!\d)\d+ *(?:paise|पैस[ेा]){_END}"
_OF_ANOTHER_LAND: Final = rf"{_NUMBER} *(?:dollars?|euros?|pounds?|usd|डॉलर){_END}"
# Of what a large number may count without being an amount.
_COUNTED: Final = (
    r"(?:लोग|परिवार|घर|मकान|गांव|महिला|किसान|बच्च|छात्र|मतदाता|मजदूर|कार्यकर्ता|सदस्य|पेड|दिन|साल|वर्ष|बार|घंट|किलो"
    r"|लीटर|मीटर|फुट|एकड|बीघा|यूनिट|शौचालय|नल|कनेक्शन|सिलेंडर|आवास|वोट"
    r"|people|person|famil|house|home|village|wom[ae]n|m[ae]n\b|farmer|child|kid|student|voter|worker"
    r"|member|tree|day|year|time|hour|step|kilo|km|kg|lit|met|feet|foot|acre|bigha|unit|toilet|tap"
    r"|connection|cylinder|visit|vote|log\b|parivar|ghar|makan|gaon|mahila|kisan|bacch|din\b|sal\b|saal)"
)
_OF_THEM: Final = rf" *(?:से|se|more|than|over|अधिक|ज्यादा)? *(?:[a-z{_DEV}]+ )?{_COUNTED}"
_LARGE_ALONE: Final = rf"{_NUMBER} *(?:{_LARGE}){_END}(?!{_OF_THEM})"
_MONEY: Final = (
    r"(?:किस्त|किश्त|पेंशन|सब्सिडी|अनुदान|राशि|रकम|वजीफा|छात्रवृत्ति|मानदेय|वेतन|मजदूरी|भत्ता|कर्ज|लोन|ऋण"
    r"|खाते|खाता|धन|पैस[ेा]|दाम|कीमत"
    r"|kist|kisht|pension|subsid[a-z]*|rashi|rakam|loan|kar[zj]|instal[a-z]*|grant|salary|wages?"
    r"|scholarship|allowance|account|khat[ae]|pais[ae]|cash|money|amount|paid|price|cost|worth)"
)
# A year may stand beside such a word; 2000 is an instalment more often than a year.
_AMOUNT: Final = r"(?<![\d,/.-])(?!(?:19\d\d|20(?:0[1-9]|[1-9]\d))(?!\d))\d[\d,]{2,}(?![\d/-]|\.\d)"
_BESIDE: Final = rf"(?: *(?:[a-z{_DEV}]+ ){{0,2}} *)"
_NEAR_MONEY: Final = (
    rf"{_AMOUNT} {_BESIDE}{_START}{_MONEY}|{_START}{_MONEY}(?:[a-z{_DEV}]* ){_BESIDE}{_AMOUNT}"
    rf"(?! *{_COUNTED})"
)


def names_money(text: str) -> bool:
    """True when a text names an amount of money."""
    said = ascii_digits(normalize("NFKD", _UNSEEN.sub("", normalize("NFKD", text)))).lower()
    plain = _UNSEEN.sub("", said).replace("\u0901", "\u0902")
    return _pattern().search(" ".join(plain.split())) is not None


@cache
def _pattern() -> re.Pattern[str]:
    """Return all ways as one; made at first use, since few processes read captions."""
    ways = (
        _IN_DIGITS, _COIN_FIRST, _IN_WORDS, _SMALL_COIN, _OF_ANOTHER_LAND, _LARGE_ALONE,
        _NEAR_MONEY,
    )  # fmt: skip
    return re.compile("|".join(f"(?:{way})" for way in ways))
