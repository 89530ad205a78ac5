"""What an attempt to post rests on, read as it is now, and what stands against it.

Whatever is read here is named by the commit that the attempt begins with, so that it fails when
any of it has changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.attempts import STEP_BACK
from chalicelib.domain.campaign import Campaign, blackout_at
from chalicelib.domain.channels import Channel
from chalicelib.domain.freezes import Board, holding
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.publishing import (
    Publication,
    PublicationState,
    is_public_nowhere,
    move,
    put_back,
    ungranted,
)
from chalicelib.domain.rows import Bundle, Change, Save, Unchanged
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.editions import named_on
from chalicelib.services.grounds import Grounds, grounds_of
from chalicelib.services.outgoing import Tools, publication_of, slot_given_back
from chalicelib.services.settling import consequences

_S = PublicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that an attempt rests on, as it was read; nothing of it is missing."""

    bundle: Bundle
    item: Testimonial
    publication: Publication
    channel: Channel
    campaign: Campaign
    board: Board
    grounds: Grounds
    now: datetime

    @property
    def others(self) -> tuple[Publication, ...]:
        """The testimonial's publications on other channels."""
        return _others(self.bundle, self.publication)

    def conditions(self) -> tuple[Unchanged, ...]:
        """What must not have changed when the network is about to be called."""
        return (
            Unchanged(row=self.item),
            *self.grounds.unchanged(),
            Unchanged(row=self.channel),
            Unchanged(row=self.board),
            Unchanged(row=self.campaign),
        )


def _others(bundle: Bundle, publication: Publication) -> tuple[Publication, ...]:
    return tuple(p for p in bundle.publications if p.channel_id != publication.channel_id)


def scene_of(
    visit_id: VisitId,
    channel_id: ChannelId,
    is_open: Callable[[Publication, datetime], bool],
    tools: Tools,
) -> Scene | list[Change]:
    """Return what an attempt rests on; else what to save instead of making it, maybe nothing.

    An attempt is only thought of for a publication that `is_open` by now.
    """
    records, now = tools.records, tools.clock.now()
    bundle = records.bundle(visit_id)
    item, publication = bundle.testimonial, publication_of(bundle, channel_id)
    if item is None or publication is None or not is_open(publication, now):
        return []
    campaign = records.find(Campaign, publication.campaign_id)
    if campaign is None:
        return cancelled(item, publication, bundle, "campaign_gone", tools)
    grounds = grounds_of(item, bundle, campaign, records=records)
    if grounds is None or not is_as_approved(item, publication):
        return cancelled(item, publication, bundle, None, tools)
    channel = records.find(Channel, publication.campaign_id, channel_id)
    if channel is None or not channel.is_enabled:
        return _freed(publication, _S.SCHEDULED, now, tools)
    board = records.find(Board, publication.campaign_id)
    scene = Scene(
        bundle=bundle, item=item, publication=publication, campaign=campaign, channel=channel,
        board=board or Board(campaign_id=publication.campaign_id), grounds=grounds, now=now,
    )  # fmt: skip
    return _against(scene, tools) or scene


def is_as_approved(item: Testimonial, publication: Publication) -> bool:
    """True while what was approved still stands, and nobody wants this post gone."""
    is_approved = item.state in {State.PUBLISHING, State.PUBLISHED}
    is_same = item.content_version == publication.content_version
    return is_approved and is_same and publication.takedown is None


def _against(scene: Scene, tools: Tools) -> list[Change]:
    """Return what to save when something holds the post up for now."""
    publication, paths, now = scene.publication, scene.grounds.paths, scene.now
    if hold := holding(scene.board, paths, publication.channel_id, now):
        return _freed(replace(publication, held_by=hold.freeze_id), _S.HELD, now, tools)
    if any(blackout_at(scene.campaign, path, now) for path in paths):
        # Whoever gives slots knows a reel's own place alone: the others of its lane go first.
        rank_at = (publication.rank_at or publication.changed_at) - STEP_BACK
        return _freed(replace(publication, rank_at=rank_at), _S.SCHEDULED, now, tools)
    return _freed(publication, _S.SCHEDULED, now, tools) if _is_misnamed(scene) else []


def _is_misnamed(scene: Scene) -> bool:
    """True when the network has a film that names her by a consent that counts no more."""
    publication = scene.publication
    if not is_public_nowhere(publication) or publication.named_by is None:
        return False
    return named_on(publication, scene.grounds.named_by) is None


def cancelled(
    item: Testimonial, publication: Publication, bundle: Bundle, reason: str | None, tools: Tools
) -> list[Change]:
    """Return what to save when a publication will never be posted, and its slot given back."""
    now = tools.clock.now()
    ended = replace(move(publication, _S.CANCELLED, at=now), step=None, reason=reason)
    others = _others(bundle, publication)
    back = slot_given_back(publication, tools)
    return [*consequences(item, ended, others, now, tools), *back]


def _freed(
    publication: Publication, target: PublicationState, now: datetime, tools: Tools
) -> list[Change]:
    """Return the publication without its slot, waiting or held, and the slot given back."""
    if publication.state is _S.POSTING:
        waiting = put_back(publication, target, at=now)
    elif publication.state is not target:
        waiting = ungranted(move(publication, target, at=now))
    else:
        waiting = ungranted(publication)
    return [Save(row=waiting), *slot_given_back(publication, tools)]
