"""The audit trail as an answer."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.audit import AuditEntry
from chalicelib.entry.models.common import Instant, Model
from chalicelib.services.auditing import Trail


class AuditEntryView(Model):
    """One event of a subject."""

    seq: int
    at: Instant
    actor: str
    action: str
    facts: dict[str, Any]
    previous_hash: str
    hash: str


class AuditHead(Model):
    """The end of a chain: whoever recomputes it sees whether something was cut off."""

    seq: int
    hash: str


class AuditAnswer(Model):
    """A subject's events; `intact` speaks of the whole chain, not just of this page."""

    items: list[AuditEntryView]
    intact: bool
    head: AuditHead
    next_cursor: str | None


def audit_answer(found: Trail) -> AuditAnswer:
    """Return a page of a chain as an answer."""
    return AuditAnswer(
        items=[audit_entry_view(entry) for entry in found.page.items],
        intact=found.is_intact,
        head=AuditHead(seq=found.head.seq, hash=found.head.hash),
        next_cursor=found.page.cursor,
    )


def audit_entry_view(entry: AuditEntry) -> AuditEntryView:
    """Return one audit entry as an answer."""
    facts: Mapping[str, Any] = entry.facts
    return AuditEntryView(
        seq=entry.seq, at=entry.at, actor=entry.actor, action=entry.action, facts=dict(facts),
        previous_hash=entry.previous_hash, hash=entry.hash,
    )  # fmt: skip
