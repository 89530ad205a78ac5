"""Many moderators at one desk, all at once, against the substitute and against the real table."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.errors import AlreadyClaimed, StoreUnavailable
from chalicelib.domain.ids import AreaId, UserId, VisitId
from chalicelib.domain.people import User
from chalicelib.domain.review import pass_over
from chalicelib.domain.seats import Seat
from chalicelib.domain.testimonial import CLAIM_LIFE, Testimonial
from chalicelib.ports import Records
from chalicelib.services.claiming import Asked, claim_next, let_go, skip
from chalicelib.services.renewing import Renewed, go_on
from tests.builders import NOON, a_claim, a_moderator, a_small_tree, an_id, path_to
from tests.contracts.aws import BareAWS
from tests.contracts.rows import waiting
from tests.fakes import FixedClock

CLAIMERS = 50
BOOTHS = ("booth-1", "booth-2", "booth-3", "booth-4", "booth-5", "booth-6")
ANY = Asked()


def an_item(number: int, **fields: Any) -> Testimonial:
    """The `number`-th item to wait; they take turns among all six booths."""
    booth = BOOTHS[number % len(BOOTHS)]
    return waiting(number, **{"booth_id": AreaId(booth), "path": path_to(booth), **fields})


def a_desk(records: Records, *items: Testimonial) -> None:
    areas: Sequence[Area] = a_small_tree()
    records.add(areas)
    records.add(items)


def many_items(count: int) -> list[Testimonial]:
    return [an_item(number) for number in range(count)]


def moderators(count: int = CLAIMERS) -> list[User]:
    return [a_moderator(user_id=UserId(f"moderator-{number}")) for number in range(count)]


def claim(records: Records, user: User, asked: Asked = ANY, minutes: float = 0) -> VisitId | None:
    clock = FixedClock(NOON + timedelta(minutes=minutes))
    return claim_next(user, asked, records=records, clock=clock)


def all_claim(records: Records, users: Sequence[User]) -> list[VisitId | None]:
    """What each was given when all asked at the same moment."""
    start = Barrier(len(users))

    def ask(user: User) -> VisitId | None:
        start.wait()
        return claim(records, user)

    with ThreadPoolExecutor(len(users)) as desk:
        return list(desk.map(ask, users))


def holder_of(records: Records, visit_id: VisitId) -> UserId | None:
    item = records.find(Testimonial, visit_id)
    assert item is not None
    return item.claim.moderator_id if item.claim else None


def test_of_fifty_who_ask_at_once_everybody_gets_an_item_of_her_own(records: Records):
    a_desk(records, *many_items(60))
    users = moderators()

    given = all_claim(records, users)

    assert None not in given
    assert max(Counter(given).values()) == 1
    for user, visit_id in zip(users, given, strict=True):
        seat = records.find(Seat, user.user_id)
        assert seat is not None
        assert seat.held == (visit_id,)
        assert holder_of(records, seat.held[0]) == user.user_id


def test_of_fifty_who_ask_for_ten_items_exactly_ten_get_one(records: Records):
    a_desk(records, *many_items(10))
    users = moderators()

    given = [visit_id for visit_id in all_claim(records, users) if visit_id is not None]

    assert sorted(given) == [an_id(number) for number in range(10)]
    assert len({holder_of(records, visit_id) for visit_id in given}) == 10


@pytest.mark.parametrize("items", [1, 4])
def test_one_moderator_in_many_windows_gets_one_item(records: Records, items: int):
    a_desk(records, *many_items(items))

    given = all_claim(records, [a_moderator()] * 8)

    assert given == [given[0]] * 8
    held = [holder_of(records, VisitId(an_id(number))) for number in range(items)]
    assert Counter(held)[a_moderator().user_id] == 1


@pytest.mark.parametrize("turn", range(6))
def test_of_a_renewal_and_a_claim_at_the_instant_of_lapse_one_wins(records: Records, turn: int):
    old, new = moderators(2)
    a_desk(records, an_item(0, claim=a_claim(old.user_id)))
    start = Barrier(2)
    # One function's clock is a little behind the other's.
    early = FixedClock(NOON + CLAIM_LIFE - timedelta(milliseconds=turn))
    late = FixedClock(NOON + CLAIM_LIFE)

    def renew() -> Renewed:
        start.wait()
        (found,) = go_on(old, [(VisitId(an_id(0)), 1)], records=records, clock=early)
        return found

    def take() -> VisitId | None:
        start.wait()
        return claim_next(new, ANY, records=records, clock=late)

    with ThreadPoolExecutor(2) as desk:
        renewal, taking = desk.submit(renew), desk.submit(take)
        kept, taken = renewal.result().claim is not None, taking.result() is not None

    assert kept != taken
    assert holder_of(records, VisitId(an_id(0))) == (old if kept else new).user_id


def test_of_many_who_release_one_item_only_its_holder_succeeds(records: Records):
    users = moderators(10)
    a_desk(records, an_item(0))
    assert claim(records, users[0]) == an_id(0)

    def release(user: User) -> bool:
        try:
            let_go(user, VisitId(an_id(0)), records=records, clock=FixedClock(NOON))
        except (AlreadyClaimed, StoreUnavailable):
            return False
        return True

    assert [release(user) for user in users[1:]] == [False] * 9
    assert release(users[0])
    assert holder_of(records, VisitId(an_id(0))) is None


def test_what_lapsed_comes_first_wherever_it_stood(records: Records):
    first, second = moderators(2)
    a_desk(
        records, *many_items(40), an_item(99, booth_id=AreaId("booth-3"), path=path_to("booth-3"))
    )
    mandal = Asked(area_id=AreaId("mandal-2"))
    taken = {claim(records, user, mandal) for user in moderators(7)}
    last = VisitId(an_id(38))
    assert last in taken

    later = [
        claim(records, a_moderator(user_id=UserId(f"later-{n}")), minutes=10) for n in range(7)
    ]

    assert set(later) == taken
    assert claim(records, second, minutes=10) == an_id(0)
    assert claim(records, first, minutes=10) == an_id(1)


def test_what_is_not_for_her_never_bars_the_way_to_what_is(records: Records):
    user = moderators(1)[0]
    mine = [an_item(number, claim=a_claim(user.user_id)) for number in range(60)]
    a_desk(records, *(pass_over(item, user.user_id, NOON) for item in mine), an_item(90))

    assert claim(records, user) == an_id(90)
    assert claim(records, user, minutes=31) == an_id(90)


def test_what_she_passed_over_is_handed_to_others_at_once(records: Records):
    first, second = moderators(2)
    a_desk(records, an_item(0))
    clock = FixedClock(NOON)
    claim(records, first)

    skip(first, VisitId(an_id(0)), records=records, clock=clock)

    assert claim(records, first) is None
    assert claim(records, second) == an_id(0)


class Counting:
    """A client of the table that counts what it reads."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.requests = 0
        self.rows = 0

    def __getattr__(self, operation: str) -> Any:
        def asked(**words: Any) -> Any:
            answer = getattr(self._client, operation)(**words)
            self.requests += 1
            for found in answer.get("Responses", {}).values():
                self.rows += len(found)
            return answer

        return asked


def test_a_claim_reads_few_rows_however_many_wait_and_are_held(aws: BareAWS):
    records = aws.records()
    others = moderators(100)
    held = [an_item(n, claim=a_claim(user.user_id)) for n, user in enumerate(others)]
    a_desk(records, *held, *(an_item(number) for number in range(100, 1000)))
    counting = Counting(records._reads._client)
    records._reads._client = counting

    assert claim(records, a_moderator(user_id=UserId("new"))) == an_id(100)

    assert counting.rows == 50
    # Her seat and the desk's area, what lapsed, what is not for everybody, four shards, the rows.
    assert counting.requests == 9


def test_a_renewal_moves_an_item_behind_what_lapses_sooner(records: Records):
    first, second, third = moderators(3)
    a_desk(records, *many_items(2))
    given = [claim(records, first), claim(records, second)]
    (renewed,) = go_on(
        first, [(VisitId(an_id(0)), 2)], records=records,
        clock=FixedClock(NOON + timedelta(minutes=5)),
    )  # fmt: skip

    assert (given, renewed.is_changed) == (ids(0, 1), False)
    assert claim(records, third, minutes=10) == an_id(1)
    assert claim(records, second, minutes=10) is None
    assert claim(records, second, minutes=15) == an_id(0)


def ids(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


def test_an_item_that_is_listed_twice_for_a_moment_is_handed_out_once(records: Records):
    """The index follows the table with a delay: an item may stand in two parts of the queue."""
    item = an_item(0)
    a_desk(records, item)
    both = replace(a_moderator(), scopes=(*a_moderator().scopes, *a_moderator("mandal-1").scopes))

    assert claim(records, both) == an_id(0)
    assert claim(records, both, Asked(beside=VisitId(an_id(0)))) is None
