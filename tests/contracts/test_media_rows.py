"""A finished photo or video, with all that is known of it, still costs one write unit."""

import os
import random
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from chalicelib.adapters.aws.codec import from_body, to_body
from chalicelib.adapters.media.looks import INSETS
from chalicelib.domain.capture import to_text
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, MediaId, UserId, VisitId
from chalicelib.domain.likeness import DIGITS, UNSURE_DIGITS
from chalicelib.domain.media import (
    Derivative,
    Media,
    MediaKind,
    MediaState,
    Timings,
    UploadMethod,
    derivative_key,
)
from chalicelib.domain.media_measures import Fact, Role
from chalicelib.domain.signals import SIGNALS, SOUND
from tests.builders import NOON, a_media
from tests.contracts.test_packing import WRITE_UNIT, item_size
from tests.telling_media import TOLD

SEALING_BYTES = 28  # a nonce, and what proves the text
PHOTO_FACTS: Mapping[str, Fact] = {
    "container": "jpeg", "width": 4000, "height": 3000, "orientation": 6, "has_icc": True,
    "has_metadata": True,
}  # fmt: skip
VIDEO_FACTS: Mapping[str, Fact] = {
    "container": "quicktime", "video_codec": "hevc", "width": 1920, "height": 1080,
    "rotation": 90, "duration_s": 23.467, "fps": 29.97, "has_audio": True, "is_hdr": True,
    "has_metadata": True,
}  # fmt: skip
FILES = {
    Role.DISPLAY: ("image/jpeg", "jpg"), Role.THUMB: ("image/jpeg", "jpg"),
    Role.DISPLAY_WEBP: ("image/webp", "webp"), Role.THUMB_WEBP: ("image/webp", "webp"),
    Role.VIDEO: ("video/mp4", "mp4"), Role.POSTER: ("image/jpeg", "jpg"),
    Role.PREVIEW: ("video/mp4", "mp4"), Role.WAVEFORM: ("image/png", "png"),
}  # fmt: skip
PHOTO_ROLES = (Role.DISPLAY, Role.THUMB, Role.DISPLAY_WEBP, Role.THUMB_WEBP)
VIDEO_ROLES = (Role.VIDEO, Role.POSTER, Role.THUMB, Role.PREVIEW, Role.WAVEFORM, Role.THUMB_WEBP)
WIDE = {"sharpness": 1234, "silence_share": 0.123, "clipped_share": 0.00012, "peak_dbfs": -1.2}
FRAMES = 5
# How many digits each look has: of a photo, and of a video's middle frame and then of others.
LOOKS = {
    MediaKind.PHOTO: (DIGITS + UNSURE_DIGITS,) * len(INSETS),
    MediaKind.VIDEO: (DIGITS + UNSURE_DIGITS, *(DIGITS,) * FRAMES),
}
# As long as names of phones, and of what they run, are.
WORDY = ("Xiaomi", "Redmi Note 13 Pro+ 5G", "MediaTek Camera Application")


class Chance:
    """Ids, hashes and numbers as spread as real ones; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  no secret

    def number(self, most: int) -> int:
        return self._random.randint(most // 10, most)

    def hash(self, digits: int) -> str:
        return "".join(self._random.choices("0123456789abcdef", k=digits))

    def id(self) -> str:
        """A UUIDv7 of these days."""
        late = self._random.getrandbits(74)
        return str(UUID(int=0x019AB << 108 | late << 34 | self._random.getrandbits(34), version=4))

    def derivatives(self, media_id: MediaId, roles: tuple[Role, ...]) -> Iterator[Derivative]:
        for role in roles:
            content_type, ending = FILES[role]
            yield Derivative(
                role=role, key=derivative_key(media_id, role, self.hash(64), ending),
                content_type=content_type, width=self.number(2080), height=self.number(2080),
                size_bytes=self.number(9_000_000),
            )  # fmt: skip


def sealed(words: tuple[str, str, str]) -> str:
    """What a vault makes of a capture, which nothing can shorten."""
    told = to_text(TOLD).replace('"samsung","SM-A155F","A155FXXU3BXE1"', '"{}","{}","{}"')
    return b64encode(os.urandom(SEALING_BYTES + len(told.format(*words)))).decode()


def a_finished(kind: MediaKind, seed: int, words: tuple[str, str, str]) -> Media:
    chance = Chance(seed)
    media_id = MediaId(chance.id())
    is_photo = kind is MediaKind.PHOTO

    def at(seconds: int) -> dict[str, int]:
        return {"seconds": seconds, "microseconds": chance.number(999_999)}

    return a_media(
        media_id=media_id, visit_id=VisitId(chance.id()),
        beneficiary_id=BeneficiaryId(chance.id()), worker_id=UserId(chance.id()),
        booth_id=AreaId(chance.id()), campaign_id=CampaignId(chance.id()), kind=kind,
        content_type="image/jpeg" if is_photo else "video/quicktime",
        size_bytes=chance.number(30_000_000), sha256=chance.hash(64), method=UploadMethod.POST,
        granted_at=NOON + timedelta(**at(0)), expires_at=NOON + timedelta(**at(1800)),
        stored_at=NOON + timedelta(**at(40)), ended_at=NOON + timedelta(**at(70)),
        state=MediaState.READY, measured=PHOTO_FACTS if is_photo else VIDEO_FACTS,
        derivatives=tuple(chance.derivatives(media_id, PHOTO_ROLES if is_photo else VIDEO_ROLES)),
        placeholder="LEHV6nWB2yk8pyo0adR*.7kCMdnj",
        looks=tuple(chance.hash(digits) for digits in LOOKS[kind]),
        signals=signals_of(kind, chance),
        capture=sealed(words), version=2,
        timings=Timings(queue_ms=1234, download_ms=2345, encode_ms=34_567, upload_ms=4567),
    )  # fmt: skip


def signals_of(kind: MediaKind, chance: Chance) -> dict[str, float]:
    """As long as they are: two decimals each, and the wide ones."""
    names = [name for name in SIGNALS if name not in SOUND or kind is MediaKind.VIDEO]
    return {name: WIDE.get(name, chance.number(99) / 100) for name in names}


@pytest.mark.parametrize("kind", MediaKind)
@pytest.mark.parametrize(
    "words", [("samsung", "SM-A155F", "A155FXXU3BXE1"), WORDY], ids=["short", "wordy"]
)
def test_a_finished_media_with_all_that_is_known_of_it_costs_one_write_unit(
    kind: MediaKind, words: tuple[str, str, str]
) -> None:
    sizes = [item_size(a_finished(kind, seed, words)) for seed in range(5)]

    assert max(sizes) <= WRITE_UNIT


def test_a_finished_media_comes_back_as_it_was() -> None:
    media = a_finished(MediaKind.VIDEO, 1, WORDY)
    key = {"pk": f"VISIT#{media.visit_id}", "sk": f"MEDIA#{media.media_id}"}

    assert from_body(Media, {**to_body(media), **key}) == media
