"""What one person alone may not approve."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.amounts import amounts_in
from chalicelib.domain.decisions import Appeal, Asker, DecisionKind
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.ids import UserId
from chalicelib.domain.policy import USUAL, Policy
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.two_people import MAY_BE_ONE, TwoPeople, is_first_of_two, reasons
from chalicelib.domain.verification import names
from tests.builders import MODERATOR, NOON, a_decided, a_testimonial

SECOND = UserId("moderator-2")
MONEY = {"en": "I got 500 rupees"}
WARN, FAIL = FindingOutcome.WARN, FindingOutcome.FAIL


def found(check: str, outcome: FindingOutcome = WARN, **evidence: Any) -> Finding:
    return Finding(check=check, version=1, outcome=outcome, evidence=evidence)


def why(item: Testimonial, *, is_child: bool = False, **policy: Any) -> list[str]:
    return [reason.value for reason in reasons(item, Policy(**policy), is_child=is_child)]


def test_one_person_is_enough_for_an_ordinary_item() -> None:
    assert why(a_testimonial()) == []
    assert why(a_testimonial(captions=None)) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"is_public_figure": True}, "public_figure"),
        ({"ai_altered": True}, "ai_altered"),
        ({"captions": MONEY}, "money"),
        ({"transcript": {"hi": "मुझे पाँच हज़ार रुपये मिले"}}, "money"),
        ({"channel_captions": {"page": MONEY}}, "money"),
        ({"findings": (found(names.PROMISE),)}, "hard_hint"),
        ({"findings": (found(names.AADHAAR, FAIL),)}, "hard_hint"),
        ({"findings": (found(names.TRAVEL),)}, "hard_hint"),
        ({"findings": (found(names.SCREEN, hints=["photo_of_a_screen"]),)}, "hard_hint"),
        (
            {"findings": (found(names.EXACT, matching_media_ids=["m"], of_the_same_person=0),)},
            "hard_hint",
        ),
        (
            {"findings": (found(names.NEAR, matching_media_ids=["m", "n"], of_the_same_person=1),)},
            "hard_hint",
        ),
        ({"findings": (found(names.NEAR, matching_media_ids=["m"]),)}, "hard_hint"),
    ],
)
def test_each_reason_asks_for_two(fields: dict[str, Any], reason: str) -> None:
    assert why(a_testimonial(**fields)) == [reason]


@pytest.mark.parametrize(
    "finding",
    [
        found(names.PROMISE, FindingOutcome.PASS),
        found(names.TRAVEL, FindingOutcome.UNKNOWN),
        found(names.EXACT, matching_media_ids=["m"], of_the_same_person=1),
        found(names.SCREEN, hints=["screenshot"]),
        found(names.SCREEN),
        found(names.QUALITY, hints=["blurred"]),
        found(names.NEAR_BOOTH),
    ],
    ids=[
        "passed", "not known", "her own other visit", "a screenshot", "nothing said", "blurred",
        "far from the booth",
    ],
)  # fmt: skip
def test_what_a_glance_settles_does_not(finding: Finding) -> None:
    assert why(a_testimonial(findings=(finding,))) == []


def test_all_reasons_are_told_and_a_policy_takes_out_any_but_the_child() -> None:
    item = a_testimonial(
        is_public_figure=True, ai_altered=True, captions=MONEY, findings=(found(names.TRAVEL),)
    )

    assert why(item, is_child=True) == [reason.value for reason in TwoPeople]
    assert why(item, is_child=True, one_is_enough=tuple(MAY_BE_ONE)) == ["child"]
    assert why(item, is_child=True, one_is_enough=("money", "child")) == [
        "hard_hint", "public_figure", "ai_altered",
    ]  # fmt: skip


def test_a_reel_shows_whom_its_members_show_and_says_what_they_say() -> None:
    quiet = a_testimonial(captions=MONEY, findings=(found(names.TRAVEL),))
    known = a_testimonial(is_public_figure=True)
    telling = a_testimonial(transcript=MONEY)

    def of(*members: Testimonial) -> tuple[TwoPeople, ...]:
        return reasons(a_testimonial(), USUAL, is_child=False, members=members)

    assert of(quiet) == ()
    assert of(quiet, known, telling) == (TwoPeople.PUBLIC_FIGURE, TwoPeople.MONEY)


# Who is the first of two

WHY = (TwoPeople.AI_ALTERED,)


def is_first(item: Testimonial, by: UserId = SECOND, seen: Testimonial | None = None) -> bool:
    return is_first_of_two(item, seen or item, by, WHY)


def approved_by(by: UserId = MODERATOR, **fields: Any) -> Testimonial:
    return a_testimonial(evidence_version=2, decisions=(a_decided(by=by, evidence_version=2),),
                         **fields)  # fmt: skip


def test_without_a_reason_nobody_is_the_first_of_two() -> None:
    assert not is_first_of_two(a_testimonial(), a_testimonial(), MODERATOR, ())


def test_the_second_is_somebody_else_on_the_same_evidence() -> None:
    assert is_first(a_testimonial())
    assert not is_first(approved_by())
    assert is_first(approved_by(SECOND))
    assert is_first(replace(approved_by(), evidence_version=3))


def test_passing_it_up_is_no_approval_and_voids_none() -> None:
    passed_up = a_decided(DecisionKind.ESCALATE, evidence_version=2)
    before = approved_by()

    assert is_first(a_testimonial(evidence_version=2, decisions=(passed_up,)))
    assert not is_first(replace(before, decisions=(*before.decisions, passed_up)))


def test_what_was_said_before_an_appeal_counts_no_more() -> None:
    asked = Appeal(by=Asker.WORKER, at=NOON + timedelta(hours=1))

    assert is_first(approved_by(appeal=asked))
    assert not is_first(approved_by(appeal=replace(asked, at=NOON - timedelta(hours=1))))


def test_an_amount_that_the_first_did_not_see_is_new_to_both() -> None:
    item = approved_by(captions={"hi": "घर मिला"})

    assert is_first(item, seen=replace(item, captions=MONEY))
    assert is_first(item, seen=replace(item, channel_captions={"page": MONEY}))
    assert not is_first(item, seen=replace(item, captions={"hi": "मुझे घर मिला"}))
    assert is_first(replace(item, captions=MONEY))


def test_an_amount_that_the_first_approved_is_new_to_nobody_wherever_it_stands() -> None:
    telling = a_testimonial(captions=MONEY)
    seen = a_decided(evidence_version=2, amounts=amounts_in(telling))
    item = replace(telling, evidence_version=2, decisions=(seen,))

    assert not is_first(item)
    assert not is_first(item, seen=replace(item, channel_captions={"page": MONEY}))
    assert is_first(item, seen=replace(item, captions={"en": "I got 900 rupees"}))


def test_the_mark_of_an_amount_says_no_word_of_it() -> None:
    (mark,) = amounts_in(a_testimonial(captions={**MONEY, "hi": "घर मिला"}))

    assert not set(mark) - set("0123456789abcdef")
    assert amounts_in(a_testimonial(captions=None)) == frozenset()


@pytest.mark.parametrize("flag", ["ai_altered", "is_public_figure"])
def test_what_one_saw_in_it_asks_for_two_as_long_as_her_decision_stands(flag: str) -> None:
    saw = a_decided(DecisionKind.ESCALATE, **{flag: True})

    assert why(a_testimonial(decisions=(saw,))) == [flag.removeprefix("is_")]
    assert why(a_testimonial(decisions=(a_decided(DecisionKind.ESCALATE),))) == []
