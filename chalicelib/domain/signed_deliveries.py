"""Signed deliveries: how an app of somebody else knows a message as ours, and when we try again.

The form is that of Standard Webhooks 1.0.0: an id that stays the same over all tries, the time of
the try, and one signature for each secret, so that a secret can be changed without a gap. Who
sends stands behind the port `Deliveries`; here are its values and the rules.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from chalicelib.domain.errors import InvalidInput

PREFIX: Final = "whsec_"
LEAST_SECRET_BYTES: Final = 24
MOST_SECRET_BYTES: Final = 64
VERSION: Final = "v1"  # HMAC-SHA256
MOST_ANSWER_BYTES: Final = 16_384  # of a receiver's answer, unless more is asked for
# How far the clocks of both sides may differ; an older message may be one that somebody replays.
TOLERANCE: Final = timedelta(minutes=5)
# The specification's own example: the pause before each try, the first of them none at all.
PAUSES: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Tries that failed together would come back together: each pause is longer by up to this share.
MOST_SPREAD: Final = 0.1


class Trouble(StrEnum):
    """Why a delivery has no answer."""

    REFUSED_ADDRESS = "refused_address"  # not https, or not a place on the public internet
    NOT_SENT = "not_sent"  # no connection was ever there
    UNTRUSTED = "untrusted_certificate"
    NO_ANSWER = "no_answer"
    BROKEN_ANSWER = "broken_answer"


# With these, the receiver cannot have heard of it.
NEVER_SENT: Final = frozenset({Trouble.REFUSED_ADDRESS, Trouble.NOT_SENT, Trouble.UNTRUSTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The receiver answered: `body` is the beginning of it, `wait` how long it asks us to wait."""

    status: int
    took_ms: int
    body: bytes = field(default=b"", repr=False)
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """No answer that can be read."""

    reason: Trouble
    took_ms: int = 0

    @property
    def was_sent(self) -> bool:
        """False when nothing can have arrived."""
        return self.reason not in NEVER_SENT


def secret_of(text: str, field: str = "secret") -> bytes:
    """Return the bytes of a secret as people hand it over; raise InvalidInput naming `field`."""
    if not text.startswith(PREFIX):
        raise InvalidInput(_says_of_beginning(text), field=field)
    written = text.removeprefix(PREFIX)
    if any(letter.isspace() for letter in written):
        raise InvalidInput("Take out the spaces and line breaks within the secret", field=field)
    secret = _decoded(written)
    if secret is None:
        raise InvalidInput(
            f"After {PREFIX} write base64: letters, digits, + and /, with = to fill the end",
            field=field,
        )
    if len(secret) < LEAST_SECRET_BYTES:
        raise InvalidInput(
            f"Make the secret longer: at least {LEAST_SECRET_BYTES} random bytes in base64",
            field=field,
        )
    if len(secret) > MOST_SECRET_BYTES:
        raise InvalidInput(
            f"Make the secret shorter: at most {MOST_SECRET_BYTES} random bytes in base64",
            field=field,
        )
    return secret


def _says_of_beginning(text: str) -> str:
    if text.strip().startswith(PREFIX):
        return "Take out the spaces and line breaks around the secret"
    return f"Give the whole secret: it begins with {PREFIX}"


def _decoded(written: str) -> bytes | None:
    """Return what base64 of the standard alphabet says; None for any other writing of it."""
    try:
        secret = base64.b64decode(written, validate=True)
    except ValueError:
        return None
    return secret if base64.b64encode(secret).decode() == written else None


def secret_text(secret: bytes) -> str:
    """Return a secret as people hand it over."""
    return PREFIX + base64.b64encode(secret).decode()


def signed(
    secrets: Sequence[bytes], message_id: str, at: datetime, body: bytes
) -> Mapping[str, str]:
    """Return the headers of one try at `at`, with a signature for each secret, in their order.

    Raises ValueError without a secret, and for an id that could pass for another message's.
    """
    if not secrets:
        raise ValueError("There is no secret to sign with")
    if not _can_be_an_id(message_id):
        raise ValueError("A message's id is not empty and has no full stop in it")
    timestamp = str(int(at.timestamp()))
    signatures = (_signature(secret, message_id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _can_be_an_id(message_id: str) -> bool:
    """True unless what is signed could be cut into id, time and body in another way."""
    return bool(message_id) and "." not in message_id


def _signature(secret: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    message = b".".join((message_id.encode(), timestamp.encode(), body))
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def verify(
    secrets: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: datetime
) -> bool:
    """True when one of the signatures is by one of the secrets and the time is about now.

    This is the receiver's side. Header names are in lower case; it takes the same time whichever
    secret fits.
    """
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not _can_be_an_id(message_id) or not _is_recent(timestamp, now):
        return False
    given = [text.encode() for text in headers.get("webhook-signature", "").split(" ")]
    ours = [_signature(secret, message_id, timestamp, body).encode() for secret in secrets]
    return sum(hmac.compare_digest(one, other) for one in given for other in ours) > 0


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal()):
        return False
    return abs(int(timestamp[:20]) - now.timestamp()) <= TOLERANCE.total_seconds()


def next_try(
    attempts: int, message_id: str, now: datetime, wait: timedelta | None = None
) -> datetime | None:
    """Return when to try again after so many tries, `wait` at the earliest; None to give it up.

    The spread follows from id and count, so whoever works it out again finds the same moment.
    """
    if attempts >= len(PAUSES):
        return None
    pause = PAUSES[attempts]
    pause += pause * MOST_SPREAD * _share(f"{message_id}.{attempts}")
    return now + max(pause, wait or timedelta(0))


def _share(text: str) -> float:
    """Return a number from 0 to 1 that follows from a text and is spread evenly over texts."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def is_taken(status: int) -> bool:
    """True for 2xx: the receiver has the message."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def is_unwanted(status: int) -> bool:
    """True when the receiver wants no more messages at all, so that its address is switched off."""
    return status == HTTPStatus.GONE


def is_retried(status: int) -> bool:
    """True when the same message is sent again later: a redirect, an error, a refusal."""
    return not is_taken(status) and not is_unwanted(status)
