"""The files of a made-up constituency: areas, workers and the roll. The same size gives the same.

25 people a booth, 40 booths a mandal, 10 mandals a district, as facts of the field have it: at
110,000 people that is 4,400 booths in 110 mandals of 11 districts.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local import demo_people as demo

PEOPLE_PER_BOOTH: Final = 25
BOOTHS_PER_MANDAL: Final = 40
MANDALS_PER_DISTRICT: Final = 10
HOUSEHOLD: Final = 4
NO_PHONE_EVERY: Final = 20
FIRST_PHONE: Final = 7_000_000_000
GIVEN_MORE: Final = (
    ("अनिता", "Anita"), ("राकेश", "Rakesh"), ("संगीता", "Sangeeta"), ("अशोक", "Ashok"),
    ("रुखसाना", "Rukhsana"), ("गुरमीत", "Gurmeet"), ("शांति", "Shanti"), ("मुकेश", "Mukesh"),
    ("पार्वती", "Parvati"), ("सलीम", "Salim"), ("कुसुम", "Kusum"), ("हरीश", "Harish"),
    ("बबीता", "Babita"), ("नरेन्द्र", "Narendra"), ("ज़ीनत", "Zeenat"), ("जसवंत", "Jaswant"),
    ("प्रेमा", "Prema"), ("मनोज", "Manoj"), ("विमला", "Vimla"), ("जगदीश", "Jagdish"),
    ("उर्मिला", "Urmila"),
)  # fmt: skip
FAMILY_MORE: Final = (
    ("चौहान", "Chauhan"), ("पाल", "Pal"), ("गुप्ता", "Gupta"), ("अंसारी", "Ansari"),
    ("कश्यप", "Kashyap"), ("यादव", "Yadav"), ("पंवार", "Panwar"), ("जोशी", "Joshi"),
    ("वर्मा", "Verma"),
)  # fmt: skip
GIVEN: Final = (*demo.GIVEN, *GIVEN_MORE)  # 41 and 19 share no factor: long until names repeat
FAMILY: Final = (*demo.FAMILY, *FAMILY_MORE)
ROLL_HEADER: Final = (
    "बूथ कोड", "क्रमांक", "नाम", "नाम (अंग्रेज़ी)", "पिता/पति का नाम", "मोबाइल नंबर", "योजना",
    "लिंग", "जन्म वर्ष", "मकान संख्या",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One booth of the made-up constituency, by its place in the tree."""

    number: int
    constituency: str

    @property
    def mandal(self) -> int:
        """The number of the booth's mandal."""
        return self.number // BOOTHS_PER_MANDAL

    @property
    def code(self) -> str:
        """What the booth is called in files."""
        return f"{self.constituency}-B{self.number + 1:04d}"


def booths(size: int, constituency: str) -> list[Place]:
    """Return the booths that so many people need."""
    count = -(-size // PEOPLE_PER_BOOTH)
    return [Place(number=number, constituency=constituency) for number in range(count)]


def area_rows(size: int, constituency: str) -> Iterator[Sequence[object]]:
    """Yield the tree from the constituency down, parents first."""
    yield "code", "parent_code", "level", "name_hi", "name_en", "target"
    yield constituency, "", "constituency", "नमूना क्षेत्र", "Sample constituency", ""
    seen: set[str] = set()
    for booth in booths(size, constituency):
        district_no = booth.mandal // MANDALS_PER_DISTRICT + 1
        district = f"{constituency}-D{district_no:02d}"
        mandal = f"{constituency}-M{booth.mandal + 1:03d}"
        if district not in seen:
            yield district, constituency, "district", f"ज़िला {district_no}", district, ""
        if mandal not in seen:
            number = booth.mandal + 1
            yield mandal, district, "mandal", f"मंडल {number}", f"Mandal {number}", ""
        seen |= {district, mandal}
        name = booth.number + 1
        yield booth.code, mandal, "booth", f"बूथ {name}", f"Booth {name}", PEOPLE_PER_BOOTH


def roll_rows(size: int, constituency: str) -> Iterator[Sequence[object]]:
    """Yield the roll, booth by booth, as an election office writes it."""
    yield ROLL_HEADER
    places = booths(size, constituency)
    for number in range(size):
        booth = places[number // PEOPLE_PER_BOOTH]
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
        guardian = demo.GUARDIANS[number % len(demo.GUARDIANS)]
        yield (
            booth.code,
            number % PEOPLE_PER_BOOTH + 1,
            f"{given[0]} {family[0]}",
            f"{given[1]} {family[1]}",
            guardian[0],
            phone_of(number),
            ", ".join(demo.SCHEMES[number % len(demo.SCHEMES)]),
            "महिला" if number % 2 == 0 else "पुरुष",
            1950 + number % 55,
            f"{number // HOUSEHOLD + 1}",
        )


def phone_of(number: int) -> str:
    """Return a made-up mobile as people write it, or nothing for one in twenty."""
    if number % NO_PHONE_EVERY == 0:
        return ""
    digits = str(FIRST_PHONE + number)
    return (digits, f"0{digits}", f"+91 {digits}", f"91{digits}")[number % 4]


def worker_rows(size: int, constituency: str) -> Iterator[Sequence[object]]:
    """Yield one worker for every booth."""
    yield "reference", "name_hi", "name_en", "phone", "role", "area_code"
    for booth in booths(size, constituency):
        given, family = GIVEN[booth.number % len(GIVEN)], FAMILY[booth.number % len(FAMILY)]
        hindi, english = f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"
        yield (
            f"{booth.code}-W",
            hindi,
            english,
            str(8_000_000_000 + booth.number),
            "worker",
            (booth.code),
        )


def write(path: Path, rows: Iterable[Sequence[object]]) -> int:
    """Write a CSV file with the mark that Excel expects; return the rows below its head."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer, count = csv.writer(file), -1
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
