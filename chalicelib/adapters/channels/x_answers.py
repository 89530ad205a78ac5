"""What X means by its answers: its clear noes, its limits, and how far it is with a file.

X answers with problem documents; most refusals have no type of their own, so its English sentences
are what there is to go by. A sentence that nobody knows is the general refusal of its status.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import httpx

from chalicelib.adapters.channels.attempts import expired, number, part
from chalicelib.adapters.channels.calls import TOO_MANY, Heard, wait_of
from chalicelib.adapters.channels.told import cleaned
from chalicelib.domain.channels import Credential
from chalicelib.domain.posts import PostDeferred, PostRefused
from chalicelib.domain.refusals import Later, Refusal

_FORBIDDEN: Final = httpx.codes.FORBIDDEN
_BAD_REQUEST: Final = httpx.codes.BAD_REQUEST

# What stands in a sentence of a 403, the first match counts.
_FORBIDDEN_SAYS: Final[Sequence[tuple[str, Refusal]]] = (
    ("duplicate", Refusal.DUPLICATE),
    ("too long", Refusal.CAPTION),
    ("shorter", Refusal.CAPTION),
    ("cashtag", Refusal.CAPTION),
    ("disallowed-resource", Refusal.CONTENT),
    ("violat", Refusal.CONTENT),
    ("rules", Refusal.CONTENT),
    ("automated", Refusal.CONTENT),
    ("malicious", Refusal.CONTENT),
    ("spam", Refusal.CONTENT),
)
# The same of a 400, with the names of the parameters that it complains of.
_BAD_REQUEST_SAYS: Final[Sequence[tuple[str, Refusal]]] = (
    ("media", Refusal.MEDIA),
    ("file size", Refusal.MEDIA),
    ("text", Refusal.CAPTION),
    ("character", Refusal.CAPTION),
    ("tweet", Refusal.CAPTION),
)

# The daily limits stand beside the one of fifteen minutes, and outlast it.
_DAILY: Final = ("x-user-limit-24hour", "x-app-limit-24hour")
_WINDOW: Final = "x-rate-limit-reset"

USUAL_WAIT: Final = timedelta(seconds=5)
_LONGEST_LOOK_S: Final = 300
DONE: Final = timedelta(0)


def no_of(
    heard: Heard, credential: Credential, ours: Sequence[str] = ()
) -> PostRefused | PostDeferred | None:
    """Return what a clear no means; None for an answer that X does not document as one.

    A 403 or 400 counts only as X's own problem document: others than X stand in the way, too.
    """
    if heard.status == httpx.codes.UNAUTHORIZED:
        return expired(credential)
    if heard.status == httpx.codes.PAYMENT_REQUIRED:
        return PostDeferred(reason=Later.QUOTA)  # the credits of the account are used up
    if heard.status == TOO_MANY:
        return _limited(heard)
    if heard.status not in {_FORBIDDEN, _BAD_REQUEST} or not any(_sentences(heard.said)):
        return None
    told = cleaned(next(_sentences(heard.said)), credential, ours)
    return PostRefused(reason=_reason(heard), told=told)


def _reason(heard: Heard) -> Refusal:
    said = " ".join((*_sentences(heard.said), *_complained_of(heard.said))).lower()
    is_forbidden = heard.status == _FORBIDDEN
    table = _FORBIDDEN_SAYS if is_forbidden else _BAD_REQUEST_SAYS
    rest = Refusal.NOT_ALLOWED if is_forbidden else Refusal.OTHER
    return next((reason for words, reason in table if words in said), rest)


def _errors(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    errors = said.get("errors")
    return [part(one) for one in errors] if isinstance(errors, list) else []


def _sentences(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a problem says, the most particular first."""
    found = [one.get(name) for one in _errors(said) for name in ("message", "detail")]
    found += [said.get("detail"), said.get("title")]
    return (one for one in found if isinstance(one, str) and one)


def _complained_of(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield a problem's type and the names of parameters; their values may be our own text."""
    for one in _errors(said):
        yield from (str(name) for name in part(one, "parameters"))
    yield kind_of(said)


def kind_of(problem: Mapping[str, Any]) -> str:
    """Return the last word of a problem's type, as in `resource-not-found`."""
    kind = problem.get("type")
    return kind.rpartition("/")[2] if isinstance(kind, str) else ""


def is_missing(heard: Heard) -> bool:
    """True when X itself says that something is not there: a 404, or a 200 without any data."""
    kinds = {kind_of(one) for one in (heard.said, *_errors(heard.said))}
    if heard.status == httpx.codes.NOT_FOUND:
        return any(_sentences(heard.said))
    return heard.is_good and "data" not in heard.said and "resource-not-found" in kinds


def _limited(heard: Heard) -> PostDeferred:
    for limit in _DAILY:
        if heard.headers.get(f"{limit}-remaining") == "0":
            return PostDeferred(reason=Later.QUOTA, wait=wait_of(heard, until=f"{limit}-reset"))
    if kind_of(heard.said) == "usage-capped":
        return PostDeferred(reason=Later.QUOTA)  # till the month ends, or somebody pays
    return PostDeferred(reason=Later.RATE_LIMITED, wait=wait_of(heard, until=_WINDOW))


def wait_for(file: Mapping[str, Any], credential: Credential) -> timedelta | PostRefused | None:
    """Return how long X wants us to wait for a file; zero when it is done.

    A refusal when X could not process it; None when the answer says nothing of it.
    """
    if "id" not in file:
        return None
    info = part(file, "processing_info")
    match info.get("state"):
        case "pending" | "in_progress":
            seconds = number(info.get("check_after_secs"))
            return timedelta(seconds=min(seconds, _LONGEST_LOOK_S)) if seconds else USUAL_WAIT
        case "failed":
            error = part(info, "error")
            said = error.get("message") or error.get("name")
            return PostRefused(reason=Refusal.MEDIA, told=cleaned(said, credential))
        case "succeeded":
            return DONE
    return None if "processing_info" in file else DONE
