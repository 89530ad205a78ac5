"""Which amounts of money an item names, as marks that keep nobody's words.

A mark stands with each approval, so that it is known which amounts that person has seen.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from chalicelib.domain.money import names_money
from chalicelib.domain.testimonial import Testimonial

MARK_DIGITS: Final = 12


def texts_of(item: Testimonial) -> Iterator[str]:
    """Yield what is said in an item, and what is written under it."""
    yield from (item.captions or {}).values()
    yield from (item.transcript or {}).values()
    for captions in (item.channel_captions or {}).values():
        yield from captions.values()


def amounts_in(item: Testimonial) -> frozenset[str]:
    """Return a mark for each of an item's texts that names money."""
    return frozenset(_mark(text) for text in texts_of(item) if names_money(text))


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:MARK_DIGITS]
