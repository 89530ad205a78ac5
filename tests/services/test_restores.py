"""A table that was put back to an earlier day posts nothing a second time.

The network, the bucket with its marks and the queues stay as they are, and everything that was ever
sent comes again.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.attempts import begun
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.posts import PostDeferred
from chalicelib.domain.publishing import PostStep, PublicationState
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Save
from tests.builders import VISIT
from tests.fakes import Answer
from tests.services.circuit import Circuit, a_circuit, is_looked_after

S = PublicationState
IN_STEPS = pytest.mark.parametrize("in_steps", [False, True], ids=["one call", "in steps"])


def is_approved(circuit: Circuit) -> None:
    """Nobody has scheduled it yet."""


def is_waiting(circuit: Circuit) -> None:
    circuit.schedule()


def is_granted(circuit: Circuit) -> None:
    circuit.go_out()


DAYS = {"before it was scheduled": is_approved, "in its lane": is_waiting, "granted": is_granted}


def goes_out(circuit: Circuit) -> None:
    circuit.send(Job(action=Action.SCHEDULE, subject=VISIT, content_version=1))
    circuit.deliver()
    circuit.settle_down()


@IN_STEPS
@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
@pytest.mark.parametrize("answer", [Answer.ACCEPTS, Answer.UNCLEAR_BUT_POSTED])
def test_what_was_posted_on_a_forgotten_day_is_found_and_not_posted_again(
    day: Callable[[Circuit], None], answer: Answer, in_steps: bool
) -> None:
    circuit = a_circuit(answer, in_steps=in_steps)
    day(circuit)
    backup = circuit.backup()
    goes_out(circuit)
    assert circuit.publication().state is S.POSTED
    before = circuit.publication()

    circuit.clock.advance(hours=30)
    circuit.restore(backup)
    circuit.redrive()
    circuit.settle_down()
    circuit.redrive()

    assert list(circuit.made().values()) == [1]
    found = circuit.publication()
    assert (found.state, found.external_id) == (S.POSTED, before.external_id)
    assert found.publication_id == before.publication_id


def test_what_was_taken_down_on_a_forgotten_day_stays_down() -> None:
    circuit = a_circuit()
    circuit.go_out()
    backup = circuit.backup()
    circuit.post()
    circuit.network.live.clear()

    circuit.restore(backup)
    circuit.redrive()
    circuit.settle_down()

    assert list(circuit.made().values()) == [1]
    assert circuit.network.live == {}
    assert circuit.publication().state is S.UNCONFIRMED
    assert is_looked_after(circuit.publication())


def test_a_later_attempt_of_a_forgotten_day_is_found_though_the_first_came_to_nothing() -> None:
    circuit = a_circuit()
    circuit.go_out()
    backup = circuit.backup()
    circuit.network.answers = [PostDeferred(reason=Later.RATE_LIMITED)]
    circuit.post()
    circuit.settle_down()
    assert (circuit.publication().state, circuit.publication().attempts) == (S.POSTED, 2)

    circuit.clock.advance(hours=30)
    circuit.restore(backup)
    circuit.redrive()
    circuit.settle_down()

    assert circuit.publication().state is S.POSTED
    assert list(circuit.made().values()) == [1]


def a_pending_circuit() -> Circuit:
    circuit = a_circuit(in_steps=True)
    circuit.go_out()
    circuit.post()
    assert circuit.publication().step is PostStep.PENDING
    return circuit


def test_what_became_public_after_the_day_it_was_pending_is_known_by_its_network() -> None:
    circuit = a_pending_circuit()
    backup = circuit.backup()
    circuit.settle_down()

    circuit.restore(backup)
    circuit.redrive()
    circuit.settle_down()

    assert circuit.publication().state is S.POSTED
    assert list(circuit.made().values()) == [1]


def test_where_a_network_calls_it_ready_once_more_the_mark_says_that_it_went_out() -> None:
    circuit = a_pending_circuit()
    backup = circuit.backup()
    circuit.settle_down()
    live, circuit.network.live = circuit.network.live, {}

    circuit.restore(backup)
    circuit.clock.advance(minutes=1)
    circuit.confirm()
    assert (circuit.publication().state, circuit.publication().reason) == (
        S.UNCONFIRMED, "was_tried_before",
    )  # fmt: skip
    circuit.network.live = live
    circuit.settle_down()

    assert circuit.publication().state is S.POSTED
    assert list(circuit.made().values()) == [1]


@pytest.mark.parametrize("how", ["too slow", "held"])
def test_what_was_put_back_from_a_forgotten_end_is_not_begun_anew(how: str) -> None:
    """The network has forgotten the handle, or nobody asks it: the mark alone tells."""
    circuit = a_pending_circuit()
    backup = circuit.backup()
    circuit.settle_down()
    assert circuit.publication().state is S.POSTED

    circuit.restore(backup)
    if how == "held":
        circuit.freeze()
        circuit.clock.advance(minutes=1)
        circuit.confirm()
        assert circuit.publication().state is S.HELD
        circuit.lift()
    else:
        circuit.network.answers = [PostDeferred(reason=Later.TOO_SLOW)]
        circuit.clock.advance(minutes=1)
        circuit.confirm()
        assert circuit.publication().state is S.SCHEDULED
    circuit.settle_down()

    assert circuit.publication().state is S.POSTED
    assert list(circuit.made().values()) == [1]


def test_what_was_really_put_back_while_pending_is_begun_anew() -> None:
    circuit = a_pending_circuit()
    circuit.freeze()
    circuit.tick()
    assert circuit.publication().state is S.HELD

    circuit.lift()
    circuit.settle_down()

    assert (circuit.publication().state, circuit.publication().attempts) == (S.POSTED, 2)
    assert list(circuit.made().values()) == [1]


def test_a_post_is_looked_for_since_the_day_of_its_mark() -> None:
    circuit = a_circuit()
    circuit.go_out()
    backup = circuit.backup()
    circuit.post()
    posted_at = circuit.clock.now()

    circuit.clock.advance(hours=50)
    circuit.restore(backup)
    circuit.settle_down(3)

    assert circuit.publication().posting_since == posted_at
    assert circuit.publication().posted_at is not None
    assert circuit.clock.now() - posted_at > timedelta(hours=50)


def test_a_run_that_dies_before_its_mark_does_not_hide_that_the_attempt_before_went_out() -> None:
    circuit = a_pending_circuit()
    backup = circuit.backup()
    circuit.settle_down()
    circuit.restore(backup)
    circuit.freeze()
    circuit.clock.advance(minutes=1)
    circuit.confirm()
    circuit.lift()
    while circuit.publication().state is not S.SCHEDULED:
        circuit.tick()

    dead = begun(circuit.publication(), circuit.clock.now(), None)
    circuit.records.commit(Save(row=dead))
    circuit.settle_down()

    assert circuit.publication().state is S.POSTED
    assert list(circuit.made().values()) == [1]
