"""The catalogue of problems: which refusal or fault becomes which status (RFC 9457).

A client branches on `type`, never on `detail`. docs/problems.md is written from this table, and a
test fails when a class has no row or a slug stands there twice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import errors
from chalicelib.domain.errors import DomainError, Fact, Fault
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.tables import TableRefused

MEDIA_TYPE: Final = "application/problem+json"


class MalformedBody(DomainError):
    """The body is not JSON at all."""

    slug = "malformed-body"
    title = "The body could not be read"


class NotSignedIn(DomainError):
    """No token, or one that is not a good access token of this pool."""

    slug = "not-signed-in"
    title = "Sign in first"


class NoSuchRoute(DomainError):
    """No resource has this address."""

    slug = "no-such-route"
    title = "There is nothing at this address"


class MethodNotAllowed(DomainError):
    """The resource does not know this method."""

    slug = "method-not-allowed"
    title = "This address does not take that method"


class UnsupportedMediaType(DomainError):
    """The body is not `application/json`."""

    slug = "unsupported-media-type"
    title = "Send JSON"


class RequestTooLarge(DomainError):
    """The body has more bytes than one call may carry."""

    slug = "request-too-large"
    title = "The request is too large"


class TooManyRequests(DomainError):
    """The gateway slowed the caller down."""

    slug = "too-many-requests"
    title = "Too many requests at once"


class RequestRefused(DomainError):
    """The gateway refused the request for a reason of its own."""

    slug = "request-refused"
    title = "The request was refused"


class Unavailable(DomainError):
    """A store did not answer in time; the same request may work in a moment."""

    slug = "unavailable"
    title = "Not available for a moment"


class InternalError(DomainError):
    """A fault of ours; it was recorded under the request id."""

    slug = "internal-error"
    title = "Something went wrong on our side"


STATUS: Final[Mapping[type[DomainError], int]] = {
    MalformedBody: 400,
    RequestRefused: 400,
    NotSignedIn: 401,
    errors.NotPermitted: 403,
    errors.NotTrained: 403,
    errors.ConsentMissing: 403,
    errors.NotFound: 404,
    NoSuchRoute: 404,
    MethodNotAllowed: 405,
    errors.Conflict: 409,
    errors.AlreadyClaimed: 409,
    errors.IdTaken: 409,
    errors.OutsideDates: 409,
    errors.StaleVersion: 412,
    errors.MediaTooLarge: 413,
    RequestTooLarge: 413,
    errors.MediaNotAccepted: 415,
    UnsupportedMediaType: 415,
    errors.InvalidInput: 422,
    errors.WordsNotPublic: 422,
    MediaRejected: 422,
    TableRefused: 422,
    errors.PreconditionMissing: 428,
    errors.TooManyTries: 429,
    TooManyRequests: 429,
    InternalError: 500,
    Unavailable: 503,
}


# What somebody who meets the problem does next; the detail of each occurrence says more.
ADVICE: Final[Mapping[type[DomainError], str]] = {
    MalformedBody: "Send one JSON document in UTF-8; nothing was changed.",
    RequestRefused: "Compare the request with /docs; the status says which part was refused.",
    NotSignedIn: "Sign in, or refresh the access token, and send the same request again.",
    errors.NotPermitted: "Ask the convener for the role; `needs` names the roles that would do.",
    errors.NotTrained: "Go to a workshop; the report is kept until your convener has seen it.",
    errors.ConsentMissing: "Ask the person for the purpose in `purpose`, report it, and try again.",
    errors.NotFound: "Check the id. What lies outside your areas looks the same as what is absent.",
    NoSuchRoute: "Look the address up in /docs.",
    MethodNotAllowed: "Look the address's methods up in /docs.",
    errors.Conflict: "Read the record again; `current_state` says where it is now.",
    errors.AlreadyClaimed: "Claim the item, or take the next one; a claim lasts ten minutes.",
    errors.IdTaken: "Mint a new id. The same id with the same body is always safe to repeat.",
    errors.OutsideDates: "Check the phone's date; your convener sees the report and may admit it.",
    errors.StaleVersion: "Read the record again, look at what changed, and decide anew.",
    errors.MediaTooLarge: "Record a smaller file; `limit_bytes` is the ceiling.",
    RequestTooLarge: "Send the changes in several calls; `limit_bytes` is the ceiling of one.",
    errors.MediaNotAccepted: "Send one of the types in `accepted`.",
    UnsupportedMediaType: "Send `Content-Type: application/json`.",
    errors.InvalidInput: "Correct what `errors` or `field` names and send it again.",
    errors.WordsNotPublic: "Correct the captions that `errors` names, then approve again.",
    MediaRejected: "Do what `reason_text` says, most often: record it again.",
    TableRefused: "Do what `text_hi` and `text_en` say, most often: save it anew as .xlsx or .csv.",
    errors.PreconditionMissing: "Read the record and send its ETag in `If-Match`.",
    errors.TooManyTries: "Wait for `Retry-After` seconds, then type the code from the leaflet.",
    TooManyRequests: "Wait some seconds, longer each time, and send the same request again.",
    InternalError: "Send it again later; tell an operator the `instance`, which is in our log.",
    Unavailable: "Wait for `Retry-After` seconds and send the same request again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem document."""

    status: int
    document: Mapping[str, Fact]

    @property
    def text(self) -> str:
        """The document as JSON."""
        return json.dumps(self.document, ensure_ascii=False)


def problem_of(error: DomainError, instance: str | None = None) -> Problem:
    """Return the problem document for a refusal."""
    status = STATUS[type(error)]
    document: dict[str, Fact] = {
        **error.facts,
        "type": f"/problems/{error.slug}",
        "title": error.title,
        "status": status,
        "detail": error.detail,
    }
    if instance:
        document["instance"] = instance
    return Problem(status=status, document=document)


def refusal_for(error: Exception) -> DomainError:
    """Return what the caller is told: a refusal as it is, a fault as a try-again or our error."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Fault):
        return Unavailable("Wait a moment and send the same request again")
    return InternalError("Try again; if it stays, give your administrator the instance id")


# Chalice and API Gateway refuse some requests before a view runs; their status says which.
BY_GATEWAY_STATUS: Final[Mapping[int, DomainError]] = {
    400: MalformedBody("The request could not be read"),
    401: NotSignedIn("Send a valid access token: Authorization: Bearer <token>"),
    403: NotSignedIn("Send a valid access token: Authorization: Bearer <token>"),
    404: NoSuchRoute("Look at /docs for the addresses of this API"),
    405: MethodNotAllowed("Look at /docs for the methods of this address"),
    415: UnsupportedMediaType("Send the body as application/json"),
}
