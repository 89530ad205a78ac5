"""Connections that go to an address which was looked at before, and end by a given moment.

A name is looked up once, and what was found is judged; if it were looked up again to connect, it
could lead elsewhere by then. TLS still asks for a certificate of the name. A server that sends one
byte now and then outlasts every timeout of a single read, so the whole has a deadline.
"""

import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

import httpcore

MOST_ADDRESSES: Final = 4  # that are tried, one after the other
WRITTEN_AT_ONCE: Final = 16_384


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the first of `addresses` that answers, whatever the host's name is."""

    def __init__(self, addresses: Sequence[str], *, answer_s: float) -> None:
        self._addresses = addresses[:MOST_ADDRESSES]
        self._answer_s = answer_s
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  what it stands for was found before
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return the first connection that can be had; raise ConnectError or ConnectTimeout."""
        failed: Exception = httpcore.ConnectError("There is no address to connect to")
        for address in self._addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Bounded(stream, ends_at=time.monotonic() + self._answer_s)
        raise failed


class _Bounded(httpcore.NetworkStream):
    """A stream that is over at `ends_at`, whatever still comes."""

    def __init__(self, stream: httpcore.NetworkStream, *, ends_at: float) -> None:
        self._stream = stream
        self._ends_at = ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  ours is shorter
        return self._stream.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for begin in range(0, len(buffer), WRITTEN_AT_ONCE):
            piece = buffer[begin : begin + WRITTEN_AT_ONCE]
            self._stream.write(piece, self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Bounded(
            self._stream.start_tls(ssl_context, server_hostname, timeout), ends_at=self._ends_at
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, late: type[Exception]) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise late("The whole took too long")
        return left
