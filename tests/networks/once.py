"""Faults that pass: each step goes wrong as often as it is told to, and is well afterwards."""

from typing import Any

from tests.networks.server import Fault


class Passing(dict[str, Fault]):
    """The faults of a network, used up in their order: `Passing(tweet=[Fault.CLOSES_AFTER])`."""

    def __init__(self, **left: list[Fault]) -> None:
        super().__init__()
        self.left = left

    def get(self, step: str, default: Any = None) -> Any:
        """Return what goes wrong with a step this time."""
        waiting = self.left.get(step)
        return waiting.pop(0) if waiting else default
