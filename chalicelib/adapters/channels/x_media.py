"""Files on their way to X: begun, appended piece by piece, finished and described.

Nothing of it is public: a file that no post takes is forgotten by X. So whatever goes wrong here
is a "later", and the next attempt begins with new files.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx

from chalicelib.adapters.channels.attempts import Ended, of_size, part, safely, signed
from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.adapters.channels.told import texts_of
from chalicelib.adapters.channels.x_answers import DONE, USUAL_WAIT, no_of, wait_for
from chalicelib.domain.channels import Account
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import Pending, Post, PostDeferred, PostMedia, PostRefused, Ready
from chalicelib.domain.refusals import Later, Refusal

# X takes up to 5 MB in a piece and 1,000 pieces.
PIECE: Final = 4 * 1024 * 1024
MOST_FILES: Final = 4  # docs.x.com, create a post: media_ids
MOST_ALT_CHARACTERS: Final = 1000  # docs.x.com, create media metadata
ID: Final = re.compile(r"[0-9]{1,19}")
# A plus stands behind the files that X still works on.
_HANDLE: Final = re.compile(r"[0-9]{1,19}\+?(?:,[0-9]{1,19}\+?){0,3}")
_CATEGORY: Final = {MediaKind.PHOTO: "tweet_image", MediaKind.VIDEO: "tweet_video"}
_TROUBLE: Final = PostDeferred(reason=Later.TROUBLE)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that X has; `wait` is how long it works on it before we ask, zero when it is done."""

    media_id: str
    wait: timedelta


def standing(files: Sequence[Uploaded]) -> Pending | Ready:
    """Return what the core goes on with: a handle that names all files of a post."""
    handle = ",".join(f"{one.media_id}{'+' if one.wait else ''}" for one in files)
    wait = max(one.wait for one in files)
    return Pending(handle=handle, look_in=wait) if wait else Ready(handle=handle)


def files_of(handle: str) -> list[Uploaded]:
    """Return the files that a handle names; none when it is not one of ours."""
    named = handle.split(",") if _HANDLE.fullmatch(handle) else []
    return [Uploaded(one.rstrip("+"), USUAL_WAIT if "+" in one else DONE) for one in named]


def upload(caller: Caller, base: str, account: Account, post: Post, media: PostMedia) -> Uploaded:
    """Give X one file of a post; raise Ended when it does not take it."""
    desk = _Desk(caller, base, account, post)
    media_id = desk.begin(media)
    desk.append(media_id, media)
    wait = desk.finish(media_id)
    if post.alt_text and media.kind is MediaKind.PHOTO:
        desk.describe(media_id)
    return Uploaded(media_id, wait)


class _Desk:
    """The four calls, each of which may end the attempt."""

    def __init__(self, caller: Caller, base: str, account: Account, post: Post) -> None:
        self._caller = caller
        self._url = f"{base}/2/media"
        self._credential = account.credential
        self._post = post

    def begin(self, media: PostMedia) -> str:
        heard = self._call("/upload/initialize", json={
            "media_type": media.content_type,
            "total_bytes": media.size_bytes,
            "media_category": _CATEGORY[media.kind],
        })  # fmt: skip
        media_id = part(heard.said, "data").get("id")
        if not isinstance(media_id, str) or not ID.fullmatch(media_id):
            raise Ended(_TROUBLE)
        return media_id

    def append(self, media_id: str, media: PostMedia) -> None:
        try:
            with self._caller.reading(media.url) as pieces:
                sent = sum(
                    self._append(media_id, index, piece)
                    for index, piece in enumerate(of_size(pieces, PIECE))
                )
        except Silence:
            sent = -1
        if sent != media.size_bytes:
            raise Ended(PostDeferred(reason=Later.MEDIA_UNREADABLE))

    def _append(self, media_id: str, index: int, piece: bytes) -> int:
        self._call(
            f"/upload/{media_id}/append",
            data={"segment_index": str(index)},
            files={"media": ("piece", piece, "application/octet-stream")},
        )
        return len(piece)

    def finish(self, media_id: str) -> timedelta:
        heard = self._call(f"/upload/{media_id}/finalize")
        wait = wait_for(part(heard.said, "data"), self._credential)
        if not isinstance(wait, timedelta):
            raise Ended(wait or _TROUBLE)
        return wait

    def describe(self, media_id: str) -> None:
        text = self._post.alt_text[:MOST_ALT_CHARACTERS]
        self._call("/metadata", json={"id": media_id, "metadata": {"alt_text": {"text": text}}})

    def _call(self, path: str, **how: Any) -> Heard:
        heard = safely(
            self._caller, "POST", f"{self._url}{path}", headers=signed(self._credential), **how
        )
        # The older form of append answered without a body.
        if heard.is_good and (heard.said or heard.status == httpx.codes.NO_CONTENT):
            return heard
        if heard.status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            raise Ended(PostRefused(reason=Refusal.MEDIA))
        raise Ended(no_of(heard, self._credential, texts_of(self._post)) or _TROUBLE)
