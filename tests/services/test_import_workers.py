"""Workers from files: sign-ins, roles, and what an importer may not give."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.columns import ImportKind
from chalicelib.domain.ids import CampaignId, UserId
from chalicelib.domain.importing import Import
from chalicelib.domain.people import Role, Scope, User
from chalicelib.domain.rows import Save
from chalicelib.services import import_workers
from chalicelib.services.import_workers import user_with
from tests.builders import CAMPAIGN
from tests.fakes import Crash, FakeVault
from tests.services.import_office import (
    Office,
    an_importer,
    an_office,
    area_of,
    as_csv,
    counts,
    path_of,
)

HEAD = ("reference", "username", "name", "phone", "role", "area_code")
ASHA = ("W1", "", "Asha Verma", "9876543210", "कार्यकर्ता", "B1")


def staff(office: Office, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Import:
    return office.take_in(ImportKind.WORKERS, as_csv([head, *rows]))


def user(office: Office, reference: str) -> User:
    found = user_with(reference, CAMPAIGN, records=office.records, vault=FakeVault())
    assert found is not None
    return found


def scope(role: Role, code: str) -> Scope:
    return Scope(role=role, area_id=area_of(code), path=path_of(code))


def test_a_row_makes_a_sign_in_and_a_user() -> None:
    office = an_office()

    imported = staff(office, ASHA)

    asha = user(office, "W1")
    assert counts(imported) == (1, 1, 1, 0)
    assert office.sign_ins.subjects == {"ampaign1-w-w1": asha.user_id}
    assert (asha.name, asha.username, asha.reference) == ("Asha Verma", "ampaign1-w-w1", "W1")
    assert asha.scopes == (scope(Role.WORKER, "B1"),)
    assert asha.phone is not None
    assert asha.phone.shown == "+91XXXXXX3210"


def test_a_file_may_name_the_sign_in() -> None:
    office = an_office()

    staff(office, ("W1", "Asha.Verma", *ASHA[2:]))

    assert user(office, "W1").username == "asha.verma"


def test_several_rows_of_one_person_give_her_several_roles() -> None:
    office = an_office()

    imported = staff(office, ASHA, (*ASHA[:4], "प्रशिक्षक", "M1"), (*ASHA[:4], "worker", "B2"), ASHA)

    assert counts(imported) == (4, 4, 3, 0)
    assert user(office, "W1").scopes == (
        scope(Role.WORKER, "B1"), scope(Role.TRAINER, "M1"), scope(Role.WORKER, "B2"),
    )  # fmt: skip


def test_without_a_role_she_is_a_worker() -> None:
    office = an_office()

    staff(office, ("W1", "Asha", "B1"), head=("reference", "name", "area_code"))

    assert user(office, "W1").scopes == (scope(Role.WORKER, "B1"),)


def test_the_same_file_again_writes_nothing_and_asks_for_no_sign_in() -> None:
    office = an_office()
    staff(office, ASHA)
    before = len(office.records.commits)
    office.sign_ins.subjects.clear()

    again = staff(office, ASHA)

    assert counts(again) == (1, 1, 0, 0)
    written = [change.row for commit in office.records.commits[before:] for change in commit]
    assert all(isinstance(row, Import) for row in written)
    assert office.sign_ins.subjects == {}


def test_a_later_file_changes_her_and_takes_no_role_away() -> None:
    office = an_office()
    staff(office, ASHA)

    imported = staff(office, ("W1", "", "Asha Sharma", "", "trainer", "M1"))

    asha = user(office, "W1")
    assert counts(imported) == (1, 1, 1, 0)
    assert (asha.name, asha.phone) == ("Asha Sharma", None)
    assert asha.scopes == (scope(Role.WORKER, "B1"), scope(Role.TRAINER, "M1"))


def test_without_a_phone_column_her_number_stays() -> None:
    office = an_office()
    staff(office, ASHA)

    staff(office, ("W1", "Asha", "B1"), head=("reference", "name", "area_code"))

    assert user(office, "W1").phone is not None


def test_two_rows_of_one_person_with_two_names_are_a_mistake() -> None:
    office = an_office()

    imported = staff(office, ASHA, ("W1", "", "Usha", *ASHA[3:]))

    assert office.report(imported) == [("3", "", "duplicate_row")]


@pytest.mark.parametrize(
    ("giver", "word", "is_given"),
    [
        (Role.ADMIN, "convener", True),
        (Role.CONVENER, "convener", False),
        (Role.CONVENER, "सह संयोजक", True),
        (Role.CONVENER, "moderator", True),
    ],
)
def test_nobody_gives_a_role_above_her_own(giver: Role, word: str, is_given: bool) -> None:
    office = an_office(user=an_importer(giver))

    imported = staff(office, (*ASHA[:4], word, "M1"))

    assert imported.rows_done == is_given
    assert office.report(imported) == ([] if is_given else [("2", "role", "role_too_high")])


def test_a_file_makes_no_admin() -> None:
    office = an_office()

    imported = staff(office, (*ASHA[:4], "admin", "M1"))

    assert office.report(imported) == [("2", "role", "not_a_choice")]


def test_an_importer_who_lost_her_row_gives_nothing() -> None:
    office = an_office()
    import_id = office.send(ImportKind.WORKERS, as_csv([HEAD, ASHA]))
    office.records.seed(replace(office.user, scopes=(), version=9))

    office.read_on(import_id)

    assert office.report(office.now(import_id)) == [("2", "role", "role_too_high")]


def test_a_sign_in_of_somebody_else_is_taken() -> None:
    office = an_office()
    office.sign_ins.subjects["boss"] = office.user.user_id

    imported = staff(office, ("W1", "boss", *ASHA[2:]), ASHA)

    assert office.report(imported)[0] == ("2", "username", "name_taken")
    assert office.records.find(User, office.user.user_id) == replace(office.user, version=1)


def test_a_sign_in_of_another_campaign_is_taken() -> None:
    office = an_office()
    other = User(
        user_id=UserId("u9"), campaign_id=CampaignId("other"), name="X", scopes=(), reference="W1"
    )
    office.records.seed(other)
    office.sign_ins.subjects["asha"] = other.user_id

    imported = staff(office, ("W1", "asha", *ASHA[2:]))

    assert office.report(imported) == [("2", "username", "name_taken")]


def test_somebody_elses_worker_is_not_touched() -> None:
    office = an_office()
    staff(office, (*ASHA[:5], "B3"))
    office.user = an_importer(Role.CONVENER, "M1")
    office.records.seed(office.user)

    imported = staff(office, ASHA)

    assert office.report(imported) == [("2", "reference", "elsewhere")]
    assert user(office, "W1").scopes == (scope(Role.WORKER, "B3"),)


def test_who_holds_a_higher_role_is_not_changed_from_below() -> None:
    office = an_office()
    staff(office, (*ASHA[:4], "convener", "M1"))
    office.user = an_importer(Role.CONVENER, "M1")
    office.records.seed(office.user)

    imported = staff(office, ("W1", "", "Another", "", "worker", "B1"))

    assert office.report(imported) == [("2", "role", "role_too_high")]
    assert user(office, "W1").name == "Asha Verma"


def test_places_outside_the_importers_area_are_unknown() -> None:
    office = an_office(user=an_importer(Role.CONVENER, "M1"))

    imported = staff(office, (*ASHA[:5], "B3"))

    assert office.report(imported) == [("2", "area_code", "unknown_place")]


def test_one_person_has_only_so_many_places() -> None:
    office = an_office()
    staff(office, ASHA)
    full = (scope(Role.TRAINER, "B1"),) * (import_workers.MOST_SCOPES - 1)
    office.records.commit(
        Save(row=replace(user(office, "W1"), scopes=(*full, scope(Role.WORKER, "B1"))))
    )

    imported = staff(office, ASHA, (*ASHA[:5], "B2"))

    assert office.report(imported) == [("3", "area_code", "too_many_places")]
    assert counts(imported) == (2, 1, 0, 1)


def test_a_reference_or_a_sign_in_that_is_an_aadhaar_number_is_refused() -> None:
    office = an_office()

    imported = staff(office, ("2341-2341-2346", *ASHA[1:]), ("W2", "234123412346", *ASHA[2:]))

    assert office.report(imported) == [
        ("2", "reference", "is_aadhaar"), ("3", "username", "is_aadhaar"),
    ]  # fmt: skip
    assert office.sign_ins.subjects == {}


def test_a_row_without_reference_or_name_says_so() -> None:
    office = an_office()

    imported = staff(office, ("", *ASHA[1:]), ("W2", "", "", "", "", "B1"))

    assert office.report(imported) == [("2", "reference", "missing"), ("3", "name", "no_name")]


@pytest.mark.parametrize("step", [1, 2])
def test_a_run_that_died_within_a_person_is_mended_by_the_next(step: int) -> None:
    office = an_office()
    import_id = office.send(ImportKind.WORKERS, as_csv([HEAD, ASHA]))
    left = 2 + step  # claim and survey come first

    def die(_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash
        office.records.after_commit = die

    office.records.after_commit = die
    with pytest.raises(Crash):
        office.read_on(import_id)
    office.records.after_commit = None
    office.clock.advance(minutes=11)
    office.read_on(import_id)

    assert user(office, "W1").scopes == (scope(Role.WORKER, "B1"),)
    assert office.now(import_id).rows_done == 1


def test_a_sign_in_that_was_made_without_its_reference_is_found_by_its_name() -> None:
    office = an_office()
    staff(office, ASHA)
    asha = user(office, "W1")
    elsewhere = an_office()
    elsewhere.records.seed(asha)
    elsewhere.sign_ins = office.sign_ins

    imported = staff(elsewhere, ASHA)

    assert counts(imported) == (1, 1, 0, 0)


def test_a_change_at_the_same_moment_is_kept() -> None:
    office = an_office()
    staff(office, ASHA)
    trained = replace(user(office, "W1"), trained_at=office.clock.now())
    import_id = office.send(ImportKind.WORKERS, as_csv([HEAD, (*ASHA[:5], "B2")]))

    def training_ends(changes: Any) -> None:
        office.records.before_commit = training_ends
        if isinstance(changes[0].row, User):
            office.records.before_commit = None
            office.records.commit(Save(row=trained))

    office.records.before_commit = training_ends
    office.read_on(import_id)

    asha = user(office, "W1")
    assert (asha.trained_at, len(asha.scopes)) == (trained.trained_at, 2)
    assert counts(office.now(import_id)) == (1, 1, 1, 0)
