"""The published Uppy, unmodified, in a real browser against the whole embedded stack.

The page is the one in the README. Files reach S3 by requests that `POST /v1/uploads/sign` signed,
and the bucket's own rules for pages from elsewhere apply, since the store has another origin.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from tests import media_factory
from tests.bad_line import BadLine, bad_line
from tests.browser.node_tools import bundled, installed
from tests.conftest import ROOT, Stack
from tests.end_to_end.walk import Json, Person, people_of
from tests.large_files import grown

MIB = 1024 * 1024
PART = 5 * MIB  # Uppy's own choice
LARGE = 3 * PART + 2 * MIB
PATIENCE_MS = 30_000
HERE = Path(__file__).parent / "uppy"
HTML = "<!doctype html><title>Uppy</title><input type=file>"
VERSIONS = {"@uppy/aws-s3": "6.3.1", "@uppy/core": "6.3.1"}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The README's page and the published Uppy as one script."""
    folder = installed(HERE, tmp_path_factory.mktemp("node") / "uppy")
    for name, version in VERSIONS.items():
        found = json.loads((folder / "node_modules" / name / "package.json").read_text())
        assert (found["name"], found["version"]) == (name, version)
    (example,) = re.findall(r"```js\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (folder / "readme.js").write_text(example)
    return bundled(folder, "harness.js")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return media_factory.clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture
def worker(stack: Stack) -> Person:
    return people_of(stack)["worker"]


@pytest.fixture
def visit_id(worker: Person) -> str:
    person = worker.get("/v1/worklist")["items"][0]
    return worker.visit(person, ("record", "photo", "video"))


Opened = Callable[[BadLine | None], Any]


@pytest.fixture
def opened(
    browser: Browser, stack: Stack, script: str, worker: Person, visit_id: str
) -> Iterator[Opened]:
    """Opens the page, on a good line or on a bad one; a fault of the page is an error."""
    contexts = []
    faults: list[str] = []

    def open_page(line: BadLine | None = None) -> Page:
        proxy: Any = {"server": line.address, "bypass": "<-loopback>"} if line else None
        context = browser.new_context(proxy=proxy)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        page = context.new_page()
        page.add_init_script(f"given = {json.dumps({'token': worker.token, 'visitId': visit_id})}")
        page.goto(f"{stack.api}/v1/health")  # an address of the API's own origin
        page.set_content(HTML)
        page.add_script_tag(content=script)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@contextmanager
def requests_to_s3(page: Page) -> Iterator[list[str]]:
    """Collects what the page asks S3: the method, and the part or what else it is about."""
    seen: list[str] = []

    def note(request: Request) -> None:
        if "X-Amz-Signature" in request.url:
            number = re.search(r"partNumber=(\d+)", request.url)
            seen.append(f"{request.method} {number[1]}" if number else request.method)

    page.on("request", note)
    yield seen
    page.remove_listener("request", note)


def sent(page: Page, file: Path) -> str:
    """Send a file; the id of its upload."""
    page.set_input_files("input", file)
    page.evaluate("uppy.upload().catch(() => {}); 0")
    return arrived(page)


def arrived(page: Page) -> str:
    page.wait_for_function("told.sent.length + told.failed.length > 0")
    assert page.evaluate("told.failed") == []
    upload_id: str = page.evaluate("told.sent[0]")
    return upload_id


def ended(worker: Person, upload_id: str) -> Json:
    media = worker.ended(upload_id)
    assert worker.get(f"/v1/uploads/{upload_id}")["state"] == media["state"]
    return media


def test_a_photo_goes_in_one_put(opened: Opened, worker: Person, tmp_path: Path) -> None:
    page = opened(None)
    photo = media_factory.jpeg(tmp_path / "photo.jpg", orientation=6)

    with requests_to_s3(page) as asked:
        upload_id = sent(page, photo)

    assert asked == ["PUT"]
    media = ended(worker, upload_id)
    assert (media["state"], media["kind"]) == ("ready", "photo")


def test_a_large_video_goes_in_parts(
    opened: Opened, worker: Person, clip: Path, tmp_path: Path
) -> None:
    page = opened(None)

    with requests_to_s3(page) as asked:
        upload_id = sent(page, grown(clip, tmp_path / "large.mp4", LARGE))

    assert asked == ["POST", "PUT 1", "PUT 2", "PUT 3", "PUT 4", "POST"]
    media = ended(worker, upload_id)
    assert (media["state"], media["size_bytes"]) == ("ready", LARGE)


def test_a_small_video_that_the_page_sends_in_parts_all_the_same_is_taken(
    opened: Opened, worker: Person, clip: Path
) -> None:
    page = opened(None)
    page.evaluate("uppy.getPlugin('AwsS3').setOptions({shouldUseMultipart: true})")

    with requests_to_s3(page) as asked:
        upload_id = sent(page, clip)

    assert asked == ["POST", "PUT 1", "POST"]
    assert ended(worker, upload_id)["state"] == "ready"


def test_after_two_cuts_a_video_goes_on_where_it_stopped(
    opened: Opened, stack: Stack, worker: Person, clip: Path, tmp_path: Path
) -> None:
    """Uppy itself repeats a part that a cut broke; without a network it stops and goes on later."""
    size = 8 * PART + MIB
    with bad_line(stack.info["aws_endpoint"], [PART + MIB, 5 * PART]) as line:
        page = opened(line)
        page.set_input_files("input", grown(clip, tmp_path / "large.mp4", size))
        with requests_to_s3(page) as asked:
            page.evaluate("uppy.upload().catch(() => {}); 0")
            line.wait_for_break(2, within_s=20, meanwhile=lambda: page.wait_for_timeout(5))
            page.context.set_offline(True)
            page.wait_for_function("told.failed.splice(0).length > 0")
            page.context.set_offline(False)
            upload_id = arrived(page)

    assert (asked[0], asked[-1], asked.count("GET")) == ("POST", "POST", 1)
    assert {f"PUT {number}" for number in range(1, 10)} <= set(asked)
    assert size < line.sent < size + 2 * PART
    assert ended(worker, upload_id)["state"] == "ready"


def test_an_upload_that_is_cancelled_leaves_nothing_behind(
    opened: Opened, worker: Person, clip: Path, tmp_path: Path
) -> None:
    page = opened(None)
    page.evaluate(
        "uppy.once('s3-multipart:part-uploaded', (file) => {"
        " told.cancelled = file.meta.upload_id; uppy.cancelAll(); })"
    )

    def is_abort(response: Response) -> bool:
        return response.request.method == "DELETE"

    page.set_input_files("input", grown(clip, tmp_path / "large.mp4", LARGE))
    with page.expect_response(is_abort) as given_up:
        page.evaluate("uppy.upload().catch(() => {}); 0")

    assert given_up.value.status == 204
    upload = worker.get(f"/v1/uploads/{page.evaluate('told.cancelled')}")
    assert (upload["state"], upload["parts"]) == ("abandoned", [])
    assert page.evaluate("told.sent") == []


def test_a_refusal_reaches_the_page_in_words(opened: Opened, clip: Path, tmp_path: Path) -> None:
    page = opened(None)
    page.set_input_files("input", grown(clip, tmp_path / "large.mp4", LARGE))
    page.evaluate(
        "const hers = uppy.getFiles()[0].id;"
        "uppy.setFileMeta(hers, {upload_id: '0192a000-0000-7000-8000-0000000000ff'});"
        "uppy.upload().catch(() => {}); 0"
    )

    page.wait_for_function("told.failed.length > 0")

    assert page.evaluate("told.failed[0]") == "There is nothing under this id in your area"
