"""What stands beside a testimonial: its place, its person and visit, or the members of a reel."""

from chalicelib.domain.areas import Area
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import State
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.entry.models.common import Instant, Model, Words
from chalicelib.services.dossiers import MemberShown


class AreaNames(Model):
    """The booth's names."""

    names: Words


class PersonShown(Model):
    """The beneficiary as a moderator sees her."""

    names: Words
    phone: str | None
    schemes: list[str]


class VisitShown(Model):
    """The visit as a moderator sees it; no coordinates."""

    outcome: Outcome
    started_at: Instant
    booth_id: str


class MemberView(Model):
    """One testimonial of a reel."""

    testimonial_id: str
    area_id: str
    area: AreaNames | None
    state: State


def area_names(area: Area | None) -> AreaNames | None:
    """Return an area's names."""
    return AreaNames(names=dict(area.names)) if area else None


def person_shown(person: Beneficiary | None) -> PersonShown | None:
    """Return a person for a moderator."""
    if person is None:
        return None
    return PersonShown(
        names=dict(person.names),
        phone=person.phone.shown if person.phone else None,
        schemes=list(person.schemes),
    )


def visit_shown(visit: Visit | None) -> VisitShown | None:
    """Return a visit for a moderator."""
    if visit is None:
        return None
    return VisitShown(outcome=visit.outcome, started_at=visit.started_at, booth_id=visit.booth_id)


def member_view(member: MemberShown) -> MemberView:
    """Return one testimonial of a reel for a moderator, who may open it."""
    item = member.item
    return MemberView(
        testimonial_id=item.visit_id, area_id=item.booth_id, area=area_names(member.booth),
        state=item.state,
    )  # fmt: skip
