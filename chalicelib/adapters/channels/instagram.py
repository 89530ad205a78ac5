"""Instagram: a container is made, looked at until it is finished, and published in one call.

Source: "Content Publishing", "IG Media" and "Error Codes" of the Instagram platform, read in
November 2026. `media_publish` may answer with an error although the post is live, so each answer of
it that is no clear yes is checked against the container. A handle is the container's id and the
post's tag, by which the post is found that a container has become.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.channels import graph_answers as answers
from chalicelib.adapters.channels.calls import Caller, Silence
from chalicelib.adapters.channels.graph import (
    CLOCKS_DIFFER,
    PHOTOS,
    Gone,
    Graph,
    at,
    is_since,
    listing_caller,
    made,
    tokenless,
    unfit,
)
from chalicelib.adapters.channels.graph_errors import (
    Ours,
    at_public,
    credential_ended,
)
from chalicelib.adapters.channels.graph_tokens import renewed
from chalicelib.adapters.channels.graph_values import (
    count,
    https_link,
    inside,
    insights,
    text,
)
from chalicelib.adapters.channels.instagram_containers import LEAST_IN_ALBUM, container
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Metrics,
    MetricsById,
    NeedsReconnect,
    Pending,
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
    Seen,
    TakedownAnswer,
)
from chalicelib.domain.refusals import Later, Refusal

PHOTO_LOOK: Final = timedelta(seconds=5)
VIDEO_LOOK: Final = timedelta(seconds=30)
HOME: Final = "https://www.instagram.com/"  # where a post's own link cannot be shown
LISTED: Final = "id,caption,permalink,timestamp"
WHEN: Final = "timestamp"


class InstagramChannel:
    """A ChannelClient for professional accounts on Instagram."""

    def __init__(self, caller: Caller | None = None) -> None:
        self._caller = caller or listing_caller()

    def publish(self, account: Account, post: Post) -> PostResult:
        """Make the container; nothing is public by it."""
        if stop := unfit(account, post, least=LEAST_IN_ALBUM):
            return stop
        graph = Graph(self._caller, account)
        made_of = container(graph, account, post)
        if not isinstance(made_of, str):
            return made_of
        look_in = PHOTO_LOOK if post.form in PHOTOS else VIDEO_LOOK
        return Pending(handle=f"{made_of}:{post.tag}", look_in=look_in)

    def status(self, account: Account, handle: str) -> PostResult:
        """Return what became of a container. One that is published is found by its tag.

        Raises ChannelUnavailable. A dead credential defers, which is true as long as nothing was
        published; a post that may be public is settled by `Posted` alone.
        """
        if dead := tokenless(account):
            return dead
        container_id, _, tag = handle.partition(":")
        graph = Graph(self._caller, account)
        said, error = graph.asked("GET", at(container_id), fields="status_code,status")
        if error and (ended := credential_ended(error)):
            return ended
        state = "GONE" if error and error.is_gone else said.get("status_code")
        if state == "FINISHED":
            return Ready(handle=handle)
        if state == "IN_PROGRESS":
            return Pending(handle=handle, look_in=VIDEO_LOOK)
        words = Ours(account=account).told(text(said.get("status")))
        return _by_tag(graph, account, tag) or _ended(state, words)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        """Publish the container, once; look at it before an answer is believed that is no yes."""
        if dead := tokenless(account):
            return dead
        graph = Graph(self._caller, account)
        path = at(account.channel.account, "media_publish")
        answer = graph.post(path, creation_id=handle.partition(":")[0])
        if media := made(answer):
            return _live(graph, media)
        verdict = at_public(answer, Ours(account=account, post=post))
        if isinstance(answer, Silence):
            return verdict
        return answers.checked(lambda: self.status(account, handle), verdict)

    def discard(self, account: Account, handle: str) -> None:
        """Do nothing: a container that is not published ends by itself within a day."""

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen]:
        """Return the posts since then; raise ChannelUnavailable when there may be more."""
        since -= CLOCKS_DIFFER
        path = at(account.channel.account, "media")
        listed = Graph(self._caller, account).listed(path, LISTED, WHEN, since)
        return [_seen(each) for each in listed if is_since(each, WHEN, since)]

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Remove a post where the account may; else give the link where a person can do it.

        Meta has taken deletion into its API in December 2025, for tokens with the permission
        instagram_manage_contents; all others are refused.
        """
        if refused := answers.no_token(account):
            return refused
        graph = Graph(self._caller, account)
        said, error = graph.asked("GET", at(external_id), fields="permalink")
        if error:
            return answers.unremoved(error)
        link = https_link(said.get("permalink")) or HOME
        said, error = graph.asked("DELETE", at(external_id))
        if error:
            return answers.by_hand(error, link)
        return answers.removed(said)

    def is_live(self, account: Account, external_id: str) -> bool:
        """True while the account shows the post; raise ChannelUnavailable when unknown."""
        try:
            Graph(self._caller, account).read(at(external_id), fields="id")
        except Gone:
            return False
        return True

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:
        """Return likes, comments, views and shares by id; raise ChannelUnavailable."""
        graph = Graph(self._caller, account)
        return {each: found for each in external_ids if (found := _figures(graph, each))}

    def quota(self, account: Account, now: datetime) -> Told:
        """Return how many posts of a day's are used; raise ChannelUnavailable."""
        path = at(account.channel.account, "content_publishing_limit")
        said = Graph(self._caller, account).read(path, fields="quota_usage,config")
        data = said.get("data")
        first = data[0] if isinstance(data, list) and data else None
        used = count(inside(first, "quota_usage"))
        most = count(inside(first, "config", "quota_total"))
        if used is None or not most:
            raise ChannelUnavailable("The channel's quota cannot be read")
        return Told(most=most, used=used, at=now)

    def refresh(self, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
        """Return a token with a longer life where this one ends soon; raise ChannelUnavailable."""
        return renewed(self._caller, account, now)


def _ended(state: object, words: str) -> PostResult:
    """Return what a container's state means when no post of it can be seen."""
    match state:
        case "ERROR":
            return PostRefused(reason=Refusal.MEDIA, told=words)
        case "EXPIRED":
            return PostDeferred(reason=Later.TOO_SLOW)
        case "PUBLISHED" | "GONE":
            return PostUnclear(reason=f"container_{state.lower()}")
    raise ChannelUnavailable("The channel names a state of a container that we do not know")


def _by_tag(graph: Graph, account: Account, tag: str) -> Posted | None:
    """Return the live post with this tag; raise ChannelUnavailable when there may be one."""
    if not tag:
        return None
    for each in graph.listed(at(account.channel.account, "media"), LISTED, WHEN):
        found = _seen(each)
        if tag in found.text:
            return Posted(external_id=found.external_id, permalink=found.permalink)
    return None


def _seen(item: Mapping[str, Any]) -> Seen:
    return answers.seen(item, "caption", https_link(item.get("permalink")) or HOME)


def _live(graph: Graph, media: str) -> PostResult:
    """Return a post that was just published; without its link it is found by its tag later."""
    try:
        said = graph.read(at(media), fields="permalink")
    except ChannelUnavailable:
        return PostUnclear(reason="no_permalink")
    return Posted(external_id=media, permalink=https_link(said.get("permalink")) or HOME)


def _figures(graph: Graph, external_id: str) -> Metrics | None:
    try:
        said = graph.read(at(external_id), fields="like_count,comments_count")
    except Gone:
        return None
    told = graph.read_if_told(at(external_id, "insights"), metric="views,shares")
    return Metrics(
        views=insights(told, "views"),
        reactions=count(said.get("like_count")),
        comments=count(said.get("comments_count")),
        shares=insights(told, "shares"),
    )
