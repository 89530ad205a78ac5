"""Reads what the checks look at: at most MOST_READS reads for one verdict, whatever came.

One for the visit's rows, two for what stands around it (her ledger, her row, worker, booth and
campaign), two for the worker's other visits, one per media that is looked for among equal files,
and one for the rows of everything that these named. One more is needed where the testimonial is
opened, and one for a campaign's key that the process has not used yet. A campaign is remembered
for a minute: a backlog of verdicts would else read one row more often than a table answers. Where
what is remembered may be too old (outdated.py), it is read anew with the rows that were named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from chalicelib.domain.areas import Area
from chalicelib.domain.calls import Call
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger
from chalicelib.domain.copies import Filed, filed_as, marks
from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.edition_words import names_her
from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.people import User
from chalicelib.domain.roll import Beneficiary, visits_to
from chalicelib.domain.rows import Bundle, Row
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verification import rounds
from chalicelib.domain.verification.evidence import Evidence, Neighbour
from chalicelib.domain.verification.outdated import may_be_outdated
from chalicelib.domain.visit import Outcome, Visit
from chalicelib.ports import Records, Vault
from chalicelib.ports.records import Wanted
from chalicelib.services.captures import opened
from chalicelib.services.remembering import Remembered

R = TypeVar("R", bound=Row)
MOST_READS: Final = 12
# The worker's visits that one is seen beside: as long before it and after it as a day's work, the
# nearest ones. Checks count what came before; what came after is there to be told, and as many of
# it as there may be that count this one: else the order of reports would decide.
BESIDE: Final = rounds.BESIDE
MOST_BEFORE: Final = 18
MOST_AFTER: Final = 18
MOST_OF_HERS: Final = 5
# A visit has a photo and a video; of one with more, as many are looked for among equal files.
MOST_LOOKED_FOR: Final = 4
SAME_READ: Final = 5  # all that is named fits into one batch of a hundred rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a visit."""

    campaign: Campaign
    ledger: Ledger | None
    person: Beneficiary | None
    worker: User | None
    booth: Area | None


def around(visit: Visit, campaigns: Remembered[Campaign], records: Records) -> Around:
    """Return what stands around a visit, read consistently but for a campaign remembered."""
    known = campaigns.known(visit.campaign_id)
    wanted: list[Wanted] = [
        (Ledger, (visit.beneficiary_id,)),
        (Beneficiary, (visit.beneficiary_id,)),
        (User, (visit.worker_id,)),
        (Area, (visit.booth_id,)),
        *([] if known else [(Campaign, (visit.campaign_id,))]),
    ]
    rows = records.find_each(wanted)
    campaign = known or _the(Campaign, rows)
    assert campaign is not None  # noqa: S101  a visit cannot be kept without its campaign
    campaigns.keep(visit.campaign_id, campaign)
    return Around(
        campaign=campaign,
        ledger=_the(Ledger, rows),
        person=_the(Beneficiary, rows),
        worker=_the(User, rows),
        booth=_the(Area, rows),
    )


def _the(kind: type[R], rows: list[Row | None]) -> R | None:
    return next((row for row in rows if isinstance(row, kind)), None)


def evidence_of(
    bundle: Bundle, visit: Visit, beside: Around, *, records: Records, vault: Vault
) -> Evidence:
    """Return all evidence of a visit whose uploads have ended."""
    ready = [media for media in bundle.media if media.state is MediaState.READY]
    equal = {media.media_id: _equal(media, records) for media in ready[:MOST_LOOKED_FOR]}
    nearby = _nearby(visit, records)
    person, item = beside.person, bundle.testimonial
    wanted = [*_anew(visit, beside, item), *_wanted(visit, person, nearby, equal)]
    named = _Named(rows=_found(list(dict.fromkeys(wanted)), records))
    return Evidence(
        campaign=named.campaign() or beside.campaign, visit=visit, visit_id=visit.visit_id,
        beneficiary=person, worker=beside.worker, ledger=beside.ledger, booth=beside.booth,
        media=bundle.media,
        phone=person.phone.reading if person and person.phone else None,
        call=named.call(),
        captures={media.media_id: opened(media, vault) for media in ready},
        same_files={m.media_id: named.copies(m, equal.get(m.media_id, ())) for m in ready},
        others=named.others(nearby),
        hers=named.hers(person, visit),
        texts=_texts(item, beside.ledger, visit.visit_id),
    )  # fmt: skip


def round_of(visit: Visit, beside: Around, *, records: Records) -> Evidence | None:
    """Return a visit beside its worker's others, and nothing else; None when none came after it.

    Visits are mostly told of in their order, and then it takes one read; else four.
    """
    until = visit.began_at + BESIDE
    if not _others(records.worked(visit.worker_id, visit.began_at, until, limit=2), visit):
        return None
    nearby = _nearby(visit, records)
    named = _Named(rows=_found([(Visit, (each,)) for each in nearby], records))
    return Evidence(
        campaign=beside.campaign, visit=visit, visit_id=visit.visit_id, beneficiary=None,
        worker=None, ledger=None, media=(), phone=None, others=named.others(nearby),
    )  # fmt: skip


def _equal(media: Media, records: Records) -> tuple[Filed, ...]:
    """Return the media of other visits that are the very same file; one read."""
    text = filed_as(media)
    if text is None:
        return ()
    found = records.filed(media.campaign_id, text, limit=SAME_READ)
    return tuple(each for each in found if each.visit_id != media.visit_id)


def _nearby(visit: Visit, records: Records) -> list[VisitId]:
    """Return the worker's visits nearest to this one, before and after; two reads."""
    worker, at = visit.worker_id, visit.began_at
    before = records.worked(worker, at - BESIDE, at, limit=MOST_BEFORE + 1, latest_first=True)
    after = records.worked(worker, at, at + BESIDE, limit=MOST_AFTER + 1)
    found = [*_others(before, visit)[:MOST_BEFORE], *_others(after, visit)[:MOST_AFTER]]
    return list(dict.fromkeys(found))


def _others(found: Sequence[VisitId], visit: Visit) -> list[VisitId]:
    return [visit_id for visit_id in found if visit_id != visit.visit_id]


def _earlier_of_hers(person: Beneficiary | None, visit: Visit) -> list[VisitId]:
    """Return her latest visits before this one, and what there is room for of those after it.

    Ids tell when they were made, so visits that come later never push out the ones that count.
    """
    known = sorted(_others(visits_to(person) if person else (), visit))
    before = [visit_id for visit_id in known if visit_id < visit.visit_id]
    return [*before[-MOST_OF_HERS:], *known[len(before) :]][:MOST_OF_HERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """The rows of everything that was named, read at once."""

    rows: Mapping[tuple[object, tuple[str, ...]], Row]

    def _row(self, kind: type[R], *key: str) -> R | None:
        found = self.rows.get((kind, key))
        return found if isinstance(found, kind) else None

    def call(self) -> Call | None:
        """Return the visit's missed call."""
        return next((row for row in self.rows.values() if isinstance(row, Call)), None)

    def campaign(self) -> Campaign | None:
        """Return the campaign as it is now, where it was read anew."""
        return next((row for row in self.rows.values() if isinstance(row, Campaign)), None)

    def copies(self, media: Media, equal: tuple[Filed, ...]) -> tuple[Copy, ...]:
        """Return what equal files say of ours."""
        found = [self._row(Media, each.visit_id, each.media_id) for each in equal]
        return marks(media, [other for other in found if other is not None])

    def others(self, nearby: list[VisitId]) -> tuple[Neighbour, ...]:
        """Return the worker's other visits at which somebody was met, the earliest first."""
        visits = [visit for each in nearby if (visit := self._row(Visit, each))]
        met = [visit for visit in visits if visit.outcome is Outcome.MET]
        met.sort(key=lambda visit: (visit.began_at, visit.visit_id))
        return tuple(Neighbour(visit=v, item=self._row(Testimonial, v.visit_id)) for v in met)

    def hers(self, person: Beneficiary | None, visit: Visit) -> tuple[Visit, ...]:
        """Return her other visits."""
        found = (self._row(Visit, each) for each in _earlier_of_hers(person, visit))
        return tuple(each for each in found if each is not None)


def _found(wanted: list[Wanted], records: Records) -> dict[tuple[object, tuple[str, ...]], Row]:
    found = zip(wanted, records.find_each(wanted) if wanted else [], strict=True)
    return {place: row for place, row in found if row is not None}


def _anew(visit: Visit, beside: Around, item: Testimonial | None) -> Iterator[Wanted]:
    """Yield the campaign where what is remembered of it may be too old."""
    if may_be_outdated(beside.campaign, visit, beside.person, beside.ledger, item):
        yield Campaign, (visit.campaign_id,)


def _wanted(
    visit: Visit, person: Beneficiary | None, nearby: list[VisitId],
    equal: Mapping[MediaId, tuple[Filed, ...]],
) -> Iterator[Wanted]:  # fmt: skip
    """Yield the call, the person's other visits, equal files, and the worker's other visits."""
    if visit.call_id is not None:
        provider, _, call_id = visit.call_id.partition(":")
        yield Call, (visit.campaign_id, provider, call_id)
    yield from ((Visit, (each,)) for each in _earlier_of_hers(person, visit))
    for files in equal.values():
        yield from ((Media, (each.visit_id, each.media_id)) for each in files)
    for each in nearby:
        yield from ((Visit, (each,)), (Testimonial, (each,)))


def _texts(item: Testimonial | None, ledger: Ledger | None, visit_id: VisitId) -> dict[str, str]:
    """Return what the public would read or hear of a visit, by where it stands."""
    named_by = names_her(ledger, visit_id)
    captions = item.captions if item and item.captions else {}
    of_channels = item.channel_captions if item and item.channel_captions else {}
    transcript = item.transcript if item and item.transcript else {}
    return {
        **{f"caption.{language}": text for language, text in captions.items()},
        **{
            f"caption.{channel_id}.{language}": text
            for channel_id, own in of_channels.items()
            for language, text in own.items()
        },
        **{f"transcript.{language}": text for language, text in transcript.items()},
        **({"shown_name": named_by.shown_name} if named_by else {}),
    }
