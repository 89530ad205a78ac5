"""A campaign's filed media in memory, asked as the table is asked; it counts what is read."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from chalicelib.adapters.aws.keys import filed_list
from chalicelib.domain.copies import LIST_LETTERS, Filed
from chalicelib.domain.ids import CampaignId, MediaId, VisitId
from chalicelib.domain.likeness import LETTERS, filed, look_text

if TYPE_CHECKING:
    from chalicelib.ports import Records

READ_UNIT: Final = 4096  # bytes; an eventual read costs half a unit for each that is begun
ID: Final = "0192a000-0000-7000-8000-00000000a001"
NAMES: Final = ("pk", "sk", "list_pk", "list_sk")
HASH: Final = "-" * 11
# What makes a row positive definite although some waves nearly follow from others.
RIDGE: Final = 1e-3


def entry_bytes(text: str) -> int:
    """Return how large the index's entry of a media is: its keys, with their names."""
    place = (f"VISIT#{ID}", f"MEDIA#{ID}", filed_list(ID, text[:LIST_LETTERS]), text)
    return sum(map(len, (*NAMES, *place)))


class Files:
    """Filed texts by media. `entries` and `queries` count what was asked since the last `reset`."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._kept = sorted((text, media_id) for media_id, text in texts)
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self.queries, self.entries, self.units = 0, 0, 0.0

    def filed(self, _campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        """Return what begins so, as ports.Records does; there is one campaign."""
        first = bisect_left(self._kept, (beginning, ""))
        last = bisect_left(self._kept, (f"{beginning}~~", ""))
        found = self._kept[first : min(last, first + limit)]
        self.queries += 1
        self.entries += len(found)
        size = len(found) * entry_bytes("-" * (LETTERS + len(HASH)))
        self.units += max(math.ceil(size / READ_UNIT), 1) / 2
        return [_entry(media_id, text) for text, media_id in found]

    def as_records(self) -> "Records":
        """Return this as the table that a service is given, of which it asks nothing else."""
        return cast("Records", self)


def _entry(media_id: str, text: str) -> Filed:
    return Filed(visit_id=VisitId(media_id), media_id=MediaId(media_id), text=text)


def strangers(strengths: Sequence[Sequence[int]], count: int) -> Iterable[tuple[str, str]]:
    """Yield made media whose waves go together as those of the given pictures do.

    Every picture counts alike, however strong its contrast is; the same number gives the same ones.
    """
    known = np.array(strengths, dtype=float)
    known /= np.sqrt((known**2).mean(axis=1, keepdims=True))
    spread = np.cov(known, rowvar=False)
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    chance: Any = np.random.default_rng(1)
    waves = chance.standard_normal((count, len(spread))) @ np.linalg.cholesky(spread).T
    for number, each in enumerate((waves * 1000).astype(int).tolist()):
        yield f"stranger-{number}", filed(look_text(each)) + HASH
