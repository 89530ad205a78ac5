"""Taking everything back: what it reaches, when it is kept, and when it seals a record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.consent import Guardian, How, Purpose, withdraw
from chalicelib.domain.ids import ConsentId, VisitId
from chalicelib.domain.taking_back import (
    RENEW_AFTER,
    adds,
    after_all,
    ever_given,
    first_given_at,
    is_taken_back,
    without_names,
)
from tests.builders import ALL_PURPOSES, NOON, a_consent, a_ledger, a_withdrawal, an_id

HOUR = timedelta(hours=1)
NOTHING = a_ledger(consents=())
ONE_PURPOSE = frozenset({Purpose.CONTACT})


def test_every_purpose_that_counted_was_given_and_a_withheld_one_was_not() -> None:
    childs = a_consent(purposes=ONE_PURPOSE, withheld=frozenset({Purpose.PUBLISH}))

    assert ever_given(a_ledger(childs)) == ONE_PURPOSE


def test_a_purpose_stands_since_the_first_consent_that_still_counts() -> None:
    first = a_consent(purposes=frozenset({Purpose.PHOTO}))
    second = a_consent(
        consent_id=ConsentId(an_id(2)), visit_id=VisitId(an_id(3)), given_at=NOON + HOUR
    )
    ledger = a_ledger(first, second)

    assert first_given_at(ledger)[Purpose.PHOTO] == NOON
    assert first_given_at(ledger)[Purpose.VIDEO] == NOON + HOUR
    of_the_first = a_withdrawal(consent_id=first.consent_id)
    assert first_given_at(withdraw(ledger, of_the_first))[Purpose.PHOTO] == NOON + HOUR


def test_who_takes_back_now_reaches_a_consent_whose_phone_was_ahead() -> None:
    ahead = a_ledger(a_consent(given_at=NOON + 5 * HOUR))

    assert after_all(ahead, NOON) == NOON + 5 * HOUR
    assert after_all(NOTHING, NOON) == NOON


@pytest.mark.parametrize(
    ("ledger", "worth_it"),
    [
        (a_ledger(), True),
        (NOTHING, True),
        (withdraw(a_ledger(), a_withdrawal(at=NOON)), False),
        (withdraw(a_ledger(), a_withdrawal(at=NOON + 2 * HOUR)), False),
        (withdraw(NOTHING, a_withdrawal(at=NOON + HOUR - RENEW_AFTER)), True),
        (withdraw(NOTHING, a_withdrawal(at=NOON, purposes=ONE_PURPOSE)), True),
    ],
    ids=["it stands", "nothing yet", "just taken", "taken later", "long ago", "only a part"],
)
def test_a_withdrawal_is_kept_while_it_can_end_or_meet_something(ledger, worth_it) -> None:
    assert adds(ledger, NOON + HOUR) is worth_it


@pytest.mark.parametrize(
    ("ledger", "is_sealed"),
    [
        (a_ledger(), False),
        (NOTHING, False),
        (withdraw(a_ledger(), a_withdrawal()), True),
        (withdraw(a_ledger(), a_withdrawal(how=How.CALL)), True),
        (withdraw(a_ledger(), a_withdrawal(purposes=ONE_PURPOSE)), False),
        (withdraw(NOTHING, a_withdrawal()), True),
        (withdraw(NOTHING, a_withdrawal(how=How.CODE)), True),
        (withdraw(NOTHING, a_withdrawal(how=How.CALL)), False),
        (withdraw(NOTHING, a_withdrawal(purposes=ONE_PURPOSE)), False),
    ],
    ids=[
        "agreed", "never asked", "all taken", "all taken by call", "a part taken",
        "taken before it came", "by code before it came", "a call of who never agreed",
        "a part before it came",
    ],
)  # fmt: skip
def test_a_record_is_sealed_when_she_took_everything_back_and_meant_it(ledger, is_sealed) -> None:
    assert is_taken_back(ledger) is is_sealed


def test_a_ledger_without_names_keeps_who_agreed_to_what() -> None:
    guardian = Guardian(name="राम", relation="पिता")
    shown = a_consent(shown_name="सुनीता")
    childs = a_consent(consent_id=ConsentId(an_id(2)), guardian=guardian)

    kept = without_names(a_ledger(shown, childs))

    assert [consent.guardian for consent in kept.consents] == [
        None, Guardian(name="", relation="")
    ]  # fmt: skip
    assert {consent.shown_name for consent in kept.consents} == {""}
    assert all(consent.purposes == ALL_PURPOSES for consent in kept.consents)
    assert without_names(kept) == replace(kept)
