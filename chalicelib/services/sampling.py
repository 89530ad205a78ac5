"""Second looks at what was decided below: listed, opened without the first decision, and kept.

At the first level people decide on everything; what they decide on is looked at again at each level
above it at which it was drawn. Nothing follows for the item: the looks say how far decisions can be
trusted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.areas import Area
from chalicelib.domain.decisions import Decision, DecisionKind
from chalicelib.domain.errors import Conflict, IdTaken, NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.level_checks import (
    ENDING,
    LevelCheck,
    deciders,
    looked,
    place_of_level,
    says,
    second_looks,
    stands,
    waiting_list,
)
from chalicelib.domain.people import User, may, require_role
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.sampling import above
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Clock, Records
from chalicelib.services.auditing import noted
from chalicelib.services.desks import Desk, desks_for, one_after_the_other
from chalicelib.services.dossiers import READERS
from chalicelib.services.retry import again

MOST_LOOKS = 100  # of one visit, over all its decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """An item with one look at it, and the others at the same evidence."""

    item: Testimonial
    look: LevelCheck
    others: tuple[LevelCheck, ...]


def looks_to_come(
    decided: Testimonial, kind: DecisionKind, by: UserId, *, records: Records
) -> list[Save]:
    """Return what a decision on an item has to save, so that it is looked at again where drawn.

    A decision that was taken back has left such rows: this one takes their place, unless somebody
    has looked already.
    """
    if kind not in ENDING or not above(decided.levels):
        return []
    areas = records.find_many(Area, [(area_id,) for area_id in decided.path])
    area_levels = [area.level if area else "" for area in areas]
    looks = list(second_looks(decided, kind, by, area_levels))
    places = [(look.visit_id, f"{look.number:06d}", look.level) for look in looks]
    known = records.find_many(LevelCheck, places)
    return [
        Save(row=replace(look, version=kept.version if kept else 0))
        for look, kept in zip(looks, known, strict=True)
        if kept is None or kept.decision is None
    ]


def waiting(
    user: User, level: str, area_id: AreaId | None, *,
    limit: int, cursor: str | None, records: Records,
) -> Page[LevelCheck]:  # fmt: skip
    """Return what waits for a look of the caller's at a level, the longest waiting first.

    What she may not look at is left out, so a page may be short, or empty, though the list goes on.
    """
    require_role(user, READERS)
    desks = list(dict.fromkeys(desks_for(user, READERS, area_id, records=records)))

    def read(desk: Desk, inner: str | None) -> Page[LevelCheck]:
        name = waiting_list(desk.desk_id, level)
        page = records.listed(LevelCheck, name, limit=limit, cursor=inner, within=desk.within)
        return replace(page, items=tuple(_for(user, page.items, records)))

    return one_after_the_other(desks, read, cursor)


def _for(user: User, looks: Sequence[LevelCheck], records: Records) -> Iterator[LevelCheck]:
    """Yield those of the looks that the caller may have: two reads of many rows."""
    hers = [each for each in looks if _is_above(user, each) and each.decided_by != user.user_id]
    items = records.find_many(Testimonial, [(each.visit_id,) for each in hers])
    open_ones = [
        (look, item)
        for look, item in zip(hers, items, strict=True)
        if item and stands(look, item) and user.user_id not in deciders(item)
    ]
    done = [
        (item.visit_id, f"{look.number:06d}", level)
        for look, item in open_ones
        for level in item.checked
    ]
    found = records.find_many(LevelCheck, done)
    seen = {other.visit_id for other in found if other and other.by == user.user_id}
    yield from (look for look, _ in open_ones if look.visit_id not in seen)


def _is_above(user: User, look: LevelCheck) -> bool:
    """True when the caller has a role over the level's own area, or over one above it."""
    return may(user, READERS, place_of_level(look))


def open_look(user: User, visit_id: VisitId, level: str, *, records: Records) -> LevelCheck:
    """Return the look at an item that waits for the caller, or her own when she has had it.

    Raises NotFound when nothing was drawn or decided there, NotPermitted when it is not for her.
    """
    sample = _sample(user, visit_id, level, records)
    if sample.look.by != user.user_id:
        _require_fresh(user, sample)
    return sample.look


def keep(
    user: User, visit_id: VisitId, level: str, decision: Decision, *,
    records: Records, clock: Clock,
) -> LevelCheck:  # fmt: skip
    """Keep what the caller would have decided, with its audit entry, and return the look.

    The same from her again changes nothing, something else is IdTaken. Raises NotFound,
    NotPermitted as above, Conflict when somebody else was faster, InvalidInput.
    """
    return again(lambda: _keep(user, visit_id, level, decision, records, clock))


def _keep(
    user: User, visit_id: VisitId, level: str, decision: Decision, records: Records, clock: Clock
) -> LevelCheck:
    sample = _sample(user, visit_id, level, records)
    if sample.look.by == user.user_id:
        if not says(sample.look, decision):
            raise IdTaken("You said something else of this item before; the first answer stands")
        return sample.look
    _require_fresh(user, sample)
    now = clock.now()
    done = looked(sample.look, decision, user.user_id, now)
    seen = replace(sample.item, checked=(*sample.item.checked, level))
    facts = {"level": level, "decision": decision.kind.value, "agrees": done.agrees}
    seen, entries = noted(seen, "looked_at_again", at=now, actor=user.user_id, facts=facts)
    records.commit(Save(row=done), Save(row=seen), *entries)
    return replace(done, version=done.version + 1)


def _sample(user: User, visit_id: VisitId, level: str, records: Records) -> _Sample:
    item = records.find(Testimonial, visit_id)
    if item is None or not may(user, READERS, item.path):
        raise NotFound("There is nothing under this id in your area")
    found = records.under(LevelCheck, visit_id, limit=MOST_LOOKS).items
    now = [each for each in found if stands(each, item)]
    look = next((each for each in now if each.level == level), None)
    if look is None:
        raise NotFound("Nothing waits at this level under this id")
    return _Sample(item=item, look=look, others=tuple(each for each in now if each is not look))


def _require_fresh(user: User, sample: _Sample) -> None:
    """Raise NotPermitted for somebody below the level, or who knows a decision on the item."""
    look = sample.look
    if not _is_above(user, look):
        raise NotPermitted(
            "Somebody of a wider area looks at this again",
            needs=sorted(role.value for role in READERS),
        )
    known_to = (look.decided_by, *deciders(sample.item), *(other.by for other in sample.others))
    if user.user_id in known_to:
        raise NotPermitted("Somebody else has to look at it again: you have decided on it yourself")
    if look.by is not None:
        raise Conflict("Somebody else of this level has looked at it; take the next one")
