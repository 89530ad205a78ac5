"""Where each row lies in the table: its key, and its place in the two indexes.

A visit's rows stand in one partition and are read together, and so do a booth's people. Lists by
state are spread over shards.
No key holds a name or a phone. The table of access patterns is docs/access-patterns.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import shard_of
from chalicelib.domain.jobs import OutboxItem
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import User
from chalicelib.domain.progress import Tally
from chalicelib.domain.publishing import Channel, Publication, PublicationState, SlotLedger
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import DueKind, MediaPointer, Row
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.visit import Visit


@dataclass(frozen=True, slots=True)
class Key:
    """A row's primary key."""

    pk: str
    sk: str


# From a row's natural key, as ports.Records.find takes it, to its place.
PLACES: Final[Mapping[type[Any], Callable[..., Key]]] = {
    Area: lambda area: Key(f"AREA#{area}", "AREA"),
    AuditEntry: lambda subject, seq: Key(f"AUDIT#{subject}", seq),
    # Where on which roll she stands; the row itself lies with her booth's other people.
    Beneficiary: lambda person: Key(f"BENEFICIARY#{person}", "PLACE"),
    Campaign: lambda campaign: Key(f"CAMPAIGN#{campaign}", "CAMPAIGN"),
    Channel: lambda campaign, channel: Key(f"CAMPAIGN#{campaign}", f"CHANNEL#{channel}"),
    Ledger: lambda person: Key(f"BENEFICIARY#{person}", "CONSENTS"),
    Media: lambda visit, media: Key(f"VISIT#{visit}", f"MEDIA#{media}"),
    MediaPointer: lambda media: Key(f"MEDIA#{media}", "POINTER"),
    OutboxItem: lambda item: Key(f"OUTBOX#{item}", "OUTBOX"),
    Publication: lambda visit, channel: Key(f"VISIT#{visit}", f"PUBLICATION#{channel}"),
    SlotLedger: lambda campaign, channel: Key(f"SLOTS#{campaign}", f"CHANNEL#{channel}"),
    Tally: lambda area, shard: Key(f"TALLY#{area}", f"SHARD#{shard}"),
    Testimonial: lambda visit: Key(f"VISIT#{visit}", "TESTIMONIAL"),
    User: lambda user: Key(f"USER#{user}", "USER"),
    Visit: lambda visit: Key(f"VISIT#{visit}", "VISIT"),
}
# The name a row's kind has in the table, and back.
NAMES: Final[Mapping[str, type[Any]]] = {kind.__name__: kind for kind in PLACES}


def place_of(kind: type[Any], *natural: str) -> Key:
    """Return where the row of `kind` with this natural key lies."""
    return PLACES[kind](*natural)


def key_of(row: Row) -> Key:
    """Return where a row lies."""
    if isinstance(row, Beneficiary):
        return Key(roll_of(row.booth_id), f"{row.serial:06d}#{row.beneficiary_id}")
    return place_of(type(row), *natural_key(row))


def natural_key(row: Row) -> tuple[str, ...]:  # noqa: C901, PLR0911  one line per kind of row
    """Return a row's natural key, as ports.Records.find takes it."""
    match row:
        case Area():
            return (row.area_id,)
        case AuditEntry():
            return (row.subject_id, f"{row.seq:06d}")
        case Beneficiary() | Ledger():
            return (row.beneficiary_id,)
        case Campaign():
            return (row.campaign_id,)
        case Channel() | SlotLedger():
            return (row.campaign_id, row.channel_id)
        case Media():
            return (row.visit_id, row.media_id)
        case MediaPointer():
            return (row.media_id,)
        case OutboxItem():
            return (row.item_id,)
        case Publication():
            return (row.visit_id, row.channel_id)
        case Tally():
            return (row.area_id, str(row.shard))
        case User():
            return (row.user_id,)
        case Testimonial() | Visit():
            return (row.visit_id,)


def roll_of(booth_id: str) -> str:
    """Return the partition of a booth's people."""
    return f"ROLL#{booth_id}"


def state_list(state: State, desk_id: str, shard: int) -> str:
    """Return one shard of a desk's testimonials in a state."""
    return f"STATE#{state}#{desk_id}#{shard}"


def bytes_list(sha256: str) -> str:
    """Return the list of ready media with the same original: 128 bits of its hash suffice."""
    return f"BYTES#{sha256[:32]}"


def due_list(kind: DueKind, shard: int) -> str:
    """Return one shard of the rows that a timer looks at again."""
    return f"DUE#{kind}#{shard}"


def stamp(at: datetime) -> str:
    """Return an instant as text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def list_place(row: Row, shards: int) -> Key | None:
    """Return a row's place in the index `lists`; None when it is in no list."""
    match row:
        case Media() if row.state is MediaState.READY:
            return Key(bytes_list(row.sha256), f"{row.visit_id}#{row.media_id}")
        case Testimonial():
            shard = shard_of(row.visit_id, shards)
            name = state_list(row.state, row.desk_id, shard)
            return Key(name, f"{stamp(row.since)}#{row.visit_id}")
        case _:
            return None


def due_place(row: Row, shards: int) -> Key | None:
    """Return a row's place in the index `due`; None when no timer has to look at it."""
    kind = _due_kind(row)
    if kind is None or not isinstance(row, Media | Testimonial | Ledger | Publication):
        return None
    if row.due_at is None:
        return None
    place = key_of(row)
    shard = shard_of(place.pk, shards)
    return Key(due_list(kind, shard), f"{stamp(row.due_at)}#{place.pk}#{place.sk}")


def _due_kind(row: Row) -> DueKind | None:
    match row:
        case Media():
            return DueKind.MEDIA
        case Testimonial():
            return DueKind.TESTIMONIAL
        case Ledger():
            return DueKind.LEDGER
        case Publication():
            is_slot = row.state is PublicationState.SCHEDULED
            return DueKind.SLOT if is_slot else DueKind.PUBLICATION
        case _:
            return None
