"""The same person twice on the roll: how she is found, and how two rows become one and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Final

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.ids import BeneficiaryId, CampaignId, UserId
from chalicelib.domain.naming.alike import looks_alike
from chalicelib.domain.phones import same_number
from chalicelib.domain.roll import Beneficiary, require_open

PHONE: Final = "phone"
NAME: Final = "name"
GUARDIAN: Final = "guardian"
ID: Final = "id"
# A family shares its phone and a village its names; a card has one holder.
STRENGTH: Final[Mapping[str, int]] = {ID: 4, PHONE: 2, NAME: 2, GUARDIAN: 1}
# More rows than this for one person is a mistake in the roll, not a person.
MOST_MERGED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SameId:
    """Who carries an id of some type (a ration card, a voter id), found by its keyed hash."""

    id_type: str
    id_hash: str
    beneficiary_id: BeneficiaryId
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RollKey:
    """Where a later reference leads. `key_id` is the id that the reference alone would make."""

    key_id: BeneficiaryId
    beneficiary_id: BeneficiaryId
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One person's row taken as another's. Nothing is lost, so it can be undone."""

    merge_id: str
    campaign_id: CampaignId
    kept_id: BeneficiaryId
    other_id: BeneficiaryId
    reasons: tuple[str, ...]
    by: UserId
    at: datetime
    undone_by: UserId | None = None
    undone_at: datetime | None = None
    version: int = 0


def alike(one: Beneficiary, other: Beneficiary) -> tuple[str, ...]:
    """Return why two rows may be one person, the strongest reason first; nothing when they differ.

    `id:<type>` for each id they share, `phone`, `name` across scripts; `guardian` only with a name.
    """
    found = [f"{ID}:{kind}" for kind in sorted(one.ids) if one.ids[kind] == other.ids.get(kind)]
    if one.phone and same_number(one.phone, other.phone):
        found.append(PHONE)
    if _any_alike(one.names, other.names):
        found.append(NAME)
        if _any_alike(one.guardian_names, other.guardian_names):
            found.append(GUARDIAN)
    return tuple(found)


def _any_alike(some: Mapping[str, str], others: Mapping[str, str]) -> bool:
    return any(looks_alike(one, other) for one, other in product(some.values(), others.values()))


def strength(reasons: Sequence[str]) -> int:
    """Return how much the reasons weigh together."""
    return sum(STRENGTH[reason.partition(":")[0]] for reason in reasons)


def merged(kept: Beneficiary, other: Beneficiary) -> tuple[Beneficiary, Beneficiary]:
    """Return both rows with the other one taken as part of the kept one.

    Raises InvalidInput for one row, Conflict for a closed one and for one that others were merged
    into: a merge has two levels, so that it can be undone.
    """
    if kept.beneficiary_id == other.beneficiary_id:
        raise InvalidInput("Name another person than the one to keep", field="other_id")
    for person in (kept, other):
        require_open(person)
    if other.merged:
        raise Conflict("Others were merged into that record; keep that one, or undo them first")
    if len(kept.merged) >= MOST_MERGED:
        raise Conflict("Too many records were merged into this one; look at them first")
    return (
        replace(kept, merged=(*kept.merged, other.beneficiary_id)),
        replace(other, merged_into=kept.beneficiary_id),
    )


def parted(kept: Beneficiary, other: Beneficiary) -> tuple[Beneficiary, Beneficiary]:
    """Return both rows as they are once their merge is undone."""
    left = tuple(known for known in kept.merged if known != other.beneficiary_id)
    return replace(kept, merged=left), replace(other, merged_into=None)
