"""Draws: nobody chooses them, everybody can repeat them, and the rates hold."""

from itertools import combinations
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import CampaignId, VisitId
from chalicelib.domain.policy import SAMPLING, USUAL, Policy
from chalicelib.domain.sampling import above, drawn, lots_of, rates, seed_of, waits_last
from chalicelib.domain.testimonial import State
from tests.builders import CAMPAIGN, NOON, a_testimonial, an_id

MANY = 20_000
VISITS = [VisitId(an_id(number)) for number in range(MANY)]
# Four deviations: of a hundred fair seeds not one would be outside.
DEVIATIONS = 4


def shares(policy: Policy) -> dict[str, set[VisitId]]:
    found: dict[str, set[VisitId]] = {level: set() for level in rates(policy)}
    for visit_id in VISITS:
        for level in drawn(policy, CAMPAIGN, visit_id):
            found[level].add(visit_id)
    return found


def near(count: int, rate: float, of: int) -> bool:
    return abs(count - rate * of) <= DEVIATIONS * sqrt(of * rate * (1 - rate))


@pytest.mark.parametrize("seed", ["", "another", "2026-11"])
def test_the_stated_rates_hold(seed: str) -> None:
    found = shares(Policy(seed=seed))

    assert len(found["booth"]) == MANY
    assert all(near(len(found[level]), rate, MANY) for level, rate in SAMPLING.items())


def test_a_draw_at_one_level_says_nothing_about_another() -> None:
    policy = Policy(sampling={"mandal": 0.5, "district": 0.4, "state": 0.3})
    found = shares(policy)

    for one, other in combinations(rates(policy), 2):
        both = rates(policy)[one] * rates(policy)[other]
        assert near(len(found[one] & found[other]), both, MANY), (one, other)


# Whoever knows seed, level and visit finds these, this year and in ten.
GOLDEN = {
    1: ("booth",),
    4: ("booth", "mandal"),
    8: ("booth", "state"),
    78: ("booth", "mandal", "district"),
    164: ("booth", "mandal", "district", "state"),
}


@pytest.mark.parametrize(("number", "levels"), GOLDEN.items())
def test_a_draw_stays_what_it_was(number: int, levels: tuple[str, ...]) -> None:
    assert drawn(USUAL, CampaignId("campaign-1"), VisitId(an_id(number))) == levels


def test_another_seed_draws_others() -> None:
    first, second = shares(Policy(seed="one")), shares(Policy(seed="two"))

    assert near(len(first["mandal"] & second["mandal"]), 0.2 * 0.2, MANY)


@given(number=st.integers(0, 2**40), seed=st.text("abc", max_size=3))
def test_a_greater_rate_draws_all_that_a_smaller_one_does(number: int, seed: str) -> None:
    visit_id = VisitId(an_id(number))
    few, many = (Policy(seed=seed, sampling={"mandal": rate}) for rate in (0.2, 0.6))

    assert set(drawn(few, CAMPAIGN, visit_id)) <= set(drawn(many, CAMPAIGN, visit_id))


@given(number=st.integers(0, 2**40))
def test_everything_is_drawn_at_a_rate_of_one_and_nothing_at_none(number: int) -> None:
    policy = Policy(sampling={"all": 1.0, "none": 0.0})

    assert drawn(policy, CAMPAIGN, VisitId(an_id(number))) == ("all",)


def test_a_level_that_is_added_changes_no_draw_at_the_others() -> None:
    before, after = Policy(seed="s"), Policy(seed="s", sampling={**SAMPLING, "nation": 0.5})

    for visit_id in VISITS[:500]:
        found = [level for level in drawn(after, CAMPAIGN, visit_id) if level != "nation"]
        assert found == list(drawn(before, CAMPAIGN, visit_id))


def test_what_lies_below_the_rate_is_drawn() -> None:
    for visit_id in VISITS[:500]:
        lots = lots_of(USUAL, CAMPAIGN, visit_id)
        assert all(0 <= lot < 1 for lot in lots.values())
        below = tuple(level for level, lot in lots.items() if lot < rates(USUAL)[level])
        assert drawn(USUAL, CAMPAIGN, visit_id) == below


def test_rates_come_the_highest_first_however_they_were_kept() -> None:
    kept = {"state": 0.05, "ward": 0.2, "booth": 1.0, "mandal": 0.2}

    assert list(rates(Policy(sampling=kept))) == ["booth", "mandal", "ward", "state"]
    assert rates(USUAL) == SAMPLING


def test_the_campaign_is_its_own_seed_unless_it_sets_one() -> None:
    assert seed_of(USUAL, CampaignId("c-1")) == "c-1"
    assert seed_of(Policy(seed="s"), CampaignId("c-1")) == "s"


def test_the_levels_above_are_all_but_the_first() -> None:
    assert above(("booth", "mandal", "state")) == ("mandal", "state")


VERIFIED: dict[str, Any] = {"verdict": Verdict.VERIFIED, "judged_at": NOON}


def test_what_is_verified_and_was_not_drawn_waits_last() -> None:
    assert waits_last(a_testimonial(**VERIFIED))


@pytest.mark.parametrize(
    "fields",
    [
        {"levels": ("booth",)},
        {"verdict": Verdict.NEEDS_REVIEW},
        {"is_escalated": True},
        {"judged_at": None},
        {"state": State.APPROVED},
    ],
    ids=["drawn", "in doubt", "passed up", "from before there were draws", "decided"],
)
def test_everything_else_does_not(fields: dict[str, Any]) -> None:
    assert not waits_last(a_testimonial(**{**VERIFIED, **fields}))
