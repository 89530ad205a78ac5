"""The table's stream behind `services.relaying`: images of rows, before and after."""

from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from chalicelib.adapters.aws.reads import row_of
from chalicelib.domain.rows import Row

_reader = TypeDeserializer()


class StreamImages:
    """Reads the images that DynamoDB puts into its stream records."""

    def row_of(self, image: Mapping[str, Any] | None) -> Row | None:
        """Return the row in an image; None when there is none or its kind is unknown."""
        if not image:
            return None
        return row_of({name: _reader.deserialize(value) for name, value in image.items()})
