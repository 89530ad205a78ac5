"""What the services need from the world, as Protocols named for their roles."""

from chalicelib.ports.records import R, Records
from chalicelib.ports.stores import Grant, Images, Jobs, ObjectStore, SignIns, TokenVerifier, Vault
from chalicelib.ports.tools import (
    CaptureReader,
    ChannelClient,
    Clock,
    Composer,
    ContentSigner,
    Credentials,
    Deliveries,
    NewId,
    PhoneBook,
    PhotoCompressor,
    Tables,
    VideoCompressor,
    Workspace,
)

__all__ = [
    "CaptureReader",
    "ChannelClient",
    "Clock",
    "Composer",
    "ContentSigner",
    "Credentials",
    "Deliveries",
    "Grant",
    "Images",
    "Jobs",
    "NewId",
    "ObjectStore",
    "PhoneBook",
    "PhotoCompressor",
    "R",
    "Records",
    "SignIns",
    "Tables",
    "TokenVerifier",
    "Vault",
    "VideoCompressor",
    "Workspace",
]
