"""The checks in plain sight, and the rule that turns findings into a verdict.

A failed check that no person can repair by looking (consent, roll) refuses; any other doubt asks
for review. Everything that passes is `verified`, and a moderator still decides.
"""

from collections.abc import Callable, Sequence
from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.verification import consent_checks, identity_checks, media_checks
from chalicelib.domain.verification.evidence import Evidence

CHECKS: Final[tuple[Callable[[Evidence], Finding], ...]] = (
    consent_checks.covers_purposes,
    consent_checks.notice_known,
    identity_checks.on_roll,
    identity_checks.worker_assigned,
    identity_checks.phone_is_indian_mobile,
    media_checks.exact_duplicate,
)


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Return every check's finding, in the order of the table."""
    return tuple(check(evidence) for check in CHECKS)


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """Return `refused` if a check failed, `needs_review` if one is in doubt, else `verified`."""
    outcomes = {found.outcome for found in findings}
    if FindingOutcome.FAIL in outcomes:
        return Verdict.REFUSED
    if outcomes & {FindingOutcome.WARN, FindingOutcome.UNKNOWN}:
        return Verdict.NEEDS_REVIEW
    return Verdict.VERIFIED
