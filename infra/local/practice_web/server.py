"""The practice network's HTTP: reads requests, asks one function for the answer and writes it."""

import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from infra.local.practice_web.answers import CONTENT_POLICY, Answer, FileSlice, refusal

CHUNK_BYTES = 65_536
MOST_BODY_BYTES = 65_536
# A caller who is still sending would not hear the refusal.
MOST_READ_BYTES = 16 * MOST_BODY_BYTES
NO_CONTENT = 204


class Answers(Protocol):
    """Answers one request, header names in lower case; None cuts the connection."""

    def __call__(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer | None:
        """Return the answer."""
        ...


class Server:
    """A server at work in the background."""

    def __init__(self, listening: ThreadingHTTPServer) -> None:
        self._listening = listening
        self._thread = threading.Thread(
            target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port in use."""
        host, port, *_ = self._listening.server_address
        return str(host), int(port)

    def stop(self) -> None:
        """Stop listening and give the port back."""
        self._listening.shutdown()
        self._thread.join()
        self._listening.server_close()


def serve(address: tuple[str, int], answers: Answers) -> Server:
    """Listen at an address and answer from then on; raise OSError when the port is taken."""

    class Handler(_Handler):
        ask = staticmethod(answers)

    return Server(_Listening(address, Handler))


class _Listening(ThreadingHTTPServer):
    # A browser keeps spare connections open; waiting for those would hold up the end.
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers that hang up: that is ordinary here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on


class _Handler(BaseHTTPRequestHandler):
    ask: Callable[[str, str, Mapping[str, str], bytes], Answer | None]
    protocol_version = "HTTP/1.1"
    server_version = "practice"
    sys_version = ""
    timeout = 30
    # Small writes that wait for each other's receipt cost 40 ms an answer.
    wbufsize = CHUNK_BYTES
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing: what a network shows is its page."""

    def _answer(self) -> None:
        self.close_connection = True
        size = self.headers.get("Content-Length", "0")
        is_sound = size.isdecimal() and "Transfer-Encoding" not in self.headers
        body = self.rfile.read(min(int(size), MOST_READ_BYTES)) if is_sound else b""
        if not is_sound or len(body) > MOST_BODY_BYTES:
            self._write(refusal(413, "too_long"))
            return
        answer = self.ask(self.command, self.path, self._named_headers(), body)
        if answer is not None:
            self._write(answer)

    def _named_headers(self) -> Mapping[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in _headers(answer).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._write_body(answer.body)

    def _write_body(self, body: bytes | FileSlice) -> None:
        if isinstance(body, bytes):
            self.wfile.write(body)
            return
        with body.path.open("rb") as file:
            file.seek(body.start)
            left = body.size_bytes
            while left and (chunk := file.read(min(CHUNK_BYTES, left))):
                self.wfile.write(chunk)
                left -= len(chunk)


def _headers(answer: Answer) -> Mapping[str, str]:
    usual = {
        "Content-Type": answer.content_type,
        "Content-Length": str(answer.size_bytes),
        "Content-Security-Policy": CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    if answer.status == NO_CONTENT:
        del usual["Content-Type"], usual["Content-Length"]
    return usual | dict(answer.headers)
