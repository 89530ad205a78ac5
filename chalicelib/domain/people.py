"""Who may do what, where: roles and area scopes are rows of ours, never claims in a token."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.areas import Path, covers
from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, CampaignId, UserId
from chalicelib.domain.phones import Phone


class Role(StrEnum):
    """What a person does in a campaign."""

    WORKER = "worker"
    TRAINER = "trainer"
    IN_CHARGE = "in_charge"
    MODERATOR = "moderator"
    CO_CONVENER = "co_convener"
    CONVENER = "convener"
    ADMIN = "admin"


# Who steers an area: admits reports, sees calls and duplicates, prints sheets.
STEERING = frozenset({Role.IN_CHARGE, Role.CO_CONVENER, Role.CONVENER, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One role over one area and everything below it."""

    role: Role
    area_id: AreaId
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who signs in. `user_id` is the subject of her access token.

    Tokens from before `signed_out_at` are no longer hers, nor are grants from before it.
    """

    user_id: UserId
    campaign_id: CampaignId
    name: str
    scopes: tuple[Scope, ...]
    username: str = ""
    reference: str | None = None  # what she is called in the files she was imported from
    phone: Phone | None = None
    device_id: str | None = None  # the one she enrolled with her sheet
    enrolment: str | None = None  # the hash of the code on her newest sheet; no other counts
    signed_out_at: datetime | None = None
    trained_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerNumber:
    """That somebody who works in a campaign has this number, or had it."""

    phone_hash: str
    user_id: UserId
    campaign_id: CampaignId
    is_current: bool = True
    version: int = 0


def roles_of(user: User) -> tuple[Role, ...]:
    """Return the user's roles, each once, in the order of the enumeration."""
    held = {scope.role for scope in user.scopes}
    return tuple(role for role in Role if role in held)


def may(user: User, roles: frozenset[Role], place: Path) -> bool:
    """True when the user holds one of `roles` over `place`."""
    return any(scope.role in roles and covers(scope.path, place) for scope in user.scopes)


def require_role(user: User, roles: frozenset[Role]) -> None:
    """Raise NotPermitted unless the user holds one of `roles` somewhere."""
    if roles.isdisjoint(roles_of(user)):
        raise NotPermitted(
            "Ask your convener for the role this step needs",
            needs=sorted(role.value for role in roles),
        )


def require_place(user: User, roles: frozenset[Role], place: Path) -> None:
    """Raise NotFound unless the user holds one of `roles` there: out of scope looks absent."""
    if not may(user, roles, place):
        raise NotFound("There is nothing under this id in your area")


def scopes_for(user: User, roles: frozenset[Role]) -> tuple[Path, ...]:
    """Return the paths over which the user holds one of `roles`."""
    return tuple(scope.path for scope in user.scopes if scope.role in roles)
