"""Calls that take consent back, from numbers that become known only after they rang."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.calls import Call, CallHook, CallMark, CallState, Unmatched
from chalicelib.domain.campaign import Numbers
from chalicelib.domain.consent import Ledger, everywhere, give
from chalicelib.domain.ids import BeneficiaryId, ConsentId
from chalicelib.domain.reports import ConsentGiven, Delivery, Result, SyncChange
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.services.calling import Told, accept, token_hash_of
from chalicelib.services.phones import PhoneDesk
from chalicelib.services.syncing import accept_batch
from chalicelib.services.withdrawal_calls import look_back
from tests.builders import (
    ALL_PURPOSES,
    CAMPAIGN,
    NOON,
    PERSON,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_phone,
    a_place,
    a_worker,
    an_id,
)
from tests.fakes import Crash, FakePhoneBook, FakeRecords, FakeVault, FixedClock, SequentialIds

TOKEN = "a secret"  # noqa: S105  made up
PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
HOUR = timedelta(hours=1)
RANG = NOON + HOUR  # India is 5:30 ahead
OTHER = BeneficiaryId(an_id(0xB002))
HOOK = CallHook(
    provider="exotel", token_hash=token_hash_of(TOKEN), campaign_id=CAMPAIGN, name="Main",
    is_active=True, mapping={}, sources=(),
)  # fmt: skip


class Office:
    """A campaign with a number to withdraw by, and somebody who has no number yet."""

    def __init__(self, *rows: Row, phone: object = None) -> None:
        campaign = a_campaign(numbers=Numbers(withdraw="+918030752499"))
        self.records = FakeRecords(
            *a_place(), campaign, HOOK, a_beneficiary(phone=phone), *rows
        )  # fmt: skip
        self.clock = FixedClock(NOON + 2 * HOUR)
        self.new_id = SequentialIds()

    def ring(self, call_id: str = "call-1", at: datetime = RANG) -> None:
        sent = {
            "CallSid": call_id, "CallFrom": "09876543210", "CallTo": "08030752499",
            "Direction": "incoming", "CallType": "call-attempt",
            "StartTime": (at + timedelta(hours=5, minutes=30)).strftime("%Y-%m-%d %H:%M:%S"),
        }  # fmt: skip
        told = Told(provider="exotel", token=TOKEN, source="", query=sent, body=b"")
        accept(
            told, records=self.records, phones=PHONES, clock=self.clock, new_id=self.new_id
        )  # fmt: skip

    def gets_number(self, who: BeneficiaryId = PERSON) -> None:
        """Let a person's number become known, and the stream's job follow."""
        person = self.person(who)
        self.records.commit(Save(row=replace(person, phone=a_phone(owner=who))))
        self.look_back(who)

    def look_back(self, who: BeneficiaryId = PERSON) -> None:
        look_back(who, records=self.records, clock=self.clock, new_id=self.new_id)

    def agrees(self, at: datetime = NOON) -> Result:
        """Let a phone report her consent."""
        data = ConsentGiven(beneficiary_id=PERSON, consent=a_consent(given_at=at))
        change = SyncChange(change_id="c-1", data=data)
        (answer,) = accept_batch(
            a_worker(), Delivery(device_id="device-1", changes=(change,)), records=self.records,
            phones=PHONES, clock=self.clock, new_id=self.new_id,
        )  # fmt: skip
        return answer.result

    def person(self, who: BeneficiaryId = PERSON) -> Beneficiary:
        person = self.records.find(Beneficiary, who)
        assert person is not None
        return person

    def standing(self, who: BeneficiaryId = PERSON) -> frozenset[str]:
        ledger = self.records.find(Ledger, who)
        return everywhere(ledger) if ledger else frozenset()

    @property
    def call(self) -> Call:
        (call,) = self.records.all(Call)
        return call


# The call


def test_a_call_that_reaches_nobody_is_kept_so_that_it_is_found_and_listed() -> None:
    office = Office()

    office.ring()

    call = office.call
    assert (call.state, call.reason, call.path) == (CallState.WITHDRAWAL, Unmatched.NOBODY, ())
    assert office.records.listed(Call, CAMPAIGN, limit=5).items == (call,)
    (mark,) = office.records.all(CallMark)
    assert mark.withdraws


def test_a_call_that_reaches_somebody_waits_for_nobody() -> None:
    office = Office(a_ledger(), phone=a_phone())

    office.ring()

    assert office.standing() == frozenset()
    assert (office.call.reason, office.call.path) == (None, a_beneficiary().path)
    assert office.records.listed(Call, CAMPAIGN, limit=5).items == ()


def test_who_gets_the_number_while_the_call_is_kept_is_reached() -> None:
    office = Office(a_ledger())
    office.records.before_commit = lambda _: office.gets_number()

    office.ring()

    assert office.standing() == frozenset()
    assert office.call.reason is None


def test_the_call_told_again_reaches_who_has_the_number_by_then_and_then_nobody_else() -> None:
    office = Office(a_ledger())
    office.ring()
    office.records.seed(replace(office.person(), phone=a_phone()))

    office.ring()
    assert office.standing() == frozenset()
    commits = len(office.records.commits)
    for _ in range(5):
        office.ring()

    assert len(office.records.commits) == commits
    assert office.call.reason is None


# A number that becomes hers


def test_the_call_counts_when_the_number_becomes_hers() -> None:
    office = Office(a_ledger())
    office.ring()
    assert office.standing() == ALL_PURPOSES

    office.gets_number()

    assert office.standing() == frozenset()
    assert office.person().has_withdrawn
    (entry,) = office.records.all(AuditEntry)
    assert entry.facts["call_id"] == "exotel:call-1"
    (withdrawal,) = office.records.find(Ledger, PERSON).withdrawals  # type: ignore[union-attr]
    assert withdrawal.at == RANG
    assert office.records.listed(Call, CAMPAIGN, limit=5).items == ()


def test_looking_back_again_changes_nothing() -> None:
    office = Office(a_ledger())
    office.ring()
    office.gets_number()
    commits = len(office.records.commits)

    for _ in range(3):
        office.look_back()
    office.ring()

    assert len(office.records.commits) == commits


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_a_look_that_died_half_way_is_finished_by_the_next(dies_at: int) -> None:
    office = Office(a_ledger())
    office.ring()
    office.records.seed(replace(office.person(), phone=a_phone()))
    office.records.after_commit = dying(dies_at, office.records)

    with pytest.raises(Crash):
        office.look_back()
    office.look_back()

    ledger = office.records.find(Ledger, PERSON)
    assert ledger is not None
    assert len(ledger.withdrawals) == 1
    assert office.person().has_withdrawn
    assert office.call.reason is None


def dying(at: int, records: FakeRecords) -> Callable[[tuple[Change, ...]], None]:
    left = at

    def hook(_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash
        records.after_commit = hook

    return hook


def test_two_looks_at_once_take_back_once() -> None:
    office = Office(a_ledger())
    office.ring()
    office.records.seed(replace(office.person(), phone=a_phone()))
    office.records.before_commit = lambda _: office.look_back()

    office.look_back()

    (withdrawal,) = office.records.find(Ledger, PERSON).withdrawals  # type: ignore[union-attr]
    assert withdrawal.at == RANG
    assert office.call.version == 2


def test_of_several_calls_the_last_one_counts_and_none_waits_any_more() -> None:
    office = Office(a_ledger(a_consent(given_at=NOON + 1.5 * HOUR)))
    office.ring("early", NOON)
    office.ring("late", NOON + 1.75 * HOUR)

    office.gets_number()

    assert office.standing() == frozenset()
    (withdrawal,) = office.records.find(Ledger, PERSON).withdrawals  # type: ignore[union-attr]
    assert withdrawal.at == NOON + 1.75 * HOUR
    assert office.records.listed(Call, CAMPAIGN, limit=5).items == ()


def test_more_calls_than_one_page_holds_are_all_looked_at() -> None:
    office = Office(a_ledger())
    for number in range(60):
        office.ring(f"call-{number:02d}", NOON + timedelta(minutes=number))

    office.gets_number()

    assert office.standing() == frozenset()
    assert office.records.listed(Call, CAMPAIGN, limit=100).items == ()


def test_what_she_agreed_to_after_the_call_stands() -> None:
    office = Office(a_ledger(a_consent(given_at=RANG + timedelta(seconds=1))))
    office.ring()

    office.gets_number()

    assert office.standing() == ALL_PURPOSES


def test_the_call_counts_for_every_row_that_is_her() -> None:
    merged = a_beneficiary(beneficiary_id=OTHER, serial=2, phone=None, merged_into=PERSON)
    office = Office(a_ledger(), a_ledger(beneficiary_id=OTHER), merged)
    office.records.seed(a_beneficiary(phone=None, merged=(OTHER,)))
    office.ring()

    office.gets_number()

    assert office.standing() == office.standing(OTHER) == frozenset()


@pytest.mark.parametrize("fields", [{"phone": None}, {"is_erased": True}, None])
def test_nobody_to_look_back_for_changes_nothing(fields: dict[str, object] | None) -> None:
    office = Office()
    office.ring()
    office.records.seed(a_beneficiary(**(fields or {})))
    commits = len(office.records.commits)

    office.look_back(PERSON if fields else OTHER)

    assert len(office.records.commits) == commits


def test_a_call_to_the_first_number_takes_nothing_back() -> None:
    call = Call(
        provider="exotel", call_id="1", campaign_id=CAMPAIGN, phone_hash=a_phone().hash, shown="",
        at=RANG, received_at=RANG, state=CallState.UNMATCHED,
    )  # fmt: skip
    mark = CallMark(
        phone_hash=call.phone_hash, at=RANG, campaign_id=CAMPAIGN, provider="exotel", call_id="1"
    )
    office = Office(a_ledger(), call, mark)

    office.gets_number()

    assert office.standing() == ALL_PURPOSES


def test_a_mark_whose_call_is_gone_takes_nothing_back() -> None:
    mark = CallMark(
        phone_hash=a_phone().hash, at=RANG, campaign_id=CAMPAIGN, provider="exotel", call_id="1",
        withdraws=True,
    )  # fmt: skip
    office = Office(a_ledger(), mark)

    office.gets_number()

    assert office.standing() == ALL_PURPOSES


@pytest.mark.parametrize(
    "order", list(permutations(["ring", "gets_number", "agrees"])), ids="-".join
)
def test_in_whatever_order_we_hear_of_it_nothing_stands(order: tuple[str, ...]) -> None:
    office = Office()

    for step in order:
        getattr(office, step)()

    assert office.standing() == frozenset()
    assert office.person().has_withdrawn
    assert office.call.reason is None


# Her consent, from somebody who came on the roll with the number after the call


def test_a_consent_that_was_given_before_the_call_is_taken_back_when_it_arrives() -> None:
    office = Office()
    office.ring()
    office.records.seed(a_beneficiary())

    assert office.agrees() is Result.ACCEPTED

    assert office.standing() == frozenset()
    assert office.person().has_withdrawn
    assert office.call.reason is None


def test_a_consent_that_was_given_after_the_call_stands() -> None:
    office = Office()
    office.ring()
    office.records.seed(a_beneficiary())

    office.agrees(RANG + timedelta(seconds=1))

    assert office.standing() == ALL_PURPOSES
    assert office.call.reason is Unmatched.NOBODY


def test_a_phone_that_repeats_a_consent_finishes_what_a_crash_left() -> None:
    office = Office()
    office.ring()
    office.records.seed(a_beneficiary())
    office.records.after_commit = dying(1, office.records)

    with pytest.raises(Crash):
        office.agrees()
    assert office.standing() == ALL_PURPOSES

    assert office.agrees() is Result.ALREADY_HAVE
    assert office.standing() == frozenset()
    commits = len(office.records.commits)
    assert office.agrees() is Result.ALREADY_HAVE
    assert len(office.records.commits) == commits


def test_a_consent_without_a_call_since_is_left_alone() -> None:
    office = Office(phone=a_phone())

    office.agrees()

    assert office.standing() == ALL_PURPOSES
    assert office.records.all(AuditEntry) == []


def test_a_consent_that_arrives_after_the_number_became_hers_is_met() -> None:
    office = Office()
    office.ring()
    office.gets_number()

    ledger = office.records.find(Ledger, PERSON)

    assert ledger is not None
    assert everywhere(give(ledger, a_consent(consent_id=ConsentId(an_id(7))))) == frozenset()
