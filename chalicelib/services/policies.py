"""A campaign's policy: read by everybody in it, set by its admins, every number kept for good.

Verdicts that were reached stay as they are: a new number is used from the next evidence on, by
processes that remember the campaign a minute later at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.people import User, require_role
from chalicelib.domain.policy import USUAL, Policy, PolicySet
from chalicelib.domain.policy_changes import WantedPolicy, changed
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, Records
from chalicelib.services.campaigns import ADMINS
from chalicelib.services.campaigns import read as read_campaign

MOST_EARLIER: Final = 20
DIGITS: Final = 6  # of a number in the table


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyShown:
    """One number of a campaign's policy, and the numbers before it, the newest first.

    `kept` says who set it and when; nobody did number 0. `version` is the campaign's.
    """

    campaign: Campaign
    policy: Policy
    kept: PolicySet | None
    earlier: tuple[PolicySet, ...]

    @property
    def version(self) -> int:
        """The version that a change names in If-Match."""
        return self.campaign.version


def read(user: User, campaign_id: CampaignId, *, records: Records) -> PolicyShown:
    """Return the policy as it stands, with the last MOST_EARLIER numbers before it.

    Raises NotFound for a campaign that is not the caller's.
    """
    return _shown(read_campaign(user, campaign_id, records=records), records)


def read_number(
    user: User, campaign_id: CampaignId, number: str, *, records: Records
) -> PolicyShown:
    """Return one number of the policy, as verdicts were made under it; raise NotFound."""
    campaign = read_campaign(user, campaign_id, records=records)
    kept = records.find(PolicySet, campaign_id, number.zfill(DIGITS))
    if kept is None and number.strip("0"):
        raise NotFound("This campaign's policy has no such number")
    return PolicyShown(
        campaign=campaign, policy=kept.policy if kept else USUAL, kept=kept, earlier=()
    )


def change(
    user: User, campaign_id: CampaignId, wanted: WantedPolicy, if_match: int, *,
    records: Records, clock: Clock,
) -> PolicyShown:  # fmt: skip
    """Set what the campaign wants otherwise than usual, under the next number, and return it.

    The same again changes nothing. Raises NotPermitted, StaleVersion for an old `if_match`,
    InvalidInput that names the field.
    """
    require_role(user, ADMINS)
    known = read_campaign(user, campaign_id, records=records)
    if known.version != if_match:
        raise StaleVersion("The campaign changed since you read it; read it again")
    policy = changed(known.policy, wanted, campaign_id)
    if policy == known.policy:
        return _shown(known, records)
    kept = PolicySet(
        campaign_id=campaign_id, number=policy.number, policy=policy, set_by=user.user_id,
        set_at=clock.now(),
    )  # fmt: skip
    row = replace(known, policy=policy)
    records.commit(Save(row=row), Save(row=kept))
    return _shown(replace(row, version=row.version + 1), records)


def _shown(campaign: Campaign, records: Records) -> PolicyShown:
    number, last = campaign.policy.number, _last(campaign, records)
    return PolicyShown(
        campaign=campaign,
        policy=campaign.policy,
        kept=next((each for each in last if each.number == number), None),
        earlier=tuple(each for each in reversed(last) if each.number < number),
    )


def _last(campaign: Campaign, records: Records) -> Sequence[PolicySet]:
    """Return the number that stands and those right before it, the oldest first; one read."""
    before = max(campaign.policy.number - MOST_EARLIER - 1, 0)
    page = records.under(
        PolicySet, campaign.campaign_id, limit=MOST_EARLIER + 1, after=f"{before:0{DIGITS}d}"
    )
    return page.items
