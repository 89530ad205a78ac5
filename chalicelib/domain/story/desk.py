"""The part of a story that happened at desks: verdicts, decisions, posts, and what ended them."""

from collections.abc import Iterator

from chalicelib.domain.publishing import Publication
from chalicelib.domain.refusal_words import told as sentences_of
from chalicelib.domain.story.audit import step_of
from chalicelib.domain.story.codes import DECISIONS, EDITIONS, PUBLICATIONS
from chalicelib.domain.story.parts import SYSTEM, Known, StepKind, StoryStep
from chalicelib.domain.story.words import BITS, VERDICTS, said, told, word_of
from chalicelib.domain.testimonial import CLAIM_LIFE, State
from chalicelib.domain.verdicts import PastVerdict
from chalicelib.domain.verification.links import references_of
from chalicelib.domain.verification.versions import differences
from chalicelib.domain.verification.words.said import Pair

# An edition is ordered when the slots are promised, a reel's film when the reel is begun.
ORDERED = frozenset({"scheduled", "reel_begun"})


def opened(known: Known) -> Iterator[StoryStep]:
    """Yield when it was opened; what was chosen for a reel is told by the reel's own entry."""
    if not known.item.members:
        yield from _moves(known, State.COLLECTING, "opened")


def out(known: Known) -> Iterator[StoryStep]:
    """Yield when all its posts were out."""
    yield from _moves(known, State.PUBLISHED, "published")


def _moves(known: Known, target: State, text: str) -> Iterator[StoryStep]:
    """Yield a move of which the trail has no entry."""
    for step in known.item.history:
        if step.target is target:
            yield StoryStep(at=step.at, kind=StepKind.STATE, by=step.by, text=told(text))


def reached(known: Known) -> Iterator[StoryStep]:
    """Yield each verdict, and in how many findings it differs from the one before."""
    for before, after in zip((None, *known.verdicts), known.verdicts, strict=False):
        yield _verdict(before, after)


def _verdict(before: PastVerdict | None, after: PastVerdict) -> StoryStep:
    differing = {one.check for one in differences(before, after)}
    named = (
        ref for found in after.findings if found.check in differing for ref in references_of(found)
    )
    return StoryStep(
        at=after.reached_at,
        kind=StepKind.VERDICT,
        by=SYSTEM,
        text=told(
            "verdict", number=after.number, verdict=VERDICTS[after.verdict],
            differs=_differs(before, len(differing)),
        ),
        references=tuple(dict.fromkeys(named)),
    )  # fmt: skip


def _differs(before: PastVerdict | None, count: int) -> Pair:
    if before is None:
        return "", ""
    return said(BITS["differs" if count else "same"], number=before.number, n=count)


def claimed(known: Known) -> Iterator[StoryStep]:
    """Yield the hold that runs now."""
    claim = known.claim
    if claim is not None:
        yield StoryStep(
            at=claim.expires_at - CLAIM_LIFE, kind=StepKind.REVIEW, by=claim.moderator_id,
            text=told("claimed"),
        )  # fmt: skip


def looked(known: Known) -> Iterator[StoryStep]:
    """Yield each second look that somebody of a level has had."""
    for look in known.looks:
        if look.decision is not None and look.by is not None and look.at is not None:
            decision = word_of(DECISIONS, look.decision)
            agrees = BITS["agrees" if look.agrees else "disagrees"]
            text = told("looked", level=look.level, decision=decision, agrees=agrees)
            yield StoryStep(at=look.at, kind=StepKind.REVIEW, by=look.by, text=text)


def audited(known: Known) -> Iterator[StoryStep]:
    """Yield what the trail tells, but for verdicts that stand in rows of their own."""
    numbers = {verdict.number for verdict in known.verdicts}
    for entry in known.entries:
        if entry.action != "verified" or entry.facts.get("evidence_version") not in numbers:
            yield step_of(entry, known.channels)


def editions(known: Known) -> Iterator[StoryStep]:
    """Yield each edition, when it was ordered; how far it is, is told as of now."""
    ordered = [entry.at for entry in known.entries if entry.action in ORDERED]
    for edition in known.editions if ordered else ():
        text = told("edition", state=word_of(EDITIONS, edition.state))
        yield StoryStep(at=max(ordered), kind=StepKind.PUBLICATION, by=SYSTEM, text=text)


def posts(known: Known) -> Iterator[StoryStep]:
    """Yield where each post is now, unless the trail has it."""
    noted = {(entry.facts.get("publication_id"), entry.action) for entry in known.entries}
    for post in known.publications:
        if (post.publication_id, f"publication_{post.state}") not in noted:
            yield _post(post, known.channels.get(post.channel_id, post.channel_id))


def _post(post: Publication, channel: str) -> StoryStep:
    said = sentences_of(post.reason) if post.reason else None
    why = (f" {said['hi']}", f" {said['en']}") if said else ""
    state = word_of(PUBLICATIONS, post.state)
    text = told("publication", channel=channel, state=state, reason=why)
    return StoryStep(at=post.changed_at, kind=StepKind.PUBLICATION, by=SYSTEM, text=text)
