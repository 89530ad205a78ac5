"""What a media's row says of its copies: other media that are the same file, or show the same."""

from dataclasses import dataclass

from chalicelib.domain.ids import AreaId, MediaId, VisitId
from chalicelib.domain.likeness import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A media of another visit that is the same file or shows the same; both rows name each other.

    `is_earlier` says that the other one was stored first. `difference` is in how many of
    `likeness.SIGNS` the two differ, 0 for the same file; `turn` is how the other was laid to make
    ours.
    """

    media_id: MediaId
    visit_id: VisitId
    booth_id: AreaId
    is_earlier: bool
    is_same_file: bool
    is_same_worker: bool
    is_same_person: bool
    difference: int = 0
    turn: Turn = Turn.SAME
    days_apart: int = 0
