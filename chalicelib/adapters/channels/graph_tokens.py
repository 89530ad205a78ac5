"""Longer-lived tokens of Meta in place of those that end soon.

Source: "Long-Lived Access Tokens", read in November 2026. A token of a page that was made of a
long-lived one has no end, and is left alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.adapters.channels.attempts import is_token
from chalicelib.adapters.channels.calls import Caller, Heard
from chalicelib.adapters.channels.graph_errors import credential_ended, error_of
from chalicelib.adapters.channels.graph_values import count
from chalicelib.domain.channels import Account, Credential
from chalicelib.domain.errors import ChannelUnavailable
from chalicelib.domain.posts import NeedsReconnect
from chalicelib.domain.refusals import Later

# A token lives for about 60 days, and only a living one can be exchanged.
RENEW_WITHIN: Final = timedelta(days=10)
LONGEST_LIFE_S: Final = 366 * 86_400


def renewed(caller: Caller, account: Account, now: datetime) -> Credential | NeedsReconnect | None:
    """Return a longer-lived token in place of one that ends soon; None while there is time.

    Secrets go in the form, though the documents show them in the query. Raises ChannelUnavailable.
    """
    key = account.credential
    if key.expires_at is None or key.expires_at - now > RENEW_WITHIN:
        return None
    if not (key.client_id and key.client_secret):
        return NeedsReconnect(reason=Later.TOKEN_EXPIRED) if key.expires_at <= now else None
    form = {
        "grant_type": "fb_exchange_token",
        "client_id": key.client_id,
        "client_secret": key.client_secret,
        "fb_exchange_token": key.access,
    }
    root = account.channel.base_url.rstrip("/")
    heard = caller.ask("POST", f"{root}/oauth/access_token", data=form)
    error = error_of(heard)
    if error and (dead := credential_ended(error)):
        return NeedsReconnect(reason=dead.reason)
    return _exchanged(key, heard, now)


def _exchanged(key: Credential, heard: Heard, now: datetime) -> Credential:
    """Return the credential that an answer gives; one without an end does not end."""
    access, lasts = heard.said.get("access_token"), heard.said.get("expires_in", 0)
    lasts_s = count(lasts)
    is_whole = isinstance(access, str) and is_token(access) and lasts_s is not None
    if not heard.is_good or not is_whole or lasts_s is None or lasts_s > LONGEST_LIFE_S:
        raise ChannelUnavailable(f"The channel gave no token that can be kept: {heard.status}")
    ends_at = now + timedelta(seconds=lasts_s) if lasts_s else None
    return replace(key, access=str(access), expires_at=ends_at)
