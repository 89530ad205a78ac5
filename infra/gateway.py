"""What API Gateway answers when it refuses a request before any of our code runs.

Everything a caller sees is a problem document (RFC 9457), so the gateway's own refusals are too.
The template stands under `application/json` because API Gateway uses that one whatever the caller
accepts; the header then states the real media type.
"""

import json
from typing import Final

Responses = dict[str, dict[str, object]]


def _response(slug: str, title: str, status: int | None = None) -> dict[str, object]:
    """One gateway response; without `status` the gateway keeps its own and the body omits it."""
    known = {} if status is None else {"status": status}
    problem = {
        "type": f"/problems/{slug}",
        "title": title,
        **known,
        "instance": "$context.requestId",
    }
    return {
        **({} if status is None else {"statusCode": str(status)}),
        "responseParameters": {
            "gatewayresponse.header.Content-Type": "'application/problem+json'",
            "gatewayresponse.header.Cache-Control": "'no-store'",
            # A page on another origin could not read the refusal without this. No cookie is ever
            # used, so allowing every origin to read it gives nothing away.
            "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
        },
        "responseTemplates": {"application/json": json.dumps(problem)},
    }


GATEWAY_RESPONSES: Final[Responses] = {
    # The same slugs and titles as chalicelib/entry/problems.py.
    "UNAUTHORIZED": _response("not-signed-in", "Sign in first", 401),
    "ACCESS_DENIED": _response("not-signed-in", "Sign in first", 401),
    # API Gateway calls every unknown path a missing token.
    "MISSING_AUTHENTICATION_TOKEN": _response(
        "no-such-route", "There is nothing at this address", 404
    ),
    "REQUEST_TOO_LARGE": _response("request-too-large", "The request is too large", 413),
    "THROTTLED": _response("too-many-requests", "Too many requests at once", 429),
    "QUOTA_EXCEEDED": _response("too-many-requests", "Too many requests at once", 429),
    "INTEGRATION_TIMEOUT": _response("unavailable", "Not available for a moment", 504),
    # The authorizer fails when the pool's keys cannot be read: nobody is a stranger for that.
    "AUTHORIZER_FAILURE": _response("unavailable", "Not available for a moment", 503),
    "DEFAULT_4XX": _response("request-refused", "The request was refused"),
    "DEFAULT_5XX": _response("internal-error", "Something went wrong on our side"),
}
