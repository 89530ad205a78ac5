"""Plants frauds of place and time: far away, too fast, on a wrong day, at once, from a chair."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from infra.evaluation.visits.drafts import Draft
from infra.evaluation.visits.field import Field, shift
from infra.evaluation.visits.ground import Fix, Spot, apart_m, moved

KMH: Final = 150
NEAREST_M: Final = 15_000
SOON: Final = timedelta(minutes=40)
QUIET_BURST, BURST = 2, (5, 9)
QUIET_SPOT, HOMES = 6, 10
LAST_DAY_OFF: Final = 5


def travel(field: Field, draft: Draft) -> bool:
    """Say that the visit was made where nobody can have come in time from the one before."""
    before = [(each.at, each.fix) for each in field.before(draft) if each.fix]
    if draft.fix is None or not before or draft.at - before[-1][0] > SOON:
        return False
    last_at, last = before[-1]
    seconds = (draft.at - last_at).total_seconds()
    least = max(NEAREST_M, seconds * KMH / 3.6) + draft.fix.accuracy_m + last.accuracy_m
    _go(draft, moved(field.chance, draft.spot, least, 1.5 * least))
    field.plant("impossible travel", [draft])
    return True


def _go(draft: Draft, to: Spot) -> None:
    """Move a visit and its files to another place, each as far off as it was."""
    by = to[0] - draft.spot[0], to[1] - draft.spot[1]
    draft.spot = to
    draft.fix = _moved_by(draft.fix, by)
    for shot in draft.shots:
        shot.place = _moved_by(shot.place, by)


def _moved_by(fix: Fix | None, by: Spot) -> Fix | None:
    return replace(fix, at=(fix.at[0] + by[0], fix.at[1] + by[1])) if fix else None


def far_from_booth(field: Field, draft: Draft) -> bool:
    """Make the visit from home in another town, at a booth whose place is known."""
    if draft.fix is None or draft.booth.ground.told is None:
        return False
    _go(draft, moved(field.chance, draft.booth.ground.middle, 8000, 60_000))
    field.plant("far from booth", [draft])
    return True


def camera_elsewhere(field: Field, draft: Draft) -> bool:
    """Send files that were made somewhere else."""
    shots = [shot for shot in draft.shots if shot.keeps and shot.place]
    if draft.fix is None or not shots:
        return False
    to = moved(field.chance, draft.spot, 5000, 50_000)
    for shot in shots:
        shot.place = Fix(at=to, accuracy_m=shot.place.accuracy_m) if shot.place else None
    field.plant("camera elsewhere", [draft])
    return True


def wrong_day(field: Field, draft: Draft) -> bool:
    """Make the whole visit on a day before the campaign, or after it."""
    days = field.chance.randint(3, 2 + LAST_DAY_OFF)
    shift(draft, timedelta(days=days * field.chance.choice((-1, 1))))
    field.plant("wrong day", [draft])
    return True


def burst(field: Field, draft: Draft) -> bool:
    """Enter several visits within half a minute, as nobody makes them."""
    count = field.chance.randint(*BURST)
    free = [each for each in field.day(draft) if field.is_free(each)]
    chosen = free[-count:]
    if len(chosen) < BURST[0]:
        return False
    at = max(each.at + timedelta(seconds=each.took_s) for each in chosen)
    for number, each in enumerate(chosen):
        shift(each, at + timedelta(seconds=4 * number) - each.at)
        each.took_s, each.ring, each.dialled_at = field.chance.randint(20, 60), None, None
        for shot in each.shots:
            shot.at = each.at + timedelta(seconds=field.chance.uniform(1, 20))
    field.plant("burst", chosen, quiet=QUIET_BURST)
    return True


def one_spot(field: Field, draft: Draft) -> bool:
    """Make a day's visits without leaving one chair."""
    day = [each for each in field.day(draft) if field.is_free(each) and each.fix]
    if len({each.person.house for each in day}) < HOMES or draft.booth.ground.is_flats:
        return False
    chair = day[0].spot
    if max(apart_m(each.spot, chair) for each in day) < 60:  # noqa: PLR2004  a crowded house
        return False
    for each in day:
        off = field.chance.gauss(0, 2), field.chance.gauss(0, 2)
        accuracy = field.chance.uniform(5, 15)
        each.fix = Fix(at=(chair[0] + off[0], chair[1] + off[1]), accuracy_m=accuracy)
        for shot in each.shots:
            shot.place = replace(each.fix) if shot.place else None
    field.plant("one spot", day, quiet=_quiet_homes(day))
    return True


def _quiet_homes(day: list[Draft]) -> int:
    """Return how many of the first visits go to no more homes than one may meet at a spot."""
    homes: set[str] = set()
    for number, each in enumerate(day):
        homes.add(each.person.house if each.household else each.person.person_id)
        if len(homes) > QUIET_SPOT:
            return number
    return len(day)
