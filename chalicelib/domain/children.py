"""What may be shown of somebody who may be under 18: what a guardian agreed to, where allowed.

A consent is looked at when it is given (services/consenting.py). Her year of birth may be found out
later, so the same rule is asked again before anything of hers is approved or posted.
"""

from chalicelib.domain.campaign import Campaign, is_minor
from chalicelib.domain.consent import Consent, Ledger, Purpose, standing_of
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
    is_child = may_be_a_child(campaign, person, visit, ledger)
    if not is_child:
        return is_child
    if campaign is None or visit is None or ledger is None or not campaign.minors_may_publish:
        return True
    agreed = guardians_consents(ledger, visit)
    return not any(Purpose.PUBLISH in standing_of(ledger, each) for each in agreed)


def may_be_a_child(
    campaign: Campaign | None,
    person: Beneficiary | None,
    visit: Visit | None,
    ledger: Ledger | None,
) -> bool | None:
    """Return whether she may be under 18, by her year of birth or by a guardian's consent.

    None when nobody knows.
    """
    if campaign is None or person is None or visit is None:
        return None
    if guardians_consents(ledger, visit):
        return True
    if person.birth_year is None:
        return None
    return is_minor(campaign, person.birth_year, visit.began_at)


def guardians_consents(ledger: Ledger | None, visit: Visit) -> list[Consent]:
    """Return the consents of a visit that a guardian gave."""
    given = ledger.consents if ledger else ()
    return [each for each in given if each.visit_id == visit.visit_id and each.guardian]
