"""Words around a name, in every script: titles, relatives, aliases, short forms, shared names.

A line per script. What a clerk writes before, behind or instead of a name belongs here; another
language is another line. Words are compared as they are read, so one spelling of each will do.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

# Before a name.
TITLES: Final = """
    shri shree sri sree sh shriman shrimati shreemati srimati smt sushri km ku kum kumari
    late swargiya swargeeya mr mrs ms miss dr prof er adv pt
    haji hazi hafiz maulana moulana maulvi moulvi janab mst most musammat mosammat
    श्री श्रीमती श्रीमति श्रीमान सुश्री कु कुमारी मिस स्व स्वर्गीय डॉ पं
    हाजी हाफ़िज़ मौलाना मौलवी जनाब मुसम्मात
    শ্রী শ্রীমতী শ্রীমতি শ্রীমান মৃত কুমারী ডাঃ মোসাম্মৎ মোছাঃ হাজী
    ਸ੍ਰੀ ਸ਼੍ਰੀ ਸ਼੍ਰੀਮਤੀ ਸ੍ਰੀਮਤੀ ਸਵ ਸਵਰਗੀ ਡਾ ਕੁਮਾਰੀ
    શ્રી શ્રીમતી સ્વ સ્વર્ગસ્થ ડૉ કુ કુમારી
    محترمہ جناب مرحوم مرحومہ حاجی مولانا ڈاکٹر
"""
# Behind it.
POLITE: Final = """
    ji jee saheb sahab sahib
    जी साहब साहेब
    সাহেব
    ਜੀ
    જી સાહેબ
    صاحب صاحبہ
"""


class Relative(StrEnum):
    """Whose name follows. A father and a husband are two people and are never compared."""

    PARENT = "parent"
    SPOUSE = "spouse"
    OTHER = "other"


# Latin forms are patterns; so s/o, S / O, w.o. and "son of" are all read.
RELATIVES: Final[Mapping[Relative, str]] = {
    Relative.PARENT: r"""
        [sd](?:\s?/\s?|\.)o (?:son|daughter)\s+of
        पुत्र पुत्री सुपुत्र सुपुत्री पिता माता
        পুত্র কন্যা পিতা
        ਪੁੱਤਰ ਪੁੱਤਰੀ ਸਪੁੱਤਰ ਸਪੁੱਤਰੀ ਪਿਤਾ
        પુત્ર પુત્રી પિતા
        ولد بنت دختر
    """,
    Relative.SPOUSE: r"""
        [wh](?:\s?/\s?|\.)o (?:wife|husband|widow)\s+of
        पत्नी धर्मपत्नी पति विधवा
        স্ত্রী স্বামী
        ਪਤਨੀ ਪਤੀ
        પત્ની પતિ
        زوجہ
    """,
    Relative.OTHER: r"""
        [cb](?:\s?/\s?|\.)o (?:care|brother)\s+of
        द्वारा
    """,
}
ALIASES: Final = """
    urf alias aka @
    उर्फ उर्फ़
    ওরফে
    ਉਰਫ਼
    ઉર્ફે
    عرف
"""

# Written short, by its usual spelling. A short form that is a title elsewhere is none of a name.
SHORT: Final[Mapping[str, str]] = {
    "kr": "kumar", "kmr": "kumar", "pd": "prasad", "prd": "prasad", "chd": "chand",
    "md": "muhammad", "mohd": "muhammad", "mhd": "muhammad", "mohm": "muhammad",
    "mo": "muhammad", "mu": "muhammad", "sk": "shaikh", "abd": "abdul",
}  # fmt: skip
# What letters are called where a name is written by ear: एस. के. शर्मा is S. K. Sharma.
LETTERS: Final[Mapping[str, str]] = {
    "ए": "a", "बी": "b", "सी": "c", "डी": "d", "ई": "e", "एफ": "f", "एच": "h", "आई": "i",
    "जे": "j", "के": "k", "एल": "l", "एम": "m", "एन": "n", "ओ": "o", "पी": "p", "क्यू": "q",
    "आर": "r", "एस": "s", "टी": "t", "यू": "u", "वी": "v", "डब्ल्यू": "w", "एक्स": "x", "वाई": "y",
}  # fmt: skip

# Second names that come and go from one list to the next.
OPTIONAL: Final = """
    devi kumari kumar singh bai begum khatun bano bibi bi kaur bhai ben bahen behen muhammad
"""
# These too, but not as half of a name: Ram Lal and Ram Prasad are two people.
MIDDLE: Final = "lal chand chandra prasad ram das nath"
# Too many people share these for one of them alone to say who somebody is.
SHARED: Final = f"""
    {OPTIONAL} lal chand prasad das nath khan ali abdul ansari shaikh saiyad
    yadav sharma verma gupta
"""
# Written as one word with the name before: Sunitadevi, Rameshbhai, Mahendrasinh.
JOINED: Final = ("kumari", "kumar", "devi", "prasad", "singh", "sinh", "bhai", "ben")
