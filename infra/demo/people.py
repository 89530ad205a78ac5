"""The people of a demo: signed in with name and password as on the pages, calling by HTTP only."""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from infra.demo.stacks import Stack
from infra.demo.watch import DemoFailed, StackGone

Json = dict[str, Any]
TRIES = 4
BUSY_PAUSE_S = 2.0
COGNITO = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
}


class Refused(DemoFailed):
    """The API said no; `status` and `detail` are its answer's."""

    def __init__(self, doing: str, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.detail = _detail(answer)
        super().__init__(f"{doing} was refused with {self.status}: {self.detail}")


def _detail(answer: httpx.Response) -> str:
    """Return the sentence of a problem document, else of nothing: bodies may hold addresses."""
    try:
        said = answer.json()
        fields = [f"{one['field']}: {one['message']}" for one in said.get("errors", [])]
        return "; ".join([str(said["detail"]), *fields])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "no reason given"


def new_id() -> str:
    """Return a fresh UUIDv7, as phones mint them."""
    at, noise = time.time_ns() // 1_000_000, secrets.randbits(74)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return str(UUID(int=at << 80 | 7 << 76 | high << 64 | 2 << 62 | low))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How somebody signs in."""

    username: str
    password: str


class Person:
    """Somebody who is signed in. Safe for several threads."""

    def __init__(self, stack: Stack, who: SignIn, http: httpx.Client) -> None:
        self.http = http
        self._stack = stack
        self._who = who
        self._lock = threading.Lock()
        self._token = self._sign_in()

    def call(
        self, method: str, path: str, body: Json | None = None, if_match: str | None = None
    ) -> httpx.Response:
        """Return the API's answer; raise Refused for a no, StackGone when none comes.

        A busy service is asked again, and a call that got lost is repeated: every id is ours, so
        the repetition does no more than the first.
        """
        for _ in range(TRIES):
            token = self._token
            headers = {"Authorization": f"Bearer {token}"} | _condition(if_match)
            answer = self._send(method, path, body, headers)
            if answer is not None and answer.is_success:
                return answer
            self._prepare_again(answer, token, f"{method} {path.partition('?')[0]}")
        raise StackGone(f"The API at {self._stack.api} does not answer.")

    def _send(
        self, method: str, path: str, body: Json | None, headers: Mapping[str, str]
    ) -> httpx.Response | None:
        url = f"{self._stack.api}{path}"
        try:
            return self.http.request(method, url, json=body, headers=headers)
        except httpx.TransportError:
            return None

    def _prepare_again(self, answer: httpx.Response | None, token: str, doing: str) -> None:
        match answer.status_code if answer is not None else None:
            case None | httpx.codes.SERVICE_UNAVAILABLE:
                self._stack.watch.pause(BUSY_PAUSE_S)
            case httpx.codes.UNAUTHORIZED:
                self._renew(token)
            case _:
                assert answer is not None
                raise Refused(doing, answer)

    def _renew(self, old: str) -> None:
        with self._lock:
            if self._token == old:
                self._token = self._sign_in()

    def _sign_in(self) -> str:
        try:
            page = self.http.get(f"{self._stack.api}/config.json").raise_for_status().json()
            names = {"USERNAME": self._who.username, "PASSWORD": self._who.password}
            ask = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": page["client_id"],
                   "AuthParameters": names}  # fmt: skip
            answer = self.http.post(page["cognito_url"], json=ask, headers=COGNITO)
            return str(answer.raise_for_status().json()["AuthenticationResult"]["AccessToken"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            raise DemoFailed(f"{self._who.username} could not sign in.") from None


def _condition(if_match: str | None) -> dict[str, str]:
    return {"If-Match": if_match} if if_match else {}


class People:
    """Signs people in when they are first needed."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._users: Json = stack.info["users"]
        # The environment's proxies have no business between this machine and itself.
        self.http = httpx.Client(timeout=60, trust_env=False)

    def role(self, name: str) -> Person:
        """Return one of the people whom the stack's information file names."""
        user = self._users[name]
        return self._person(user["username"], user["password"])

    def worker(self, number: int) -> Person:
        """Return worker 1, 2, …, one per booth; all share the demo password."""
        return self._person(f"worker{number}", self._users["worker"]["password"])

    def _person(self, username: str, password: str) -> Person:
        return Person(self._stack, SignIn(username=username, password=password), self.http)
