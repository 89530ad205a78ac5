"""What verification says: findings, and the verdict that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FindingOutcome(StrEnum):
    """How one check ended."""

    PASS = "pass"  # noqa: S105  a result, not a password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


DOUBTS: Final = frozenset({FindingOutcome.WARN, FindingOutcome.FAIL})


class Verdict(StrEnum):
    """How much a human must look."""

    VERIFIED = "verified"
    NEEDS_REVIEW = "needs_review"
    REFUSED = "refused"


EvidenceValue = str | int | float | bool | None | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check's answer: what it saw, under which version of the rule."""

    check: str
    version: int
    outcome: FindingOutcome
    evidence: Mapping[str, EvidenceValue]
