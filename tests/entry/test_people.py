"""One person's record over HTTP: her history, corrections, a reveal, duplicates and merges."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.edits import EditedBy, EditSource, Update
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.domain.roll import Beneficiary, LastVisit
from chalicelib.domain.visit import Outcome
from chalicelib.services import editing
from tests.builders import NOON, PERSON, VISIT, WORKER, a_beneficiary, an_id, path_to
from tests.entry.conftest import World

RECORD = f"/v1/beneficiaries/{PERSON}"
TWIN = an_id(0xB002)


def slug_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def person_in(world: World, person: str = PERSON) -> Beneficiary:
    row = world.records.find(Beneficiary, person)
    assert row is not None
    return row


def report(world: World, edit_id: str, **fields: str) -> None:
    update = Update(edit_id=edit_id, base_version=1, fields=fields, phone_at=NOON)
    by = EditedBy(user_id=WORKER, device_id=f"device of {edit_id}", source=EditSource.VISIT)
    editing.update(
        person_in(world), update, by, records=world.records, phones=world.tools.phones,
        clock=world.clock,
    )  # fmt: skip


def patch(world: World, by: str, tag: str | None = '"1"', **body: Any) -> httpx.Response:
    headers = {} if tag is None else {"If-Match": tag}
    return world.call("PATCH", RECORD, by, json=body, headers=headers)


def test_a_record_says_what_is_known_and_under_which_version(world: World):
    answer = world.call("GET", RECORD, "worker")

    record = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert record["version"] == 1
    assert record["name"] == "सीता देवी"
    assert record["phone"] == "+91XXXXXX3210"
    assert record["missing"] == ["visit", "consent", "photo", "video"]
    assert (record["conflicts"], record["history"], record["history_cursor"]) == ([], [], None)
    assert (record["sealed"], record["merged"], record["merged_into"]) == (False, [], None)


def test_a_conflict_is_shown_with_its_rivals_and_masked_numbers(world: World):
    report(world, "e1", phone="9876500001")
    report(world, "e2", phone="9876500002")

    answer = world.call("GET", RECORD, "moderator")

    [conflict] = answer.json()["conflicts"]
    assert conflict["field"] == "phone"
    assert conflict["listed"] == "+91XXXXXX3210"
    rivals = [(r["value"], r["by"], r["device_id"], r["is_shown"]) for r in conflict["rivals"]]
    assert rivals == [
        ("+91XXXXXX0001", WORKER, "device of e1", False),
        ("+91XXXXXX0002", WORKER, "device of e2", True),
    ]
    assert answer.json()["history"][0]["in_conflict"] == ["phone"]
    assert "98765" not in answer.text


def test_a_history_is_read_in_pages_newest_first(world: World):
    for number in range(3):
        report(world, f"e{number}", house=str(number))

    first = world.call("GET", f"{RECORD}?limit=2", "worker").json()
    query = {"history_cursor": first["history_cursor"]}
    rest = world.call("GET", RECORD, "worker", params=query).json()

    pages = [first["history"], rest["history"]]
    assert [[e["edit_id"] for e in page] for page in pages] == [["e2", "e1"], ["e0"]]
    assert first["history"][1]["fields"] == {"house": {"old": "0", "new": "1"}}


@pytest.mark.parametrize("query", ["limit=51", "limit=0", "history_cursor=x"])
def test_a_page_that_is_none_is_refused(world: World, query: str):
    assert slug_of(world.call("GET", f"{RECORD}?{query}", "worker")) == (422, "invalid-input")


@pytest.mark.parametrize("path", [RECORD, f"{RECORD}/duplicates"])
@pytest.mark.parametrize("by", ["worker elsewhere", "moderator elsewhere"])
def test_out_of_scope_looks_absent(world: World, path: str, by: str):
    absent = world.call("GET", path.replace(PERSON, "nobody"), by)

    answer = world.call("GET", path, by)

    assert slug_of(answer) == slug_of(absent) == (404, "not-found")


def test_a_correction_is_answered_with_the_record_as_it_is_then(world: World):
    body = {"name": "गीता देवी", "age": 42, "phone": "98765 00000", "guardian_names": {"en": None}}

    answer = patch(world, "admin", fields=body)

    record = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert record["names"] == {"hi": "गीता देवी", "en": "Sita Devi"}
    assert record["details"] == {"birth_year": "1984"}
    assert record["phone"] == "+91XXXXXX0000"
    assert record["guardian_names"] == {"hi": "राम"}
    assert record["history"][0]["source"] == "desk"
    assert record["history"][0]["phone_at"] is None


def test_a_correction_ends_a_conflict(world: World):
    report(world, "e1", house="4")
    report(world, "e2", house="5")

    answer = patch(world, "worker", '"3"', fields={}, keep={"house": "e1"})

    assert (answer.json()["conflicts"], answer.json()["details"]) == ([], {"house": "4"})
    assert answer.json()["history"][0]["source"] == "visit"


def test_a_correction_needs_the_version_that_was_read(world: World):
    without, stale = (
        patch(world, "admin", None, fields={"house": "4"}),
        patch(world, "admin", '"7"', fields={"house": "4"}),
    )

    assert slug_of(without) == (428, "precondition-missing")
    assert slug_of(stale) == (412, "stale-version")
    assert person_in(world).version == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "fields"),
        ({"fields": {"caste": "x"}}, "caste"),
        ({"fields": {"name": "🙂"}}, "name"),
        ({"fields": {"birth_year": "2031"}}, "birth_year"),
        ({"fields": {"house": "4"}, "keep": {"house": "e1"}}, "house"),
        ({"keep": {"house": "e1"}}, "keep"),
    ],
    ids=["nothing", "unknown", "emoji", "to come", "both", "no conflict"],
)
def test_a_wrong_field_is_named(world: World, body: dict[str, Any], field: str):
    answer = patch(world, "admin", **body)

    assert slug_of(answer) == (422, "invalid-input")
    assert answer.json()["field"] == field
    assert person_in(world).version == 1


@pytest.mark.parametrize("fields", ["x", [], 5, {"d": "x"} | {f"d{n}": "" for n in range(70)}])
def test_what_is_no_set_of_fields_is_refused(world: World, fields: Any):
    assert slug_of(patch(world, "admin", fields=fields)) == (422, "invalid-input")


def test_a_moderator_looks_but_does_not_correct(world: World):
    assert slug_of(patch(world, "moderator", fields={"house": "4"})) == (403, "not-permitted")


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"erase_at": NOON}, 409), ({"merged_into": TWIN}, 409), ({"is_erased": True}, 404)],
    ids=["sealed", "merged", "erased"],
)
def test_a_closed_record_is_neither_changed_nor_revealed(
    world: World, fields: dict[str, Any], status: int
):
    world.records.seed(a_beneficiary(**fields))

    changed = patch(world, "admin", fields={"house": "4"})
    revealed = reveal(world, "admin")

    assert (changed.status_code, revealed.status_code) == (status, status)


def test_a_sealed_record_says_until_when(world: World):
    world.records.seed(a_beneficiary(erase_at=NOON, details={"house": "4"}))

    record = world.call("GET", RECORD, "worker").json()

    assert (record["sealed"], record["erase_at"]) == (True, "2026-11-14T12:00:00Z")
    assert (record["phone"], record["details"], record["missing"]) == (None, {}, [])


def reveal(world: World, by: str, **body: Any) -> httpx.Response:
    asked = {"field": "phone", "reason": "call_back", **body}
    return world.call("POST", f"{RECORD}/reveal", by, json=asked)


@pytest.mark.parametrize("by", ["worker", "moderator", "admin"])
def test_a_reveal_shows_the_number_once_it_is_noted(world: World, by: str):
    answer = reveal(world, by)

    assert answer.json() == {"phone": "+919876543210"}
    assert answer.headers["cache-control"] == "no-store"
    trail = world.call("GET", f"/v1/audit/{PERSON}", "moderator").json()
    assert [entry["action"] for entry in trail["items"]] == ["phone_revealed"]
    assert trail["intact"]
    assert "9876543210" not in json.dumps(trail)


@pytest.mark.parametrize(
    "body", [{"reason": "curious"}, {"field": "names"}, {"reason": "She asked: 9876543210"}]
)
def test_a_reveal_needs_one_of_the_reasons(world: World, body: dict[str, str]):
    assert slug_of(reveal(world, "worker", **body)) == (422, "invalid-input")
    assert world.records.all(AuditEntry) == []


def test_a_reveal_out_of_scope_looks_absent(world: World):
    assert slug_of(reveal(world, "worker elsewhere")) == (404, "not-found")


def a_twin(**fields: Any) -> Beneficiary:
    given = {"beneficiary_id": BeneficiaryId(TWIN), "serial": 2, "names": {"en": "Seeta Devi"}}
    return a_beneficiary(**{**given, **fields})


def merge(world: World, tag: str = '"1"', **body: Any) -> httpx.Response:
    asked = {"other_id": TWIN, "merge_id": an_id(0xC001), **body}
    headers = {"If-Match": tag}
    return world.call("POST", f"{RECORD}/merges", "admin", json=asked, headers=headers)


def test_duplicates_are_listed_with_reasons_and_masked_numbers(world: World):
    world.records.seed(
        a_twin(),
        a_twin(beneficiary_id=an_id(0xB003), booth_id="booth-6", path=path_to("booth-6")),
    )

    answer = world.call("GET", f"{RECORD}/duplicates", "admin")

    first = answer.json()["items"][0]
    assert (first["beneficiary_id"], first["reasons"]) == (TWIN, ["phone", "name", "guardian"])
    assert first["phone"] == "+91XXXXXX3210"
    assert answer.json()["elsewhere"] == 0
    assert answer.json()["next_cursor"] is None


def test_a_worker_does_not_look_for_duplicates(world: World):
    answer = world.call("GET", f"{RECORD}/duplicates", "worker")

    assert slug_of(answer) == (403, "not-permitted")


def test_a_merge_is_made_once_and_undone_once(world: World):
    world.records.seed(a_twin())

    made, again = merge(world), merge(world)
    undo = f"{RECORD}/merges/{an_id(0xC001)}/undo"
    undone = [world.call("POST", undo, "admin", json={}) for _ in range(2)]

    assert (made.status_code, made.headers["etag"]) == (201, '"2"')
    assert again.json() == made.json()
    assert made.json()["reasons"] == ["phone", "name", "guardian"]
    assert [answer.status_code for answer in undone] == [200, 200]
    assert undone[0].json() == undone[1].json()
    assert undone[0].json()["undone_by"] == "admin-1"
    assert (person_in(world).merged, person_in(world, TWIN).merged_into) == ((), None)


def test_the_history_of_the_kept_record_is_of_both_while_they_are_merged(world: World):
    report(world, "e1", house="4")
    world.records.seed(a_twin())
    merge(world, '"2"')

    record = world.call("GET", RECORD, "admin").json()
    other = world.call("GET", RECORD.replace(PERSON, TWIN), "admin").json()

    assert (record["merged"], other["merged_into"]) == ([TWIN], PERSON)
    assert len(record["history"]) == 1


def test_a_merge_needs_a_version_and_an_id_of_its_own(world: World):
    world.records.seed(a_twin())
    path = f"{RECORD}/merges"

    blind = world.call("POST", path, "admin", json={"other_id": TWIN})

    assert slug_of(blind) == (428, "precondition-missing")
    assert slug_of(merge(world, '"9"')) == (412, "stale-version")
    assert slug_of(merge(world, merge_id="1")) == (422, "invalid-input")
    assert slug_of(merge(world, other_id=PERSON)) == (422, "invalid-input")
    assert merge(world, merge_id=None).status_code == 201


def test_the_worklist_leaves_out_whom_there_is_nothing_to_visit_for(world: World):
    world.records.seed(
        a_twin(merged_into=PERSON), a_beneficiary(beneficiary_id=an_id(0xB003), is_erased=True)
    )

    people = world.call("GET", "/v1/worklist", "worker").json()["items"]

    assert [person["beneficiary_id"] for person in people] == [PERSON]


def test_the_worklist_says_version_conflicts_and_the_call(world: World):
    report(world, "e1", house="4")
    report(world, "e2", house="5")
    person = person_in(world)
    world.records.seed(replace(person, last=a_last_visit(), called=VISIT))

    [shown] = world.call("GET", "/v1/worklist", "worker").json()["items"]

    assert (shown["version"], shown["conflicts"], shown["call"]) == (3, ["house"], "matched")


def test_the_worklist_tells_what_is_needed_at_the_door_and_nothing_of_the_sealed(world: World):
    report(world, "e1", house="4", birth_year="1990", relation="wife of")

    [shown] = world.call("GET", "/v1/worklist", "worker").json()["items"]
    world.records.seed(replace(person_in(world), erase_at=NOON))
    [sealed] = world.call("GET", "/v1/worklist", "worker").json()["items"]

    assert (shown["details"], sealed["details"]) == ({"house": "4", "birth_year": "1990"}, {})


def test_the_worklist_covers_who_took_everything_back(world: World):
    report(world, "e1", house="4", phone="9876500001")
    report(world, "e2", house="5", phone="9876500002")
    sealed = replace(person_in(world), erase_at=NOON, last=a_last_visit())
    world.records.seed(sealed)

    answer = world.call("GET", "/v1/worklist", "worker")

    [shown] = answer.json()["items"]
    assert (shown["phone"], shown["schemes"], shown["missing"]) == (None, [], [])
    assert (shown["guardian_name"], shown["guardian_names"], shown["details"]) == ("", {}, {})
    assert shown["conflicts"] == []
    assert (shown["name"], shown["outcome"]) == ("सीता देवी", "met")
    assert "XXXX" not in answer.text


@pytest.mark.parametrize("called", [None, "another visit"])
def test_a_call_of_another_visit_is_no_match(world: World, called: str | None):
    world.records.seed(a_beneficiary(last=a_last_visit(), called=called))

    [shown] = world.call("GET", "/v1/worklist", "worker").json()["items"]

    assert shown["call"] is None


def a_last_visit() -> LastVisit:
    return LastVisit(visit_id=VISIT, outcome=Outcome.MET, at=NOON)
