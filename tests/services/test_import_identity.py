"""Who a row of a roll is: the keys of one file and of the next, and of a file that mixes them."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.edits import Changed, Edit
from chalicelib.domain.people import Role
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.domain.twins import RollKey
from chalicelib.services import import_identity
from tests.builders import NOON
from tests.services.import_office import (
    Office,
    an_importer,
    an_office,
    area_of,
    counts,
    person_of,
)

BY_PLACE = ("booth_code", "serial", "name")
BY_REFERENCE = ("reference", "booth_code", "name")
BY_BOTH = ("reference", "booth_code", "serial", "name")


def by_place(office: Office, booth: str = "B1", serial: int = 1, name: str = "Sita") -> Any:
    return office.roll((booth, serial, name), head=BY_PLACE)


def by_reference(office: Office, reference: str = "R1", booth: str = "B1") -> Any:
    return office.roll((reference, booth, "Sita"), head=BY_REFERENCE)


def by_both(
    office: Office, reference: str = "R1", booth: str = "B1", serial: int = 1, name: str = "Sita"
) -> Any:
    return office.roll((reference, booth, serial, name), head=BY_BOTH)


def people(office: Office) -> list[Beneficiary]:
    return office.records.all(Beneficiary)


def withdraw(office: Office, how: str) -> None:
    """Seal her, or leave the tombstone that an erasure leaves: it has no reference."""
    (her,) = people(office)
    changes: dict[str, Any] = {
        "sealed": {"erase_at": NOON},
        "erased": {"is_erased": True, "reference": None, "names": {}},
    }[how]
    office.records.commit(Save(row=replace(her, **changes)))


FILES = {"place": by_place, "reference": by_reference, "both": by_both}
ORDERS = [
    ("place", "both"),
    ("both", "place"),
    ("both", "reference"),
    ("reference", "both"),
    ("place", "both", "both"),
    ("place", "both", "reference"),
    ("place", "both", "place"),
    ("place", "both", "reference", "place"),
    ("both", "reference", "place", "both"),
]


@pytest.mark.parametrize("files", ORDERS, ids="-".join)
def test_a_roll_never_doubles_when_the_office_changes_its_columns(files: tuple[str, ...]) -> None:
    office = an_office()

    last = [FILES[file](office) for file in files][-1]

    (her,) = people(office)
    assert her.reference == (None if set(files) == {"place"} else "R1")
    assert counts(last)[1] == 1


@pytest.mark.parametrize("how", ["sealed", "erased"])
@pytest.mark.parametrize("files", ORDERS, ids="-".join)
def test_who_withdrew_does_not_come_back_under_another_key(
    files: tuple[str, ...], how: str
) -> None:
    office = an_office()
    FILES[files[0]](office)
    withdraw(office, how)

    for file in files[1:]:
        assert office.report(FILES[file](office))[0][2] == "withdrawn"

    assert len(people(office)) == 1


def test_a_reference_that_comes_later_is_kept_on_her_row_with_its_edit() -> None:
    office = an_office()
    by_place(office)

    imported = by_both(office)

    assert counts(imported) == (1, 1, 1, 0)
    her = office.person("B1/1")
    assert her.reference == "R1"
    assert office.records.all(Edit)[0].changes == {"reference": Changed(old=None, new="R1")}
    (key,) = office.records.all(RollKey)
    assert (key.key_id, key.beneficiary_id) == (person_of("R1"), person_of("B1/1"))
    assert counts(by_both(office)) == (1, 1, 0, 0)


def test_by_her_later_reference_she_is_found_where_she_moved() -> None:
    office = an_office()
    by_place(office)
    by_both(office)

    by_reference(office, booth="B3")

    (her,) = people(office)
    assert her.booth_id == area_of("B3")


def test_at_her_new_place_a_file_without_references_finds_her() -> None:
    office = an_office()
    by_both(office)
    by_both(office, booth="B3", serial=7)

    by_place(office, booth="B3", serial=7, name="Sita Devi")

    (her,) = people(office)
    assert her.names == {"en": "Sita Devi"}


def test_another_reference_at_the_same_place_is_somebody_else() -> None:
    office = an_office()
    by_place(office)
    by_both(office)

    by_both(office, reference="R2", name="Gita")

    assert office.person("R2").names == {"en": "Gita"}
    assert office.person("B1/1").names == {"en": "Sita"}


def test_whoever_has_the_place_of_somebody_who_moved_is_not_taken_for_her() -> None:
    office = an_office()
    by_place(office)
    by_both(office)
    by_both(office, booth="B3", serial=7)

    imported = by_place(office, name="Gita")

    assert office.report(imported) == [("2", "serial", "other_person")]
    (her,) = people(office)
    assert (her.names, her.booth_id) == ({"en": "Sita"}, area_of("B3"))
    assert counts(by_both(office, reference="R2", name="Gita")) == (1, 1, 1, 0)
    assert counts(by_place(office, name="Gita Bai")) == (1, 1, 1, 0)
    assert office.person("R2").names == {"en": "Gita Bai"}


@pytest.mark.parametrize("references", [("R1", ""), ("", "R1")], ids=["with", "without"])
def test_one_file_that_names_somebody_by_both_keys_says_so_and_makes_her_once(
    references: tuple[str, ...],
) -> None:
    office = an_office()

    imported = office.roll(*((reference, "B1", 1, "Sita", "") for reference in references))

    assert office.report(imported) == [("3", "", "duplicate_row")]
    assert len(people(office)) == 1


def test_across_the_chunks_of_one_file_she_is_found_too() -> None:
    office = an_office()
    many = [(f"Q{n}", "B2", n, "Mohan", "") for n in range(2, 510)]

    office.roll(
        ("", "B1", 9, "Ram", ""), ("R1", "B1", 1, "Sita", ""), *many, ("", "B1", 1, "Sita", "")
    )

    assert len([her for her in people(office) if her.names == {"en": "Sita"}]) == 1


def test_of_two_at_one_place_the_one_who_is_there_is_meant() -> None:
    office = an_office()
    by_both(office)
    withdraw(office, "erased")
    by_both(office, reference="R2", name="Gita")

    by_place(office, name="Gita Devi")

    assert office.person("R2").names == {"en": "Gita Devi"}


def test_nobody_gets_a_key_from_outside_the_importers_area() -> None:
    office = an_office()
    by_place(office)
    by_both(office)
    by_both(office, booth="B3", serial=7)
    office.user = an_importer(Role.IN_CHARGE, "M1")

    imported = by_place(office)

    assert office.report(imported) == [("2", "booth_code", "unknown_place")]
    assert len(office.records.all(RollKey)) == 1


def test_of_two_files_that_give_her_a_reference_at_once_the_first_wins() -> None:
    office = an_office()
    by_place(office)
    her = replace(office.person("B1/1"), reference="R9")

    def another_file(changes: Any) -> None:
        office.records.before_commit = another_file
        if isinstance(changes[0].row, Beneficiary):
            office.records.before_commit = None
            office.records.commit(Save(row=her))

    office.records.before_commit = another_file
    by_both(office)

    assert office.person("B1/1").reference == "R9"
    by_both(office)
    assert {one.reference for one in people(office)} == {"R9", "R1"}


def test_a_roll_is_read_once_for_each_booth(monkeypatch: pytest.MonkeyPatch) -> None:
    office = an_office()
    office.roll(*(("B1", n, "Sita") for n in range(1, 600)), head=BY_PLACE)
    read: list[str] = []
    roll = office.records.roll

    def counted(booth_id: Any, **how: Any) -> Any:
        read.append(booth_id)
        return roll(booth_id, **how)

    monkeypatch.setattr(import_identity, "AT_ONCE", 500)
    monkeypatch.setattr(office.records, "roll", counted)
    office.roll(*(("B1", n, "Sita") for n in range(600, 1400)), head=BY_PLACE)

    assert read == [area_of("B1")] * 2  # two pages


def test_rolls_are_kept_in_mind_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_identity, "MOST_STANDING", 0)
    office = an_office()
    by_both(office)
    by_both(office, reference="R2", booth="B2", serial=2)

    office.roll(("B1", 1, "Sita Devi"), ("B2", 2, "Gita"), head=BY_PLACE)

    assert len(people(office)) == 2
