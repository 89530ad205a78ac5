"""An upload under way: more of its parts, all of them joined, or the grant given back.

All parts of the right size make a file of the right size; whether its SHA-256 is the one that was
announced is seen when its bytes are read, first of all that happens to it (decision 22).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.abandoning import abandon
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.media import GRANT_LIFE, Media, MediaState, UploadMethod, part_count
from chalicelib.domain.parts import lacking
from chalicelib.domain.rows import Save
from chalicelib.ports import Clock, ObjectStore, Records
from chalicelib.services.retry import again
from chalicelib.services.uploads import MOST_PARTS_PER_CALL, Grant, require_purpose


def more_parts(
    media: Media, numbers: Sequence[int], *, store: ObjectStore, clock: Clock, records: Records
) -> Grant:
    """Return fresh URLs for parts of a multipart upload, renewing its life.

    Raises InvalidInput for a part that the file has not, ConsentMissing when the person has taken
    her consent back meanwhile, Conflict for an upload without parts or one that has ended.
    """
    most = part_count(media.size_bytes)
    wrong = [number for number in numbers if not 1 <= number <= most]
    if wrong or not numbers or len(numbers) > MOST_PARTS_PER_CALL:
        raise InvalidInput(
            f"Name 1 to {MOST_PARTS_PER_CALL} part numbers between 1 and {most}", field="numbers"
        )
    require_purpose(media, records=records)
    now = clock.now()
    renewed = again(lambda: _renew(media, now, records))
    return Grant(media=renewed, parts=store.grant_parts(renewed, numbers, now))


def _renew(media: Media, now: datetime, records: Records) -> Media:
    """Return the upload with its life begun anew; a phone may ask for several parts at once."""
    current = records.find(Media, media.visit_id, media.media_id) or media
    _require_open_multipart(current)
    renewed = replace(current, expires_at=now + GRANT_LIFE[current.kind.value])
    records.commit(Save(row=renewed))
    return renewed


def _require_open_multipart(media: Media) -> None:
    if media.method is not UploadMethod.MULTIPART:
        raise Conflict("This upload goes in one request and has no parts")
    if media.state is not MediaState.OFFERED:
        raise Conflict("This upload has ended", current_state=media.state.value)


def complete(media: Media, *, store: ObjectStore) -> None:
    """Join the parts once all bytes are there; harmless to repeat.

    Raises Conflict naming the parts that S3 lacks, so that the phone sends just those.
    """
    if media.state is not MediaState.OFFERED or store.has_original(media):
        return
    if media.method is UploadMethod.POST:
        raise Conflict("The file has not arrived; send it with the grant's form")
    require_whole(media, store)
    store.complete_multipart(media)


def require_whole(media: Media, store: ObjectStore) -> None:
    """Raise Conflict with the numbers of the parts that S3 lacks or holds in a wrong size."""
    if missing := lacking(media.size_bytes, store.parts(media)):
        raise Conflict(
            "Some parts have not arrived whole; send them and complete again",
            missing=[str(number) for number in missing],
        )


def abort(media: Media, *, records: Records, store: ObjectStore, clock: Clock) -> None:
    """Give an unused grant back; harmless to repeat. Raises Conflict once the file has arrived."""
    if media.state is MediaState.ABANDONED:
        return
    require_no_file(media, store)
    if media.method is UploadMethod.MULTIPART:
        store.abort_multipart(media)
    records.commit(Save(row=abandon(media, clock.now())))


def require_no_file(media: Media, store: ObjectStore) -> None:
    """Raise Conflict once the file has arrived."""
    if media.state is not MediaState.OFFERED or store.has_original(media):
        raise Conflict("The file has arrived already", current_state=media.state.value)
