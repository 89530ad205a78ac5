"""What may be asked for when a freeze is put up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.freezes import FreezeKind
from chalicelib.domain.ids import AreaId, ChannelId
from chalicelib.domain.shown_numbers import shows_aadhaar, shows_phone
from chalicelib.domain.spelling import clean

MOST_REASON: Final = 500
# A page's clock may go wrong by as much; what has begun a little ago begins now.
SLACK: Final = timedelta(minutes=5)
MOST_AWAY: Final = timedelta(days=5 * 365 + 1)  # as of a campaign's own blackouts


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFreeze:
    """A freeze as somebody asks for it; without `from_at` it begins at once."""

    freeze_id: str
    area_id: AreaId
    kind: FreezeKind
    reason: str
    from_at: datetime | None
    until_at: datetime | None
    channel_id: ChannelId | None = None

    @property
    def says_when(self) -> bool:
        """True when it names its begin: a stop begins when it comes, whatever a clock says."""
        return self.from_at is not None and self.kind is not FreezeKind.STOP


def begin_of(wanted: WantedFreeze, now: datetime) -> datetime:
    """Return when a freeze begins; raise InvalidInput that names the field when it cannot be."""
    begin = wanted.from_at or now
    if abs(begin - now) > MOST_AWAY:
        raise InvalidInput("Write a date within five years of today", field="from")
    if begin < now - SLACK:
        raise InvalidInput("A freeze begins now or later; leave `from` out for now", field="from")
    if wanted.kind is FreezeKind.STOP:
        _require_stop(wanted, begin, now)
        return now
    _require_end(wanted.until_at, begin, now)
    return begin


def _require_stop(wanted: WantedFreeze, begin: datetime, now: datetime) -> None:
    if begin > now + SLACK:
        raise InvalidInput("A stop begins at once; put up a freeze for later", field="from")
    if wanted.until_at is not None:
        raise InvalidInput("A stop holds until two people lift it", field="until")


def _require_end(until: datetime | None, begin: datetime, now: datetime) -> None:
    if until is None:
        return
    if until <= max(begin, now):
        raise InvalidInput("A freeze ends after it begins, and later than now", field="until")
    if until - now > MOST_AWAY:
        raise InvalidInput("Write a date within five years of today", field="until")


def reason_of(text: str) -> str:
    """Return a reason as it is kept; raise InvalidInput for none, and for anybody's number."""
    reason = clean(text).strip()
    if not 1 <= len(reason) <= MOST_REASON:
        raise InvalidInput(f"Say why, in at most {MOST_REASON} characters", field="reason")
    if shows_phone(reason) or shows_aadhaar(reason):
        raise InvalidInput("Take the number out of it; say what happened", field="reason")
    return reason
