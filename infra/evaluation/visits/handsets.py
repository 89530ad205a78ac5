"""Phones: what they write into files, whether they know their place, how wrong their clocks are."""

from dataclasses import dataclass, replace
from typing import Final

from infra.evaluation.visits.luck import Luck, an_id, happens
from infra.evaluation.visits.rates import rate

HOUR_S, DAY_S = 3600, 86_400
# Make, model, and what its camera signs files with: a version of its system, or nothing.
MODELS: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("samsung", "SM-A146B", "A146BXXS6CXG3"), ("samsung", "SM-M135FU", "M135FUXXS5DXE1"),
    ("samsung", "Galaxy A05", "A055FXXU2BXA9"), ("Xiaomi", "Redmi 10A", None),
    ("Xiaomi", "2201117SI", None), ("Xiaomi", "M2006C3MII", "MediaTek Camera Application"),
    ("vivo", "V2043", "MediaTek Camera Application"), ("vivo", "vivo 1906", None),
    ("realme", "RMX3690", None), ("realme", "RMX3506", "MediaTek Camera Application"),
    ("OPPO", "CPH2477", None), ("OPPO", "CPH2185", "MediaTek Camera Application"),
    ("motorola", "moto g14", "TLD33.135-42"), ("TECNO", "TECNO BG6", None),
    ("Infinix", "Infinix X6525", None), ("LAVA", "LAVA LXX503", None), ("itel", "itel A665L", None),
    ("Nokia", "Nokia C12", "00WW_2_290"), ("Apple", "iPhone 11", "17.5.1"),
    ("Google", "Pixel 7a", "HDR+ 1.0.585804376zd"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Handset:
    """One phone. `ahead_s` is how far its clock is ahead of the right time."""

    device_id: str
    make: str
    model: str
    software: str | None
    ahead_s: int
    knows_place: bool
    writes_place: bool
    keeps: bool  # files reach us as its camera wrote them
    tells_zone: bool
    film_names_it: bool


def a_handset(chance: Luck) -> Handset:
    """Return somebody's phone."""
    make, model, software = chance.choice(MODELS)
    return Handset(
        device_id=an_id(chance), make=make, model=model, software=software,
        ahead_s=_ahead_s(chance),
        knows_place=not happens(chance, rate("phone without place")),
        writes_place=not happens(chance, rate("camera without place")),
        keeps=not happens(chance, rate("files stripped")),
        tells_zone=not happens(chance, rate("zone not told")),
        film_names_it=not happens(chance, rate("film names no device")),
    )  # fmt: skip


def _ahead_s(chance: Luck) -> int:
    drawn, sign = chance.random(), chance.choice((-1, 1))
    a_day, hours = rate("clock a day off"), rate("clock hours off")
    if drawn < a_day:
        return sign * DAY_S + round(chance.gauss(0, 60))
    if drawn < a_day + hours:
        return sign * round(chance.uniform(1, 12) * HOUR_S)
    if drawn < a_day + hours + rate("clock minutes off"):
        return sign * round(chance.uniform(1, 15) * 60)
    return round(chance.gauss(0, 12))


def another_model(chance: Luck, handset: Handset) -> Handset:
    """Return a phone of another model, with its own clock, whose files say what it is."""
    other = a_handset(chance)
    while other.model == handset.model:
        other = a_handset(chance)
    return replace(other, keeps=True, film_names_it=True, tells_zone=True)
