"""What a case is, and how a check's finding is asked for."""

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.rules import examine

# (what is so, the evidence, the check, how it ends)
Case = tuple[str, Evidence, str, FindingOutcome]


def found(evidence: Evidence, check: str) -> Finding:
    """Return what one check finds."""
    return next(finding for finding in examine(evidence) if finding.check == check)
