"""Identifiers: their types, how they are read, and how keys are spread from them.

Clients may mint every id themselves (UUIDv7), so a retried request names the same thing.
"""

import zlib
from typing import NewType
from uuid import NAMESPACE_OID, UUID, uuid5

from chalicelib.domain.errors import InvalidInput

UserId = NewType("UserId", str)
AreaId = NewType("AreaId", str)
CampaignId = NewType("CampaignId", str)
BeneficiaryId = NewType("BeneficiaryId", str)
VisitId = NewType("VisitId", str)
ConsentId = NewType("ConsentId", str)
MediaId = NewType("MediaId", str)
PublicationId = NewType("PublicationId", str)
ChannelId = NewType("ChannelId", str)
ImportId = NewType("ImportId", str)
WorkshopId = NewType("WorkshopId", str)

UUID_VERSIONS = frozenset({4, 7})


def parse_uuid(text: str, *, field: str) -> str:
    """Return `text` as a canonical UUID; raise InvalidInput unless it is version 7 or 4."""
    try:
        value = UUID(text)
    except ValueError:
        raise InvalidInput("An id must be a UUID, version 7", field=field) from None
    if str(value) != text.lower() or value.version not in UUID_VERSIONS:
        raise InvalidInput("An id must be a UUID, version 7", field=field)
    return str(value)


def id_from(campaign_id: CampaignId, kind: str, name: str) -> str:
    """Return the id that a thing named in files always gets (UUIDv5): a file read twice is one."""
    return str(uuid5(NAMESPACE_OID, f"{campaign_id}/{kind}/{name}"))


def shard_of(key: str, shards: int) -> int:
    """Return which of `shards` partitions `key` belongs to; stable over machines and years."""
    return zlib.crc32(key.encode()) % shards


def spread(key: str) -> str:
    """Return two hex digits derived from `key`, the prefix that spreads object keys over S3."""
    return f"{zlib.crc32(key.encode()) % 256:02x}"
