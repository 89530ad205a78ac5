"""Facebook Pages: photos and albums in one public call, reels and videos in two steps.

Source: "Posts" of the Pages API and the references of Page and Photo, read in November 2026. An
album's photos lie unpublished until the one post that shows them.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from chalicelib.adapters.channels import facebook_reading as reading
from chalicelib.adapters.channels import facebook_videos as videos
from chalicelib.adapters.channels import graph_answers as answers
from chalicelib.adapters.channels.calls import Caller
from chalicelib.adapters.channels.graph import Graph, at, listing_caller, made, tokenless, unfit
from chalicelib.adapters.channels.graph_errors import Ours, at_public, before_public
from chalicelib.adapters.channels.graph_tokens import renewed
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.posts import (
    MetricsById,
    NeedsReconnect,
    Post,
    PostDeferred,
    Posted,
    PostForm,
    PostRefused,
    PostResult,
    Seen,
    TakedownAnswer,
)
from chalicelib.domain.refusals import Later


class FacebookChannel:
    """A ChannelClient for Pages on Facebook."""

    def __init__(self, caller: Caller | None = None) -> None:
        self._caller = caller or listing_caller()

    def publish(self, account: Account, post: Post) -> PostResult:
        """Post a photo or an album; of a reel or a video, give the file."""
        if stop := unfit(account, post):
            return stop
        graph, ours = Graph(self._caller, account), Ours(account=account, post=post)
        match post.form:
            case PostForm.PHOTO:
                return _photo(graph, ours, post)
            case PostForm.ALBUM:
                return _album(graph, ours, post)
            case PostForm.REEL:
                return videos.begin_reel(graph, ours, post)
            case PostForm.VIDEO:
                return videos.begin_video(graph, ours, post)
            case never:
                assert_never(never)

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of a reel or a video. Raises ChannelUnavailable.

        A dead credential defers, which is true as long as nothing was published; a post that may
        be public is settled by `Posted` alone.
        """
        if dead := tokenless(account):
            return dead
        return videos.became(Graph(self._caller, account), Ours(account=account), handle)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Publish a reel or a video, once; look at it before an error is believed."""
        if dead := tokenless(account):
            return dead
        graph, ours = Graph(self._caller, account), Ours(account=account, post=post)
        return videos.publish(graph, ours, handle, post)

    def discard(self, account: Account, handle: str) -> None:
        """Delete a file that waits, never one that is or may be public."""
        videos.discard(Graph(self._caller, account), Ours(account=account), handle)

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen]:
        """Return posts and reels since then; raise ChannelUnavailable when there may be more."""
        return reading.recent(Graph(self._caller, account), account.channel.account, since)

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Delete a post and the photos in it; what is not there any more counts as removed."""
        refused = answers.no_token(account)
        return refused or reading.take_down(Graph(self._caller, account), external_id)

    def is_live(self, account: Account, external_id: str) -> bool:
        """True while the Page shows the post; raise ChannelUnavailable when unknown."""
        return reading.is_live(Graph(self._caller, account), external_id)

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return views, reactions, comments and shares by id; raise ChannelUnavailable."""
        graph = Graph(self._caller, account)
        return {each: found for each in external_ids if (found := reading.figures(graph, each))}

    def quota(self, account: Account, now: datetime) -> Told | None:  # noqa: ARG002
        """Return None: a Page is not told how many posts it has left."""
        return None

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Return a token with a longer life where this one ends soon; raise ChannelUnavailable."""
        return renewed(self._caller, account, now)


def _photo(graph: Graph, ours: Ours, post: Post) -> PostResult:
    """Post a photo; the story about it is what people see and what is taken down."""
    answer = graph.post(
        at(ours.page, "photos"),
        url=post.media[0].url,
        caption=post.caption,
        alt_text_custom=post.alt_text,
        published="true",
    )
    posted = made(answer, "post_id") or made(answer)
    return _posted(posted) if posted else at_public(answer, ours)


def _album(graph: Graph, ours: Ours, post: Post) -> PostResult:
    photos: list[str] = []
    for each in post.media:
        photo = _unpublished(graph, ours, each.url, post.alt_text)
        if not isinstance(photo, str):
            return photo
        photos.append(photo)
    attached = json.dumps([{"media_fbid": photo} for photo in photos])
    path = at(ours.page, "feed")
    answer = graph.post(path, message=post.caption, attached_media=attached, published="true")
    posted = made(answer)
    return _posted(posted) if posted else at_public(answer, ours)


def _unpublished(
    graph: Graph, ours: Ours, url: str, alt_text: str
) -> str | PostRefused | PostDeferred:
    path = at(ours.page, "photos")
    answer = graph.post(path, url=url, alt_text_custom=alt_text, published="false")
    if stop := before_public(answer, ours):
        return stop
    return made(answer) or PostDeferred(reason=Later.TROUBLE)


def _posted(external_id: str) -> Posted:
    return Posted(external_id=external_id, permalink=reading.link_of(external_id))
