"""Files on their way to X: begun, appended, finished, processed, described."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from tests.networks.server import Fault, Reply, Request
from tests.networks.x_words import data, form_of, invalid, problem

TYPES: Final = {"tweet_image": "image/", "tweet_video": "video/"}
MOST_PIECE: Final = 5 * 1024 * 1024


class Net(Protocol):
    """What is asked of the network."""

    faults: dict[str, Fault]

    def new_id(self) -> str: ...
    def now(self) -> datetime: ...


@dataclass(slots=True, kw_only=True)
class File:
    """A file on its way."""

    category: str
    total: int
    pieces: dict[int, bytes] = field(default_factory=dict)
    is_final: bool = False
    is_processed: bool = False
    alt_text: str = ""

    @property
    def content(self) -> bytes:
        """What has arrived, in the order of its pieces."""
        return b"".join(self.pieces[index] for index in sorted(self.pieces))


class Files:
    """All files of the network, by their ids."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self.files: dict[str, File] = {}

    def sent(self, media_id: str) -> str:
        """Return the hash of a file's content as it arrived."""
        return hashlib.sha256(self.files[media_id].content).hexdigest()

    def are_ready(self, ids: list[str]) -> bool:
        """True when a post may take these files."""
        found = [self.files.get(one) for one in ids]
        return all(file is not None and file.is_final and file.is_processed for file in found)

    def initialize(self, request: Request) -> Reply:
        asked = request.json()
        category, total = asked["media_category"], asked["total_bytes"]
        if not str(asked["media_type"]).startswith(TYPES[category]):
            return invalid("The media type is not supported.", media_type=asked["media_type"])
        media_id = self._net.new_id()
        self.files[media_id] = File(category=category, total=total)
        return Reply(said=data(id=media_id, media_key=f"7_{media_id}", expires_after_secs=86399))

    def append(self, request: Request) -> Reply:
        file, fields = self.files[request.path.split("/")[4]], form_of(request)
        if len(fields["media"]) > MOST_PIECE or file.is_final:
            return invalid("The media piece is too large.", media="binary")
        file.pieces[int(fields["segment_index"])] = fields["media"]
        return Reply(said=data(expires_at=int(self._net.now().timestamp()) + 86399))

    def finalize(self, request: Request) -> Reply:
        media_id = request.path.split("/")[4]
        file = self.files[media_id]
        indices = sorted(file.pieces)
        if indices != list(range(len(indices))) or len(file.content) != file.total:
            return invalid("Segments do not add up to the media's total_bytes.", media_id=media_id)
        file.is_final = True
        if file.category == "tweet_image":
            file.is_processed = self._net.faults.get("finalize") not in {Fault.SLOW, Fault.BROKEN}
        return Reply(said=data(id=media_id, size=file.total, **self._progress("finalize", file)))

    def status(self, request: Request) -> Reply:
        media_id = request.fields["media_id"]
        file = self.files.get(media_id)
        if file is None or request.fields.get("command") != "STATUS":
            return problem(404, "about:blank", "Not Found", "Not Found")
        file.is_processed |= self._net.faults.get("status") not in {Fault.SLOW, Fault.BROKEN}
        return Reply(said=data(id=media_id, size=file.total, **self._progress("status", file)))

    def _progress(self, step: str, file: File) -> Mapping[str, Any]:
        if self._net.faults.get(step) is Fault.BROKEN:
            error = {"code": 1, "name": "InvalidMedia", "message": "Unsupported video format"}
            return {"processing_info": {"state": "failed", "error": error}}
        if file.is_processed and step == "finalize":
            return {}
        if file.is_processed:
            return {"processing_info": {"state": "succeeded", "progress_percent": 100}}
        state = "pending" if step == "finalize" else "in_progress"
        return {"processing_info": {"state": state, "check_after_secs": 7}}

    def describe(self, request: Request) -> Reply:
        asked = request.json()
        text = asked["metadata"]["alt_text"]["text"]
        if len(text) > 1000:
            return invalid("alt_text is too long", text=text)
        self.files[asked["id"]].alt_text = text
        return Reply(said=data(id=asked["id"]))
