"""What a network is told, and what it may answer.

Three answers end an attempt: it is there, it is clearly not there, or nobody knows. Two more go on:
the network works on it, or asks to come again later. An adapter that makes a post in several calls
may give every answer until the one call that makes it public; after that call only a clear answer
counts, and silence is unclear.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.media import MediaKind


class PostForm(StrEnum):
    """As what a post appears."""

    PHOTO = "photo"
    VIDEO = "video"
    REEL = "reel"  # a short upright video, where the network has a place of its own for it
    ALBUM = "album"  # several files in one post


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMedia:
    """One file of a post, under a URL that anybody may read for some minutes."""

    kind: MediaKind
    url: str = field(repr=False)
    content_type: str
    width: int
    height: int
    size_bytes: int
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a channel is asked to publish.

    `marker` finds the post again; where a network keeps nothing beside the text, `caption` ends
    with `tag`, which is made of it. `title` is for networks that show one.
    """

    marker: str
    caption: str
    form: PostForm
    media: tuple[PostMedia, ...]
    tag: str = ""
    title: str = ""
    language: str = ""
    alt_text: str = ""
    hashtags: tuple[str, ...] = ()
    is_made_for_kids: bool = False
    has_ai_label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The network has the post, and it is public."""

    external_id: str
    permalink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Nothing is public yet: the network works on what `handle` names; ask for its status then."""

    handle: str
    look_in: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Nothing is public yet: what `handle` names waits for the one call that makes it so."""

    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRefused:
    """The network said a clear no and has no post; `reason` is a code of domain/refusals.py.

    `told` is what the network itself said, at most 200 characters, without our own words in it.
    """

    reason: str
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDeferred:
    """The network clearly took nothing and would later: its limit, its trouble, our credential.

    `wait` is how long it asked to wait. `needs_reconnect` when only a person can mend it.
    """

    reason: str
    wait: timedelta | None = None
    needs_reconnect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUnclear:
    """The network may or may not have the post."""

    reason: str


PostResult = Posted | Pending | Ready | PostRefused | PostDeferred | PostUnclear


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A live post as a network lists it; `text` holds our tag or marker where it is ours."""

    external_id: str
    permalink: str
    text: str = field(repr=False)


class TakedownResult(StrEnum):
    """How an attempt to take a post down ended."""

    REMOVED = "removed"
    STILL_LIVE = "still_live"
    NOT_POSSIBLE = "not_possible"  # the network has no call for it: a person removes it there


@dataclass(frozen=True, slots=True, kw_only=True)
class TakedownAnswer:
    """What a network answered to a takedown; `link` is where a person can do it herself."""

    result: TakedownResult
    reason: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a network counts of a post; None is what it does not tell."""

    views: int | None = None
    reactions: int | None = None
    comments: int | None = None
    shares: int | None = None


MetricsById = Mapping[str, Metrics]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsReconnect:
    """A credential that a network takes no more: only a person can give a new one."""

    reason: str


def names(seen: Seen, marker: str, tag: str) -> bool:
    """True when a listed post is the one with this marker, or with this tag in its text."""
    return marker in seen.text or bool(tag and tag in seen.text)
