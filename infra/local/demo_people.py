"""Made-up people and places for the demo campaign. Nobody here exists; numbers are invented."""

from typing import Final

Words = dict[str, str]

# The numbers that people ring and hang up on; of a range that no network gives out.
CONFIRM_NUMBER: Final = "+911140000001"
WITHDRAW_NUMBER: Final = "+911140000002"
STATE: Final[Words] = {"hi": "उत्तराखण्ड", "en": "Uttarakhand"}
CONSTITUENCY: Final[Words] = {"hi": "हरिद्वार", "en": "Haridwar"}
# District → mandals → booths.
TREE: Final[tuple[tuple[Words, tuple[tuple[Words, tuple[Words, ...]], ...]], ...]] = (
    (
        {"hi": "गंगा तट", "en": "Ganga Tat"},
        (
            (
                {"hi": "ज्वालापुर", "en": "Jwalapur"},
                (
                    {"hi": "बूथ 101 प्राथमिक विद्यालय", "en": "Booth 101 Primary School"},
                    {"hi": "बूथ 102 पंचायत घर", "en": "Booth 102 Panchayat House"},
                ),
            ),
            ({"hi": "कनखल", "en": "Kankhal"}, ({"hi": "बूथ 103 कनखल", "en": "Booth 103 Kankhal"},)),
        ),
    ),
    (
        {"hi": "पूर्वी तराई", "en": "East Terai"},
        (
            (
                {"hi": "लक्सर", "en": "Laksar"},
                (
                    {"hi": "बूथ 104 लक्सर बाज़ार", "en": "Booth 104 Laksar Bazaar"},
                    {"hi": "बूथ 105 सुल्तानपुर", "en": "Booth 105 Sultanpur"},
                ),
            ),
            (
                {"hi": "मंगलौर", "en": "Manglaur"},
                ({"hi": "बूथ 106 मंगलौर", "en": "Booth 106 Manglaur"},),
            ),
        ),
    ),
)
GIVEN: Final[tuple[tuple[str, str], ...]] = (
    ("सुनीता", "Sunita"), ("रमेश", "Ramesh"), ("गीता", "Geeta"), ("महेन्द्र", "Mahendra"),
    ("शबाना", "Shabana"), ("हरप्रीत", "Harpreet"), ("कमला", "Kamla"), ("दिनेश", "Dinesh"),
    ("लक्ष्मी", "Laxmi"), ("इमरान", "Imran"), ("पुष्पा", "Pushpa"), ("राजेन्द्र", "Rajendra"),
    ("ऊषा", "Usha"), ("विजय", "Vijay"), ("फ़ातिमा", "Fatima"), ("बलवंत", "Balwant"),
    ("मीना", "Meena"), ("सुरेश", "Suresh"), ("सरोज", "Saroj"), ("ओम प्रकाश", "Om Prakash"),
)  # fmt: skip
FAMILY: Final[tuple[tuple[str, str], ...]] = (
    ("देवी", "Devi"), ("कुमार", "Kumar"), ("रावत", "Rawat"), ("नेगी", "Negi"), ("बेगम", "Begum"),
    ("सिंह", "Singh"), ("शर्मा", "Sharma"), ("सैनी", "Saini"), ("अहमद", "Ahmad"), ("बिष्ट", "Bisht"),
)  # fmt: skip
GUARDIANS: Final[tuple[tuple[str, str], ...]] = (
    ("मोहन लाल", "Mohan Lal"), ("राम सिंह", "Ram Singh"), ("अब्दुल रहमान", "Abdul Rahman"),
    ("शिव प्रसाद", "Shiv Prasad"), ("गुरदीप सिंह", "Gurdeep Singh"),
)  # fmt: skip
SCHEMES: Final[tuple[tuple[str, ...], ...]] = (
    ("Ujjwala",), ("PM Awas",), ("Jal Jeevan",), ("Ayushman",), ("Ujjwala", "Jal Jeevan"),
)  # fmt: skip
NOTICES: Final[Words] = {
    "hi": (
        "हम आपसे मिले लाभ के अनुभव के बारे में पूछने आए हैं। आप चाहें तो हम आपका फ़ोटो और छोटा वीडियो "
        "ले सकते हैं और उसे सोशल मीडिया पर दिखा सकते हैं। हर बात के लिए अलग-अलग सहमति है; मना करने पर "
        "आपके किसी लाभ पर कोई असर नहीं पड़ेगा। आप जब चाहें सहमति वापस ले सकते हैं; तब हम पोस्ट हटा देंगे।"
    ),
    "en": (
        "We have come to ask about your experience of the benefit you received. If you wish, we "
        "may take your photo and a short video and show them on social media. You agree to each of "
        "these separately; saying no changes nothing about any benefit of yours. You may take your "
        "consent back at any time, and then we take the post down."
    ),
}


def person(number: int) -> tuple[Words, Words]:
    """Return the names of person `number` and of her guardian."""
    given = GIVEN[number % len(GIVEN)]
    family = FAMILY[(number * 7 + number // len(GIVEN)) % len(FAMILY)]
    guardian = GUARDIANS[number % len(GUARDIANS)]
    names = {"hi": f"{given[0]} {family[0]}", "en": f"{given[1]} {family[1]}"}
    return names, {"hi": guardian[0], "en": guardian[1]}


def phone(number: int) -> str | None:
    """Return person `number`'s phone: mostly mobiles, with the gaps that real rolls have."""
    if number % 20 == 13:  # noqa: PLR2004
        return None
    if number % 20 == 17:  # noqa: PLR2004
        return f"+911334{number:06d}"  # a landline of the area
    return f"+9190000{number:05d}"
