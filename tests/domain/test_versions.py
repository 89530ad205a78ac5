"""Verdicts beside each other."""

from dataclasses import replace

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.versions import Difference, differences, versions_of
from tests.builders import NOON, VISIT, a_testimonial

O = FindingOutcome  # noqa: E741  a column below


def finding(check: str, outcome: FindingOutcome, **evidence: int) -> Finding:
    return Finding(check=check, version=1, outcome=outcome, evidence=evidence)


def verdict(number: int, *findings: Finding) -> PastVerdict:
    return PastVerdict(
        visit_id=VISIT, number=number, reached_at=NOON, verdict=Verdict.VERIFIED,
        findings=findings, evidence_key="", policy_number=0, media_ids=(),
    )  # fmt: skip


def test_the_present_verdict_is_the_last_version() -> None:
    item = a_testimonial(verdict=Verdict.NEEDS_REVIEW, evidence_version=3)

    versions = versions_of(item, [verdict(2), verdict(1)])

    assert [one.number for one in versions] == [1, 2, 3]
    assert versions[-1].verdict is Verdict.NEEDS_REVIEW


def test_a_testimonial_that_was_not_judged_has_no_versions() -> None:
    assert versions_of(a_testimonial(), []) == ()


def test_a_first_verdict_differs_from_nothing() -> None:
    assert differences(None, verdict(1, finding("a.b", O.FAIL))) == ()


def test_what_ended_otherwise_came_or_went_is_a_difference_and_another_number_is_none() -> None:
    before = verdict(
        1, finding("a.same", O.PASS, n=1), finding("a.was", O.WARN), finding("a.x", O.PASS)
    )
    after = replace(
        before,
        findings=(
            finding("a.new", O.UNKNOWN),
            finding("a.same", O.PASS, n=2),
            finding("a.x", O.WARN),
        ),
    )

    assert differences(before, after) == (
        Difference(check="a.new", before=None, after=O.UNKNOWN),
        Difference(check="a.x", before=O.PASS, after=O.WARN),
        Difference(check="a.was", before=O.WARN, after=None),
    )
