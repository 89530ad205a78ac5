"""Content credentials: who signs a file that goes out, and what it says was done to it.

The statement is a C2PA manifest (C2PA Technical Specification 1.4, 2023), signed by the campaign's
own key. It names no person and no place, only the steps.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.ids import CampaignId
from chalicelib.domain.media_measures import Role

# Which of a campaign's keys seals the private one: whoever signs with it can open no phone number.
SEALED_FOR: Final = "credentials"
GENERATOR: Final = "Sampark"
TITLE: Final = "testimonial"
# What people get to see outside; the other files are shown on our own pages alone.
SIGNED_ROLES: Final = frozenset({Role.DISPLAY, Role.VIDEO})
# IPTC's word for a picture that was altered by a trained model.
AI_SOURCE: Final = (
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
)


class Did(StrEnum):
    """A step, by its name in the specification."""

    CREATED = "c2pa.created"
    RESIZED = "c2pa.resized"
    TRANSCODED = "c2pa.transcoded"
    CROPPED = "c2pa.cropped"
    CAPTIONED = "c2pa.drawing"
    JOINED = "c2pa.placed"


OF_A_RENDITION: Final = (Did.CREATED, Did.RESIZED, Did.TRANSCODED)
OF_AN_EDITION: Final = (Did.CREATED, Did.CROPPED, Did.CAPTIONED, Did.TRANSCODED)
OF_A_REEL: Final = (Did.CREATED, Did.JOINED, Did.CAPTIONED, Did.TRANSCODED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentKey:
    """A campaign's key for content credentials: certificates in PEM, the private key sealed.

    `ends_at` is when the first of its certificates runs out; nothing can be signed from then on.
    """

    campaign_id: CampaignId
    chain: str
    sealed_key: str
    ends_at: datetime
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """What signs: certificates, the signer's first, and the private key, both in PEM."""

    chain: str
    private_key: str


def manifest_of(content_type: str, did: Sequence[Did], *, is_ai_altered: bool = False) -> str:
    """Return the manifest's definition as JSON: the steps in their order."""
    actions: list[dict[str, str]] = [{"action": step.value} for step in did]
    if is_ai_altered:
        actions.append({"action": "c2pa.edited", "digitalSourceType": AI_SOURCE})
    definition = {
        "claim_generator_info": [{"name": GENERATOR, "version": "1"}],
        "title": TITLE,
        "format": content_type,
        "assertions": [{"label": "c2pa.actions", "data": {"actions": actions}}],
    }
    return json.dumps(definition)
