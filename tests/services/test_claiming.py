"""Handing out the queue: one person per item, two items per person, nobody and no area left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area, Path
from chalicelib.domain.decisions import Appeal, Asker, Decided, DecisionKind, KeptFor
from chalicelib.domain.errors import (
    AlreadyClaimed,
    Conflict,
    NotFound,
    NotPermitted,
    StoreUnavailable,
)
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.queueing import Part
from chalicelib.domain.review import pass_over
from chalicelib.domain.rows import Page, Save
from chalicelib.domain.seats import MOST_HELD, MOST_KEPT, Seat
from chalicelib.domain.testimonial import CLAIM_LIFE, State, Testimonial
from chalicelib.services import queue_pages
from chalicelib.services.claiming import Asked, claim_next, held, let_go, reviewable, skip
from chalicelib.services.coming_back import come_back
from chalicelib.services.renewing import Renewed, go_on
from tests.builders import (
    CAMPAIGN,
    MODERATOR,
    NOON,
    a_claim,
    a_moderator,
    a_small_tree,
    a_testimonial,
    a_user,
    a_worker,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords, FixedClock

ME = a_moderator()
SECOND = a_moderator(user_id=UserId("moderator-2"))
THIRD = a_moderator(user_id=UserId("moderator-3"))
VERIFIED: dict[str, Any] = {"verdict": Verdict.VERIFIED, "judged_at": NOON}


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


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


def claim(
    records: FakeRecords, user: User = ME, area: str | None = None, minutes: float = 0,
    beside: int | None = None,
) -> VisitId | None:  # fmt: skip
    asked = Asked(
        area_id=AreaId(area) if area else None,
        beside=VisitId(an_id(beside)) if beside is not None else None,
    )
    return claim_next(user, asked, records=records, clock=FixedClock(after(minutes)))


def renew(
    records: FakeRecords, *seen: tuple[int, int], user: User = ME, minutes: float = 5
) -> list[Renewed]:
    wanted = [(VisitId(an_id(number)), version) for number, version in seen]
    return go_on(user, wanted, records=records, clock=FixedClock(after(minutes)))


def ids(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


def the(records: FakeRecords, visit_id: str | None) -> Testimonial:
    item = records.find(Testimonial, visit_id or "")
    assert item is not None
    return item


def seat_of(records: FakeRecords, user: User = ME) -> Seat:
    seat = records.find(Seat, user.user_id)
    assert seat is not None
    return seat


def holders(records: FakeRecords, now: datetime = NOON) -> dict[str, str]:
    """Return who holds what, by the items themselves."""
    claims = {item.visit_id: item.claim for item in records.all(Testimonial)}
    return {each: c.moderator_id for each, c in claims.items() if c and now < c.expires_at}


def decided(records: FakeRecords, visit_id: str | None, state: State = State.APPROVED) -> None:
    """Take an item from the desk, as a decision would."""
    item = the(records, visit_id)
    records.seed(replace(item, state=state, claim=None, version=item.version + 1))


def work_through(
    records: FakeRecords, count: int, user: User = ME, **words: Any
) -> list[VisitId | None]:
    """Return what somebody is given who claims and decides, again and again."""
    given: list[VisitId | None] = []
    for _ in range(count):
        given.append(claim(records, user, **words))
        if given[-1] is not None:
            decided(records, given[-1])
    return given


# --- the next item ----------------------------------------------------------------------------


def test_a_moderator_is_given_the_item_that_waited_longest() -> None:
    records = a_desk(an_item(2), an_item(1))

    assert claim(records) == an_id(1)

    held_by_her = a_claim(expires_at=NOON + CLAIM_LIFE, taken_at=NOON)
    assert the(records, an_id(1)).claim == held_by_her
    assert seat_of(records).held == (an_id(1),)


def test_what_is_riskier_comes_first() -> None:
    doubted = an_item(30, verdict=Verdict.NEEDS_REVIEW, judged_at=NOON)
    records = a_desk(an_item(1), an_item(99, ai_altered=True), doubted)

    assert work_through(records, 4) == [*ids(99, 30, 1), None]


def test_what_is_verified_and_was_not_drawn_comes_behind_everything_else() -> None:
    records = a_desk(
        *(an_item(number, **VERIFIED) for number in range(1, 120)),
        an_item(301, **VERIFIED, levels=("booth",)),
        an_item(302, verdict=Verdict.NEEDS_REVIEW, judged_at=NOON),
    )

    assert work_through(records, 4) == ids(302, 301, 1, 2)


def test_a_reel_waits_among_the_others() -> None:
    reel = an_item(2, members=(VisitId(an_id(7)),), booth_id=AreaId("constituency"))
    records = a_desk(an_item(1), replace(reel, path=path_to("constituency")), an_item(3))

    assert work_through(records, 3) == ids(1, 2, 3)


def test_a_worker_has_no_queue_and_a_convener_claims_nothing() -> None:
    for user in (a_worker(), a_user(Role.CONVENER, "constituency")):
        with pytest.raises(NotPermitted):
            claim(a_desk(an_item(1)), user)


def test_no_two_moderators_are_given_the_same_item() -> None:
    records = a_desk(an_item(1), an_item(2))

    assert [claim(records), claim(records, SECOND)] == ids(1, 2)
    assert claim(records, THIRD) is None


def test_a_moderator_claims_only_in_her_areas() -> None:
    records = a_desk(an_item(1, "booth-6"), an_item(2, "booth-1"))

    assert claim(records, a_moderator("district-1")) == an_id(2)
    assert claim(records, SECOND, "booth-6") == an_id(1)
    assert claim(records, SECOND, "booth-3", beside=1) is None


@pytest.mark.parametrize("area", ["district-2", "nowhere"])
def test_an_area_out_of_scope_looks_absent(area: str) -> None:
    with pytest.raises(NotFound):
        claim(a_desk(an_item(1)), a_moderator("district-1"), area)


def test_items_of_two_scopes_over_one_place_are_looked_at_once() -> None:
    both = a_moderator("constituency", "mandal-1")

    assert work_through(a_desk(an_item(1), an_item(2)), 3, both) == [*ids(1, 2), None]


# --- claims go on, end, and lapse ----------------------------------------------------------------


def test_asking_again_renews_the_item_in_hand() -> None:
    records = a_desk(an_item(1), an_item(2))
    claim(records)

    assert claim(records, minutes=9) == an_id(1)

    assert the(records, an_id(1)).claim == a_claim(expires_at=after(19), taken_at=NOON)


def test_asking_again_at_once_writes_nothing() -> None:
    records = a_desk(an_item(1))
    claim(records)
    records.commits.clear()

    assert claim(records, minutes=0.05) == an_id(1)
    assert records.commits == []


def test_a_lapsed_claim_frees_the_item_for_another() -> None:
    records = a_desk(an_item(1))
    claim(records)

    assert claim(records, SECOND, minutes=9.9) is None
    assert claim(records, SECOND, minutes=10) == an_id(1)


def test_what_lapsed_comes_before_what_is_riskier_and_older() -> None:
    records = a_desk(*(an_item(n) for n in range(1, 150)), an_item(200, "booth-6"))
    assert claim(records, area="booth-6") == an_id(200)
    records.seed(an_item(0, ai_altered=True, since=after(-60)))

    assert claim(records, SECOND, minutes=10) == an_id(200)
    assert claim(records, THIRD, minutes=10) == an_id(0)


def test_a_renewal_makes_the_claim_last_and_gives_the_version_to_decide_on() -> None:
    records = a_desk(an_item(1))
    claim(records)

    (found,) = renew(records, (1, 2))

    item = the(records, an_id(1))
    assert item.claim == a_claim(expires_at=after(15), taken_at=NOON)
    assert found == Renewed(
        visit_id=VisitId(an_id(1)), version=item.version, claim=item.claim, is_changed=False
    )


def test_a_renewal_tells_that_the_item_changed_meanwhile() -> None:
    records = a_desk(an_item(1))
    claim(records)
    records.seed(replace(the(records, an_id(1)), evidence_version=7, version=3))

    (found,) = renew(records, (1, 2))

    assert (found.is_changed, found.version, found.claim is not None) == (True, 4, True)


def test_a_renewal_that_another_writer_crosses_still_renews() -> None:
    records = a_desk(an_item(1))
    claim(records)
    item = the(records, an_id(1))
    records.before_commit = lambda _: records.commit(Save(row=replace(item, evidence_version=7)))

    (found,) = renew(records, (1, 2))

    assert (found.is_changed, found.version) == (True, 4)
    assert the(records, an_id(1)).evidence_version == 7


def lapsed(records: FakeRecords) -> User:
    item = the(records, an_id(1))
    records.seed(replace(item, claim=a_claim(expires_at=after(1))))
    return ME


def taken_by_another(records: FakeRecords) -> User:
    records.seed(replace(the(records, an_id(1)), claim=a_claim(SECOND.user_id)))
    return ME


def withdrawn(records: FakeRecords) -> User:
    decided(records, an_id(1), State.WITHDRAWN)
    return ME


def gone(records: FakeRecords) -> User:
    records.seed(replace(the(records, an_id(1)), path=path_to("booth-1")[:1]))
    return ME


def role_elsewhere(_: FakeRecords) -> User:
    return a_moderator("district-2")


def only_reading(_: FakeRecords) -> User:
    reader = a_user(Role.CONVENER, "constituency")
    return a_moderator(scopes=(*reader.scopes, *a_moderator("booth-6").scopes))


@pytest.mark.parametrize(
    "meanwhile", [lapsed, taken_by_another, withdrawn, gone, role_elsewhere, only_reading]
)
def test_a_renewal_of_what_is_no_longer_hers_comes_without_a_claim(
    meanwhile: Callable[[FakeRecords], User],
) -> None:
    records = a_desk(an_item(1), an_item(2, "booth-6"))
    claim(records)
    user = meanwhile(records)
    before = the(records, an_id(1))

    (found,) = renew(records, (1, 2), user=user)

    assert found == Renewed(visit_id=VisitId(an_id(1)), version=2, claim=None, is_changed=True)
    assert the(records, an_id(1)) == before


def test_both_items_in_hand_are_renewed_in_the_order_asked_for() -> None:
    records = a_desk(an_item(1), an_item(2))
    claim(records)
    claim(records, beside=1)

    found = renew(records, (2, 2), (1, 2), (9, 1))

    assert [each.visit_id for each in found] == ids(2, 1, 9)
    assert [each.claim is not None for each in found] == [True, True, False]


def test_only_moderators_renew() -> None:
    with pytest.raises(NotPermitted):
        renew(a_desk(an_item(1)), (1, 1), user=a_worker())


# --- two at most, in any number of windows ----------------------------------------------------


def test_the_next_item_is_fetched_beside_the_one_on_screen() -> None:
    records = a_desk(an_item(1), an_item(2), an_item(3))

    assert claim(records) == an_id(1)
    assert claim(records, beside=1) == an_id(2)
    assert claim(records, beside=1) == an_id(2)
    assert claim(records) == an_id(1)
    assert holders(records) == dict.fromkeys(ids(1, 2), MODERATOR)
    assert seat_of(records).held == tuple(ids(1, 2))


def test_after_a_decision_the_fetched_item_is_on_screen_and_another_is_fetched() -> None:
    records = a_desk(an_item(1), an_item(2), an_item(3))
    claim(records)
    claim(records, beside=1)
    decided(records, an_id(1))

    assert claim(records) == an_id(2)
    assert claim(records, beside=2) == an_id(3)
    assert set(holders(records)) == set(ids(2, 3))


def test_with_nothing_else_there_nothing_is_fetched_beside() -> None:
    records = a_desk(an_item(1))
    claim(records)

    assert claim(records, beside=1) is None


def test_whoever_takes_a_third_elsewhere_gives_one_back_and_keeps_what_is_on_screen() -> None:
    records = a_desk(an_item(1), an_item(2), an_item(3, "booth-6"))
    claim(records)
    claim(records, beside=1)

    assert claim(records, area="booth-6", beside=1) == an_id(3)

    assert set(holders(records)) == set(ids(1, 3))
    assert seat_of(records).held == tuple(ids(1, 3))
    assert claim(records, SECOND) == an_id(2)


def test_two_windows_that_ask_at_once_get_the_same_item() -> None:
    records = a_desk(an_item(1), an_item(2))
    other: list[VisitId | None] = []
    records.before_commit = lambda _: other.append(claim(records))

    assert claim(records) == an_id(1)

    assert other == [an_id(1)]
    assert set(holders(records)) == {an_id(1)}


def test_a_window_that_finds_nothing_left_gets_what_the_other_one_took() -> None:
    class AskedMeanwhile(FakeRecords):
        """A table in which another window takes the last item while this one looks."""

        other: Callable[[], object] | None = None

        def queue(self, part: Part, *args: Any, **words: Any) -> Page[Testimonial]:
            if part is Part.SOME and self.other is not None:
                ask, self.other = self.other, None
                ask()
            return super().queue(part, *args, **words)

    records = AskedMeanwhile(*a_small_tree(), an_item(1))
    records.other = lambda: claim(records)

    assert claim(records) == an_id(1)


def test_a_claim_that_outlives_her_role_is_nothing_that_she_goes_on_with() -> None:
    records = a_desk(an_item(1), an_item(2, "booth-6"))
    claim(records)
    moved = a_moderator("district-2")

    assert held(seat_of(records), moved, NOON, records) == []
    assert claim(records, moved) == an_id(2)
    assert claim(records, SECOND, minutes=10) == an_id(1)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.APPROVED])
def test_what_was_withdrawn_or_decided_meanwhile_is_not_held(state: State) -> None:
    records = a_desk(an_item(1), an_item(2))
    claim(records)
    decided(records, an_id(1), state)

    assert held(seat_of(records), ME, NOON, records) == []
    assert claim(records) == an_id(2)


# --- others are faster ------------------------------------------------------------------------


def test_a_faster_moderator_leaves_the_next_item_to_the_slower_one() -> None:
    records = a_desk(an_item(1), an_item(2))
    faster: list[VisitId | None] = []
    records.before_commit = lambda _: faster.append(claim(records, SECOND))

    slower = claim(records)

    assert (faster, slower) == ([an_id(1)], an_id(2))


def others_always_faster(records: FakeRecords, left: int) -> None:
    """Have somebody else take, each time before the caller commits, exactly what she is taking."""

    def steal(changes: Sequence[Any]) -> None:
        nonlocal left
        item = next(each.row for each in changes if isinstance(each.row, Testimonial))
        thief = UserId(f"thief-{left}")
        left -= 1
        records.seed(replace(the(records, item.visit_id), claim=a_claim(thief), version=9))
        if left:
            records.before_commit = steal

    records.before_commit = steal


def test_whoever_loses_every_item_of_a_look_looks_again() -> None:
    records = a_desk(*(an_item(number) for number in range(5)))
    others_always_faster(records, 3)

    assert claim(records) is not None
    assert len(holders(records)) == 4


def test_whoever_loses_all_there_is_gets_nothing() -> None:
    records = a_desk(*(an_item(number) for number in range(5)))
    others_always_faster(records, 5)

    assert claim(records) is None


def test_whoever_loses_again_and_again_is_told_to_come_back() -> None:
    records = a_desk(*(an_item(number) for number in range(150)))
    others_always_faster(records, 150)

    with pytest.raises(StoreUnavailable):
        claim(records)


def test_an_item_that_changed_but_is_free_still_is_tried_again() -> None:
    records = a_desk(an_item(1))
    item = the(records, an_id(1))
    records.before_commit = lambda _: records.commit(Save(row=replace(item, evidence_version=7)))

    assert claim(records) == an_id(1)
    assert the(records, an_id(1)).evidence_version == 7


# --- what is not for everybody ----------------------------------------------------------------


def approved_by(number: int, user: User, **fields: Any) -> Testimonial:
    said = Decided(kind=DecisionKind.APPROVE, by=user.user_id, at=NOON)
    return an_item(number, decisions=(said,), **fields)


def test_a_second_person_is_found_for_what_the_first_approved() -> None:
    records = a_desk(approved_by(1, ME))

    assert claim(records) is None
    assert claim(records, SECOND) == an_id(1)


def test_hundreds_that_wait_for_somebody_else_do_not_bar_her_way() -> None:
    records = a_desk(*(approved_by(number, ME) for number in range(300)), an_item(400))

    assert claim(records) == an_id(400)


def test_what_is_hers_behind_many_that_are_not_is_found_when_nothing_else_waits() -> None:
    records = a_desk(*(approved_by(number, ME) for number in range(120)), approved_by(400, SECOND))

    assert claim(records) == an_id(400)


def test_a_look_behind_ends_after_some_pages() -> None:
    most = queue_pages.LOOK_AHEAD * (queue_pages.MOST_PAGES + 1)
    barred = [approved_by(number, ME) for number in range(most)]

    assert claim(a_desk(*barred[1:], approved_by(most, SECOND))) == an_id(most)
    assert claim(a_desk(*barred, approved_by(most, SECOND))) is None


def test_what_lapsed_and_is_not_hers_does_not_bar_her_way_either() -> None:
    gone_by = a_claim(SECOND.user_id, expires_at=after(-1))
    records = a_desk(*(approved_by(n, ME, claim=gone_by) for n in range(90)), an_item(400))

    assert claim(records) == an_id(400)


def test_an_item_is_left_to_others_for_half_an_hour() -> None:
    records = a_desk(an_item(1))
    claim(records)

    skip(ME, VisitId(an_id(1)), records=records, clock=FixedClock(NOON))

    assert claim(records, minutes=29) is None
    assert claim(records, minutes=30) == an_id(1)


def test_skipping_twice_is_skipping_once() -> None:
    records = a_desk(an_item(1))
    claim(records)
    clock = FixedClock(NOON)
    skip(ME, VisitId(an_id(1)), records=records, clock=clock)
    after_once = the(records, an_id(1))

    skip(ME, VisitId(an_id(1)), records=records, clock=clock)

    assert the(records, an_id(1)) == after_once


def test_only_the_holder_skips_and_may_do_so_again_later() -> None:
    records = a_desk(an_item(1))
    clock = FixedClock(after(40))
    with pytest.raises(AlreadyClaimed):
        skip(ME, VisitId(an_id(1)), records=records, clock=clock)

    records.seed(pass_over(replace(the(records, an_id(1)), claim=a_claim()), MODERATOR, NOON))
    claim(records, minutes=40)
    skip(ME, VisitId(an_id(1)), records=records, clock=clock)

    assert [each.at for each in the(records, an_id(1)).passed_over] == [after(40)]


def test_what_was_decided_cannot_be_skipped() -> None:
    records = a_desk(an_item(1))
    claim(records)
    decided(records, an_id(1))

    with pytest.raises(Conflict):
        skip(ME, VisitId(an_id(1)), records=records, clock=FixedClock(NOON))


# --- giving back ------------------------------------------------------------------------------


def test_an_item_is_given_back_by_its_holder_only() -> None:
    records = a_desk(an_item(1))
    clock = FixedClock(NOON)
    claim(records)

    with pytest.raises(AlreadyClaimed):
        let_go(SECOND, VisitId(an_id(1)), records=records, clock=clock)
    let_go(ME, VisitId(an_id(1)), records=records, clock=clock)

    assert claim(records, SECOND) == an_id(1)


@pytest.mark.parametrize(
    "fields",
    [{}, {"claim": a_claim(SECOND.user_id, expires_at=NOON)}, {"state": State.WITHDRAWN}],
    ids=["free", "lapsed", "withdrawn"],
)
def test_giving_back_what_nobody_holds_changes_nothing(fields: dict[str, Any]) -> None:
    records = a_desk(an_item(1, **fields))

    let_go(ME, VisitId(an_id(1)), records=records, clock=FixedClock(NOON))

    assert records.commits == []


def test_giving_back_survives_another_writer() -> None:
    records = a_desk(an_item(1, claim=a_claim()))
    item = records.all(Testimonial)[0]
    records.before_commit = lambda _: records.commit(Save(row=replace(item, content_version=3)))

    let_go(ME, VisitId(an_id(1)), records=records, clock=FixedClock(NOON))

    item = records.all(Testimonial)[0]
    assert (item.claim, item.content_version) == (None, 3)


@pytest.mark.parametrize("user", [a_moderator("district-2"), a_worker()])
def test_an_item_out_of_scope_looks_absent(user: User) -> None:
    records = a_desk(an_item(1))

    for step in (let_go, skip):
        with pytest.raises(NotFound):
            step(user, VisitId(an_id(1)), records=records, clock=FixedClock(NOON))
    with pytest.raises(NotFound):
        reviewable(ME, VisitId(an_id(9)), records)


def test_who_moderates_elsewhere_and_reads_here_decides_nothing_here() -> None:
    records = a_desk(an_item(1))

    with pytest.raises(NotPermitted):
        reviewable(only_reading(records), VisitId(an_id(1)), records)
    assert reviewable(ME, VisitId(an_id(1)), records).visit_id == an_id(1)


# --- what comes back --------------------------------------------------------------------------


def came_back(records: FakeRecords, number: int, to: User = ME, minutes: float = 0) -> Testimonial:
    """Bring an item back from its worker to whoever sent it back."""
    kept = KeptFor(moderator_id=to.user_id, until=after(minutes + 60))
    item, seats = come_back(an_item(number, kept_for=kept), records=records)
    records.seed(item)
    for save in seats:
        records.commit(save)
    return item


def test_what_came_back_is_hers_first_wherever_it_stands() -> None:
    records = a_desk(*(an_item(number) for number in range(80)))
    came_back(records, 99)

    assert claim(records, SECOND) == an_id(0)
    assert claim(records) == an_id(99)
    assert seat_of(records).held == (an_id(99),)


def test_what_came_back_is_found_again_after_her_hold_lapsed() -> None:
    records = a_desk(an_item(1))
    came_back(records, 99)
    claim(records)

    assert claim(records, SECOND, minutes=11) == an_id(1)
    assert claim(records, minutes=11) == an_id(99)


def test_what_came_back_and_was_not_taken_is_anybodys_first_of_all_later() -> None:
    records = a_desk(an_item(1))
    came_back(records, 99)

    assert claim(records, SECOND, minutes=60) == an_id(99)


def test_what_came_back_is_not_hers_where_she_no_longer_moderates() -> None:
    records = a_desk(an_item(2, "booth-6"))
    came_back(records, 99)

    assert claim(records, a_moderator("district-2")) == an_id(2)


def test_what_came_back_is_left_out_when_she_asks_for_another_area() -> None:
    records = a_desk(an_item(2, "booth-6"))
    came_back(records, 99)

    assert claim(records, area="booth-6") == an_id(2)
    assert claim(records, beside=2) == an_id(99)


def test_what_is_over_leaves_her_seat_with_the_next_item() -> None:
    records = a_desk(an_item(1))
    for number in (97, 98, 99):
        came_back(records, number)
    decided(records, an_id(98))
    records.seed(replace(the(records, an_id(99)), kept_for=None))

    claim(records)

    assert seat_of(records).kept == (an_id(97),)


def test_beyond_what_one_seat_keeps_what_comes_back_is_anybodys() -> None:
    records = a_desk()
    for number in range(MOST_KEPT):
        came_back(records, number)

    assert came_back(records, 99).kept_for is None
    assert claim(records, SECOND) == an_id(99)


def test_what_comes_back_a_second_time_writes_no_seat_again() -> None:
    records = a_desk()
    came_back(records, 99)
    records.commits.clear()

    came_back(records, 99)

    assert records.commits == []


@pytest.mark.parametrize("fields", [{}, {"state": State.REFUSED}], ids=["new", "refused"])
def test_what_nobody_sent_back_or_is_refused_comes_back_to_nobody(fields: dict[str, Any]) -> None:
    kept = KeptFor(moderator_id=MODERATOR, until=after(60)) if fields else None
    item = an_item(1, kept_for=kept, **fields)

    assert come_back(item, records=a_desk()) == (item, [])


# --- areas and desks take turns ---------------------------------------------------------------


def test_a_busy_booth_does_not_keep_the_others_waiting() -> None:
    busy = [an_item(number, "booth-1") for number in range(30)]
    records = a_desk(*busy, an_item(40, "booth-3"), an_item(41, "booth-5"))

    assert work_through(records, 5) == ids(0, 40, 41, 1, 2)


def with_desks(*names: str) -> FakeRecords:
    """Return the tree in which each of these areas keeps a list of its own, and none above."""

    def own_desk(area: Area) -> Area:
        desk = next((AreaId(name) for name in area.path if name in names), None)
        return replace(area, is_desk=area.area_id in names, desk_id=desk)

    return FakeRecords(*(own_desk(area) for area in a_small_tree()))


def test_whoever_has_several_desks_gets_from_each_in_turn() -> None:
    records = with_desks("district-1", "district-2")
    for number in range(12):
        records.seed(an_item(number, f"booth-{number % 3 + 1}", desk_id=AreaId("district-1")))
    for number in (20, 21, 22):
        records.seed(an_item(number, f"booth-{number - 16}", desk_id=AreaId("district-2")))

    given = work_through(records, 6)

    assert [the(records, each).desk_id for each in given] == ["district-1", "district-2"] * 3


def test_several_desks_are_looked_at_together() -> None:
    records = with_desks("district-1", "district-2")
    records.seed(
        an_item(1, desk_id=AreaId("district-1")),
        an_item(2, "booth-6", desk_id=AreaId("district-2"), ai_altered=True),
        an_item(3, "booth-6", desk_id=AreaId("district-2"), claim=a_claim(SECOND.user_id)),
    )

    assert claim(records, minutes=10) == an_id(3)
    assert claim(records, minutes=10, beside=3) == an_id(2)


MANY = 3 * queue_pages.DESKS_AT_ONCE


def a_country(desks: int, *items: Testimonial) -> tuple[FakeRecords, User]:
    """Return a tree of many desks right below its root, and somebody who moderates all of it."""
    names = [AreaId(f"seat-{number}") for number in range(desks)]
    root: Path = (AreaId("nation"),)
    top = Area(
        area_id=root[0], campaign_id=CAMPAIGN, parent_id=None, level="nation", names={}, path=root,
        children=tuple(names),
    )  # fmt: skip
    below = [
        Area(
            area_id=name, campaign_id=CAMPAIGN, parent_id=root[0], level="constituency", names={},
            path=(*root, name), is_desk=True, desk_id=name,
        )
        for name in names
    ]  # fmt: skip
    scope = replace(ME.scopes[0], area_id=root[0], path=root)
    return FakeRecords(top, *below, *items), a_moderator(scopes=(scope,))


def at_desk(number: int, desk: int, **fields: Any) -> Testimonial:
    name = AreaId(f"seat-{desk}")
    return an_item(number, path=(AreaId("nation"), name), desk_id=name, booth_id=name, **fields)


def test_what_is_oldest_is_found_in_a_round_of_turns_though_no_nearer_desk_is_ever_empty() -> None:
    lone = MANY - 1
    busy = [at_desk(100 * desk + n, desk, since=NOON) for desk in range(lone) for n in range(9)]
    records, user = a_country(MANY, *busy, at_desk(9999, lone, since=after(-1)))

    assert an_id(9999) in work_through(records, MANY, user)


def test_a_single_item_is_found_at_whichever_desk_it_waits() -> None:
    for desk in range(MANY):
        records, user = a_country(MANY, at_desk(1, desk))

        assert claim(records, user) == an_id(1)


def test_of_very_many_desks_a_look_reads_some_and_the_next_one_others() -> None:
    desks = queue_pages.MOST_DESKS + 5
    found = []
    for desk in range(desks):
        records, user = a_country(desks, at_desk(1, desk))
        found.append([claim(records, user) for _ in range(6)])

    assert any(each[0] is None for each in found)
    assert all(an_id(1) in each for each in found)


def test_each_moderator_begins_at_another_desk() -> None:
    items = [at_desk(desk, desk) for desk in range(MANY)]
    first = {
        claim(a_country(MANY, *items)[0], replace(a_country(MANY)[1], user_id=UserId(f"m-{n}")))
        for n in range(12)
    }

    assert len(first) > 1


def test_a_scope_over_an_area_that_is_gone_has_an_empty_queue() -> None:
    assert claim(FakeRecords()) is None


def test_an_appeal_is_given_to_somebody_else_before_what_is_usual() -> None:
    asked = Appeal(by=Asker.WORKER, at=after(5))
    turned_down = Decided(kind=DecisionKind.REJECT, by=MODERATOR, at=NOON)
    item = an_item(50, appeal=asked, decisions=(turned_down,), **VERIFIED)
    records = a_desk(an_item(1), item)

    assert claim(records) == an_id(1)
    assert claim(records, SECOND) == an_id(50)


def test_nobody_ever_holds_more_than_two() -> None:
    records = a_desk(*(an_item(n, f"booth-{n % 6 + 1}") for n in range(12)))
    last = None

    for booth in ("booth-1", None, "booth-2", "booth-3", None, "booth-1"):
        last = claim(records, area=booth, beside=int(last[-12:], 16) if last else None)
        assert len(holders(records)) <= MOST_HELD
        assert set(seat_of(records).held) == set(holders(records))
