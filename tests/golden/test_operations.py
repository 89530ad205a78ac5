"""What docs/operations.md says is so: its delays, its timers, its queues and parameters."""

from datetime import timedelta
from typing import Any

import pytest
import yaml

from chalicelib.domain import jobs, media, publishing, testimonial
from chalicelib.services import withdrawals
from infra.functions import FUNCTIONS, STREAM_SUFFIX
from infra.local import system
from infra.package import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
RESOURCES: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
WORDS = {
    1: "a minute",
    3: "three minutes",
    4: "four minutes",
    5: "five minutes",
    10: "ten minutes",
}


def spoken(span: timedelta) -> str:
    return WORDS[round(span.total_seconds() / 60)]


@pytest.mark.parametrize(
    "said",
    [
        f"| an offered upload | {spoken(media.FIRST_LOOK['photo'])} for photos, ten for videos",
        f"and {spoken(media.ARRIVAL_GRACE)} |",
        f"({spoken(media.LEASE['photo'])} for photos, five for videos)",
        f"| a testimonial that machines should move | {spoken(testimonial.STUCK_AFTER)} |",
        f"not carried out | {spoken(withdrawals.SETTLE_WITHIN)} |",
        f"`unconfirmed` | {spoken(publishing.POSTING_LEASE)};",
        f"due or failed | {spoken(publishing.TAKEDOWN_EVERY)};",
        f"After {publishing.MOST_CONFIRMATIONS} looks",
        f"| `reconcile` | every minute | every {system.RECONCILE_EVERY_S} s |",
    ],
)
def test_the_delays_in_operations_are_the_codes(said: str) -> None:
    assert said in OPERATIONS


def test_the_lease_of_a_video_and_the_life_of_a_job_are_as_the_documents_say() -> None:
    assert media.LEASE["video"] == timedelta(minutes=5)
    assert media.FIRST_LOOK["video"] == timedelta(minutes=10)
    assert timedelta(days=7) == jobs.OUTBOX_LIFE


def test_the_readers_of_the_stream_wait_as_long_as_the_documents_say() -> None:
    windows = {
        each.name: each.event_properties["MaximumBatchingWindowInSeconds"]
        for each in FUNCTIONS
        if each.event == STREAM_SUFFIX
    }

    assert windows == {"relay-records": 0, "count-progress": 10}
    assert "`count-progress`\nwaits up to ten seconds" in OPERATIONS


def test_operations_name_every_dead_letter_queue_trigger_and_parameter() -> None:
    letters = [name for name in RESOURCES["Resources"] if name.endswith("DeadLetters")]
    timers = [each.name for each in FUNCTIONS if each.event == "Event"]
    parameters = [name for name in RESOURCES["Parameters"] if name != "Stage"]

    assert letters
    assert timers
    readers = [each.name for each in FUNCTIONS if each.event == STREAM_SUFFIX]
    for name in (*letters, *timers, *readers, *parameters):
        assert f"`{name}`" in OPERATIONS
