"""The forms that requests and answers share."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from chalicelib.domain.aadhaar import mask
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import parse_uuid

MOST_PER_PAGE = 100


class Model(BaseModel):
    """A form of the API: immutable, and indifferent to fields that a newer client sends along."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=10_000)


def _uuid(text: str) -> str:
    try:
        return parse_uuid(text, field="id")
    except InvalidInput:
        raise ValueError("must be a UUID, version 7") from None


def _utc(at: datetime) -> datetime:
    try:
        utc = at.astimezone(UTC)
    except OverflowError:  # the first or the last day of the calendar, elsewhere
        raise ValueError("must be an instant of this age") from None
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


# An id that a client may mint.
FreshId = Annotated[
    str, AfterValidator(_uuid), Field(json_schema_extra={"format": "uuid"}, max_length=36)
]
# An id that must exist already; whether it does is not for the form to say.
KnownId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
Words = dict[str, str]
# What somebody writes, without an Aadhaar number in it.
FreeText = Annotated[str, AfterValidator(mask)]
# Only what a page's address is made of: a code that a camera reads hangs on behind it.
PageAddress = Annotated[str, Field(max_length=200, pattern=r"^https?://[A-Za-z0-9.:\[\]/_~-]+$")]
FIELD_PAGE = "/field"


class PageQuery(Model):
    """`?limit=&cursor=` of every list."""

    limit: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None
