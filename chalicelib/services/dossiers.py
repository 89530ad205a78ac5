"""A testimonial with everything that a reader needs beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from chalicelib.domain.areas import Area
from chalicelib.domain.calls import Call
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.children import may_be_a_child
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.policy import USUAL, Policy, PolicySet
from chalicelib.domain.reels import captions_for
from chalicelib.domain.review import first_captions
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Row
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.two_people import TwoPeople, reasons
from chalicelib.domain.visit import Visit
from chalicelib.ports import Records
from chalicelib.ports.records import Wanted

R = TypeVar("R", bound=Row)
READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShown:
    """One testimonial of a reel, and where it was made."""

    item: Testimonial
    booth: Area | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A testimonial with what lies beside it; a reel has members instead of a visit.

    `rows` are all of the visit's, `media` those of them that the testimonial shows. `policy` is the
    one that the verdict was reached under, `two_people` why one alone may not approve it, `call`
    the missed call that was matched to the visit.
    """

    item: Testimonial
    rows: Bundle
    campaign: Campaign | None
    policy: Policy
    visit: Visit | None
    beneficiary: Beneficiary | None
    ledger: Ledger | None
    media: tuple[Media, ...]
    booth: Area | None
    captions: Mapping[str, str]
    members: tuple[MemberShown, ...] = ()
    two_people: tuple[TwoPeople, ...] = ()
    call: Call | None = None


def show(user: User, visit_id: VisitId, *, records: Records) -> Dossier:
    """Return a testimonial with everything beside it; raise NotFound outside the caller's areas."""
    bundle = records.bundle(visit_id)
    item = bundle.testimonial
    if item is None:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, READERS, item.path)
    rows = records.find_each(list(_beside(item, bundle.visit)))
    campaign, booth = _the(Campaign, rows), _the(Area, rows)
    person, ledger = _the(Beneficiary, rows), _the(Ledger, rows)
    # A reel stands in the list of its desk.
    captions = _captions(item, campaign, booth, person)
    members = _members(item, records) if item.members else ()
    return Dossier(
        item=item,
        rows=bundle,
        campaign=campaign,
        policy=policy_under(item.policy_number, campaign, records=records),
        visit=bundle.visit,
        beneficiary=person,
        ledger=ledger,
        media=tuple(m for m in bundle.media if m.media_id in item.media_ids),
        booth=booth,
        captions=captions,
        members=members,
        two_people=reasons(
            replace(item, captions=captions), campaign.policy if campaign else USUAL,
            is_child=bool(may_be_a_child(campaign, person, bundle.visit, ledger)),
            members=[each.item for each in members],
        ),
        call=_the(Call, rows),
    )  # fmt: skip


def _beside(item: Testimonial, visit: Visit | None) -> Iterator[Wanted]:
    """Yield what stands beside a testimonial; of a reel, nobody and no visit."""
    yield from ((Campaign, (item.campaign_id,)), (Area, (item.booth_id,)))
    if not item.members:
        yield from ((kind, (item.beneficiary_id,)) for kind in (Beneficiary, Ledger))
    if visit is not None and visit.call_id is not None:
        provider, _, call_id = visit.call_id.partition(":")
        yield Call, (visit.campaign_id, provider, call_id)


def _the(kind: type[R], rows: list[Row | None]) -> R | None:
    return next((row for row in rows if isinstance(row, kind)), None)


def policy_under(number: int, campaign: Campaign | None, *, records: Records) -> Policy:
    """Return a number of a campaign's policy; the usual one where none was set or is known."""
    if campaign is None or number == 0:
        return USUAL
    if number == campaign.policy.number:
        return campaign.policy
    kept = records.find(PolicySet, campaign.campaign_id, f"{number:06d}")
    return kept.policy if kept else USUAL


def _members(reel: Testimonial, records: Records) -> tuple[MemberShown, ...]:
    found = records.find_many(Testimonial, [(visit_id,) for visit_id in reel.members])
    items = [item for item in found if item is not None]
    booths = records.find_many(Area, [(item.booth_id,) for item in items])
    pairs = zip(items, booths, strict=True)
    return tuple(MemberShown(item=item, booth=booth) for item, booth in pairs)


def captions_of(item: Testimonial, *, records: Records) -> Mapping[str, str]:
    """Return the captions as written, or those to start from while nobody has written any."""
    if item.captions is not None:
        return item.captions
    campaign = records.find(Campaign, item.campaign_id)
    if item.members:
        return _captions(item, campaign, records.find(Area, item.desk_id), None)
    return _captions(item, campaign, None, records.find(Beneficiary, item.beneficiary_id))


def _captions(
    item: Testimonial, campaign: Campaign | None, desk: Area | None, person: Beneficiary | None
) -> Mapping[str, str]:
    """Return the captions as `captions_of` does, from what was read; only a reel names its desk."""
    if item.captions is not None:
        return item.captions
    if campaign is None:
        return {}
    return captions_for(campaign, desk) if item.members else first_captions(campaign, person)
