"""Made-up people's names in two scripts, and how else the same name is written at the door.

Each line is a name in Devanagari and its Latin spellings, the commonest first. They were written
down for this set; who is whose relative follows from chance.
"""

from dataclasses import dataclass
from typing import Final

from infra.evaluation.visits.luck import Luck, happens

Spelt = tuple[str, ...]

WOMEN: Final[tuple[Spelt, ...]] = (
    ("सुनीता", "Sunita", "Suneeta"), ("गीता", "Geeta", "Gita"), ("सीता", "Seeta", "Sita"),
    ("कमला", "Kamla", "Kamala"), ("विमला", "Vimla", "Bimla"), ("शांति", "Shanti", "Shanty"),
    ("पुष्पा", "Pushpa"), ("मीना", "Meena", "Mina"), ("लक्ष्मी", "Laxmi", "Lakshmi"),
    ("राधा", "Radha"), ("ऊषा", "Usha", "Oosha"), ("आशा", "Asha"), ("रेखा", "Rekha"),
    ("ममता", "Mamta", "Mamata"), ("अनीता", "Anita", "Aneeta"), ("बबीता", "Babita"),
    ("संगीता", "Sangeeta", "Sangita"), ("सरोज", "Saroj"), ("उर्मिला", "Urmila"),
    ("पार्वती", "Parvati", "Parwati"), ("सावित्री", "Savitri"), ("गायत्री", "Gayatri"),
    ("कुसुम", "Kusum"), ("प्रेमा", "Prema"), ("निर्मला", "Nirmala"), ("शकुंतला", "Shakuntala"),
    ("दुर्गा", "Durga"), ("मंजू", "Manju"), ("अंजू", "Anju"), ("पूनम", "Poonam", "Punam"),
    ("किरण", "Kiran"), ("ज्योति", "Jyoti"), ("रीना", "Reena", "Rina"), ("सविता", "Savita"),
    ("कविता", "Kavita"), ("सुशीला", "Sushila", "Susheela"), ("मालती", "Malti"),
    ("चमेली", "Chameli"), ("फूलमती", "Phoolmati", "Fulmati"), ("रामवती", "Ramwati"),
)  # fmt: skip
MEN: Final[tuple[Spelt, ...]] = (
    ("रमेश", "Ramesh"), ("सुरेश", "Suresh"), ("राकेश", "Rakesh"), ("मुकेश", "Mukesh"),
    ("दिनेश", "Dinesh"), ("महेश", "Mahesh"), ("राजेश", "Rajesh"), ("विजय", "Vijay", "Bijay"),
    ("अशोक", "Ashok"), ("मनोज", "Manoj"), ("संजय", "Sanjay"), ("अजय", "Ajay"),
    ("राम", "Ram"), ("श्याम", "Shyam"), ("मोहन", "Mohan"), ("सोहन", "Sohan"),
    ("हरीश", "Harish"), ("जगदीश", "Jagdish"), ("महेन्द्र", "Mahendra", "Mahender"),
    ("राजेन्द्र", "Rajendra", "Rajender"), ("सुरेन्द्र", "Surendra", "Surender"),
    ("नरेन्द्र", "Narendra"), ("वीरेन्द्र", "Virendra", "Birendra"), ("शिव", "Shiv"),
    ("गणेश", "Ganesh"), ("विष्णु", "Vishnu"), ("किशोर", "Kishor", "Kishore"),
    ("प्रमोद", "Pramod"), ("विनोद", "Vinod"), ("सुनील", "Sunil", "Suneel"),
    ("अनिल", "Anil"), ("राजू", "Raju"), ("छोटे लाल", "Chhote Lal", "Chote Lal"),
    ("राम प्रसाद", "Ram Prasad", "Ramprasad"), ("ओम प्रकाश", "Om Prakash", "Omprakash"),
    ("हीरा लाल", "Hira Lal", "Heera Lal"), ("बाबू राम", "Babu Ram", "Baburam"),
)  # fmt: skip
FAMILIES: Final[tuple[Spelt, ...]] = (
    ("शर्मा", "Sharma"), ("वर्मा", "Verma", "Varma"), ("गुप्ता", "Gupta"), ("यादव", "Yadav"),
    ("मिश्रा", "Mishra", "Misra"), ("तिवारी", "Tiwari", "Tewari"), ("पाण्डेय", "Pandey", "Pande"),
    ("सिंह", "Singh", "Sinh"), ("कुमार", "Kumar"), ("चौहान", "Chauhan", "Chouhan"),
    ("मौर्य", "Maurya", "Mourya"), ("कुशवाहा", "Kushwaha"), ("पटेल", "Patel"), ("पाल", "Pal"),
    ("निषाद", "Nishad"), ("प्रजापति", "Prajapati"), ("विश्वकर्मा", "Vishwakarma"),
    ("सोनकर", "Sonkar"), ("राजभर", "Rajbhar"), ("सरोज", "Saroj"), ("कश्यप", "Kashyap"),
    ("जायसवाल", "Jaiswal", "Jayaswal"), ("केवट", "Kewat"), ("सैनी", "Saini"), ("रावत", "Rawat"),
)  # fmt: skip
MUSLIM_WOMEN: Final[tuple[Spelt, ...]] = (
    ("शबाना", "Shabana"), ("फ़ातिमा", "Fatima"), ("रुख़साना", "Rukhsana"),
    ("नसीमा", "Naseema", "Nasima"),
    ("ज़ीनत", "Zeenat", "Zinat"), ("शाहीन", "Shaheen", "Shahin"), ("मुमताज़", "Mumtaz"),
    ("हसीना", "Haseena", "Hasina"), ("सलमा", "Salma"), ("रज़िया", "Razia", "Raziya"),
)  # fmt: skip
MUSLIM_MEN: Final[tuple[Spelt, ...]] = (
    ("इमरान", "Imran"), ("सलीम", "Salim", "Saleem"), ("रहीम", "Rahim", "Raheem"),
    ("मोहम्मद", "Mohammad", "Mohd"), ("ज़ाकिर", "Zakir"), ("शाकिर", "Shakir"),
    ("अब्दुल", "Abdul"), ("नसीम", "Naseem", "Nasim"), ("इरफ़ान", "Irfan"), ("यूसुफ़", "Yusuf", "Yousuf"),
)  # fmt: skip
MUSLIM_FAMILIES: Final[tuple[Spelt, ...]] = (
    ("ख़ान", "Khan"), ("अंसारी", "Ansari"), ("अली", "Ali"), ("अहमद", "Ahmad", "Ahmed"),
    ("हुसैन", "Hussain", "Husain"), ("सिद्दीक़ी", "Siddiqui", "Siddiqi"),
    ("क़ुरैशी", "Qureshi", "Kureshi"),
)  # fmt: skip
DEVI, BEGUM, KUMARI = ("देवी", "Devi"), ("बेगम", "Begum", "Begam"), ("कुमारी", "Kumari")
PET_NAMES: Final = ("गुड्डी", "मुन्नी", "बिट्टन", "Guddu", "Munna", "Chhotu", "पप्पू", "Lalli")
MUSLIM_HOMES, AFTER_HER, KUMARIS = 0.16, 0.55, 0.12
VARIANT, HONOURED, SHORT, OTHER_SCRIPT, INITIAL, OF_WHOM = 0.35, 0.12, 0.12, 0.4, 0.04, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Whose home it is: its family name, and from which names it takes given ones."""

    family: Spelt
    women: tuple[Spelt, ...]
    men: tuple[Spelt, ...]
    respect: Spelt


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One person's name, part by part, each in Devanagari and its Latin spellings."""

    parts: tuple[Spelt, ...]
    is_woman: bool

    def written(self, script: str) -> str:
        """Return the name as an office writes it: `hi` or `en`."""
        return " ".join(part[0] if script == "hi" else part[1] for part in self.parts)


def a_line(chance: Luck) -> Line:
    """Return a family's names."""
    if happens(chance, MUSLIM_HOMES):
        family = chance.choice(MUSLIM_FAMILIES)
        return Line(family=family, women=MUSLIM_WOMEN, men=MUSLIM_MEN, respect=BEGUM)
    return Line(family=chance.choice(FAMILIES), women=WOMEN, men=MEN, respect=DEVI)


def a_name(chance: Luck, line: Line, *, is_woman: bool) -> Name:
    """Return the name of one of a family: women often go by Devi or Begum instead of its own."""
    given = chance.choice(line.women if is_woman else line.men)
    last = line.family
    if is_woman and happens(chance, AFTER_HER):
        last = KUMARI if happens(chance, KUMARIS) else line.respect
    return Name(parts=(given, last), is_woman=is_woman)


def as_said(chance: Luck, name: Name, guardian: Name) -> str:
    """Return her name as it is typed at the door: in either script, any spelling, short or long."""
    script = "en" if happens(chance, OTHER_SCRIPT) else "hi"
    shown = name.parts[:1] if happens(chance, SHORT) else name.parts
    words = [_typed(chance, part, script) for part in shown]
    if len(words) > 1 and script == "en" and happens(chance, INITIAL):
        words[-1] = f"{words[-1][0]}."
    if happens(chance, HONOURED):
        words.insert(0, _title(name, script))
    if happens(chance, OF_WHOM):
        words.append(_of_whom(name, guardian, script))
    return " ".join(words)


def _typed(chance: Luck, part: Spelt, script: str) -> str:
    if script == "hi":
        return part[0]
    return chance.choice(part[1:]) if happens(chance, VARIANT) else part[1]


def _title(name: Name, script: str) -> str:
    if script == "hi":
        return "श्रीमती" if name.is_woman else "श्री"
    return "Smt." if name.is_woman else "Shri"


def _of_whom(name: Name, guardian: Name, script: str) -> str:
    whose = guardian.parts[0]
    if script == "hi":
        return f"{'पत्नी' if name.is_woman else 'पुत्र'} {whose[0]}"
    return f"{'W/o' if name.is_woman else 'S/o'} {whose[1]}"


def somebody_else(chance: Luck, name: Name, others: tuple[Name, ...]) -> Name:
    """Return the name of another person, by another given name; of the same roll, if any."""
    found = [each for each in others if each.parts[0] != name.parts[0]]
    if found:
        return chance.choice(found)
    given = [each for each in (*WOMEN, *MEN) if each != name.parts[0]]
    return Name(parts=(chance.choice(given), *name.parts[1:]), is_woman=name.is_woman)
