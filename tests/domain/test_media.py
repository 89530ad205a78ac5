"""Grants and their media: what is taken, how it travels, which steps are open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Conflict, InvalidInput, MediaNotAccepted, MediaTooLarge
from chalicelib.domain.media import (
    ENDED,
    FIRST_LOOK,
    GRANT_LIFE,
    LEASE,
    MAX_BYTES,
    MEDIA_MOVES,
    MIB,
    ONE_REQUEST_BYTES,
    PART_SIZE_BYTES,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    arrive,
    check_offer,
    derivative_key,
    is_held,
    method_for,
    move,
    original_key,
    part_count,
    start_processing,
)
from tests.builders import NOON, PHOTO, VISIT, a_media, a_video

S = MediaState


@pytest.mark.parametrize("source", S)
@pytest.mark.parametrize("target", S)
def test_media_moves_only_along_declared_edges(source: S, target: S) -> None:
    media = a_media(state=source)

    if target in MEDIA_MOVES[source]:
        assert move(media, target).state is target
    else:
        with pytest.raises(Conflict) as refusal:
            move(media, target)
        assert refusal.value.facts == {"current_state": source.value}


@settings(max_examples=100, deadline=None)
@given(wishes=st.lists(st.sampled_from(S), max_size=20))
def test_nothing_becomes_ready_without_having_been_stored_and_processed(wishes: list[S]) -> None:
    media, passed = a_media(), [S.OFFERED]
    for wish in wishes:
        if wish in MEDIA_MOVES[media.state]:
            media = move(media, wish)
            passed.append(wish)

    if media.state in {S.READY, S.REJECTED}:
        assert passed[-3:-1] == [S.STORED, S.PROCESSING]
    assert not ({S.READY, S.REJECTED} & set(passed[:-1]))


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("photo", "video/mp4"), ("video", "image/jpeg"), ("photo", "image/gif"), ("photo", "")],
)
def test_a_type_that_is_not_of_the_kind_is_refused(kind: str, content_type: str) -> None:
    with pytest.raises(MediaNotAccepted) as refusal:
        check_offer(MediaKind(kind), content_type, 1000)

    assert refusal.value.facts["accepted"]


@pytest.mark.parametrize(("kind", "type_"), [("photo", "image/jpeg"), ("video", "video/mp4")])
def test_the_ceiling_itself_is_taken_and_one_byte_more_is_not(kind: str, type_: str) -> None:
    ceiling = MAX_BYTES[kind]
    check_offer(MediaKind(kind), type_, ceiling)

    with pytest.raises(MediaTooLarge) as refusal:
        check_offer(MediaKind(kind), type_, ceiling + 1)

    assert refusal.value.facts == {"limit_bytes": ceiling}


@pytest.mark.parametrize("size_bytes", [0, -1])
def test_an_empty_file_is_refused_before_it_travels(size_bytes: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_offer(MediaKind.PHOTO, "image/jpeg", size_bytes)

    assert refusal.value.facts == {"field": "size_bytes"}


@pytest.mark.parametrize(
    ("kind", "size_bytes", "method"),
    [
        ("photo", MAX_BYTES["photo"], UploadMethod.POST),
        ("video", ONE_REQUEST_BYTES, UploadMethod.POST),
        ("video", ONE_REQUEST_BYTES + 1, UploadMethod.MULTIPART),
    ],
)
def test_only_long_videos_travel_in_parts(kind: str, size_bytes: int, method: UploadMethod) -> None:
    assert method_for(MediaKind(kind), size_bytes) is method


@settings(max_examples=100, deadline=None)
@given(size_bytes=st.integers(1, MAX_BYTES["video"]))
def test_parts_cover_the_file_and_none_is_empty(size_bytes: int) -> None:
    count = part_count(size_bytes)

    assert (count - 1) * PART_SIZE_BYTES < size_bytes <= count * PART_SIZE_BYTES


def test_a_part_is_no_smaller_than_s3_allows() -> None:
    assert PART_SIZE_BYTES >= 5 * MIB


def test_keys_are_spread_routed_by_kind_and_immutable() -> None:
    photo_key, video_key = original_key(a_media()), original_key(a_video())

    assert photo_key.endswith(f"/{VISIT}/{PHOTO}.photo")
    assert video_key.endswith(".video")
    assert len(photo_key.split("/")[0]) == 2
    assert derivative_key(PHOTO, "thumb", "ab" * 32, "jpg").endswith(
        f"/{PHOTO}/abababababababab-thumb.jpg"
    )


def test_a_run_claims_a_stored_or_offered_media_until_its_lease_ends() -> None:
    started = start_processing(a_media(), stored_at=NOON, now=NOON)

    assert started.state is S.PROCESSING
    assert started.stored_at == NOON
    assert is_held(started, NOON)
    assert not is_held(started, NOON + LEASE["photo"])


def test_a_stored_media_keeps_the_instant_of_its_arrival() -> None:
    stored = arrive(a_media(), NOON)

    started = start_processing(stored, stored_at=NOON + timedelta(hours=1), now=NOON)

    assert started.stored_at == NOON


def test_a_lapsed_lease_may_be_taken_over() -> None:
    later = NOON + LEASE["photo"]
    lapsed = start_processing(a_media(), stored_at=NOON, now=NOON)

    taken_over = start_processing(lapsed, stored_at=NOON, now=later)

    assert taken_over.state is S.PROCESSING
    assert taken_over.lease_until == later + LEASE["photo"]


def test_a_media_without_a_lease_is_not_held() -> None:
    assert not is_held(a_media(state=S.PROCESSING, lease_until=None), NOON)
    assert not is_held(a_media(lease_until=NOON + timedelta(hours=1)), NOON)


def due_cases() -> list[tuple[Media, object]]:
    look_at = NOON + timedelta(hours=3)
    first = NOON + FIRST_LOOK["photo"]
    leased = a_media(state=S.PROCESSING, lease_until=NOON)
    return [
        (a_media(), first),
        (a_video(), NOON + FIRST_LOOK["video"]),
        (a_media(state=S.STORED), first),
        (leased, first),
        (replace(leased, look_at=look_at), look_at),
        (a_media(look_at=look_at), look_at),
        (a_media(state=S.ABANDONED, look_at=look_at), look_at),
        (a_media(state=S.ABANDONED), None),
        *((a_media(state=state, look_at=look_at), None) for state in ENDED - {S.ABANDONED}),
    ]


@pytest.mark.parametrize(("media", "due_at"), due_cases())
def test_reconciliation_looks_at_whatever_can_be_stuck(media: Media, due_at: object) -> None:
    assert media.due_at == due_at


@pytest.mark.parametrize("look_at", [None, NOON + timedelta(hours=1)])
def test_the_steps_of_a_run_do_not_move_when_it_is_looked_at(look_at: object) -> None:
    media = a_media(look_at=look_at)
    claimed = start_processing(media, stored_at=NOON, now=NOON + timedelta(minutes=3))

    assert media.due_at == arrive(media, NOON).due_at == claimed.due_at


@pytest.mark.parametrize("kind", MediaKind)
def test_a_grant_is_looked_at_before_it_ends(kind: MediaKind) -> None:
    assert timedelta() < FIRST_LOOK[kind.value] < GRANT_LIFE[kind.value]
