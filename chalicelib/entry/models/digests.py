"""A desk's daily digests."""

from collections.abc import Sequence
from datetime import date

from chalicelib.domain.digests import Digest
from chalicelib.entry.models.common import Instant, Model


class DigestView(Model):
    """What a day brought, what is on its way, and what a person must do."""

    area_id: str
    day: date
    made_at: Instant
    counts: dict[str, int]
    on_the_way: dict[str, int]
    for_people: dict[str, int]
    lost_channels: list[str]


class DigestList(Model):
    """The last month's digests, the newest first; there is one a day, so no second page."""

    items: list[DigestView]
    next_cursor: None = None


def digest_list(found: Sequence[Digest]) -> DigestList:
    """Return digests as an answer."""
    return DigestList(items=[_view(each) for each in found])


def _view(digest: Digest) -> DigestView:
    return DigestView(
        area_id=digest.area_id,
        day=digest.day,
        made_at=digest.made_at,
        counts=dict(digest.counts),
        on_the_way=dict(digest.on_the_way),
        for_people=dict(digest.for_people),
        lost_channels=list(digest.lost),
    )
