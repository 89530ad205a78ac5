"""The review desk: one moderator per item, decisions that cannot be half made."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry, is_intact
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Guardian, Ledger, Purpose, withdraw
from chalicelib.domain.decisions import Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import (
    AlreadyClaimed,
    Conflict,
    ConsentMissing,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.ids import AreaId, ConsentId, UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import Role, User
from chalicelib.domain.returned import Returned
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.rows import Row, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.services import moderation
from chalicelib.services.claiming import let_go
from chalicelib.services.dossiers import show
from chalicelib.services.moderation import Tools
from tests.builders import (
    CONSENT,
    DESK,
    MODERATOR,
    NOON,
    PHOTO,
    VISIT,
    WORKER,
    a_beneficiary,
    a_campaign,
    a_claim,
    a_consent,
    a_ledger,
    a_moderator,
    a_ready_video,
    a_reviewable_place,
    a_small_tree,
    a_testimonial,
    a_user,
    a_visit,
    a_visited_place,
    a_withdrawal,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds

SECOND = a_moderator(user_id=UserId("moderator-2"))
APPROVE = Decision(kind=DecisionKind.APPROVE)
REJECT = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.WRONG_PERSON, note="Not she")
MOTHER = Guardian(name="Gita", relation="mother")
CONVENER = a_user(Role.CONVENER, "constituency")


def an_item(number: int, booth: str = "booth-1", **fields: Any) -> Testimonial:
    """Return a waiting item; greater numbers have waited for less long."""
    defaults = {
        "visit_id": VisitId(an_id(number)),
        "booth_id": AreaId(booth),
        "path": path_to(booth),
        "since": NOON + timedelta(seconds=number),
    }
    return a_testimonial(**{**defaults, **fields})


def a_desk(*items: Testimonial) -> FakeRecords:
    return FakeRecords(*a_small_tree(), *items)


def decide(
    records: FakeRecords, decision: Decision = APPROVE, user: User | None = None, version: int = 1
) -> None:
    tools = Tools(
        records=records, clock=FixedClock(NOON + timedelta(minutes=1)), new_id=SequentialIds()
    )
    moderation.pass_decision(user or a_moderator(), VISIT, version, decision, tools)


def listed(records: FakeRecords, user: User, area: str | None = None, limit: int = 2) -> list[str]:
    """Follow the cursors to the end."""
    area_id, cursor, found = AreaId(area) if area else None, None, []
    for _ in range(20):
        page = moderation.list_by_state(
            user, State.PENDING_REVIEW, area_id, limit=limit, cursor=cursor, records=records
        )
        assert len(page.items) <= limit
        found += [str(item.visit_id) for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("The list does not end")


def ids(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


def test_a_list_shows_the_longest_waiting_first_page_by_page() -> None:
    records = a_desk(an_item(3), an_item(1, "booth-6"), an_item(2), an_item(5), an_item(4))

    assert listed(records, a_moderator()) == ids(1, 2, 3, 4, 5)


def test_a_list_holds_one_state_only() -> None:
    records = a_desk(an_item(1), an_item(2, state=State.APPROVED))

    assert listed(records, a_moderator()) == ids(1)


def test_a_list_stays_within_the_callers_areas_and_the_named_one() -> None:
    records = a_desk(an_item(1, "booth-1"), an_item(2, "booth-2"), an_item(3, "booth-6"))

    assert listed(records, a_moderator("mandal-1")) == ids(1, 2)
    assert listed(records, a_moderator(), "district-2") == ids(3)
    assert listed(records, a_user(Role.CONVENER, "state")) == ids(1, 2, 3)


def test_a_list_without_anything_is_one_empty_page() -> None:
    assert listed(a_desk(), a_moderator()) == []
    assert listed(a_desk(), a_moderator(scopes=(*a_worker().scopes, *a_user(
        Role.MODERATOR, "constituency").scopes))) == []  # fmt: skip


@pytest.mark.parametrize("area", ["district-2", "nowhere"])
def test_an_area_out_of_scope_looks_absent(area: str) -> None:
    with pytest.raises(NotFound):
        listed(a_desk(), a_moderator("district-1"), area)


def test_an_area_where_the_caller_is_only_a_worker_looks_absent() -> None:
    both = a_moderator(scopes=(*a_moderator("district-1").scopes, *a_worker("booth-6").scopes))

    with pytest.raises(NotFound):
        listed(a_desk(), both, "booth-6")


def test_a_worker_has_no_review_list() -> None:
    with pytest.raises(NotPermitted):
        listed(a_desk(), a_worker())


def test_a_scope_over_an_area_that_is_gone_lists_nothing() -> None:
    assert listed(FakeRecords(), a_moderator()) == []


def two_desks() -> FakeRecords:
    """Both districts keep their own desk, and nothing above them does."""
    desks = {"district-1", "district-2"}

    def own_desk(area: Area) -> Area:
        desk = next((AreaId(name) for name in area.path if name in desks), None)
        return replace(area, is_desk=area.area_id in desks, desk_id=desk)

    return FakeRecords(*(own_desk(area) for area in a_small_tree()))


def test_several_desks_are_listed_one_after_the_other_without_gap() -> None:
    records = two_desks()
    for number in (1, 2, 3):
        records.seed(an_item(number, desk_id=AreaId("district-1")))
    records.seed(an_item(4, "booth-6", desk_id=AreaId("district-2")))

    assert listed(records, a_user(Role.CONVENER, "state")) == ids(1, 2, 3, 4)
    assert listed(records, a_moderator(), "district-2") == ids(4)


def test_an_empty_first_desk_does_not_hide_the_second() -> None:
    records = two_desks()
    records.seed(an_item(4, "booth-6", desk_id=AreaId("district-2")))

    assert listed(records, a_user(Role.CONVENER, "state")) == ids(4)


def test_a_tree_without_desks_keeps_its_lists_at_the_root() -> None:
    records = FakeRecords(*(replace(area, desk_id=None) for area in a_small_tree()))
    records.seed(an_item(1, "booth-6", desk_id=AreaId("state")))

    assert listed(records, a_moderator()) == ids(1)


@pytest.mark.parametrize("cursor", ["", "x", "99:", "-1:", "0:", "²:", "9" * 5000])
def test_a_made_up_cursor_shows_nothing_that_the_caller_may_not_see(cursor: str) -> None:
    records = a_desk(an_item(1), an_item(2, "booth-6"))

    page = moderation.list_by_state(
        a_moderator("district-1"), State.PENDING_REVIEW, None, limit=9, cursor=cursor,
        records=records,
    )  # fmt: skip

    assert [item.visit_id for item in page.items] in ([], ids(1))


def a_claimed_place(**fields: Any) -> FakeRecords:
    return FakeRecords(*a_reviewable_place(claim=a_claim(), **fields))


def test_an_approval_writes_state_audit_and_job_together_and_checks_the_ledger() -> None:
    records = a_claimed_place()

    decide(records)

    (commit,) = records.commits
    assert [(type(change), type(change.row)) for change in commit] == [
        (Save, Testimonial), (Save, AuditEntry), (Save, ReviewDay), (Save, OutboxItem),
        (Unchanged, Ledger),
    ]  # fmt: skip
    item, entry = records.all(Testimonial)[0], records.all(AuditEntry)[0]
    assert (item.state, item.content_version) == (State.APPROVED, 1)
    assert (entry.actor, entry.facts["decision"]) == (MODERATOR, "approve")
    assert is_intact([entry], item.audit)
    job = records.all(OutboxItem)[0].job
    assert (job.action, job.content_version) == (Action.SCHEDULE, 1)


@pytest.mark.parametrize(
    ("verified", "name", "approved"),
    [(CONSENT, "Sunita", CONSENT), (None, "Sunita", None), (CONSENT, "", None)],
    ids=["as it was verified", "come since", "gone since"],
)
def test_only_a_name_that_the_verdict_knew_is_approved(
    verified: ConsentId | None, name: str, approved: ConsentId | None
) -> None:
    records = a_claimed_place(named_by=verified)
    records.seed(a_ledger(a_consent(shown_name=name)))

    decide(records)

    assert records.all(Testimonial)[0].named_by == approved


def test_a_name_outlives_an_escalation() -> None:
    records = a_claimed_place(named_by=CONSENT)

    decide(records, Decision(kind=DecisionKind.ESCALATE))

    assert records.all(Testimonial)[0].named_by == CONSENT


def test_a_rejection_writes_its_reason_and_no_job() -> None:
    records = a_claimed_place()

    decide(records, REJECT)

    (entry,) = records.all(AuditEntry)
    assert records.all(Testimonial)[0].state is State.REJECTED
    assert entry.facts["reason_code"] == "wrong_person"
    assert "Not she" not in str(entry)
    assert records.all(OutboxItem) == []


def test_a_decision_on_an_older_version_is_stale() -> None:
    records = a_claimed_place()

    with pytest.raises(StaleVersion):
        decide(records, version=2)

    assert records.commits == []


def test_the_same_decision_again_says_that_it_is_done() -> None:
    records = a_claimed_place()
    decide(records)

    for decision, is_done in ((APPROVE, True), (REJECT, False)):
        with pytest.raises(StaleVersion) as refusal:
            decide(records, decision)
        assert refusal.value.facts == {"current_state": "approved", "is_done": is_done}


def test_two_windows_that_count_in_the_same_day_are_no_stale_version() -> None:
    other = an_item(7, claim=a_claim())
    records = FakeRecords(*a_reviewable_place(claim=a_claim()), other)
    tools = Tools(records=records, clock=FixedClock(NOON), new_id=SequentialIds())
    records.before_commit = lambda _: moderation.pass_decision(
        a_moderator(), other.visit_id, 1, REJECT, tools
    )

    decide(records)

    (day,) = records.all(ReviewDay)
    assert day.counts == {"approve": 1, "reject": 1}
    assert {item.state for item in records.all(Testimonial)} == {State.APPROVED, State.REJECTED}


def test_an_item_that_changed_in_the_very_moment_is_stale_and_not_decided() -> None:
    records = a_claimed_place()
    item = records.all(Testimonial)[0]
    records.before_commit = lambda _: records.commit(Save(row=replace(item, evidence_version=2)))

    with pytest.raises(StaleVersion) as refusal:
        decide(records)

    assert refusal.value.facts == {"current_state": "pending_review", "is_done": False}
    assert records.all(ReviewDay) == []


def test_a_decision_is_counted_on_the_day_of_the_campaign_and_at_its_desk() -> None:
    records = FakeRecords(*a_reviewable_place(claim=a_claim(taken_at=NOON)))

    decide(records)

    (day,) = records.all(ReviewDay)
    assert (day.user_id, day.day, day.desk_id) == (MODERATOR, NOON.date(), DESK)
    assert (day.path, day.looked_s) == (path_to(DESK), 60)


def test_a_desk_that_is_no_area_of_the_path_counts_at_its_root() -> None:
    rows = [row for row in a_reviewable_place() if not isinstance(row, Campaign)]
    item = a_testimonial(claim=a_claim(), desk_id=AreaId("elsewhere"))
    records = FakeRecords(*rows, item)

    decide(records, REJECT)

    (day,) = records.all(ReviewDay)
    assert (day.desk_id, day.path, day.day) == ("elsewhere", ("state",), NOON.date())


def test_what_comes_back_is_marked_for_its_worker_once() -> None:
    records = a_claimed_place()
    decide(records, REJECT)
    item = records.all(Testimonial)[0]
    records.seed(replace(item, state=State.PENDING_REVIEW, claim=a_claim(), decisions=()))

    decide(records, REJECT, version=item.version)

    (mark,) = records.all(Returned)
    assert (mark.worker_id, mark.visit_id, mark.version) == (WORKER, VISIT, 2)


def test_what_no_worker_made_comes_back_to_nobody() -> None:
    rows = [row for row in a_reviewable_place(claim=a_claim()) if not isinstance(row, Visit)]
    records = FakeRecords(*rows)

    decide(records, REJECT)

    assert records.all(Returned) == []


def test_a_decision_without_a_claim_is_refused() -> None:
    records = FakeRecords(*a_reviewable_place())

    with pytest.raises(AlreadyClaimed):
        decide(records)


def test_a_second_moderator_cannot_decide_a_claimed_item() -> None:
    records = a_claimed_place()

    with pytest.raises(AlreadyClaimed):
        decide(records, user=SECOND)

    assert records.commits == []


def test_nobody_approves_a_visit_of_her_own() -> None:
    records = a_claimed_place()
    records.seed(a_visit(worker_id=MODERATOR))

    with pytest.raises(Conflict, match="yourself"):
        decide(records)
    decide(records, REJECT)

    assert [item.state for item in records.all(Testimonial)] == [State.REJECTED]


def test_a_decided_item_is_not_decided_again() -> None:
    records = a_claimed_place()
    decide(records)

    with pytest.raises(Conflict):
        decide(records, REJECT, version=2)


@pytest.mark.parametrize(
    ("purposes", "lacking"),
    [
        (frozenset(), ["photo", "publish"]),
        (frozenset({Purpose.PUBLISH}), ["publish"]),
        (frozenset({Purpose.PHOTO}), ["photo"]),
    ],
    ids=["everything", "publishing", "the photo"],
)
def test_nothing_is_approved_against_a_withdrawal(
    purposes: frozenset[Purpose], lacking: list[str]
) -> None:
    records = a_claimed_place()
    records.seed(withdraw(a_ledger(), a_withdrawal(purposes=purposes)))

    with pytest.raises(ConsentMissing) as refusal:
        decide(records)

    assert refusal.value.facts == {"purposes": lacking}
    assert records.all(Testimonial)[0].state is State.PENDING_REVIEW


def test_taking_back_what_the_item_does_not_show_stops_nothing() -> None:
    records = a_claimed_place()
    records.seed(
        withdraw(a_ledger(), a_withdrawal(purposes=frozenset({Purpose.VIDEO}))), a_ready_video()
    )

    decide(records)

    assert records.all(Testimonial)[0].media_ids == (PHOTO,)
    assert records.all(Testimonial)[0].state is State.APPROVED


@pytest.mark.parametrize(
    ("guardian", "allowed", "is_taken"),
    [(None, True, False), (MOTHER, False, False), (MOTHER, True, True)],
    ids=["nobody agreed", "no children here", "a guardian agreed"],
)
def test_a_child_is_approved_only_where_a_guardian_agreed_and_it_is_allowed(
    guardian: Guardian | None, allowed: bool, is_taken: bool
) -> None:
    records = FakeRecords(*a_reviewable_place(claim=a_claim()))
    records.seed(
        a_beneficiary(details={"birth_year": "2012"}),
        a_ledger(a_consent(guardian=guardian)),
        a_campaign(minors_may_publish=allowed),
    )

    if is_taken:
        decide(records)
    else:
        with pytest.raises(ConsentMissing, match="under 18") as refused:
            decide(records)
        assert refused.value.facts == {"purposes": ["publish"]}

    assert len(records.commits) == (1 if is_taken else 0)


def test_approval_without_any_recorded_consent_is_refused() -> None:
    rows: list[Row] = [row for row in a_visited_place() if not isinstance(row, Ledger)]
    records = FakeRecords(*rows, a_testimonial(claim=a_claim()))

    with pytest.raises(ConsentMissing):
        decide(records)


def test_an_approval_keeps_the_captions_that_were_shown_when_nobody_wrote_any() -> None:
    records = a_claimed_place()
    item = records.all(Testimonial)[0]
    records.seed(replace(item, captions=None))
    shown = show(a_moderator(), VISIT, records=records).captions

    decide(records)

    assert records.all(Testimonial)[0].captions == shown
    assert set(shown) == {"hi", "en"}


def test_a_withdrawal_between_reading_and_writing_stops_the_approval() -> None:
    records = a_claimed_place()
    ledger = records.all(Ledger)[0]
    records.before_commit = lambda _: records.commit(Save(row=withdraw(ledger, a_withdrawal())))

    with pytest.raises(ConsentMissing):
        decide(records)

    assert records.all(Testimonial)[0].state is State.PENDING_REVIEW
    assert records.all(OutboxItem) == []


def test_rejecting_is_possible_after_a_withdrawal() -> None:
    records = a_claimed_place()
    records.seed(withdraw(a_ledger(), a_withdrawal()))

    decide(records, REJECT)

    assert records.all(Testimonial)[0].state is State.REJECTED


@pytest.mark.parametrize(
    "user",
    [a_moderator("district-2"), a_worker()],
    ids=["a moderator elsewhere", "the booth's worker"],
)
def test_an_item_out_of_scope_looks_absent(user: User) -> None:
    records = a_claimed_place()

    with pytest.raises(NotFound):
        decide(records, user=user)
    with pytest.raises(NotFound):
        let_go(user, VISIT, records=records, clock=FixedClock(NOON))
    with pytest.raises(NotFound):
        show(user, VISIT, records=records)


def test_a_convener_reads_but_does_not_decide() -> None:
    records = a_claimed_place()

    assert show(CONVENER, VISIT, records=records).item.visit_id == VISIT
    with pytest.raises(NotPermitted):
        decide(records, user=CONVENER)


def test_an_unknown_item_is_absent() -> None:
    records = a_desk()

    with pytest.raises(NotFound):
        decide(records)
    with pytest.raises(NotFound):
        show(a_moderator(), VISIT, records=records)


def test_two_roles_over_one_area_list_its_items_once() -> None:
    records = FakeRecords(*a_reviewable_place())
    user = a_moderator()
    both = replace(
        user, scopes=(*user.scopes, *(replace(s, role=Role.CONVENER) for s in user.scopes))
    )
    seen: list[VisitId] = []
    cursor: str | None = None

    while True:
        page = moderation.list_by_state(
            both, State.PENDING_REVIEW, None, limit=9, cursor=cursor, records=records
        )
        seen += [item.visit_id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [VISIT]
