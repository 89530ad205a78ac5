"""What docs/operations.md says is so: its delays, its timers, its queues and parameters."""

import re
from datetime import timedelta
from typing import Any

import pytest
import yaml

from chalicelib.domain import (
    channel_editions,
    enrolment,
    import_sheets,
    importing,
    jobs,
    leaflets,
    media,
    publishing,
    reel_choice,
    takedowns,
    telephony,
    testimonial,
    workshops,
)
from chalicelib.domain.campaign import CampaignKind, Retention
from chalicelib.domain.columns import SHEETS, ImportKind
from chalicelib.services import calling, retiring, withdrawals
from chalicelib.services.importing import IMPORTERS
from infra.events import STREAM_SUFFIX
from infra.functions import FUNCTIONS
from infra.local import system
from infra.package import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SPOKEN = " ".join(OPERATIONS.split())  # wherever its lines end
RESOURCES: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
KEPT = Retention()
WORDS = {
    1: "a minute",
    3: "three minutes",
    4: "four minutes",
    5: "five minutes",
    6: "six minutes",
    8: "eight minutes",
    10: "ten minutes",
    11: "eleven minutes",
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
        f"due or failed | {spoken(takedowns.FIRST_PAUSE)};",
        f"After {publishing.MOST_CONFIRMATIONS} looks",
        f"| `reconcile` | every minute | every {system.RECONCILE_EVERY_S} s |",
        f"| `retire-data` | every hour | every {system.RETIRE_EVERY_S} s |",
        f"| `collect-metrics` | every hour | every {system.METRICS_EVERY_S} s |",
        f"| `make-reels` | every hour, at half past | every {system.REELS_EVERY_S} s |",
        f"last {({7: 'seven'})[reel_choice.FRESH_FOR.days]} days",
        f"its lease of {spoken(importing.LEASE)}",
        f"chunk of {importing.ROWS_AT_ONCE} rows",
        f"at most {importing.MOST_TOLD:,} lines",
        f"in its first {import_sheets.LOOKED_AT} rows",
        f"is good for {enrolment.SHEET_LIFE.days} days",
        f"rest of {spoken(leaflets.GUESS_WINDOW)}",
        f"changes every {spoken(timedelta(seconds=workshops.CODE_LIFE_S))}",
        f"for {spoken(retiring.RUN_FOR)} or {retiring.MOST_PER_TICK} people",
        f"| `after_end_days` | the campaign's last visit day | {KEPT.after_end_days} days |",
        f"of everything | {KEPT.after_withdrawal_days} days |",
        f"within {calling.OLDEST // timedelta(hours=1)} hours of its start",
        f"the lease of {spoken(channel_editions.LEASE)} has lapsed",
        f"After {('no', 'one', 'two', 'three', 'four', 'five')[channel_editions.MOST_TRIES]} tries",
        f"cancelled as `{channel_editions.FAILED}`",
    ],
)
def test_the_delays_in_operations_are_the_codes(said: str) -> None:
    assert said in SPOKEN


@pytest.mark.parametrize("kind", ImportKind)
def test_operations_name_every_column_of_every_kind_of_file(kind: ImportKind) -> None:
    row = next(line for line in OPERATIONS.splitlines() if line.startswith(f"| `{kind}` |"))
    _, _, who, must, may, _ = row.split("|")

    for column in SHEETS[kind].columns:
        name = re.sub("_(hi|en)$", "", column.name)
        assert f"`{name}`" in (must if column.required else must + may) or name == "name", name
    assert {role.strip().replace("-", "_") for role in who.split(",")} == set(IMPORTERS[kind])


def test_operations_name_every_kind_of_campaign_and_every_provider() -> None:
    for name in (*CampaignKind, *telephony.PROVIDERS):
        assert f"`{name}`" in OPERATIONS


def test_operations_name_every_figure_of_the_registrys_benchmark() -> None:
    sources = (ROOT / "infra" / "bench" / "registry").glob("*.py")
    figures = re.findall(r'"(\w+)": Figure\(', "".join(each.read_text() for each in sources))

    assert figures
    assert [name for name in figures if f"`{name}`" not in OPERATIONS] == []


def test_the_grant_of_a_file_lives_as_long_as_the_documents_say() -> None:
    assert timedelta(hours=1) == importing.GRANT_LIFE
    assert timedelta(minutes=15) == importing.ARRIVAL_GRACE


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
    assert "`count-progress` waits up to ten seconds" in SPOKEN


def test_operations_name_every_dead_letter_queue_trigger_and_parameter() -> None:
    letters = [name for name in RESOURCES["Resources"] if name.endswith("DeadLetters")]
    timers = [each.name for each in FUNCTIONS if each.event == "Event"]
    parameters = [name for name in RESOURCES["Parameters"] if name != "Stage"]

    assert letters
    assert timers
    readers = [each.name for each in FUNCTIONS if each.event == STREAM_SUFFIX]
    for name in (*letters, *timers, *readers, *parameters):
        assert f"`{name}`" in OPERATIONS
