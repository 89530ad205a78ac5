"""Who is shown in a testimonial, in full: for whoever judges it, each time audited."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import VisitId
from chalicelib.domain.people import User, require_place
from chalicelib.domain.phones import RevealReason
from chalicelib.domain.roll import Beneficiary, require_unsealed, sealed
from chalicelib.domain.rows import Save, Unchanged
from chalicelib.domain.taking_back import is_taken_back
from chalicelib.domain.testimonial import Testimonial
from chalicelib.ports import Clock, Records, Vault
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.dossiers import READERS
from chalicelib.services.retry import again
from chalicelib.services.withdrawals import ledger_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A person's names, and her number in E.164 form where she has one."""

    names: Mapping[str, str]
    guardian_names: Mapping[str, str]
    phone: str | None


def reveal(
    user: User,
    visit_id: VisitId,
    reason: RevealReason,
    *,
    records: Records,
    vault: Vault,
    clock: Clock,
) -> Details:
    """Return who is shown; an audit entry in her chain is committed before anything is opened.

    Every look has an entry of its own. Raises NotFound outside the caller's areas and for a reel,
    which shows several people; Conflict once she took everything back.
    """

    def step() -> Beneficiary:
        person = _person_in(user, visit_id, records)
        ledger = ledger_of(person, records=records)
        if is_taken_back(ledger):  # some seconds before her row says so
            raise sealed()
        ledger, entry = noted_in_ledger(
            ledger, "details_revealed", at=clock.now(),
            actor=user.user_id, facts={"reason": reason.value, "testimonial_id": visit_id},
        )  # fmt: skip
        # As she stands: a row that is sealed at this very moment is not shown.
        records.commit(Save(row=ledger), Save(row=entry), Unchanged(row=person))
        return person

    person = again(step)
    number = person.phone.sealed if person.phone else None
    return Details(
        names=person.names,
        guardian_names=person.guardian_names,
        phone=vault.open(person.campaign_id, person.beneficiary_id, number) if number else None,
    )


def _person_in(user: User, visit_id: VisitId, records: Records) -> Beneficiary:
    """Return the person of a testimonial. Her row may be part of another by now: it is still she.

    Raises NotFound, Conflict as `reveal` does.
    """
    item = records.find(Testimonial, visit_id)
    require_place(user, READERS, item.path if item else ())
    person = records.find(Beneficiary, item.beneficiary_id) if item and not item.members else None
    if person is None:
        raise NotFound("There is nobody to show under this id")
    require_unsealed(person)
    return person
