"""Keeps the summary on a person's row of the roll up to date."""

from collections.abc import Callable

from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.retry import again


def update_person(
    beneficiary_id: BeneficiaryId,
    change: Callable[[Beneficiary], Beneficiary],
    *,
    records: Records,
) -> None:
    """Apply `change` to a person's row, unless it leaves the row as it is."""

    def step() -> None:
        person = records.find(Beneficiary, beneficiary_id)
        if person is None:
            return
        changed = change(person)
        if changed != person:
            records.commit(Save(row=changed))

    again(step)
