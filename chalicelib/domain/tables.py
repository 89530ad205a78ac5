"""Tables that people upload and download: a row of one, its limits, and why a file is refused.

Every code has one sentence in Hindi and one in English that tells the person what to do next; none
of them speaks of archives, XML or character sets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.errors import Fact, InvalidInput

MOST_ROWS: Final = 2_000_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 32_767  # characters; Excel's own limit

Cell = str | int | float | None


class TableReason(StrEnum):
    """What is wrong with a table file as a whole. The codes are stable."""

    NOT_A_TABLE = "not_a_table"
    EMPTY = "empty"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    OPEN_QUOTE = "open_quote"
    BROKEN_ARCHIVE = "broken_archive"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - a code, no password
    OLD_EXCEL = "old_excel"
    MIXED_ENCODING = "mixed_encoding"


REFUSALS: Final[Mapping[str, Mapping[str, str]]] = {
    TableReason.NOT_A_TABLE: {
        "hi": "यह तालिका की फ़ाइल नहीं है। इसे Excel में खोलें और .xlsx या .csv के रूप में सहेजकर भेजें।",
        "en": "This is not a table file. Open it in Excel, save it as .xlsx or .csv and send that.",
    },
    TableReason.EMPTY: {
        "hi": "फ़ाइल में कोई पंक्ति नहीं है। भरी हुई फ़ाइल चुनकर भेजें।",
        "en": "The file has no rows. Choose the file with the entries and send that.",
    },
    TableReason.TOO_LARGE_UNPACKED: {
        "hi": "फ़ाइल खुलने पर बहुत बड़ी हो जाती है। केवल ज़रूरी पंक्तियाँ नई फ़ाइल में रखकर भेजें।",
        "en": "The file is too large once it is opened. Copy the rows you need into a new file.",
    },
    TableReason.TOO_MANY_ROWS: {
        "hi": "फ़ाइल में 20 लाख से ज़्यादा पंक्तियाँ हैं। इसे छोटी फ़ाइलों में बाँटकर भेजें।",
        "en": "The file has more than 2,000,000 rows. Split it into smaller files.",
    },
    TableReason.TOO_MANY_COLUMNS: {
        "hi": "एक पंक्ति में 100 से ज़्यादा कॉलम भरे हैं। फ़ालतू कॉलम हटाकर भेजें।",
        "en": "A row fills more than 100 columns. Delete the columns that are not needed.",
    },
    TableReason.CELL_TOO_LONG: {
        "hi": 'एक खाने में 32,767 से ज़्यादा अक्षर हैं। देखें कि कहीं उद्धरण चिह्न (") खुला तो नहीं रह गया।',
        "en": "A cell holds more than 32,767 characters. Perhaps a quotation mark is not closed.",
    },
    TableReason.OPEN_QUOTE: {
        "hi": 'एक उद्धरण चिह्न (") खुला रह गया है। उसे बंद करें या हटाएँ और फ़ाइल दोबारा भेजें।',
        "en": "A quotation mark is never closed. Close it or delete it and send the file again.",
    },
    TableReason.BROKEN_ARCHIVE: {
        "hi": "फ़ाइल ख़राब है और नहीं खुलती। इसे Excel में खोलें, दोबारा सहेजें और भेजें।",
        "en": "The file is damaged. Open it in Excel, save it again and send that.",
    },
    TableReason.PASSWORD_PROTECTED: {
        "hi": "फ़ाइल पर पासवर्ड लगा है। Excel में पासवर्ड हटाकर सहेजें और भेजें।",
        "en": "The file has a password. Remove the password in Excel, save the file and send it.",
    },
    TableReason.OLD_EXCEL: {
        "hi": "यह पुराने Excel (.xls) की फ़ाइल है। इसे Excel में .xlsx के रूप में सहेजकर भेजें।",
        "en": "This file is from an old Excel (.xls). Save it in Excel as .xlsx and send that.",
    },
    TableReason.MIXED_ENCODING: {
        "hi": "फ़ाइल के कुछ अक्षर पढ़े नहीं जाते। Excel में “CSV UTF-8” या .xlsx चुनकर सहेजें और भेजें।",
        "en": "Some letters cannot be read. Save the file as “CSV UTF-8” or .xlsx and send that.",
    },
}


class TableRefused(InvalidInput):
    """A file that cannot be read as a table; `reason` says why, `line` where when that is known."""

    slug = "table-refused"
    title = "This file cannot be read as a table"

    def __init__(self, reason: TableReason, detail: str = "", **facts: Fact) -> None:
        texts = REFUSALS[reason]
        told: dict[str, Fact] = {"text_hi": texts["hi"], "text_en": texts["en"], **facts}
        super().__init__(detail or texts["en"], reason=reason.value, **told)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row that is not empty, its cells stripped and without empty ones at the end."""

    sheet: str  # "" for text files
    line: int  # 1-based, as Excel or a text editor numbers it
    cells: tuple[str, ...]
