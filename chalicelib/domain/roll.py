"""The roll: the people whom the campaign visits, one row each, with a summary of what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.areas import Path
from chalicelib.domain.consent import Ledger, Purpose, everywhere
from chalicelib.domain.edits import Edited, is_in_conflict
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, VisitId
from chalicelib.domain.phones import Phone
from chalicelib.domain.visit import Outcome, Visit

# A row is read with every worklist; nobody is visited this often.
MOST_EARLIER = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """The latest visit by our clock; ties go to the greater id, so every order agrees."""

    visit_id: VisitId
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """One person on the roll of one booth. `serial` is her number on that roll.

    `details` are the other fields that files and workers know, by name (`birth_year`, `address`,
    what the campaign defines). `ids` are keyed hashes by the id's type, never the ids. `called` is
    the latest visit whose missed call was matched. `purposes` were made from so many `entries` of
    her ledger, None from none.
    """

    beneficiary_id: BeneficiaryId
    campaign_id: CampaignId
    booth_id: AreaId
    path: Path
    serial: int
    names: Mapping[str, str]
    guardian_names: Mapping[str, str]
    phone: Phone | None
    schemes: tuple[str, ...]
    reference: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, Edited] = field(default_factory=dict)
    last: LastVisit | None = None
    earlier: tuple[VisitId, ...] = ()  # the visits before the last one; an erasure needs them
    purposes: frozenset[Purpose] = frozenset()
    entries: int | None = None
    has_withdrawn: bool = False
    media_kinds: frozenset[str] = frozenset()
    called: VisitId | None = None
    merged_into: BeneficiaryId | None = None
    merged: tuple[BeneficiaryId, ...] = ()
    erase_at: datetime | None = None  # sealed: she took everything back and is erased then
    is_erased: bool = False
    version: int = 0

    @property
    def due_at(self) -> datetime | None:
        """When a timer looks at the row."""
        return self.erase_at

    @property
    def birth_year(self) -> int | None:
        """The year she was born in, as far as it is known."""
        text = self.details.get("birth_year", "")
        return int(text) if text.isdecimal() else None

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The fields about which two reports disagree."""
        return tuple(sorted(n for n, edited in self.edits.items() if is_in_conflict(edited)))


def require_unsealed(person: Beneficiary) -> None:
    """Raise Conflict once she took everything back: nothing of hers is shown."""
    if person.erase_at is not None or person.is_erased:
        raise sealed()


def sealed() -> Conflict:
    """Return the refusal that a sealed record gives."""
    return Conflict("She took everything back; her record is sealed", current_state="sealed")


def require_open(person: Beneficiary) -> None:
    """Raise Conflict when nothing of the person may be changed or shown any more."""
    require_unsealed(person)
    if person.merged_into is not None:
        raise Conflict(
            "This record was merged into another; go on with that one",
            current_state="merged",
            merged_into=person.merged_into,
        )


def covered(person: Beneficiary) -> Beneficiary:
    """Return what may be shown of a person: of a sealed one her names and what happened."""
    if person.erase_at is None:
        return person
    return replace(person, phone=None, guardian_names={}, schemes=(), details={}, edits={})


def with_visit(person: Beneficiary, visit: Visit) -> Beneficiary:
    """Return the person with `visit` as her last one, or as an earlier one, whichever it is."""
    mark = LastVisit(visit_id=visit.visit_id, outcome=visit.outcome, at=visit.began_at)
    known = person.last
    if known and (known.at, known.visit_id) >= (mark.at, mark.visit_id):
        is_same = known.visit_id == mark.visit_id
        return replace(person, last=mark) if is_same else _with_earlier(person, mark)
    if known and known.visit_id != mark.visit_id:
        person = _with_earlier(person, known)
    return replace(person, last=mark)


def _with_earlier(person: Beneficiary, visit: LastVisit) -> Beneficiary:
    known = sorted({*person.earlier, visit.visit_id})
    return replace(person, earlier=tuple(known[-MOST_EARLIER:]))


def visits_to(person: Beneficiary) -> tuple[VisitId, ...]:
    """Return the visits to a person that her row knows, the last one last."""
    return (*person.earlier, *((person.last.visit_id,) if person.last else ()))


def met_late(before: Beneficiary, after: Beneficiary) -> tuple[VisitId, ...]:
    """Return whose verdicts visits may change that came to a row late: all of hers; often none.

    A visit that is now her last one came before no other.
    """
    news = set(visits_to(after)) - set(visits_to(before))
    is_late = any(after.last is None or each != after.last.visit_id for each in news)
    return visits_to(after) if is_late else ()


def with_consents(person: Beneficiary, ledger: Ledger) -> Beneficiary:
    """Return the person with what stands in her ledger, and whether she took everything back.

    Who agrees again after that is not erased any more. A ledger only grows: an older one than the
    row knows changes nothing, and a newer one always does, so that whoever was slower is stale.
    """
    entries = len(ledger.consents) + len(ledger.withdrawals)
    if person.is_erased or entries < (person.entries or 0):
        return person
    stands = everywhere(ledger)
    return replace(
        person,
        purposes=stands,
        entries=entries or None,
        has_withdrawn=bool(ledger.withdrawals) and not stands,
        erase_at=None if stands else person.erase_at,
    )


def missing(person: Beneficiary) -> tuple[str, ...]:
    """Return what the worker still has to do at this door, in the order she would do it."""
    if person.erase_at is not None or person.is_erased:
        return ()
    if person.last is None:
        return ("visit", "consent", "photo", "video")
    if person.last.outcome is not Outcome.MET:
        return ("visit",) if person.last.outcome is Outcome.NOT_HOME else ()
    if not person.purposes:
        # Who took everything back is not asked again.
        return () if person.has_withdrawn else ("consent",)
    wanted = [kind for kind in ("photo", "video") if Purpose(kind) in person.purposes]
    return tuple(kind for kind in wanted if kind not in person.media_kinds)
