"""The pages' files and headers, the open routes, and what a path can never reach."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from chalicelib.entry.pages import FOLDERS, TYPES, WEB
from tests.entry.conftest import ENVIRONMENT, World

FILES = [
    f"/{folder}/{path.name}" for folder in FOLDERS for path in sorted((WEB / folder).iterdir())
]
PAGES = ["/console", "/explain", "/field", "/registry", "/withdraw", "/sheet"]
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_every_file_of_the_pages_is_served_with_its_type_and_safety(world: World, path: str):
    answer = world.call("GET", path)

    suffix = re.search(r"\.\w+$", path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[suffix[0] if suffix else ".html"]
    assert answer.text
    for name, value in SAFE.items():
        assert answer.headers[name] == value
    assert answer.headers["strict-transport-security"]


def policy_of(world: World, path: str) -> dict[str, list[str]]:
    text = world.call("GET", path).headers["content-security-policy"]
    parts = (part.split() for part in text.split(";"))
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_only_our_scripts_and_talks_only_to_our_services(world: World, path: str):
    policy = policy_of(world, path)

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["connect-src"] == [
        "'self'", ENVIRONMENT["UPLOADS_ORIGIN"], ENVIRONMENT["COGNITO_URL"]
    ]  # fmt: skip
    assert "'unsafe-inline'" not in str(policy)
    assert "'unsafe-eval'" not in str(policy)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_script_or_style_of_its_own(world: World, path: str):
    text = world.call("GET", path).text

    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert "<style" not in text
    assert re.findall(r"\s(?:on\w+|style)=", text) == []


@pytest.mark.parametrize("path", ["/docs", "/problems/not-found"])
def test_a_page_of_explanations_runs_no_script_at_all(world: World, path: str):
    answer = world.call("GET", path)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


HIDDEN = [
    "/console/../../app.py", "/console/..%2f..%2fapp.py", "/console/%2e%2e%2f%2e%2e%2fsettings.py",
    "/console/..%5c..%5capp.py", "/shared/....//app.py", "/field/%2fetc%2fpasswd", "/shared/.",
    "/shared/..", "/shared/%00", "/shared/style.css%00.js", "/console/app.js/", "/shared/STYLE.CSS",
    "/field/.env", "/console/nothing.js", "/static/style.css", "/chalicelib/wiring.py",
    "/problems/..%2f..%2fapp.py", "/problems/nothing", "/shared/" + "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("path", HIDDEN)
def test_no_path_leads_out_of_the_pages(world: World, path: str):
    status, body = raw(world, "GET", path)

    if status == 200:  # an address that ends in a slash is the same address
        assert path.endswith("/")
        return
    assert status == 404
    for word in (b"import ", b"root:", b"def "):
        assert word not in body


def raw(world: World, method: str, path: str) -> tuple[int, bytes]:
    """One request with its path exactly as given; clients would tidy it up."""
    where = urlsplit(world.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as line:
        line.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        heard = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, body = heard.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def test_the_configuration_of_the_pages_holds_addresses_and_no_secret(world: World):
    answer = world.call("GET", "/config.json")

    assert answer.json() == {
        "region": "ap-south-1",
        "cognito_url": ENVIRONMENT["COGNITO_URL"],
        "client_id": ENVIRONMENT["USER_POOL_CLIENT_ID"],
        "stage": "test",
        "languages": ["hi", "en"],
    }


def test_health_needs_no_sign_in_and_no_store(world: World):
    world.store.is_down = True

    answer = world.call("GET", "/v1/health")

    assert answer.json() == {"status": "ok", "version": "0.1.0", "stage": "test"}


def test_answers_are_not_kept_by_anything_in_between(world: World):
    for path, who in (("/v1/health", None), ("/v1/me", "worker"), ("/v1/worklist", "worker")):
        assert world.call("GET", path, who).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/health", "/v1/me", "/console", "/v1/nothing"])
def test_a_head_request_has_no_body_and_leaves_the_connection_in_order(world: World, path: str):
    where = urlsplit(world.url)
    request = f"{{}} {path} HTTP/1.1\r\nHost: x\r\n{{}}\r\n"
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as line:
        line.sendall(request.format("HEAD", "").encode())
        line.sendall(request.format("GET", "Connection: close\r\n").encode())
        heard = b"".join(iter(lambda: line.recv(65536), b""))

    first, rest = heard.split(b"\r\n\r\n", 1)
    assert int(first.split()[1]) in {404, 405}
    assert rest.startswith(b"HTTP/1.1 ")


def test_options_names_methods_and_runs_nothing(world: World):
    answer = world.call("OPTIONS", "/v1/sync")

    assert answer.status_code == 200
    assert "access-control-allow-methods" in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert world.records.commits == []


@pytest.mark.parametrize("length", ["abc", "-1", "1e3"])
def test_a_length_that_is_no_number_is_answered_and_ends_the_connection(world: World, length: str):
    where = urlsplit(world.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as line:
        head = f"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        line.sendall(head.encode())
        heard = b"".join(iter(lambda: line.recv(65536), b""))

    assert b" 400 " in heard.split(b"\r\n")[0]
    assert b"malformed-body" in heard
