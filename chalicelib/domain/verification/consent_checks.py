"""Did she agree, to all of it, after reading a notice that we know?"""

from typing import Final

from chalicelib.domain.campaign import knows_notice
from chalicelib.domain.consent import Purpose, given
from chalicelib.domain.finding import EvidenceValue, Finding, FindingOutcome
from chalicelib.domain.verification.evidence import Evidence, finding

COVERS: Final = "consent.covers_purposes"
NOTICE: Final = "consent.notice_known"


def covers_purposes(evidence: Evidence) -> Finding:
    """Fail unless publishing and every kind of ready media are agreed to and still stand."""
    needed = {Purpose.PUBLISH, *(Purpose(media.kind.value) for media in evidence.ready)}
    lacking = sorted(str(purpose) for purpose in needed - evidence.standing)
    gave = given(evidence.ledger, evidence.visit_id)
    taken_back = [purpose for purpose in lacking if purpose in gave]
    facts: dict[str, EvidenceValue] = {
        "needed": sorted(str(purpose) for purpose in needed),
        "missing": lacking,
        "withdrawn": taken_back,
    }
    if not lacking:
        text = ("सभी उद्देश्यों के लिए सहमति दी गई है।", "Consent was given for every purpose used.")
        return finding(COVERS, 1, FindingOutcome.PASS, text, **facts)
    text = (
        "इन उद्देश्यों के लिए सहमति नहीं है; उनके बिना प्रकाशित नहीं किया जा सकता।",
        "There is no standing consent for some of the purposes; it cannot be published without.",
    )
    return finding(COVERS, 1, FindingOutcome.FAIL, text, **facts)


def notice_known(evidence: Evidence) -> Finding:
    """Fail when the notice named in the consent is not one that this campaign has shown."""
    consent = evidence.consent
    if consent is None:
        text = ("कोई सहमति दर्ज नहीं है।", "No consent is on record.")
        return finding(NOTICE, 1, FindingOutcome.UNKNOWN, text)
    shown = consent.notice
    facts: dict[str, EvidenceValue] = {
        "notice_id": shown.notice_id,
        "notice_version": shown.version,
        "language": shown.language,
    }
    if knows_notice(evidence.campaign, shown.notice_id, shown.version, shown.language):
        text = (
            "दिखाई गई सूचना इस अभियान की है।",
            "The notice she was shown belongs to this campaign.",
        )
        return finding(NOTICE, 1, FindingOutcome.PASS, text, **facts)
    text = (
        "दिखाई गई सूचना इस अभियान में दर्ज नहीं है; उनसे फिर पूछें।",
        "The notice named is not one of this campaign's; she has to be asked again.",
    )
    return finding(NOTICE, 1, FindingOutcome.FAIL, text, **facts)
