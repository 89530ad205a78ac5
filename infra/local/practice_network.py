"""A small social network for training and demonstrations: a real HTTP server on loopback.

It fetches the media of a post itself, keeps everything in one folder, shows the live posts on a
page and counts every attempt to post the same marker again: `duplicates` must stay 0. With faults
it can be told to misbehave as real networks do.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qsl, urlsplit

from infra.local.practice_web import pages
from infra.local.practice_web.answers import (
    Answer,
    as_json,
    media_file,
    page,
    refusal,
    style_sheet,
)
from infra.local.practice_web.fetching import Limits, MediaRefused, fetch
from infra.local.practice_web.listing import page_of
from infra.local.practice_web.posts import (
    PostBook,
    PostedFile,
    PracticePost,
    new_post_id,
    now_text,
)
from infra.local.practice_web.server import Server, serve
from infra.local.practice_web.wishes import Wish, parse_wish

STYLE: Final = Path(__file__).with_name("practice_web") / "style.css"
# What a browser says of where a request comes from; older ones say nothing.
FROM_OUR_PAGES: Final = "same-origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to misbehave on a call to /posts.

    `is_done` says whether the wish is carried out all the same; then comes the pause, and then
    `answer` instead of the usual one, or none at all when the connection `is_cut`.
    """

    is_done: bool = True
    pause_s: float = 0
    answer: Answer | None = None
    is_cut: bool = False


ACCEPTS_THEN_HANGS: Final = Fault(pause_s=3600, is_cut=True)
ACCEPTS_THEN_FAILS: Final = Fault(answer=refusal(500, "internal"))
ACCEPTS_THEN_CUTS: Final = Fault(is_cut=True)
REFUSES: Final = Fault(is_done=False, answer=refusal(422, "unsafe_content"))
IS_BUSY: Final = Fault(is_done=False, answer=refusal(503, "busy"))
IS_SLOW: Final = Fault(pause_s=0.3)


class PracticeNetwork:
    """The network. `faults` maps a method (POST, GET, DELETE) to how /posts misbehaves on it."""

    def __init__(
        self, folder: Path, *, host: str = "127.0.0.1", port: int = 0, limits: Limits | None = None
    ) -> None:
        self.faults: dict[str, Fault] = {}
        self._book = PostBook(folder)
        self._address = (host, port)
        self._limits = limits or Limits()
        self._stopping = threading.Event()
        self._server: Server | None = None

    def start(self) -> Self:
        """Begin to serve, in the background; raise OSError when the port is taken."""
        self._stopping.clear()
        self._server = serve(self._address, self.answer)
        self._address = self._server.address
        return self

    def stop(self) -> None:
        """End every pause and stop serving; what was posted is on disk already."""
        self._stopping.set()
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def base_url(self) -> str:
        """The address of the network, without a slash at the end."""
        return "http://{}:{}".format(*self._address)

    @property
    def posts(self) -> tuple[PracticePost, ...]:
        """The live posts, the newest first."""
        return tuple(post for post in self._book.all() if post.is_live)

    @property
    def taken_down(self) -> tuple[PracticePost, ...]:
        """What is left of the posts that were taken down."""
        return tuple(post for post in self._book.all() if not post.is_live)

    @property
    def duplicates(self) -> int:
        """How often a marker was posted again, over all restarts: the proof that none was."""
        return sum(post.duplicates for post in self._book.all())

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer | None:
        """Return the answer to one request; None cuts the connection."""
        parts = urlsplit(target)
        if parts.path == "/posts" or parts.path.startswith("/posts/"):
            return self._answer_call(method, parts.path, parts.query, headers, body)
        match method, parts.path.split("/")[1:]:
            case "POST", ["p", post_id, "like"]:
                return self._like(post_id, headers)
            case "GET", ["p", post_id]:
                self._book.count(post_id, views=1)
        if method not in {"GET", "HEAD"}:
            return refusal(405, "method")
        return self._answer_page(parts.path, headers)

    def _like(self, post_id: str, headers: Mapping[str, str]) -> Answer:
        if headers.get("sec-fetch-site", FROM_OUR_PAGES) != FROM_OUR_PAGES:
            return refusal(403, "other_site")
        if self._book.count(post_id, likes=1) is None:
            return page(404, pages.missing())
        return Answer(status=303, headers={"Location": f"/p/{post_id}"})

    def _answer_call(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer | None:
        fault = self.faults.get(method, Fault())
        usual = self._call(method, path, query, headers, body) if fault.is_done else None
        if fault.pause_s:
            self._stopping.wait(fault.pause_s)
        return None if fault.is_cut else (fault.answer or usual)

    def _call(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        post_id = path.removeprefix("/posts").removeprefix("/")
        match method, bool(post_id):
            case "POST", False:
                return self._publish(headers, body)
            case "GET", False:
                return self._list(dict(parse_qsl(query)))
            case "GET", True:
                return self._told(post_id)
            case "DELETE", True:
                is_removed = self._book.take_down(post_id)
                return Answer(status=204) if is_removed else refusal(404, "no_such_post")
            case _:
                return refusal(405, "method")

    def _publish(self, headers: Mapping[str, str], body: bytes) -> Answer:
        # A page of another site cannot send this type without asking first, which nobody grants.
        if headers.get("content-type", "").split(";")[0] != "application/json":
            return refusal(415, "not_json")
        wish = parse_wish(body)
        if wish is None:
            return refusal(422, "not_a_post")
        if known := self._book.count_again(wish.marker):
            return self._said(known, is_new=False)
        try:
            made = self._made(wish)
        except MediaRefused as error:
            return refusal(422, str(error))
        kept = self._book.add(made)
        return self._said(kept, is_new=kept is made)

    def _made(self, wish: Wish) -> PracticePost:
        post_id = new_post_id()
        stems = [self._book.media / f"{post_id}-{number}" for number in range(len(wish.media))]
        paths: list[Path] = []
        try:
            for stem, (kind, url) in zip(stems, wish.media, strict=True):
                paths.append(fetch(url, kind, stem=stem, limits=self._limits))
        except MediaRefused:
            for path in paths:
                path.unlink()
            raise
        kinds = [kind for kind, _ in wish.media]
        media = [PostedFile(kind=k, file=path.name) for k, path in zip(kinds, paths, strict=True)]
        return PracticePost(
            post_id=post_id,
            marker=wish.marker,
            caption=wish.caption,
            media=tuple(media),
            posted_at=now_text(),
        )

    def _said(self, post: PracticePost, *, is_new: bool) -> Answer:
        status = 201 if is_new else 409 if post.is_live else 410
        return as_json(status, self._named(post))

    def _named(self, post: PracticePost) -> dict[str, object]:
        return {"id": post.post_id, "permalink": f"{self.base_url}/p/{post.post_id}"}

    def _shown(self, post: PracticePost) -> dict[str, object]:
        counts = {"views": post.views, "likes": post.likes}
        return {**self._named(post), "marker": post.marker, "posted_at": post.posted_at, **counts}

    def _list(self, query: Mapping[str, str]) -> Answer:
        found = page_of(self.posts, query)
        if found is None:
            return refusal(422, "not_a_query")
        items = [self._shown(post) for post in found.posts]
        return as_json(200, {"items": items, "next": found.cursor})

    def _told(self, post_id: str) -> Answer:
        post = self._book.get(post_id)
        if post is None:
            return refusal(404, "no_such_post")
        return as_json(200, self._shown(post)) if post.is_live else refusal(410, "taken_down")

    def _answer_page(self, path: str, headers: Mapping[str, str]) -> Answer:
        match path.split("/")[1:]:
            case [""]:
                return page(200, pages.home(self.posts))
            case ["style.css"]:
                return style_sheet(STYLE)
            case ["favicon.ico"]:
                return Answer(status=204)
            case ["p", post_id] if post := self._book.get(post_id):
                return page(200, pages.single(post)) if post.is_live else page(410, pages.gone())
            case ["media", name] if any(name == m.file for p in self.posts for m in p.media):
                return media_file(self._book.media / name, headers.get("range"))
            case _:
                return page(404, pages.missing())
