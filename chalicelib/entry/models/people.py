"""Who is calling, her areas, and the people of a booth."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Notice, notice_hash
from chalicelib.domain.people import Role, User, roles_of
from chalicelib.domain.roll import Beneficiary, covered, missing
from chalicelib.domain.visit import Outcome
from chalicelib.entry.models.campaigns import PlaceForm, place_form
from chalicelib.entry.models.common import Instant, KnownId, Model, PageQuery, Words
from chalicelib.services.worklist import Worklist

MAIN_LANGUAGE = "hi"


class ScopeView(Model):
    """One role over one area."""

    role: Role
    area_id: str
    names: Words
    level: str


class Me(Model):
    """The caller."""

    user_id: str
    name: str
    campaign_id: str
    roles: list[Role]
    scopes: list[ScopeView]


def me_view(user: User, areas: dict[str, Area]) -> Me:
    """Return the caller as an answer; `areas` holds those of her scopes that exist."""
    scopes = [
        ScopeView(
            role=scope.role,
            area_id=scope.area_id,
            names=dict(areas[scope.area_id].names) if scope.area_id in areas else {},
            level=areas[scope.area_id].level if scope.area_id in areas else "",
        )
        for scope in user.scopes
    ]
    return Me(
        user_id=user.user_id, name=user.name, campaign_id=user.campaign_id,
        roles=list(roles_of(user)), scopes=scopes,
    )  # fmt: skip


class ChildArea(Model):
    """One area below."""

    area_id: str
    level: str
    names: Words


class AreaView(Model):
    """An area with those right below it."""

    area_id: str
    level: str
    names: Words
    parent_id: str | None
    place: PlaceForm | None
    children: list[ChildArea]


def area_view(area: Area, children: list[Area]) -> AreaView:
    """Return an area as an answer."""
    below = [ChildArea(area_id=c.area_id, level=c.level, names=dict(c.names)) for c in children]
    return AreaView(
        area_id=area.area_id, level=area.level, names=dict(area.names), parent_id=area.parent_id,
        place=place_form(area.place), children=below,
    )  # fmt: skip


class WorklistQuery(PageQuery):
    """`?booth=&language=`; the booth may be left out by a worker who has just one."""

    booth: KnownId | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = MAIN_LANGUAGE
    limit: Annotated[int, Field(ge=1, le=200)] = 200


CallWord = Literal["matched"]
# What helps to find the door, and tells a child; the rest of her record is asked for by her id.
AT_THE_DOOR = ("house", "address", "birth_year")


class PersonView(Model):
    """One person on the worklist. `version` is the `base_version` of what is reported of her.

    `details` has her house, address and year of birth, as far as they are known.
    `conflicts` names the fields about which two reports disagree; `call` is `matched` once the
    missed call of her last visit was. Of who took everything back only the names and what
    happened are shown.
    """

    beneficiary_id: str
    booth_id: str
    name: str
    names: Words
    guardian_name: str
    guardian_names: Words
    phone: str | None
    schemes: list[str]
    details: Words
    outcome: Outcome | None
    visit_id: str | None
    visited_at: Instant | None
    purposes: list[str]
    missing: list[str]
    version: int
    conflicts: list[str]
    call: CallWord | None


class NoticeView(Model):
    """The notice to read out, with the hash that proves its text."""

    notice_id: str
    version: int
    language: str
    text: str
    sha256: str


class BoothView(Model):
    """The booth of a worklist."""

    area_id: str
    names: Words


class WorklistAnswer(Model):
    """A booth's people and the notice."""

    items: list[PersonView]
    notice: NoticeView
    booth: BoothView
    next_cursor: str | None


def worklist_answer(found: Worklist, language: str) -> WorklistAnswer:
    """Return a worklist as an answer, names in `language` where the roll has them."""
    return WorklistAnswer(
        items=[_person(person, language) for person in found.people.items],
        notice=_notice(found.notice),
        booth=BoothView(area_id=found.booth.area_id, names=dict(found.booth.names)),
        next_cursor=found.people.cursor,
    )


def _person(listed: Beneficiary, language: str) -> PersonView:
    person = covered(listed)
    last = person.last
    return PersonView(
        beneficiary_id=person.beneficiary_id,
        booth_id=person.booth_id,
        name=in_language(dict(person.names), language),
        names=dict(person.names),
        guardian_name=in_language(dict(person.guardian_names), language),
        guardian_names=dict(person.guardian_names),
        phone=person.phone.shown if person.phone else None,
        schemes=list(person.schemes),
        details=_at_the_door(person),
        outcome=last.outcome if last else None,
        visit_id=last.visit_id if last else None,
        visited_at=last.at if last else None,
        purposes=sorted(person.purposes),
        missing=list(missing(person)),
        version=person.version,
        conflicts=list(person.conflicts),
        call=call_of_last(person),
    )


def _at_the_door(person: Beneficiary) -> Words:
    return {name: person.details[name] for name in AT_THE_DOOR if name in person.details}


def call_of_last(person: Beneficiary) -> CallWord | None:
    """Return whether the missed call of a person's last visit was matched."""
    is_matched = person.last is not None and person.called == person.last.visit_id
    return "matched" if is_matched else None


def in_language(words: Words, language: str) -> str:
    """Return the word in `language`, else in any."""
    return words.get(language) or next(iter(words.values()), "")


def _notice(notice: Notice) -> NoticeView:
    return NoticeView(
        notice_id=notice.notice_id, version=notice.version, language=notice.language,
        text=notice.text, sha256=notice_hash(notice),
    )  # fmt: skip
