"""What the public would read or hear: the texts are named, and none of their words are kept."""

import pytest

from chalicelib.domain.finding import FindingOutcome, Verdict
from chalicelib.domain.policy import USUAL
from chalicelib.domain.verification.names import AADHAAR, PHONE_SHOWN, PROMISE
from chalicelib.domain.verification.rules import examine, verdict_of
from tests.builders import an_evidence
from tests.domain.cases.case import found
from tests.domain.cases.safety import NUMBER, saying

BAD = {
    AADHAAR: f"आधार {NUMBER}",
    PHONE_SHOWN: "98765 43210",
    PROMISE: "Sunita, you will get a house",
}


@pytest.mark.parametrize("check", BAD)
def test_each_doubt_names_the_texts_and_none_of_their_words(check: str) -> None:
    finding = found(saying(BAD[check], BAD[check]), check)

    assert finding.evidence["texts"] == ["caption.hi", "transcript.hi"]
    kept = str(finding.evidence)
    assert not any(word in kept for word in (NUMBER, NUMBER[-4:], "98765", "Sunita", "house"))


@pytest.mark.parametrize("check", BAD)
def test_only_the_texts_in_doubt_are_named(check: str) -> None:
    assert found(saying("मुझे घर मिला", BAD[check]), check).evidence["texts"] == ["transcript.hi"]


@pytest.mark.parametrize("check", BAD)
def test_each_doubt_asks_for_a_person_and_refuses_nothing(check: str) -> None:
    assert verdict_of(examine(saying(BAD[check])), USUAL) is Verdict.NEEDS_REVIEW


@pytest.mark.parametrize("check", BAD)
def test_harmless_words_leave_the_verdict_as_it_is_without_any(check: str) -> None:
    without, harmless = (found(each, check) for each in (an_evidence(), saying("घर मिला", "हाँ")))

    assert (without.outcome, harmless.outcome) == (FindingOutcome.PASS, FindingOutcome.PASS)
    assert (without.evidence, harmless.evidence) == ({}, {"looked_at": 2})


def test_kinds_of_promise_are_named_once_and_in_order() -> None:
    finding = found(saying("You will get a house", "We promise it. आपको भी घर मिलेगा"), PROMISE)

    assert finding.evidence["phrases"] == ["promise", "will_get"]
