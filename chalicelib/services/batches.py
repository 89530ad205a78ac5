"""One call of one phone while it is worked on: who reports, the ports, and the rows read so far.

A row is read once a call and kept as it was last written. Every write still names the version it
was read at, so another writer shows as StaleVersion; then everything is forgotten and read anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import NotFound
from chalicelib.domain.held import HeldReason
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.people import User
from chalicelib.domain.reports import Delivery
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.phones import PhoneDesk

R = TypeVar("R", bound=Row)


class Known:
    """The rows that one call has read or written."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._rows: dict[tuple[type[object], str], Row | None] = {}

    def find(self, kind: type[R], key: str) -> R | None:
        """Return a row, read at the first time it is asked for; None when absent."""
        if (kind, key) not in self._rows:
            self._rows[(kind, key)] = self.records.find(kind, key)
        row = self._rows[(kind, key)]
        return row if isinstance(row, kind) else None

    def read_ahead(self, kind: type[R], keys: Iterable[str]) -> None:
        """Read the rows under several keys at once."""
        wanted = sorted({key for key in keys if (kind, key) not in self._rows})
        if wanted:
            rows = self.records.find_many(kind, [(key,) for key in wanted])
            self._rows |= {(kind, key): row for key, row in zip(wanted, rows, strict=True)}

    def wrote(self, key: str, row: Row) -> None:
        """Remember a row as the commit left it."""
        self._rows[(type(row), key)] = replace(row, version=row.version + 1)

    def forget(self, beneficiary_id: BeneficiaryId) -> None:
        """Forget a person and what she agreed to, since somebody else wrote them.

        Always both: her summary is made from a ledger that was read after her row.
        """
        self._rows.pop((Beneficiary, beneficiary_id), None)
        self._rows.pop((Ledger, beneficiary_id), None)

    def forget_everything(self) -> None:
        """Forget all rows: one of them was changed by another writer, and nobody knows which."""
        self._rows.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One call's ports, what it has read, and what its end must bring up to date.

    `waived` is empty but for a report that a convener admits: the checks that had held it.
    """

    user: User
    delivery: Delivery
    records: Records
    phones: PhoneDesk
    clock: Clock
    new_id: NewId
    known: Known
    waived: frozenset[HeldReason] = frozenset()
    visits: dict[BeneficiaryId, list[Visit]] = field(default_factory=dict)
    ledgers: set[BeneficiaryId] = field(default_factory=set)
    reported: set[VisitId] = field(default_factory=set)


def campaign_of(batch: Batch) -> Campaign:
    """Return the caller's campaign; raise NotFound."""
    campaign = batch.known.find(Campaign, batch.user.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    return campaign


def ledger_of(person: Beneficiary, batch: Batch) -> Ledger:
    """Return what a person agreed to and took back; nothing when she was never asked."""
    known = batch.known.find(Ledger, person.beneficiary_id)
    return known or Ledger(
        beneficiary_id=person.beneficiary_id, campaign_id=person.campaign_id, path=person.path
    )
