"""Rows of the roll become people: new ones are added, known ones hear what the file says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from chalicelib.domain.areas import Area, covers
from chalicelib.domain.campaign import Campaign, day_of
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.import_cells import Cells
from chalicelib.domain.import_people import PersonLine, person_key, person_line, roll_of
from chalicelib.domain.import_reasons import RowReason
from chalicelib.domain.importing import Import
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change
from chalicelib.services.import_base import Places, Tools
from chalicelib.services.import_entries import Entries, Entry, same_ids
from chalicelib.services.import_identity import Found, Identities, is_gone, is_other
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
        self._identities = Identities(imported.campaign_id, tools.records)
        self._entries = Entries(imported, tools.phones, tools.clock)
        self._roll = roll_of(campaign, day_of(campaign, tools.clock.now()).year)

    def key(self, row: Cells) -> str:
        """Return the reference, or booth and serial."""
        return person_key(row)

    def take(self, rows: Sequence[Cells]) -> int:
        """Add and change people; return how many were added or changed."""
        lines = [line for row in rows if (line := person_line(row, self._roll)) is not None]
        found = self._identities.found(self._placed(lines))
        self._keep_keys(found)
        entries = self._entries_of(found)
        known = {each.person_id: each.person for each in found if each.person is not None}
        fresh = [entry for person_id, entry in entries.items() if person_id not in known]
        late = self._add(fresh)
        caught_up = sum(again(partial(self._bring_up_to_date, entries[p])) for p in late)
        changed = len(fresh) - len(late) + caught_up + self._relist(entries, known)
        self._identities.note(found)
        return changed

    def _placed(self, lines: Sequence[PersonLine]) -> list[tuple[PersonLine, Area]]:
        """Return each line with its booth; one whose booth is not in the area tells so."""
        places = self._places.named(line.booth_code for line in lines)
        for line in lines:
            if line.booth_code not in places:
                line.row.tell(RowReason.UNKNOWN_PLACE, "booth_code")
        return [(line, places[line.booth_code]) for line in lines if line.booth_code in places]

    def _keep_keys(self, found: Sequence[Found]) -> None:
        """Write where later references lead, first of all and for who is gone as well.

        A key without its reference on her row is put right by the next file.
        """
        keys = {each.key.key_id: each.key for each in found if each.key and self._may_see(each)}
        if keys:
            self._tools.records.add(list(keys.values()))

    def _may_see(self, found: Found) -> bool:
        return found.person is not None and covers(self._imported.path, found.person.path)

    def _entries_of(self, found: Sequence[Found]) -> dict[BeneficiaryId, Entry]:
        """Return each person once; a row that may not speak of her tells why."""
        entries: dict[BeneficiaryId, Entry] = {}
        for each in found:
            line, person_id = each.line, each.person_id
            if each.person and (reason := self._why_not(each.person, line, each.booth)):
                line.row.tell(reason, _column(reason, line))
            elif person_id not in entries:
                ids = self._entries.hashed(line.ids)
                entries[person_id] = Entry(
                    person_id=person_id, line=line, booth=each.booth, ids=ids
                )
            elif (first := entries[person_id].line).key != line.key:
                line.row.tell(RowReason.DUPLICATE_ROW, first_line=first.row.at.line)
        return entries

    def _why_not(self, person: Beneficiary, line: PersonLine, booth: Area) -> RowReason | None:
        if not covers(self._imported.path, person.path):
            # As if there were no such row: nobody learns who is known in other booths.
            return RowReason.UNKNOWN_PLACE
        if is_gone(person):
            return RowReason.WITHDRAWN
        return RowReason.OTHER_PERSON if is_other(line, booth, person) else None

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
        found = [(e, self._changes(e, known[p])) for p, e in entries.items() if p in known]
        news = [(entry, changes) for entry, changes in found if changes]
        self._lead_to((entry, known[entry.person_id]) for entry, _ in news)
        return sum(self._commit(some) for some in _in_groups(news))

    def _changes(self, entry: Entry, person: Beneficiary) -> tuple[Change, ...]:
        is_closed = self._why_not(person, entry.line, entry.booth)
        return () if is_closed else self._entries.changes(entry, person)

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


def _column(reason: RowReason, line: PersonLine) -> str:
    if reason is RowReason.UNKNOWN_PLACE:
        return "booth_code"
    return "reference" if line.reference else "serial"


def _in_groups(changes: Sequence[_Changes]) -> Iterator[Sequence[_Changes]]:
    for start in range(0, len(changes), PEOPLE_AT_ONCE):
        yield changes[start : start + PEOPLE_AT_ONCE]
