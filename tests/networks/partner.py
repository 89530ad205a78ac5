"""An app of somebody else that takes our deliveries, as docs/partners.md asks of it.

It checks the signatures by itself, with nothing of ours, and drops what it has had.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from chalicelib.domain.channels import Account, Channel, ChannelKind, Credential
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.posts import PostForm
from tests.networks.server import Fault, Network, Reply, Request

RETRY_AFTER_S = 40


def a_secret(seed: int) -> str:
    """Return a secret as people hand it over; it follows from a number."""
    return "whsec_" + base64.b64encode(bytes([seed]) * 32).decode()


class PartnerNetwork(Network):
    """The app. It knows `secret`; without `has_list` it cannot be asked what it shows."""

    PUBLIC_STEPS: ClassVar[Mapping[PostForm, str]] = dict.fromkeys(PostForm, "published")
    STEPS: ClassVar = ("published", "withdrawn", "list")

    def __init__(self, *, has_list: bool = True) -> None:
        super().__init__()
        self.secret = a_secret(1)
        self.has_list = has_list
        self.seen: dict[str, str] = {}  # our id of a delivery: the post that it made

    def account(self) -> Account:
        """Return the account that this app knows."""
        channel = Channel(
            channel_id=ChannelId("partner"), campaign_id=CampaignId("k1"),
            kind=ChannelKind.PARTNER, name="Saral", base_url=f"{self.base_url}/sampark",
            is_enabled=True, min_spacing_s=0, caption_languages=("hi", "en"),
        )  # fmt: skip
        return Account(channel=channel, credential=Credential(signing=(self.secret,)))

    def step(self, request: Request) -> str:
        if request.method == "GET":
            return "list"
        return str(request.json()["type"]).removeprefix("testimonial.")

    def carry_out(self, step: str, request: Request) -> Reply:
        if not self._is_signed(request):
            return Reply(status=401, said={"reason": "signature"})
        if step == "list":
            return self._list()
        data = request.json()["data"]
        does = self._publish if step == "published" else self._withdraw
        return does(request.headers["webhook-id"], data)

    def _is_signed(self, request: Request) -> bool:
        """Check one of the signatures, as the specification has it."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        head = "{webhook-id}.{webhook-timestamp}.".format(**request.headers).encode()
        digest = hmac.new(key, head + request.body, hashlib.sha256).digest()
        mine = "v1," + base64.b64encode(digest).decode()
        return mine in request.headers["webhook-signature"].split(" ")

    def _publish(self, delivery_id: str, data: Mapping[str, Any]) -> Reply:
        post_id = self.seen.get(delivery_id)
        if post_id is None:
            text = f"{data['publication_id']} {data['caption']}"
            media = tuple(one["url"] for one in data["media"])
            post_id = self.seen[delivery_id] = self.make_public(text, media, data=data)
        return Reply(said={"permalink": self._link(post_id)})

    def _withdraw(self, delivery_id: str, data: Mapping[str, Any]) -> Reply:
        if delivery_id in self.seen:
            return Reply(said={})
        self.seen[delivery_id] = ""
        post_id = self.seen.get(data["publication_id"], "")
        if not self.remove(post_id):
            return Reply(status=404, said={"reason": "no_such_post"})
        self.posts[post_id] = replace(self.posts[post_id], text="", media=(), facts={})
        return Reply(status=204, said={})

    def _list(self) -> Reply:
        if not self.has_list:
            return Reply(status=405, said={})
        named = {post_id: ours for ours, post_id in self.seen.items()}
        items = [
            {"publication_id": named[post.post_id], "permalink": self._link(post.post_id)}
            for post in self.live
        ]
        return Reply(said={"items": items})

    @staticmethod
    def _link(post_id: str) -> str:
        return f"https://saral.example/stories/{post_id}"

    def refusal(self, fault: Fault) -> Reply:
        asks = {"Retry-After": str(RETRY_AFTER_S)}
        no = {"reason": "content_refused", "detail": "Not in these words"}
        return {
            Fault.LIMITED: Reply(status=429, headers=asks),
            Fault.LIMITED_SILENTLY: Reply(status=429),
            Fault.QUOTA: Reply(status=503, headers=asks),
            Fault.EXPIRED: Reply(status=401),
            Fault.REVOKED: Reply(status=403),
            Fault.REFUSED: Reply(status=422, said=no),
            Fault.DUPLICATE: Reply(status=409),
        }[fault]
