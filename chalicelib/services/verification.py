"""Brings a visit's evidence to a verdict, once per state of the evidence. Safe to repeat."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger, Purpose, given, standing
from chalicelib.domain.copies import LooksAlike, SameBytes
from chalicelib.domain.edition_words import names_her
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import ENDED, MediaState
from chalicelib.domain.people import User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Save
from chalicelib.domain.testimonial import (
    GOING_OUT,
    OPEN_TO_EVIDENCE,
    State,
    Testimonial,
    move,
)
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.rules import doubts_among, examine, verdict_of
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import SYSTEM, noted_inside
from chalicelib.services.collecting import open_testimonial
from chalicelib.services.copies import MOST_ALIKE, MOST_SAME, copies_of
from chalicelib.services.retry import again
from chalicelib.services.withdrawing import end_fallen_reels, withdraw_child, withdraw_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What one verification needs."""

    records: Records
    clock: Clock
    new_id: NewId


def verify(visit_id: VisitId, tools: Tools) -> Testimonial | None:
    """Return the visit's testimonial as verification leaves it; None when it makes none.

    A visit whose person never agreed to publishing makes no testimonial. One whose uploads have
    not all ended stays `collecting`. The same evidence again changes nothing.
    """
    return again(lambda: _verify(visit_id, tools))


def _verify(visit_id: VisitId, tools: Tools) -> Testimonial | None:
    open_testimonial(visit_id, records=tools.records, clock=tools.clock)
    # What is read from here on is read while the testimonial exists: a withdrawal before it is
    # seen in the ledger, and one after it changes the testimonial and makes us start anew.
    bundle = tools.records.bundle(visit_id)
    item = bundle.testimonial
    if item is None or bundle.visit is None:
        return None
    if item.state not in OPEN_TO_EVIDENCE:
        return _after_decision(item, tools)
    ledger = tools.records.find(Ledger, item.beneficiary_id)
    if ledger is not None and _was_taken_back(ledger, visit_id):
        return _withdrawn(ledger, visit_id, tools)
    if not _has_ended(bundle):
        return item
    evidence = _gather(bundle, bundle.visit, ledger, tools)
    if evidence.key == item.evidence_key:
        return item
    return _conclude(item, evidence, tools)


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


def _gather(bundle: Bundle, visit: Visit, ledger: Ledger | None, tools: Tools) -> Evidence:
    """Read what the checks look at: at most four rows, and per ready media what `copies_of` reads.

    Most media need fewer than ten queries, and none more than one above copies.MOST_READS.
    """
    records = tools.records
    same, alike = _copies(bundle, records)
    person = records.find(Beneficiary, visit.beneficiary_id)
    campaign = records.find(Campaign, visit.campaign_id)
    assert campaign is not None  # noqa: S101  a visit cannot be kept without its campaign
    return Evidence(
        campaign=campaign,
        visit=visit,
        beneficiary=person,
        worker=records.find(User, visit.worker_id),
        ledger=ledger,
        media=bundle.media,
        phone=person.phone.reading if person and person.phone else None,
        same_bytes=same,
        visit_id=visit.visit_id,
        alike=alike,
    )


def _copies(
    bundle: Bundle, records: Records
) -> tuple[tuple[SameBytes, ...], tuple[LooksAlike, ...]]:
    ready = [media for media in bundle.media if media.state is MediaState.READY]
    found = [copies_of(media, records=records) for media in ready]
    same = tuple(each for exact, _ in found for each in exact)
    alike = tuple(each for _, near in found for each in near)
    return same[:MOST_SAME], alike[:MOST_ALIKE]


def _conclude(item: Testimonial, evidence: Evidence, tools: Tools) -> Testimonial:
    now = tools.clock.now()
    findings = examine(evidence)
    verdict = verdict_of(findings)
    target = State.REFUSED if verdict is Verdict.REFUSED else State.PENDING_REVIEW
    opened = (
        item if item.state is State.VERIFYING else move(item, State.VERIFYING, at=now, by=SYSTEM)
    )
    named_by = names_her(evidence.ledger, item.visit_id)
    closed = replace(
        move(opened, target, at=now, by=SYSTEM),
        named_by=named_by.consent_id if named_by else None,
        media_ids=tuple(media.media_id for media in evidence.ready),
        evidence_key=evidence.key,
        evidence_version=item.evidence_version + 1,
        verdict=verdict,
        findings=findings,
    )
    return _keep(closed, now, tools)


def _keep(closed: Testimonial, now: datetime, tools: Tools) -> Testimonial:
    doubts = [f"{f.check}:{f.outcome}" for f in doubts_among(closed.findings)]
    facts = {
        "verdict": closed.verdict.value if closed.verdict else None,
        "evidence_version": closed.evidence_version,
        "evidence_key": closed.evidence_key,
        "doubts": " ".join(doubts),
    }
    closed, entries = noted_inside(closed, "verified", at=now, actor=SYSTEM, facts=facts)
    tools.records.commit(Save(row=closed), *entries)
    return replace(closed, version=closed.version + 1)
