"""Uploads and media: grants, parts, completion, and what became of a file."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import Media, MediaState
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.uploads import (
    MediaView,
    PartsRequest,
    PartUrls,
    SignedRequest,
    SignRequest,
    UploadGrant,
    UploadRequest,
    UploadStatus,
    media_view,
    part_urls,
    signed_request,
    upload_grant,
    upload_status,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import signing, transfers, uploads

api = Blueprint(__name__)


@api.route("/v1/uploads", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(summary="Ask to upload one file", body=UploadRequest, answers={201: UploadGrant})
)
def post_upload(call: Call) -> Answer:
    """Answer with a grant for one file of a visit of the caller's."""
    tools = wiring.current()
    grant = uploads.offer(
        call.user, call.body.offer(), records=tools.records, store=tools.store, clock=tools.clock,
        new_id=tools.new_id,
    )  # fmt: skip
    return Answer(body=upload_grant(grant), status=201)


@api.route("/v1/uploads/sign", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Sign one request of Uppy's to S3", body=SignRequest, answers={200: SignedRequest}
    )
)
def post_sign(call: Call) -> Answer:
    """Answer Uppy's `signRequest`: its key is the id of an upload that was asked for before."""
    tools = wiring.current()
    signed = signing.sign(
        call.user, call.body.wanted(),
        signing.Tools(records=tools.records, store=tools.store, clock=tools.clock),
    )  # fmt: skip
    return Answer(body=signed_request(signed))


@api.route("/v1/uploads/{upload_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See where an upload stands", answers={200: UploadStatus}))
def get_upload(call: Call, upload_id: str) -> Answer:
    """Answer with the state and the parts that S3 holds."""
    return _status(_own(call, upload_id))


def _own(call: Call, upload_id: str) -> Media:
    return uploads.held_by(call.user, MediaId(upload_id), records=wiring.current().records)


def _usable(call: Call, upload_id: str) -> Media:
    return uploads.usable_by(call.user, MediaId(upload_id), records=wiring.current().records)


def _status(media: Media) -> Answer:
    is_open = media.multipart_id is not None and media.state is MediaState.OFFERED
    held = wiring.current().store.parts(media) if is_open else {}
    return Answer(body=upload_status(media, held))


@api.route("/v1/uploads/{upload_id}/parts", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Get fresh URLs for parts", body=PartsRequest, answers={200: PartUrls}))
def post_parts(call: Call, upload_id: str) -> Answer:
    """Answer with a signed URL per part; the grant's life starts anew."""
    tools = wiring.current()
    grant = transfers.more_parts(
        _usable(call, upload_id), call.body.numbers, store=tools.store, clock=tools.clock,
        records=tools.records,
    )  # fmt: skip
    urls = PartUrls(parts=part_urls(grant.parts), expires_at=grant.media.expires_at)
    return Answer(body=urls)


@api.route("/v1/uploads/{upload_id}/complete", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Say that all parts are sent", answers={200: UploadStatus}))
def post_complete(call: Call, upload_id: str) -> Answer:
    """Join the parts on the server once all bytes are there."""
    media = _usable(call, upload_id)
    transfers.complete(media, store=wiring.current().store)
    return Answer(body=upload_status(media, {}))


@api.route("/v1/uploads/{upload_id}", methods=["DELETE"], authorizer=signed_in)
@endpoint(Operation(summary="Give a grant back", answers={204: None}))
def delete_upload(call: Call, upload_id: str) -> Answer:
    """End an upload that will not come."""
    tools = wiring.current()
    transfers.abort(
        _own(call, upload_id), records=tools.records, store=tools.store, clock=tools.clock
    )
    return Answer(status=204)


@api.route("/v1/media/{media_id}", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See what became of a file", answers={200: MediaView}))
def get_media(call: Call, media_id: str) -> Answer:
    """Answer with the state, the reason of a rejection, and the derivatives."""
    media = uploads.show_media(call.user, MediaId(media_id), records=wiring.current().records)
    return Answer(body=shown(media))


def shown(media: Media) -> MediaView:
    """Return a media as an answer, with signed URLs for its derivatives."""
    store = wiring.current().store
    urls = {made.role: store.derivative_url(made.key) for made in media.derivatives}
    return media_view(media, urls)
