"""What a worker's day looks like as a whole: hints for her convener, never a judgement.

The seven are the abuses that the Ministry of Rural Development named for its attendance photos
(NMMS, circular of 8 July 2025), taken over to visits. One doubtful visit is an accident; a share of
a day's visits is a reason to go and see. Each hint names its visits, so that she can look herself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from chalicelib.domain.consent import Ledger, Purpose, given
from chalicelib.domain.finding import DOUBTS
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.policy import Policy
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.verification import names
from chalicelib.domain.verification.limits import PATTERN_SHARE, PATTERN_VISITS, limit
from chalicelib.domain.visit import Visit

# What is shown needs a picture of either kind; what is not agreed to is not missing.
SHOWN: Final = frozenset({Purpose.PHOTO, Purpose.VIDEO})


class Abuse(StrEnum):
    """The seven, in the circular's order."""

    IRRELEVANT = "irrelevant_picture"
    OF_A_PICTURE = "picture_of_a_picture"
    COUNTS = "counts_do_not_match"
    OTHER_PERSON = "another_person"
    SEVERAL_ROLLS = "one_picture_on_several_rolls"
    SWAPPED = "pictures_swapped"
    MISSING = "second_capture_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One visit of the day at which somebody was met, and what came of it."""

    visit: Visit
    item: Testimonial | None
    ledger: Ledger | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How often one abuse is hinted at in a day. `of` is how many visits could show it."""

    abuse: Abuse
    visit_ids: tuple[VisitId, ...]
    of: int
    is_hint: bool

    @property
    def share(self) -> float:
        """The share of the visits that could show it, 0 when none could."""
        return len(self.visit_ids) / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDay:
    """A worker's day with its seven patterns; `met` is at how many visits she met somebody.

    `is_whole` is False for a day of which only the first visits were looked at.
    """

    worker_id: UserId
    day: date
    met: int
    patterns: tuple[Pattern, ...]
    is_whole: bool = True

    @property
    def hints(self) -> tuple[Pattern, ...]:
        """The patterns that are a reason to go and see."""
        return tuple(pattern for pattern in self.patterns if pattern.is_hint)


def day_of_worker(
    worker_id: UserId, day: date, visits: Sequence[Made], policy: Policy
) -> WorkerDay:
    """Return the day with all seven patterns, in their order."""
    found = tuple(_pattern(abuse, visits, policy) for abuse in Abuse)
    return WorkerDay(worker_id=worker_id, day=day, met=len(visits), patterns=found)


def _pattern(abuse: Abuse, visits: Sequence[Made], policy: Policy) -> Pattern:
    told = [(made, SIGNS[abuse](made)) for made in visits]
    could = [(made, shows) for made, shows in told if shows is not None]
    found = tuple(made.visit.visit_id for made, shows in could if shows)
    is_many = len(found) >= limit(policy, PATTERN_VISITS)
    is_hint = is_many and len(found) >= limit(policy, PATTERN_SHARE) * len(could)
    return Pattern(abuse=abuse, visit_ids=found, of=len(could), is_hint=is_hint)


def _doubts(made: Made, *checks: str) -> bool | None:
    """Return whether one of the checks is in doubt; None while none of them has looked."""
    findings = made.item.findings if made.item else ()
    asked = [found.outcome for found in findings if found.check in checks]
    return any(outcome in DOUBTS for outcome in asked) if asked else None


def _shows_nothing(made: Made) -> bool | None:
    return _doubts(made, names.QUALITY)


def _is_of_a_picture(made: Made) -> bool | None:
    return _doubts(made, names.SCREEN)


def _is_not_shown(made: Made) -> bool | None:
    """Whether she agreed to be shown and nothing came at all; None while something may come."""
    item = made.item
    if not SHOWN & given(made.ledger, made.visit.visit_id):
        return None
    if item is None:
        return True
    if item.state is State.WITHDRAWN:
        return None
    return not item.media_ids


def _is_another_person(made: Made) -> bool | None:
    return _doubts(made, names.NAME, names.GUARDIAN)


def _was_used_before(made: Made) -> bool | None:
    return _doubts(made, names.EXACT, names.NEAR)


def _is_of_another_time(made: Made) -> bool | None:
    return _doubts(made, names.CAPTURED)


def _lacks_one_kind(made: Made) -> bool | None:
    """Whether she agreed to photo and video, something came, and one of the two did not."""
    if not given(made.ledger, made.visit.visit_id) >= SHOWN:
        return None
    kinds = _kinds(made.item)
    return len(kinds) == 1 if kinds else None


def _kinds(item: Testimonial | None) -> set[str] | None:
    """Return the kinds of what came, as the check of her consent saw them."""
    covers = next((f for f in item.findings if f.check == names.COVERS), None) if item else None
    needed = covers.evidence.get("needed") if covers else None
    if not isinstance(needed, list):
        return None
    return {kind for kind in needed if kind in {purpose.value for purpose in SHOWN}}


SIGNS: Final[Mapping[Abuse, Callable[[Made], bool | None]]] = {
    Abuse.IRRELEVANT: _shows_nothing,
    Abuse.OF_A_PICTURE: _is_of_a_picture,
    Abuse.COUNTS: _is_not_shown,
    Abuse.OTHER_PERSON: _is_another_person,
    Abuse.SEVERAL_ROLLS: _was_used_before,
    Abuse.SWAPPED: _is_of_another_time,
    Abuse.MISSING: _lacks_one_kind,
}

WORDS: Final[Mapping[Abuse, tuple[str, str]]] = {
    Abuse.IRRELEVANT: (
        "तस्वीरों में कुछ साफ़ नहीं दिखता या कुछ सुनाई नहीं देता।",
        "Pictures in which hardly anything is to be seen, or sound that cannot be heard.",
    ),
    Abuse.OF_A_PICTURE: (
        "स्क्रीनशॉट, या किसी स्क्रीन से ली गई तस्वीरें।",
        "Screenshots, or photos of a screen.",
    ),
    Abuse.COUNTS: (
        "भेंट और सहमति दर्ज हैं, पर कोई तस्वीर या वीडियो नहीं आया।",
        "Visits with consent on record, for which neither photo nor video came.",
    ),
    Abuse.OTHER_PERSON: (
        "बताया गया नाम सूची के नाम से नहीं मिलता।",
        "The name that was given does not fit the name on the roll.",
    ),
    Abuse.SEVERAL_ROLLS: (
        "एक ही तस्वीर कई भेंटों में आई।",
        "One picture was sent for several visits.",
    ),
    Abuse.SWAPPED: (
        "तस्वीरें भेंट के समय की नहीं हैं।",
        "Pictures that were not taken when the visit was made.",
    ),
    Abuse.MISSING: (
        "फ़ोटो और वीडियो दोनों की सहमति थी, पर एक ही आया।",
        "Photo and video were agreed to, and only one of them came.",
    ),
}
