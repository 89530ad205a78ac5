"""Uploads to YouTube by the resumable protocol, chunk by chunk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from tests.networks.server import Reply, Request
from tests.networks.youtube_words import error, wrong_with

UNIT: Final = 256 * 1024


@dataclass(slots=True, kw_only=True)
class Session:
    """An upload."""

    total: int
    about: Mapping[str, Any]
    stored: bytearray = field(default_factory=bytearray)
    video_id: str | None = None


class Net(Protocol):
    """What is asked of the network."""

    @property
    def base_url(self) -> str: ...
    def new_id(self) -> str: ...
    def keep(self, session: Session) -> str: ...
    def resource(self, video_id: str) -> Mapping[str, Any]: ...


class Uploads:
    """All uploads; `ranges` are those that were sent.

    `stores` is how many bytes of the next chunk are kept, before its fault or its answer;
    `elsewhere` is where an upload is sent instead of to the network itself.
    """

    def __init__(self, net: Net) -> None:
        self._net = net
        self.sessions: dict[str, Session] = {}
        self.ranges: list[str] = []
        self.stores: int | None = None
        self.elsewhere = ""

    def begin(self, request: Request) -> Reply:
        about = request.json()
        fault = wrong_with(about["snippet"])
        if fault or request.fields.get("uploadType") != "resumable":
            return error(400, fault or "notUpload", "The request metadata is invalid.")
        upload_id = f"up{self._net.new_id()}"
        total = int(request.headers["x-upload-content-length"])
        self.sessions[upload_id] = Session(total=total, about=about)
        there = f"{self.elsewhere or self._net.base_url}/upload/youtube/v3/videos"
        return Reply(headers={"Location": f"{there}?uploadType=resumable&upload_id={upload_id}"})

    def _session(self, request: Request) -> Session | None:
        return self.sessions.get(request.fields.get("upload_id", ""))

    def chunk(self, request: Request) -> Reply:
        session = self._session(request)
        if session is None:
            return error(404, "notFound", "The session has ended.")
        self.ranges.append(request.headers["content-range"])
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers["content-range"])
        assert found is not None
        first, last, total = map(int, found.groups())
        body, is_last = request.body, last + 1 == total
        assert len(body) == last - first + 1, "Content-Range and body differ"
        assert is_last or len(body) % UNIT == 0, "chunks are multiples of 256 KiB"
        assert total == session.total
        # An overlapping chunk, or one behind a gap, is not stored at all.
        if first == len(session.stored):
            session.stored += body if self.stores is None else body[: self.stores]
            self.stores = None
        return self._so_far(session)

    def ask(self, request: Request) -> Reply:
        session = self._session(request)
        assert request.body == b""
        return self._so_far(session) if session else error(404, "notFound", "It has ended.")

    def _so_far(self, session: Session) -> Reply:
        stored = len(session.stored)
        if stored == session.total:
            session.video_id = session.video_id or self._net.keep(session)
            return Reply(status=201, said=self._net.resource(session.video_id))
        headers = {"Range": f"bytes=0-{stored - 1}"} if stored else {}
        return Reply(status=308, headers=headers)
