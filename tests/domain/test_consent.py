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
    Guardian,
    Ledger,
    Purpose,
    Withdrawal,
    everywhere,
    give,
    given,
    is_unsettled,
    latest_for,
    standing,
    tidied,
    withdraw,
    withdrawn_at,
)
from chalicelib.domain.errors import IdTaken, InvalidInput
from chalicelib.domain.ids import ConsentId, VisitId
from chalicelib.domain.taking_back import touched_by
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


skewed_consents = st.builds(
    replace, consents, skew_s=st.integers(-7200, 7200), withheld=st.just(frozenset())
)
skewed_withdrawals = st.builds(replace, withdrawals, skew_s=st.integers(-7200, 7200))


def in_plain_words(reported: list[Consent | Withdrawal], visit_id: VisitId) -> set[Purpose]:
    """What stands for a visit, computed from the two lists with plain loops."""
    stands = set()
    for consent in (r for r in reported if isinstance(r, Consent) and r.visit_id == visit_id):
        agreed = consent.given_at.timestamp() + consent.skew_s
        for purpose in consent.purposes:
            ended = False
            for taken in (r for r in reported if isinstance(r, Withdrawal)):
                is_later = taken.at.timestamp() + taken.skew_s >= agreed
                names_it = taken.consent_id == consent.consent_id
                hits_consent = taken.consent_id is None or names_it
                hits_visit = taken.visit_id is None or taken.visit_id == visit_id
                hits_purpose = len(taken.purposes) == 0 or purpose in taken.purposes
                if (is_later or names_it) and hits_consent and hits_visit and hits_purpose:
                    ended = True
            if not ended:
                stands.add(purpose)
    return stands


@settings(max_examples=300, deadline=None)
@given_that(
    reported=st.lists(skewed_consents | skewed_withdrawals, max_size=8, unique_by=identity),
    data=st.data(),
)
def test_what_stands_is_what_plain_words_say_in_any_order_and_with_any_clocks(
    reported: list[Consent | Withdrawal], data: st.DataObject
) -> None:
    repeats = data.draw(
        st.lists(st.sampled_from(reported), max_size=4) if reported else st.just([])
    )

    ledger = after(data.draw(st.permutations([*reported, *repeats])))

    for visit_id in (VISIT, OTHER_VISIT):
        assert standing(ledger, visit_id) == in_plain_words(reported, visit_id)


@settings(max_examples=100, deadline=None)
@given_that(reported=reports, first=st.integers(0, 8), data=st.data())
def test_settling_between_reports_changes_nothing_of_what_stands(
    reported: list[Consent | Withdrawal], first: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(reported))
    begun = after(order[:first])
    ledger = replace(begun, settled=len(begun.withdrawals))

    for one in order[first:]:
        ledger = give(ledger, one) if isinstance(one, Consent) else withdraw(ledger, one)

    for visit_id in (VISIT, OTHER_VISIT):
        assert standing(ledger, visit_id) == in_plain_words(reported, visit_id)


def test_a_consent_that_was_taken_back_before_it_came_is_settled_anew() -> None:
    settled = replace(withdraw(EMPTY_LEDGER, a_withdrawal()), settled=1)

    late = give(settled, a_consent())

    assert is_unsettled(late)
    assert late.due_at == NOON
    again = a_consent(consent_id=ConsentId("again"), given_at=NOON + 2 * HOUR)
    assert not is_unsettled(give(settled, again))


def test_a_child_who_agreed_to_publishing_alone_has_agreed_to_nothing_that_counts() -> None:
    childs = a_consent(purposes=frozenset(), withheld=frozenset({Purpose.PUBLISH}))

    ledger = give(EMPTY_LEDGER, childs)

    assert standing(ledger, VISIT) == given(ledger, VISIT) == frozenset()
    assert withdrawn_at(withdraw(ledger, a_withdrawal()), childs) is None


def test_what_we_found_out_about_a_consent_does_not_make_its_repeat_another() -> None:
    said = a_consent()
    found = replace(
        said, skew_s=90, purposes=ALL_PURPOSES - {Purpose.PUBLISH},
        withheld=frozenset({Purpose.PUBLISH}), notice=replace(said.notice, sha256="0" * 64),
    )  # fmt: skip

    ledger = give(EMPTY_LEDGER, found)

    assert give(ledger, said) is ledger
    with pytest.raises(IdTaken):
        give(ledger, replace(said, given_at=NOON + HOUR))


def test_a_name_to_be_shown_is_part_of_what_she_said() -> None:
    said = a_consent(shown_name=" Sunita\u202e  Devi 234567890124 ")
    ledger = give(EMPTY_LEDGER, replace(said, shown_name="Sunita Devi XXXX-XXXX-0124"))

    assert give(ledger, said) == ledger
    for another in ("", "Sunita"):
        with pytest.raises(IdTaken):
            give(ledger, replace(said, shown_name=another))


def test_a_guardian_that_was_tidied_is_known_when_the_phone_repeats_it() -> None:
    said = a_consent(guardian=Guardian(name=" Ram  234567890124", relation="father"))
    ledger = give(EMPTY_LEDGER, replace(said, guardian=tidied(said.guardian)))

    assert ledger.consents[0].guardian == Guardian(name="Ram XXXX-XXXX-0124", relation="father")
    assert give(ledger, said) is ledger
    with pytest.raises(IdTaken):
        give(ledger, replace(said, guardian=Guardian(name="Shyam", relation="father")))


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


@pytest.mark.parametrize(
    ("taken", "touched"),
    [
        ([a_withdrawal()], True),
        ([a_withdrawal(purposes=frozenset({Purpose.VIDEO}))], True),
        ([a_withdrawal(at=NOON - timedelta(hours=1))], False),
        ([a_withdrawal(visit_id=VisitId(an_id(7)))], False),
        ([a_withdrawal(visit_id=VisitId(an_id(7))), a_withdrawal(visit_id=VISIT)], True),
        ([], False),
    ],
    ids=["all", "a video", "before it", "another visit", "one of two", "none"],
)
def test_a_consent_is_touched_by_what_ends_a_purpose_of_it(
    taken: list[Withdrawal], touched: bool
) -> None:
    ledger = a_ledger()

    assert touched_by(ledger, taken) == (ledger.consents if touched else ())
