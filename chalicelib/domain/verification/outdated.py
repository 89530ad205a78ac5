"""May what is remembered of a campaign be too old for a verdict?

A campaign is remembered for a minute. A notice may be younger than that, and what is refused for
want of it is looked at again by nobody; nor may a verdict be followed by one under an older policy.
"""

from chalicelib.domain.campaign import Campaign, knows_notice
from chalicelib.domain.children import is_withheld
from chalicelib.domain.consent import Ledger, latest_for
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit


def may_be_outdated(
    campaign: Campaign, visit: Visit, person: Beneficiary | None, ledger: Ledger | None,
    item: Testimonial | None,
) -> bool:  # fmt: skip
    """Return whether a campaign as remembered refuses a visit, or is behind its last verdict."""
    is_behind = item is not None and item.policy_number > campaign.policy.number
    is_of_a_child = is_withheld(campaign, person, visit, ledger)
    return is_behind or bool(is_of_a_child) or not _knows_notice(campaign, visit, ledger)


def _knows_notice(campaign: Campaign, visit: Visit, ledger: Ledger | None) -> bool:
    consent = latest_for(ledger, visit.visit_id)
    if consent is None:
        return True
    shown = consent.notice
    return knows_notice(campaign, shown.notice_id, shown.version, shown.language)
