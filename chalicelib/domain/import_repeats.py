"""Rows of one file that are about the same thing, found without keeping the file in memory.

A first reading sets one bit per key and so finds the keys that may come twice; few keys that do not
look so too, which costs only their place. The second reading then remembers what was said first of
these alone. Both happen in one process, which is all that Python's own hash of a text is good for.
"""

from typing import Final

BITS: Final = 1 << 25  # 4 MiB: of a million keys, three in a hundred look repeated and are not


class Sketch:
    """The keys of a first reading."""

    def __init__(self) -> None:
        self.repeated: set[int] = set()
        self._seen = bytearray(BITS // 8)

    def add(self, key: str) -> None:
        """Note one row's key; an empty one is nobody's."""
        if not key:
            return
        number = hash(key)
        place, bit = (number % BITS) >> 3, 1 << (number & 7)
        if self._seen[place] & bit:
            self.repeated.add(number)
        self._seen[place] |= bit


class Firsts:
    """What the second reading heard first of each repeated key."""

    def __init__(self, repeated: set[int]) -> None:
        self._repeated = repeated
        self._heard: dict[str, tuple[int, int]] = {}

    def is_repeated(self, key: str) -> bool:
        """True for a key that may come twice."""
        return bool(key) and hash(key) in self._repeated

    def other(self, key: str, says: int, line: int) -> int:
        """Return the line that said something else of this key first; 0 when there is none."""
        first_line, said = self._heard.setdefault(key, (line, says))
        return 0 if said == says else first_line
