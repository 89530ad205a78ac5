"""What a campaign declares about itself."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chalicelib.domain.areas import MOST_REACH_M, Area
from chalicelib.domain.campaign import (
    INDIA_MIN,
    Blackout,
    Campaign,
    CampaignKind,
    Days,
    DetailField,
    Notice,
    Numbers,
    Retention,
    Scheme,
    notice_hash,
)
from chalicelib.domain.ids import AreaId, CampaignId
from chalicelib.domain.places import Location
from chalicelib.entry.models.changes import Fraction
from chalicelib.entry.models.common import FreeText, Instant, KnownId, Model
from chalicelib.services.campaigns import AreaChange

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Label = Annotated[FreeText, Field(min_length=1, max_length=200)]
Labels = Annotated[dict[Language, Label], Field(min_length=1, max_length=20)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Number = Annotated[str, Field(pattern=r"^(\+[1-9][0-9]{6,14})?$")]
MOST_AREAS = 100


class DaysForm(Model):
    """The visit days of one area, usually a state."""

    area_id: KnownId
    first_on: date
    last_on: date


class SchemeForm(Model):
    """A scheme whose beneficiaries are visited."""

    scheme_id: Label
    names: Labels


class DetailForm(Model):
    """One more field of the roll."""

    name: Name
    labels: Labels


class BlackoutForm(Model):
    """A time in which nothing is posted in an area."""

    area_id: KnownId
    from_at: Instant
    until_at: Instant
    reason: Label


class RetentionForm(Model):
    """How long people's data is kept, in days."""

    after_end_days: Annotated[int, Field(ge=1, le=3650)] = Retention().after_end_days
    after_withdrawal_days: Annotated[int, Field(ge=0, le=365)] = Retention().after_withdrawal_days


class NumbersForm(Model):
    """The numbers that people ring and hang up on."""

    confirm: Number = ""
    withdraw: Number = ""


class CampaignRequest(Model):
    """What a campaign declares; notices are added on their own and never changed."""

    kind: CampaignKind
    names: Labels
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    days: Annotated[list[DaysForm], Field(max_length=MOST_AREAS, default_factory=list)]
    schemes: Annotated[list[SchemeForm], Field(max_length=200, default_factory=list)]
    details: Annotated[list[DetailForm], Field(max_length=40, default_factory=list)]
    blackouts: Annotated[list[BlackoutForm], Field(max_length=MOST_AREAS, default_factory=list)]
    retention: RetentionForm = RetentionForm()
    numbers: NumbersForm = NumbersForm()
    visits_per_worker: Annotated[int, Field(ge=1, le=1000)] = 25
    utc_offset_min: Annotated[int, Field(ge=-720, le=840)] = INDIA_MIN
    minors_may_publish: bool = False
    needs_training: bool = False

    def campaign(self, campaign_id: CampaignId) -> Campaign:
        """Return it as the campaign of this id, without notices."""
        return Campaign(
            campaign_id=campaign_id,
            kind=self.kind,
            names=dict(self.names),
            languages=tuple(self.languages),
            notices=(),
            days={
                AreaId(d.area_id): Days(first_on=d.first_on, last_on=d.last_on) for d in self.days
            },
            schemes=tuple(Scheme(**each.model_dump()) for each in self.schemes),
            details=tuple(DetailField(**each.model_dump()) for each in self.details),
            blackouts=tuple(Blackout(**each.model_dump()) for each in self.blackouts),
            retention=Retention(**self.retention.model_dump()),
            numbers=Numbers(**self.numbers.model_dump()),
            visits_per_worker=self.visits_per_worker,
            utc_offset_min=self.utc_offset_min,
            minors_may_publish=self.minors_may_publish,
            needs_training=self.needs_training,
        )


class NoticeShownView(Model):
    """A notice with the hash that proves its text."""

    notice_id: str
    version: int
    language: str
    text: str
    sha256: str


class CampaignView(CampaignRequest):
    """A campaign as it stands."""

    campaign_id: str
    notices: list[NoticeShownView]
    retires_at: Instant | None
    version: int


class NoticeRequest(Model):
    """A text to show before anybody agrees."""

    notice_id: KnownId
    language: Language
    text: Annotated[FreeText, Field(min_length=20, max_length=10_000)]


class PlaceForm(Model):
    """Where an area's middle is, and how far its homes lie from there."""

    lat: Annotated[Fraction, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[Fraction, Field(ge=-180, le=180, allow_inf_nan=False)]
    reach_m: Annotated[int, Field(ge=0, le=MOST_REACH_M)] = 0


class AreaRequest(Model):
    """What may be changed of an area."""

    names: Labels | None = None
    target: Annotated[int, Field(ge=0, le=100_000)] | None = None
    place: PlaceForm | None = None

    def change(self) -> AreaChange:
        """Return it as the service takes it."""
        where = self.place
        return AreaChange(
            names=dict(self.names) if self.names else None,
            target=self.target,
            place=Location(lat=where.lat, lon=where.lon, accuracy_m=where.reach_m)
            if where
            else None,
            says=frozenset(self.model_fields_set),
        )


class AreaKept(Model):
    """An area as it stands."""

    area_id: str
    names: dict[str, str]
    target: int | None
    place: PlaceForm | None
    version: int


def notice_view(notice: Notice) -> NoticeShownView:
    """Return a notice as an answer."""
    return NoticeShownView(
        notice_id=notice.notice_id,
        version=notice.version,
        language=notice.language,
        text=notice.text,
        sha256=notice_hash(notice),
    )


def campaign_view(campaign: Campaign) -> CampaignView:
    """Return a campaign as an answer."""
    return CampaignView(
        campaign_id=campaign.campaign_id,
        kind=campaign.kind,
        names=dict(campaign.names),
        languages=list(campaign.languages),
        notices=[notice_view(notice) for notice in campaign.notices],
        days=[
            DaysForm(area_id=area_id, first_on=days.first_on, last_on=days.last_on)
            for area_id, days in campaign.days.items()
        ],
        schemes=[SchemeForm(scheme_id=s.scheme_id, names=dict(s.names)) for s in campaign.schemes],
        details=[DetailForm(name=d.name, labels=dict(d.labels)) for d in campaign.details],
        blackouts=[
            BlackoutForm(area_id=b.area_id, from_at=b.from_at, until_at=b.until_at, reason=b.reason)
            for b in campaign.blackouts
        ],
        retention=RetentionForm(
            after_end_days=campaign.retention.after_end_days,
            after_withdrawal_days=campaign.retention.after_withdrawal_days,
        ),
        numbers=NumbersForm(confirm=campaign.numbers.confirm, withdraw=campaign.numbers.withdraw),
        visits_per_worker=campaign.visits_per_worker,
        utc_offset_min=campaign.utc_offset_min,
        minors_may_publish=campaign.minors_may_publish,
        needs_training=campaign.needs_training,
        retires_at=campaign.due_at,
        version=campaign.version,
    )


def area_kept(area: Area) -> AreaKept:
    """Return an area as an answer."""
    return AreaKept(
        area_id=area.area_id,
        names=dict(area.names),
        target=area.target,
        place=place_form(area.place),
        version=area.version,
    )


def place_form(place: Location | None) -> PlaceForm | None:
    """Return an area's place as an answer."""
    if place is None:
        return None
    return PlaceForm(lat=place.lat, lon=place.lon, reach_m=round(place.accuracy_m))
