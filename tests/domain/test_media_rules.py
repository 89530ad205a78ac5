"""What each network takes of a testimonial's files, and what is said of the rest."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.channel_editions import EditionOrder
from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.media import MediaKind
from chalicelib.domain.media_rules import (
    MB,
    RULES,
    MediaReason,
    PostPlan,
    Shown,
    Unfit,
    planned,
    shown_of,
)
from chalicelib.domain.posts import PostForm
from tests.builders import a_derivative, a_ready_photo, a_ready_video

K = ChannelKind
R = MediaReason
KINDS = sorted(ChannelKind)


def a_photo(width: int = 1600, height: int = 1200, **fields: Any) -> Shown:
    shown = Shown(
        kind=MediaKind.PHOTO, content_type="image/jpeg", width=width, height=height,
        size_bytes=400_000,
    )  # fmt: skip
    return replace(shown, **fields)


def a_film(seconds: float | None = 30, **fields: Any) -> Shown:
    shown = Shown(
        kind=MediaKind.VIDEO, content_type="video/mp4", width=720, height=1280,
        size_bytes=8 * MB, duration_s=seconds,
    )  # fmt: skip
    return replace(shown, **fields)


def test_every_network_has_rules() -> None:
    assert set(RULES) == set(ChannelKind)


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (K.FACEBOOK, PostForm.REEL),
        (K.INSTAGRAM, PostForm.REEL),
        (K.X, PostForm.VIDEO),
        (K.YOUTUBE, PostForm.VIDEO),
        (K.TELEGRAM, PostForm.VIDEO),
        (K.PARTNER, PostForm.VIDEO),
        (K.PRACTICE, PostForm.VIDEO),
    ],
)
def test_an_upright_film_goes_everywhere(kind: ChannelKind, form: PostForm) -> None:
    assert planned(kind, [a_film()]) == PostPlan(form=form, files=(0,))


@pytest.mark.parametrize("kind", [each for each in KINDS if each is not K.YOUTUBE])
def test_a_usual_photo_goes_everywhere_but_to_youtube(kind: ChannelKind) -> None:
    assert planned(kind, [a_photo()]) == PostPlan(form=PostForm.PHOTO, files=(0,))


def test_youtube_takes_no_photos() -> None:
    assert planned(K.YOUTUBE, [a_photo(), a_photo()]) == Unfit(reasons=(R.NO_VIDEO,))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_posted_without_files(kind: ChannelKind) -> None:
    assert planned(kind, []) == Unfit(reasons=(R.NO_FILES,))


@pytest.mark.parametrize(
    ("film", "form"),
    [
        (a_film(3), PostForm.REEL),
        (a_film(90), PostForm.REEL),
        (a_film(30, width=540, height=960), PostForm.REEL),
        (a_film(30, width=718, height=1280), PostForm.REEL),
        (a_film(30, width=1060, height=2000), PostForm.REEL),
        (a_film(30, width=1190, height=2000), PostForm.REEL),
        (a_film(2.9), PostForm.VIDEO),
        (a_film(90.1), PostForm.VIDEO),
        (a_film(None), PostForm.VIDEO),
        (a_film(30, width=480, height=852), PostForm.VIDEO),
        (a_film(30, width=530, height=960), PostForm.VIDEO),
        (a_film(30, width=540, height=950), PostForm.VIDEO),
        (a_film(30, width=1280, height=720), PostForm.VIDEO),
        (a_film(30, width=720, height=720), PostForm.VIDEO),
        (a_film(30, width=720, height=960), PostForm.VIDEO),
        (a_film(30, width=1050, height=2000), PostForm.VIDEO),
        (a_film(30, width=1200, height=2000), PostForm.VIDEO),
    ],
    ids=[
        "shortest", "longest", "smallest", "rounded", "narrow", "wide", "too short", "too long",
        "unknown length", "too small", "too few columns", "too few lines", "lying", "square",
        "three to four", "too narrow", "too wide",
    ],
)  # fmt: skip
def test_a_reel_of_facebook_is_short_and_upright_and_the_rest_a_plain_video(
    film: Shown, form: PostForm
) -> None:
    assert planned(K.FACEBOOK, [film]) == PostPlan(form=form, files=(0,))


@pytest.mark.parametrize(
    ("kind", "file", "reason"),
    [
        (K.FACEBOOK, a_film(size_bytes=1_000 * MB + 1), R.VIDEO_BYTES),
        (K.FACEBOOK, a_film(0.9), R.VIDEO_SHORT),
        (K.FACEBOOK, a_film(1_201), R.VIDEO_LONG),
        (K.FACEBOOK, a_photo(content_type="image/webp"), R.PHOTO_FORMAT),
        (K.FACEBOOK, a_photo(size_bytes=10 * MB + 1), R.PHOTO_BYTES),
        (K.INSTAGRAM, a_film(2.9), R.VIDEO_SHORT),
        (K.INSTAGRAM, a_film(901), R.VIDEO_LONG),
        (K.INSTAGRAM, a_film(size_bytes=300 * MB + 1), R.VIDEO_BYTES),
        (K.INSTAGRAM, a_film(content_type="video/webm"), R.VIDEO_FORMAT),
        (K.INSTAGRAM, a_photo(1200, 1600), R.PHOTO_SHAPE),
        (K.INSTAGRAM, a_photo(2000, 1000), R.PHOTO_SHAPE),
        (K.INSTAGRAM, a_photo(content_type="image/png"), R.PHOTO_FORMAT),
        (K.INSTAGRAM, a_photo(size_bytes=8 * MB + 1), R.PHOTO_BYTES),
        (K.X, a_film(140.1), R.VIDEO_LONG),
        (K.X, a_film(0.4), R.VIDEO_SHORT),
        (K.X, a_film(size_bytes=512 * MB + 1), R.VIDEO_BYTES),
        (K.X, a_film(width=400, height=1280), R.VIDEO_SHAPE),
        (K.X, a_film(width=1280, height=400), R.VIDEO_SHAPE),
        (K.X, a_photo(size_bytes=5 * MB + 1), R.PHOTO_BYTES),
        (K.YOUTUBE, a_film(901), R.VIDEO_LONG),
        (K.YOUTUBE, a_film(0.9), R.VIDEO_SHORT),
        (K.TELEGRAM, a_film(size_bytes=50 * MB + 1), R.VIDEO_BYTES),
        (K.TELEGRAM, a_photo(size_bytes=10 * MB + 1), R.PHOTO_BYTES),
        (K.TELEGRAM, a_photo(6_000, 4_001), R.PHOTO_PIXELS),
        (K.TELEGRAM, a_photo(2_100, 100), R.PHOTO_SHAPE),
        (K.TELEGRAM, a_photo(40, 1_000), R.PHOTO_SHAPE),
    ],
)
def test_a_file_outside_a_networks_rules_is_not_posted(
    kind: ChannelKind, file: Shown, reason: MediaReason
) -> None:
    assert planned(kind, [file]) == Unfit(reasons=(reason,))


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (K.FACEBOOK, a_film(1_200, size_bytes=1_000 * MB)),
        (K.INSTAGRAM, a_film(3, size_bytes=300 * MB)),
        (K.INSTAGRAM, a_film(900)),
        (K.INSTAGRAM, a_photo(1080, 1350)),
        (K.INSTAGRAM, a_photo(1080, 566)),
        (K.INSTAGRAM, a_photo(1080, 1080, size_bytes=8 * MB)),
        (K.X, a_film(140, size_bytes=512 * MB)),
        (K.X, a_film(0.5, width=1280, height=427)),
        (K.X, a_photo(content_type="image/webp", size_bytes=5 * MB)),
        (K.TELEGRAM, a_film(120, size_bytes=50 * MB)),
        (K.TELEGRAM, a_photo(6_000, 4_000, size_bytes=10 * MB)),
        (K.TELEGRAM, a_photo(2_000, 100)),
        (K.TELEGRAM, a_photo(100, 2_000)),
        (K.YOUTUBE, a_film(1)),
        (K.YOUTUBE, a_film(900)),
        (K.PARTNER, a_photo(9_000, 9_000, content_type="image/x", size_bytes=999 * MB)),
        (K.PRACTICE, a_film(9_999, content_type="video/x", size_bytes=999 * MB)),
    ],
)
def test_a_file_just_within_the_rules_is_posted(kind: ChannelKind, file: Shown) -> None:
    plan = planned(kind, [file])

    assert isinstance(plan, PostPlan)
    assert plan.files == (0,)


@pytest.mark.parametrize(
    ("kind", "form", "files", "reason"),
    [
        (K.FACEBOOK, PostForm.REEL, (1,), R.ONE_ONLY),
        (K.INSTAGRAM, PostForm.REEL, (1,), R.ONE_ONLY),
        (K.X, PostForm.VIDEO, (1,), R.ONE_ONLY),
        (K.YOUTUBE, PostForm.VIDEO, (1,), R.NO_VIDEO),
        (K.TELEGRAM, PostForm.ALBUM, (0, 1, 2), None),
        (K.PARTNER, PostForm.ALBUM, (0, 1, 2), None),
        (K.PRACTICE, PostForm.ALBUM, (0, 1, 2), None),
    ],
)
def test_the_video_goes_where_not_all_can(
    kind: ChannelKind, form: PostForm, files: tuple[int, ...], reason: MediaReason | None
) -> None:
    plan = planned(kind, [a_photo(), a_film(), a_photo()])

    left_out = ((0, reason), (2, reason)) if reason else ()
    assert plan == PostPlan(form=form, files=files, left_out=left_out)


@pytest.mark.parametrize("kind", [K.FACEBOOK, K.INSTAGRAM, K.X, K.YOUTUBE])
def test_of_several_videos_the_first_one_goes(kind: ChannelKind) -> None:
    plan = planned(kind, [a_film(), a_film()])

    assert isinstance(plan, PostPlan)
    assert (plan.files, plan.left_out) == ((0,), ((1, R.ONE_ONLY),))


def test_the_photos_go_where_the_video_cannot_and_it_is_said_why() -> None:
    plan = planned(K.INSTAGRAM, [a_film(2), a_photo(), a_photo(1200, 1600), a_photo()])

    assert plan == PostPlan(
        form=PostForm.ALBUM, files=(1, 3), left_out=((0, R.VIDEO_SHORT), (2, R.PHOTO_SHAPE))
    )


def test_when_nothing_fits_the_video_is_to_be_mended_first() -> None:
    files = [a_photo(1200, 1600), a_film(2), a_photo(1200, 1600), a_photo(size_bytes=9 * MB)]

    assert planned(K.INSTAGRAM, files) == Unfit(
        reasons=(R.VIDEO_SHORT, R.PHOTO_SHAPE, R.PHOTO_BYTES)
    )


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        (K.FACEBOOK, 10),
        (K.INSTAGRAM, 10),
        (K.X, 4),
        (K.TELEGRAM, 10),
        (K.PARTNER, 10),
        (K.PRACTICE, 10),
    ],
)
def test_no_more_photos_go_into_a_post_than_a_network_takes(kind: ChannelKind, most: int) -> None:
    plan = planned(kind, [a_photo()] * 11)

    assert plan == PostPlan(
        form=PostForm.ALBUM,
        files=tuple(range(most)),
        left_out=tuple((place, R.TOO_MANY) for place in range(most, 11)),
    )


FILES = st.builds(
    Shown,
    kind=st.sampled_from(MediaKind),
    content_type=st.sampled_from(["image/jpeg", "image/webp", "video/mp4", "video/webm"]),
    width=st.integers(1, 8_000),
    height=st.integers(1, 8_000),
    size_bytes=st.integers(1, 400 * MB),
    duration_s=st.none() | st.floats(0, 2_000),
)


@given(st.sampled_from(KINDS), st.lists(FILES, max_size=12))
def test_each_file_is_posted_or_it_is_said_why_not(kind: ChannelKind, files: list[Shown]) -> None:
    plan = planned(kind, files)

    if isinstance(plan, Unfit):
        assert plan.reasons
        return
    left_out = [place for place, _ in plan.left_out]
    assert sorted([*plan.files, *left_out]) == list(range(len(files)))
    assert list(plan.files) == sorted(plan.files)
    assert (len(plan.files) > 1) == (plan.form is PostForm.ALBUM)
    assert 1 <= len(plan.files) <= 10
    again = planned(kind, [files[place] for place in plan.files])
    assert again == PostPlan(form=plan.form, files=tuple(range(len(plan.files))))


# What is known of a file.

CARDS = EditionOrder(style=Style(has_cards=True), language="hi")
SQUARE = EditionOrder(style=Style(cut=Cut.SQUARE), language="")


@pytest.mark.parametrize(
    ("measured", "order", "seconds"),
    [
        ({"duration_s": 30}, None, 30),
        ({"duration_s": 30.5}, SQUARE, 30.5),
        ({"duration_s": 30.5}, CARDS, 34.5),
        ({"duration_s": 86.0}, CARDS, 90.0),
        ({"duration_s": 86.1}, CARDS, 86.1),
        ({"duration_s": 120.4}, None, 120.0),
        ({"duration_s": None}, CARDS, None),
        ({}, None, None),
        (None, None, None),
    ],
)
def test_a_film_lasts_as_long_as_its_clip_and_the_cards_that_it_gets(
    measured: dict[str, Any] | None, order: EditionOrder | None, seconds: float | None
) -> None:
    film = a_ready_video(measured=measured)
    made = a_derivative("video", width=720, height=1280)

    shown = shown_of(film, made, order)

    assert shown.duration_s == seconds
    assert (shown.kind, shown.content_type) == (MediaKind.VIDEO, "video/mp4")
    assert (shown.width, shown.height, shown.size_bytes) == (720, 1280, 1000)


def test_a_photo_has_no_length() -> None:
    photo = a_ready_photo(measured={"duration_s": 3})

    assert shown_of(photo, a_derivative("display"), CARDS).duration_s is None
