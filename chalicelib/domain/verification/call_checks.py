"""Has the person's missed call come, when it should, and from a number that may be hers?

A call is evidence, never proof: that none has come says nothing of a visit.
"""

from datetime import datetime
from typing import Final

from chalicelib.domain.calls import DIALLED_BEFORE, Call
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.verification.evidence import Evidence, Seen, seen
from chalicelib.domain.verification.limits import CALLED_BEFORE, MOST_SHARING, limit
from chalicelib.domain.verification.rounds import MINUTE
from chalicelib.domain.visit import Visit

UNKNOWN: Final = FindingOutcome.UNKNOWN


def matched(evidence: Evidence) -> Seen:
    """Pass when a missed call was matched to the visit; unknown, and no doubt, until then."""
    visit, call = evidence.visit, _call(evidence)
    if visit is None or call is None:
        return seen(UNKNOWN, was_dialled=visit is not None and visit.rang_at is not None)
    since = call.at - (visit.rang_at or visit.began_at)
    return seen(FindingOutcome.PASS, call_id=visit.call_id, minutes_after=round(since / MINUTE))


def before_visit(evidence: Evidence) -> Seen:
    """Warn when the call came before the visit, and was dialled then as far as the phone noted."""
    visit, call = evidence.visit, _call(evidence)
    if visit is None or call is None:
        return seen(UNKNOWN)
    early = visit.began_at - _rung_at(call, visit)
    is_early = early > MINUTE * limit(evidence.policy, CALLED_BEFORE)
    outcome = FindingOutcome.WARN if is_early else FindingOutcome.PASS
    return seen(outcome, call_id=visit.call_id, minutes_before=max(0, round(early / MINUTE)))


def _rung_at(call: Call, visit: Visit) -> datetime:
    """Return when it rang; a provider's clock may be behind what the phone noted."""
    noted_at = visit.rang_at
    if noted_at is None or noted_at - call.at > DIALLED_BEFORE:
        return call.at
    return max(call.at, noted_at)


def number_of_many(evidence: Evidence) -> Seen:
    """Warn when more people go by the caller's number than a family has; unknown when not counted.

    It was counted when the call was last looked at, up to one more than tells anything.
    """
    call = _call(evidence)
    if call is None or not call.sharing:
        return seen(UNKNOWN)
    is_many = call.sharing > limit(evidence.policy, MOST_SHARING)
    return seen(FindingOutcome.WARN if is_many else FindingOutcome.PASS, people=call.sharing)


def number_of_worker(evidence: Evidence) -> Seen:
    """Warn when the caller's number, or the one on the roll, is that of somebody who works here.

    The roll's is compared with the number of this visit's worker. Unknown when there was nothing
    to compare.
    """
    call, worker, person = _call(evidence), evidence.worker, evidence.beneficiary
    own = worker.phone.hash if worker and worker.phone else None
    on_roll = person.phone.hash if person and person.phone else None
    rang_it = call is not None and (call.is_workers or call.phone_hash == own)
    is_listed = own is not None and own == on_roll
    if rang_it or is_listed:
        where = [*(["call"] if rang_it else []), *(["roll"] if is_listed else [])]
        return seen(FindingOutcome.WARN, found_in=where)
    was_looked_up = call is not None and (call.sharing > 0 or own is not None)
    was_compared = was_looked_up or (own is not None and on_roll is not None)
    return seen(FindingOutcome.PASS if was_compared else UNKNOWN)


def _call(evidence: Evidence) -> Call | None:
    """Return the call that was matched to the visit."""
    visit = evidence.visit
    return evidence.call if visit is not None and visit.call_id is not None else None
