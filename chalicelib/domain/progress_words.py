"""What the columns of a progress table are called, in Hindi and in English."""

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, str]

# The counts in the order of the journey, as columns.
COUNTS: Final[Mapping[str, Words]] = {
    "planned": {"hi": "सूची में लोग", "en": "Planned"},
    "visited": {"hi": "भेंट", "en": "Visited"},
    "contacted": {"hi": "मिले", "en": "Contacted"},
    "refused": {"hi": "मना किया", "en": "Refused"},
    "not_home": {"hi": "घर पर नहीं", "en": "Not home"},
    "moved": {"hi": "जगह बदल ली", "en": "Moved"},
    "deceased": {"hi": "दिवंगत", "en": "Deceased"},
    "leaflets": {"hi": "पर्चे", "en": "Leaflets"},
    "stickers": {"hi": "स्टिकर", "en": "Stickers"},
    "calls": {"hi": "मिस्ड कॉल", "en": "Missed calls"},
    "photos": {"hi": "फ़ोटो", "en": "Photos"},
    "videos": {"hi": "वीडियो", "en": "Videos"},
    "consents": {"hi": "प्रकाशन की सहमति", "en": "Consents to publish"},
    "pending_review": {"hi": "समीक्षा बाकी", "en": "Waiting for review"},
    "approved": {"hi": "स्वीकृत", "en": "Approved"},
    "posted": {"hi": "प्रकाशित", "en": "Posted"},
    "withdrawn": {"hi": "सहमति वापस", "en": "Withdrawn"},
    "views": {"hi": "पोस्ट देखे गए", "en": "Views of posts"},
    "reactions": {"hi": "पोस्ट पर प्रतिक्रियाएँ", "en": "Reactions to posts"},
}
AREA: Final[Words] = {"hi": "क्षेत्र", "en": "Area"}
CODE: Final[Words] = {"hi": "कोड", "en": "Code"}
LEVEL: Final[Words] = {"hi": "स्तर", "en": "Level"}
DAY: Final[Words] = {"hi": "दिन", "en": "Day"}
SHARE: Final[Words] = {"hi": "भेंट, सूची का %", "en": "Visited, % of planned"}
NOTE: Final[Words] = {"hi": "टिप्पणी", "en": "Note"}
TOTAL: Final[Words] = {"hi": "कुल", "en": "Total"}
TITLE: Final[Words] = {"hi": "प्रगति", "en": "Progress"}
SILENT: Final[Words] = {"hi": "पहले दिन के बाद भी कोई भेंट नहीं", "en": "No visit after the first day"}
