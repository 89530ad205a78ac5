"""Posts to Telegram as a bot: https://core.telegram.org/bots/api, Bot API 10.1.

One call makes a post, and a bot cannot read what a channel shows, so a call without a clear answer
can be settled by a person only. Small files go by URL, which the network fetches while we wait;
larger ones are sent along. What an answer means stands in telegram_answers.py.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from chalicelib.adapters.channels.attempts import unheard
from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.adapters.channels.multipart import FileUnreadable, FormFile, form
from chalicelib.adapters.channels.one_call import no_handle
from chalicelib.adapters.channels.telegram_answers import link_of, removal_of, result_of
from chalicelib.domain.channels import Account, Credential, Told
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import (
    MetricsById,
    Post,
    PostDeferred,
    PostMedia,
    PostRefused,
    PostResult,
    Seen,
    TakedownAnswer,
    TakedownResult,
)
from chalicelib.domain.refusals import Later, Refusal

# "Sending files": by URL 5 MB of a photo and 20 MB of a video, sent along 10 MB and 50 MB.
MB: Final = 1_000_000
MOST_BY_URL: Final = {MediaKind.PHOTO: 5 * MB, MediaKind.VIDEO: 20 * MB}
MOST_SENT_ALONG: Final = {MediaKind.PHOTO: 10 * MB, MediaKind.VIDEO: 50 * MB}
MOST_IN_ALBUM: Final = 10
Fields = dict[str, str]


class TelegramChannel:
    """A ChannelClient for Telegram."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def publish(self, account: Account, post: Post) -> PostResult:
        """Send the post's photo, video or album, with its caption; this call makes it public."""
        if not account.credential.access:
            return PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)
        if not _can_be_sent(post.media):
            return PostRefused(reason=Refusal.MEDIA)
        method, fields = _message(account.channel.account, post)
        try:
            heard = self._send(account, method, fields, _files(post.media))
        except FileUnreadable:
            return PostDeferred(reason=Later.MEDIA_UNREADABLE)
        except Silence as silence:
            return unheard(silence)
        return result_of(heard, account, post)

    def _send(
        self, account: Account, method: str, fields: Fields, files: Sequence[FormFile]
    ) -> Heard:
        url = _address(account, method)
        if not files:
            return self._caller.call("POST", url, data=fields)
        made = form(fields, files, self._caller.reading)
        return self._caller.call("POST", url, content=made.pieces, headers=made.headers)

    def status(self, account: Account, handle: str) -> PostResult:  # noqa: ARG002  the port's own
        """Raise ValueError: a post here has no handle."""
        no_handle(handle)

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:  # noqa: ARG002
        """Raise ValueError: a post here has no handle."""
        no_handle(handle)

    def discard(self, account: Account, handle: str) -> None:
        """Do nothing: nothing is ever pending here."""

    def list_recent(self, account: Account, since: datetime) -> Sequence[Seen] | None:  # noqa: ARG002
        """Return None: a bot cannot read what its channel shows."""
        return None

    def take_down(self, account: Account, external_id: str) -> TakedownAnswer:
        """Delete the post's messages; the network lets a bot do so for 48 hours only."""
        ids = external_id.split(",")
        if not all(_is_message(one) for one in ids):
            return TakedownAnswer(result=TakedownResult.NOT_POSSIBLE, reason="unreadable_id")
        method = "deleteMessages" if len(ids) > 1 else "deleteMessage"
        which = {"message_ids": f"[{','.join(ids)}]"} if len(ids) > 1 else {"message_id": ids[0]}
        fields = {"chat_id": account.channel.account, **which}
        heard = self._caller.ask("POST", _address(account, method), data=fields)
        return removal_of(heard, link_of(account.channel.account, ids[0]))

    def is_live(self, account: Account, external_id: str) -> bool | None:  # noqa: ARG002
        """Return None: a bot cannot read what its channel shows."""
        return None

    def metrics(self, account: Account, external_ids: Sequence[str]) -> MetricsById:  # noqa: ARG002
        """Return nothing: a bot is not told how often a message was seen."""
        return {}

    def quota(self, account: Account, now: datetime) -> Told | None:  # noqa: ARG002
        """Return None: the network tells of its limits only when they are reached."""
        return None

    def refresh(self, account: Account, now: datetime) -> Credential | None:  # noqa: ARG002
        """Return None: a bot's token is good until somebody revokes it."""
        return None


def _address(account: Account, method: str) -> str:
    token = quote(account.credential.access, safe=":")
    return f"{account.channel.base_url.rstrip('/')}/bot{token}/{method}"


def _is_message(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _can_be_sent(media: Sequence[PostMedia]) -> bool:
    fits = all(one.size_bytes <= MOST_SENT_ALONG[one.kind] for one in media)
    return fits and 1 <= len(media) <= MOST_IN_ALBUM


def _message(chat: str, post: Post) -> tuple[str, Fields]:
    """Return the method that sends a post, and its fields."""
    if len(post.media) > 1:
        items = [_described(one, number) for number, one in enumerate(post.media)]
        items[0]["caption"] = post.caption
        return "sendMediaGroup", {"chat_id": chat, "media": json.dumps(items, ensure_ascii=False)}
    (one,) = post.media
    method = "sendVideo" if one.kind is MediaKind.VIDEO else "sendPhoto"
    source = {} if _is_sent_along(one) else {one.kind.value: one.url}
    shown = {name: json.dumps(value) for name, value in _shown(one).items()}
    return method, {"chat_id": chat, "caption": post.caption, **source, **shown}


def _described(one: PostMedia, number: int) -> dict[str, Any]:
    """Return one file of an album, as the network's InputMedia."""
    source = f"attach://file{number}" if _is_sent_along(one) else one.url
    return {"type": one.kind.value, "media": source, **_shown(one)}


def _shown(one: PostMedia) -> Mapping[str, Any]:
    """Return what the network wants to know of a video to show it rightly before it is loaded."""
    if one.kind is not MediaKind.VIDEO:
        return {}
    duration = {} if one.duration_s is None else {"duration": max(1, round(one.duration_s))}
    return {"width": one.width, "height": one.height, **duration, "supports_streaming": True}


def _is_sent_along(one: PostMedia) -> bool:
    return one.size_bytes > MOST_BY_URL[one.kind]


def _files(media: Sequence[PostMedia]) -> Sequence[FormFile]:
    """Return what is sent along: an album's files by number, a single one under its kind."""
    return [
        FormFile(
            name=f"file{number}" if len(media) > 1 else one.kind.value,
            file_name=f"{number}.{one.content_type.rpartition('/')[2]}",
            content_type=one.content_type,
            url=one.url,
            size_bytes=one.size_bytes,
        )
        for number, one in enumerate(media)
        if _is_sent_along(one)
    ]
