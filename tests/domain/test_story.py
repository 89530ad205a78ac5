"""The story of a testimonial, told from its rows."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import fields
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.channel_editions import Edition, EditionState
from chalicelib.domain.consent import Guardian, How, Ledger, Method, Purpose
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.decisions import DecisionKind, ReasonCode
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.likeness import Turn
from chalicelib.domain.media import Media, MediaKind, MediaState, Timings
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.rejections import RejectReason
from chalicelib.domain.story.audit import TELLING, step_of
from chalicelib.domain.story.codes import (
    DECISIONS,
    EDITIONS,
    FIELDS,
    HOWS,
    KINDS,
    METHODS,
    OUTCOMES,
    PUBLICATIONS,
    PURPOSES,
    REASONS,
    SOURCES,
)
from chalicelib.domain.story.parts import Known, StepKind, StoryStep
from chalicelib.domain.story.telling import story_of
from chalicelib.domain.story.words import BITS, TEXTS, VERDICTS, joined, lasting, sized
from chalicelib.domain.testimonial import State, Step
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.names import CAPTURED, EXACT
from chalicelib.domain.visit import Outcome
from tests.builders import (
    DESK,
    MODERATOR,
    NOON,
    PERSON,
    PHOTO,
    VIDEO,
    VISIT,
    WORKER,
    a_claim,
    a_consent,
    a_ledger,
    a_media,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_visit,
    a_withdrawal,
    an_id,
    path_to,
)

DEVANAGARI = re.compile(r"[\u0900-\u097f]")
OTHER_MEDIA, OTHER_VISIT = an_id(0xC0FF), an_id(0xA0FF)


def later(**apart: float) -> datetime:
    return NOON + timedelta(**apart)


def story(**rows: Any) -> tuple[StoryStep, ...]:
    defaults = {"item": a_testimonial(history=()), "visit": a_visit(), "copied": {}}
    return story_of(Known(**{**defaults, **rows}))


def texts(kind: StepKind, **rows: Any) -> list[str]:
    return [step.text["en"] for step in story(**rows) if step.kind is kind]


def entry(action: str, **facts: Any) -> AuditEntry:
    return AuditEntry(
        subject_id=VISIT, seq=1, at=later(minutes=20), actor=MODERATOR, action=action,
        facts=facts, previous_hash="", hash="",
    )  # fmt: skip


def verdict(number: int, *findings: Finding, **more: Any) -> PastVerdict:
    made = PastVerdict(
        visit_id=VISIT, number=number, reached_at=later(minutes=number), verdict=Verdict.VERIFIED,
        findings=findings, evidence_key="", policy_number=0, media_ids=(PHOTO,),
    )  # fmt: skip
    return replace(made, **more)


def finding(check: str, outcome: FindingOutcome, **evidence: Any) -> Finding:
    return Finding(check=check, version=1, outcome=outcome, evidence=evidence)


def a_copy(**more: Any) -> Copy:
    copy = Copy(
        media_id=OTHER_MEDIA, visit_id=VisitId(OTHER_VISIT), booth_id=AreaId("booth-2"),
        is_earlier=True, is_same_file=True, is_same_worker=False, is_same_person=False,
    )  # fmt: skip
    return replace(copy, **more)


def an_edit(**more: Any) -> Edit:
    edit = Edit(
        beneficiary_id=PERSON, edit_id=an_id(1), source=EditSource.VISIT, at=later(hours=1),
        phone_at=None, user_id=WORKER, device_id="device-1", base_version=1,
        changes={
            "name.hi": Changed(old="सीता", new="गीता"), "name.en": Changed(old="Sita", new="Gita")
        },
    )  # fmt: skip
    return replace(edit, **more)


def test_a_story_stands_in_the_order_in_which_it_happened() -> None:
    photo = a_ready_photo(
        granted_at=later(minutes=1), stored_at=later(minutes=2), ended_at=later(minutes=3)
    )

    steps = story(
        visit=a_visit(ended_at=later(minutes=5), received_at=later(minutes=4)),
        ledger=a_ledger(), media=(photo,), verdicts=(verdict(6),),
    )  # fmt: skip

    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert [step.kind.value for step in steps] == [
        "visit", "consent", "upload", "upload", "media", "visit", "visit", "verdict",
    ]  # fmt: skip


def test_a_visit_is_told_by_our_clock() -> None:
    behind = a_visit(skew_s=600, started_at=NOON, ended_at=later(minutes=12))

    first, last = (step for step in story(visit=behind) if step.kind is StepKind.VISIT)

    assert (first.at, last.at) == (later(minutes=10), later(minutes=22))
    assert first.by == WORKER
    assert "clock was 10 min behind" in first.text["en"]
    assert last.text["en"] == "The visit ended after 12 min."


@pytest.mark.parametrize(
    ("skew_s", "said"), [(0, "was right"), (59, "was right"), (-7200, "was 2 h ahead")]
)
def test_a_phones_clock_is_told_as_it_was(skew_s: int, said: str) -> None:
    (told,) = texts(StepKind.VISIT, visit=a_visit(skew_s=skew_s))

    assert said in told


@pytest.mark.parametrize(("apart", "said"), [(3, "3 min after"), (-4, "4 min before")])
def test_a_call_is_told_from_the_beginning_of_its_visit(apart: int, said: str) -> None:
    call = Call(
        provider="exotel", call_id="c1", campaign_id=a_visit().campaign_id, phone_hash="",
        shown="", at=later(minutes=apart), received_at=NOON, state=CallState.MATCHED,
    )  # fmt: skip

    dialled, came = sorted(texts(StepKind.CALL, visit=a_visit(call_dialled_at=NOON), call=call))

    assert said in dialled
    assert "rang the campaign's number" in came
    named = [ref.id for step in story(call=call) for ref in step.references]
    assert "exotel:c1" in named


def test_a_consent_says_to_what_how_and_by_which_notice() -> None:
    given = a_consent(purposes=frozenset({Purpose.PUBLISH, Purpose.PHOTO}))

    (told,) = texts(StepKind.CONSENT, ledger=a_ledger(given))

    assert told == "She agreed to: photo, publishing. Spoken; shown notice notice-1 v1 (hi)."


def test_who_agreed_for_a_child_is_told_without_the_name() -> None:
    guided = a_consent(guardian=Guardian(name="Ram", relation="father"), evidence_media_id=VIDEO)

    (step,) = (s for s in story(ledger=a_ledger(guided)) if s.kind is StepKind.CONSENT)

    assert "A guardian agreed for her." in step.text["en"]
    assert "Ram" not in str(step.text)
    assert [ref.rel for ref in step.references] == ["consent", "evidence_media"]


def test_a_consent_that_was_wholly_withheld_is_told_as_such() -> None:
    withheld = a_consent(purposes=frozenset(), withheld=frozenset({Purpose.PUBLISH}))

    (told,) = texts(StepKind.CONSENT, ledger=a_ledger(withheld))

    assert told.startswith("She agreed to: nothing.")


@pytest.mark.parametrize(
    ("withdrawal", "said", "by"),
    [
        (a_withdrawal(), "taken back: everything. She told the worker.", "beneficiary"),
        (
            a_withdrawal(purposes=frozenset({Purpose.VIDEO}), how=How.CALL),
            "taken back: video. By herself, with a missed call.", "beneficiary",
        ),
        (a_withdrawal(how=How.RETENTION), "taken back: everything. What is kept had", "system"),
    ],
    ids=["everything", "one purpose", "retention"],
)  # fmt: skip
def test_a_withdrawal_says_what_and_how(withdrawal: Any, said: str, by: str) -> None:
    steps = story(ledger=a_ledger(withdrawals=(withdrawal,)))

    (step,) = (each for each in steps if each.kind is StepKind.WITHDRAWAL)

    assert said in step.text["en"]
    assert step.by == by


@pytest.mark.parametrize(
    "ledger",
    [
        a_ledger(withdrawals=(a_withdrawal(visit_id=VisitId(OTHER_VISIT)),)),
        a_ledger(a_consent(visit_id=VisitId(OTHER_VISIT)), withdrawals=(a_withdrawal(),)),
        None,
    ],
    ids=["of another visit", "without a consent here", "no ledger"],
)
def test_what_met_no_consent_of_this_visit_is_no_part_of_its_story(ledger: Ledger | None) -> None:
    assert texts(StepKind.WITHDRAWAL, ledger=ledger) == []


def test_a_correction_names_fields_and_never_what_they_say() -> None:
    (told,) = texts(StepKind.RECORD, edits=(an_edit(),))

    assert told == "Her record was corrected at a visit: name."


def test_reports_that_disagree_are_told_and_a_campaigns_own_field_by_its_name() -> None:
    edit = an_edit(changes={"ward_no": Changed(old=None, new="7")}, in_conflict=("ward_no",))

    (told,) = texts(StepKind.RECORD, edits=(edit,))

    assert told.endswith("ward no. Two reports disagree about: ward no.")


def test_an_upload_is_told_from_its_grant_to_its_end_with_its_times() -> None:
    photo = a_ready_photo(
        size_bytes=2_340_000, stored_at=later(seconds=12), ended_at=later(seconds=14),
        timings=Timings(queue_ms=100, download_ms=20, encode_ms=300, upload_ms=40),
    )  # fmt: skip

    assert texts(StepKind.UPLOAD, media=(photo,)) == [
        "A photo of 2.3 MB may be uploaded.", "The photo arrived, 12 s after its grant.",
    ]  # fmt: skip
    assert texts(StepKind.MEDIA, media=(photo,)) == [
        "The photo is ready (queue 100 ms, fetching 20 ms, encoding 300 ms, storing 40 ms)."
    ]


@pytest.mark.parametrize(
    ("media", "said"),
    [
        (a_media(state=MediaState.REJECTED, reason=RejectReason.EMPTY_FILE), "file is empty"),
        (a_media(state=MediaState.ABANDONED), "never arrived"),
        (a_media(state=MediaState.REJECTED), "never arrived"),
        (a_ready_video(), "The video is ready."),
    ],
    ids=["rejected", "abandoned", "rejected without a reason", "without times"],
)
def test_an_upload_that_ended_says_how(media: Media, said: str) -> None:
    (told,) = texts(StepKind.MEDIA, media=(replace(media, ended_at=later(minutes=9)),))

    assert said in told


def test_a_reels_film_was_uploaded_by_nobody() -> None:
    film = a_ready_video(ended_at=later(hours=2))

    steps = story(visit=None, media=(film,), ledger=a_ledger())

    assert [step.kind for step in steps] == [StepKind.MEDIA]


def test_a_copy_is_told_when_both_were_there() -> None:
    ours = a_ready_photo(ended_at=later(minutes=3), copies=(a_copy(),))
    theirs = a_ready_photo(media_id=OTHER_MEDIA, ended_at=later(hours=3))

    (step,) = (
        each
        for each in story(media=(ours,), copied={OTHER_MEDIA: theirs})
        if each.kind is StepKind.COPY
    )

    assert step.at == later(hours=3)
    assert "very same file, stored earlier: another worker, another person" in step.text["en"]
    assert [ref.id for ref in step.references] == [PHOTO, OTHER_MEDIA, OTHER_VISIT]


def test_a_copy_that_shows_the_same_says_by_how_much_it_differs() -> None:
    near = a_copy(
        is_same_file=False, is_earlier=False, is_same_worker=True, is_same_person=True,
        difference=4, turn=Turn.MIRRORED,
    )  # fmt: skip

    (told,) = texts(StepKind.COPY, media=(a_ready_photo(copies=(near,)),))

    assert "as another file, stored later: the same worker, the same person (4/" in told


def test_a_file_is_told_by_how_much_it_misses_the_visit_and_never_where_it_was_made() -> None:
    off = finding(
        CAPTURED, FindingOutcome.WARN, known=3, media_ids=[PHOTO, VIDEO, "gone"],
        minutes_off=["-180", "+0", "+5"], outside_days=1,
    )  # fmt: skip

    told = texts(
        StepKind.CAPTURE, verdicts=(verdict(1, off),), media=(a_ready_photo(), a_ready_video())
    )

    assert told == [
        "The photo says of itself that it was made 3 h before the time of this visit.",
        "The video says of itself that it was made on no day of the campaign.",
    ]


def test_files_that_agree_with_the_visit_are_counted() -> None:
    well = finding(CAPTURED, FindingOutcome.PASS, known=2)

    assert texts(StepKind.CAPTURE, verdicts=(verdict(1, well),), media=(a_ready_photo(),)) == [
        "Files that say of themselves that they were made at this visit: 2."
    ]


@pytest.mark.parametrize(
    "rows",
    [
        {"verdicts": (verdict(1, finding(CAPTURED, FindingOutcome.UNKNOWN, known=0)),)},
        {"verdicts": (verdict(1, finding(CAPTURED, FindingOutcome.UNKNOWN)),)},
        {"verdicts": (verdict(1, finding(CAPTURED, FindingOutcome.PASS, known=1)),), "visit": None},
        {"verdicts": (verdict(1, finding(EXACT, FindingOutcome.PASS)),)},
        {},
    ],
    ids=["none says", "nothing kept", "no visit", "other checks", "no verdict"],
)
def test_files_that_say_nothing_are_not_told(rows: dict[str, Any]) -> None:
    assert texts(StepKind.CAPTURE, **rows) == []


def test_each_verdict_is_told_with_what_differs_and_names_what_that_is_about() -> None:
    first = verdict(1, finding(EXACT, FindingOutcome.PASS))
    second = verdict(
        2, finding(EXACT, FindingOutcome.WARN, matching_media_ids=[OTHER_MEDIA]),
        verdict=Verdict.NEEDS_REVIEW,
    )  # fmt: skip

    one, two = (s for s in story(verdicts=(first, second)) if s.kind is StepKind.VERDICT)

    assert one.text["en"] == "Verdict 1: verified."
    assert two.text["en"] == (
        "Verdict 2: a person has to look. Findings that differ from verdict 1: 1."
    )
    assert [ref.id for ref in two.references] == [OTHER_MEDIA]


def test_a_verdict_that_says_the_same_of_new_evidence_is_told_as_such() -> None:
    _, second = texts(StepKind.VERDICT, verdicts=(verdict(1), verdict(2)))

    assert second == "Verdict 2: verified. No finding ends otherwise than in verdict 1."


def test_a_verdict_whose_row_is_gone_is_told_from_the_trail() -> None:
    noted = [
        entry("verified", verdict="refused", evidence_version=1),
        entry("verified", verdict="verified", evidence_version=2),
    ]

    told = texts(StepKind.VERDICT, verdicts=(verdict(2),), entries=tuple(noted))

    assert sorted(told) == ["Verdict 1: refused.", "Verdict 2: verified."]


@pytest.mark.parametrize(
    ("noted", "kind", "said"),
    [
        (entry("decided", decision="approve", reason_code=None), "review", "Decision: approved."),
        (
            entry("decision_taken_back", decision="approve"),
            "review",
            "The decision was taken back: approved.",
        ),
        (entry("asked_again", by="worker"), "review", "The worker asked for another decision."),
        (
            entry("asked_again", by="beneficiary"),
            "review",
            "She asked for another decision herself.",
        ),
        (
            entry("decided", decision="reject", reason_code="duplicate"),
            "review", "Decision: rejected: came before.",
        ),
        (entry("scheduled", channels="one two"), "publication", "channels: 2."),
        (
            entry("publication_posted", channel_id="page", publication_id="p"),
            "publication", "Channel page: posted.",
        ),
        (entry("withdrawn", live_posts=2, reason="child"), "withdrawal", "live then: 2."),
        (entry("takedown_ordered", kind="order", channels="a b"), "publication", "channels: 2."),
        (entry("takedown_ordered", kind="by_hand", channels="a"), "publication", "taken down;"),
        (entry("reworked", content_version=1), "review", "approved anew."),
        (entry("reel_begun", members="a b c"), "reel", "A reel of 3 testimonials"),
        (entry("reel_composed"), "reel", "was composed"),
        (entry("something_new", level="state"), "other", "Noted: something new (level state)."),
        (entry("something_new"), "other", "Noted: something new."),
    ],
    ids=lambda value: value.action if isinstance(value, AuditEntry) else "",
)  # fmt: skip
def test_an_entry_of_the_trail_is_told_in_words(noted: AuditEntry, kind: str, said: str) -> None:
    step = step_of(noted, {})

    assert (step.kind, step.by, step.at) == (kind, noted.actor, noted.at)
    assert said in step.text["en"]
    assert DEVANAGARI.search(step.text["hi"])


def test_a_testimonial_that_was_put_into_a_reel_names_it() -> None:
    (ref,) = step_of(entry("put_into_reel", reel_id="reel-1"), {}).references

    assert (ref.rel, ref.id) == ("reel", "reel-1")


def test_moves_without_an_entry_are_told() -> None:
    history = (
        Step(at=NOON, source=None, target=State.COLLECTING, by="system"),
        Step(at=later(hours=1), source=State.PENDING_REVIEW, target=State.APPROVED, by="moderator"),
        Step(at=later(hours=2), source=State.PUBLISHING, target=State.PUBLISHED, by="system"),
    )

    told = texts(StepKind.STATE, item=a_testimonial(history=history))

    assert [one.split()[0] for one in told] == ["There", "All"]


def test_a_reel_is_not_told_to_have_been_opened_by_a_consent() -> None:
    reel = a_testimonial(members=(VisitId(OTHER_VISIT),))

    assert texts(StepKind.STATE, item=reel, visit=None) == []


def test_a_hold_that_runs_is_told() -> None:
    (step,) = (s for s in story(claim=a_claim()) if s.kind is StepKind.REVIEW)

    assert (step.at, step.by) == (NOON, MODERATOR)


def a_look(**more: Any) -> LevelCheck:
    look = LevelCheck(
        visit_id=VISIT, number=1, level="state", campaign_id=a_visit().campaign_id, desk_id=DESK,
        path=path_to("booth-1"), depth=1, of_decision=DecisionKind.APPROVE,
        decided_by=MODERATOR, decided_at=NOON,
    )  # fmt: skip
    return replace(look, **more)


@pytest.mark.parametrize(
    ("decision", "said"),
    [(DecisionKind.APPROVE, "approved. It agrees with"), (DecisionKind.REJECT, "It differs from")],
)
def test_a_second_look_says_whether_it_agrees(decision: DecisionKind, said: str) -> None:
    look = a_look(decision=decision, by=UserId("convener-1"), at=later(days=1))

    (told,) = texts(StepKind.REVIEW, looks=(look, a_look()))

    assert said in told


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ({"entries": (entry("scheduled", channels="page"),)}, 1),
        ({"entries": (entry("reel_begun", members="a"),)}, 1),
        ({}, 0),
    ],
    ids=["scheduled", "a reel's", "ordered by nobody"],
)
def test_an_edition_is_told_when_it_was_ordered(rows: dict[str, Any], count: int) -> None:
    made = Edition(visit_id=VISIT, edition_id="1-hi-x", state=EditionState.READY)

    said = texts(StepKind.PUBLICATION, editions=(made,), **rows)

    assert said.count("An edition was ordered for a channel: ready.") == count


def test_where_a_post_is_now_is_told_unless_the_trail_has_it() -> None:
    post = a_publication(PublicationState.CANCELLED, reason="edition_failed")
    posted = a_publication(PublicationState.POSTED)
    noted = entry("publication_posted", channel_id="page", publication_id=posted.publication_id)

    (cancelled,) = texts(StepKind.PUBLICATION, publications=(post,))
    assert cancelled.startswith("Channel practice-page: cancelled. Its edition for this channel")
    assert texts(StepKind.PUBLICATION, publications=(posted,), entries=(noted,)) == [
        "Channel page: posted."
    ]
    assert texts(StepKind.PUBLICATION, publications=(posted,)) == ["Channel practice-page: posted."]


def test_a_story_without_a_visit_tells_what_there_is() -> None:
    assert story(visit=None, ledger=a_ledger(), edits=()) == ()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.026, "26 ms"),
        (-5.4, "5 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7300, "2 h"),
        (200_000, "2 days"),
    ],
)
def test_a_length_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert lasting(seconds)[1] == said


@pytest.mark.parametrize(
    ("size_bytes", "said"), [(20, "1 kB"), (12_400, "12 kB"), (2_340_000, "2.3 MB")]
)
def test_a_size_is_told_as_phones_show_it(size_bytes: int, said: str) -> None:
    assert sized(size_bytes)[1] == said


def test_nothing_is_told_as_nothing() -> None:
    assert joined([]) == BITS["nothing"]
    assert joined([("एक", "one"), ("दो", "two")]) == ("एक, दो", "one, two")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (KINDS, MediaKind),
        (OUTCOMES, Outcome),
        (PURPOSES, Purpose),
        (METHODS, Method),
        (HOWS, How),
        (SOURCES, EditSource),
        (DECISIONS, DecisionKind),
        (REASONS, ReasonCode),
        (PUBLICATIONS, PublicationState),
        (EDITIONS, EditionState),
        (VERDICTS, Verdict),
        (FIELDS, {*fields.DETAILS, fields.NAME, fields.GUARDIAN, fields.PHONE, fields.SCHEMES}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_code_has_words(words: Any, codes: Any) -> None:
    assert set(words) == {getattr(code, "value", code) for code in codes}


@pytest.mark.parametrize("pair", [*TEXTS.values(), *BITS.values()], ids=[*TEXTS, *BITS])
def test_a_text_is_in_both_languages_with_the_same_gaps(pair: tuple[str, str]) -> None:
    hindi, english = pair

    gaps = [sorted(re.findall(r"{(\w+)}", text)) for text in pair]
    assert gaps[0] == gaps[1]
    assert DEVANAGARI.search(hindi)
    assert not DEVANAGARI.search(english)


def test_what_the_trail_can_hold_of_a_testimonial_has_words() -> None:
    assert set(TELLING) >= {"verified", "decided", "scheduled", "withdrawn", "put_into_reel"}
