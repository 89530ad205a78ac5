"""Where the parameters of a provider's call are: in the query, in a form, or in JSON inside one.

The content type is not asked: providers name a wrong one or none. What they mean by the parameters
is in telephony.py.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.telephony import Place, Vendor

MOST_FIELDS: Final = 200  # Ozonetel sends some forty


def parameters(vendor: Vendor, query: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Return what the provider sent, wherever it puts it; raise InvalidInput for no such form."""
    found: dict[str, str] = {}
    for place in vendor.places:
        found |= dict(_READ[place](query, body))
    return found


def _from_query(query: Mapping[str, str], body: bytes) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    yield from query.items()


def _from_body(query: Mapping[str, str], body: bytes) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    text = _text(body)
    yield from (_members(text) if text.lstrip().startswith("{") else _form(text))


def _from_form_data(query: Mapping[str, str], body: bytes) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    yield from _members(dict(_form(_text(body))).get("data", "{}"))


_READ: Final[Mapping[Place, Callable[[Mapping[str, str], bytes], Iterator[tuple[str, str]]]]] = {
    Place.QUERY: _from_query,
    Place.BODY: _from_body,
    Place.FORM_DATA: _from_form_data,
}


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InvalidInput("Send the call's fields in UTF-8", field="body") from None


def _form(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidInput("This form has too many fields", field="body") from None


def _members(text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts and numbers of one JSON object; what is nested in it is left alone."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # brackets without end overflow the reader's stack
        raise InvalidInput("Send the call's fields as one JSON object", field="data") from None
    if not isinstance(value, dict):
        raise InvalidInput("Send the call's fields as one JSON object", field="data")
    for name, member in value.items():
        if member is None:
            yield name, ""
        elif isinstance(member, str | int) and not isinstance(member, bool):
            yield name, str(member)
