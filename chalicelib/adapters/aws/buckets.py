"""What everything that talks to the buckets shares: sizes, lives, and how failures are named."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import StoreUnavailable

ABSENT = frozenset({"404", "NoSuchKey", "NoSuchUpload", "NotFound"})
CHUNK_BYTES = 1024 * 1024
READ_LIFE_S = 900
LEAST_LIFE_S = 1


@contextmanager
def translated() -> Iterator[None]:
    """Turn an absent object or upload into KeyError and everything else into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in ABSENT:
            raise KeyError(code) from error
        raise StoreUnavailable(f"objects: {code}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"objects: {type(error).__name__}") from error
