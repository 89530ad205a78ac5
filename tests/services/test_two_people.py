"""Two people at the desk: the second is another one, and both approve what goes out as it is."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.amounts import amounts_in
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.consent import Guardian, Ledger, withdraw
from chalicelib.domain.decisions import Asker, Decision, DecisionKind, ReasonCode
from chalicelib.domain.errors import (
    Conflict,
    ConsentMissing,
    DomainError,
    NotPermitted,
    StaleVersion,
    WordsNotPublic,
)
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.people import Role, User
from chalicelib.domain.policy import Policy
from chalicelib.domain.review import MOST_DECISIONS, ask_again
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save, Unchanged
from chalicelib.domain.testimonial import State, Step, Testimonial
from chalicelib.domain.two_people import TwoPeople
from chalicelib.services import moderation, sampling, undoing
from chalicelib.services.auditing import trail
from chalicelib.services.claiming import Asked, claim_next
from chalicelib.services.dossiers import show
from chalicelib.services.explaining import explain
from tests.builders import (
    MODERATOR,
    NOON,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_claim,
    a_consent,
    a_ledger,
    a_moderator,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.reel_place import a_composed_place, visit_id

FIRST = a_moderator()
SECOND, THIRD = (a_moderator(user_id=UserId(f"moderator-{number}")) for number in (2, 3))
SENIOR = a_user(Role.MODERATOR, "state", user_id=UserId("senior"))
APPROVE = Decision(kind=DecisionKind.APPROVE)
REJECT = Decision(kind=DecisionKind.REJECT, reason=ReasonCode.OTHER)
ESCALATE = Decision(kind=DecisionKind.ESCALATE)
MONEY = {"hi": "मुझे 5,000 रुपये मिले"}
MOTHER = Guardian(name="Gita", relation="mother")


class Desk:
    """One item, and moderators who take it and decide, some seconds one after the other."""

    def __init__(self, *more: Any, **fields: Any) -> None:
        item = {"ai_altered": True, **fields}
        self.records = FakeRecords(*a_reviewable_place(**item), *more)
        self.clock = FixedClock(NOON)
        self.tools = moderation.Tools(
            records=self.records, clock=self.clock, new_id=SequentialIds()
        )

    @property
    def item(self) -> Testimonial:
        found = self.records.find(Testimonial, VISIT)
        assert found is not None
        return found

    def take(self, user: User) -> bool:
        return claim_next(user, Asked(), records=self.records, clock=self.clock) == VISIT

    def decides(self, user: User, decision: Decision = APPROVE) -> State:
        assert self.take(user)
        self.clock.advance(seconds=5)
        moderation.pass_decision(user, VISIT, self.item.version, decision, self.tools)
        return self.item.state

    def change(self, **fields: Any) -> None:
        self.records.seed(replace(self.item, **fields))

    def jobs(self) -> list[Action]:
        return [row.job.action for row in self.records.all(OutboxItem)]


def test_a_first_approval_leaves_the_item_for_somebody_else_and_nothing_follows() -> None:
    desk = Desk(levels=("booth", "state"))

    assert desk.decides(FIRST) is State.PENDING_REVIEW

    assert (desk.item.claim, desk.item.content_version) == (None, 0)
    assert (desk.jobs(), desk.records.all(LevelCheck)) == ([], [])
    assert not desk.take(FIRST)
    assert desk.decides(SECOND) is State.APPROVED
    assert desk.jobs() == [Action.SCHEDULE]
    assert [each.by for each in desk.item.decisions] == [FIRST.user_id, SECOND.user_id]
    assert [look.decided_by for look in desk.records.all(LevelCheck)] == [SECOND.user_id]
    assert [day.decided for day in desk.records.all(ReviewDay)] == [1, 1]


def test_the_first_one_does_not_approve_again_even_if_she_holds_it() -> None:
    desk = Desk()
    desk.decides(FIRST)
    desk.change(claim=a_claim(expires_at=NOON + timedelta(hours=1)))

    with pytest.raises(Conflict, match="you have done so already"):
        moderation.pass_decision(FIRST, VISIT, desk.item.version, APPROVE, desk.tools)


def test_both_approvals_stand_on_the_same_ledger_as_it_is_then() -> None:
    desk = Desk()
    for user in (FIRST, SECOND):
        desk.decides(user)
        kept = [change.row for change in desk.records.commits[-1] if isinstance(change, Unchanged)]
        assert [type(row) for row in kept] == [Ledger]


@pytest.mark.parametrize("is_second", [False, True], ids=["the first", "the second"])
def test_neither_approves_against_a_withdrawal(is_second: bool) -> None:
    desk = Desk()
    if is_second:
        desk.decides(FIRST)
    desk.records.seed(withdraw(a_ledger(), a_withdrawal()))

    with pytest.raises(ConsentMissing):
        desk.decides(SECOND)
    assert desk.item.state is State.PENDING_REVIEW


def test_neither_approves_what_names_a_number() -> None:
    number = Decision(kind=DecisionKind.APPROVE, captions={"hi": "फ़ोन: 98765 43210"})
    desk = Desk()

    with pytest.raises(WordsNotPublic):
        desk.decides(FIRST, number)
    desk.decides(FIRST)
    with pytest.raises(WordsNotPublic):
        desk.decides(SECOND, number)

    assert desk.item.state is State.PENDING_REVIEW


def test_other_evidence_in_between_asks_for_two_anew() -> None:
    desk = Desk(evidence_version=1)
    desk.decides(FIRST)
    desk.change(evidence_version=2)

    assert desk.decides(SECOND) is State.PENDING_REVIEW
    assert desk.decides(FIRST) is State.APPROVED


def test_an_amount_that_only_the_second_wrote_is_looked_at_by_a_third() -> None:
    desk = Desk()
    desk.decides(FIRST)

    assert desk.decides(SECOND, replace(APPROVE, captions=MONEY)) is State.PENDING_REVIEW
    assert not desk.take(FIRST)
    assert desk.decides(THIRD) is State.APPROVED
    assert desk.item.captions == MONEY


def test_an_amount_that_came_with_a_decision_that_was_taken_back_is_looked_at_by_a_third() -> None:
    desk = Desk()
    desk.decides(FIRST)
    desk.decides(SECOND, replace(APPROVE, captions=MONEY))
    undoing.take_back(SECOND, VISIT, desk.tools)

    assert desk.item.captions == MONEY
    assert desk.decides(SECOND) is State.PENDING_REVIEW
    assert desk.decides(THIRD) is State.APPROVED


def test_an_amount_that_came_when_it_was_passed_up_is_looked_at_by_two() -> None:
    desk = Desk(SENIOR)
    desk.decides(FIRST)
    desk.decides(SECOND, replace(ESCALATE, captions=MONEY))

    assert desk.decides(SENIOR) is State.PENDING_REVIEW


def test_an_amount_that_somebody_heard_since_is_looked_at_by_two() -> None:
    desk = Desk()
    desk.decides(FIRST)
    desk.change(transcript=MONEY)  # written down by another, and not verified yet

    assert desk.decides(SECOND) is State.PENDING_REVIEW


def test_an_amount_that_the_first_took_out_needs_nobody_else() -> None:
    desk = Desk(ai_altered=False, captions=MONEY)

    assert desk.decides(FIRST, replace(APPROVE, captions={"hi": "घर मिला"})) is State.APPROVED


@pytest.mark.parametrize("said", [{"ai_altered": True}, {"is_public_figure": True}])
def test_what_comes_with_the_decision_asks_for_two(said: dict[str, bool]) -> None:
    desk = Desk(ai_altered=False)

    assert desk.decides(FIRST, replace(APPROVE, **said)) is State.PENDING_REVIEW
    assert desk.decides(SECOND) is State.APPROVED


def test_nobody_makes_it_forget_what_others_decided_by_deciding_again_and_again() -> None:
    desk = Desk(ai_altered=False)
    desk.decides(FIRST, replace(ESCALATE, is_public_figure=True))
    desk.clock.advance(minutes=31)
    denied = replace(APPROVE, is_public_figure=False)

    for number in range(MOST_DECISIONS + 1):
        assert desk.decides(SECOND, denied) is State.PENDING_REVIEW
        desk.change(evidence_version=number + 1)

    assert desk.item.decisions[0].by == FIRST.user_id
    assert len(desk.item.decisions) == MOST_DECISIONS


@pytest.mark.parametrize("flag", ["ai_altered", "is_public_figure"])
def test_what_somebody_saw_in_it_is_not_one_others_to_take_back(flag: str) -> None:
    desk = Desk(SENIOR, ai_altered=False)
    desk.decides(FIRST, replace(ESCALATE, **{flag: True}))
    denied = replace(APPROVE, **{flag: False})

    assert desk.decides(SENIOR, denied) is State.PENDING_REVIEW
    desk.clock.advance(minutes=31)
    assert desk.decides(SECOND, denied) is State.APPROVED


def test_the_first_ones_captions_are_what_the_second_sees_and_approves() -> None:
    desk = Desk()
    better = {"hi": "मुझे घर मिला"}
    desk.decides(FIRST, replace(APPROVE, captions=better, channel_captions={"page": better}))

    assert show(SECOND, VISIT, records=desk.records).captions == better
    desk.decides(SECOND)

    assert (desk.item.captions, desk.item.channel_captions) == (better, {"page": better})


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.HAS_ISSUES])
def test_one_is_enough_to_say_no_whoever_was_first(kind: DecisionKind) -> None:
    no = Decision(kind=kind, reason=ReasonCode.OTHER)
    first, second = Desk(), Desk()
    second.decides(FIRST)

    for desk, user in ((first, FIRST), (second, SECOND)):
        assert desk.decides(user, no) is not State.PENDING_REVIEW
        assert desk.item.content_version == 0


def test_passing_up_leaves_an_approval_as_it_is_and_the_seniors_is_the_other() -> None:
    desk = Desk(SENIOR)
    desk.decides(FIRST)
    desk.decides(SECOND, ESCALATE)

    assert desk.decides(SENIOR) is State.APPROVED


def test_what_was_passed_up_first_still_needs_two() -> None:
    desk = Desk(SENIOR)
    desk.decides(FIRST, ESCALATE)

    assert desk.decides(SENIOR) is State.PENDING_REVIEW
    assert not desk.take(FIRST)
    desk.clock.advance(minutes=31)
    assert desk.decides(SECOND) is State.APPROVED


def test_after_an_appeal_two_others_decide() -> None:
    desk = Desk()
    desk.decides(FIRST)
    desk.decides(SECOND, REJECT)
    desk.clock.advance(hours=1)
    asked = ask_again(desk.item, Asker.WORKER, None, desk.clock.now())
    desk.records.commit(Save(row=asked))
    desk.clock.advance(hours=1)

    assert not desk.take(FIRST)
    assert not desk.take(SECOND)
    assert desk.decides(THIRD) is State.PENDING_REVIEW
    fourth = a_moderator(user_id=UserId("moderator-4"))
    assert desk.decides(fourth) is State.APPROVED
    assert len(desk.item.decisions) == 4


def test_a_second_approval_that_is_taken_back_leaves_the_first() -> None:
    desk = Desk()
    desk.decides(FIRST)
    desk.decides(SECOND)
    undoing.take_back(SECOND, VISIT, desk.tools)

    assert [each.by for each in desk.item.decisions] == [FIRST.user_id]
    assert desk.decides(SECOND) is State.APPROVED


def test_a_first_approval_that_is_taken_back_was_never_given() -> None:
    desk = Desk()
    desk.decides(FIRST)
    undoing.take_back(FIRST, VISIT, desk.tools)
    desk.change(claim=None)

    assert desk.decides(SECOND) is State.PENDING_REVIEW


@pytest.mark.parametrize(
    ("person", "guardian", "reasons"),
    [
        ({"birth_year": "2012"}, MOTHER, (TwoPeople.CHILD,)),
        ({}, MOTHER, (TwoPeople.CHILD,)),
        ({"birth_year": "1960"}, None, ()),
        ({}, None, ()),
    ],
    ids=["by her year of birth", "since a guardian agreed", "grown up", "nobody knows"],
)
def test_a_child_is_two_peoples_whatever_the_policy(
    person: dict[str, str], guardian: Guardian | None, reasons: tuple[TwoPeople, ...]
) -> None:
    one = Policy(number=1, one_is_enough=("ai_altered", "hard_hint", "money", "public_figure"))
    desk = Desk()
    desk.records.seed(
        a_beneficiary(details=person), a_ledger(a_consent(guardian=guardian)),
        a_campaign(minors_may_publish=True, policy=one),
    )  # fmt: skip

    assert show(FIRST, VISIT, records=desk.records).two_people == reasons
    state = State.PENDING_REVIEW if reasons else State.APPROVED
    assert desk.decides(FIRST) is state


def test_a_policy_may_say_that_one_is_enough() -> None:
    desk = Desk()
    desk.records.seed(a_campaign(policy=Policy(number=1, one_is_enough=("ai_altered",))))

    assert show(FIRST, VISIT, records=desk.records).two_people == ()
    assert desk.decides(FIRST) is State.APPROVED


def test_a_child_whose_row_is_moved_at_this_very_moment_is_still_two_peoples() -> None:
    class Moving(FakeRecords):
        """Her row is nowhere at the first look."""

        looks = 0

        def find(self, kind: Any, *key: str) -> Any:
            self.looks += kind is Beneficiary
            is_nowhere = kind is Beneficiary and self.looks == 1
            return None if is_nowhere else super().find(kind, *key)

    desk = Desk(ai_altered=False, captions={"hi": "घर मिला"})
    campaign = a_campaign(minors_may_publish=True)
    place = a_reviewable_place(captions={"hi": "घर मिला"})
    desk.records = Moving(*place, campaign, a_ledger(a_consent(guardian=MOTHER)))
    desk.tools = replace(desk.tools, records=desk.records)

    assert desk.decides(FIRST) is State.PENDING_REVIEW


def test_captions_to_start_from_are_looked_at_for_money_too() -> None:
    desk = Desk(ai_altered=False, captions=None)
    desk.records.seed(a_campaign(names={"hi": "जन संपर्क ₹6,000", "en": "Contact"}))

    assert show(FIRST, VISIT, records=desk.records).two_people == (TwoPeople.MONEY,)
    assert desk.decides(FIRST) is State.PENDING_REVIEW


def test_a_reel_that_shows_a_public_figure_is_two_peoples() -> None:
    place, reel_id = a_composed_place()
    member = place.records.find(Testimonial, visit_id(1))
    assert member is not None
    place.records.seed(replace(member, is_public_figure=True))

    reel = show(FIRST, reel_id, records=place.records)
    place.approve(reel_id)

    assert reel.two_people == (TwoPeople.PUBLIC_FIGURE,)
    assert place.reel(reel_id).state is State.PENDING_REVIEW


STEPS = st.tuples(
    st.sampled_from([FIRST, SECOND, SENIOR]),
    st.sampled_from(
        [
            APPROVE, replace(APPROVE, captions=MONEY), replace(APPROVE, is_public_figure=False),
            replace(ESCALATE, captions=MONEY), "undo", "heard", "later",
        ]
    ),
)  # fmt: skip


def does(desk: Desk, user: User, step: Decision | str) -> None:
    match step:
        case Decision():
            desk.decides(user, step)
        case "undo":
            undoing.take_back(user, VISIT, desk.tools)
        case "heard":
            desk.change(transcript=MONEY)
        case _:
            desk.clock.advance(minutes=31)


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, min_size=3, max_size=8))
def test_whatever_happens_two_have_approved_each_amount_that_goes_out(
    steps: list[tuple[User, Decision | str]],
) -> None:
    desk, said = Desk(ai_altered=True), dict[Any, frozenset[str]]()
    desk.records.seed(SENIOR)
    for user, step in steps:
        if desk.item.state is not State.PENDING_REVIEW and step != "undo":
            break
        with suppress(DomainError, AssertionError):  # not her turn, or too late
            does(desk, user, step)
        item = desk.item
        for each in item.decisions[-1:]:
            said.setdefault((each.by, each.at), amounts_in(item))
    item = desk.item
    approved = [each for each in item.decisions if each.kind is DecisionKind.APPROVE]
    agreed = {e.by for e in approved if amounts_in(item) <= said[e.by, e.at]}
    assert item.state is not State.APPROVED or len(agreed) > 1


# What the second does not learn

EYES = [SECOND, SENIOR, a_user(Role.CONVENER, "constituency"), a_user(Role.ADMIN, "state")]


@pytest.mark.parametrize("reader", EYES, ids=lambda user: str(user.user_id))
def test_trail_and_story_end_before_the_first_approval_for_everybody_else(reader: User) -> None:
    desk = Desk()
    desk.decides(FIRST)

    found = trail(reader, VISIT, limit=9, cursor=None, records=desk.records, now=desk.clock.now())
    story = explain(reader, VISIT, records=desk.records, clock=desk.clock)

    assert (found.page.items, found.page.cursor, found.head.seq) == ((), None, 0)
    assert found.is_intact
    assert (story.entries, story.is_intact) == (0, True)
    assert not any(step.by == MODERATOR for step in story.steps)


def test_whoever_approved_sees_her_own_entry() -> None:
    desk = Desk()
    desk.decides(FIRST)

    found = trail(FIRST, VISIT, limit=9, cursor=None, records=desk.records, now=desk.clock.now())
    story = explain(FIRST, VISIT, records=desk.records, clock=desk.clock)

    assert [entry.action for entry in found.page.items] == ["decided"]
    assert found.head == desk.item.audit
    assert story.entries == 1


def test_a_trail_that_is_cut_is_cut_on_every_page_and_says_nothing_of_more() -> None:
    desk = Desk()
    desk.decides(SENIOR, ESCALATE)
    desk.clock.advance(minutes=31)
    desk.decides(FIRST)
    now = desk.clock.now()

    one = trail(SECOND, VISIT, limit=1, cursor=None, records=desk.records, now=now)
    whole = trail(FIRST, VISIT, limit=1, cursor=None, records=desk.records, now=now)

    assert [entry.facts["decision"] for entry in one.page.items] == ["escalate"]
    assert (one.page.cursor, one.head.seq) == (None, 1)
    assert one.head.hash == one.page.items[0].hash
    after = trail(
        SECOND, VISIT, limit=1, cursor=whole.page.cursor, records=desk.records, now=now
    ).page
    assert whole.page.cursor is not None
    assert (after.items, after.cursor) == ((), None)


def test_a_broken_chain_is_told_though_its_end_is_withheld() -> None:
    desk = Desk()
    desk.decides(FIRST)
    (entry,) = desk.records.all(AuditEntry)
    desk.records.seed(replace(entry, facts={**entry.facts, "content_version": 9}))

    found = trail(SECOND, VISIT, limit=9, cursor=None, records=desk.records, now=desk.clock.now())

    assert (found.page.items, found.is_intact) == ((), False)


def test_all_is_told_once_it_has_been_decided_for_good() -> None:
    desk = Desk()
    desk.decides(FIRST)
    desk.decides(SECOND, REJECT)

    def seen_by(user: User) -> list[Any]:
        found = trail(user, VISIT, limit=9, cursor=None, records=desk.records,
                      now=desk.clock.now())  # fmt: skip
        return [entry.facts["decision"] for entry in found.page.items]

    assert seen_by(SECOND) == []
    desk.clock.advance(seconds=31)
    assert seen_by(SECOND) == ["approve", "reject"]


def test_a_second_look_at_what_was_taken_back_is_not_in_the_story() -> None:
    desk = Desk(ai_altered=False, levels=("booth", "state"), evidence_version=1,
                verdict=Verdict.VERIFIED)  # fmt: skip
    desk.decides(FIRST)
    sampling.keep(SENIOR, VISIT, "state", APPROVE, records=desk.records, clock=desk.clock)
    told = explain(SECOND, VISIT, records=desk.records, clock=desk.clock)
    undoing.take_back(FIRST, VISIT, desk.tools)

    story = explain(SECOND, VISIT, records=desk.records, clock=desk.clock)

    assert any(step.by == SENIOR.user_id for step in told.steps)
    assert not any(step.by == SENIOR.user_id for step in story.steps)


@pytest.mark.parametrize("user", [FIRST, SECOND])
def test_nobody_of_the_two_looks_a_second_time_though_she_answers_for_more(user: User) -> None:
    wide = replace(user, scopes=(*user.scopes, *SENIOR.scopes))
    desk = Desk(levels=("booth", "state"), evidence_version=1)
    desk.decides(FIRST)
    desk.decides(SECOND)

    page = sampling.waiting(wide, "state", None, limit=9, cursor=None, records=desk.records)

    assert page.items == ()
    with pytest.raises(NotPermitted, match="you have decided on it yourself"):
        sampling.open_look(wide, VISIT, "state", records=desk.records)


def test_a_version_that_is_old_says_nothing_of_who_decided() -> None:
    desk = Desk()
    seen = desk.item.version
    desk.decides(FIRST)
    desk.take(SECOND)

    with pytest.raises(StaleVersion) as refusal:
        moderation.pass_decision(SECOND, VISIT, seen, APPROVE, desk.tools)

    assert refusal.value.facts == {"current_state": "pending_review", "is_done": False}


def test_the_list_of_what_waits_keeps_its_order() -> None:
    steps = tuple(
        Step(at=NOON - timedelta(hours=hours), source=State.VERIFYING, by="system",
             target=State.PENDING_REVIEW)
        for hours in (9, 2)
    )  # fmt: skip
    beside = [
        a_testimonial(
            visit_id=VisitId(an_id(hours)), since=NOON - timedelta(hours=hours), ai_altered=True,
            booth_id=AreaId("booth-2"), path=path_to("booth-2"),
        )
        for hours in (1, 5, 8)
    ]  # fmt: skip
    desk = Desk(*beside, since=steps[-1].at, history=steps)

    def listed() -> list[VisitId]:
        page = moderation.list_by_state(
            SECOND, State.PENDING_REVIEW, None, limit=9, cursor=None, records=desk.records
        )
        return [item.visit_id for item in page.items]

    before = listed()
    desk.decides(FIRST)

    assert listed() == before
    assert before[0] == VISIT
