"""What people say of a testimonial at the desk, and what it remembers of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import UserId

MOST_CAPTION_CHARACTERS: Final = 1000
MOST_CHANNELS_CAPTIONED: Final = 20
MOST_LANGUAGES_CAPTIONED: Final = 20
# A row of the table has 400 kB, and all decisions, notes and transcripts stand in it as well.
MOST_OF_CHANNELS_CHARACTERS: Final = 20_000

# Words by language; a channel may have its own.
Captions = Mapping[str, str]
ByChannel = Mapping[str, Captions]


class DecisionKind(StrEnum):
    """What a moderator may decide."""

    APPROVE = "approve"
    REJECT = "reject"
    HAS_ISSUES = "has_issues"
    ESCALATE = "escalate"


class ReasonCode(StrEnum):
    """Why an item is rejected or sent back."""

    UNCLEAR_MEDIA = "unclear_media"
    WRONG_PERSON = "wrong_person"
    CONSENT_DOUBT = "consent_doubt"
    UNSAFE_CONTENT = "unsafe_content"
    PRIVATE_DATA_VISIBLE = "private_data_visible"
    DUPLICATE = "duplicate"
    PROMISE_OF_BENEFIT = "promise_of_benefit"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. Turning an item down needs a reason; approving does not.

    `ai_altered` says whether a machine made or changed what is shown, `is_public_figure` whether
    somebody is shown whom the public knows; None leaves what was said.
    """

    kind: DecisionKind
    reason: ReasonCode | None = None
    note: str | None = None
    captions: Captions | None = None
    channel_captions: ByChannel | None = None
    ai_altered: bool | None = None
    is_public_figure: bool | None = None

    def __post_init__(self) -> None:
        needs_reason = self.kind in {DecisionKind.REJECT, DecisionKind.HAS_ISSUES}
        if needs_reason and self.reason is None:
            raise InvalidInput("Say why, with a reason code", field="reason_code")
        _require_short("captions", self.captions or {})
        own = self.channel_captions or {}
        if len(own) > MOST_CHANNELS_CAPTIONED:
            raise InvalidInput(
                f"Write captions for at most {MOST_CHANNELS_CAPTIONED} channels",
                field="channel_captions",
            )
        for channel_id, captions in own.items():
            _require_short(f"channel_captions.{channel_id}", captions)
        _require_few(own)


def _require_few(own: ByChannel) -> None:
    letters = sum(len(text) for captions in own.values() for text in captions.values())
    if letters > MOST_OF_CHANNELS_CHARACTERS:
        raise InvalidInput(
            f"All captions of channels may have {MOST_OF_CHANNELS_CHARACTERS} characters",
            field="channel_captions",
        )


def _require_short(field: str, captions: Captions) -> None:
    if len(captions) > MOST_LANGUAGES_CAPTIONED:
        raise InvalidInput(
            f"Write captions in at most {MOST_LANGUAGES_CAPTIONED} languages", field=field
        )
    for language, text in captions.items():
        if len(text) > MOST_CAPTION_CHARACTERS:
            raise InvalidInput(
                f"A caption may have {MOST_CAPTION_CHARACTERS} characters",
                field=f"{field}.{language}",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision that was passed. `evidence_version` is that of the evidence she looked at.

    `depth` is how many areas lie at or above the widest one over which she moderates: who has a
    smaller one is senior to her. `seen_version` is the item's version that she decided on, by which
    the same request is known when it comes again. `amounts` marks the amounts of money that she
    approved (amounts.py); the flags are what the item said of itself once she had decided.
    """

    kind: DecisionKind
    by: UserId
    at: datetime
    evidence_version: int = 0
    depth: int = 0
    reason: ReasonCode | None = None
    note: str | None = None
    seen_version: int = 0
    amounts: frozenset[str] = frozenset()
    ai_altered: bool = False
    is_public_figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """That somebody would rather not decide on an item; it is offered to others first."""

    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFor:
    """Whoever sent an item back sees it first when it returns, until this instant."""

    moderator_id: UserId
    until: datetime


class Asker(StrEnum):
    """Who may ask for another decision."""

    WORKER = "worker"
    BENEFICIARY = "beneficiary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """That somebody asked for another decision, once."""

    by: Asker
    at: datetime
    note: str | None = None
