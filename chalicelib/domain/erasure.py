"""What is left of a person when she is erased: rows that count, and nothing that tells of her.

Every function returns its row unchanged when nothing of her is in it any more, so that an erasure
that was cut short is finished by doing it again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.calls import Call
from chalicelib.domain.channel_editions import Edition, given_up
from chalicelib.domain.consent import Ledger
from chalicelib.domain.edits import Edit
from chalicelib.domain.held import HeldChange, HeldState
from chalicelib.domain.ids import VisitId
from chalicelib.domain.level_checks import LevelCheck
from chalicelib.domain.media import Media
from chalicelib.domain.publishing import Publication
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit


class Why(StrEnum):
    """Why a person is erased."""

    WITHDRAWN = "withdrawn"
    RETENTION = "retention"


def visits_of(person: Beneficiary, ledger: Ledger) -> tuple[VisitId, ...]:
    """Return every visit to a person."""
    last = {person.last.visit_id} if person.last else set()
    agreed = {consent.visit_id for consent in ledger.consents}
    return tuple(sorted(last | agreed | set(person.earlier)))


def tombstone(person: Beneficiary) -> Beneficiary:
    """Return what stays in her place on the roll: her id, her number there, and how a visit ended.

    Files that name her find this row and know that she is not to be made anew.
    """
    return Beneficiary(
        beneficiary_id=person.beneficiary_id,
        campaign_id=person.campaign_id,
        booth_id=person.booth_id,
        path=person.path,
        serial=person.serial,
        names={},
        guardian_names={},
        phone=None,
        schemes=(),
        last=person.last,
        has_withdrawn=person.has_withdrawn,
        merged_into=person.merged_into,
        merged=person.merged,
        is_erased=True,
        version=person.version,
    )


def emptied_media(media: Media) -> Media:
    """Return the media without its pictures, and without where, when and with what it was made.

    Nor can it be told any more what it looked like, or like whose. Its hash stays, in no list.
    What was found about it stays as well, since findings hold ids and numbers alone.
    """
    return replace(
        media, derivatives=(), measured=None, placeholder="", looks=(), signals={}, capture="",
        copies=(),
    )  # fmt: skip


def emptied_visit(visit: Visit) -> Visit:
    """Return the visit without its place and household."""
    return replace(visit, location=None, household=None)


def emptied_held(held: HeldChange, at: datetime) -> HeldChange:
    """Return a report that nobody will admit any more, without what it said."""
    return replace(held, change="", state=HeldState.DISMISSED, decided_at=at)


def emptied_item(item: Testimonial) -> Testimonial:
    """Return the testimonial without what was written about her, and without what she said.

    Whether the public knows her tells of her too; who decided what, and why, stays.
    """
    captions: Mapping[str, str] | None = {} if item.captions else item.captions
    said = tuple(
        replace(each, note=None, amounts=frozenset(), is_public_figure=False)
        for each in item.decisions
    )
    appeal = replace(item.appeal, note=None) if item.appeal else None
    return replace(
        item, captions=captions, channel_captions=None, transcript=None, decisions=said,
        appeal=appeal, is_public_figure=False,
    )  # fmt: skip


def emptied_look(look: LevelCheck) -> LevelCheck:
    """Return the second look without what was noted beside the decision."""
    return replace(look, note=None)


def emptied_publication(publication: Publication) -> Publication:
    """Return the publication without its captions; what takes the post down stays."""
    return replace(publication, captions={})


def emptied_edition(edition: Edition) -> Edition:
    """Return the edition without its files; one that was ready can be posted no more."""
    return replace(given_up(edition), derivatives=(), stored=()) if edition.stored else edition


def emptied_call(call: Call) -> Call:
    """Return the call without the digits that people were shown."""
    return replace(call, shown="")


def emptied_edit(edit: Edit) -> Edit:
    """Return the change without its values: that there was one, and by whom, stays."""
    return replace(edit, changes={}, in_conflict=())
