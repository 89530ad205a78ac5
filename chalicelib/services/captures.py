"""Keeps what an original says of its making sealed, and opens it: for a check, or for a person.

A person's reading has an access rule of its own and leaves an audit entry; nothing of a capture
stands in any other answer.
"""

from dataclasses import replace

from chalicelib.domain.capture import SEALED_AS, Capture, from_text, to_text
from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import OF_OLD, Media
from chalicelib.domain.people import Role, User, require_place
from chalicelib.domain.rows import Save
from chalicelib.domain.visit import Visit
from chalicelib.ports import Clock, Records, Vault
from chalicelib.services.auditing import noted_in_ledger
from chalicelib.services.retry import again
from chalicelib.services.uploads import absent, find_media

# Whoever judges a testimonial or steers an area, and no worker, not even who took the picture.
READERS = frozenset({Role.MODERATOR, Role.CONVENER, Role.ADMIN})


def sealed(media: Media, capture: Capture, vault: Vault) -> str:
    """Return what a media's row keeps of a capture; nothing when nothing is known.

    A media from before its campaign stood in its row has no key to seal with, and keeps none.
    """
    text = to_text(capture)
    if not text or media.campaign_id == OF_OLD:
        return ""
    return vault.seal(media.campaign_id, media.media_id, text, use=SEALED_AS)


def opened(media: Media, vault: Vault) -> Capture:
    """Return a media's capture; all of it is unknown when nothing was kept."""
    said = (media.measured or {}).get("has_metadata")
    has_metadata = said if isinstance(said, bool) else None
    if not media.capture:
        return Capture(has_metadata=has_metadata)
    text = vault.open(media.campaign_id, media.media_id, media.capture, use=SEALED_AS)
    return replace(from_text(text), has_metadata=has_metadata)


def reveal(
    user: User, media_id: MediaId, *, records: Records, vault: Vault, clock: Clock
) -> Capture:
    """Return a media's capture; one audit entry of its person is committed before it is opened.

    Raises NotFound outside the caller's areas and for workers, Conflict once the person took
    everything back.
    """

    def step() -> Media:
        media = find_media(media_id, records=records)
        visit = records.find(Visit, media.visit_id)
        require_place(user, READERS, visit.path if visit else ())
        ledger, entry = noted_in_ledger(
            _open_ledger(media, records), "capture_revealed",
            at=clock.now(), actor=user.user_id, facts={"media_id": media.media_id},
        )  # fmt: skip
        records.commit(Save(row=ledger), Save(row=entry))
        return media

    return opened(again(step), vault)


def _open_ledger(media: Media, records: Records) -> Ledger:
    """Return the ledger of whoever is shown: she agreed to a picture before there was one."""
    ledger = records.find(Ledger, media.beneficiary_id)
    if ledger is None:
        raise absent()
    if ledger.erase_at is not None:
        raise Conflict("She took everything back; nothing of hers is shown", current_state="sealed")
    return ledger
