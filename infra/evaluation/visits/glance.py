"""Saves an hour: of what a look-up for copies reads, only what can be alike is handed on.

A look-up in a constituency reads hundreds of entries and compares each at length, to throw nearly
all away. The first look is taken here, at many at once: an entry is left out when it differs in
more signs than `likeness.ALIKE` however either is laid, and is another file. That is exact, so the
copies found are the same ones; a test compares them.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, cast, overload

import numpy as np

from chalicelib.domain.copies import HASH_LETTERS, NO_LOOK, Filed, filed_as
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.likeness import (
    ALIKE,
    ALPHABET,
    DIGITS,
    LETTERS,
    MASKS,
    PARTNERS,
    SIGNS,
    SPARE_BITS,
)
from chalicelib.domain.media import Media
from chalicelib.domain.rows import Change
from chalicelib.ports import R
from infra.evaluation.visits.store import Key, Store

if TYPE_CHECKING:
    from chalicelib.ports import Records

WORD: Final = 64
FIRST_ROOM: Final = 256


class Signs:
    """The signs of filed looks, each read once: two words of 64 bits."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._words: Any = np.zeros((FIRST_ROOM, 2), dtype=np.uint64)

    def of(self, texts: Sequence[str]) -> Any:
        """Return the words of looks as they are filed, a row for each."""
        rows = [self._row(text) for text in texts]
        return self._words[rows]

    def _row(self, text: str) -> int:
        letters = text[:LETTERS]
        row = self._rows.get(letters)
        if row is None:
            row = self._rows[letters] = len(self._rows)
            if row == len(self._words):
                self._words = np.concatenate([self._words, np.zeros_like(self._words)])
            self._words[row] = _words(_read(letters))
        return row


class Glance:
    """The table as the search for one media's copies sees it."""

    def __init__(self, store: Store, signs: Signs, media: Media) -> None:
        self._store, self._signs = store, signs
        laid = [_words(each) for look in media.looks for each in _laid(look)]
        self._laid: Any = np.array(laid, dtype=np.uint64)
        self._hash = (filed_as(media) or NO_LOOK)[-HASH_LETTERS:]

    def as_records(self) -> "Records":
        """Return this as the table that `comparing.compare` is given."""
        return cast("Records", self)

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key; None when absent."""
        return self._store.find(kind, *key)

    def find_many(self, kind: type[R], natural_keys: Sequence[Key]) -> list[R | None]:
        """Return the rows under several natural keys, in their order."""
        return self._store.find_many(kind, natural_keys)

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none."""
        self._store.commit(*changes)

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> "Read":
        """Return what the table returns; what is surely not alike is counted and not shown."""
        found = self._store.filed(campaign_id, beginning, limit=limit)
        alike = self._alike(found)
        shown = [each for each in found if each.text in alike or each.text.endswith(self._hash)]
        return Read(shown, len(found))

    def _alike(self, found: Sequence[Filed]) -> set[str]:
        """Return the texts of entries that differ in few enough signs, laid in whatever way."""
        texts = [each.text for each in found if not each.text.startswith(NO_LOOK)]
        if not texts or not len(self._laid):
            return set()
        differing = self._signs.of(texts)[:, None, :] ^ self._laid[None, :, :]
        least = np.bitwise_count(differing).sum(axis=2).min(axis=1)
        return {texts[at] for at in np.flatnonzero(least <= ALIKE)}


class Read(Sequence[Filed]):
    """Entries that were read: as long as all of them, with those that can be alike."""

    def __init__(self, shown: list[Filed], count: int) -> None:
        self._shown, self._count = shown, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Filed]:
        return iter(self._shown)

    @overload
    def __getitem__(self, at: int) -> Filed: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Filed]: ...
    def __getitem__(self, at: int | slice) -> Filed | Sequence[Filed]:
        return self._shown[at]


def _words(signs: int) -> tuple[int, int]:
    return signs >> WORD, signs & (1 << WORD) - 1


def _laid(look: str) -> tuple[int, ...]:
    """Return the look's signs laid in all eight ways."""
    signs = int(look[:DIGITS], 16)
    text = f"{signs:0{SIGNS}b}"
    swapped = int("".join(text[at] for at in PARTNERS), 2)
    return tuple(base ^ mask for base in (signs, swapped) for mask in MASKS)


def _read(letters: str) -> int:
    """Return the signs of a filed look as it is laid there."""
    return reduce(lambda high, each: high << 6 | ALPHABET.index(each), letters, 0) >> SPARE_BITS
