"""The withdrawal codes: printed for a booth's leaflets, and found again when somebody types one.

A code follows from the campaign's key and the person, so printing it again gives the same one and
nothing but its hash is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain import codes
from chalicelib.domain.errors import DomainError, InvalidInput, NotFound
from chalicelib.domain.ids import AreaId, BeneficiaryId
from chalicelib.domain.leaflets import (
    Guesses,
    WithdrawalCode,
    code_hash,
    first_guess,
    require_patience,
)
from chalicelib.domain.people import STEERING, Role, User, require_place, require_role
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Page, Save
from chalicelib.ports import Clock, Records, Vault
from chalicelib.services.retry import again
from chalicelib.services.worklist import area_of

PRINTERS = frozenset({Role.WORKER, *STEERING})
PURPOSE = "withdrawal code"
NOT_A_CODE_HI = "यह पर्चे का कोड नहीं लगता। एक-एक अक्षर और अंक मिलाकर फिर से डालें।"
UNKNOWN = "We do not find this code. Please compare each letter and digit with your leaflet."
UNKNOWN_HI = "यह कोड नहीं मिला। पर्चे से एक-एक अक्षर और अंक मिलाकर फिर से डालें।"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """One person and the code for her leaflet."""

    person: Beneficiary
    code: str


def for_booth(
    user: User, booth_id: AreaId, *, limit: int, cursor: str | None, records: Records, vault: Vault
) -> Page[Leaflet]:
    """Return a page of a booth's people with their codes; raise NotFound outside her areas."""
    require_role(user, PRINTERS)
    booth = area_of(user, booth_id, records=records)
    require_place(user, PRINTERS, booth.path)
    page = records.roll(booth.area_id, limit=limit, cursor=cursor)
    present = [row for row in page.items if not row.is_erased and row.merged_into is None]
    made = [Leaflet(person=person, code=_code_of(person, vault)) for person in present]
    _keep(made, records)
    return Page(items=tuple(made), cursor=page.cursor)


def for_person(
    user: User, beneficiary_id: BeneficiaryId, *, records: Records, vault: Vault
) -> Leaflet:
    """Return one person's code; raise NotFound outside the caller's areas and for who is erased."""
    require_role(user, PRINTERS)
    person = records.find(Beneficiary, beneficiary_id)
    if person is None or person.is_erased:
        raise NotFound("There is nothing under this id in your area")
    require_place(user, PRINTERS, person.path)
    leaflet = Leaflet(person=person, code=_code_of(person, vault))
    _keep([leaflet], records)
    return leaflet


def _code_of(person: Beneficiary, vault: Vault) -> str:
    return codes.spell(vault.digest(person.campaign_id, PURPOSE, person.beneficiary_id))


def _keep(leaflets: Sequence[Leaflet], records: Records) -> None:
    """Make the codes known; those that are known already cost a read and no write."""
    rows = [
        WithdrawalCode(
            code_hash=code_hash(codes.read(leaflet.code)),
            campaign_id=leaflet.person.campaign_id,
            beneficiary_id=leaflet.person.beneficiary_id,
        )
        for leaflet in leaflets
    ]
    found = records.find_many(WithdrawalCode, [(row.code_hash,) for row in rows])
    records.add([row for row, known in zip(rows, found, strict=True) if known is None])


def whose(text: str, source: str, *, records: Records, clock: Clock) -> Beneficiary:
    """Return the person whose code somebody at the address `source` typed.

    Raises InvalidInput for what cannot be a code, NotFound for one that is nobody's, and
    TooManyTries while the address has sent too many of either: then a right one waits as well, or
    guessing would go on unseen. Parallel guesses go past the limit by no more than are in flight.
    """
    now = clock.now()
    fresh = first_guess(source, now)
    key = (fresh.source_hash, str(fresh.window))
    require_patience(records.find(Guesses, *key) or fresh, now)
    try:
        return _found(text, records)
    except DomainError:
        again(lambda: _count(records.find(Guesses, *key) or fresh, records))
        raise


def _found(text: str, records: Records) -> Beneficiary:
    try:
        code = codes.read(text)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.detail, **{**wrong.facts, "detail_hi": NOT_A_CODE_HI}) from None
    held = records.find(WithdrawalCode, code_hash(code))
    person = records.find(Beneficiary, held.beneficiary_id) if held else None
    if person is None:
        raise NotFound(UNKNOWN, detail_hi=UNKNOWN_HI)
    return person


def _count(guesses: Guesses, records: Records) -> None:
    records.commit(Save(row=replace(guesses, count=guesses.count + 1)))
