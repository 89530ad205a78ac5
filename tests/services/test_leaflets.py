"""Codes: the same whenever they are printed, found by nobody who guesses."""

from datetime import timedelta

import pytest

from chalicelib.domain import codes
from chalicelib.domain.errors import DomainError, InvalidInput, NotFound, NotPermitted, TooManyTries
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.leaflets import GUESS_WINDOW, MOST_GUESSES, Guesses, WithdrawalCode
from chalicelib.domain.people import STEERING, Role, User
from chalicelib.services import leaflets
from tests.builders import (
    NOON,
    PERSON,
    a_beneficiary,
    a_moderator,
    a_place,
    a_user,
    a_worker,
    an_id,
)
from tests.fakes import FakeRecords, FakeVault, FixedClock

BOOTH = AreaId("booth-1")
HERE, THERE = "203.0.113.7", "198.51.100.9"
UNKNOWN = codes.spell(b"nobodys")


def some_people(count: int = 3) -> FakeRecords:
    more = [
        a_beneficiary(beneficiary_id=BeneficiaryId(an_id(n)), serial=n + 1) for n in range(1, count)
    ]
    return FakeRecords(*a_place(), *more)


def printed(records: FakeRecords, user: User | None = None, **more: object):
    asked = {"limit": 200, "cursor": None, "records": records, "vault": FakeVault(), **more}
    return leaflets.for_booth(user or a_worker(), BOOTH, **asked)  # type: ignore[arg-type]


def code_of(records: FakeRecords, user: User | None = None) -> str:
    found = leaflets.for_person(user or a_worker(), PERSON, records=records, vault=FakeVault())
    return found.code


class Page:
    """The public page, as seen from one address."""

    def __init__(self, records: FakeRecords, clock: FixedClock | None = None) -> None:
        self.records = records
        self.clock = clock or FixedClock(NOON)

    def type(self, text: str, source: str = HERE) -> BeneficiaryId:
        found = leaflets.whose(text, source, records=self.records, clock=self.clock)
        return found.beneficiary_id

    def guess(self, times: int, text: str = UNKNOWN, source: str = HERE) -> None:
        for _ in range(times):
            with pytest.raises(DomainError):
                self.type(text, source)


def test_everybody_of_a_booth_gets_a_code_of_her_own() -> None:
    records = some_people()

    made = printed(records).items

    assert [leaflet.person.serial for leaflet in made] == [1, 2, 3]
    assert len({leaflet.code for leaflet in made}) == 3
    assert len(records.all(WithdrawalCode)) == 3
    assert all(codes.read(leaflet.code) for leaflet in made)


def test_printing_again_gives_the_same_codes_and_writes_nothing() -> None:
    records = some_people()
    first = printed(records)
    written = len(records.commits)

    assert printed(records) == first
    assert code_of(records) == first.items[0].code
    assert len(records.commits) == written


def test_no_code_stands_in_the_table() -> None:
    records = some_people()
    made = printed(records).items

    kept = "".join(map(repr, records.all(WithdrawalCode)))

    assert not any(leaflet.code in kept or codes.read(leaflet.code) in kept for leaflet in made)


def test_two_who_print_at_once_write_each_code_once() -> None:
    records = some_people()
    records.before_commit = lambda _: printed(records)

    printed(records)

    assert len(records.all(WithdrawalCode)) == 3


def test_a_long_booth_is_printed_page_by_page() -> None:
    records = some_people(5)

    first = printed(records, limit=3)
    second = printed(records, limit=3, cursor=first.cursor)

    assert (len(first.items), len(second.items), second.cursor) == (3, 2, None)


def test_who_is_erased_or_merged_gets_no_leaflet() -> None:
    records = some_people()
    first, second = BeneficiaryId(an_id(1)), BeneficiaryId(an_id(2))
    records.seed(
        a_beneficiary(beneficiary_id=first, serial=2, is_erased=True),
        a_beneficiary(beneficiary_id=second, serial=3, merged_into=PERSON),
    )

    assert [leaflet.person.beneficiary_id for leaflet in printed(records).items] == [PERSON]


@pytest.mark.parametrize(
    "user",
    [a_worker(), *(a_user(role, "mandal-1") for role in sorted(STEERING))],
    ids=lambda u: u.user_id,
)
def test_the_worker_and_who_steers_print(user: User) -> None:
    assert code_of(some_people(), user) == printed(some_people(), user).items[0].code


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (a_worker("booth-2"), NotFound),
        (a_user(Role.CONVENER, "district-2"), NotFound),
        (a_moderator(), NotPermitted),
    ],
    ids=["another worker", "elsewhere", "a moderator"],
)
def test_nobody_else_prints(user: User, refusal: type[DomainError]) -> None:
    records = some_people()

    with pytest.raises(refusal):
        printed(records, user)
    with pytest.raises(refusal):
        code_of(records, user)
    assert records.commits == []


def test_who_moderates_here_and_works_elsewhere_does_not_print_here() -> None:
    scopes = (*a_moderator("booth-1").scopes, *a_worker("booth-2").scopes)

    with pytest.raises(NotFound):
        printed(some_people(), a_worker(scopes=scopes))


@pytest.mark.parametrize("person", ["unknown", PERSON], ids=["unknown", "erased"])
def test_nobody_gets_a_code_for_who_is_not_there(person: str) -> None:
    records = some_people()
    records.seed(a_beneficiary(is_erased=True))

    with pytest.raises(NotFound):
        leaflets.for_person(a_worker(), BeneficiaryId(person), records=records, vault=FakeVault())


def test_a_code_is_found_however_it_is_typed() -> None:
    records = some_people()
    code = code_of(records)

    assert Page(records).type(f"  {code.lower().replace('-', ' ')} ") == PERSON
    assert records.all(Guesses) == []


@pytest.mark.parametrize(
    ("text", "refusal"),
    [(UNKNOWN, NotFound), ("1234", InvalidInput), ("", InvalidInput)],
    ids=["nobody's", "too short", "nothing"],
)
def test_a_wrong_code_is_refused_in_both_languages(text: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as refused:
        Page(some_people()).type(text)

    assert "कोड" in str(refused.value.facts["detail_hi"])
    assert "code" in refused.value.detail


def test_a_code_of_somebody_who_is_gone_is_answered_as_an_unknown_one() -> None:
    records = some_people()
    code = code_of(records)
    lost = FakeRecords(*records.all(WithdrawalCode))

    with pytest.raises(NotFound) as refused:
        Page(lost).type(code)

    assert refused.value.detail == leaflets.UNKNOWN


@pytest.mark.parametrize("text", [UNKNOWN, "1234"], ids=["nobody's", "not a code"])
def test_a_code_guessed_in_a_loop_is_stopped_and_a_right_one_waits_too(text: str) -> None:
    records = some_people()
    page, code = Page(records), code_of(records)
    page.guess(MOST_GUESSES, text)

    for tried in (text, code, UNKNOWN):
        with pytest.raises(TooManyTries):
            page.type(tried)

    assert [guesses.count for guesses in records.all(Guesses)] == [MOST_GUESSES]
    assert page.type(code, THERE) == PERSON
    page.clock.advance(seconds=GUESS_WINDOW.total_seconds())
    assert page.type(code) == PERSON


def test_right_codes_are_not_counted() -> None:
    records = some_people()
    page, code = Page(records), code_of(records)

    assert {page.type(code) for _ in range(3 * MOST_GUESSES)} == {PERSON}


def test_the_address_stands_nowhere() -> None:
    records = some_people()

    Page(records).guess(2)

    assert HERE not in repr(records.all(Guesses))
    assert [guesses.count for guesses in records.all(Guesses)] == [2]


def test_guesses_at_once_are_all_counted() -> None:
    records = some_people()
    page = Page(records)
    records.before_commit = lambda _: page.guess(3)

    page.guess(1)

    assert [guesses.count for guesses in records.all(Guesses)] == [4]
    assert records.all(Guesses)[0].expires_at - NOON <= timedelta(minutes=20)
