"""Adds audit entries to the chain of a testimonial, a person or a freeze, and reads chains."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.audit import EMPTY, AuditEntry, Head, Scalar, is_intact, next_entry
from chalicelib.domain.consent import Ledger
from chalicelib.domain.discretion import told_entries
from chalicelib.domain.errors import NotFound
from chalicelib.domain.freezes import Freeze, concerns
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.undo import UNDO_LIFE
from chalicelib.ports import Records

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
SYSTEM = "system"
READ_AT_ONCE = 500
# To whom no time is told, everything looks as if it had been decided just now.
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def noted(
    item: Testimonial, action: str, *, at: datetime, actor: str, facts: Mapping[str, Scalar]
) -> tuple[Testimonial, tuple[Save, ...]]:
    """Return the testimonial with its chain one longer, and the entries to save with it."""
    longer, waiting = noted_inside(item, action, at=at, actor=actor, facts=facts)
    entry = longer.last_entry
    saves = (*waiting, *((Save(row=entry),) if entry else ()))
    return replace(longer, audit=head_of(longer), last_entry=None), saves


def noted_inside(
    item: Testimonial, action: str, *, at: datetime, actor: str, facts: Mapping[str, Scalar]
) -> tuple[Testimonial, tuple[Save, ...]]:
    """Return the testimonial with the new entry inside its own row, and what to save with it.

    For the event that every visit has: one write keeps row and entry, where a transaction would
    double what both cost. The next event gives the entry a row of its own.
    """
    entry = next_entry(
        head_of(item), subject_id=item.visit_id, at=at, actor=actor, action=action, facts=facts
    )
    waiting = (Save(row=item.last_entry),) if item.last_entry else ()
    return replace(item, audit=EMPTY, last_entry=entry), waiting


def head_of(item: Testimonial) -> Head:
    """Return the end of a testimonial's chain: the entry in its row, else what it remembers."""
    last = item.last_entry
    return Head(seq=last.seq, hash=last.hash) if last else item.audit


def noted_in_ledger(
    ledger: Ledger, action: str, *, at: datetime, actor: str, facts: Mapping[str, Scalar]
) -> tuple[Ledger, AuditEntry]:
    """Return the ledger with its chain one longer, and the entry; save both together."""
    entry = next_entry(
        ledger.audit,
        subject_id=ledger.beneficiary_id,
        at=at,
        actor=actor,
        action=action,
        facts=facts,
    )
    return replace(ledger, audit=Head(seq=entry.seq, hash=entry.hash)), entry


def noted_on_freeze(
    freeze: Freeze, action: str, *, at: datetime, actor: str, facts: Mapping[str, Scalar]
) -> tuple[Freeze, AuditEntry]:
    """Return the freeze with its chain one longer, and the entry; save both together."""
    entry = next_entry(
        freeze.audit, subject_id=freeze.freeze_id, at=at, actor=actor, action=action, facts=facts
    )
    return replace(freeze, audit=Head(seq=entry.seq, hash=entry.hash)), entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A page of a subject's chain, where the whole chain ends, and whether it is intact."""

    page: Page[AuditEntry]
    head: Head
    is_intact: bool


def trail(
    user: User, subject_id: str, *, limit: int, cursor: str | None, records: Records,
    now: datetime = LONG_AGO, undo: timedelta = UNDO_LIFE,
) -> Trail:  # fmt: skip
    """Return a page of a subject's entries, and whether the whole chain is intact.

    The subject is a testimonial, a beneficiary or a freeze; raises NotFound when absent or out of
    scope. What a second person must not learn before she decides is left out, with all that follows
    it: the chain then ends before it. `undo` is how long a decision can be taken back.
    """
    subject = _subject(user, subject_id, records)
    head, last = _end_of(subject)
    # An entry that was written after the head was read belongs to the next look at the chain.
    rows = [entry for entry in _whole(subject_id, records) if entry.seq <= head.seq]
    whole = _ended_with(last, rows)
    told: Sequence[AuditEntry] = whole
    if isinstance(subject, Testimonial):
        told = told_entries(whole, subject, user.user_id, now, undo)
    end = head if len(told) == len(whole) else _head_at(told)
    page = _page(records.audit_trail(subject_id, limit=limit, cursor=cursor), end, last)
    return Trail(page=page, head=end, is_intact=is_intact(whole, head))


def _page(page: Page[AuditEntry], end: Head, last: AuditEntry | None) -> Page[AuditEntry]:
    """Return what of a page is told: to the end, and with the entry that has no row of its own."""
    known = [entry for entry in page.items if entry.seq <= end.seq]
    is_last = page.cursor is None or not known or known[-1].seq == end.seq
    if is_last and last is not None and last.seq <= end.seq:
        known = _ended_with(last, known)
    return replace(page, items=tuple(known), cursor=None if is_last else page.cursor)


def _head_at(entries: Sequence[AuditEntry]) -> Head:
    return Head(seq=entries[-1].seq, hash=entries[-1].hash) if entries else EMPTY


def chain_of(item: Testimonial, *, records: Records) -> tuple[tuple[AuditEntry, ...], bool]:
    """Return the whole chain of a testimonial that was read, and whether it is intact."""
    head = head_of(item)
    rows = [entry for entry in _whole(item.visit_id, records) if entry.seq <= head.seq]
    entries = _ended_with(item.last_entry, rows)
    return tuple(entries), is_intact(entries, head)


def _ended_with(last: AuditEntry | None, entries: list[AuditEntry]) -> list[AuditEntry]:
    """Return the entries and the one inside the subject's row, which may have got its own since."""
    if last is None or any(entry.seq == last.seq for entry in entries):
        return entries
    return [*entries, last]


def _whole(subject_id: str, records: Records) -> Iterator[AuditEntry]:
    cursor: str | None = None
    while True:
        page = records.audit_trail(subject_id, limit=READ_AT_ONCE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _subject(user: User, subject_id: str, records: Records) -> Testimonial | Ledger | Freeze:
    item = records.find(Testimonial, VisitId(subject_id))
    if item is not None:
        require_place(user, READERS, item.path)
        return item
    ledger = records.find(Ledger, BeneficiaryId(subject_id))
    if ledger is not None:
        require_place(user, READERS, ledger.path)
        return ledger
    freeze = records.find(Freeze, subject_id)
    # Whoever it holds up may know who put it up, also where that was somebody above her.
    if freeze is None or not concerns(user, freeze.path):
        raise NotFound("There is nothing under this id in your area")
    return freeze


def _end_of(subject: Testimonial | Ledger | Freeze) -> tuple[Head, AuditEntry | None]:
    """Return the end of a subject's chain, and its newest entry while that has no row."""
    if isinstance(subject, Testimonial):
        return head_of(subject), subject.last_entry
    return subject.audit, None
