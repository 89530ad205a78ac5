"""Where and when a picture was made: one address, few readers, and a word of it nowhere else."""

import re

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.capture import Capture
from chalicelib.domain.media import Media
from chalicelib.domain.people import Role
from chalicelib.services import captures
from tests.builders import (
    PERSON,
    PHOTO,
    VISIT,
    a_ledger,
    a_media,
    a_ready_photo,
    a_reviewable_place,
    a_user,
    an_id,
    pointers_to,
)
from tests.entry.conftest import World
from tests.fakes import FakeVault
from tests.telling_media import SECRETS, TOLD

ADDRESS = f"/v1/media/{PHOTO}/capture"


def a_photo(capture: Capture = TOLD) -> Media:
    text = captures.sealed(a_media(), capture, FakeVault())
    return a_ready_photo(capture=text, measured={"has_metadata": capture.has_metadata})


@pytest.fixture
def desk(world: World) -> World:
    world.records.seed(*a_reviewable_place(), a_photo(), *pointers_to([a_photo()]))
    return world


def test_a_moderator_reads_what_the_file_says_in_plain_values(desk: World):
    answer = desk.call("GET", ADDRESS, "moderator")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "media_id": PHOTO,
        "has_metadata": True,
        "captured_at": "2026-11-14T12:00:05.123000Z",
        "clock": "2026-11-14T17:30:05",
        "utc_offset_min": 330,
        "gps_at": "2026-11-14T12:00:04Z",
        "location": {"lat": 25.43581, "lon": 81.84631, "accuracy_m": 12, "altitude_m": 98},
        "make": "samsung",
        "model": "SM-A155F",
        "software": "A155FXXU3BXE1",
        "is_edited": False,
        "orientation": 6,
        "is_motion_photo": False,
    }


def test_what_is_unknown_is_null(desk: World):
    desk.records.seed(a_photo(Capture(has_metadata=False)))

    answer = desk.call("GET", ADDRESS, "admin").json()

    assert answer.pop("has_metadata") is False
    assert answer.pop("is_motion_photo") is False
    assert answer.pop("media_id") == PHOTO
    assert set(answer.values()) == {None}


def test_a_clock_that_hangs_nowhere_is_no_instant(desk: World):
    assert TOLD.captured_at is not None
    local = Capture(captured_at=TOLD.captured_at.replace(tzinfo=None), has_metadata=True)
    desk.records.seed(a_photo(local))

    answer = desk.call("GET", ADDRESS, "moderator").json()

    assert (answer["captured_at"], answer["utc_offset_min"]) == (None, None)
    assert answer["clock"] == "2026-11-14T17:30:05"


def test_the_reading_stands_in_the_trail_of_her_who_is_shown(desk: World):
    desk.call("GET", ADDRESS, "moderator")

    trail = desk.call("GET", f"/v1/audit/{PERSON}", "moderator").json()

    assert trail["intact"] is True
    assert [(one["action"], one["facts"]) for one in trail["items"]] == [
        ("capture_revealed", {"media_id": PHOTO})
    ]


def test_a_decision_is_not_stale_because_the_capture_was_read(desk: World):
    before = desk.call("GET", f"/v1/testimonials/{VISIT}", "moderator").headers["ETag"]

    desk.call("GET", ADDRESS, "moderator")

    assert desk.call("GET", f"/v1/testimonials/{VISIT}", "moderator").headers["ETag"] == before


@pytest.mark.parametrize("who", ["worker", "worker elsewhere", "moderator elsewhere"])
def test_for_others_it_is_told_like_what_is_not_there(desk: World, who: str):
    desk.records.seed(a_user(Role.WORKER, "booth-1"))

    hers_not = desk.call("GET", ADDRESS, who)
    absent = desk.call("GET", f"/v1/media/{an_id(0xABCDEF)}/capture", who)

    assert hers_not.status_code == absent.status_code == 404
    assert hers_not.json()["detail"] == absent.json()["detail"]
    assert desk.records.all(AuditEntry) == []


def test_without_a_sign_in_there_is_none(desk: World):
    assert desk.call("GET", ADDRESS).status_code == 401


def test_after_she_took_everything_back_it_is_closed(desk: World):
    assert TOLD.gps_at is not None
    desk.records.seed(a_ledger(erase_at=TOLD.gps_at))

    answer = desk.call("GET", ADDRESS, "moderator")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


OTHERS = [
    f"/v1/media/{PHOTO}",
    f"/v1/uploads/{PHOTO}",
    f"/v1/testimonials/{VISIT}",
    f"/v1/testimonials/{VISIT}/map",
    "/v1/testimonials",
    "/v1/worklist",
    f"/v1/beneficiaries/{PERSON}",
    f"/v1/audit/{VISIT}",
    f"/v1/audit/{PERSON}",
]


@pytest.mark.parametrize("path", OTHERS)
def test_no_other_answer_has_a_word_of_it(desk: World, path: str):
    desk.call("GET", ADDRESS, "moderator")
    sealed = a_photo().capture

    answers = [desk.call("GET", path, who) for who in ("worker", "moderator", "admin")]

    assert any(answer.status_code == 200 for answer in answers)
    for answer in answers:
        said = answer.text + repr(answer.headers)
        assert not [word for word in (*SECRETS, sealed) if word in said]
        assert not re.search(r'"(capture|lat|lon|gps_at)"', said)


def test_a_media_says_whether_it_was_stripped_and_no_more(desk: World):
    answer = desk.call("GET", f"/v1/media/{PHOTO}", "worker").json()

    assert answer["measured"] == {"has_metadata": True}
