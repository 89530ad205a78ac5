"""Changes of a person's details, field by field, and what two phones that disagree leave behind.

Every change is kept. A field that was ever edited remembers what the roll says and the newest
values that nobody has replaced knowingly: one value, or several in conflict. Which of them is shown
follows from the values alone, so every order of arrival ends the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.ids import BeneficiaryId, UserId
from chalicelib.domain.phones import Phone

# A text, a list of words, a number that is kept sealed, or nothing at all.
FieldValue = str | tuple[str, ...] | Phone | None


class EditSource(StrEnum):
    """Where a change comes from."""

    VISIT = "visit"
    DESK = "desk"
    ROLL = "roll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One value that stands. `seq` is the row's version that it came in with."""

    edit_id: str
    at: datetime
    seq: int
    value: FieldValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A field that was edited: what the roll says, and the values that stand against it."""

    listed: FieldValue
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One field of one change."""

    old: FieldValue
    new: FieldValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change, kept for good. `at` is our clock, `phone_at` the phone's own."""

    beneficiary_id: BeneficiaryId
    edit_id: str
    source: EditSource
    at: datetime
    phone_at: datetime | None
    user_id: UserId
    device_id: str
    base_version: int
    changes: Mapping[str, Changed]
    in_conflict: tuple[str, ...] = ()
    version: int = 0
