"""Reads what the networks count of our posts: views, reactions, comments, shares.

The posts whose numbers are due are asked for together, channel by channel. A network that does not
answer only delays; one that does not know a post leaves its numbers as they were.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from chalicelib.domain.channels import Channel
from chalicelib.domain.errors import ChannelUnavailable, StaleVersion
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.post_metrics import LATER, next_metrics_at
from chalicelib.domain.posts import MetricsById
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import DueKind, Save
from chalicelib.services.outgoing import Tools, account_of

BATCH: Final = 500
IDS_PER_CALL: Final = 50
# A tick reads so often at most; what is left is still due at the next one.
MOST_READS: Final = 20
Account = tuple[CampaignId, ChannelId]


def collect(tools: Tools, *, most_reads: int = MOST_READS) -> dict[str, int]:
    """Read every number that is due by now; return how many posts were read and how many wait.

    Safe at any number of runs: each post says itself when it is due next.
    """
    read = delayed = 0
    seen: set[tuple[str, str]] = set()
    for _ in range(most_reads):
        posts = _due(seen, tools)
        for own, each in _by_account(posts).items():
            count = _of_a_channel(own, each, tools)
            read, delayed = read + count, delayed + len(each) - count
        if not posts:
            break
    return {"read": read, "delayed": delayed}


def _due(seen: set[tuple[str, str]], tools: Tools) -> list[Publication]:
    """Return what is due and was not seen in this run; the list may lag behind the rows."""
    now = tools.clock.now()
    rows = tools.records.due(DueKind.METRICS, now, limit=BATCH)
    posts = [row for row in rows if isinstance(row, Publication)]
    fresh = [each for each in posts if (each.visit_id, each.channel_id) not in seen]
    seen |= {(each.visit_id, each.channel_id) for each in fresh}
    return [each for each in fresh if each.due_at is not None and each.due_at <= now]


def _by_account(posts: Sequence[Publication]) -> dict[Account, list[Publication]]:
    found: dict[Account, list[Publication]] = defaultdict(list)
    for post in posts:
        found[post.campaign_id, post.channel_id].append(post)
    return found


def _of_a_channel(own: Account, posts: list[Publication], tools: Tools) -> int:
    """Read a channel's posts, and return how many; once it is silent the rest of them wait."""
    channel, read, is_silent = tools.records.find(Channel, *own), 0, False
    for some in _calls(posts):
        found = None if is_silent else _told(channel, some, tools)
        is_silent = found is None
        for post in some:
            _keep(post, found, tools)
        read += 0 if is_silent else len(some)
    return read


def _calls(posts: list[Publication]) -> Iterator[list[Publication]]:
    for start in range(0, len(posts), IDS_PER_CALL):
        yield posts[start : start + IDS_PER_CALL]


def _told(
    channel: Channel | None, posts: list[Publication], tools: Tools
) -> MetricsById | None:  # fmt: skip
    """Return what a network counts: nothing where nobody can be asked, None when it is silent."""
    ids = [post.external_id for post in posts if post.external_id]
    if channel is None or not ids:
        return {}
    try:
        return tools.client.metrics(account_of(channel, tools), ids)
    except ChannelUnavailable:
        return None


def _keep(post: Publication, found: MetricsById | None, tools: Tools) -> None:
    now = tools.clock.now()
    later = replace(post, due_at=now + LATER)
    kept = later if found is None else _with_numbers(post, found, now)
    try:
        tools.records.commit(Save(row=kept))
    except StaleVersion:
        return  # it moved on while we asked; if it is still out, it is still due


def _with_numbers(post: Publication, found: MetricsById, now: datetime) -> Publication:
    due_at = next_metrics_at(post.posted_at or post.changed_at, now) if post.external_id else None
    metrics = found.get(post.external_id or "")
    if metrics is None:
        return replace(post, due_at=due_at)
    return replace(post, due_at=due_at, metrics=metrics, metrics_at=now)
