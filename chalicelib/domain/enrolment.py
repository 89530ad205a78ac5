"""A worker's way to her sign-in: one printed code, for one device, once; and a lost phone's end."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from chalicelib.domain.areas import covers
from chalicelib.domain.ids import AreaId, CampaignId, UserId
from chalicelib.domain.people import STEERING, Role, Scope, User

SHEET_LIFE: Final = timedelta(days=14)
# A phone whose answer was lost on the way asks again within minutes; a finder comes later.
REPEAT_WITHIN: Final = timedelta(minutes=10)
# 75 bits of base32: a million guesses a second find one of a million codes after a thousand years.
TOKEN_CHARACTERS: Final = 15
# What the user pool demands of a password, whatever characters follow.
PASSWORD_START: Final = "Aa1-"  # noqa: S105  how each begins
RANK: Final = tuple(Role)
# The key that seals what has none of its own: numbers, and reports that are held.
COMMON: Final = "seal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One printed code. Only its hash is kept; using it again answers as an unknown one does."""

    token_hash: str
    campaign_id: CampaignId
    user_id: UserId
    booth_id: AreaId
    made_at: datetime
    expires_at: datetime
    made_by: str = ""
    used_at: datetime | None = None
    device_id: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKey:
    """A campaign's data key, wrapped by the key service; useless without it."""

    campaign_id: CampaignId
    name: str
    wrapped: str
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What a good access token says: whose it is, and when that sign-in began."""

    user_id: UserId
    since: datetime


def token_from(digest: bytes) -> str:
    """Return the code that follows from a keyed hash, in letters and digits of base32."""
    return base64.b32encode(digest).decode()[:TOKEN_CHARACTERS]


def token_hash(token: str) -> str:
    """Return what is kept of a code, in hex; spaces around it and small letters do not matter."""
    return sha256(token.strip().upper().encode()).hexdigest()


def password_from(digest: bytes) -> str:
    """Return the password that follows from a keyed hash; nobody types it."""
    return PASSWORD_START + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_good(card: Enrolment, worker: User, device_id: str, now: datetime) -> bool:
    """True when this device may enrol with the card: first, or again after a lost answer."""
    if worker.enrolment != card.token_hash:
        return False
    if card.used_at is None:
        return now < card.expires_at
    return card.device_id == device_id and now < card.used_at + REPEAT_WITHIN


def is_over(worker: User, since: datetime) -> bool:
    """True for a sign-in that began before the worker was signed out, or at that very moment."""
    return worker.signed_out_at is not None and since <= worker.signed_out_at


def is_dead(worker: User, granted_at: datetime) -> bool:
    """True for a grant from before the worker was signed out."""
    return worker.signed_out_at is not None and granted_at <= worker.signed_out_at


def came_after(worker: User, granted_at: datetime, stored_at: datetime) -> bool:
    """True for what a dead grant brought after the worker was signed out; before, it was hers."""
    at = worker.signed_out_at
    return at is not None and granted_at <= at < stored_at


def may_hand_out(maker: User, worker: User) -> bool:
    """True when the code signs in to nothing that its maker does not steer herself.

    Whoever holds a printed code can use it, so a code for somebody of a higher role, or with a
    second area, would be a way up for the person who prints it. Who has no role needs no code.
    """
    hers = worker.scopes
    return bool(hers) and all(any(_stands_over(own, one) for own in maker.scopes) for one in hers)


def steering_roles(by: User, worker: User) -> frozenset[Role]:
    """Return the roles in which a person steers any of the worker's areas.

    One area is enough to sign her out: a lost phone does not wait for whoever steers them all.
    """
    return frozenset(
        own.role for own in by.scopes if any(_steers(own, held) for held in worker.scopes)
    )


def roles_over(worker: User) -> tuple[Role, ...]:
    """Return the roles that may sign a worker out: those that steer and are not below her own."""
    highest = max(RANK.index(scope.role) for scope in worker.scopes)
    return roles_from(RANK[highest])


def roles_from(role: Role) -> tuple[Role, ...]:
    """Return the roles that steer and are not below `role`: they may take it away."""
    return tuple(each for each in RANK[RANK.index(role) :] if each in STEERING)


def _stands_over(own: Scope, held: Scope) -> bool:
    return _steers(own, held) and RANK.index(own.role) >= RANK.index(held.role)


def _steers(own: Scope, held: Scope) -> bool:
    return own.role in STEERING and covers(own.path, held.path)
