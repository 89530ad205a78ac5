"""Missed calls: what the findings say, and that a call that has not come is no doubt."""

from dataclasses import replace

from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.policy import USUAL, Policy
from chalicelib.domain.verification.limits import CALLED_BEFORE, MOST_SHARING
from chalicelib.domain.verification.names import (
    CALLED,
    CALLED_EARLY,
    SHARED_NUMBER,
    WORKERS_NUMBER,
)
from chalicelib.domain.verification.rules import BY_NAME, doubts_among, examine, verdict_of
from tests.builders import a_campaign, an_evidence
from tests.domain.cases.call import DIALLED, WORKERS, a_call, called, with_worker
from tests.domain.cases.case import found

O = FindingOutcome  # noqa: E741
CALLS = (CALLED, CALLED_EARLY, SHARED_NUMBER, WORKERS_NUMBER)


def test_a_call_is_named_with_how_long_after_its_dialling_or_the_beginning_it_came() -> None:
    assert found(called(2), CALLED).evidence == {"call_id": "exotel:call-1", "minutes_after": 2}
    assert found(called(9, dialled=5), CALLED).evidence["minutes_after"] == 4


def test_a_visit_without_a_call_says_whether_one_was_dialled() -> None:
    assert found(an_evidence(), CALLED).evidence == {"was_dialled": False}
    assert found(DIALLED, CALLED).evidence == {"was_dialled": True}


def test_no_call_at_all_keeps_no_visit_from_being_verified() -> None:
    for evidence in (an_evidence(), DIALLED):
        findings = [found(evidence, name) for name in CALLS]
        assert verdict_of(findings, USUAL) is Verdict.VERIFIED


def test_an_early_call_is_a_note_and_a_number_of_many_or_of_a_worker_is_for_a_person() -> None:
    assert [BY_NAME[name].action.value for name in CALLS] == ["note", "note", "review", "review"]
    for evidence in (called(sharing=9), called(is_workers=True)):
        doubts = doubts_among(examine(evidence), USUAL)
        assert len([one for one in doubts if one.check in CALLS]) == 1


def test_an_early_call_says_by_how_much() -> None:
    finding = found(called(-30), CALLED_EARLY)

    assert finding.evidence == {"call_id": "exotel:call-1", "minutes_before": 30}


def test_a_campaign_says_how_early_a_call_may_come_and_how_many_are_a_family() -> None:
    policy = Policy(number=1, limits={CALLED_BEFORE: 60, MOST_SHARING: 1})
    evidence = replace(called(-30, sharing=2), campaign=a_campaign(policy=policy))

    assert found(evidence, CALLED_EARLY).outcome is O.PASS
    assert found(evidence, SHARED_NUMBER).outcome is O.WARN
    assert found(evidence, SHARED_NUMBER).evidence == {"people": 2}


def test_a_workers_number_says_where_it_was_found() -> None:
    both = with_worker(a_call(phone_hash=WORKERS.hash), phone=WORKERS)

    assert found(called(is_workers=True), WORKERS_NUMBER).evidence == {"found_in": ["call"]}
    assert found(with_worker(None, phone=WORKERS), WORKERS_NUMBER).evidence == {
        "found_in": ["roll"]
    }
    assert found(both, WORKERS_NUMBER).evidence == {"found_in": ["call", "roll"]}


def test_no_finding_of_a_call_holds_a_number_or_its_hash() -> None:
    evidence = with_worker(a_call(phone_hash=WORKERS.hash, is_workers=True), phone=WORKERS)

    said = str([found(evidence, name).evidence for name in CALLS])

    assert not any(word in said for word in (WORKERS.hash, WORKERS.sealed, WORKERS.shown))
