"""Optimistic locking's other half: read again, decide again, a few times."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.domain.errors import StaleVersion, StoreUnavailable

T = TypeVar("T")
ATTEMPTS = 6


def again(step: Callable[[], T]) -> T:
    """Return what `step` returns, run anew when another writer was faster.

    `step` must read what it decides on. Raises StoreUnavailable after ATTEMPTS, so that the caller
    (a phone, a queue) tries later.
    """
    for _ in range(ATTEMPTS):
        try:
            return step()
        except StaleVersion:
            continue
    raise StoreUnavailable("Too many writers at once; try again")
