"""Upload grants and media, as requests and answers."""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from chalicelib.domain.ids import MediaId, VisitId
from chalicelib.domain.media import (
    PART_SIZE_BYTES,
    Derivative,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
)
from chalicelib.domain.parts import Signed
from chalicelib.domain.rejections import SENTENCES
from chalicelib.entry.models.common import FreshId, Instant, KnownId, Model, Words
from chalicelib.entry.models.signals import SignalView, signal_views
from chalicelib.services.signing import Wanted
from chalicelib.services.uploads import MOST_PARTS_PER_CALL, Grant, Offer

SHA256_BYTES = 32


def _sha256(text: str) -> str:
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("must be the SHA-256 of the file in base64") from None
    if len(raw) != SHA256_BYTES:
        raise ValueError("must be the SHA-256 of the file in base64")
    return text


class UploadRequest(Model):
    """One file that a phone wants to send."""

    upload_id: FreshId | None = None
    visit_id: KnownId
    kind: MediaKind
    content_type: Annotated[str, Field(max_length=100)]
    size_bytes: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, AfterValidator(_sha256), Field(max_length=100)]

    def offer(self) -> Offer:
        """Return the request as the service takes it."""
        return Offer(
            visit_id=VisitId(self.visit_id),
            kind=self.kind,
            content_type=self.content_type.split(";")[0].strip().lower(),
            size_bytes=self.size_bytes,
            sha256=base64.b64decode(self.sha256).hex(),
            upload_id=MediaId(self.upload_id) if self.upload_id else None,
        )


class PartUrl(Model):
    """Where one part goes, by PUT."""

    number: int
    url: str


class UploadGrant(Model):
    """How to send the file: a form for `POST`, part URLs for `MULTIPART`."""

    upload_id: str
    media_id: str
    method: UploadMethod
    expires_at: Instant
    url: str | None = None
    fields: dict[str, str] | None = None
    part_size_bytes: int | None = None
    parts: list[PartUrl] | None = None


def upload_grant(grant: Grant) -> UploadGrant:
    """Return a grant as an answer."""
    media = grant.media
    common = {
        "upload_id": media.media_id,
        "media_id": media.media_id,
        "method": media.method,
        "expires_at": media.expires_at,
    }
    if grant.parts:
        sent = {"part_size_bytes": PART_SIZE_BYTES, "parts": part_urls(grant.parts)}
        return UploadGrant.model_validate({**common, **sent})
    return UploadGrant.model_validate({**common, "url": grant.url, "fields": dict(grant.fields)})


def part_urls(parts: Mapping[int, str]) -> list[PartUrl]:
    """Return part URLs in the order of their numbers."""
    return [PartUrl(number=number, url=url) for number, url in sorted(parts.items())]


class PartsRequest(Model):
    """Which parts need a (fresh) URL."""

    numbers: Annotated[list[int], Field(min_length=1, max_length=MOST_PARTS_PER_CALL)]


class SignRequest(Model):
    """One request that Uppy is about to send to S3, in the words of its `signRequest`."""

    method: Literal["PUT", "POST", "GET", "DELETE"]
    key: Annotated[str, Field(min_length=1, max_length=1024)]
    upload_id: Annotated[str | None, Field(alias="uploadId", min_length=1, max_length=1024)] = None
    part_number: Annotated[int | None, Field(alias="partNumber")] = None
    content_type: Annotated[str | None, Field(alias="contentType", max_length=200)] = None

    def wanted(self) -> Wanted:
        """Return the request as the service takes it: the type is the grant's, whatever is said."""
        return Wanted(
            method=self.method, key=self.key, s3_upload_id=self.upload_id,
            part_number=self.part_number,
        )  # fmt: skip


class SignedRequest(Model):
    """Where to send the request, and with which headers; `key` only with the first of a file."""

    url: str
    headers: dict[str, str]
    key: str | None = None


def signed_request(signed: Signed) -> SignedRequest:
    """Return a signed request as an answer."""
    return SignedRequest(url=signed.url, headers=dict(signed.headers), key=signed.key)


class PartUrls(Model):
    """Fresh URLs."""

    parts: list[PartUrl]
    expires_at: Instant


class HeldPart(Model):
    """One part that S3 has."""

    number: int
    size_bytes: int


class UploadStatus(Model):
    """Where an upload stands; `parts` is what S3 holds of a multipart upload.

    `ready` and `rejected` are final; before that nothing says that the bytes are the right ones.
    """

    upload_id: str
    media_id: str
    visit_id: str
    kind: MediaKind
    state: MediaState
    method: UploadMethod
    size_bytes: int
    expires_at: Instant
    part_size_bytes: int | None = None
    parts: list[HeldPart] = Field(default_factory=list)
    reason: str | None = None
    reason_text: Words | None = None


def upload_status(media: Media, held: Mapping[int, int]) -> UploadStatus:
    """Return an upload's state as an answer."""
    is_multipart = media.multipart_id is not None
    return UploadStatus(
        upload_id=media.media_id,
        media_id=media.media_id,
        visit_id=media.visit_id,
        kind=media.kind,
        state=media.state,
        method=media.method,
        size_bytes=media.size_bytes,
        expires_at=media.expires_at,
        part_size_bytes=PART_SIZE_BYTES if is_multipart else None,
        parts=[HeldPart(number=n, size_bytes=size) for n, size in sorted(held.items())],
        reason=media.reason.value if media.reason else None,
        reason_text=dict(SENTENCES[media.reason]) if media.reason else None,
    )


class DerivativeView(Model):
    """One derivative with a URL that lives for minutes."""

    url: str
    content_type: str
    width: int
    height: int
    size_bytes: int


class TimingsView(Model):
    """Where the time went, in milliseconds."""

    queue_ms: int
    download_ms: int
    encode_ms: int
    upload_ms: int


class MediaView(Model):
    """One media as a reader sees it."""

    media_id: str
    visit_id: str
    kind: MediaKind
    state: MediaState
    size_bytes: int
    reason: str | None = None
    reason_text: Words | None = None
    measured: dict[str, str | int | float | bool | None] | None = None
    derivatives: dict[str, DerivativeView] = Field(default_factory=dict)
    timings: TimingsView | None = None
    signals: dict[str, SignalView] = Field(default_factory=dict)


def media_view(media: Media, urls: Mapping[str, str]) -> MediaView:
    """Return a media as an answer; `urls` are by role."""
    timings = media.timings
    return MediaView(
        media_id=media.media_id,
        visit_id=media.visit_id,
        kind=media.kind,
        state=media.state,
        size_bytes=media.size_bytes,
        reason=media.reason.value if media.reason else None,
        reason_text=dict(SENTENCES[media.reason]) if media.reason else None,
        measured=dict(media.measured) if media.measured else None,
        derivatives={made.role: _derivative(made, urls[made.role]) for made in media.derivatives},
        timings=TimingsView.model_validate(timings, from_attributes=True) if timings else None,
        signals=signal_views(media.signals),
    )


def _derivative(made: Derivative, url: str) -> DerivativeView:
    return DerivativeView(
        url=url, content_type=made.content_type, width=made.width, height=made.height,
        size_bytes=made.size_bytes,
    )  # fmt: skip
