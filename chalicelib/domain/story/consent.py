"""The part of a story that is about consent: what she agreed to, and what she took back."""

from collections.abc import Iterator

from chalicelib.domain.consent import Consent, How, Ledger, Purpose, Withdrawal, takes_back
from chalicelib.domain.story.codes import HOWS, METHODS, PURPOSES
from chalicelib.domain.story.parts import (
    BENEFICIARY,
    SYSTEM,
    Known,
    StepKind,
    StoryStep,
    media_named,
)
from chalicelib.domain.story.words import BITS, joined, told, word_of
from chalicelib.domain.verification.links import Kind, Reference
from chalicelib.domain.verification.words.said import Pair


def agreed(known: Known) -> Iterator[StoryStep]:
    """Yield each consent of the visit, and each withdrawal that took something of it back."""
    ledger = known.ledger
    if ledger is None or known.visit is None:
        return
    given = [one for one in ledger.consents if one.visit_id == known.item.visit_id]
    yield from (_given(consent) for consent in given)
    yield from (_taken(one, known) for one in _withdrawals(ledger, given))


def _given(consent: Consent) -> StoryStep:
    notice = consent.notice
    text = told(
        "consent_given",
        purposes=_purposes(consent.purposes),
        method=word_of(METHODS, consent.method),
        notice=f"{notice.notice_id} v{notice.version} ({notice.language})",
        guardian=BITS["guardian"] if consent.guardian else ("", ""),
    )
    named = Reference(rel="consent", kind=Kind.CONSENT, id=consent.consent_id)
    shown = consent.evidence_media_id
    evidence = (media_named(shown, "evidence_media"),) if shown else ()
    return StoryStep(
        at=consent.agreed_at, kind=StepKind.CONSENT, by=consent.worker_id, text=text,
        references=(named, *evidence),
    )  # fmt: skip


def _withdrawals(ledger: Ledger, given: list[Consent]) -> list[Withdrawal]:
    return [one for one in ledger.withdrawals if any(_meets(one, each) for each in given)]


def _meets(withdrawal: Withdrawal, consent: Consent) -> bool:
    return any(takes_back(withdrawal, consent, purpose) for purpose in consent.purposes)


def _taken(withdrawal: Withdrawal, known: Known) -> StoryStep:
    purposes = _purposes(withdrawal.purposes) if withdrawal.purposes else BITS["everything"]
    how = word_of(HOWS, withdrawal.how)
    return StoryStep(
        at=withdrawal.taken_at, kind=StepKind.WITHDRAWAL, by=_actor(withdrawal),
        text=told("consent_withdrawn", purposes=purposes, how=how),
        references=(Reference(rel="person", kind=Kind.PERSON, id=known.item.beneficiary_id),),
    )  # fmt: skip


def _actor(withdrawal: Withdrawal) -> str:
    return SYSTEM if withdrawal.how is How.RETENTION else BENEFICIARY


def _purposes(purposes: frozenset[Purpose]) -> Pair:
    return joined(word_of(PURPOSES, purpose) for purpose in Purpose if purpose in purposes)
