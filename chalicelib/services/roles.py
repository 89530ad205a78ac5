"""Taking a role away: one over one area, from the next request on."""

from dataclasses import replace

from chalicelib.domain.enrolment import roles_from
from chalicelib.domain.errors import Conflict, NotPermitted
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import STEERING, Role, Scope, User, may, require_place, require_role
from chalicelib.domain.rows import Save
from chalicelib.services.enrolling import Tools, sign_out
from chalicelib.services.retry import again
from chalicelib.services.worklist import area_of


def take_away(user: User, user_id: UserId, role: Role, area_id: AreaId, tools: Tools) -> bool:
    """Take one role over one area from a person; return whether she held it. Safe to repeat.

    With her last role her sign-in ends too. Raises NotPermitted for callers who steer nothing or
    stand below the role, NotFound for an area outside theirs, Conflict for a role of their own.
    """
    _require_rights(user, role, area_id, tools)
    if user_id == user.user_id:
        # So the last admin stays: whoever takes a role away is left with one as high.
        raise Conflict("Ask somebody else to take your own role away")
    return again(lambda: _take(user, user_id, role, area_id, tools))


def _require_rights(user: User, role: Role, area_id: AreaId, tools: Tools) -> None:
    require_role(user, STEERING)
    area = area_of(user, area_id, records=tools.records)
    require_place(user, STEERING, area.path)
    needed = roles_from(role)
    if not may(user, frozenset(needed), area.path):
        raise NotPermitted(
            "This role stands above yours; ask somebody of that role or above",
            needs=[each.value for each in needed],
        )


def _take(user: User, user_id: UserId, role: Role, area_id: AreaId, tools: Tools) -> bool:
    person = tools.records.find(User, user_id)
    if person is None or (left := _without(person, role, area_id)) == person.scopes:
        return False
    if not left:
        # First of all: nobody steers who holds no role, so nobody could sign her out later.
        person = sign_out(user, user_id, tools)
    tools.records.commit(Save(row=replace(person, scopes=_without(person, role, area_id))))
    return True


def _without(person: User, role: Role, area_id: AreaId) -> tuple[Scope, ...]:
    return tuple(scope for scope in person.scopes if (scope.role, scope.area_id) != (role, area_id))
