"""The words that stand in a column of choices, in Hindi and English, and what they stand for.

They are made for cells.choice, which does not mind case, spaces, punctuation and nuktas.
"""

from collections.abc import Iterator, Mapping
from typing import Final


def _words(**spellings: str) -> dict[str, str]:
    return dict(_spelled(spellings))


def _spelled(spellings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for meaning, words in spellings.items():
        for word in (meaning, *words.split(",")):
            yield word.strip(), meaning


ROLE_WORDS: Final[Mapping[str, str]] = _words(
    worker="field worker, volunteer, कार्यकर्ता, कार्यकर्त्री, स्वयंसेवक",
    trainer="प्रशिक्षक, प्रशिक्षिका",
    in_charge="incharge, प्रभारी",
    co_convener="co convenor, सह संयोजक, सह संयोजिका",
    convener="convenor, संयोजक, संयोजिका",
    moderator="reviewer, समीक्षक, मॉडरेटर",
)
GENDER_WORDS: Final[Mapping[str, str]] = _words(
    female="f, woman, w, महिला, स्त्री, म, औरत",
    male="m, man, पुरुष, पु, आदमी",
    other="o, transgender, third gender, t, अन्य, किन्नर, ट्रांसजेंडर, तृतीय लिंग",
)
YES_NO_WORDS: Final[Mapping[str, str]] = _words(
    yes="y, true, 1, हाँ, हां, जी हाँ", no="n, false, 0, नहीं, ना"
)
