"""Duplicates and merges as forms."""

from chalicelib.domain.twins import Merge, strength
from chalicelib.domain.visit import Outcome
from chalicelib.entry.models.common import FreshId, Instant, KnownId, Model, Words
from chalicelib.services.twins import Merged, Twin, Twins


class TwinView(Model):
    """Somebody who may be the same person. `reasons`: `id:<type>`, `phone`, `name`, `guardian`."""

    beneficiary_id: str
    booth_id: str
    serial: int
    names: Words
    guardian_names: Words
    phone: str | None
    schemes: list[str]
    outcome: Outcome | None
    version: int
    reasons: list[str]
    strength: int


class TwinsView(Model):
    """The likeliest first; `elsewhere` counts those outside the caller's areas."""

    items: list[TwinView]
    elsewhere: int
    next_cursor: None = None


def twins_view(found: Twins) -> TwinsView:
    """Return candidates as an answer."""
    return TwinsView(items=[_twin(twin) for twin in found.found], elsewhere=found.elsewhere)


def _twin(twin: Twin) -> TwinView:
    person = twin.person
    return TwinView(
        beneficiary_id=person.beneficiary_id,
        booth_id=person.booth_id,
        serial=person.serial,
        names=dict(person.names),
        guardian_names=dict(person.guardian_names),
        phone=person.phone.shown if person.phone else None,
        schemes=list(person.schemes),
        outcome=person.last.outcome if person.last else None,
        version=person.version,
        reasons=list(twin.reasons),
        strength=strength(twin.reasons),
    )


class MergeRequest(Model):
    """Whose row is taken as part of the one in the address."""

    other_id: KnownId
    merge_id: FreshId | None = None


class MergeView(Model):
    """A merge; `version` is that of the kept row, and its ETag."""

    merge_id: str
    kept_id: str
    other_id: str
    reasons: list[str]
    by: str
    at: Instant
    undone_by: str | None
    undone_at: Instant | None
    version: int


def merge_view(done: Merged) -> MergeView:
    """Return a merge as an answer."""
    merge: Merge = done.merge
    return MergeView(
        merge_id=merge.merge_id, kept_id=merge.kept_id, other_id=merge.other_id,
        reasons=list(merge.reasons), by=merge.by, at=merge.at, undone_by=merge.undone_by,
        undone_at=merge.undone_at, version=done.version,
    )  # fmt: skip
