"""An Aadhaar number that somebody writes into any free text is kept nowhere."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from app import app
from chalicelib.domain.ids import VisitId
from chalicelib.domain.publishing import PublicationState
from chalicelib.domain.testimonial import State
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    PERSON,
    VISIT,
    a_channel,
    a_publication,
    a_testimonial,
    a_visited_place,
    an_id,
)
from tests.contracts.rows import a_level_check
from tests.entry.conftest import World
from tests.entry.requests import a_report, a_visit_change
from tests.entry.test_appeals import appeal, by_code, code_of, turn_down
from tests.entry.test_campaigns import WANTED
from tests.entry.test_workshops import BODY as WORKSHOP

NUMBER: Final = "2341 2341 2346"  # its check digit is right
TEXT: Final = f"Her number is {NUMBER} as she said"
SHAPES: Final = (NUMBER, NUMBER.replace(" ", ""), NUMBER.replace(" ", "-"))
AT: Final = "2026-11-14T12:00:00Z"
DECISION: Final = "/v1/testimonials/{testimonial_id}/decision"
TRANSCRIPT: Final = "/v1/testimonials/{testimonial_id}/transcript"
SAMPLE: Final = VisitId(an_id(0xA09))
S = PublicationState
Request = tuple[str, dict[str, Any]]  # who asks, and with which body


def a_change(change_id: str, kind: str, **data: Any) -> dict[str, Any]:
    return {"change_id": change_id, "type": kind, "at": AT, "data": data}


REPORT: Final = a_report(
    a_visit_change(household=TEXT),
    a_change(
        "2", "consent.given", consent_id=an_id(0x31), visit_id=VISIT, beneficiary_id=PERSON,
        purposes=["record"], method="signature", guardian={"name": TEXT, "relation": TEXT},
        shown_name=TEXT,
        notice={"notice_id": "notice-1", "version": 1, "language": "hi"},
    ),
    a_change(
        "3", "beneficiary.updated", beneficiary_id=PERSON, base_version=1,
        fields={"name.en": TEXT, "address": TEXT, "house": NUMBER, "schemes": [TEXT]},
    ),
)  # fmt: skip
# Each route that takes free text, with the number in every such field of its body.
WITH_TEXT: Final[Mapping[tuple[str, str], Request]] = {
    ("PUT", "/v1/campaigns/{campaign_id}"): ("admin", {
        **WANTED,
        "names": {"hi": TEXT},
        "schemes": [{"scheme_id": TEXT, "names": {"en": TEXT}}],
        "details": [{"name": "house_type", "labels": {"en": TEXT}}],
        "blackouts": [{**WANTED["blackouts"][0], "reason": TEXT}],
    }),
    ("POST", "/v1/campaigns/{campaign_id}/notices"): (
        "admin", {"notice_id": "n", "language": "hi", "text": TEXT},
    ),
    ("PATCH", "/v1/areas/{area_id}"): ("admin", {"names": {"en": TEXT}}),
    ("POST", "/v1/hooks"): ("admin", {"provider": "exotel", "name": TEXT}),
    ("PUT", "/v1/channels/{channel_id}"): ("admin", {
        "name": TEXT, "kind": "practice", "base_url": "https://practice.example",
    }),
    ("POST", "/v1/imports"): ("admin", {
        "kind": "beneficiaries", "campaign_id": CAMPAIGN, "mapping": {TEXT: "name"},
    }),
    ("PATCH", "/v1/beneficiaries/{beneficiary_id}"): ("worker", {
        "change_id": an_id(0x77), "fields": {"name.en": TEXT, "address": TEXT, "schemes": [TEXT]},
    }),
    ("POST", "/v1/sync"): ("worker", REPORT),
    ("POST", DECISION): ("moderator", {
        "decision": "reject", "reason_code": "other", "note": TEXT,
        "captions": {"hi": TEXT, "en": TEXT}, "channel_captions": {"page": {"hi": TEXT}},
    }),
    ("PUT", TRANSCRIPT): ("moderator", {"language": "hi", "text": TEXT}),
    ("POST", "/v1/samples/{testimonial_id}/checks"): ("admin", {
        "level": "mandal", "decision": "reject", "reason_code": "other", "note": TEXT,
    }),
    ("POST", "/v1/workshops"): ("admin", {
        **WORKSHOP, "workshop_id": an_id(0x98), "titles": {"en": TEXT}, "place": TEXT,
    }),
    ("PUT", "/v1/workshops/{workshop_id}"): (
        "admin", {**WORKSHOP, "titles": {"en": TEXT}, "place": TEXT},
    ),
}  # fmt: skip
# Routes whose bodies are ids, codes, numbers and choices.
WITHOUT_TEXT: Final = {
    ("PUT", "/v1/campaigns/{campaign_id}/policy"),
    ("POST", "/v1/hooks/calls/{provider}/{token}"),  # a provider's words, none of which are kept
    ("POST", "/v1/calls/{provider}/{call_id}/match"),
    ("POST", "/v1/enrolments"),
    ("POST", "/v1/enrolments/use"),
    ("POST", "/v1/users/{user_id}/revoke"),
    ("POST", "/v1/held/{held_id}/admit"),
    ("POST", "/v1/held/{held_id}/dismiss"),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/reveal"),
    ("POST", "/v1/testimonials/{testimonial_id}/reveal"),
    ("PUT", "/v1/areas/{area_id}/boundary"),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/merges"),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/merges/{merge_id}/undo"),
    ("POST", "/v1/reels"),
    ("POST", "/v1/reviews/claim"),
    ("POST", "/v1/reviews/release"),
    ("POST", "/v1/reviews/renew"),
    ("POST", "/v1/reviews/skip"),
    ("POST", "/v1/testimonials/{testimonial_id}/undo"),
    ("POST", "/v1/uploads"),
    ("POST", "/v1/uploads/sign"),
    ("POST", "/v1/uploads/{upload_id}/parts"),
    ("POST", "/v1/uploads/{upload_id}/complete"),
    ("POST", "/v1/withdrawals"),
    ("POST", "/v1/withdrawals/look"),
    ("POST", "/v1/workshops/{workshop_id}/attendance"),
    ("POST", "/v1/attendance"),
    ("PUT", "/v1/channels/{channel_id}/credential"),
    ("POST", "/v1/freezes/{freeze_id}/lift"),
    ("POST", "/v1/webhooks"),
    ("PUT", "/v1/webhooks/{webhook_id}"),
    ("POST", "/v1/webhooks/{webhook_id}/rotate"),
    ("POST", "/v1/webhooks/{webhook_id}/test"),
    ("POST", "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay"),
}
POSTED: Final = f"/v1/testimonials/{VISIT}/publications/{CHANNEL}"
# Routes about what goes out refuse such a text, or keep it without the number.
Going = tuple[str, PublicationState, dict[str, Any]]
OUTGOING: Final[Mapping[tuple[str, str], Going]] = {
    ("POST", "/v1/freezes"): ("/v1/freezes", S.POSTED, {
        "area_id": "state", "reason": TEXT, "kind": "incident",
    }),
    ("POST", "/v1/testimonials/{testimonial_id}/takedown"): (
        f"/v1/testimonials/{VISIT}/takedown", S.POSTED,
        {"kind": "order", "reference": TEXT, "note": TEXT},
    ),
    ("POST", "/v1/testimonials/{testimonial_id}/publications/{channel_id}/removed"): (
        f"{POSTED}/removed", S.TAKEDOWN_FAILED, {"note": TEXT},
    ),
    ("POST", "/v1/testimonials/{testimonial_id}/publications/{channel_id}/settle"): (
        f"{POSTED}/settle", S.UNCONFIRMED, {"outcome": "not_posted", "note": TEXT},
    ),
    ("PUT", "/v1/testimonials/{testimonial_id}/captions"): (
        f"/v1/testimonials/{VISIT}/captions", S.POSTED, {"captions": {"hi": TEXT}},
    ),
}  # fmt: skip
# Routes with a note that a visit of their own is set up for: see the tests at the end.
WITH_A_NOTE: Final = {
    ("POST", "/v1/testimonials/{testimonial_id}/appeal"),
    ("POST", "/v1/appeals"),
    ("POST", "/v1/testimonials/{testimonial_id}/duplicates/reject"),
}


def changing_routes() -> Iterator[tuple[str, str]]:
    for path, methods in app.routes.items():
        yield from ((m, path) for m in methods if m in {"POST", "PUT", "PATCH"})


def test_every_route_that_changes_anything_is_looked_at() -> None:
    assert set(changing_routes()) == {*WITH_TEXT, *WITHOUT_TEXT, *WITH_A_NOTE, *OUTGOING}


@pytest.fixture
def desk(world: World) -> World:
    """A world in which a moderator holds an item, one waits for a look, a workshop is planned."""
    world.records.seed(a_testimonial(state=State.PENDING_REVIEW))
    world.records.seed(a_testimonial(State.APPROVED, visit_id=SAMPLE, evidence_version=1))
    world.records.seed(a_level_check(visit_id=SAMPLE))
    world.call("POST", "/v1/reviews/claim", by="moderator", json={})
    world.call("POST", "/v1/workshops", by="admin", json=WORKSHOP)
    return world


def address(path: str) -> str:
    return path.format(
        campaign_id=CAMPAIGN, area_id="booth-1", channel_id="channel-9", beneficiary_id=PERSON,
        testimonial_id=SAMPLE if "samples" in path else VISIT, workshop_id=WORKSHOP["workshop_id"],
    )  # fmt: skip


def version(world: World, path: str, by: str) -> dict[str, str]:
    """Return the header that names the version to change, where there is one."""
    read = address(path).removesuffix("/decision").removesuffix("/transcript")
    tag = world.call("GET", read, by=by).headers.get("etag", '"1"')
    return {} if "channels" in path else {"If-Match": tag}


def kept(world: World) -> str:
    """Return everything that was written."""
    return repr([after for _, after in world.records.stream])


@pytest.mark.parametrize("route", WITH_TEXT, ids=" ".join)
def test_an_aadhaar_number_in_a_free_text_is_not_kept(desk: World, route: tuple[str, str]) -> None:
    method, path = route
    by, body = WITH_TEXT[route]
    before = len(desk.records.stream)

    headers = version(desk, path, by)
    answer = desk.call(method, address(path), by=by, json=body, headers=headers)

    assert answer.status_code < 300, answer.text
    results = {item.get("result") for item in answer.json().get("items", [])}
    assert results <= {"accepted"}, answer.text
    assert len(desk.records.stream) > before
    assert [shape for shape in SHAPES if shape in kept(desk)] == []
    assert "2346" in kept(desk)


def is_masked(world: World) -> bool:
    return "2346" in kept(world) and not [shape for shape in SHAPES if shape in kept(world)]


def test_a_number_in_the_note_of_an_appeal_is_not_kept(back: World) -> None:
    assert appeal(back, note=TEXT).status_code == 200
    assert is_masked(back)


def test_a_number_in_a_note_that_came_with_a_code_is_not_kept(back: World) -> None:
    assert by_code(back, code_of(back), note=TEXT).status_code == 200
    assert is_masked(back)


def test_a_number_in_the_note_on_duplicates_is_not_kept(twice: World) -> None:
    assert turn_down(twice, note=TEXT).status_code == 200
    assert is_masked(twice)


@pytest.mark.parametrize("route", OUTGOING, ids=" ".join)
def test_a_number_in_a_text_about_what_goes_out_is_refused_or_not_kept(
    world: World, route: tuple[str, str]
) -> None:
    path, state, body = OUTGOING[route]
    item = a_testimonial(State.PUBLISHED)
    world.records.seed(*a_visited_place(), item, a_channel(), a_publication(state))

    by = "moderator" if route[0] == "PUT" else "admin"
    answer = world.call(route[0], path, by=by, json=body, headers={"If-Match": '"1"'})

    assert answer.status_code in {200, 201, 422}, answer.text
    assert answer.status_code != 422 or world.records.stream == []
    assert [shape for shape in SHAPES if shape in kept(world)] == []
