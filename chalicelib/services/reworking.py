"""Edits what was approved: its words change, what is out of it goes, and it is approved anew.

All in one commit, so that no post can start in between, and nothing goes out before the posts of
before are gone (scheduling.py).
"""

from dataclasses import dataclass, replace
from functools import partial

from chalicelib.domain.decisions import ByChannel, Captions, Decision, DecisionKind
from chalicelib.domain.errors import Conflict, StaleVersion
from chalicelib.domain.ids import VisitId
from chalicelib.domain.people import User
from chalicelib.domain.review import BY_MODERATOR, with_words
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.takedowns import TakedownKind, ordered
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial, move
from chalicelib.services.approving import ground_of, require_fit
from chalicelib.services.auditing import noted
from chalicelib.services.claiming import reviewable
from chalicelib.services.moderation import Tools
from chalicelib.services.retry import again
from chalicelib.services.stopping import end_reels, stop_each


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWords:
    """The captions that stand from now on; without those of channels theirs stay as they are."""

    captions: Captions
    channel_captions: ByChannel | None = None


def rework(user: User, visit_id: VisitId, version: int, words: NewWords, tools: Tools) -> None:
    """Give what was approved other words, and let it wait for review with them.

    Raises NotFound, NotPermitted, StaleVersion when it changed since it was read, Conflict when it
    is not approved, and as an approval does for words that may not be published.
    """
    stale = again(partial(_rework, user, visit_id, version, words, tools))
    if stale is not None:
        raise stale


def _rework(
    user: User, visit_id: VisitId, version: int, words: NewWords, tools: Tools
) -> StaleVersion | None:
    """Return the refusal when the item is not as the caller saw it, which no other try mends."""
    item = reviewable(user, visit_id, tools.records)
    if item.version != version:
        return StaleVersion(
            "The item changed while you looked; read it again, then edit",
            current_state=item.state.value,
        )
    if item.state not in GOING_OUT:
        raise Conflict("Only what was approved is edited here", current_state=item.state.value)
    edited = _edited(item, words, tools)
    tools.records.commit(*_changes(user, edited, tools))
    return None


def _edited(item: Testimonial, words: NewWords, tools: Tools) -> Testimonial:
    """Return the item with its new words, which are fit for the public."""
    said = Decision(
        kind=DecisionKind.APPROVE, captions=words.captions,
        channel_captions=words.channel_captions,
    )  # fmt: skip
    edited = with_words(item, said)
    if edited == item:
        raise Conflict("These are the words that it has", current_state=item.state.value)
    require_fit(edited, ground_of(item, tools.records).ledgers, tools.records)
    return edited


def _changes(user: User, edited: Testimonial, tools: Tools) -> list[Change]:
    now = tools.clock.now()
    takedown = ordered(TakedownKind.EDITED, at=now, by=user.user_id)
    publications = tools.records.bundle(edited.visit_id).publications
    _, stopping = stop_each(publications, takedown, now, tools.new_id)
    waiting = replace(
        move(edited, State.PENDING_REVIEW, at=now, by=BY_MODERATOR), reworked_at=now
    )  # fmt: skip
    facts = {"content_version": edited.content_version}
    waiting, entries = noted(waiting, "reworked", at=now, actor=user.user_id, facts=facts)
    return [Save(row=waiting), *entries, *stopping, *end_reels(edited, now, tools.new_id)]
