"""A run may die before or after any effect: nothing is posted twice, and nothing is lost."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.posts import PostDeferred
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.refusals import Later
from chalicelib.domain.testimonial import State
from tests.builders import VISIT
from tests.fakes import Answer, Crash
from tests.services.circuit import Circuit, a_circuit, is_looked_after

S = PublicationState
Story = Callable[[Circuit], object]


def begins(circuit: Circuit) -> None:
    circuit.send(Job(action=Action.SCHEDULE, subject=VISIT, content_version=1))
    circuit.deliver()


def goes_on(circuit: Circuit) -> None:
    circuit.tick(seconds=10)


def is_withdrawn(circuit: Circuit) -> None:
    circuit.withdraw()
    circuit.deliver()


def is_deferred_first(circuit: Circuit) -> None:
    circuit.network.answers = [PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(minutes=2))]


STORIES: dict[str, tuple[Answer, bool, tuple[Story, ...], set[PublicationState]]] = {
    "one call": (Answer.ACCEPTS, False, (begins,), {S.POSTED}),
    "in steps": (Answer.ACCEPTS, True, (begins, goes_on, goes_on), {S.POSTED}),
    "refused": (Answer.REFUSES, False, (begins,), {S.FAILED}),
    "refused in steps": (Answer.REFUSES, True, (begins, goes_on), {S.FAILED}),
    "unclear": (Answer.UNCLEAR_BUT_POSTED, False, (begins, goes_on), {S.POSTED}),
    "unclear in steps": (Answer.UNCLEAR_BUT_POSTED, True, (begins, goes_on), {S.POSTED}),
    "never seen": (Answer.UNCLEAR_NOT_POSTED, False, (begins, goes_on), {S.UNCONFIRMED}),
    "later": (Answer.ACCEPTS, False, (is_deferred_first, begins, goes_on), {S.POSTED}),
    "later in steps": (Answer.ACCEPTS, True, (is_deferred_first, begins, goes_on), {S.POSTED}),
    "withdrawn": (Answer.ACCEPTS, False, (begins, is_withdrawn), {S.TAKEN_DOWN}),
    "withdrawn in steps": (Answer.ACCEPTS, True, (begins, is_withdrawn), {S.CANCELLED}),
    "frozen in steps": (
        Answer.ACCEPTS, True, (begins, Circuit.freeze, goes_on, Circuit.lift), {S.POSTED},
    ),
    "switched off in steps": (
        Answer.ACCEPTS, True,
        (begins, lambda c: c.switch(is_on=False), goes_on, lambda c: c.switch(is_on=True)),
        {S.POSTED},
    ),
}  # fmt: skip
# Where a run died between a call and its answer, it is found; what was never made asks a person.
UNTOLD = {S.UNCONFIRMED}


def told(name: str) -> Circuit:
    answer, in_steps, _, _ = STORIES[name]
    return a_circuit(answer, in_steps=in_steps)


def tell(circuit: Circuit, name: str) -> None:
    for part in STORIES[name][2]:
        with suppress(Crash):
            part(circuit)


def effects_of(name: str) -> int:
    circuit = told(name)
    tell(circuit, name)
    return circuit.fate.count


def test_nobody_dies_and_every_story_ends_as_it_should() -> None:
    for name, (_, _, _, ends) in STORIES.items():
        circuit = told(name)
        tell(circuit, name)
        circuit.settle_down()
        assert circuit.publication().state in ends, name


@pytest.mark.parametrize("is_lost", [False, True], ids=["redelivered", "lost"])
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", STORIES)
def test_whichever_effect_a_run_dies_at_nothing_is_posted_twice_and_nothing_is_lost(
    name: str, is_after: bool, is_lost: bool
) -> None:
    effects = effects_of(name)
    assert effects >= 4
    for number in range(1, effects + 1):
        circuit = told(name)
        circuit.fate.dies_at, circuit.fate.is_after = number, is_after
        circuit.forgets_the_dead = is_lost

        tell(circuit, name)
        if not is_lost:
            circuit.redrive()
        circuit.settle_down()
        if not is_lost:
            circuit.redrive()

        if circuit.item().state is State.WITHDRAWN and not circuit.records.all(Publication):
            continue  # before anybody had heard of it
        publication = circuit.publication()
        where = (name, number, publication.state, publication.reason)
        assert all(count == 1 for count in circuit.made().values()), where
        assert is_looked_after(publication), where
        assert publication.state in STORIES[name][3] | UNTOLD | ALSO.get(name, set()), where
        if circuit.network.live:
            assert publication.state is S.POSTED, where


# What a death may make of these: the withdrawal was first, or the post.
ALSO: dict[str, set[PublicationState]] = {
    "withdrawn": {S.CANCELLED},
    "withdrawn in steps": {S.TAKEN_DOWN},
}
