"""Changes of a person's details, field by field, and what two phones that disagree leave behind.

Every change is kept. A field that was ever edited remembers what the roll says and the newest
values that nobody has replaced knowingly: one value, or several in conflict. Which of them is shown
follows from the values alone, so every order of arrival ends the same.

A change says which version of the row its maker had seen. It replaces exactly the values that came
in with that version or before, and stands beside all others: nobody overwrites what she did not
see. How a field is found on a row is in fields.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.ids import BeneficiaryId, UserId
from chalicelib.domain.phones import Phone

# What a report says of a field: a text, a list of words, or nothing at all.
Said = str | tuple[str, ...] | None
# What is kept of it: the same, with a number sealed.
FieldValue = Said | Phone

# A row is one item; more reports of a field that all disagree are in the history alone.
MOST_LEAVES: Final = 5


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
    source: EditSource = EditSource.VISIT


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What somebody reports of a person, as parsed: flat field names, a number still as text.

    `base_version` is the version of the row that she had seen; `phone_at` her phone's own clock.
    """

    edit_id: str
    base_version: int
    fields: Mapping[str, Said]
    phone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedBy:
    """Who reports, from which device, where, and what its clock is behind ours by."""

    user_id: UserId
    device_id: str
    source: EditSource
    skew_s: int = 0


def same_value(one: FieldValue, other: FieldValue) -> bool:
    """True when both say the same: numbers by their hash, lists in any order."""
    return _comparable(one) == _comparable(other)


def _comparable(value: FieldValue) -> FieldValue:
    if isinstance(value, Phone):
        return value.hash
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def with_leaf(edited: Edited, leaf: Leaf, base_version: int) -> Edited:
    """Return the field with one more value, which replaces those its maker had seen.

    Only the latest MOST_LEAVES of those that disagree are kept.
    """
    unseen = (known for known in edited.leaves if known.seq > base_version)
    standing = sorted((*unseen, leaf), key=_age)
    return replace(edited, leaves=tuple(standing[-MOST_LEAVES:]))


def shown(edited: Edited) -> FieldValue:
    """Return the value that counts: the latest by our clock; a tie goes to the greater id."""
    return max(edited.leaves, key=_age).value


def _age(leaf: Leaf) -> tuple[datetime, str]:
    return leaf.at, leaf.edit_id


def is_in_conflict(edited: Edited) -> bool:
    """True when two values that stand are not the same."""
    first, *others = edited.leaves
    return not all(same_value(first.value, other.value) for other in others)


def unconfirmed(edited: Edited) -> tuple[Leaf, ...]:
    """Return the values that stand, say otherwise than the roll, and were not chosen at a desk."""
    return tuple(
        leaf
        for leaf in edited.leaves
        if leaf.source is not EditSource.DESK
        and not same_value(leaf.value or None, edited.listed or None)
    )


def same_edit(one: Edit, other: Edit) -> bool:
    """True when both report the same of the same version, whenever and wherever they arrived."""
    if (one.base_version, one.phone_at) != (other.base_version, other.phone_at):
        return False
    mine, theirs = one.changes, other.changes
    return mine.keys() == theirs.keys() and all(
        same_value(mine[name].new, theirs[name].new) for name in mine
    )
