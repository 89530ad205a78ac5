"""Sets aside what only a convener can decide: a report from outside the dates or the booth.

The phone is told that it was refused, and why; the report is kept all the same, sealed, once.
What becomes of it is in admitting.py.
"""

from chalicelib.domain.areas import Area
from chalicelib.domain.held import HeldChange, HeldMark, HeldReason, HeldState
from chalicelib.domain.ids import AreaId, id_from
from chalicelib.domain.people import Role, roles_of
from chalicelib.domain.reports import Reported, SyncChange, at_of, kind_of
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.services.batches import Batch
from chalicelib.services.phones import short_hash

PURPOSE = "held"


def may_hold(batch: Batch) -> bool:
    """True for what a worker reports; never for what is being admitted."""
    return Role.WORKER in roles_of(batch.user) and not batch.waived


def hold(
    change: SyncChange,
    data: Reported,
    person: Beneficiary,
    reasons: tuple[HeldReason, ...],
    batch: Batch,
) -> bool:
    """Keep a change for the convener; return whether she has admitted it. Safe to repeat.

    Another change under the same id is not kept: the first one stands. Nor is one about a person
    who took everything back.
    """
    row = _row(change, data, person, reasons, batch)
    known = batch.records.find(HeldChange, row.held_id)
    if known is not None:
        return known.state is HeldState.ADMITTED and known.digest == row.digest
    if person.erase_at is None and not person.is_erased:
        # What tells of her is found under her own id when she is erased, also once she has moved.
        mark = HeldMark(beneficiary_id=person.beneficiary_id, held_id=row.held_id)
        batch.records.commit(Save(row=row), Save(row=mark))
    return False


def _row(
    change: SyncChange,
    data: Reported,
    person: Beneficiary,
    reasons: tuple[HeldReason, ...],
    batch: Batch,
) -> HeldChange:
    campaign_id, user_id, vault = person.campaign_id, batch.user.user_id, batch.phones.vault
    held_id = id_from(campaign_id, PURPOSE, f"{user_id}/{change.change_id}")
    first, *others = reasons
    return HeldChange(
        held_id=held_id,
        campaign_id=campaign_id,
        beneficiary_id=person.beneficiary_id,
        path=person.path,
        desk_id=_desk_of(person, batch),
        user_id=user_id,
        device_id=batch.delivery.device_id,
        reason=first,
        also=tuple(others),
        kind=kind_of(data),
        at=at_of(data),
        change=vault.seal(campaign_id, held_id, change.sent),
        digest=short_hash(vault.digest(campaign_id, PURPOSE, change.sent)),
        received_at=batch.clock.now(),
        skew_s=batch.delivery.skew_s,
    )


def _desk_of(person: Beneficiary, batch: Batch) -> AreaId:
    booth = batch.known.find(Area, person.booth_id)
    return (booth.desk_id if booth else None) or person.path[0]
