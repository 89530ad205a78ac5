"""First bytes decide what a file is, and every refusal has words for the worker."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.rejections import LANGUAGES, SENTENCES, MediaRejected, RejectReason, sentence
from chalicelib.domain.sniffing import (
    PHOTOS,
    VIDEOS,
    Container,
    check_kind,
    kind_of,
    sniff,
)


def ftyp(major: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + major + b"\0\0\2\0" + b"".join(others)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\0\0\0\x08free"


HEADS = {
    "jpeg": (b"\xff\xd8\xff\xe1\x12\x34Exif", Container.JPEG),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Container.PNG),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", Container.WEBP),
    "heic-iphone": (ftyp(b"heic", b"mif1", b"MiHB", b"heic"), Container.HEIF),
    "heif-mif1": (ftyp(b"mif1", b"heic"), Container.HEIF),
    "avif": (ftyp(b"avif", b"mif1", b"miaf"), Container.AVIF),
    "avif-behind-mif1": (ftyp(b"mif1", b"avif"), Container.AVIF),
    "mp4": (ftyp(b"isom", b"avc1"), Container.MP4),
    "mp4-unknown-brand": (ftyp(b"XYZ9"), Container.MP4),
    "quicktime": (ftyp(b"qt  "), Container.QUICKTIME),
    "quicktime-without-ftyp": (b"\0\0\x10\0moov\0\0\0\x6cmvhd", Container.QUICKTIME),
    "3gp": (ftyp(b"3gp4", b"isom"), Container.THREE_GP),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Container.WEBM),
    "matroska": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska", Container.MATROSKA),
    "hls": (b"#EXTM3U\n#EXT-X-VERSION:3", Container.PLAYLIST),
    "hls-behind-bom-and-blanks": (b"\xef\xbb\xbf \n#ExtM3U\n", Container.PLAYLIST),
    "ffconcat": (b"ffconcat version 1.0\nfile x", Container.PLAYLIST),
    "windows-program": (b"MZ\x90\0\x03", Container.PROGRAM),
    "linux-program": (b"\x7fELF\x02\x01", Container.PROGRAM),
    "script": (b"#!/bin/sh\n", Container.PROGRAM),
    "html": (b"\n<!DOCTYPE html>", Container.MARKUP),
    "svg": (b"<svg xmlns='x'>", Container.MARKUP),
    "pdf": (b"%PDF-1.7", Container.PDF),
    "zip": (b"PK\x03\x04\x14\0", Container.ZIP),
    "gif": (b"GIF89a\x01\0", Container.GIF),
    "tiff-intel": (b"II*\0\x08\0", Container.TIFF),
    "tiff-motorola": (b"MM\0*\0\0", Container.TIFF),
}


@pytest.mark.parametrize(("head", "container"), HEADS.values(), ids=HEADS)
def test_a_format_is_known_by_its_first_bytes(head: bytes, container: Container) -> None:
    assert sniff(head) is container


@pytest.mark.parametrize("head", [b"", b"\0", b"hello", b"RIFF\0\0\0\0WAVE", bytes(512)])
def test_other_bytes_are_no_known_format(head: bytes) -> None:
    assert sniff(head) is None


@given(st.binary(max_size=600))
def test_any_bytes_can_be_sniffed(head: bytes) -> None:
    assert sniff(head) in {None, *Container}


@given(st.binary(max_size=64))
def test_any_brand_box_can_be_sniffed(rest: bytes) -> None:
    assert sniff(b"\0\0\0\x40ftyp" + rest) in PHOTOS | VIDEOS


def test_every_format_is_a_photo_a_video_or_refused() -> None:
    kinds = {container: kind_of(container) for container in Container}

    assert {c for c, kind in kinds.items() if kind == "photo"} == PHOTOS
    assert {c for c, kind in kinds.items() if kind == "video"} == VIDEOS
    assert kind_of(None) is None


def test_a_file_of_the_right_kind_is_let_in() -> None:
    assert check_kind(HEADS["jpeg"][0], "photo") is Container.JPEG
    assert check_kind(HEADS["webm"][0], "video") is Container.WEBM


@pytest.mark.parametrize(
    ("head", "kind", "reason"),
    [
        pytest.param(b"", "photo", RejectReason.EMPTY_FILE, id="empty-photo"),
        pytest.param(b"", "video", RejectReason.EMPTY_FILE, id="empty-video"),
        pytest.param(HEADS["mp4"][0], "photo", RejectReason.NOT_A_PHOTO, id="video-as-photo"),
        pytest.param(HEADS["jpeg"][0], "video", RejectReason.NOT_A_VIDEO, id="photo-as-video"),
        pytest.param(HEADS["gif"][0], "photo", RejectReason.NOT_A_PHOTO, id="gif"),
        pytest.param(HEADS["windows-program"][0], "photo", RejectReason.NOT_A_PHOTO, id="program"),
        pytest.param(HEADS["hls"][0], "video", RejectReason.PLAYLIST, id="hls"),
        pytest.param(HEADS["ffconcat"][0], "video", RejectReason.PLAYLIST, id="ffconcat"),
        pytest.param(b"nothing we know", "video", RejectReason.NOT_A_VIDEO, id="unknown"),
    ],
)
def test_a_wrong_file_is_refused_for_the_right_reason(
    head: bytes, kind: str, reason: RejectReason
) -> None:
    with pytest.raises(MediaRejected) as caught:
        check_kind(head, kind)

    assert caught.value.reason is reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", RejectReason)
def test_every_reason_has_a_sentence_in_every_language(reason: RejectReason, language: str) -> None:
    text = SENTENCES[reason][language]

    assert text.endswith({"hi": "।", "en": "."}[language])
    assert any("\u0900" <= letter <= "\u097f" for letter in text) == (language == "hi")


def test_no_two_reasons_share_a_sentence() -> None:
    for language in LANGUAGES:
        assert len({texts[language] for texts in SENTENCES.values()}) == len(RejectReason)


def test_an_unknown_language_is_answered_in_english() -> None:
    assert sentence(RejectReason.TOO_LONG, "ta") == sentence(RejectReason.TOO_LONG, "en")
    assert sentence(RejectReason.TOO_LONG, "hi") != sentence(RejectReason.TOO_LONG, "en")


def test_a_rejection_carries_its_code_and_a_sentence() -> None:
    rejected = MediaRejected(RejectReason.TRUNCATED)

    assert rejected.facts == {"reason": "truncated"}
    assert rejected.detail == SENTENCES[RejectReason.TRUNCATED]["en"]
