"""Refusals: what the domain says when it understood a request and will not do it.

DomainError
├── InvalidInput          a field, a header or a body that cannot be accepted
│   ├── MediaNotAccepted  a kind or content type that we do not take
│   ├── MediaTooLarge     bytes, pixels or seconds above the ceiling
│   └── WordsNotPublic    a number or a promise in what would be published
├── NotFound              absent, or outside the caller's scope: the two look the same
├── Conflict              the right record in the wrong state
│   ├── StaleVersion      somebody changed it since the caller read it
│   ├── AlreadyClaimed    another moderator holds the item
│   ├── IdTaken           the id was used before with another body
│   └── OutsideDates      a visit on none of the campaign's days at that booth
├── PreconditionMissing   an edit of shared data without If-Match
├── NotPermitted          the caller's roles do not allow the step
│   └── NotTrained        a visit before the training that the campaign asks for
├── TooManyTries          too many wrong codes from one address
└── ConsentMissing        the person has not agreed to this purpose

Fault
├── StoreUnavailable      a managed store did not answer; try again
└── ChannelUnavailable    a social network did not answer

A refusal is final and never retried; a fault may be. The domain knows no status codes: the table
from class to status is in `entry/edge.py`.
"""

from typing import ClassVar

Fact = str | int | float | bool | None | list[dict[str, str]] | list[str] | dict[str, str]


class DomainError(Exception):
    """A refusal. `detail` speaks to the person who can fix it; `facts` are small extra members."""

    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"

    def __init__(self, detail: str, **facts: Fact) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class InvalidInput(DomainError):
    """Input that cannot be accepted as it stands; `errors` lists field, message."""

    slug = "invalid-input"
    title = "The input is not valid"


class MediaNotAccepted(InvalidInput):
    """A kind or content type that we do not take."""

    slug = "media-not-accepted"
    title = "This kind of file is not accepted"


class MediaTooLarge(InvalidInput):
    """More bytes than we take."""

    slug = "media-too-large"
    title = "The file is too large"


class WordsNotPublic(InvalidInput):
    """Somebody's number in what would be published, or, in an election, a promise of a benefit."""

    slug = "words-not-public"
    title = "These words may not be published"


class NotFound(DomainError):
    """Absent or out of scope."""

    slug = "not-found"
    title = "Nothing was found under this id"


class Conflict(DomainError):
    """The right record in a state that does not allow the step."""

    slug = "conflict"
    title = "The record is not in a state that allows this"


class StaleVersion(Conflict):
    """The record changed since the caller read it."""

    slug = "stale-version"
    title = "The record has changed since you read it"


class AlreadyClaimed(Conflict):
    """Another moderator holds this item, or the caller's own claim has lapsed."""

    slug = "not-your-claim"
    title = "You do not hold this item"


class IdTaken(Conflict):
    """The id was used before with another body."""

    slug = "id-taken"
    title = "This id was used before for something else"


class OutsideDates(Conflict):
    """A visit on none of the campaign's days at that booth; the convener may admit it."""

    slug = "outside-dates"
    title = "The visit is outside the days of the campaign"


class PreconditionMissing(DomainError):
    """An edit of shared data without If-Match."""

    slug = "precondition-missing"
    title = "Say which version you are changing"


class NotPermitted(DomainError):
    """The caller's roles do not allow the step."""

    slug = "not-permitted"
    title = "Your roles do not allow this"


class NotTrained(NotPermitted):
    """A visit before the training that the campaign asks for; the convener may admit it."""

    slug = "not-trained"
    title = "Go to a workshop first"


class TooManyTries(DomainError):
    """Too many wrong codes from one address; a right one has to wait as well."""

    slug = "too-many-tries"
    title = "Too many wrong codes"


class ConsentMissing(DomainError):
    """The person has not agreed to this purpose, or has withdrawn."""

    slug = "consent-missing"
    title = "There is no consent for this"


class Fault(Exception):
    """The machinery failed; the same call may work later."""


class StoreUnavailable(Fault):
    """A managed store did not answer, or answered that it is busy."""


class ChannelUnavailable(Fault):
    """A social network did not answer."""
