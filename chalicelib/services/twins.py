"""The same person twice: who may be meant by two rows, taken as one, and parted again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.domain.errors import IdTaken, NotFound, StaleVersion
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.people import STEERING, User, may
from chalicelib.domain.roll import Beneficiary, require_open
from chalicelib.domain.rows import Save
from chalicelib.domain.twins import Merge, SameId, alike, merged, parted, strength
from chalicelib.ports import Clock, Records
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.people import person_for
from chalicelib.services.retry import again
from chalicelib.services.withdrawals import ledger_of

MOST_SHARING = 50  # of one phone or one id
MOST_SHOWN = 50
READ_AT_ONCE = 200
MOST_PAGES = 5  # of a booth's roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Somebody who may be the same person, and why."""

    person: Beneficiary
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The likeliest first; of those outside the caller's areas their number alone."""

    found: tuple[Twin, ...]
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merge, or the end of one, and the version that the kept row has now."""

    merge: Merge
    version: int


def find(user: User, beneficiary_id: BeneficiaryId, *, records: Records) -> Twins:
    """Return who may be the same person, by phone, by ids, and by name on the same roll.

    Raises NotFound, NotPermitted, Conflict when her own record is closed.
    """
    person = person_for(user, beneficiary_id, STEERING, records=records)
    require_open(person)
    others = {other.beneficiary_id: other for other in _candidates(person, records)}
    del others[person.beneficiary_id]
    twins = [Twin(person=o, reasons=alike(person, o)) for o in others.values() if _is_open(o)]
    likely = [twin for twin in twins if twin.reasons]
    seen = [twin for twin in likely if may(user, STEERING, twin.person.path)]
    seen.sort(key=lambda twin: (-strength(twin.reasons), twin.person.beneficiary_id))
    return Twins(found=tuple(seen[:MOST_SHOWN]), elsewhere=len(likely) - len(seen))


def _is_open(person: Beneficiary) -> bool:
    return person.merged_into is None and person.erase_at is None and not person.is_erased


def _candidates(person: Beneficiary, records: Records) -> Iterator[Beneficiary]:
    if person.phone:
        yield from records.listed(Beneficiary, person.phone.hash, limit=MOST_SHARING).items
    carriers = [
        (same.beneficiary_id,)
        for kind, id_hash in person.ids.items()
        for same in records.under(SameId, kind, id_hash, limit=MOST_SHARING).items
    ]
    yield from (found for found in records.find_many(Beneficiary, carriers) if found)
    yield from _on_roll(person, records)


def _on_roll(person: Beneficiary, records: Records) -> Iterator[Beneficiary]:
    yield person
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = records.roll(person.booth_id, limit=READ_AT_ONCE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def merge(
    user: User,
    kept_id: BeneficiaryId,
    version: int,
    other_id: BeneficiaryId,
    merge_id: str,
    *,
    records: Records,
    clock: Clock,
) -> Merged:
    """Take another row as part of the one that the caller saw at `version`. Safe to repeat.

    Nothing is copied: both keep their history, their visits and their consents. Raises NotFound,
    NotPermitted, StaleVersion, Conflict, IdTaken.
    """

    def step() -> Merged | None:
        kept = person_for(user, kept_id, STEERING, records=records)
        known = records.find(Merge, kept_id, merge_id)
        if known is not None:
            return Merged(merge=_same(known, other_id), version=kept.version)
        if kept.version != version:
            return None
        other = person_for(user, other_id, STEERING, records=records)
        if other.campaign_id != kept.campaign_id:
            raise NotFound("There is nothing under this id in your area")
        rows = merged(kept, other)
        made = Merge(
            merge_id=merge_id, campaign_id=kept.campaign_id, kept_id=kept_id, other_id=other_id,
            reasons=alike(kept, other), by=user.user_id, at=clock.now(),
        )  # fmt: skip
        _commit(made, rows, "person_merged", user, records, clock)
        return Merged(merge=made, version=kept.version + 1)

    done = again(step)
    if done is None:
        raise StaleVersion("The record changed while you looked; read it again, then merge")
    return done


def _same(known: Merge, other_id: BeneficiaryId) -> Merge:
    if known.other_id != other_id:
        raise IdTaken("This id was used for another merge; mint a new one")
    return known


def undo(
    user: User, kept_id: BeneficiaryId, merge_id: str, *, records: Records, clock: Clock
) -> Merged:
    """Part two rows that were merged. Safe to repeat; raises NotFound, NotPermitted."""

    def step() -> Merged:
        kept = person_for(user, kept_id, STEERING, records=records)
        known = records.find(Merge, kept_id, merge_id)
        if known is None:
            raise NotFound("There is no such merge on this record")
        if known.undone_at is not None:
            return Merged(merge=known, version=kept.version)
        other = person_for(user, known.other_id, STEERING, records=records)
        ended = replace(known, undone_by=user.user_id, undone_at=clock.now())
        _commit(ended, parted(kept, other), "merge_undone", user, records, clock)
        return Merged(merge=ended, version=kept.version + 1)

    return again(step)


def _commit(
    event: Merge,
    rows: tuple[Beneficiary, Beneficiary],
    action: str,
    user: User,
    records: Records,
    clock: Clock,
) -> None:
    """Write both rows, the merge, and an entry in both persons' chains, all or nothing."""
    facts = {"merge_id": event.merge_id, "kept_id": event.kept_id, "other_id": event.other_id}
    saves = [Save(row=event), *(Save(row=person) for person in rows)]
    for person in rows:
        ledger, entry = noted_in_ledger(
            ledger_of(person, records=records), action,
            at=clock.now(), actor=user.user_id, facts=facts,
        )  # fmt: skip
        saves += [Save(row=ledger), Save(row=entry)]
    records.commit(*saves)
