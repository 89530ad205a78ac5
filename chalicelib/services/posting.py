"""The one attempt to post: what has to hold, the commit that says so, the call.

`posting` is entered in a transaction that fails if the testimonial, the consent, the freezes or the
channel have changed since they were read, and so is the call that makes public what was pending.
Whatever the delivery count, only the run whose transaction won calls the network, once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.campaign import Campaign, blackout_at
from chalicelib.domain.channel_editions import Edition, renditions
from chalicelib.domain.channels import Channel
from chalicelib.domain.freezes import Board, holding
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.media import Derivative, Media, MediaKind
from chalicelib.domain.posts import Post, PostForm, PostMedia, PostResult, PostUnclear
from chalicelib.domain.publishing import (
    Publication,
    PublicationState,
    begun,
    finalising,
    is_public_nowhere,
    move,
    put_back,
    ungranted,
)
from chalicelib.domain.rows import Bundle, Change, Save, Unchanged
from chalicelib.domain.slots import SlotLedger, given_back
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.editions import edition_for, named_on, until_ready
from chalicelib.services.grounds import Grounds, grounds_of
from chalicelib.services.outgoing import Tools, account_of, publication_of
from chalicelib.services.retry import again
from chalicelib.services.settling import finish

_S = PublicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """Everything that an attempt rests on, as it was read."""

    bundle: Bundle
    item: Testimonial
    publication: Publication
    channel: Channel | None
    campaign: Campaign | None
    board: Board
    grounds: Grounds | None
    now: datetime

    @property
    def stands(self) -> bool:
        """True when what was approved is still what stands, and may be public."""
        is_approved = self.item.state in {State.PUBLISHING, State.PUBLISHED}
        is_same = self.item.content_version == self.publication.content_version
        is_wanted = self.publication.takedown is None
        return is_approved and is_same and is_wanted and self.grounds is not None

    def conditions(self) -> tuple[Unchanged, ...]:
        """What must not have changed when the network is about to be called."""
        assert self.grounds is not None  # noqa: S101  asked only where it stands
        assert self.channel is not None  # noqa: S101
        assert self.campaign is not None  # noqa: S101
        return (
            Unchanged(row=self.item),
            *self.grounds.unchanged(),
            Unchanged(row=self.channel),
            Unchanged(row=self.board),
            Unchanged(row=self.campaign),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """An attempt whose transaction won: what is to be posted, and where."""

    publication: Publication
    channel: Channel
    post: Post


def post(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Post one publication whose slot has come, at most once per attempt. Safe to repeat."""
    attempt = again(lambda: _enter(visit_id, channel_id, tools))
    if attempt is not None:
        finish(attempt.publication, _called(attempt, tools), tools)


def _called(attempt: _Attempt, tools: Tools) -> PostResult:
    """Call the network, unless this very attempt was made before the table was put back."""
    publication = attempt.publication
    mark = f"{publication.publication_id}-{publication.attempts}"
    if not tools.store.mark_attempt(mark):
        return PostUnclear(reason="was_tried_before")
    return tools.client.publish(account_of(attempt.channel, tools), attempt.post)


def finalise(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Make public what is ready, at most once; give it up when it may not be. Safe to repeat."""
    attempt = again(lambda: _enter_finalising(visit_id, channel_id, tools))
    if attempt is None:
        return
    handle = attempt.publication.handle or ""
    account = account_of(attempt.channel, tools)
    finish(attempt.publication, tools.client.finalise(account, handle, attempt.post), tools)


def _enter(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> _Attempt | None:
    scene = _scene(visit_id, channel_id, tools, _is_due)
    if scene is None:
        return None
    if obstacle := _obstacle(scene, tools):
        tools.records.commit(*obstacle)
        return None
    assert scene.grounds is not None  # noqa: S101  or there was an obstacle
    publication = scene.publication
    edition = edition_for(publication, scene.grounds.named_by, records=tools.records)
    others = tuple(p for p in scene.bundle.publications if p.channel_id != channel_id)
    if waits := until_ready(publication, edition, scene.item, others, scene.now, tools):
        tools.records.commit(*waits)
        return None
    named_by = named_on(publication, scene.grounds.named_by)
    posting = begun(publication, scene.now, named_by.consent_id if named_by else None)
    tools.records.commit(Save(row=posting), *scene.conditions())
    return _attempt(scene, posting, edition, tools)


def _enter_finalising(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> _Attempt | None:
    scene = _scene(visit_id, channel_id, tools, lambda item, _: is_public_nowhere(item))
    if scene is None:
        return None
    if obstacle := _obstacle(scene, tools):
        tools.records.commit(*obstacle)
        _discard(scene, tools)
        return None
    assert scene.grounds is not None  # noqa: S101  or there was an obstacle
    edition = edition_for(scene.publication, scene.grounds.named_by, records=tools.records)
    calling = finalising(scene.publication, scene.now)
    tools.records.commit(Save(row=calling), *scene.conditions())
    return _attempt(scene, calling, edition, tools)


def _scene(
    visit_id: VisitId,
    channel_id: ChannelId,
    tools: Tools,
    is_open: Callable[[Publication, datetime], bool],
) -> _Scene | None:
    records, now = tools.records, tools.clock.now()
    bundle = records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    if item is None or publication is None or not is_open(publication, now):
        return None
    campaign = records.find(Campaign, publication.campaign_id)
    board = records.find(Board, publication.campaign_id)
    return _Scene(
        bundle=bundle, item=item, publication=publication, campaign=campaign, now=now,
        channel=records.find(Channel, publication.campaign_id, channel_id),
        board=board or Board(campaign_id=publication.campaign_id),
        grounds=grounds_of(item, bundle, campaign, records=records),
    )  # fmt: skip


def _is_due(publication: Publication, now: datetime) -> bool:
    is_granted = publication.slot_at is not None and publication.slot_at <= now
    return publication.state is _S.SCHEDULED and is_granted


def _obstacle(scene: _Scene, tools: Tools) -> list[Change]:
    """Return what to save instead of calling the network; nothing when nothing stands against it."""
    publication, now = scene.publication, scene.now
    if not scene.stands:
        return [Save(row=_without_step(move(publication, _S.CANCELLED, at=now)))]
    if scene.campaign is None or scene.channel is None or not scene.channel.is_enabled:
        return _freed(scene, _waiting_again(publication, now), tools)
    assert scene.grounds is not None  # noqa: S101  it stands
    paths = scene.grounds.paths
    if hold := holding(scene.board, paths, publication.channel_id, now):
        held = replace(_held(publication, now), held_by=hold.freeze_id)
        return _freed(scene, held, tools)
    if any(blackout_at(scene.campaign, path, now) for path in paths):
        return _freed(scene, _waiting_again(publication, now), tools)
    return []


def _without_step(publication: Publication) -> Publication:
    return replace(publication, step=None, handle=None)


def _waiting_again(publication: Publication, now: datetime) -> Publication:
    if publication.state is _S.POSTING:
        return put_back(publication, _S.SCHEDULED, at=now)
    return ungranted(publication)


def _held(publication: Publication, now: datetime) -> Publication:
    if publication.state is _S.POSTING:
        return put_back(publication, _S.HELD, at=now)
    return ungranted(move(publication, _S.HELD, at=now))


def _freed(scene: _Scene, publication: Publication, tools: Tools) -> list[Change]:
    """Return the publication without its slot, and the slot given back to its channel."""
    slot_at = scene.publication.slot_at
    own = (publication.campaign_id, publication.channel_id)
    ledger = tools.records.find(SlotLedger, *own)
    if ledger is None or slot_at is None:
        return [Save(row=publication)]
    return [Save(row=publication), Save(row=given_back(ledger, slot_at))]


def _discard(scene: _Scene, tools: Tools) -> None:
    """Drop what the network keeps of a post that will not be made public, as far as it can."""
    if scene.channel is not None and scene.publication.handle:
        tools.client.discard(account_of(scene.channel, tools), scene.publication.handle)


def _attempt(
    scene: _Scene, publication: Publication, edition: Edition | None, tools: Tools
) -> _Attempt:
    assert scene.channel is not None  # noqa: S101  or there was an obstacle
    kept = replace(publication, version=publication.version + 1)
    media = tuple(m for m in scene.bundle.media if m.media_id in kept.media_ids)
    post = _post_of(kept, scene.channel, media, edition, tools)
    return _Attempt(publication=kept, channel=scene.channel, post=post)


def _shown(media: tuple[Media, ...], edition: Edition | None) -> tuple[Derivative, ...]:
    """Return what the network is given: an edition's files, or the renditions."""
    return edition.derivatives if edition else tuple(made for _, made in renditions(media))


def _post_of(
    publication: Publication,
    channel: Channel,
    media: tuple[Media, ...],
    edition: Edition | None,
    tools: Tools,
) -> Post:
    shown = tuple(_file(made, tools) for made in _shown(media, edition))
    return Post(
        marker=publication.publication_id,
        caption=_caption(publication, channel),
        form=PostForm.ALBUM if len(shown) > 1 else PostForm(shown[0].kind.value),
        media=shown,
    )


def _file(made: Derivative, tools: Tools) -> PostMedia:
    return PostMedia(
        kind=MediaKind.VIDEO if made.content_type.startswith("video/") else MediaKind.PHOTO, url=tools.store.derivative_url(made.key),
        content_type=made.content_type, width=made.width, height=made.height,
        size_bytes=made.size_bytes,
    )  # fmt: skip


def _caption(publication: Publication, channel: Channel) -> str:
    texts = (publication.captions.get(each, "").strip() for each in channel.caption_languages)
    return "\n\n".join(text for text in texts if text)
