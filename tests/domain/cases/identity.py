"""Evidence for the checks of identity, with how each ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from chalicelib.domain.campaign import Scheme
from chalicelib.domain.consent import Guardian
from chalicelib.domain.edits import EditSource, FieldValue
from chalicelib.domain.fields import edited, relisted
from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import UserId, VisitId
from chalicelib.domain.phones import PhoneReading
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.verification.evidence import Evidence
from chalicelib.domain.verification.names import (
    ASSIGNED,
    GUARDIAN,
    NAME,
    ON_ROLL,
    PHONE,
    PHONE_OF_ROLL,
    SCHEME,
    TWICE,
)
from chalicelib.domain.visit import Outcome, Visit
from tests.builders import (
    NOON,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_phone,
    a_visit,
    a_withdrawal,
    a_worker,
    an_evidence,
    an_id,
)
from tests.domain.cases.case import Case

O = FindingOutcome  # noqa: E741  a column in the table below

ANOTHER_PHONE = a_phone("+919812345678")
THIRD_PHONE = a_phone("+919898989898")
PERSON = a_beneficiary(version=1)
LONG = "Sita " * 100


def reading(**facts: bool) -> Evidence:
    good = PhoneReading(is_valid=True, is_indian=True, is_mobile=True)
    return an_evidence(phone=replace(good, **facts))


def named(**names: str) -> Evidence:
    """Evidence of somebody whom the roll calls so, by language."""
    return an_evidence(beneficiary=a_beneficiary(names=names))


def shown(name: str, **fields: Any) -> Evidence:
    """Evidence of somebody who wants to be named so in public."""
    return an_evidence(**{"ledger": a_ledger(a_consent(shown_name=name)), **fields})


def changed(
    field: str, value: FieldValue, person: Beneficiary = PERSON, base: int = 1,
    source: EditSource = EditSource.VISIT, edit_id: str = "edit-1",
) -> Beneficiary:  # fmt: skip
    """Return the person after somebody who had seen version `base` of her row changed a field."""
    after = edited(
        person, {field: value}, edit_id=edit_id, at=NOON, base_version=base, source=source
    )
    return replace(after, version=person.version + 1)


def of(person: Beneficiary, **fields: Any) -> Evidence:
    return an_evidence(beneficiary=person, **fields)


def agreed_by(guardian: str, person: Beneficiary = PERSON) -> Evidence:
    consent = a_consent(guardian=Guardian(name=guardian, relation="father"))
    return of(person, ledger=a_ledger(consent))


def before(**fields: Any) -> Visit:
    """Return another visit to her, two days before this one."""
    started = NOON - timedelta(days=2)
    return a_visit(**{"visit_id": VisitId(an_id(0xA0)), "started_at": started, **fields})


BY_ANOTHER = UserId("worker-2")
DISPUTED_PHONE = changed("phone", THIRD_PHONE, changed("phone", ANOTHER_PHONE), 1, edit_id="edit-2")
CHOSEN_PHONE = changed("phone", ANOTHER_PHONE, DISPUTED_PHONE, 3, EditSource.DESK, "edit-3")
UNLISTED = a_beneficiary(phone=None, schemes=(), names={}, guardian_names={}, version=1)
HOUSES = (Scheme(scheme_id="pmay", names={"hi": "प्रधानमंत्री आवास", "en": "PM Housing"}),)


def in_schemes(*schemes: str) -> Evidence:
    return of(a_beneficiary(schemes=schemes), campaign=a_campaign(schemes=HOUSES))


CASES: Final[list[Case]] = [
    ("on the roll", an_evidence(), ON_ROLL, O.PASS),
    ("visit not reported", an_evidence(visit=None), ON_ROLL, O.UNKNOWN),
    ("on another roll", an_evidence(beneficiary=a_beneficiary(booth_id="booth-2")), ON_ROLL,
     O.FAIL),
    ("on no roll", an_evidence(beneficiary=None), ON_ROLL, O.FAIL),
    ("assigned", an_evidence(), ASSIGNED, O.PASS),
    ("assigned elsewhere", an_evidence(worker=a_worker("booth-2")), ASSIGNED, O.WARN),
    ("unknown worker", an_evidence(worker=None), ASSIGNED, O.UNKNOWN),
    ("unknown visit", an_evidence(visit=None), ASSIGNED, O.UNKNOWN),
    ("indian mobile", an_evidence(), PHONE, O.PASS),
    ("invalid", reading(is_valid=False), PHONE, O.WARN),
    ("foreign", reading(is_indian=False), PHONE, O.WARN),
    ("landline", reading(is_mobile=False), PHONE, O.WARN),
    ("no phone", an_evidence(phone=None), PHONE, O.UNKNOWN),

    ("two scripts", an_evidence(), NAME, O.PASS),
    ("another name in the other script", named(hi="सीता देवी", en="Kamla Bai"), NAME, O.WARN),
    ("three scripts, one of them wrong", named(hi="सीता", en="Sita", pa="ਗੁਰਮੀਤ ਕੌਰ"), NAME, O.WARN),
    ("one spelling", named(hi="सीता देवी"), NAME, O.UNKNOWN),
    ("no name at all", named(), NAME, O.UNKNOWN),
    ("nobody", an_evidence(beneficiary=None), NAME, O.UNKNOWN),
    ("shown by her name", shown("Sita Devi"), NAME, O.PASS),
    ("shown by her first name", shown("सीता"), NAME, O.PASS),
    ("shown by what everybody calls her", shown("Guddi"), NAME, O.PASS),
    ("shown by somebody else's name", shown("Kamla Sharma"), NAME, O.WARN),
    ("a shown name that she took back", shown("", ledger=a_ledger(
        a_consent(shown_name="Kamla Sharma"), withdrawals=(a_withdrawal(),))), NAME, O.PASS),
    ("shown, and no name on the roll", shown("Sita Devi", beneficiary=UNLISTED), NAME, O.UNKNOWN),
    ("corrected at the door", of(changed("name.en", "Seeta Devi")), NAME, O.PASS),
    ("renamed at the door", of(changed("name.hi", "कमला शर्मा")), NAME, O.WARN),
    ("renamed at the desk", of(changed("name.hi", "कमला शर्मा", source=EditSource.DESK)), NAME,
     O.PASS),
    ("renamed, and the roll agrees since", of(
        relisted(changed("name.hi", "कमला शर्मा"),
                 {"name.hi": "कमला शर्मा", "name.en": "Kamla Sharma"})), NAME, O.PASS),
    ("the name taken away", of(changed("name.en", None)), NAME, O.PASS),
    ("a letter", shown("S"), NAME, O.PASS),
    ("signs that nobody can read", shown("🙂 🙏", beneficiary=a_beneficiary(names={"en": "Sita"})),
     NAME, O.UNKNOWN),
    ("far too long", shown(LONG), NAME, O.PASS),
    ("two scripts in one name", shown("सीता Devi"), NAME, O.PASS),
    ("marks of direction", shown("\u202eSita\u200f Devi\u202c"), NAME, O.PASS),

    ("guardian in two scripts", an_evidence(), GUARDIAN, O.PASS),
    ("no guardian known", of(UNLISTED), GUARDIAN, O.UNKNOWN),
    ("nobody has no guardian", an_evidence(beneficiary=None, ledger=None), GUARDIAN, O.UNKNOWN),
    ("the roll's guardian agreed", agreed_by("Ram"), GUARDIAN, O.PASS),
    ("another guardian agreed", agreed_by("Gita"), GUARDIAN, O.WARN),
    ("agreed, and none on the roll", agreed_by("Ram", UNLISTED), GUARDIAN, O.UNKNOWN),
    ("guardian renamed", of(changed("guardian_name.hi", "मोहन लाल")), GUARDIAN, O.WARN),
    ("guardian spelled otherwise", of(changed("guardian_name.hi", "श्री राम")), GUARDIAN, O.PASS),

    ("the roll's number", an_evidence(), PHONE_OF_ROLL, O.PASS),
    ("a number where there was none", of(changed("phone", ANOTHER_PHONE, UNLISTED)), PHONE_OF_ROLL,
     O.PASS),
    ("the same number confirmed", of(changed("phone", PERSON.phone)), PHONE_OF_ROLL, O.PASS),
    ("changed at the door", of(changed("phone", ANOTHER_PHONE)), PHONE_OF_ROLL, O.WARN),
    ("taken away at the door", of(changed("phone", None)), PHONE_OF_ROLL, O.WARN),
    ("changed at the desk", of(changed("phone", ANOTHER_PHONE, source=EditSource.DESK)),
     PHONE_OF_ROLL, O.PASS),
    ("in dispute", of(DISPUTED_PHONE), PHONE_OF_ROLL, O.UNKNOWN),
    ("in dispute until a desk chose", of(CHOSEN_PHONE), PHONE_OF_ROLL, O.PASS),
    ("a new roll agrees", of(relisted(changed("phone", ANOTHER_PHONE), {"phone": ANOTHER_PHONE})),
     PHONE_OF_ROLL, O.PASS),
    ("nobody has no number", an_evidence(beneficiary=None), PHONE_OF_ROLL, O.UNKNOWN),

    ("enrolled", an_evidence(), SCHEME, O.PASS),
    ("enrolled by the scheme's name", in_schemes("pension", "PM-housing"), SCHEME, O.PASS),
    ("enrolled by its name in Hindi", in_schemes("प्रधानमंत्री  आवास"), SCHEME, O.PASS),
    ("enrolled in others", in_schemes("pension"), SCHEME, O.WARN),
    ("enrolled in nothing", in_schemes(), SCHEME, O.WARN),
    ("enrolled by her worker alone", of(changed("schemes", ("housing",), UNLISTED)), SCHEME,
     O.WARN),
    ("enrolled by a desk", of(
        changed("schemes", ("housing",), UNLISTED, source=EditSource.DESK)), SCHEME, O.PASS),
    ("taken out by her worker", of(changed("schemes", ())), SCHEME, O.PASS),
    ("no schemes here", an_evidence(campaign=a_campaign()), SCHEME, O.UNKNOWN),
    ("nobody is in no scheme", an_evidence(beneficiary=None), SCHEME, O.UNKNOWN),

    ("met once", an_evidence(), TWICE, O.PASS),
    ("the worker came again", an_evidence(hers=(before(),)), TWICE, O.PASS),
    ("met by another worker", an_evidence(hers=(before(worker_id=BY_ANOTHER),)), TWICE, O.WARN),
    ("met that morning", an_evidence(hers=(before(started_at=NOON - timedelta(hours=5)),)), TWICE,
     O.WARN),
    ("met the evening before", an_evidence(hers=(before(started_at=NOON - timedelta(hours=18)),)),
     TWICE, O.PASS),
    ("met in the same instant under a lower id", an_evidence(hers=(before(started_at=NOON),)),
     TWICE, O.WARN),
    ("met in the same instant under a higher id", an_evidence(hers=(
        before(started_at=NOON, visit_id=VisitId(an_id(0xB000))),)), TWICE, O.PASS),
    ("met later by another worker", an_evidence(hers=(
        before(started_at=NOON + timedelta(hours=1), worker_id=BY_ANOTHER),)), TWICE, O.PASS),
    ("not at home that morning", an_evidence(hers=(
        before(started_at=NOON - timedelta(hours=5), outcome=Outcome.NOT_HOME),)), TWICE, O.PASS),
    ("no visit to count", an_evidence(visit=None), TWICE, O.UNKNOWN),
    ("nobody to meet", an_evidence(beneficiary=None), TWICE, O.UNKNOWN),
]  # fmt: skip
