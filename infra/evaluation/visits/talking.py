"""What is agreed to at the door, how she is named, whether she rings, and what is said on film."""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.campaign import Notice
from chalicelib.domain.consent import Guardian, Method, Purpose
from infra.evaluation.visits.drafts import Agreed, Draft, Ring
from infra.evaluation.visits.luck import Luck, an_id, happens
from infra.evaluation.visits.naming import PET_NAMES, as_said
from infra.evaluation.visits.peopling import LANDLINE, THIS_YEAR
from infra.evaluation.visits.rates import rate

NOTICES: Final = tuple(
    Notice(notice_id="benefit-story", version=version, language=language, text=text)
    for version, language, text in (
        (1, "hi", "हम आपके अनुभव के बारे में पूछने आए हैं।"),
        (2, "hi", "हम आपके अनुभव के बारे में पूछने आए हैं; आप कभी भी मना कर सकती हैं।"),
        (2, "en", "We have come to ask about your experience; you may say no at any time."),
    )
)
ALL: Final = frozenset(Purpose)
PRIVATE: Final = frozenset({Purpose.RECORD, Purpose.CONTACT})
METHODS: Final = (Method.SPOKEN, Method.SIGNATURE, Method.THUMB)
ADULT: Final = 18
# What people say of a benefit: sums, years and counts in it are no phone numbers, and a promise
# that was kept is none that is made. Written for this set.
SAID: Final = (
    "मुझे पहले लकड़ी पर खाना बनाना पड़ता था, अब गैस है और धुआँ नहीं होता।",
    "घर के लिए 1,20,000 रुपये तीन किस्तों में मिले, 2023 में छत पड़ गई।",
    "नल 14 महीने पहले लगा, सुबह 6 से 8 बजे तक पानी आता है।",
    "अस्पताल में 5 लाख तक का इलाज मुफ़्त है, मेरे पति का ऑपरेशन 2024 में हुआ।",
    "पहले पानी के लिए दो किलोमीटर जाना पड़ता था।",
    "बहुत अच्छा लगा, बेटी अब समय से स्कूल जाती है।",
    "वार्ड 12, मकान नंबर 458 में रहते हैं, हमारे यहाँ 7 लोग हैं।",
    "जो कहा गया था वह मिल गया, और कुछ नहीं चाहिए।",
    "The card worked at the district hospital; we paid nothing for the 9 days.",
    "We got the cylinder in 2022 and have had 11 refills since.",
    "My house was finished last year. Earlier the roof leaked every monsoon.",
    "Application number 2023/4471 took six weeks, then the money came to the bank.",
)  # fmt: skip


def talk(chance: Luck, draft: Draft) -> None:
    """Fill in what a person who was met agreed to, whether she rang, and what became known."""
    if not happens(chance, 1 - rate("no publishing")):
        draft.agreed = _agreed(chance, draft, PRIVATE)
        return
    draft.agreed = _agreed(chance, draft, _purposes(chance))
    _ring(chance, draft)
    if draft.ring and happens(chance, rate("consent by call")):
        draft.agreed.method = Method.MISSED_CALL
    if happens(chance, rate("took back")):
        draft.took_back_at = draft.at + timedelta(hours=chance.uniform(1, 72))
        draft.true.add("took back")
    if happens(chance, rate("transcript")):
        draft.transcript = {"hi": " ".join(chance.sample(SAID, 2))}
    _correct(chance, draft)


def _purposes(chance: Luck) -> frozenset[Purpose]:
    return ALL - {Purpose.VIDEO} if happens(chance, rate("photo only")) else ALL


def _agreed(chance: Luck, draft: Draft, purposes: frozenset[Purpose]) -> Agreed:
    person, notice = draft.person, chance.choice(NOTICES)
    agreed = Agreed(
        consent_id=an_id(chance), purposes=purposes, withheld=frozenset(),
        method=chance.choice(METHODS),
        notice=(notice.notice_id, notice.version, notice.language),
    )  # fmt: skip
    if THIS_YEAR - person.birth_year <= ADULT:
        name = person.guardian.written("hi")
        agreed.guardian = Guardian(name=name, relation="father")
        agreed.withheld = purposes & {Purpose.PUBLISH}
        agreed.purposes = purposes - {Purpose.PUBLISH}
    agreed.names_film = happens(chance, rate("consent shown by film"))
    if not happens(chance, rate("no name shown")):
        agreed.shown_name = _shown_name(chance, draft)
    return agreed


def _shown_name(chance: Luck, draft: Draft) -> str:
    if happens(chance, rate("another name")):
        draft.true.add("another name")
        return chance.choice(PET_NAMES)
    return as_said(chance, draft.person.name, draft.person.guardian)


def _ring(chance: Luck, draft: Draft) -> None:
    """Let her ring, if she has a phone: at the visit, late, or from somebody else's."""
    own, drawn = draft.person.own_phone, chance.random()
    if own is None or draft.person.phone is None:
        return
    at_visit, late = rate("called"), rate("called") + rate("called late")
    if drawn < at_visit:
        _rang(
            chance, draft, own, draft.at + timedelta(seconds=chance.uniform(0.2, 1) * draft.took_s)
        )
    elif drawn < late:
        after = timedelta(seconds=draft.took_s, minutes=chance.uniform(1, 55))
        _rang(chance, draft, own, draft.at + after)
    elif drawn < late + rate("called from elsewhere"):
        number = f"+91{chance.randint(*LANDLINE)}"
        _rang(chance, draft, number, draft.at + timedelta(seconds=chance.uniform(60, 300)))


def _rang(chance: Luck, draft: Draft, number: str, at: datetime) -> None:
    delay_s = chance.expovariate(1 / 4) if happens(chance, 0.97) else chance.uniform(600, 7200)
    draft.ring = Ring(
        call_id=an_id(chance), phone=number, at=at, heard_at=at + timedelta(seconds=delay_s)
    )
    if not happens(chance, rate("dialling not noted")) and at < draft.sent_at:
        draft.dialled_at = at - timedelta(seconds=chance.uniform(2, 15))


def _correct(chance: Luck, draft: Draft) -> None:
    """Have her row corrected afterwards: an old number becomes hers, a year is known, a name."""
    person = draft.person
    if (
        person.own_phone
        and person.own_phone != person.phone
        and happens(chance, rate("phone corrected"))
    ):
        draft.corrected["phone"] = person.own_phone
    if happens(chance, rate("year corrected")):
        draft.corrected["birth_year"] = str(person.birth_year)
    if not draft.corrected and happens(chance, rate("name corrected")):
        draft.is_by_desk = False
        script = chance.choice(("hi", "en"))
        draft.corrected[f"name.{script}"] = person.name.written(script)
    if draft.corrected:
        draft.corrected_at = draft.sent_at + timedelta(minutes=chance.uniform(1, 600))
