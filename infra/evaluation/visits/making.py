"""Makes the set, step by step: an honest world, pictures, frauds, looks; then what is heard."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from infra.evaluation.visits.album import EDITED, Album, album
from infra.evaluation.visits.answers import Answers
from infra.evaluation.visits.drafts import World
from infra.evaluation.visits.events import Event, events
from infra.evaluation.visits.honest import honest
from infra.evaluation.visits.planting import copies_needed, planted
from infra.evaluation.visits.strangers import fill

T = TypeVar("T")
# Shows how far a step has come: its name, how much there is to do, and its counts.
Watch = Callable[[str, int, Iterator[int]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a set is made, from which seed and pictures.

    `subjects` is how many pictures are spoiled in each way, `parts` how many parts of each picture
    teach how strangers look, and `lessons` how many of those pictures are made ones.
    """

    size: int
    seed: int
    pictures: Path | None
    subjects: int = 12
    parts: int = 12
    lessons: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The set: the world as it stands, what happens in order, and, apart from both, the truth."""

    world: World
    happening: list[Event]
    answers: Answers
    real_pictures: int


def make(plan: Plan, watch: Watch) -> Made:
    """Return the set of a plan; the same plan makes the same set."""
    world = _ended(World, "people visited", plan.size, honest(plan.seed, plan.size), watch)
    needed = copies_needed(sum(draft.is_public for draft in world.visits))
    steps = album(plan.pictures, needed, plan.subjects, plan.lessons)
    pictures = _ended(Album, "copies made", needed * len(EDITED), steps, watch)
    answers = planted(world, pictures)
    shots = [shot for draft in world.visits for shot in draft.shots]
    watch("looks drawn", len(shots), fill(plan.seed, shots, pictures, plan.parts))
    return Made(
        world=world, happening=events(world), answers=answers, real_pictures=pictures.real_count
    )


def _ended(kind: type[T], name: str, total: int, steps: Iterable[int | T], watch: Watch) -> T:
    """Return what a step yields at its end, and show the counts before."""
    found: list[T] = []

    def counts() -> Iterator[int]:
        for step in steps:
            if isinstance(step, kind):
                found.append(step)
            else:
                yield step  # type: ignore[misc]

    watch(name, total, counts())
    return found[-1]
