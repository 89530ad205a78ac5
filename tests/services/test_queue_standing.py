"""How the queue stands: as many as wait, the oldest of them, and what is in one's own hands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.decisions import Decided, DecisionKind
from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.finding import Verdict
from chalicelib.domain.ids import AreaId, BeneficiaryId, UserId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.reels import NOBODY
from chalicelib.domain.rows import Row
from chalicelib.domain.testimonial import State, Testimonial, move
from chalicelib.services.claiming import Asked, claim_next
from chalicelib.services.counting import count
from chalicelib.services.queue_pages import DESKS_AT_ONCE, LOOK_AHEAD
from chalicelib.services.queue_standing import Standing, standing
from chalicelib.services.relaying import RowChange
from tests.builders import (
    CAMPAIGN,
    NOON,
    a_campaign,
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

CONVENER = a_user(Role.CONVENER, "constituency")


def an_item(number: int, booth: str = "booth-1", **fields: Any) -> Testimonial:
    """Return a waiting item of a person of its own; greater numbers have waited for less long."""
    defaults = {
        "visit_id": VisitId(an_id(number)),
        "beneficiary_id": BeneficiaryId(an_id(0xB000 + number)),
        "booth_id": AreaId(booth),
        "path": path_to(booth),
        "since": NOON + timedelta(seconds=number),
    }
    return a_testimonial(**{**defaults, **fields})


def a_counted_desk(*items: Testimonial) -> FakeRecords:
    """Return a desk whose items the stream has counted."""
    records = FakeRecords(*a_small_tree(), a_campaign())
    for item in items:
        put(records, None, item)
    return records


def put(records: FakeRecords, old: Row | None, new: Testimonial) -> Testimonial:
    kept = replace(new, version=(old.version if old else 0) + 1)
    records.seed(kept)
    count([RowChange(old=old, new=kept)], records=records)
    return kept


def stands(records: FakeRecords, user: User = CONVENER, area: str | None = None) -> Standing:
    area_id = AreaId(area) if area else None
    return standing(user, area_id, records=records, clock=FixedClock(NOON))


def test_as_many_wait_as_were_not_decided_on_in_the_callers_areas() -> None:
    records = a_counted_desk(an_item(1), an_item(2, "booth-2"), an_item(3, "booth-6"))

    assert stands(records).waiting == 3
    assert stands(records, area="mandal-1").waiting == 2
    assert stands(records, a_moderator("district-2")).waiting == 1
    assert stands(records).at == NOON


@pytest.mark.parametrize("target", [State.APPROVED, State.REJECTED, State.WITHDRAWN])
def test_one_fewer_waits_once_an_item_has_left_the_desk(target: State) -> None:
    records = a_counted_desk(an_item(1), an_item(2))
    item = records.find(Testimonial, an_id(1))
    assert item is not None

    left = put(records, item, move(item, target, at=NOON, by="moderator"))
    assert stands(records).waiting == 1

    if target is not State.WITHDRAWN:
        put(records, left, move(left, State.PENDING_REVIEW, at=NOON, by="moderator"))
        assert stands(records).waiting == 2


def test_what_somebody_looks_at_waits_still() -> None:
    records = a_counted_desk(an_item(1))
    item = records.find(Testimonial, an_id(1))
    assert item is not None

    put(records, item, replace(item, claim=a_claim()))

    assert stands(records).waiting == 1


def test_areas_within_one_another_are_counted_once() -> None:
    records = a_counted_desk(an_item(1), an_item(2, "booth-6"))
    both = a_moderator(scopes=(*CONVENER.scopes, *a_moderator("constituency", "mandal-1").scopes))

    assert stands(records, both).waiting == 2
    assert stands(records, a_moderator("mandal-1", "mandal-4")).waiting == 2


def test_a_reel_is_no_persons_and_is_not_counted() -> None:
    records = a_counted_desk(an_item(1, beneficiary_id=NOBODY, members=(VisitId(an_id(9)),)))

    assert stands(records).waiting == 0
    assert stands(records).oldest_since == NOON + timedelta(seconds=1)


def test_an_empty_queue_has_no_oldest() -> None:
    found = stands(a_counted_desk())

    assert (found.waiting, found.oldest_since, found.held, found.is_whole) == (0, None, (), True)


VERIFIED = {"verdict": Verdict.VERIFIED, "judged_at": NOON}
APPROVED_ONCE = (Decided(kind=DecisionKind.APPROVE, by=UserId("moderator-9"), at=NOON),)


@pytest.mark.parametrize(
    "fields",
    [{}, VERIFIED, {"claim": a_claim()}, {"decisions": APPROVED_ONCE}],
    ids=["open", "drawn nowhere", "held", "for a second person"],
)
def test_the_oldest_is_found_in_whichever_part_of_the_queue_it_stands(fields: Any) -> None:
    records = FakeRecords(*a_small_tree())
    records.seed(*(an_item(number) for number in range(10, 20 + LOOK_AHEAD)), an_item(1, **fields))

    assert stands(records).oldest_since == NOON + timedelta(seconds=1)


def test_somebody_sees_what_she_holds_herself() -> None:
    records = a_counted_desk(an_item(1), an_item(2))
    claim_next(a_moderator(), Asked(), records=records, clock=FixedClock(NOON))

    assert stands(records, a_moderator()).held == (an_id(1),)
    assert stands(records, a_moderator(user_id=UserId("moderator-2"))).held == ()


def test_of_more_desks_than_one_answer_looks_at_the_answer_says_so() -> None:
    names = [AreaId(f"seat-{number}") for number in range(DESKS_AT_ONCE + 1)]
    nation = (AreaId("nation"),)
    top = Area(
        area_id=nation[0], campaign_id=CAMPAIGN, parent_id=None, level="nation", names={},
        path=nation, children=tuple(names),
    )  # fmt: skip
    below = [
        replace(top, area_id=n, parent_id=nation[0], path=(*nation, n), desk_id=n, children=())
        for n in names
    ]
    scope = replace(CONVENER.scopes[0], area_id=nation[0], path=nation)
    everywhere = replace(CONVENER, scopes=(scope,))

    assert not stands(FakeRecords(top, *below), everywhere).is_whole
    assert stands(FakeRecords(top, *below), everywhere, names[3]).is_whole


def test_a_worker_sees_no_queue_and_nobody_one_elsewhere() -> None:
    with pytest.raises(NotPermitted):
        stands(a_counted_desk(), a_worker())
    with pytest.raises(NotFound):
        stands(a_counted_desk(), a_moderator("district-1"), "district-2")
