"""Each row's place in the index `due`: what a timer looks at again, and a worker's visits, by time.

The timers' lists are spread over shards, by how busy each is. A worker's visits stand here because
the other index has one place a row, which a visit may need itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.adapters.aws.keys import Key, key_of
from chalicelib.adapters.aws.lists import newest_first, stamp
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channels import Connection
from chalicelib.domain.consent import Ledger
from chalicelib.domain.digests import DigestTurn
from chalicelib.domain.freezes import Freeze
from chalicelib.domain.ids import shard_of
from chalicelib.domain.importing import Import
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication, PublicationState, waits_for_a_slot
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind, Row
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.domain.webhooks import Delivery

# How many partitions each of the timers' lists has. Every visit passes through the first two a few
# times, in the whole country at once, and no key may take more than a hundredth of all writes.
DUE_SHARDS: Final[Mapping[DueKind, int]] = {
    DueKind.MEDIA: 32,
    DueKind.TESTIMONIAL: 32,
    DueKind.LEDGER: 8,
    DueKind.ERASURE: 8,
    DueKind.PUBLICATION: 4,
    DueKind.SLOT: 4,
    DueKind.TURN: 4,
    DueKind.METRICS: 8,
    DueKind.CONNECTION: 1,
    DueKind.FREEZE: 1,
    DueKind.DIGEST: 1,
    DueKind.DELIVERY: 4,
    DueKind.IMPORT: 1,
    DueKind.RETIREMENT: 1,
    DueKind.REEL: 1,
}


def due_list(kind: DueKind, shard: int) -> str:
    """Return one shard of the rows that a timer looks at again."""
    return f"DUE#{kind}#{shard}"


def pool(campaign_id: str, channel_id: str, lane_id: str) -> str:
    """Return the list of what waits in a lane for one of a channel's slots, the best first."""
    return f"POOL#{campaign_id}#{channel_id}#{lane_id}"


def pool_place(item: Publication) -> str:
    """Return where a publication stands in its lane."""
    return f"{newest_first(item.rank_at or item.changed_at)}#{item.visit_id}"


def worked_list(worker_id: str) -> str:
    """Return the list of a worker's visits."""
    return f"WORKED#{worker_id}"


def due_place(row: Row) -> Key | None:
    """Return a row's place in the index `due`; None when nobody has to look at it by time."""
    if isinstance(row, Visit):
        return Key(worked_list(row.worker_id), f"{stamp(row.began_at)}#{row.visit_id}")
    if isinstance(row, Publication) and waits_for_a_slot(row):
        name = pool(row.campaign_id, row.channel_id, row.lane_id or row.path[0])
        return Key(name, pool_place(row))
    kind = _due_kind(row)
    due_at = getattr(row, "due_at", None)
    if kind is None or due_at is None:
        return None
    place = key_of(row)
    shard = shard_of(place.pk, DUE_SHARDS[kind])
    return Key(due_list(kind, shard), f"{stamp(due_at)}#{place.pk}#{place.sk}")


DUE_KINDS: Final[Mapping[type[Any], DueKind]] = {
    Beneficiary: DueKind.ERASURE,
    Campaign: DueKind.RETIREMENT,
    Connection: DueKind.CONNECTION,
    Delivery: DueKind.DELIVERY,
    DigestTurn: DueKind.DIGEST,
    Freeze: DueKind.FREEZE,
    Import: DueKind.IMPORT,
    Ledger: DueKind.LEDGER,
    Media: DueKind.MEDIA,
    ReelTurn: DueKind.REEL,
    SlotLedger: DueKind.TURN,
    Testimonial: DueKind.TESTIMONIAL,
}


# Publications in other states wait for an answer.
DUE_STATES: Final[Mapping[PublicationState, DueKind]] = {
    PublicationState.SCHEDULED: DueKind.SLOT,
    PublicationState.POSTED: DueKind.METRICS,
}


def _due_kind(row: Row) -> DueKind | None:
    if isinstance(row, Publication):
        return DUE_STATES.get(row.state, DueKind.PUBLICATION)
    return DUE_KINDS.get(type(row))
