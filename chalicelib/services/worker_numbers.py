"""Keeps which numbers are those of people who work in a campaign, by their keyed hashes alone.

A number that somebody no longer has keeps its row, which says so: it may be given to her again.
"""

from dataclasses import replace
from typing import Final

from chalicelib.domain.people import User, WorkerNumber
from chalicelib.domain.phones import Phone, same_number
from chalicelib.domain.rows import Save
from chalicelib.ports import Records

MOST_HOLDERS: Final = 20  # of one number; a whole office may share one


def number_changes(before: Phone | None, user: User, *, records: Records) -> list[Save]:
    """Return what to write with a user whose number was `before`; nothing when it still is."""
    if same_number(before, user.phone):
        return []
    held = [(before, False), (user.phone, True)]
    return [
        Save(row=replace(_row(phone.hash, user, records), is_current=is_current))
        for phone, is_current in held
        if phone is not None
    ]


def _row(phone_hash: str, user: User, records: Records) -> WorkerNumber:
    known = records.find(WorkerNumber, phone_hash, user.user_id)
    return known or WorkerNumber(
        phone_hash=phone_hash, user_id=user.user_id, campaign_id=user.campaign_id
    )


def is_workers(phone_hash: str, *, records: Records) -> bool:
    """True when somebody who works in the campaign has this number."""
    found = records.under(WorkerNumber, phone_hash, limit=MOST_HOLDERS).items
    return any(each.is_current for each in found)
