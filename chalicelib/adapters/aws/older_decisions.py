"""Testimonials that were kept before each decision was: they name only who passed the last one."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.testimonial import GOING_OUT, State

# What a testimonial's state says of the decision that led there.
PASSED: Final[Mapping[str, str]] = {
    **{state.value: DecisionKind.APPROVE.value for state in GOING_OUT},
    State.REJECTED.value: DecisionKind.REJECT.value,
    State.HAS_ISSUES.value: DecisionKind.HAS_ISSUES.value,
}


def with_older_decision(fields: dict[str, Any], decided_by: Any) -> dict[str, Any]:
    """Return a testimonial's fields with the one decision that an older row knows of, if any."""
    is_passed_up = fields["state"] == State.PENDING_REVIEW and fields.get("is_escalated")
    kind = DecisionKind.ESCALATE.value if is_passed_up else PASSED.get(fields["state"])
    if decided_by is None or kind is None:
        return fields
    passed = {
        "kind": kind, "by": decided_by, "at": fields["since"],
        "evidence_version": fields.get("evidence_version", 0),
    }  # fmt: skip
    return {**fields, "decisions": [passed]}
