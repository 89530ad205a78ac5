"""What S3 does with the requests that a browser's uploader had signed, and with changed ones."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from chalicelib.adapters.aws.objects import S3ObjectStore
from chalicelib.domain.media import Media, UploadMethod, original_key
from chalicelib.domain.parts import Signed, Step
from tests.contracts.aws import ONCE, BareAWS, nobodys_address, session
from tests.contracts.test_objects import BYTES, OTHER, PART, granted, in_parts, now, store_at
from tests.fakes import FakeObjectStore

METHODS = {
    Step.PUT: "PUT",
    Step.CREATE: "POST",
    Step.PART: "PUT",
    Step.LIST: "GET",
    Step.COMPLETE: "POST",
    Step.ABORT: "DELETE",
}
ORIGIN = "https://pages.example"


@pytest.fixture
def client(aws: BareAWS) -> Any:
    """A client of its own, so that a test may change what it asks for."""
    return session().client("s3", endpoint_url=aws.url, config=ONCE)


@pytest.fixture
def store(aws: BareAWS) -> S3ObjectStore:
    return store_at(aws.client("s3"), aws.outputs)


def signed(store: S3ObjectStore, media: Media, step: Step, number: int | None = None) -> Signed:
    return store.sign(media, step, number, now())


def send(step: Step, request: Signed, body: bytes = b"", **headers: str) -> httpx.Response:
    """Send a request as a browser does, with the headers that its signature asks for."""
    said = {**request.headers, **headers}
    return httpx.request(METHODS[step], request.url, content=body or None, headers=said)


def begun(store: S3ObjectStore, media: Media) -> Media:
    """The media with the upload that a browser begins."""
    answer = send(Step.CREATE, signed(store, media, Step.CREATE))
    (upload_id,) = re.findall("<UploadId>(.+)</UploadId>", answer.text)
    return replace(media, method=UploadMethod.MULTIPART, multipart_id=upload_id)


def joined(store: S3ObjectStore, media: Media, etags: dict[int, str], **headers: str) -> int:
    parts = "".join(
        f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in etags.items()
    )
    body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
    return send(Step.COMPLETE, signed(store, media, Step.COMPLETE), body, **headers).status_code


def sent(store: S3ObjectStore, media: Media, number: int, body: bytes) -> str:
    answer = send(Step.PART, signed(store, media, Step.PART, number), body)
    assert answer.status_code == 200
    return answer.headers["etag"]


def test_a_put_stores_the_granted_file_and_may_be_repeated(store: S3ObjectStore, tmp_path: Path):
    media = granted()
    request = signed(store, media, Step.PUT)

    assert [send(Step.PUT, request, BYTES).status_code for _ in range(2)] == [200, 200]
    assert store.fetch_original(media, tmp_path / "o") == media.sha256


def sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


ABUSES: dict[str, Callable[[Signed], httpx.Response]] = {
    "one byte more": lambda r: send(Step.PUT, r, BYTES + b"!"),
    "one byte less": lambda r: send(Step.PUT, r, BYTES[:-1]),
    "no bytes": lambda r: send(Step.PUT, r),
    "other bytes": lambda r: send(Step.PUT, r, OTHER),
    "other bytes with their own hash": lambda r: send(
        Step.PUT, r, OTHER, **{"x-amz-checksum-sha256": sha256(OTHER)}
    ),
    "no hash": lambda r: httpx.put(r.url, content=BYTES, headers={"Content-Type": "image/jpeg"}),
    "another type": lambda r: send(Step.PUT, r, BYTES, **{"Content-Type": "text/html"}),
    "another key": lambda r: send(Step.PUT, replace(r, url=r.url.replace(".photo", "1.photo"))),
    "to read": lambda r: httpx.get(r.url, headers=dict(r.headers)),
    "to remove": lambda r: httpx.delete(r.url, headers=dict(r.headers)),
}


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES)
def test_a_put_stores_nothing_else(
    store: S3ObjectStore, abuse: Callable[[Signed], httpx.Response]
) -> None:
    media = granted()

    assert 400 <= abuse(signed(store, media, Step.PUT)).status_code < 500
    assert not store.has_original(media)


def test_a_browser_begins_sends_lists_and_joins_parts(store: S3ObjectStore, tmp_path: Path):
    media = begun(store, in_parts())
    assert store.has_multipart(media)
    etags = {2: sent(store, media, 2, b"tails"), 1: sent(store, media, 1, bytes(PART))}

    listed = send(Step.LIST, signed(store, media, Step.LIST)).text
    status = joined(store, media, dict(sorted(etags.items())))

    assert re.findall("<PartNumber>(.)</PartNumber>", listed) == ["1", "2"]
    assert status == 200
    whole = hashlib.sha256(bytes(PART) + b"tails").hexdigest()
    assert store.fetch_original(media, tmp_path / "o") == whole
    assert not store.has_multipart(media)


def test_parts_that_do_not_make_the_granted_size_are_not_joined(store: S3ObjectStore):
    media = begun(store, in_parts())
    etags = {1: sent(store, media, 1, bytes(PART)), 2: sent(store, media, 2, b"tails!")}

    assert joined(store, media, etags) == 400
    assert joined(store, media, {1: etags[1]}) == 400
    assert joined(store, media, etags, **{"x-amz-mp-object-size": str(PART + 6)}) == 403
    assert not store.has_original(media)


def test_an_original_is_never_replaced_by_parts_of_another(store: S3ObjectStore):
    media = in_parts()
    first, second = begun(store, media), begun(store, media)
    for each in (first, second):
        sent(store, each, 1, bytes(PART))
    etags = {1: sent(store, first, 1, bytes(PART)), 2: sent(store, first, 2, b"first")}
    others = {1: etags[1], 2: sent(store, second, 2, b"other")}

    assert joined(store, first, etags) == 200
    assert joined(store, second, others) == 412
    assert joined(store, second, others, **{"If-None-Match": '"x"'}) == 403


def test_a_part_belongs_to_one_upload_of_one_file(store: S3ObjectStore):
    mine, others = begun(store, in_parts()), begun(store, in_parts())
    request = signed(store, mine, Step.PART, 1)
    mixed = replace(mine, multipart_id=others.multipart_id)

    swaps = [
        request.url.replace(original_key(mine), original_key(others)),
        request.url.replace(str(mine.multipart_id), str(others.multipart_id)),
        request.url.replace("partNumber=1", "partNumber=2"),
    ]

    assert [httpx.put(url, content=b"x").status_code for url in swaps] == [403, 403, 403]
    assert httpx.put(signed(store, mixed, Step.PART, 1).url, content=b"x").status_code == 404
    assert not store.has_multipart(mixed)


def test_parts_that_are_given_up_are_gone(store: S3ObjectStore):
    media = begun(store, in_parts())
    sent(store, media, 1, bytes(PART))

    assert send(Step.ABORT, signed(store, media, Step.ABORT)).status_code == 204

    assert store.parts(media) == {}
    assert not store.has_multipart(media)


def test_an_upload_that_the_grant_had_begun_itself_is_known(store: S3ObjectStore):
    media = in_parts()
    media = replace(media, multipart_id=store.begin_multipart(media))

    assert store.has_multipart(media)
    store.abort_multipart(media)
    assert not store.has_multipart(media)


def test_parts_are_listed_over_as_many_pages_as_there_are(client: Any, aws: BareAWS):
    """S3 lists a thousand at once; here it is asked for two."""
    client.meta.events.register(
        "provide-client-params.s3.ListParts",
        lambda params, **_: {**params, "MaxParts": 2},
    )
    store = store_at(client, aws.outputs)
    media = begun(store, in_parts())
    for number in (5, 3, 1, 2, 4):
        sent(store, media, number, b"x" * number)

    assert store.parts(media) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


@pytest.mark.parametrize("step", Step)
def test_a_page_from_elsewhere_may_send_each_request_with_its_headers(
    store: S3ObjectStore, step: Step
):
    media = replace(in_parts(), multipart_id="m-1")
    request = signed(store, media, step, 1 if step is Step.PART else None)

    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": METHODS[step],
        "Access-Control-Request-Headers": ", ".join(["content-type", *request.headers]).lower(),
    }
    answer = httpx.options(request.url, headers=asked)

    assert answer.status_code == 200
    assert "etag" in answer.headers["access-control-expose-headers"].lower()


def test_the_fake_knows_an_upload_by_its_key_too():
    store = FakeObjectStore()
    media, other = in_parts(), in_parts()
    mine = replace(media, multipart_id=store.begin_multipart(media))

    assert store.has_multipart(mine)
    assert not store.has_multipart(replace(other, multipart_id=mine.multipart_id))
    assert not store.has_multipart(replace(mine, multipart_id="made-up"))


def test_steps_are_signed_without_asking_s3():
    gone = session().client("s3", endpoint_url=nobodys_address(), config=ONCE)
    store = store_at(gone, {"UploadsBucket": "up", "DerivativesBucket": "made"})
    media = replace(in_parts(), multipart_id="m-1")

    for step in Step:
        assert "X-Amz-Signature" in signed(store, media, step, 1 if step is Step.PART else None).url
