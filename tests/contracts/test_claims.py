"""Many moderators at one desk, all at once, against the substitute and against the real table."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.errors import AlreadyClaimed, StoreUnavailable
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.people import User
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services import moderation
from tests.builders import NOON, a_moderator, a_small_tree, an_id
from tests.contracts.rows import waiting
from tests.fakes import FixedClock

MODERATORS = 20


def a_desk(records: Records, items: int) -> None:
    for row in (*a_small_tree(), *(waiting(number) for number in range(items))):
        records.commit(Save(row=row))


def moderators() -> list[User]:
    return [a_moderator(user_id=UserId(f"moderator-{number}")) for number in range(MODERATORS)]


def all_claim(records: Records) -> list[VisitId | None]:
    """What each moderator was given when all asked at the same moment."""
    clock = FixedClock(NOON)

    def claim(user: User) -> VisitId | None:
        return moderation.claim_next(user, None, records=records, clock=clock)

    with ThreadPoolExecutor(MODERATORS) as desk:
        return list(desk.map(claim, moderators()))


@pytest.mark.parametrize("items", [1, 5, 20, 25])
def test_no_item_is_ever_given_to_two_moderators(records: Records, items: int):
    a_desk(records, items)

    given = Counter(visit_id for visit_id in all_claim(records) if visit_id is not None)

    assert given
    assert max(given.values()) == 1
    assert len(given) == min(items, MODERATORS)


def test_whoever_was_given_an_item_is_the_one_who_holds_it(records: Records):
    a_desk(records, 5)

    given = all_claim(records)

    for user, visit_id in zip(moderators(), given, strict=True):
        if visit_id is None:
            continue
        item = records.find(Testimonial, visit_id)
        assert item is not None
        assert item.claim is not None
        assert item.claim.moderator_id == user.user_id


def test_of_many_who_release_one_item_only_its_holder_succeeds(records: Records):
    a_desk(records, 1)
    clock, users = FixedClock(NOON), moderators()
    assert moderation.claim_next(users[0], None, records=records, clock=clock) == an_id(0)

    def release(user: User) -> bool:
        try:
            moderation.let_go(user, VisitId(an_id(0)), records=records, clock=clock)
        except (AlreadyClaimed, StoreUnavailable):
            return False
        return True

    assert [release(user) for user in users[1:]] == [False] * (MODERATORS - 1)
    assert release(users[0])
