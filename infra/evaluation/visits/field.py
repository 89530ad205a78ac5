"""The world as somebody sees it who plants frauds: visits by worker, booth and day; who is free."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.domain.visit import Outcome
from infra.evaluation.visits.answers import Answers, Planted
from infra.evaluation.visits.drafts import Draft, Look, Shot, World
from infra.evaluation.visits.luck import Luck
from infra.evaluation.visits.walking import INDIA


@dataclass(slots=True, kw_only=True)
class Field:
    """The world, its answers, and what was used: a visit is planted once, and no original is."""

    world: World
    chance: Luck
    answers: Answers = field(default_factory=Answers)
    by_worker: dict[str, list[Draft]] = field(default_factory=dict)
    by_booth: dict[str, list[Draft]] = field(default_factory=dict)
    public: list[Draft] = field(default_factory=list)
    pairs: dict[str, list[tuple[Look, Look]]] = field(default_factory=dict)
    events: int = 0

    @classmethod
    def of(cls, world: World, chance: Luck) -> "Field":
        """Return the field of a world in which nothing is planted yet."""
        found = cls(world=world, chance=chance)
        by_worker: dict[str, list[Draft]] = defaultdict(list)
        by_booth: dict[str, list[Draft]] = defaultdict(list)
        for draft in sorted(world.visits, key=lambda each: (each.at, each.visit_id)):
            by_worker[draft.worker.worker_id].append(draft)
            by_booth[draft.booth.area.area_id].append(draft)
        found.by_worker, found.by_booth = dict(by_worker), dict(by_booth)
        found.public = [draft for draft in world.visits if draft.is_public]
        return found

    def is_free(self, draft: Draft) -> bool:
        """True when nothing is planted in a visit or copied from it, and it comes to a verdict."""
        used = self.answers
        is_used = draft.visit_id in used.planted or draft.visit_id in used.originals
        is_left = draft.took_back_at is not None or "family picture" in draft.true
        return draft.is_public and is_complete(draft) and not is_used and not is_left

    def plant(self, fraud: str, drafts: Sequence[Draft], quiet: int = 0) -> None:
        """Note that these visits, in this order, are one event of a fraud."""
        self.events += 1
        for number, draft in enumerate(drafts):
            self.answers.planted[draft.visit_id] = Planted(
                fraud=fraud, event=self.events, is_quiet=number < quiet
            )

    def before(self, draft: Draft) -> list[Draft]:
        """Return the worker's earlier visits of the same day at which somebody was met."""
        day = self.day(draft)
        return [each for each in day if (each.at, each.visit_id) < (draft.at, draft.visit_id)]

    def day(self, draft: Draft) -> list[Draft]:
        """Return the worker's visits of the day at which somebody was met, in order."""
        mine = self.by_worker[draft.worker.worker_id]
        day = day_of(draft)
        return [e for e in mine if day_of(e) == day and e.outcome is Outcome.MET]


def day_of(draft: Draft) -> date:
    """Return the day of a visit in India."""
    return (draft.at + INDIA).date()


def is_complete(draft: Draft) -> bool:
    """True when every file of a visit becomes ready."""
    return bool(draft.shots) and all(shot.ending == "ready" for shot in draft.shots)


def photos(draft: Draft) -> Iterator[Shot]:
    """Yield a visit's good photos."""
    return (shot for shot in draft.shots if not shot.is_film and not shot.spoiled)


def films(draft: Draft) -> Iterator[Shot]:
    """Yield a visit's films."""
    return (shot for shot in draft.shots if shot.is_film)


def shift(draft: Draft, by: timedelta) -> None:
    """Move everything of a visit in time."""

    def moved(at: datetime | None) -> datetime | None:
        return at + by if at else None

    draft.at, draft.sent_at = draft.at + by, draft.sent_at + by
    draft.dialled_at, draft.corrected_at = moved(draft.dialled_at), moved(draft.corrected_at)
    draft.transcript_at = moved(draft.transcript_at)
    for shot in draft.shots:
        shot.at += by
        shot.granted_at, shot.sent_at = shot.granted_at + by, shot.sent_at + by
    if draft.ring:
        draft.ring.at, draft.ring.heard_at = draft.ring.at + by, draft.ring.heard_at + by
