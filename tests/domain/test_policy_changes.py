"""What a campaign may set of its policy, and what a refusal names."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.policy import SAMPLING, USUAL, Action, Policy
from chalicelib.domain.policy_changes import MOST_LEVELS, WantedPolicy, changed
from chalicelib.domain.verification.limits import LIMITS, NOTES_FOR_REVIEW, PATTERN_SHARE, limit
from chalicelib.domain.verification.names import COVERS, EVIDENCE, NAME, QUALITY
from chalicelib.domain.verification.rules import BY_NAME, CHECKS, Check, action_of
from tests.builders import CAMPAIGN

NOTE = Action.NOTE
REVIEW = Action.REVIEW


def wanting(known: Policy = USUAL, **fields: Any) -> Policy:
    return changed(known, WantedPolicy(**fields), CAMPAIGN)


def test_what_is_set_counts_from_the_next_number_on() -> None:
    policy = wanting(
        Policy(number=4), actions={QUALITY: NOTE}, limits={NOTES_FOR_REVIEW: 5.0},
        sampling={"booth": 0.5, "zila_parishad": 0.1}, seed="s-1",
    )  # fmt: skip

    assert policy == Policy(
        number=5, actions={QUALITY: NOTE}, limits={NOTES_FOR_REVIEW: 5.0},
        sampling={"booth": 0.5, "zila_parishad": 0.1}, seed="s-1",
    )  # fmt: skip
    assert action_of(BY_NAME[QUALITY], policy) is NOTE
    assert limit(policy, NOTES_FOR_REVIEW) == 5


def test_the_same_again_is_the_same_number() -> None:
    wanted: dict[str, Any] = {"actions": {QUALITY: NOTE}, "seed": "s-1"}
    first = wanting(**wanted)

    assert wanting(first, **wanted) is first


def test_what_is_usual_is_not_kept() -> None:
    policy = wanting(
        actions={QUALITY: BY_NAME[QUALITY].action, NAME: NOTE},
        limits={NOTES_FOR_REVIEW: LIMITS[NOTES_FOR_REVIEW].usual},
        sampling=dict(SAMPLING), seed=CAMPAIGN,
    )  # fmt: skip

    assert policy == Policy(number=1, actions={NAME: NOTE})


def test_to_want_only_what_is_usual_changes_nothing() -> None:
    assert wanting(sampling=dict(SAMPLING)) is USUAL


def test_what_is_left_out_is_as_usual_again() -> None:
    first = wanting(actions={QUALITY: NOTE}, seed="s-1")

    assert wanting(first, seed="s-1") == Policy(number=2, seed="s-1")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a check that is none": ({"actions": {"media.beauty": NOTE}}, "actions.media.beauty"),
    "a fixed check": ({"actions": {COVERS: NOTE}}, f"actions.{COVERS}"),
    "the proof of a consent": ({"actions": {EVIDENCE: NOTE}}, f"actions.{EVIDENCE}"),
    "a refusal by no person": ({"actions": {QUALITY: Action.REFUSE}}, f"actions.{QUALITY}"),
    "a limit that is none": ({"limits": {"beauty_m": 1.0}}, "limits.beauty_m"),
    "a limit that is too low": ({"limits": {NOTES_FOR_REVIEW: 0.5}}, f"limits.{NOTES_FOR_REVIEW}"),
    "a limit that is too high": ({"limits": {NOTES_FOR_REVIEW: 51}}, f"limits.{NOTES_FOR_REVIEW}"),
    "a limit that is no number": (
        {"limits": {NOTES_FOR_REVIEW: math.nan}}, f"limits.{NOTES_FOR_REVIEW}",
    ),
    "a limit without end": (
        {"limits": {NOTES_FOR_REVIEW: math.inf}}, f"limits.{NOTES_FOR_REVIEW}",
    ),
    "more than everything": ({"sampling": {"booth": 1.01}}, "sampling.booth"),
    "less than nothing": ({"sampling": {"booth": -0.01}}, "sampling.booth"),
    "a rate that is no number": ({"sampling": {"booth": math.nan}}, "sampling.booth"),
    "a rate without end": ({"sampling": {"booth": math.inf}}, "sampling.booth"),
    "a level with a space": ({"sampling": {"my level": 0.1}}, "sampling.my level"),
    "a level in capitals": ({"sampling": {"Booth": 0.1}}, "sampling.Booth"),
    "a level without a name": ({"sampling": {"": 0.1}}, "sampling."),
    "a level with the key's own mark": ({"sampling": {"a#b": 0.1}}, "sampling.a#b"),
    "too many levels": (
        {"sampling": {f"level_{n}": 0.1 for n in range(MOST_LEVELS + 1)}}, "sampling",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "named"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_set_is_refused_by_its_name(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        wanting(**fields)

    assert refused.value.facts["field"] == named


def test_a_number_too_small_to_be_kept_is_none_at_all() -> None:
    policy = wanting(limits={PATTERN_SHARE: 1e-200}, sampling={"booth": 5e-324, "mandal": 0.2})

    assert policy.limits == {PATTERN_SHARE: 0}
    assert policy.sampling == {"booth": 0, "mandal": 0.2}


def test_twelve_levels_may_be_named() -> None:
    sampling = {f"level_{n}": n / MOST_LEVELS for n in range(MOST_LEVELS)}

    assert wanting(sampling=sampling).sampling == sampling


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_may_be_set_to_both_its_ends(name: str) -> None:
    known = LIMITS[name]

    assert known.lowest <= known.usual <= known.highest
    for end in {known.lowest, known.highest} - {known.usual}:
        assert limit(wanting(limits={name: end}), name) == end


@given(st.sampled_from([c for c in CHECKS if not c.is_fixed]), st.sampled_from((REVIEW, NOTE)))
def test_an_action_holds_for_its_check_alone(check: Check, action: Action) -> None:
    policy = wanting(actions={check.name: action})

    for other in CHECKS:
        assert action_of(other, policy) is (action if other is check else other.action)


def test_one_person_may_be_enough_for_anything_but_a_child() -> None:
    policy = wanting(one_is_enough=("money", "hard_hint", "money"))

    assert policy == Policy(number=1, one_is_enough=("hard_hint", "money"))
    assert wanting(policy, one_is_enough=("hard_hint", "money")) is policy
    for reasons in (("child",), ("beauty",)):
        with pytest.raises(InvalidInput) as refusal:
            wanting(one_is_enough=reasons)
        assert refusal.value.facts == {"field": "one_is_enough"}
