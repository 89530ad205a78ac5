"""The visits of a demo: which files and which person each has, and what became of them so far."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from PIL import Image

from infra.demo.files import MediaFile
from infra.demo.people import Json, People, Person, new_id
from infra.demo.watch import DemoFailed


class Step(StrEnum):
    """What is timed, in order."""

    SYNC = "sync"
    GRANT = "grant"
    UPLOAD = "upload"
    PROCESS = "process"
    VERDICT = "verdict"
    APPROVE = "approve"
    POST = "post"
    EDITION = "edition"
    COUNT = "count"
    TAKEDOWN = "takedown"


@dataclass(slots=True, kw_only=True)
class Sent:
    """One file on its way. `end` is ready, rejected or refused (told so before it was sent)."""

    file: MediaFile
    media_id: str = ""
    grant: Json = field(default_factory=dict)
    end: str = "not sent"
    reason: str = ""
    media: Json = field(default_factory=dict)
    picture: Image.Image | None = None
    posted_sha256: str = ""


@dataclass(slots=True, kw_only=True)
class Visit:
    """One visit on its way; `trouble` says why it did not end where it should.

    `publication_id` is that of the plain post, `edition_id` that of the captioned one, of which
    `editions` are pictures. `publications` are all its posts as they stood last.
    """

    number: int
    files: list[Sent]
    visit_id: str
    worker: Person
    booth_id: str
    beneficiary_id: str
    shown_name: str
    notice: Json
    spent_s: dict[Step, float] = field(default_factory=dict)
    verdict: str = ""
    findings: list[Json] = field(default_factory=list)
    ended: str = ""
    publication_id: str = ""
    permalink: str = ""
    edition_id: str = ""
    editions: list[Image.Image] = field(default_factory=list)
    publications: list[Json] = field(default_factory=list)
    trouble: str = ""

    @property
    def name(self) -> str:
        """How the visit is called on the screen; nobody's name."""
        return f"visit {self.number}"

    def with_end(self, end: str) -> list[Sent]:
        """Return the files that ended so."""
        return [sent for sent in self.files if sent.end == end]

    @contextmanager
    def timed(self, step: Step) -> Iterator[None]:
        """Add the time that the block takes to the step."""
        started = time.monotonic()
        try:
            yield
        finally:
            spent = time.monotonic() - started
            self.spent_s[step] = self.spent_s.get(step, 0) + spent


def pair(files: list[MediaFile]) -> list[list[MediaFile]]:
    """Return one list of files per visit: a photo and a video while there are both."""
    photos = [file for file in files if file.kind == "photo"]
    videos = [file for file in files if file.kind == "video"]
    return [[file for file in both if file] for both in zip_longest(photos, videos)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    worker: Person
    booth_id: str
    notice: Json
    people: list[Json]


def plan(files: list[MediaFile], people: People, booths: int, waiting: Callable[[str], int]
         ) -> list[Visit]:  # fmt: skip
    """Return the visits, each to a person of its own as long as the worklists have any left.

    People who were not visited yet come first, and booths where nobody else's item `waiting` for
    review could come between. Workers sign in only as far as they are needed.
    """
    groups = pair(files)
    places = _places(people, booths, waiting, len(groups))
    fresh = [(place, one) for place in places for one in place.people if not one["outcome"]]
    known = [(place, one) for place in places for one in place.people if one["outcome"]]
    chosen = [*fresh, *known]
    if not chosen:
        raise DemoFailed("There is nobody on the worklists whom the demo could visit.")
    return [
        _visit(number, group, *chosen[(number - 1) % len(chosen)])
        for number, group in enumerate(groups, start=1)
    ]


def _places(
    people: People, booths: int, waiting: Callable[[str], int], needed: int
) -> list[_Place]:
    quiet: list[_Place] = []
    busy: list[_Place] = []
    for number in range(1, booths + 1):
        place = _place(people.worker(number))
        (busy if waiting(place.booth_id) else quiet).append(place)
        if sum(not one["outcome"] for each in quiet for one in each.people) >= needed:
            break
    return [*quiet, *busy]


def _place(worker: Person) -> _Place:
    scopes = worker.call("GET", "/v1/me").json()["scopes"]
    booth = str(next(scope["area_id"] for scope in scopes if scope["role"] == "worker"))
    found = worker.call("GET", f"/v1/worklist?booth={booth}").json()
    return _Place(
        worker=worker, booth_id=booth, notice=found["notice"], people=list(found["items"])
    )


def _visit(number: int, files: list[MediaFile], place: _Place, person: dict[str, Any]) -> Visit:
    return Visit(
        number=number,
        files=[Sent(file=file) for file in files],
        visit_id=new_id(),
        worker=place.worker,
        booth_id=place.booth_id,
        beneficiary_id=person["beneficiary_id"],
        shown_name=person["name"],
        notice=place.notice,
    )
