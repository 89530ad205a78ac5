"""A campaign's data keys behind `ports.Vault`: made and unwrapped by KMS, used here.

A campaign's keys are made on first use and kept in the table, wrapped: one for each use seals
values (AES-256-GCM, bound to the row they belong to), one makes the hashes that things are found
by. That one is never changed, since every hash would change with it. KMS is told a key's use, and
policies say who may have which unwrapped: without, nobody can read a value or test a guess.
"""

import base64
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.adapters.aws.records import DynamoRecords
from chalicelib.domain.enrolment import COMMON, SecretKey
from chalicelib.domain.errors import StaleVersion, StoreUnavailable
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.rows import Save

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

LOOKUP = "lookup"
KEY_BYTES = 32
NONCE_BYTES = 12


class KmsVault:
    """Seals and hashes with a campaign's own keys, each unwrapped once per process."""

    def __init__(self, client: "KMSClient", key_id: str, records: DynamoRecords) -> None:
        self._client = client
        self._key_id = key_id
        self._records = records
        self._keys: dict[tuple[str, str], bytes] = {}

    def seal(self, campaign_id: CampaignId, owner_id: str, text: str, *, use: str = COMMON) -> str:
        """Return base64 of a nonce and the encrypted text, readable for this owner's row alone."""
        nonce = os.urandom(NONCE_BYTES)
        box = AESGCM(self._key(campaign_id, use)).encrypt(nonce, text.encode(), owner_id.encode())
        return base64.b64encode(nonce + box).decode()

    def open(
        self, campaign_id: CampaignId, owner_id: str, sealed: str, *, use: str = COMMON
    ) -> str:
        """Return the text; raise StoreUnavailable when it is not this owner's or was altered."""
        try:
            raw = base64.b64decode(sealed)
            nonce, box = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            text = AESGCM(self._key(campaign_id, use)).decrypt(nonce, box, owner_id.encode())
        except (InvalidTag, ValueError):
            raise StoreUnavailable("vault: a sealed value cannot be opened") from None
        return text.decode()

    def digest(self, campaign_id: CampaignId, purpose: str, text: str) -> bytes:
        """Return HMAC-SHA-256 of purpose and text under the campaign's lookup key."""
        key = self._key(campaign_id, LOOKUP)
        return hmac.digest(key, f"{purpose}\n{text}".encode(), sha256)

    def _key(self, campaign_id: CampaignId, name: str) -> bytes:
        known = self._keys.get((campaign_id, name))
        if known is None:
            row = self._records.find(SecretKey, campaign_id, name) or self._new(campaign_id, name)
            known = self._keys[(campaign_id, name)] = self._unwrapped(row)
        return known

    def _new(self, campaign_id: CampaignId, name: str) -> SecretKey:
        with translated():
            answer = self._client.generate_data_key_without_plaintext(
                KeyId=self._key_id,
                NumberOfBytes=KEY_BYTES,
                EncryptionContext=_context(campaign_id, name),
            )
        wrapped = base64.b64encode(answer["CiphertextBlob"]).decode()
        row = SecretKey(campaign_id=campaign_id, name=name, wrapped=wrapped)
        try:
            self._records.commit(Save(row=row))
        except StaleVersion:  # another process was faster, and its key is the campaign's
            return self._records.find(SecretKey, campaign_id, name) or row
        return row

    def _unwrapped(self, row: SecretKey) -> bytes:
        with translated():
            answer = self._client.decrypt(
                CiphertextBlob=base64.b64decode(row.wrapped),
                KeyId=self._key_id,
                EncryptionContext=_context(row.campaign_id, row.name),
            )
        return bytes(answer["Plaintext"])


def _context(campaign_id: CampaignId, name: str) -> dict[str, str]:
    """Bind a wrapped key to its place, so that one campaign's key opens nothing of another's."""
    return {"campaign": campaign_id, "use": name}


@contextmanager
def translated() -> Iterator[None]:
    """Turn every failure into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        raise StoreUnavailable(f"keys: {error.response['Error']['Code']}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"keys: {type(error).__name__}") from error
