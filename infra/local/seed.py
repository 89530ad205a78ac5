"""Seeds the demo campaign: tree, people, sign-ins and the practice channel. Safe to repeat."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib.adapters.system import UUIDv7
from chalicelib.domain.areas import Area
from chalicelib.domain.campaign import Campaign, CampaignKind, Notice
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, ChannelId, UserId
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.publishing import Channel, ChannelKind
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.phones import PhoneDesk, sealed
from infra.local import demo_people as demo

PEOPLE_PER_BOOTH = 10
new_id = UUIDv7()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What the seed made; kept beside the data so that the next run finds it."""

    campaign_id: str
    booths: tuple[str, ...]
    practice_channel_id: str
    password: str
    usernames: dict[str, str]
    user_ids: dict[str, str]

    def save(self, path: Path) -> None:
        """Write it where only this user may read it: it holds the demo password."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        path.write_text(json.dumps(fields, ensure_ascii=False, indent=1))
        path.chmod(0o600)

    @classmethod
    def load(cls, path: Path) -> "Seeded":
        """Read what `save` wrote; raise ValueError or KeyError when it is damaged."""
        fields = json.loads(path.read_text())
        return cls(**{**fields, "booths": tuple(fields["booths"])})


def seed(
    records: Records, phones: PhoneDesk, cognito: Any, pool_id: str, practice_url: str
) -> Seeded:
    """Fill an empty table and user pool; return what was made."""
    campaign_id = CampaignId(new_id())
    areas = list(_areas(campaign_id))
    for area in areas:
        records.commit(Save(row=area))
    records.commit(Save(row=_campaign(campaign_id)))
    booths = [area for area in areas if area.level == "booth"]
    for index, booth in enumerate(booths):
        for person in _people(campaign_id, booth, index, phones):
            records.commit(Save(row=person))
    channel_id = ChannelId(new_id())
    records.commit(Save(row=practice_channel(campaign_id, channel_id, practice_url)))
    password = f"Demo-{secrets.token_hex(4)}-9"
    user_ids: dict[str, str] = {}
    for key, (username, name, scopes) in _sign_ins(areas, booths).items():
        user_ids[key] = _sign_up(cognito, pool_id, username, password)
        user = User(
            user_id=UserId(user_ids[key]),
            campaign_id=campaign_id,
            name=name,
            scopes=scopes,
            username=username,
        )
        records.commit(Save(row=user))
    return Seeded(
        campaign_id=campaign_id,
        booths=tuple(booth.area_id for booth in booths),
        practice_channel_id=channel_id,
        password=password,
        usernames={key: found[0] for key, found in _sign_ins(areas, booths).items()},
        user_ids=user_ids,
    )


def _areas(campaign_id: CampaignId) -> Iterator[Area]:
    """Yield the tree from the root down. Reviews are kept per constituency."""
    state = _area(campaign_id, None, "state", demo.STATE)
    constituency = _area(campaign_id, state, "constituency", demo.CONSTITUENCY)
    state = replace(state, children=(constituency.area_id,))
    districts = [(_area(campaign_id, constituency, "district", n), rest) for n, rest in demo.TREE]
    yield state
    yield replace(constituency, children=tuple(district.area_id for district, _ in districts))
    for district, mandals in districts:
        below = [(_area(campaign_id, district, "mandal", n), rest) for n, rest in mandals]
        yield replace(district, children=tuple(mandal.area_id for mandal, _ in below))
        for mandal, names in below:
            booths = [_area(campaign_id, mandal, "booth", name) for name in names]
            yield replace(mandal, children=tuple(booth.area_id for booth in booths))
            yield from booths


def _area(campaign_id: CampaignId, parent: Area | None, level: str, names: demo.Words) -> Area:
    area_id = AreaId(new_id())
    is_desk = level == "constituency"
    return Area(
        area_id=area_id,
        campaign_id=campaign_id,
        parent_id=parent.area_id if parent else None,
        level=level,
        names=names,
        path=(*(parent.path if parent else ()), area_id),
        is_desk=is_desk,
        desk_id=area_id if is_desk else (parent.desk_id if parent else None),
    )


def _campaign(campaign_id: CampaignId) -> Campaign:
    notices = tuple(
        Notice(notice_id="doorstep", version=1, language=language, text=text)
        for language, text in demo.NOTICES.items()
    )
    return Campaign(
        campaign_id=campaign_id,
        kind=CampaignKind.BENEFICIARY_OUTREACH,
        names={"hi": "लाभार्थी संवाद", "en": "Beneficiary Voices"},
        languages=("hi", "en"),
        notices=notices,
    )


def _people(
    campaign_id: CampaignId, booth: Area, index: int, phones: PhoneDesk
) -> Iterator[Beneficiary]:
    for place in range(PEOPLE_PER_BOOTH):
        number = index * PEOPLE_PER_BOOTH + place
        names, guardian = demo.person(number)
        person_id, phone = BeneficiaryId(new_id()), demo.phone(number)
        yield Beneficiary(
            beneficiary_id=person_id,
            campaign_id=campaign_id,
            booth_id=booth.area_id,
            path=booth.path,
            serial=place + 1,
            names=names,
            guardian_names=guardian,
            phone=sealed(phone, campaign_id, person_id, phones) if phone else None,
            schemes=demo.SCHEMES[number % len(demo.SCHEMES)],
        )


def practice_channel(campaign_id: str, channel_id: str, base_url: str) -> Channel:
    """Return the channel that posts to the practice network of this machine."""
    return Channel(
        channel_id=ChannelId(channel_id),
        campaign_id=CampaignId(campaign_id),
        kind=ChannelKind.PRACTICE,
        name="Practice network",
        base_url=base_url,
        is_enabled=True,
        min_spacing_s=1,
        caption_languages=("hi", "en"),
    )


SignIn = tuple[str, str, tuple[Scope, ...]]


def _sign_ins(areas: list[Area], booths: list[Area]) -> dict[str, SignIn]:
    """Return key → (username, name, scopes): one worker per booth, and one of each other role."""
    state, constituency = areas[0], areas[1]
    signs: dict[str, SignIn] = {}
    for number, booth in enumerate(booths, start=1):
        key = {1: "worker", len(booths): "worker_elsewhere"}.get(number, f"worker_{number}")
        signs[key] = (f"worker{number}", f"Worker {number}", (_scope(Role.WORKER, booth),))
    moderates = (_scope(Role.MODERATOR, constituency),)
    signs["moderator"] = ("moderator1", "Moderator 1", moderates)
    signs["moderator_2"] = ("moderator2", "Moderator 2", moderates)
    signs["convener"] = ("convener", "Convener", (_scope(Role.CONVENER, constituency),))
    signs["admin"] = ("admin", "Admin", (_scope(Role.ADMIN, state),))
    return signs


def _scope(role: Role, area: Area) -> Scope:
    return Scope(role=role, area_id=area.area_id, path=area.path)


def _sign_up(cognito: Any, pool_id: str, username: str, password: str) -> str:
    """Make a sign-in with a lasting password; return its subject."""
    made = cognito.admin_create_user(
        UserPoolId=pool_id, Username=username, MessageAction="SUPPRESS"
    )
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=username, Password=password, Permanent=True
    )
    attributes = {each["Name"]: each["Value"] for each in made["User"]["Attributes"]}
    return str(attributes["sub"])


def refresh_practice_channel(records: Records, seeded: Seeded, practice_url: str) -> None:
    """Point the practice channel at this run's practice network, if its address has changed."""
    known = records.find(Channel, seeded.campaign_id, seeded.practice_channel_id)
    if known is not None and known.base_url != practice_url:
        records.commit(Save(row=replace(known, base_url=practice_url)))
