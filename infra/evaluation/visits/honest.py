"""A constituency's worth of honest visits, as untidy as rates.py says; nothing is planted here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from chalicelib.domain.consent import Purpose
from chalicelib.domain.visit import Outcome
from infra.evaluation.visits import peopling
from infra.evaluation.visits.drafts import Draft, Person, Worker, World
from infra.evaluation.visits.filming import film, resent
from infra.evaluation.visits.luck import Luck, an_id, happens, luck
from infra.evaluation.visits.rates import rate
from infra.evaluation.visits.talking import talk
from infra.evaluation.visits.walking import on_day, walked


def honest(seed: int, size: int) -> Iterator[int | World]:
    """Yield how many people were visited so far, then the world of at least `size` people."""
    areas, booths = peopling.booths(luck(seed, "ground"), size)
    workers = peopling.workers(luck(seed, "workers"), booths)
    people: list[Person] = []
    visits: list[Draft] = []
    for number, booth in enumerate(booths):
        if len(people) >= size:
            break
        chance = luck(seed, f"booth {number}")
        roll = peopling.people(chance, booth)
        visits += _visited(chance, workers, number, roll)
        people += roll
        yield len(people)
    used = number + 1 if len(people) < size else number
    yield World(
        seed=seed, areas=[*areas, *(booth.area for booth in booths)], booths=booths[:used],
        people=people, workers=workers, visits=visits,
    )  # fmt: skip


def _visited(chance: Luck, workers: list[Worker], number: int, roll: list[Person]) -> list[Draft]:
    is_substitute = len(workers) > 1 and happens(chance, rate("substitute"))
    worker = workers[(number + 1) % len(workers)] if is_substitute else workers[number]
    visits = walked(chance, replace(worker, booth=workers[number].booth), roll)
    visits = [replace(visit, worker=worker) for visit in visits]
    for visit in visits:
        if is_substitute:
            visit.true.add("substitute")
        if visit.outcome is Outcome.MET:
            talk(chance, visit)
            film(chance, visit)
    _share_pictures(chance, visits)
    return visits + _came_again(chance, visits)


def _share_pictures(chance: Luck, visits: list[Draft]) -> None:
    """Have some families send one picture for two of them: both are in it."""
    for before, visit in pairwise(visits):
        is_family = before.person.house == visit.person.house
        if not (is_family and before.shots and visit.shots):
            continue
        if before.shots[0].is_film == visit.shots[0].is_film and happens(
            chance, rate("family picture") / 0.5
        ):
            visit.shots[0] = resent(chance, before.shots[0], visit)
            # Whichever is stored first, each has the other's file.
            visit.true.add("family picture")
            before.true.add("family picture")


def _came_again(chance: Luck, visits: list[Draft]) -> list[Draft]:
    """Return second visits to people who were met: their film had failed."""
    found: list[Draft] = []
    for visit in visits:
        if visit.is_public and happens(chance, rate("came again")):
            found.append(_again(chance, visit, len(found)))
    return found


def _again(chance: Luck, visit: Draft, number: int) -> Draft:
    """Return another visit to the same person, on the campaign's last evening."""
    at = on_day(2, 19.2) + timedelta(minutes=15 * number + chance.uniform(0, 5))
    second = replace(
        visit, visit_id=an_id(chance), at=at, sent_at=max(visit.sent_at, at) + timedelta(minutes=9),
        shots=[], agreed=None, ring=None, dialled_at=None, took_back_at=None, transcript=None,
        corrected={}, corrected_at=None, true={"came again"},
    )  # fmt: skip
    talk(chance, second)
    if second.agreed and Purpose.PUBLISH in second.agreed.purposes:
        film(chance, second)
    return second
