"""`kill -9` in the middle of the work: what was accepted is finished, nothing is posted twice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from infra.local.locks import end_orphan
from infra.local.places import free_port
from tests.conftest import Stack, start_stack, stop_stack
from tests.end_to_end.deployed import eventually
from tests.end_to_end.walk import ENDED, Json, Person, people_of, sent_by, wish
from tests.media_factory import jpeg

PHOTOS = 6
# A photo's lease, after which another run takes over, and time to do all that was left.
WITHIN_S = 100
Running = tuple[subprocess.Popen[bytes], Stack]


class House:
    """One data folder with ports of its own, as somebody's laptop has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {n: str(free_port()) for n in ("PORT", "AWS_PORT", "PRACTICE_PORT")}

    def start(self) -> Running:
        """Start it, as `make run` does. What a killed run says of itself is not taken for news."""
        (self.folder / "sampark.json").unlink(missing_ok=True)
        return start_stack(self.folder, **self.ports)

    @property
    def emulator(self) -> int:
        """The emulator's process."""
        return int((self.folder / "aws.lock").read_text())

    def posts(self) -> list[Json]:
        """What the practice network has ever been sent, with its count of repetitions."""
        found = (self.folder / "practice" / "posts").glob("*.json")
        return [json.loads(path.read_text()) for path in found]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "local")
    yield made
    end_orphan(made.folder)  # whatever a test did, no process is left behind


@contextmanager
def running(house: House) -> Iterator[Stack]:
    process, stack = house.start()
    try:
        yield stack
    finally:
        if process.poll() is None:
            assert stop_stack(process) == 0


def killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def approved(people: dict[str, Person], photo: Path) -> str:
    """The id of a testimonial that its moderator has approved just now."""
    worker, moderator = people["worker"], people["moderator"]
    visit_id = worker.visit(worker.get("/v1/worklist")["items"][-1])
    worker.send(visit_id, "photo", photo)

    def claim() -> httpx.Response | None:
        answer = moderator.call("POST", "/v1/reviews/claim", json={})
        return answer if answer.status_code == 200 else None

    held = eventually(claim, within_s=60, what="an item to review")
    path, headers = f"/v1/testimonials/{visit_id}/decision", {"If-Match": held.headers["etag"]}
    answer = moderator.call("POST", path, json={"decision": "approve"}, headers=headers)
    assert answer.status_code == 200
    return visit_id


def stored(worker: Person, photo: Path) -> list[str]:
    """The ids of photos that S3 has just taken, each of another person."""
    granted = []
    for person in worker.get("/v1/worklist")["items"][:PHOTOS]:
        visit_id = worker.visit(person)
        answer = worker.call("POST", "/v1/uploads", json=wish(visit_id, "photo", photo))
        granted.append(answer.json())
    assert [sent_by(grant, photo.read_bytes()) for grant in granted] == [204] * PHOTOS
    return [grant["media_id"] for grant in granted]


def all_ended(worker: Person, ids: list[str]) -> list[str] | None:
    states = [worker.get(f"/v1/media/{media_id}")["state"] for media_id in ids]
    return states if set(states) <= ENDED else None


def test_every_photo_that_s3_took_is_finished_after_a_kill_and_nothing_is_posted_twice(
    house: House, tmp_path: Path
):
    photo = jpeg(tmp_path / "photo.jpg", size=(1500, 2000))
    process, stack = house.start()
    people = people_of(stack)
    visit_id = approved(people, photo)
    ids = stored(people["worker"], photo)

    killed(process)
    with running(house) as again:
        people = people_of(again)
        states = eventually(
            lambda: all_ended(people["worker"], ids), within_s=WITHIN_S, what="all photos to end"
        )
        publications = people["moderator"].get(f"/v1/testimonials/{visit_id}/publications")

    assert states == ["ready"] * PHOTOS
    posts = house.posts()
    assert [post["duplicates"] for post in posts] == [0] * len(posts)
    markers = [post["marker"] for post in posts]
    assert len(set(markers)) == len(markers)
    (publication,) = publications["items"]
    assert publication["attempts"] <= 1


def test_a_killed_run_leaves_its_emulator_and_the_next_one_finds_and_ends_it(house: House):
    process, stack = house.start()
    worker = people_of(stack)["worker"]
    visit_id = worker.visit(worker.get("/v1/worklist")["items"][0])
    orphan = house.emulator

    killed(process)
    assert is_alive(orphan)
    with running(house) as again:
        worker = people_of(again)["worker"]
        done = worker.get("/v1/worklist")["items"][0]

    assert not is_alive(orphan)
    assert house.emulator != orphan
    assert done["visit_id"] == visit_id


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # An orphan whom nobody has waited for yet has ended all the same.
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def test_two_runs_never_share_a_folder(house: House, tmp_path: Path):
    with running(house):
        other = House(tmp_path / "local")
        said = tmp_path / "second.out"
        with said.open("wb") as out:
            second = subprocess.run(
                [sys.executable, "-m", "infra.local.run"],
                cwd=Path(__file__).parents[2],
                env={**os.environ, **other.ports, "LOCAL_DIR": str(house.folder)},
                stdout=out,
                stderr=out,
                timeout=60,
                check=False,
            )

    assert second.returncode != 0
    assert "already runs with the data in" in said.read_text()
    assert said.read_text().count("\n") <= 3


def test_what_the_emulator_loses_when_it_is_killed_too_is_what_came_since_its_last_stop(
    house: House, tmp_path: Path
):
    photo = jpeg(tmp_path / "photo.jpg")
    with running(house) as first:
        worker = people_of(first)["worker"]
        kept = worker.visit(worker.get("/v1/worklist")["items"][0])
    process, second = house.start()
    worker = people_of(second)["worker"]
    lost = worker.visit(worker.get("/v1/worklist")["items"][1])
    media_id = worker.send(lost, "photo", photo)
    assert worker.ended(media_id)["state"] == "ready"

    killed(process)
    os.kill(house.emulator, signal.SIGKILL)
    originals = list((house.folder / "aws").rglob(f"*{media_id}*"))
    with running(house) as third:
        worker = people_of(third)["worker"]
        people = worker.get("/v1/worklist")["items"]
        media = worker.call("GET", f"/v1/media/{media_id}")

    assert people[0]["visit_id"] == kept
    assert people[1]["visit_id"] is None
    assert media.status_code == 404
    assert originals, "the bytes in S3 outlive both processes"
