"""Channels' credentials behind `ports.Credentials`: secrets, one per channel.

They are read anew for every use, so that a renewed one counts at once. No value is ever part of an
error; a secret's name says a campaign's and a channel's id, and nothing else.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.channels import Credential
from chalicelib.domain.errors import StoreUnavailable
from chalicelib.domain.ids import CampaignId, ChannelId

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ABSENT = "ResourceNotFoundException"


class SecretCredentials:
    """Credentials of one stage, encrypted with its key."""

    def __init__(self, client: "SecretsManagerClient", *, stage: str, key_id: str) -> None:
        self._client = client
        self._root = f"sampark/{stage}/channels"
        self._key_id = key_id

    def read(self, campaign_id: CampaignId, channel_id: ChannelId) -> Credential | None:
        """Return a channel's credential; None when it has none."""
        try:
            with translated():
                answer = self._client.get_secret_value(SecretId=self._name(campaign_id, channel_id))
        except KeyError:
            return None
        return _credential(answer["SecretString"])

    def keep(self, campaign_id: CampaignId, channel_id: ChannelId, credential: Credential) -> None:
        """Keep a channel's credential in place of the one before."""
        name, text = self._name(campaign_id, channel_id), _text(credential)
        try:
            with translated():
                self._client.put_secret_value(SecretId=name, SecretString=text)
        except KeyError:
            with translated():
                self._client.create_secret(Name=name, SecretString=text, KmsKeyId=self._key_id)

    def drop(self, campaign_id: CampaignId, channel_id: ChannelId) -> None:
        """Forget a channel's credential."""
        try:
            with translated():
                self._client.delete_secret(
                    SecretId=self._name(campaign_id, channel_id), ForceDeleteWithoutRecovery=True
                )
        except KeyError:
            return

    def _name(self, campaign_id: CampaignId, channel_id: ChannelId) -> str:
        return f"{self._root}/{campaign_id}/{channel_id}"


def _text(credential: Credential) -> str:
    expires_at = credential.expires_at
    return json.dumps(
        {
            "access": credential.access,
            "refresh": credential.refresh,
            "client_id": credential.client_id,
            "client_secret": credential.client_secret,
            "signing": list(credential.signing),
            "expires_at": expires_at.isoformat() if expires_at else None,
        }
    )


def _credential(text: str) -> Credential:
    try:
        kept: dict[str, Any] = json.loads(text)
        expires_at = kept.pop("expires_at")
        signing = tuple(kept.pop("signing"))
        at = datetime.fromisoformat(expires_at) if expires_at else None
        return Credential(**kept, signing=signing, expires_at=at)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StoreUnavailable("secrets: a channel's credential cannot be read") from None


@contextmanager
def translated() -> Iterator[None]:
    """Turn what is absent into KeyError and everything else into StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == ABSENT:
            raise KeyError(code) from None
        raise StoreUnavailable(f"secrets: {code}") from error
    except BotoCoreError as error:
        raise StoreUnavailable(f"secrets: {type(error).__name__}") from error
