"""Why a row or a whole file was not imported, in words for the office that made it.

What is wrong with a single cell is in cell_reasons.py, with a file that is no table in tables.py.
The codes are stable. No sentence repeats what a cell said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain import tables
from chalicelib.domain.cell_reasons import SENTENCES as CELLS

SEVERAL: Final = ", "


class RowReason(StrEnum):
    """What is wrong with a row, or worth saying of a sheet."""

    UNKNOWN_PLACE = "unknown_place"
    ELSEWHERE = "elsewhere"
    UNKNOWN_PARENT = "unknown_parent"
    OTHER_PARENT = "other_parent"
    TOO_MANY_BELOW = "too_many_below"
    DUPLICATE_ROW = "duplicate_row"
    WITHDRAWN = "withdrawn"
    OTHER_PERSON = "other_person"
    IS_AADHAAR = "is_aadhaar"
    ROLE_TOO_HIGH = "role_too_high"
    TOO_MANY_PLACES = "too_many_places"
    NAME_TAKEN = "name_taken"
    UNKNOWN_TRAINER = "unknown_trainer"
    NO_NAME = "no_name"
    NO_NUMBER = "no_number"
    NOT_A_TIME = "not_a_time"
    DESK_IS_FIXED = "desk_is_fixed"
    NO_PLACE = "no_place"
    IGNORED_COLUMN = "ignored_column"
    REPEATED_COLUMN = "repeated_column"
    FORBIDDEN_COLUMN = "forbidden_column"
    NO_HEADER = "no_header"
    MORE_NOT_LISTED = "more_not_listed"


ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    RowReason.UNKNOWN_PLACE: {
        "hi": "आपके क्षेत्र में यह नहीं मिला। कोड जाँचें, पहले क्षेत्रों की फ़ाइल भेजें, या बड़ा क्षेत्र देखने वाले से कहें।",
        "en": "Your area has no such place. Check the code, import the areas first, "
        "or ask somebody who steers a larger area.",
    },
    RowReason.ELSEWHERE: {
        "hi": "यह संदर्भ आपके क्षेत्र के बाहर की किसी प्रविष्टि का है। दोनों क्षेत्र देखने वाले से कहें।",
        "en": "This belongs to an entry outside your area. Ask somebody who steers both areas.",
    },
    RowReason.UNKNOWN_PARENT: {
        "hi": "ऊपर का क्षेत्र नहीं मिला। उसकी पंक्ति इस पंक्ति से पहले रखें।",
        "en": "The area above is not known. Put its row before this one.",
    },
    RowReason.OTHER_PARENT: {
        "hi": "यह क्षेत्र पहले से किसी और क्षेत्र के नीचे है और वहाँ से हटाया नहीं जा सकता।",
        "en": "This area already lies below another one and cannot be moved.",
    },
    RowReason.TOO_MANY_BELOW: {
        "hi": "एक ही क्षेत्र के ठीक नीचे 5,000 से ज़्यादा क्षेत्र हैं। बीच के क्षेत्र का कोड लिखें।",
        "en": "One area has more than 5,000 right below it. Write the code of one in between.",
    },
    RowReason.DUPLICATE_ROW: {
        "hi": "यही प्रविष्टि पंक्ति {line} में अलग विवरण के साथ है। दोनों में से एक पंक्ति रखें।",
        "en": "Line {line} says the same entry otherwise. Keep one of the two lines.",
    },
    RowReason.WITHDRAWN: {
        "hi": "इस व्यक्ति ने अपनी जानकारी वापस ले ली है। पंक्ति फ़ाइल से हटा दें।",
        "en": "This person has taken everything back. Delete the row from the file.",
    },
    RowReason.OTHER_PERSON: {
        "hi": "इस क्रम संख्या पर पहले कोई और था, जो अब दूसरी जगह है। इस पंक्ति में संदर्भ संख्या भी लिखें।",
        "en": "Somebody else had this serial and has moved. Write a reference in this row as well.",
    },
    RowReason.IS_AADHAAR: {
        "hi": "यह आधार संख्या जैसी है, जो कभी नहीं ली जाती। इस पंक्ति में दूसरी संदर्भ संख्या लिखें।",
        "en": "This looks like an Aadhaar number, which is never kept. Write another reference.",
    },
    RowReason.ROLE_TOO_HIGH: {
        "hi": "यह भूमिका देने का अधिकार आपके पास नहीं है। अपने एडमिन से कहें।",
        "en": "You may not give this role. Ask your administrator to do it.",
    },
    RowReason.TOO_MANY_PLACES: {
        "hi": "एक व्यक्ति के 100 से ज़्यादा क्षेत्र हैं। इनके ऊपर का क्षेत्र लिखें।",
        "en": "One person has more than 100 places. Write the area above them.",
    },
    RowReason.NAME_TAKEN: {
        "hi": "यह उपयोगकर्ता नाम किसी और का है। दूसरा नाम लिखें।",
        "en": "This user name is somebody else's. Write another one.",
    },
    RowReason.UNKNOWN_TRAINER: {
        "hi": "इस प्रशिक्षक का संदर्भ नहीं मिला। पहले कार्यकर्ताओं की फ़ाइल भेजें।",
        "en": "A trainer with this reference is not known. Import the workers first.",
    },
    RowReason.NO_NAME: {
        "hi": "नाम किसी भी भाषा में नहीं लिखा है। कम से कम एक भाषा में लिखें।",
        "en": "There is no name in any language. Write it in at least one.",
    },
    RowReason.NO_NUMBER: {
        "hi": "न क्रम संख्या है, न संदर्भ संख्या। दोनों में से एक लिखें।",
        "en": "There is neither a serial nor a reference number. Write one of them.",
    },
    RowReason.NOT_A_TIME: {
        "hi": "यह समय नहीं है। घंटे और मिनट लिखें, जैसे 10:30।",
        "en": "This is not a time of day. Write hours and minutes, like 10:30.",
    },
    RowReason.DESK_IS_FIXED: {
        "hi": "समीक्षा डेस्क पहली बार में ही तय होता है और बदला नहीं जा सकता। यह खाना खाली छोड़ें।",
        "en": "Where reviews are kept is decided once and cannot change. Leave this cell empty.",
    },
    RowReason.NO_PLACE: {
        "hi": "अक्षांश और देशांतर मिलकर कोई जगह नहीं बताते। दोनों लिखें, या दोनों खाली छोड़ें।",
        "en": "Latitude and longitude name no place together. Write both, or leave both empty.",
    },
    RowReason.IGNORED_COLUMN: {
        "hi": "सूचना: यह कॉलम पहचाना नहीं गया, इसलिए छोड़ दिया गया।",
        "en": "Note: this column was not recognised and was left out.",
    },
    RowReason.REPEATED_COLUMN: {
        "hi": "सूचना: इन कॉलमों का एक ही अर्थ है; केवल पहला पढ़ा गया।",
        "en": "Note: these columns mean the same; only the first was read.",
    },
    RowReason.FORBIDDEN_COLUMN: {
        "hi": "आधार संख्या या किसी लाभ का वादा नहीं भेजा जा सकता। यह कॉलम हटाकर फ़ाइल दोबारा भेजें।",
        "en": "This column may not be sent: no Aadhaar numbers, no promise of a benefit. "
        "Delete it and send the file again.",
    },
    RowReason.NO_HEADER: {
        "hi": "शीर्षक पंक्ति नहीं मिली। पहली 20 पंक्तियों में इन कॉलमों के नाम लिखें।",
        "en": "There is no header row. Write the names of these columns in the first 20 lines.",
    },
    RowReason.MORE_NOT_LISTED: {
        "hi": "और भी पंक्तियाँ नहीं ली गईं, जो यहाँ नहीं लिखी हैं। इन्हें सुधारकर फ़ाइल दोबारा भेजें।",
        "en": "More rows were not taken and are not listed. Mend these and send the file again.",
    },
}
ALL: Final[Mapping[str, Mapping[str, str]]] = {
    **tables.REFUSALS,
    **{reason.value: texts for reason, texts in CELLS.items()},
    **ROWS,
}


@dataclass(frozen=True, slots=True)
class At:
    """Where a row stands in its file."""

    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the error report. `first_line` is the one that a duplicate repeats."""

    at: At
    column: str
    reason: str
    first_line: int = 0


REPORT_HEADER: Final = ("line", "sheet", "column", "reason", "कारण", "what_to_do")


def report_row(told: Told) -> tuple[int | str, ...]:
    """Return a line of the report as its cells; what the row said is not among them."""
    texts = ALL[told.reason]
    said = (texts["hi"], texts["en"])
    if told.reason == RowReason.DUPLICATE_ROW:
        said = (said[0].format(line=told.first_line), said[1].format(line=told.first_line))
    return (told.at.line, told.at.sheet, told.column, told.reason, *said)
