"""The table in memory, for a constituency: what the engine and the matching of calls ask of it.

It keeps the promises of ports.Records for the methods it has (a test compares it with the tests'
own), by lists that are kept in order; it has no lists for timers, desks and channels.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast

from chalicelib.adapters.aws.keys import NATURAL, natural_key
from chalicelib.adapters.aws.lists import LISTS, list_of
from chalicelib.domain.copies import LIST_LETTERS, Filed, filed_as
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import CampaignId, UserId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Bundle, Change, Moved, Page, Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.ports import R
from chalicelib.ports.records import Wanted
from chalicelib.services.relaying import RowChange

if TYPE_CHECKING:
    from chalicelib.ports import Records

Key = tuple[str, ...]
Place = tuple[object, Key]
MOST_CHANGES: Final = 100
LISTED: Final = tuple(LISTS)
NESTED: Final = frozenset(kind for kind, names in NATURAL.items() if len(names) > 1)


class Store:
    """Rows under their natural keys. `stream` holds what changed and was not carried on yet."""

    def __init__(self) -> None:
        self.stream: list[RowChange] = []
        self._rows: dict[Place, Row] = {}
        self._nested: dict[tuple[object, str], list[Key]] = defaultdict(list)
        self._listed: dict[tuple[object, str], list[tuple[str, Key]]] = defaultdict(list)
        self._worked: dict[str, list[tuple[datetime, VisitId]]] = defaultdict(list)
        self._filed: dict[tuple[str, str], list[tuple[str, Filed]]] = defaultdict(list)

    def as_records(self) -> "Records":
        """Return this as the table that a service is given, of which it asks nothing else."""
        return cast("Records", self)

    def seed(self, rows: Iterable[Row]) -> None:
        """Put rows in place as if they had been there before: nothing follows from them."""
        for row in rows:
            self._put(replace(row, version=row.version or 1))

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield every row of a kind."""
        return (row for row in self._rows.values() if isinstance(row, kind))

    def find(self, kind: type[R], *key: str) -> R | None:
        """Return the row under its natural key; None when absent."""
        return cast("R | None", self._rows.get((kind, key)))

    def recall(self, kind: type[R], *key: str) -> R | None:
        """Return the row; here nothing is ever late."""
        return self.find(kind, *key)

    def find_many(self, kind: type[R], natural_keys: Sequence[Key]) -> list[R | None]:
        """Return the rows under several natural keys, in their order."""
        return [self.find(kind, *key) for key in natural_keys]

    def find_each(self, wanted: Sequence[Wanted]) -> list[Row | None]:
        """Return rows of several kinds, in their order."""
        return [self._rows.get(place) for place in wanted]

    def worked(
        self, worker_id: UserId, since: datetime, until: datetime, *,
        limit: int, latest_first: bool = False,
    ) -> Sequence[VisitId]:  # fmt: skip
        """Return a worker's visits that began in between."""
        kept = self._worked[worker_id]
        first = bisect_left(kept, since, key=itemgetter(0))
        last = bisect_right(kept, until, key=itemgetter(0))
        found = kept[first:last]
        return [visit_id for _, visit_id in (found[::-1] if latest_first else found)[:limit]]

    def under(
        self, kind: type[R], *parent: str, limit: int, cursor: str | None = None, after: str = ""
    ) -> Page[R]:
        """Return a parent's rows of `kind` in the order of their keys, from `after` on.

        Rows have one parent each here, and there is no second page.
        """
        assert cursor is None
        keys = self._nested[kind, parent[0]]
        found = [key for key in keys if "#".join(key[1:]) > after]
        return Page(items=tuple(self._at(kind, key) for key in found[:limit]))

    def listed(self, kind: type[R], name: str, *, limit: int, after: str = "") -> Page[R]:
        """Return the rows of `kind` in a list, from `after` on; there is no second page."""
        kept = self._listed[kind, name]
        first = bisect_right(kept, after, key=itemgetter(0))
        return Page(items=tuple(self._at(kind, key) for _, key in kept[first : first + limit]))

    def bundle(self, visit_id: VisitId) -> Bundle:
        """Return all rows of a visit."""
        media, posts = self._nested[Media, visit_id], self._nested[Publication, visit_id]
        return Bundle(
            visit=self.find(Visit, visit_id),
            media=tuple(self._at(Media, key) for key in media),
            testimonial=self.find(Testimonial, visit_id),
            publications=tuple(self._at(Publication, key) for key in posts),
        )

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        """Return a campaign's ready media that are filed under what begins so, in that order."""
        kept = self._filed[campaign_id, beginning[:LIST_LETTERS]]
        first = bisect_left(kept, beginning, key=itemgetter(0))
        last = bisect_left(kept, f"{beginning}~~", key=itemgetter(0))
        return [each for _, each in kept[first : min(last, first + limit)]]

    def commit(self, *changes: Change) -> None:
        """Apply all changes or none; raise StaleVersion when one of the rows has changed."""
        places = [_place(change.row) for change in changes]
        if len(set(places)) != len(changes) or not 1 <= len(changes) <= MOST_CHANGES:
            raise ValueError("A commit names each row once, and at most 100 rows")
        for change, place in zip(changes, places, strict=True):
            self._require_unchanged(change, place)
        for change in changes:
            if isinstance(change, Save | Moved):
                self._write(change.row)

    def _require_unchanged(self, change: Change, place: Place) -> None:
        row = change.source if isinstance(change, Moved) else change.row
        kept = self._rows.get(place)
        is_new = kept is None and row.version == 0 and isinstance(change, Save)
        if not is_new and (kept is None or kept.version != row.version):
            raise StaleVersion("The record changed since it was read")

    def _write(self, row: Row) -> None:
        kept = replace(row, version=row.version + 1)
        self.stream.append(RowChange(old=self._put(kept), new=kept))

    def _put(self, row: Row) -> Row | None:
        """Keep a row and its places in the lists; return what it replaces."""
        place = _place(row)
        old = self._rows.get(place)
        self._rows[place] = row
        if old is None and place[0] in NESTED:
            insort(self._nested[place[0], place[1][0]], place[1])
        if isinstance(row, Media):
            self._file(old, row)
        elif isinstance(row, LISTED):
            self._list(old, row, place[1])
        if isinstance(row, Visit):
            self._work(old, row)
        return old

    def _file(self, old: Row | None, row: Media) -> None:
        text = filed_as(row)
        if text is None or (isinstance(old, Media) and filed_as(old) == text):
            return
        entry = Filed(visit_id=row.visit_id, media_id=row.media_id, text=text)
        kept = self._filed[row.campaign_id, text[:LIST_LETTERS]]
        insort(kept, (text, entry), key=lambda each: (each[0], each[1].media_id))

    def _list(self, old: Row | None, row: Row, key: Key) -> None:
        was, now = (list_of(old) if old else None), list_of(row)
        if was == now:
            return
        if was:
            self._listed[type(row), was[0]].remove((was[1], key))
        if now:
            insort(self._listed[type(row), now[0]], (now[1], key))

    def _work(self, old: Row | None, row: Visit) -> None:
        entry = (row.began_at, row.visit_id)
        kept = self._worked[row.worker_id]
        if isinstance(old, Visit) and (old.began_at, old.visit_id) == entry:
            return
        insort(kept, entry)

    def _at(self, kind: type[R], key: Key) -> R:
        return cast("R", self._rows[kind, key])


def _place(row: Any) -> Place:
    return type(row), natural_key(row)
