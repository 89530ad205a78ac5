"""The practice network, spoken to over HTTP: one attempt a call, and no guess about the outcome.

Only an answer that can be read decides. A failure before the network can have heard of the post is
unclear too, with a reason of its own: `PostRefused` would end the publication for good because of a
moment's outage, while an unclear one is settled by reading the channel and is never posted twice.
"""

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import httpx

from chalicelib.domain.channels import Channel
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import (
    Post,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    TakedownResult,
)

CONNECT_S: Final = 2.0
# The network fetches the media while we wait.
READ_S: Final = 10.0
MOST_ANSWER_BYTES: Final = 65_536

CREATED: Final = 201
ALREADY_THERE: Final = 409
GONE: Final = frozenset({204, 404, 410})
# These say nothing about the post: a proxy or a busy network gives them before or after its work.
SAYS_NOTHING: Final = frozenset({408, 429})
NOT_FOR_US: Final = range(400, 500)
# No connection was ever there, so the network cannot have the post.
NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LINK: Final = re.compile(r"https?://[!-~]{1,2000}")


class PracticeChannel:
    """A ChannelClient for practice networks."""

    def __init__(self, *, connect_s: float = CONNECT_S, read_s: float = READ_S) -> None:
        # A kept connection may die under a post and make it unclear, so every call opens its own.
        # No proxy of the environment stands between us and a channel that an admin has named.
        self._http = httpx.Client(
            timeout=httpx.Timeout(read_s, connect=connect_s),
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            trust_env=False,
        )

    def publish(self, channel: Channel, post: Post) -> PostResult:
        """Ask once. A post that is there already under our marker is ours; 4xx is a clear no."""
        media = [{"kind": kind, "url": url} for kind, url in post.media]
        body = {"marker": post.marker, "caption": post.caption, "media": media}
        try:
            status, said = self._call("POST", f"{_root(channel)}/posts", body=body)
        except NEVER_SENT:
            return PostUnclear(reason="not_sent")
        except httpx.TimeoutException:
            return PostUnclear(reason="no_answer")
        except httpx.HTTPError:
            return PostUnclear(reason="broken_answer")
        return _result(status, said)

    def find(self, channel: Channel, marker: str) -> Posted | None:
        """Return the live post with this marker; raise ChannelUnavailable when we cannot know."""
        status, said = self._ask("GET", f"{_root(channel)}/posts", marker=marker)
        items = said.get("items")
        if status != httpx.codes.OK or not isinstance(items, list):
            raise ChannelUnavailable(f"The channel's list cannot be read: status {status}")
        found = [_posted(one) for one in items if _has_marker(one, marker)]
        if len(found) != len(items) or None in found:
            raise ChannelUnavailable("The channel's list is not the one that was asked for")
        return found[0] if found else None

    def take_down(self, channel: Channel, external_id: str) -> TakedownResult:
        """Remove a post. A clear no is STILL_LIVE; ChannelUnavailable when we cannot know."""
        address = f"{_root(channel)}/posts/{quote(external_id, safe='')}"
        status, _ = self._ask("DELETE", address)
        if status in GONE:
            return TakedownResult.REMOVED
        if status in NOT_FOR_US and status not in SAYS_NOTHING:
            return TakedownResult.STILL_LIVE
        raise ChannelUnavailable(f"The channel did not say whether the post is gone: {status}")

    def _ask(self, method: str, url: str, **query: str) -> tuple[int, Mapping[str, object]]:
        try:
            return self._call(method, url, query=query)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ChannelUnavailable("The channel did not answer") from error

    def _call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> tuple[int, Mapping[str, object]]:
        """Return (status, JSON object or nothing) of one request; redirects are not followed."""
        with self._http.stream(method, url, params=query or None, json=body) as answer:
            return answer.status_code, _object(answer)


def _root(channel: Channel) -> str:
    return channel.base_url.rstrip("/")


def _object(answer: httpx.Response) -> Mapping[str, object]:
    """Return the answer's JSON object; nothing when it is not one, or longer than we take."""
    raw = b""
    for chunk in answer.iter_raw():
        raw += chunk
        if len(raw) > MOST_ANSWER_BYTES:
            return {}
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _result(status: int, said: Mapping[str, object]) -> PostResult:
    if status in {CREATED, ALREADY_THERE}:
        return _posted(said) or PostUnclear(reason="broken_answer")
    if status in NOT_FOR_US and status not in SAYS_NOTHING:
        return PostRefused(reason=_code(said) or f"http_{status}")
    return PostUnclear(reason=f"http_{status}")


def _posted(said: Mapping[str, object]) -> Posted | None:
    """Return the post that an answer names; None unless its id and link are usable."""
    external_id, link = said.get("id"), said.get("permalink")
    if not isinstance(external_id, str) or not isinstance(link, str):
        return None
    if not _ID.fullmatch(external_id) or not _LINK.fullmatch(link):
        return None
    return Posted(external_id=external_id, permalink=link)


def _has_marker(one: object, marker: str) -> bool:
    return isinstance(one, dict) and one.get("marker") == marker


def _code(said: Mapping[str, object]) -> str | None:
    """Return the network's short code; anything longer could carry a caption into our records."""
    reason = said.get("reason")
    return reason if isinstance(reason, str) and _CODE.fullmatch(reason) else None
