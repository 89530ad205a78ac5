"""The token verifier against a real key server: one good token, and every bad one refused."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.aws.tokens import CognitoTokenVerifier
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.ports import TokenVerifier
from tests.fakes import FixedClock
from tests.tokens import (
    CLIENT_ID,
    ISSUER,
    NOON,
    SUBJECT,
    KeyServer,
    SigningKey,
    a_key,
    a_token,
    access_claims,
    encoded,
    encoded_text,
    serving,
    token_by_public_key,
    unsigned_token,
)

OTHER_ISSUER = "https://pool.example/south_Pool2"
NOON_S = int(NOON.timestamp())


def another_key() -> SigningKey:
    return a_key("another/key=")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def pool() -> Iterator[KeyServer]:
    with serving(a_key()) as server:
        yield server


@pytest.fixture
def verifier(pool: KeyServer, clock: FixedClock) -> TokenVerifier:
    return verifier_at(pool.url, clock)


def verifier_at(url: str, clock: FixedClock) -> TokenVerifier:
    return CognitoTokenVerifier(issuer=ISSUER, client_id=CLIENT_ID, jwks_url=url, clock=clock)


def subject_of(verifier: TokenVerifier, token: str) -> str | None:
    found = verifier.sign_in_of(token)
    return found.user_id if found else None


def test_a_right_token_names_its_subject(verifier: TokenVerifier) -> None:
    assert subject_of(verifier, a_token()) == SUBJECT


def test_a_token_says_since_when_its_person_is_signed_in(verifier: TokenVerifier) -> None:
    renewed = access_claims(auth_time=NOON_S - 3000)

    found = verifier.sign_in_of(a_token(renewed))

    assert found is not None
    assert found.since == NOON - timedelta(seconds=3000)


def test_a_token_that_does_not_say_since_when_counts_from_its_issue(
    verifier: TokenVerifier,
) -> None:
    found = verifier.sign_in_of(a_token(access_claims(auth_time=None)))

    assert found is not None
    assert found.since == NOON


def with_swapped_claims() -> str:
    head, _, signature = a_token().split(".")
    return f"{head}.{encoded(access_claims(sub='someone-else'))}.{signature}"


def with_header_text(text: str) -> str:
    return f"{encoded_text(text)}.{encoded(access_claims())}.c2ln"


def signed_by_another_under_our_kid(**header: object) -> str:
    return a_token(key=another_key(), header={"kid": a_key().kid, **header})


HOSTILE: dict[str, Callable[[], str]] = {
    "alg none": unsigned_token,
    "alg none, spelt None": lambda: with_header_text('{"alg":"None","kid":"key/1+a="}'),
    "HS256 with the public key as its secret": token_by_public_key,
    "RS256 named, HMAC inside": lambda: token_by_public_key(alg="RS256"),
    "another algorithm named": lambda: a_token(header={"alg": "RS512"}),
    "no algorithm": lambda: with_header_text('{"kid":"key/1+a="}'),
    "wrong pool, its issuer and its key": lambda: a_token(
        access_claims(iss=OTHER_ISSUER), key=another_key()
    ),
    "wrong issuer under our key": lambda: a_token(access_claims(iss=OTHER_ISSUER)),
    "our issuer with a slash more": lambda: a_token(access_claims(iss=ISSUER + "/")),
    "issuers in a list": lambda: a_token(access_claims(iss=[ISSUER])),
    "no issuer": lambda: a_token(access_claims(iss=None)),
    "id token": lambda: a_token(
        access_claims(token_use="id", client_id=None, aud=CLIENT_ID)  # noqa: S106 - a kind of token
    ),
    "id token that names our client": lambda: a_token(access_claims(token_use="id")),  # noqa: S106
    "no token use": lambda: a_token(access_claims(token_use=None)),
    "wrong client": lambda: a_token(access_claims(client_id="another-app")),
    "our client as audience only": lambda: a_token(access_claims(client_id=None, aud=CLIENT_ID)),
    "expired": lambda: a_token(access_claims(iat=NOON_S - 3700, exp=NOON_S - 100)),
    "no expiry": lambda: a_token(access_claims(exp=None)),
    "expiry in words": lambda: a_token(access_claims(exp="tomorrow")),
    "expiry that is no number": lambda: a_token(access_claims(exp=float("nan"))),
    "expiry without end": lambda: a_token(access_claims(exp=float("inf"))),
    "not yet valid": lambda: a_token(access_claims(nbf=NOON_S + 100)),
    "start in words": lambda: a_token(access_claims(nbf="now")),
    "issued tomorrow": lambda: a_token(access_claims(iat=NOON_S + 86_400, exp=NOON_S + 90_000)),
    "moment of issue that is true": lambda: a_token(access_claims(iat=True)),
    "no moment of issue": lambda: a_token(access_claims(iat=None)),
    "signed in after its issue": lambda: a_token(access_claims(auth_time=NOON_S + 60)),
    "signed in before there were clocks": lambda: a_token(access_claims(auth_time=-1)),
    "signed in in words": lambda: a_token(access_claims(auth_time="today")),
    "signed in at a moment that is true": lambda: a_token(access_claims(auth_time=True)),
    "signed in at no number": lambda: a_token(access_claims(auth_time=float("nan"))),
    "unknown kid": lambda: a_token(key=another_key()),
    "kid of our key, signed by another": signed_by_another_under_our_kid,
    "no kid": lambda: with_header_text('{"alg":"RS256"}'),
    "kid that is a number": lambda: a_token(header={"kid": 1}),
    "kid that is a path": lambda: a_token(key=another_key(), header={"kid": "../../etc/passwd"}),
    "header brings its own key": lambda: signed_by_another_under_our_kid(jwk=another_key().jwk()),
    "algorithm named twice": lambda: with_header_text(
        '{"alg":"RS256","kid":"key/1+a=","alg":"none"}'
    ),
    "critical header that nobody knows": lambda: a_token(
        header={"crit": ["b64", "x"], "b64": True}
    ),
    "payload kept outside": lambda: a_token(header={"crit": ["b64"], "b64": False}),
    "missing sub": lambda: a_token(access_claims(sub=None)),
    "empty sub": lambda: a_token(access_claims(sub="")),
    "sub that is a number": lambda: a_token(access_claims(sub=7)),
    "sub with a separator of keys": lambda: a_token(access_claims(sub="a#b")),
    "claims swapped under a good signature": with_swapped_claims,
    "truncated in the signature": lambda: a_token()[:-20],
    "truncated to two parts": lambda: a_token().rsplit(".", 1)[0],
    "one part more": lambda: a_token() + ".e30",
    "signature missing": lambda: a_token().rsplit(".", 1)[0] + ".",
    "a good token in spaces": lambda: f" {a_token()} ",
    "a good token and a line end": lambda: a_token() + "\n",
    "a good token with its scheme": lambda: f"Bearer {a_token()}",
    "padded Base64": lambda: a_token() + "==",
    "nothing": lambda: "",
    "dots": lambda: "..",
    "garbage": lambda: "\x00\xff not a token \u202e",
    "garbage in the right shape": lambda: "aaaa.bbbb.cccc",
    "header that is a list": lambda: with_header_text("[]"),
    "header nested too deep": lambda: with_header_text('{"a":' * 1_200),
    "claims that are a list": lambda: a_token(claims=[]),  # type: ignore[arg-type]
    "very long text": lambda: "a" * 5_000_000,
    "very long and well signed": lambda: a_token(access_claims(username="a" * 9_000)),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_token_is_nobody(verifier: TokenVerifier, make: Callable[[], str]) -> None:
    assert subject_of(verifier, make()) is None


def test_addresses_in_the_header_are_never_asked(pool: KeyServer, verifier: TokenVerifier) -> None:
    with serving(another_key()) as stranger:
        tricks = {"jku": stranger.url, "x5u": stranger.url}
        token = signed_by_another_under_our_kid(**tricks)

        assert subject_of(verifier, token) is None
        assert stranger.fetches == 0
        assert pool.fetches == 1


def test_addresses_in_the_header_of_a_right_token_change_nothing(verifier: TokenVerifier) -> None:
    with serving(another_key()) as stranger:
        token = a_token(header={"jku": stranger.url, "jwk": another_key().jwk()})

        assert subject_of(verifier, token) == SUBJECT
        assert stranger.fetches == 0


def test_a_token_ends_by_our_clock_and_not_by_the_machines(
    verifier: TokenVerifier, clock: FixedClock
) -> None:
    token = a_token()

    clock.advance(seconds=3600 + 9)
    assert subject_of(verifier, token) == SUBJECT

    clock.advance(seconds=1)
    assert subject_of(verifier, token) is None


def test_a_token_begins_by_our_clock_with_ten_seconds_of_grace(
    verifier: TokenVerifier, clock: FixedClock
) -> None:
    token = a_token()

    clock.advance(seconds=-11)
    assert subject_of(verifier, token) is None

    clock.advance(seconds=1)
    assert subject_of(verifier, token) == SUBJECT


def test_the_keys_are_fetched_once_for_many_tokens(
    pool: KeyServer, verifier: TokenVerifier
) -> None:
    for number in range(50):
        assert subject_of(verifier, a_token(access_claims(jti=str(number)))) == SUBJECT

    assert pool.fetches == 1


def test_hostile_key_ids_cause_at_most_one_fetch_a_minute(
    pool: KeyServer, verifier: TokenVerifier, clock: FixedClock
) -> None:
    subject_of(verifier, a_token())
    for second in range(180):
        forged = a_token(key=another_key(), header={"kid": f"made up {second}"})
        assert subject_of(verifier, forged) is None
        clock.advance(seconds=1)

    assert pool.fetches == 3


def test_text_that_is_no_token_causes_no_fetch_at_all(
    pool: KeyServer, verifier: TokenVerifier
) -> None:
    for token in ("", "garbage", unsigned_token(), token_by_public_key(), "a" * 10_000):
        assert subject_of(verifier, token) is None

    assert pool.fetches == 0


def test_a_new_key_of_the_pool_is_learnt_within_a_minute(
    pool: KeyServer, verifier: TokenVerifier, clock: FixedClock
) -> None:
    subject_of(verifier, a_token())
    pool.keys = [a_key().jwk(), another_key().jwk()]

    assert subject_of(verifier, a_token(key=another_key())) is None
    clock.advance(seconds=60)
    assert subject_of(verifier, a_token(key=another_key())) == SUBJECT
    assert subject_of(verifier, a_token()) == SUBJECT


def test_a_key_that_the_pool_dropped_is_trusted_for_an_hour_at_most(
    pool: KeyServer, verifier: TokenVerifier, clock: FixedClock
) -> None:
    lasting = access_claims(exp=NOON_S + 86_400)
    assert subject_of(verifier, a_token(lasting)) == SUBJECT
    pool.keys = [another_key().jwk()]

    clock.advance(hours=1)

    assert subject_of(verifier, a_token(lasting)) is None
    assert subject_of(verifier, a_token(lasting, key=another_key())) == SUBJECT


def test_a_clock_set_far_back_does_not_stop_new_keys_from_being_learnt(
    pool: KeyServer, verifier: TokenVerifier, clock: FixedClock
) -> None:
    subject_of(verifier, a_token())
    pool.keys = [another_key().jwk()]

    clock.advance(days=-1)
    earlier = access_claims(now=clock.now())

    assert subject_of(verifier, a_token(earlier, key=another_key())) == SUBJECT


BROKEN: dict[str, tuple[int, bytes]] = {
    "answers 500": (500, b"{}"),
    "answers 404": (404, b'{"message":"no such pool"}'),
    "redirects": (302, b""),
    "answers no JSON": (200, b"<html>"),
    "answers a list": (200, b"[]"),
    "answers without keys": (200, b"{}"),
    "answers with no keys": (200, b'{"keys":[]}'),
    "answers with words for keys": (200, b'{"keys":["one","two"]}'),
    "answers with half a key": (200, b'{"keys":[{"kty":"RSA","kid":"key/1+a="}]}'),
    "answers with a secret for a key": (200, b'{"keys":[{"kty":"oct","kid":"key/1+a=","k":"YQ"}]}'),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_without_any_key_the_verifier_says_that_it_cannot_know(
    pool: KeyServer, verifier: TokenVerifier, answer: tuple[int, bytes]
) -> None:
    pool.status, pool.body = answer

    with pytest.raises(StoreUnavailable):
        subject_of(verifier, a_token())


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_keys_once_fetched_outlive_an_outage_of_the_pool(
    pool: KeyServer, verifier: TokenVerifier, clock: FixedClock, answer: tuple[int, bytes]
) -> None:
    assert subject_of(verifier, a_token()) == SUBJECT
    pool.status, pool.body = answer

    clock.advance(hours=2)

    assert subject_of(verifier, a_token(access_claims(now=clock.now()))) == SUBJECT
    assert pool.fetches == 2


def test_an_outage_is_asked_about_seldom_and_its_end_is_noticed_soon(
    pool: KeyServer, verifier: TokenVerifier, clock: FixedClock
) -> None:
    pool.status = 503
    for _ in range(20):
        with pytest.raises(StoreUnavailable):
            subject_of(verifier, a_token())
    assert pool.fetches == 1

    pool.status = 200
    clock.advance(seconds=2)

    assert subject_of(verifier, a_token()) == SUBJECT


def test_a_key_set_that_is_too_long_is_not_read(pool: KeyServer, verifier: TokenVerifier) -> None:
    pool.body = json.dumps({"keys": [a_key().jwk()]}).encode() + b" " * 100_000

    with pytest.raises(StoreUnavailable):
        subject_of(verifier, a_token())


def test_keys_of_other_kinds_beside_ours_do_no_harm(
    pool: KeyServer, verifier: TokenVerifier
) -> None:
    others: list[dict[str, str]] = [
        {"kty": "oct", "kid": "secret", "k": "YQ"},
        {"kty": "EC", "kid": "curve", "crv": "P-256"},
        {**another_key().jwk(), "use": "enc"},
    ]
    pool.keys = [*others, a_key().jwk()]

    assert subject_of(verifier, a_token()) == SUBJECT
    assert subject_of(verifier, a_token(key=another_key())) is None


def test_a_pool_that_nobody_serves_is_a_fault_too(clock: FixedClock) -> None:
    with serving(a_key()) as gone:
        pass

    with pytest.raises(StoreUnavailable):
        subject_of(verifier_at(gone.url, clock), a_token())


def test_a_key_too_short_to_be_safe_signs_for_nobody(clock: FixedClock) -> None:
    short = a_key("short", bits=1024)
    with serving(short) as server:
        assert subject_of(verifier_at(server.url, clock), a_token(key=short)) is None


def test_no_refusal_or_fault_repeats_the_token(
    pool: KeyServer, verifier: TokenVerifier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    pool.status = 500
    token = a_token()

    with pytest.raises(StoreUnavailable) as raised:
        subject_of(verifier, token)

    secrets = [part for part in token.split(".") if part]
    told = f"{raised.value!r} {raised.value.__cause__!r} {caplog.text}"
    assert not [part for part in secrets if part in told]
