"""What may be shown of somebody who may be under 18: what a guardian agreed to, where allowed.

A consent is looked at when it is given (services/consenting.py). Her year of birth may be found out
later, so the same rule is asked again before anything of hers is approved or posted.
"""

from chalicelib.domain.campaign import Campaign, is_minor
from chalicelib.domain.consent import Ledger, Purpose, standing_of
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.visit import Visit


def is_withheld(
    campaign: Campaign | None,
    person: Beneficiary | None,
    visit: Visit | None,
    ledger: Ledger | None,
) -> bool | None:
    """Return whether a visit must not be public since she may be a child; None if nobody knows.

    She may be one by her year of birth, or since a guardian agreed for her at this visit.
    """
    if campaign is None or person is None or visit is None:
        return None
    asked = ledger.consents if ledger else ()
    agreed = [each for each in asked if each.visit_id == visit.visit_id and each.guardian]
    if not agreed and person.birth_year is None:
        return None
    if not agreed and not is_minor(campaign, person.birth_year, visit.began_at):
        return False
    if ledger is None or not campaign.minors_may_publish:
        return True
    return not any(Purpose.PUBLISH in standing_of(ledger, each) for each in agreed)
