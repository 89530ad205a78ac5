"""The API over HTTP, with working substitutes instead of AWS behind it.

One server serves the whole folder; each test lends it a fresh world.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from app import app
from chalicelib import settings, wiring
from chalicelib.adapters.tables.files import TableFiles
from chalicelib.domain.decisions import Decided, DecisionKind, ReasonCode
from chalicelib.domain.ids import MediaId, UserId, VisitId
from chalicelib.domain.people import Role
from chalicelib.domain.returned import Returned
from chalicelib.domain.testimonial import State
from chalicelib.ports import TokenVerifier
from infra.local import gateway
from infra.local.places import free_port
from tests.builders import (
    MODERATOR,
    NOON,
    VISIT,
    WORKER,
    a_claim,
    a_place,
    a_ready_photo,
    a_testimonial,
    a_user,
    a_visit,
    a_visited_place,
    an_id,
    path_to,
)
from tests.fakes import (
    FakeCredentials,
    FakeImages,
    FakeJobs,
    FakeObjectStore,
    FakePhoneBook,
    FakeRecords,
    FakeSignIns,
    FakeTokenVerifier,
    FakeVault,
    FixedClock,
    SequentialIds,
)

ENVIRONMENT: Final = {
    "STAGE": "test",
    "AWS_REGION": "ap-south-1",
    "USER_POOL_ID": "pool-1",
    "USER_POOL_CLIENT_ID": "client-1",
    "COGNITO_URL": "https://sign-in.example",
    "UPLOADS_ORIGIN": "https://uploads.example",
    "FRONT_SECRET": "known to the front alone",
}
PEOPLE: Final = {
    "worker": "worker-1",
    "worker elsewhere": "worker-2",
    "moderator": "moderator-1",
    "second moderator": "moderator-2",
    "moderator elsewhere": "moderator-3",
    "admin": "admin-1",
    "nobody": "no-row-of-ours",
}

OTHER: Final = VisitId(an_id(0xA002))
NOT_SHE: Final = Decided(
    kind=DecisionKind.REJECT, by=MODERATOR, at=NOON, reason=ReasonCode.WRONG_PERSON, note="Not she"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What one test has: the API's address and everything behind it."""

    url: str
    records: FakeRecords
    store: FakeObjectStore
    jobs: FakeJobs
    clock: FixedClock
    tools: wiring.Tools

    def call_with_verifier(self, verifier: TokenVerifier, method: str, path: str) -> httpx.Response:
        """Call with some token, which another verifier than the usual one looks at."""
        with wiring.using(self.tools, verifier):
            return self.call(method, path, by="worker")

    def call(self, method: str, path: str, by: str | None = None, **more: Any) -> httpx.Response:
        """Call the API as one of PEOPLE, or as nobody in particular."""
        headers = {**more.pop("headers", {})}
        if by is not None:
            headers["Authorization"] = f"Bearer token of {by}"
        return httpx.request(method, self.url + path, headers=headers, timeout=10, **more)


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Where the API is served for this folder, with settings of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        settings.current.cache_clear()
        port = free_port()
        running = gateway.server(app, port).server
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{port}"
        running.shutdown()
        thread.join()
        running.server_close()
    settings.current.cache_clear()


@pytest.fixture
def world(address: str) -> Iterator[World]:
    """A small place with its people, lent to the API for one test."""
    records, store, jobs = FakeRecords(*a_place(), *others()), FakeObjectStore(), FakeJobs()
    clock = FixedClock(NOON)
    tools = wiring.Tools(
        settings=settings.Settings.from_mapping(ENVIRONMENT),
        credentials=FakeCredentials(),
        records=records,
        store=store,
        jobs=jobs,
        images=FakeImages(),
        vault=FakeVault(),
        sign_ins=FakeSignIns(),
        tables=TableFiles(),
        phone_book=FakePhoneBook(),
        clock=clock,
        new_id=SequentialIds(),
    )
    tokens = {f"token of {name}": UserId(user_id) for name, user_id in PEOPLE.items()}
    with wiring.using(tools, FakeTokenVerifier(tokens)):
        yield World(url=address, records=records, store=store, jobs=jobs, clock=clock, tools=tools)


def others() -> Iterator[Any]:
    yield a_user(Role.WORKER, "booth-6", user_id=UserId("worker-2"))
    yield a_user(Role.MODERATOR, "constituency", user_id=UserId("moderator-2"))
    # Of a mandal on the other side of the constituency: the same desk, another part of it.
    yield a_user(Role.MODERATOR, "mandal-4", user_id=UserId("moderator-3"))
    yield a_user(Role.ADMIN, "state")


@pytest.fixture
def back(world: World) -> World:
    """The visit's testimonial was rejected, and the worker has a mark of it."""
    mark = Returned(worker_id=WORKER, visit_id=VISIT, path=path_to("booth-1"), at=NOON)
    item = a_testimonial(State.REJECTED, decisions=(NOT_SHE,))
    world.records.seed(*a_visited_place(), item, mark)
    return world


@pytest.fixture
def twice(world: World) -> World:
    """An item that the moderator holds, and another visit of its worker with the same photo."""
    copy = a_ready_photo(media_id=MediaId(an_id(0xC002)), visit_id=OTHER)
    other = a_testimonial(visit_id=OTHER, media_ids=(copy.media_id,))
    held = a_testimonial(claim=a_claim())
    world.records.seed(*a_visited_place(), held, a_visit(visit_id=OTHER), copy, other)
    return world
