"""Second looks: what waits for one, who may have it, and that nobody knows the first decision."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import Conflict, IdTaken, InvalidInput, NotFound, NotPermitted
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role, User
from chalicelib.domain.policy import USUAL
from chalicelib.domain.rows import Save
from chalicelib.domain.sampling import draw_name, drawn
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services import moderation, sampling
from chalicelib.services.verification import verify
from tests.builders import (
    CAMPAIGN,
    DESK,
    MODERATOR,
    NOON,
    VISIT,
    a_claim,
    a_moderator,
    a_small_tree,
    a_testimonial,
    a_user,
    a_visited_place,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.verifying import verify_tools

APPROVE = Decision(kind=DecisionKind.APPROVE)
REJECT = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.WRONG_PERSON, note="Not she")
BACK = Decision(kind=DecisionKind.HAS_ISSUES, reason=ReasonCode.UNCLEAR_MEDIA)
ALL = ("booth", "mandal", "district", "state")
MANDAL = a_user(Role.MODERATOR, "mandal-1", user_id=UserId("mandal-eyes"))
DISTRICT = a_user(Role.CONVENER, "district-1", user_id=UserId("district-eyes"))
STATE = a_user(Role.ADMIN, "state", user_id=UserId("state-eyes"))


def a_verified_place(levels: tuple[str, ...] = ALL, **fields: Any) -> FakeRecords:
    """A place whose verified testimonial a moderator has taken to decide on."""
    item = a_testimonial(
        **{
            "verdict": Verdict.VERIFIED, "judged_at": NOON, "evidence_version": 1,
            "levels": levels, "claim": a_claim(), **fields,
        }
    )  # fmt: skip
    return FakeRecords(*a_visited_place(), item)


def item_of(records: FakeRecords) -> Testimonial:
    found = records.find(Testimonial, VISIT)
    assert found is not None
    return found


def decide(records: FakeRecords, decision: Decision = APPROVE, by: UserId = MODERATOR) -> None:
    tools = moderation.Tools(
        records=records, clock=FixedClock(NOON + timedelta(minutes=1)), new_id=SequentialIds()
    )
    version = item_of(records).version
    moderation.pass_decision(a_moderator(user_id=by), VISIT, version, decision, tools)


def decided(levels: tuple[str, ...] = ALL, decision: Decision = APPROVE) -> FakeRecords:
    records = a_verified_place(levels)
    decide(records, decision)
    return records


def look(
    records: FakeRecords, by: User = MANDAL, level: str = "mandal", decision: Decision = APPROVE,
    minutes: float = 5,
) -> LevelCheck:  # fmt: skip
    clock = FixedClock(NOON + timedelta(minutes=minutes))
    return sampling.keep(by, VISIT, level, decision, records=records, clock=clock)


def offered(
    records: FakeRecords, by: User = MANDAL, level: str = "mandal", area: str | None = None
) -> list[VisitId]:
    """Follow the cursors to the end, one a page."""
    area_id, cursor, found = AreaId(area) if area else None, None, []
    for _ in range(20):
        page = sampling.waiting(by, level, area_id, limit=1, cursor=cursor, records=records)
        found += [each.visit_id for each in page.items]
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("The list does not end")


# --- what a decision leaves -------------------------------------------------------------------


@pytest.mark.parametrize("decision", [APPROVE, REJECT, BACK], ids=lambda each: each.kind.value)
def test_a_decision_leaves_a_look_for_each_level_above_at_which_it_was_drawn(
    decision: Decision,
) -> None:
    records = decided(("booth", "mandal", "state"), decision)

    looks = records.all(LevelCheck)

    assert {each.level: each.depth for each in looks} == {"mandal": 4, "state": 1}
    assert {(each.of_decision, each.decided_by, each.by) for each in looks} == {
        (decision.kind, MODERATOR, None)
    }
    assert all(change in looks_of(records.commits[-1]) for change in looks_at_zero(looks))


def looks_of(commit: tuple[Any, ...]) -> list[LevelCheck]:
    return [change.row for change in commit if isinstance(change.row, LevelCheck)]


def looks_at_zero(looks: list[LevelCheck]) -> list[LevelCheck]:
    return [replace(each, version=0) for each in looks]


@pytest.mark.parametrize("levels", [(), ("booth",)], ids=["not drawn", "drawn at the first level"])
def test_what_was_drawn_nowhere_above_is_not_looked_at_again(levels: tuple[str, ...]) -> None:
    assert decided(levels).all(LevelCheck) == []


def test_an_item_that_is_passed_up_is_not_decided_yet() -> None:
    records = a_verified_place()

    decide(records, Decision(kind=DecisionKind.ESCALATE))

    assert records.all(LevelCheck) == []


def test_a_decision_that_fails_leaves_no_look() -> None:
    records = a_verified_place()
    records.before_commit = lambda _: records.commit(Save(row=item_of(records)))

    with pytest.raises(Conflict):
        decide(records)

    assert records.all(LevelCheck) == []


def test_a_level_that_the_tree_does_not_know_is_for_those_above_everything() -> None:
    records = decided(("booth", "nation"))

    assert offered(records, DISTRICT, "nation") == []
    assert offered(records, STATE, "nation") == [VISIT]


def test_an_area_that_is_gone_has_no_level() -> None:
    records = a_verified_place(("booth", "mandal"))
    path = (*path_to("district-1"), AreaId("gone"), AreaId("booth-1"))
    records.seed(replace(item_of(records), path=path))

    decide(records)

    assert [each.depth for each in records.all(LevelCheck)] == [1]


# --- who is offered what ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "level", "is_offered"),
    [
        (MANDAL, "mandal", True),
        (DISTRICT, "mandal", True),
        (STATE, "mandal", True),
        (MANDAL, "district", False),
        (MANDAL, "state", False),
        (DISTRICT, "district", True),
        (DISTRICT, "state", False),
        (STATE, "state", True),
        (a_user(Role.MODERATOR, "booth-1", user_id=UserId("booth-eyes")), "mandal", False),
        (a_user(Role.MODERATOR, "mandal-2", user_id=UserId("others")), "mandal", False),
    ],
    ids=lambda value: value.user_id if isinstance(value, User) else str(value),
)
def test_a_look_is_for_those_at_its_level_or_above_it(
    by: User, level: str, is_offered: bool
) -> None:
    assert offered(decided(), by, level) == ([VISIT] if is_offered else [])


def test_nobody_looks_again_at_what_she_decided_herself() -> None:
    records = decided()
    herself = a_moderator()

    assert offered(records, herself) == []
    with pytest.raises(NotPermitted, match="yourself"):
        look(records, herself)
    with pytest.raises(NotPermitted):
        sampling.open_look(herself, VISIT, "mandal", records=records)
    assert records.all(LevelCheck)[0].by is None


def test_who_looked_at_one_level_knows_the_decision_and_does_not_look_at_another() -> None:
    records = decided()
    look(records, STATE, "mandal")

    assert offered(records, STATE, "district") == []
    with pytest.raises(NotPermitted, match="yourself"):
        look(records, STATE, "district")
    assert offered(records, DISTRICT, "district") == [VISIT]


def test_what_was_looked_at_waits_no_longer_at_that_level() -> None:
    records = decided()
    look(records)

    assert offered(records, DISTRICT, "mandal") == []
    assert offered(records, DISTRICT, "district") == [VISIT]


@pytest.mark.parametrize(
    "change",
    [{"state": State.WITHDRAWN}, {"state": State.VERIFYING}, {"evidence_version": 2}],
    ids=["withdrawn", "verified anew", "with newer evidence"],
)
def test_an_item_that_has_moved_on_waits_no_longer(change: dict[str, Any]) -> None:
    records = decided(decision=BACK)
    records.seed(replace(item_of(records), **change))

    assert offered(records) == []
    with pytest.raises(NotFound):
        look(records)


def waiting_in(number: int, booth: str = "booth-1", **fields: Any) -> tuple[Any, LevelCheck]:
    """A decided item and its look; greater numbers were decided later."""
    visit_id, at = VisitId(an_id(number)), NOON + timedelta(seconds=number)
    item = a_testimonial(
        State.APPROVED, visit_id=visit_id, path=path_to(booth), evidence_version=1,
        levels=("mandal",),
    )  # fmt: skip
    row = LevelCheck(
        visit_id=visit_id, number=1, level="mandal", campaign_id=CAMPAIGN, desk_id=DESK,
        path=path_to(booth), depth=4, of_decision=DecisionKind.APPROVE, decided_by=MODERATOR,
        decided_at=at,
    )  # fmt: skip
    return item, replace(row, **fields)


def test_the_longest_waiting_comes_first_page_by_page_within_the_area_that_is_named() -> None:
    records = FakeRecords(*a_small_tree())
    for number, booth in ((3, "booth-1"), (1, "booth-6"), (2, "booth-2"), (4, "booth-1")):
        records.seed(*waiting_in(number, booth))

    ids = [VisitId(an_id(number)) for number in (1, 2, 3, 4)]
    assert offered(records, STATE) == ids
    assert offered(records, STATE, area="district-1") == ids[1:]
    assert offered(records, a_user(Role.CONVENER, "mandal-1", "mandal-4")) == [*ids[1:], ids[0]]


def test_a_list_goes_on_behind_what_is_not_for_the_caller() -> None:
    records = FakeRecords(*a_small_tree())
    records.seed(*waiting_in(1, decided_by=STATE.user_id), *waiting_in(2))
    records.seed(waiting_in(3)[1])  # its item is gone

    assert offered(records, STATE) == [VisitId(an_id(2))]


def test_several_desks_are_listed_one_after_the_other() -> None:
    desks = {"district-1", "district-2"}

    def own_desk(area: Area) -> Area:
        desk = next((AreaId(name) for name in area.path if name in desks), None)
        return replace(area, is_desk=area.area_id in desks, desk_id=desk)

    records = FakeRecords(*(own_desk(area) for area in a_small_tree()))
    records.seed(*waiting_in(1, "booth-6", desk_id=AreaId("district-2")))
    records.seed(*waiting_in(2, "booth-1", desk_id=AreaId("district-1")))

    assert offered(records, STATE) == [VisitId(an_id(2)), VisitId(an_id(1))]


def test_an_area_out_of_scope_looks_absent_and_a_worker_has_no_list() -> None:
    with pytest.raises(NotFound):
        offered(decided(), MANDAL, area="district-2")
    with pytest.raises(NotPermitted):
        offered(decided(), a_worker())


# --- looking ----------------------------------------------------------------------------------


def test_a_look_is_kept_with_its_audit_entry_and_marks_the_item() -> None:
    records = decided()
    before = item_of(records)

    kept = look(records, decision=REJECT)

    at = NOON + timedelta(minutes=5)
    assert (kept.decision, kept.reason, kept.note) == (REJECT.kind, REJECT.reason, "Not she")
    assert (kept.by, kept.at, kept.of_decision) == (MANDAL.user_id, at, DecisionKind.APPROVE)
    assert kept.agrees is False
    assert records.find(LevelCheck, VISIT, "000001", "mandal") == kept
    item, trail = item_of(records), records.all(AuditEntry)
    assert item == replace(
        before, checked=("mandal",), audit=item.audit, version=before.version + 1
    )
    assert (trail[-1].action, trail[-1].actor, dict(trail[-1].facts)) == (
        "looked_at_again", MANDAL.user_id,
        {"level": "mandal", "decision": "reject", "agrees": False},
    )  # fmt: skip
    assert is_intact(trail, item.audit)


def test_the_same_look_again_changes_nothing() -> None:
    records = decided()
    kept = look(records, decision=REJECT)
    commits = len(records.commits)

    assert look(records, decision=REJECT, minutes=9) == kept
    assert len(records.commits) == commits


@pytest.mark.parametrize("other", [APPROVE, replace(REJECT, note="Someone else")])
def test_another_answer_of_the_same_person_is_refused(other: Decision) -> None:
    records = decided()
    kept = look(records, decision=REJECT)

    with pytest.raises(IdTaken):
        look(records, decision=other)

    assert records.find(LevelCheck, VISIT, "000001", "mandal") == kept


def test_of_two_people_of_a_level_one_is_told_that_it_was_done() -> None:
    records = decided()
    records.before_commit = lambda _: look(records, DISTRICT, decision=REJECT)

    with pytest.raises(Conflict, match="take the next"):
        look(records)

    kept = records.find(LevelCheck, VISIT, "000001", "mandal")
    assert kept is not None
    assert kept.by == DISTRICT.user_id
    assert item_of(records).checked == ("mandal",)


def test_a_look_and_another_change_of_the_item_both_get_in() -> None:
    records = decided()
    records.before_commit = lambda _: records.commit(
        Save(row=replace(item_of(records), reels=(VisitId(an_id(9)),)))
    )

    look(records)

    assert (item_of(records).checked, item_of(records).reels) == (("mandal",), (an_id(9),))


def test_two_levels_look_each_for_itself() -> None:
    records = decided()
    look(records, MANDAL, "mandal")
    look(records, DISTRICT, "district", REJECT)
    look(records, STATE, "state")

    assert item_of(records).checked == ("mandal", "district", "state")
    assert [each.agrees for each in records.all(LevelCheck)] == [False, True, True]


def test_a_look_ends_with_a_decision() -> None:
    with pytest.raises(InvalidInput) as refused:
        look(decided(), decision=Decision(kind=DecisionKind.ESCALATE))

    assert refused.value.facts["field"] == "decision"


@pytest.mark.parametrize(
    ("by", "level", "refusal"),
    [
        (MANDAL, "district", NotPermitted),
        (a_user(Role.MODERATOR, "mandal-2", user_id=UserId("others")), "mandal", NotFound),
        (a_worker(user_id=UserId("w")), "mandal", NotFound),
        (MANDAL, "booth", NotFound),
        (MANDAL, "nation", NotFound),
    ],
    ids=["from below", "from elsewhere", "a worker", "at the first level", "where not drawn"],
)
def test_a_look_is_refused(by: User, level: str, refusal: type[Exception]) -> None:
    records = decided()
    commits = len(records.commits)

    with pytest.raises(refusal):
        look(records, by, level)
    with pytest.raises(refusal):
        sampling.open_look(by, VISIT, level, records=records)

    assert len(records.commits) == commits


def test_nothing_waits_before_it_was_decided_or_under_an_id_that_is_none() -> None:
    for records in (a_verified_place(), FakeRecords(*a_small_tree())):
        with pytest.raises(NotFound):
            look(records)


def test_who_may_look_opens_it_and_who_did_sees_her_own() -> None:
    records = decided()

    before = sampling.open_look(MANDAL, VISIT, "mandal", records=records)
    kept = look(records)

    assert before.by is None
    assert sampling.open_look(MANDAL, VISIT, "mandal", records=records) == kept
    with pytest.raises(Conflict):
        sampling.open_look(DISTRICT, VISIT, "mandal", records=records)


def test_another_decision_on_newer_evidence_is_looked_at_for_itself() -> None:
    records = decided(decision=BACK)
    look(records)
    again = replace(
        item_of(records), state=State.PENDING_REVIEW, evidence_version=2, checked=(),
        claim=a_claim(),
    )  # fmt: skip
    records.seed(again)
    decide(records)

    assert offered(records) == [VISIT]
    look(records, decision=REJECT)

    assert [(each.number, each.agrees) for each in records.all(LevelCheck)
            if each.level == "mandal"] == [(1, False), (2, False)]  # fmt: skip


def test_a_new_verdict_forgets_which_levels_looked_at_the_old_one() -> None:
    records = FakeRecords(
        *a_visited_place(),
        a_testimonial(State.HAS_ISSUES, levels=ALL, checked=("mandal",), evidence_version=1),
    )

    item = verify(VISIT, verify_tools(records, FixedClock(NOON), SequentialIds()))

    assert item is not None
    assert (item.evidence_version, item.verdict, item.checked) == (2, Verdict.VERIFIED, ())
    assert item.levels == drawn(USUAL, CAMPAIGN, draw_name(item))
    assert "booth" in item.levels
