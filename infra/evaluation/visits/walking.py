"""A worker's days: from home to home, on foot or by motorbike, with lunch and second tries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from chalicelib.domain.campaign import Days
from chalicelib.domain.visit import Outcome
from infra.evaluation.visits.drafts import Draft, Person, Worker
from infra.evaluation.visits.ground import Spot, apart_m, fixed, moved, walk_order
from infra.evaluation.visits.luck import Luck, an_id, happens, spread_of
from infra.evaluation.visits.rates import rate

DAYS: Final = Days(first_on=date(2026, 11, 12), last_on=date(2026, 11, 14))
INDIA: Final = timedelta(minutes=330)
COUNT: Final = (DAYS.last_on - DAYS.first_on).days + 1
WALKS_M_S, RIDES_M_S, FAR_M = 1.1, 5.0, 500
LUNCH_H, LATEST_H = 13, 19  # of India's clock
SHORTEST_S: Final = 90
NETWORK_S: Final = 5  # below this a clock counts as right: see reports.NETWORK_DELAY_S
NO_END: Final = 0.08


@dataclass(slots=True, kw_only=True)
class _Day:
    """Where and when the worker is; `at` is the right time in UTC."""

    number: int
    at: datetime
    spot: Spot
    had_lunch: bool = False


def on_day(number: int, hour: float) -> datetime:
    """Return an hour of India's clock on one of the campaign's days, in UTC."""
    on = DAYS.first_on + timedelta(days=number)
    return datetime.combine(on, time(), UTC) + timedelta(hours=hour) - INDIA


def walked(chance: Luck, worker: Worker, people: Sequence[Person]) -> list[Draft]:
    """Return a worker's visits to these people, in the order in which they were made.

    Who is not home is tried again once the others are done, or next day.
    """
    by_home: dict[str, list[Person]] = {}
    for person in people:
        by_home.setdefault(person.house, []).append(person)
    at_home = list(by_home.values())
    start = worker.booth.ground.middle
    order = walk_order([family[0].home for family in at_home], start)
    number = chance.randrange(COUNT)
    day = _Day(number=number, at=on_day(number, chance.uniform(8.2, 10.5)), spot=start)
    per_day = chance.choice((8, 10, 12, 16, 30))
    names_homes = happens(chance, rate("home named"))
    done: list[Draft] = []
    again: list[Person] = []
    for count, family in enumerate(at_home[each] for each in order):
        if count and count % max(per_day // 2, 1) == 0:
            _next_day(chance, day)
        for draft in _at_door(chance, worker, family, day):
            done.append(draft)
            if draft.outcome is Outcome.NOT_HOME and not happens(chance, rate("never home")):
                again.append(draft.person)
    for person in again:
        done += _at_door(chance, worker, [person], day, is_second=True)
    for draft in done if names_homes else ():
        draft.household = draft.person.house
    return done


def _next_day(chance: Luck, day: _Day) -> None:
    """Go on another day while there is one left, else in the evening."""
    if day.number + 1 < COUNT and happens(chance, 0.75):
        day.number += 1
        day.at, day.had_lunch = on_day(day.number, chance.uniform(8.2, 10.5)), False


def _at_door(
    chance: Luck, worker: Worker, family: Sequence[Person], day: _Day, *, is_second: bool = False
) -> Iterator[Draft]:
    is_quick = len(family) > 2 and happens(chance, rate("entered together"))  # noqa: PLR2004
    for person in family:
        outcome = Outcome.MET if is_second else _outcome(chance)
        is_elsewhere = outcome is Outcome.MET and happens(chance, rate("met elsewhere"))
        spot = moved(chance, person.home, 500, 4000) if is_elsewhere else person.home
        if spot != day.spot:
            _arrive(chance, spot, day)
        took_s = _took_s(chance, outcome, is_quick=is_quick)
        draft = _draft(chance, worker, person, day, outcome, took_s)
        if is_elsewhere:
            draft.true.add("met elsewhere")
        yield draft
        day.at += timedelta(seconds=took_s)


def _arrive(chance: Luck, spot: Spot, day: _Day) -> None:
    far = apart_m(day.spot, spot)
    pace = RIDES_M_S if far > FAR_M else WALKS_M_S
    day.at += timedelta(seconds=far / pace + chance.uniform(30, 300))
    day.spot = spot
    hour = (day.at + INDIA).hour
    if not day.had_lunch and hour >= LUNCH_H:
        day.at += timedelta(minutes=chance.uniform(25, 60))
        day.had_lunch = True
    if hour >= LATEST_H and day.number + 1 < COUNT:
        day.number += 1
        day.at, day.had_lunch = on_day(day.number, chance.uniform(8.2, 10.5)), False


def _outcome(chance: Luck) -> Outcome:
    drawn = chance.random()
    for outcome, name in (
        (Outcome.NOT_HOME, "not home"), (Outcome.REFUSED, "refused"),
        (Outcome.MOVED, "moved"), (Outcome.DECEASED, "deceased"),
    ):  # fmt: skip
        drawn -= rate(name)
        if drawn < 0:
            return outcome
    return Outcome.MET


def _took_s(chance: Luck, outcome: Outcome, *, is_quick: bool) -> int:
    if is_quick:
        return chance.randint(8, 30)
    middle = 420 if outcome is Outcome.MET else SHORTEST_S
    return max(round(spread_of(chance, middle, 1.5)), 30 if outcome is not Outcome.MET else 120)


def _draft(
    chance: Luck, worker: Worker, person: Person, day: _Day, outcome: Outcome, took_s: int
) -> Draft:
    handset, at = worker.handset, day.at
    has_fix = handset.knows_place and not happens(chance, rate("no fix"))
    ended_at = at + timedelta(seconds=took_s)
    return Draft(
        visit_id=an_id(chance), person=person, worker=worker, booth=person.booth, handset=handset,
        outcome=outcome, at=at, took_s=took_s, has_end=not happens(chance, NO_END),
        fix=fixed(chance, day.spot) if has_fix else None, spot=day.spot,
        skew_s=_skew_s(chance, handset.ahead_s), sent_at=ended_at + sent_after(chance, ended_at),
    )  # fmt: skip


def _skew_s(chance: Luck, ahead_s: int) -> int:
    """Return what the server takes the phone to be behind by when it reports."""
    was_set_right = abs(ahead_s) > 60 and happens(chance, rate("clock set right") / 0.1)  # noqa: PLR2004
    told = 0 if was_set_right else -ahead_s + chance.randint(-2, 2)
    return told if abs(told) >= NETWORK_S else 0


def sent_after(chance: Luck, at: datetime) -> timedelta:
    """Return how long after `at` something is sent: at once, in the evening, or days later."""
    drawn = chance.random()
    if drawn < rate("late by days"):
        return timedelta(days=chance.randint(1, 3), minutes=chance.uniform(0, 300))
    if drawn < rate("late by days") + rate("late by hours"):
        hours_left = max(20.5 - (at + INDIA).hour, 0.5)
        return timedelta(hours=chance.uniform(0.3, hours_left))
    return timedelta(seconds=spread_of(chance, 150, 2.5))
