"""A large upload over a bad line: part by part, resumed, joined on the server, and given up."""

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chalicelib.domain.media import MIB
from chalicelib.domain.rejections import SENTENCES, RejectReason
from tests import media_factory
from tests.bad_line import bad_line
from tests.conftest import ROOT
from tests.contracts.aws import client_at
from tests.end_to_end.walk import Json, Town, wish
from tests.large_files import grown

PART = 5 * MIB
SIZE = 3 * PART + 2 * MIB
# Three times a part under way is lost, which a file of this size can bear.
LONG_BYTES = 96 * MIB
MOST_SENT = 1.10


@pytest.fixture
def grant(town: Town, tmp_path: Path) -> Json:
    """A grant for a file of four parts. It is no video, which shows only once it has arrived."""
    file = tmp_path / "large.mp4"
    file.write_bytes(bytes(SIZE))
    visit_id = town.worker.visit(town.next_person(), ("record", "video"))
    answer = town.worker.call("POST", "/v1/uploads", json=wish(visit_id, "video", file))
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def put(url: str, size_bytes: int = PART) -> int:
    return httpx.put(url, content=bytes(size_bytes), timeout=60).status_code


def held(town: Town, grant: Json) -> list[tuple[int, int]]:
    parts = town.worker.get(f"/v1/uploads/{grant['upload_id']}")["parts"]
    return [(part["number"], part["size_bytes"]) for part in parts]


def test_a_broken_upload_goes_on_where_it_stopped(town: Town, grant: Json):
    path = f"/v1/uploads/{grant['upload_id']}"
    assert (grant["method"], grant["part_size_bytes"]) == ("MULTIPART", PART)
    assert [part["number"] for part in grant["parts"]] == [1, 2, 3, 4]

    assert put(grant["parts"][1]["url"]) == 200
    assert held(town, grant) == [(2, PART)]
    early = town.worker.call("POST", f"{path}/complete")
    assert (early.status_code, early.json()["missing"]) == (409, ["1", "3", "4"])

    fresh = town.worker.call("POST", f"{path}/parts", json={"numbers": [1, 3, 4]}).json()["parts"]
    sizes = [PART, PART, SIZE - 3 * PART]
    assert [put(part["url"], size) for part, size in zip(fresh, sizes, strict=True)] == [200] * 3
    assert held(town, grant) == [(1, PART), (2, PART), (3, PART), (4, SIZE - 3 * PART)]
    for _ in range(2):
        assert town.worker.call("POST", f"{path}/complete").status_code == 200

    media = town.worker.ended(grant["media_id"])
    assert (media["state"], media["reason"]) == ("rejected", "not_a_video")


def test_a_part_that_is_too_short_is_noticed_before_the_parts_are_joined(town: Town, grant: Json):
    for part in grant["parts"]:
        assert put(part["url"], 1000) == 200

    answer = town.worker.call("POST", f"/v1/uploads/{grant['upload_id']}/complete")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert answer.json()["missing"] == ["1", "2", "3", "4"]


def test_a_file_that_changed_on_its_way_is_told_so_wherever_the_phone_asks(town: Town, grant: Json):
    path = f"/v1/uploads/{grant['upload_id']}"
    for part in grant["parts"]:
        body = bytes(PART if part["number"] < 4 else SIZE - 3 * PART)
        changed = b"!" + body[1:] if part["number"] == 2 else body
        assert httpx.put(part["url"], content=changed, timeout=60).status_code == 200

    assert town.worker.call("POST", f"{path}/complete").status_code == 200

    media = town.worker.ended(grant["media_id"])
    upload = town.worker.get(path)
    for told in (media, upload):
        assert (told["state"], told["reason"]) == ("rejected", "hash_mismatch")
        assert told["reason_text"]["en"] == SENTENCES[RejectReason.HASH_MISMATCH]["en"]
    again = town.worker.call("POST", f"{path}/complete")
    assert (again.status_code, again.json()["state"]) == (200, "rejected")


def test_an_upload_that_was_given_up_takes_no_more_parts(town: Town, grant: Json):
    path = f"/v1/uploads/{grant['upload_id']}"
    assert put(grant["parts"][0]["url"]) == 200

    assert town.worker.call("DELETE", path).status_code == 204

    assert put(grant["parts"][1]["url"]) == 404
    more = town.worker.call("POST", f"{path}/parts", json={"numbers": [2]})
    assert (more.status_code, more.json()["current_state"]) == (409, "abandoned")
    assert town.worker.get(path)["parts"] == []


def test_three_cuts_cost_a_large_file_less_than_a_tenth_more(town: Town, tmp_path: Path):
    """The line breaks, the app is killed, and when it comes back its addresses have expired."""
    file = grown(media_factory.clip(tmp_path / "clip.mp4"), tmp_path / "large.mp4", LONG_BYTES)
    visit_id = town.worker.visit(town.next_person(), ("record", "video"))
    upload = wish(visit_id, "video", file)
    memory = tmp_path / "memory.json"
    phones: list[subprocess.Popen[bytes]] = []

    def killed_at_the_second() -> None:
        if line.broken == 2:
            phones[0].kill()

    breaks = [round(2.4 * PART), round(7.7 * PART)]
    with bad_line(town.stack.info["aws_endpoint"], breaks, killed_at_the_second) as line:
        knows = {"api": town.stack.api, "token": town.worker.token, "line": line.address}
        memory.write_text(json.dumps({**knows, "file": str(file), "wish": upload}))
        program = [sys.executable, "-m", "tests.end_to_end.phone", str(memory)]
        phones.append(subprocess.Popen(program, cwd=ROOT))
        assert phones[0].wait(60) < 0
        parts = held(town, {"upload_id": upload["upload_id"]})
        with_expired_addresses(memory, town.stack.info["aws_endpoint"])
        again = subprocess.run(program, cwd=ROOT, timeout=60, check=False)

    assert again.returncode == 0
    assert (line.broken, [size for _, size in parts]) == (2, [PART] * len(parts))
    assert len(parts) == 7
    assert LONG_BYTES < line.sent < MOST_SENT * LONG_BYTES
    assert town.worker.ended(upload["upload_id"])["state"] == "ready"


def with_expired_addresses(memory: Path, aws: str) -> None:
    """Put addresses of the same parts into the phone's memory whose time is over."""
    knows = json.loads(memory.read_text())
    for number, url in knows["urls"].items():
        bucket, _, key = urlsplit(url).path.lstrip("/").partition("/")
        part = {"Bucket": bucket, "Key": key, "PartNumber": int(number)}
        part["UploadId"] = parse_qs(urlsplit(url).query)["uploadId"][0]
        s3 = client_at(aws, "s3")
        knows["urls"][number] = s3.generate_presigned_url("upload_part", Params=part, ExpiresIn=1)
    memory.write_text(json.dumps(knows))
    time.sleep(2)
