"""X as docs.x.com describes it (API version 2, its OpenAPI document of August 2026).

Left out: what X refuses twice. A second post with the same text is made here, so that the tests
see it; `Fault.DUPLICATE` has it refused.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from typing import ClassVar, Final

from chalicelib.domain.channels import Account, Channel, ChannelKind, Credential
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.posts import PostForm
from tests.networks.server import Fault, Network, Reply, Request
from tests.networks.x_files import Files
from tests.networks.x_words import data, invalid, not_found, problem, used_up, weight

USER: Final = "2244994945"
CLIENT: Final = "x-client"
CLIENT_SECRET: Final = "x-client-secret"  # noqa: S105  nobody's

_STEPS: Final = (
    ("POST", r"/2/media/upload/initialize", "initialize"),
    ("POST", r"/2/media/upload/\d+/append", "append"),
    ("POST", r"/2/media/upload/\d+/finalize", "finalize"),
    ("GET", r"/2/media/upload", "status"),
    ("POST", r"/2/media/metadata", "describe"),
    ("POST", r"/2/tweets", "tweet"),
    ("GET", r"/2/users/\d+/tweets", "timeline"),
    ("DELETE", r"/2/tweets/\d+", "delete"),
    ("GET", r"/2/tweets/\d+", "look"),
    ("GET", r"/2/tweets", "measure"),
    ("POST", r"/2/oauth2/token", "token"),
)
_FILE_STEPS: Final = frozenset({"initialize", "append", "finalize", "status", "describe"})


class XNetwork(Network):
    """The network. `is_404` has a missing post answered with 404 and not with a 200 of errors."""

    STEPS: ClassVar = tuple(name for _, _, name in _STEPS)
    PUBLIC_STEPS: ClassVar[Mapping[PostForm, str]] = dict.fromkeys(PostForm, "tweet")

    def __init__(self) -> None:
        super().__init__()
        self.access, self.refresh_token = "x-access-1", "x-refresh-1"
        self.files = Files(self)
        self.reposts: list[str] = []
        self.skew = timedelta(0)
        self.is_404 = False
        self._renewals = 1

    def account(self) -> Account:
        """Return an account that is signed in, with a token that lives for two hours from now."""
        channel = Channel(
            channel_id=ChannelId("c-x"), campaign_id=CampaignId("k1"), kind=ChannelKind.X,
            name="X", base_url=self.base_url, is_enabled=True, min_spacing_s=0,
            caption_languages=("hi", "en"), account=USER,
        )  # fmt: skip
        credential = Credential(
            access=self.access, refresh=self.refresh_token, client_id=CLIENT,
            client_secret=CLIENT_SECRET, expires_at=self.now() + timedelta(hours=2),
        )  # fmt: skip
        return Account(channel=channel, credential=credential)

    def now(self) -> datetime:
        """Return the time by the network's clock."""
        return datetime.fromtimestamp(time.time(), UTC) + self.skew

    def expire(self) -> None:
        """End the life of the token; a renewed one is good."""
        self.access = "x-access-ended"

    def revoke(self) -> None:
        """Take everything back that was given to the account."""
        self.access = self.refresh_token = ""

    def step(self, request: Request) -> str:
        """Return the name of the step that a request is."""
        for method, path, name in _STEPS:
            if request.method == method and re.fullmatch(path, request.path):
                return name
        return "unknown"

    def carry_out(self, step: str, request: Request) -> Reply:
        """Do what is asked and answer as the network does."""
        if step == "unknown":
            return problem(404, "about:blank", "Not Found", "Not Found")
        if step != "token" and not self._is_signed(request):
            return problem(401, "about:blank", "Unauthorized", "Unauthorized")
        owner, name = (self.files, step) if step in _FILE_STEPS else (self, f"_{step}")
        reply: Reply = getattr(owner, name)(request)
        return reply

    def _is_signed(self, request: Request) -> bool:
        signature = request.headers.get("authorization", "")
        return bool(self.access) and signature == f"Bearer {self.access}"

    def refusal(self, fault: Fault) -> Reply:
        """Return the network's own answer for LIMITED, EXPIRED and the like."""
        now = int(self.now().timestamp())
        if self.calls[-1] == "token" and fault in {Fault.EXPIRED, Fault.REVOKED}:
            return used_up()
        limited = problem(429, "about:blank", "Too Many Requests", "Too Many Requests")
        forbidden = {
            Fault.REFUSED: "Your Tweet violates our rules.",
            Fault.DUPLICATE: "You are not allowed to create a Tweet with duplicate content.",
        }
        if fault in forbidden:
            return problem(403, "about:blank", "Forbidden", forbidden[fault])
        if fault in {Fault.EXPIRED, Fault.REVOKED}:
            return problem(401, "about:blank", "Unauthorized", "Unauthorized")
        window = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(now + 90)}
        day = {
            "x-rate-limit-remaining": "99", "x-rate-limit-reset": str(now + 90),
            "x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(now + 7200),
        }  # fmt: skip
        told = {Fault.LIMITED: window, Fault.QUOTA: day}.get(fault, {})
        return Reply(status=429, said=limited.said, headers=told)

    # Posts.

    def _tweet(self, request: Request) -> Reply:
        asked = request.json()
        ids = asked["media"]["media_ids"]
        if not self.files.are_ready(ids):
            return invalid("Your media IDs are invalid.", **{"media.media_ids": ",".join(ids)})
        if weight(asked["text"]) > 280:
            return invalid("Your Tweet text is too long.", text=asked["text"])
        facts = {"at": self.now(), "made_with_ai": asked.get("made_with_ai", False)}
        post_id = self.make_public(asked["text"], tuple(ids), **facts)
        return Reply(status=201, said=data(id=post_id, text=self._shown(post_id)))

    def _shown(self, post_id: str) -> str:
        """Return a text as X writes it: with entities, and a link to the media behind it."""
        post = self.posts[post_id]
        return f"{escape(post.text, quote=False)} https://t.co/{post_id[-6:]}Ab"

    def repost(self, post_id: str) -> str:
        """Have the account repost one of its own posts."""
        text = self.posts[post_id].text
        repost_id = self.make_public(f"RT @us: {text}", at=self.now())
        self.reposts.append(repost_id)
        return repost_id

    def _timeline(self, request: Request) -> Reply:
        asked = request.fields
        most = int(asked["max_results"])
        if not 5 <= most <= 100 or f"/{USER}/" not in request.path:
            return invalid("The value is not between 5 and 100", max_results=str(most))
        since = datetime.fromisoformat(asked["start_time"])
        hidden = self.reposts if "retweets" in asked.get("exclude", "") else []
        ids = [p.post_id for p in self.live if p.facts["at"] >= since and p.post_id not in hidden]
        ids.reverse()
        start = int(asked.get("pagination_token", "p0")[1:])
        page = ids[start : start + most]
        more = {"next_token": f"p{start + most}"} if start + most < len(ids) else {}
        items = {"data": [{"id": one, "text": self._shown(one)} for one in page]} if page else {}
        return Reply(said={**items, "meta": {"result_count": len(page), **more}})

    def _delete(self, request: Request) -> Reply:
        post_id = request.path.rpartition("/")[2]
        if self.remove(post_id):
            return Reply(said=data(deleted=True))
        return self._missing(post_id)

    def _look(self, request: Request) -> Reply:
        post_id = request.path.rpartition("/")[2]
        if self._is_live(post_id):
            return Reply(said=data(id=post_id, text=self._shown(post_id)))
        return self._missing(post_id)

    def _is_live(self, post_id: str) -> bool:
        return post_id in self.posts and self.posts[post_id].is_live

    def _missing(self, post_id: str) -> Reply:
        if self.is_404:
            return Reply(status=404, said=not_found(post_id))
        return Reply(said={"errors": [not_found(post_id)]})

    def _measure(self, request: Request) -> Reply:
        ids = request.fields["ids"].split(",")
        here = [one for one in ids if self._is_live(one)]
        counts = {
            "retweet_count": 3, "reply_count": 2, "like_count": 40, "quote_count": 1,
            "bookmark_count": 0, "impression_count": 1200,
        }  # fmt: skip
        items = [{"id": one, "text": self._shown(one), "public_metrics": counts} for one in here]
        errors = [not_found(one) for one in ids if one not in here]
        said = {"data": items} if items else {}
        return Reply(said={**said, **({"errors": errors} if errors else {})})

    # Tokens.

    def _token(self, request: Request) -> Reply:
        asked = request.fields
        if request.headers.get("authorization", "") != "Basic eC1jbGllbnQ6eC1jbGllbnQtc2VjcmV0":
            return Reply(status=401, said={"error": "unauthorized_client"})
        is_good = asked.get("refresh_token") == self.refresh_token != ""
        if asked.get("grant_type") != "refresh_token" or not is_good:
            return used_up()
        self._renewals += 1
        self.access = f"x-access-{self._renewals}"
        self.refresh_token = f"x-refresh-{self._renewals}"
        return Reply(said={
            "token_type": "bearer", "expires_in": 7200, "access_token": self.access,
            "refresh_token": self.refresh_token, "scope": "tweet.write media.write",
        })  # fmt: skip
