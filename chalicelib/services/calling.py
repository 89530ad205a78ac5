"""Takes in what telephony providers tell of missed calls. Any repetition ends the same.

A provider is known by the secret in its hook's address alone. A wrong one reads one row and writes
nothing. What becomes of a call that was taken in is in matching.py and withdrawal_calls.py.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from chalicelib.domain.call_forms import parameters
from chalicelib.domain.calls import Call, CallHook, CallState
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.phones import mask_phone
from chalicelib.domain.rows import Save
from chalicelib.domain.telephony import PROVIDERS, Rung, Vendor, read, vendor_of
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services import matching, withdrawal_calls
from chalicelib.services.phones import PhoneDesk, hash_of
from chalicelib.services.retry import again

# A provider tries again for minutes, and may have been down for hours.
OLDEST: Final = timedelta(hours=24)
AHEAD: Final = timedelta(minutes=5)
INDIA: Final = "+91"


class Taken(StrEnum):
    """What a provider is told. Whose number it was is not for it to know."""

    ACCEPTED = "accepted"
    IGNORED = "ignored"  # it was no missed call


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One request of a provider, as it came; `source` is the address it came from."""

    provider: str
    token: str = field(repr=False)
    source: str
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    hook: CallHook
    vendor: Vendor
    campaign: Campaign
    records: Records
    phones: PhoneDesk
    clock: Clock
    new_id: NewId


def accept(
    told: Told, *, records: Records, phones: PhoneDesk, clock: Clock, new_id: NewId
) -> Taken:
    """Take in one call. Safe to repeat: an id makes one call, whatever else is said of it.

    Raises NotFound for a hook that is not open to the caller, InvalidInput for a call that cannot
    be read or did not happen just now.
    """
    hook = _open_hook(told, records)
    campaign = records.find(Campaign, hook.campaign_id)
    if campaign is None:
        raise _no_hook()
    vendor = vendor_of(hook.provider, hook.mapping)
    rung = read(vendor, parameters(vendor, told.query, told.body))
    if rung is None:
        return Taken.IGNORED
    desk = _Desk(
        hook=hook, vendor=vendor, campaign=campaign, records=records, phones=phones, clock=clock,
        new_id=new_id,
    )  # fmt: skip
    again(lambda: _take(rung, desk))
    return Taken.ACCEPTED


def token_hash_of(token: str) -> str:
    """Return what is kept of a hook's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _open_hook(told: Told, records: Records) -> CallHook:
    """Return the hook with this secret, if it is in use and open to the caller's address.

    The secret is never compared: its hash is looked up, and how long that takes says nothing about
    how much of a guess was right.
    """
    if told.provider not in PROVIDERS:
        raise _no_hook()
    hook = records.find(CallHook, told.provider, token_hash_of(told.token))
    if hook is None or not hook.is_active or not _is_let_in(told.source, hook.sources):
        raise _no_hook()
    return hook


def _no_hook() -> NotFound:
    return NotFound("There is nothing under this address; ask for the hook's new one")


def _is_let_in(source: str, sources: tuple[str, ...]) -> bool:
    if not sources:
        return True
    try:
        address = ip_address(source)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in ip_network(each, strict=False) for each in sources)


def _take(rung: Rung, desk: _Desk) -> None:
    campaign_id, provider = desk.campaign.campaign_id, desk.hook.provider
    known = desk.records.find(Call, campaign_id, provider, rung.call_id)
    if known is not None:
        _repair(known, desk)
        return
    _require_fresh(rung.at, desk)
    call = _call(rung, desk)
    if call.state is CallState.UNMATCHED:
        matching.take_in(call, records=desk.records)
    elif call.state is CallState.WITHDRAWAL:
        withdrawal_calls.take_in(
            call, records=desk.records, clock=desk.clock, new_id=desk.new_id
        )  # fmt: skip
    else:
        desk.records.commit(Save(row=call))


def _repair(known: Call, desk: _Desk) -> None:
    """Finish what the first time may have left undone."""
    records = desk.records
    if known.state is CallState.WITHDRAWAL:
        withdrawal_calls.settle(known, records=records, clock=desk.clock, new_id=desk.new_id)
    elif known.state is CallState.MATCHED:
        visit = records.find(Visit, known.visit_id) if known.visit_id else None
        if visit is not None:
            matching.note_on_roll(visit, records=records)
    elif known.state is CallState.UNMATCHED:
        matching.settle(known, records=records)


def _require_fresh(at: datetime, desk: _Desk) -> None:
    now = desk.clock.now()
    if not now - OLDEST <= at <= now + AHEAD:
        raise InvalidInput(
            "A call is taken in within 24 hours of its start, and never before it",
            field=desk.vendor.at[0],
        )


def _call(rung: Rung, desk: _Desk) -> Call:
    number = desk.phones.book.normal(rung.caller) if rung.caller else None
    campaign_id = desk.campaign.campaign_id
    return Call(
        provider=desk.hook.provider,
        call_id=rung.call_id,
        campaign_id=campaign_id,
        phone_hash=hash_of(number, campaign_id, desk.phones.vault) if number else "",
        shown=mask_phone(number) if number else "",
        at=rung.at,
        received_at=desk.clock.now(),
        state=_state(number, rung, desk),
    )


def _state(number: str | None, rung: Rung, desk: _Desk) -> CallState:
    if number is None:
        return CallState.WITHHELD
    withdraw = desk.campaign.numbers.withdraw
    if withdraw and rung.called and desk.phones.book.normal(rung.called) == withdraw:
        return CallState.WITHDRAWAL
    return CallState.UNMATCHED if number.startswith(INDIA) else CallState.FOREIGN
