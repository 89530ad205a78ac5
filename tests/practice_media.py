"""A place to fetch media from, as a bucket's signed addresses are for a network."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 80
FILES: Mapping[str, bytes] = {"/photo": JPEG, "/other": PNG, "/video": MP4, "/words": b"<html>"}


@contextmanager
def serving_media() -> Iterator[str]:
    """Yield the address of a server with FILES; /moved redirects to the photo."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            body = FILES.get(path, b"")
            self.send_response(200 if body else 302 if path == "/moved" else 404)
            self.send_header("Location", "/photo")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
            """Say nothing: a test's output is its claims."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
