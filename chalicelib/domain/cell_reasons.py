"""Why a cell of a spreadsheet was refused, in words for the office that made the sheet.

The codes are stable: error reports and records use them. No sentence repeats what the cell said,
since a report is read by more people than the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """What is wrong with a cell."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_NAME = "not_a_name"
    FORMULA = "formula"
    MIXED_SCRIPT = "mixed_script"
    NOT_A_PHONE = "not_a_phone"
    TWO_NUMBERS = "two_numbers"
    NUMBER_SHORTENED = "number_shortened"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    SHORT_YEAR = "short_year"
    IMPOSSIBLE_DATE = "impossible_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_CODE = "not_a_code"
    NOT_DEGREES = "not_degrees"


SENTENCES: Final[Mapping[Reason, Mapping[str, str]]] = {
    Reason.MISSING: {
        "hi": "यह खाना खाली है। इसे भरें।",
        "en": "This cell is empty. Fill it in.",
    },
    Reason.TOO_LONG: {
        "hi": "यहाँ बहुत ज़्यादा अक्षर हैं। छोटा करके लिखें।",
        "en": "There are too many letters here. Write it shorter.",
    },
    Reason.NOT_A_NAME: {
        "hi": "यह नाम नहीं है। नाम केवल अक्षरों में लिखें, चिह्न या इमोजी के बिना।",
        "en": "This is not a name. Write it in letters, without symbols or emoji.",
    },
    Reason.FORMULA: {
        "hi": "यह सूत्र (फ़ॉर्मूला) या उसकी त्रुटि है। सूत्र की जगह नाम लिखें।",
        "en": "This is a formula or its error. Write the name instead of the formula.",
    },
    Reason.MIXED_SCRIPT: {
        "hi": "एक ही शब्द में दो लिपियों के अक्षर हैं। शब्द को एक ही लिपि में लिखें।",
        "en": "One word has letters of two scripts. Write each word in one script.",
    },
    Reason.NOT_A_PHONE: {
        "hi": "यह फ़ोन नंबर नहीं है। दस अंकों का नंबर लिखें; विदेशी नंबर + से शुरू करें।",
        "en": "This is not a phone number. Write ten digits; begin a foreign number with +.",
    },
    Reason.TWO_NUMBERS: {
        "hi": "इस खाने में दो फ़ोन नंबर हैं। एक ही नंबर लिखें।",
        "en": "This cell has two phone numbers. Keep one of them.",
    },
    Reason.NUMBER_SHORTENED: {
        "hi": "एक्सेल ने इस नंबर के अंक मिटा दिए। कॉलम को टेक्स्ट बनाकर पूरा नंबर फिर लिखें।",
        "en": "Excel cut digits off this number. Format the column as text and type it again.",
    },
    Reason.NOT_A_NUMBER: {
        "hi": "यह पूर्ण संख्या नहीं है। केवल अंक लिखें।",
        "en": "This is not a whole number. Write digits only.",
    },
    Reason.OUT_OF_RANGE: {
        "hi": "यह संख्या बहुत छोटी या बहुत बड़ी है। जाँचकर सही संख्या लिखें।",
        "en": "This number is too small or too large. Check it and correct it.",
    },
    Reason.NOT_A_DATE: {
        "hi": "यह तारीख नहीं है। दिन/माह/वर्ष लिखें, जैसे 05/02/2026।",
        "en": "This is not a date. Write day/month/year, like 05/02/2026.",
    },
    Reason.SHORT_YEAR: {
        "hi": "वर्ष के केवल दो अंक हैं। चारों अंक लिखें, जैसे 2026।",
        "en": "The year has only two digits. Write all four, like 2026.",
    },
    Reason.IMPOSSIBLE_DATE: {
        "hi": "कैलेंडर में यह तारीख नहीं होती। दिन पहले, फिर माह, फिर वर्ष लिखें।",
        "en": "The calendar has no such date. Write the day first, then month and year.",
    },
    Reason.DATE_OUT_OF_RANGE: {
        "hi": "यह तारीख तय दिनों से बाहर है। जाँचकर सही तारीख लिखें।",
        "en": "This date lies outside the days allowed. Check it and correct it.",
    },
    Reason.NOT_A_CHOICE: {
        "hi": "यह शब्द इस कॉलम में नहीं चलता। सूची में दिए शब्दों में से एक लिखें।",
        "en": "This column does not know the word. Write one of the words it allows.",
    },
    Reason.NOT_A_CODE: {
        "hi": "कोड में केवल अक्षर, अंक और - / _ . हो सकते हैं। बाकी हटाएँ।",
        "en": "A code has only letters, digits and - / _ . in it. Take out the rest.",
    },
    Reason.NOT_DEGREES: {
        "hi": "यह अक्षांश या देशांतर नहीं है। दशमलव में डिग्री लिखें, जैसे 26.4499।",
        "en": "This is no latitude or longitude. Write degrees with decimals, like 26.4499.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong in which column."""

    column: str
    reason: Reason


class CellRefused(Exception):
    """A cell that cannot be taken as it stands; its row is reported, the other rows go on."""

    def __init__(self, column: str, reason: Reason) -> None:
        super().__init__(f"{column}: {reason.value}")
        self.trouble = Trouble(column=column, reason=reason)
