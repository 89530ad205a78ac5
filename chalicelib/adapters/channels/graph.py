"""The calls to Meta's Graph API for one account: what Facebook and Instagram have in common.

The token goes in a header, never into a URL, and no link that holds one is followed: the pages of a
list are asked for by their cursor.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from chalicelib.adapters.channels.attempts import is_token, objects
from chalicelib.adapters.channels.calls import Caller, Heard, Silence
from chalicelib.adapters.channels.graph_errors import GraphError, error_of
from chalicelib.adapters.channels.graph_values import instant, next_cursor, usable_id
from chalicelib.domain.channels import Account
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.media import MediaKind
from chalicelib.domain.posts import Post, PostDeferred, PostForm, PostRefused
from chalicelib.domain.refusals import Later, Refusal

# Fifty long captions in Devanagari, every letter of them escaped in six bytes, stay under this.
MOST_LISTED_BYTES: Final = 1_000_000
PAGE: Final = 50
MOST_PAGES: Final = 5
CLOCKS_DIFFER: Final = timedelta(minutes=1)
MOST_IN_ALBUM: Final = 10

# So few characters that nobody reads it in another way.
_ADDRESS: Final = re.compile(
    r"(?P<origin>https?://[a-z0-9.-]{1,250}(:[0-9]{1,5})?)/[a-z0-9._~/?&=%,:+-]{0,2000}"
)
_URL: Final = re.compile(r"https?://[!-~]{1,4096}")
PHOTOS: Final = frozenset({PostForm.PHOTO, PostForm.ALBUM})


class Gone(ChannelUnavailable):
    """The network has no such object, or shows it to this account no more."""


class Graph:
    """The Graph API for one account. Paths are below the root with its version."""

    def __init__(self, caller: Caller, account: Account) -> None:
        self._caller = caller
        self._token = account.credential.access
        self._root = account.channel.base_url.rstrip("/")

    def post(self, path: str, **form: str) -> Heard | Silence:
        """Send a form once; what has no value is left out."""
        data = {name: value for name, value in form.items() if value}
        return self._sent(f"{self._root}/{path}", {"Authorization": f"Bearer {self._token}"}, data)

    def owns(self, address: str) -> bool:
        """True for an address of the network itself; no other is called, or given the token."""
        found = _ADDRESS.fullmatch(address.lower())
        if found is None:
            return False
        origin = found["origin"]
        is_same = f"{self._root}/".lower().startswith(f"{origin}/")
        return is_same or (origin.startswith("https:") and origin.endswith(".facebook.com"))

    def hand_over(self, address: str, file_url: str) -> Heard | Silence:
        """Have the network fetch a file, for an upload that it has opened at this address."""
        headers = {"Authorization": f"OAuth {self._token}", "file_url": file_url}
        return self._sent(address, headers)

    def _sent(
        self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> Heard | Silence:
        try:
            return self._caller.call("POST", url, headers=headers, data=form)
        except Silence as silence:
            return silence

    def asked(
        self, method: str, path: str, **query: str
    ) -> tuple[Mapping[str, Any], GraphError | None]:
        """Return what a call that may be repeated was answered, and its error where it is clear.

        Raises ChannelUnavailable when the answer says nothing.
        """
        if not is_token(self._token):
            raise ChannelUnavailable("The channel has no credential")
        headers = {"Authorization": f"Bearer {self._token}"}
        heard = self._caller.ask(
            method, f"{self._root}/{path}", params=query or None, headers=headers
        )
        error = error_of(heard)
        if error is None and heard.is_good and heard.said:
            return heard.said, None
        if error is None or error.is_limit or error.is_trouble:
            raise ChannelUnavailable(f"The channel's answer says nothing: {heard.status}")
        return heard.said, error

    def read(self, path: str, **query: str) -> Mapping[str, Any]:
        """Return an object; raise Gone when there is none, ChannelUnavailable when unknown."""
        said, error = self.asked("GET", path, **query)
        if error is None:
            return said
        if error.is_gone:
            raise Gone("The channel has no such object")
        raise ChannelUnavailable(f"The channel did not say: {error.name}")

    def read_if_told(self, path: str, **query: str) -> Mapping[str, Any]:
        """Return an object; nothing when this account is not told, or there is nothing to tell."""
        said, error = self.asked("GET", path, **query)
        return {} if error else said

    def listed(
        self, path: str, fields: str, when: str, since: datetime | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the items of a list, the newest first, down to `since` at least.

        Raises ChannelUnavailable when the list goes on beyond what we read.
        """
        after = ""
        for _ in range(MOST_PAGES):
            more = {"after": after} if after else {}
            said = self.read(path, fields=fields, limit=str(PAGE), **more)
            items = objects(said.get("data"))
            yield from items
            cursor = next_cursor(said)
            if cursor is None or (items and since and not is_since(items[-1], when, since)):
                return
            after = cursor
        raise ChannelUnavailable("The channel has more posts than are looked through")


def listing_caller() -> Caller:
    """Return a caller that takes the long lists of the Graph API."""
    return Caller(most_bytes=MOST_LISTED_BYTES)


def made(answer: Heard | Silence, name: str = "id") -> str | None:
    """Return the id of what an answer says was made; None unless it is a clear yes."""
    if isinstance(answer, Silence) or not answer.is_good or error_of(answer):
        return None
    return usable_id(answer.said.get(name))


def at(*parts: str) -> str:
    """Return a path; no part can add another to it."""
    return "/".join(quote(part, safe="") for part in parts)


def is_since(item: Mapping[str, Any], when: str, since: datetime) -> bool:
    """True for an item that is not older, or does not say how old it is."""
    made_at = instant(item.get(when))
    return made_at is None or made_at >= since


def tokenless(account: Account) -> PostDeferred | None:
    """Return that there is no token to sign a call with; None when there is one."""
    if is_token(account.credential.access):
        return None
    return PostDeferred(reason=Later.NO_TOKEN, needs_reconnect=True)


def unfit(account: Account, post: Post, *, least: int = 1) -> PostRefused | PostDeferred | None:
    """Return why a post is not worth a call; None when it is."""
    if dead := tokenless(account):
        return dead
    kind = MediaKind.PHOTO if post.form in PHOTOS else MediaKind.VIDEO
    fewest, most = (least, MOST_IN_ALBUM) if post.form is PostForm.ALBUM else (1, 1)
    is_right = all(each.kind is kind and _URL.fullmatch(each.url) for each in post.media)
    if is_right and fewest <= len(post.media) <= most:
        return None
    return PostRefused(reason=Refusal.MEDIA)
