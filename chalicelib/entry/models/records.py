"""One person's record as an answer: what is known of her, what disagrees, and who changed what."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from chalicelib.domain.edits import Edit, Edited, EditSource, FieldValue, Leaf, shown
from chalicelib.domain.phones import Phone, RevealReason
from chalicelib.domain.roll import Beneficiary, missing
from chalicelib.domain.visit import Outcome
from chalicelib.entry.models.common import Instant, Model, Words
from chalicelib.entry.models.fields import MOST_FIELDS
from chalicelib.entry.models.people import MAIN_LANGUAGE, CallWord, call_of_last, in_language
from chalicelib.services.people import PersonRecord

MOST_HISTORY = 50
Shown = str | list[str] | None


class RecordQuery(Model):
    """`?limit=&history_cursor=` of a record's history."""

    limit: Annotated[int, Field(ge=1, le=MOST_HISTORY)] = MOST_HISTORY
    history_cursor: Annotated[str, Field(max_length=200)] | None = None


class RivalView(Model):
    """One of the values that disagree; `edit_id` chooses it."""

    edit_id: str
    value: Shown
    at: Instant
    by: str | None
    device_id: str | None
    is_shown: bool


class ConflictView(Model):
    """A field about which reports disagree; `listed` is what the roll says."""

    field: str
    listed: Shown
    rivals: list[RivalView]


class ChangedView(Model):
    """One field before and after a change; numbers are masked."""

    old: Shown
    new: Shown


class EditView(Model):
    """One change. `at` is by our clock, `phone_at` the phone's own."""

    edit_id: str
    beneficiary_id: str
    source: EditSource
    at: Instant
    phone_at: Instant | None
    by: str
    device_id: str
    fields: dict[str, ChangedView]
    in_conflict: list[str]


class RecordView(Model):
    """One person's record. `version` is the ETag, and the `base_version` of a change."""

    beneficiary_id: str
    booth_id: str
    serial: int
    name: str
    names: Words
    guardian_name: str
    guardian_names: Words
    phone: str | None
    schemes: list[str]
    details: Words
    version: int
    outcome: Outcome | None
    visit_id: str | None
    visited_at: Instant | None
    call: CallWord | None
    purposes: list[str]
    missing: list[str]
    conflicts: list[ConflictView]
    merged: list[str]
    merged_into: str | None
    sealed: bool
    erase_at: Instant | None
    history: list[EditView]
    history_cursor: str | None


def record_view(found: PersonRecord) -> RecordView:
    """Return a person's record as an answer."""
    person, last = found.person, found.person.last
    return RecordView(
        beneficiary_id=person.beneficiary_id,
        booth_id=person.booth_id,
        serial=person.serial,
        name=in_language(dict(person.names), MAIN_LANGUAGE),
        names=dict(person.names),
        guardian_name=in_language(dict(person.guardian_names), MAIN_LANGUAGE),
        guardian_names=dict(person.guardian_names),
        phone=person.phone.shown if person.phone else None,
        schemes=list(person.schemes),
        details=dict(person.details),
        version=person.version,
        outcome=last.outcome if last else None,
        visit_id=last.visit_id if last else None,
        visited_at=last.at if last else None,
        call=call_of_last(person),
        purposes=sorted(person.purposes),
        missing=list(missing(person)),
        conflicts=_conflicts(person, found.makers),
        merged=list(person.merged),
        merged_into=person.merged_into,
        sealed=person.erase_at is not None,
        erase_at=person.erase_at,
        history=[_edit(edit) for edit in found.history.items],
        history_cursor=found.history.cursor,
    )


def _conflicts(person: Beneficiary, makers: Mapping[str, Edit]) -> list[ConflictView]:
    fields = {name: person.edits[name] for name in person.conflicts}
    return [
        ConflictView(
            field=name, listed=_shown(edited.listed),
            rivals=[_rival(leaf, edited, makers.get(leaf.edit_id)) for leaf in edited.leaves],
        )
        for name, edited in fields.items()
    ]  # fmt: skip


def _rival(leaf: Leaf, edited: Edited, maker: Edit | None) -> RivalView:
    return RivalView(
        edit_id=leaf.edit_id,
        value=_shown(leaf.value),
        at=leaf.at,
        by=maker.user_id if maker else None,
        device_id=maker.device_id if maker else None,
        is_shown=leaf.value is shown(edited),
    )


def _edit(edit: Edit) -> EditView:
    changes = edit.changes.items()
    return EditView(
        edit_id=edit.edit_id,
        beneficiary_id=edit.beneficiary_id,
        source=edit.source,
        at=edit.at,
        phone_at=edit.phone_at,
        by=edit.user_id,
        device_id=edit.device_id,
        fields={name: ChangedView(old=_shown(c.old), new=_shown(c.new)) for name, c in changes},
        in_conflict=list(edit.in_conflict),
    )


def _shown(value: FieldValue) -> Shown:
    if isinstance(value, Phone):
        return value.shown
    return list(value) if isinstance(value, tuple) else value


class CorrectionRequest(Model):
    """Fields to change, in the forms of `beneficiary.updated`; null removes one.

    `keep` ends a conflict with one of its values: from the field to the rival's `edit_id`.
    """

    fields: dict[str, Any] = Field(max_length=MOST_FIELDS, default_factory=dict)
    keep: dict[str, str] = Field(max_length=MOST_FIELDS, default_factory=dict)


class RevealRequest(Model):
    """What to show in full, and why."""

    field: Literal["phone"]
    reason: RevealReason


class RevealAnswer(Model):
    """A number in full."""

    phone: str
