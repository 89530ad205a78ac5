"""The whole story of one testimonial, read from the table."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.decisions import DecisionKind
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.errors import NotFound
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role
from chalicelib.domain.policy import USUAL, Policy, PolicySet
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.rows import Row
from chalicelib.domain.story.parts import StepKind
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.services.auditing import noted
from chalicelib.services.dossiers import policy_under
from chalicelib.services.explaining import Explanation, explain
from chalicelib.services.verification import verify
from tests.builders import (
    CAMPAIGN,
    DESK,
    MODERATOR,
    NOON,
    PERSON,
    VISIT,
    WORKER,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_claim,
    a_ledger,
    a_moderator,
    a_publication,
    a_ready_photo,
    a_ready_video,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_visit,
    a_visited_place,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.verifying import verify_tools

LATER = NOON + timedelta(minutes=5)
OTHER_VISIT, OTHER_MEDIA = VisitId(an_id(0xA0FF)), an_id(0xC0FF)
STRICT = Policy(number=2, seed="a seed")


def told(*rows: Row, user: Any = None) -> Explanation:
    records = FakeRecords(*a_reviewable_place())
    records.seed(*rows)
    return explain(user or a_moderator(), VISIT, records=records, clock=FixedClock(LATER))


def kinds(story: Explanation) -> set[StepKind]:
    return {step.kind for step in story.steps}


def a_past_verdict(number: int, policy_number: int = 0) -> PastVerdict:
    return PastVerdict(
        visit_id=VISIT, number=number, reached_at=NOON, verdict=Verdict.REFUSED, findings=(),
        evidence_key="", policy_number=policy_number, media_ids=(),
    )  # fmt: skip


def an_edit() -> Edit:
    return Edit(
        beneficiary_id=PERSON, edit_id=an_id(1), source=EditSource.DESK, at=LATER, phone_at=None,
        user_id=MODERATOR, device_id="", base_version=1,
        changes={"address": Changed(old=None, new="Ward 7")},
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CONVENER, Role.ADMIN])
def test_whoever_may_read_the_testimonial_may_read_its_story(role: Role) -> None:
    story = told(user=a_user(role, "constituency"))

    assert story.dossier.item.visit_id == VISIT
    assert {StepKind.VISIT, StepKind.CONSENT} <= kinds(story)


@pytest.mark.parametrize(
    "user", [a_moderator("mandal-4"), a_user(Role.WORKER, "booth-1")], ids=["elsewhere", "worker"]
)
def test_a_story_outside_ones_areas_is_absent(user: Any) -> None:
    with pytest.raises(NotFound):
        told(user=user)


def test_nothing_is_written_by_telling_a_story() -> None:
    records = FakeRecords(*a_reviewable_place())

    explain(a_moderator(), VISIT, records=records, clock=FixedClock(LATER))

    assert records.commits == []


def test_every_verdict_is_told_with_the_policy_that_it_was_reached_under() -> None:
    item = a_testimonial(
        verdict=Verdict.VERIFIED, evidence_version=4, policy_number=3, judged_at=LATER
    )
    kept = PolicySet(campaign_id=CAMPAIGN, number=2, policy=STRICT, set_by=MODERATOR, set_at=NOON)
    now = Policy(number=3, seed="another")

    story = told(
        item, a_past_verdict(1), a_past_verdict(2, 2), a_past_verdict(3, 3), kept,
        a_campaign(policy=now),
    )  # fmt: skip

    assert [verdict.number for verdict in story.verdicts] == [1, 2, 3, 4]
    assert story.policies == {0: USUAL, 2: STRICT, 3: now}
    assert story.dossier.policy == now


def test_a_policy_that_nobody_knows_any_more_is_the_usual_one() -> None:
    records = FakeRecords()

    assert policy_under(7, a_campaign(), records=records) is USUAL
    assert policy_under(7, None, records=records) is USUAL


def test_only_the_newest_verdicts_are_told() -> None:
    past = [a_past_verdict(number) for number in range(1, 60)]

    story = told(a_testimonial(verdict=Verdict.VERIFIED, evidence_version=60), *past)

    assert [one.number for one in story.verdicts] == list(range(11, 61))


def test_the_chain_is_counted_and_a_tampered_one_is_told() -> None:
    item, entries = noted(
        a_testimonial(), "decided", at=NOON, actor=MODERATOR, facts={"decision": "escalate"}
    )
    rows = [save.row for save in entries]

    whole = told(item, *rows)
    broken = told(item, *(replace(row, actor="somebody else") for row in rows))

    assert (whole.entries, whole.is_intact) == (1, True)
    assert (broken.entries, broken.is_intact) == (1, False)


def test_a_verdict_whose_entry_still_waits_in_the_row_is_in_the_chain_once() -> None:
    records = FakeRecords(*a_visited_place())
    verify(VISIT, verify_tools(records, FixedClock(LATER), SequentialIds(500)))

    story = explain(a_moderator(), VISIT, records=records, clock=FixedClock(LATER))

    assert (story.entries, story.is_intact) == (1, True)
    assert sum(step.kind is StepKind.VERDICT for step in story.steps) == 1


def test_the_call_edits_editions_and_looks_of_a_visit_are_told() -> None:
    call = Call(
        provider="exotel", call_id="c1", campaign_id=CAMPAIGN, phone_hash="", shown="", at=LATER,
        received_at=LATER, state=CallState.MATCHED, visit_id=VISIT,
    )  # fmt: skip
    look = LevelCheck(
        visit_id=VISIT, number=1, level="state", campaign_id=CAMPAIGN, desk_id=DESK,
        path=path_to("booth-1"), depth=1, of_decision=DecisionKind.APPROVE, decided_by=MODERATOR,
        decided_at=NOON, decision=DecisionKind.APPROVE, by=WORKER, at=LATER,
    )  # fmt: skip

    story = told(
        a_visit(call_id="exotel:c1"), call, an_edit(), look,
        Edition(visit_id=VISIT, edition_id="1-hi-x"), a_testimonial(claim=a_claim()),
    )  # fmt: skip

    assert {StepKind.CALL, StepKind.RECORD} <= kinds(story)
    assert sum(step.kind is StepKind.REVIEW for step in story.steps) == 2


@pytest.mark.parametrize(
    "person",
    [a_beneficiary(erase_at=LATER), a_beneficiary(is_erased=True, names={})],
    ids=["sealed", "erased"],
)
def test_what_was_corrected_of_somebody_who_took_everything_back_is_not_told(person: Any) -> None:
    ledger = a_ledger(withdrawals=(a_withdrawal(),))

    assert StepKind.RECORD not in kinds(told(person, an_edit(), ledger))


def test_a_post_is_told_by_the_name_of_its_channel() -> None:
    story = told(a_publication(PublicationState.POSTED), a_channel(name="Our page"))

    (step,) = (each for each in story.steps if each.kind is StepKind.PUBLICATION)
    assert step.text["en"] == "Channel Our page: posted."


def test_a_copy_is_told_by_the_rows_of_both() -> None:
    copy = Copy(
        media_id=OTHER_MEDIA, visit_id=OTHER_VISIT, booth_id=AreaId("booth-2"), is_earlier=True,
        is_same_file=True, is_same_worker=True, is_same_person=False,
    )  # fmt: skip
    theirs = a_ready_photo(media_id=OTHER_MEDIA, visit_id=OTHER_VISIT, ended_at=LATER)

    (step,) = (
        each
        for each in told(a_ready_photo(copies=(copy,)), theirs).steps
        if each.kind is StepKind.COPY
    )

    assert step.at == LATER


def test_a_reel_is_told_with_its_members() -> None:
    reel_id = VisitId(an_id(0xB0FF))
    reel = a_testimonial(
        visit_id=reel_id, beneficiary_id="", booth_id=DESK, path=path_to(DESK), members=(VISIT,),
        media_ids=(),
    )  # fmt: skip
    film = a_ready_video(visit_id=reel_id, beneficiary_id="", ended_at=LATER)
    records = FakeRecords(*a_reviewable_place(), reel, film)

    story = explain(a_moderator(), reel_id, records=records, clock=FixedClock(LATER))

    assert [member.item.visit_id for member in story.dossier.members] == [VISIT]
    assert kinds(story) == {StepKind.MEDIA}
