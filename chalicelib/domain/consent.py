"""Consent per purpose, and its withdrawal.

A person's consents and withdrawals are kept as two growing sets in one ledger. What stands is
computed from the sets, so the phones may report in any order, any number of times, and every order
ends the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.aadhaar import mask, readable
from chalicelib.domain.areas import Path
from chalicelib.domain.audit import EMPTY, Head
from chalicelib.domain.errors import IdTaken, InvalidInput
from chalicelib.domain.ids import BeneficiaryId, CampaignId, ConsentId, MediaId, UserId, VisitId

# A ledger is one item; a person who is asked this often needs a human to look.
MOST_ENTRIES = 60


class Purpose(StrEnum):
    """What a person may agree to, each on its own."""

    RECORD = "record"
    CONTACT = "contact"
    PHOTO = "photo"
    VIDEO = "video"
    PUBLISH = "publish"


class How(StrEnum):
    """By which way consent was taken back."""

    WORKER = "worker"  # at the door, or by telling her later
    CODE = "code"  # herself, on the public page
    CALL = "call"  # herself, by a missed call to the second number
    RETENTION = "retention"  # nobody: what is kept of her has reached its end


class Method(StrEnum):
    """How the agreement was given."""

    SIGNATURE = "signature"
    SPOKEN = "spoken"
    THUMB = "thumb"
    MISSED_CALL = "missed_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """Which text she was shown before she agreed. `sha256` is of that text; empty if unknown."""

    notice_id: str
    version: int
    language: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who agreed for a person under 18."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One agreement, given once, at one visit.

    `purposes` are those that count; `withheld` were agreed to as well, but the campaign does not
    allow them for a child. `given_at` is the phone's own clock, `skew_s` what it was behind by.
    """

    consent_id: ConsentId
    visit_id: VisitId
    purposes: frozenset[Purpose]
    method: Method
    notice: NoticeShown
    given_at: datetime
    worker_id: UserId
    evidence_media_id: MediaId | None = None
    guardian: Guardian | None = None
    withheld: frozenset[Purpose] = frozenset()
    skew_s: int = 0
    shown_name: str = ""  # how she wants to be named in public; empty: not at all

    @property
    def agreed_at(self) -> datetime:
        """When she agreed, by our clock."""
        return self.given_at + timedelta(seconds=self.skew_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """One withdrawal. A field left empty narrows nothing: no purposes means all of them."""

    withdrawal_id: str
    at: datetime
    consent_id: ConsentId | None = None
    visit_id: VisitId | None = None
    purposes: frozenset[Purpose] = frozenset()
    skew_s: int = 0
    how: How = How.WORKER

    @property
    def taken_at(self) -> datetime:
        """When she took it back, by our clock."""
        return self.at + timedelta(seconds=self.skew_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything one person agreed to and took back.

    `settled` counts the withdrawals whose consequences (cancelling, taking down) are complete.
    """

    beneficiary_id: BeneficiaryId
    campaign_id: CampaignId
    path: Path
    consents: tuple[Consent, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    settled: int = 0
    due_at: datetime | None = None
    erase_at: datetime | None = None  # when what is kept of her is erased, after a withdrawal
    audit: Head = EMPTY
    version: int = 0


def give(ledger: Ledger, consent: Consent) -> Ledger:
    """Return the ledger with `consent`; unchanged when it is there already.

    Raises IdTaken when the id names another consent, InvalidInput without a purpose or when full.
    """
    known = next((c for c in ledger.consents if c.consent_id == consent.consent_id), None)
    if known is not None:
        return _same(ledger, _as_said(known) == _as_said(consent))
    if not consent.purposes | consent.withheld:
        raise InvalidInput("Name at least one purpose that the person agreed to", field="purposes")
    if len(ledger.consents) >= MOST_ENTRIES:
        raise InvalidInput("This person has too many consents on record; ask your convener")
    kept = sorted((*ledger.consents, consent), key=lambda c: c.consent_id)
    longer = replace(ledger, consents=tuple(kept))
    if ledger.settled and not standing_of(longer, consent):
        # It was taken back before it arrived, and what followed then was decided without it.
        return replace(longer, settled=0, due_at=consent.agreed_at)
    return longer


def withdraw(ledger: Ledger, withdrawal: Withdrawal) -> Ledger:
    """Return the ledger with `withdrawal`; unchanged when it is there already.

    A withdrawal is never refused for being early: it also meets consents that arrive after it.
    """
    known = [w for w in ledger.withdrawals if w.withdrawal_id == withdrawal.withdrawal_id]
    if known:
        return _same(ledger, replace(known[0], skew_s=0) == replace(withdrawal, skew_s=0))
    kept = sorted((*ledger.withdrawals, withdrawal), key=lambda w: w.withdrawal_id)
    return replace(ledger, withdrawals=tuple(kept))


def _as_said(consent: Consent) -> Consent:
    """Return the consent as the phone said it, without what we found out about it."""
    guardian = tidied(consent.guardian) if consent.guardian else None
    shown, agreed = replace(consent.notice, sha256=""), consent.purposes | consent.withheld
    said = replace(consent, notice=shown, purposes=agreed, guardian=guardian)
    return replace(said, withheld=frozenset(), skew_s=0, shown_name=readable(consent.shown_name))


def tidied(guardian: Guardian) -> Guardian:
    """Return who agreed as we keep it: spaces in order, and no Aadhaar number. Twice is once."""
    name, relation = (mask(" ".join(t.split())) for t in (guardian.name, guardian.relation))
    return Guardian(name=name, relation=relation)


def _same(ledger: Ledger, is_same: bool) -> Ledger:
    if not is_same:
        raise IdTaken("This id was used for another change; mint a new one")
    return ledger


def takes_back(withdrawal: Withdrawal, consent: Consent, purpose: Purpose) -> bool:
    """True when `withdrawal` ends `purpose` of `consent`: same target, and not earlier than it.

    One that names the consent was made knowing it, so it counts even when its phone's clock is
    behind the clock of the phone that took the consent.
    """
    return (
        (withdrawal.taken_at >= consent.agreed_at or withdrawal.consent_id == consent.consent_id)
        and withdrawal.consent_id in {None, consent.consent_id}
        and withdrawal.visit_id in {None, consent.visit_id}
        and (not withdrawal.purposes or purpose in withdrawal.purposes)
    )


def standing_of(ledger: Ledger, consent: Consent) -> frozenset[Purpose]:
    """Return the purposes of one consent that were not taken back."""
    return frozenset(
        purpose
        for purpose in consent.purposes
        if not any(takes_back(w, consent, purpose) for w in ledger.withdrawals)
    )


def standing(ledger: Ledger | None, visit_id: VisitId) -> frozenset[Purpose]:
    """Return the purposes that stand for a visit: the union over its consents."""
    if ledger is None:
        return frozenset()
    at_visit = [consent for consent in ledger.consents if consent.visit_id == visit_id]
    return frozenset().union(*(standing_of(ledger, consent) for consent in at_visit))


def given(ledger: Ledger | None, visit_id: VisitId) -> frozenset[Purpose]:
    """Return the purposes ever agreed to at a visit, taken back or not."""
    if ledger is None:
        return frozenset()
    return frozenset().union(*(c.purposes for c in ledger.consents if c.visit_id == visit_id))


def latest_for(ledger: Ledger | None, visit_id: VisitId) -> Consent | None:
    """Return the visit's latest consent, the one a page shows; None when there is none."""
    if ledger is None:
        return None
    at_visit = [consent for consent in ledger.consents if consent.visit_id == visit_id]
    return max(at_visit, key=lambda consent: (consent.agreed_at, consent.consent_id), default=None)


def withdrawn_at(ledger: Ledger, consent: Consent) -> datetime | None:
    """Return when the consent's last standing purpose was taken back; None while one stands."""
    if standing_of(ledger, consent):
        return None
    ends = (
        w.taken_at
        for w in ledger.withdrawals
        for p in consent.purposes
        if takes_back(w, consent, p)
    )
    return max(ends, default=None)  # of a child's consent, every purpose may have been withheld


def everywhere(ledger: Ledger) -> frozenset[Purpose]:
    """Return every purpose that stands for any visit; what the worklist shows."""
    return frozenset().union(*(standing_of(ledger, consent) for consent in ledger.consents))


def is_unsettled(ledger: Ledger) -> bool:
    """True while a withdrawal's consequences are still to be carried out."""
    return ledger.settled < len(ledger.withdrawals)
