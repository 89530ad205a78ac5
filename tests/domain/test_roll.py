"""The roll: masks, last visits, and what is still missing at a door."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.consent import Purpose, withdraw
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import BeneficiaryId, VisitId
from chalicelib.domain.phones import mask_phone
from chalicelib.domain.roll import (
    MOST_EARLIER,
    Beneficiary,
    LastVisit,
    covered,
    met_late,
    missing,
    require_open,
    visits_to,
    with_consents,
    with_visit,
)
from chalicelib.domain.visit import Outcome, Visit
from tests.builders import (
    ALL_PURPOSES,
    NOON,
    VISIT,
    a_beneficiary,
    a_ledger,
    a_visit,
    a_withdrawal,
    an_id,
)

visits = st.builds(
    a_visit,
    visit_id=st.integers(1, 4).map(lambda n: VisitId(an_id(n))),
    started_at=st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours)),
    outcome=st.sampled_from(Outcome),
)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+919876543210", "+91XXXXXX3210"),
        ("09876543210", "XXXXXXX3210"),
        ("+4915112345678", "XXXXXXXXXX5678"),
        ("210", "210"),
    ],
)
def test_only_the_last_four_digits_of_a_phone_are_shown(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@settings(max_examples=100, deadline=None)
@given(digits=st.from_regex(r"[6-9]\d{9}", fullmatch=True))
def test_a_mask_keeps_the_length_and_hides_six_digits(digits: str) -> None:
    shown = mask_phone(f"+91{digits}")

    assert shown is not None
    assert len(shown) == 13
    assert shown.count("X") == 6


@settings(max_examples=150, deadline=None)
@given(
    reported=st.lists(visits, min_size=1, max_size=6, unique_by=lambda v: v.visit_id),
    data=st.data(),
)
def test_the_last_visit_is_the_same_in_any_order_and_with_repeats(
    reported: list[Visit], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations([*reported, *reported[:2]]))
    person = a_beneficiary()
    for visit in shuffled:
        person = with_visit(person, visit)

    latest = max(reported, key=lambda v: (v.started_at, v.visit_id))
    assert person.last == LastVisit(
        visit_id=latest.visit_id, outcome=latest.outcome, at=latest.started_at
    )


def test_an_older_visit_does_not_hide_a_newer_one() -> None:
    person = with_visit(a_beneficiary(), a_visit())
    older = a_visit(visit_id=VisitId(an_id(9)), started_at=NOON - timedelta(hours=1))

    seen = with_visit(person, older)

    assert seen.last == person.last
    assert seen.earlier == (older.visit_id,)


@given(order=st.permutations(range(6)))
def test_every_visit_but_the_last_is_remembered_whatever_came_first(order: list[int]) -> None:
    visits = [
        a_visit(visit_id=VisitId(an_id(n)), started_at=NOON + timedelta(hours=n)) for n in range(6)
    ]
    person = a_beneficiary()

    for number in (*order, order[0]):
        person = with_visit(person, visits[number])

    assert person.earlier == tuple(visit.visit_id for visit in visits[:-1])


def test_a_row_remembers_the_newest_of_very_many_visits() -> None:
    person = a_beneficiary()

    for number in range(MOST_EARLIER + 5):
        visit_id = VisitId(an_id(number))
        at = NOON + timedelta(minutes=number)
        person = with_visit(person, a_visit(visit_id=visit_id, started_at=at))

    assert len(person.earlier) == MOST_EARLIER
    assert person.earlier[-1] == an_id(MOST_EARLIER + 3)


def last(outcome: Outcome) -> LastVisit:
    return LastVisit(visit_id=VISIT, outcome=outcome, at=NOON)


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ({}, ("visit", "consent", "photo", "video")),
        ({"last": last(Outcome.NOT_HOME)}, ("visit",)),
        ({"last": last(Outcome.REFUSED)}, ()),
        ({"last": last(Outcome.MOVED)}, ()),
        ({"last": last(Outcome.DECEASED)}, ()),
        ({"last": last(Outcome.MET)}, ("consent",)),
        ({"last": last(Outcome.MET), "purposes": ALL_PURPOSES}, ("photo", "video")),
        ({"last": last(Outcome.MET), "purposes": frozenset({Purpose.RECORD})}, ()),
        (
            {
                "last": last(Outcome.MET),
                "purposes": ALL_PURPOSES,
                "media_kinds": frozenset({"photo"}),
            },
            ("video",),
        ),
    ],
    ids=[
        "not visited", "not home", "refused", "moved", "deceased", "met", "agreed to all",
        "agreed to a record only", "photo taken",
    ],
)  # fmt: skip
def test_the_worklist_names_what_is_still_to_be_done(
    facts: dict[str, object], left: tuple[str, ...]
) -> None:
    assert missing(a_beneficiary(**facts)) == left


@pytest.mark.parametrize(
    ("fields", "state"),
    [({"erase_at": NOON}, "sealed"), ({"merged_into": BeneficiaryId(an_id(7))}, "merged")],
    ids=["sealed", "merged"],
)
def test_a_closed_record_says_why_it_is(fields: dict[str, object], state: str) -> None:
    person = a_beneficiary(**fields)

    with pytest.raises(Conflict) as refused:
        require_open(person)

    assert refused.value.facts["current_state"] == state


def test_an_open_record_may_be_changed() -> None:
    require_open(a_beneficiary())


def test_at_a_sealed_persons_door_there_is_nothing_left_to_do() -> None:
    assert missing(a_beneficiary(erase_at=NOON)) == ()


def test_of_who_took_everything_back_only_the_names_and_what_happened_are_shown() -> None:
    last = LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON)
    person = a_beneficiary(details={"house": "4"}, last=last)

    sealed = covered(replace(person, erase_at=NOON))

    assert covered(person) is person
    assert (sealed.names, sealed.last, sealed.erase_at) == (person.names, last, NOON)
    assert (sealed.phone, sealed.guardian_names, sealed.schemes) == (None, {}, ())
    assert (sealed.details, sealed.conflicts) == ({}, ())


def visited_on(*days: int) -> Beneficiary:
    """Return a person whose row was told of visits on these days, in this order."""
    person = a_beneficiary()
    for day in days:
        started = NOON + timedelta(days=day)
        person = with_visit(person, a_visit(visit_id=VisitId(an_id(day)), started_at=started))
    return person


@pytest.mark.parametrize(
    ("before", "after", "looked_at"),
    [
        ((), (1,), []),
        ((1,), (1,), []),
        ((1,), (1, 2), []),
        ((2,), (2, 1), [1, 2]),
        ((1, 3), (1, 3, 2), [1, 2, 3]),
        ((), (1, 2), [1, 2]),
    ],
    ids=["the first", "no news", "one more", "an earlier one", "one between", "two at once"],
)
def test_a_visit_that_came_late_has_all_of_hers_looked_at_again(
    before: tuple[int, ...], after: tuple[int, ...], looked_at: list[int]
) -> None:
    found = met_late(visited_on(*before), visited_on(*after))

    assert list(found) == [an_id(day) for day in looked_at]


def test_a_row_without_a_last_visit_knows_of_none() -> None:
    assert visits_to(a_beneficiary()) == ()


def test_an_earlier_visit_on_a_row_without_a_last_one_came_late() -> None:
    odd = a_beneficiary(earlier=(VISIT,))

    assert met_late(a_beneficiary(), odd) == (VISIT,)


def test_a_row_does_not_go_back_to_an_older_ledger() -> None:
    before = a_ledger()
    person = with_consents(a_beneficiary(), withdraw(before, a_withdrawal()))

    assert with_consents(person, before) == person
    assert (person.purposes, person.entries, person.has_withdrawn) == (frozenset(), 2, True)


def test_a_row_knows_of_a_newer_ledger_although_nothing_else_follows_from_it() -> None:
    ledger = withdraw(a_ledger(), a_withdrawal())
    person = with_consents(a_beneficiary(), ledger)

    newer = with_consents(person, withdraw(ledger, a_withdrawal(withdrawal_id="again")))

    assert newer == replace(person, entries=3)


def test_an_empty_ledger_leaves_a_row_as_it_was_listed() -> None:
    assert with_consents(a_beneficiary(), a_ledger(consents=())) == a_beneficiary()


def test_an_erased_row_stays_as_it_is_whatever_the_ledger_says() -> None:
    erased = a_beneficiary(is_erased=True)

    assert with_consents(erased, a_ledger()) == erased
