"""Jobs: which queue they travel on, and how long the outbox remembers them."""

import pytest

from chalicelib.domain.jobs import OUTBOX_LIFE, Action, Job, OutboxItem, Queue
from tests.builders import NOON, VISIT

ELSEWHERE = {
    Action.VERIFY: Queue.VERIFY,
    Action.COMPARE: Queue.VERIFY,
    Action.MATCH: Queue.VERIFY,
    Action.LOOK_BACK: Queue.VERIFY,
    Action.READ_ON: Queue.IMPORT,
    Action.COMPOSE: Queue.COMPOSE,
    Action.MAKE_REEL: Queue.COMPOSE,
    Action.DELIVER: Queue.DELIVER,
}


@pytest.mark.parametrize("action", Action)
def test_some_kinds_of_work_travel_on_queues_of_their_own(action: Action) -> None:
    wanted = ELSEWHERE.get(action, Queue.PUBLISH)

    assert Job(action=action, subject=VISIT).queue is wanted


def test_an_outbox_item_may_be_forgotten_after_its_life() -> None:
    item = OutboxItem(item_id="i", job=Job(action=Action.POST, subject=VISIT), created_at=NOON)

    assert item.expires_at == NOON + OUTBOX_LIFE
