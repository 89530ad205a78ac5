"""Bad input as an outsider may send it to a running stack: refused, rejected, and nothing lost."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from tests.end_to_end.walk import Json, Person, Town, agreed, new_id, sent_by, visited, wish
from tests.media_factory import concat_script, cut, jpeg, moving_clip, playlist, png_bomb
from tests.tokens import a_key, a_token, access_claims, encoded


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad")


@pytest.fixture(scope="module")
def photo(files: Path) -> Path:
    return jpeg(files / "photo.jpg")


@pytest.fixture(scope="module")
def visit(town: Town) -> str:
    """One visit for all files that never become anything."""
    return town.worker.visit(town.next_person(), ("record", "photo", "video"))


def refused(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


# --- at grant time ------------------------------------------------------------------------------

AT_GRANT: dict[str, tuple[Json, tuple[int, str]]] = {
    "wrong type": ({"content_type": "application/x-msdownload"}, (415, "media-not-accepted")),
    "zero bytes": ({"size_bytes": 0}, (422, "invalid-input")),
    "wrong size": ({"size_bytes": 10**9}, (413, "media-too-large")),
    "wrong hash": ({"sha256": "bm90IGEgaGFzaA=="}, (422, "invalid-input")),
    "unknown visit": ({"visit_id": new_id()}, (404, "not-found")),
}


@pytest.mark.parametrize(("wrong", "expected"), AT_GRANT.values(), ids=AT_GRANT)
def test_a_wish_for_a_bad_file_gets_no_grant(
    town: Town, visit: str, photo: Path, wrong: Json, expected: tuple[int, str]
):
    answer = town.worker.call("POST", "/v1/uploads", json={**wish(visit, "photo", photo), **wrong})

    assert refused(answer) == expected


# --- at S3 --------------------------------------------------------------------------------------


def granted(town: Town, visit: str, file: Path) -> Json:
    answer = town.worker.call("POST", "/v1/uploads", json=wish(visit, "photo", file))
    assert answer.status_code == 201, answer.text
    grant: Json = answer.json()
    return grant


AT_S3: dict[str, Callable[[Json, bytes], int]] = {
    "no bytes": lambda grant, _: sent_by(grant, b""),
    "more bytes": lambda grant, body: sent_by(grant, body + b"x"),
    "fewer bytes": lambda grant, body: sent_by(grant, body[:-1]),
    "another type": lambda grant, body: sent_by(grant, body, **{"Content-Type": "text/html"}),
    "another key": lambda grant, body: sent_by(grant, body, key="00/a/b.photo"),
    "another hash": lambda grant, body: sent_by(
        grant, body, **{"x-amz-checksum-sha256": "bm90IGEgaGFzaA=="}
    ),
    "a forged signature": lambda grant, body: sent_by(grant, body, **{"x-amz-signature": "0" * 64}),
}


@pytest.mark.parametrize("use", AT_S3.values(), ids=AT_S3)
def test_a_grant_used_for_another_file_is_refused_by_s3_and_stays_good_for_its_own(
    town: Town, visit: str, photo: Path, use: Callable[[Json, bytes], int]
):
    grant, body = granted(town, visit, photo), photo.read_bytes()

    assert 400 <= use(grant, body) < 500

    assert town.worker.get(f"/v1/uploads/{grant['upload_id']}")["state"] == "offered"
    assert town.worker.call("DELETE", f"/v1/uploads/{grant['upload_id']}").status_code == 204


def test_a_grant_used_twice_makes_one_media(town: Town, visit: str, photo: Path):
    grant, body = granted(town, visit, photo), photo.read_bytes()

    assert [sent_by(grant, body), sent_by(grant, body)] == [204, 204]
    first = town.worker.ended(grant["media_id"])
    assert sent_by(grant, body) == 204

    again = town.worker.ended(grant["media_id"])
    keys = ("media_id", "state", "measured", "timings", "size_bytes")
    assert {k: again[k] for k in keys} == {k: first[k] for k in keys}
    assert first["state"] == "ready"


def test_another_workers_grant_is_nobodys(town: Town, visit: str, photo: Path):
    grant = granted(town, visit, photo)
    path = f"/v1/uploads/{grant['upload_id']}"
    other = town.worker_elsewhere

    for method, address in (("GET", path), ("DELETE", path), ("POST", f"{path}/complete")):
        assert refused(other.call(method, address)) == (404, "not-found")
    assert refused(other.call("GET", f"/v1/media/{grant['media_id']}")) == (404, "not-found")
    stolen = other.call("POST", "/v1/uploads", json=wish(visit, "photo", photo))
    assert refused(stolen) == (404, "not-found")
    assert town.worker.get(path)["state"] == "offered"


# --- files that S3 takes and we do not ----------------------------------------------------------


def executable(files: Path) -> Path:
    path = files / "photo.exe.jpg"
    path.write_bytes(b"MZ\x90\x00" + bytes(4096))
    return path


def cut_photo(files: Path) -> Path:
    return cut(jpeg(files / "whole.jpg"), files / "cut.jpg", 0.5)


def cut_video(files: Path) -> Path:
    return cut(moving_clip(files / "whole.mp4"), files / "cut.mp4", 0.5)


BAD_FILES: dict[str, tuple[str, Callable[[Path], Path], set[str]]] = {
    "a renamed executable": ("photo", executable, {"not_a_photo"}),
    "an executable named as a video": ("video", executable, {"not_a_video"}),
    "a truncated JPEG": ("photo", cut_photo, {"truncated", "unreadable"}),
    "a truncated MP4": ("video", cut_video, {"truncated", "unreadable"}),
    "a decompression bomb": ("photo", lambda f: png_bomb(f / "bomb.png"), {"too_many_pixels"}),
    "a playlist named as a video": (
        "video", lambda f: playlist(f / "list.mp4", f / "canary"), {"playlist"},
    ),
    "a script named as a video": (
        "video", lambda f: concat_script(f / "script.mp4", f / "canary"),
        {"playlist", "not_a_video"},
    ),
    "a photo sent as a video": ("video", lambda f: jpeg(f / "p.jpg"), {"not_a_video"}),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "make", "reasons"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_ends_as_rejected_with_a_sentence_in_both_languages(
    town: Town, visit: str, files: Path, kind: str, make: Callable[[Path], Path], reasons: set[str]
):
    media = town.worker.ended(town.worker.send(visit, kind, make(files)))

    assert (media["state"], media["derivatives"]) == ("rejected", {})
    assert media["reason"] in reasons
    assert set(media["reason_text"]) == {"hi", "en"}
    assert all(text.strip() for text in media["reason_text"].values())


def test_bytes_that_are_not_those_announced_end_as_rejected(town: Town, visit: str, photo: Path):
    # S3 itself refuses these by the form's checksum; the emulator does not look at it.
    grant, body = granted(town, visit, photo), bytearray(photo.read_bytes())
    body[-3] ^= 1

    status = sent_by(grant, bytes(body))

    if status == 204:
        assert town.worker.ended(grant["media_id"])["reason"] == "hash_mismatch"
    else:
        assert 400 <= status < 500


# --- reports and ids ----------------------------------------------------------------------------


def test_one_bad_change_among_good_ones_stops_none_of_them(town: Town):
    person, first, last = town.next_person(), new_id(), new_id()

    items = town.worker.report(
        visited(person, first),
        visited(person, new_id(), outcome="maybe"),
        {"change_id": "x", "type": "nonsense", "at": "yesterday", "data": 7},
        visited({**person, "beneficiary_id": new_id()}, new_id()),
        visited(person, last),
        agreed(person, last),
    )

    results = [item["result"] for item in items]
    assert results == ["accepted", "refused", "refused", "refused", "accepted", "accepted"]
    assert [item["problem"]["status"] for item in items if item["problem"]] == [422, 422, 404]


def test_malformed_json_and_a_body_in_the_wrong_type_change_nothing(town: Town):
    json_type = {"Content-Type": "application/json"}
    torn = town.worker.call("POST", "/v1/sync", content=b'{"device_id', headers=json_type)
    form = town.worker.call("POST", "/v1/sync", data={"device_id": "d"})
    shape = town.worker.call("POST", "/v1/sync", json=["a list"])

    assert refused(torn) == (400, "malformed-body")
    assert refused(form) == (415, "unsupported-media-type")
    assert refused(shape) == (422, "invalid-input")


@pytest.mark.parametrize(
    "path", ["media/{}", "uploads/{}", "testimonials/{}", "testimonials/{}/publications",
             "audit/{}", "channels/{}", "areas/{}", "progress/{}", "worklist?booth={}"],
)  # fmt: skip
def test_an_unknown_id_is_told_so(town: Town, path: str):
    answer = town.moderator.call("GET", "/v1/" + path.format(new_id()))

    assert refused(answer) == (404, "not-found")


# --- the desk -----------------------------------------------------------------------------------


def test_a_claimed_item_is_decided_by_its_holder_under_the_version_she_saw(town: Town, photo: Path):
    visit_id = town.worker.visit(town.next_person())
    town.worker.send(visit_id, "photo", photo)
    town.under_review(visit_id)
    tags: dict[str, str] = {}
    while visit_id not in tags:
        claim = town.moderator.call("POST", "/v1/reviews/claim", json={})
        tags[claim.json()["testimonial_id"]] = claim.headers["etag"]
        if visit_id not in tags:
            put_aside(town.moderator, claim)
    path, reject = f"/v1/testimonials/{visit_id}/decision", {"decision": "reject"}
    reject["reason_code"] = "unclear_media"

    def decide(who: Person, tag: str | None) -> httpx.Response:
        headers = {"If-Match": tag} if tag else {}
        return who.call("POST", path, json=reject, headers=headers)

    assert refused(decide(town.moderator_2, tags[visit_id])) == (409, "not-your-claim")
    assert refused(decide(town.moderator, '"1"')) == (412, "stale-version")
    assert refused(decide(town.moderator, None)) == (428, "precondition-missing")
    assert refused(decide(town.worker, tags[visit_id])) == (404, "not-found")
    assert decide(town.moderator, tags[visit_id]).json()["state"] == "rejected"
    assert refused(decide(town.moderator, tags[visit_id])) == (412, "stale-version")


def put_aside(moderator: Person, claim: httpx.Response) -> None:
    path = f"/v1/testimonials/{claim.json()['testimonial_id']}/decision"
    headers = {"If-Match": claim.headers["etag"]}
    answer = moderator.call("POST", path, json={"decision": "escalate"}, headers=headers)
    assert answer.status_code == 200


# --- tokens -------------------------------------------------------------------------------------


def claims_of(town: Town) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(town.admin.token, options={"verify_signature": False})
    return found


def public_key_of(town: Town) -> tuple[str, bytes]:
    """The pool's key id, and its public key as text that anybody can have."""
    pool = claims_of(town)["iss"].rpartition("/")[2]
    keys = httpx.get(f"{town.stack.info['aws_endpoint']}/{pool}/.well-known/jwks.json").json()
    (first, *_) = keys["keys"]
    pem = jwt.PyJWK(first).key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return first["kid"], pem


def by_public_key(town: Town) -> str:
    kid, public = public_key_of(town)
    # Put together by hand: the library refuses to make such a token.
    signed = f"{encoded({'alg': 'HS256', 'kid': kid})}.{encoded(claims_of(town))}"
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def unsigned(town: Town) -> str:
    kid, _ = public_key_of(town)
    return f"{encoded({'alg': 'none', 'kid': kid})}.{encoded(claims_of(town))}."


def under_our_own_key(town: Town) -> str:
    kid, _ = public_key_of(town)
    return a_token(claims_of(town), key=a_key(), header={"kid": kid})


def id_token(town: Town) -> str:
    user = town.stack.users["admin"]
    config = httpx.get(f"{town.stack.api}/config.json").json()
    target = "AWSCognitoIdentityProviderService.InitiateAuth"
    asked = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": config["client_id"],
        "AuthParameters": {"USERNAME": user["username"], "PASSWORD": user["password"]},
    }
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    answer = httpx.post(config["cognito_url"], content=json.dumps(asked), headers=headers)
    return str(answer.json()["AuthenticationResult"]["IdToken"])


def tampered(town: Town) -> str:
    head, _, signature = town.worker.token.split(".")
    claims = jwt.decode(town.worker.token, options={"verify_signature": False})
    return f"{head}.{encoded({**claims, 'sub': town.admin.user_id})}.{signature}"


TOKENS: dict[str, Callable[[Town], str]] = {
    "alg none": unsigned,
    "HS256 with the public key": by_public_key,
    "our claims under another key": under_our_own_key,
    "an id token": id_token,
    "another subject under a good signature": tampered,
    "an unknown key": lambda _: a_token(access_claims(), key=a_key("unknown")),
    "cut off": lambda town: town.admin.token[:-10],
    "garbage": lambda _: "garbage",
}


@pytest.mark.parametrize("forge", TOKENS.values(), ids=TOKENS)
def test_a_hostile_token_opens_nothing(town: Town, forge: Callable[[Town], str]):
    thief = Person(api=town.stack.api, token=forge(town), user_id="")

    assert refused(thief.call("GET", "/v1/me")) == (401, "not-signed-in")
    assert town.admin.get("/v1/me")["user_id"] == town.admin.user_id
