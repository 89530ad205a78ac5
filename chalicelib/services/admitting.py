"""What becomes of reports that were set aside: the convener lists them, admits or dismisses each.

An admitted report is taken in as its worker's own, past exactly the checks that had held it. It is
taken in first and noted afterwards, so a run that dies in between is completed by its repetition.
"""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.areas import Area
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.held import HeldChange, HeldReason, HeldState
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import STEERING, User, require_place, require_role
from chalicelib.domain.reports import Delivery, SyncChange, VisitRecorded
from chalicelib.domain.rows import Page, Save
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services import syncing
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.batches import Batch, Known
from chalicelib.services.desks import Desk, desks_for, one_after_the_other
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.retry import again

# Reads a change as it was sent; the forms of the wire are the entry's.
Reader = Callable[[str], SyncChange]


def list_held(
    user: User, area_id: AreaId | None, *, limit: int, cursor: str | None, records: Records
) -> Page[HeldChange]:
    """Return what waits in the caller's areas, or in one of them, the longest waiting first.

    Raises NotPermitted without a steering role, NotFound for an area that is not hers.
    """
    require_role(user, STEERING)
    desks = list(dict.fromkeys(desks_for(user, STEERING, area_id, records=records)))

    def read(desk: Desk, inner: str | None) -> Page[HeldChange]:
        return records.listed(
            HeldChange, desk.desk_id, limit=limit, cursor=inner, within=desk.within
        )

    return one_after_the_other(desks, read, cursor)


def admit(
    user: User,
    held_id: str,
    read: Reader,
    *,
    records: Records,
    phones: PhoneDesk,
    clock: Clock,
    new_id: NewId,
) -> HeldChange:
    """Take a held report in as its worker's, and return the row. Safe to repeat.

    Raises NotFound for a visit from a booth that the caller does not steer, and what else the
    report is refused for, and it stays held; Conflict once it is dismissed.
    """
    row = _row(user, held_id, records)
    if row.state is HeldState.DISMISSED:
        raise _decided(row)
    if row.state is HeldState.HELD:
        change = read(phones.vault.open(row.campaign_id, row.held_id, row.change))
        _require_booth(user, change, records)
        batch = Batch(
            user=_worker(row, records),
            delivery=Delivery(device_id=row.device_id, changes=(change,), skew_s=row.skew_s),
            records=records, phones=phones, clock=clock, new_id=new_id, known=Known(records),
            waived=frozenset(HeldReason(why) for why in (row.reason, *row.also)),
        )  # fmt: skip
        syncing.accept(change, batch)
        syncing.finish(batch)
    # Whoever dismissed it meanwhile was too late: it has been taken in.
    closed = frozenset({HeldState.ADMITTED})
    return _decide(user, row, HeldState.ADMITTED, closed, records=records, clock=clock)


def dismiss(user: User, held_id: str, *, records: Records, clock: Clock) -> HeldChange:
    """Drop a held report, and return the row. Safe to repeat. Raises Conflict once admitted."""
    row = _row(user, held_id, records)
    closed = frozenset({HeldState.ADMITTED, HeldState.DISMISSED})
    decided = _decide(user, row, HeldState.DISMISSED, closed, records=records, clock=clock)
    if decided.state is HeldState.ADMITTED:
        raise _decided(decided)
    return decided


def _row(user: User, held_id: str, records: Records) -> HeldChange:
    require_role(user, STEERING)
    row = records.find(HeldChange, held_id)
    if row is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, STEERING, row.path)
    return row


def _require_booth(user: User, change: SyncChange, records: Records) -> None:
    """Raise NotFound for a visit from a booth outside the caller's areas.

    It counts where it was made, and need not be in the booth of the person whom it is about.
    """
    if isinstance(change.data, VisitRecorded):
        booth = records.find(Area, change.data.booth_id)
        require_place(user, STEERING, booth.path if booth else ())


def _worker(row: HeldChange, records: Records) -> User:
    worker = records.find(User, row.user_id)
    if worker is None:
        raise Conflict("The worker who reported this has no sign-in any more; dismiss it")
    return worker


def _decided(row: HeldChange) -> Conflict:
    return Conflict("Somebody has decided this report already", current_state=row.state.value)


def _decide(
    user: User,
    row: HeldChange,
    state: HeldState,
    closed: frozenset[HeldState],
    *,
    records: Records,
    clock: Clock,
) -> HeldChange:
    """Return the row with its decision, written with an audit entry unless it is in `closed`."""

    def step() -> HeldChange:
        now = clock.now()
        held = records.find(HeldChange, row.held_id) or row
        if held.state in closed:
            return held
        ledger = records.find(Ledger, held.beneficiary_id) or Ledger(
            beneficiary_id=held.beneficiary_id, campaign_id=held.campaign_id, path=held.path
        )
        ledger, entry = noted_in_ledger(
            ledger, f"report_{state}", at=now, actor=user.user_id, facts=_facts(held)
        )
        # What the phone sent stands in its own rows now, or is of no use to anybody.
        decided = replace(held, state=state, decided_by=user.user_id, decided_at=now, change="")
        records.commit(Save(row=ledger), Save(row=entry), Save(row=decided))
        return replace(decided, version=decided.version + 1)

    return again(step)


def _facts(held: HeldChange) -> dict[str, str]:
    return {
        "held_id": held.held_id,
        "change_type": held.kind,
        "worker_id": held.user_id,
        "reasons": " ".join((held.reason, *held.also)),
    }
