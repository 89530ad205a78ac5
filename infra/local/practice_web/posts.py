"""The practice network's posts: one JSON file each, so that they are there after a restart.

A post that is taken down leaves its id, marker and times behind, and nothing of what it showed.
"""

import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path


class FolderBroken(Exception):
    """A file of the network cannot be read; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedFile:
    """One picture or clip of a post; `file` is its name in the media folder."""

    kind: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePost:
    """One post. `duplicates` counts the attempts to post its marker again; instants are text.

    `views` and `likes` are what the public does with its page.
    """

    post_id: str
    marker: str
    caption: str
    media: tuple[PostedFile, ...]
    posted_at: str
    taken_down_at: str | None = None
    duplicates: int = 0
    views: int = 0
    likes: int = 0

    @property
    def is_live(self) -> bool:
        """True until it is taken down."""
        return self.taken_down_at is None


def new_post_id() -> str:
    """Return a fresh id: short, and safe in a path and in a file's name."""
    return secrets.token_hex(6)


def now_text() -> str:
    """Return the current instant as RFC 3339 text in UTC."""
    return text_of(datetime.now(UTC))


def text_of(instant: datetime) -> str:
    """Return an instant as text that sorts as time does."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class PostBook:
    """All posts there ever were, by id and by marker. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self.media = folder / "media"
        self._posts = folder / "posts"
        for needed in (self.media, self._posts):
            needed.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._by_id = {post.post_id: post for post in map(_read, self._posts.glob("*.json"))}
        self._sweep()

    def all(self) -> Sequence[PracticePost]:
        """Return every post, live or not, the newest first."""
        with self._lock:
            every = self._by_id.values()
            return sorted(every, key=lambda post: (post.posted_at, post.post_id), reverse=True)

    def get(self, post_id: str) -> PracticePost | None:
        """Return the post under this id, live or not."""
        return self._by_id.get(post_id)

    def with_marker(self, marker: str) -> PracticePost | None:
        """Return the post with this marker, live or not."""
        return next((post for post in self.all() if post.marker == marker), None)

    def add(self, post: PracticePost) -> PracticePost:
        """Keep a post and return it; when its marker is known, count that and return the first."""
        with self._lock:
            if known := self.count_again(post.marker):
                self._forget_files(post)
                return known
            return self._save(post)

    def count_again(self, marker: str) -> PracticePost | None:
        """Count one more attempt at a marker and return its post; None when it is new."""
        with self._lock:
            known = self.with_marker(marker)
            return known and self._save(replace(known, duplicates=known.duplicates + 1))

    def count(self, post_id: str, *, views: int = 0, likes: int = 0) -> PracticePost | None:
        """Count what the public did with a live post and return it; None when there is none."""
        with self._lock:
            post = self._by_id.get(post_id)
            if post is None or not post.is_live:
                return None
            return self._save(replace(post, views=post.views + views, likes=post.likes + likes))

    def take_down(self, post_id: str) -> bool:
        """Remove what a live post shows; False when there is no such live post."""
        with self._lock:
            post = self._by_id.get(post_id)
            if post is None or not post.is_live:
                return False
            self._save(replace(post, caption="", media=(), taken_down_at=now_text()))
            self._forget_files(post)
            return True

    def _save(self, post: PracticePost) -> PracticePost:
        path = self._posts / f"{post.post_id}.json"
        half = path.with_suffix(".part")
        half.write_text(json.dumps(asdict(post), ensure_ascii=False, indent=1), encoding="utf-8")
        # A rename is all or nothing, so a kill leaves the old file or the new one.
        half.replace(path)
        self._by_id[post.post_id] = post
        return post

    def _forget_files(self, post: PracticePost) -> None:
        for one in post.media:
            (self.media / one.file).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove files that a kill left without a post."""
        kept = {one.file for post in self._by_id.values() for one in post.media}
        for path in self.media.iterdir():
            if path.name not in kept:
                path.unlink()


def _read(path: Path) -> PracticePost:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        media = tuple(PostedFile(**one) for one in kept.pop("media"))
        return PracticePost(**kept, media=media)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sentence = f"The practice network cannot read {path}: remove that file, or start fresh"
        raise FolderBroken(sentence) from error
