"""What may stand in words that we publish: nobody's number, and in an election no promise.

Collecting names for benefits to come is a corrupt practice (Election Commission of India, 2 May
2024), and so a post of an election campaign promises none. Elsewhere a promise is a doubt, which a
person has seen when she approves.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib.domain.campaign import Campaign, CampaignKind
from chalicelib.domain.decisions import ByChannel
from chalicelib.domain.errors import WordsNotPublic
from chalicelib.domain.shown_numbers import shows_aadhaar, shows_phone
from chalicelib.domain.told_promises import promises_in

SHOWN_NAME: Final = "shown_name"
CAPTIONS: Final = "captions"
OF_CHANNELS: Final = "channel_captions"
NO_OTHERS: Final[ByChannel] = {}
_AADHAAR: Final = "Take the Aadhaar number out of it"
_PHONE: Final = "Take the phone number out of it"
_PROMISE: Final = "Say what she received; a post of an election promises nothing"


def caption_fields(captions: Mapping[str, str], of_channels: ByChannel) -> dict[str, str]:
    """Return all captions by their fields: `captions.hi`, `channel_captions.<id>.hi`."""
    texts = {f"{CAPTIONS}.{language}": text for language, text in captions.items()}
    for channel_id, own in of_channels.items():
        texts |= {f"{OF_CHANNELS}.{channel_id}.{name}": text for name, text in own.items()}
    return texts


def promises_anything(captions: Mapping[str, str]) -> bool:
    """True when one of the texts promises a benefit to come."""
    return any(promises_in(text) for text in captions.values())


def require_public(
    captions: Mapping[str, str], shown_name: str, campaign: Campaign | None,
    of_channels: ByChannel = NO_OTHERS,
) -> None:  # fmt: skip
    """Raise WordsNotPublic, naming each field and what to do, for words that may not be published.

    `of_channels` are captions of single channels. `campaign` is only needed for captions that
    promise something.
    """
    is_election = campaign is not None and campaign.kind is CampaignKind.ELECTION
    texts = caption_fields(captions, of_channels)
    texts[SHOWN_NAME] = shown_name
    errors = [
        {"field": field, "message": message}
        for field, text in texts.items()
        for message in _unfit(text, is_election=is_election)
    ]
    if errors:
        raise WordsNotPublic(
            "Correct these words, or send it back where it is her name",
            field=errors[0]["field"], errors=errors,
        )  # fmt: skip


def _unfit(text: str, *, is_election: bool) -> Iterator[str]:
    if shows_aadhaar(text):
        yield _AADHAAR
    if shows_phone(text):
        yield _PHONE
    if is_election and promises_in(text):
        yield _PROMISE
