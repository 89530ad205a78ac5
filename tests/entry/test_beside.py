"""What stands beside a testimonial over HTTP: its person, consent, time and map; and outlines."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.boundaries import MOST_POINTS, Boundary
from chalicelib.domain.calls import Call, CallState
from chalicelib.domain.campaign import notice_hash
from chalicelib.domain.consent import Guardian, NoticeShown
from chalicelib.domain.decisions import Decided, DecisionKind
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import AreaId
from chalicelib.domain.people import Role
from chalicelib.domain.places import Location
from chalicelib.domain.testimonial import State
from tests.builders import (
    CAMPAIGN,
    MODERATOR,
    NOON,
    PERSON,
    PHOTO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_claim,
    a_consent,
    a_ledger,
    a_notice,
    a_ready_photo,
    a_reviewable_place,
    a_testimonial,
    a_user,
    a_visit,
    an_area,
    an_id,
)
from tests.entry.conftest import World

ITEM = f"/v1/testimonials/{VISIT}"
REVEAL, MAP = f"{ITEM}/reveal", f"{ITEM}/map"
WHY = {"reason": "complaint"}
BOUNDARY = "/v1/areas/mandal-1/boundary"
RING = [[78.1, 29.9], [78.2, 29.9], [78.15, 30.0]]
IN_FULL = ("Devi", "देवी", "Sita", "सीता", '"Ram"', "राम", "9876543210")
MASKED = {
    "names": {"hi": "सी… दे…", "en": "S… D…"},
    "guardian_names": {"hi": "रा…", "en": "R…"},
    "phone": "+91XXXXXX3210",
    "schemes": ["housing"],
    "is_masked": True,
}


@pytest.fixture
def desk(world: World) -> World:
    world.records.seed(*a_reviewable_place())
    return world


def shown(world: World, by: str = "moderator") -> Any:
    return world.call("GET", ITEM, by).json()


# Who is shown


def test_names_and_number_are_masked_for_every_reader(desk: World):
    for who in ("moderator", "admin"):
        answer = desk.call("GET", ITEM, who)
        assert answer.json()["beneficiary"] == MASKED
        assert not [word for word in IN_FULL if word in answer.text]


def test_they_are_masked_where_an_item_is_claimed_and_decided(desk: World):
    claimed = desk.call("POST", "/v1/reviews/claim", "moderator", json={})
    decided = desk.call(
        "POST", f"{ITEM}/decision", "moderator",
        json={"decision": "reject", "reason_code": "other"},
        headers={"If-Match": claimed.headers["ETag"]},
    )  # fmt: skip

    for answer in (claimed, decided):
        assert answer.status_code == 200
        assert answer.json()["beneficiary"] == MASKED
        assert not [word for word in IN_FULL if word in answer.text]


def test_they_are_masked_for_a_second_look_and_in_the_story(desk: World):
    item = a_testimonial(
        verdict=Verdict.VERIFIED, judged_at=NOON, evidence_version=1, levels=("booth", "state"),
        claim=a_claim(),
    )  # fmt: skip
    desk.records.seed(item)
    desk.call(
        "POST", f"{ITEM}/decision", "moderator", json={"decision": "approve"},
        headers={"If-Match": '"1"'},
    )  # fmt: skip

    sample = desk.call("GET", f"/v1/samples/{VISIT}?level=state", "admin")
    story = desk.call("GET", f"{ITEM}/explain", "admin")

    assert sample.json()["beneficiary"] == MASKED
    assert story.json()["person"]["masked_names"] == MASKED["names"]
    for answer in (sample, story):
        assert not [word for word in IN_FULL if word in answer.text]
    assert "timeline" not in sample.json()  # it tells that somebody has decided


def test_of_who_took_everything_back_little_is_shown(desk: World):
    desk.records.seed(a_beneficiary(erase_at=NOON))

    assert shown(desk)["beneficiary"] == {
        **MASKED, "guardian_names": {}, "phone": None, "schemes": [],
    }  # fmt: skip


def test_a_person_who_left_the_roll_is_nobody(desk: World):
    desk.records.seed(a_testimonial(beneficiary_id=an_id(0xB404)))

    assert shown(desk)["beneficiary"] is None
    assert desk.call("POST", REVEAL, "moderator", json=WHY).status_code == 404


def test_a_reveal_shows_her_in_full_and_stands_in_her_trail(desk: World):
    before = desk.call("GET", ITEM, "moderator").headers["ETag"]

    answers = [desk.call("POST", REVEAL, who, json=WHY) for who in ("moderator", "admin")]

    for answer in answers:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert answer.json() == {
            "names": {"hi": "सीता देवी", "en": "Sita Devi"},
            "guardian_names": {"hi": "राम", "en": "Ram"},
            "phone": "+919876543210",
        }
    trail = desk.call("GET", f"/v1/audit/{PERSON}", "moderator").json()
    facts = {"reason": "complaint", "testimonial_id": VISIT}
    assert trail["intact"] is True
    assert [(one["actor"], one["action"], one["facts"]) for one in trail["items"]] == [
        ("moderator-1", "details_revealed", facts), ("admin-1", "details_revealed", facts),
    ]  # fmt: skip
    # A decision on what was read before is not stale, and the next reader sees her masked.
    assert desk.call("GET", ITEM, "moderator").headers["ETag"] == before
    assert shown(desk)["beneficiary"] == MASKED


def test_a_person_without_a_number_is_revealed_by_her_names(desk: World):
    desk.records.seed(a_beneficiary(phone=None))

    assert desk.call("POST", REVEAL, "moderator", json=WHY).json()["phone"] is None


@pytest.mark.parametrize("body", [{}, {"reason": "curiosity"}, {"reason": None}, {"reason": []}])
def test_without_a_reason_of_ours_nothing_is_revealed(desk: World, body: dict[str, Any]):
    assert desk.call("POST", REVEAL, "moderator", json=body).status_code == 422
    assert desk.records.all(AuditEntry) == []


def test_a_sealed_person_is_not_revealed(desk: World):
    desk.records.seed(a_beneficiary(erase_at=NOON))

    answer = desk.call("POST", REVEAL, "moderator", json=WHY)

    assert (answer.status_code, answer.json()["current_state"]) == (409, "sealed")
    assert desk.records.all(AuditEntry) == []


# What she agreed to


def test_a_consent_comes_with_the_very_notice_that_she_was_shown(desk: World):
    assert shown(desk)["consent"]["notice"] == {
        "notice_id": "notice-1", "version": 1, "language": "hi", "text": "सूचना",
        "is_known": True,
    }  # fmt: skip


def test_it_stays_the_one_she_saw_when_a_newer_one_is_there(desk: World):
    seen = a_notice(language="en", text="What she saw")
    newer = replace(seen, version=2, text="What others see")
    proved = NoticeShown(notice_id="notice-1", version=1, language="en", sha256=notice_hash(seen))
    desk.records.seed(a_campaign(notices=(newer, seen)), a_ledger(a_consent(notice=proved)))

    assert shown(desk)["consent"]["notice"]["text"] == "What she saw"


@pytest.mark.parametrize(
    "told",
    [
        NoticeShown(notice_id="notice-9", version=1, language="hi"),
        NoticeShown(notice_id="notice-1", version=2, language="hi"),
        NoticeShown(notice_id="notice-1", version=1, language="ta"),
        NoticeShown(notice_id="notice-1", version=1, language="hi", sha256="0" * 64),
    ],
    ids=["no such notice", "no such version", "no such language", "another text"],
)
def test_a_notice_that_the_campaign_does_not_have_is_named_without_a_text(
    desk: World, told: NoticeShown
):
    desk.records.seed(a_ledger(a_consent(notice=told)))

    assert shown(desk)["consent"]["notice"] == {
        "notice_id": told.notice_id, "version": told.version, "language": told.language,
        "text": None, "is_known": False,
    }  # fmt: skip


def test_without_its_campaign_no_notice_is_known(desk: World):
    desk.records.seed(a_testimonial(campaign_id="campaign-9", captions={}))

    assert shown(desk)["consent"]["notice"]["is_known"] is False


def test_a_guardian_is_masked_and_the_name_for_the_public_is_not(desk: World):
    agreed = a_consent(
        guardian=Guardian(name="Gita Rani", relation="mother"), shown_name="Sita from here",
        evidence_media_id=PHOTO,
    )  # fmt: skip
    desk.records.seed(a_ledger(agreed))

    answer = desk.call("GET", ITEM, "moderator")

    consent = answer.json()["consent"]
    assert consent["guardian"] == {"name": "G… R…", "relation": "mother"}
    assert consent["shown_name"] == "Sita from here"
    assert consent["evidence_media_id"] == PHOTO
    assert "Gita" not in answer.text


def test_who_agreed_herself_has_no_guardian(desk: World):
    assert shown(desk)["consent"]["guardian"] is None


# When


def test_a_timeline_tells_of_the_visit_the_call_the_files_and_the_desk(desk: World):
    call = Call(
        provider="exotel", call_id="c-1", campaign_id=CAMPAIGN, phone_hash="h", shown="",
        at=NOON.replace(minute=2), received_at=NOON, state=CallState.MATCHED,
    )  # fmt: skip
    desk.records.seed(
        call,
        a_visit(call_id="exotel:c-1", call_dialled_at=NOON.replace(minute=1)),
        a_ready_photo(
            granted_at=NOON.replace(minute=5), stored_at=NOON.replace(minute=6),
            ended_at=NOON.replace(minute=7),
        ),
        a_testimonial(judged_at=NOON.replace(minute=8)),
    )  # fmt: skip

    timeline = shown(desk)["timeline"]

    assert [(one["at"][14:16], one["what"], one["media_id"]) for one in timeline] == [
        ("00", "visit_began", None), ("00", "consent_given", None), ("01", "call_dialled", None),
        ("02", "call_came", None), ("05", "upload_granted", PHOTO), ("06", "upload_stored", PHOTO),
        ("07", "media_ready", PHOTO), ("08", "verdict_reached", None),
    ]  # fmt: skip
    assert all(set(one) == {"at", "what", "media_id"} for one in timeline)


def test_a_first_approval_of_two_is_in_nobodys_timeline_but_hers_who_gave_it(desk: World):
    first = Decided(kind=DecisionKind.APPROVE, by=MODERATOR, at=NOON)

    def told(state: State, by: str) -> bool:
        desk.records.seed(a_testimonial(state, decisions=(first,)))
        return "decided" in [one["what"] for one in shown(desk, by)["timeline"]]

    assert not told(State.PENDING_REVIEW, "second moderator")
    assert told(State.PENDING_REVIEW, "moderator")
    assert told(State.APPROVED, "second moderator")


def test_a_list_has_no_timeline_and_no_person(desk: World):
    (item,) = desk.call("GET", "/v1/testimonials", "moderator").json()["items"]

    assert (item["timeline"], item["beneficiary"], item["consent"]) == (None, None, None)


# Where


def test_a_map_shows_areas_and_how_far_the_visit_was_from_its_own(desk: World):
    far = Finding(
        check="place.near_booth", version=1, outcome=FindingOutcome.WARN,
        evidence={"booth_id": "booth-1", "metres_beyond": 900, "reach_m": 500},
    )  # fmt: skip
    desk.records.seed(
        a_testimonial(findings=(far,)),
        an_area("booth-1", place=Location(lat=29.9, lon=78.1, accuracy_m=500)),
        Boundary(area_id=AreaId("booth-1"), ring=tuple((lon, lat) for lon, lat in RING)),
    )

    answer = desk.call("GET", MAP, "moderator").json()

    mandal, own, other = answer.pop("areas")
    assert answer == {"distance_m": 1400, "limit_m": 500, "is_within": False}
    assert own == {
        "area_id": "booth-1", "level": "booth", "names": {"hi": "booth-1", "en": "booth-1"},
        "is_own": True, "place": {"lat": 29.9, "lon": 78.1, "reach_m": 500}, "ring": RING,
    }  # fmt: skip
    assert (mandal["area_id"], other["area_id"]) == ("mandal-1", "booth-2")
    assert [(one["is_own"], one["place"], one["ring"]) for one in (mandal, other)] == [
        (False, None, None)
    ] * 2


def test_a_map_before_any_verdict_knows_no_distance(desk: World):
    answer = desk.call("GET", MAP, "moderator").json()

    assert (answer["distance_m"], answer["limit_m"], answer["is_within"]) == (None, None, None)


def test_within_the_limit_a_map_has_the_limit_alone(desk: World):
    near = Finding(
        check="place.near_booth", version=1, outcome=FindingOutcome.PASS,
        evidence={"booth_id": "booth-1", "metres_beyond": 0, "reach_m": 500},
    )  # fmt: skip
    desk.records.seed(a_testimonial(findings=(near,)))

    answer = desk.call("GET", MAP, "moderator").json()

    assert (answer["distance_m"], answer["limit_m"], answer["is_within"]) == (None, 500, True)


def test_nobodys_place_is_on_a_map(desk: World):
    desk.records.seed(a_visit(location=Location(lat=29.9457123, lon=78.1642987, accuracy_m=12)))
    desk.records.seed(a_beneficiary(details={"address": "Lane 7"}))

    answer = desk.call("GET", MAP, "moderator")

    assert answer.status_code == 200
    assert not [word for word in ("29.945", "78.164", "Lane 7", *IN_FULL) if word in answer.text]


# The outlines that maps are made of


def put(world: World, ring: Any, version: int = 0, by: str = "admin", path: str = BOUNDARY) -> Any:
    body = ring if isinstance(ring, str) else json.dumps({"ring": ring})
    return world.call("PUT", path, by, content=body, headers={"If-Match": f'"{version}"'})


def test_an_outline_is_drawn_read_and_taken_away(world: World):
    nothing = world.call("GET", BOUNDARY, "moderator")
    kept = put(world, [*RING, RING[0]])
    found = world.call("GET", BOUNDARY, "moderator")
    gone = put(world, [], 1)

    assert nothing.json() == {"area_id": "mandal-1", "ring": [], "version": 0}
    assert nothing.headers["ETag"] == '"0"'
    assert kept.status_code == 200
    assert kept.json() == {"area_id": "mandal-1", "ring": RING, "version": 1}
    assert (found.json(), found.headers["ETag"]) == (kept.json(), '"1"')
    assert gone.json() == {"area_id": "mandal-1", "ring": [], "version": 2}


def test_a_convener_draws_as_well(world: World):
    world.records.seed(a_user(Role.CONVENER, "constituency", user_id=MODERATOR))

    assert put(world, RING, by="moderator").status_code == 200


def test_an_outline_is_changed_by_who_has_read_it(world: World):
    put(world, RING)

    assert put(world, RING[::-1]).status_code == 412
    assert world.call("PUT", BOUNDARY, "admin", json={"ring": RING}).status_code == 428


HOSTILE: dict[str, Any] = {
    "no number": '{"ring": [[NaN, 29.9], [78.2, 29.9], [78.15, 30.0]]}',
    "no end": '{"ring": [[78.1, 29.9], [Infinity, 29.9], [78.15, 30.0]]}',
    "words": [["78.1", "29.9"], ["78.2", "29.9"], ["78.15", "30.0"]],
    "script": ["<script>", "</script>", "x"],
    "truths": [[True, False], [False, True], [True, True]],
    "nothing in it": [[None, None], [78.2, 29.9], [78.15, 30.0]],
    "a thousand points": [[78 + n / 1000, 29 + n % 7 / 10] for n in range(1000)],
    "one point too many": [[78 + n / 1000, 29 + n % 7 / 10] for n in range(MOST_POINTS + 1)],
    "two points": RING[:2],
    "one place three times": [RING[0]] * 3,
    "latitude first": [[29.9, 98.1], [29.9, 98.2], [30.0, 98.15]],
    "beyond the globe": [[181, 29.9], [78.2, 29.9], [78.15, 30.0]],
    "a polygon of rings": [RING],
    "heights": [[*point, 200.0] for point in RING],
    "half a point": [[78.1], [78.2, 29.9], [78.15, 30.0]],
    "deep brackets": '{"ring": ' + "[" * 500 + "]" * 500 + "}",
    "an object": {"type": "Polygon", "coordinates": [RING]},
    "null": None,
    "crossed": [[78.1, 29.9], [78.2, 30.0], [78.2, 29.9], [78.1, 30.0]],
    "huge": [[1e308, 1e308], [-1e308, 1e308], [1e308, -1e308]],
    "no ring": "{}",
}


@pytest.mark.parametrize("ring", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_outline_is_refused(world: World, ring: Any):
    answer = put(world, ring)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    assert world.records.all(Boundary) == []


def test_with_latitude_first_an_outline_of_a_known_place_is_refused(world: World):
    world.records.seed(an_area("mandal-1", place=Location(lat=29.95, lon=78.15, accuracy_m=0)))

    assert put(world, [[lat, lon] for lon, lat in RING]).status_code == 422
    assert put(world, RING).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("worker", 403), ("moderator", 403), (None, 401)],
)
def test_nobody_else_draws(world: World, who: str | None, status: int):
    answer = world.call("PUT", BOUNDARY, who, json={"ring": RING}, headers={"If-Match": '"0"'})

    assert answer.status_code == status
    assert world.records.all(Boundary) == []
