"""Consent and withdrawal: any order and any repeats end in the same standing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from chalicelib.domain.consent import (
    MOST_ENTRIES,
    Consent,
    Ledger,
    Purpose,
    Withdrawal,
    everywhere,
    give,
    given,
    is_unsettled,
    latest_for,
    standing,
    withdraw,
    withdrawn_at,
)
from chalicelib.domain.errors import IdTaken, InvalidInput
from chalicelib.domain.ids import ConsentId, VisitId
from tests.builders import ALL_PURPOSES, NOON, VISIT, a_consent, a_ledger, a_withdrawal, an_id

HOUR = timedelta(hours=1)
OTHER_VISIT = VisitId(an_id(0xA002))
EMPTY_LEDGER = a_ledger(consents=())

instants = st.integers(0, 8).map(lambda hours: NOON + hours * HOUR)
visits = st.sampled_from([VISIT, OTHER_VISIT])
purposes = st.frozensets(st.sampled_from(sorted(Purpose)))
consents = st.builds(
    a_consent,
    consent_id=st.integers(1, 6).map(lambda n: ConsentId(an_id(n))),
    visit_id=visits,
    purposes=purposes.filter(bool),
    given_at=instants,
)
withdrawals = st.builds(
    a_withdrawal,
    withdrawal_id=st.integers(100, 106).map(an_id),
    at=instants,
    consent_id=st.none() | st.integers(1, 6).map(lambda n: ConsentId(an_id(n))),
    visit_id=st.none() | visits,
    purposes=purposes,
)


def identity(report: Consent | Withdrawal) -> str:
    return report.consent_id if isinstance(report, Consent) else report.withdrawal_id


reports = st.lists(consents | withdrawals, max_size=8, unique_by=identity)


def after(reported: list[Consent | Withdrawal]) -> Ledger:
    ledger = EMPTY_LEDGER
    for one in reported:
        ledger = give(ledger, one) if isinstance(one, Consent) else withdraw(ledger, one)
    return ledger


@settings(max_examples=150, deadline=None)
@given_that(reported=reports, data=st.data())
def test_any_order_and_any_repeats_end_in_the_same_ledger(
    reported: list[Consent | Withdrawal], data: st.DataObject
) -> None:
    repeats = data.draw(
        st.lists(st.sampled_from(reported), max_size=6) if reported else st.just([])
    )
    shuffled = data.draw(st.permutations([*reported, *repeats]))

    assert after(shuffled) == after(reported)


@settings(max_examples=100, deadline=None)
@given_that(reported=reports)
def test_a_later_withdrawal_of_everything_leaves_nothing_standing(
    reported: list[Consent | Withdrawal],
) -> None:
    ledger = withdraw(after(reported), a_withdrawal(withdrawal_id="all", at=NOON + 9 * HOUR))

    assert everywhere(ledger) == frozenset()


@settings(max_examples=100, deadline=None)
@given_that(reported=reports)
def test_what_stands_was_once_given(reported: list[Consent | Withdrawal]) -> None:
    ledger = after(reported)

    assert standing(ledger, VISIT) <= given(ledger, VISIT)
    assert everywhere(ledger) == standing(ledger, VISIT) | standing(ledger, OTHER_VISIT)


def test_a_withdrawal_that_arrives_before_its_consent_still_meets_it() -> None:
    early = withdraw(EMPTY_LEDGER, a_withdrawal(at=NOON + HOUR))

    late = give(early, a_consent(given_at=NOON))

    assert standing(late, VISIT) == frozenset()
    assert given(late, VISIT) == ALL_PURPOSES


def test_a_consent_given_after_a_withdrawal_stands() -> None:
    again = a_consent(consent_id=ConsentId("again"), given_at=NOON + 2 * HOUR)

    ledger = after([a_consent(), a_withdrawal(at=NOON + HOUR), again])

    assert standing(ledger, VISIT) == ALL_PURPOSES


def test_a_withdrawal_at_the_same_instant_counts() -> None:
    assert standing(after([a_consent(), a_withdrawal(at=NOON)]), VISIT) == frozenset()


def test_a_withdrawal_that_names_the_consent_counts_whatever_the_clocks_say() -> None:
    behind = a_withdrawal(at=NOON - HOUR, consent_id=a_consent().consent_id)

    assert standing(after([a_consent(), behind]), VISIT) == frozenset()


@pytest.mark.parametrize(
    ("aim", "left"),
    [
        ({"purposes": frozenset({Purpose.PUBLISH})}, ALL_PURPOSES - {Purpose.PUBLISH}),
        ({"visit_id": OTHER_VISIT}, ALL_PURPOSES),
        ({"visit_id": VISIT}, frozenset()),
        ({"consent_id": ConsentId("another")}, ALL_PURPOSES),
        ({"visit_id": OTHER_VISIT, "consent_id": a_consent().consent_id}, ALL_PURPOSES),
        ({}, frozenset()),
    ],
    ids=["one purpose", "another visit", "this visit", "another consent", "mismatch", "all"],
)
def test_a_withdrawal_ends_what_it_names(aim: dict[str, object], left: frozenset[Purpose]) -> None:
    ledger = withdraw(a_ledger(), replace(a_withdrawal(), **aim))  # type: ignore[arg-type]  # table

    assert standing(ledger, VISIT) == left


def test_the_same_consent_twice_is_once_and_another_body_is_refused() -> None:
    once = give(EMPTY_LEDGER, a_consent())

    assert give(once, a_consent()) is once
    with pytest.raises(IdTaken):
        give(once, a_consent(purposes=frozenset({Purpose.RECORD})))


def test_the_same_withdrawal_twice_is_once_and_another_body_is_refused() -> None:
    once = withdraw(a_ledger(), a_withdrawal())

    assert withdraw(once, a_withdrawal()) is once
    with pytest.raises(IdTaken):
        withdraw(once, a_withdrawal(at=NOON + 5 * HOUR))


def test_a_consent_without_a_purpose_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        give(EMPTY_LEDGER, a_consent(purposes=frozenset()))

    assert refusal.value.facts == {"field": "purposes"}


def test_a_full_ledger_takes_no_more_consents_but_always_a_withdrawal() -> None:
    many = tuple(a_consent(consent_id=ConsentId(an_id(n))) for n in range(MOST_ENTRIES))
    full = a_ledger(*many)

    with pytest.raises(InvalidInput):
        give(full, a_consent(consent_id=ConsentId("one-more")))
    assert give(full, many[0]) is full
    assert everywhere(withdraw(full, a_withdrawal())) == frozenset()


def test_nobody_without_a_ledger_has_agreed_to_anything() -> None:
    assert standing(None, VISIT) == given(None, VISIT) == frozenset()
    assert latest_for(None, VISIT) is None


def test_the_latest_consent_is_of_this_visit_and_of_the_latest_instant() -> None:
    later = a_consent(consent_id=ConsentId("later"), given_at=NOON + HOUR)
    elsewhere = a_consent(
        consent_id=ConsentId("elsewhere"), visit_id=OTHER_VISIT, given_at=NOON + 2 * HOUR
    )

    ledger = after([later, a_consent(), elsewhere])

    assert latest_for(ledger, VISIT) == later
    assert latest_for(ledger, VisitId("unknown")) is None


def test_a_consent_is_withdrawn_when_its_last_purpose_goes() -> None:
    partly = a_withdrawal(withdrawal_id="w1", purposes=frozenset({Purpose.PUBLISH}))
    rest = a_withdrawal(withdrawal_id="w2", at=NOON + 3 * HOUR)
    ledger = withdraw(a_ledger(), partly)

    assert withdrawn_at(ledger, a_consent()) is None
    assert withdrawn_at(withdraw(ledger, rest), a_consent()) == NOON + 3 * HOUR


def test_a_ledger_is_unsettled_until_every_withdrawal_is_carried_out() -> None:
    ledger = withdraw(a_ledger(), a_withdrawal())

    assert not is_unsettled(a_ledger())
    assert is_unsettled(ledger)
    assert not is_unsettled(replace(ledger, settled=1))
