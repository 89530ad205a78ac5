"""Renewing OAuth 2 tokens (RFC 6749, section 6), the same for all networks that have them.

A network may void the refresh token with its first use. If its answer is lost then, the next
renewal is refused and a person connects the account again: there is no way back to the lost token.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.adapters.channels.attempts import is_token, number
from chalicelib.adapters.channels.calls import Caller, Heard
from chalicelib.domain.channels import Credential
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import NeedsReconnect
from chalicelib.domain.refusals import Later

# RFC 6749, section 5.2. `invalid_request` is what X answers to a refresh token that was used.
GONE: Final = frozenset(
    {"invalid_grant", "invalid_request", "invalid_client", "unauthorized_client"}
)
# A lifetime that is not told, or is nonsense: the shortest that these networks give.
USUAL_LIFE: Final = timedelta(hours=1)
_LONGEST_LIFE_S: Final = 400 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDesk:
    """Where tokens are renewed. `form` and `login` say who asks, as the network wants it."""

    url: str
    form: Mapping[str, str]
    login: tuple[str, str] | None = None


def is_due(credential: Credential, now: datetime, within: timedelta) -> bool:
    """True for a token that ends within that time, or whose end is not known."""
    return credential.expires_at is None or credential.expires_at - now <= within


def renewed(
    caller: Caller, desk: TokenDesk, credential: Credential, now: datetime, within: timedelta
) -> Credential | NeedsReconnect | None:
    """Return the credential with new tokens; None when it is good for longer than `within`.

    Raises ChannelUnavailable when the network neither gives one nor says that it never will.
    """
    if not is_due(credential, now, within):
        return None
    if not credential.refresh:
        return _unrenewable(credential, now)
    form = {"grant_type": "refresh_token", "refresh_token": credential.refresh, **desk.form}
    how = {"auth": desk.login} if desk.login else {}
    return _taken(caller.ask("POST", desk.url, data=form, **how), credential, now)


def _unrenewable(credential: Credential, now: datetime) -> NeedsReconnect | None:
    ended = credential.expires_at is not None and credential.expires_at <= now
    return NeedsReconnect(reason=Later.TOKEN_EXPIRED) if ended else None


def _taken(heard: Heard, credential: Credential, now: datetime) -> Credential | NeedsReconnect:
    access, refresh = heard.said.get("access_token"), heard.said.get("refresh_token")
    if heard.is_good and isinstance(access, str) and is_token(access):
        kept = refresh if isinstance(refresh, str) and is_token(refresh) else credential.refresh
        life = _life(heard.said.get("expires_in"))
        return replace(credential, access=access, refresh=kept, expires_at=now + life)
    error = heard.said.get("error")
    if heard.is_ours and isinstance(error, str) and error in GONE:
        return NeedsReconnect(reason=Later.TOKEN_REVOKED)
    raise ChannelUnavailable(f"The channel did not renew its token: {heard.status}")


def _life(said: object) -> timedelta:
    seconds = number(said)
    return timedelta(seconds=min(seconds, _LONGEST_LIFE_S)) if seconds else USUAL_LIFE
