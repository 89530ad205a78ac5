"""Changes of a person's details: repeats, conflicts, races, and what cannot be taken."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.campaign import DetailField, Scheme
from chalicelib.domain.edits import Edit, EditedBy, EditSource, Said, Update
from chalicelib.domain.errors import (
    Conflict,
    DomainError,
    IdTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.ids import BeneficiaryId, UserId
from chalicelib.domain.people import Role, User
from chalicelib.domain.reports import Result
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Save
from chalicelib.services import editing
from chalicelib.services.phones import PhoneDesk
from tests.builders import (
    NOON,
    PERSON,
    WORKER,
    a_beneficiary,
    a_campaign,
    a_moderator,
    a_phone,
    a_user,
    a_worker,
)
from tests.fakes import Crash, FakePhoneBook, FakeRecords, FakeVault, FixedClock

PHONES = PhoneDesk(vault=FakeVault(), book=FakePhoneBook())
CAMPAIGN_ROW = a_campaign(
    languages=("hi", "en", "ta"),
    details=(DetailField(name="ward", labels={"en": "Ward"}),),
    schemes=(Scheme(scheme_id="housing", names={"hi": "आवास", "en": "Housing scheme"}),),
)
CONVENER = a_user(Role.CONVENER, "constituency")


def a_place(**fields: Any) -> FakeRecords:
    return FakeRecords(a_beneficiary(**fields), CAMPAIGN_ROW)


def person_in(records: FakeRecords) -> Beneficiary:
    person = records.find(Beneficiary, PERSON)
    assert person is not None
    return person


def an_update(
    fields: Mapping[str, Said], *, edit_id: str = "e1", base: int = 1, minute: int | None = 0
) -> Update:
    at = None if minute is None else NOON + timedelta(minutes=minute)
    return Update(edit_id=edit_id, base_version=base, fields=fields, phone_at=at)


def report(records: FakeRecords, update: Update, by: EditedBy | None = None) -> Result:
    who = by or EditedBy(user_id=WORKER, device_id="device-1", source=EditSource.VISIT)
    return editing.update(
        a_beneficiary(), update, who, records=records, phones=PHONES, clock=FixedClock(NOON)
    )


def test_a_report_changes_the_row_and_stays_in_her_history() -> None:
    records = a_place()
    by = EditedBy(user_id=WORKER, device_id="device-1", source=EditSource.VISIT, skew_s=60)

    result = report(records, an_update({"name.hi": "गीता देवी", "address": "Ward 4"}), by)

    assert result is Result.ACCEPTED
    assert person_in(records).names["hi"] == "गीता देवी"
    [edit] = records.all(Edit)
    assert (edit.at, edit.phone_at) == (NOON + timedelta(minutes=1), NOON)
    assert edit.changes["name.hi"].old == "सीता देवी"
    assert (edit.device_id, edit.user_id, edit.in_conflict) == ("device-1", WORKER, ())
    assert len(records.commits) == 1


def test_a_report_sent_again_changes_nothing() -> None:
    records = a_place()
    update = an_update({"phone": "98765 00000", "age": "40"})

    first, again = report(records, update), report(records, update)

    assert (first, again) == (Result.ACCEPTED, Result.ALREADY_HAVE)
    assert len(records.commits) == 1


def test_an_id_that_meant_something_else_is_taken() -> None:
    records = a_place()
    report(records, an_update({"address": "Ward 4"}))

    with pytest.raises(IdTaken):
        report(records, an_update({"address": "Ward 5"}))


def test_a_report_is_answered_alike_after_the_row_was_closed() -> None:
    records = a_place()
    report(records, an_update({"address": "Ward 4"}))
    records.seed(replace(person_in(records), erase_at=NOON))

    assert report(records, an_update({"address": "Ward 4"})) is Result.ALREADY_HAVE


def test_two_phones_that_disagree_leave_both_values() -> None:
    records = a_place()
    report(records, an_update({"name.hi": "गीता", "house": "4"}))

    second = an_update({"name.hi": "रीता", "house": "4"}, edit_id="e2", minute=5)
    result = report(records, second)

    assert result is Result.CONFLICT
    assert person_in(records).conflicts == ("name.hi",)
    assert person_in(records).names["hi"] == "रीता"
    assert records.all(Edit)[1].in_conflict == ("name.hi",)


REPORTS = (
    an_update({"name.hi": "गीता"}, edit_id="a", minute=3),
    an_update({"name.hi": "रीता", "phone": "9876500000"}, edit_id="b", minute=1),
    an_update({"phone": "+91 98765-00000", "name.hi": "सीता देवी"}, edit_id="c", minute=2),
)


def test_every_order_of_arrival_shows_the_same() -> None:
    ends = set()
    for order in permutations(REPORTS):
        records = a_place()
        for update in order:
            report(records, update)
        person = person_in(records)
        ends.add((person.names["hi"], person.phone and person.phone.shown, person.conflicts))

    assert ends == {("गीता", "+91XXXXXX0000", ("name.hi",))}


def test_the_number_is_kept_sealed() -> None:
    records = a_place()

    report(records, an_update({"phone": "9876500000"}))

    [edit] = records.all(Edit)
    assert "9876500000" not in repr((person_in(records), edit))


def test_a_race_for_the_row_is_decided_again() -> None:
    records = a_place()

    def faster(_: object) -> None:
        report(records, an_update({"address": "Ward 5"}, edit_id="e2", minute=1))

    records.before_commit = faster
    result = report(records, an_update({"address": "Ward 4"}))

    assert result is Result.CONFLICT
    assert person_in(records).details["address"] == "Ward 5"
    assert len(records.all(Edit)) == 2


def test_two_deliveries_at_once_are_one() -> None:
    records = a_place()
    update = an_update({"address": "Ward 4"})
    records.before_commit = lambda _: report(records, update)

    assert report(records, update) is Result.ALREADY_HAVE
    assert len(records.all(Edit)) == 1


def test_a_crash_after_the_write_is_mended_by_the_repeat() -> None:
    records = a_place()

    def crash(_: object) -> None:
        raise Crash

    records.after_commit = crash
    with pytest.raises(Crash):
        report(records, an_update({"address": "Ward 4"}))

    assert report(records, an_update({"address": "Ward 4"})) is Result.ALREADY_HAVE
    assert person_in(records).details["address"] == "Ward 4"


def test_a_visit_between_reading_and_reporting_is_no_conflict() -> None:
    records = a_place()
    report(records, an_update({"house": "4"}))
    records.commit(Save(row=replace(person_in(records), has_withdrawn=True)))

    result = report(records, an_update({"address": "Ward 4"}, edit_id="e2"))

    assert result is Result.ACCEPTED


KEPT: list[tuple[Mapping[str, Said], str, str | None]] = [
    ({"age": "42"}, "birth_year", "1984"),
    ({"birth_year": "1984"}, "birth_year", "1984"),
    ({"age": None}, "birth_year", None),
    ({"ward": "12"}, "ward", "12"),
    ({"address": None}, "address", None),
]


@pytest.mark.parametrize(("fields", "name", "kept"), KEPT, ids=[str(case[0]) for case in KEPT])
def test_what_is_said_is_kept_in_one_form(
    fields: Mapping[str, Said], name: str, kept: str | None
) -> None:
    records = a_place(details={"birth_year": "1990", "address": "Ward 1"})

    report(records, an_update(fields))

    assert person_in(records).details.get(name) == kept


def test_a_scheme_goes_by_its_id_where_the_campaign_has_any() -> None:
    records = a_place(schemes=())

    report(records, an_update({"schemes": ("आवास", "housing scheme")}))

    assert person_in(records).schemes == ("housing",)


def test_without_schemes_of_the_campaign_any_will_do() -> None:
    records = FakeRecords(a_beneficiary(), a_campaign())

    report(records, an_update({"schemes": ("ration",), "name.en": "Gita"}))

    assert person_in(records).schemes == ("ration",)


def test_a_name_in_a_language_of_the_campaign_is_taken() -> None:
    records = a_place()

    report(records, an_update({"name.ta": "கீதா"}))

    assert person_in(records).names["ta"] == "கீதா"


WRONG: list[tuple[Mapping[str, Said], str]] = [
    ({}, "fields"),
    ({"caste": "x"}, "caste"),
    ({"name.fr": "Gita"}, "name.fr"),
    ({"name.hi": None}, "name.hi"),
    ({"phone": "12"}, "phone"),
    ({"age": "200"}, "age"),
    ({"age": "x"}, "age"),
    ({"birth_year": "2027"}, "birth_year"),
    ({"birth_year": "1700"}, "birth_year"),
    ({"age": "40", "birth_year": "1986"}, "age"),
    ({"schemes": ("free gold",)}, "schemes"),
]


@pytest.mark.parametrize(("fields", "named"), WRONG, ids=[str(case[0]) for case in WRONG])
def test_what_cannot_be_is_refused_by_its_name(fields: Mapping[str, Said], named: str) -> None:
    records = a_place()

    with pytest.raises(InvalidInput) as refused:
        report(records, an_update(fields))

    assert refused.value.facts["field"] == named
    assert records.commits == []


def test_without_its_campaign_no_further_field_is_known() -> None:
    with pytest.raises(InvalidInput):
        report(FakeRecords(a_beneficiary()), an_update({"ward": "1"}))


def test_nobody_has_seen_a_version_that_is_to_come() -> None:
    with pytest.raises(InvalidInput) as refused:
        report(a_place(), an_update({"house": "1"}, base=2))

    assert refused.value.facts["field"] == "base_version"


def test_a_row_does_not_grow_without_end() -> None:
    many = tuple(DetailField(name=f"d{n}", labels={}) for n in range(40))
    records = FakeRecords(a_beneficiary(), a_campaign(details=many))
    long = {field.name: "ल" * 500 for field in many}

    report(records, an_update({**long, "phone": "9876543210"}))

    with pytest.raises(InvalidInput):
        report(records, an_update(long, edit_id="e2"))

    assert len(records.all(Edit)) == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"erase_at": NOON}, Conflict),
        ({"merged_into": BeneficiaryId("b2")}, Conflict),
        ({"is_erased": True}, NotFound),
    ],
    ids=["sealed", "merged", "erased"],
)
def test_a_closed_record_takes_no_report(
    fields: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        report(a_place(**fields), an_update({"house": "1"}))


def test_somebody_who_is_gone_takes_no_report() -> None:
    with pytest.raises(NotFound):
        report(FakeRecords(), an_update({"house": "1"}))


def correct(
    records: FakeRecords,
    fields: Mapping[str, Said],
    *,
    user: User = CONVENER,
    version: int = 1,
    keep: Mapping[str, str] | None = None,
) -> None:
    editing.correct(
        user, PERSON, an_update(fields, edit_id="desk", base=version, minute=None), keep or {},
        records=records, phones=PHONES, clock=FixedClock(NOON),
    )  # fmt: skip


def a_conflict() -> FakeRecords:
    records = a_place()
    report(records, an_update({"phone": "9876500001"}, edit_id="e1"))
    report(records, an_update({"phone": "9876500002"}, edit_id="e2", minute=1))
    return records


def test_the_desk_ends_a_conflict_with_a_value_of_its_own() -> None:
    records = a_conflict()

    correct(records, {"phone": "9876500003"}, version=3)

    assert person_in(records).conflicts == ()
    assert person_in(records).phone == a_phone("+919876500003")
    assert records.find(Edit, PERSON, "desk").source is EditSource.DESK  # type: ignore[union-attr]


def test_the_desk_ends_a_conflict_with_one_of_its_values() -> None:
    records = a_conflict()

    correct(records, {}, version=3, keep={"phone": "e1"})

    assert person_in(records).conflicts == ()
    assert person_in(records).phone == a_phone("+919876500001")


@pytest.mark.parametrize(
    "keep", [{"phone": "e9"}, {"address": "e1"}], ids=["no such value", "no conflict"]
)
def test_only_a_value_that_stands_can_be_kept(keep: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        correct(a_conflict(), {}, version=3, keep=keep)


def test_the_worker_corrects_on_behalf_of_her_visit() -> None:
    records = a_place()

    correct(records, {"house": "4"}, user=a_worker(device_id="device-7"))

    [edit] = records.all(Edit)
    assert (edit.source, edit.device_id) == (EditSource.VISIT, "device-7")


@pytest.mark.parametrize("version", [1, 4])
def test_a_correction_of_another_version_is_stale(version: int) -> None:
    with pytest.raises(StaleVersion):
        correct(a_conflict(), {"house": "4"}, version=version)


def test_a_correction_that_lost_a_race_is_stale() -> None:
    records = a_place()
    records.before_commit = lambda _: report(records, an_update({"house": "1"}))

    with pytest.raises(StaleVersion):
        correct(records, {"house": "4"})


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (a_worker("booth-2"), NotFound),
        (a_user(Role.CONVENER, "district-2"), NotFound),
        (a_moderator(), NotPermitted),
        (replace(a_moderator(), user_id=UserId("m"), scopes=()), NotFound),
    ],
    ids=["other booth", "other district", "moderator", "nobody"],
)
def test_only_her_worker_and_the_desk_may_correct(user: User, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        correct(a_place(), {"house": "4"}, user=user)
