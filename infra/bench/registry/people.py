"""The worker and the office of the benchmark, over HTTP alone."""

import csv
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from chalicelib.adapters.system import SystemClock, UUIDv7
from infra.bench.phone import Phone
from infra.bench.report import BenchFailed
from infra.seeding.files import Place
from infra.seeding.uploading import Office

BOOTHS = 40
POLL_S = 0.1
IMPORT_WITHIN_S = 900.0
Json = dict[str, Any]
clock, new_id = SystemClock(), UUIDv7()


def a_worker(info: Json, office: Office, places: list[Place], folder: Path) -> Phone:
    """Return a worker of all these booths, brought in by a file and enrolled by her sheet."""
    path = folder / "bench-worker.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reference", "name_en", "role", "area_code"])
        writer.writerows(["BENCH", "Bench Worker", "worker", place.code] for place in places)
    office.bring_in("workers", path, watch=lambda _: None, within_s=IMPORT_WITHIN_S)
    return Phone(info["api"], _token(info, _enrolled(info, office, places[0])))


def _enrolled(info: Json, office: Office, place: Place) -> Json:
    steering = Phone(info["api"], office.token)
    booth = area_id(info, place.code)
    sheet = steering.call("POST", "/v1/enrolments", {"booth_id": booth})
    (card,) = (item for item in sheet["items"] if item["reference"] == "BENCH")
    body = {"token": card["token"], "device_id": "bench"}
    return steering.call("POST", "/v1/enrolments/use", body)


def _token(info: Json, enrolled: Json) -> str:
    config = httpx.get(f"{info['api']}/config.json", timeout=10).json()
    answer = httpx.post(
        config["cognito_url"],
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        json={
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": config["client_id"],
            "AuthParameters": {
                "USERNAME": enrolled["username"],
                "PASSWORD": enrolled["password"],
            },
        },
        timeout=10,
    )
    return str(answer.json()["AuthenticationResult"]["AccessToken"])


def area_id(info: Json, code: str) -> str:
    """Return the id that files give an area of this code."""
    from chalicelib.domain.ids import CampaignId, id_from  # noqa: PLC0415  after the stack started

    return id_from(CampaignId(info["campaign_id"]), "area", code)


def seconds_until(what: str, happened: Callable[[], bool], within_s: float) -> float:
    """Return how long it took; raise BenchFailed when it did not happen."""
    started = time.monotonic()
    while time.monotonic() - started < within_s:
        if happened():
            return time.monotonic() - started
        time.sleep(POLL_S)
    raise BenchFailed(f"{what} did not happen in {within_s:.0f} s.")


def a_visit(person: str, booth: str, *, consents: bool = True) -> list[Json]:
    """Return what the phone reports of a visit that begins now and dials at once."""
    now = clock.now()
    visit_id, at = new_id(), now.isoformat(timespec="milliseconds")
    visit = {
        "visit_id": visit_id,
        "beneficiary_id": person,
        "booth_id": booth,
        "outcome": "met",
        "started_at": (now - timedelta(minutes=2)).isoformat(timespec="milliseconds"),
        "ended_at": at,
        "location": {"lat": 29.9, "lon": 78.1, "accuracy_m": 12.5},
        "leaflet_given": True,
        "sticker": {"placed": True, "owner_agreed": True},
        "call": {"dialled_at": at},
    }
    consent = {
        "consent_id": new_id(),
        "visit_id": visit_id,
        "beneficiary_id": person,
        "purposes": ["record", "contact", "photo", "video", "publish"],
        "method": "signature",
        "notice": {"notice_id": "doorstep", "version": 1, "language": "hi"},
    }
    changes = [_change("visit.recorded", visit, at)]
    return [*changes, _change("consent.given", consent, at)] if consents else changes


def _change(kind: str, data: Json, at: str) -> Json:
    return {"change_id": new_id(), "type": kind, "at": at, "data": data}
