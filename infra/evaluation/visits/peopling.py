"""Booths, the people on their rolls and the worker of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.ids import AreaId, CampaignId
from infra.evaluation.visits.drafts import Booth, Person, Worker
from infra.evaluation.visits.ground import grounds, homes
from infra.evaluation.visits.handsets import a_handset
from infra.evaluation.visits.luck import Luck, an_id, happens
from infra.evaluation.visits.naming import Line, a_line, a_name
from infra.evaluation.visits.rates import rate

CAMPAIGN: Final = CampaignId("01938a00-5e7a-7c3e-8d11-6b2f9c0d4e55")
ROOT: Final = AreaId("constituency")
THIS_YEAR: Final = 2026
FEWEST, MOST = 20, 30  # people of a booth
BOOTHS_PER_MANDAL, MANDALS_PER_DISTRICT = 40, 10
# How many of a home's people are on the roll: one, two, up to five.
AT_HOME: Final = (0.45, 0.3, 0.15, 0.07, 0.03)
SCHEMES: Final = ("cooking-gas", "housing", "tap-water", "health-card")
BOTH_SCRIPTS, ENGLISH_ONLY = 0.3, 0.15  # of booths; the rest have Devanagari alone
WOMEN_SHARE, TWO_SCHEMES = 0.58, 0.25
ADULT, OLDEST = 19, 84
MOBILE: Final = (6_000_000_000, 9_999_999_999)
LANDLINE: Final = (5_112_000_000, 5_112_999_999)


def booths(chance: Luck, size: int) -> tuple[list[Area], list[Booth]]:
    """Return the tree above the booths, and booths for so many people."""
    counts = -(-size * 2 // (FEWEST + MOST))
    root = _area(ROOT, None, "constituency", is_desk=True)
    above: dict[str, Area] = {ROOT: root}
    found = []
    for number, ground in enumerate(grounds(chance, counts)):
        mandal_no = number // BOOTHS_PER_MANDAL
        district = _kept(above, f"district-{mandal_no // MANDALS_PER_DISTRICT + 1}", root)
        mandal = _kept(above, f"mandal-{mandal_no + 1}", district)
        area = _area(AreaId(f"booth-{number + 1}"), mandal, "booth")
        found.append(Booth(area=replace(area, place=ground.told), ground=ground))
    return list(above.values()), found


def _kept(above: dict[str, Area], name: str, parent: Area) -> Area:
    if name not in above:
        above[name] = _area(AreaId(name), parent, name.partition("-")[0])
    return above[name]


def _area(area_id: AreaId, parent: Area | None, level: str, *, is_desk: bool = False) -> Area:
    path = (*(parent.path if parent else ()), area_id)
    return Area(
        area_id=area_id, campaign_id=CAMPAIGN, parent_id=parent.area_id if parent else None,
        level=level, names={"hi": area_id, "en": area_id}, path=path, is_desk=is_desk,
        desk_id=ROOT, code=area_id,
    )  # fmt: skip


def people(chance: Luck, booth: Booth) -> list[Person]:
    """Return the people of one booth's roll, home by home."""
    count = chance.randint(FEWEST, MOST)
    drawn = chance.random()
    scripts = ("hi", "en") if drawn < BOTH_SCRIPTS else ("hi",)
    scripts = ("en",) if drawn > 1 - ENGLISH_ONLY else scripts
    found: list[Person] = []
    sizes = list(_home_sizes(chance, count))
    for home, size in zip(homes(chance, booth.ground, len(sizes)), sizes, strict=True):
        line, phone, house = a_line(chance), _mobile(chance), an_id(chance)
        shared = phone if size > 1 and happens(chance, rate("shared phone")) else None
        for _ in range(size):
            draft = _person(chance, booth, line, shared)
            found.append(replace(draft, home=home, house=house, scripts=scripts))
    serials = chance.sample(range(1, len(found) + 1), len(found))
    return [replace(each, serial=serial) for each, serial in zip(found, serials, strict=True)]


def _home_sizes(chance: Luck, count: int) -> Iterator[int]:
    left = count
    while left:
        (size,) = chance.choices(range(1, len(AT_HOME) + 1), AT_HOME)
        yield min(size, left)
        left -= min(size, left)


def _person(chance: Luck, booth: Booth, line: Line, shared: str | None) -> Person:
    is_woman = happens(chance, WOMEN_SHARE)
    own = shared or _mobile(chance)
    is_child = happens(chance, rate("child"))
    age = chance.randint(8, 16) if is_child else chance.randint(ADULT, OLDEST)
    return Person(
        person_id=an_id(chance), booth=booth, serial=0,
        name=a_name(chance, line, is_woman=is_woman),
        guardian=a_name(chance, line, is_woman=False),
        scripts=("hi",), phone=_on_roll(chance, own), own_phone=own,
        schemes=_schemes(chance), birth_year=THIS_YEAR - age,
        is_year_known=is_child or happens(chance, rate("birth year")),
        home=(0, 0), house="",
    )  # fmt: skip


def _schemes(chance: Luck) -> tuple[str, ...]:
    if happens(chance, rate("no scheme")):
        return ()
    return tuple(chance.sample(SCHEMES, 2 if happens(chance, TWO_SCHEMES) else 1))


def _mobile(chance: Luck) -> str:
    return f"+91{chance.randint(*MOBILE)}"


def _on_roll(chance: Luck, own: str) -> str | None:
    """Return what the roll says of a number: that one, nothing, a landline, or an old one."""
    drawn, nothing = chance.random(), rate("no phone")
    if drawn < nothing:
        return None
    if drawn < nothing + rate("landline"):
        return f"+91{chance.randint(*LANDLINE)}"
    is_old = drawn < nothing + rate("landline") + rate("old number")
    return _mobile(chance) if is_old else own


def workers(chance: Luck, all_booths: Sequence[Booth]) -> list[Worker]:
    """Return one worker per booth."""
    return [
        Worker(
            worker_id=an_id(chance), booth=booth, phone=_mobile(chance), handset=a_handset(chance)
        )
        for booth in all_booths
    ]
