"""Turns a number that somebody wrote into what we keep of it, and back on an audited request."""

import base64
from dataclasses import dataclass

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.phones import Phone, mask_phone
from chalicelib.ports import PhoneBook, Vault

PURPOSE = "phone"
HASH_BYTES = 16  # 128 bits: no two numbers meet by chance, and a row stays small


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDesk:
    """What sealing and finding numbers needs."""

    vault: Vault
    book: PhoneBook


def sealed(text: str, campaign_id: CampaignId, owner_id: str, desk: PhoneDesk) -> Phone:
    """Return what is kept of a number, for the row of `owner_id`; raise InvalidInput for none."""
    number = desk.book.normal(text)
    if number is None:
        raise InvalidInput("This is not a phone number; write all its digits", field="phone")
    return kept(number, hash_of(number, campaign_id, desk.vault), campaign_id, owner_id, desk)


def kept(
    number: str, number_hash: str, campaign_id: CampaignId, owner_id: str, desk: PhoneDesk
) -> Phone:
    """Return what is kept of a number in E.164 form whose hash is known already."""
    return Phone(
        hash=number_hash,
        sealed=desk.vault.seal(campaign_id, owner_id, number),
        shown=mask_phone(number),
        reading=desk.book.read(number),
    )


def hash_of(number: str, campaign_id: CampaignId, vault: Vault) -> str:
    """Return the keyed hash by which a number in E.164 form is found within its campaign."""
    return short_hash(vault.digest(campaign_id, PURPOSE, number))


def short_hash(digest: bytes) -> str:
    """Return a hash as 22 characters that may stand in a key."""
    return base64.urlsafe_b64encode(digest[:HASH_BYTES]).decode().rstrip("=")
