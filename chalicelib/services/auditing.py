"""Adds audit entries to a testimonial's chain, in the transaction that makes the event."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.audit import AuditEntry, Head, Scalar, is_intact, next_entry
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Page, Records

READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
SYSTEM = "system"
READ_AT_ONCE = 500


def noted(
    item: Testimonial, action: str, *, at: datetime, actor: str, facts: Mapping[str, Scalar]
) -> tuple[Testimonial, AuditEntry]:
    """Return the testimonial with its chain one longer, and the entry; save both together."""
    entry = next_entry(
        item.audit, subject_id=item.visit_id, at=at, actor=actor, action=action, facts=facts
    )
    return replace(item, audit=Head(seq=entry.seq, hash=entry.hash)), entry


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


def trail(
    user: User, subject_id: str, *, limit: int, cursor: str | None, records: Records
) -> tuple[Page[AuditEntry], bool]:
    """Return a page of a subject's entries, and whether the whole chain is intact.

    The subject is a testimonial or a beneficiary; raises NotFound when absent or out of scope.
    """
    head = _head(user, subject_id, records)
    # An entry that was written after the head was read belongs to the next look at the chain.
    whole = [entry for entry in _whole(subject_id, records) if entry.seq <= head.seq]
    page = records.audit_trail(subject_id, limit=limit, cursor=cursor)
    known = tuple(entry for entry in page.items if entry.seq <= head.seq)
    return replace(page, items=known), is_intact(whole, head)


def _whole(subject_id: str, records: Records) -> Iterator[AuditEntry]:
    cursor: str | None = None
    while True:
        page = records.audit_trail(subject_id, limit=READ_AT_ONCE, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def _head(user: User, subject_id: str, records: Records) -> Head:
    item = records.find(Testimonial, VisitId(subject_id))
    if item is not None:
        require_place(user, READERS, item.path)
        return item.audit
    ledger = records.find(Ledger, BeneficiaryId(subject_id))
    if ledger is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, ledger.path)
    return ledger.audit
