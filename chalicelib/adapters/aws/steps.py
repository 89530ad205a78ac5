"""One request of an upload, signed for a browser that talks to S3 itself.

What is among the signed headers cannot be left out or changed, so S3 itself holds a PUT to type,
size and SHA-256, and a completion to the size and to being the first object under its key. A
presigned address says nothing of a part's bytes: they are known when the object is read.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain.media import Media, original_key
from chalicelib.domain.parts import Signed, Step

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How S3 names a step, what it is signed with, and the headers that a browser must send.

    A browser sets Content-Length by itself and lets nobody else do it, so it is signed alone.
    """

    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def sha256_header(media: Media) -> str:
    """Return the media's SHA-256 as S3 writes it, in base64."""
    return base64.b64encode(bytes.fromhex(media.sha256)).decode()


def _put(media: Media) -> _Form:
    checksum = sha256_header(media)
    return _Form(
        operation="put_object",
        arguments={
            "ContentType": media.content_type,
            "ContentLength": media.size_bytes,
            "ChecksumSHA256": checksum,
        },
        headers={"Content-Type": media.content_type, "x-amz-checksum-sha256": checksum},
    )


def _create(media: Media) -> _Form:
    return _Form(
        operation="create_multipart_upload",
        arguments={"ContentType": media.content_type},
        headers={"Content-Type": media.content_type},
    )


def _complete(media: Media) -> _Form:
    return _Form(
        operation="complete_multipart_upload",
        arguments={"MpuObjectSize": media.size_bytes, "IfNoneMatch": "*"},
        headers={"x-amz-mp-object-size": str(media.size_bytes), "If-None-Match": "*"},
    )


FORMS: Final[Mapping[Step, Callable[[Media], _Form]]] = {
    Step.PUT: _put,
    Step.CREATE: _create,
    Step.PART: lambda _: _Form(operation="upload_part"),
    Step.LIST: lambda _: _Form(operation="list_parts"),
    Step.COMPLETE: _complete,
    Step.ABORT: lambda _: _Form(operation="abort_multipart_upload"),
}
OF_NO_UPLOAD: Final = frozenset({Step.PUT, Step.CREATE})


def signed_step(
    client: "S3Client", bucket: str, media: Media, step: Step, part_number: int | None, life_s: int
) -> Signed:
    """Return one step of a media's upload, good for `life_s` seconds."""
    form = FORMS[step](media)
    params: dict[str, Any] = {"Bucket": bucket, "Key": original_key(media), **form.arguments}
    if step not in OF_NO_UPLOAD:
        params["UploadId"] = media.multipart_id
    if part_number is not None:
        params["PartNumber"] = part_number
    url = client.generate_presigned_url(form.operation, Params=params, ExpiresIn=life_s)
    return Signed(url=url, headers=form.headers)
