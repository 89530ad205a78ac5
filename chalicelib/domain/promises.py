"""Fields that no campaign may have: those that promise a benefit, and those that ask for Aadhaar.

Collecting names for benefits to come is a corrupt practice (Election Commission of India, 2 May
2024). What people received already may be named.
"""

import re
from functools import cache
from typing import Final

from chalicelib.domain.spelling import plain_words

# A phrase begins at a word and may end inside one: मिलेग stands for मिलेगा and मिलेगी.
_PROMISES: Final = """
    promise, promising, guarantee, guaranty, assured benefit, assurance of
    will get, willget, will receive, will be given, will be paid, will be provided, will benefit
    shall get, shall receive, shall be given, would get, would receive, going to get
    to be given, to be paid, to be provided, to be received, to be distributed
    benefit wanted, benefits wanted, wants benefit, benefit needed, benefit expected
    expected benefit, future benefit, desired benefit, proposed benefit
    after election, after the election, post election, if elected, if we win
    वादा, वादे, वादों, वायदा, वायदे, वचन, गारंट, गैरंट, आश्वास
    मिलेग, मिलेंग, देग, देंग, पाएग, पाएंग, पायेग, पायेंग, मिलने वाल, मिलनेवाल, मिलना है, देना है
    दिया जाएग, दिया जायेग, दिया जाना, दी जाएग, दी जायेग, दी जाएंग, दी जायेंग, दी जानी
    दिए जाएंग, दिए जायेंग, दिये जाएंग, दिये जायेंग, दिए जाने, दिये जाने
    अपेक्षित लाभ, भावी लाभ, भविष्य में, लाभ चाहिए, लाभ चाहिये
    चुनाव के बाद, चुनाव बाद, जीतने पर, जीतने के बाद, सरकार बनने, सरकार आने
"""
# A right that has the word in its name is no promise: MGNREGA and its cards.
_NO_PROMISES: Final = """
    employment guarantee, rozgar guarantee, rojgar guarantee, credit guarantee, guarantee act
    रोज़गार गारंटी, गारंटी अधिनियम
"""
_AADHAAR: Final = """
    aadhaar, aadhar, adhaar, adhar, addhar, aadhr, uid, unique identification
    आधार, आधर, यूआईडी, यूआइडी
"""
# The Hindi word also means "ground".
_NO_AADHAAR: Final = """
    के आधार पर, किस आधार पर, इस आधार पर, जिस आधार पर, आधारित, आधारभूत, आधारशिला, आधार वर्ष
"""
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def promises_benefit(text: str) -> bool:
    """True when a field of this name promises a benefit, or asks which one is wished for."""
    return _says(text, _PROMISES, _NO_PROMISES)


def collects_aadhaar(text: str) -> bool:
    """True when a field of this name asks for an Aadhaar number."""
    return _says(text, _AADHAAR, _NO_AADHAAR)


def _says(text: str, phrases: str, but_not: str) -> bool:
    said = f" {' '.join(plain_words(_HUMP.sub(' ', text)))} "
    for other in _folded(but_not):
        said = said.replace(f"{other} ", " ")
    return any(phrase in said for phrase in _folded(phrases))


@cache
def _folded(phrases: str) -> tuple[str, ...]:
    """Return each phrase in its plain form, with the space that it begins after."""
    return tuple(
        f" {' '.join(plain_words(each))}" for each in re.split(r",|\n\s+", phrases.strip())
    )
