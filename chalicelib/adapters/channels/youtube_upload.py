"""A video on its way to YouTube, by the resumable protocol: begun, then stored chunk by chunk.

It arrives private, so whatever goes wrong here is a "later". After a fault the session is asked
what it has before anything is sent again. A video whose last answer was lost stays private in the
account, and nobody is told of it.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from chalicelib.adapters.channels.attempts import Ended, of_size, safely, signed
from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.adapters.channels.told import texts_of
from chalicelib.adapters.channels.youtube_answers import no_of
from chalicelib.domain.channels import Account
from chalicelib.domain.posts import Post, PostDeferred, PostMedia
from chalicelib.domain.refusals import Later

CHUNK: Final = 16 * 256 * 1024  # the protocol wants multiples of 256 KiB
MOST_FAULTS: Final = 3
RESUME: Final = 308
SERVER_TROUBLE: Final = 500
VIDEO_ID: Final = re.compile(r"[A-Za-z0-9_-]{5,64}")
_GOOGLES_HOST: Final = re.compile(r"[a-z0-9.-]+\.googleapis\.com")
# "People & Blogs", which every country has.
_CATEGORY: Final = "22"
_RANGE: Final = re.compile(r"bytes=0-([0-9]{1,15})")
_TROUBLE: Final = PostDeferred(reason=Later.TROUBLE)
_UNREADABLE: Final = PostDeferred(reason=Later.MEDIA_UNREADABLE)


def about(post: Post) -> Mapping[str, Any]:
    """Return what YouTube is told of a video: private, until it is made public."""
    language = {"defaultLanguage": post.language} if post.language else {}
    return {
        "snippet": {
            "title": post.title,
            "description": post.caption,
            "categoryId": _CATEGORY,
            **language,
        },
        "status": {"privacyStatus": "private", **declared(post)},
    }


def declared(post: Post) -> Mapping[str, Any]:
    """Return what is declared of a video. An update that leaves one out would undo it."""
    return {
        "selfDeclaredMadeForKids": post.is_made_for_kids,
        "containsSyntheticMedia": post.has_ai_label,
    }


def is_googles(url: str) -> bool:
    """True for an https address of Google's APIs."""
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(_GOOGLES_HOST.fullmatch(parts.hostname or ""))


def is_for_us(url: str, base: str) -> bool:
    """True for a session's address that our token and our file may be sent to.

    It has to stand where the API stands; Google may name another of its API hosts.
    """
    try:
        told, known = urlsplit(url), urlsplit(base)
        same = (told.scheme, told.hostname, told.port) == (known.scheme, known.hostname, known.port)
        moved = is_googles(base) and is_googles(url) and told.port in {None, 443}
    except ValueError:
        return False
    return (same or moved) and told.username is None and told.password is None


def upload(caller: Caller, base: str, account: Account, post: Post, media: PostMedia) -> str:
    """Give YouTube a video, private, and return its id; raise Ended when it does not take it."""
    session = _Session(caller, account, post, media)
    session.begin(base)
    at = 0
    try:
        with caller.reading(media.url) as pieces:
            for chunk in of_size(pieces, CHUNK):
                at = session.store(chunk, at)
    except Silence:
        raise Ended(_UNREADABLE) from None
    if session.video_id is None:
        raise Ended(_TROUBLE if at == media.size_bytes else _UNREADABLE)
    return session.video_id


class _Session:
    """One upload. Its attempt ends with one fault more than MOST_FAULTS."""

    def __init__(self, caller: Caller, account: Account, post: Post, media: PostMedia) -> None:
        self._caller = caller
        self._headers = signed(account.credential)
        self._credential = account.credential
        self._post = post
        self._media = media
        self._url = ""
        self._faults = 0
        self.video_id: str | None = None

    def begin(self, base: str) -> None:
        """Have YouTube make a session."""
        heard = safely(
            self._caller,
            "POST",
            f"{base}/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers={
                **self._headers,
                "X-Upload-Content-Length": str(self._media.size_bytes),
                "X-Upload-Content-Type": self._media.content_type,
            },
            json=about(self._post),
        )
        url = heard.headers.get("location", "")
        if not heard.is_good or not is_for_us(url, base):
            raise self._end(heard)
        self._url = url

    def store(self, chunk: bytes, start: int) -> int:
        """Store a chunk and return the byte that comes next; the last one gives the video's id."""
        at, end = start, start + len(chunk)
        self._require_its_size(chunk, end)
        while at < end:
            heard = self._put(chunk[at - start :], f"{at}-{end - 1}")
            was_heard = heard is not None
            heard = heard or self._ask()
            if heard.is_good:
                return self._finish(heard, end)
            at = self._next(heard)
            if not start <= at <= end:
                raise Ended(_TROUBLE)
            if was_heard and at < end:
                self._fault()  # it took a part of what arrived
        return at

    def _require_its_size(self, chunk: bytes, end: int) -> None:
        left = self._media.size_bytes - end
        if left < 0 or (left > 0 and len(chunk) < CHUNK):
            raise Ended(_UNREADABLE)

    def _put(self, body: bytes, what: str) -> Heard | None:
        """Return the session's answer; None when it has to be asked what it has."""
        headers = {**self._headers, "Content-Range": f"bytes {what}/{self._media.size_bytes}"}
        if body:
            headers["Content-Type"] = self._media.content_type
        try:
            heard = self._caller.call("PUT", self._url, headers=headers, content=body)
        except Silence:
            return None
        return heard if heard.status < SERVER_TROUBLE else None

    def _ask(self) -> Heard:
        """Return what the session says that it has."""
        while True:
            self._fault()
            if heard := self._put(b"", "*"):
                return heard

    def _fault(self) -> None:
        self._faults += 1
        if self._faults > MOST_FAULTS:
            raise Ended(_TROUBLE)

    def _next(self, heard: Heard) -> int:
        if heard.status != RESUME:
            raise self._end(heard)
        told = heard.headers.get("range", "")
        found = _RANGE.fullmatch(told)
        if told and not found:
            raise Ended(_TROUBLE)
        return int(found[1]) + 1 if found else 0

    def _finish(self, heard: Heard, end: int) -> int:
        video_id = heard.said.get("id")
        is_whole = end == self._media.size_bytes
        if not is_whole or not isinstance(video_id, str) or not VIDEO_ID.fullmatch(video_id):
            raise Ended(_TROUBLE)
        self.video_id = video_id
        return end

    def _end(self, heard: Heard) -> Ended:
        if heard.status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
            return Ended(_TROUBLE)  # the session's time is over
        return Ended(no_of(heard, self._credential, texts_of(self._post)) or _TROUBLE)
