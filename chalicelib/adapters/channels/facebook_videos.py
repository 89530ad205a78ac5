"""Reels and videos of a Page: the file is handed over, looked at, and published in one call.

Source: "Reels Publishing API" and the references of Video and Video Status, read in November 2026.
A handle is `reel:` or `video:` and its id. What was accepted by `finish` counts as posted, though
the network may work on it for some minutes more.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from chalicelib.adapters.channels.calls import Heard, Silence
from chalicelib.adapters.channels.facebook_reading import link_of, reel_link
from chalicelib.adapters.channels.graph import Graph, at, made
from chalicelib.adapters.channels.graph_answers import checked, is_yes
from chalicelib.adapters.channels.graph_errors import (
    Ours,
    at_public,
    before_public,
    credential_ended,
)
from chalicelib.adapters.channels.graph_values import inside, text
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Pending,
    Post,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
)
from chalicelib.domain.refusals import Later, Refusal

REEL: Final = "reel"
VIDEO: Final = "video"
REEL_LOOK: Final = timedelta(seconds=10)
VIDEO_LOOK: Final = timedelta(seconds=30)
PHASES: Final = ("uploading_phase", "processing_phase", "publishing_phase")
NOT_BEGUN: Final = frozenset({"", "not_started"})
FAILED: Final = frozenset({"error", "upload_failed"})


def begin_reel(graph: Graph, ours: Ours, post: Post) -> PostResult:
    """Open an upload and have the network fetch the file; silence about that is waited out."""
    answer = graph.post(at(ours.page, "video_reels"), upload_phase="start")
    if stop := before_public(answer, ours):
        return stop
    reel = made(answer, "video_id")
    address = answer.said.get("upload_url") if isinstance(answer, Heard) else None
    if not reel or not isinstance(address, str) or not graph.owns(address):
        return PostDeferred(reason=Later.TROUBLE)
    fetched = graph.hand_over(address, post.media[0].url)
    is_unheard = isinstance(fetched, Silence) and fetched.was_sent
    if not is_unheard and (stop := before_public(fetched, ours)):
        return stop
    return Pending(handle=f"{REEL}:{reel}", look_in=REEL_LOOK)


def begin_video(graph: Graph, ours: Ours, post: Post) -> PostResult:
    """Have the network fetch the file of a video that is not published."""
    answer = graph.post(
        at(ours.page, "videos"),
        file_url=post.media[0].url,
        title=post.title,
        description=post.caption,
        published="false",
    )
    if stop := before_public(answer, ours):
        return stop
    video = made(answer)
    if not video:
        return PostDeferred(reason=Later.TROUBLE)
    return Pending(handle=f"{VIDEO}:{video}", look_in=VIDEO_LOOK)


def became(graph: Graph, ours: Ours, handle: str) -> PostResult:
    """Return how a reel or a video stands; raise ChannelUnavailable when the network is silent."""
    kind, _, video = handle.partition(":")
    said, error = graph.asked("GET", at(video), fields="status,published")
    if error and (ended := credential_ended(error)):
        return ended
    if error and error.is_gone:
        return PostUnclear(reason="video_gone")
    if error or not isinstance(said.get("status"), Mapping):
        raise ChannelUnavailable("The channel does not say how a video stands")
    return _stands(said, ours, handle, is_reel=kind == REEL)


def _stands(said: Mapping[str, Any], ours: Ours, handle: str, *, is_reel: bool) -> PostResult:
    """Return what the fields of a video mean; a reel is out when its publishing is complete."""
    overall = text(inside(said, "status", "video_status"))
    uploading, processing, publishing = (_phase(said, name) for name in PHASES)
    if publishing == "complete" if is_reel else said.get("published") is True:
        return _posted(handle)
    if overall in FAILED or "error" in {uploading, processing, publishing}:
        return PostRefused(reason=Refusal.MEDIA, told=ours.told(_words(said)))
    if overall == "expired":
        return PostDeferred(reason=Later.TOO_SLOW)
    if publishing not in NOT_BEGUN or _is_asked_for(said):
        return PostUnclear(reason="processing")
    is_there = uploading == "complete" and processing != "in_progress"
    if is_there if is_reel else overall == "ready":
        return Ready(handle=handle)
    return Pending(handle=handle, look_in=REEL_LOOK if is_reel else VIDEO_LOOK)


def _phase(said: Mapping[str, Any], name: str) -> str:
    return text(inside(said, "status", name, "status"))


def _is_asked_for(said: Mapping[str, Any]) -> bool:
    """True once `finish` was heard, although nothing may be public yet."""
    return text(inside(said, "status", "publishing_phase", "publish_status")) == "published"


def _words(said: Mapping[str, Any]) -> str:
    """Return what the network says of a phase that went wrong."""
    for name in PHASES:
        errors = inside(said, "status", name, "errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        single = inside(said, "status", name, "error")
        if found := text(inside(first or single, "message")):
            return found
    return ""


def publish(graph: Graph, ours: Ours, handle: str, post: Post) -> PostResult:
    """Make a reel or a video public, in one call."""
    answer = _asked_to_publish(graph, ours, handle, post)
    if is_yes(answer):
        return _posted(handle)
    verdict = at_public(answer, ours)
    if isinstance(answer, Silence) or isinstance(verdict, PostUnclear):
        return verdict
    return checked(lambda: became(graph, ours, handle), verdict)


def _asked_to_publish(graph: Graph, ours: Ours, handle: str, post: Post) -> Heard | Silence:
    kind, _, video = handle.partition(":")
    if kind != REEL:
        return graph.post(at(video), published="true")
    return graph.post(
        at(ours.page, "video_reels"),
        upload_phase="finish",
        video_id=video,
        video_state="PUBLISHED",
        title=post.title,
        description=post.caption,
    )


def discard(graph: Graph, ours: Ours, handle: str) -> None:
    """Delete a file that waits; one that is public, may be, or is gone is left as it is."""
    if not isinstance(became(graph, ours, handle), Posted | PostUnclear):
        graph.asked("DELETE", at(handle.partition(":")[2]))


def _posted(handle: str) -> Posted:
    kind, _, video = handle.partition(":")
    return Posted(external_id=video, permalink=(reel_link if kind == REEL else link_of)(video))
