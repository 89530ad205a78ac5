"""Did she agree, to all of it, after reading a notice that we know?"""

from chalicelib.domain.campaign import knows_notice
from chalicelib.domain.consent import Purpose, given
from chalicelib.domain.finding import Finding, FindingOutcome
from chalicelib.domain.verification.evidence import Evidence, finding
from chalicelib.domain.verification.names import COVERS, NOTICE


def covers_purposes(evidence: Evidence) -> Finding:
    """Fail unless publishing and every kind of ready media are agreed to and still stand."""
    needed = {Purpose.PUBLISH, *(Purpose(media.kind.value) for media in evidence.ready)}
    lacking = sorted(str(purpose) for purpose in needed - evidence.standing)
    gave = given(evidence.ledger, evidence.visit_id)
    taken_back = [purpose for purpose in lacking if purpose in gave]
    outcome = FindingOutcome.FAIL if lacking else FindingOutcome.PASS
    wanted = sorted(str(purpose) for purpose in needed)
    return finding(COVERS, 1, outcome, needed=wanted, missing=lacking, withdrawn=taken_back)


def notice_known(evidence: Evidence) -> Finding:
    """Fail when the notice named in the consent is not one that this campaign has shown."""
    consent = evidence.consent
    if consent is None:
        return finding(NOTICE, 1, FindingOutcome.UNKNOWN)
    shown = consent.notice
    is_known = knows_notice(evidence.campaign, shown.notice_id, shown.version, shown.language)
    outcome = FindingOutcome.PASS if is_known else FindingOutcome.FAIL
    return finding(
        NOTICE, 1, outcome,
        notice_id=shown.notice_id, notice_version=shown.version, language=shown.language,
    )  # fmt: skip
