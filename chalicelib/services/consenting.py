"""What is added to a consent before it is kept: proof of the text shown, and the rules for a child.

The ledger itself, and what stands in it, are in domain/consent.py.
"""

from dataclasses import replace

from chalicelib.domain.aadhaar import readable
from chalicelib.domain.campaign import Campaign, find_notice, is_minor, notice_hash
from chalicelib.domain.consent import Consent, Guardian, NoticeShown, Purpose, tidied
from chalicelib.domain.edition_words import LONGEST_NAME
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.roll import Beneficiary

LONGEST_GUARDIAN = 200


def prepared(consent: Consent, person: Beneficiary, campaign: Campaign) -> Consent:
    """Return the consent as it is kept.

    Raises InvalidInput when the phone showed another text than the notice it names, when nobody
    named agreed for a child, and for a name to be shown that is too long. A notice that the
    campaign does not know is no refusal: the consent is kept without a hash, and verification finds
    it.
    """
    guardian = _guardian(consent.guardian) if consent.guardian else None
    notice = _proved(consent.notice, campaign)
    name = _shown_name(consent.shown_name)
    kept = replace(consent, notice=notice, guardian=guardian, shown_name=name)
    is_child = guardian is not None or is_minor(campaign, person.birth_year, consent.agreed_at)
    return _for_child(kept, campaign) if is_child else kept


def _proved(shown: NoticeShown, campaign: Campaign) -> NoticeShown:
    notice = find_notice(campaign, shown.notice_id, shown.version, shown.language)
    if notice is None:
        return replace(shown, sha256="")
    sha256 = notice_hash(notice)
    if shown.sha256 not in {"", sha256}:
        raise InvalidInput(
            "The notice on the phone is not the campaign's; load the worklist anew and ask again",
            field="notice.sha256",
        )
    return replace(shown, sha256=sha256)


def _guardian(guardian: Guardian) -> Guardian:
    kept = tidied(guardian)
    if max(len(kept.name), len(kept.relation)) > LONGEST_GUARDIAN:
        raise InvalidInput(
            f"Write the guardian in at most {LONGEST_GUARDIAN} letters", field="guardian"
        )
    return kept


def _shown_name(said: str) -> str:
    name = readable(said)
    if len(name) > LONGEST_NAME:
        raise InvalidInput(
            f"Write the name to be shown in at most {LONGEST_NAME} letters", field="shown_name"
        )
    return name


def _for_child(consent: Consent, campaign: Campaign) -> Consent:
    guardian = consent.guardian
    if guardian is None or not (guardian.name and guardian.relation):
        raise InvalidInput(
            "This person may be under 18: a parent or guardian has to agree. "
            "Write the guardian's name and relation.",
            field="guardian",
        )
    if campaign.minors_may_publish:
        return consent
    withheld = consent.purposes & {Purpose.PUBLISH}
    return replace(consent, purposes=consent.purposes - withheld, withheld=withheld)
