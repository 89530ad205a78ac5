"""Workers' sign-ins: codes for a booth's sheet, one device per code, and the end of a lost phone.

A code and a password follow from the campaign's secret key and are kept nowhere. No limit stands
on trying codes: at 75 bits there is nothing to gain by guessing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from chalicelib.domain.areas import Area
from chalicelib.domain.enrolment import (
    SHEET_LIFE,
    Enrolment,
    is_good,
    is_over,
    may_hand_out,
    password_from,
    roles_over,
    steering_roles,
    token_from,
    token_hash,
)
from chalicelib.domain.errors import NotFound, NotPermitted, StoreUnavailable
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import STEERING, User, require_place, require_role
from chalicelib.domain.rows import Page, Save
from chalicelib.ports import Clock, NewId, Records, SignIns, Vault
from chalicelib.services.retry import again
from chalicelib.services.worklist import area_of

TOKEN, PASSWORD = "enrolment", "password"  # what the campaign's key is used for
UNKNOWN = "This code does not work. Ask your convener for a new sheet."
UNKNOWN_HI = "यह कोड काम नहीं करता। अपने संयोजक से नया पर्चा माँगें।"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What enrolling needs."""

    records: Records
    vault: Vault
    sign_ins: SignIns
    clock: Clock
    new_id: NewId


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One worker's place on a sheet. `token` is told here and never again."""

    worker: User
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of a booth's cards, and the workers who get none from this maker."""

    cards: tuple[Card, ...]
    left_out: tuple[User, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a phone signs in with, once."""

    worker: User
    password: str


def list_workers(
    user: User, booth_id: AreaId, *, limit: int, cursor: str | None, records: Records
) -> Page[User]:
    """Return a page of a booth's workers; raise NotPermitted, or NotFound outside her areas."""
    booth = _booth_of(user, booth_id, records)
    return records.listed(User, booth.area_id, limit=limit, cursor=cursor)


def _booth_of(user: User, booth_id: AreaId, records: Records) -> Area:
    require_role(user, STEERING)
    booth = area_of(user, booth_id, records=records)
    require_place(user, STEERING, booth.path)
    return booth


def make_sheet(
    user: User, booth_id: AreaId, wanted: Sequence[UserId] = (), *,
    limit: int, cursor: str | None, tools: Tools,
) -> Sheet:  # fmt: skip
    """Make a fresh code for each worker of a booth, or for those `wanted`; older codes are void.

    A worker without a sign-in is left out, and one who may do what the caller may not. Raises
    NotPermitted, or NotFound outside the caller's areas.
    """
    booth = _booth_of(user, booth_id, tools.records)
    page = tools.records.listed(User, booth.area_id, limit=limit, cursor=cursor)
    asked = [one for one in page.items if not wanted or one.user_id in wanted]
    cards = [again(partial(_card, user, one, booth, tools)) for one in asked]
    return Sheet(
        cards=tuple(card for card in cards if isinstance(card, Card)),
        left_out=tuple(worker for worker in cards if isinstance(worker, User)),
        cursor=page.cursor,
    )


def _card(maker: User, listed: User, booth: Area, tools: Tools) -> Card | User:
    """Return a worker's new card, or the worker herself when the maker may not give her one."""
    worker = tools.records.find(User, listed.user_id) or listed
    if not worker.username or not may_hand_out(maker, worker):
        return worker
    token = token_from(_secret(TOKEN, worker, tools.new_id(), tools.vault))
    now = tools.clock.now()
    row = Enrolment(
        token_hash=token_hash(token),
        campaign_id=worker.campaign_id,
        user_id=worker.user_id,
        booth_id=booth.area_id,
        made_at=now,
        made_by=maker.user_id,
        expires_at=now + SHEET_LIFE,
    )
    tools.records.commit(Save(row=row), Save(row=replace(worker, enrolment=row.token_hash)))
    return Card(worker=worker, token=token, expires_at=row.expires_at)


def _secret(use: str, worker: User, once: str, vault: Vault) -> bytes:
    """Return what nobody without the campaign's key can guess, another one for each `once`."""
    return vault.digest(worker.campaign_id, use, f"{worker.user_id}/{once}")


def use_code(token: str, device_id: str, tools: Tools) -> Opened:
    """Give a code's worker to this device and return what it signs in with.

    The same device may ask again for some minutes, in case the answer was lost, and gets another
    password; the one before is void. Raises NotFound, always in the same words, for a code that is
    unknown, used, void or too old.
    """
    code = token_hash(token)
    worker = again(lambda: _take(code, device_id, tools))
    password = _new_password(worker, tools)
    # Signing out commits first and changes the password then, so what came in between is seen
    # here or overruled there; a password that is not told opens nothing.
    known = tools.records.find(User, worker.user_id)
    if known is None or known.enrolment != code:
        raise _unknown()
    return Opened(worker=worker, password=password)


def _take(code: str, device_id: str, tools: Tools) -> User:
    card = tools.records.find(Enrolment, code)
    worker = tools.records.find(User, card.user_id) if card else None
    now = tools.clock.now()
    if card is None or worker is None or not is_good(card, worker, device_id, now):
        raise _unknown()
    if is_over(worker, now.replace(microsecond=0)):
        # Tokens tell time in whole seconds, so hers would seem to be from before the signing out.
        raise StoreUnavailable("She was signed out this very second; try again")
    if card.used_at is not None:
        return worker
    used = replace(card, used_at=now, device_id=device_id)
    enrolled = replace(worker, device_id=device_id)
    tools.records.commit(Save(row=used), Save(row=enrolled))
    return enrolled


def _unknown() -> NotFound:
    return NotFound(UNKNOWN, detail_hi=UNKNOWN_HI)


def _new_password(worker: User, tools: Tools) -> str:
    """Change a sign-in's password and end whatever was signed in; return the new one."""
    password = password_from(_secret(PASSWORD, worker, tools.new_id(), tools.vault))
    tools.sign_ins.set_password(worker.username, password)
    tools.sign_ins.sign_out(worker.username)
    return password


def sign_out(user: User, user_id: UserId, tools: Tools) -> User:
    """End everything that a lost phone can do as this worker; return her row. Safe to repeat.

    From the first commit on, no token, code or unused grant of hers is good. Raises NotPermitted
    for callers who steer nothing or stand below her, NotFound for a worker outside their areas, and
    StoreUnavailable for a fault at any step: asking again goes through all of them anew, and once
    it is answered nobody is signed in.
    """
    require_role(user, STEERING)
    worker = again(lambda: _end(user, user_id, tools))
    if not worker.username:
        return worker
    _new_password(worker, tools)  # which nobody is told
    return again(lambda: _end_later(worker, tools))


def _end(user: User, user_id: UserId, tools: Tools) -> User:
    worker = tools.records.find(User, user_id)
    held = steering_roles(user, worker) if worker else None
    if worker is None or not held:
        raise NotFound("There is nothing under this id in your area")
    if held.isdisjoint(needed := roles_over(worker)):
        raise NotPermitted(
            "Her role stands above yours; ask somebody of her role or above",
            needs=[role.value for role in needed],
        )
    ended = replace(worker, signed_out_at=tools.clock.now(), device_id=None, enrolment=None)
    tools.records.commit(Save(row=ended))
    return replace(ended, version=ended.version + 1)


def _end_later(worker: User, tools: Tools) -> User:
    """Move the end behind the new password: until then the old one still signed in.

    A code that was made since the first end is good, and so is the phone that used it; that phone
    may have to ask once more.
    """
    current = tools.records.find(User, worker.user_id) or worker
    ended = replace(current, signed_out_at=tools.clock.now())
    tools.records.commit(Save(row=ended))
    return replace(ended, version=ended.version + 1)
