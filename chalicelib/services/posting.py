"""The one attempt to post: what has to hold, the commit that says so, the call.

`posting` is entered in a transaction that fails if the testimonial, the consent, the freezes or the
channel have changed since they were read, and so is the call that makes public what was pending.
Whatever the delivery count, only the run whose transaction won calls the network, once; and only
when its mark outside the table is the first, so that this holds for a table put back as well.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.attempts import begun, finalising
from chalicelib.domain.channel_editions import Edition
from chalicelib.domain.channels import Account
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.media_rules import Unfit
from chalicelib.domain.posts import Post
from chalicelib.domain.publishing import Publication, PublicationState, is_public_nowhere
from chalicelib.domain.rows import Save
from chalicelib.services.editions import edition_for, named_on, until_ready
from chalicelib.services.late_slots import renewed
from chalicelib.services.marking import claim
from chalicelib.services.outgoing import Tools, account_of, discard, publication_of
from chalicelib.services.post_building import files_of, names_for, post_of
from chalicelib.services.retry import again
from chalicelib.services.scenes import Scene, cancelled, scene_of
from chalicelib.services.settling import finish, tried_before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """An attempt whose transaction won: what is to be posted, and as whom."""

    publication: Publication
    account: Account
    post: Post


def post(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Post one publication whose slot has come, at most once per attempt. Safe to repeat."""
    attempt = again(lambda: _enter(visit_id, channel_id, tools))
    if attempt is None:
        return
    if before := claim(attempt.publication, tools):
        tried_before(attempt.publication, before, tools)
        return
    answer = tools.client.publish(attempt.account, attempt.post)
    finish(attempt.publication, answer, tools)


def finalise(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Make public what is ready, at most once; give it up when it may not be. Safe to repeat."""
    attempt = again(lambda: _enter_finalising(visit_id, channel_id, tools))
    if attempt is None:
        return
    if before := claim(attempt.publication, tools):
        tried_before(attempt.publication, before, tools)
        return
    handle = attempt.publication.handle or ""
    answer = tools.client.finalise(attempt.account, handle, attempt.post)
    finish(attempt.publication, answer, tools)


def recall(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> None:
    """Give up what is pending and may no longer become public, before the network has it ready.

    Safe to repeat; whatever may be public by now is left to its answer.
    """
    again(lambda: _scene(visit_id, channel_id, tools))


def _enter(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> _Attempt | None:
    scene = scene_of(visit_id, channel_id, _is_due, tools)
    if not isinstance(scene, Scene):
        if scene:
            tools.records.commit(*scene)
        return None
    if other := renewed(scene, tools):
        tools.records.commit(*other)
        return _enter(visit_id, channel_id, tools)
    edition = _edition(scene, tools)
    publication = scene.publication
    if waits := until_ready(publication, edition, scene.item, scene.others, scene.now, tools):
        tools.records.commit(*waits)
        return None
    by = named_on(publication, scene.grounds.named_by)
    posting = begun(publication, scene.now, by.consent_id if by else None)
    return _entered(scene, posting, edition, tools)


def _enter_finalising(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> _Attempt | None:
    scene = _scene(visit_id, channel_id, tools)
    if scene is None:
        return None
    calling = finalising(scene.publication, scene.now)
    return _entered(scene, calling, _edition(scene, tools), tools)


def _scene(visit_id: VisitId, channel_id: ChannelId, tools: Tools) -> Scene | None:
    """Return what a post that is pending rests on; None when it is not, or was just given up."""
    scene = scene_of(visit_id, channel_id, lambda item, _: is_public_nowhere(item), tools)
    if isinstance(scene, Scene):
        return scene
    if scene:
        pending = publication_of(tools.records.bundle(visit_id), channel_id)
        assert pending is not None  # noqa: S101  there is something to save of it
        tools.records.commit(*scene)
        discard(pending, tools)
    return None


def _is_due(publication: Publication, now: datetime) -> bool:
    is_granted = publication.slot_at is not None and publication.slot_at <= now
    return publication.state is PublicationState.SCHEDULED and is_granted


def _edition(scene: Scene, tools: Tools) -> Edition | None:
    return edition_for(scene.publication, scene.grounds.named_by, records=tools.records)


def _entered(
    scene: Scene, publication: Publication, edition: Edition | None, tools: Tools
) -> _Attempt | None:
    """Commit to a call on condition that nothing has changed; return what it needs.

    All that could still fail is done before: once the commit is there, only the call is left.
    """
    account = account_of(scene.channel, tools)
    post = _built(scene, publication, edition, tools)
    if isinstance(post, Unfit):
        reason = post.reasons[0].value
        ended = cancelled(scene.item, scene.publication, scene.bundle, reason, tools)
        tools.records.commit(*ended)
        return None
    tools.records.commit(Save(row=publication), *scene.conditions())
    kept = replace(publication, version=publication.version + 1)
    return _Attempt(publication=kept, account=account, post=post)


def _built(
    scene: Scene, publication: Publication, edition: Edition | None, tools: Tools
) -> Post | Unfit:
    files = files_of(publication, scene.bundle.media, edition)
    names = names_for(publication, scene.channel, scene.campaign, records=tools.records)
    return post_of(publication, scene.channel, files, tools.store.derivative_url, names=names)
