"""Keys, tokens and a key server for tests: what a user pool writes, and what a forger might.

Tokens are put together by hand, with none of the library that checks them, so that a fault there
cannot hide on both sides. Keys are made once per process.
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ISSUER = "https://pool.example/south_Pool1"
CLIENT_ID = "client-of-the-pages"
SUBJECT = "6b1f2a34-0000-4000-8000-5f0c8c1d2e3f"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One RSA key of a pool, under its id."""

    kid: str
    private: rsa.RSAPrivateKey

    def sign(self, text: bytes) -> bytes:
        """Return the RS256 signature."""
        return self.private.sign(text, padding.PKCS1v15(), hashes.SHA256())

    @property
    def public_pem(self) -> bytes:
        """The public half, as anyone can have it."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def jwk(self) -> dict[str, str]:
        """The public half, as a pool publishes it."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.kid,
            "n": _encoded_number(numbers.n), "e": _encoded_number(numbers.e),
        }  # fmt: skip


@cache
def a_key(kid: str = "key/1+a=", bits: int = 2048) -> SigningKey:
    """Return the process's key of this id. Pools use Base64 ids, with `/`, `+` and `=`."""
    return SigningKey(kid=kid, private=rsa.generate_private_key(65537, bits))


def access_claims(now: datetime = NOON, **changes: object) -> dict[str, object]:
    """Return the claims of a good access token at `now`; a change to None drops the claim."""
    issued = int(now.timestamp())
    claims: dict[str, object] = {
        "sub": SUBJECT, "iss": ISSUER, "token_use": "access", "client_id": CLIENT_ID,
        "iat": issued, "auth_time": issued, "exp": issued + 3600,
        "scope": "aws.cognito.signin.user.admin", "username": "asha",
    }  # fmt: skip
    return {name: value for name, value in (claims | changes).items() if value is not None}


def a_token(
    claims: Mapping[str, object] | None = None,
    *,
    key: SigningKey | None = None,
    header: Mapping[str, object] | None = None,
) -> str:
    """Return an RS256 token; what `header` says is added to or replaces the usual header."""
    signer = key or a_key()
    head = {"alg": "RS256", "kid": signer.kid, **(header or {})}
    signed = f"{encoded(head)}.{encoded(access_claims() if claims is None else claims)}"
    return f"{signed}.{_base64(signer.sign(signed.encode()))}"


def unsigned_token() -> str:
    """Return a token with `alg: none` and an empty signature."""
    head = {"alg": "none", "kid": a_key().kid}
    return f"{encoded(head)}.{encoded(access_claims())}."


def token_by_public_key(*, alg: str = "HS256") -> str:
    """Return a token whose secret is the public key's text: a good HS256 one, if that is let in."""
    head = {"alg": alg, "kid": a_key().kid}
    signed = f"{encoded(head)}.{encoded(access_claims())}"
    mac = hmac.new(a_key().public_pem, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64(mac)}"


def encoded(part: Mapping[str, object]) -> str:
    """Return one part of a token."""
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def encoded_text(part: str) -> str:
    """Return one part of a token from JSON text that no writer of mappings would make."""
    return _base64(part.encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _encoded_number(number: int) -> str:
    return _base64(number.to_bytes((number.bit_length() + 7) // 8, "big"))


@dataclass(slots=True, kw_only=True)
class KeyServer:
    """What a pool's key address answers, and how often it was asked."""

    url: str
    keys: Sequence[Mapping[str, object]]
    fetches: int = 0
    status: int = 200
    body: bytes | None = None
    asked_paths: list[str] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, bytes]:
        """Count one request and return (status, body)."""
        self.fetches += 1
        self.asked_paths.append(path)
        usual = json.dumps({"keys": list(self.keys)}).encode()
        return self.status, usual if self.body is None else self.body


@contextmanager
def serving(*keys: SigningKey) -> Iterator[KeyServer]:
    """Yield a key server on a free port of this machine."""
    said = KeyServer(url="", keys=[key.jwk() for key in keys])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = said.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
            """Say nothing: a test's output is its claims."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        said.url = f"http://127.0.0.1:{server.server_port}/pool/.well-known/jwks.json"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield said
        finally:
            server.shutdown()
            thread.join()
