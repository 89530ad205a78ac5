"""Rolls: the first file, the same file again, a corrected one, and what files may not touch."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.campaign import DetailField, Scheme
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.edits import Changed, Edit, EditSource
from chalicelib.domain.fields import edited
from chalicelib.domain.people import Role
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.domain.twins import SameId
from chalicelib.ports import R
from chalicelib.services import import_base
from tests.builders import NOON, a_campaign
from tests.fakes import FakeRecords
from tests.services.import_office import (
    HEAD,
    Office,
    a_coded_tree,
    an_importer,
    an_office,
    area_of,
    as_csv,
    counts,
    path_of,
    person_of,
)

SITA = ("R1", "B1", 1, "Sita Devi", "9876543210")
RAM = ("R2", "B1", 2, "राम कुमार", "")


def writes_of_people(office: Office, since: int) -> int:
    changes = [change for commit in office.records.commits[since:] for change in commit]
    return sum(1 for change in changes if isinstance(change.row, Beneficiary | Edit | SameId))


def test_a_roll_makes_people_under_ids_that_every_file_agrees_on() -> None:
    office = an_office()

    imported = office.roll(SITA, RAM)

    assert counts(imported) == (2, 2, 2, 0)
    sita, ram = office.person("R1"), office.person("R2")
    assert (sita.booth_id, sita.path, sita.serial) == (area_of("B1"), path_of("B1"), 1)
    assert (sita.names, ram.names) == ({"en": "Sita Devi"}, {"hi": "राम कुमार"})
    assert sita.phone is not None
    assert (sita.phone.shown, ram.phone, sita.reference) == ("+91XXXXXX3210", None, "R1")


def test_without_a_reference_booth_and_serial_say_who_it_is() -> None:
    office = an_office()

    office.roll(("B1", "०७", "Sita"), head=("booth_code", "serial", "name"))

    assert office.person("B1/7").reference is None


def test_everything_a_row_can_say_is_kept() -> None:
    office = an_office(details=(DetailField(name="ward", labels={"hi": "वार्ड"}),))
    head = (
        "reference", "booth_code", "name_hi", "name_en", "guardian_name", "relation", "phone",
        "schemes", "gender", "age", "house", "address", "household", "ration_card", "voter_id",
        "वार्ड",
    )  # fmt: skip
    row = (
        "r-9", "b1", "सीता", "Sita", "Ram Kumar", "wife", "098765 43210", "housing, gas",
        "महिला", "40", "12/3", "Main road", "H7", "rc 1".replace(" ", ""), "ABC123", "Ward four",
    )  # fmt: skip

    imported = office.roll(row, head=head)

    person = office.person("R-9")
    assert counts(imported) == (1, 1, 1, 0)
    assert person.names == {"hi": "सीता", "en": "Sita"}
    assert (person.guardian_names, person.serial) == ({"en": "Ram Kumar"}, 0)
    assert person.schemes == ("housing", "gas")
    assert person.details == {
        "relation": "wife", "gender": "female", "birth_year": "1986", "house": "12/3",
        "address": "Main road", "household": "H7", "ward": "Ward four",
    }  # fmt: skip
    assert set(person.ids) == {"ration_card", "voter_id"}
    assert "RC1" not in str(person)
    leads = office.records.all(SameId)
    assert {(s.id_type, s.id_hash) for s in leads} == set(person.ids.items())
    assert {s.beneficiary_id for s in leads} == {person.beneficiary_id}


def test_the_same_file_again_writes_nothing_to_people() -> None:
    office = an_office()
    rows = [
        (f"R{n}", "B1", n, f"Sita {'abcdefghij'[n % 10]}", f"98765{n:05d}") for n in range(1, 90)
    ]
    office.roll(*rows)
    before = len(office.records.commits)

    again = office.roll(*rows)

    assert counts(again) == (89, 89, 0, 0)
    assert writes_of_people(office, before) == 0


def test_a_corrected_file_changes_only_what_it_corrects() -> None:
    office = an_office()
    office.roll(SITA, RAM)
    ram, before = office.person("R2"), len(office.records.commits)

    imported = office.roll(("R1", "B1", 1, "Sita Devi", "9876543211"), RAM)

    assert counts(imported) == (2, 2, 1, 0)
    assert office.person("R2") == ram
    assert writes_of_people(office, before) == 2
    (edit,) = office.records.all(Edit)
    sita = office.person("R1")
    assert (edit.source, edit.user_id, edit.base_version) == (
        EditSource.ROLL,
        office.user.user_id,
        1,
    )
    assert set(edit.changes) == {"phone"}
    assert edit.changes["phone"].new == sita.phone


def test_a_field_that_a_visit_changed_is_never_overwritten() -> None:
    office = an_office()
    office.roll(SITA)
    sita = office.person("R1")
    visited = edited(
        sita, {"name.en": "Seeta Devi"}, edit_id="e1", at=NOON, base_version=sita.version
    )
    office.records.commit(Save(row=visited))

    imported = office.roll(("R1", "B1", 1, "Sita Bai", "9876543210"))

    sita = office.person("R1")
    assert sita.names == {"en": "Seeta Devi"}
    assert sita.edits["name.en"].listed == "Sita Bai"
    assert counts(imported) == (1, 1, 1, 0)
    assert counts(office.roll(("R1", "B1", 1, "Sita Bai", "9876543210")))[2] == 0


def test_an_emptied_cell_empties_the_field_and_a_missing_column_does_not() -> None:
    office = an_office()
    head = ("reference", "booth_code", "name_hi", "name_en", "phone", "address")
    office.roll(("R1", "B1", "सीता", "Sita", "9876543210", "Main road"), head=head)

    office.roll(("R1", "B1", "", "Sita", ""), head=head[:-1])

    sita = office.person("R1")
    assert (sita.names, sita.phone, sita.details) == (
        {"en": "Sita"},
        None,
        {"address": "Main road"},
    )


def test_a_person_who_moved_keeps_her_id_and_her_history() -> None:
    office = an_office()
    office.roll(SITA)

    imported = office.roll(("R1", "B3", 7, "Sita Devi", "9876543210"))

    sita = office.person("R1")
    assert (sita.booth_id, sita.path, sita.serial) == (area_of("B3"), path_of("B3"), 7)
    assert counts(imported) == (1, 1, 1, 0)
    (edit,) = office.records.all(Edit)
    assert edit.changes == {
        "booth_id": Changed(old=area_of("B1"), new=area_of("B3")),
        "serial": Changed(old="1", new="7"),
    }


def test_without_a_serial_column_she_keeps_her_serial() -> None:
    office = an_office()
    office.roll(SITA)

    office.roll(("R1", "B1", "Sita Devi"), head=("reference", "booth_code", "name"))

    assert office.person("R1").serial == 1


def test_a_new_id_leads_to_her_and_one_from_before_is_not_in_the_way() -> None:
    office = an_office()
    head = ("reference", "booth_code", "name", "ration_card")
    for card in ("A1", "A2", "A1"):
        office.roll(("R1", "B1", "Sita", card), head=head)

    assert len(office.records.all(SameId)) == 2
    same = {s.id_hash for s in office.records.all(SameId)}
    assert office.person("R1").ids["ration_card"] in same


def test_a_year_of_birth_that_an_age_allows_stays() -> None:
    office = an_office()
    head = ("reference", "booth_code", "name", "age")
    office.roll(("R1", "B1", "Sita", 40), head=head)
    office.clock.advance(days=300)

    same, other = office.roll(("R1", "B1", "Sita", 40), head=head), ("R1", "B1", "Sita", 50)

    assert counts(same)[2] == 0
    assert office.person("R1").birth_year == 1986
    office.roll(other, head=head)
    assert office.person("R1").birth_year == 1977


def test_a_year_of_birth_goes_before_an_age() -> None:
    office = an_office()

    office.roll(
        ("R1", "B1", "Sita", 40, 1980), ("R2", "B1", "Ram", "", ""),
        head=("reference", "booth_code", "name", "age", "birth_year"),
    )  # fmt: skip

    assert (office.person("R1").birth_year, office.person("R2").birth_year) == (1980, None)


def test_where_the_campaign_declares_schemes_only_they_may_be_named() -> None:
    scheme = Scheme(scheme_id="gas-2", names={"hi": "गैस योजना", "en": "Gas"})
    office = an_office(schemes=(scheme,))
    head = ("reference", "booth_code", "name", "schemes")

    imported = office.roll(
        ("R1", "B1", "Sita", "गैस योजना; GAS"), ("R2", "B1", "Ram", "Housing"), head=head
    )

    assert office.person("R1").schemes == ("gas-2",)
    assert office.report(imported) == [("3", "schemes", "not_a_choice")]


@pytest.mark.parametrize(
    "said", [", ".join(f"scheme {n}" for n in range(21)), "x" * 101], ids=["many", "long"]
)
def test_a_list_of_schemes_has_its_limits(said: str) -> None:
    office = an_office()

    imported = office.roll(
        ("R1", "B1", "Sita", said), head=("reference", "booth_code", "name", "schemes")
    )

    assert office.report(imported) == [("2", "schemes", "too_long")]


def test_a_duplicate_that_says_otherwise_is_refused_and_names_the_first_line() -> None:
    office = an_office()

    imported = office.roll(SITA, ("R1", "B1", 1, "Sita Bai", "9876543210"))

    assert counts(imported) == (2, 1, 1, 1)
    assert office.report(imported) == [("3", "", "duplicate_row")]
    assert office.person("R1").names == {"en": "Sita Devi"}
    data = next(d for key, d in office.store.derivatives.items() if key.endswith("errors.csv"))
    assert "Line 2 says the same entry otherwise" in data.decode()


def test_a_duplicate_that_says_the_same_is_done_with_the_first() -> None:
    office = an_office()

    imported = office.roll(SITA, ("R1 ", "B1", "1", "Sita Devi", " 9876543210"))

    assert counts(imported) == (2, 2, 1, 0)


def test_a_duplicate_shares_the_fate_of_its_first_line() -> None:
    office = an_office()

    imported = office.roll(("R1", "B9", 1, "Sita", ""), ("R1", "B9", 1, "Sita", ""))

    assert counts(imported) == (2, 0, 0, 2)


def test_duplicates_are_found_across_chunks_and_sheets_and_scripts() -> None:
    office = an_office()
    many = [(f"Q{n}", "B2", n, "Mohan", "") for n in range(1, 600)]

    imported = office.roll(("77", "B1", 1, "Sita", ""), *many, ("७७", "B1", 1, "Gita", ""))

    assert office.report(imported) == [("602", "", "duplicate_row")]


@pytest.mark.parametrize(
    "fields", [{"is_erased": True}, {"erase_at": NOON}], ids=["erased", "sealed"]
)
def test_who_took_everything_back_is_never_touched(fields: dict[str, Any]) -> None:
    office = an_office()
    office.roll(SITA)
    gone = replace(office.person("R1"), names={}, phone=None, **fields)
    office.records.commit(Save(row=gone))

    imported = office.roll(SITA, RAM)

    assert office.person("R1").names == {}
    assert counts(imported) == (2, 1, 1, 1)
    assert office.report(imported) == [("2", "reference", "withdrawn")]


def test_rows_outside_the_importers_area_are_refused() -> None:
    office = an_office(user=an_importer(Role.IN_CHARGE, "M1"))

    imported = office.roll(SITA, ("R2", "B3", 1, "Ram", ""), ("R3", "", 1, "Ram", ""))

    assert counts(imported) == (3, 1, 1, 2)
    assert office.report(imported) == [
        ("3", "booth_code", "unknown_place"), ("4", "booth_code", "missing"),
    ]  # fmt: skip


def test_nobody_is_drawn_out_of_another_area_by_her_reference() -> None:
    office = an_office()
    office.roll(("R1", "B3", 1, "Sita", ""))
    office.user = an_importer(Role.IN_CHARGE, "M1")

    imported = office.roll(("R1", "B1", 1, "Sita", ""))

    assert office.person("R1").booth_id == area_of("B3")
    unknown = office.roll(("R9", "B3", 1, "Sita", ""))
    # The two look the same: nobody learns which references exist in other booths.
    assert office.report(imported) == office.report(unknown)
    assert office.report(imported) == [("2", "booth_code", "unknown_place")]


@pytest.mark.parametrize("number", ["234123412346", "2341-2341-2346", "२३४१२३४१२३४६"])
def test_a_reference_that_is_an_aadhaar_number_is_refused(number: str) -> None:
    office = an_office()

    imported = office.roll((number, *SITA[1:]), ("234123412345", *RAM[1:]))

    assert office.report(imported) == [("2", "reference", "is_aadhaar")]
    assert "2346" not in repr(office.records.stream)
    assert office.person("234123412345").reference == "234123412345"


def test_a_row_without_number_or_name_says_so() -> None:
    office = an_office()

    imported = office.roll(
        ("", "B1", "", "Sita"), ("R2", "B1", "", ""),
        head=("reference", "booth_code", "serial", "name"),
    )  # fmt: skip

    assert office.report(imported) == [("2", "serial", "no_number"), ("3", "name", "no_name")]


def test_everything_that_is_wrong_with_a_row_is_told_at_once() -> None:
    office = an_office()

    imported = office.roll(("R 1", "B1", "x", "=cmd", "12"))

    assert [line[1:] for line in office.report(imported)] == [
        ("reference", "not_a_code"), ("serial", "not_a_number"), ("name", "formula"),
        ("phone", "not_a_phone"),
    ]  # fmt: skip


def test_somebody_added_at_the_same_moment_hears_what_the_file_says() -> None:
    office = an_office()
    import_id = office.send(ImportKind.BENEFICIARIES, as_csv([HEAD, SITA, RAM]))
    other = Beneficiary(
        beneficiary_id=person_of("R1"), campaign_id=office.user.campaign_id,
        booth_id=area_of("B1"), path=path_of("B1"), serial=1, names={"en": "Seeta"},
        guardian_names={}, phone=None, schemes=(), reference="R1",
    )  # fmt: skip

    def somebody_is_faster(changes: Any) -> None:
        office.records.before_commit = somebody_is_faster
        if isinstance(changes[0].row, Beneficiary) and not office.records.all(Beneficiary):
            office.records.before_commit = None
            office.records.commit(Save(row=other))

    office.records.before_commit = somebody_is_faster
    office.read_on(import_id)

    assert office.person("R1").names == {"en": "Sita Devi"}
    assert counts(office.now(import_id)) == (2, 2, 2, 0)


def test_a_visit_in_the_middle_of_a_correction_is_not_lost() -> None:
    office = an_office()
    office.roll(SITA, RAM)
    visited = replace(office.person("R1"), has_withdrawn=True)
    import_id = office.send(
        ImportKind.BENEFICIARIES, as_csv([HEAD, (*SITA[:3], "Gita", ""), (*RAM[:3], "श्याम", "")])
    )

    def a_visit(changes: Any) -> None:
        office.records.before_commit = a_visit
        if isinstance(changes[0].row, Beneficiary):
            office.records.before_commit = None
            office.records.commit(Save(row=visited))

    office.records.before_commit = a_visit
    office.read_on(import_id)

    sita = office.person("R1")
    assert (sita.names, sita.has_withdrawn) == ({"en": "Gita"}, True)
    assert office.person("R2").names == {"hi": "श्याम"}
    assert counts(office.now(import_id)) == (2, 2, 2, 0)


def test_what_somebody_corrected_meanwhile_is_not_written_twice() -> None:
    office = an_office()
    office.roll(SITA)
    corrected = replace(office.person("R1"), names={"en": "Gita"})
    import_id = office.send(ImportKind.BENEFICIARIES, as_csv([HEAD, (*SITA[:3], "Gita", SITA[4])]))

    def the_same_correction(changes: Any) -> None:
        office.records.before_commit = the_same_correction
        if isinstance(changes[0].row, Beneficiary):
            office.records.before_commit = None
            office.records.commit(Save(row=corrected))

    office.records.before_commit = the_same_correction
    office.read_on(import_id)

    assert counts(office.now(import_id)) == (1, 1, 0, 0)
    assert office.records.all(Edit) == []


class Hiding(FakeRecords):
    """A table in which a person is between two places for one reading."""

    hidden = 0

    def find(self, kind: type[R], *key: str) -> R | None:
        if kind is Beneficiary and self.hidden:
            self.hidden -= 1
            return None
        return super().find(kind, *key)


def test_a_person_who_is_just_being_moved_is_read_again() -> None:
    records = Hiding(*a_coded_tree(), a_campaign(), an_importer())
    office = Office(records=records)
    office.roll(SITA)
    seeta = replace(office.person("R1"), names={"en": "Seeta"})
    import_id = office.send(ImportKind.BENEFICIARIES, as_csv([HEAD, (*SITA[:3], "Gita", "")]))

    def somebody_is_faster(changes: Any) -> None:
        records.before_commit = somebody_is_faster
        if isinstance(changes[0].row, Beneficiary):
            records.before_commit = None
            records.commit(Save(row=seeta))
            records.hidden = 1

    records.before_commit = somebody_is_faster
    office.read_on(import_id)

    assert office.person("R1").names == {"en": "Gita"}


def test_places_are_kept_in_mind_up_to_a_number() -> None:
    office = an_office()
    import_id = office.send(ImportKind.BENEFICIARIES, b"")
    places = import_base.Places(office.now(import_id), office.records)
    assert set(places.named(["B1", "B2", "nowhere"])) == {"B1", "B2"}
    places._known.update(dict.fromkeys(map(str, range(import_base.MOST_PLACES)), a_coded_tree()[0]))

    assert set(places.named(["B1", "B3"])) == {"B1", "B3"}
    assert set(places._known) == {"B1", "B3"}
