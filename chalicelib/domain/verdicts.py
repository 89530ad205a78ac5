"""A verdict that a later one stands beside: nothing that was said of a visit is overwritten.

The newest verdict stands in the testimonial; when another one comes it gets a row of its own.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.finding import Finding, Verdict
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.testimonial import Testimonial


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVerdict:
    """One verdict as it stood. `number` is the version of the evidence that it was made from."""

    visit_id: VisitId
    number: int
    reached_at: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    evidence_key: str
    policy_number: int
    media_ids: tuple[MediaId, ...]
    version: int = 0


def past_of(item: Testimonial) -> PastVerdict | None:
    """Return the testimonial's verdict as a row of its own; None when it has none."""
    if item.verdict is None:
        return None
    return PastVerdict(
        visit_id=item.visit_id, number=item.evidence_version,
        reached_at=item.judged_at or item.since, verdict=item.verdict,
        findings=item.findings, evidence_key=item.evidence_key,
        policy_number=item.policy_number, media_ids=item.media_ids,
    )  # fmt: skip
