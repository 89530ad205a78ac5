"""What is held of a person, as the public page shows it: no name, no phone, no place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.channels import Channel
from chalicelib.domain.consent import How, Ledger, Purpose
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import MediaKind, MediaState
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.returned import is_rejected_again, may_ask_again, waits_again
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle
from chalicelib.domain.taking_back import ERASED_WITHIN, ever_given, first_given_at
from chalicelib.ports import Clock, NewId, Records
from chalicelib.services.withdrawals import rows_of, take_back_everything

_S = PublicationState
# What the public may still see, as far as we know.
STILL_UP = frozenset({_S.POSTED, _S.TAKEDOWN_DUE, _S.TAKEDOWN_FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePost:
    """One post that can be seen; `is_going` once its removal has begun."""

    channel: str
    permalink: str | None
    is_going: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is held under one code. `erase_on` is known once she has taken everything back.

    `may_ask_again` is of how many that were rejected another decision can be asked for; of how many
    it was, and is still to come, says `asked_again`; how many were rejected then, `rejected_again`.
    """

    campaign_names: Mapping[str, str]
    standing: Mapping[Purpose, datetime] = field(default_factory=dict)
    ended: frozenset[Purpose] = frozenset()
    photos: int = 0
    videos: int = 0
    posts: tuple[LivePost, ...] = ()
    may_ask_again: int = 0
    asked_again: int = 0
    rejected_again: int = 0
    has_withdrawn: bool = False
    erase_on: date | None = None
    erase_after_days: int = 0
    is_erased: bool = False


def held_of(person: Beneficiary, *, records: Records, clock: Clock) -> Holdings:
    """Return what is held of a person, over all rows of the roll that are hers."""
    campaign = _campaign(person, records)
    rows = rows_of(person, records=records)
    found = records.find_many(Ledger, [(row.beneficiary_id,) for row in rows])
    ledgers = [ledger for ledger in found if ledger is not None]
    bundles = [records.bundle(visit_id) for visit_id in _visits(ledgers)]
    reels = [records.bundle(reel_id) for reel_id in _reels(bundles)]
    items = [bundle.testimonial for bundle in bundles if bundle.testimonial]
    standing = _standing(ledgers)
    has_withdrawn = not standing and any(ledger.withdrawals for ledger in ledgers)
    return Holdings(
        campaign_names=campaign.names,
        standing=standing,
        ended=frozenset().union(*map(ever_given, ledgers)) - standing.keys(),
        photos=_count(bundles, MediaKind.PHOTO),
        videos=_count(bundles, MediaKind.VIDEO),
        posts=tuple(_posts([*bundles, *reels], records)),
        may_ask_again=sum(map(may_ask_again, items)),
        asked_again=sum(map(waits_again, items)),
        rejected_again=sum(map(is_rejected_again, items)),
        has_withdrawn=has_withdrawn,
        erase_on=_erase_on(rows, campaign, clock) if has_withdrawn else None,
        erase_after_days=campaign.retention.after_withdrawal_days,
        is_erased=not rows,
    )


def take_all_back(
    person: Beneficiary, *, records: Records, clock: Clock, new_id: NewId
) -> Holdings:
    """Take back everything that stands for a person, in one step; return what is held after it.

    Again it ends the same.
    """
    for row in rows_of(person, records=records):
        take_back_everything(
            row, How.CODE, clock.now(), records=records, clock=clock, new_id=new_id
        )
    return held_of(person, records=records, clock=clock)


def _campaign(person: Beneficiary, records: Records) -> Campaign:
    campaign = records.find(Campaign, person.campaign_id)
    if campaign is None:
        raise NotFound("This campaign is not set up yet")
    return campaign


def _visits(ledgers: list[Ledger]) -> list[VisitId]:
    """Return the visits that can have media: uploads need a consent given there."""
    return sorted({consent.visit_id for ledger in ledgers for consent in ledger.consents})


def _reels(bundles: list[Bundle]) -> list[VisitId]:
    """Return the reels in which she is shown with others: their posts show her too."""
    items = (bundle.testimonial for bundle in bundles)
    return sorted({reel_id for item in items if item for reel_id in item.reels})


def _standing(ledgers: list[Ledger]) -> dict[Purpose, datetime]:
    since: dict[Purpose, datetime] = {}
    for ledger in ledgers:
        for purpose, at in first_given_at(ledger).items():
            since[purpose] = min(at, since.get(purpose, at))
    return since


def _count(bundles: list[Bundle], kind: MediaKind) -> int:
    everything = (media for bundle in bundles for media in bundle.media)
    return sum(m.state is MediaState.READY and m.kind is kind for m in everything)


def _posts(bundles: list[Bundle], records: Records) -> Iterator[LivePost]:
    for publication in (each for bundle in bundles for each in bundle.publications):
        if publication.state in STILL_UP:
            yield LivePost(
                channel=_channel_name(publication, records),
                permalink=publication.permalink,
                is_going=publication.state is not _S.POSTED,
            )


def _channel_name(publication: Publication, records: Records) -> str:
    channel = records.find(Channel, publication.campaign_id, publication.channel_id)
    return channel.name if channel else publication.channel_id


def _erase_on(rows: tuple[Beneficiary, ...], campaign: Campaign, clock: Clock) -> date:
    """Return the day by which everything is erased; until the record is sealed, the latest."""
    kept = timedelta(days=campaign.retention.after_withdrawal_days)
    ends = max(row.erase_at or clock.now() + kept for row in rows)
    return day_of(campaign, ends + ERASED_WITHIN)
