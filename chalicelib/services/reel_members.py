"""What a reel stands on: each member's own testimonial, consent and age, read as they are now."""

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger
from chalicelib.domain.ids import VisitId
from chalicelib.domain.reels import Member, is_as_composed, may_be_shown
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services.rolls import on_roll


def member_of(visit_id: VisitId, *, records: Records) -> Member | None:
    """Return a testimonial with what its place in a reel stands on; None when it is gone."""
    bundle = records.bundle(visit_id)
    item = bundle.testimonial
    if item is None:
        return None
    return Member(
        item=item,
        visit=bundle.visit,
        person=on_roll(item.beneficiary_id, records=records),
        ledger=records.find(Ledger, item.beneficiary_id),
        media=bundle.media,
    )


def standing_members(
    reel: Testimonial, campaign: Campaign | None, *, records: Records
) -> tuple[Member, ...] | None:
    """Return a reel's members in their order; None when one of them may no longer be shown so."""
    found: list[Member] = []
    for visit_id in reel.members:
        member = member_of(visit_id, records=records)
        if member is None or campaign is None or not may_be_shown(member, campaign):
            return None
        found.append(member)
    return tuple(found) if is_as_composed(reel, found) else None


def ledgers_of(members: tuple[Member, ...]) -> tuple[Ledger, ...]:
    """Return the members' ledgers: a commit that relies on their consent names them."""
    return tuple(member.ledger for member in members if member.ledger)
