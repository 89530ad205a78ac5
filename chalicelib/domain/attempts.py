"""One attempt to post: how it begins, and what each answer of a network makes of it.

It ends with a post, with a clear no, or back in its lane when the network clearly took nothing.
What nobody can tell is unconfirmed, and looked for ever after.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import ConsentId
from chalicelib.domain.post_metrics import next_metrics_at
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    Posted,
    PostRefused,
    PostResult,
    PostUnclear,
    Ready,
)
from chalicelib.domain.publishing import (
    CONFIRM_EVERY,
    MOST_CONFIRMATIONS,
    POSTING_LEASE,
    PostStep,
    Publication,
    PublicationState,
    move,
    put_back,
)
from chalicelib.domain.refusals import Later

_S = PublicationState
# What a network works on is given up after this long: its own containers live for a day.
LONGEST_PENDING: Final = timedelta(hours=6)
SHORTEST_LOOK: Final = timedelta(seconds=5)
LONGEST_LOOK: Final = timedelta(minutes=15)  # as long as a job can wait on its queue
LONGEST_CONFIRM_PAUSE: Final = timedelta(hours=6)
# Something is wrong with such a post, not with its channel: how much each time counts.
OF_THE_POST: Final[Mapping[str, int]] = {Later.MEDIA_UNREADABLE: 1, Later.TOO_SLOW: 10}
# When all that comes to this, the post has failed, and a person reads why.
MOST_DEFERRALS: Final = 50
# The others of its lane go first: those up to six hours older when the trouble is its own. When it
# is the channel's, ten minutes more with each attempt, or one post could keep a channel for itself.
STEP_BACK: Final = timedelta(hours=6)
SMALL_STEP_BACK: Final = timedelta(minutes=10)


def begun(item: Publication, at: datetime, named_by: ConsentId | None) -> Publication:
    """Return the publication as the first call of an attempt is about to be made."""
    return replace(
        move(item, _S.POSTING, at=at), attempts=item.attempts + 1, step=PostStep.SENT,
        handle=None, posting_since=at, named_by=named_by, reason=None, told="",
    )  # fmt: skip


def finalising(item: Publication, at: datetime) -> Publication:
    """Return what was pending as the call that makes it public is about to be made."""
    if item.state is not _S.POSTING or item.step is not PostStep.PENDING:
        raise Conflict("That step is not open from here", current_state=item.state.value)
    return replace(item, step=PostStep.FINALISING, changed_at=at, due_at=at + POSTING_LEASE)


def is_same_attempt(known: Publication, item: Publication) -> bool:
    """True while an answer to `item` is one to what is known by now."""
    is_same = known.publication_id == item.publication_id
    return is_same and known.attempts == item.attempts


def after_result(item: Publication, result: PostResult, at: datetime) -> Publication:
    """Return what is posting or unconfirmed after the network's answer; unclear is never failed."""
    match result:
        case Posted():
            return _posted(item, result, at)
        case PostRefused():
            return _failed(item, result.reason, at, told=result.told)
        case PostDeferred():
            return _deferred(item, result, at)
        case PostUnclear():
            return unclear(item, result.reason, at)
        case Pending() | Ready():
            return _pending(item, result, at)
        case _:  # pragma: no cover  # the type checker proves that there is no other
            assert_never(result)


def _posted(item: Publication, result: Posted, at: datetime) -> Publication:
    return replace(
        move(item, _S.POSTED, at=at), posted_at=at, due_at=next_metrics_at(at, at), step=None,
        reason=None, told="", external_id=result.external_id, permalink=result.permalink,
    )  # fmt: skip


def _failed(item: Publication, reason: str, at: datetime, *, told: str = "") -> Publication:
    return replace(move(item, _S.FAILED, at=at), step=None, reason=reason, told=told)


def unclear(item: Publication, reason: str, at: datetime) -> Publication:
    """Return the publication as one of which nobody knows; the first reason for it stays."""
    if item.state is _S.UNCONFIRMED:
        return item
    return replace(move(item, _S.UNCONFIRMED, at=at), reason=reason)


def _deferred(item: Publication, result: PostDeferred, at: datetime) -> Publication:
    """Return the publication to wait again; failed when that was too often its own trouble.

    Too late for a way back it has failed as well: what is unconfirmed is never posted again.
    """
    deferrals = item.deferrals + OF_THE_POST.get(result.reason, 0)
    if item.state is _S.UNCONFIRMED or deferrals >= MOST_DEFERRALS:
        return _failed(replace(item, deferrals=deferrals), result.reason, at)
    # What was pending may have gone out in days that the table has forgotten; see marks.py.
    is_void = item.step is not PostStep.PENDING
    waiting = void(item, at) if is_void else put_back(item, _S.SCHEDULED, at=at)
    rank_at = (item.rank_at or item.changed_at) - _step_back(item, result)
    return replace(waiting, deferrals=deferrals, reason=result.reason, rank_at=rank_at)


def _step_back(item: Publication, result: PostDeferred) -> timedelta:
    return STEP_BACK if result.reason in OF_THE_POST else SMALL_STEP_BACK * item.attempts


def void(item: Publication, at: datetime) -> Publication:
    """Return the publication back in its lane, after an attempt that made nothing public."""
    return replace(put_back(item, _S.SCHEDULED, at=at), void=item.attempts)


def _pending(item: Publication, result: Pending | Ready, at: datetime) -> Publication:
    """Return the publication with what the network works on, and when to look at it.

    After the call that makes it public only a clear answer counts, and this is none.
    """
    known = replace(item, handle=result.handle)
    if item.state is _S.UNCONFIRMED or item.step is PostStep.FINALISING:
        return unclear(known, "not_public_yet", at)
    return replace(
        known, step=PostStep.PENDING, changed_at=at, due_at=at + _look_in(item, result, at)
    )


def _look_in(item: Publication, result: Pending | Ready, at: datetime) -> timedelta:
    """Return when to look: as the network says, and more rarely the longer it takes."""
    if isinstance(result, Ready):
        return timedelta()
    wished = max(result.look_in, SHORTEST_LOOK, (at - (item.posting_since or at)) / 10)
    return min(wished, LONGEST_LOOK)


def pending_for_too_long(item: Publication, at: datetime) -> bool:
    """True when a network has worked on a post for longer than we wait for."""
    return item.posting_since is not None and at - item.posting_since > LONGEST_PENDING


def was_just_looked_at(item: Publication, at: datetime) -> bool:
    """True when a look now would be the same one: its job came twice."""
    return item.looked_at is not None and at - item.looked_at < CONFIRM_EVERY / 2


def not_seen(item: Publication, at: datetime, *, is_blind: bool = False) -> Publication:
    """Return an unconfirmed publication after a look that found nothing, with its next look.

    The first hour every minute, then ever more rarely, up to every six hours, without an end. When
    its network's posts cannot be read (`is_blind`), a person is asked at once.
    """
    count = item.confirmations + 1
    if is_blind:
        count = max(count, MOST_CONFIRMATIONS + 9)
    pause = CONFIRM_EVERY * 2 ** min(max(0, count - MOST_CONFIRMATIONS), 9)
    due_at = at + min(pause, LONGEST_CONFIRM_PAUSE)
    return replace(item, confirmations=count, looked_at=at, due_at=due_at)


def not_answered(item: Publication, at: datetime) -> Publication:
    """Return what its network was asked for in vain, to be asked again; this is no look."""
    pause = max(CONFIRM_EVERY, (at - item.changed_at) / 10)
    return replace(item, due_at=at + min(pause, LONGEST_CONFIRM_PAUSE))
