"""A person's row of the roll: found for certain, and its summary kept up to date."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from chalicelib.domain.ids import BeneficiaryId, id_from
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.roll import Beneficiary, met_late
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.retry import again

LOOKS = 3
MET_LATE: Final = "met late"
Besides = Callable[[Beneficiary, Beneficiary], Sequence[Save]]


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
    besides: Besides = lambda _before, _after: (),
) -> None:
    """Apply `change` to a person's row, unless it leaves the row as it is.

    What `besides` gives for the row before and after is written in the same commit.
    """

    def step() -> None:
        person = records.find(Beneficiary, beneficiary_id)
        if person is None:
            return
        changed = change(person)
        if changed != person:
            records.commit(Save(row=changed), *besides(person, changed))

    again(step)


def late_news(before: Beneficiary, after: Beneficiary, at: datetime) -> list[Save]:
    """Return the jobs that have her visits looked at again, as one came to her row late.

    They belong into the commit that makes the row know of it: who looks before that misses it.
    """
    return [
        Save(
            row=OutboxItem(
                item_id=id_from(
                    after.campaign_id, MET_LATE, f"{after.beneficiary_id}/{before.version}/{visit}"
                ),
                job=Job(action=Action.VERIFY, subject=visit),
                created_at=at,
            )
        )
        for visit in met_late(before, after)
    ]
