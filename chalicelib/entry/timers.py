"""Schedules: each tick finds what is due by now; 0, 1 or n ticks end the same."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.entry.edge import timer
from chalicelib.services import (
    connecting,
    digesting,
    erasing,
    granting,
    metrics_reading,
    reel_choosing,
    reels,
    retiring,
    upkeep,
)

timers = Blueprint(__name__)


@timers.schedule("rate(1 minute)", name="reconcile")
@timer
def reconcile() -> Mapping[str, int]:
    """Find uploads, verdicts, withdrawals and posts that are stuck, and set them going again."""
    return upkeep.reconcile(wiring.upkeep_tools())


@timers.schedule("rate(1 hour)", name="retire-data")
@timer
def retire_data() -> Mapping[str, int]:
    """Erase what has been kept long enough, or was taken back."""
    tools = wiring.current()
    return retiring.retire(
        erasing.Tools(
            records=tools.records, store=tools.store, clock=tools.clock, new_id=tools.new_id
        )
    )


# At half past, since India's hours begin there: 20:30 UTC is 02:00. Each desk knows its own turn.
@timers.schedule("cron(30 * * * ? *)", name="make-reels")
@timer
def make_reels() -> Mapping[str, int]:
    """Begin the highlights reel of every desk at which the night has come."""
    tools = wiring.current()
    choosing = reel_choosing.Tools(records=tools.records, clock=tools.clock, new_id=tools.new_id)
    return {"begun": reels.make_reels(choosing)}


@timers.schedule("rate(1 minute)", name="release-slots")
@timer
def release_slots() -> Mapping[str, int]:
    """Give out every slot that is there by now."""
    return {"released": granting.release_slots(wiring.publishing_tools())}


@timers.schedule("rate(5 minutes)", name="tend-connections")
@timer
def tend_connections() -> Mapping[str, int]:
    """Renew the channels' credentials that end soon, and ask the networks for quotas."""
    return connecting.tend(wiring.publishing_tools())


# As with the reels: seven in the morning in India is 01:30 UTC, and each desk knows its own turn.
@timers.schedule("cron(30 * * * ? *)", name="daily-digest")
@timer
def daily_digest() -> Mapping[str, int]:
    """Make the digest of the day before of every desk at which the morning has come."""
    tools = wiring.current()
    own = digesting.Tools(records=tools.records, clock=tools.clock)
    return {"made": digesting.make_digests(own)}


@timers.schedule("rate(1 hour)", name="collect-metrics")
@timer
def collect_metrics() -> Mapping[str, int]:
    """Read what the networks count of the posts whose numbers are due."""
    return metrics_reading.collect(wiring.publishing_tools())
