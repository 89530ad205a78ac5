"""The lists of the index `lists` that go by kind of row: which row stands in which, and where.

Testimonials by state and media by what they show have lists of their own, in keys.py.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

from chalicelib.domain.calls import Call, waits_for_people
from chalicelib.domain.freezes import Freeze
from chalicelib.domain.held import HeldChange, HeldState
from chalicelib.domain.ids import shard_of
from chalicelib.domain.importing import Import
from chalicelib.domain.level_checks import LevelCheck, done_list, waiting_list
from chalicelib.domain.people import Role, User
from chalicelib.domain.publishing import Publication, outgoing_list
from chalicelib.domain.review_days import ReviewDay
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.domain.webhooks import Delivery
from chalicelib.domain.workshops import Workshop

# The first word of each kind's lists.
LISTS: Final[Mapping[type[Any], str]] = {
    Beneficiary: "PHONE",
    Call: "CALLS",
    Freeze: "FREEZES",
    Delivery: "DELIVERIES",
    HeldChange: "HELD",
    Import: "IMPORTS",
    LevelCheck: "CHECKS",
    Publication: "OUT",
    ReviewDay: "REVIEWED",
    User: "WORKERS",
    Visit: "DIALLED",
    Workshop: "WORKSHOPS",
}
# Those that one partition could not take at a campaign's peak.
SHARDED: Final = frozenset({"CALLS", "HELD", "DIALLED"})
LAST_MS: Final = 9_999_999_999_999


def path_text(path: Iterable[str]) -> str:
    """Return a path of areas as one text, in which every area above is a prefix."""
    return "".join(f"{area}/" for area in path)


def stamp(at: datetime) -> str:
    """Return an instant as text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def list_of(row: Row) -> tuple[str, str] | None:  # noqa: C901, PLR0911, PLR0912  one line per list
    """Return (the name of the row's list, its place in it); None when it is in no list."""
    match row:
        case Beneficiary() if row.phone:
            return row.phone.hash, row.beneficiary_id
        case Call() if waits_for_people(row):
            return row.campaign_id, f"{stamp(row.at)}#{row.call_id}"
        case Freeze():
            return row.campaign_id, f"{newest_first(row.created_at)}#{row.freeze_id}"
        case Delivery():
            return row.webhook_id, f"{newest_first(row.made_at)}#{row.delivery_id}"
        case HeldChange() if row.state is HeldState.HELD:
            return row.desk_id, f"{stamp(row.received_at)}#{row.held_id}"
        case Import():
            return row.campaign_id, f"{newest_first(row.granted_at)}#{row.import_id}"
        case LevelCheck():
            return _look(row)
        case Publication():
            name = outgoing_list(row.desk_id or row.path[0], row.state)
            return name, f"{path_text(row.path)}#{row.channel_id}#{row.visit_id}"
        case ReviewDay():
            midnight = datetime.combine(row.day, time(), UTC)
            return row.desk_id, f"{newest_first(midnight)}#{row.user_id}"
        case User() if booth := _first_booth(row):
            return booth, row.user_id
        case Visit() if row.rang_at and row.call_id is None:
            return row.desk_id or row.path[0], f"{stamp(row.rang_at)}#{row.visit_id}"
        case Workshop():
            return row.campaign_id, f"{stamp(row.starts_at)}#{row.workshop_id}"
        case _:
            return None


def _look(look: LevelCheck) -> tuple[str, str]:
    if look.at is None:
        place = f"{stamp(look.decided_at)}#{look.visit_id}"
        return waiting_list(look.desk_id, look.level), place
    place = f"{newest_first(look.at)}#{look.visit_id}"
    return done_list(look.desk_id, look.level), place


def _first_booth(user: User) -> str | None:
    return next((scope.area_id for scope in user.scopes if scope.role is Role.WORKER), None)


def newest_first(at: datetime) -> str:
    """Return an instant as text that sorts the latest first."""
    return f"{LAST_MS - int(at.timestamp() * 1000):013d}"


def parts_of(kind: type[Any], name: str, shards: int) -> list[str]:
    """Return the partitions of a list of `kind`: one, or one per shard."""
    word = LISTS[kind]
    if word not in SHARDED:
        return [f"{word}#{name}"]
    return [f"{word}#{name}#{shard}" for shard in range(shards)]


def place_in(row: Row, shards: int) -> tuple[str, str] | None:
    """Return a row's partition and place in the index; None when it is in no list."""
    found = list_of(row)
    if found is None:
        return None
    name, sort_key = found
    parts = parts_of(type(row), name, shards)
    return parts[shard_of(sort_key, len(parts))], sort_key
