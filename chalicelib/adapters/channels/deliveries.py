"""Sends signed bytes to an address that an outsider gave us, and to nowhere else.

Only https, only places on the public internet, no redirect, no proxy, one attempt. Whoever may
name an address could otherwise have us ask a neighbour, or the cloud's own services, for secrets.
It goes below the usual HTTP client, which would follow the environment and could not be told where
to connect.
"""

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx

from chalicelib.adapters.channels.calls import heard_of, wait_of
from chalicelib.adapters.channels.pinned import PinnedBackend
from chalicelib.domain.public_addresses import is_loopback, is_public
from chalicelib.domain.signed_deliveries import (
    MOST_ANSWER_BYTES,
    Delivered,
    Trouble,
    Undelivered,
)

CONNECT_S: Final = 2.0
ANSWER_S: Final = 10.0  # from the connection to the end of the answer
PORTS: Final[Mapping[str, int]] = {"https": 443, "http": 80}
USUAL_HEADERS: Final[Mapping[str, str]] = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Content-Type": "application/json",
    "User-Agent": "sampark",
}
# Returns the addresses that a host's name stands for; raises OSError when there are none.
Resolve = Callable[[str, int], Sequence[str]]


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return what the system's resolver says, the best first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    url: httpx.URL
    port: int
    addresses: Sequence[str]


class SignedDeliveries:
    """The Deliveries of ports; safe to share by threads.

    `allow_loopback` is for this machine's own practice: plain http to loopback, and nothing more.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        resolve: Resolve = addresses_of,
        connect_s: float = CONNECT_S,
        answer_s: float = ANSWER_S,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._trust = trust or httpx.create_ssl_context(trust_env=False)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> Delivered | Undelivered:
        """Return the answer, with at most so many bytes of its body, or why there is none."""
        began = time.monotonic()
        place = self._place(url)
        if isinstance(place, Trouble):
            return Undelivered(reason=place, took_ms=_ms_since(began))
        every = {"Host": place.url.netloc.decode(), **USUAL_HEADERS, **headers}
        try:
            status, told, raw = self._tell(method, place, every, body, most_bytes)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Undelivered(reason=_trouble(error), took_ms=_ms_since(began))
        wait = wait_of(heard_of(status, told, b""))
        return Delivered(status=status, took_ms=_ms_since(began), body=raw, wait=wait)

    def _place(self, url: str) -> _Place | Trouble:
        """Return where to connect; a name with one address inside a private network is refused."""
        try:
            parts = httpx.URL(url)
            port = parts.port or PORTS[parts.scheme]
        except (httpx.InvalidURL, KeyError):
            return Trouble.REFUSED_ADDRESS
        if not parts.raw_host or parts.userinfo:
            return Trouble.REFUSED_ADDRESS
        try:
            addresses = self._resolve(parts.raw_host.decode(), port)
        except (OSError, UnicodeError):  # a label that is too long is not even asked for
            return Trouble.NOT_SENT
        if not all(self._may_call(parts.scheme, each) for each in addresses):
            return Trouble.REFUSED_ADDRESS
        return _Place(url=parts, port=port, addresses=addresses)

    def _may_call(self, scheme: str, address: str) -> bool:
        if is_loopback(address):
            return self._allow_loopback
        return scheme == "https" and is_public(address)

    def _tell(
        self, method: str, place: _Place, headers: Mapping[str, str], body: bytes, most_bytes: int
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Return (status, headers, beginning of the body) of the one attempt."""
        backend = PinnedBackend(place.addresses, answer_s=self._answer_s)
        pool = httpcore.ConnectionPool(ssl_context=self._trust, network_backend=backend)
        target = httpcore.URL(
            scheme=place.url.raw_scheme, host=place.url.raw_host, port=place.port,
            target=place.url.raw_path,
        )  # fmt: skip
        sent: dict[str, Any] = {"headers": tuple(headers.items()), "content": body or None}
        how = {"timeout": {"connect": self._connect_s}}
        with pool, pool.stream(method, target, **sent, extensions=how) as answer:
            raw = _beginning(answer, most_bytes)
            return answer.status, httpx.Headers(answer.headers), raw


def _beginning(answer: httpcore.Response, most_bytes: int) -> bytes:
    """Return what comes of the body; the status is the answer, however the body ends."""
    raw = bytearray()
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        for piece in answer.iter_stream():
            raw += piece
            if len(raw) >= most_bytes:
                break
    return bytes(raw[:most_bytes])


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, httpcore.ConnectError):
        is_a_liar = any(isinstance(each, ssl.SSLCertVerificationError) for each in error.args)
        return Trouble.UNTRUSTED if is_a_liar else Trouble.NOT_SENT
    if isinstance(error, httpcore.ConnectTimeout):
        return Trouble.NOT_SENT
    is_late = isinstance(error, httpcore.TimeoutException)
    return Trouble.NO_ANSWER if is_late else Trouble.BROKEN_ANSWER


def _ms_since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
