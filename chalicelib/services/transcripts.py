"""Keeps what is said in a testimonial, by language, and has it verified with that.

Moderators write it down while they listen. It is never published; the checks read it for numbers
and promises that no caption shows.
"""

from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.errors import (
    AlreadyClaimed,
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.ids import VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.people import Role, User, may
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import OPEN_TO_EVIDENCE, Testimonial, holds, is_claimed
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.auditing import noted

READERS: Final = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})
MODERATORS: Final = frozenset({Role.MODERATOR})
# Ten thousand letters in each of so many languages still make a small row.
MOST_LANGUAGES: Final = 4


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in one language; an empty text takes what was written down out again."""

    language: str
    text: str


def keep(
    user: User, visit_id: VisitId, version: int, said: Said, *,
    records: Records, clock: Clock, new_id: NewId,
) -> None:  # fmt: skip
    """Keep what is said; row, audit entry and the job to verify it anew are one commit.

    The same text again changes nothing. Raises NotFound outside the caller's areas, NotPermitted
    unless she moderates there, StaleVersion when it changed since she read it, AlreadyClaimed when
    another moderator holds it, Conflict once it was decided, InvalidInput for one language too
    many.
    """
    item, now = _item(user, visit_id, version, records), clock.now()
    _require_open(item)
    if is_claimed(item, now) and not holds(item, user.user_id, now):
        raise AlreadyClaimed("Another moderator is looking at this item")
    written = _with(item, said)
    if written == item:
        return
    written, entries = noted(
        written, "transcribed", at=now, actor=user.user_id,
        facts={"language": said.language, "letters": len(said.text)},
    )  # fmt: skip
    job = Job(action=Action.VERIFY, subject=visit_id)
    verify = OutboxItem(item_id=new_id(), job=job, created_at=now)
    records.commit(Save(row=written), *entries, Save(row=verify))


def _item(user: User, visit_id: VisitId, version: int, records: Records) -> Testimonial:
    item = records.find(Testimonial, visit_id)
    if item is None or not may(user, READERS, item.path):
        raise NotFound("There is nothing under this id in your area")
    if not may(user, MODERATORS, item.path):
        raise NotPermitted("A moderator writes down what is said", needs=[Role.MODERATOR.value])
    if item.version != version:
        raise StaleVersion("The item changed while you listened; read it again, then write")
    return item


def _require_open(item: Testimonial) -> None:
    if item.members:
        raise Conflict("A reel is made of testimonials that have words of their own")
    if item.state not in OPEN_TO_EVIDENCE:
        raise Conflict("It was decided; nothing is added to it", current_state=item.state.value)


def _with(item: Testimonial, said: Said) -> Testimonial:
    every = {**(item.transcript or {}), said.language: said.text.strip()}
    transcript = {language: text for language, text in sorted(every.items()) if text}
    if len(transcript) > MOST_LANGUAGES:
        raise InvalidInput(f"At most {MOST_LANGUAGES} languages are kept", field="language")
    return replace(item, transcript=transcript or None)
