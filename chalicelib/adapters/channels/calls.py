"""One HTTP call to a network: one attempt, bounded in time and size, no redirect, no guess.

What a client of one network makes of it stands in that client. A URL may hold a token, as some
networks want it, so no URL and no answer is ever part of an error.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from chalicelib.domain.errors import ChannelUnavailable

CONNECT_S: Final = 2.0
READ_S: Final = 10.0  # some networks fetch the media while we wait
MOST_ANSWER_BYTES: Final = 65_536
TOO_MANY: Final = 429
# Whatever a network asks for, a slot is not held longer than this.
LONGEST_WAIT: Final = timedelta(hours=24)
CHUNK: Final = 1024 * 1024
# The HTTP client writes every address to its log, and below that the answers' headers; a network
# may want a token in the one, and give one in the other.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

# No connection was ever there, so the network cannot have heard of it.
NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a network answered: `said` is its JSON object, empty when there is none to read.

    `at` is its own clock, which its other times go by; header names are in lower case.
    """

    status: int
    said: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None

    @property
    def is_good(self) -> bool:
        """True for 2xx."""
        return httpx.codes.is_success(self.status)

    @property
    def is_ours(self) -> bool:
        """True for 4xx: the network understood, and says no to what was sent."""
        return httpx.codes.is_client_error(self.status)


class Silence(Exception):
    """No answer that can be read. `was_sent` is False when nothing can have arrived."""

    def __init__(self, reason: str, *, was_sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_sent = was_sent


class Caller:
    """Makes the calls; safe to share by threads. Of answers over `most_bytes` nothing is read."""

    def __init__(
        self,
        *,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> None:
        self._most_bytes = most_bytes
        # A kept connection may die under a post and make it unclear, so every call opens its own.
        # No proxy of the environment stands between us and a channel that an admin has named.
        self._http = httpx.Client(
            timeout=httpx.Timeout(read_s, connect=connect_s),
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            trust_env=False,
        )

    def call(self, method: str, url: str, **how: Any) -> Heard:
        """Return the answer to one request; `how` goes to httpx. Raises Silence."""
        try:
            with self._http.stream(method, url, **how) as answer:
                return _heard(answer, self._most_bytes)
        except NEVER_SENT:
            raise Silence("not_sent", was_sent=False) from None
        except httpx.TimeoutException:
            raise Silence("no_answer", was_sent=True) from None
        except httpx.HTTPError:
            raise Silence("broken_answer", was_sent=True) from None

    def ask(self, method: str, url: str, **how: Any) -> Heard:
        """Return the answer to a request that may be repeated; raise ChannelUnavailable."""
        try:
            heard = self.call(method, url, **how)
        except Silence as silence:
            raise ChannelUnavailable(f"The channel did not answer: {silence.reason}") from None
        if heard.status >= httpx.codes.INTERNAL_SERVER_ERROR or heard.status == TOO_MANY:
            raise ChannelUnavailable(f"The channel has trouble: {heard.status}")
        return heard

    @contextmanager
    def reading(self, url: str) -> Iterator[Iterator[bytes]]:
        """Yield the pieces of one of our own files, of CHUNK bytes; raise Silence."""
        try:
            with self._http.stream("GET", url) as answer:
                if not answer.is_success:
                    raise Silence("media_unreadable", was_sent=False)
                yield answer.iter_raw(CHUNK)
        except httpx.HTTPError:
            raise Silence("media_unreadable", was_sent=False) from None


def _heard(answer: httpx.Response, most_bytes: int) -> Heard:
    return heard_of(answer.status_code, answer.headers, _raw(answer, most_bytes))


def heard_of(status: int, headers: Mapping[str, str], raw: bytes) -> Heard:
    """Return an answer as it is understood; header names may be in any case."""
    lower = {name.lower(): value for name, value in headers.items()}
    return Heard(status=status, said=_object(raw), headers=lower, at=_date(lower.get("date", "")))


def _raw(answer: httpx.Response, most_bytes: int) -> bytes:
    """Return the answer's bytes; nothing when there are more than we take."""
    raw = b""
    for chunk in answer.iter_raw():
        raw += chunk
        if len(raw) > most_bytes:
            return b""
    return raw


def _object(raw: bytes) -> Mapping[str, Any]:
    """Return the JSON object in these bytes; nothing when there is none."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def wait_of(heard: Heard, *, until: str = "") -> timedelta | None:
    """Return how long an answer asks to wait; None when it does not say, or nothing sensible.

    From Retry-After in seconds or as a date, else from the header `until`, which holds a time in
    seconds since 1970. Times are the network's, so they are compared with its own clock.
    """
    text = heard.headers.get("retry-after", "")
    if text.isdecimal():
        return _bounded(timedelta(seconds=int(text[:9])))
    at = _date(text) or _instant(heard.headers.get(until, ""))
    return _bounded(at - heard.at) if at and heard.at else None


def _instant(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) <= 11 else None  # noqa: PLR2004


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)
