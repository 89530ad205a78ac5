"""Did she agree to all of it, by a notice that we know; is she of age, and is it shown?"""

from typing import Final

from chalicelib.domain.campaign import knows_notice
from chalicelib.domain.children import is_withheld
from chalicelib.domain.consent import Method, Purpose, given
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.media import MediaState
from chalicelib.domain.verification.evidence import Evidence, Seen, seen

ABSENT: Final = "absent"


def covers_purposes(evidence: Evidence) -> Seen:
    """Fail unless publishing and every kind of ready media are agreed to and still stand."""
    needed = {Purpose.PUBLISH, *(Purpose(media.kind.value) for media in evidence.ready)}
    lacking = sorted(str(purpose) for purpose in needed - evidence.standing)
    gave = given(evidence.ledger, evidence.visit_id)
    taken_back = [purpose for purpose in lacking if purpose in gave]
    outcome = FindingOutcome.FAIL if lacking else FindingOutcome.PASS
    wanted = sorted(str(purpose) for purpose in needed)
    return seen(outcome, needed=wanted, missing=lacking, withdrawn=taken_back)


def notice_known(evidence: Evidence) -> Seen:
    """Fail when the notice named in the consent is not one that this campaign has shown."""
    consent = evidence.consent
    if consent is None:
        return seen(FindingOutcome.UNKNOWN)
    shown = consent.notice
    is_known = knows_notice(evidence.campaign, shown.notice_id, shown.version, shown.language)
    outcome = FindingOutcome.PASS if is_known else FindingOutcome.FAIL
    return seen(outcome,
        notice_id=shown.notice_id, notice_version=shown.version, language=shown.language,
    )  # fmt: skip


def allowed_for_a_child(evidence: Evidence) -> Seen:
    """Fail when she may be under 18 and no guardian agreed, or the campaign shows no children.

    The finding does not say when she was born: it stays when she is erased.
    """
    ages = {True: FindingOutcome.FAIL, False: FindingOutcome.PASS, None: FindingOutcome.UNKNOWN}
    held = is_withheld(evidence.campaign, evidence.beneficiary, evidence.visit, evidence.ledger)
    return seen(ages[held])


def evidence_given(evidence: Evidence) -> Seen:
    """Warn when what should show the consent is not with the visit: the file it names, or her call.

    A file that is here must be one that could be decoded; the finding says what became of it. Most
    consents name no file, and nothing follows from that.
    """
    consent, visit = evidence.consent, evidence.visit
    if consent is None:
        return seen(FindingOutcome.UNKNOWN)
    if consent.method is Method.MISSED_CALL:
        has_come = visit is not None and visit.call_id is not None
        return _shown(has_come, by="call", found="matched" if has_come else ABSENT)
    named = consent.evidence_media_id
    if named is None:
        return seen(FindingOutcome.UNKNOWN)
    states = {media.media_id: media.state for media in evidence.media}
    is_here = states.get(named) is MediaState.READY
    return _shown(is_here, by="file", found=str(states.get(named, ABSENT)), media_id=named)


def _shown(is_here: bool, **found: str) -> Seen:
    return seen(FindingOutcome.PASS if is_here else FindingOutcome.WARN, **found)
