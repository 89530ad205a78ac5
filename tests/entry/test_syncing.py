"""`POST /v1/sync`: what a phone may say of its clock, its visits and its people, and what not."""

import json
from typing import Any

import pytest

from chalicelib.domain.consent import Ledger
from chalicelib.domain.edits import Edit
from chalicelib.domain.held import HeldChange
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.visit import Visit
from chalicelib.services.syncing import MOST_CHANGES
from tests.builders import CONSENT, PERSON, VISIT, an_id
from tests.entry.conftest import World
from tests.entry.requests import NOON, a_report, a_visit_change

UNPROCESSABLE = 422


def a_consent_change(**fields: Any) -> dict[str, Any]:
    data = {
        "consent_id": CONSENT, "visit_id": VISIT, "beneficiary_id": PERSON,
        "purposes": ["record", "photo"], "method": "spoken",
        "notice": {"notice_id": "notice-1", "version": 1, "language": "hi"}, **fields,
    }  # fmt: skip
    return {"change_id": "2", "type": "consent.given", "at": NOON, "data": data}


def an_update(change_id: str = "3", base_version: Any = 1, **fields: Any) -> dict[str, Any]:
    data = {"beneficiary_id": PERSON, "base_version": base_version, "fields": fields}
    return {"change_id": change_id, "type": "beneficiary.updated", "at": NOON, "data": data}


def sync(world: World, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = world.call("POST", "/v1/sync", by="worker", json={**a_report(*changes), **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def results(answer: dict[str, Any]) -> list[str]:
    return [item["result"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("sent_at", "skew_s"),
    [
        (None, 0),
        ("2026-11-14T12:00:04Z", 0),
        ("2026-11-14T17:30:00+05:30", 0),
        ("2026-11-14T11:00:00Z", 3600),
        ("2026-11-14T12:30:00Z", -1800),
        ("9999-12-31T00:00:00Z", None),
    ],
    ids=["unsaid", "right", "right in India", "behind", "ahead", "no clock at all"],
)
def test_the_phone_is_told_the_time_and_what_its_clock_is_behind_by(
    world: World, sent_at: str | None, skew_s: int | None
) -> None:
    answer = sync(world, **({"sent_at": sent_at} if sent_at else {}))

    visit = world.records.find(Visit, VISIT)
    assert answer["server_time"] == NOON
    assert results(answer) == ["accepted"]
    assert visit is not None
    if skew_s is None:
        assert visit.skew_s == 0
    else:
        assert answer["skew_s"] == visit.skew_s == skew_s


@pytest.mark.parametrize("sent_at", ["yesterday", "2026-11-14T12:00:00", {}])
def test_a_sending_time_that_is_none_is_refused(world: World, sent_at: Any) -> None:
    body = {**a_report(), "sent_at": sent_at}

    answer = world.call("POST", "/v1/sync", by="worker", json=body)

    assert answer.status_code == UNPROCESSABLE
    assert answer.json()["errors"][0]["field"] == "sent_at"


def test_more_changes_than_one_call_takes_are_one_problem_that_names_the_limit(
    world: World,
) -> None:
    changes = [{"change_id": str(n), "type": "visit.recorded"} for n in range(5000)]

    answer = world.call("POST", "/v1/sync", by="worker", json=a_report(*changes))

    problem = answer.json()
    assert answer.status_code == UNPROCESSABLE
    assert problem["type"] == "/problems/invalid-input"
    assert [error["field"] for error in problem["errors"]] == ["changes"]
    assert str(MOST_CHANGES) in problem["errors"][0]["message"]
    assert world.records.commits == []


def test_as_many_changes_as_one_call_takes_are_answered_each(world: World) -> None:
    changes = [
        {**a_visit_change(visit_id=an_id(n)), "change_id": str(n)} for n in range(MOST_CHANGES)
    ]
    changes[7] = {"change_id": "7", "type": "nothing known"}

    answer = sync(world, *changes)

    assert results(answer) == ["accepted"] * 7 + ["refused"] + ["accepted"] * (MOST_CHANGES - 8)


@pytest.mark.parametrize(
    "at",
    ["0001-01-01T00:00:00+05:30", "9999-12-31T23:59:59-05:30", "2026-13-01T00:00:00Z", None, 1e300],
)
def test_an_instant_that_is_none_refuses_its_own_change_alone(world: World, at: Any) -> None:
    answer = sync(world, {**a_visit_change(), "at": at}, a_consent_change())

    assert results(answer) == ["refused", "accepted"]
    assert answer["items"][0]["problem"]["type"] == "/problems/invalid-input"


def test_a_change_of_2019_and_one_of_next_year_are_refused_and_the_others_kept(
    world: World,
) -> None:
    answer = sync(
        world,
        a_visit_change(visit_id=an_id(1), started_at="2019-11-14T12:00:00Z"),
        a_visit_change(visit_id=an_id(2), started_at="2027-11-14T12:00:00Z"),
        a_visit_change(),
    )

    assert results(answer) == ["refused", "refused", "accepted"]
    assert "date" in answer["items"][0]["problem"]["detail"]
    assert world.records.all(HeldChange) == []


def test_a_location_of_zero_zero_is_none(world: World) -> None:
    nowhere = {"lat": 0, "lon": 0, "accuracy_m": 1}

    answer = sync(world, a_visit_change(location=nowhere))

    visit = world.records.find(Visit, VISIT)
    assert results(answer) == ["accepted"]
    assert visit is not None
    assert visit.location is None


def test_what_people_write_is_cleaned_and_twelve_digits_are_hidden(world: World) -> None:
    guardian = {"name": "Ram\u202e 2345 6789 0124", "relation": " father\t"}

    answer = sync(
        world,
        a_visit_change(household="House  6, 234567890124"),
        a_consent_change(guardian=guardian),
        an_update(address="c/o 234567890124"),
    )

    visit, ledger = world.records.find(Visit, VISIT), world.records.find(Ledger, PERSON)
    person = world.records.find(Beneficiary, PERSON)
    assert results(answer) == ["accepted"] * 3
    assert visit is not None
    assert visit.household == "House 6, XXXX-XXXX-0124"
    assert ledger is not None
    assert ledger.consents[0].guardian is not None
    assert ledger.consents[0].guardian.name == "Ram XXXX-XXXX-0124"
    assert ledger.consents[0].guardian.relation == "father"
    assert person is not None
    assert person.details["address"] == "c/o XXXX-XXXX-0124"
    again = sync(world, a_consent_change(guardian=guardian))
    assert results(again) == ["already_have"]


@pytest.mark.parametrize(
    "data", [{"household": "x" * 65}, {"household": 6}, {"household": "\ud800"}]
)
def test_a_household_is_a_short_text(world: World, data: dict[str, Any]) -> None:
    answer = world.call(
        "POST", "/v1/sync", by="worker",
        content=json.dumps(a_report(a_visit_change(**data))),
        headers={"Content-Type": "application/json"},
    )  # fmt: skip

    assert results(answer.json()) == ["refused"]


def test_an_update_is_taken_field_by_field_and_a_conflict_keeps_both(world: World) -> None:
    first = sync(world, an_update(address="House 7", phone="98765 43211"))
    second = sync(world, an_update("4", address="House 9"))

    item = second["items"][0]
    assert results(first) == ["accepted"]
    assert (item["result"], item["problem"]["type"]) == ("conflict", "/problems/conflict")
    assert len(world.records.all(Edit)) == 2
    assert "9876543211" not in str(world.records.all(Edit))


@pytest.mark.parametrize(
    "change",
    [
        an_update(),
        an_update(base_version=-1, address="x"),
        an_update(base_version="new", address="x"),
        an_update(base_version=99, address="x"),
        an_update(nobody_knows="x"),
        an_update(phone="no number"),
        {**an_update(), "data": {"beneficiary_id": PERSON, "base_version": 1, "fields": ["x"]}},
        {**an_update(), "data": None},
    ],
    ids=[
        "no field", "no version", "a word", "a future version", "an unknown field", "no phone",
        "a list", "nothing",
    ],
)  # fmt: skip
def test_an_update_that_cannot_be_is_refused(world: World, change: dict[str, Any]) -> None:
    answer = sync(world, change, a_visit_change())

    assert results(answer) == ["refused", "accepted"]
    assert answer["items"][0]["problem"]["status"] == UNPROCESSABLE


def test_a_consent_that_was_shown_another_text_is_refused(world: World) -> None:
    notice = {"notice_id": "notice-1", "version": 1, "language": "hi", "sha256": "0" * 64}

    answer = sync(world, a_consent_change(notice=notice))

    assert results(answer) == ["refused"]


def test_another_booths_person_is_answered_as_nobody_is(world: World) -> None:
    elsewhere = world.call("POST", "/v1/sync", by="worker elsewhere", json=a_report())
    nobody = world.call(
        "POST", "/v1/sync", by="worker elsewhere",
        json=a_report(a_visit_change(beneficiary_id=an_id(404))),
    )  # fmt: skip

    assert elsewhere.json()["items"] == nobody.json()["items"]
    assert len(world.records.all(HeldChange)) == 1
