"""Plants frauds of who it is, what was agreed to, who rang, and what is said."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from chalicelib.domain.aadhaar import verhoeff_ok
from chalicelib.domain.consent import Purpose
from infra.evaluation.visits.drafts import Draft, Ring
from infra.evaluation.visits.field import Field, films
from infra.evaluation.visits.filming import film
from infra.evaluation.visits.luck import Luck, an_id, happens
from infra.evaluation.visits.naming import somebody_else
from infra.evaluation.visits.peopling import MOBILE, THIS_YEAR
from infra.evaluation.visits.planted_pictures import Plant
from infra.evaluation.visits.talking import SAID
from infra.evaluation.visits.walking import sent_after

MANY, SEVERAL = 15, (4, 10)
LEAST_OF_MANY: Final = 9
KNOWN_AT_ONCE: Final = 0.8
# What is said on planted films; `{}` is a number. Written for this set.
PROMISES: Final = (
    "अगर आप हमें वोट देंगे तो हर महीने 2000 रुपये मिलेंगे।",
    "हमारी सरकार बनी तो आपके बेटे को नौकरी देंगे, यह वादा है।",
    "चुनाव के बाद सबको पक्का मकान मिलेगा।",
    "नेता जी ने कहा है कि जीतने पर बिजली का बिल माफ़ करेंगे।",
    "Vote for us and your loan will be waived.",
    "I promise you will get a new house after the election.",
)
NUMBERS: Final = (
    "मेरा मोबाइल नंबर {} है, फ़ोन कर लेना।", "किसी को पूछना हो तो {} पर बात करें।",
    "You can call me on {} any time.",
)  # fmt: skip
AADHAARS: Final = (
    "मेरा आधार नंबर {} है।", "आधार में {} लिखा है, उसी से पैसा आया।", "My Aadhaar is {}.",
)  # fmt: skip


def another_person(field: Field, draft: Draft) -> bool:
    """Name somebody else: in public, or at the door when her row is written anew."""
    agreed, chance = draft.agreed, field.chance
    if agreed is None or not agreed.shown_name:
        return False
    roll = field.by_booth[draft.booth.area.area_id]
    other = somebody_else(chance, draft.person.name, tuple(each.person.name for each in roll))
    script = chance.choice(("hi", "en"))
    if happens(chance, 0.5):
        agreed.shown_name = other.written(script)
    else:
        draft.corrected, draft.is_by_desk = {f"name.{script}": other.written(script)}, False
        draft.corrected_at = draft.sent_at + timedelta(minutes=1)
    draft.true.discard("another name")
    field.plant("another person", [draft])
    return True


def workers_number(field: Field, draft: Draft) -> bool:
    """Have the worker's own number on the roll for some of her people, and ring from it."""
    count = field.chance.randint(*SEVERAL)
    mine = [each for each in field.by_worker[draft.worker.worker_id] if field.is_free(each)]
    chosen = field.chance.sample(mine, min(count, len(mine)))
    if len(chosen) < SEVERAL[0]:
        return False
    _all_ring(field.chance, chosen, draft.worker.phone)
    field.plant("worker's number", chosen)
    return True


def number_of_fifteen(field: Field, draft: Draft) -> bool:
    """Have one number on the roll for fifteen people of a booth; each rings from it."""
    there = [each for each in field.by_booth[draft.booth.area.area_id] if field.is_free(each)]
    chosen = there[:MANY]
    if len(chosen) < LEAST_OF_MANY:
        return False
    number = f"+91{field.chance.randint(*MOBILE)}"
    _all_ring(field.chance, chosen, number)
    # Whoever was not met has it as well: the roll says so before the first visit.
    others = [e for e in field.by_booth[draft.booth.area.area_id] if not e.is_public]
    for each in others[: MANY - len(chosen)]:
        each.person.phone = number
    field.plant("number of fifteen", chosen)
    return True


def _all_ring(chance: Luck, drafts: list[Draft], number: str) -> None:
    for draft in drafts:
        draft.person.phone = draft.person.own_phone = number
        at = draft.at + timedelta(seconds=chance.uniform(0.2, 1) * draft.took_s)
        draft.ring = Ring(
            call_id=an_id(chance), phone=number, at=at, heard_at=at + timedelta(seconds=3)
        )
        draft.dialled_at = at - timedelta(seconds=5)
        draft.corrected.pop("phone", None)


def called_before(field: Field, draft: Draft) -> bool:
    """Have the call made long before the visit, and noted by the worker's phone."""
    if draft.ring is None or draft.ring.phone != draft.person.phone:
        return False
    at = draft.at - timedelta(minutes=field.chance.uniform(20, 60))
    draft.ring.at, draft.ring.heard_at = at, at + timedelta(seconds=3)
    draft.dialled_at = at - timedelta(seconds=5)
    field.plant("called before", [draft])
    return True


def visited_twice(field: Field, draft: Draft) -> bool:
    """Make a second visit of one: another day or hour, other files, the same person."""
    chance = field.chance
    at = draft.at + timedelta(hours=chance.uniform(1.5, 5))
    second = replace(
        draft, visit_id=an_id(chance), at=at, sent_at=at + timedelta(minutes=8), shots=[],
        ring=None, dialled_at=None, transcript=None, corrected={}, corrected_at=None, true=set(),
        agreed=replace(draft.agreed, consent_id=an_id(chance)) if draft.agreed else None,
    )  # fmt: skip
    second.sent_at += sent_after(chance, second.sent_at)
    film(chance, second)
    second.shots = [replace(shot, ending="ready") for shot in second.shots]
    field.world.visits.append(second)
    field.plant("visited twice", [second])
    return True


def no_consent_to_film(field: Field, draft: Draft) -> bool:
    """Send a film although she agreed to photos only."""
    if draft.agreed is None or not any(films(draft)):
        return False
    draft.agreed.purposes -= {Purpose.VIDEO}
    field.plant("no consent to film", [draft])
    return True


def taken_back(field: Field, draft: Draft) -> bool:
    """Have what is shown taken back: films or photos alone, or everything."""
    shown = Purpose.VIDEO if any(films(draft)) else Purpose.PHOTO
    draft.took_back = frozenset({shown}) if happens(field.chance, 0.6) else frozenset()
    draft.took_back_at = draft.at + timedelta(hours=field.chance.uniform(0.5, 40))
    field.plant("consent taken back", [draft])
    return True


def unknown_notice(field: Field, draft: Draft) -> bool:
    """Have a notice shown that the campaign never had."""
    if draft.agreed is None:
        return False
    draft.agreed.notice = (draft.agreed.notice[0], 9, draft.agreed.notice[2])
    field.plant("unknown notice", [draft])
    return True


def child(field: Field, draft: Draft) -> bool:
    """Make her a child for whom nobody agreed; of some the year of birth becomes known later."""
    person = draft.person
    person.birth_year = THIS_YEAR - field.chance.randint(8, 16)
    person.is_year_known = happens(field.chance, KNOWN_AT_ONCE)
    if not person.is_year_known:
        draft.corrected, draft.is_by_desk = {"birth_year": str(person.birth_year)}, True
        draft.corrected_at = max(shot.sent_at for shot in draft.shots) + timedelta(hours=1)
    field.plant("child", [draft])
    return True


def said(name: str, sentences: tuple[str, ...]) -> Plant:
    """Return what has a sentence said on film among harmless ones."""

    def plant(field: Field, draft: Draft) -> bool:
        shots, chance = list(films(draft)), field.chance
        if not shots:
            return False
        number = _aadhaar(chance) if sentences is AADHAARS else _mobile(chance)
        words = [chance.choice(SAID), chance.choice(sentences).format(number)]
        draft.transcript = {"hi": " ".join(words)}
        draft.transcript_at = shots[0].sent_at + timedelta(minutes=chance.uniform(2, 90))
        field.plant(name, [draft])
        return True

    return plant


def _mobile(chance: Luck) -> str:
    digits = str(chance.randint(*MOBILE))
    written = digits, f"{digits[:5]} {digits[5:]}", f"+91 {digits}", f"0{digits}"
    return chance.choice(written)


def _aadhaar(chance: Luck) -> str:
    """Return a made-up number whose check digit is right."""
    first = f"{chance.randint(2, 9)}{chance.randrange(10**10):010d}"
    digits = next(f"{first}{last}" for last in range(10) if verhoeff_ok(f"{first}{last}"))
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}" if happens(chance, 0.6) else digits


def not_on_roll(field: Field, draft: Draft) -> bool:
    """Have her stand on another booth's roll; the visit names this one."""
    others = [booth for booth in field.world.booths if booth is not draft.booth]
    shared = [e for e in field.by_booth[draft.booth.area.area_id] if e.person is draft.person]
    if not others or len(shared) > 1:
        return False
    draft.person.booth = field.chance.choice(others)
    draft.person.serial = 900 + draft.person.serial
    field.plant("not on roll", [draft])
    return True
