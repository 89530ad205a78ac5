"""Each function in a fresh process: it resolves, runs without app.py, and loses no message."""

import hashlib
import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from PIL import Image

from app import app
from chalicelib.adapters.aws.codec import to_body
from chalicelib.adapters.aws.keys import key_of
from chalicelib.adapters.aws.secrets import SecretCredentials
from chalicelib.adapters.system import SystemClock
from chalicelib.domain.channel_editions import Edition, EditionOrder, EditionState
from chalicelib.domain.channels import ChannelKind, Connection, Credential, Standing
from chalicelib.domain.connections import fresh
from chalicelib.domain.digests import DigestTurn
from chalicelib.domain.editions import Cut, Style
from chalicelib.domain.freezes import Board, Freeze, put_up
from chalicelib.domain.ids import AreaId, UserId, id_from
from chalicelib.domain.importing import Import, ImportState, import_key
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.reels import ReelTurn
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.signed_deliveries import secret_of, secret_text, signed
from chalicelib.domain.slots import Lane, SlotLedger
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.domain.webhooks import Delivery, DeliveryState, EventType, Webhook
from chalicelib.entry import queues
from chalicelib.services import progress, webhooks
from tests import reel_place
from tests.as_lambda import events
from tests.as_lambda.conftest import HANDLERS, Account
from tests.as_lambda.processes import APPLICATION, HEAVY, run, start
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    DESK,
    NOON,
    PERSON,
    PHOTO,
    VISIT,
    a_beneficiary,
    a_campaign,
    a_channel,
    a_derivative,
    a_freeze,
    a_publication,
    a_ready_photo,
    a_small_tree,
    a_testimonial,
    a_visit,
    a_visited_place,
    an_area,
    an_id,
)
from tests.contracts.aws import nobodys_address
from tests.contracts.registry_rows import an_import
from tests.contracts.rows import full_rows
from tests.contracts.test_objects import granted, post
from tests.media_factory import jpeg
from tests.networks.server import Network, Reply, Request
from tests.tokens import CLIENT_ID, ISSUER, SUBJECT, a_key, a_token, access_claims, serving

NAMES = {
    "signed_in", "process-photo", "process-video", "verify", "publish", "relay-records",
    "count-progress", "reconcile", "release-slots", "process-import", "retire-data", "compose",
    "make-reels", "collect-metrics", "deliver", "tend-connections", "daily-digest",
}  # fmt: skip
HOOK = an_id(0xE001)
# What speaks to networks brings rich along where that is installed; the package is without it.
UNWANTED = {APPLICATION, *HEAVY} - {"rich"}
TENDED = ("kept", "renewed", "lost")
GOOD = events.job("verify", VISIT)
BAD = {"not JSON": "{", "nothing": "", "a word": '"x"', "a list": "[1]", "no subject": "{}"}


def failures(answer: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_these_are_all_functions():
    assert set(HANDLERS) == NAMES
    assert {name.split(".")[-1].replace("_", "-") for name in HANDLERS.values()} == {
        name.replace("_", "-") for name in NAMES
    }


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_function_starts_without_the_app_without_settings_and_without_media_libraries(
    name: str, tmp_path: Path
):
    done = start(HANDLERS[name], settings={}, into=tmp_path)

    assert done.returncode == 0, done.stderr
    loaded = json.loads((tmp_path / "answers.json").read_text())["modules"]
    assert loaded == []


def test_a_function_without_its_settings_says_which_are_missing(tmp_path: Path):
    done = start(HANDLERS["reconcile"], events.tick(), settings={}, into=tmp_path)

    assert done.returncode != 0
    assert "AWS_REGION is missing; STAGE is missing" in done.stderr


# --- imports and retention ---------------------------------------------------------------------


ROLL = "बूथ कोड,क्रमांक,नाम,मोबाइल\nB1,1,सुनीता देवी,9876543210\nB9,2,रमेश,9.19E+11\n"


def granted_import(account: Account) -> Import:
    """A roll of two rows that somebody has just stored."""
    booth = replace(an_area("booth-1"), area_id=AreaId(id_from(CAMPAIGN, "area", "B1")))
    imported = an_import(state=ImportState.OFFERED, mapping={}, due_at=None)
    account.keep([a_campaign(), booth, imported])
    bucket = account.aws.outputs["UploadsBucket"]
    account.aws.client("s3").put_object(
        Bucket=bucket, Key=import_key(imported.import_id), Body=ROLL.encode()
    )
    return imported


def test_a_stored_roll_is_read_and_a_second_notice_changes_nothing(account: Account):
    imported = granted_import(account)
    notice = events.sqs(events.stored(import_key(imported.import_id)))

    ran = account.run("process-import", notice, notice)

    assert [failures(answer) for answer in ran.answers] == [[], []]
    done = account.records.find(Import, imported.import_id)
    assert done is not None
    assert (done.state, done.rows_done, done.rows_refused) == (ImportState.DONE, 1, 1)
    person = account.records.find(Beneficiary, id_from(CAMPAIGN, "person", "B1/1"))
    assert person is not None
    assert person.phone is not None
    assert person.phone.shown == "+91XXXXXX3210"
    assert "9876543210" not in ran.output
    assert APPLICATION not in ran.modules
    assert "imageio_ffmpeg" not in ran.modules


def test_who_took_everything_back_is_erased_when_her_time_has_come(account: Account):
    account.keep([*a_small_tree(), a_campaign(), a_beneficiary(erase_at=NOON)])

    ran = account.run("retire-data", events.tick(), events.tick())

    gone = account.records.find(Beneficiary, PERSON)
    assert gone is not None
    assert (gone.is_erased, gone.names, gone.phone) == (True, {}, None)
    assert [sum(answer.values()) for answer in ran.answers] == [1, 0]


# --- queues -------------------------------------------------------------------------------------


def stored_photo(account: Account) -> Media:
    """A real photo that a phone has just stored."""
    body = jpeg(account.folder / "photo.jpg").read_bytes()
    media = granted(size_bytes=len(body), sha256=_hex(body))
    account.keep([media])
    assert post(*account.store.grant_post(media), body) == 204
    return media


def _hex(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def key(media: Media) -> str:
    return f"ab/{media.visit_id}/{media.media_id}.photo"


def test_a_stored_photo_becomes_ready_and_a_second_notice_changes_nothing(account: Account):
    media = stored_photo(account)
    notice = events.sqs(events.stored(key(media)))

    ran = account.run("process-photo", notice, notice)

    kept = account.records.find(Media, media.visit_id, media.media_id)
    assert kept is not None
    assert kept.state is MediaState.READY
    roles = {made.role for made in kept.derivatives}
    assert {"display", "thumb"} <= roles <= {"display", "thumb", "display_webp", "thumb_webp"}
    assert [failures(answer) for answer in ran.answers] == [[], []]
    assert kept.capture  # where it was taken, sealed, and no word of it told
    assert "29.94" not in ran.output
    assert APPLICATION not in ran.modules
    assert "PIL" in ran.modules  # the one function that needs it does load it


def test_the_message_by_which_s3_tries_a_queue_is_done_with(account: Account):
    ran = account.run("process-video", events.sqs(events.s3_test()))

    assert failures(ran.answers[0]) == []


def test_an_object_that_nobody_was_granted_is_refused_once_and_done_with(account: Account):
    ran = account.run("process-photo", events.sqs(events.stored(f"ab/{VISIT}/{PHOTO}.photo")))

    assert failures(ran.answers[0]) == []
    assert "message_refused" in ran.output


@pytest.mark.parametrize("key", ["a", "a/b", "a/b/c/d", "%zz", ""])
def test_a_notice_of_a_key_that_is_not_ours_fails_to_where_an_operator_sees_it(
    account: Account, key: str
):
    ran = account.run("process-photo", events.sqs(events.stored(key)))

    assert failures(ran.answers[0]) == ["m-1"]


@pytest.mark.parametrize(
    "name", ["process-photo", "process-video", "verify", "publish", "compose", "deliver"]
)
def test_only_the_messages_that_cannot_be_read_are_reported_as_failed(account: Account, name: str):
    good = {
        "verify": GOOD,
        "publish": events.job("confirm", VISIT, "c"),
        "compose": events.job("compose", VISIT, "c"),
        "deliver": events.job("deliver", HOOK, delivery_id="msg_0"),
        "process-photo": events.s3_test(),
        "process-video": events.s3_test(),
    }[name]

    ran = account.run(name, events.sqs("{", good, "[", good, "nonsense"))

    assert failures(ran.answers[0]) == ["m-1", "m-3", "m-5"]


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
@pytest.mark.parametrize(
    "handler",
    [queues.verify, queues.publish, queues.compose, queues.deliver],
    ids=["verify", "publish", "compose", "deliver"],
)
def test_a_malformed_job_is_reported_as_failed(handler: Any, body: str):
    answer = handler(events.sqs(body), SimpleNamespace())

    assert failures(answer) == ["m-1"]


@pytest.mark.parametrize("handler", [queues.publish, queues.compose], ids=["publish", "compose"])
@pytest.mark.parametrize("action", ["dance", "read_on"])
def test_an_unknown_action_is_reported_as_failed(handler: Any, action: str):
    answer = handler(events.sqs(events.job(action, VISIT, "c")), SimpleNamespace())

    assert failures(answer) == ["m-1"]


def test_a_message_that_keeps_failing_rests_in_the_dead_letter_queue(account: Account):
    sqs, url = account.aws.client("sqs"), account.aws.outputs["VerifyQueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="nonsense")

    deliveries = 0
    while True:
        answer = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
        if not answer.get("Messages"):
            break
        (message,) = answer["Messages"]
        deliveries += 1
        assert failures(queues.verify(events.sqs(message["Body"]), SimpleNamespace())) == ["m-1"]

    (dead,) = account.waiting("VerifyDeadLettersUrl")
    assert dead["Body"] == "nonsense"
    assert 1 < deliveries <= 10


def test_a_verdict_is_reached_from_the_table_alone(account: Account):
    account.keep(a_visited_place())

    ran = account.run("verify", events.sqs(GOOD, GOOD))

    item = account.records.find(Testimonial, VISIT)
    assert item is not None
    assert item.state is State.PENDING_REVIEW
    assert item.evidence_version == 1
    assert failures(ran.answers[0]) == []
    assert ran.modules.isdisjoint({APPLICATION, *HEAVY})


def ordered_photo(account: Account) -> Media:
    """A photo of ours in the bucket, and a publication that wants it upright with her name."""
    display = a_derivative("display")
    body = jpeg(account.folder / "display.jpg", size=(640, 480)).read_bytes()
    bucket = account.aws.outputs["DerivativesBucket"]
    account.aws.client("s3").put_object(Bucket=bucket, Key=display.key, Body=body)
    photo = a_ready_photo(derivatives=(display,))
    style = Style(cut=Cut.VERTICAL, has_lower_third=True)
    account.keep([
        *a_visited_place(photo), a_testimonial(State.PUBLISHING),
        a_publication(order=EditionOrder(style=style, language="hi")),
    ])  # fmt: skip
    return photo


def test_an_edition_is_composed_of_our_own_rendition_and_a_second_message_changes_nothing(
    account: Account,
):
    photo = ordered_photo(account)
    message = events.sqs(events.job("compose", VISIT, CHANNEL))

    ran = account.run("compose", message, message)

    assert [failures(answer) for answer in ran.answers] == [[], []]
    (edition,) = account.records.under(Edition, VISIT, limit=9).items
    (made,) = edition.derivatives
    assert (edition.state, edition.tries) == (EditionState.READY, 1)
    assert made.key not in {each.key for each in photo.derivatives}
    into = account.folder / "edition.jpg"
    account.store.fetch_derivative(made.key, into)
    with Image.open(into) as picture:
        assert picture.size == (made.width, made.height) == (270, 480)
    assert APPLICATION not in ran.modules
    assert "moviepy" not in ran.modules  # which only the child knows


def test_a_reel_that_was_never_begun_is_done_with(account: Account):
    ran = account.run("compose", events.sqs(events.job("make_reel", an_id(0xABC))))

    assert failures(ran.answers[0]) == []


def test_a_tick_in_the_night_begins_a_desks_reel_and_another_tick_no_second(account: Account):
    now = _now()
    approved = (reel_place.approved(number, since=now) for number in range(3))
    rows = (row for n in range(3) for row in reel_place.rows_of(n) if type(row) is not Testimonial)
    turn = ReelTurn(desk_id=DESK, campaign_id=CAMPAIGN, due_at=now)
    account.keep([*a_small_tree(), a_campaign(), turn, *rows, *approved])

    ran = account.run("make-reels", events.tick(), events.tick())

    assert ran.answers == [{"begun": 1}, {"begun": 0}]
    member = account.records.find(Testimonial, reel_place.visit_id(0))
    assert member is not None
    reel = account.records.find(Testimonial, member.reels[0])
    assert reel is not None
    assert set(reel.members) == {reel_place.visit_id(number) for number in range(3)}
    assert ran.modules.isdisjoint({APPLICATION, *HEAVY})


@pytest.mark.parametrize(
    "action", ["schedule", "post", "confirm", "take_down", "withdraw", "sweep", "end_reels"]
)
def test_a_job_about_nothing_is_done_with(account: Account, action: str):
    ran = account.run("publish", events.sqs(events.job(action, an_id(0xABC), "no-channel")))

    assert failures(ran.answers[0]) == []


def test_while_the_table_does_not_answer_every_message_comes_back(account: Account):
    account.settings["AWS_ENDPOINT_URL"] = nobodys_address()
    account.settings["AWS_MAX_ATTEMPTS"] = "1"

    ran = account.run("verify", events.sqs(GOOD, GOOD))

    assert failures(ran.answers[0]) == ["m-1", "m-2"]
    assert "message_failed" in ran.output


# --- freezes, and messages to operators' own systems ---------------------------------------------


def test_a_sweep_holds_what_waits_under_a_freeze_and_another_sweep_changes_nothing(
    account: Account,
):
    now = _now()
    freeze = a_freeze(from_at=now, created_at=now)
    waiting = a_publication(slot_at=None, due_at=None, desk_id=DESK)
    board = put_up(Board(campaign_id=CAMPAIGN), freeze, now)
    account.keep([*a_small_tree(), a_campaign(), a_channel(), freeze, board, waiting])
    message = events.sqs(events.job("sweep", freeze.freeze_id))

    ran = account.run("publish", message, message)

    assert [failures(answer) for answer in ran.answers] == [[], []]
    held = account.records.find(Publication, VISIT, CHANNEL)
    assert held is not None
    assert (held.state, held.held_by) == (PublicationState.HELD, freeze.freeze_id)
    swept = account.records.find(Freeze, freeze.freeze_id)
    assert swept is not None
    assert swept.held == 1
    assert ran.modules.isdisjoint(UNWANTED)


def hook_with_a_message(url: str) -> tuple[Webhook, Delivery]:
    """A webhook, and a message for it that was never tried."""
    now = _now()
    webhook = Webhook(
        campaign_id=CAMPAIGN, webhook_id=HOOK, url=url, created_by=UserId("admin-1"),
        created_at=now,
    )  # fmt: skip
    message = Delivery(
        campaign_id=CAMPAIGN, webhook_id=HOOK, delivery_id="msg_1", type=EventType.TEST,
        made_at=now, subject_id=HOOK, facts={}, due_at=now,
    )  # fmt: skip
    return webhook, message


class Receiver(Network):
    """An operator's own system, which takes whatever comes."""

    def step(self, request: Request) -> str:
        return request.method

    def carry_out(self, step: str, request: Request) -> Reply:  # noqa: ARG002
        return Reply()


def test_a_message_is_delivered_signed_and_not_a_second_time(account: Account):
    secret = secret_text(b"s" * 32)
    keep_secret(account, Credential(signing=(secret,)))
    with Receiver() as receiver:
        webhook, message = hook_with_a_message(f"{receiver.base_url}/hook")
        account.keep([webhook, message])
        job = events.sqs(events.job("deliver", HOOK, delivery_id=message.delivery_id))

        ran = account.run("deliver", job, job)

    assert [failures(answer) for answer in ran.answers] == [[], []]
    (heard,) = receiver.requests
    said = {name: heard.headers[name] for name in ("webhook-id", "webhook-timestamp")}
    at = datetime.fromtimestamp(int(said["webhook-timestamp"]), UTC)
    expected = signed([secret_of(secret)], message.delivery_id, at, heard.body)
    assert heard.headers["webhook-signature"] == expected["webhook-signature"]
    assert heard.json()["type"] == "webhook.test"
    kept = account.records.find(Delivery, HOOK, message.delivery_id)
    assert kept is not None
    assert (kept.state, kept.count) == (DeliveryState.DELIVERED, 1)
    assert secret not in ran.output
    assert ran.modules.isdisjoint(UNWANTED)


def keep_secret(account: Account, credential: Credential) -> None:
    client = account.aws.client("secretsmanager")
    kept = SecretCredentials(client, stage="test", key_id=account.settings["DATA_KEY"])
    kept.keep(CAMPAIGN, webhooks.place_of(HOOK), credential)


# --- stream, timers, authorizer, API ------------------------------------------------------------


def image(row: Any, **more: Any) -> dict[str, Any]:
    """A row as the stream shows it."""
    place = key_of(row)
    item = {**to_body(row), "pk": place.pk, "sk": place.sk, "row": type(row).__name__, **more}
    write = TypeSerializer().serialize
    return {name: as_event(write(value)) for name, value in item.items()}


def as_event(value: dict[str, Any]) -> dict[str, Any]:
    """An attribute as Lambda's events have it: bytes come in base64."""
    data = value.get("B")
    return value if data is None else {"B": b64encode(bytes(data)).decode()}


def outbox_image() -> dict[str, Any]:
    row, *_ = (row for row in full_rows() if type(row).__name__ == "OutboxItem")
    return image(row, version=1)


def test_an_outbox_item_in_the_stream_becomes_a_message(account: Account):
    ran = account.run("relay-records", events.stream(outbox_image()))

    (message,) = account.waiting("PublishQueueUrl")
    assert json.loads(message["Body"]) == {
        "action": "post", "subject": VISIT, "channel_id": "practice-page"
    }  # fmt: skip
    assert failures(ran.answers[0]) == []
    assert ran.modules.isdisjoint({APPLICATION, *HEAVY})


def test_an_edition_that_was_ordered_is_put_on_a_queue_of_its_own(account: Account):
    job = Job(action=Action.COMPOSE, subject=VISIT, channel_id=CHANNEL)
    item = OutboxItem(item_id=an_id(1), job=job, created_at=NOON)

    account.run("relay-records", events.stream(image(item, version=1)))

    (message,) = account.waiting("ComposeQueueUrl")
    assert message["Body"] == events.job("compose", VISIT, CHANNEL)
    assert account.waiting("PublishQueueUrl") == []


def test_visits_in_the_stream_are_counted_once_however_often_they_come(account: Account):
    account.keep(a_small_tree())
    batch = events.stream(image(a_visit(version=1), version=1))

    ran = account.run("count-progress", batch, batch)

    assert [failures(answer) for answer in ran.answers] == [[], []]
    days, _ = progress.sums(AreaId("booth-1"), records=account.records)
    assert days == {NOON.date(): {"visited": 1, "met": 1}}
    assert ran.modules.isdisjoint({APPLICATION, *HEAVY})


@pytest.mark.parametrize("name", ["relay-records", "count-progress"])
def test_the_stream_is_asked_again_from_the_first_record_that_failed(account: Account, name: str):
    torn = {"pk": {"S": "VISIT#1"}, "sk": {"S": "VISIT"}, "row": {"S": "Visit"}}

    ran = account.run(name, events.stream(outbox_image(), torn, outbox_image()))

    assert failures(ran.answers[0]) == ["2"]
    assert len(account.waiting("PublishQueueUrl")) == (1 if name == "relay-records" else 0)


def test_a_row_of_a_newer_version_is_passed_over(account: Account):
    newer = {"pk": {"S": "X#1"}, "sk": {"S": "X"}, "row": {"S": "SomethingNewer"}}

    ran = account.run("relay-records", events.stream(newer, outbox_image()))

    assert failures(ran.answers[0]) == []
    assert len(account.waiting("PublishQueueUrl")) == 1


def test_a_tick_gives_the_slot_that_is_there_and_another_tick_none(account: Account):
    waiting = a_publication(slot_at=None, due_at=None)
    own = {"campaign_id": CAMPAIGN, "channel_id": CHANNEL}
    lane = Lane(**own, lane_id=waiting.path[0])
    account.keep([a_campaign(), a_channel(), SlotLedger(**own, due_at=NOON), lane, waiting])

    ran = account.run("release-slots", events.tick(), events.tick())

    assert ran.answers == [{"released": 1}, {"released": 0}]
    granted = account.records.find(Publication, VISIT, CHANNEL)
    assert granted is not None
    assert granted.slot_at is not None


def test_a_tick_without_posts_reads_no_numbers(account: Account):
    ran = account.run("collect-metrics", events.tick())

    assert ran.answers == [{"read": 0, "delayed": 0}]


def test_a_tick_finds_a_channel_without_a_credential_and_another_tick_leaves_it(account: Account):
    channel = a_channel(kind=ChannelKind.TELEGRAM, account="@page")
    account.keep([channel, replace(fresh(channel, NOON), standing=Standing.CONNECTED)])

    ran = account.run("tend-connections", events.tick(), events.tick())

    assert ran.answers == [{"kept": 0, "renewed": 0, "lost": 1}, dict.fromkeys(TENDED, 0)]
    kept = account.records.find(Connection, CAMPAIGN, CHANNEL)
    assert kept is not None
    assert (kept.standing, kept.reason) == (Standing.NEEDS_RECONNECT, "no_token")
    assert ran.modules.isdisjoint(UNWANTED)


def test_a_tick_in_the_morning_makes_a_desks_digest_and_another_tick_no_second(account: Account):
    turn = DigestTurn(desk_id=DESK, campaign_id=CAMPAIGN, due_at=_now())
    account.keep([*a_small_tree(), a_campaign(), turn])

    ran = account.run("daily-digest", events.tick(), events.tick())

    assert ran.answers == [{"made": 1}, {"made": 0}]


def test_a_tick_with_nothing_to_do_finds_nothing(account: Account):
    ran = account.run("reconcile", events.tick())

    assert set(ran.answers[0].values()) == {0}


def allowed(answer: dict[str, Any]) -> tuple[str, bool]:
    statements = answer["policyDocument"]["Statement"]
    return answer["principalId"], any(each["Resource"] for each in statements)


def test_the_authorizer_lets_a_good_token_in_and_no_other(account: Account):
    now = _now()
    good, late = a_token(access_claims(now)), a_token(access_claims(now, exp=1))
    with serving(a_key()) as pool:
        account.settings.update(
            USER_POOL_CLIENT_ID=CLIENT_ID, TOKEN_ISSUER=ISSUER, JWKS_URL=pool.url
        )
        asked = [events.sign_in(f"Bearer {token}") for token in (good, late, "x.y.z", "")]
        ran = account.run("signed_in", *asked)

    assert [allowed(answer) for answer in ran.answers] == [
        (SUBJECT, True), ("nobody", False), ("nobody", False), ("nobody", False),
    ]  # fmt: skip
    assert ran.answers[0]["context"] == {"since": str(int(now.timestamp()))}
    # httpx looks for rich, for a command of its own; the package does not carry it.
    assert ran.modules <= {"rich"}
    assert good not in ran.output


def _now() -> datetime:
    return SystemClock().now()


def test_an_authorizer_that_cannot_know_refuses_loudly(account: Account):
    account.settings["JWKS_URL"] = nobodys_address() + "/jwks.json"
    account.settings.update(USER_POOL_CLIENT_ID=CLIENT_ID, TOKEN_ISSUER=ISSUER)
    asked = events.sign_in(f"Bearer {a_token(access_claims(_now()))}")

    done = start(HANDLERS["signed_in"], asked, settings=account.settings, into=account.folder)

    assert done.returncode != 0
    assert "StoreUnavailable" in done.stderr


def test_the_api_answers_the_gateways_own_event(account: Account):
    asked = [events.request("GET", path) for path in ("/v1/health", "/openapi.json", "/console")]
    ran = run("app.app", *asked, settings=account.settings, into=account.folder)

    assert [answer["statusCode"] for answer in ran.answers] == [200, 200, 200]
    assert json.loads(ran.answers[0]["body"])["status"] == "ok"
    assert ran.modules == {APPLICATION}


def test_every_route_of_the_app_goes_through_the_edge():
    for path, methods in app.routes.items():
        for entry in methods.values():
            assert hasattr(entry.view_function, "operation"), path
