"""`make run` as a newcomer meets it: what it says, what it keeps, and how it refuses to start."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from infra.local.places import free_port
from tests.conftest import ROOT, Stack, start_stack, stop_stack


def run(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program until it ends by itself, which it does only when it cannot start."""
    ports = {name: str(free_port()) for name in ("PORT", "AWS_PORT", "PRACTICE_PORT")}
    return subprocess.run(
        [sys.executable, "-m", "infra.local.run"],
        cwd=ROOT,
        env={**os.environ, **ports, "LOCAL_DIR": str(folder), **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def as_role(stack: Stack, role: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {stack.users[role]['token']}"}
    return httpx.Client(base_url=stack.api, headers=headers, timeout=30)


def test_it_says_where_everything_is_and_finds_its_data_again(tmp_path: Path) -> None:
    folder = tmp_path / "local"

    process, first = start_stack(folder)
    with as_role(first, "worker") as worker:
        people = worker.get("/v1/worklist").json()["items"]
    assert stop_stack(process) == 0
    said = (tmp_path / "local.out").read_text()
    process, second = start_stack(folder)
    with as_role(second, "worker") as worker:
        again = worker.get("/v1/worklist").json()["items"]
    assert stop_stack(process) == 0

    assert people == again
    assert len(people) == 10
    pages = [first.info[name] for name in ("field", "console", "registry")]
    for shown in (*pages, "/docs", "moderator1", "admin"):
        assert shown in said
    assert first.info["campaign_id"] == second.info["campaign_id"]
    assert not (folder / "sampark.json").exists()


def test_the_demo_campaign_has_the_promised_shape(stack: Stack) -> None:
    with as_role(stack, "admin") as admin:
        scope = admin.get("/v1/me").json()["scopes"][0]
        levels: dict[str, int] = {}
        waiting = [scope["area_id"]]
        while waiting:
            area = admin.get(f"/v1/areas/{waiting.pop()}").json()
            levels[area["level"]] = levels.get(area["level"], 0) + 1
            assert set(area["names"]) == {"hi", "en"}
            waiting += [child["area_id"] for child in area["children"]]

        people = [
            person
            for booth in stack.info["booths"]
            for person in admin.get("/v1/worklist", params={"booth": booth}).json()["items"]
        ]

    assert levels == {"state": 1, "constituency": 1, "district": 2, "mandal": 4, "booth": 6}
    assert len(people) == 60
    assert all(person["names"]["hi"] and person["names"]["en"] for person in people)


@pytest.mark.parametrize("name", ["PORT", "AWS_PORT", "PRACTICE_PORT"])
def test_a_taken_port_is_named_in_one_sentence(tmp_path: Path, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = run(tmp_path / "local", **{name: str(port)})

    assert ended.returncode == 1
    assert f"Port {port} is taken" in ended.stdout
    assert f"make run {name}=" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    ended = run(tmp_path / "local", PORT="eighty")

    assert ended.returncode == 1
    assert "PORT must be a port number" in ended.stdout


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "local").write_text("not a folder")

    ended = run(tmp_path / "local")

    assert ended.returncode == 1
    assert "cannot be used" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_damaged_data_is_named_and_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "local" / "aws" / "state"
    state.mkdir(parents=True)
    (state / "dynamodb.json").write_text('{"tables": {"cut')

    ended = run(tmp_path / "local")

    assert ended.returncode == 1
    assert "is damaged" in ended.stdout
    assert "FRESH=1" in ended.stdout
    assert (state / "dynamodb.json").read_text() == '{"tables": {"cut'


def test_fresh_forgets_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "local"
    folder.mkdir()
    (folder / "demo.json").write_text(json.dumps({"campaign_id": "gone"}))

    process, stack = start_stack(folder, FRESH="1")

    assert stack.info["campaign_id"] != "gone"
    assert stop_stack(process) == 0
