"""What is posted next on a channel: whose turn it is, and which of those that wait there.

Districts have their turns, so that none is crowded out by another's numbers. Within a district the
newer goes first, what was verified well goes before what came some hours later, and a language that
the latest posts left out goes before some more of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.areas import Path
from chalicelib.domain.channels import Channel
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import AreaId
from chalicelib.domain.publishing import Publication
from chalicelib.domain.slots import Lane
from chalicelib.domain.testimonial import Testimonial

# What was verified without a doubt goes before what came so much later with every doubt.
HEAD_START: Final = timedelta(hours=24)
# What a channel has no words for goes behind what came so much earlier with some.
WORDLESS: Final = timedelta(hours=72)
# A language of which the latest posts have none goes before what came so much later in others.
LANGUAGE_PULL: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is posted next, out of `seen` that could be: the `place`-th of its lane by rank.

    `passed` were held up; `share` is how much of the latest posts its language has, 0 to 1.
    """

    lane: Lane
    publication: Publication
    place: int
    seen: int
    passed: int
    language: str
    share: float


def lane_of(path: Path, desk_id: AreaId) -> AreaId:
    """Return the district that a place lies in: the area below its desk, or the desk itself."""
    below = path[path.index(desk_id) + 1 :] if desk_id in path else path
    return below[0] if below else desk_id


def strength_of(item: Testimonial) -> float:
    """Return how well a testimonial was verified: the share of its findings that passed, 0 to 1."""
    if not item.findings:
        return 0.0
    passed = sum(found.outcome is FindingOutcome.PASS for found in item.findings)
    return round(passed / len(item.findings), 3)


def language_of(captions: Mapping[str, str], channel: Channel) -> str:
    """Return the first of a channel's languages that captions have words in; "" for none."""
    said = (each for each in channel.caption_languages if captions.get(each, "").strip())
    return next(said, "")


def rank_at(since: datetime, strength: float, *, has_words: bool = True) -> datetime:
    """Return where something stands in its lane: the latest goes first."""
    return since + HEAD_START * strength - (timedelta(0) if has_words else WORDLESS)


def in_turn(lanes: Iterable[Lane], turn: int, now: datetime) -> list[Lane]:
    """Return the lanes that do not rest, in the order of their turns.

    Turns begin where the others are (start-time fair queueing): a lane that was empty does not
    catch up, and one in which ten times as many wait has no more turns.
    """
    awake = [lane for lane in lanes if lane.rest_until is None or lane.rest_until <= now]
    return sorted(awake, key=lambda lane: (max(lane.turns, turn), lane.lane_id))


def chosen_of(
    lane: Lane,
    waiting: Sequence[Publication],
    channel: Channel,
    latest: Sequence[str],
    *,
    passed: int = 0,
) -> Chosen:
    """Return which of those that wait in a lane, the best first, is posted; there is one at least.

    `latest` are the languages of the latest posts.
    """

    def stands_at(item: Publication) -> datetime:
        pull = _pull(language_of(item.captions, channel), channel, latest)
        return (item.rank_at or item.changed_at) + pull

    best = max(waiting, key=stands_at)
    language = language_of(best.captions, channel)
    return Chosen(
        lane=lane, publication=best, place=waiting.index(best) + 1, seen=len(waiting),
        passed=passed, language=language, share=_share(language, latest),
    )  # fmt: skip


def _share(language: str, latest: Sequence[str]) -> float:
    return latest.count(language) / len(latest) if latest else 0.0


def _pull(language: str, channel: Channel, latest: Sequence[str]) -> timedelta:
    """Return by how much a language is drawn forward: all of the pull when it was left out."""
    fair = 1 / len(channel.caption_languages)
    lacking = max(0.0, fair - _share(language, latest)) / fair
    return LANGUAGE_PULL * lacking if language and latest else timedelta(0)


def reasons(chosen: Chosen, turn: int, at: datetime) -> Mapping[str, str]:
    """Return why a publication was chosen, as codes and numbers: choice_words.py tells them."""
    publication = chosen.publication
    waited = at - publication.changed_at
    return {
        "turn": str(turn),
        "lane": chosen.lane.lane_id,
        "place": str(chosen.place),
        "waiting": str(chosen.seen),
        "passed": str(chosen.passed),
        "strength": f"{publication.strength:.3f}",
        "waited_s": str(max(0, round(waited.total_seconds()))),
        "language": chosen.language,
        "share": f"{chosen.share:.2f}",
    }
