"""This process as API Gateway: the Chalice app over HTTP, with the gateway's own refusals.

Chalice's local server answers in 48 ms until its small writes are gathered and sent at once. It
also gives requests no id, a fault in the authorizer no answer, and squeezes nothing; all three are
made up for here.
"""

import gzip
import json
import re
from contextlib import suppress
from typing import Any, Final

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    LocalDevServer,
    LocalGateway,
    LocalGatewayException,
)

from chalicelib.adapters.system import UUIDv7
from chalicelib.domain.errors import DomainError, Fault
from chalicelib.entry.problems import (
    BY_GATEWAY_STATUS,
    MEDIA_TYPE,
    problem_of,
    refusal_for,
)
from infra.local.places import ROOT

CHALICE: Final = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
LEAST_SQUEEZED_BYTES: Final = int(CHALICE["minimum_compression_size"])
TEXT: Final = re.compile(r"text/|application/(?:[\w.-]+\+)?json|image/svg\+xml")
new_id = UUIDv7()
# What Chalice says about a path that it does not know, with and without a token beside it.
UNKNOWN_PATH = (b'{"message": "Missing Authentication Token"', b'{"message": "Authorization header')


class Gateway(LocalGateway):
    """One connection's gateway; `request_id` is that of the request at hand."""

    request_id = ""

    def _generate_lambda_event(self, *args: Any, **more: Any) -> Any:
        event = super()._generate_lambda_event(*args, **more)
        event["requestContext"]["requestId"] = self.request_id
        return event


class Handler(ChaliceRequestHandler):
    """One connection."""

    wbufsize = 65536
    disable_nagle_algorithm = True
    timeout = 60

    def __init__(
        self, request: Any, client_address: Any, server: Any, app_object: Chalice, config: Config
    ) -> None:
        self._gateway: Gateway | None = None
        self._made_of = (app_object, config)
        super().__init__(request, client_address, server, app_object, config)

    def handle(self) -> None:
        """Serve the connection until it ends; a browser that was closed just goes away."""
        with suppress(ConnectionError):
            super().handle()

    def _generic_handle(self) -> None:
        self.local_gateway = self._gateway = self._gateway or Gateway(*self._made_of)
        self._gateway.request_id = new_id()
        length = self.headers.get("content-length", "0")
        if not length.isdecimal() or "transfer-encoding" in self.headers:
            self.close_connection = True  # where this request ends cannot be known
            self._send_problem(BY_GATEWAY_STATUS[400])
            return
        try:
            super()._generic_handle()
        except Fault as fault:  # in the authorizer: inside a view it has become an answer
            self._send_problem(refusal_for(fault))

    do_GET = do_PUT = do_POST = do_HEAD = _generic_handle  # noqa: N815  as inherited
    do_DELETE = do_PATCH = do_OPTIONS = _generic_handle  # noqa: N815  as inherited

    def _send_error_response(self, error: LocalGatewayException) -> None:
        """Answer what API Gateway itself refuses, in the words of the template's responses."""
        self._send_problem(_refusal(error))

    def _send_problem(self, refusal: DomainError) -> None:
        assert self._gateway is not None
        problem = problem_of(refusal, instance=self._gateway.request_id)
        headers: Any = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
        self._send_http_response(problem.status, headers, problem.text)

    def _send_http_response(self, code: int, headers: Any, body: Any) -> None:
        if self.command == "HEAD":
            body = b""
        elif body and _may_squeeze(headers, self.headers.get("accept-encoding", "")):
            body, headers = _squeezed(body, headers)
        super()._send_http_response(code, headers, body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Write nothing: a path may hold an id, and the app logs its own line."""


def _may_squeeze(headers: Any, accepted: str) -> bool:
    """Whether API Gateway would compress the answer, when it is large enough."""
    codings = {each.partition(";")[0].strip().lower() for each in accepted.split(",")}
    kind = str(headers.get("Content-Type", "application/json"))
    return "gzip" in codings and TEXT.match(kind) is not None


def _squeezed(body: str | bytes, headers: Any) -> tuple[bytes, Any]:
    plain = body if isinstance(body, bytes) else body.encode()
    if len(plain) < LEAST_SQUEEZED_BYTES:
        return plain, headers
    return gzip.compress(plain, compresslevel=6, mtime=0), {**headers, "Content-Encoding": "gzip"}


def _refusal(error: LocalGatewayException) -> DomainError:
    if (error.body or b"").startswith(UNKNOWN_PATH):
        return BY_GATEWAY_STATUS[404]
    return BY_GATEWAY_STATUS.get(error.CODE) or refusal_for(error)


def server(app: Chalice, port: int) -> LocalDevServer:
    """Return a server for the app on loopback; it takes the port at once."""
    config = Config(config_from_disk={"app_name": "sampark", "version": "2.0"})
    return LocalDevServer(app, config, "127.0.0.1", port, handler_cls=Handler)
