"""Uploads in parts that nobody finished: after their grant's end S3 holds nothing of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chalicelib.adapters.aws.objects import S3ObjectStore
from chalicelib.domain.media import FIRST_LOOK, Media, MediaState, UploadMethod, original_key
from chalicelib.domain.parts import Step
from chalicelib.services import upkeep
from tests.contracts.aws import BareAWS
from tests.contracts.test_objects import BYTES, PART, granted, in_parts, now, store_at
from tests.fakes import FakeJobs, FakeRecords, FixedClock


@pytest.fixture
def store(aws: BareAWS) -> S3ObjectStore:
    return store_at(aws.client("s3"), aws.outputs)


def under_way(aws: BareAWS, media: Media) -> list[dict[str, Any]]:
    listed = aws.client("s3").list_multipart_uploads(Bucket=aws.outputs["UploadsBucket"])
    return [each for each in listed.get("Uploads", []) if each["Key"] == original_key(media)]


def begun_long_ago(store: S3ObjectStore) -> Media:
    """A grant whose end has come, with the first of its two parts in the bucket."""
    media = in_parts(method=UploadMethod.MULTIPART)
    media = replace(media, multipart_id=store.begin_multipart(media))
    url = store.grant_parts(media, [1], now())[1]
    assert httpx.put(url, content=bytes(PART)).status_code == 200
    return media


class Watch:
    """The timer over one grant and the real bucket, on a clock of its own."""

    def __init__(self, media: Media, store: S3ObjectStore) -> None:
        self.records = FakeRecords(media)
        self.jobs = FakeJobs()
        self.clock = FixedClock(media.lapses_at)
        self._store = store

    def tick(self, **later: float) -> Media:
        self.clock.advance(**later)
        tools = upkeep.Tools(
            records=self.records, store=self._store, jobs=self.jobs, clock=self.clock
        )
        upkeep.reconcile(tools)
        return self.records.all(Media)[0]


def test_parts_of_an_abandoned_upload_are_gone(aws: BareAWS, store: S3ObjectStore):
    media = begun_long_ago(store)
    assert len(under_way(aws, media)) == 1

    ended = Watch(media, store).tick()

    assert ended.state is MediaState.ABANDONED
    assert under_way(aws, media) == []
    assert store.parts(media) == {}


def test_an_address_from_before_the_end_brings_nothing_in_any_more(store: S3ObjectStore):
    media = begun_long_ago(store)
    url = store.grant_parts(media, [2], now())[2]

    Watch(media, store).tick()

    assert httpx.put(url, content=b"tails").status_code == 404


def test_a_file_that_was_put_after_the_end_is_found_without_its_notice(store: S3ObjectStore):
    media = granted()
    request = store.sign(media, Step.PUT, None, now())
    watch = Watch(media, store)
    assert watch.tick().state is MediaState.ABANDONED
    assert httpx.put(request.url, content=BYTES, headers=dict(request.headers)).status_code == 200

    found = watch.tick(minutes=FIRST_LOOK["photo"] / timedelta(minutes=1))

    assert found.state is MediaState.STORED
    assert [each.media_id for each in watch.jobs.reprocessed] == [media.media_id]
