"""Brings a visit's evidence to a verdict, once per state of the evidence. Safe to repeat.

A new verdict stands beside the old one, which gets a row of its own. Visits that are in doubt since
this one is there are looked at again, by jobs that the same commit writes.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger, Purpose, given, standing
from chalicelib.domain.edition_words import names_her
from chalicelib.domain.finding import Finding, Verdict
from chalicelib.domain.ids import VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import ENDED, MediaState
from chalicelib.domain.returned import kept_on_return
from chalicelib.domain.rows import Bundle, Save
from chalicelib.domain.sampling import draw_name, drawn
from chalicelib.domain.testimonial import (
    GOING_OUT,
    OPEN_TO_EVIDENCE,
    State,
    Testimonial,
    move,
)
from chalicelib.domain.verdicts import past_of
from chalicelib.domain.verification.evidence import Evidence, key_of
from chalicelib.domain.verification.neighbours import concerned
from chalicelib.domain.verification.rules import doubts_among, examine, verdict_of
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.ports import Clock, NewId, Records, Vault
from chalicelib.services.auditing import SYSTEM, noted_inside
from chalicelib.services.collecting import new_testimonial
from chalicelib.services.coming_back import come_back
from chalicelib.services.gathering import Around, around, evidence_of, round_of
from chalicelib.services.remembering import Remembered
from chalicelib.services.retry import again
from chalicelib.services.withdrawing import end_fallen_reels, withdraw_child, withdraw_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What one verification needs."""

    records: Records
    vault: Vault
    clock: Clock
    new_id: NewId
    campaigns: Remembered[Campaign]


def verify(visit_id: VisitId, tools: Tools) -> Testimonial | None:
    """Return the visit's testimonial as verification leaves it; None when it makes none.

    A visit whose person never agreed to publishing makes no testimonial. One whose uploads have
    not all ended stays `collecting`. The same evidence again changes nothing.
    """
    return again(lambda: _verify(visit_id, tools))


def _verify(visit_id: VisitId, tools: Tools) -> Testimonial | None:
    bundle = tools.records.bundle(visit_id)
    item, visit = bundle.testimonial, bundle.visit
    if visit is None:
        return None
    if item is not None and item.state not in OPEN_TO_EVIDENCE:
        return _after_decision(item, tools)
    # The testimonial exists, so a withdrawal before this read is seen in the ledger, and one after
    # it changes the testimonial and makes us start anew.
    beside = around(visit, tools.campaigns, tools.records)
    if item is None:
        item, beside = _opened(visit, beside, tools)
    ledger = beside.ledger
    taken_back = ledger if ledger is not None and _was_taken_back(ledger, visit_id) else None
    if item is not None and taken_back is None and _has_ended(bundle):
        return _judged(item, replace(bundle, testimonial=item), visit, beside, tools)
    _tell_later_visits(visit, beside, tools)
    return item if taken_back is None else _withdrawn(taken_back, visit_id, tools)


def _tell_later_visits(visit: Visit, beside: Around, tools: Tools) -> None:
    """Have visits looked at again that this one puts in doubt by being there, judged or not."""
    if visit.outcome is not Outcome.MET:
        return
    evidence = round_of(visit, beside, records=tools.records)
    now = tools.clock.now()
    told = [_again(visit_id, now, tools) for visit_id in concerned(evidence)] if evidence else []
    if told:
        tools.records.commit(*(Save(row=row) for row in told))


def _opened(visit: Visit, beside: Around, tools: Tools) -> tuple[Testimonial | None, Around]:
    """Open the testimonial of a visit that makes one, and read the ledger again behind it."""
    if Purpose.PUBLISH not in given(beside.ledger, visit.visit_id):
        return None, beside
    item = new_testimonial(visit, beside.booth, tools.clock.now())
    tools.records.commit(Save(row=item))
    ledger = tools.records.find(Ledger, visit.beneficiary_id)
    return replace(item, version=1), replace(beside, ledger=ledger)


def _judged(
    item: Testimonial, bundle: Bundle, visit: Visit, beside: Around, tools: Tools
) -> Testimonial:
    evidence = evidence_of(bundle, visit, beside, records=tools.records, vault=tools.vault)
    findings = examine(evidence)
    key = key_of(evidence, findings)
    return item if key == item.evidence_key else _conclude(item, evidence, findings, key, tools)


def _after_decision(item: Testimonial, tools: Tools) -> Testimonial | None:
    """What was decided stays, unless it is public or will be and she is found to be a child."""
    records, clock, new_id = tools.records, tools.clock, tools.new_id
    if item.state in GOING_OUT:
        withdraw_child(item.visit_id, records=records, clock=clock, new_id=new_id)
    elif not item.reels:
        return item
    end_fallen_reels(item.reels, records=records, clock=clock, new_id=new_id)
    return records.find(Testimonial, item.visit_id)


def _was_taken_back(ledger: Ledger, visit_id: VisitId) -> bool:
    """True when she had agreed to publishing and nothing of that stands.

    A withdrawal that was carried out before this testimonial was opened has not met it.
    """
    purpose = Purpose.PUBLISH
    return purpose in given(ledger, visit_id) and purpose not in standing(ledger, visit_id)


def _withdrawn(ledger: Ledger, visit_id: VisitId, tools: Tools) -> Testimonial | None:
    records = tools.records
    withdraw_visit(ledger, visit_id, records=records, clock=tools.clock, new_id=tools.new_id)
    return records.find(Testimonial, visit_id)


def _has_ended(bundle: Bundle) -> bool:
    """True when every upload granted for the visit has ended and at least one is ready."""
    states = {media.state for media in bundle.media}
    return states <= ENDED and MediaState.READY in states


def _conclude(
    item: Testimonial, evidence: Evidence, findings: tuple[Finding, ...], key: str, tools: Tools
) -> Testimonial:
    now, policy = tools.clock.now(), evidence.policy
    verdict = verdict_of(findings, policy)
    target = State.REFUSED if verdict is Verdict.REFUSED else State.PENDING_REVIEW
    opened = (
        item if item.state is State.VERIFYING else move(item, State.VERIFYING, at=now, by=SYSTEM)
    )
    named_by = names_her(evidence.ledger, item.visit_id)
    is_drawn = verdict is Verdict.VERIFIED
    closed = replace(
        move(opened, target, at=now, by=SYSTEM),
        # Whoever looks at it goes on looking; that it changed is said by its version.
        claim=item.claim if target is State.PENDING_REVIEW else None,
        kept_for=kept_on_return(item, now),
        named_by=named_by.consent_id if named_by else None,
        media_ids=tuple(media.media_id for media in evidence.ready),
        evidence_key=key,
        evidence_version=item.evidence_version + 1,
        verdict=verdict,
        findings=findings,
        judged_at=now,
        policy_number=policy.number,
        levels=drawn(policy, item.campaign_id, draw_name(item)) if is_drawn else (),
        checked=(),
    )
    return _keep(closed, item, evidence, tools)


def _keep(
    closed: Testimonial, before: Testimonial, evidence: Evidence, tools: Tools
) -> Testimonial:
    now = tools.clock.now()
    doubts = [f"{f.check}:{f.outcome}" for f in doubts_among(closed.findings, evidence.policy)]
    facts = {
        "verdict": closed.verdict.value if closed.verdict else None,
        "evidence_version": closed.evidence_version,
        "evidence_key": closed.evidence_key,
        "policy_number": closed.policy_number,
        "doubts": " ".join(doubts),
    }
    closed, seats = come_back(closed, records=tools.records)
    closed, entries = noted_inside(closed, "verified", at=now, actor=SYSTEM, facts=facts)
    past = past_of(before)
    told = [_again(visit_id, now, tools) for visit_id in concerned(evidence)]
    rows = [Save(row=row) for row in (*((past,) if past else ()), *told)]
    tools.records.commit(Save(row=closed), *entries, *rows, *seats)
    return replace(closed, version=closed.version + 1)


def _again(visit_id: VisitId, now: datetime, tools: Tools) -> OutboxItem:
    job = Job(action=Action.VERIFY, subject=visit_id)
    return OutboxItem(item_id=tools.new_id(), job=job, created_at=now)
