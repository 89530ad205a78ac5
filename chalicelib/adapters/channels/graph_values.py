"""What an answer of the Graph API holds, believed only as far as it has the form it should have."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.errors import ChannelUnavailable

_ID: Final = re.compile(r"[0-9]{1,32}(_[0-9]{1,32})?")
_LINK: Final = re.compile(r"https://[A-Za-z0-9.-]{1,250}(:[0-9]{1,5})?/[!-~]{0,2000}")
_CURSOR: Final = re.compile(r"[!-~]{1,1000}")
_MOST_COUNTED: Final = 10**15


def usable_id(found: object) -> str | None:
    """Return an id that may stand in an address; None for anything else."""
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def https_link(found: object) -> str | None:
    """Return a link that may be shown to people; None for anything else."""
    return found if isinstance(found, str) and _LINK.fullmatch(found) else None


def count(found: object) -> int | None:
    """Return a number of things; None for anything else."""
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return found if 0 <= found < _MOST_COUNTED else None


def text(found: object) -> str:
    """Return a text; nothing for anything else."""
    return found if isinstance(found, str) else ""


def instant(found: object) -> datetime | None:
    """Return a time with its zone; None for anything else."""
    try:
        at = datetime.fromisoformat(text(found))
    except ValueError:
        return None
    return at if at.tzinfo else None


def inside(found: object, *names: str) -> Any:
    """Return what lies in objects within objects under these names; None where one is missing."""
    for name in names:
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def next_cursor(said: Mapping[str, Any]) -> str | None:
    """Return where the next page of a list begins; None on the last one.

    Raises ChannelUnavailable when there is one and it cannot be asked for.
    """
    if inside(said, "paging", "next") is None:
        return None
    cursor = inside(said, "paging", "cursors", "after")
    if not isinstance(cursor, str) or not _CURSOR.fullmatch(cursor):
        raise ChannelUnavailable("The channel's list does not say how it goes on")
    return cursor


def insights(said: Mapping[str, Any], *names: str) -> int | None:
    """Return the first of these figures that a list of insights tells; None when none is told."""
    data = said.get("data")
    listed = data if isinstance(data, list) else []
    told = {text(inside(each, "name")): _first_value(each) for each in listed}
    return next((told[name] for name in names if told.get(name) is not None), None)


def _first_value(insight: object) -> int | None:
    values = inside(insight, "values")
    return count(inside(values[0], "value")) if isinstance(values, list) and values else None
