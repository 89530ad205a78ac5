"""A constituency's first files, a missed call and a withdrawal, through deployed functions."""

from datetime import datetime, timedelta, timezone
from typing import Any

import httpx

from chalicelib.adapters.system import SystemClock, UUIDv7
from chalicelib.domain.people import Role
from tests.end_to_end.deployed import Deployed, eventually
from tests.end_to_end.people import PATIENCE_S, Person
from tests.end_to_end.test_deployed_journey import report

new_id = UUIDv7()
INDIA = timezone(timedelta(minutes=330))
AREAS = "code,parent_code,level,name_hi,name_en\nNEW,,constituency,नया,New\nN1,NEW,booth,बूथ,Booth\n"
ROLL = "बूथ कोड,क्रमांक,नाम,मोबाइल नंबर\nN1,1,सुनीता देवी,09812300001\nN1,2,रमेश,9.19E+11\n"
WORKERS = "reference,name_en,role,area_code\nN1-W,Asha,worker,N1\n"


def brought_in(admin: Person, kind: str, text: str) -> dict[str, Any]:
    body = {"kind": kind, "campaign_id": "campaign-1"}
    grant = admin.call("POST", "/v1/imports", 201, json=body).json()
    files = {"file": ("roll.csv", text.encode("utf-8-sig"))}
    sent = httpx.post(grant["url"], data=grant["fields"], files=files, timeout=PATIENCE_S)
    assert sent.status_code == 204, sent.text
    path = f"/v1/imports/{grant['import_id']}"

    def has_ended() -> bool:
        return bool(admin.call("GET", path).json()["state"] in {"done", "failed", "abandoned"})

    eventually(has_ended, within_s=90, what=f"the {kind} to be read")
    return dict(admin.call("GET", path).json())


def test_files_a_call_and_a_withdrawal_reach_their_ends_through_deployed_functions(
    deployed: Deployed, people: dict[Role, Person]
):
    admin = people[Role.ADMIN]
    assert brought_in(admin, "areas", AREAS)["rows_done"] == 2
    assert brought_in(admin, "workers", WORKERS)["rows_done"] == 1
    roll = brought_in(admin, "beneficiaries", ROLL)
    assert (roll["rows_done"], roll["rows_refused"]) == (1, 1)
    errors = httpx.get(roll["errors_url"], timeout=PATIENCE_S).content.decode("utf-8-sig")
    assert "3," in errors
    assert "9.19E" not in errors

    booth = _booth(admin)
    (person,) = admin.call("GET", f"/v1/worklist?booth={booth}").json()["items"]
    worker = _enrolled(deployed, admin, booth)
    now = SystemClock().now()
    visit_id = new_id()
    report(
        worker,
        visit_recorded={
            "visit_id": visit_id, "beneficiary_id": person["beneficiary_id"], "booth_id": booth,
            "outcome": "met", "started_at": now.isoformat(),
            "call": {"dialled_at": now.isoformat()},
        },
        consent_given={
            "consent_id": new_id(), "visit_id": visit_id,
            "beneficiary_id": person["beneficiary_id"], "purposes": ["photo"],
            "method": "spoken",
            "notice": {"notice_id": "notice-1", "version": 1, "language": "hi"},
        },
    )  # fmt: skip
    hook = admin.call("POST", "/v1/hooks", 201, json={"provider": "exotel", "name": "Line"}).json()
    _ring(deployed, hook["path"], now)
    (seen,) = admin.call("GET", f"/v1/worklist?booth={booth}").json()["items"]
    assert seen["call"] == "matched"

    code = worker.call("GET", f"/v1/beneficiaries/{person['beneficiary_id']}/code").json()["code"]
    taken = httpx.post(f"{deployed.api}/v1/withdrawals", json={"code": code}, timeout=PATIENCE_S)
    assert (taken.status_code, taken.json()["purposes_ended"]) == (200, ["photo"])
    assert deployed.resting() == {}


def _booth(admin: Person) -> str:
    (area,) = (
        child
        for child in admin.call("GET", "/v1/areas/state").json()["children"]
        if child["names"]["en"] == "New"
    )
    (booth,) = admin.call("GET", f"/v1/areas/{area['area_id']}").json()["children"]
    return str(booth["area_id"])


def _enrolled(deployed: Deployed, admin: Person, booth: str) -> Person:
    sheet = admin.call("POST", "/v1/enrolments", json={"booth_id": booth}).json()
    (card,) = sheet["items"]
    used = httpx.post(
        f"{deployed.api}/v1/enrolments/use",
        json={"token": card["token"], "device_id": "phone-1"},
        timeout=PATIENCE_S,
    ).json()
    answer = deployed.client("cognito-idp").initiate_auth(
        ClientId=deployed.outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": used["username"], "PASSWORD": used["password"]},
    )
    return Person(api=deployed.api, token=answer["AuthenticationResult"]["AccessToken"])


def _ring(deployed: Deployed, path: str, at: datetime) -> None:
    said = {
        "CallSid": new_id(), "CallFrom": "09812300001", "CallTo": "01140000001",
        "CallType": "call-attempt", "Direction": "incoming",
        "StartTime": at.astimezone(INDIA).strftime("%Y-%m-%d %H:%M:%S"),
        "EndTime": "1970-01-01 05:30:00",
    }  # fmt: skip
    answer = httpx.get(f"{deployed.api}{path}", params=said, timeout=PATIENCE_S)
    assert (answer.status_code, answer.json()) == (200, {"result": "accepted"})
