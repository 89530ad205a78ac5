"""Findings and the verdict: what each check says, why, and in both languages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.consent import Purpose
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import BeneficiaryId, ConsentId, MediaId, VisitId
from chalicelib.domain.likeness import Turn
from chalicelib.domain.media import MediaState
from chalicelib.domain.policy import USUAL, Action
from chalicelib.domain.verification import names
from chalicelib.domain.verification.evidence import Evidence, key_of
from chalicelib.domain.verification.names import (
    CHILD,
    COVERS,
    DEVICES,
    EXACT,
    NEAR,
    QUALITY,
)
from chalicelib.domain.verification.rules import CHECKS, examine, leads_to, verdict_of
from chalicelib.domain.verification.sentences import CHANGES, SENTENCES, change_of, sentence_of
from chalicelib.domain.verification.words.rule import DRAW_RULE, VERDICT_RULE
from chalicelib.domain.verification.words.titles import TITLES
from tests.builders import (
    NOON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_consent,
    a_good_picture,
    a_ledger,
    a_ready_photo,
    a_ready_video,
    a_visit,
    a_withdrawal,
    an_evidence,
    an_id,
)
from tests.domain.cases import (
    call,
    camera,
    consent,
    identity,
    media,
    moments,
    place,
    safety,
)
from tests.domain.cases.case import Case, found
from tests.domain.cases.consent import ADULT, GUIDED, of_a_child, shown_by
from tests.domain.cases.media import LATER_ONE, LIKE, SAME, SEEN, copied, dimmed

O = FindingOutcome  # noqa: E741  a column in the tables below
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
ASKED_AGAIN = a_consent(consent_id=ConsentId(an_id(99)), given_at=NOON + timedelta(hours=1))
CASES: list[Case] = [
    *consent.CASES,
    *identity.CASES,
    *media.CASES,
    *call.CASES,
    *moments.CASES,
    *place.CASES,
    *camera.CASES,
    *safety.CASES,
]


@pytest.mark.parametrize(
    ("evidence", "check", "outcome"),
    [case[1:] for case in CASES],
    ids=[f"{case[2]}: {case[0]}" for case in CASES],
)
def test_a_check_ends_as_its_evidence_says(
    evidence: Evidence, check: str, outcome: FindingOutcome
) -> None:
    assert found(evidence, check).outcome is outcome


@pytest.mark.parametrize(
    ("evidence", "check"),
    [(case[1], case[2]) for case in CASES],
    ids=[f"{case[2]}: {case[0]}" for case in CASES],
)
def test_every_finding_says_itself_in_hindi_and_english_under_a_rule_version(
    evidence: Evidence, check: str
) -> None:
    finding = found(evidence, check)

    said = sentence_of(finding)

    assert finding.version >= 1
    assert set(said) == {"hi", "en"}
    assert DEVANAGARI.search(said["hi"])
    assert said["en"].isascii()


def test_every_outcome_of_a_check_has_words_of_its_own() -> None:
    for language in ("hi", "en"):
        said = {
            (check, outcome): sentence_of(found(evidence, check))[language]
            for _, evidence, check, outcome in CASES
        }

        assert len(set(said.values())) == len(said)


def test_every_finding_has_a_sentence_of_its_own_in_both_languages() -> None:
    findings = [finding for _, evidence, _, _ in CASES for finding in examine(evidence)]

    made = {(one.check, one.version, one.outcome) for one in findings}
    assert made <= set(SENTENCES)
    assert all(len(SENTENCES[key]) == 2 and all(SENTENCES[key]) for key in made)


def test_every_outcome_that_a_case_meets_is_in_the_cases_of_its_check() -> None:
    findings = [finding for _, evidence, _, _ in CASES for finding in examine(evidence)]

    tabled = {(check, outcome) for _, _, check, outcome in CASES}
    assert {(one.check, one.outcome) for one in findings} == tabled


def test_every_doubt_says_what_would_change_it() -> None:
    doubts = {(check, outcome) for _, _, check, outcome in CASES if outcome in {O.WARN, O.FAIL}}

    assert doubts <= set(CHANGES)


UNKNOWN_FINDINGS = [
    ("nobody.asks", 1, O.PASS),
    (COVERS, 99, O.PASS),
    (COVERS, 1, O.WARN),
]


@pytest.mark.parametrize(("check", "version", "outcome"), UNKNOWN_FINDINGS)
def test_a_finding_that_we_no_longer_know_says_so_plainly(
    check: str, version: int, outcome: FindingOutcome
) -> None:
    said = sentence_of(Finding(check=check, version=version, outcome=outcome, evidence={}))

    assert DEVANAGARI.search(said["hi"])
    assert said["en"].isascii()
    assert tuple(said[language] for language in ("hi", "en")) not in SENTENCES.values()


def test_each_check_reports_once_in_the_order_of_the_table() -> None:
    names = [finding.check for finding in examine(an_evidence())]

    assert names == [check.name for check in CHECKS]
    assert len(set(names)) == len(names)


def test_no_evidence_holds_a_phone_or_a_name() -> None:
    person = a_beneficiary()
    assert person.phone is not None
    for _, evidence, _, _ in CASES:
        shown = str([finding.evidence for finding in examine(evidence)])
        assert person.phone.sealed not in shown
        assert person.phone.shown not in shown
        assert not any(name in shown for name in person.names.values())


def test_missing_consent_names_the_purposes_and_which_were_taken_back() -> None:
    taken = a_withdrawal(purposes=frozenset({Purpose.PUBLISH}))
    ledger = a_ledger(
        a_consent(purposes=frozenset({Purpose.PUBLISH, Purpose.RECORD})), withdrawals=(taken,)
    )

    finding = found(an_evidence(ledger=ledger), COVERS)

    assert finding.evidence == {
        "needed": ["photo", "publish"],
        "missing": ["photo", "publish"],
        "withdrawn": ["publish"],
    }


def test_a_duplicate_names_both_sides_and_how_far_they_are_apart() -> None:
    assert found(copied(SAME), EXACT).evidence == {
        "media_ids": [PHOTO],
        "matching_media_ids": [SAME.media_id],
        "matching_visit_ids": [SAME.visit_id],
        "matching_booth_ids": [SAME.booth_id],
        "of_the_same_worker": 1,
        "of_the_same_person": 0,
        "most_days_apart": 0,
    }


def test_the_earlier_of_two_equal_files_passes_and_names_the_later() -> None:
    assert found(copied(LATER_ONE), EXACT).evidence == {
        "compared": 1,
        "later_visit_ids": [LATER_ONE.visit_id],
    }


def test_a_lookalike_is_named_with_how_far_it_is_and_how_it_was_laid() -> None:
    plain = replace(LIKE, media_id=MediaId(an_id(9)), difference=0, turn=Turn.SAME)

    evidence = found(copied(plain, LIKE), NEAR).evidence

    assert evidence["matching_media_ids"] == [LIKE.media_id, plain.media_id]
    assert evidence["different_signs"] == ["5/128", "0/128"]
    assert evidence["laid"] == ["mirrored", "same"]
    assert evidence["most_days_apart"] == 2


def test_hints_are_named_once_with_the_numbers_that_give_them() -> None:
    dark = {"brightness": 0.021, "silence_share": 1.0}
    media = (
        replace(SEEN, signals={**a_good_picture(), "brightness": 0.1}),
        a_ready_video(signals={**a_good_picture(), **dark}),
        replace(SEEN, media_id=MediaId(an_id(5))),
    )

    assert found(an_evidence(media=media), QUALITY).evidence == {
        "hints": ["dark", "silent"],
        "media_ids": [PHOTO, VIDEO],
        "signals": ["brightness 0.1", "brightness 0.021", "silence_share 1"],
    }


def test_what_passes_says_how_much_was_looked_at() -> None:
    media = (SEEN, a_ready_video())

    assert found(an_evidence(media=media), NEAR).evidence == {"compared": 1}
    assert found(an_evidence(media=media), QUALITY).evidence == {"measured": 1}


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (an_evidence(), Verdict.VERIFIED),
        (shown_by(PHOTO, beneficiary=ADULT), Verdict.VERIFIED),
        (shown_by(VIDEO), Verdict.NEEDS_REVIEW),
        (of_a_child(), Verdict.REFUSED),
        (an_evidence(phone=None), Verdict.NEEDS_REVIEW),
        (copied(SAME), Verdict.NEEDS_REVIEW),
        (copied(LIKE), Verdict.NEEDS_REVIEW),
        (dimmed(detail=0.0), Verdict.NEEDS_REVIEW),
        (an_evidence(beneficiary=None), Verdict.REFUSED),
        (an_evidence(ledger=None, phone=None), Verdict.REFUSED),
    ],
    ids=[
        "year and evidence unknown",
        "all pass",
        "other evidence",
        "a child",
        "unknown",
        "warning",
        "a lookalike",
        "a picture of nothing",
        "failure",
        "failure and doubt",
    ],
)
def test_the_verdict_follows_from_the_worst_finding(evidence: Evidence, verdict: Verdict) -> None:
    assert verdict_of(examine(evidence), USUAL) is verdict


def test_only_media_with_derivatives_count_as_ready() -> None:
    rejected = a_ready_video(state=MediaState.REJECTED)

    assert an_evidence(media=(a_ready_photo(), rejected)).ready == (a_ready_photo(),)


OTHERWISE: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("more media", lambda: {"media": (a_ready_photo(), a_ready_video())}),
    ("another end", lambda: {"media": (a_ready_photo(state=MediaState.REJECTED),)}),
    ("a twin", lambda: {"media": copied(SAME).media}),
    ("a lookalike", lambda: {"media": copied(LIKE).media}),
    ("a withdrawal", lambda: {"ledger": a_ledger(withdrawals=(a_withdrawal(),))}),
    ("asked again", lambda: {"ledger": a_ledger(a_consent(), ASKED_AGAIN)}),
    ("the visit arrived", lambda: {"visit": None}),
    ("another phone", lambda: {"beneficiary": a_beneficiary(phone="+919999999999")}),
    ("no longer on the roll", lambda: {"beneficiary": None}),
    ("a year of birth", lambda: {"beneficiary": ADULT}),
    ("a guardian", lambda: {"ledger": GUIDED}),
]


def key(evidence: Evidence) -> str:
    return key_of(evidence, examine(evidence))


@pytest.mark.parametrize("change", [c[1] for c in OTHERWISE], ids=[c[0] for c in OTHERWISE])
def test_other_evidence_has_another_key(change: Callable[[], dict[str, Any]]) -> None:
    assert key(an_evidence(**change())) != key(an_evidence())


def test_a_year_of_birth_that_makes_her_a_child_has_another_key() -> None:
    assert key(an_evidence(beneficiary=ADULT)) != key(of_a_child())


def test_a_key_does_not_tell_in_which_year_somebody_of_age_was_born() -> None:
    older = replace(ADULT, details={"birth_year": "1960"})

    assert key(an_evidence(beneficiary=older)) == key(an_evidence(beneficiary=ADULT))


def test_what_is_found_of_her_age_does_not_say_when_she_was_born() -> None:
    for evidence in (of_a_child(), an_evidence(beneficiary=ADULT)):
        assert found(evidence, CHILD).evidence == {}


def test_the_same_evidence_has_the_same_key_whatever_its_order() -> None:
    media = (a_ready_photo(), a_ready_video())

    assert key(an_evidence(media=media)) == key(an_evidence(media=media[::-1]))


def test_what_a_passing_finding_names_is_no_new_evidence() -> None:
    assert key(copied(LATER_ONE)) == key(copied())


def test_evidence_of_one_visit_takes_no_consent_from_another() -> None:
    elsewhere = a_ledger(a_consent(visit_id=VisitId(an_id(55))))

    evidence = an_evidence(ledger=elsewhere, visit=a_visit(beneficiary_id=BeneficiaryId(an_id(56))))

    assert evidence.standing == frozenset()
    assert evidence.consent is None
    assert evidence.visit_id == VISIT


def test_a_doubt_of_a_check_that_is_no_longer_made_still_asks_for_a_person() -> None:
    gone = Finding(check="nobody.asks", version=1, outcome=O.WARN, evidence={})

    assert leads_to(gone, USUAL) is Action.REVIEW
    assert verdict_of([gone], USUAL) is Verdict.NEEDS_REVIEW


def test_what_would_change_a_finding_is_said_in_both_languages_where_anything_would() -> None:
    missing = found(an_evidence(ledger=None), COVERS)
    passed = found(an_evidence(), COVERS)

    assert change_of(missing) == dict(zip(("hi", "en"), CHANGES[COVERS, O.FAIL], strict=True))
    assert change_of(passed) is None


def test_the_rule_that_people_read_says_that_a_single_note_asks_for_nobody() -> None:
    hindi, english = VERDICT_RULE
    note = Finding(check=DEVICES, version=1, outcome=O.WARN, evidence={})

    assert verdict_of([note], USUAL) is Verdict.VERIFIED
    assert "unless it is only a note" in english
    assert "“छोटी बात” को छोड़कर" in hindi


@pytest.mark.parametrize("said", [*TITLES.values(), VERDICT_RULE, DRAW_RULE])
def test_titles_and_rules_are_said_in_both_languages(said: tuple[str, str]) -> None:
    hindi, english = said

    assert DEVANAGARI.search(hindi)
    assert not DEVANAGARI.search(english)


def test_every_check_and_what_else_is_found_has_a_title() -> None:
    named = {value for name, value in vars(names).items() if name.isupper()}

    assert {check.name for check in CHECKS} < named == set(TITLES)
