"""What lets an item be public: the consent and the age of everybody whom it shows.

A visit's testimonial stands on one person's consent, a reel on each of its members'. A commit that
makes something public names all these ledgers, and fails when one of them changed.
"""

from dataclasses import dataclass

from chalicelib.domain.areas import Path
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.children import is_withheld
from chalicelib.domain.consent import Ledger
from chalicelib.domain.publishing import may_be_public
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Bundle, Unchanged
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Records
from chalicelib.services.reel_members import ledgers_of, standing_members


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What an item stands on; `paths` are the places whose blackouts hold it up."""

    ledgers: tuple[Ledger, ...]
    paths: tuple[Path, ...]

    @property
    def named_by(self) -> Ledger | None:
        """The ledger by which an edition names who speaks; a reel names its members itself."""
        return self.ledgers[0] if len(self.ledgers) == 1 else None

    def unchanged(self) -> tuple[Unchanged, ...]:
        """What a commit names that relies on them."""
        return tuple(Unchanged(row=ledger) for ledger in self.ledgers)


def grounds_of(
    item: Testimonial, bundle: Bundle, campaign: Campaign | None, *, records: Records
) -> Grounds | None:
    """Return what an item stands on by now; None when something of that fell."""
    if item.members:
        return _of_a_reel(item, campaign, records)
    ledger = records.find(Ledger, item.beneficiary_id)
    person = records.find(Beneficiary, item.beneficiary_id)
    shown = tuple(one for one in bundle.media if one.media_id in item.media_ids)
    is_childs = is_withheld(campaign, person, bundle.visit, ledger)
    if ledger is None or is_childs or not may_be_public(ledger, item.visit_id, shown):
        return None
    return Grounds(ledgers=(ledger,), paths=(item.path,))


def _of_a_reel(reel: Testimonial, campaign: Campaign | None, records: Records) -> Grounds | None:
    members = standing_members(reel, campaign, records=records)
    if members is None:
        return None
    # A silence that holds for one of the places is broken by her clip too.
    paths = (reel.path, *(member.item.path for member in members))
    return Grounds(ledgers=ledgers_of(members), paths=paths)
