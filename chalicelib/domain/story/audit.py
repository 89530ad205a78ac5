"""What an entry of the audit trail says to people. One of a kind that has no text yet is shown
with its own words: nothing that was noted is left out of a story.
"""

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.finding import Verdict
from chalicelib.domain.story.codes import DECISIONS, OF_PUBLICATIONS, PUBLICATIONS, REASONS
from chalicelib.domain.story.parts import StepKind, StoryStep
from chalicelib.domain.story.words import VERDICTS, told, word_of
from chalicelib.domain.takedowns import TakedownKind
from chalicelib.domain.verification.links import Kind, Reference
from chalicelib.domain.verification.words.said import Pair

PUBLICATION: Final = "publication_"
Telling = Callable[[AuditEntry], dict[str, str]]


def _fact(entry: AuditEntry, name: str) -> str:
    value = entry.facts.get(name)
    return "" if value is None else str(value)


def _count(entry: AuditEntry, name: str) -> int:
    return len(_fact(entry, name).split())


def _after_colon(pair: Pair) -> Pair:
    return f": {pair[0]}", f": {pair[1]}"


def _verified(entry: AuditEntry) -> dict[str, str]:
    verdict = VERDICTS[Verdict(_fact(entry, "verdict"))]
    return told("verdict", number=_fact(entry, "evidence_version"), verdict=verdict, differs="")


def _decided(entry: AuditEntry) -> dict[str, str]:
    reason = _fact(entry, "reason_code")
    why = _after_colon(word_of(REASONS, reason)) if reason else ("", "")
    return told("decided", decision=word_of(DECISIONS, _fact(entry, "decision")), reason=why)


def _taken_back(entry: AuditEntry) -> dict[str, str]:
    return told("taken_back", decision=word_of(DECISIONS, _fact(entry, "decision")))


def _asked_again(entry: AuditEntry) -> dict[str, str]:
    return told("asked_worker" if _fact(entry, "by") == "worker" else "asked_beneficiary")


def _withdrawn(entry: AuditEntry) -> dict[str, str]:
    return told("withdrawn", n=_fact(entry, "live_posts"))


def _ordered_down(entry: AuditEntry) -> dict[str, str]:
    text = "ordered_down" if _fact(entry, "kind") == TakedownKind.ORDER else "stopped_by_hand"
    return told(text, n=_count(entry, "channels"))


TELLING: Final[Mapping[str, tuple[StepKind, Telling]]] = {
    "verified": (StepKind.VERDICT, _verified),
    "decided": (StepKind.REVIEW, _decided),
    "decision_taken_back": (StepKind.REVIEW, _taken_back),
    "asked_again": (StepKind.REVIEW, _asked_again),
    "scheduled": (
        StepKind.PUBLICATION,
        lambda entry: told("scheduled", n=_count(entry, "channels")),
    ),
    "withdrawn": (StepKind.WITHDRAWAL, _withdrawn),
    "takedown_ordered": (StepKind.PUBLICATION, _ordered_down),
    "reworked": (StepKind.REVIEW, lambda _: told("reworked")),
    "reel_begun": (StepKind.REEL, lambda entry: told("reel_begun", n=_count(entry, "members"))),
    "reel_composed": (StepKind.REEL, lambda _: told("reel_composed")),
    "put_into_reel": (StepKind.REEL, lambda _: told("put_into_reel")),
}


def step_of(entry: AuditEntry, channels: Mapping[str, str]) -> StoryStep:
    """Return the step that an entry tells of; `channels` are the channels' names by their ids."""
    kind, tell = TELLING.get(entry.action, (StepKind.OTHER, _noted))
    text = tell(entry)
    if entry.action.startswith(PUBLICATION):
        kind, text = StepKind.PUBLICATION, _posted(entry, channels)
    return StoryStep(at=entry.at, kind=kind, by=entry.actor, text=text, references=_named(entry))


def _posted(entry: AuditEntry, channels: Mapping[str, str]) -> dict[str, str]:
    channel = _fact(entry, "channel_id")
    words = {**PUBLICATIONS, **OF_PUBLICATIONS}
    state = word_of(words, entry.action.removeprefix(PUBLICATION))
    return told("publication", channel=channels.get(channel, channel), state=state, reason="")


def _noted(entry: AuditEntry) -> dict[str, str]:
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in entry.facts.items())
    said = f" ({facts})" if facts else ""
    return told("other", action=entry.action.replace("_", " "), facts=said)


def _named(entry: AuditEntry) -> tuple[Reference, ...]:
    reel_id = _fact(entry, "reel_id")
    return (Reference(rel="reel", kind=Kind.TESTIMONIAL, id=reel_id),) if reel_id else ()
