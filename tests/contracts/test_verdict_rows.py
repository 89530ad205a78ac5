"""A verdict of every check in its testimonial's row: one write unit if honest, two at most."""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.adapters.aws.codec import from_body, to_body
from chalicelib.adapters.aws.packing import packed_findings
from chalicelib.adapters.aws.squeezing import NOW, WORDS, squeezed
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId, MediaId, VisitId
from chalicelib.domain.likeness import Turn
from chalicelib.domain.places import Location
from chalicelib.domain.policy import USUAL
from chalicelib.domain.testimonial import State, Step, Testimonial
from chalicelib.domain.verdicts import PastVerdict, past_of
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.rules import CHECKS, doubts_among, examine
from chalicelib.domain.visit import Sticker, Visit
from chalicelib.services.comparing import MOST_MARKS
from tests.builders import (
    NOON,
    VIDEO,
    a_beneficiary,
    a_consent,
    a_ledger,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_visit,
    an_evidence,
)
from tests.contracts.test_media_rows import WORDY, Chance, a_finished
from tests.contracts.test_packing import WRITE_UNIT, a_uuid, item_size
from tests.domain.test_signals import BEYOND
from tests.domain.test_verification import CASES
from tests.looks import a_look

KEY = "0123456789abcdef"  # of evidence
PHOTO_ID, VIDEO_ID = MediaId(a_uuid(1)), MediaId(a_uuid(2))
BOTH = (a_ready_photo(media_id=PHOTO_ID), a_ready_video(media_id=VIDEO_ID))
MOVES = (State.COLLECTING, State.VERIFYING, State.PENDING_REVIEW)


def an_honest(**evidence: Any) -> Evidence:
    """Evidence of two files, with as much as is usually known of her."""
    told = {
        "media": BOTH,
        "ledger": a_ledger(a_consent(evidence_media_id=VIDEO)),
        "beneficiary": a_beneficiary(details={"birth_year": "1980"}),
    }
    return an_evidence(**{**told, **evidence})


def judged(findings: Sequence[Finding]) -> Testimonial:
    """A testimonial with these findings and ids as spread as real ones; its entry names doubts."""
    chance = Chance(3)
    path = tuple(AreaId(chance.id()) for _ in range(5))
    visit_id = VisitId(chance.id())
    doubts = [f"{found.check}:{found.outcome}" for found in doubts_among(findings, USUAL)]
    facts = {
        "verdict": "needs_review", "evidence_version": 1, "evidence_key": KEY, "policy_number": 0,
        "doubts": " ".join(doubts),
    }  # fmt: skip
    entry = AuditEntry(
        subject_id=visit_id, seq=1, at=NOON, actor="system", action="verified", facts=facts,
        previous_hash="", hash=chance.hash(64),
    )  # fmt: skip
    return a_testimonial(
        visit_id=visit_id, campaign_id=chance.id(), beneficiary_id=chance.id(), booth_id=path[-1],
        desk_id=path[1], path=path, captions=None, media_ids=(PHOTO_ID, VIDEO_ID),
        evidence_key=KEY, evidence_version=1, verdict=Verdict.NEEDS_REVIEW,
        findings=tuple(findings),
        history=tuple(Step(at=NOON, source=s, target=s, by="system") for s in MOVES),
        named_by=chance.id(), judged_at=NOON, levels=("booth", "mandal"), last_entry=entry,
    )  # fmt: skip


def longest() -> list[Finding]:
    """Each check's longest finding among all cases."""
    every = [found for case in CASES for found in examine(case[1])]
    return [
        max((found for found in every if found.check == check.name), key=_room) for check in CHECKS
    ]


def _room(found: Finding) -> int:
    return len(squeezed({"findings": [[found.check, found.outcome.value, dict(found.evidence)]]}))


def test_an_honest_visits_verdict_costs_one_write_unit() -> None:
    findings = examine(an_honest())

    assert len(findings) == len(CHECKS)
    assert item_size(judged(findings)) <= WRITE_UNIT


def test_a_verdict_that_doubts_everything_costs_two_write_units() -> None:
    findings = longest()

    assert sum(found.outcome is not FindingOutcome.PASS for found in findings) > len(CHECKS) / 2
    assert item_size(judged(findings)) <= 2 * WRITE_UNIT


def copies_of(first: int) -> tuple[Copy, ...]:
    """As many copies as a media names, each of another visit at another booth."""
    return tuple(
        Copy(
            media_id=MediaId(a_uuid(first + n)), visit_id=VisitId(a_uuid(first + 100 + n)),
            booth_id=AreaId(a_uuid(first + 200 + n)), is_earlier=True, is_same_file=n % 2 == 0,
            is_same_worker=n % 3 == 0, is_same_person=False, difference=19 * (n % 2),
            turn=Turn.MIRRORED_LEFT, days_apart=n,
        )
        for n in range(MOST_MARKS)
    )  # fmt: skip


def test_a_verdict_on_two_bad_copies_of_many_others_costs_two_write_units() -> None:
    spoiled = [
        replace(each, looks=(a_look(1),), signals=BEYOND, copies=copies_of(1000 * number))
        for number, each in enumerate(BOTH, start=1)
    ]

    findings = examine(an_honest(media=tuple(spoiled)))

    assert item_size(judged(findings)) <= 2 * WRITE_UNIT


@pytest.mark.parametrize("media", BOTH, ids=["photo", "video"])
def test_a_media_that_names_as_many_copies_as_it_may_costs_two_write_units(media: Any) -> None:
    finished = a_finished(media.kind, 1, WORDY)

    assert item_size(replace(finished, copies=copies_of(1))) <= 2 * WRITE_UNIT


@pytest.mark.parametrize("findings", [examine(an_honest()), longest()], ids=["honest", "longest"])
def test_a_verdict_comes_back_as_it_was_also_as_a_past_one(findings: Sequence[Finding]) -> None:
    item = judged(findings)
    past = past_of(item)
    assert past is not None

    assert from_body(Testimonial, to_body(item)) == item
    assert from_body(PastVerdict, to_body(past)) == past
    assert item_size(past) <= 2 * WRITE_UNIT


@pytest.mark.parametrize(
    ("entry", "digest"),
    [(1, "daf31a2609da15e787c1103595029dfbef9363789f293f70113ce04a144f5841")],
)
def test_words_that_rows_were_written_with_never_change(entry: int, digest: str) -> None:
    assert sha256(WORDS[entry]).hexdigest() == digest
    assert len(WORDS[NOW]) < 32_768  # deflate reaches no further back


def test_a_visit_of_which_everything_is_told_costs_one_write_unit() -> None:
    chance = Chance(4)
    path = tuple(AreaId(chance.id()) for _ in range(5))
    visit = a_visit(
        visit_id=chance.id(), campaign_id=chance.id(), beneficiary_id=chance.id(),
        booth_id=path[-1], path=path, desk_id=path[1], worker_id=chance.id(),
        device_id=f"device-{chance.id()}", ended_at=NOON, received_at=NOON, call_dialled_at=NOON,
        location=Location(lat=29.945712, lon=78.164212, accuracy_m=12.5), leaflet_given=True,
        sticker=Sticker(placed=True, owner_agreed=True), household="12-B", skew_s=-90,
        call_id=f"exotel:{chance.hash(32)}",
    )  # fmt: skip

    assert item_size(visit) <= WRITE_UNIT
    assert from_body(Visit, to_body(visit)) == visit


def test_findings_are_kept_without_the_names_of_their_parts() -> None:
    findings = examine(an_honest())
    fields = [
        {"check": f.check, "version": f.version, "outcome": f.outcome.value, "evidence": f.evidence}
        for f in findings
    ]

    assert len(json.dumps(packed_findings(fields))) < len(json.dumps(fields))
