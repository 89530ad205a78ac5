"""The feed of a partner app: what was published for it and what was taken back, in order.

Whoever reads it keeps her place in a cursor, which is signed: a made-up one reads nothing. An entry
may come twice, and says which post it is about, so a reader can drop it.
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import CampaignId, ChannelId, PublicationId, VisitId
from chalicelib.domain.publishing import Publication, PublicationState

# What was written so lately is not read yet: an entry with an earlier place may still be on its
# way, and a reader who has passed it would never see it. The table is tried for up to 15 s.
SETTLES_IN: Final = timedelta(seconds=30)
ENTRY_LIFE: Final = timedelta(days=90)
MAC_BYTES: Final = 16
LEAST_KEY: Final = 32  # characters of the key that a reader signs in with
Mac = Callable[[str], bytes]


class FeedKind(StrEnum):
    """What an entry says."""

    PUBLISHED = "published"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry; `place` sorts by when it was written."""

    campaign_id: CampaignId
    channel_id: ChannelId
    place: str
    kind: FeedKind
    publication_id: PublicationId
    visit_id: VisitId
    at: datetime
    version: int = 0

    @property
    def expires_at(self) -> datetime:
        """When the table may forget it."""
        return self.at + ENTRY_LIFE


STATES: Final = {
    PublicationState.POSTED: FeedKind.PUBLISHED,
    # At once, whatever becomes of the takedown: who reads the feed can act on it.
    PublicationState.TAKEDOWN_DUE: FeedKind.REMOVED,
}


def entry_of(old: Publication | None, new: Publication, now: datetime) -> FeedEntry | None:
    """Return the entry that a change of a publication makes; None for most."""
    kind = STATES.get(new.state)
    if kind is None or (old is not None and old.state is new.state):
        return None
    return FeedEntry(
        campaign_id=new.campaign_id,
        channel_id=new.channel_id,
        place=f"{place_at(now)}#{new.publication_id}#{kind}",
        kind=kind,
        publication_id=new.publication_id,
        visit_id=new.visit_id,
        at=now,
    )


def place_at(at: datetime) -> str:
    """Return the place before all that is written from `at` on."""
    return f"{int(at.timestamp() * 1000):013d}"


def cursor_of(place: str, mac: Mac) -> str:
    """Return a place as a cursor that nobody else can make."""
    raw = mac(place)[:MAC_BYTES] + place.encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def place_of(cursor: str, mac: Mac) -> str:
    """Return the place in a cursor; raise InvalidInput for one that we did not make."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = raw[MAC_BYTES:].decode()
    except ValueError:
        raise _refused() from None
    if not place or not hmac.compare_digest(raw[:MAC_BYTES], mac(place)[:MAC_BYTES]):
        raise _refused()
    return place


def _refused() -> InvalidInput:
    return InvalidInput(
        "Use next_cursor as it was given, or leave it out to begin anew", field="cursor"
    )
