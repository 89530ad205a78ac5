"""What came back from the desk to the worker who made the visit: a mark, by which it is found.

The testimonial itself says what became of it since, so a mark that is out of date does no harm.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.areas import Path
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.testimonial import State, Testimonial

COMES_BACK = frozenset({State.HAS_ISSUES, State.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """That a visit's testimonial was sent back or rejected."""

    worker_id: UserId
    visit_id: VisitId
    path: Path
    at: datetime
    version: int = 0


def is_back(item: Testimonial) -> bool:
    """True while there is something that the worker should know or do."""
    return item.state in COMES_BACK
