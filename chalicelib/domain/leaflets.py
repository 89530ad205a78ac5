"""What a beneficiary holds in her hand: the code by which she takes her consent back.

How a code is spelled and read is in codes.py; here is how it is found, and who may not go on
guessing.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from chalicelib.domain.errors import TooManyTries
from chalicelib.domain.ids import BeneficiaryId, CampaignId

GUESS_WINDOW: Final = timedelta(minutes=10)
MOST_GUESSES: Final = 10
HASH_DIGITS: Final = 32  # 128 bits
# Whoever has one IPv6 address usually has all that begin with the same 64 bits.
OWN_NETWORK_BITS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalCode:
    """Whose code it is, found by the code's hash."""

    code_hash: str
    campaign_id: CampaignId
    beneficiary_id: BeneficiaryId
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """Wrong codes from one address in one window of time; forgotten soon after."""

    source_hash: str
    window: int
    count: int
    expires_at: datetime
    version: int = 0


def code_hash(code: str) -> str:
    """Return the hash by which a code of twelve characters is found, in hex.

    Whoever types a code does not say of which campaign, so no campaign's key can take part. Plain
    SHA-256 is enough: a code has 55 bits that follow from the campaign's key, so the table's keys
    alone would have to be searched through for years, and the public page is asked ten wrong codes
    per address and ten minutes. What a code opens is a withdrawal, and no name, phone or place.
    """
    return _short(code)


def source_hash(address: str) -> str:
    """Return the hash under which wrong codes from an address are counted, never the address."""
    return _short(_network(address))


def window_of(at: datetime) -> int:
    """Return the number of the window that an instant lies in."""
    return int(at.timestamp() // GUESS_WINDOW.total_seconds())


def window_end(window: int) -> datetime:
    """Return when a window is over."""
    return datetime.fromtimestamp((window + 1) * GUESS_WINDOW.total_seconds(), UTC)


def first_guess(address: str, at: datetime) -> Guesses:
    """Return an address's row of this window, with nothing counted yet."""
    window = window_of(at)
    return Guesses(
        source_hash=source_hash(address), window=window, count=0,
        expires_at=window_end(window) + GUESS_WINDOW,
    )  # fmt: skip


def require_patience(guesses: Guesses, at: datetime) -> None:
    """Raise TooManyTries when an address has sent too many wrong codes in this window."""
    if guesses.count < MOST_GUESSES:
        return
    wait_s = max(int((window_end(guesses.window) - at).total_seconds()), 1)
    raise TooManyTries(
        "Too many wrong codes. Please wait some minutes, then type the code from your leaflet.",
        detail_hi="कई बार गलत कोड डाला गया। कुछ मिनट रुकें, फिर पर्चे का कोड डालें।",
        retry_after_s=wait_s,
    )


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address  # whatever the gateway said
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, OWN_NETWORK_BITS), strict=False))
    return str(found)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]
