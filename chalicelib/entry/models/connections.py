"""How a channel's account is connected with its network."""

from typing import Annotated

from pydantic import Field, SecretStr

from chalicelib.domain.channels import Connection, Credential, Standing
from chalicelib.entry.models.common import Instant, Model

Secret = Annotated[SecretStr, Field(max_length=4_096)]
EMPTY = SecretStr("")


class CredentialRequest(Model):
    """What signs in to a channel; it is never shown again."""

    access_token: Secret = EMPTY
    refresh_token: Secret = EMPTY
    client_id: Secret = EMPTY
    client_secret: Secret = EMPTY
    signing_secrets: list[Secret] = Field(max_length=3, default_factory=list)
    expires_at: Instant | None = None

    def credential(self) -> Credential:
        """Return the credential as the domain knows it."""
        return Credential(
            access=self.access_token.get_secret_value(),
            refresh=self.refresh_token.get_secret_value(),
            client_id=self.client_id.get_secret_value(),
            client_secret=self.client_secret.get_secret_value(),
            signing=tuple(each.get_secret_value() for each in self.signing_secrets),
            expires_at=self.expires_at,
        )


class QuotaTold(Model):
    """What the network says of its own quota."""

    most: int
    used: int
    at: Instant


class ConnectionView(Model):
    """How an account stands."""

    standing: Standing
    reason: str | None
    changed_at: Instant | None
    paused_until: Instant | None
    expires_at: Instant | None
    quota: QuotaTold | None


def connection_view(connection: Connection) -> ConnectionView:
    """Return a connection as an answer."""
    told = connection.told
    return ConnectionView(
        standing=connection.standing,
        reason=connection.reason,
        changed_at=connection.changed_at,
        paused_until=connection.paused_until,
        expires_at=connection.expires_at,
        quota=QuotaTold(most=told.most, used=told.used, at=told.at) if told else None,
    )
