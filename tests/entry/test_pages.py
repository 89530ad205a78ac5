"""The pages' files and headers, the open routes, and what a path can never reach."""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from chalicelib.entry import web_files
from chalicelib.entry.web_files import FOLDERS, TYPES, WEB, current_release
from tests.entry.conftest import ENVIRONMENT, World

HERE = f"/assets/{current_release()}"
FILES = [
    f"{HERE}/{folder}/{name}"
    for folder in FOLDERS
    for path in sorted((WEB / folder).iterdir())
    if path.suffix in TYPES
    for name in (("words.hi.json", "words.en.json") if path.name == "words.json" else (path.name,))
]
PAGES = ["/", "/console", "/explain", "/field", "/registry", "/withdraw", "/sheet"]
EXPLAINING = ["/docs", "/problems/not-found"]
STORES, SIGN_IN = ENVIRONMENT["UPLOADS_ORIGIN"], ENVIRONMENT["COGNITO_URL"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    f"img-src 'self' blob: data: {STORES}; media-src blob: {STORES}; "
    f"connect-src 'self' {STORES} {SIGN_IN}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
OF_EXPLAINING = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Seen(HTMLParser):
    """What a browser would find in a page: addresses that it loads by itself, and code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.preloaded: list[str] = []
        self.words: list[str] = []
        self.code: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.code += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.code.append(tag)
        if tag in {"link", "script", "img"}:
            self.loaded.append(given.get("src") or given["href"])
        if given.get("name") == "words":
            self.words.append(given["content"])
        if given.get("rel") in {"modulepreload", "preload"}:
            self.preloaded.append(given["href"])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_asked_for_anew_and_says_what_it_may_do(world: World, path: str):
    answer = world.call("GET", path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[".html"]
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_kept_for_good_and_may_do_nothing_by_itself(world: World, path: str):
    answer = world.call("GET", path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[Path(path).suffix]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"
    assert answer.text


@pytest.mark.parametrize("path", EXPLAINING)
def test_a_page_of_explanations_runs_no_script_at_all(world: World, path: str):
    answer = world.call("GET", path)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == OF_EXPLAINING
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", [*PAGES, *EXPLAINING])
def test_a_page_holds_no_script_style_or_handler_of_its_own(world: World, path: str):
    assert Seen(world.call("GET", path).text).code == []


@pytest.mark.parametrize("path", [*PAGES, *EXPLAINING])
def test_a_page_loads_nothing_but_files_of_this_release(world: World, path: str):
    loaded = [urljoin(path, each) for each in Seen(world.call("GET", path).text).loaded]

    assert loaded
    assert set(loaded) <= set(FILES)


def needed(name: str) -> Iterator[str]:
    """What a file of the pages makes a browser load before the page can be drawn."""
    text = (WEB / name).read_text()
    found = re.findall(r'(?:from|^import)\s*"(\..+?)"', text, re.MULTILINE)
    yield from (urljoin(f"/{name}", each)[1:] for each in found)


def read(name: str) -> Iterator[str]:
    """The words that a module of the pages reads as it starts."""
    found = re.findall(r'new URL\("(\..*?words\.json)"', (WEB / name).read_text())
    yield from (urljoin(f"/{name}", each)[1:] for each in found)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_at_once_for_all_that_its_modules_would_ask_for(world: World, path: str):
    page = Seen(world.call("GET", path).text)
    asked = [urljoin(path, each).removeprefix(f"{HERE}/") for each in page.preloaded]

    scripts = [each for each in page.loaded if each.endswith(".js")]
    assert scripts[-1] == page.preloaded[0]
    assert len(asked) == len(set(asked))
    assert {each for name in asked for each in needed(name)} == set(asked[1:])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_its_words_for_the_module_that_knows_the_language(world: World, path: str):
    page = Seen(world.call("GET", path).text)
    modules = [urljoin(path, each).removeprefix(f"{HERE}/") for each in page.preloaded]
    words = [urljoin(path, each).removeprefix(f"{HERE}/") for each in page.words]

    assert page.loaded.index(f"{HERE[1:]}/shared/tongue.js") < page.loaded.index(page.preloaded[0])
    assert sorted(words) == sorted({each for name in modules for each in read(name)})
    assert words


@pytest.mark.parametrize("folder", [path.parent.name for path in sorted(WEB.glob("*/words.json"))])
def test_a_page_is_sent_the_words_of_one_language(world: World, folder: str):
    both = json.loads((WEB / folder / "words.json").read_text(encoding="utf-8"))

    sent = {
        language: world.call("GET", f"{HERE}/{folder}/words.{language}.json").json()
        for language in ("hi", "en")
    }

    assert sent == both


@pytest.mark.parametrize("path", PAGES)
def test_a_page_whose_files_do_not_come_says_to_load_it_again(world: World, path: str):
    text = world.call("GET", path).text

    assert '<p class="opening"' in text
    assert text.index("पेज फिर से खोलें") < text.index("load the page again")


OUTDATED = [
    HERE.replace(current_release(), "0123456789abcdef") + "/console/app.js",
    f"{HERE}/console/nothing.js",
    f"{HERE}/elsewhere/app.js",
    f"{HERE}/console/words.json",
    f"{HERE}/console/words.pa.json",
    f"{HERE}/vendor/words.hi.json",
    "/console/app.js",
    "/shared/style.css",
]


@pytest.mark.parametrize("path", OUTDATED)
def test_what_this_release_does_not_have_is_refused_and_nobody_keeps_the_refusal(
    world: World, path: str
):
    answer = world.call("GET", path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("change", ["edited", "added", "renamed", "removed"])
def test_any_change_of_a_file_makes_another_release(tmp_path: Path, change: str):
    web = shutil.copytree(WEB, tmp_path / "web")
    style = web / "shared" / "style.css"
    release = web_files.release_of(web)

    if change == "edited":
        style.write_text(style.read_text() + "\n")
    elif change == "added":
        (web / "vendor" / "more.js").touch()
    elif change == "renamed":
        style.rename(style.with_name("other.css"))
    else:
        style.unlink()

    assert web_files.release_of(web) != release


def test_pages_without_their_libraries_are_refused_in_one_sentence(tmp_path: Path):
    web = shutil.copytree(WEB, tmp_path / "web")
    web_files.require_libraries(web)
    shutil.rmtree(web / "vendor")

    with pytest.raises(web_files.LibrariesMissing, match="make vendor"):
        web_files.require_libraries(web)


HIDDEN = [
    "/console/../../app.py", "/console/..%2f..%2fapp.py",
    "/static/style.css", "/chalicelib/wiring.py", "/problems/..%2f..%2fapp.py", "/problems/nothing",
    *(f"{HERE}/{rest}" for rest in (
        "console/../../../app.py", "console/..%2f..%2f..%2fapp.py",
        "console/%2e%2e%2f%2e%2e%2fsettings.py", "console/..%5c..%5capp.py", "shared/....//app.py",
        "field/%2fetc%2fpasswd", "shared/.", "shared/..", "../pages.py", "..%2fentry/pages.py",
        "shared/%00", "shared/style.css%00.js", "console/app.js/", "shared/STYLE.CSS",
        "field/.env", "vendor/.brought", "vendor/LICENSES.txt", "shared/" + "a" * 3000,
    )),
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
