"""The checks in plain sight, and the rule that turns findings into a verdict.

A verdict is `refused` when a check failed that leads to `refuse`: no person can repair it by
looking. It is `needs_review` when any other check failed or warned, unless it is only a note; when
something is unknown that must be known; or when so many notes stand together that the campaign's
limit is reached. Else it is `verified`, and a moderator still decides what is published.

What a check leads to is the table's, unless the campaign's policy says otherwise; of a `fixed` one
no policy does. What is not known is often nobody's fault: most rolls say no year of birth, most
consents name no file, and media from earlier versions have no looks and signals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.policy import Action, Policy
from chalicelib.domain.verification import (
    call_checks,
    camera_checks,
    consent_checks,
    identity_checks,
    media_checks,
    name_checks,
    names,
    place_checks,
    safety_checks,
    time_checks,
)
from chalicelib.domain.verification.evidence import Evidence, Seen
from chalicelib.domain.verification.limits import NOTES_FOR_REVIEW, limit

REFUSE, REVIEW, NOTE = Action.REFUSE, Action.REVIEW, Action.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its name and version, how it looks, and what follows from what it sees.

    `action` is for a failure or warning, `unknown` for what is not known; None means nothing.
    """

    name: str
    version: int
    look: Callable[[Evidence], Seen]
    action: Action
    unknown: Action | None = None
    is_fixed: bool = False


def _check(
    name: str, look: Callable[[Evidence], Seen], action: Action, *,
    version: int = 1, unknown: Action | None = None, is_fixed: bool = False,
) -> Check:  # fmt: skip
    return Check(
        name=name, version=version, look=look, action=action, unknown=unknown, is_fixed=is_fixed
    )


CHECKS: Final[tuple[Check, ...]] = (
    _check(names.COVERS, consent_checks.covers_purposes, REFUSE, is_fixed=True),
    _check(names.NOTICE, consent_checks.notice_known, REFUSE, unknown=REVIEW, is_fixed=True),
    _check(names.CHILD, consent_checks.allowed_for_a_child, REFUSE, is_fixed=True),
    _check(names.EVIDENCE, consent_checks.evidence_given, REVIEW, is_fixed=True),
    _check(names.ON_ROLL, identity_checks.on_roll, REFUSE, unknown=REVIEW, is_fixed=True),
    _check(names.ASSIGNED, identity_checks.worker_assigned, REVIEW, unknown=REVIEW),
    _check(names.PHONE, identity_checks.phone_is_indian_mobile, REVIEW, unknown=REVIEW),
    _check(names.NAME, name_checks.name, REVIEW),
    _check(names.GUARDIAN, name_checks.guardian_name, NOTE),
    _check(names.PHONE_OF_ROLL, identity_checks.phone_of_roll, NOTE, unknown=REVIEW),
    _check(names.SCHEME, identity_checks.scheme, NOTE),
    _check(names.TWICE, identity_checks.visited_twice, REVIEW),
    _check(names.CALLED, call_checks.matched, NOTE),
    _check(names.CALLED_EARLY, call_checks.before_visit, NOTE),
    _check(names.SHARED_NUMBER, call_checks.number_of_many, REVIEW),
    _check(names.WORKERS_NUMBER, call_checks.number_of_worker, REVIEW),
    _check(names.IN_DAYS, time_checks.in_campaign_days, REVIEW),
    _check(names.CAPTURED, time_checks.captured_at_visit, REVIEW),
    _check(names.CLOCK, time_checks.clock, NOTE),
    _check(names.BURST, time_checks.too_many, REVIEW),
    _check(names.NEAR_BOOTH, place_checks.near_booth, REVIEW),
    _check(names.CAMERA, place_checks.camera_agrees, REVIEW),
    _check(names.TRAVEL, place_checks.travel, REVIEW),
    _check(names.SPOT, place_checks.one_spot, NOTE),
    _check(names.EXACT, media_checks.exact_duplicate, REVIEW),
    _check(names.NEAR, media_checks.near_duplicate, REVIEW),
    _check(names.QUALITY, media_checks.quality, REVIEW, version=2),
    _check(names.LENGTH, media_checks.length, REVIEW),
    _check(names.SCREEN, media_checks.screen, REVIEW),
    _check(names.EDITED, camera_checks.edited, REVIEW),
    _check(names.METADATA, camera_checks.metadata, NOTE),
    _check(names.DEVICES, camera_checks.devices, NOTE),
    _check(names.AADHAAR, safety_checks.aadhaar, REVIEW),
    _check(names.PHONE_SHOWN, safety_checks.phone_number, REVIEW),
    _check(names.PROMISE, safety_checks.promise, REVIEW),
)
BY_NAME: Final = {check.name: check for check in CHECKS}


def examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Return every check's finding, in the order of the table."""
    return tuple(_finding(check, check.look(evidence)) for check in CHECKS)


def _finding(check: Check, what: Seen) -> Finding:
    return Finding(
        check=check.name, version=check.version, outcome=what.outcome, evidence=what.evidence
    )


def verdict_of(findings: Sequence[Finding], policy: Policy) -> Verdict:
    """Return the verdict that follows from the findings, by the rule above."""
    if any(is_refusal(found, policy) for found in findings):
        return Verdict.REFUSED
    return Verdict.NEEDS_REVIEW if doubts_among(findings, policy) else Verdict.VERIFIED


def doubts_among(findings: Sequence[Finding], policy: Policy) -> tuple[Finding, ...]:
    """Return the findings that keep a verdict from being `verified`, in their order.

    Notes are among them only when there are enough of them to ask for a person.
    """
    led = [(found, leads_to(found, policy)) for found in findings]
    notes = sum(action is NOTE for _, action in led)
    counted = {REFUSE, REVIEW} | ({NOTE} if notes >= limit(policy, NOTES_FOR_REVIEW) else set())
    return tuple(found for found, action in led if action in counted)


def is_refusal(found: Finding, policy: Policy) -> bool:
    """True for a finding that refuses."""
    return found.outcome is FindingOutcome.FAIL and leads_to(found, policy) is REFUSE


def leads_to(found: Finding, policy: Policy) -> Action | None:
    """Return what follows from a finding under a policy; None when nothing does.

    A check that is no longer in the table still asks for a person.
    """
    check = BY_NAME.get(found.check)
    if found.outcome is FindingOutcome.PASS:
        return None
    if check is None:
        return REVIEW
    if found.outcome is FindingOutcome.UNKNOWN:
        return check.unknown
    return action_of(check, policy)


def action_of(check: Check, policy: Policy) -> Action:
    """Return what a failure or warning of a check leads to under a policy."""
    return check.action if check.is_fixed else policy.actions.get(check.name, check.action)
