"""Marks of attempts to post: small objects that are written once and never again."""

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from chalicelib.domain.marks import Mark

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ALREADY_THERE: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


def placed(client: "S3Client", bucket: str, key: str, note: str) -> Mark | None:
    """Write `note` under a key unless something stands there; return that, None for this note.

    S3 alone decides who was first. A write whose answer was lost is repeated by the client library
    and then finds itself.
    """
    try:
        client.put_object(Bucket=bucket, Key=key, Body=note.encode(), IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] not in ALREADY_THERE:
            raise
        known = _read(client, bucket, key)
        return None if known.note == note else known
    return None


def _read(client: "S3Client", bucket: str, key: str) -> Mark:
    answer = client.get_object(Bucket=bucket, Key=key)
    return Mark(at=answer["LastModified"], note=answer["Body"].read().decode())
