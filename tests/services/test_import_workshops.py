"""Workshops from files: when, where and by whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import WorkshopId, id_from
from chalicelib.domain.importing import Import
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Save
from chalicelib.domain.workshops import Workshop
from tests.builders import CAMPAIGN, NOON
from tests.services.import_office import (
    Office,
    an_importer,
    an_office,
    area_of,
    as_csv,
    counts,
    path_of,
)

HEAD = (
    "reference", "area_code", "title_hi", "title", "starts_at", "start_time", "place", "trainers",
    "finish_by", "capacity",
)  # fmt: skip
FIRST = (
    "S1",
    "M1",
    "",
    "Training",
    "05/12/2026",
    "10:30",
    "Panchayat house",
    "T1, T2",
    "10/12/2026",
    40,
)


def plan(office: Office, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Import:
    return office.take_in(ImportKind.WORKSHOPS, as_csv([head, *rows]))


def workshop(office: Office, reference: str = "S1") -> Workshop:
    found = office.records.find(Workshop, WorkshopId(id_from(CAMPAIGN, "workshop", reference)))
    assert found is not None
    return found


@pytest.fixture
def office() -> Office:
    made = an_office()
    rows = [(f"T{n}", "A trainer", "trainer", "M1") for n in (1, 2)]
    head = ("reference", "name", "role", "area_code")
    made.take_in(ImportKind.WORKERS, as_csv([head, *rows]))
    return made


def test_a_row_plans_a_workshop_by_the_campaigns_clock(office: Office) -> None:
    imported = plan(office, FIRST)

    kept = workshop(office)
    trainers = {user.user_id for user in office.records.all(User) if user.reference}
    assert counts(imported) == (1, 1, 1, 0)
    assert kept.starts_at == datetime(2026, 12, 5, 5, 0, tzinfo=UTC)
    assert (kept.finish_by, kept.capacity, kept.place) == (
        date(2026, 12, 10),
        40,
        "Panchayat house",
    )
    assert (kept.area_id, kept.path, kept.titles) == (
        area_of("M1"),
        path_of("M1"),
        {"en": "Training"},
    )
    assert set(kept.trainers) == trainers


def test_only_reference_area_and_day_are_needed(office: Office) -> None:
    plan(office, ("S1", "M1", "2026-12-05"), head=("reference", "area_code", "date"))

    kept = workshop(office)
    assert kept.starts_at == datetime(2026, 12, 4, 18, 30, tzinfo=UTC)
    assert (kept.titles, kept.trainers, kept.capacity) == ({}, (), None)


@pytest.mark.parametrize(
    ("said", "local"),
    [("9:05", "09:05"), ("०९:०५", "09:05"), ("9.05 pm", "21:05"), ("12:00 AM", "00:00"),
     ("12:15 p.m.", "12:15"), ("10:30:00", "10:30")],
)  # fmt: skip
def test_times_are_read_as_offices_write_them(office: Office, said: str, local: str) -> None:
    plan(office, (*FIRST[:5], said, *FIRST[6:]))

    india = timezone(timedelta(minutes=330))
    assert workshop(office).starts_at.astimezone(india).time().isoformat("minutes") == local


@pytest.mark.parametrize("said", ["25:00", "13:00 pm", "0:10 am", "ten", "10:99"])
def test_what_is_no_time_is_refused(office: Office, said: str) -> None:
    imported = plan(office, (*FIRST[:5], said, *FIRST[6:]))

    assert office.report(imported) == [("2", "start_time", "not_a_time")]


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    plan(office, FIRST)
    kept = workshop(office)

    assert counts(plan(office, FIRST)) == (1, 1, 0, 0)
    assert workshop(office) == kept


def test_a_corrected_file_does_not_touch_what_happened_since(office: Office) -> None:
    plan(office, FIRST)
    held = replace(workshop(office), held_at=NOON)
    office.records.commit(Save(row=held))

    imported = plan(office, ("S1", "M1", "06/12/2026"), head=("reference", "area_code", "date"))

    kept = workshop(office)
    assert counts(imported) == (1, 1, 1, 0)
    assert kept.held_at == NOON
    assert (kept.place, kept.capacity, kept.trainers) == (held.place, 40, held.trainers)
    assert (kept.titles, kept.finish_by) == (held.titles, held.finish_by)


def test_unknown_places_and_trainers_are_told_together(office: Office) -> None:
    imported = plan(office, ("S1", "M9", *FIRST[2:7], "T1, T9", *FIRST[8:]))

    assert office.report(imported) == [
        ("2", "area_code", "unknown_place"), ("2", "trainers", "unknown_trainer"),
    ]  # fmt: skip
    assert not office.records.all(Workshop)
    assert len(office.sign_ins.subjects) == 2


def test_a_workshop_has_only_so_many_trainers(office: Office) -> None:
    many = ", ".join(f"T{n}" for n in range(21))

    imported = plan(office, (*FIRST[:7], many, *FIRST[8:]))

    assert office.report(imported) == [("2", "trainers", "too_long")]


def test_days_far_away_and_rows_without_a_reference_are_refused(office: Office) -> None:
    imported = plan(
        office, ("", *FIRST[1:]), ("S2", "M1", "", "T", "31/02/2026", *FIRST[5:]),
        ("S3", "M1", "", "T", "01/01/2036", *FIRST[5:]),
    )  # fmt: skip

    assert office.report(imported) == [
        ("2", "reference", "missing"), ("3", "starts_at", "impossible_date"),
        ("4", "starts_at", "date_out_of_range"),
    ]  # fmt: skip


def test_another_areas_workshop_is_not_taken_over(office: Office) -> None:
    plan(office, ("S1", "M2", *FIRST[2:7], "", *FIRST[8:]))
    office.user = an_importer(Role.IN_CHARGE, "M1")

    imported = plan(office, (*FIRST[:7], "", *FIRST[8:]))

    assert office.report(imported) == [("2", "area_code", "unknown_place")]
    assert workshop(office).area_id == area_of("M2")


def test_a_change_at_the_same_moment_is_kept(office: Office) -> None:
    plan(office, FIRST)
    held = replace(workshop(office), held_at=NOON)
    import_id = office.send(
        ImportKind.WORKSHOPS, as_csv([HEAD, (*FIRST[:6], "School", *FIRST[7:])])
    )

    def it_is_held(changes: Any) -> None:
        office.records.before_commit = it_is_held
        if isinstance(changes[0].row, Workshop):
            office.records.before_commit = None
            office.records.commit(Save(row=held))

    office.records.before_commit = it_is_held
    office.read_on(import_id)

    assert (workshop(office).place, workshop(office).held_at) == ("School", NOON)
