"""One person of the roll: her record, its history, her duplicates, and a reveal."""

from chalice.app import Blueprint

from chalicelib import wiring
from chalicelib.domain.edits import Update
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import BeneficiaryId
from chalicelib.entry.auth import signed_in
from chalicelib.entry.edge import endpoint
from chalicelib.entry.models.fields import parsed_fields
from chalicelib.entry.models.records import (
    MOST_HISTORY,
    CorrectionRequest,
    RecordQuery,
    RecordView,
    RevealAnswer,
    RevealRequest,
    record_view,
)
from chalicelib.entry.models.twins import (
    MergeRequest,
    MergeView,
    TwinsView,
    merge_view,
    twins_view,
)
from chalicelib.entry.wire import Answer, Call, Operation
from chalicelib.services import editing, people, twins

api = Blueprint(__name__)
PERSON = "/v1/beneficiaries/{beneficiary_id}"


@api.route(PERSON, methods=["GET"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="See a person's record", query=RecordQuery, answers={200: RecordView},
        gives_version=True,
    )
)  # fmt: skip
def get_beneficiary(call: Call, beneficiary_id: str) -> Answer:
    """Answer with what is known of a person, what disagrees, and the newest changes."""
    asked = call.query
    return _shown(call, BeneficiaryId(beneficiary_id), asked.limit, asked.history_cursor)


def _shown(call: Call, beneficiary_id: BeneficiaryId, limit: int, cursor: str | None) -> Answer:
    found = people.show(
        call.user, beneficiary_id, limit=limit, cursor=cursor, records=wiring.current().records
    )
    return Answer(body=record_view(found), version=found.person.version)


@api.route(PERSON, methods=["PATCH"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Correct a person's record", body=CorrectionRequest, answers={200: RecordView},
        needs_version=True, gives_version=True,
    )
)  # fmt: skip
def patch_beneficiary(call: Call, beneficiary_id: str) -> Answer:
    """Change the fields of the version in If-Match, and end the conflicts about them."""
    tools, person_id = wiring.current(), BeneficiaryId(beneficiary_id)
    editing.correct(
        call.user, person_id, _correction(call, tools.new_id()), call.body.keep,
        records=tools.records, phones=tools.phones, clock=tools.clock,
    )  # fmt: skip
    return _shown(call, person_id, MOST_HISTORY, None)


def _correction(call: Call, edit_id: str) -> Update:
    asked: CorrectionRequest = call.body
    said = parsed_fields(asked.fields) if asked.fields or not asked.keep else {}
    if twice := sorted(said.keys() & asked.keep.keys()):
        raise InvalidInput("Write a field anew or keep one of its values, not both", field=twice[0])
    return Update(edit_id=edit_id, base_version=call.if_match or 0, fields=said, phone_at=None)


@api.route(f"{PERSON}/reveal", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="See a whole number", body=RevealRequest, answers={200: RevealAnswer}))
def post_reveal(call: Call, beneficiary_id: str) -> Answer:
    """Answer with the number after an audit entry says who saw it and why."""
    tools = wiring.current()
    phone = people.reveal_phone(
        call.user, BeneficiaryId(beneficiary_id), call.body.reason,
        records=tools.records, vault=tools.vault, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=RevealAnswer(phone=phone))


@api.route(f"{PERSON}/duplicates", methods=["GET"], authorizer=signed_in)
@endpoint(Operation(summary="See who may be the same person", answers={200: TwinsView}))
def get_duplicates(call: Call, beneficiary_id: str) -> Answer:
    """Answer with candidates and why they are, the likeliest first."""
    records = wiring.current().records
    found = twins.find(call.user, BeneficiaryId(beneficiary_id), records=records)
    return Answer(body=twins_view(found))


@api.route(f"{PERSON}/merges", methods=["POST"], authorizer=signed_in)
@endpoint(
    Operation(
        summary="Take another record as part of this one", body=MergeRequest,
        answers={201: MergeView}, needs_version=True, gives_version=True,
    )
)  # fmt: skip
def post_merge(call: Call, beneficiary_id: str) -> Answer:
    """Merge another row into the version in If-Match; the merge can be undone."""
    tools, asked = wiring.current(), call.body
    done = twins.merge(
        call.user, BeneficiaryId(beneficiary_id), call.if_match or 0,
        BeneficiaryId(asked.other_id), asked.merge_id or tools.new_id(),
        records=tools.records, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=merge_view(done), status=201, version=done.version)


@api.route(f"{PERSON}/merges/{{merge_id}}/undo", methods=["POST"], authorizer=signed_in)
@endpoint(Operation(summary="Undo a merge", answers={200: MergeView}, gives_version=True))
def post_merge_undo(call: Call, beneficiary_id: str, merge_id: str) -> Answer:
    """Part two merged rows again."""
    tools = wiring.current()
    done = twins.undo(
        call.user, BeneficiaryId(beneficiary_id), merge_id,
        records=tools.records, clock=tools.clock,
    )  # fmt: skip
    return Answer(body=merge_view(done), version=done.version)
