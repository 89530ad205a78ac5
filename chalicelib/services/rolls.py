"""A person's row of the roll: found for certain, and its summary kept up to date."""

from collections.abc import Callable

from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.retry import again

LOOKS = 3


def on_roll(beneficiary_id: BeneficiaryId, *, records: Records) -> Beneficiary | None:
    """Return the person's row; None only when it is nowhere, however often one looks.

    A file may move her at this very moment, and what is decided without her row is not undone.
    """
    looks = (records.find(Beneficiary, beneficiary_id) for _ in range(LOOKS))
    return next((person for person in looks if person is not None), None)


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
