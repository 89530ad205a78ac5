"""What stands beside a testimonial: its place, its person, its visit and when what happened, or the
members of a reel.

Names and numbers are masked for every reader; whoever needs them asks for them and says why.
"""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.areas import Area
from chalicelib.domain.masked import masked_names
from chalicelib.domain.roll import Beneficiary, covered
from chalicelib.domain.testimonial import State
from chalicelib.domain.timeline import What, timeline_of
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.entry.models.common import Instant, Model, Words
from chalicelib.services.dossiers import Dossier, MemberShown


class AreaNames(Model):
    """The booth's names."""

    names: Words


class PersonShown(Model):
    """The beneficiary by the first letters of her names and the end of her number."""

    names: Words
    guardian_names: Words
    phone: str | None
    schemes: list[str]
    is_masked: bool


class VisitShown(Model):
    """The visit as a moderator sees it; no coordinates."""

    outcome: Outcome
    started_at: Instant
    booth_id: str


class MomentView(Model):
    """One thing that happened, by our clock; `media_id` names the file that it happened to."""

    at: Instant
    what: What
    media_id: str | None


class MemberView(Model):
    """One testimonial of a reel."""

    testimonial_id: str
    area_id: str
    area: AreaNames | None
    state: State


def area_names(area: Area | None) -> AreaNames | None:
    """Return an area's names."""
    return AreaNames(names=dict(area.names)) if area else None


def person_shown(listed: Beneficiary | None) -> PersonShown | None:
    """Return a person for whoever judges what shows her: masked, and little once she is sealed."""
    if listed is None:
        return None
    person = covered(listed)
    return PersonShown(
        names=masked_names(person.names),
        guardian_names=masked_names(person.guardian_names),
        phone=person.phone.shown if person.phone else None,
        schemes=list(person.schemes),
        is_masked=True,
    )


def visit_shown(visit: Visit | None) -> VisitShown | None:
    """Return a visit for a moderator."""
    if visit is None:
        return None
    return VisitShown(outcome=visit.outcome, started_at=visit.started_at, booth_id=visit.booth_id)


def moment_views(dossier: Dossier, decided: Iterable[datetime]) -> list[MomentView]:
    """Return what happened around a testimonial in its order; `decided` as far as it is told."""
    moments = timeline_of(
        dossier.item, visit=dossier.visit, ledger=dossier.ledger, media=dossier.rows.media,
        call=dossier.call, decided=decided,
    )  # fmt: skip
    return [MomentView(at=each.at, what=each.what, media_id=each.media_id) for each in moments]


def member_view(member: MemberShown) -> MemberView:
    """Return one testimonial of a reel for a moderator, who may open it."""
    item = member.item
    return MemberView(
        testimonial_id=item.visit_id, area_id=item.booth_id, area=area_names(member.booth),
        state=item.state,
    )  # fmt: skip
