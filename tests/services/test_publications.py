"""Publications as people see them: a testimonial's, and an area's by where they are."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.ids import AreaId, ChannelId, VisitId
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.takedowns import TakedownKind, ordered
from chalicelib.services import publications
from chalicelib.services.publications import MOST_READS, Asked
from tests.builders import (
    CHANNEL,
    DESK,
    NOON,
    VISIT,
    a_moderator,
    a_publication,
    a_scheduled_place,
    a_small_tree,
    a_user,
    a_worker,
    an_area,
    an_id,
    path_to,
)
from tests.fakes import FakeRecords

S = PublicationState
OTHER = ChannelId("second-page")


def a_post(number: int, booth: str, state: S = S.POSTED, **fields: object) -> Publication:
    return a_publication(
        state, visit_id=VisitId(an_id(number)), path=path_to(booth), desk_id=DESK,
        publication_id=an_id(0xF000 + number), **fields,
    )  # fmt: skip


POSTS = (
    a_post(1, "booth-1"), a_post(2, "booth-4"), a_post(3, "booth-6", S.FAILED),
    a_post(4, "booth-1", channel_id=OTHER),
)  # fmt: skip


def listed(
    records: FakeRecords, user: User, *states: S, limit: int = 50, **fields: object
) -> list[str]:
    """Follow the pages to the end; return the visits in the order that they came in."""
    found: list[str] = []
    cursor: str | None = None
    asked = Asked(states=states or tuple(S), **fields)  # type: ignore[arg-type]
    while True:
        page = publications.list_by_state(user, asked, limit=limit, cursor=cursor, records=records)
        found += [each.visit_id for each in page.items]
        assert len(page.items) <= limit
        cursor = page.cursor
        if cursor is None:
            return found


def ids(*numbers: int) -> list[str]:
    return [an_id(number) for number in numbers]


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords(*a_small_tree(), *POSTS)


def test_publications_are_shown_to_those_who_may_read_the_item() -> None:
    place = FakeRecords(*a_scheduled_place())

    shown = publications.publications(a_moderator(), VISIT, records=place)

    assert [publication.channel_id for publication in shown] == [CHANNEL]


@pytest.mark.parametrize(
    ("user", "visit_id"),
    [
        (a_moderator("district-2"), VISIT),
        (a_worker(), VISIT),
        (a_moderator(), VisitId(an_id(404))),
    ],
    ids=["elsewhere", "a worker", "unknown"],
)
def test_publications_out_of_scope_look_absent(user: User, visit_id: VisitId) -> None:
    with pytest.raises(NotFound):
        publications.publications(user, visit_id, records=FakeRecords(*a_scheduled_place()))


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_go_through_every_state_and_place_once(records: FakeRecords, limit: int) -> None:
    assert sorted(listed(records, a_moderator(), limit=limit)) == ids(1, 2, 3, 4)


def test_only_the_states_that_are_asked_for_are_shown(records: FakeRecords) -> None:
    assert listed(records, a_moderator(), S.FAILED) == ids(3)
    assert sorted(listed(records, a_moderator(), S.FAILED, S.POSTED)) == ids(1, 2, 3, 4)
    assert listed(records, a_moderator(), S.HELD) == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CONVENER, Role.ADMIN])
def test_each_sees_what_lies_in_her_areas(records: FakeRecords, role: Role) -> None:
    assert sorted(listed(records, a_user(role, "district-2"))) == ids(2, 3)
    assert sorted(listed(records, a_user(role, "district-2", "mandal-3"))) == ids(2, 3)


def test_an_area_narrows_the_list(records: FakeRecords) -> None:
    assert listed(records, a_moderator(), area_id=AreaId("mandal-3")) == ids(2)
    with pytest.raises(NotFound):
        listed(records, a_moderator("district-1"), area_id=AreaId("mandal-3"))


def test_others_may_not_list(records: FakeRecords) -> None:
    with pytest.raises(NotPermitted):
        listed(records, a_worker())


@pytest.mark.parametrize("limit", [1, 50])
def test_a_channel_narrows_the_list(records: FakeRecords, limit: int) -> None:
    assert listed(records, a_moderator(), channel_id=OTHER, limit=limit) == ids(4)


def test_a_channel_far_back_in_the_list_is_found_on_a_later_page() -> None:
    posts = [a_post(number, "booth-1") for number in range(1, MOST_READS + 2)]
    far = a_post(999, "booth-6", channel_id=OTHER)
    records = FakeRecords(*a_small_tree(), *posts, far)
    asked = Asked(states=(S.POSTED,), channel_id=OTHER)

    first = publications.list_by_state(
        a_moderator(), asked, limit=1, cursor=None, records=records
    )  # fmt: skip

    assert first.items == ()
    assert first.cursor is not None
    assert listed(records, a_moderator(), S.POSTED, channel_id=OTHER, limit=1) == ids(999)


@pytest.mark.parametrize("cursor", ["made-up", "٣:", "99999:", "9" * 5000, ""])
def test_a_made_up_cursor_begins_at_the_first_list(records: FakeRecords, cursor: str) -> None:
    asked = Asked(states=tuple(S))

    page = publications.list_by_state(
        a_moderator(), asked, limit=50, cursor=cursor, records=records
    )  # fmt: skip

    assert sorted(each.visit_id for each in page.items) == ids(1, 2, 3, 4)


def test_a_cursor_behind_the_last_list_is_the_end(records: FakeRecords) -> None:
    asked = Asked(states=(S.POSTED,))

    page = publications.list_by_state(
        a_moderator(), asked, limit=50, cursor="7:", records=records
    )  # fmt: skip

    assert (page.items, page.cursor) == ((), None)


def test_what_is_due_first_comes_first_and_orders_before_all_else() -> None:
    hour = timedelta(hours=1)
    order = ordered(TakedownKind.ORDER, at=NOON, by="x")
    soon = ordered(TakedownKind.ORDER, at=NOON, by="x", received_at=NOON - hour)
    records = FakeRecords(
        *a_small_tree(),
        a_post(1, "booth-1", S.TAKEDOWN_DUE, due_at=NOON + hour),
        a_post(2, "booth-1", S.TAKEDOWN_DUE, due_at=NOON),
        a_post(3, "booth-2", S.TAKEDOWN_DUE, takedown=order),
        a_post(4, "booth-3", S.TAKEDOWN_DUE, takedown=soon),
        a_post(5, "booth-3", S.TAKEDOWN_DUE, due_at=None),
    )

    assert listed(records, a_moderator(), S.TAKEDOWN_DUE) == ids(4, 3, 2, 1, 5)


def test_a_state_above_several_desks_is_listed_desk_by_desk() -> None:
    second = an_area("constituency").path[0]
    tree = [
        an_area("state", children=(AreaId("constituency"), AreaId("district-2"))),
        *(area for area in a_small_tree() if area.area_id != second),
    ]
    other_desk = an_area("district-2", is_desk=True, desk_id=AreaId("district-2"))
    there = a_publication(
        S.POSTED, visit_id=VisitId(an_id(8)), path=(AreaId("state"), AreaId("district-2")),
        desk_id=AreaId("district-2"),
    )  # fmt: skip
    records = FakeRecords(*tree, other_desk, a_post(1, "booth-1"), there)

    for limit in (1, 50):
        assert listed(records, a_user(Role.ADMIN, "state"), limit=limit) == ids(1, 8)
