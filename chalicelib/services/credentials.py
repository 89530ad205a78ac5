"""Signs what goes out with the campaign's own key, where the campaign has one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.credentials import (
    SEALED_FOR,
    SIGNED_ROLES,
    ContentKey,
    Did,
    SigningKey,
    manifest_of,
)
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.media_measures import Made, MadeFile
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, ContentSigner, Records, Vault

OWNER = "content-credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What signing needs."""

    records: Records
    vault: Vault
    signer: ContentSigner
    clock: Clock


def with_credentials(
    made: Made,
    campaign_id: CampaignId,
    did: Sequence[Did],
    tools: Tools,
    *,
    is_ai_altered: bool = False,
) -> Made:
    """Return what was made with its public files signed; as it is when the campaign has no key.

    So it is too once a certificate has run out: nobody's testimonial waits for a new one.
    """
    row = tools.records.recall(ContentKey, campaign_id)
    if row is None or row.ends_at <= tools.clock.now():
        return made
    private_key = tools.vault.open(campaign_id, OWNER, row.sealed_key, use=SEALED_FOR)
    key = SigningKey(chain=row.chain, private_key=private_key)

    def signed(file: MadeFile) -> MadeFile:
        if file.role not in SIGNED_ROLES:
            return file
        manifest = manifest_of(file.content_type, did, is_ai_altered=is_ai_altered)
        return tools.signer.sign(file, manifest, key)

    return replace(made, files=tuple(signed(file) for file in made.files))


def keep_key(campaign_id: CampaignId, key: SigningKey, tools: Tools) -> None:
    """Make this the campaign's key from now on; raise InvalidInput for one that cannot sign.

    Files that an earlier key signed keep their signature.
    """
    ends_at = tools.signer.check(key)
    known = tools.records.find(ContentKey, campaign_id)
    row = ContentKey(
        campaign_id=campaign_id,
        chain=key.chain,
        sealed_key=tools.vault.seal(campaign_id, OWNER, key.private_key, use=SEALED_FOR),
        ends_at=ends_at,
        version=known.version if known else 0,
    )
    tools.records.commit(Save(row=row))
