"""What telephony providers send when somebody rang: one table of their words, and how it is read.

None of them signs what it sends, so nothing is believed that does not have the form it must have,
and a caller's number is evidence at best. What we do not know we leave alone; what we need and do
not find is named, never shown. What happens to a call is in services/calling.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

from chalicelib.domain.campaign import INDIA_MIN
from chalicelib.domain.errors import InvalidInput

GENERIC: Final = "generic"
LONGEST_VALUE: Final = 100  # characters; the longest id seen is a UUID
# Words ("anonymous"), the letters on keys and other scripts' digits are no number here.
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()-]{3,24}")
# What may stand in a key and in an address.
_CALL_ID: Final = re.compile(r"[A-Za-z0-9_.-]+")
_SECONDS: Final = re.compile(r"([0-9]{10})(?:[0-9]{3})?")
# A plus that nobody escaped arrives as a blank.
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
    r" ?(?:(Z)|([+ -]?)([0-9]{2}:?[0-9]{2}))?"
)


class Place(StrEnum):
    """Where a provider puts its parameters."""

    QUERY = "query"
    BODY = "body"  # a form, or one JSON object
    FORM_DATA = "form_data"  # JSON in the form's field `data`


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """How one provider tells of a call: its names for what we need, the newest first.

    `kind` must be said and be one of `missed`; `direction`, when it is said, one of `incoming`.
    Words are compared in small letters. `zone_min` is what times without a zone are ahead of UTC.
    """

    call_id: tuple[str, ...]
    caller: tuple[str, ...]
    called: tuple[str, ...]
    at: tuple[str, ...]
    kind: str | None
    missed: frozenset[str]
    places: tuple[Place, ...]
    direction: str | None = None
    incoming: frozenset[str] = frozenset()
    zone_min: int = INDIA_MIN


VENDORS: Final[Mapping[str, Vendor]] = {
    # A GET with everything in its query, all of them by the provider's documentation. EndTime is
    # 1970-01-01 05:30:00 and is not read.
    "exotel": Vendor(
        call_id=("CallSid",), caller=("CallFrom", "From"), called=("CallTo", "To"),
        at=("StartTime",), kind="CallType", missed=frozenset({"call-attempt"}),
        direction="Direction", incoming=frozenset({"incoming"}), places=(Place.QUERY,),
    ),
    # A POST; the account's Apikey comes along in the same JSON and is left alone.
    "ozonetel": Vendor(
        call_id=("monitorUCID",), caller=("CallerID",), called=("Did",), at=("StartTime",),
        kind="Status", missed=frozenset({"notanswered", "not answered", "unanswered"}),
        direction="Type", incoming=frozenset({"inbound"}), places=(Place.FORM_DATA,),
    ),
    # Times carry their zone. Nobody answers a number for missed calls: every call in is one.
    "knowlarity": Vendor(
        call_id=("callid", "uuid"), caller=("caller_id", "customer_number"),
        called=("dispnumber", "knowlarity_number"), at=("start_time",), kind="call_type",
        missed=frozenset({"incoming", "missed"}), places=(Place.QUERY, Place.BODY),
    ),
    "callerdesk": Vendor(
        call_id=("CallSid",), caller=("SourceNumber",), called=("DestinationNumber",),
        at=("StartTime",), kind="Status", direction="Direction", incoming=frozenset({"ivr"}),
        missed=frozenset({"noanswer", "no answer", "cancel", "busy", "abandoned"}),
        places=(Place.QUERY, Place.BODY),
    ),
}  # fmt: skip
PROVIDERS: Final = (*VENDORS, GENERIC)
# What a hook's mapping says for `generic`: the first five are their names of fields; `missed` are
# the words of `kind` that mean a missed call, between blanks; `zone` is like +05:30.
MAPPED: Final = frozenset({"id", "from", "to", "at", "kind", "missed", "zone"})
_NEEDED: Final = frozenset({"id", "from", "at"})
_ZONE: Final = re.compile(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One missed call as it was told. A number is None when it is withheld or cannot be one."""

    call_id: str
    caller: str | None
    called: str | None
    at: datetime


def vendor_of(provider: str, mapping: Mapping[str, str]) -> Vendor:
    """Return how a hook's provider tells of calls; raise InvalidInput for what cannot be used."""
    if provider != GENERIC:
        if mapping:
            raise InvalidInput("Only the provider `generic` takes a mapping", field="mapping")
        return VENDORS[provider]
    _check_mapping(mapping)
    kind = mapping.get("kind")
    return Vendor(
        call_id=(mapping["id"],), caller=(mapping["from"],),
        called=(mapping["to"],) if "to" in mapping else (), at=(mapping["at"],), kind=kind,
        missed=frozenset(mapping.get("missed", "").lower().split()),
        places=(Place.QUERY, Place.BODY), zone_min=_zone(mapping.get("zone")),
    )  # fmt: skip


def _check_mapping(mapping: Mapping[str, str]) -> None:
    if not mapping.keys() <= MAPPED or not mapping.keys() >= _NEEDED:
        raise InvalidInput(
            "A mapping names id, from and at, and may name to, kind, missed and zone",
            field="mapping",
        )
    if ("kind" in mapping) is not ("missed" in mapping):
        raise InvalidInput("Say which words of `kind` are missed calls", field="mapping.missed")


def _zone(text: str | None) -> int:
    if text is None:
        return INDIA_MIN
    found = _ZONE.fullmatch(text)
    if found is None:
        raise InvalidInput("Write the zone like +05:30", field="mapping.zone")
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def read(vendor: Vendor, sent: Mapping[str, str]) -> Rung | None:
    """Return the missed call that was told of; None when it was a call of another kind.

    Raises InvalidInput that names the field, without its value, for one that is missing or that
    cannot be read. A number is never refused: it may be withheld.
    """
    if not _is_missed(vendor, sent):
        return None
    call_id = _needed(vendor.call_id, sent)
    if not _CALL_ID.fullmatch(call_id):
        raise _unreadable(vendor.call_id[0])
    return Rung(
        call_id=call_id,
        caller=_number(_value(vendor.caller, sent)),
        called=_number(_value(vendor.called, sent)) if vendor.called else None,
        at=_instant(_needed(vendor.at, sent), vendor),
    )


def _is_missed(vendor: Vendor, sent: Mapping[str, str]) -> bool:
    direction = sent.get(vendor.direction) if vendor.direction else None
    if direction is not None and _bare(direction).lower() not in vendor.incoming:
        return False
    return vendor.kind is None or _value((vendor.kind,), sent).lower() in vendor.missed


def _value(names: tuple[str, ...], sent: Mapping[str, str]) -> str:
    """Return the first of the fields that was sent, without the quotes some are sent in."""
    for name in names:
        if name in sent:
            return _bare(sent[name])
    raise InvalidInput("The provider left out a field that a call must have", field=names[0])


def _needed(names: tuple[str, ...], sent: Mapping[str, str]) -> str:
    value = _value(names, sent)
    if not 0 < len(value) <= LONGEST_VALUE:
        raise _unreadable(names[0])
    return value


def _bare(text: str) -> str:
    return text.strip().strip("\"'").strip()


def _number(text: str) -> str | None:
    return text if _NUMBER.fullmatch(text) else None


def _instant(text: str, vendor: Vendor) -> datetime:
    try:
        return _read_instant(" ".join(text.split()), vendor.zone_min)
    except (ValueError, OverflowError):  # the 31st of February, or the first day of all
        raise _unreadable(vendor.at[0]) from None


def _read_instant(text: str, zone_min: int) -> datetime:
    if seconds := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError
    day, time, fraction, utc, sign, offset = found.groups()
    zone = "+00:00" if utc else f"{'-' if sign == '-' else '+'}{offset}" if offset else ""
    at = datetime.fromisoformat(f"{day}T{time}{(fraction or '')[:4]}{zone}")
    if at.tzinfo is None:
        at = at.replace(tzinfo=timezone(timedelta(minutes=zone_min)))
    return at.astimezone(UTC)


def _unreadable(field: str) -> InvalidInput:
    return InvalidInput("This field of a call cannot be read", field=field)
