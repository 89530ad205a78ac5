"""What people send: letters nobody sees, formulas, mangled numbers, odd encodings, bombs."""

from pathlib import Path

import pytest

from chalicelib.domain.columns import ImportKind
from chalicelib.domain.importing import ImportState
from chalicelib.domain.roll import Beneficiary
from tests.contracts.table_factory import bomb
from tests.services.import_office import HEAD, an_office, as_csv, as_xlsx, counts

GOOD = ("R1", "B1", 1, "Sita Devi", "9876543210")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * 10_000, "too_long"),
        ("Sita 🙂", "not_a_name"),
        ("12345", "not_a_name"),
        ("=HYPERLINK(1)", "formula"),
        ("+91 Sita", "formula"),
        ("@Sita", "formula"),
        ("#REF!", "formula"),
        ("Sitaदेवी", "mixed_script"),
        ("\u200f\u202e", "no_name"),
    ],
    ids=["long", "emoji", "digits", "equals", "plus", "at", "error", "mixed", "invisible"],
)
def test_what_is_no_name_is_refused_and_the_good_rows_go_on(name: str, reason: str) -> None:
    office = an_office()

    imported = office.roll(("R0", "B1", 9, name, ""), GOOD)

    assert counts(imported) == (2, 1, 1, 1)
    assert [line[2] for line in office.report(imported)] in ([reason], ["missing"])


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Sita\u200e Devi\u202c", "Sita Devi"),
        ("Sita\x00 Devi", "Sita Devi"),
        ("  Sita \u00a0 Devi \t", "Sita Devi"),
    ],
    ids=["direction marks", "nul", "spaces"],
)
def test_what_nobody_sees_is_taken_out(said: str, kept: str) -> None:
    office = an_office()

    office.roll(("R1", "B1", 1, said, ""))

    assert office.person("R1").names == {"en": kept}


@pytest.mark.parametrize(
    "said",
    ["9876543210", "09876543210", "+91 98765-43210", "919876543210", "९८७६५४३२१०", "9876543210.0",
     "9.876543210E+9", " 98765 43210 "],
)  # fmt: skip
def test_a_number_is_one_number_however_it_is_written(said: str) -> None:
    office = an_office()
    office.roll(GOOD)

    assert counts(office.roll((*GOOD[:4], said))) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("said", "reason"),
    [("9.19E+11", "number_shortened"), ("12345", "not_a_phone"),
     ("9876543210 / 9876543211", "two_numbers")],
)  # fmt: skip
def test_what_is_no_number_says_why(said: str, reason: str) -> None:
    office = an_office()

    imported = office.roll((*GOOD[:4], said))

    assert office.report(imported) == [("2", "phone", reason)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_hindi_is_read_in_every_usual_encoding(encoding: str) -> None:
    office = an_office()
    head = ("पंजीकरण संख्या", "बूथ", "क्रमांक", "नाम", "मोबाइल नंबर")

    office.take_in(
        ImportKind.BENEFICIARIES, as_csv([head, ("R1", "B1", "१", "सीता देवी", "")], encoding)
    )

    assert office.person("R1").names == {"hi": "सीता देवी"}


def test_windows_letters_are_read() -> None:
    office = an_office()

    office.take_in(
        ImportKind.BENEFICIARIES, as_csv([HEAD, ("R1", "B1", 1, "José Müller", "")], "cp1252")
    )

    assert office.person("R1").names == {"en": "José Müller"}


def test_numbers_and_days_of_a_workbook_are_read() -> None:
    office = an_office()
    head = (*HEAD, "birth_year", "address")
    row = (1001, "B1", 1, "Sita", 9876543210, 1980, "=1+1")

    office.take_in(ImportKind.BENEFICIARIES, as_xlsx(roll=[head, row]))

    sita = office.person("1001")
    assert (sita.birth_year, sita.phone is not None) == (1980, True)


def test_an_aadhaar_number_in_running_text_is_masked() -> None:
    office = an_office()

    office.roll(
        ("R1", "B1", 1, "Sita", "", "card 2341 2341 2346", "2341 2341 2346 gas"),
        head=(*HEAD, "address", "schemes"),
    )

    sita = office.person("R1")
    assert "23412341" not in str(sita).replace(" ", "")
    assert sita.details["address"] == "card XXXX-XXXX-2346"
    assert sita.schemes == ("XXXX-XXXX-2346 gas",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 \x00\x01\x02", "not_a_table"),
        (b"PK\x03\x04 and then nothing", "broken_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_excel"),
        (b'code,"never closed\n1,2\n', "open_quote"),
        (b",".join(b"%d" % n for n in range(101)), "too_many_columns"),
    ],
)
def test_a_file_that_is_no_table_fails_with_its_sentence(data: bytes, reason: str) -> None:
    office = an_office()

    imported = office.take_in(ImportKind.BENEFICIARIES, data)

    assert (imported.state, imported.reason) == (ImportState.FAILED, reason)
    assert [line[2] for line in office.report(imported)] == [reason]


def test_a_bomb_fails_and_nothing_is_written(tmp_path: Path) -> None:
    office = an_office()

    imported = office.take_in(ImportKind.BENEFICIARIES, bomb(tmp_path / "bomb.xlsx").read_bytes())

    assert (imported.state, imported.reason) == (ImportState.FAILED, "too_large_unpacked")
    assert office.records.all(Beneficiary) == []


def test_a_file_that_breaks_off_is_refused_before_its_first_row_is_taken() -> None:
    office = an_office()
    rows = [(f"R{n}", "B1", n, "Sita", "") for n in range(1, 900)]
    data = as_csv([HEAD, *rows]) + b'R900,B1,900,"Sita\n'

    imported = office.take_in(ImportKind.BENEFICIARIES, data)

    assert (imported.reason, imported.rows_done) == ("open_quote", 0)
    assert office.records.all(Beneficiary) == []


def test_a_report_is_no_formula_either() -> None:
    office = an_office()

    imported = office.roll((*GOOD, "x"), head=(*HEAD, "=cmd|' /C calc'!A1"))

    assert [line[1] for line in office.report(imported)] == ["'=cmd|' /C calc'!A1"]
