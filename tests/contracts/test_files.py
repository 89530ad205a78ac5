"""Imports come in under a signed grant, reports go out under a signed address, both end as told."""

from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from chalicelib.adapters.aws.objects import S3ObjectStore
from chalicelib.adapters.system import SystemClock
from tests.builders import a_media
from tests.contracts.aws import BareAWS

KEY = "ab/imports/one.import"


@pytest.fixture
def store(aws: BareAWS) -> S3ObjectStore:
    return S3ObjectStore(
        aws.client("s3"),
        originals=aws.outputs["UploadsBucket"],
        derivatives=aws.outputs["DerivativesBucket"],
        clock=SystemClock(),
    )


def sent(grant: tuple[str, dict[str, str]], data: bytes) -> int:
    url, fields = grant
    return httpx.post(url, data=dict(fields), files={"file": ("f", data)}).status_code


def soon() -> datetime:
    return SystemClock().now() + timedelta(minutes=5)


def test_a_granted_file_arrives_and_is_fetched(store: S3ObjectStore, tmp_path: Path):
    assert sent(store.grant_import(KEY, 100, soon()), b"code,name\n1,a\n") == 204

    assert store.fetch_import(KEY, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"code,name\n1,a\n"


@pytest.mark.parametrize("data", [b"", b"x" * 101], ids=["nothing", "too much"])
def test_a_file_of_another_size_is_refused(store: S3ObjectStore, data: bytes):
    assert sent(store.grant_import("ab/imports/two.import", 100, soon()), data) >= 400


def test_a_file_that_never_came_is_told(store: S3ObjectStore, tmp_path: Path):
    assert not store.fetch_import("ab/imports/none.import", tmp_path / "file")


def test_a_report_is_kept_read_and_downloaded_under_its_name(store: S3ObjectStore):
    store.keep_report("ab/r.csv", b"line,reason\n", "text/csv")

    answer = httpx.get(store.report_url("ab/r.csv", "errors.csv"))

    assert store.report("ab/r.csv") == b"line,reason\n"
    assert answer.content == b"line,reason\n"
    assert "errors.csv" in answer.headers["content-disposition"]
    assert store.report("ab/none.csv") == b""


def test_what_is_erased_is_gone_and_erasing_again_is_harmless(store: S3ObjectStore):
    store.keep_report("ab/e.csv", b"x", "text/csv")

    store.erase(["ab/e.csv", "ab/never.csv"])
    store.erase(["ab/e.csv"])

    assert store.report("ab/e.csv") == b""


def test_what_lies_under_a_place_is_erased_and_nothing_beside_it(store: S3ObjectStore):
    for key in ("ab/one/1.jpg", "ab/one/2.jpg", "ab/one-more/1.jpg"):
        store.keep_report(key, b"x", "image/jpeg")

    store.erase_under("ab/one/")
    store.erase_under("ab/one/")

    assert [store.report(f"ab/one/{number}.jpg") for number in (1, 2)] == [b"", b""]
    assert store.report("ab/one-more/1.jpg") == b"x"


def test_a_retired_original_carries_the_mark_that_the_lifecycle_rule_looks_for(
    aws: BareAWS, store: S3ObjectStore
):
    media, s3 = a_media(), aws.client("s3")
    bucket = aws.outputs["UploadsBucket"]
    store.retire_original(media)  # not there (yet): nothing to mark
    url, fields = store.grant_post(a_media(expires_at=soon()))
    assert url
    s3.put_object(Bucket=bucket, Key=fields["key"], Body=b"x")

    store.retire_original(media)

    tags = s3.get_object_tagging(Bucket=bucket, Key=fields["key"])["TagSet"]
    assert tags == [{"Key": "retire", "Value": "now"}]
