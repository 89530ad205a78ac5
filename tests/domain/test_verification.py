"""Findings and the verdict: what each check says, why, and in both languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from chalicelib.domain.consent import Guardian, Method, Purpose
from chalicelib.domain.copies import LooksAlike, SameBytes
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import BeneficiaryId, ConsentId, MediaId, VisitId
from chalicelib.domain.likeness import Turn
from chalicelib.domain.media import MediaState
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import (
    ASSIGNED,
    CHILD,
    COVERS,
    EVIDENCE,
    EXACT,
    NEAR,
    NOTICE,
    ON_ROLL,
    PHONE,
    QUALITY,
)
from chalicelib.domain.verification.rules import CHECKS, examine, verdict_of
from chalicelib.domain.verification.sentences import SENTENCES, sentence_of
from tests.builders import (
    ALL_PURPOSES,
    NOON,
    PHOTO,
    VIDEO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_good_picture,
    a_ledger,
    a_ready_photo,
    a_ready_video,
    a_visit,
    a_withdrawal,
    a_worker,
    an_evidence,
    an_id,
)
from tests.looks import a_look

O = FindingOutcome  # noqa: E741  a column in the table below
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
UNKNOWN_NOTICE = replace(a_consent().notice, version=7)
ASKED_AGAIN = a_consent(consent_id=ConsentId(an_id(99)), given_at=NOON + timedelta(hours=1))
TWIN = SameBytes(media_id=PHOTO, other_media_id=MediaId(an_id(7)), other_visit_id=VisitId(an_id(8)))

COPY = LooksAlike(
    media_id=PHOTO, other_media_id=MediaId(an_id(7)), other_visit_id=VisitId(an_id(8)),
    difference=5, turn=Turn.MIRRORED,
)  # fmt: skip
SEEN = a_ready_photo(looks=(a_look(1),), signals=a_good_picture())


def dimmed(**signals: float) -> Evidence:
    """Evidence with a photo whose signals are good but for these."""
    return an_evidence(media=(replace(SEEN, signals={**a_good_picture(), **signals}),))


def without(purpose: Purpose) -> Evidence:
    return an_evidence(ledger=a_ledger(a_consent(purposes=ALL_PURPOSES - {purpose})))


def reading(**facts: bool) -> Evidence:
    good = PhoneReading(is_valid=True, is_indian=True, is_mobile=True)
    return an_evidence(phone=replace(good, **facts))


BAD_VIDEO = a_ready_video(state=MediaState.REJECTED)
MOTHER = Guardian(name="Gita", relation="mother")
GUIDED = a_ledger(a_consent(guardian=MOTHER))
OPEN = a_campaign(minors_may_publish=True)
ADULT = a_beneficiary(details={"birth_year": "2007"})
MINOR = a_beneficiary(details={"birth_year": "2008"})


def of_a_child(**fields: Any) -> Evidence:
    """Evidence of somebody who turns 18 in the year of the visit, if not later."""
    return an_evidence(beneficiary=MINOR, **fields)


def shown_by(media_id: MediaId | None, **fields: Any) -> Evidence:
    return an_evidence(ledger=a_ledger(a_consent(evidence_media_id=media_id)), **fields)


def by_call(**fields: Any) -> Evidence:
    return an_evidence(ledger=a_ledger(a_consent(method=Method.MISSED_CALL)), **fields)


CASES: list[tuple[str, Evidence, str, FindingOutcome]] = [
    ("all agreed", an_evidence(), COVERS, O.PASS),
    ("publishing not agreed", without(Purpose.PUBLISH), COVERS, O.FAIL),
    ("photo not agreed", without(Purpose.PHOTO), COVERS, O.FAIL),
    ("video not agreed, none made", without(Purpose.VIDEO), COVERS, O.PASS),
    (
        "video not agreed, one made",
        replace(without(Purpose.VIDEO), media=(a_ready_video(),)),
        COVERS,
        O.FAIL,
    ),
    ("withdrawn", an_evidence(ledger=a_ledger(withdrawals=(a_withdrawal(),))), COVERS, O.FAIL),
    ("no ledger", an_evidence(ledger=None), COVERS, O.FAIL),
    ("known notice", an_evidence(), NOTICE, O.PASS),
    ("no consent", an_evidence(ledger=None), NOTICE, O.UNKNOWN),
    ("unknown notice", an_evidence(ledger=a_ledger(a_consent(notice=UNKNOWN_NOTICE))), NOTICE,
     O.FAIL),
    ("of age", an_evidence(beneficiary=ADULT), CHILD, O.PASS),
    ("a child whose guardian agreed", of_a_child(ledger=GUIDED, campaign=OPEN), CHILD, O.PASS),
    ("a child that nobody agreed for", of_a_child(campaign=OPEN), CHILD, O.FAIL),
    ("no children in this campaign", of_a_child(ledger=GUIDED), CHILD, O.FAIL),
    ("a child that nobody was asked about", of_a_child(ledger=None, campaign=OPEN), CHILD, O.FAIL),
    ("guardian, and no year", an_evidence(ledger=GUIDED), CHILD, O.FAIL),
    ("a guardian who took it back", of_a_child(
        ledger=replace(GUIDED, withdrawals=(a_withdrawal(),)), campaign=OPEN), CHILD, O.FAIL),
    ("no year", an_evidence(), CHILD, O.UNKNOWN),
    ("nobody on the roll", an_evidence(beneficiary=None), CHILD, O.UNKNOWN),
    ("no visit", of_a_child(visit=None), CHILD, O.UNKNOWN),
    ("a file of this visit", shown_by(PHOTO), EVIDENCE, O.PASS),
    ("a file of another visit", shown_by(MediaId(an_id(7))), EVIDENCE, O.WARN),
    ("a file that was rejected", shown_by(VIDEO, media=(a_ready_photo(), BAD_VIDEO)), EVIDENCE,
     O.WARN),
    ("no file named", shown_by(None), EVIDENCE, O.UNKNOWN),
    ("nothing agreed", an_evidence(ledger=None), EVIDENCE, O.UNKNOWN),
    ("a call that came", by_call(visit=a_visit(call_id="exotel:1")), EVIDENCE, O.PASS),
    ("a call that did not come", by_call(), EVIDENCE, O.WARN),
    ("a call, and no visit", by_call(visit=None), EVIDENCE, O.WARN),
    ("on the roll", an_evidence(), ON_ROLL, O.PASS),
    ("visit not reported", an_evidence(visit=None), ON_ROLL, O.UNKNOWN),
    ("on another roll", an_evidence(beneficiary=a_beneficiary(booth_id="booth-2")), ON_ROLL,
     O.FAIL),
    ("on no roll", an_evidence(beneficiary=None), ON_ROLL, O.FAIL),
    ("assigned", an_evidence(), ASSIGNED, O.PASS),
    ("assigned elsewhere", an_evidence(worker=a_worker("booth-2")), ASSIGNED, O.WARN),
    ("unknown worker", an_evidence(worker=None), ASSIGNED, O.UNKNOWN),
    ("unknown visit", an_evidence(visit=None), ASSIGNED, O.UNKNOWN),
    ("indian mobile", an_evidence(), PHONE, O.PASS),
    ("invalid", reading(is_valid=False), PHONE, O.WARN),
    ("foreign", reading(is_indian=False), PHONE, O.WARN),
    ("landline", reading(is_mobile=False), PHONE, O.WARN),
    ("no phone", an_evidence(phone=None), PHONE, O.UNKNOWN),
    ("only here", an_evidence(), EXACT, O.PASS),
    ("elsewhere too", an_evidence(same_bytes=(TWIN,)), EXACT, O.WARN),
    ("like no other", an_evidence(media=(SEEN,)), NEAR, O.PASS),
    ("like another", an_evidence(media=(SEEN,), alike=(COPY,)), NEAR, O.WARN),
    ("nothing to compare", an_evidence(), NEAR, O.UNKNOWN),
    ("sharp and bright", an_evidence(media=(SEEN,)), QUALITY, O.PASS),
    ("blurred", dimmed(sharpness=3.0), QUALITY, O.WARN),
    ("not measured", an_evidence(), QUALITY, O.UNKNOWN),
]  # fmt: skip


def found(evidence: Evidence, check: str) -> Finding:
    return next(finding for finding in examine(evidence) if finding.check == check)


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


def every_evidence() -> Iterator[Evidence]:
    """Yield evidence of every kind: each part as it should be, otherwise, and not there at all."""
    good = an_evidence()
    parts: dict[str, list[object]] = {
        "visit": [good.visit, None],
        "beneficiary": [good.beneficiary, a_beneficiary(booth_id="booth-2"), MINOR, ADULT, None],
        "worker": [good.worker, a_worker("booth-2"), None],
        "ledger": [good.ledger, a_ledger(a_consent(notice=UNKNOWN_NOTICE)),
                   a_ledger(withdrawals=(a_withdrawal(),)), shown_by(PHOTO).ledger, None],
        "media": [good.media, (SEEN, a_ready_video()), (), dimmed(sharpness=3.0).media],
        "phone": [good.phone, replace(good.phone, is_valid=False) if good.phone else None, None],
        "same_bytes": [(), (TWIN,)],
        "alike": [(), (COPY,)],
    }  # fmt: skip
    for values in product(*parts.values()):
        yield an_evidence(**dict(zip(parts, values, strict=True)))


def test_whatever_the_checks_can_find_has_a_sentence_of_its_own_in_both_languages() -> None:
    findings = [finding for evidence in every_evidence() for finding in examine(evidence)]

    made = {(one.check, one.version, one.outcome) for one in findings}
    tabled = {(check, 1, outcome) for _, _, check, outcome in CASES}
    assert made == tabled
    assert made <= set(SENTENCES)
    assert all(len(SENTENCES[key]) == 2 and all(SENTENCES[key]) for key in made)


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

    assert names == [
        COVERS,
        NOTICE,
        CHILD,
        EVIDENCE,
        ON_ROLL,
        ASSIGNED,
        PHONE,
        EXACT,
        NEAR,
        QUALITY,
    ]
    assert len(names) == len(CHECKS)


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


def test_a_duplicate_names_both_sides() -> None:
    assert found(an_evidence(same_bytes=(TWIN,)), EXACT).evidence == {
        "media_ids": [TWIN.media_id],
        "matching_media_ids": [TWIN.other_media_id],
        "matching_visit_ids": [TWIN.other_visit_id],
    }


def test_a_lookalike_is_named_with_how_far_it_is_and_how_it_was_laid() -> None:
    plain = replace(COPY, other_media_id=MediaId(an_id(9)), difference=0, turn=Turn.SAME)

    assert found(an_evidence(media=(SEEN,), alike=(plain, COPY)), NEAR).evidence == {
        "media_ids": [PHOTO, PHOTO],
        "matching_media_ids": [plain.other_media_id, COPY.other_media_id],
        "matching_visit_ids": [COPY.other_visit_id] * 2,
        "different_signs": ["0/128", "5/128"],
        "laid": ["same", "mirrored"],
    }


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
        (an_evidence(same_bytes=(TWIN,)), Verdict.NEEDS_REVIEW),
        (an_evidence(media=(SEEN,), alike=(COPY,)), Verdict.NEEDS_REVIEW),
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
    assert verdict_of(examine(evidence)) is verdict


def test_only_media_with_derivatives_count_as_ready() -> None:
    rejected = a_ready_video(state=MediaState.REJECTED)

    assert an_evidence(media=(a_ready_photo(), rejected)).ready == (a_ready_photo(),)


CHANGES: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("more media", lambda: {"media": (a_ready_photo(), a_ready_video())}),
    ("another end", lambda: {"media": (a_ready_photo(state=MediaState.REJECTED),)}),
    ("a twin", lambda: {"same_bytes": (TWIN,)}),
    ("a lookalike", lambda: {"alike": (COPY,)}),
    ("a withdrawal", lambda: {"ledger": a_ledger(withdrawals=(a_withdrawal(),))}),
    ("asked again", lambda: {"ledger": a_ledger(a_consent(), ASKED_AGAIN)}),
    ("the visit arrived", lambda: {"visit": None}),
    ("another phone", lambda: {"beneficiary": a_beneficiary(phone="+919999999999")}),
    ("no longer on the roll", lambda: {"beneficiary": None}),
    ("a year of birth", lambda: {"beneficiary": ADULT}),
    ("a guardian", lambda: {"ledger": GUIDED}),
]


@pytest.mark.parametrize("change", [c[1] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_other_evidence_has_another_key(change: Callable[[], dict[str, Any]]) -> None:
    assert an_evidence(**change()).key != an_evidence().key


def test_another_year_of_birth_has_another_key() -> None:
    assert an_evidence(beneficiary=ADULT).key != of_a_child().key


def test_what_is_found_of_her_age_does_not_say_when_she_was_born() -> None:
    for evidence in (of_a_child(), an_evidence(beneficiary=ADULT)):
        assert found(evidence, CHILD).evidence == {}


def test_the_same_evidence_has_the_same_key_whatever_its_order() -> None:
    media = (a_ready_photo(), a_ready_video())

    assert an_evidence(media=media).key == an_evidence(media=media[::-1]).key
    assert an_evidence(worker=None).key == an_evidence().key


def test_evidence_of_one_visit_takes_no_consent_from_another() -> None:
    elsewhere = a_ledger(a_consent(visit_id=VisitId(an_id(55))))

    evidence = an_evidence(ledger=elsewhere, visit=a_visit(beneficiary_id=BeneficiaryId(an_id(56))))

    assert evidence.standing == frozenset()
    assert evidence.consent is None
    assert evidence.visit_id == VISIT
