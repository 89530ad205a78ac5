"""What the checks of identity and consent say besides how they end, and what they bear."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.consent import Guardian, Method
from chalicelib.domain.edits import EditSource
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.policy import Action
from chalicelib.domain.verification import names
from chalicelib.domain.verification.evidence import Evidence, key_of
from chalicelib.domain.verification.rules import CHECKS, examine
from chalicelib.domain.verification.sentences import CHANGES
from tests.builders import (
    NOON,
    PHOTO,
    VIDEO,
    a_beneficiary,
    a_consent,
    a_ledger,
    a_phone,
    a_visit,
    an_evidence,
    an_id,
)
from tests.domain.cases import consent, identity
from tests.domain.cases.case import found
from tests.domain.cases.consent import BAD_VIDEO, LOST_VIDEO, shown_by
from tests.domain.cases.identity import (
    BY_ANOTHER,
    DISPUTED_PHONE,
    agreed_by,
    before,
    changed,
    in_schemes,
    named,
    of,
    shown,
)

O = FindingOutcome  # noqa: E741  short in the tables below
FAMILIES = ("identity.", "consent.")
IDENTITY = (names.ON_ROLL, names.NAME, names.GUARDIAN, names.PHONE_OF_ROLL, names.TWICE)


def test_a_name_that_differs_is_told_by_where_it_stands_and_how_alike_it_is() -> None:
    finding = found(shown("Kamla Sharma"), names.NAME)

    assert finding.evidence == {
        "compared": 2,
        "different": ["consent.shown_name"],
        "unsure": [],
        "least_alike": "consent.shown_name",
        "score": 0.0,
    }


def test_each_two_spellings_of_the_roll_are_compared() -> None:
    finding = found(named(hi="सीता", en="Sita", pa="ਗੁਰਮੀਤ ਕੌਰ"), names.NAME)

    assert finding.evidence["compared"] == 3
    assert finding.evidence["different"] == ["roll.en/roll.pa", "roll.hi/roll.pa"]


def test_what_was_said_at_the_door_is_held_against_the_roll_in_every_language() -> None:
    finding = found(of(changed("name.hi", "कमला शर्मा")), names.NAME)

    assert finding.evidence["different"] == ["name.hi"]


def test_a_pet_name_passes_with_its_score() -> None:
    evidence = found(shown("Guddi"), names.NAME).evidence

    assert evidence["unsure"] == ["consent.shown_name"]
    assert evidence["different"] == []


@pytest.mark.parametrize(
    "said", ["Shri Guddu", "श्रीमती गुड्डी", "मोहम्मद पुत्र अब्दुल", "Smt. Guddi w/o Ram"]
)
def test_a_title_or_a_relative_makes_no_full_name_of_one_word(said: str) -> None:
    called = a_beneficiary(names={"hi": "मोहम्मद सिद्दीक़ी"})

    assert found(shown(said, beneficiary=called), names.NAME).outcome is O.PASS


def test_a_full_name_of_somebody_else_is_no_pet_name_for_its_title() -> None:
    assert found(shown("Shri Mahesh Verma"), names.NAME).outcome is O.WARN


def test_every_report_of_a_name_counts_until_somebody_chooses() -> None:
    twice = changed("name.hi", "राधा वर्मा", changed("name.hi", "कमला शर्मा"), 1, edit_id="edit-2")
    chosen = changed("name.hi", "राधा वर्मा", twice, 3, EditSource.DESK, "edit-3")

    assert found(of(twice), names.NAME).evidence["compared"] == 3
    assert found(of(chosen), names.NAME).outcome is O.PASS


def test_a_changed_number_names_the_reports_that_changed_it() -> None:
    once = of(changed("phone", a_phone("+919812345678")))

    assert found(once, names.PHONE_OF_ROLL).evidence == {"reports": 1, "edit_ids": ["edit-1"]}
    assert found(of(DISPUTED_PHONE), names.PHONE_OF_ROLL).evidence == {
        "reports": 2,
        "edit_ids": ["edit-1", "edit-2"],
    }


def test_a_scheme_goes_by_the_id_that_the_campaign_gave_it() -> None:
    finding = found(in_schemes("pension", "PM housing"), names.SCHEME)

    assert finding.evidence == {"fitting": 1, "hers": 2, "declared": 1}


def test_who_was_met_before_is_told_by_the_visits_in_doubt() -> None:
    by_another = before(worker_id=BY_ANOTHER)
    that_day = before(started_at=NOON - timedelta(hours=2), visit_id=VisitId(an_id(0xA7)))
    ordinary = before(started_at=NOON - timedelta(days=3), visit_id=VisitId(an_id(0xA8)))

    finding = found(an_evidence(hers=(that_day, ordinary, by_another)), names.TWICE)

    assert finding.evidence == {
        "met_before": 3,
        "earlier_visit_ids": [by_another.visit_id, that_day.visit_id],
        "by_another": 1,
    }


def test_days_are_counted_by_the_campaigns_own_clock() -> None:
    just_after_midnight = NOON.replace(hour=18, minute=31)  # 0:01 in India
    night = a_visit(started_at=just_after_midnight, version=1)

    late = before(started_at=just_after_midnight - timedelta(minutes=2))

    assert found(an_evidence(visit=night, hers=(late,)), names.TWICE).outcome is O.PASS


@pytest.mark.parametrize(
    ("evidence", "seen"),
    [
        (shown_by(PHOTO), {"by": "file", "found": "ready", "media_id": PHOTO}),
        (shown_by(VIDEO), {"by": "file", "found": "absent", "media_id": VIDEO}),
        (shown_by(VIDEO, media=(BAD_VIDEO,)),
         {"by": "file", "found": "rejected", "media_id": VIDEO}),
        (shown_by(VIDEO, media=(LOST_VIDEO,)),
         {"by": "file", "found": "abandoned", "media_id": VIDEO}),
        (consent.by_call(), {"by": "call", "found": "absent"}),
        (consent.by_call(visit=a_visit(call_id="exotel:1")), {"by": "call", "found": "matched"}),
    ],
    ids=["here", "never granted", "could not be decoded", "never came", "no call", "a call"],
)  # fmt: skip
def test_what_became_of_the_file_or_call_that_shows_a_consent_is_told(
    evidence: Evidence, seen: dict[str, str]
) -> None:
    assert found(evidence, names.EVIDENCE).evidence == seen


def test_a_consent_by_call_is_shown_by_its_call_whatever_file_it_names() -> None:
    both = a_ledger(a_consent(method=Method.MISSED_CALL, evidence_media_id=PHOTO))

    assert found(an_evidence(ledger=both), names.EVIDENCE).outcome is O.WARN


def test_every_unknown_that_asks_for_a_person_says_what_would_change_it() -> None:
    asked = {check.name for check in CHECKS if check.unknown is Action.REVIEW}

    ours = {name for name in asked if name.startswith(FAMILIES)}
    assert ours
    assert {(name, O.UNKNOWN) for name in ours} <= set(CHANGES)


def test_no_name_and_no_number_stands_in_a_finding_of_a_case() -> None:
    said = ("Kamla", "कमला", "Guddi", "Sita", "सीता", "Gita", "मोहन", "Ram", "98123", "5678")
    for _, evidence, _, _ in (*identity.CASES, *consent.CASES):
        told = str([finding.evidence for finding in examine(evidence)])

        assert not [word for word in said if word in told]


ODD_NAMES = [
    "",
    " ",
    "स",
    "A",
    "1",
    "🙂",
    "🙂🙏🏽👩‍👩‍👧",
    "a" * 500,
    "क" * 500,
    "क् " * 250,
    "सीता Devi ਕੌਰ বেগম خاتون",
    "\u202eatiS\u202c",
    "\u200f\u200e\u2066\u2069",
    "Sita\x00Devi",
    "\ud800",
    "s/o w/o d/o",
    "श्रीमती",
    "स्व. श्री",
    "'; DROP TABLE",
    "۱۲۳",
    "्््",
]


@pytest.mark.parametrize("odd", ODD_NAMES, ids=range(len(ODD_NAMES)))
@pytest.mark.parametrize("other", ["सीता देवी", "🙂", ""])
def test_no_name_is_too_odd_to_be_examined(odd: str, other: str) -> None:
    person = a_beneficiary(
        names={"hi": odd, "en": other}, guardian_names={"hi": other, "ur": odd}, schemes=(odd,),
        version=1,
    )  # fmt: skip
    person = changed("guardian_name.en", odd, changed("name.pa", odd, person))
    guardian = Guardian(name=odd, relation="mother")
    ledger = a_ledger(a_consent(guardian=guardian, shown_name=odd))

    findings = examine(an_evidence(beneficiary=person, ledger=ledger))

    assert [finding.check for finding in findings] == [check.name for check in CHECKS]
    assert not [f for f in findings if len(odd) > 1 and odd.strip() and odd in str(f.evidence)]


@pytest.mark.parametrize(
    "missing",
    [
        ("beneficiary",),
        ("ledger",),
        ("visit",),
        ("worker",),
        ("beneficiary", "ledger", "visit", "worker", "phone"),
    ],
    ids="+".join,
)
def test_what_is_missing_is_told_by_every_check_and_is_no_warning(missing: tuple[str, ...]) -> None:
    nothing: dict[str, Any] = dict.fromkeys(missing)

    evidence = an_evidence(**nothing, media=())

    findings = examine(evidence)
    assert len(findings) == len(CHECKS)
    assert key_of(evidence, findings)
    assert [f.check for f in findings if f.outcome is O.WARN] == []


def test_of_two_identical_people_each_is_known_by_her_own_visits() -> None:
    twin = a_beneficiary(beneficiary_id=BeneficiaryId(an_id(0xB0)), serial=2)
    to_twin = before(beneficiary_id=twin.beneficiary_id, worker_id=BY_ANOTHER, version=1)

    ours = examine(an_evidence())
    hers = examine(an_evidence(beneficiary=twin, visit=to_twin, visit_id=to_twin.visit_id))

    identity_of = [
        {f.check: f.outcome for f in some if f.check in IDENTITY} for some in (ours, hers)
    ]
    assert identity_of == [dict.fromkeys(IDENTITY, O.PASS)] * 2


def test_a_new_name_that_changes_no_finding_is_no_new_evidence() -> None:
    spelled = of(changed("name.en", "Seeta Devi"))

    assert key_of(spelled, examine(spelled)) == key_of(an_evidence(), examine(an_evidence()))


def test_another_report_of_a_number_is_new_evidence() -> None:
    once = of(changed("phone", a_phone("+919812345678")))
    again = of(changed("phone", a_phone("+919812345678"), edit_id="edit-9"))

    assert key_of(once, examine(once)) != key_of(again, examine(again))


def test_a_guardian_who_is_not_the_rolls_is_a_note_and_asks_nobody_alone() -> None:
    check = next(check for check in CHECKS if check.name == names.GUARDIAN)

    assert found(agreed_by("Gita"), names.GUARDIAN).outcome is O.WARN
    assert check.action is Action.NOTE
