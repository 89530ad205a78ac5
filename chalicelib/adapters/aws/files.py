"""Files that are no media, in the same two buckets: imports that come in, reports that go out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.buckets import CHUNK_BYTES, LEAST_LIFE_S, READ_LIFE_S, translated
from chalicelib.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MOST_PER_DELETE = 1000  # DeleteObjects' own limit


class Files:
    """Imports lie beside the originals, reports beside the derivatives."""

    def __init__(
        self, client: "S3Client", *, originals: str, derivatives: str, clock: Clock
    ) -> None:
        self._client = client
        self._originals = originals
        self._derivatives = derivatives
        self._clock = clock

    def grant(self, key: str, most_bytes: int, until: datetime) -> tuple[str, Mapping[str, str]]:
        """Return (url, fields): the policy pins the key and the size; what it is shows later."""
        conditions: list[Any] = [
            ["content-length-range", 1, most_bytes], {"success_action_status": "204"},
        ]  # fmt: skip
        life_s = max(int((until - self._clock.now()).total_seconds()), LEAST_LIFE_S)
        answer = self._client.generate_presigned_post(
            Bucket=self._originals,
            Key=key,
            Fields={"success_action_status": "204"},
            Conditions=conditions,
            ExpiresIn=life_s,
        )
        return str(answer["url"]), dict(answer["fields"])

    def fetch(self, key: str, into: Path) -> bool:
        """Stream the file to `into`; False when it is not there."""
        try:
            with translated(), into.open("wb") as target:
                answer = self._client.get_object(Bucket=self._originals, Key=key)
                for chunk in answer["Body"].iter_chunks(CHUNK_BYTES):
                    target.write(chunk)
        except KeyError:
            return False
        return True

    def keep(self, key: str, data: bytes, content_type: str) -> None:
        """Store a report, marked so that the lifecycle rule removes it after some days."""
        with translated():
            self._client.put_object(
                Bucket=self._derivatives,
                Key=key,
                Body=data,
                ContentType=content_type,
                Tagging="retire=soon",
            )

    def read(self, key: str) -> bytes:
        """Return a report; nothing when there is none."""
        try:
            with translated():
                return self._client.get_object(Bucket=self._derivatives, Key=key)["Body"].read()
        except KeyError:
            return b""

    def url(self, key: str, file_name: str) -> str:
        """Return a signed URL that downloads a report for READ_LIFE_S seconds."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._derivatives,
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{file_name}"',
            },
            ExpiresIn=READ_LIFE_S,
        )

    def erase(self, keys: Sequence[str]) -> None:
        """Remove derivatives and reports; what is gone already is what we wanted."""
        for start in range(0, len(keys), MOST_PER_DELETE):
            names: Any = [{"Key": key} for key in keys[start : start + MOST_PER_DELETE]]
            with translated():
                self._client.delete_objects(
                    Bucket=self._derivatives, Delete={"Objects": names, "Quiet": True}
                )

    def erase_under(self, place: str) -> None:
        """Remove everything beside the derivatives whose key begins so."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._derivatives, Prefix=place
        )
        with translated():
            self.erase([each["Key"] for page in pages for each in page.get("Contents", [])])

    def retire(self, key: str) -> None:
        """Mark an original for the lifecycle rule; one that is gone already needs no mark."""
        tags: Any = {"TagSet": [{"Key": "retire", "Value": "now"}]}
        try:
            with translated():
                self._client.put_object_tagging(Bucket=self._originals, Key=key, Tagging=tags)
        except KeyError:
            return
