"""Seeds the demo campaign: tree, people, sign-ins and the practice channel. Safe to repeat."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib.adapters.system import UUIDv7
from chalicelib.domain.areas import Area
from chalicelib.domain.calls import CallHook
from chalicelib.domain.campaign import (
    Campaign,
    CampaignKind,
    Days,
    Notice,
    Numbers,
    day_of,
    retires_at,
)
from chalicelib.domain.channels import Channel, ChannelKind
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, ChannelId, UserId, id_from
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.ports import Records
from chalicelib.services.phones import PhoneDesk, sealed
from infra.local import demo_people as demo
from infra.local.demo_outlines import outlines_of
from infra.local.demo_tree import PEOPLE_PER_BOOTH, areas_of

OLDEST = 1950
ADULT_YEARS = 55  # the youngest was born in 2004
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
    hook_token: str

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
    areas = list(areas_of(campaign_id))
    for area in areas:
        records.commit(Save(row=area))
    for outline in outlines_of(areas):
        records.commit(Save(row=outline))
    records.commit(Save(row=_campaign(campaign_id)))
    booths = [area for area in areas if area.level == "booth"]
    for index, booth in enumerate(booths):
        for person in _people(campaign_id, booth, index, phones):
            records.commit(Save(row=person))
    channel_id = ChannelId(new_id())
    records.commit(Save(row=practice_channel(campaign_id, channel_id, practice_url)))
    hook_token = secrets.token_urlsafe(24)
    records.commit(Save(row=_hook(campaign_id, hook_token)))
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
            reference=f"DEMO-{username}",
        )
        records.commit(Save(row=user))
    return Seeded(
        campaign_id=campaign_id,
        booths=tuple(booth.area_id for booth in booths),
        practice_channel_id=channel_id,
        password=password,
        usernames={key: found[0] for key, found in _sign_ins(areas, booths).items()},
        user_ids=user_ids,
        hook_token=hook_token,
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
        numbers=Numbers(confirm=demo.CONFIRM_NUMBER, withdraw=demo.WITHDRAW_NUMBER),
    )


def _people(
    campaign_id: CampaignId, booth: Area, index: int, phones: PhoneDesk
) -> Iterator[Beneficiary]:
    for place in range(PEOPLE_PER_BOOTH):
        number = index * PEOPLE_PER_BOOTH + place
        names, guardian = demo.person(number)
        person_id = BeneficiaryId(id_from(campaign_id, "person", f"{booth.code}/{place + 1}"))
        phone = demo.phone(number)
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
            details={"birth_year": str(OLDEST + number % ADULT_YEARS)},
        )


def _hook(campaign_id: CampaignId, token: str) -> CallHook:
    """Return the address that the demo's telephony provider calls."""
    return CallHook(
        provider="exotel",
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        campaign_id=campaign_id,
        name="Demo line",
        is_active=True,
        mapping={},
        sources=(),
    )


def refresh_days(records: Records, seeded: Seeded, now: datetime) -> None:
    """Let the demo's three visit days be yesterday, today and tomorrow, once they are over."""
    campaign = records.find(Campaign, CampaignId(seeded.campaign_id))
    state = records.find(Area, AreaId(id_from(CampaignId(seeded.campaign_id), "area", "UK")))
    if campaign is None or state is None:
        return
    today, known = day_of(campaign, now), campaign.days.get(state.area_id)
    if known is None or not known.first_on < today < known.last_on:
        days = Days(first_on=today - timedelta(days=1), last_on=today + timedelta(days=1))
        dated = replace(campaign, days={state.area_id: days})
        records.commit(Save(row=replace(dated, due_at=retires_at(dated))))


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
    administers = (_scope(Role.ADMIN, state),)
    signs["admin"] = ("admin", "Admin", administers)
    # What was stopped everywhere is started again by two people.
    signs["admin_2"] = ("admin2", "Admin 2", administers)
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
