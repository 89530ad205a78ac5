"""This process as API Gateway: the Chalice app over HTTP, with the gateway's own refusals.

Chalice's local server answers in 48 ms until its small writes are gathered and sent at once.
"""

import json
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalDevServer, LocalGatewayException

from chalicelib.domain.errors import DomainError
from chalicelib.entry.problems import (
    BY_GATEWAY_STATUS,
    MEDIA_TYPE,
    problem_of,
    refusal_for,
)


class Handler(ChaliceRequestHandler):
    """One connection."""

    wbufsize = 65536
    disable_nagle_algorithm = True
    timeout = 60

    def _send_error_response(self, error: LocalGatewayException) -> None:
        """Answer what API Gateway itself refuses, in the words of the template's responses."""
        problem = problem_of(_refusal(error))
        headers: Any = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
        self._send_http_response(problem.status, headers, problem.text)

    def _send_http_response(self, code: int, headers: Any, body: Any) -> None:
        super()._send_http_response(code, headers, body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Write nothing: a path may hold an id, and the app logs its own line."""


def _refusal(error: LocalGatewayException) -> DomainError:
    said = json.loads(error.body or b"{}").get("message", "")
    if said == "Missing Authentication Token":  # API Gateway's words for an unknown path
        return BY_GATEWAY_STATUS[404]
    return BY_GATEWAY_STATUS.get(error.CODE) or refusal_for(error)


def server(app: Chalice, port: int) -> LocalDevServer:
    """Return a server for the app on loopback; it takes the port at once."""
    config = Config(config_from_disk={"app_name": "sampark", "version": "2.0"})
    return LocalDevServer(app, config, "127.0.0.1", port, handler_cls=Handler)
