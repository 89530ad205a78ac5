"""Rows by their natural keys: one, several of a kind, or several of many kinds.

A person's key leads to an item that says where her row lies, so she costs one read more.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from chalicelib.adapters.aws import keys
from chalicelib.adapters.aws.codec import from_body
from chalicelib.adapters.aws.reads import Item, Place, Reads, row_of
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Row
from chalicelib.ports.records import Wanted

R = TypeVar("R", bound=Row)


class ByKey:
    """Reads one table's rows by their natural keys."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key; one strongly consistent read, two for a person."""
        place = keys.place_of(kind, *key)
        item = self._reads.item(place.pk, place.sk)
        if item is not None and kind is Beneficiary:
            item = self._reads.item(*_lies_at(item)) or self._moved(place)
        return from_body(kind, item) if item else None

    def _moved(self, place: keys.Key) -> Item | None:
        """Look once more for a person who moved between the read of her place and of her row."""
        item = self._reads.item(place.pk, place.sk)
        return self._reads.item(*_lies_at(item)) if item else None

    def recall(self, kind: type[R], *key: str) -> R | None:
        """Return the row as it was lately; half the price of `find`, for what hardly changes."""
        place = keys.place_of(kind, *key)
        item = self._reads.item(place.pk, place.sk, is_consistent=False)
        return from_body(kind, item) if item else None

    def find_many(self, kind: type[R], natural_keys: Sequence[tuple[str, ...]]) -> list[R | None]:
        """Return the rows under several natural keys, in their order; consistent batch reads."""
        found = [keys.place_of(kind, *key) for key in natural_keys]
        places: list[Place] = [(place.pk, place.sk) for place in found]
        items = self._reads.items(places)
        if kind is Beneficiary:
            lies = {place: _lies_at(item) for place, item in items.items()}
            there = self._reads.items(list(lies.values()))
            items = {place: there[at] for place, at in lies.items() if at in there}
            for place in lies.keys() - items.keys():
                if moved := self._moved(keys.Key(*place)):
                    items[place] = moved
        return [from_body(kind, items[place]) if place in items else None for place in places]

    def find_each(self, wanted: Sequence[Wanted]) -> list[Row | None]:
        """Return rows of several kinds, in their order; one consistent batch, two with people."""
        found = [_place(keys.place_of(kind, *key)) for kind, key in wanted]
        items = self._reads.items(found)
        lies = [_lies_at(items[place]) for place in found if _leads_on(items.get(place))]
        there = self._reads.items(lies) if lies else {}
        return [self._row_at(place, items, there) for place in found]

    def _row_at(
        self, place: Place, items: Mapping[Place, Item], there: Mapping[Place, Item]
    ) -> Row | None:
        item = items.get(place)
        if item is not None and _leads_on(item):
            item = there.get(_lies_at(item)) or self._moved(keys.Key(*place))
        return row_of(item) if item else None


def _lies_at(item: Item) -> Place:
    """Return where a person's row lies, from the item that says so."""
    return str(item["at_pk"]), str(item["at_sk"])


def _leads_on(item: Item | None) -> bool:
    """True for the item that says where a person's row lies."""
    return item is not None and "at_pk" in item


def _place(key: keys.Key) -> Place:
    return key.pk, key.sk
