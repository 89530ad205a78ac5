"""One person of the roll: her record with its history, and her number on an audited request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.edits import Edit
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.people import STEERING, Role, User, may, require_place, require_role
from chalicelib.domain.phones import Phone, RevealReason
from chalicelib.domain.roll import Beneficiary, covered, require_open
from chalicelib.domain.rows import Page, Save
from chalicelib.ports import Clock, Records, Vault
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.retry import again
from chalicelib.services.withdrawals import ledger_of

EVERYONE = frozenset(Role)
READERS = STEERING | {Role.MODERATOR, Role.WORKER}
READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """What is known of a person, the newest changes first; `makers` are the edits by their ids."""

    person: Beneficiary
    history: Page[Edit]
    makers: Mapping[str, Edit]


def person_for(
    user: User, beneficiary_id: BeneficiaryId, roles: frozenset[Role], *, records: Records
) -> Beneficiary:
    """Return a person over whom the caller holds one of `roles`.

    Raises NotFound when she is absent, erased or out of scope, NotPermitted without such a role.
    """
    person = records.find(Beneficiary, beneficiary_id)
    if person is None or person.is_erased or not may(user, EVERYONE, person.path):
        raise NotFound("There is nothing under this id in your area")
    require_role(user, roles)
    require_place(user, roles, person.path)
    return person


def show(
    user: User, beneficiary_id: BeneficiaryId, *, limit: int, cursor: str | None, records: Records
) -> PersonRecord:
    """Return a person's record. Of a sealed one only the names and what happened are shown.

    While another row is merged into hers, the history is of both, as far as the caller could read
    the other alone. Raises NotFound, NotPermitted.
    """
    person = person_for(user, beneficiary_id, READERS, records=records)
    if person.erase_at is not None:
        return PersonRecord(person=covered(person), history=Page(items=()), makers={})
    own = list(edits_of(person.beneficiary_id, records))
    return PersonRecord(
        person=person,
        history=_newest_first([*own, *_merged(user, person, records)], limit, cursor),
        makers={edit.edit_id: edit for edit in own},
    )


def _merged(user: User, person: Beneficiary, records: Records) -> Iterator[Edit]:
    """Yield the changes of the rows merged into hers, of those that the caller may read."""
    for other in records.find_many(Beneficiary, [(other,) for other in person.merged]):
        if other and _is_readable(user, other):
            yield from edits_of(other.beneficiary_id, records)


def _is_readable(user: User, person: Beneficiary) -> bool:
    is_closed = person.erase_at is not None or person.is_erased
    return not is_closed and may(user, READERS, person.path)


def edits_of(beneficiary_id: BeneficiaryId, records: Records) -> Iterator[Edit]:
    """Yield all changes of a person: their keys are ids that phones mint, so in no order."""
    cursor: str | None = None
    while True:
        page = records.under(Edit, beneficiary_id, limit=READ_AT_ONCE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _newest_first(edits: list[Edit], limit: int, cursor: str | None) -> Page[Edit]:
    ordered = sorted(edits, key=lambda edit: (edit.at, _mark(edit)), reverse=True)
    marks = [_mark(edit) for edit in ordered]
    if cursor is not None and cursor not in marks:
        raise InvalidInput("This cursor did not come from us", field="history_cursor")
    start = marks.index(cursor) + 1 if cursor is not None else 0
    shown = ordered[start : start + limit]
    has_more = start + limit < len(ordered)
    return Page(items=tuple(shown), cursor=_mark(shown[-1]) if has_more else None)


def _mark(edit: Edit) -> str:
    return f"{edit.beneficiary_id}.{edit.edit_id}"


def reveal_phone(
    user: User,
    beneficiary_id: BeneficiaryId,
    reason: RevealReason,
    *,
    records: Records,
    vault: Vault,
    clock: Clock,
) -> str:
    """Return a person's number in E.164 form; one audit entry is committed before it is opened.

    Raises NotFound, also when there is no number; Conflict when her record is closed.
    """

    def step() -> tuple[Beneficiary, Phone]:
        person = person_for(user, beneficiary_id, READERS, records=records)
        require_open(person)
        if person.phone is None:
            raise NotFound("There is no phone number on this record")
        ledger, entry = noted_in_ledger(
            ledger_of(person, records=records), "phone_revealed",
            at=clock.now(), actor=user.user_id, facts={"reason": reason.value},
        )  # fmt: skip
        records.commit(Save(row=ledger), Save(row=entry))
        return person, person.phone

    person, phone = again(step)
    return vault.open(person.campaign_id, person.beneficiary_id, phone.sealed)
