"""When a network is asked how often a post was seen, and what is counted of the answers."""

from datetime import datetime, timedelta
from typing import Final

# The first look, at the next tick, says that the numbers can be read at all. A post is seen most on
# its first days; what a month adds after that is little.
LOOKS: Final = (
    timedelta(seconds=30), timedelta(hours=1), timedelta(hours=6), timedelta(days=1),
    timedelta(days=3), timedelta(days=7), timedelta(days=30),
)  # fmt: skip
# After a network that did not answer, or took no credential.
LATER: Final = timedelta(hours=1)


def next_metrics_at(posted_at: datetime, now: datetime) -> datetime | None:
    """Return when a post's numbers are read next, after `now`; None once they are no more."""
    coming = (posted_at + after for after in LOOKS)
    return next((at for at in coming if at > now), None)
