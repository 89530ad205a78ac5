"""Domain rows to table items and back.

pydantic reads the dataclasses' own annotations, so a row has one definition. Times become RFC 3339
text, sets sorted lists, a row's path of areas one text; floats travel as Decimal because the table
knows no other fraction.
"""

from collections.abc import Mapping
from dataclasses import MISSING
from decimal import Decimal
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from chalicelib.adapters.aws.lists import path_text
from chalicelib.adapters.aws.older_decisions import with_older_decision
from chalicelib.adapters.aws.packing import (
    packed,
    packed_derivatives,
    packed_findings,
    packed_signals,
    unpacked,
    unpacked_derivatives,
    unpacked_findings,
    unpacked_signals,
)
from chalicelib.adapters.aws.person_packing import packed_person, unpacked_person
from chalicelib.adapters.aws.slot_packing import packed_uses, unpacked_uses
from chalicelib.adapters.aws.squeezing import squeezed, unsqueezed
from chalicelib.domain.media import ENDED, Media
from chalicelib.domain.progress import Tally
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.domain.slots import SlotLedger
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.visit import Visit

R = TypeVar("R", bound=Row)
# Fields that nothing in the table looks at stand in one value under TOLD: of these kinds all but
# those named here. A media is written field by field until it has ended, but for what it tells.
TOLD: Final = "told"
PLAIN: Final[Mapping[Any, frozenset[str]]] = {
    Media: frozenset({"kind", "state", "version"}),
    PastVerdict: frozenset({"visit_id", "number", "version"}),
    Testimonial: frozenset({"state", "since", "path", "version"}),
    Visit: frozenset({"outcome", "path", "version"}),
}
OF_AN_UPLOAD: Final = frozenset(
    {"measured", "timings", "placeholder", "looks", "signals", "capture", "copies"}
)


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the kind's reader and writer, built on first use since building costs a while."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_body(row: Row) -> dict[str, Any]:
    """Return the row's fields as plain values that the table can keep; empty ones are left out."""
    fields = _adapter(type(row)).dump_python(row, mode="json")
    given = {name: value for name, value in fields.items() if not _is_left_out(row, name, value)}
    small = _made_small(row, given)
    whole = [name for name in small if _is_squeezed(row, name)]
    body = {name: _kept(value) for name, value in small.items() if name not in whole}
    if whole:
        body[TOLD] = squeezed({name: small[name] for name in whole})
    return packed_person(body) if isinstance(row, Beneficiary) else body


def _made_small(row: Row, given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with those packed that are kept in a form of their own."""
    small = dict(given)
    if "path" in small:
        small["path"] = path_text(small["path"])
    if "findings" in small:
        small["findings"] = packed_findings(small["findings"])
    if isinstance(row, Tally):
        small["parts"] = packed(row.parts)
    if isinstance(row, SlotLedger) and row.used:
        small["used"] = packed_uses(row.used)
    if isinstance(row, Media):
        small["derivatives"] = packed_derivatives(row.derivatives)
        if row.signals:
            small["signals"] = packed_signals(row.signals)
        del small["visit_id"], small["media_id"]  # the key says them
    return small


def _is_squeezed(row: Row, name: str) -> bool:
    if isinstance(row, Media) and row.state not in ENDED:
        return name in OF_AN_UPLOAD
    return type(row) in PLAIN and name not in PLAIN[type(row)]


def _is_left_out(row: Row, name: str, value: Any) -> bool:
    """True for nothing, and for an empty list or map that an absent field reads as anyway."""
    return value is None or (value in ([], {}) and not _must_be_given(type(row), name))


def _must_be_given(kind: Any, name: str) -> bool:
    field = kind.__dataclass_fields__[name]
    return field.default is MISSING and field.default_factory is MISSING


def from_body(kind: type[R], body: Mapping[str, Any]) -> R:
    """Return the row of `kind` that `body` was made from."""
    whole = _whole(kind, body)
    fields = {
        name: _given(whole.get(name))
        for name in kind.__dataclass_fields__
        if name in whole or _must_be_given(kind, name)
    }
    if "path" in fields:
        fields["path"] = str(fields["path"]).split("/")[:-1]
    if kind is Tally:
        fields["parts"] = unpacked(fields["parts"])
    if kind is SlotLedger:
        fields["used"] = unpacked_uses(fields.get("used", ""))
    if kind is Media:
        fields["derivatives"] = unpacked_derivatives(fields["derivatives"], fields["media_id"])
        fields["signals"] = unpacked_signals(fields.get("signals", {}))
    if kind is Testimonial and "decisions" not in fields:
        fields = with_older_decision(fields, whole.get("decided_by"))
    if "findings" in fields:
        fields["findings"] = unpacked_findings(fields["findings"])
    row: R = _adapter(kind).validate_python(fields)
    return row


def _whole(kind: type[Any], body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an item with what was squeezed, and what only its key says, among its fields."""
    if kind in PLAIN and TOLD in body:
        body = {**body, **unsqueezed(bytes(body[TOLD]))}
    if kind is Media:
        return _named(body)
    return unpacked_person(body) if kind is Beneficiary else body


def _named(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a media's fields with the ids that stand in its key alone."""
    visit_id, media_id = str(body["pk"]).partition("#")[2], str(body["sk"]).partition("#")[2]
    return {**body, "visit_id": visit_id, "media_id": media_id}


def _kept(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {name: _kept(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_kept(inner) for inner in value]
    return value


def _given(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _given(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_given(inner) for inner in value]
    return value
