"""The embedded gateway squeezes what API Gateway would, so that a page weighs the same here."""

import gzip
import json

import httpx
import pytest

from chalicelib.entry.web_files import current_release
from infra.local import gateway
from infra.package import ROOT
from tests.entry.conftest import World

STYLE = f"/assets/{current_release()}/shared/style.css"
SMALL = f"/assets/{current_release()}/shared/favicon.svg"


def sent(world: World, path: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    """The headers, and the bytes as they came over the line."""
    with httpx.stream("GET", world.url + path, headers={"Accept-Encoding": accepted}) as answer:
        return answer.headers, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", STYLE])
def test_who_accepts_it_gets_text_squeezed(world: World, path: str):
    _, plain = sent(world, path, "identity")

    headers, squeezed = sent(world, path, "br, gzip;q=0.8")

    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(squeezed) < len(plain) / 2
    assert gzip.decompress(squeezed) == plain


@pytest.mark.parametrize("accepted", ["identity", "br", "", "gzipped"])
def test_who_does_not_accept_it_gets_text_as_it_is(world: World, accepted: str):
    headers, plain = sent(world, STYLE, accepted)

    assert "content-encoding" not in headers
    assert b"--ink" in plain


def test_what_is_small_goes_as_it_is(world: World):
    headers, plain = sent(world, SMALL, "gzip")

    assert len(plain) < gateway.LEAST_SQUEEZED_BYTES
    assert "content-encoding" not in headers


def test_the_limit_is_that_of_the_deployed_gateway():
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())

    assert config["minimum_compression_size"] == gateway.LEAST_SQUEEZED_BYTES == 256
