"""Who each row of a roll is: somebody known under this key or another one, or somebody new.

The reasons are in docs/decisions/0018-who-a-row-is.md. A new file without references reads each
booth's roll once, and one with references a few batches more for each chunk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.areas import Area
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, id_from
from chalicelib.domain.import_people import PersonLine, place_key
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.twins import RollKey
from chalicelib.ports import Records

AT_ONCE: Final = 1000
# A number and an id for each, 40 MB in all.
MOST_STANDING: Final = 200_000
_Known = Mapping[BeneficiaryId, Beneficiary]


@dataclass(slots=True, kw_only=True)
class Found:
    """Whom a line is about. `person` is None for somebody new; `key` leads a later file to her."""

    line: PersonLine
    booth: Area
    person_id: BeneficiaryId
    person: Beneficiary | None
    key: RollKey | None = None


@dataclass(slots=True, kw_only=True)
class _Keyed:
    """A line with the ids that its keys make."""

    line: PersonLine
    booth: Area
    by_reference: BeneficiaryId | None
    by_place: BeneficiaryId | None

    @property
    def place(self) -> tuple[AreaId, int]:
        return self.booth.area_id, self.line.serial or 0


def is_gone(person: Beneficiary) -> bool:
    """True when she took everything back."""
    return person.is_erased or person.erase_at is not None


def is_other(line: PersonLine, booth: Area, person: Beneficiary) -> bool:
    """True when a known person has a key of the line and is not meant by it.

    With a reference she is whoever has that one, or none yet; without any, whoever stands there.
    """
    if line.reference:
        return person.reference not in (None, line.reference)
    return person.reference is not None and not _stands(person, booth.area_id, line.serial)


def _stands(person: Beneficiary, booth_id: AreaId, serial: int | None) -> bool:
    return (person.booth_id, person.serial) == (booth_id, serial)


class Identities:
    """The people of one run's file, by whatever keys it has."""

    def __init__(self, campaign_id: CampaignId, records: Records) -> None:
        self._campaign_id = campaign_id
        self._records = records
        self._standing: dict[AreaId, dict[int, BeneficiaryId]] = {}

    def found(self, placed: Sequence[tuple[PersonLine, Area]]) -> list[Found]:
        """Return whom each line is about; the lines of one person are given one id."""
        keyed = [self._keyed(line, booth) for line, booth in placed]
        known = self._known(keyed)
        standing = self._at_their_places(keyed, known)
        fresh: dict[tuple[AreaId, int], BeneficiaryId] = {}
        return [_found(each, known, standing, fresh) for each in keyed]

    def note(self, done: Iterable[Found]) -> None:
        """Keep in mind who stands where now, for the chunks that follow."""
        for each in done:
            roll = self._standing.get(each.booth.area_id)
            if roll is not None and each.line.serial and not each.line.row.told:
                roll[each.line.serial] = each.person_id

    def _keyed(self, line: PersonLine, booth: Area) -> _Keyed:
        at_place = place_key(line.booth_code, line.serial) if line.serial else None
        return _Keyed(
            line=line, booth=booth, by_reference=self._id(line.reference),
            by_place=self._id(at_place),
        )  # fmt: skip

    def _id(self, key: str | None) -> BeneficiaryId | None:
        return BeneficiaryId(id_from(self._campaign_id, "person", key)) if key else None

    def _known(self, keyed: Sequence[_Keyed]) -> _Known:
        """Return people by the ids that their keys make, those under an older id as well."""
        ids = (one for each in keyed for one in (each.by_reference, each.by_place))
        known = self._people(one for one in ids if one)
        later = {each.by_reference for each in keyed if each.by_reference} - known.keys()
        leads = self._records.find_many(RollKey, [(key_id,) for key_id in sorted(later)])
        keys = [key for key in leads if key is not None]
        led = self._people(key.beneficiary_id for key in keys)
        return known | {k.key_id: led[k.beneficiary_id] for k in keys if k.beneficiary_id in led}

    def _people(self, ids: Iterable[BeneficiaryId]) -> dict[BeneficiaryId, Beneficiary]:
        found = self._records.find_many(Beneficiary, [(one,) for one in sorted(set(ids))])
        return {person.beneficiary_id: person for person in found if person is not None}

    def _at_their_places(
        self, keyed: Sequence[_Keyed], known: _Known
    ) -> Mapping[tuple[AreaId, int], Beneficiary]:
        """Return who stands where a line without a reference says, if its key leads to nobody."""
        asked = {each.place for each in keyed if _asks_the_roll(each, known)}
        rolls = {booth_id: self._roll(booth_id) for booth_id in sorted({b for b, _ in asked})}
        ids = {place: rolls[place[0]].get(place[1]) for place in asked}
        people = self._people(one for one in ids.values() if one)
        there = {place: people[one] for place, one in ids.items() if one in people}
        return {place: person for place, person in there.items() if _stands(person, *place)}

    def _roll(self, booth_id: AreaId) -> dict[int, BeneficiaryId]:
        """Return who has which number on a booth's roll: of several one who is still there."""
        if booth_id not in self._standing:
            if sum(map(len, self._standing.values())) > MOST_STANDING:
                self._standing.clear()
            self._standing[booth_id] = self._read(booth_id)
        return self._standing[booth_id]

    def _read(self, booth_id: AreaId) -> dict[int, BeneficiaryId]:
        people: list[Beneficiary] = []
        cursor: str | None = None
        while True:
            page = self._records.roll(booth_id, limit=AT_ONCE, cursor=cursor)
            people += page.items
            cursor = page.cursor
            if cursor is None:
                break
        people.sort(key=lambda one: (is_gone(one), one.merged_into is not None), reverse=True)
        return {one.serial: one.beneficiary_id for one in people}


def _asks_the_roll(each: _Keyed, known: _Known) -> bool:
    if each.by_reference or not each.by_place:
        return False
    person = known.get(each.by_place)
    return person is None or is_other(each.line, each.booth, person)


def _found(
    each: _Keyed,
    known: _Known,
    standing: Mapping[tuple[AreaId, int], Beneficiary],
    fresh: dict[tuple[AreaId, int], BeneficiaryId],
) -> Found:
    person = _meant(each, known)
    if person is None and each.by_reference is None and each.by_place is not None:
        # Last she whose number this was before she moved: is_other tells the row so.
        person = standing.get(each.place) or known.get(each.by_place)
    if person is None:
        person_id, key = _fresh_id(each, fresh), None
    else:
        person_id, key = person.beneficiary_id, _new_key(each, person, known)
    return Found(line=each.line, booth=each.booth, person_id=person_id, person=person, key=key)


def _meant(each: _Keyed, known: _Known) -> Beneficiary | None:
    for key in (each.by_reference, each.by_place):
        person = known.get(key) if key else None
        if person and not is_other(each.line, each.booth, person):
            return person
    return None


def _new_key(each: _Keyed, person: Beneficiary, known: _Known) -> RollKey | None:
    """Return what leads from the line's reference to a person known by her place so far."""
    if each.by_reference is None or each.by_reference in known:
        return None
    return RollKey(key_id=each.by_reference, beneficiary_id=person.beneficiary_id)


def _fresh_id(each: _Keyed, fresh: dict[tuple[AreaId, int], BeneficiaryId]) -> BeneficiaryId:
    """Return the id of somebody new; two lines of one place are one unless both have references."""
    there = fresh.get(each.place)
    if there and (each.by_reference is None or there == each.by_place):
        return there
    own = each.by_reference or each.by_place
    assert own is not None  # noqa: S101  a line without either key is refused
    if each.by_place:
        fresh.setdefault(each.place, own)
    return own
