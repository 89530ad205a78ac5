"""A vault and a phone book for a made-up world: nothing in it is secret, and speed matters."""

import hashlib
import re
from datetime import datetime

from chalicelib.domain.enrolment import COMMON
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.phones import PhoneReading

MOBILE = re.compile(r"\+91[6-9]\d{9}")
INDIAN = re.compile(r"\+91\d{10}")


class PlainVault:
    """Seals by writing the owner before the text. Whoever is not the owner cannot open it."""

    def seal(self, campaign_id: CampaignId, owner_id: str, text: str, use: str = COMMON) -> str:
        """Return the text under its owner's name."""
        return f"{campaign_id}/{owner_id}/{use}/{text}"

    def open(self, campaign_id: CampaignId, owner_id: str, sealed: str, use: str = COMMON) -> str:
        """Return the text; raise ValueError for another owner."""
        place = f"{campaign_id}/{owner_id}/{use}/"
        if not sealed.startswith(place):
            raise ValueError("This was sealed for another")
        return sealed[len(place) :]

    def digest(self, campaign_id: CampaignId, purpose: str, text: str) -> bytes:
        """Return a hash that is the same for the same three."""
        return hashlib.sha256(f"{campaign_id}/{purpose}/{text}".encode()).digest()


class PlainBook:
    """Indian numbers in E.164 form, which is all that the set has."""

    def normal(self, text: str) -> str | None:
        """Return the number as it is; None for what is none."""
        return text if INDIAN.fullmatch(text) else None

    def read(self, phone: str) -> PhoneReading:
        """Return what the numbering plan says, as far as the set needs it."""
        is_indian = INDIAN.fullmatch(phone) is not None
        is_mobile = MOBILE.fullmatch(phone) is not None
        return PhoneReading(is_valid=is_indian, is_indian=is_indian, is_mobile=is_mobile)


class SetClock:
    """A clock that shows what it was set to."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def set(self, now: datetime) -> None:
        """Go on to an instant, never back: events may lie together."""
        self._now = max(self._now, now)
