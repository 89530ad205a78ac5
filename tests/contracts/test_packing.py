"""Rows made small for the table: nothing is lost, and the sizes are what we count on."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.aws.codec import from_body, to_body
from chalicelib.adapters.aws.packing import (
    CODES,
    TYPES,
    packed,
    packed_derivatives,
    unpacked,
    unpacked_derivatives,
)
from chalicelib.adapters.aws.writes import Writes
from chalicelib.domain.ids import AreaId, BeneficiaryId, MediaId, UserId, VisitId, shard_of
from chalicelib.domain.media import Derivative, MediaKind, MediaState, Timings, derivative_key
from chalicelib.domain.media_plans import Role
from chalicelib.domain.progress import Counted, Part, Tally, contribution
from chalicelib.domain.rows import Save
from chalicelib.domain.testimonial import State
from chalicelib.domain.visit import Outcome
from chalicelib.services.counting import SHARDS
from tests.builders import (
    NOON,
    a_derivative,
    a_ledger,
    a_media,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_video,
    a_visit,
    an_id,
)
from tests.fakes import FakePhotoCompressor, FakeVideoCompressor

SETTINGS = settings(max_examples=100, deadline=None)
WRITE_UNIT = 1024  # bytes
ids = st.uuids().map(str)
row_names = st.builds("{}:{}{:08x}".format, ids, st.sampled_from("VMCT"), st.integers(0, 2**32 - 1))
area_names = st.builds(
    "{}#{}".format, ids | st.from_regex(r"[a-z]+-[0-9]+", fullmatch=True), st.integers(0, 15)
)
parts = st.builds(
    Part,
    version=st.integers(0, 10**9),
    counts=st.dictionaries(st.sampled_from(sorted(CODES)), st.integers(0, 10**8)),
)


# Progress


@SETTINGS
@given(given_parts=st.dictionaries(row_names | area_names, parts, max_size=20))
def test_parts_come_back_as_they_were_packed(given_parts: dict[str, Part]) -> None:
    assert unpacked(packed(given_parts)) == given_parts


def every_count() -> set[str]:
    """Return the name of every count that a row can make."""
    rows: list[Counted] = [
        a_ledger(),
        *(a_visit(outcome=outcome) for outcome in Outcome),
        *(a_media(kind=kind, state=state) for kind in MediaKind for state in MediaState),
        *(a_testimonial(state) for state in State),
    ]
    return {name for row in rows for name in contribution(row)[1].counts}


def test_every_count_that_progress_makes_has_a_letter_of_its_own_and_no_letter_is_spare() -> None:
    assert set(CODES) == every_count()
    assert len(set(CODES.values())) == len(CODES)
    assert all(re.fullmatch("[a-z]", code) for code in CODES.values())


def test_a_persons_rows_are_one_text_and_an_areas_shards_one_each() -> None:
    hers = dict(contribution(row) for row in (a_visit(version=2), a_ledger(version=3)))
    below = {"booth-1#0": Part(version=9, counts={"visited": 12, "met": 1})}

    texts = packed({**hers, **below})

    assert len(texts) == 2
    assert texts["booth-1#0"] == "-.9.v12,m"


def test_a_tally_comes_back_from_the_table_as_it_was() -> None:
    tally = a_shard(3)

    assert from_body(Tally, to_body(tally)) == tally


# Derivatives


derivatives = st.builds(
    lambda role, extension, sha256, width, height, size_bytes: Derivative(
        role=role.value, key=derivative_key(MediaId(an_id(7)), role.value, sha256, extension),
        content_type=TYPES[extension], width=width, height=height, size_bytes=size_bytes,
    ),
    st.sampled_from(Role), st.sampled_from(sorted(TYPES)),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.integers(1, 20_000), st.integers(1, 20_000), st.integers(0, 10**9),
)  # fmt: skip


@SETTINGS
@given(made=st.lists(derivatives, max_size=4))
def test_derivatives_come_back_as_they_were_packed_in_their_order(made: list[Derivative]) -> None:
    assert unpacked_derivatives(packed_derivatives(made), an_id(7)) == tuple(made)


@pytest.mark.parametrize("media", [a_ready_photo(), a_ready_video()], ids=["photo", "video"])
def test_packed_derivatives_hold_no_folder_and_no_type(media: Any) -> None:
    text = packed_derivatives(media.derivatives)

    assert media.media_id not in text
    assert "/" not in text
    assert len(text.split()) == len(media.derivatives)


# Sizes


def size_of(value: Any) -> int:
    """Return what DynamoDB counts for a value, in bytes."""
    match value:
        case str():
            return len(value.encode())
        case bool():
            return 1
        case int() | Decimal():
            return len(str(abs(value))) // 2 + 2
        case list():
            return 3 + sum(1 + size_of(each) for each in value)
        case Mapping():
            return 3 + sum(len(name.encode()) + 1 + size_of(each) for name, each in value.items())
    raise TypeError(type(value))


def item_size(row: Any) -> int:
    """Return the size of a row's item, in bytes, as DynamoDB counts it."""
    put = Writes("records", shards=4).items(Save(row=row))[-1]["Put"]
    return sum(len(name.encode()) + size_of(value) for name, value in put["Item"].items())


def a_uuid(number: int) -> str:
    """Return an id as spread as a phone's own; the same number gives the same one."""
    return str(UUID(int=(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128, version=4))


def whole_story(number: int) -> dict[str, Part]:
    """Return the parts of one person: met, agreed, a photo and a video, posted at last."""
    hers = {"beneficiary_id": BeneficiaryId(a_uuid(number))}
    visit_id = VisitId(a_uuid(number + 1000))
    ready = {"state": MediaState.READY, "version": 3}
    rows: list[Counted] = [
        a_visit(visit_id=visit_id, version=1, **hers),
        a_ledger(version=1, **hers),
        a_media(media_id=MediaId(a_uuid(number + 2000)), **ready, **hers),
        a_video(media_id=MediaId(a_uuid(number + 3000)), **ready, **hers),
        a_testimonial(State.PUBLISHED, visit_id=visit_id, version=9, **hers),
    ]
    return dict(contribution(row) for row in rows)


def a_shard(people: int) -> Tally:
    parts = {name: part for n in range(people) for name, part in whole_story(n).items()}
    return Tally(area_id=AreaId(a_uuid(9999)), shard=3, parts=parts, version=50)


def test_eight_people_whose_stories_are_told_to_the_end_cost_one_write_unit() -> None:
    assert 7 * WRITE_UNIT // 8 < item_size(a_shard(8)) <= WRITE_UNIT


def test_a_booth_of_sixty_costs_two_write_units_a_change_at_most() -> None:
    shards: dict[int, dict[str, Part]] = {}
    for number in range(60):
        home = shard_of(a_uuid(number), SHARDS)
        shards.setdefault(home, {}).update(whole_story(number))

    sizes = [
        item_size(Tally(area_id=AreaId(a_uuid(9999)), shard=shard, parts=parts, version=50))
        for shard, parts in shards.items()
    ]

    assert len(sizes) == SHARDS
    assert max(sizes) <= 2 * WRITE_UNIT


def test_a_ready_photo_and_a_video_sent_in_one_request_cost_one_write_unit_each() -> None:
    whole = {
        "booth_id": AreaId(a_uuid(9999)),
        "worker_id": UserId(a_uuid(1)),
        "stored_at": NOON,
        "ended_at": NOON,
        "timings": Timings(queue_ms=10_000, download_ms=10_000, encode_ms=60_000, upload_ms=10_000),
    }
    photo = FakePhotoCompressor().measure(Path(__file__)).facts()
    video = FakeVideoCompressor().measure(Path(__file__)).facts()

    for media in (a_ready_photo(measured=photo, **whole), a_ready_video(measured=video, **whole)):
        assert item_size(media) <= WRITE_UNIT


def test_a_derivative_made_by_a_builder_is_one_that_the_table_can_keep() -> None:
    made = (a_derivative("display"), a_derivative("video"))

    assert unpacked_derivatives(packed_derivatives(made), made[0].key.split("/")[1]) == made
