"""What each kind of channel has unless it is told otherwise: its address, its quotas, its account.

The quotas are those of the networks' public documents in November 2026. Where a network tells its
own, that counts as well (slots.py).
"""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.channels import Channel, ChannelKind, Quota
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.slots import MOST_USES, MOST_WINDOW

_K = ChannelKind
HOUR_S: Final = 60 * 60
DAY_S: Final = 24 * HOUR_S
MOST_QUOTAS: Final = 3
MOST_WINDOW_S: Final = int(MOST_WINDOW.total_seconds())

ADDRESSES: Final[Mapping[ChannelKind, str]] = {
    _K.FACEBOOK: "https://graph.facebook.com/v23.0",
    _K.INSTAGRAM: "https://graph.facebook.com/v23.0",
    _K.X: "https://api.x.com",
    _K.YOUTUBE: "https://www.googleapis.com",
    _K.TELEGRAM: "https://api.telegram.org",
}
# A Page's reels; an account's posts, as the older of two documents says; an account's posts; a
# project's uploads; a group's messages. The last come a second apart at least.
QUOTAS: Final[Mapping[ChannelKind, tuple[Quota, ...]]] = {
    _K.FACEBOOK: (Quota(most=30, window_s=DAY_S),),
    _K.INSTAGRAM: (Quota(most=50, window_s=DAY_S),),
    _K.X: (Quota(most=100, window_s=15 * 60),),
    _K.YOUTUBE: (Quota(most=100, window_s=DAY_S),),
    _K.TELEGRAM: (Quota(most=20, window_s=60), Quota(most=1, window_s=1)),
}
# What a network calls an account: a page's, a user's, a channel's or a chat's id.
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,19}")
_ACCOUNTS: Final[Mapping[ChannelKind, re.Pattern[str]]] = {
    _K.FACEBOOK: _NUMBER,
    _K.INSTAGRAM: _NUMBER,
    _K.X: _NUMBER,
    _K.YOUTUBE: re.compile(r"UC[A-Za-z0-9_-]{22}"),
    _K.TELEGRAM: re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-[1-9][0-9]{0,15}"),
}
_SAID: Final[Mapping[ChannelKind, str]] = {
    _K.FACEBOOK: "Write the Page's id, digits only",
    _K.INSTAGRAM: "Write the professional account's id, digits only",
    _K.X: "Write the user's id, digits only",
    _K.YOUTUBE: "Write the channel's id: UC and 22 characters",
    _K.TELEGRAM: "Write the channel's @name, or the chat's id with its minus sign",
}
# Whose partner or network is named by its address: nothing, or a name of our own choice.
_FREE: Final = re.compile(r"[A-Za-z0-9._@-]{0,100}")


def require_fit(channel: Channel) -> None:
    """Raise InvalidInput for an account, an address or a rule that such a channel cannot have."""
    pattern = _ACCOUNTS.get(channel.kind, _FREE)
    if not pattern.fullmatch(channel.account):
        said = _SAID.get(channel.kind, "Write letters, digits and . _ @ - only")
        raise InvalidInput(said, field="account")
    if not channel.base_url and channel.kind is not _K.PARTNER:
        raise InvalidInput("Write the address that the channel answers at", field="base_url")
    _require_quotas(channel.quotas)
    quiet = channel.quiet
    if quiet is not None and quiet.from_min == quiet.until_min:
        raise InvalidInput("Quiet hours begin and end at different times", field="quiet")


def _require_quotas(quotas: tuple[Quota, ...]) -> None:
    if len(quotas) > MOST_QUOTAS:
        raise InvalidInput(f"A channel has {MOST_QUOTAS} quotas at most", field="quotas")
    for quota in quotas:
        if not (1 <= quota.most <= MOST_USES and 1 <= quota.window_s <= MOST_WINDOW_S):
            raise InvalidInput(
                f"A quota is 1 to {MOST_USES} posts in 1 second to 7 days", field="quotas"
            )
