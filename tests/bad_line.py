"""A proxy that counts what is sent to the storage and breaks the line where a test wants it.

It is a plain HTTP proxy on loopback. Bodies on their way to the storage are counted as they pass;
at each of the breaks, a number of bytes sent so far, the connection is cut in the middle, so that
what was under way is lost.
"""

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 16_384
SMALL_BUFFER = 65_536  # or much would count as sent that waits in a buffer
LINGER_NOT = struct.pack("ii", 1, 0)
PATIENCE_S = 60.0


class Broken(Exception):
    """The line broke in the middle of a body."""


class BadLine:
    """What has passed: `sent` bytes of bodies to the storage, and `broken` times that it broke."""

    def __init__(
        self, storage: str, breaks: Sequence[int], after_break: Callable[[], None]
    ) -> None:
        self.address = ""
        self.sent = 0
        self.broken = 0
        self._storage = urlsplit(storage).netloc
        self._breaks = list(breaks)
        self._after_break = after_break
        self._lock = threading.Lock()

    def wait_for_break(
        self, count: int, *, within_s: float, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Return once the line has broken so many times; fail when it has not in time."""
        deadline = time.monotonic() + within_s
        while self.broken < count:
            assert time.monotonic() < deadline, f"the line broke {self.broken} times of {count}"
            meanwhile()

    def is_storage(self, netloc: str) -> bool:
        """True for the place whose bytes count."""
        return netloc == self._storage

    def pass_on(self, size: int) -> None:
        """Count bytes; raise Broken when they reach the next break."""
        with self._lock:
            self.sent += size
            if self.broken >= len(self._breaks) or self.sent < self._breaks[self.broken]:
                return
            self.broken += 1
        self._after_break()
        raise Broken


class _Handler(socketserver.BaseRequestHandler):
    """One request per connection: both ends are told to close after it."""

    line: BadLine

    def handle(self) -> None:
        with suppress(OSError):
            self.request.settimeout(PATIENCE_S)
            self._handle()

    def _handle(self) -> None:
        head, rest = _head_of(self.request)
        if not head:
            return
        request, *headers = head.split("\r\n")
        method, address, _ = request.split(" ", 2)
        to = urlsplit(address)
        path = address[len(f"{to.scheme}://{to.netloc}") :] or "/"
        kept = [line for line in headers if not line.lower().startswith(HOP_BY_HOP)]
        lines = [f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]
        with socket.create_connection((to.hostname, to.port or 80), PATIENCE_S) as upstream:
            upstream.sendall("\r\n".join(lines).encode("latin-1"))
            try:
                self._send_body(
                    upstream, _length_of(headers), rest, self.line.is_storage(to.netloc)
                )
            except Broken:
                for end in (upstream, self.request):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
                return
            self._answer(upstream)

    def _send_body(self, upstream: socket.socket, left: int, data: bytes, counts: bool) -> None:
        while left > 0:
            data = data or self.request.recv(CHUNK)
            if not data:
                raise Broken
            if counts:
                self.line.pass_on(len(data))
            upstream.sendall(data)
            left -= len(data)
            data = b""

    def _answer(self, upstream: socket.socket) -> None:
        head, rest = _head_of(upstream)
        status, *headers = head.split("\r\n")
        kept = [line for line in headers if not line.lower().startswith(HOP_BY_HOP)]
        lines = [status, *kept, "Connection: close", "", ""]
        self.request.sendall("\r\n".join(lines).encode("latin-1") + rest)
        while data := upstream.recv(CHUNK):
            self.request.sendall(data)


HOP_BY_HOP = ("connection:", "proxy-connection:", "keep-alive:")


def _head_of(end: socket.socket) -> tuple[str, bytes]:
    """Return a message's head without its empty line, and what was read of its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = end.recv(CHUNK)
        if not more:
            return "", b""
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    return head.decode("latin-1"), rest


def _length_of(headers: Sequence[str]) -> int:
    named = (line.partition(":") for line in headers)
    lengths = [value for name, _, value in named if name.strip().lower() == "content-length"]
    return int(lengths[0]) if lengths else 0


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what this is for."""


@contextmanager
def bad_line(
    storage: str, breaks: Sequence[int], after_break: Callable[[], None] = lambda: None
) -> Iterator[BadLine]:
    """Yield a line to everywhere that breaks when so many bytes were sent to the storage."""
    line = BadLine(storage, breaks, after_break)
    handler = type("Handler", (_Handler,), {"line": line})
    with _Server(("127.0.0.1", 0), handler) as server:
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        line.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield line
        finally:
            server.shutdown()
            thread.join()
