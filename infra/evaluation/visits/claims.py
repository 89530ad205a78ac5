"""What each check's warning claims of an honest visit, and when that is true.

A warning claims a fact (a landline, a blurred photo) or a fraud. A fact may be true of an honest
visit: a person has to look, and that is no false alarm. A fraud never is. So every warning that is
not backed by a fact below is a false alarm, unless the other visit that it names is a planted one:
that two visits cannot both be true is then simply right.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from chalicelib.domain.consent import Method
from chalicelib.domain.finding import Finding
from chalicelib.domain.verification import names
from chalicelib.domain.verification.limits import CLOCK_WRONG, LIMITS
from infra.evaluation.visits.answers import Answers
from infra.evaluation.visits.drafts import Draft
from infra.evaluation.visits.vault import MOBILE

# Check → the facts that make its warning true.
TRUE_BY: Final[Mapping[str, frozenset[str]]] = {
    names.PHONE: frozenset({"no phone", "landline"}),
    names.PHONE_OF_ROLL: frozenset({"no phone", "phone corrected"}),
    names.SCHEME: frozenset({"no scheme"}),
    names.EVIDENCE: frozenset({"consent by call", "film is missing"}),
    names.CHILD: frozenset({"child"}),
    names.COVERS: frozenset({"took back"}),
    names.ASSIGNED: frozenset({"substitute"}),
    names.NAME: frozenset({"another name"}),
    names.CLOCK: frozenset({"clock wrong"}),
    names.QUALITY: frozenset({"blurred", "dark", "against the sun", "faint", "silent"}),
    names.LENGTH: frozenset({"short"}),
    names.EDITED: frozenset({"edited"}),
    names.METADATA: frozenset({"sent by messenger"}),
    names.CAPTURED: frozenset({"picture much later", "picture long before"}),
    names.NEAR_BOOTH: frozenset({"met elsewhere"}),
    names.EXACT: frozenset({"family picture"}),
    names.DEVICES: frozenset({"second phone"}),
    names.TWICE: frozenset({"came again"}),
}


def facts_of(draft: Draft) -> frozenset[str]:
    """Return what is true of a visit, as the checks may say it."""
    found, person = {*draft.true, *(shot.spoiled for shot in draft.shots)}, draft.person
    phone, agreed = person.phone, draft.agreed
    is_film_missing = any(shot.is_film and shot.ending != "ready" for shot in draft.shots)
    wrong = timedelta(minutes=LIMITS[CLOCK_WRONG].usual).total_seconds()
    said = {
        "no phone": phone is None,
        "landline": phone is not None and not MOBILE.fullmatch(phone),
        "no scheme": not person.schemes,
        "phone corrected": "phone" in draft.corrected,
        "clock wrong": abs(draft.handset.ahead_s) > wrong,
        "consent by call": agreed is not None and agreed.method is Method.MISSED_CALL,
        "film is missing": agreed is not None and agreed.names_film and is_film_missing,
        "child": agreed is not None and agreed.guardian is not None,
    }
    return frozenset(found - {""} | {name for name, is_true in said.items() if is_true})


def is_true(found: Finding, facts: frozenset[str]) -> bool:
    """True when a warning on an honest visit says a fact."""
    return bool(TRUE_BY.get(found.check, frozenset()) & facts)


def is_about_planted(found: Finding, visit_id: str, answers: Answers) -> bool:
    """True when a warning names a planted visit, or is of a person about whom was lied."""
    if visit_id in answers.touched:
        return True
    lists = (value for value in found.evidence.values() if isinstance(value, list))
    return any(word in answers.planted for words in lists for word in words)
