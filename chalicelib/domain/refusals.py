"""Why a network refused a post, or wants it later: codes that are the same for all networks.

Each network has hundreds of its own; its client maps those that a person can do something about.
What is told in plain words to people stands in domain/refusal_words.py.
"""

from enum import StrEnum


class Refusal(StrEnum):
    """A clear no: the post is not there, and asking again would not help."""

    CONTENT = "content_refused"  # against the network's own rules
    DUPLICATE = "duplicate_text"  # the account has posted just this text
    MEDIA = "media_refused"  # a format, a length or a size that it does not take
    CAPTION = "caption_refused"
    NOT_ALLOWED = "not_allowed"  # the account may not do this
    OTHER = "refused"


class Later(StrEnum):
    """A clear "not now": nothing was taken."""

    RATE_LIMITED = "rate_limited"
    QUOTA = "quota_exhausted"
    TROUBLE = "network_trouble"
    NOT_SENT = "not_sent"
    MEDIA_UNREADABLE = "media_unreadable"  # our own file could not be read just then
    TOKEN_EXPIRED = "token_expired"  # noqa: S105  a code, no password
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    NO_TOKEN = "no_token"  # noqa: S105
    TOO_SLOW = "too_slow"  # what was pending was not ready in time, and is public nowhere
    STOPPED = "stopped"  # a freeze came while it was pending
