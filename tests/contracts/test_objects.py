"""The buckets: what a grant lets a phone store, and the promises of `ports.ObjectStore`."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.aws.objects import S3ObjectStore
from chalicelib.adapters.system import SystemClock
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import Media, UploadMethod, original_key
from chalicelib.domain.media_measures import MadeFile, Role
from chalicelib.ports import ObjectStore
from tests.builders import a_media, a_video, an_id
from tests.contracts.aws import ONCE, BareAWS, nobodys_address, session
from tests.fakes import FakeObjectStore

BYTES = b"the bytes of a photo, as the phone has them"
OTHER = b"the bytes of a photo, as the liar has them!"
PART = 5 * 1024 * 1024
fresh = count(0x20000)
Fields = dict[str, str]


def now() -> datetime:
    return SystemClock().now()


def granted(**fields: Any) -> Media:
    """A photo's grant that is good right now."""
    moment = now()
    defaults = {
        "media_id": MediaId(an_id(next(fresh))),
        "size_bytes": len(BYTES),
        "sha256": hashlib.sha256(BYTES).hexdigest(),
        "granted_at": moment,
        "expires_at": moment + timedelta(minutes=30),
    }
    return a_media(**{**defaults, **fields})


def in_parts(**fields: Any) -> Media:
    """A video's grant for two parts."""
    video = a_video(method=UploadMethod.MULTIPART)
    kind = {"kind": video.kind, "content_type": video.content_type, "method": video.method}
    return granted(size_bytes=PART + 5, **{**kind, **fields})


@pytest.fixture
def store(aws: BareAWS) -> S3ObjectStore:
    return store_at(aws.client("s3"), aws.outputs)


def store_at(client: Any, outputs: Mapping[str, str]) -> S3ObjectStore:
    return S3ObjectStore(
        client,
        originals=outputs["UploadsBucket"],
        derivatives=outputs["DerivativesBucket"],
        clock=SystemClock(),
    )


def post(url: str, fields: Mapping[str, str], body: bytes) -> int:
    """Send a form as a browser does: every field, the file last."""
    return httpx.post(url, data=dict(fields), files={"file": ("file", body)}).status_code


# --- one-request grants at S3 -------------------------------------------------------------------


def test_the_granted_file_is_stored_where_the_grant_says(aws: BareAWS, store: S3ObjectStore):
    media = granted()

    url, fields = store.grant_post(media)

    assert post(url, fields, BYTES) == 204
    kept = aws.client("s3").get_object(Bucket=aws.outputs["UploadsBucket"], Key=original_key(media))
    assert (kept["Body"].read(), kept["ContentType"]) == (BYTES, "image/jpeg")


def test_sending_the_granted_file_again_stores_the_same_bytes(store: S3ObjectStore, tmp_path: Path):
    media = granted()
    url, fields = store.grant_post(media)

    assert [post(url, fields, BYTES), post(url, fields, BYTES)] == [204, 204]
    assert store.fetch_original(media, tmp_path / "original") == media.sha256


def with_policy(fields: Fields, change: Callable[[dict[str, Any]], None]) -> Fields:
    """The form with a policy of the sender's own making under our signature."""
    policy = json.loads(base64.b64decode(fields["policy"]))
    change(policy)
    return {**fields, "policy": base64.b64encode(json.dumps(policy).encode()).decode()}


def later(policy: dict[str, Any]) -> None:
    policy["expiration"] = "2099-01-01T00:00:00Z"


def without(fields: Fields, *names: str) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Abuse:
    """One way to use a grant for something else."""

    form: Callable[[Fields], Fields] = lambda fields: fields
    body: bytes = BYTES
    media: Callable[[], Media] = granted


ELSEWHERE = "00/0192a000-0000-7000-8000-00000000a001/0192a000-0000-7000-8000-0000000000ff.photo"
ABUSES = {
    "another key": Abuse(form=lambda f: {**f, "key": ELSEWHERE}),
    "a key with a file name in it": Abuse(form=lambda f: {**f, "key": f["key"] + "/${filename}"}),
    "another type": Abuse(form=lambda f: {**f, "Content-Type": "text/html"}),
    "no type": Abuse(form=lambda f: without(f, "Content-Type")),
    "one byte more": Abuse(body=BYTES + b"!"),
    "one byte less": Abuse(body=BYTES[:-1]),
    "no bytes": Abuse(body=b""),
    "other bytes with their own hash": Abuse(
        body=OTHER, form=lambda f: {**f, "x-amz-checksum-sha256": sha256(OTHER)}
    ),
    "other bytes and no hash": Abuse(
        body=OTHER, form=lambda f: without(f, "x-amz-checksum-sha256", "x-amz-checksum-algorithm")
    ),
    "a forged signature": Abuse(form=lambda f: {**f, "x-amz-signature": "0" * 64}),
    "no signature": Abuse(form=lambda f: without(f, "x-amz-signature")),
    "no policy at all": Abuse(form=lambda f: {"key": f["key"]}),
    "a policy that was made to last": Abuse(form=lambda f: with_policy(f, later)),
    "a policy without conditions": Abuse(
        form=lambda f: with_policy(f, lambda policy: policy.update(conditions=[]))
    ),
    "an extra public-read wish": Abuse(form=lambda f: {**f, "acl": "public-read"}),
}


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES)
def test_a_grant_used_for_something_else_stores_nothing(
    aws: BareAWS, store: S3ObjectStore, abuse: Abuse
):
    media = abuse.media()
    url, fields = store.grant_post(media)
    before = keys(aws)

    status = post(url, abuse.form(dict(fields)), abuse.body)

    assert 400 <= status < 500
    assert not store.has_original(media)
    assert keys(aws) == before


def test_the_grant_has_s3_compare_the_bytes_with_the_hash_that_was_announced(store: S3ObjectStore):
    # S3 compares a form's checksum with the bytes; the emulator does so for PUT alone. What slips
    # through there is rejected by the worker, which tests/end_to_end/test_bad_input.py shows.
    media = granted()

    _, fields = store.grant_post(media)

    announced = base64.b64encode(bytes.fromhex(media.sha256)).decode()
    conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    assert fields["x-amz-checksum-sha256"] == announced
    assert fields["x-amz-checksum-algorithm"] == "SHA256"
    assert {"x-amz-checksum-sha256": announced} in conditions
    assert {"x-amz-checksum-algorithm": "SHA256"} in conditions


def keys(aws: BareAWS) -> set[str]:
    listed = aws.client("s3").list_objects_v2(Bucket=aws.outputs["UploadsBucket"])
    return {item["Key"] for item in listed.get("Contents", [])}


def test_a_grant_that_has_ended_stores_nothing(store: S3ObjectStore):
    past = replace(granted(), expires_at=now() + timedelta(minutes=-5))
    url, fields = store.grant_post(past)
    lasts_until = json.loads(base64.b64decode(fields["policy"]))["expiration"]
    wait_until(datetime.fromisoformat(lasts_until).astimezone(UTC))

    assert post(url, fields, BYTES) == 403
    assert not store.has_original(past)


def wait_until(moment: datetime) -> None:
    """Return once the machine's clock, which the emulator reads too, is past a moment."""
    while now() <= moment:
        time.sleep(0.05)


def test_a_file_cannot_be_stored_without_a_grant(aws: BareAWS):
    url = f"{aws.url}/{aws.outputs['UploadsBucket']}/00/a/b.photo"

    assert httpx.put(url, content=BYTES).status_code == 403
    assert post(f"{aws.url}/{aws.outputs['UploadsBucket']}", {"key": "00/a/b.photo"}, BYTES) == 403
    assert "00/a/b.photo" not in keys(aws)


def test_an_original_cannot_be_read_with_what_a_phone_was_given(store: S3ObjectStore):
    media = granted()
    url, fields = store.grant_post(media)
    post(url, fields, BYTES)

    assert httpx.get(f"{url.rstrip('/')}/{original_key(media)}").status_code == 403


# --- multipart grants at S3 ---------------------------------------------------------------------


def begun(store: ObjectStore) -> Media:
    media = in_parts()
    return replace(media, multipart_id=store.begin_multipart(media))


def test_a_part_goes_only_where_its_url_says(store: S3ObjectStore):
    media, other = begun(store), begun(store)
    urls = store.grant_parts(media, [1, 2], now())

    swapped = urls[1].replace(original_key(media), original_key(other))
    renumbered = urls[1].replace("partNumber=1", "partNumber=2")
    unsigned = f"{urls[1].partition('?')[0]}?partNumber=1&uploadId={media.multipart_id}"

    assert [httpx.put(u, content=b"x").status_code for u in (swapped, renumbered, unsigned)] == [
        403, 403, 403,
    ]  # fmt: skip
    assert store.parts(media) == store.parts(other) == {}


def test_a_part_url_ends_with_its_grant(store: S3ObjectStore):
    media = replace(begun(store), expires_at=now())
    url = store.grant_parts(media, [1], now())[1]

    wait_until(now() + timedelta(seconds=2))

    assert httpx.put(url, content=b"x").status_code == 403
    assert store.parts(media) == {}


def test_a_joined_upload_takes_no_more_parts(store: S3ObjectStore):
    media = begun(store)
    url = store.grant_parts(media, [1], now())[1]
    assert httpx.put(url, content=bytes(PART)).status_code == 200
    store.complete_multipart(media)

    assert httpx.put(url, content=b"x").status_code == 404


# --- the same promises with and without S3 ------------------------------------------------------


class FakePhone:
    """A phone that sends to the store in memory."""

    def __init__(self) -> None:
        self.store = FakeObjectStore()

    def send(self, media: Media, body: bytes) -> None:
        self.store.grant_post(media)
        self.store.receive(media, body)

    def send_part(self, media: Media, number: int, body: bytes) -> None:
        self.store.grant_parts(media, [number], now())
        self.store.receive_part(media, number, body)


class RealPhone:
    """A phone that sends over HTTP."""

    def __init__(self, store: S3ObjectStore) -> None:
        self.store = store

    def send(self, media: Media, body: bytes) -> None:
        assert post(*self.store.grant_post(media), body) == 204

    def send_part(self, media: Media, number: int, body: bytes) -> None:
        url = self.store.grant_parts(media, [number], now())[number]
        assert httpx.put(url, content=body).status_code == 200


Phone = FakePhone | RealPhone


@pytest.fixture(params=["in memory", "in the bucket"])
def phone(request: pytest.FixtureRequest) -> Phone:
    if request.param == "in memory":
        return FakePhone()
    return RealPhone(request.getfixturevalue("store"))


def test_an_original_is_there_once_it_was_sent_and_is_fetched_with_its_hash(
    phone: Phone, tmp_path: Path
):
    media = granted()
    assert not phone.store.has_original(media)

    phone.send(media, BYTES)

    assert phone.store.has_original(media)
    assert phone.store.fetch_original(media, tmp_path / "o") == media.sha256
    assert (tmp_path / "o").read_bytes() == BYTES


def test_the_bucket_knows_when_an_original_was_stored(phone: Phone):
    media = granted()
    assert phone.store.stored_at(media) is None

    phone.send(media, BYTES)

    stored_at = phone.store.stored_at(media)
    assert stored_at is not None
    assert abs(stored_at - now()) < timedelta(minutes=1)


def test_an_original_that_is_not_there_is_a_fault_that_may_pass(phone: Phone, tmp_path: Path):
    with pytest.raises(StoreUnavailable):
        phone.store.fetch_original(granted(), tmp_path / "o")


def test_an_interrupted_upload_says_which_parts_arrived(phone: Phone):
    media = begun(phone.store)
    assert phone.store.parts(media) == {}

    phone.send_part(media, 2, b"tail!")
    assert phone.store.parts(media) == {2: 5}

    phone.send_part(media, 1, bytes(PART))
    phone.send_part(media, 2, b"tails")
    assert phone.store.parts(media) == {1: PART, 2: 5}
    assert not phone.store.has_original(media)


def test_joined_parts_make_the_original_and_joining_again_is_harmless(phone: Phone, tmp_path: Path):
    media = begun(phone.store)
    phone.send_part(media, 2, b"tails")
    phone.send_part(media, 1, bytes(PART))

    phone.store.complete_multipart(media)
    phone.store.complete_multipart(media)

    assert phone.store.fetch_original(media, tmp_path / "o") == sha256_hex(bytes(PART) + b"tails")
    assert phone.store.parts(media) == {}


def sha256_hex(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_an_aborted_upload_holds_no_parts_and_aborting_again_is_harmless(phone: Phone):
    media = begun(phone.store)
    phone.send_part(media, 1, bytes(PART))

    phone.store.abort_multipart(media)
    phone.store.abort_multipart(media)

    assert phone.store.parts(media) == {}
    assert not phone.store.has_original(media)


def test_an_upload_that_is_gone_cannot_be_joined(phone: Phone):
    media = begun(phone.store)
    phone.store.abort_multipart(media)

    with pytest.raises(StoreUnavailable):
        phone.store.complete_multipart(media)


# --- derivatives --------------------------------------------------------------------------------


def made(folder: Path, **fields: Any) -> MadeFile:
    path = folder / "display.jpg"
    path.write_bytes(BYTES)
    file = MadeFile(
        role=Role.DISPLAY, path=path, content_type="image/jpeg", width=4, height=3,
        size_bytes=len(BYTES), sha256_hex=sha256_hex(BYTES),
    )  # fmt: skip
    return replace(file, **fields)


def test_a_derivative_is_read_by_its_url_and_by_no_other(store: S3ObjectStore, tmp_path: Path):
    store.keep_derivative(made(tmp_path), "00/a/1-display.jpg")
    store.keep_derivative(made(tmp_path), "00/b/1-display.jpg")

    url = store.derivative_url("00/a/1-display.jpg")

    answer = httpx.get(url)
    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["content-type"] == "image/jpeg"
    assert httpx.get(url.partition("?")[0]).status_code == 403
    assert httpx.get(url.replace("/a/", "/b/")).status_code == 403
    assert httpx.get(url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000")).status_code == 403
    assert httpx.put(url, content=b"x").status_code == 403


def test_a_derivative_is_fetched_as_it_was_kept(phone: Phone, tmp_path: Path):
    phone.store.keep_derivative(made(tmp_path), "00/d/1-display.jpg")

    phone.store.fetch_derivative("00/d/1-display.jpg", tmp_path / "fetched")

    assert (tmp_path / "fetched").read_bytes() == BYTES


def test_a_derivative_that_is_not_there_is_a_fault_that_may_pass(phone: Phone, tmp_path: Path):
    with pytest.raises(StoreUnavailable):
        phone.store.fetch_derivative("00/e/1-display.jpg", tmp_path / "fetched")


def test_a_derivative_that_was_damaged_on_its_way_is_not_kept(store: S3ObjectStore, tmp_path: Path):
    damaged = made(tmp_path, sha256_hex=sha256_hex(OTHER))

    with pytest.raises(StoreUnavailable):
        store.keep_derivative(damaged, "00/c/1-display.jpg")

    assert httpx.get(store.derivative_url("00/c/1-display.jpg")).status_code == 404


# --- when S3 does not answer --------------------------------------------------------------------


def calls(store: ObjectStore, folder: Path) -> dict[str, Callable[[], object]]:
    media = replace(in_parts(), multipart_id="m-1")
    return {
        "begin": lambda: store.begin_multipart(media),
        "parts": lambda: store.parts(media),
        "complete": lambda: store.complete_multipart(media),
        "abort": lambda: store.abort_multipart(media),
        "has": lambda: store.has_original(media),
        "fetch": lambda: store.fetch_original(media, folder / "o"),
        "keep": lambda: store.keep_derivative(made(folder), "k"),
        "fetch kept": lambda: store.fetch_derivative("k", folder / "d"),
    }


@pytest.mark.parametrize("call", list(calls(FakeObjectStore(), Path())))
def test_buckets_that_do_not_answer_are_a_fault_that_may_pass(call: str, tmp_path: Path):
    client = session().client("s3", endpoint_url=nobodys_address(), config=ONCE)
    gone = store_at(client, {"UploadsBucket": "up", "DerivativesBucket": "made"})

    with pytest.raises(StoreUnavailable):
        calls(gone, tmp_path)[call]()


def test_grants_are_signed_without_asking_s3():
    client = session().client("s3", endpoint_url=nobodys_address(), config=ONCE)
    gone = store_at(client, {"UploadsBucket": "up", "DerivativesBucket": "made"})
    media = replace(in_parts(), multipart_id="m-1")

    url, fields = gone.grant_post(granted())

    assert url
    assert fields["x-amz-signature"]
    assert set(gone.grant_parts(media, [1, 2], now())) == {1, 2}
    assert "X-Amz-Signature" in gone.derivative_url("k")


# --- marks of attempts --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["real", "fake"])
def test_a_mark_is_placed_once_and_tells_who_came_first_and_when(kind: str, store: S3ObjectStore):
    marks: ObjectStore = store if kind == "real" else FakeObjectStore()
    name = f"{an_id(next(fresh))}-1-begin"
    before = now() - timedelta(seconds=2)

    assert marks.mark_attempt(name, "call run-1") is None
    assert marks.mark_attempt(name, "call run-1") is None  # its own write, repeated
    known = marks.mark_attempt(name, "stop run-2")

    assert known is not None
    assert known.note == "call run-1"
    assert known.at.tzinfo is not None
    if kind == "real":
        assert known.at >= before
    assert marks.mark_attempt(name, "call run-3") == known


def test_without_an_answer_of_the_bucket_nobody_was_first():
    client = session().client("s3", endpoint_url=nobodys_address(), config=ONCE)
    store = store_at(client, {"UploadsBucket": "u", "DerivativesBucket": "d"})

    with pytest.raises(StoreUnavailable):
        store.mark_attempt("x-1-begin", "call run-1")


def test_a_mark_that_cannot_be_read_yet_is_asked_for_again(aws: BareAWS):
    class HalfWritten:
        """Somebody else's write is under way: it is refused to us, and cannot be read yet."""

        def put_object(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "ConditionalRequestConflict"}}, "PutObject")

        def get_object(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")

    store = store_at(HalfWritten(), aws.outputs)

    with pytest.raises(StoreUnavailable, match="mark"):
        store.mark_attempt("x-1-begin", "call run-1")
