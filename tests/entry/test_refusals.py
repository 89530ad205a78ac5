"""Every problem type, brought about by a request, is one document in one form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest

from chalicelib.domain.campaign import Campaign, Days
from chalicelib.domain.enrolment import SignedIn
from chalicelib.domain.errors import DomainError, StoreUnavailable
from chalicelib.domain.held import HeldChange
from chalicelib.domain.ids import AreaId, UserId
from chalicelib.domain.leaflets import MOST_GUESSES
from chalicelib.domain.rejections import MediaRejected
from chalicelib.domain.tables import TableRefused
from chalicelib.domain.testimonial import State
from chalicelib.entry.problems import STATUS, RequestRefused, TooManyRequests
from tests.builders import (
    CAMPAIGN,
    PHOTO_BYTES,
    VISIT,
    a_claim,
    a_ledger,
    a_media,
    a_testimonial,
    a_visit,
    a_visited_place,
    a_withdrawal,
    an_id,
    pointers_to,
)
from tests.entry.conftest import World
from tests.entry.requests import a_report, upload_request

JSON = {"Content-Type": "application/json"}
PROBLEM = "application/problem+json"
APPROVE = {"decision": "approve"}
DECISION = f"/v1/testimonials/{VISIT}/decision"
Case = Callable[[World], httpx.Response]


def not_signed_in(world: World) -> httpx.Response:
    return world.call("GET", "/v1/me")


def not_permitted(world: World) -> httpx.Response:
    return world.call("GET", "/v1/testimonials", "worker")


def not_found(world: World) -> httpx.Response:
    return world.call("GET", f"/v1/media/{an_id(1)}", "worker")


def no_such_route(world: World) -> httpx.Response:
    return world.call("GET", "/v1/nothing-here", "worker")


def method_not_allowed(world: World) -> httpx.Response:
    return world.call("DELETE", "/v1/me", "worker")


def malformed_body(world: World) -> httpx.Response:
    return world.call("POST", "/v1/sync", "worker", content=b'{"device_id":', headers=JSON)


def unsupported_media_type(world: World) -> httpx.Response:
    return world.call("POST", "/v1/sync", "worker", data={"device_id": "d"})


def request_too_large(world: World) -> httpx.Response:
    return world.call("POST", "/v1/sync", "worker", content=b" " * 1_000_001, headers=JSON)


def invalid_input(world: World) -> httpx.Response:
    return world.call("POST", "/v1/sync", "worker", json={"device_id": 7})


def media_not_accepted(world: World) -> httpx.Response:
    request = upload_request(content_type="application/x-msdownload")
    return world.call("POST", "/v1/uploads", "worker", json=request)


def media_too_large(world: World) -> httpx.Response:
    return world.call("POST", "/v1/uploads", "worker", json=upload_request(size_bytes=10**10))


def consent_missing(world: World) -> httpx.Response:
    world.records.seed(a_visit(), a_ledger(withdrawals=(a_withdrawal(),)))
    return world.call("POST", "/v1/uploads", "worker", json=upload_request())


def id_taken(world: World) -> httpx.Response:
    media = a_media(media_id=an_id(5))
    world.records.seed(a_visit(), a_ledger(), media, *pointers_to([media]))
    request = upload_request(upload_id=an_id(5), size_bytes=len(PHOTO_BYTES) + 1)
    return world.call("POST", "/v1/uploads", "worker", json=request)


def conflict(world: World) -> httpx.Response:
    world.records.seed(a_testimonial(State.APPROVED))
    return world.call("POST", DECISION, "moderator", json=APPROVE, headers={"If-Match": '"1"'})


def outside_dates(world: World) -> httpx.Response:
    # Held for want of training; when the convener admits it, the days are over.
    change_campaign(world, needs_training=True)
    world.call("POST", "/v1/sync", "worker", json=a_report())
    over = Days(first_on=date(2026, 11, 1), last_on=date(2026, 11, 3))
    change_campaign(world, needs_training=False, days={AreaId("state"): over})
    return admit_the_report(world)


def not_trained(world: World) -> httpx.Response:
    over = Days(first_on=date(2026, 11, 1), last_on=date(2026, 11, 3))
    change_campaign(world, days={AreaId("state"): over})
    world.call("POST", "/v1/sync", "worker", json=a_report())
    change_campaign(world, days={}, needs_training=True)
    return admit_the_report(world)


def change_campaign(world: World, **fields: Any) -> None:
    campaign = world.records.find(Campaign, CAMPAIGN)
    assert campaign is not None
    world.records.seed(replace(campaign, **fields))


def admit_the_report(world: World) -> httpx.Response:
    (row,) = world.records.all(HeldChange)
    return world.call("POST", f"/v1/held/{row.held_id}/admit", "admin")


def not_your_claim(world: World) -> httpx.Response:
    world.records.seed(a_testimonial(claim=a_claim(UserId("moderator-2"))))
    return world.call("POST", DECISION, "moderator", json=APPROVE, headers={"If-Match": '"1"'})


def words_not_public(world: World) -> httpx.Response:
    world.records.seed(*a_visited_place(), a_testimonial(claim=a_claim()))
    told = {**APPROVE, "captions": {"hi": "फ़ोन 98765 43210"}}
    return world.call("POST", DECISION, "moderator", json=told, headers={"If-Match": '"1"'})


def stale_version(world: World) -> httpx.Response:
    world.records.seed(a_testimonial(claim=a_claim()))
    return world.call("POST", DECISION, "moderator", json=APPROVE, headers={"If-Match": '"7"'})


def precondition_missing(world: World) -> httpx.Response:
    world.records.seed(a_testimonial(claim=a_claim()))
    return world.call("POST", DECISION, "moderator", json=APPROVE)


def too_many_tries(world: World) -> httpx.Response:
    for _ in range(MOST_GUESSES):
        world.call("POST", "/v1/withdrawals/look", json={"code": "0000-0000-0000"})
    return world.call("POST", "/v1/withdrawals/look", json={"code": "0000-0000-0000"})


def unavailable(world: World) -> httpx.Response:
    media = a_media()
    world.records.seed(a_visit(), a_ledger(), media, *pointers_to([media]))
    world.store.is_down = True
    return world.call("DELETE", f"/v1/uploads/{media.media_id}", "worker")


def internal_error(world: World) -> httpx.Response:
    # A bug of ours, at the worst moment: as the change is written.
    def burst(_: object) -> None:
        raise ZeroDivisionError

    world.records.before_commit = burst
    return world.call("POST", "/v1/sync", "worker", json=a_report())


CASES: dict[str, Case] = {
    each.__name__.replace("_", "-"): each
    for each in (
        not_signed_in, not_permitted, not_found, no_such_route, method_not_allowed, malformed_body,
        unsupported_media_type, request_too_large, invalid_input, media_not_accepted,
        media_too_large, consent_missing, id_taken, conflict, outside_dates, not_trained,
        not_your_claim, stale_version, precondition_missing, too_many_tries, unavailable,
        internal_error, words_not_public,
    )
}  # fmt: skip
# What is in a file is found out after the answer, and told where its media or import is shown. The
# other two are the gateway's own.
NEVER_ANSWERED = {
    MediaRejected.slug, TableRefused.slug, TooManyRequests.slug, RequestRefused.slug,
}  # fmt: skip


def test_every_problem_type_has_a_request_that_brings_it_about():
    assert set(CASES) == {kind.slug for kind in STATUS} - NEVER_ANSWERED


@pytest.mark.parametrize("slug", CASES)
def test_a_problem_is_told_in_one_form(world: World, slug: str):
    kind = next(kind for kind in STATUS if kind.slug == slug)

    answer = CASES[slug](world)

    document = answer.json()
    assert (answer.status_code, document["status"]) == (STATUS[kind], STATUS[kind])
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    assert document["type"] == f"/problems/{slug}"
    assert document["title"] == kind.title
    assert document["detail"]
    assert document["instance"]


@pytest.mark.parametrize("slug", CASES)
def test_a_problems_type_leads_to_a_page_about_it(world: World, slug: str):
    page = world.call("GET", f"/problems/{slug}")

    kind = next(kind for kind in STATUS if kind.slug == slug)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert kind.title in page.text


def test_no_two_requests_share_an_instance(world: World):
    seen = [not_found(world).json()["instance"] for _ in range(3)]

    assert len(set(seen)) == 3


def test_what_may_work_in_a_moment_says_when_to_try_again(world: World):
    assert unavailable(world).headers["retry-after"] == "2"


def test_a_fault_while_signing_in_is_answered_like_any_other(world: World):
    class Down:
        def sign_in_of(self, token: str) -> SignedIn | None:
            raise StoreUnavailable(f"no keys for {len(token)} characters")

    answer = world.call_with_verifier(Down(), "GET", "/v1/me")

    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert answer.json()["type"] == "/problems/unavailable"


def test_an_internal_error_tells_nothing_of_our_insides(world: World):
    text = internal_error(world).text

    for word in ("ZeroDivision", "Traceback", ".py", "line "):
        assert word not in text


def test_extra_facts_stand_beside_the_problem(world: World):
    document = media_too_large(world).json()

    assert document["limit_bytes"] == 30 * 1024 * 1024
    assert consent_missing(world).json()["purpose"] == "photo"
    assert conflict(world).json()["current_state"] == "approved"


def test_no_class_of_refusals_is_without_a_status():
    def below(kind: type[DomainError]) -> set[type[DomainError]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    assert below(DomainError) - {DomainError} == set(STATUS)
