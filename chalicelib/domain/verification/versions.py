"""A visit's verdicts beside each other: what changed from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verdicts import PastVerdict, past_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One check that found otherwise. None stands for a check that was not run."""

    check: str
    before: FindingOutcome | None
    after: FindingOutcome | None


def versions_of(item: Testimonial, past: Sequence[PastVerdict]) -> tuple[PastVerdict, ...]:
    """Return all verdicts of a testimonial, the present one last."""
    now = past_of(item)
    earlier = sorted(past, key=lambda one: one.number)
    return (*earlier, *((now,) if now else ()))


def differences(before: PastVerdict | None, after: PastVerdict) -> tuple[Difference, ...]:
    """Return what differs between two verdicts, in the order of the later one's findings.

    Nothing does where there was none before. A finding that only has other numbers is the same.
    """
    if before is None:
        return ()
    was, now = _outcomes(before.findings), _outcomes(after.findings)
    return tuple(
        Difference(check=check, before=was.get(check), after=now.get(check))
        for check in dict.fromkeys((*now, *was))
        if was.get(check) != now.get(check)
    )


def _outcomes(findings: Sequence[Finding]) -> dict[str, FindingOutcome]:
    return {found.check: found.outcome for found in findings}
