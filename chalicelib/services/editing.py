"""Takes changes of a person's details, from phones and from the desk, field by field.

The row and the change that stays in her history are written together. What a change replaces and
what it stands beside is decided in domain/edits.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.edits import (
    Changed,
    Edit,
    EditedBy,
    EditSource,
    FieldValue,
    Update,
    is_in_conflict,
    same_edit,
)
from chalicelib.domain.errors import IdTaken, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.fields import MOST_EDITED_BYTES, edited, edited_bytes, value_of
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.people import STEERING, Role, User, may
from chalicelib.domain.reports import Result
from chalicelib.domain.roll import Beneficiary, require_open
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, Records
from chalicelib.services.field_values import kept_values
from chalicelib.services.people import person_for
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.retry import again

EDITORS = STEERING | {Role.WORKER}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tools:
    """What writing a change needs."""

    records: Records
    phones: PhoneDesk
    clock: Clock


def update(
    person: Beneficiary,
    update: Update,
    by: EditedBy,
    *,
    records: Records,
    phones: PhoneDesk,
    clock: Clock,
) -> Result:
    """Take one report of a person in the caller's scope. Safe to repeat.

    CONFLICT means that it was kept beside another value that its maker had not seen. Raises IdTaken
    when the id was used for another change of hers, Conflict when her row is closed, InvalidInput.
    """
    tools = _Tools(records=records, phones=phones, clock=clock)

    def step() -> Result:
        now = records.find(Beneficiary, person.beneficiary_id)
        if now is None or now.is_erased:
            raise NotFound("This person is not on the roll any more")
        return _take(now, update, _values(now, update, by, tools), by, tools)

    return again(step)


def correct(
    user: User,
    beneficiary_id: BeneficiaryId,
    update: Update,
    keep: Mapping[str, str],
    *,
    records: Records,
    phones: PhoneDesk,
    clock: Clock,
) -> None:
    """Change a person's details as the caller saw them, which ends the conflicts of those fields.

    `keep` leads from a field in conflict to the edit whose value is right. Raises StaleVersion when
    the row is no longer at the update's base version.
    """
    tools = _Tools(records=records, phones=phones, clock=clock)
    person = person_for(user, beneficiary_id, EDITORS, records=records)
    if person.version != update.base_version:
        raise StaleVersion("The record changed while you looked; read it again, then change it")
    is_desk = may(user, STEERING, person.path)
    by = EditedBy(
        user_id=user.user_id,
        device_id=user.device_id or "",
        source=EditSource.DESK if is_desk else EditSource.VISIT,
    )
    values = {**_values(person, update, by, tools), **_kept(person, keep)}
    _take(person, update, values, by, tools)


def _kept(person: Beneficiary, keep: Mapping[str, str]) -> Mapping[str, FieldValue]:
    kept: dict[str, FieldValue] = {}
    for name, edit_id in keep.items():
        leaves = person.edits[name].leaves if name in person.edits else ()
        found = [leaf for leaf in leaves if leaf.edit_id == edit_id]
        if not found:
            raise InvalidInput("Choose one of the values that the record lists", field="keep")
        kept[name] = found[0].value
    return kept


def _take(
    person: Beneficiary,
    update: Update,
    values: Mapping[str, FieldValue],
    by: EditedBy,
    tools: _Tools,
) -> Result:
    changed, edit = _change(person, update, values, by, tools)
    known = tools.records.find(Edit, person.beneficiary_id, update.edit_id)
    if known is not None:
        if not same_edit(known, edit):
            raise IdTaken("This change was reported before with other content; mint a new id")
        return Result.ALREADY_HAVE
    require_open(person)
    _require_sensible(changed, edit, person)
    tools.records.commit(Save(row=changed), Save(row=edit))
    return Result.CONFLICT if edit.in_conflict else Result.ACCEPTED


def _require_sensible(changed: Beneficiary, edit: Edit, person: Beneficiary) -> None:
    if not edit.changes:
        raise InvalidInput("Name at least one field", field="fields")
    if edit.base_version > person.version:
        raise InvalidInput("The record has no such version yet", field="base_version")
    if edited_bytes(changed) > MOST_EDITED_BYTES:
        raise InvalidInput("Too much was reported of her; end her conflicts first", field="fields")


def _change(
    person: Beneficiary,
    update: Update,
    values: Mapping[str, FieldValue],
    by: EditedBy,
    tools: _Tools,
) -> tuple[Beneficiary, Edit]:
    """Return the row after the change, and the change as it stays in her history."""
    at = _made_at(update, by, tools.clock)
    changed = edited(
        person, values, edit_id=update.edit_id, at=at, base_version=update.base_version,
        source=by.source,
    )  # fmt: skip
    edit = Edit(
        beneficiary_id=person.beneficiary_id,
        edit_id=update.edit_id,
        source=by.source,
        at=at,
        phone_at=update.phone_at,
        user_id=by.user_id,
        device_id=by.device_id,
        base_version=update.base_version,
        changes={n: Changed(old=value_of(person, n), new=value) for n, value in values.items()},
        in_conflict=tuple(sorted(n for n in values if is_in_conflict(changed.edits[n]))),
    )
    return changed, edit


def _made_at(update: Update, by: EditedBy, clock: Clock) -> datetime:
    if update.phone_at is None:
        return clock.now()
    return update.phone_at + timedelta(seconds=by.skew_s)


def _values(
    person: Beneficiary, update: Update, by: EditedBy, tools: _Tools
) -> Mapping[str, FieldValue]:
    year = _made_at(update, by, tools.clock).year
    return kept_values(person, update.fields, year, records=tools.records, phones=tools.phones)
