"""Telegram's Bot API: https://core.telegram.org/bots/api. It has no way to read a channel.

The words of its errors are those of its public server.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from chalicelib.domain.channels import Account, Channel, ChannelKind, Credential
from chalicelib.domain.ids import CampaignId, ChannelId
from chalicelib.domain.posts import PostForm
from tests.networks.server import Fault, NetPost, Network, Reply, Request

MB = 1_000_000
MOST_CAPTION = 1024
MOST_ALBUM = 10
MOST_DELETED = 100
RETRY_AFTER_S = 31


class No(Exception):
    """A request that the network refuses."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.reply = _no(code, description)


class TelegramNetwork(Network):
    """A bot and its channel. What is in `too_old` was sent more than 48 hours ago."""

    TOKEN = "7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"  # noqa: S105  nobody's
    CHAT = "@sampark_news"
    PUBLIC_STEPS: ClassVar[Mapping[PostForm, str]] = {
        PostForm.PHOTO: "sendPhoto",
        PostForm.VIDEO: "sendVideo",
        PostForm.REEL: "sendVideo",
        PostForm.ALBUM: "sendMediaGroup",
    }
    STEPS: ClassVar = (
        "sendPhoto",
        "sendVideo",
        "sendMediaGroup",
        "deleteMessage",
        "deleteMessages",
    )

    def __init__(self, *, chat: str = CHAT) -> None:
        super().__init__()
        self.chat = chat
        self.too_old: set[str] = set()

    def account(self) -> Account:
        """Return the account that this network knows."""
        channel = Channel(
            channel_id=ChannelId("telegram"), campaign_id=CampaignId("k1"),
            kind=ChannelKind.TELEGRAM, name="Telegram", base_url=self.base_url, is_enabled=True,
            min_spacing_s=0, caption_languages=("hi", "en"), account=self.chat,
        )  # fmt: skip
        return Account(channel=channel, credential=Credential(access=self.TOKEN))

    def step(self, request: Request) -> str:
        return request.path.rpartition("/")[2]

    def carry_out(self, step: str, request: Request) -> Reply:
        try:
            return Reply(said={"ok": True, "result": self._result(step, request)})
        except No as no:
            return no.reply

    def _result(self, step: str, request: Request) -> Any:
        does: dict[str, Callable[[_Asked], Any]] = {
            "sendPhoto": lambda asked: self._send(asked, "photo"),
            "sendVideo": lambda asked: self._send(asked, "video"),
            "sendMediaGroup": self._send_album,
            "deleteMessage": self._delete,
            "deleteMessages": self._delete_all,
        }
        if request.path != f"/bot{self.TOKEN}/{step}":
            raise No(401, "Unauthorized")
        asked = _Asked(request)
        if asked.field("chat_id") != self.chat:
            raise No(400, "Bad Request: chat not found")
        return does[step](asked)

    def _send(self, asked: "_Asked", kind: str) -> Mapping[str, Any]:
        source = asked.file_or_url(kind, kind)
        shown = {name: asked.fields[name] for name in ("width", "height", "duration") if
                 name in asked.fields}  # fmt: skip
        sizes = {name: int(text) for name, text in shown.items()}
        streams = asked.fields.get("supports_streaming")
        caption = _caption(asked.fields.get("caption", ""))
        post_id = self.make_public(caption, (source,), kind=kind, streams=streams, **sizes)
        return self._message(post_id)

    def _send_album(self, asked: "_Asked") -> list[Mapping[str, Any]]:
        items = json.loads(asked.field("media"))
        if not 2 <= len(items) <= MOST_ALBUM:
            raise No(400, "Bad Request: can't parse media JSON object")
        sources = [asked.source_of(item) for item in items]
        captions = [_caption(item.get("caption", "")) for item in items]
        found = zip(items, captions, sources, strict=True)
        ids = [
            self.make_public(caption, (source,), kind=item["type"], **_rest(item))
            for item, caption, source in found
        ]
        return [self._message(post_id) for post_id in ids]

    def _message(self, post_id: str) -> Mapping[str, Any]:
        chat = {"id": -1001234567890, "type": "channel", "title": "Sampark"}
        return {"message_id": int(post_id), "chat": chat, "date": 1_764_147_600}

    def _delete(self, asked: "_Asked") -> bool:
        post_id = asked.field("message_id")
        if not self._has(post_id):
            raise No(400, "Bad Request: message to delete not found")
        return self._delete_these([post_id])

    def _delete_all(self, asked: "_Asked") -> bool:
        ids = [str(one) for one in json.loads(asked.field("message_ids"))]
        if not 1 <= len(ids) <= MOST_DELETED:
            raise No(400, "Bad Request: Too many message identifiers specified")
        return self._delete_these([one for one in ids if self._has(one)])

    def _delete_these(self, ids: list[str]) -> bool:
        if self.too_old & set(ids):
            raise No(400, "Bad Request: message can't be deleted")
        for post_id in ids:
            self.remove(post_id)
        return True

    def _has(self, post_id: str) -> bool:
        post: NetPost | None = self.posts.get(post_id)
        return post is not None and post.is_live

    def refusal(self, fault: Fault) -> Reply:
        wait = {Fault.LIMITED: RETRY_AFTER_S, Fault.QUOTA: 90_000}.get(fault)
        if wait:
            return _no(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        if fault is Fault.LIMITED_SILENTLY:
            return _no(429, "Too Many Requests")
        if fault in {Fault.EXPIRED, Fault.REVOKED}:
            return _no(401, "Unauthorized")
        said = {Fault.REFUSED: "Bad Request: IMAGE_PROCESS_FAILED"}
        return _no(400, said.get(fault, "Bad Request: a reason that nobody has written down"))


class _Asked:
    """The fields and the files of a request, whichever way they came."""

    def __init__(self, request: Request) -> None:
        self.fields = dict(request.fields)
        self.files: dict[str, bytes] = {}
        kind, _, boundary = request.headers.get("content-type", "").partition("boundary=")
        if kind.startswith("multipart/form-data"):
            self._take_apart(request.body, boundary.encode())

    def _take_apart(self, body: bytes, boundary: bytes) -> None:
        first, *parts = body.split(b"--" + boundary)
        assert first == b""
        assert parts.pop() == b"--\r\n", "the form has no end"
        for part in parts:
            head, _, value = part.removesuffix(b"\r\n").partition(b"\r\n\r\n")
            name = head.decode().partition('name="')[2].partition('"')[0]
            if b"filename=" in head:
                self.files[name] = value
            else:
                self.fields[name] = value.decode()

    def field(self, name: str) -> str:
        if not self.fields.get(name):
            raise No(400, f"Bad Request: {name} is empty")
        return self.fields[name]

    def file_or_url(self, name: str, kind: str) -> str:
        """Return the URL, or the hash of the bytes."""
        return self._hash(name, kind) if name in self.files else _url(self.field(name))

    def source_of(self, item: Mapping[str, Any]) -> str:
        media: str = item["media"]
        if media.startswith("attach://"):
            return self._hash(media.removeprefix("attach://"), item["type"])
        return _url(media)

    def _hash(self, name: str, kind: str) -> str:
        if name not in self.files:
            raise No(400, f"Bad Request: {kind} not found")
        raw = self.files[name]
        if len(raw) > (10 if kind == "photo" else 50) * MB:
            raise No(400, f"Bad Request: file is too big: {len(raw)}")
        return hashlib.sha256(raw).hexdigest()


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise No(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return text


def _caption(text: str) -> str:
    if len(text.encode("utf-16-le")) // 2 > MOST_CAPTION:
        raise No(400, "Bad Request: MEDIA_CAPTION_TOO_LONG")
    return text


def _rest(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in item if name not in {"type", "media", "caption"}}


def _no(code: int, description: str, **parameters: Any) -> Reply:
    said = {"ok": False, "error_code": code, "description": description}
    if parameters:
        said["parameters"] = parameters
    headers = {"Retry-After": str(parameters["retry_after"])} if parameters else {}
    return Reply(status=code, said=said, headers=headers)
