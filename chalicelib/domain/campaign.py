"""A campaign and the notices it shows. A scheme, a party or a place appears only as data."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The text shown to a beneficiary before she agrees, in one language and version."""

    notice_id: str
    version: int
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What a campaign declares about itself. `kind` says who may run it and why (facts.md §8)."""

    campaign_id: CampaignId
    kind: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    notices: tuple[Notice, ...]
    version: int = 0


def notice_in(campaign: Campaign, language: str) -> Notice:
    """Return the newest notice in `language`, else in the campaign's first language."""
    for wanted in (language, *campaign.languages):
        found = [notice for notice in campaign.notices if notice.language == wanted]
        if found:
            return max(found, key=lambda notice: notice.version)
    raise NotFound("This campaign has no notice yet")


def notice_hash(notice: Notice) -> str:
    """Return the SHA-256 of the notice's text in hex, which proves what was shown."""
    return hashlib.sha256(notice.text.encode()).hexdigest()


def knows_notice(campaign: Campaign, notice_id: str, version: int, language: str) -> bool:
    """True when the campaign has shown such a notice."""
    return any(
        (notice.notice_id, notice.version, notice.language) == (notice_id, version, language)
        for notice in campaign.notices
    )
