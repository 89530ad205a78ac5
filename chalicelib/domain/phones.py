"""A phone number as we keep it: a keyed hash to find it by, a sealed value to show it from.

The number itself stands nowhere in a row. `shown` is what everybody may see; the sealed value is
opened by a reveal alone, and a reveal is an audited act.
"""

from dataclasses import dataclass
from enum import StrEnum

SHOWN_DIGITS = 4


class RevealReason(StrEnum):
    """Why somebody needs to see a whole number; kept with the audit entry."""

    CALL_BACK = "call_back"
    CORRECTION = "correction"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneReading:
    """What the numbering plan says of a number; no number at all reads as None elsewhere."""

    is_valid: bool
    is_indian: bool
    is_mobile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One number. Equal numbers of one campaign have equal hashes, never equal sealed values."""

    hash: str
    sealed: str
    shown: str
    reading: PhoneReading


def mask_phone(phone: str) -> str:
    """Return the number with only its last four digits readable."""
    country = phone[:3] if phone.startswith("+91") else ""
    hidden = max(len(phone) - len(country) - SHOWN_DIGITS, 0)
    return f"{country}{'X' * hidden}{phone[-SHOWN_DIGITS:]}"


def same_number(one: Phone | None, other: Phone | None) -> bool:
    """True when both are the same number, or both are none."""
    return (one.hash if one else None) == (other.hash if other else None)
