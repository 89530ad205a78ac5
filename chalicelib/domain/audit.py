"""The audit chain: one entry per event of a subject, each naming the hash of the one before.

The subject's own row keeps the number and hash of its last entry, written in the same transaction,
so an altered, dropped, reordered or cut-off entry shows.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

START = ""
Scalar = str | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One event. `facts` hold ids, codes and numbers: never a name, a phone or a caption."""

    subject_id: str
    seq: int
    at: datetime
    actor: str
    action: str
    facts: Mapping[str, Scalar]
    previous_hash: str
    hash: str
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a subject's chain."""

    seq: int = 0
    hash: str = START


EMPTY = Head()


def next_entry(
    head: Head,
    *,
    subject_id: str,
    at: datetime,
    actor: str,
    action: str,
    facts: Mapping[str, Scalar],
) -> AuditEntry:
    """Return the entry that follows `head`."""
    body = AuditEntry(
        subject_id=subject_id, seq=head.seq + 1, at=at, actor=actor, action=action, facts=facts,
        previous_hash=head.hash, hash="",
    )  # fmt: skip
    return replace(body, hash=hash_of(body))


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256, in hex, of the entry's canonical JSON without its own hash."""
    body = {
        "subject_id": entry.subject_id, "seq": entry.seq, "at": entry.at.isoformat(),
        "actor": entry.actor, "action": entry.action, "facts": dict(entry.facts),
        "previous_hash": entry.previous_hash,
    }  # fmt: skip
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(entries: Sequence[AuditEntry], head: Head) -> bool:
    """True when `entries`, the whole chain in order, hash onto each other and end at `head`."""
    previous = START
    for number, entry in enumerate(entries, start=1):
        if (entry.seq, entry.previous_hash, entry.hash) != (number, previous, hash_of(entry)):
            return False
        previous = entry.hash
    return (len(entries), previous) == (head.seq, head.hash)
