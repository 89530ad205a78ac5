"""Is this the person, the booth and the worker that the roll and the assignment say?

What she is called is looked at in name_checks.py.
"""

from typing import Final

from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.edits import EditSource, is_in_conflict, unconfirmed
from chalicelib.domain.fields import PHONE, SCHEMES, listed_now
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.people import Role, may
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.spelling import plain
from chalicelib.domain.verification.evidence import Evidence, Seen, seen
from chalicelib.domain.visit import Outcome, Visit

WORKERS: Final = frozenset({Role.WORKER})


def on_roll(evidence: Evidence) -> Seen:
    """Fail unless the person stands on the roll of the booth that the visit names."""
    visit, person = evidence.visit, evidence.beneficiary
    if visit is None:
        return seen(FindingOutcome.UNKNOWN)
    roll_booth = person.booth_id if person else None
    if roll_booth == visit.booth_id:
        return seen(FindingOutcome.PASS, booth_id=visit.booth_id)
    return seen(FindingOutcome.FAIL, visit_booth_id=visit.booth_id, roll_booth_id=roll_booth)


def worker_assigned(evidence: Evidence) -> Seen:
    """Warn when the worker is not (or no longer) assigned to the visit's booth."""
    visit, worker = evidence.visit, evidence.worker
    if visit is None or worker is None:
        return seen(FindingOutcome.UNKNOWN)
    is_assigned = may(worker, WORKERS, visit.path)
    outcome = FindingOutcome.PASS if is_assigned else FindingOutcome.WARN
    return seen(outcome, worker_id=worker.user_id)


def phone_is_indian_mobile(evidence: Evidence) -> Seen:
    """Warn when the roll's number cannot be an Indian mobile; unknown when there is none."""
    reading = evidence.phone
    if reading is None:
        return seen(FindingOutcome.UNKNOWN)
    is_good = reading.is_valid and reading.is_indian and reading.is_mobile
    return seen(FindingOutcome.PASS if is_good else FindingOutcome.WARN,
        valid=reading.is_valid, indian=reading.is_indian, mobile=reading.is_mobile,
    )  # fmt: skip


def phone_of_roll(evidence: Evidence) -> Seen:
    """Warn when the number that stands was changed at the door; unknown when several stand.

    A number where the roll has none changes nothing, and one that a desk chose is as good as the
    roll's.
    """
    person = evidence.beneficiary
    if person is None:
        return seen(FindingOutcome.UNKNOWN)
    edited = person.edits.get(PHONE)
    if edited is None or edited.listed is None:
        return seen(FindingOutcome.PASS, reports=0)
    changed = sorted(leaf.edit_id for leaf in unconfirmed(edited))
    if is_in_conflict(edited):
        return seen(FindingOutcome.UNKNOWN, reports=len(edited.leaves), edit_ids=changed)
    if changed:
        return seen(FindingOutcome.WARN, reports=len(changed), edit_ids=changed)
    return seen(FindingOutcome.PASS, reports=len(edited.leaves))


def scheme(evidence: Evidence) -> Seen:
    """Warn when neither roll nor desk says that she is in a scheme of the campaign.

    Unknown for a campaign that declares none. A scheme goes by its id or by any of its names.
    """
    person, campaign = evidence.beneficiary, evidence.campaign
    if person is None or not campaign.schemes:
        return seen(FindingOutcome.UNKNOWN)
    hers = {plain(word) for word in _enrolled(person)}
    found = sorted(own for own, words in _schemes(campaign).items() if words & hers)
    return seen(FindingOutcome.PASS if found else FindingOutcome.WARN,
        fitting=len(found), hers=len(hers), declared=len(campaign.schemes),
    )  # fmt: skip


def _enrolled(person: Beneficiary) -> set[str]:
    """Return the schemes that the roll has her in, and those that a desk put her into."""
    edited = person.edits.get(SCHEMES)
    leaves = edited.leaves if edited else ()
    chosen = [leaf.value for leaf in leaves if leaf.source is EditSource.DESK]
    said = (listed_now(person).get(SCHEMES), *chosen)
    return {word for words in said if isinstance(words, tuple) for word in words}


def _schemes(campaign: Campaign) -> dict[str, set[str]]:
    return {
        each.scheme_id: {plain(word) for word in (each.scheme_id, *each.names.values())}
        for each in campaign.schemes
    }


def visited_twice(evidence: Evidence) -> Seen:
    """Warn when she was met before: by another worker, or by this one on the same day.

    A worker who comes again on another day has something to bring or to ask. Of two visits the one
    that began later is in doubt, whichever was reported first.
    """
    visit = evidence.visit
    if visit is None or evidence.beneficiary is None:
        return seen(FindingOutcome.UNKNOWN)
    earlier = [each for each in evidence.hers if _is_before(each, visit)]
    odd = [each for each in earlier if _is_odd(each, visit, evidence.campaign)]
    return seen(FindingOutcome.WARN if odd else FindingOutcome.PASS,
        met_before=len(earlier), earlier_visit_ids=sorted(each.visit_id for each in odd),
        by_another=sum(each.worker_id != visit.worker_id for each in odd),
    )  # fmt: skip


def _is_before(other: Visit, visit: Visit) -> bool:
    is_earlier = (other.began_at, other.visit_id) < (visit.began_at, visit.visit_id)
    return is_earlier and other.outcome is Outcome.MET


def _is_odd(earlier: Visit, visit: Visit, campaign: Campaign) -> bool:
    is_same_day = day_of(campaign, earlier.began_at) == day_of(campaign, visit.began_at)
    return is_same_day or earlier.worker_id != visit.worker_id
