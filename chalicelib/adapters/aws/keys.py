"""Where each row lies in the table: its key, and its place in the index `lists`.

A visit's rows stand in one partition and are read together, and so do a booth's people. Lists by
state are spread over shards; those of the index `due` are in dues.py.
No key holds a name or a phone. The table of access patterns is docs/access-patterns.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.adapters.aws import lists
from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.boundaries import Boundary
from chalicelib.domain.calls import Call, CallHook, CallMark
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.channels import Channel, Connection
from chalicelib.domain.consent import Ledger
from chalicelib.domain.copies import LIST_LETTERS, filed_as
from chalicelib.domain.credentials import ContentKey
from chalicelib.domain.digests import Digest, DigestTurn
from chalicelib.domain.edits import Edit
from chalicelib.domain.enrolment import Enrolment, SecretKey
from chalicelib.domain.feeds import FeedEntry
from chalicelib.domain.freezes import Board, Freeze, NotRecalled
from chalicelib.domain.held import HeldChange, HeldMark
from chalicelib.domain.ids import shard_of
from chalicelib.domain.importing import Import
from chalicelib.domain.jobs import OutboxItem
from chalicelib.domain.leaflets import Guesses, WithdrawalCode
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import Media
from chalicelib.domain.people import User, WorkerNumber
from chalicelib.domain.policy import PolicySet
from chalicelib.domain.progress import Tally
from chalicelib.domain.publishing import Publication
from chalicelib.domain.queueing import Part, part_of, stands_at, stands_last
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.returned import Returned
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import MediaPointer, Row
from chalicelib.domain.seats import Seat
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.twins import Merge, RollKey, SameId
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.visit import Visit
from chalicelib.domain.webhooks import Delivery, Webhook
from chalicelib.domain.workshops import Attendance, Workshop


@dataclass(frozen=True, slots=True)
class Key:
    """A row's primary key."""

    pk: str
    sk: str


# From a row's natural key, as ports.Records.find takes it, to its place.
PLACES: Final[Mapping[type[Any], Callable[..., Key]]] = {
    Area: lambda area: Key(f"AREA#{area}", "AREA"),
    Attendance: lambda workshop, user: Key(f"WORKSHOP#{workshop}", f"CAME#{user}"),
    AuditEntry: lambda subject, seq: Key(f"AUDIT#{subject}", seq),
    # Where on which roll she stands; the row itself lies with her booth's other people.
    Beneficiary: lambda person: Key(f"BENEFICIARY#{person}", "PLACE"),
    Board: lambda campaign: Key(f"CAMPAIGN#{campaign}", "BOARD"),
    Boundary: lambda area: Key(f"AREA#{area}", "BOUNDARY"),
    Call: lambda campaign, provider, call: Key(f"CALL#{campaign}#{provider}#{call}", "CALL"),
    CallHook: lambda provider, token_hash: Key(f"HOOK#{provider}#{token_hash}", "HOOK"),
    CallMark: lambda number, at, by, call: Key(f"CALLS#{number}", f"{at}#{by}#{call}"),
    Campaign: lambda campaign: Key(f"CAMPAIGN#{campaign}", "CAMPAIGN"),
    Channel: lambda campaign, channel: Key(f"CAMPAIGN#{campaign}", f"CHANNEL#{channel}"),
    Connection: lambda campaign, channel: Key(f"CAMPAIGN#{campaign}", f"CONNECTION#{channel}"),
    ContentKey: lambda campaign: Key(f"CAMPAIGN#{campaign}", "CREDENTIALS"),
    Delivery: lambda webhook, delivery: Key(f"WEBHOOK#{webhook}", f"DELIVERY#{delivery}"),
    Digest: lambda area, day: Key(f"DIGEST#{area}", f"DAY#{day}"),
    DigestTurn: lambda desk: Key(f"AREA#{desk}", "DIGEST"),
    Edit: lambda person, edit: Key(f"BENEFICIARY#{person}", f"EDIT#{edit}"),
    Edition: lambda visit, edition: Key(f"EDITIONS#{visit}", f"EDITION#{edition}"),
    Enrolment: lambda token_hash: Key(f"ENROLMENT#{token_hash}", "ENROLMENT"),
    FeedEntry: lambda campaign, channel, place: Key(f"FEED#{campaign}#{channel}", f"ENTRY#{place}"),
    Freeze: lambda freeze: Key(f"FREEZE#{freeze}", "FREEZE"),
    Guesses: lambda source_hash, window: Key(f"GUESSES#{source_hash}", window),
    HeldChange: lambda held: Key(f"HELD#{held}", "HELD"),
    HeldMark: lambda person, held: Key(f"BENEFICIARY#{person}", f"HELD#{held}"),
    Import: lambda import_id: Key(f"IMPORT#{import_id}", "IMPORT"),
    Lane: lambda campaign, channel, lane: Key(f"SLOTS#{campaign}", f"LANE#{channel}#{lane}"),
    Ledger: lambda person: Key(f"BENEFICIARY#{person}", "CONSENTS"),
    LevelCheck: lambda visit, number, level: Key(f"CHECKED#{visit}", f"{number}#{level}"),
    Media: lambda visit, media: Key(f"VISIT#{visit}", f"MEDIA#{media}"),
    MediaPointer: lambda media: Key(f"MEDIA#{media}", "POINTER"),
    Merge: lambda kept, merge: Key(f"BENEFICIARY#{kept}", f"MERGE#{merge}"),
    NotRecalled: lambda freeze, visit, channel: Key(f"FREEZE#{freeze}", f"LATE#{visit}#{channel}"),
    OutboxItem: lambda item: Key(f"OUTBOX#{item}", "OUTBOX"),
    PastVerdict: lambda visit, number: Key(f"VERDICTS#{visit}", number),
    PolicySet: lambda campaign, number: Key(f"CAMPAIGN#{campaign}", f"POLICY#{number}"),
    Publication: lambda visit, channel: Key(f"VISIT#{visit}", f"PUBLICATION#{channel}"),
    ReelTurn: lambda desk: Key(f"AREA#{desk}", "REEL"),
    Returned: lambda worker, visit: Key(f"WORKER#{worker}", f"RETURNED#{visit}"),
    ReviewDay: lambda user, day, desk: Key(f"REVIEWER#{user}", f"DAY#{day}#{desk}"),
    RollKey: lambda key_id: Key(f"BENEFICIARY#{key_id}", "KEY"),
    SameId: lambda id_type, id_hash, person: Key(f"SAMEID#{id_type}#{id_hash}", person),
    Seat: lambda user: Key(f"REVIEWER#{user}", "SEAT"),
    SecretKey: lambda campaign, name: Key(f"CAMPAIGN#{campaign}", f"KEY#{name}"),
    SlotLedger: lambda campaign, channel: Key(f"SLOTS#{campaign}", f"CHANNEL#{channel}"),
    Tally: lambda area, shard: Key(f"TALLY#{area}", f"SHARD#{shard}"),
    Testimonial: lambda visit: Key(f"VISIT#{visit}", "TESTIMONIAL"),
    User: lambda user: Key(f"USER#{user}", "USER"),
    Visit: lambda visit: Key(f"VISIT#{visit}", "VISIT"),
    Webhook: lambda campaign, webhook: Key(f"CAMPAIGN#{campaign}", f"WEBHOOK#{webhook}"),
    WithdrawalCode: lambda code_hash: Key(f"CODE#{code_hash}", "CODE"),
    WorkerNumber: lambda number, user: Key(f"NUMBER#{number}", f"WORKER#{user}"),
    Workshop: lambda workshop: Key(f"WORKSHOP#{workshop}", "WORKSHOP"),
}
# The name a row's kind has in the table, and back.
NAMES: Final[Mapping[str, type[Any]]] = {kind.__name__: kind for kind in PLACES}


MARK: Final = "\0"  # stands where a child's own words would
LAST: Final = "~"  # before a place in a list: behind all that have none
END: Final = "~~"  # behind every place in a list
WAITS: Final = State.PENDING_REVIEW
# Parts of a desk's queue that need no shards: they change no faster than people decide.
ALONE: Final = (Part.SOME, Part.HELD)


def place_of(kind: type[Any], *natural: str) -> Key:
    """Return where the row of `kind` with this natural key lies."""
    return PLACES[kind](*natural)


def key_of(row: Row) -> Key:
    """Return where a row lies."""
    if isinstance(row, Beneficiary):
        return Key(roll_of(row.booth_id), f"{row.serial:06d}#{row.beneficiary_id}")
    return place_of(type(row), *natural_key(row))


# What identifies a row: the names of its fields, in the order in which `find` takes them.
NATURAL: Final[Mapping[type[Any], tuple[str, ...]]] = {
    Area: ("area_id",),
    Attendance: ("workshop_id", "user_id"),
    AuditEntry: ("subject_id", "seq"),
    Beneficiary: ("beneficiary_id",),
    Board: ("campaign_id",),
    Boundary: ("area_id",),
    Call: ("campaign_id", "provider", "call_id"),
    CallHook: ("provider", "token_hash"),
    CallMark: ("phone_hash", "at", "provider", "call_id"),
    Campaign: ("campaign_id",),
    Channel: ("campaign_id", "channel_id"),
    Connection: ("campaign_id", "channel_id"),
    ContentKey: ("campaign_id",),
    Delivery: ("webhook_id", "delivery_id"),
    Digest: ("area_id", "day"),
    DigestTurn: ("desk_id",),
    Edit: ("beneficiary_id", "edit_id"),
    Edition: ("visit_id", "edition_id"),
    Enrolment: ("token_hash",),
    FeedEntry: ("campaign_id", "channel_id", "place"),
    Freeze: ("freeze_id",),
    Guesses: ("source_hash", "window"),
    HeldChange: ("held_id",),
    HeldMark: ("beneficiary_id", "held_id"),
    Import: ("import_id",),
    Lane: ("campaign_id", "channel_id", "lane_id"),
    Ledger: ("beneficiary_id",),
    LevelCheck: ("visit_id", "number", "level"),
    Media: ("visit_id", "media_id"),
    MediaPointer: ("media_id",),
    Merge: ("kept_id", "merge_id"),
    NotRecalled: ("freeze_id", "visit_id", "channel_id"),
    OutboxItem: ("item_id",),
    PastVerdict: ("visit_id", "number"),
    PolicySet: ("campaign_id", "number"),
    Publication: ("visit_id", "channel_id"),
    ReelTurn: ("desk_id",),
    Returned: ("worker_id", "visit_id"),
    ReviewDay: ("user_id", "day", "desk_id"),
    RollKey: ("key_id",),
    SameId: ("id_type", "id_hash", "beneficiary_id"),
    Seat: ("user_id",),
    SecretKey: ("campaign_id", "name"),
    SlotLedger: ("campaign_id", "channel_id"),
    Tally: ("area_id", "shard"),
    Testimonial: ("visit_id",),
    User: ("user_id",),
    Visit: ("visit_id",),
    Webhook: ("campaign_id", "webhook_id"),
    WithdrawalCode: ("code_hash",),
    WorkerNumber: ("phone_hash", "user_id"),
    Workshop: ("workshop_id",),
}


def natural_key(row: Row) -> tuple[str, ...]:
    """Return a row's natural key, as ports.Records.find takes it."""
    return tuple(_word(name, getattr(row, name)) for name in NATURAL[type(row)])


def _word(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return lists.stamp(value)
    return f"{value:06d}" if name in {"seq", "number"} else str(value)


def roll_of(booth_id: str) -> str:
    """Return the partition of a booth's people."""
    return f"ROLL#{booth_id}"


def state_list(state: State, desk_id: str, shard: int | Part) -> str:
    """Return one shard of a desk's testimonials in a state, or one part of its queue."""
    return f"STATE#{state}#{desk_id}#{shard}"


def state_lists(state: State, desk_id: str, shards: int) -> list[str]:
    """Return a desk's lists of a state; of those that wait for review, every part."""
    alone = ALONE if state is WAITS else ()
    return [state_list(state, desk_id, each) for each in (*range(shards), *alone)]


def queue_lists(part: Part, desk_id: str, shards: int) -> list[str]:
    """Return the lists of a part of a desk's queue; what comes last stands with what is open."""
    spread = [part] if part in ALONE else range(shards)
    return [state_list(WAITS, desk_id, each) for each in spread]


def filed_list(campaign_id: str, letters: str) -> str:
    """Return the list of a campaign's ready media whose filed text begins with these letters."""
    return f"FILED#{campaign_id}#{letters}"


def children_of(kind: type[Any], *parent: str) -> Key:
    """Return the partition of a parent's rows of `kind`, and what their sort keys begin with."""
    rest = len(NATURAL[kind]) - len(parent)
    place = place_of(kind, *parent, *([MARK] * rest))
    return Key(place.pk, place.sk.partition(MARK)[0])


def list_place(row: Row, shards: int) -> Key | None:
    """Return a row's place in the index `lists`; None when it is in no list."""
    match row:
        case Media():
            text = filed_as(row)
            return Key(filed_list(row.campaign_id, text[:LIST_LETTERS]), text) if text else None
        case Testimonial():
            part = part_of(row) if row.state is WAITS else None
            shard = part if part in ALONE else shard_of(row.visit_id, shards)
            at = stands_at(row) if row.state is WAITS else row.since
            rank = LAST if stands_last(row) else ""
            name = state_list(row.state, row.desk_id, shard)
            return Key(name, f"{rank}{lists.stamp(at)}#{row.visit_id}")
        case _:
            found = lists.place_in(row, shards)
            return Key(*found) if found else None
