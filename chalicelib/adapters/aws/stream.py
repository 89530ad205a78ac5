"""The table's stream behind `services.relaying`: images of rows, before and after."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from chalicelib.adapters.aws.codec import from_body
from chalicelib.adapters.aws.keys import NAMES
from chalicelib.domain.rows import Row

_reader = TypeDeserializer()


class StreamImages:
    """Reads the images that DynamoDB puts into its stream records."""

    def row_of(
        self, image: Mapping[str, Any] | None, kinds: tuple[type[Row], ...] | None = None
    ) -> Row | None:
        """Return the row in an image; None when there is none, or its kind is not asked for.

        What is not asked for is told by its kind's name alone, and costs next to nothing.
        """
        name = (image or {}).get("row", {}).get("S")
        kind = NAMES.get(name)
        if image is None or kind is None or (kinds is not None and kind not in kinds):
            return None
        body = {key: _reader.deserialize(_in_bytes(value)) for key, value in image.items()}
        row: Row = from_body(kind, body)
        return row


def _in_bytes(value: Any) -> Any:
    """Return one attribute as the table gives it: in Lambda's events, bytes come in base64."""
    data = value.get("B")
    return {"B": b64decode(data)} if isinstance(data, str) else value
