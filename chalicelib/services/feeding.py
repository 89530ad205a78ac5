"""The feed that a partner app reads: written from the stream, read with the app's own key."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import Edition, edition_id_of
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import NotFound
from chalicelib.domain.feeds import (
    SETTLES_IN,
    FeedEntry,
    FeedKind,
    cursor_of,
    entry_of,
    place_at,
    place_of,
)
from chalicelib.domain.ids import CampaignId, ChannelId, PublicationId
from chalicelib.domain.media_rules import Unfit
from chalicelib.domain.posts import Post
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Bundle
from chalicelib.ports import Clock, Credentials, ObjectStore, Records, Vault
from chalicelib.services.grounds import grounds_of
from chalicelib.services.outgoing import publication_of
from chalicelib.services.post_building import files_of, names_for, post_of
from chalicelib.services.scenes import is_as_approved

PURPOSE = "feed cursor"
BEGINNING = "0"  # before every place


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What reading a feed needs."""

    records: Records
    store: ObjectStore
    credentials: Credentials
    vault: Vault
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as it is read: with the post while that is public, without it afterwards."""

    publication_id: PublicationId
    kind: FeedKind
    at: datetime
    post: Post | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Some of a feed, in order; `cursor` goes on behind it, also where nothing follows yet."""

    items: tuple[Item, ...]
    cursor: str
    has_more: bool


def write(old: Publication | None, new: Publication, *, records: Records, clock: Clock) -> bool:
    """Write what a change of a publication means to its feed; True when it means anything.

    Safe to repeat: an entry may then come twice.
    """
    if entry_of(old, new, clock.now()) is None:
        return False
    channel = records.recall(Channel, new.campaign_id, new.channel_id)
    if channel is None or channel.kind is not ChannelKind.PARTNER:
        return False
    # Its place is that of this moment: a reader may have passed the one of a moment ago.
    entry = entry_of(old, new, clock.now())
    records.add([entry] if entry else [])
    return True


def read(
    campaign_id: CampaignId, channel_id: ChannelId, key: str, *,
    limit: int, cursor: str | None, tools: Tools,
) -> FeedPage:  # fmt: skip
    """Return what follows a place in a channel's feed; from its beginning without a cursor.

    Raises NotFound for a wrong key and for a channel without a feed alike, InvalidInput for a
    cursor that was made up.
    """
    channel = _opened(campaign_id, channel_id, key, tools)

    def mac(text: str) -> bytes:
        return tools.vault.digest(campaign_id, PURPOSE, f"{channel_id}\n{text}")

    start = place_of(cursor, mac) if cursor else BEGINNING
    found = tools.records.under(FeedEntry, campaign_id, channel_id, limit=limit, after=start)
    until = place_at(tools.clock.now() - SETTLES_IN)
    settled = [entry for entry in found.items if entry.place < until]
    last = settled[-1].place if settled else start
    has_more = found.cursor is not None and len(settled) == len(found.items)
    items = tuple(_items(settled, channel, tools))
    return FeedPage(items=items, cursor=cursor_of(last, mac), has_more=has_more)


def _opened(campaign_id: CampaignId, channel_id: ChannelId, key: str, tools: Tools) -> Channel:
    channel = tools.records.find(Channel, campaign_id, channel_id)
    known = tools.credentials.read(campaign_id, channel_id)
    expected = known.access if known else ""
    is_right = hmac.compare_digest(key.encode(), expected.encode())
    is_feed = channel is not None and channel.kind is ChannelKind.PARTNER and channel.is_enabled
    if channel is None or not is_feed or not expected or not is_right:
        raise NotFound("There is no feed here for this key: send Authorization: Bearer <key>")
    return channel


def _items(entries: list[FeedEntry], channel: Channel, tools: Tools) -> Iterator[Item]:
    campaign = tools.records.find(Campaign, channel.campaign_id) if entries else None
    for entry in entries:
        bundle = tools.records.bundle(entry.visit_id)
        publication = publication_of(bundle, channel.channel_id)
        post = None
        if publication is not None and _may_be_shown(entry, publication, bundle, campaign, tools):
            post = _post(publication, bundle, channel, campaign, tools)
        kind = FeedKind.PUBLISHED if post else FeedKind.REMOVED
        yield Item(publication_id=entry.publication_id, kind=kind, at=entry.at, post=post)


def _may_be_shown(
    entry: FeedEntry,
    publication: Publication,
    bundle: Bundle,
    campaign: Campaign | None,
    tools: Tools,
) -> bool:
    """True while an entry's post is out, and what it stands on does so as well.

    A withdrawal counts from its commit on, though its takedown is still to come.
    """
    is_it = publication.publication_id == entry.publication_id
    if not is_it or publication.state is not PublicationState.POSTED or bundle.testimonial is None:
        return False
    item = bundle.testimonial
    if not is_as_approved(item, publication):
        return False
    return grounds_of(item, bundle, campaign, records=tools.records) is not None


def _post(
    publication: Publication,
    bundle: Bundle,
    channel: Channel,
    campaign: Campaign | None,
    tools: Tools,
) -> Post | None:
    files = files_of(publication, bundle.media, _edition(publication, tools))
    names = names_for(publication, channel, campaign, records=tools.records)
    built = post_of(publication, channel, files, tools.store.derivative_url, names=names)
    return None if isinstance(built, Unfit) else built


def _edition(publication: Publication, tools: Tools) -> Edition | None:
    if publication.order is None:
        return None
    ledger = tools.records.find(Ledger, publication.beneficiary_id)
    consents = ledger.consents if ledger else ()
    named_by = next((c for c in consents if c.consent_id == publication.named_by), None)
    edition_id = edition_id_of(publication.content_version, publication.order, named_by)
    return tools.records.find(Edition, publication.visit_id, edition_id)
