"""The whole story of a testimonial, from capture to now, as one list of steps.

Everything is told from rows that stand: nothing is opened that was sealed, and no step says where
something was made. Instants are by our clock, a phone's own being corrected.
"""

from collections.abc import Iterator
from typing import Final

from chalicelib.domain.story.consent import agreed
from chalicelib.domain.story.desk import (
    audited,
    claimed,
    editions,
    looked,
    opened,
    out,
    posts,
    reached,
)
from chalicelib.domain.story.door import corrected, rung, visited
from chalicelib.domain.story.files import captured, copied, uploaded
from chalicelib.domain.story.parts import Known, StoryStep

# Of steps of the same instant, those of an earlier part are told first.
PARTS: Final = (
    captured, visited, rung, agreed, corrected, opened, uploaded, copied, reached, claimed, audited,
    looked, editions, posts, out,
)  # fmt: skip


def story_of(known: Known) -> tuple[StoryStep, ...]:
    """Return the steps in the order in which they happened."""
    return tuple(sorted(_steps(known), key=lambda step: step.at))


def _steps(known: Known) -> Iterator[StoryStep]:
    for part in PARTS:
        yield from part(known)
