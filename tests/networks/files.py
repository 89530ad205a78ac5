"""Our own files as networks and clients fetch them: of any size, and broken when asked to be."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.networks.server import LOOPBACK


def content(size: int) -> bytes:
    """Return the file of this size."""
    return (bytes(range(251)) * (size // 251 + 1))[:size]


@contextmanager
def serving_files() -> Iterator[str]:
    """Yield an address under which /{size} is a file of that size.

    With ?only=N it breaks off after N bytes, with ?gone it is not there.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query, keep_blank_values=True)
            body = content(int(parts.path[1:]))
            self.send_response(404 if "gone" in query else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: int(query.get("only", ["999999999"])[0])])

        def handle(self) -> None:
            with suppress(ConnectionError):  # whoever has heard enough leaves
                super().handle()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((LOOPBACK, 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
