"""Taking a role away: who may, what is left, and what her last one ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.enrolment import may_hand_out
from chalicelib.domain.errors import Conflict, NotFound, NotPermitted, StoreUnavailable
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.people import Role, Scope, User, may
from chalicelib.services import roles
from chalicelib.services.enrolling import Tools
from tests.builders import NOON, WORKER, a_small_tree, a_user, a_worker, path_to
from tests.fakes import FakeRecords, FakeSignIns, FakeVault, FixedClock, SequentialIds

IN_CHARGE = a_user(Role.IN_CHARGE, "mandal-1", user_id=UserId("steers"))
ADMIN = a_user(Role.ADMIN, "state", user_id=UserId("admin-1"))
AT_HOME, NEARBY = (Role.WORKER, "booth-1"), (Role.WORKER, "booth-2")


def with_scopes(*held: tuple[Role, str], **fields: Any) -> User:
    scopes = tuple(Scope(role=r, area_id=AreaId(a), path=path_to(a)) for r, a in held)
    return a_worker(**{"username": "w-1", "device_id": "phone-1", "scopes": scopes, **fields})


def an_office(*held: tuple[Role, str], sign_ins: FakeSignIns | None = None) -> Tools:
    return Tools(
        records=FakeRecords(*a_small_tree(), with_scopes(*held)), vault=FakeVault(),
        sign_ins=sign_ins or FakeSignIns(), clock=FixedClock(NOON), new_id=SequentialIds(),
    )  # fmt: skip


def take(
    tools: Tools, scope: tuple[Role, str], by: User = IN_CHARGE, user_id: UserId = WORKER
) -> bool:
    return roles.take_away(by, user_id, scope[0], AreaId(scope[1]), tools)


def the_worker(tools: Tools) -> User:
    found = tools.records.find(User, WORKER)
    assert found is not None
    return found


def commits(tools: Tools) -> int:
    assert isinstance(tools.records, FakeRecords)
    return len(tools.records.commits)


def held_by(tools: Tools) -> list[tuple[Role, str]]:
    return [(scope.role, scope.area_id) for scope in the_worker(tools).scopes]


def test_one_role_over_one_area_is_taken_and_the_others_stay() -> None:
    tools = an_office(AT_HOME, NEARBY, (Role.TRAINER, "booth-1"))

    assert take(tools, AT_HOME)

    assert held_by(tools) == [NEARBY, (Role.TRAINER, "booth-1")]
    assert not may(the_worker(tools), frozenset({Role.WORKER}), path_to("booth-1"))
    assert (the_worker(tools).device_id, the_worker(tools).signed_out_at) == ("phone-1", None)


def test_taking_it_again_changes_nothing() -> None:
    tools = an_office(AT_HOME, NEARBY)
    take(tools, AT_HOME)
    made = commits(tools)

    assert not take(tools, AT_HOME)

    assert commits(tools) == made


def test_what_she_does_not_hold_and_who_is_unknown_are_the_same() -> None:
    tools = an_office(AT_HOME)

    assert not take(tools, NEARBY)
    assert not take(tools, (Role.TRAINER, "booth-1"))
    assert not take(tools, (Role.WORKER, "mandal-1"))
    assert not take(tools, AT_HOME, user_id=UserId("nobody"))

    assert commits(tools) == 0


def test_with_her_last_role_her_sign_in_ends() -> None:
    tools = an_office(AT_HOME)

    assert take(tools, AT_HOME)

    worker = the_worker(tools)
    assert (worker.scopes, worker.device_id, worker.signed_out_at) == ((), None, NOON)
    assert isinstance(tools.sign_ins, FakeSignIns)
    assert tools.sign_ins.signed_out == ["w-1"]


def test_who_holds_no_role_gets_no_card() -> None:
    assert not may_hand_out(ADMIN, a_worker(scopes=()))


def test_a_user_pool_that_is_down_leaves_the_role_until_it_is_asked_again() -> None:
    class Once(FakeSignIns):
        is_down = True

        def sign_out(self, username: str) -> None:
            if self.is_down:
                self.is_down = False
                raise StoreUnavailable(f"no pool for {username}")
            super().sign_out(username)

    tools = an_office(AT_HOME, sign_ins=Once())
    with pytest.raises(StoreUnavailable):
        take(tools, AT_HOME)
    assert held_by(tools) == [AT_HOME]

    assert take(tools, AT_HOME)
    assert held_by(tools) == []


def test_a_change_of_her_row_meanwhile_is_kept() -> None:
    tools = an_office(AT_HOME, NEARBY)
    records = tools.records
    assert isinstance(records, FakeRecords)
    trained = replace(the_worker(tools), trained_at=NOON, version=2)
    records.before_commit = lambda _: records.seed(trained)

    assert take(tools, AT_HOME)

    assert (the_worker(tools).trained_at, held_by(tools)) == (NOON, [NEARBY])


def test_of_two_who_take_her_two_last_roles_at_once_the_second_ends_her_sign_in() -> None:
    tools = an_office(AT_HOME, NEARBY)
    records = tools.records
    assert isinstance(records, FakeRecords)
    records.before_commit = lambda _: take(tools, NEARBY, by=ADMIN)

    assert take(tools, AT_HOME)

    assert (held_by(tools), the_worker(tools).signed_out_at) == ([], NOON)


@pytest.mark.parametrize(
    "by", [a_worker(user_id=UserId("w-9")), a_user(Role.MODERATOR, "state"),
           a_user(Role.TRAINER, "state")],
    ids=["worker", "moderator", "trainer"],
)  # fmt: skip
def test_only_who_steers_takes_roles_away(by: User) -> None:
    tools = an_office(AT_HOME)

    with pytest.raises(NotPermitted):
        take(tools, AT_HOME, by=by)

    assert commits(tools) == 0


ELSEWHERE = {
    "steers another mandal": a_user(Role.CONVENER, "mandal-4"),
    "works here and steers elsewhere": a_user(
        Role.CONVENER, "mandal-4",
        scopes=with_scopes(AT_HOME, (Role.CONVENER, "mandal-4")).scopes,
    ),
}  # fmt: skip


@pytest.mark.parametrize("by", ELSEWHERE.values(), ids=ELSEWHERE)
def test_an_area_elsewhere_looks_absent(by: User) -> None:
    tools = an_office(AT_HOME)

    def refused(call: Callable[[], object]) -> str:
        with pytest.raises(NotFound) as refusal:
            call()
        return refusal.value.detail

    there = refused(lambda: take(tools, AT_HOME, by=by))
    absent = refused(lambda: take(tools, (Role.WORKER, "booth-99"), by=by))

    assert there == absent
    assert commits(tools) == 0


def test_nobody_takes_a_role_that_stands_above_hers() -> None:
    tools = an_office(AT_HOME, (Role.CONVENER, "booth-1"), (Role.IN_CHARGE, "booth-1"))

    with pytest.raises(NotPermitted) as refusal:
        take(tools, (Role.CONVENER, "booth-1"))

    assert refusal.value.facts == {"needs": ["convener", "admin"]}
    assert take(tools, (Role.IN_CHARGE, "booth-1"))
    assert take(tools, (Role.CONVENER, "booth-1"), by=ADMIN)
    assert held_by(tools) == [AT_HOME]


def test_a_role_over_a_wider_area_is_taken_by_who_steers_that() -> None:
    tools = an_office(AT_HOME, (Role.IN_CHARGE, "district-1"))

    with pytest.raises(NotFound):
        take(tools, (Role.IN_CHARGE, "district-1"))

    assert held_by(tools) == [AT_HOME, (Role.IN_CHARGE, "district-1")]


def test_nobody_takes_her_own_role_so_one_admin_is_always_left() -> None:
    tools = an_office(AT_HOME)
    assert isinstance(tools.records, FakeRecords)
    tools.records.seed(ADMIN)

    with pytest.raises(Conflict):
        take(tools, (Role.ADMIN, "state"), by=ADMIN, user_id=ADMIN.user_id)

    assert commits(tools) == 0


areas = st.sampled_from(["state", "constituency", "mandal-1", "mandal-2", "booth-1", "booth-3"])
scopes = st.lists(st.tuples(st.sampled_from(Role), areas), min_size=1, max_size=3)


@given(scopes, scopes, st.tuples(st.sampled_from(Role), areas))
def test_nothing_but_what_was_named_goes_and_only_by_who_stands_over_it(
    hers: list[tuple[Role, str]], theirs: list[tuple[Role, str]], gone: tuple[Role, str]
) -> None:
    tools = an_office(*theirs)
    by = with_scopes(*hers, user_id=UserId("steers"))

    try:
        take(tools, gone, by=by)
    except (NotPermitted, NotFound):
        assert held_by(tools) == theirs
    else:
        assert held_by(tools) == [scope for scope in theirs if scope != gone]
        order = list(Role)
        over = [r for r, a in hers if path_to(gone[1])[: len(path_to(a))] == path_to(a)]
        assert max(map(order.index, over)) >= order.index(gone[0])
