"""Rows of the roll become people: new ones are added, known ones hear what the file says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from chalicelib.domain.areas import covers
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import BeneficiaryId, id_from
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_people import PersonLine, person_key, person_line, roll_of
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.importing import Import
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change
from chalicelib.services.import_base import Places, Tools
from chalicelib.services.import_entries import Entries, Entry, same_ids
from chalicelib.services.retry import again

# A moved person with three new ids and her history is seven items; a transaction takes a hundred.
PEOPLE_AT_ONCE: Final = 14
_Changes = tuple[Entry, tuple[Change, ...]]


class PersonRows:
    """The importer of beneficiaries."""

    free: frozenset[str] = frozenset()

    def __init__(self, imported: Import, campaign: Campaign, tools: Tools) -> None:
        self._imported = imported
        self._tools = tools
        self._places = Places(imported, tools.records)
        self._entries = Entries(imported, tools.phones, tools.clock)
        self._roll = roll_of(campaign, day_of(campaign, tools.clock.now()).year)

    def key(self, row: Cells) -> str:
        """Return the reference, or booth and serial."""
        return person_key(row)

    def take(self, rows: Sequence[Cells]) -> int:
        """Add and change people; return how many were added or changed."""
        lines = [line for row in rows if (line := person_line(row, self._roll)) is not None]
        entries = self._placed(lines)
        found = self._tools.records.find_many(Beneficiary, [(person_id,) for person_id in entries])
        known = {person.beneficiary_id: person for person in found if person is not None}
        self._tell(lines, known)
        fresh = [entry for person_id, entry in entries.items() if person_id not in known]
        late = self._add(fresh)
        caught_up = sum(again(partial(self._bring_up_to_date, entries[p])) for p in late)
        return len(fresh) - len(late) + caught_up + self._relist(entries, known)

    def _placed(self, lines: Sequence[PersonLine]) -> dict[BeneficiaryId, Entry]:
        """Return each person once, with her booth; rows that say the same are one entry."""
        places = self._places.named(line.booth_code for line in lines)
        entries: dict[BeneficiaryId, Entry] = {}
        for line in lines:
            booth, person_id = places.get(line.booth_code), self._id_of(line)
            if booth is None:
                line.row.tell(RowReason.UNKNOWN_PLACE, "booth_code")
            elif person_id not in entries:
                ids = self._entries.hashed(line.ids)
                entries[person_id] = Entry(person_id=person_id, line=line, booth=booth, ids=ids)
        return entries

    def _id_of(self, line: PersonLine) -> BeneficiaryId:
        return BeneficiaryId(id_from(self._imported.campaign_id, "person", line.key))

    def _tell(
        self, lines: Sequence[PersonLine], known: Mapping[BeneficiaryId, Beneficiary]
    ) -> None:
        """Tell the rows whose people may not be changed why."""
        reasons = {person_id: self._why_not(person) for person_id, person in known.items()}
        for line in lines:
            if reason := reasons.get(self._id_of(line)):
                line.row.tell(reason, "reference" if line.reference else "serial")

    def _why_not(self, person: Beneficiary) -> RowReason | None:
        if not covers(self._imported.path, person.path):
            return RowReason.ELSEWHERE
        is_gone = person.is_erased or person.erase_at is not None
        return RowReason.WITHDRAWN if is_gone else None

    def _add(self, fresh: Sequence[Entry]) -> list[BeneficiaryId]:
        """Add people who are new; return those whom somebody else added meanwhile.

        Their ids come first: one that leads to nobody harms nobody.
        """
        self._lead_to((entry, None) for entry in fresh)
        left = self._tools.records.add([self._entries.person(entry) for entry in fresh])
        return [person.beneficiary_id for person in left]

    def _lead_to(self, entries: Iterable[tuple[Entry, Beneficiary | None]]) -> None:
        """Write the rows that lead from new ids to their people; some may be there from before."""
        rows = [same for entry, known in entries for same in same_ids(entry, known)]
        self._tools.records.add(rows)

    def _relist(
        self, entries: Mapping[BeneficiaryId, Entry], known: Mapping[BeneficiaryId, Beneficiary]
    ) -> int:
        """Change those of whom the file says something new; return how many."""
        found = [(entries[p], self._changes(entries[p], person)) for p, person in known.items()]
        news = [(entry, changes) for entry, changes in found if changes]
        self._lead_to((entry, known[entry.person_id]) for entry, _ in news)
        return sum(self._commit(some) for some in _in_groups(news))

    def _changes(self, entry: Entry, person: Beneficiary) -> tuple[Change, ...]:
        return () if self._why_not(person) else self._entries.changes(entry, person)

    def _commit(self, some: Sequence[_Changes]) -> int:
        """Write a group in one transaction; one by one, on fresh rows, when somebody was faster."""
        try:
            self._tools.records.commit(*(change for _, changes in some for change in changes))
        except StaleVersion:
            return sum(again(partial(self._bring_up_to_date, entry)) for entry, _ in some)
        return len(some)

    def _bring_up_to_date(self, entry: Entry) -> int:
        person = self._tools.records.find(Beneficiary, entry.person_id)
        if person is None:
            raise StaleVersion("The person is just being moved")
        changes = self._changes(entry, person)
        if changes:
            self._lead_to([(entry, person)])
            self._tools.records.commit(*changes)
        return 1 if changes else 0


def _in_groups(changes: Sequence[_Changes]) -> Iterator[Sequence[_Changes]]:
    for start in range(0, len(changes), PEOPLE_AT_ONCE):
        yield changes[start : start + PEOPLE_AT_ONCE]
