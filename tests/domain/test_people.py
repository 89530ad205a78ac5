"""Who may do what, where."""

import pytest

from chalicelib.domain.areas import covers
from chalicelib.domain.errors import NotFound, NotPermitted
from chalicelib.domain.people import (
    Role,
    may,
    require_place,
    require_role,
    roles_of,
    scopes_for,
)
from tests.builders import a_small_tree, a_user, a_worker, path_to

WORKERS = frozenset({Role.WORKER})


def test_a_scope_covers_its_own_node_and_all_below_and_nothing_else() -> None:
    scope = path_to("mandal-1")

    covered = {area.area_id for area in a_small_tree() if covers(scope, area.path)}

    assert covered == {"mandal-1", "booth-1", "booth-2"}


def test_the_root_covers_the_whole_tree() -> None:
    assert all(covers(path_to("state"), area.path) for area in a_small_tree())


def test_an_empty_scope_covers_nothing() -> None:
    assert not any(covers((), area.path) for area in a_small_tree())
    assert not covers((), ())


def test_a_role_counts_only_where_it_is_held() -> None:
    worker = a_worker("booth-1")

    assert may(worker, WORKERS, path_to("booth-1"))
    assert not may(worker, WORKERS, path_to("booth-2"))
    assert not may(worker, frozenset({Role.ADMIN}), path_to("booth-1"))


def test_a_place_out_of_scope_looks_absent() -> None:
    require_place(a_worker("booth-1"), WORKERS, path_to("booth-1"))

    with pytest.raises(NotFound):
        require_place(a_worker("booth-1"), WORKERS, path_to("booth-2"))


def test_a_missing_role_names_the_role_that_is_needed() -> None:
    require_role(a_worker(), WORKERS)

    with pytest.raises(NotPermitted) as refusal:
        require_role(a_worker(), frozenset({Role.MODERATOR, Role.ADMIN}))

    assert refusal.value.facts == {"needs": ["admin", "moderator"]}


def test_roles_are_listed_once_in_a_fixed_order() -> None:
    moderator = a_user(Role.MODERATOR, "mandal-1", "mandal-2")
    both = a_worker(scopes=(*moderator.scopes, *a_worker().scopes))

    assert roles_of(both) == (Role.WORKER, Role.MODERATOR)


def test_scopes_are_listed_for_the_wanted_roles_only() -> None:
    moderator = a_user(Role.MODERATOR, "mandal-1")
    both = a_worker(scopes=(*moderator.scopes, *a_worker("booth-6").scopes))

    assert scopes_for(both, WORKERS) == (path_to("booth-6"),)
