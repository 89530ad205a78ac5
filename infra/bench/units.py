"""DynamoDB's rule for what a write costs, on items in the wire's form.

Needed where the table's own answer says nothing: how a transaction's units are shared by its rows,
and what a refused write costs. Source: the developer guide's pages on item sizes and on write
capacity, read in November 2026.
"""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

UNIT_BYTES = 1024
CONTAINER_BYTES = 3
ELEMENT_BYTES = 1
Item = Mapping[str, Mapping[str, Any]]


def units_of(size_bytes: int, *, in_transaction: bool = False) -> float:
    """Return a row's write units: one per started KB, twice that in a transaction."""
    started = max(1, -(-size_bytes // UNIT_BYTES))
    return float(started * 2 if in_transaction else started)


def size_of(item: Item) -> int:
    """Return an item's size in bytes: the lengths of its names and of its values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "B":
            # On the wire bytes are base64; in an answer that was read they are themselves.
            return len(held) if isinstance(held, bytes) else len(b64decode(held))
        case "N":
            return _number_bytes(held)
        case "L":
            return CONTAINER_BYTES + sum(ELEMENT_BYTES + _value_bytes(each) for each in held)
        case "M":
            return CONTAINER_BYTES + len(held) * ELEMENT_BYTES + size_of(held)
        case "BOOL" | "NULL":
            return 1
    raise ValueError(f"Rows hold no values of kind {kind}")


def _number_bytes(text: str) -> int:
    """One byte for every two significant digits, and one more."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1
