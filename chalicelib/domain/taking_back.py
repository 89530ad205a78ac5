"""Taking everything back: what it reaches, when it is worth keeping, and when it seals a record."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.consent import (
    Consent,
    Guardian,
    How,
    Ledger,
    Purpose,
    Withdrawal,
    everywhere,
    standing_of,
    takes_back,
)

# While nothing stands, another withdrawal of everything is kept after this.
RENEW_AFTER: Final = timedelta(days=1)
# The timer that erases comes once a day.
ERASED_WITHIN: Final = timedelta(days=1)


def touched_by(ledger: Ledger, withdrawals: Iterable[Withdrawal]) -> tuple[Consent, ...]:
    """Return the consents of which these withdrawals end a purpose."""
    some = tuple(withdrawals)
    return tuple(
        consent
        for consent in ledger.consents
        if any(takes_back(each, consent, purpose) for each in some for purpose in consent.purposes)
    )


def ever_given(ledger: Ledger) -> frozenset[Purpose]:
    """Return every purpose that was ever agreed to and counted."""
    return frozenset().union(*(consent.purposes for consent in ledger.consents))


def first_given_at(ledger: Ledger) -> dict[Purpose, datetime]:
    """Return since when each purpose stands: the earliest consent of those that stand."""
    since: dict[Purpose, datetime] = {}
    for consent in sorted(ledger.consents, key=lambda each: each.agreed_at, reverse=True):
        since |= dict.fromkeys(standing_of(ledger, consent), consent.agreed_at)
    return since


def is_of_everything(withdrawal: Withdrawal) -> bool:
    """True when it names no consent, no visit and no purpose."""
    return not (withdrawal.consent_id or withdrawal.visit_id or withdrawal.purposes)


def after_all(ledger: Ledger, at: datetime) -> datetime:
    """Return the instant of a withdrawal made now that reaches every consent that has arrived.

    The clock of a phone may have run ahead of ours, and she takes back what she has given.
    """
    return max([at, *(consent.agreed_at for consent in ledger.consents)])


def adds(ledger: Ledger, at: datetime) -> bool:
    """True when a withdrawal of everything at `at` is worth keeping.

    It is while something stands. Otherwise one a day is enough to meet the consents that phones
    still carry, so nobody lets a ledger grow without end.
    """
    covering = (w for w in ledger.withdrawals if is_of_everything(w))
    return bool(everywhere(ledger)) or all(at - w.taken_at >= RENEW_AFTER for w in covering)


def opened_again(ledger: Ledger) -> Ledger:
    """Return the ledger without its day of erasure when something stands in it again."""
    return replace(ledger, erase_at=None) if ledger.erase_at and everywhere(ledger) else ledger


def is_taken_back(ledger: Ledger) -> bool:
    """True when nothing stands because she took it back; her record is sealed then.

    A call from somebody who has agreed to nothing seals nothing: it may have been meant for the
    campaign's other number. Should her consent arrive later, the call counts.
    """
    means_it = any(is_of_everything(w) and w.how is not How.CALL for w in ledger.withdrawals)
    return (
        bool(ledger.withdrawals) and (means_it or bool(ledger.consents)) and not everywhere(ledger)
    )


def without_names(ledger: Ledger) -> Ledger:
    """Return the ledger with her name and the guardians' words blanked; that they agreed stays."""
    nobody = Guardian(name="", relation="")
    kept = (
        replace(c, shown_name="", guardian=nobody if c.guardian else None) for c in ledger.consents
    )
    return replace(ledger, consents=tuple(kept))
