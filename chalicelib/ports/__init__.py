"""What the services need from the world, as Protocols named for their roles."""

from chalicelib.ports.records import R, Records
from chalicelib.ports.stores import Grant, Images, Jobs, ObjectStore, SignIns, TokenVerifier, Vault
from chalicelib.ports.tools import (
    ChannelClient,
    Clock,
    Composer,
    NewId,
    PhoneBook,
    PhotoCompressor,
    Tables,
    VideoCompressor,
    Workspace,
)

__all__ = [
    "ChannelClient",
    "Clock",
    "Composer",
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
