"""Which files of a testimonial a network takes, and as what: decided before a slot is used.

The rules are those of the networks' public documents in November 2026; a megabyte is a million
bytes, which is the smaller reading. What a network does not take is left out where something else
can go, and named. What our renditions always are is not asked for again: upright, square pixels,
H.264 and AAC in an MP4.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.channel_editions import EditionOrder
from chalicelib.domain.channels import ChannelKind
from chalicelib.domain.media import Derivative, Media, MediaKind
from chalicelib.domain.posts import PostForm
from chalicelib.domain.video_limits import MAX_TAKEN_S
from chalicelib.domain.video_plans import MAX_VIDEO_S

MB: Final = 1_000_000
JPEG: Final = frozenset({"image/jpeg"})
PHOTOS: Final = JPEG | {"image/png", "image/webp"}
VIDEOS: Final = frozenset({"video/mp4", "video/quicktime"})
# Rounded to whole pixels, no side of a picture is exactly what its shape says.
ROUNDING: Final = 0.01
# What the two cards of an edition may add to a clip.
CARDS_S: Final = 4.0


class MediaReason(StrEnum):
    """Why a network does not take a file, or none of them."""

    NO_FILES = "no_files"
    NO_VIDEO = "needs_a_video"
    ONE_ONLY = "one_file_only"
    TOO_MANY = "too_many_files"
    PHOTO_FORMAT = "photo_format"
    PHOTO_SHAPE = "photo_shape"
    PHOTO_BYTES = "photo_too_heavy"
    PHOTO_PIXELS = "photo_too_large"
    VIDEO_FORMAT = "video_format"
    VIDEO_SHAPE = "video_shape"
    VIDEO_BYTES = "video_too_heavy"
    VIDEO_SHORT = "video_too_short"
    VIDEO_LONG = "video_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One file that may be posted. `duration_s` is None for photos, and where it is not known."""

    kind: MediaKind
    content_type: str
    width: int
    height: int
    size_bytes: int
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlan:
    """What is posted, and as what. `files` are places in what was offered, in their order.

    `left_out` says why others stay behind.
    """

    form: PostForm
    files: tuple[int, ...]
    left_out: tuple[tuple[int, MediaReason], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Nothing of it can be posted there; the first reason is that of the file that should go."""

    reasons: tuple[MediaReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What a network asks of a photo or a video; None where it does not ask.

    `most` of them go into one post without the other kind. `sides_px` is the most for width and
    height together, `shape` are the narrowest and the widest, `seconds` the shortest and the
    longest.
    """

    most: int = 1
    types: frozenset[str] | None = None
    bytes: int | None = None
    shape: tuple[float, float] | None = None
    sides_px: int | None = None
    seconds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What a network takes. `together` is how many photos and videos may stand in one post."""

    video: _Rule
    photo: _Rule | None = None
    together: int = 0


_ANYTHING: Final = _Rules(photo=_Rule(), video=_Rule(), together=10)
RULES: Final[Mapping[ChannelKind, _Rules]] = {
    # A page's video may have 20 minutes where the network fetches it from a URL.
    ChannelKind.FACEBOOK: _Rules(
        photo=_Rule(most=10, types=JPEG | {"image/png"}, bytes=10 * MB),
        video=_Rule(types=VIDEOS, bytes=1_000 * MB, seconds=(1, 1_200)),
    ),
    # Every video becomes a reel; those over 90 s are not shown in the tab of the reels. A video
    # could stand among the photos of a carousel, where it would be cropped as the first one is.
    ChannelKind.INSTAGRAM: _Rules(
        photo=_Rule(most=10, types=JPEG, bytes=8 * MB, shape=(4 / 5, 1.91)),
        video=_Rule(types=VIDEOS, bytes=300 * MB, seconds=(3, 900)),
    ),
    # Its documents have since gone up to 20 minutes and 8 GB; what we make keeps to this anyway.
    ChannelKind.X: _Rules(
        photo=_Rule(most=4, types=PHOTOS, bytes=5 * MB),
        video=_Rule(types=VIDEOS, bytes=512 * MB, seconds=(0.5, 140), shape=(1 / 3, 3)),
    ),
    # Longer ones need an account that proved a phone number.
    ChannelKind.YOUTUBE: _Rules(video=_Rule(types=VIDEOS, seconds=(1, 900))),
    ChannelKind.TELEGRAM: _Rules(
        photo=_Rule(bytes=10 * MB, sides_px=10_000, shape=(1 / 20, 20)),
        video=_Rule(types=VIDEOS, bytes=50 * MB),
        together=10,
    ),
    ChannelKind.PARTNER: _ANYTHING,
    ChannelKind.PRACTICE: _ANYTHING,
}
_REEL: Final = _Rule(bytes=1_000 * MB, seconds=(3, 90), shape=(9 / 16 * 0.95, 9 / 16 * 1.05))
_REEL_LEAST_PX: Final = (540, 960)


def shown_of(media: Media, made: Derivative, order: EditionOrder | None) -> Shown:
    """Return what is known of a file that is made of a media, for an order or as its rendition.

    Nobody measures how long an edition lasts: it is the clip, and its cards where they have room.
    """
    return Shown(
        kind=media.kind,
        content_type=made.content_type,
        width=made.width,
        height=made.height,
        size_bytes=made.size_bytes,
        duration_s=_seconds(media, order),
    )


def _seconds(media: Media, order: EditionOrder | None) -> float | None:
    measured = (media.measured or {}).get("duration_s")
    if media.kind is MediaKind.PHOTO or not isinstance(measured, int | float):
        return None
    seconds = min(float(measured), MAX_TAKEN_S)
    has_cards = order is not None and order.style.has_cards and seconds + CARDS_S <= MAX_VIDEO_S
    return seconds + CARDS_S if has_cards else seconds


def planned(kind: ChannelKind, media: Sequence[Shown]) -> PostPlan | Unfit:
    """Return what of these files is posted on a network and as what, or why none of them is.

    Where a network takes either, the video goes and not the photos; they do when it cannot.
    """
    rules = RULES[kind]
    refused = {place: why for place, one in enumerate(media) if (why := _why_not(rules, one))}
    fitting = [place for place in range(len(media)) if place not in refused]
    chosen = _chosen(rules, media, fitting)
    if not chosen:
        # What is wrong with the video comes first: it is the one to be mended.
        by_kind = sorted(refused, key=lambda place: media[place].kind is MediaKind.PHOTO)
        reasons = tuple(dict.fromkeys(refused[place] for place in by_kind))
        return Unfit(reasons=reasons or (MediaReason.NO_FILES,))
    spare = MediaReason.ONE_ONLY if len(chosen) == 1 else MediaReason.TOO_MANY
    left_out = {**refused, **{place: spare for place in fitting if place not in chosen}}
    return PostPlan(
        form=_form(kind, [media[place] for place in chosen]),
        files=tuple(chosen),
        left_out=tuple(sorted(left_out.items())),
    )


def _chosen(rules: _Rules, media: Sequence[Shown], fitting: list[int]) -> list[int]:
    if rules.together:
        return fitting[: rules.together]
    videos = [place for place in fitting if media[place].kind is MediaKind.VIDEO]
    if videos or rules.photo is None:
        return videos[: rules.video.most]
    return fitting[: rules.photo.most]


def _form(kind: ChannelKind, files: Sequence[Shown]) -> PostForm:
    if len(files) > 1:
        return PostForm.ALBUM
    (file,) = files
    if file.kind is MediaKind.PHOTO:
        return PostForm.PHOTO
    is_reel = kind is ChannelKind.INSTAGRAM or (kind is ChannelKind.FACEBOOK and _is_reel(file))
    return PostForm.REEL if is_reel else PostForm.VIDEO


def _is_reel(file: Shown) -> bool:
    """True for what Facebook's reels take; what is not known to be short goes as a plain video."""
    width, height = _REEL_LEAST_PX
    is_large = file.width >= width and file.height >= height
    return is_large and file.duration_s is not None and _broken(_REEL, file) is None


def _why_not(rules: _Rules, file: Shown) -> MediaReason | None:
    rule = rules.video if file.kind is MediaKind.VIDEO else rules.photo
    return _broken(rule, file) if rule else MediaReason.NO_VIDEO


def _broken(rule: _Rule, file: Shown) -> MediaReason | None:
    """Return the first thing that a file breaks of a rule; None when it keeps to it."""
    shortest, longest = rule.seconds or (0, math.inf)
    narrowest, widest = rule.shape or (0, math.inf)
    seconds = shortest if file.duration_s is None else file.duration_s
    shape = file.width / file.height
    is_in_shape = narrowest * (1 - ROUNDING) <= shape <= widest * (1 + ROUNDING)
    checks = (
        (rule.types is not None and file.content_type not in rule.types, "format"),
        (seconds < shortest, "too_short"),
        (seconds > longest, "too_long"),
        (file.size_bytes > (rule.bytes or math.inf), "too_heavy"),
        (file.width + file.height > (rule.sides_px or math.inf), "too_large"),
        (not is_in_shape, "shape"),
    )
    broken = next((what for is_broken, what in checks if is_broken), None)
    return MediaReason(f"{file.kind}_{broken}") if broken else None
