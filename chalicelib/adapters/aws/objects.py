"""The two buckets behind `ports.ObjectStore`: signed grants, parts, downloads and derivatives."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.buckets import CHUNK_BYTES, LEAST_LIFE_S, READ_LIFE_S, translated
from chalicelib.adapters.aws.files import Files
from chalicelib.adapters.aws.marks import placed
from chalicelib.adapters.aws.steps import sha256_header, signed_step
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.marks import Mark
from chalicelib.domain.media import Media, original_key
from chalicelib.domain.media_measures import MadeFile
from chalicelib.domain.parts import Signed, Step
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# S3's words for an object that is there already, and for one that is being written.
IMMUTABLE = "private, max-age=31536000, immutable"


class S3ObjectStore:
    """Originals that only phones write, derivatives that only we write."""

    def __init__(
        self, client: "S3Client", *, originals: str, derivatives: str, clock: Clock
    ) -> None:
        self._client = client
        self._originals = originals
        self._derivatives = derivatives
        self._clock = clock
        self._files = Files(client, originals=originals, derivatives=derivatives, clock=clock)

    def grant_post(self, media: Media) -> tuple[str, Mapping[str, str]]:
        """Return (url, fields): the policy pins key, type, exact size and SHA-256."""
        fixed = {
            "Content-Type": media.content_type,
            "x-amz-checksum-algorithm": "SHA256",
            "x-amz-checksum-sha256": sha256_header(media),
            "success_action_status": "204",
        }
        conditions: list[Any] = [{name: value} for name, value in fixed.items()]
        conditions.append(["content-length-range", media.size_bytes, media.size_bytes])
        answer = self._client.generate_presigned_post(
            Bucket=self._originals,
            Key=original_key(media),
            Fields=dict(fixed),
            Conditions=conditions,
            ExpiresIn=self._life_s(media, self._clock.now()),
        )
        return str(answer["url"]), dict(answer["fields"])

    def _life_s(self, media: Media, now: datetime) -> int:
        return max(int((media.expires_at - now).total_seconds()), LEAST_LIFE_S)

    def begin_multipart(self, media: Media) -> str:
        """Return the id of a new multipart upload."""
        with translated():
            answer = self._client.create_multipart_upload(
                Bucket=self._originals, Key=original_key(media), ContentType=media.content_type
            )
        return str(answer["UploadId"])

    def grant_parts(self, media: Media, numbers: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Return a signed PUT URL per part number."""
        return {number: self._part_url(media, number, now) for number in numbers}

    def _part_url(self, media: Media, number: int, now: datetime) -> str:
        return self.sign(media, Step.PART, number, now).url

    def sign(self, media: Media, step: Step, part_number: int | None, now: datetime) -> Signed:
        """Return one request of an upload, signed for the media's key and no other use."""
        life_s = self._life_s(media, now)
        return signed_step(self._client, self._originals, media, step, part_number, life_s)

    def _upload(self, media: Media) -> Any:
        return {
            "Bucket": self._originals,
            "Key": original_key(media),
            "UploadId": media.multipart_id or "",
        }

    def parts(self, media: Media) -> Mapping[int, int]:
        """Return the parts that S3 holds, number to bytes."""
        return {number: size for number, size, _ in self._held(media)}

    def _held(self, media: Media) -> list[tuple[int, int, str]]:
        if media.multipart_id is None:
            return []
        try:
            with translated():
                pages = list(
                    self._client.get_paginator("list_parts").paginate(**self._upload(media))
                )
        except KeyError:
            return []
        parts = [part for page in pages for part in page.get("Parts", [])]
        return [(p["PartNumber"], p["Size"], p["ETag"]) for p in parts]

    def has_multipart(self, media: Media) -> bool:
        """True while the media's multipart upload is one of its own key and not over."""
        try:
            with translated():
                self._client.list_parts(**self._upload(media), MaxParts=1)
        except KeyError:
            return False
        return True

    def complete_multipart(self, media: Media) -> None:
        """Join the parts that S3 holds; a second call finds the object there and is content."""
        parts: Any = [{"PartNumber": n, "ETag": etag} for n, _, etag in self._held(media)]
        try:
            with translated():
                self._client.complete_multipart_upload(
                    **self._upload(media), MultipartUpload={"Parts": parts}
                )
        except KeyError:
            if not self.has_original(media):
                raise StoreUnavailable("objects: the upload is gone") from None

    def abort_multipart(self, media: Media) -> None:
        """Forget the parts; an upload that is gone already is what we wanted."""
        try:
            with translated():
                self._client.abort_multipart_upload(**self._upload(media))
        except KeyError:
            return

    def has_original(self, media: Media) -> bool:
        """True when the original is in the bucket."""
        return self.stored_at(media) is not None

    def stored_at(self, media: Media) -> datetime | None:
        """Return when the original was stored, in whole seconds; None when it is not there."""
        try:
            with translated():
                found = self._client.head_object(Bucket=self._originals, Key=original_key(media))
        except KeyError:
            return None
        return found["LastModified"]

    def fetch_original(self, media: Media, into: Path) -> str:
        """Stream the original to `into`; return its SHA-256 in hex."""
        digest = hashlib.sha256()
        try:
            with translated(), into.open("wb") as target:
                answer = self._client.get_object(Bucket=self._originals, Key=original_key(media))
                for chunk in answer["Body"].iter_chunks(CHUNK_BYTES):
                    digest.update(chunk)
                    target.write(chunk)
        except KeyError:
            raise StoreUnavailable("objects: the original is not there (yet)") from None
        return digest.hexdigest()

    def keep_derivative(self, made: MadeFile, key: str) -> None:
        """Store a derivative, with its hash so that S3 refuses a damaged one."""
        with translated(), made.path.open("rb") as body:
            self._client.put_object(
                Bucket=self._derivatives,
                Key=key,
                Body=body,
                ContentType=made.content_type,
                CacheControl=IMMUTABLE,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(made.sha256_hex)).decode(),
            )

    def fetch_derivative(self, key: str, into: Path) -> None:
        """Stream a derivative to `into`."""
        try:
            with translated(), into.open("wb") as target:
                answer = self._client.get_object(Bucket=self._derivatives, Key=key)
                for chunk in answer["Body"].iter_chunks(CHUNK_BYTES):
                    target.write(chunk)
        except KeyError:
            raise StoreUnavailable("objects: the derivative is not there") from None

    def derivative_url(self, key: str) -> str:
        """Return a signed URL that reads a derivative for READ_LIFE_S seconds."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._derivatives, "Key": key},
            ExpiresIn=READ_LIFE_S,
        )

    def grant_import(
        self, key: str, most_bytes: int, until: datetime
    ) -> tuple[str, Mapping[str, str]]:
        """Return (url, fields) that store one file of at most so many bytes under `key`."""
        return self._files.grant(key, most_bytes, until)

    def fetch_import(self, key: str, into: Path) -> bool:
        """Stream an imported file to `into`; False when it is not there."""
        return self._files.fetch(key, into)

    def retire_import(self, key: str) -> None:
        """Mark an imported file so that the lifecycle rule removes it soon."""
        self._files.retire(key)

    def keep_report(self, key: str, data: bytes, content_type: str) -> None:
        """Store a report for people to download."""
        self._files.keep(key, data, content_type)

    def report(self, key: str) -> bytes:
        """Return a stored report; nothing when there is none."""
        return self._files.read(key)

    def report_url(self, key: str, file_name: str) -> str:
        """Return a signed URL that downloads a report under `file_name` for some minutes."""
        return self._files.url(key, file_name)

    def mark_attempt(self, name: str, note: str) -> Mark | None:
        """Store a small object under the mark's name unless there is one; return that one."""
        try:
            with translated():
                return placed(self._client, self._derivatives, f"attempts/{name}", note)
        except KeyError:
            # Another one is being written at this moment, and cannot be read yet.
            raise StoreUnavailable("objects: the mark cannot be read") from None

    def erase(self, keys: Sequence[str]) -> None:
        """Remove derivatives and reports for good."""
        self._files.erase(keys)

    def erase_under(self, place: str) -> None:
        """Remove every derivative whose key begins so."""
        self._files.erase_under(place)

    def retire_original(self, media: Media) -> None:
        """Mark an original so that the lifecycle rule removes it soon."""
        self._files.retire(original_key(media))
