"""Workshops: planned by those who steer an area, attended by list or by the code on the wall."""

import base64
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.areas import Area
from chalicelib.domain.calls import place_in_time
from chalicelib.domain.errors import Conflict, IdTaken, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.ids import UserId, WorkshopId
from chalicelib.domain.people import STEERING, Role, User, may, require_place, require_role
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.workshops import Attendance, Attested, Workshop, window_of, windows_at
from chalicelib.ports import Clock, Records, Vault
from chalicelib.services.retry import again

PLANNERS = STEERING | {Role.TRAINER}
EVERYONE = frozenset(Role)
MOST_AT_ONCE = 200
MOST_COUNTED = 1000
# A code says nothing of its workshop: those that begin around now are looked at. Nobody comes to
# one that begins later than that.
AROUND = timedelta(hours=12)
MOST_READ = 100
MOST_PAGES = 10
PURPOSE = "workshop code"
CODE_BYTES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What workshops need."""

    records: Records
    vault: Vault
    clock: Clock


def plan(user: User, wanted: Workshop, *, records: Records) -> Workshop:
    """Keep a new workshop and return it; the same one again is the same.

    Raises NotPermitted, NotFound for an area or a trainer that is not there, IdTaken when the id
    names another workshop.
    """
    require_role(user, PLANNERS)
    placed = _placed(user, wanted, records)
    _require_trainers(placed, records)
    try:
        records.commit(Save(row=placed))
    except StaleVersion:
        known = records.find(Workshop, wanted.workshop_id)
        if known is None or replace(known, version=0) != placed:
            raise IdTaken("This id was used for another workshop; mint a new one") from None
        return known
    return replace(placed, version=1)


def _placed(user: User, wanted: Workshop, records: Records) -> Workshop:
    area = records.find(Area, wanted.area_id)
    require_place(user, PLANNERS, area.path if area else ())
    assert area is not None  # noqa: S101  nobody's scope covers an empty path
    return replace(wanted, path=area.path, campaign_id=area.campaign_id)


def _require_trainers(workshop: Workshop, records: Records) -> None:
    found = records.find_many(User, [(trainer,) for trainer in workshop.trainers])
    ours = [user for user in found if user and user.campaign_id == workshop.campaign_id]
    if len(ours) != len(workshop.trainers):
        raise InvalidInput("Name trainers of this campaign", field="trainers")


def change(user: User, wanted: Workshop, if_match: int, *, records: Records) -> Workshop:
    """Change a workshop's time, place, trainers or whether it is held; return it as kept."""
    require_role(user, PLANNERS)
    known = show(user, wanted.workshop_id, records=records)
    require_place(user, PLANNERS, known.path)
    if known.version != if_match:
        raise StaleVersion("The workshop changed since you read it; read it again")
    if known.area_id != wanted.area_id:
        raise InvalidInput("A workshop stays in its area; plan another", field="area_id")
    kept = replace(wanted, campaign_id=known.campaign_id, path=known.path, version=known.version)
    _require_trainers(kept, records)
    records.commit(Save(row=kept))
    return replace(kept, version=kept.version + 1)


def show(user: User, workshop_id: WorkshopId, *, records: Records) -> Workshop:
    """Return a workshop that the caller may see: of her areas, or above her booth; NotFound."""
    found = records.find(Workshop, workshop_id)
    if found is None or not _may_see(user, found):
        raise NotFound("There is nothing under this id in your area")
    return found


def _may_see(user: User, workshop: Workshop) -> bool:
    """A worker sees her mandal's workshop although her own scope is a booth below it."""
    below = any(scope.path[: len(workshop.path)] == workshop.path for scope in user.scopes)
    return below or may(user, EVERYONE, workshop.path)


def listed(
    user: User, area: Area, *, limit: int, cursor: str | None, records: Records
) -> Page[tuple[Workshop, int]]:
    """Return an area's workshops by time, each with how many came."""
    require_place(user, EVERYONE, area.path)
    page = records.listed(Workshop, user.campaign_id, limit=limit, cursor=cursor, within=area.path)
    counted = tuple((item, count(item, records=records)) for item in page.items)
    return Page(items=counted, cursor=page.cursor)


def count(workshop: Workshop, *, records: Records) -> int:
    """Return how many came; MOST_COUNTED for more than that."""
    came = records.under(Attendance, workshop.workshop_id, limit=MOST_COUNTED)
    return len(came.items)


def attendance(
    user: User, workshop: Workshop, *, limit: int, cursor: str | None, records: Records
) -> Page[Attendance]:
    """Return who came; for those who plan."""
    require_role(user, PLANNERS)
    require_place(user, PLANNERS, workshop.path)
    return records.under(Attendance, workshop.workshop_id, limit=limit, cursor=cursor)


def attest(
    by: User, workshop: Workshop, user_ids: Sequence[UserId], tools: Tools
) -> dict[UserId, bool]:
    """Put people on the list; return who was found in the workshop's area. Safe to repeat.

    Raises NotPermitted, NotFound, InvalidInput, and Conflict when the workshop was cancelled or
    begins more than AROUND from now.
    """
    require_role(by, PLANNERS)
    require_place(by, PLANNERS, workshop.path)
    _require_open(workshop, tools)
    if len(user_ids) > MOST_AT_ONCE:
        raise InvalidInput(f"Send at most {MOST_AT_ONCE} people at once", field="user_ids")
    found = tools.records.find_many(User, [(user_id,) for user_id in user_ids])
    known = {user.user_id: user for user in found if user and _may_see(user, workshop)}
    for user in known.values():
        _mark(user, workshop, Attested.LIST, by, tools)
    return {user_id: user_id in known for user_id in user_ids}


def attend(user: User, workshop: Workshop, code: str, tools: Tools) -> None:
    """Put the caller on the list by the code that is shown in the room. Safe to repeat.

    Raises InvalidInput for another code, Conflict when the workshop was cancelled or begins more
    than AROUND from now.
    """
    _require_open(workshop, tools)
    if not _is_shown(code, workshop, tools):
        raise _not_shown()
    _mark(user, workshop, Attested.QR, user, tools)


def attend_around(user: User, code: str, tools: Tools) -> Workshop:
    """Put the caller on the list of the workshop that shows this code, and return it.

    Looks at the workshops that she may see and that begin within AROUND of now. Safe to repeat.
    Raises InvalidInput when none of them shows it, Conflict when that one was cancelled.
    """
    shown = (each for each in _around(user, tools) if _is_shown(code, each, tools))
    workshop = next(shown, None)
    if workshop is None:
        raise _not_shown()
    attend(user, workshop, code, tools)
    return workshop


def _around(user: User, tools: Tools) -> Iterator[Workshop]:
    now, cursor = tools.clock.now(), None
    after = place_in_time(now - AROUND)
    for _ in range(MOST_PAGES):
        page = tools.records.listed(
            Workshop, user.campaign_id, limit=MOST_READ, cursor=cursor, after=after
        )
        near = [each for each in page.items if each.starts_at <= now + AROUND]
        yield from (each for each in near if _may_see(user, each))
        cursor = page.cursor
        if cursor is None or len(near) < len(page.items):
            return


def _is_shown(code: str, workshop: Workshop, tools: Tools) -> bool:
    good = [_code(workshop, window, tools) for window in windows_at(tools.clock.now())]
    return any(hmac.compare_digest(code.encode(), each.encode()) for each in good)


def _not_shown() -> InvalidInput:
    return InvalidInput("This code is not shown any more; scan it again", field="code")


def code_to_show(user: User, workshop: Workshop, tools: Tools) -> str:
    """Return the code of these minutes, for the wall; for those who plan."""
    require_role(user, PLANNERS)
    require_place(user, PLANNERS, workshop.path)
    return _code(workshop, window_of(tools.clock.now()), tools)


def _code(workshop: Workshop, window: int, tools: Tools) -> str:
    text = f"{workshop.workshop_id}/{window}"
    digest = tools.vault.digest(workshop.campaign_id, PURPOSE, text)
    return base64.b32encode(digest[:CODE_BYTES]).decode()


def _require_open(workshop: Workshop, tools: Tools) -> None:
    """Raise Conflict when nobody can have come: nobody is trained ahead of the workshop's day."""
    if workshop.is_cancelled:
        raise Conflict("This workshop was cancelled")
    if tools.clock.now() < workshop.starts_at - AROUND:
        raise Conflict("This workshop has not begun; note who came on its day")


def _mark(user: User, workshop: Workshop, how: Attested, by: User, tools: Tools) -> None:
    """Keep that somebody came, and that she is trained, together."""

    def step() -> None:
        known = tools.records.find(Attendance, workshop.workshop_id, user.user_id)
        if known is None:
            _keep(user.user_id, workshop, how, by, tools)

    again(step)


def _keep(user_id: UserId, workshop: Workshop, how: Attested, by: User, tools: Tools) -> None:
    user, now = tools.records.find(User, user_id), tools.clock.now()
    came = Attendance(
        workshop_id=workshop.workshop_id, user_id=user_id, how=how, at=now, by=by.user_id
    )
    trained = _trained(user, now) if user else None
    if trained is None:
        tools.records.commit(Save(row=came))
    else:
        tools.records.commit(Save(row=came), Save(row=trained))


def _trained(user: User, now: datetime) -> User | None:
    """Return the user as trained from now on; None when she was trained before."""
    return replace(user, trained_at=now) if user.trained_at is None else None
