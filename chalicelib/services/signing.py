"""The single requests of a browser's own uploader, each signed for one grant of the caller's.

The uploader names its file by the upload's id, or by the object's key once it was told that. It may
send the file in one PUT or in parts, whatever the grant had in mind, and completes the parts by
itself; S3 then holds the result to the grant's size and lets no second file take its place, and
what comes in is held to the SHA-256 like any other upload. S3 knows an upload's parts by key and
upload id, so no part can become part of anything else.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.abandoning import abandon
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import (
    GRANT_LIFE,
    Media,
    MediaState,
    UploadMethod,
    original_key,
    part_count,
)
from chalicelib.domain.parts import BEGINS, TAKES_IN, Signed, Step, step_of
from chalicelib.domain.people import User
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, ObjectStore, Records
from chalicelib.services.retry import again
from chalicelib.services.transfers import require_no_file, require_whole
from chalicelib.services.uploads import absent, require_purpose, usable_by

LONGEST_ID = 64  # a table refuses keys beyond some length, and that would look like a fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the uploader is about to send; `key` names its file, `s3_upload_id` S3's own upload."""

    method: str
    key: str
    s3_upload_id: str | None = None
    part_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What signing needs."""

    records: Records
    store: ObjectStore
    clock: Clock


def sign(user: User, wanted: Wanted, tools: Tools) -> Signed:
    """Return the request, signed for exactly this step of exactly the grant's object.

    Raises NotFound for a key that is no upload of the caller's, Conflict for one that has ended or
    does not know the upload of S3's, ConsentMissing, and InvalidInput for a step or a part that
    there is none of.
    """
    step = step_of(
        wanted.method,
        has_upload=wanted.s3_upload_id is not None,
        has_part=wanted.part_number is not None,
    )
    media = again(lambda: _prepared(user, wanted, step, tools))
    signed = tools.store.sign(media, step, wanted.part_number, tools.clock.now())
    return replace(signed, key=original_key(media)) if step in BEGINS else signed


def _prepared(user: User, wanted: Wanted, step: Step, tools: Tools) -> Media:
    """Return the grant as the step needs it, and keep it so."""
    media = _named(user, wanted.key, tools.records)
    _require_open(media, step, tools)
    if wanted.part_number is not None:
        _require_part(media, wanted.part_number)
    ready = _taken_up(media, wanted.s3_upload_id, tools.store)
    if step is Step.COMPLETE:
        require_whole(ready, tools.store)
    now = tools.clock.now()
    after = _renewed(ready, now) if step is not Step.ABORT else abandon(ready, now)
    if after != media:
        tools.records.commit(Save(row=after))
    if ready != media and media.multipart_id is not None:
        tools.store.abort_multipart(media)  # another upload took its place
    return after


def _named(user: User, key: str, records: Records) -> Media:
    """Return the caller's upload that a key names; an object's key must be right to the letter."""
    name = key.rpartition("/")[2].partition(".")[0]
    if len(name) > LONGEST_ID:
        raise absent()
    media = usable_by(user, MediaId(name), records=records)
    if key not in {media.media_id, original_key(media)}:
        raise absent()
    return media


def _require_open(media: Media, step: Step, tools: Tools) -> None:
    if media.state is MediaState.ABANDONED:
        raise Conflict("This upload has ended; ask for a new one", current_state=media.state.value)
    # Whether it has arrived is asked once a file, not for each of its parts.
    if step not in {Step.PUT, Step.PART} or media.state is not MediaState.OFFERED:
        require_no_file(media, tools.store)
    if step in TAKES_IN:
        require_purpose(media, records=tools.records)


def _require_part(media: Media, number: int) -> None:
    most = part_count(media.size_bytes)
    if not 1 <= number <= most:
        raise InvalidInput(
            f"This file has no such part: number them from 1 to {most}", field="partNumber"
        )


def _taken_up(media: Media, s3_upload_id: str | None, store: ObjectStore) -> Media:
    """Return the grant with the upload that the browser began; S3 says whether it is one of ours.

    A browser begins an upload by itself, so its id first comes to us with the step that follows.
    """
    if s3_upload_id is None or s3_upload_id == media.multipart_id:
        return media
    begun = replace(media, method=UploadMethod.MULTIPART, multipart_id=s3_upload_id)
    if not store.has_multipart(begun):
        raise Conflict("S3 knows no such upload of this file; begin its parts anew")
    return begun


def _renewed(media: Media, now: datetime) -> Media:
    """Return the grant with a good part of its life before it; not written for each part anew."""
    life = GRANT_LIFE[media.kind.value]
    if media.expires_at - now > life / 2:
        return media
    return replace(media, expires_at=now + life)
