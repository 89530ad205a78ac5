"""Instagram's Graph API for a professional account: containers, publishing, and its traps.

From "Content Publishing", "IG Container", "IG Media" and "Error Codes" of the Instagram platform.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.posts import PostForm
from tests.networks.graph import GraphNetwork, error, figure, gone, stamp
from tests.networks.server import NetPost, Reply, Request

USER: Final = "17841405822304914"
MOST_CAPTION: Final = 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What is to be published; `state` is kept once it has ended."""

    fields: Mapping[str, str]
    media: tuple[str, ...]
    state: str = ""


class InstagramNetwork(GraphNetwork):
    """The network and one account.

    `restricts` answers publishing with error 2207051: "after" it was done all the same, or
    "before". `may_delete` is a permission that most accounts have not given.
    """

    KIND = ChannelKind.INSTAGRAM
    OWN_ID = USER
    LIMIT = 80_002
    PUBLIC_STEPS: ClassVar[Mapping[PostForm, str]] = dict.fromkeys(PostForm, "publish")
    STEPS: ClassVar = (
        "item", "container", "status", "publish", "permalink", "list", "read", "figures",
        "insights", "quota", "delete", "exchange",
    )  # fmt: skip
    ROUTES = (
        ("POST", r"oauth/access_token", "exchange"),
        ("POST", rf"{USER}/media", "media"),
        ("POST", rf"{USER}/media_publish", "publish"),
        ("GET", rf"{USER}/media", "list"),
        ("GET", rf"{USER}/content_publishing_limit", "quota"),
        ("GET", r"\d+/insights", "insights"),
        ("GET", r"\d+", "object"),
        ("DELETE", r"\d+", "delete"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.containers: dict[str, Container] = {}
        self.restricts = ""
        self.may_delete = False
        self.most_a_day = 50

    def step_among(self, step: str, fields: Mapping[str, str]) -> str:
        if step == "media":
            return "item" if fields.get("is_carousel_item") == "true" else "container"
        if step != "object":
            return step
        found = re.search(r"status_code|permalink|like_count", fields.get("fields", ""))
        named = {"status_code": "status", "permalink": "permalink", "like_count": "figures"}
        return named[found[0]] if found else "read"

    def quota_error(self) -> Reply:
        return error(400, 9, "You reached maximum number of posts that is allowed.", 2_207_042)

    def end_containers(self) -> None:
        """Let the day pass that containers live."""
        for key, container in self.containers.items():
            if not container.state:
                self.containers[key] = replace(container, state="EXPIRED")

    # Containers.

    def _item(self, request: Request) -> Reply:
        return self._make(request.fields)

    def _container(self, request: Request) -> Reply:
        asked = request.fields
        if len(asked.get("caption", "")) > MOST_CAPTION:
            return error(400, 36_004, "The caption was too long.", 2_207_010)
        if asked.get("media_type") != "CAROUSEL":
            return self._make(asked)
        children = asked.get("children", "").split(",")
        if not 2 <= len(children) <= 10 or not set(children) <= set(self.containers):
            return error(400, 100, "Carousel validation failed", 2_207_028)
        media = tuple(url for child in children for url in self.containers[child].media)
        return self._keep(asked, media)

    def _make(self, asked: Mapping[str, str]) -> Reply:
        is_reel = asked.get("media_type") == "REELS"
        if not is_reel and "media_type" in asked:
            return error(400, 100, "Unknown media type", 2_207_023)
        url = asked.get("video_url" if is_reel else "image_url", "")
        if not url.startswith(("http://", "https://")):
            return error(400, 9004, "The media could not be fetched from this URI.", 2_207_052)
        return self._keep(asked, (url,))

    def _keep(self, asked: Mapping[str, str], media: tuple[str, ...]) -> Reply:
        key = self.new_id()
        self.containers[key] = Container(fields=dict(asked), media=media)
        return Reply(said={"id": key})

    def state_of(self, key: str) -> str:
        """Return how a container stands."""
        if kept := self.containers[key].state:
            return kept
        if self.is_broken("container"):
            return "ERROR"
        return "IN_PROGRESS" if self.is_slow("container") else "FINISHED"

    def _status(self, request: Request) -> Reply:
        key = request.path.rpartition("/")[2]
        if key not in self.containers:
            return gone(key)
        state = self.state_of(key)
        words = {"ERROR": "Error: Media upload has failed with error code 2207026"}
        return Reply(said={"id": key, "status_code": state, "status": words.get(state, state)})

    # Publishing.

    def _publish(self, request: Request) -> Reply:
        key = request.fields.get("creation_id", "")
        if key not in self.containers or self.state_of(key) in {"EXPIRED", "PUBLISHED"}:
            return error(400, 24, "The requested resource does not exist", 2_207_006)
        if self.state_of(key) != "FINISHED":
            return error(400, 9007, "Media ID is not available", 2_207_027)
        if self.restricts != "before":
            post_id = self._show(self.containers[key])
            self.containers[key] = replace(self.containers[key], state="PUBLISHED")
        if self.restricts:
            return error(400, 4, "Application request limit reached", 2_207_051)
        return Reply(said={"id": post_id})

    def _show(self, container: Container) -> str:
        asked = container.fields
        facts = {
            "at": self.now(), "kind": asked.get("media_type", "IMAGE"),
            "is_ai_generated": asked.get("is_ai_generated") == "true",
        }  # fmt: skip
        return self.make_public(asked.get("caption", ""), container.media, **facts)

    # Reading, and taking down.

    def _live_post(self, request: Request) -> NetPost | None:
        found = re.search(r"/(\d+)(?:/insights)?$", request.path)
        post = self.posts.get(found[1]) if found else None
        return post if post and post.is_live else None

    def _told(self, request: Request, **said: Any) -> Reply:
        post = self._live_post(request)
        missing = request.path.rpartition("/")[2]
        return Reply(said={"id": post.post_id, **said}) if post else gone(missing)

    def _permalink(self, request: Request) -> Reply:
        return self._told(request, permalink=_link(request.path.rpartition("/")[2]))

    def _read(self, request: Request) -> Reply:
        return self._told(request)

    def _figures(self, request: Request) -> Reply:
        return self._told(request, like_count=12, comments_count=3)

    def _insights(self, request: Request) -> Reply:
        return self._told(request, data=[figure("views", 340), figure("shares", 2)])

    def _list(self, request: Request) -> Reply:
        items = [
            {
                "id": post.post_id, "caption": post.text, "permalink": _link(post.post_id),
                "timestamp": stamp(post.facts["at"]),
            }
            for post in reversed(self.live)
        ]  # fmt: skip
        return self.page(request, items)

    def _quota(self, _: Request) -> Reply:
        config = {"quota_total": self.most_a_day, "quota_duration": 86_400}
        return Reply(said={"data": [{"quota_usage": len(self.posts), "config": config}]})

    def _delete(self, request: Request) -> Reply:
        post = self._live_post(request)
        if post is None:
            return gone(request.path.rpartition("/")[2])
        if not self.may_delete:
            return error(403, 10, "(#10) Application does not have permission for this action")
        self.remove(post.post_id)
        return Reply(said={"success": True, "deleted_id": post.post_id})


def _link(post_id: str) -> str:
    return f"https://www.instagram.com/p/C{post_id[-6:]}/"
