"""Agreement: a share of what was decided alike, and Cohen's kappa of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.agreement import Pair, agreement_of
from chalicelib.domain.decisions import DecisionKind

YES, NO, BACK = DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.HAS_ISSUES
KINDS = st.sampled_from((YES, NO, BACK))
PAIRS = st.lists(st.tuples(KINDS, KINDS), min_size=1, max_size=60)


def test_the_numbers_of_a_table_worked_out_by_hand() -> None:
    # 50 items: 20 approved by both, 15 turned down by both, 5 and 10 decided otherwise.
    pairs = [(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15

    found = agreement_of(pairs)

    assert (found.checked, found.agreed, found.share) == (50, 35, 0.7)
    # By chance: half of the first's are approvals and 3 of 5 of the second's, so 0.3 + 0.2.
    assert found.kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert found.counts == {(YES, YES): 20, (YES, NO): 5, (NO, YES): 10, (NO, NO): 15}


def test_of_nothing_nothing_can_be_said() -> None:
    found = agreement_of([])

    assert (found.checked, found.agreed, found.share, found.kappa) == (0, 0, None, None)
    assert found.counts == {}


def test_all_decided_in_one_way_is_full_agreement_of_which_kappa_says_nothing() -> None:
    found = agreement_of([(YES, YES)] * 30)

    assert (found.share, found.kappa) == (1.0, None)


def test_one_who_always_approves_agrees_no_more_than_chance() -> None:
    found = agreement_of([(YES, YES)] * 9 + [(YES, NO)])

    assert (found.share, found.kappa) == (0.9, 0.0)


def test_full_agreement_on_several_decisions_is_one() -> None:
    assert agreement_of([(YES, YES), (NO, NO), (BACK, BACK)]).kappa == 1.0


def test_full_disagreement_is_below_chance() -> None:
    found = agreement_of([(YES, NO), (NO, YES)])

    assert (found.share, found.kappa) == (0.0, -1.0)


def test_one_item_decided_otherwise_is_no_better_than_chance() -> None:
    assert agreement_of([(YES, NO)]).kappa == 0.0


def defined(pairs: list[Pair]) -> Fraction | None:
    """Kappa as its definition has it, in exact fractions."""
    total = len(pairs)
    seen = Fraction(sum(first == second for first, second in pairs), total)
    chance = sum(
        Fraction(sum(first == kind for first, _ in pairs), total)
        * Fraction(sum(second == kind for _, second in pairs), total)
        for kind in (YES, NO, BACK)
    )
    return None if chance == 1 else (seen - chance) / (1 - chance)


@given(PAIRS)
def test_kappa_is_what_its_definition_says(pairs: list[Pair]) -> None:
    wanted, found = defined(pairs), agreement_of(pairs).kappa

    assert found == (None if wanted is None else pytest.approx(float(wanted)))


@given(PAIRS)
def test_it_matters_neither_who_decided_first_nor_in_which_order(pairs: list[Pair]) -> None:
    turned = [(second, first) for first, second in reversed(pairs)]

    one, other = agreement_of(pairs), agreement_of(turned)

    assert (one.share, one.kappa) == (other.share, other.kappa)
    assert agreement_of(sorted(pairs)) == one
