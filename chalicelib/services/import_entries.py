"""What one entry of a roll's file makes of a person's row: a new row, or changes of a known one.

What the row says already is not written again, and what a visit changed is never overwritten
(fields.relisted).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain import fields
from chalicelib.domain.areas import Area
from chalicelib.domain.edits import Changed, Edit, EditSource, FieldValue, same_value
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.import_people import PersonLine
from chalicelib.domain.importing import Import
from chalicelib.domain.phones import Phone
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Change, Moved, Save
from chalicelib.domain.twins import SameId
from chalicelib.ports import Clock
from chalicelib.services.phones import PhoneDesk, hash_of, kept, short_hash

# An age tells the year of birth to within one.
YEARS_BY_AGE: Final = 1


@dataclass(slots=True, kw_only=True)
class Entry:
    """One person as her file places her; `ids` are keyed hashes."""

    person_id: BeneficiaryId
    line: PersonLine
    booth: Area
    ids: Mapping[str, str]


class Entries:
    """Makes rows and changes of entries, in the name of whoever imports them."""

    def __init__(self, imported: Import, phones: PhoneDesk, clock: Clock) -> None:
        self._imported = imported
        self._campaign_id = imported.campaign_id
        self._phones = phones
        self._clock = clock

    def hashed(self, ids: Mapping[str, str]) -> dict[str, str]:
        """Return ids as they are kept: by their type, as hashes that another file's can meet."""
        digest, campaign_id = self._phones.vault.digest, self._campaign_id
        return {n: short_hash(digest(campaign_id, f"id:{n}", ids[n])) for n in ids}

    def person(self, entry: Entry) -> Beneficiary:
        """Return the row of somebody new."""
        said = self._said(entry, {})
        phone, schemes = said.pop(fields.PHONE, None), said.pop(fields.SCHEMES, ())
        words = {name: value for name, value in said.items() if isinstance(value, str) and value}
        return Beneficiary(
            beneficiary_id=entry.person_id,
            campaign_id=self._campaign_id,
            booth_id=entry.booth.area_id,
            path=entry.booth.path,
            serial=entry.line.serial or 0,
            reference=entry.line.reference,
            names=_in_languages(words, fields.NAME),
            guardian_names=_in_languages(words, fields.GUARDIAN),
            phone=phone if isinstance(phone, Phone) else None,
            schemes=schemes if isinstance(schemes, tuple) else (),
            details={name: word for name, word in words.items() if "." not in name},
            ids=entry.ids,
        )

    def changes(self, entry: Entry, person: Beneficiary) -> tuple[Change, ...]:
        """Return what to write so that a known row says what the file says; often nothing."""
        before = fields.listed_now(person)
        said = self._said(entry, before)
        serial = entry.line.serial
        after = replace(
            fields.relisted(person, said),
            booth_id=entry.booth.area_id,
            path=entry.booth.path,
            serial=person.serial if serial is None else serial,
            reference=person.reference or entry.line.reference,
            ids={**person.ids, **entry.ids},
        )
        if after == person:
            return ()
        news = {
            name: Changed(old=before.get(name), new=value)
            for name, value in said.items()
            if not same_value(before.get(name) or None, value or None)
        }
        edit = self._edit(entry, person, {**news, **_moves(person, after)})
        return _put(after, person), Save(row=edit)

    def _said(self, entry: Entry, before: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
        """Return what the file says, its number as it is kept; a known one is not sealed anew."""
        line = entry.line
        said: dict[str, FieldValue] = dict(line.listed)
        if line.row.has("phone"):
            said[fields.PHONE] = self._phone(entry, before.get(fields.PHONE))
        if line.goes_by_age and _is_same_age(before.get("birth_year"), said.get("birth_year")):
            del said["birth_year"]
        return said

    def _phone(self, entry: Entry, known: FieldValue) -> Phone | None:
        number = entry.line.number
        if number is None:
            return None
        number_hash = hash_of(number, self._campaign_id, self._phones.vault)
        if isinstance(known, Phone) and known.hash == number_hash:
            return known
        return kept(number, number_hash, self._campaign_id, entry.person_id, self._phones)

    def _edit(self, entry: Entry, person: Beneficiary, changes: Mapping[str, Changed]) -> Edit:
        return Edit(
            beneficiary_id=entry.person_id,
            # With the version, should this chunk be read again after another file had its say.
            edit_id=f"{self._imported.import_id}-{entry.line.row.at.line}-{person.version}",
            source=EditSource.ROLL,
            at=self._clock.now(),
            phone_at=None,
            user_id=self._imported.user_id,
            device_id="",
            base_version=person.version,
            changes=changes,
        )


def same_ids(entry: Entry, person: Beneficiary | None) -> list[SameId]:
    """Return the rows by which others who carry the same ids are found; known ids have theirs."""
    known = person.ids if person else {}
    return [
        SameId(id_type=name, id_hash=value, beneficiary_id=entry.person_id)
        for name, value in entry.ids.items()
        if known.get(name) != value
    ]


def _put(after: Beneficiary, before: Beneficiary) -> Change:
    """Return the write of a person's row, which lies under her booth and serial."""
    if (after.booth_id, after.serial) == (before.booth_id, before.serial):
        return Save(row=after)
    return Moved(row=after, source=before)


def _moves(before: Beneficiary, after: Beneficiary) -> dict[str, Changed]:
    """Return where a person stands now on which roll and by which reference, if that is new."""
    places = {
        "booth_id": Changed(old=before.booth_id, new=after.booth_id),
        "serial": Changed(old=str(before.serial), new=str(after.serial)),
        "reference": Changed(old=before.reference, new=after.reference),
    }
    return {name: changed for name, changed in places.items() if changed.old != changed.new}


def _in_languages(words: Mapping[str, str], field: str) -> dict[str, str]:
    start = f"{field}."
    return {name[len(start) :]: word for name, word in words.items() if name.startswith(start)}


def _is_same_age(before: FieldValue, now: FieldValue) -> bool:
    if not (isinstance(before, str) and isinstance(now, str)):
        return False
    return abs(int(before) - int(now)) <= YEARS_BY_AGE
