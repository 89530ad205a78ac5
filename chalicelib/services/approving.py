"""What an approval stands on: consent for all that is shown, words fit for the public."""

from dataclasses import dataclass, replace

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.children import is_withheld, may_be_a_child
from chalicelib.domain.consent import Ledger, Purpose
from chalicelib.domain.decisions import Decision
from chalicelib.domain.edition_words import named_as_approved
from chalicelib.domain.errors import ConsentMissing
from chalicelib.domain.ids import UserId
from chalicelib.domain.policy import USUAL, Policy
from chalicelib.domain.public_words import caption_fields, promises_anything, require_public
from chalicelib.domain.publishing import lacking_purposes
from chalicelib.domain.review import with_words
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services.dossiers import captions_of
from chalicelib.services.reel_members import ledgers_of, standing_members
from chalicelib.services.rolls import on_roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The ledgers that allow publishing, and what else an approval asks of the item's rows.

    `members` are a reel's, `worker_id` is whoever made the visit.
    """

    ledgers: tuple[Ledger, ...]
    policy: Policy
    is_child: bool = False
    members: tuple[Testimonial, ...] = ()
    worker_id: UserId | None = None


def ground_of(item: Testimonial, records: Records) -> Ground:
    """Return what an approval of the item stands on; raise ConsentMissing."""
    campaign = records.find(Campaign, item.campaign_id)
    policy = campaign.policy if campaign else USUAL
    if item.members:
        return _ground_of_reel(item, campaign, policy, records)
    ledger = records.find(Ledger, item.beneficiary_id)
    bundle = records.bundle(item.visit_id)
    shown = tuple(one for one in bundle.media if one.media_id in item.media_ids)
    lacking = lacking_purposes(ledger, item.visit_id, shown)
    if ledger is None or lacking:
        raise ConsentMissing(
            "The person took back her consent to this; it cannot be approved",
            purposes=sorted(lacking),
        )
    person = on_roll(item.beneficiary_id, records=records)
    if is_withheld(campaign, person, bundle.visit, ledger):
        raise ConsentMissing(
            "She may be under 18 and no guardian agreed, or this campaign shows no children; "
            "it cannot be approved",
            purposes=[Purpose.PUBLISH.value],
        )
    is_child = may_be_a_child(campaign, person, bundle.visit, ledger)
    worker_id = bundle.visit.worker_id if bundle.visit else None
    return Ground(ledgers=(ledger,), policy=policy, is_child=bool(is_child), worker_id=worker_id)


def _ground_of_reel(
    reel: Testimonial, campaign: Campaign | None, policy: Policy, records: Records
) -> Ground:
    """Return what a reel stands on, which never shows a child; raise ConsentMissing."""
    members = standing_members(reel, campaign, records=records)
    if members is None:
        raise ConsentMissing(
            "One of the people in this reel may no longer be shown so; it cannot be approved",
            purposes=[Purpose.PUBLISH.value],
        )
    items = tuple(member.item for member in members)
    return Ground(ledgers=ledgers_of(members), policy=policy, members=items)


def with_all_shown(
    item: Testimonial, decision: Decision, ground: Ground, records: Records
) -> Testimonial:
    """Return what is approved as it goes out: with its words, and the consent that names her."""
    said = with_words(named(item, ground.ledgers), decision)
    return replace(said, captions=captions_of(said, records=records))


def named(item: Testimonial, ledgers: tuple[Ledger, ...]) -> Testimonial:
    """Return what is approved with the consent that names her, if it is that of the verdict.

    A name that came since may not be the one that was looked at. A reel names its members itself.
    """
    if len(ledgers) != 1:
        return item
    named_by = named_as_approved(ledgers[0], item.visit_id, item.named_by)
    return replace(item, named_by=named_by.consent_id if named_by else None)


def require_fit(item: Testimonial, ledgers: tuple[Ledger, ...], records: Records) -> None:
    """Raise WordsNotPublic unless what is approved may be read by anybody.

    The checks saw only what was written before: these captions came with the decision.
    """
    captions, of_channels = item.captions or {}, item.channel_captions or {}
    is_promise = promises_anything(caption_fields(captions, of_channels))
    campaign = records.find(Campaign, item.campaign_id) if is_promise else None
    names = (named_as_approved(each, item.visit_id, item.named_by) for each in ledgers)
    shown_name = " ".join(consent.shown_name for consent in names if consent)
    require_public(captions, shown_name, campaign, of_channels)
