"""What the fake networks have in common: HTTP on a free port, a log, posts, and faults by step.

Each network names the step that a request is, and carries it out. Its log and its posts are the
oracle of the tests: they are kept here, and no client of ours can write them.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"


class Fault(Enum):
    """How a step goes wrong: the first three carry it out first, the others do not."""

    HANGS_AFTER = "hangs_after"
    FAILS_AFTER = "fails_after"  # 500
    CLOSES_AFTER = "closes_after"
    HANGS_BEFORE = "hangs_before"
    FAILS_BEFORE = "fails_before"  # 503
    CLOSES_BEFORE = "closes_before"
    LIMITED = "limited"  # 429, with the time that the network gives
    LIMITED_SILENTLY = "limited_silently"  # 429 without any time
    QUOTA = "quota"
    EXPIRED = "expired"  # the token's time is over; a renewed one is good
    REVOKED = "revoked"  # only a person can give a new one
    REFUSED = "refused"  # the content is against the rules
    DUPLICATE = "duplicate"  # the same text was posted before
    SLOW = "slow"  # processing does not end until the fault is lifted
    BROKEN = "broken"  # processing ends in an error
    NONSENSE = "nonsense"  # 200 with a body that is no JSON


AFTER = frozenset({Fault.HANGS_AFTER, Fault.FAILS_AFTER, Fault.CLOSES_AFTER})
HANGS = frozenset({Fault.HANGS_AFTER, Fault.HANGS_BEFORE})
CLOSES = frozenset({Fault.CLOSES_AFTER, Fault.CLOSES_BEFORE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came in. `fields` are the query's, and the form's where the body is one."""

    method: str
    path: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def json(self) -> Any:
        """Return the body's JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes out."""

    status: int = 200
    said: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPost:
    """A post that the network ever made public; `is_live` ends when it is taken down."""

    post_id: str
    text: str
    media: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_live: bool = True


class Network:
    """A network. `faults` maps a step to what goes wrong with it; `calls` are the steps taken."""

    def __init__(self) -> None:
        self.faults: dict[str, Fault] = {}
        self.calls: list[str] = []
        self.requests: list[Request] = []
        self.posts: dict[str, NetPost] = {}
        self._ids = count(1)
        self._over = threading.Event()
        self._lock = threading.RLock()
        self._server: ThreadingHTTPServer | None = None

    # What a network defines.

    def step(self, request: Request) -> str:
        """Return the name of the step that a request is."""
        raise NotImplementedError

    def carry_out(self, step: str, request: Request) -> Reply:
        """Do what is asked and answer as the network does."""
        raise NotImplementedError

    def refusal(self, fault: Fault) -> Reply:
        """Return the network's own answer for LIMITED, EXPIRED and the like."""
        raise NotImplementedError

    # What all have.

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        """The network's address, without a slash at the end."""
        assert self._server is not None
        return f"http://{LOOPBACK}:{self._server.server_port}"

    @property
    def live(self) -> list[NetPost]:
        """What the public sees."""
        return [post for post in self.posts.values() if post.is_live]

    def times_posted(self, marker: str) -> int:
        """Return how often something with this marker was ever made public."""
        return sum(marker in post.text for post in self.posts.values())

    def new_id(self) -> str:
        """Return an id that is new here."""
        return str(next(self._ids) + 10**14)

    def make_public(self, text: str, media: tuple[str, ...] = (), **facts: Any) -> str:
        """Keep a post and return its id."""
        post_id = self.new_id()
        self.posts[post_id] = NetPost(post_id=post_id, text=text, media=media, facts=facts)
        return post_id

    def remove(self, post_id: str) -> bool:
        """Take a post down; False when there is none."""
        post = self.posts.get(post_id)
        if post is None or not post.is_live:
            return False
        self.posts[post_id] = replace(post, is_live=False)
        return True

    def answer(self, request: Request) -> Reply | Fault:
        """Carry a request out as its fault allows; return HANGS or CLOSES for no answer at all."""
        with self._lock:
            step = self.step(request)
            self.calls.append(step)
            self.requests.append(request)
            fault = self.faults.get(step)
            if fault is None or fault in {Fault.SLOW, Fault.BROKEN}:
                return self.carry_out(step, request)
            if fault in AFTER:
                self.carry_out(step, request)
            return self._gone_wrong(fault)

    def _gone_wrong(self, fault: Fault) -> Reply | Fault:
        if fault in HANGS | CLOSES:
            return fault
        if fault in {Fault.FAILS_AFTER, Fault.FAILS_BEFORE}:
            return Reply(status=500 if fault is Fault.FAILS_AFTER else 503)
        return Reply(said=None) if fault is Fault.NONSENSE else self.refusal(fault)

    def wait_until_over(self) -> None:
        """Wait until the network ends, as a server does that hangs."""
        self._over.wait(30)


def _handler(network: Network) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"network": network})


class _Handler(BaseHTTPRequestHandler):
    network: Network
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        reply = self.network.answer(self._request())
        if isinstance(reply, Reply):
            self._send(reply)
            return
        if reply in HANGS:
            self.network.wait_until_over()
        self.close_connection = True
        self.connection.close()

    def _send(self, reply: Reply) -> None:
        raw = b"not json" if reply.said is None else json.dumps(reply.said).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionError  # the client left in the middle: nobody acts on half a request
        is_form = "urlencoded" in self.headers.get("Content-Type", "")
        form = parse_qsl(body.decode()) if is_form else []
        return Request(
            method=self.command,
            path=parts.path,
            fields={**dict(parse_qsl(parts.query)), **dict(form)},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ValueError):
            self.close_connection = True  # the client, or a fault of ours, has closed it

    def log_message(self, *_: object) -> None:
        pass

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any  # noqa: N815  the server's own names
