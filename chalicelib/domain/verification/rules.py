"""The checks in plain sight, and the rule that turns findings into a verdict.

A failed check that no person can repair by looking (consent, roll) refuses; any other doubt asks
for review. Everything that passes is `verified`, and a moderator still decides.

What is not known asks for review too, but for four checks: most rolls say no year of birth, most
consents name no file, and of media from earlier versions there may be no looks and signals.
"""

from collections.abc import Callable, Sequence
from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.verification import consent_checks, identity_checks, media_checks
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import CHILD, EVIDENCE, NEAR, QUALITY

CHECKS: Final[tuple[Callable[[Evidence], Finding], ...]] = (
    consent_checks.covers_purposes,
    consent_checks.notice_known,
    consent_checks.allowed_for_a_child,
    consent_checks.evidence_given,
    identity_checks.on_roll,
    identity_checks.worker_assigned,
    identity_checks.phone_is_indian_mobile,
    media_checks.exact_duplicate,
    media_checks.near_duplicate,
    media_checks.quality,
)
OFTEN_UNKNOWN: Final = frozenset({CHILD, EVIDENCE, NEAR, QUALITY})


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Return every check's finding, in the order of the table."""
    return tuple(check(evidence) for check in CHECKS)


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """Return `refused` if a check failed, `needs_review` if one is in doubt, else `verified`."""
    outcomes = {found.outcome for found in doubts_among(findings)}
    if FindingOutcome.FAIL in outcomes:
        return Verdict.REFUSED
    return Verdict.NEEDS_REVIEW if outcomes else Verdict.VERIFIED


def doubts_among(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings that keep a verdict from being `verified`, in their order."""
    return tuple(
        found
        for found in findings
        if found.outcome is not FindingOutcome.PASS
        and not (found.outcome is FindingOutcome.UNKNOWN and found.check in OFTEN_UNKNOWN)
    )
