"""Stops everything of an item that is out, or on its way: what to save, with the jobs for it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.publishing import Publication, PublicationState, is_public_nowhere
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.stopping import stopped
from chalicelib.domain.takedowns import Takedown
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.undo import LONGEST_UNDO, last_decision
from chalicelib.ports import NewId

_S = PublicationState
_FOLLOWING: Final = {
    _S.TAKEDOWN_DUE: Action.TAKE_DOWN,
    _S.TAKEDOWN_FAILED: Action.TAKE_DOWN,
    _S.UNCONFIRMED: Action.CONFIRM,
    _S.POSTING: Action.CONFIRM,  # what is pending is given up
}


def stop_each(
    publications: Iterable[Publication], takedown: Takedown, now: datetime, new_id: NewId
) -> tuple[tuple[Publication, ...], list[Change]]:
    """Return the publications as the takedown leaves them, and what of that has to be saved."""
    after: list[Publication] = []
    changes: list[Change] = []
    for publication in publications:
        left = stopped(publication, takedown, now)
        after.append(left)
        if left != publication:
            changes.append(Save(row=left))
            changes += _job(left, now, new_id)
    return tuple(after), changes


def _job(publication: Publication, now: datetime, new_id: NewId) -> list[Change]:
    action = _FOLLOWING.get(publication.state)
    if is_public_nowhere(publication):
        action = Action.CONFIRM  # which gives it up at once
    if action is None:
        return []
    job = Job(action=action, subject=publication.visit_id, channel_id=publication.channel_id)
    return [Save(row=OutboxItem(item_id=new_id(), job=job, created_at=now))]


def end_reels(item: Testimonial, now: datetime, new_id: NewId) -> list[Change]:
    """Return the job that ends the reels which show an item that is approved no longer."""
    if not item.reels:
        return []
    job = Job(action=Action.END_REELS, subject=item.visit_id)
    return [Save(row=OutboxItem(item_id=new_id(), job=job, created_at=now))]


def schedule_anew(item: Testimonial, now: datetime, new_id: NewId) -> list[Change]:
    """Return the job that lets what was approved anew go out, now that a post before it is gone.

    Not before its approval can no longer be taken back.
    """
    if item.state is not State.APPROVED:
        return []
    last = last_decision(item)
    at = last.at + LONGEST_UNDO if last and last.at + LONGEST_UNDO > now else None
    job = Job(
        action=Action.SCHEDULE, subject=item.visit_id, content_version=item.content_version,
        not_before=at,
    )  # fmt: skip
    return [Save(row=OutboxItem(item_id=new_id(), job=job, created_at=now))]
