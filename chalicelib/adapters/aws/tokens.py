"""Checks Cognito access tokens: whose token it is and since when, or None.

PyJWT verifies the signature, with RS256 and a key of our own pool and nothing else; the claims are
compared here, against the Clock port. Headers that name a key's address (`jku`, `x5u`, `jwk`) are
never followed, and no token, claim or key reaches a log.
"""

import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeGuard

import httpx
import jwt

from chalicelib.domain.enrolment import SignedIn
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import UserId
from chalicelib.ports import Clock

# Cognito's own are about 1,000 characters; API Gateway takes 10,240 bytes of headers altogether.
MOST_CHARACTERS: Final = 8192
LEEWAY_S: Final = 10
TIMEOUT_S: Final = 2
MOST_KEY_SET_BYTES: Final = 65_536
# A key that the pool has dropped is trusted no longer than this while the pool answers.
KEYS_LIVE_FOR: Final = timedelta(hours=1)
# Strangers choose the `kid`, so they must not choose how often we ask the pool.
ASK_AGAIN_AFTER: Final = timedelta(seconds=60)
# Without any key nobody can sign in, so a cold start asks again sooner.
ASK_AGAIN_WHEN_EMPTY_AFTER: Final = timedelta(seconds=2)

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_SUBJECT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What PyJWT checks besides the signature depends on its own clock, so only the signature is its.
_ONLY_SIGNATURE: Final[jwt.types.Options] = {
    "verify_aud": False,
    "verify_exp": False,
    "verify_iat": False,
    "verify_iss": False,
    "verify_jti": False,
    "verify_nbf": False,
    "verify_sub": False,
    "enforce_minimum_key_length": True,
}


class CognitoTokenVerifier:
    """A TokenVerifier for one user pool and one app client."""

    def __init__(self, *, issuer: str, client_id: str, jwks_url: str, clock: Clock) -> None:
        self._expected = {"iss": issuer, "client_id": client_id, "token_use": "access"}
        self._clock = clock
        self._keys = _PoolKeys(jwks_url, clock=clock)

    def sign_in_of(self, token: str) -> SignedIn | None:
        """Return `sub` and `auth_time` of a good access token, None for any other text.

        Raises StoreUnavailable when no key of the pool was ever reachable, so that nobody is called
        a stranger for our own outage.
        """
        kid = _kid_of(token)
        key = self._keys.key(kid) if kid is not None else None
        claims = _signed_claims(token, key) if key is not None else None
        if claims is None or not self._are_ours(claims):
            return None
        subject, since_s = claims.get("sub"), _since_s(claims)
        if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
            return None
        return SignedIn(user_id=UserId(subject), since=datetime.fromtimestamp(since_s, UTC))

    def _are_ours(self, claims: Mapping[str, object]) -> bool:
        matches = all(claims.get(name) == value for name, value in self._expected.items())
        return matches and _is_current(claims, self._clock.now().timestamp())


def _kid_of(token: str) -> str | None:
    """Return the header's key id, None unless the text has the shape of an RS256 token."""
    if len(token) > MOST_CHARACTERS or not _COMPACT.fullmatch(token):
        return None
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        return None
    kid = header.get("kid")
    return kid if header.get("alg") == "RS256" and isinstance(kid, str) else None


def _signed_claims(token: str, key: jwt.PyJWK) -> Mapping[str, object] | None:
    """Return the claims when `key` signed them, else None."""
    try:
        return jwt.decode(token, key, algorithms=["RS256"], options=_ONLY_SIGNATURE)
    except jwt.PyJWTError:
        return None


def _is_current(claims: Mapping[str, object], now_s: float) -> bool:
    """True between issue and expiry. Cognito writes `exp` and `iat` always, `nbf` never."""
    expires, issued = claims.get("exp"), claims.get("iat")
    starts, began = claims.get("nbf", issued), claims.get("auth_time", issued)
    if not (_is_whole(expires) and _is_whole(issued) and _is_whole(starts) and _is_whole(began)):
        return False
    if not 0 <= began <= issued + LEEWAY_S:
        return False
    return max(issued, starts) - LEEWAY_S <= now_s < expires + LEEWAY_S


def _since_s(claims: Mapping[str, object]) -> int:
    """Return when the person signed in: a token that was renewed since then is issued later."""
    began = claims.get("auth_time", claims.get("iat"))
    assert _is_whole(began)  # noqa: S101  or the claims would not be current
    return began


def _is_whole(value: object) -> TypeGuard[int]:
    # Python counts True as 1; a token does not.
    return isinstance(value, int) and not isinstance(value, bool)


class _PoolKeys:
    """The pool's public keys by id: kept between calls, asked for seldom, never thrown away."""

    def __init__(self, url: str, *, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._lock = threading.Lock()

    def key(self, kid: str) -> jwt.PyJWK | None:
        """Return the key, None when the pool has no such key; StoreUnavailable with no keys."""
        with self._lock:
            if (kid not in self._keys or self._are_old()) and self._may_ask():
                self._ask()
            if not self._keys:
                raise StoreUnavailable("The sign-in keys cannot be read; try again")
            return self._keys.get(kid)

    def _are_old(self) -> bool:
        return self._has_passed(KEYS_LIVE_FOR, self._fetched_at)

    def _may_ask(self) -> bool:
        pause = ASK_AGAIN_AFTER if self._keys else ASK_AGAIN_WHEN_EMPTY_AFTER
        return self._has_passed(pause, self._tried_at)

    def _has_passed(self, span: timedelta, since: datetime | None) -> bool:
        # The distance counts in both directions: a clock set back must not silence us for long.
        return since is None or abs(self._clock.now() - since) >= span

    def _ask(self) -> None:
        self._tried_at = self._clock.now()
        keys = _fetch(self._url)
        if keys:
            self._keys, self._fetched_at = keys, self._tried_at


def _fetch(url: str) -> Mapping[str, jwt.PyJWK]:
    """Return the usable keys under `url`; empty when it does not answer with any."""
    try:
        # The address comes from our settings alone; a proxy of the environment is none of it.
        answer = httpx.get(url, timeout=TIMEOUT_S, trust_env=False)
        listed = answer.json()["keys"] if _is_key_set(answer) else []
        return {one["kid"]: jwt.PyJWK(one, "RS256") for one in listed if _is_for_us(one)}
    except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError):
        return {}


def _is_key_set(answer: httpx.Response) -> bool:
    return answer.status_code == httpx.codes.OK and len(answer.content) <= MOST_KEY_SET_BYTES


def _is_for_us(one: object) -> bool:
    """True for an RSA key that checks RS256 signatures; a set may hold others."""
    if not isinstance(one, dict):
        return False
    suits = one.get("kty") == "RSA" and one.get("alg", "RS256") == "RS256"
    return suits and one.get("use", "sig") == "sig" and isinstance(one.get("kid"), str)
