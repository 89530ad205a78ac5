"""Which columns a sheet of each kind has, and what offices call them in Hindi and English.

A column's own name is always one of its headers. Case, spaces, punctuation and nuktas do not
matter, so each habit stands here once. Headers that no kind may have are in promises.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final


class ImportKind(StrEnum):
    """What the rows of a sheet are."""

    AREAS = "areas"
    WORKERS = "workers"
    BENEFICIARIES = "beneficiaries"
    WORKSHOPS = "workshops"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One thing a row may say, and the headers under which it is found."""

    name: str
    required: bool = False
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The columns of one kind. `needs` holds sets of which a sheet has at least one column each."""

    columns: tuple[Column, ...]
    needs: tuple[frozenset[str], ...]


_ENGLISH: Final = ("en", "english", "अंग्रेज़ी", "इंग्लिश")


def _column(name: str, headers: str) -> Column:
    """Return a column; its headers stand between commas, and a star makes it required."""
    known = tuple(header.strip() for header in headers.split(","))
    return Column(name=name.rstrip("*"), required=name.endswith("*"), headers=known)


def _columns(name: str, subjects: str) -> tuple[Column, ...]:
    """Return the columns of a name: one per language, and one whose script decides."""
    return (
        Column(name=f"{name}_hi", headers=_in_language(subjects, ("hi", "hindi", "हिंदी"))),
        Column(name=f"{name}_en", headers=_in_language(subjects, _ENGLISH)),
        _column(name, subjects),
    )


def _in_language(subjects: str, tongues: tuple[str, ...]) -> tuple[str, ...]:
    """Return नाम हिंदी में, Name (English), english_name and the like."""
    shapes = ("{0} {1}", "{1} {0}", "{0} in {1}", "{0} {1} में", "{1} में {0}")
    words = product(shapes, subjects.split(","), tongues)
    return tuple(shape.format(subject, tongue) for shape, subject, tongue in words)


_PHONE: Final = _column(
    "phone",
    "phone no, phone number, mobile, mobile no, mobile number, contact, contact no, contact number,"
    "whatsapp number, फ़ोन, फ़ोन नं, फ़ोन नंबर, मोबाइल, मोबाइल नं, मोबाइल नंबर, मोबाइल संख्या, दूरभाष,"
    "दूरभाष संख्या, संपर्क, संपर्क नंबर, संपर्क संख्या",
)
_AREA: Final = (
    "area, booth, booth code, booth no, booth number, क्षेत्र, क्षेत्र कोड, क्षेत्र का कोड, बूथ, बूथ कोड,"
    "बूथ नं, बूथ नंबर, बूथ संख्या, बूथ क्रमांक"
)

_AREAS: Final = (
    _column("code*", "area code, area id, कोड, क्षेत्र कोड, क्षेत्र का कोड, क्षेत्र संख्या"),
    _column(
        "parent_code",
        "parent, parent area, under, parent area code, ऊपर का क्षेत्र, मूल क्षेत्र,"
        "ऊपर का कोड, मूल क्षेत्र कोड, ऊपरी क्षेत्र का कोड",
    ),
    _column("level*", "area level, type, area type, स्तर, क्षेत्र का स्तर, प्रकार"),
    *_columns("name", "name,area name,नाम,क्षेत्र का नाम"),
    _column("target", "target visits, लक्ष्य, भेंट का लक्ष्य"),
    _column("is_desk", "desk, review desk, डेस्क, समीक्षा डेस्क"),
    _column("latitude", "lat, gps latitude, अक्षांश"),
    _column("longitude", "lon, long, lng, gps longitude, देशांतर, रेखांश"),
    _column(
        "reach_m",
        "reach, reach in m, reach in metres, radius, radius in m, दायरा, घेरा, दायरा मीटर में",
    ),
)
_WORKERS: Final = (
    _column(
        "reference*",
        "ref, ref no, reference no, id, worker id, worker code, worker no,"
        "employee id, संदर्भ, संदर्भ संख्या, आईडी, कार्यकर्ता आईडी, कार्यकर्ता कोड, कार्यकर्ता संख्या",
    ),
    _column("username", "user, user id, login, login id, उपयोगकर्ता नाम, यूज़रनेम, लॉगिन"),
    *_columns("name", "name,full name,worker name,name of worker,नाम,पूरा नाम,कार्यकर्ता का नाम"),
    _PHONE,
    _column("role", "designation, post, duty, भूमिका, पद, दायित्व, ज़िम्मेदारी"),
    _column("area_code*", _AREA),
)
_BENEFICIARIES: Final = (
    _column(
        "booth_code*",
        f"{_AREA}, area code, polling booth, polling station, part no,"
        "part number, मतदान केंद्र, भाग संख्या",
    ),
    _column(
        "serial",
        "serial no, serial number, s no, sr no, sl no, क्रम, क्र, क्र सं, क्रम सं, क्रमांक,क्रम संख्या",
    ),
    _column(
        "reference",
        "ref, ref no, reference no, id, beneficiary id, beneficiary code,"
        "beneficiary no, beneficiary number, registration no, registration number, संदर्भ,"
        "संदर्भ संख्या, आईडी, लाभार्थी आईडी, लाभार्थी कोड, लाभार्थी संख्या, लाभार्थी क्रमांक,"
        "पंजीकरण संख्या",
    ),
    *_columns(
        "name",
        "name,full name,beneficiary name,name of beneficiary,"
        "नाम,पूरा नाम,लाभार्थी का नाम,हितग्राही का नाम",
    ),
    *_columns(
        "guardian_name",
        "guardian,guardian name,father name,father's name,husband name,husband's name,"
        "father/husband name,father's/husband's name,"
        "अभिभावक,अभिभावक का नाम,संरक्षक का नाम,पिता का नाम,पति का नाम,पिता/पति का नाम",
    ),
    _column("relation", "relationship, relation type, संबंध, रिश्ता, नाता"),
    _PHONE,
    _column("schemes", "scheme, scheme name, scheme code, योजना, योजनाएँ, योजनाएं, योजना का नाम"),
    _column("gender", "sex, लिंग"),
    _column("age", "age in years, आयु, उम्र, आयु वर्ष में"),
    _column("birth_year", "year of birth, yob, जन्म वर्ष, जन्म का वर्ष"),
    _column(
        "house",
        "house no, house number, मकान, मकान नं, मकान नंबर, मकान संख्या, गृह संख्या, घर नंबर,घर संख्या",
    ),
    _column("address", "full address, पता, पूरा पता"),
    _column("household", "household id, household no, family id, परिवार, परिवार आईडी, परिवार संख्या"),
    _column(
        "ration_card", "ration card no, ration card number, राशन कार्ड, राशन कार्ड नंबर,राशन कार्ड संख्या"
    ),
    _column(
        "voter_id",
        "voter id no, voter id number, voter card, epic, epic no, epic number,"
        "वोटर आईडी, मतदाता पहचान पत्र, मतदाता पहचान पत्र संख्या, ईपिक",
    ),
    _column(
        "scheme_id",
        "scheme no, scheme number, scheme registration no, योजना आईडी,"
        "योजना संख्या, योजना क्रमांक, योजना पंजीकरण संख्या",
    ),
)
_WORKSHOPS: Final = (
    _column(
        "reference*",
        "ref, ref no, reference no, id, workshop id, workshop code, code, संदर्भ,"
        "संदर्भ संख्या, आईडी, कोड, कार्यशाला आईडी, कार्यशाला कोड, कार्यशाला संख्या",
    ),
    _column("area_code*", f"{_AREA}, mandal, mandal code, मंडल, मंडल कोड"),
    *_columns(
        "title", "title,name,topic,workshop title,workshop name,शीर्षक,नाम,विषय,कार्यशाला का नाम"
    ),
    _column(
        "starts_at*", "date, day, start date, workshop date, तारीख, दिनांक, तिथि, कार्यशाला की तारीख"
    ),
    _column("start_time", "time, from, समय, शुरू का समय, आरंभ समय"),
    _column("place", "venue, location, address, स्थान, जगह, पता"),
    _column("trainers", "trainer, trainer name, प्रशिक्षक, प्रशिक्षकों के नाम"),
    _column("finish_by", "finish by date, last date, deadline, अंतिम तिथि, अंतिम तारीख"),
    _column("capacity", "seats, क्षमता, सीटें"),
)

_A_NAME: Final = frozenset({"name_hi", "name_en", "name"})

SHEETS: Final[Mapping[ImportKind, Sheet]] = {
    ImportKind.AREAS: Sheet(columns=_AREAS, needs=(_A_NAME,)),
    ImportKind.WORKERS: Sheet(columns=_WORKERS, needs=()),
    ImportKind.BENEFICIARIES: Sheet(
        columns=_BENEFICIARIES, needs=(_A_NAME, frozenset({"serial", "reference"}))
    ),
    ImportKind.WORKSHOPS: Sheet(columns=_WORKSHOPS, needs=()),
}
