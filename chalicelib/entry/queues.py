"""Queue triggers: media that arrived, visits to verify, editions to compose, posts to move on.

The queue names here are placeholders: the template puts the real ARNs in.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from chalice.app import Blueprint

from chalicelib import logs, metrics, wiring
from chalicelib.domain.ids import BeneficiaryId, ChannelId, ImportId, MediaId, VisitId
from chalicelib.domain.jobs import Action
from chalicelib.entry.edge import batch_handler
from chalicelib.services import (
    comparing,
    composing,
    confirming,
    delivering,
    digesting,
    granting,
    import_runs,
    intake,
    matching,
    posting,
    reel_making,
    reels,
    scheduling,
    sweeping,
    taking_down,
    verification,
    withdrawal_calls,
    withdrawing,
)

queues = Blueprint(__name__)


@queues.on_sqs_message(queue="photo", name="process-photo", batch_size=1)
@batch_handler
def process_photo(message: Mapping[str, Any]) -> None:
    """Take in each photo that S3 says was stored."""
    _take_in(message)


@queues.on_sqs_message(queue="video", name="process-video", batch_size=1)
@batch_handler
def process_video(message: Mapping[str, Any]) -> None:
    """Take in each video that S3 says was stored."""
    _take_in(message)


def _take_in(message: Mapping[str, Any]) -> None:
    """Take in every object of an S3 notice; its test message, sent at set-up, has none."""
    for record in message.get("Records", []):
        notice = arrival(record)
        result = intake.take_in(notice, wiring.media_tools())
        logs.info("media_taken_in", media_id=notice.media_id, outcome=result.value)


def arrival(record: Mapping[str, Any]) -> intake.Arrival:
    """Return the arrival that one S3 record tells of. Keys come URL-encoded."""
    key = unquote_plus(record["s3"]["object"]["key"])
    _, visit_id, name = key.split("/")
    at = datetime.fromisoformat(record["eventTime"])
    media_id = MediaId(name.partition(".")[0])
    return intake.Arrival(visit_id=VisitId(visit_id), media_id=media_id, arrived_at=at)


@queues.on_sqs_message(queue="verify", name="verify", batch_size=10)
@batch_handler
def verify(message: Mapping[str, Any]) -> None:
    """Bring a visit's evidence to a verdict, look for copies, or for missed calls."""
    subject = message["subject"]
    match message.get("action"):
        case Action.MATCH:
            matching.match_visit(VisitId(subject), records=wiring.current().records)
        case Action.COMPARE:
            _compare(VisitId(subject), MediaId(message["media_id"]))
        case Action.LOOK_BACK:
            _look_back(BeneficiaryId(subject))
        case _:
            verification.verify(VisitId(subject), wiring.verification_tools())


def _compare(visit_id: VisitId, media_id: MediaId) -> None:
    """Look for copies of a media; the verdict that waits for it then knows of them."""
    count = comparing.compare(visit_id, media_id, records=wiring.current().records)
    logs.info("media_compared", media_id=media_id, count=count)
    verification.verify(visit_id, wiring.verification_tools())


def _look_back(beneficiary_id: BeneficiaryId) -> None:
    tools = wiring.current()
    withdrawal_calls.look_back(
        beneficiary_id, records=tools.records, clock=tools.clock, new_id=tools.new_id
    )


@queues.on_sqs_message(queue="import", name="process-import", batch_size=1)
@batch_handler
def process_import(message: Mapping[str, Any]) -> None:
    """Read each file that S3 says was stored, or go on reading one."""
    for import_id in _imports(message):
        result = import_runs.read_on(import_id, wiring.import_tools())
        logs.info("import_read", import_id=import_id, outcome=result.value)


def _imports(message: Mapping[str, Any]) -> list[ImportId]:
    """Return the files that a message is about; S3's test message is about none."""
    if "action" in message:
        return [ImportId(message["subject"])]
    keys = [unquote_plus(record["s3"]["object"]["key"]) for record in message.get("Records", [])]
    return [ImportId(key.rpartition("/")[2].partition(".")[0]) for key in keys]


@queues.on_sqs_message(queue="compose", name="compose", batch_size=1)
@batch_handler
def compose(message: Mapping[str, Any]) -> None:
    """Make one film or picture of our own renditions."""
    COMPOSING[Action(message["action"])](message)


def _compose(message: Mapping[str, Any]) -> None:
    visit_id, channel_id = _publication(message)
    result = composing.compose(visit_id, channel_id, wiring.composing_tools())
    logs.info("edition_composed", visit_id=visit_id, outcome=result.value)


def _make_reel(message: Mapping[str, Any]) -> None:
    reel_id = VisitId(message["subject"])
    result = reel_making.make(reel_id, wiring.composing_tools())
    logs.info("reel_made", visit_id=reel_id, outcome=result.value)


@queues.on_sqs_message(queue="deliver", name="deliver", batch_size=1)
@batch_handler
def deliver(message: Mapping[str, Any]) -> None:
    """Tell one operator's own system of one event, once."""
    delivery_id = message["delivery_id"]
    outcome = delivering.deliver(message["subject"], delivery_id, wiring.delivering_tools())
    logs.info("message_tried", delivery_id=delivery_id, outcome=outcome)


@queues.on_sqs_message(queue="publish", name="publish", batch_size=1)
@batch_handler
def publish(message: Mapping[str, Any]) -> None:
    """Carry out one publishing job."""
    PUBLISHING[Action(message["action"])](message)


def _schedule(message: Mapping[str, Any]) -> None:
    visit_id, tools = VisitId(message["subject"]), wiring.publishing_tools()
    for channel in scheduling.schedule(visit_id, tools, message.get("content_version")):
        granting.grant(channel.campaign_id, channel.channel_id, tools)
    reels.await_turn(visit_id, records=tools.records, clock=tools.clock)
    digesting.await_digest(visit_id, digesting.Tools(records=tools.records, clock=tools.clock))


def _post(message: Mapping[str, Any]) -> None:
    posting.post(*_publication(message), wiring.publishing_tools())


def _confirm(message: Mapping[str, Any]) -> None:
    confirming.confirm(*_publication(message), wiring.publishing_tools())


def _take_down(message: Mapping[str, Any]) -> None:
    """Try to remove a post; one that passes its deadline is counted, and the alarm rings."""
    if taking_down.take_down(*_publication(message), wiring.publishing_tools()):
        logs.warning("takedown_late", visit_id=message["subject"])
        metrics.count("takedowns_late", stage=wiring.current().settings.stage)


def _sweep(message: Mapping[str, Any]) -> None:
    freeze_id, after = message["subject"], message.get("after")
    result = sweeping.sweep(freeze_id, wiring.publishing_tools(), after)
    logs.info("freeze_swept", outcome=result.value)


def _withdraw(message: Mapping[str, Any]) -> None:
    tools = wiring.current()
    withdrawing.settle(
        BeneficiaryId(message["subject"]),
        records=tools.records,
        clock=tools.clock,
        new_id=tools.new_id,
    )


def _end_reels(message: Mapping[str, Any]) -> None:
    tools = wiring.current()
    withdrawing.end_reels_of(
        VisitId(message["subject"]), records=tools.records, clock=tools.clock, new_id=tools.new_id
    )


def _publication(message: Mapping[str, Any]) -> tuple[VisitId, ChannelId]:
    return VisitId(message["subject"]), ChannelId(message["channel_id"])


COMPOSING: Mapping[Action, Callable[[Mapping[str, Any]], None]] = {
    Action.COMPOSE: _compose,
    Action.MAKE_REEL: _make_reel,
}
PUBLISHING: Mapping[Action, Callable[[Mapping[str, Any]], None]] = {
    Action.SCHEDULE: _schedule,
    Action.POST: _post,
    Action.CONFIRM: _confirm,
    Action.TAKE_DOWN: _take_down,
    Action.WITHDRAW: _withdraw,
    Action.SWEEP: _sweep,
    Action.END_REELS: _end_reels,
}
