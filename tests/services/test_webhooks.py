"""Webhooks: kept by admins, told of events, tried until the receiver has them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.domain.audit import EMPTY, AuditEntry, next_entry
from chalicelib.domain.channels import Credential
from chalicelib.domain.errors import (
    Conflict,
    IdTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    PreconditionMissing,
    StaleVersion,
)
from chalicelib.domain.freezes import Freeze, FreezeKind
from chalicelib.domain.ids import CampaignId, UserId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.people import Role
from chalicelib.domain.rows import Row
from chalicelib.domain.signed_deliveries import (
    MOST_ANSWER_BYTES,
    Delivered,
    Trouble,
    Undelivered,
    secret_of,
    verify,
)
from chalicelib.domain.testimonial import State
from chalicelib.domain.webhooks import MOST_WEBHOOKS, Delivery, DeliveryState, EventType, Webhook
from chalicelib.services import delivering, webhooks
from chalicelib.services.remembering import Remembered
from chalicelib.services.webhooks import Plan, place_of
from tests.builders import CAMPAIGN, DESK, NOON, VISIT, a_testimonial, a_user, an_id, path_to
from tests.fakes import (
    FakeCredentials,
    FakeJobs,
    FakeRecords,
    FakeVault,
    FixedClock,
    SequentialIds,
)

ADMIN = a_user(Role.ADMIN, "state")
HOOK = an_id(0xE001)
PLAN = Plan(url="https://own.example/hook")
GIVEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OK = Delivered(status=200, took_ms=5)
NO = Delivered(status=500, took_ms=5)
GONE = Delivered(status=410, took_ms=5)


@dataclass(kw_only=True)
class Receiver:
    """An operator's own system: it keeps what arrives and answers as it is told."""

    answers: list[Delivered | Undelivered] = field(default_factory=list)
    got: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> Delivered | Undelivered:  # fmt: skip
        assert (method, most_bytes) == ("POST", MOST_ANSWER_BYTES)
        self.got.append((url, headers, body))
        self.meanwhile()
        return self.answers.pop(0) if self.answers else OK


@dataclass(kw_only=True)
class Office:
    """A campaign with what its webhooks need."""

    records: FakeRecords
    receiver: Receiver = field(default_factory=Receiver)
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    new_id: SequentialIds = field(default_factory=SequentialIds)

    @property
    def tools(self) -> webhooks.Tools:
        return webhooks.Tools(
            records=self.records, credentials=self.credentials, vault=FakeVault(),
            clock=self.clock, new_id=self.new_id,
        )  # fmt: skip

    @property
    def trying(self) -> delivering.Tools:
        return delivering.Tools(
            records=self.records, credentials=self.credentials, deliveries=self.receiver,
            clock=self.clock, new_id=self.new_id,
        )  # fmt: skip

    def make(self, webhook_id: str = HOOK, plan: Plan = PLAN, secret: str | None = None) -> str:
        return webhooks.make(ADMIN, webhook_id, plan, secret, self.tools).secret

    def announce(self, entry: AuditEntry) -> int:
        return delivering.announce(
            entry, records=self.records, jobs=self.jobs, clock=self.clock,
            known=Remembered(clock=self.clock),
        )  # fmt: skip

    def deliver(self) -> str:
        return delivering.deliver(HOOK, self.message().delivery_id, self.trying)

    def message(self) -> Delivery:
        return self.records.all(Delivery)[-1]

    def webhook(self) -> Webhook:
        return webhooks.read(ADMIN, HOOK, records=self.records)

    def signing(self) -> tuple[str, ...]:
        return self.credentials.kept[CAMPAIGN, place_of(HOOK)].signing


@pytest.fixture
def office() -> Office:
    return Office(records=FakeRecords(a_testimonial(State.PUBLISHED)))


def an_entry(action: str = "publication_posted", subject_id: str = VISIT) -> AuditEntry:
    return next_entry(
        EMPTY, subject_id=subject_id, at=NOON, actor="system", action=action, facts={"n": 1}
    )


def test_a_new_webhook_has_a_secret_that_the_table_does_not(office: Office) -> None:
    secret = office.make()

    assert len(secret_of(secret)) == 32
    assert office.signing() == (secret,)
    assert secret not in repr(office.records.all(Webhook))
    assert [each.webhook_id for each in webhooks.listed(ADMIN, records=office.records)] == [HOOK]


def test_a_given_secret_is_taken_and_a_broken_one_makes_nothing(office: Office) -> None:
    assert office.make(secret=GIVEN) == GIVEN
    for broken in ("secret", "whsec_", "whsec_not base64", f" {GIVEN}", f"whsec_{'A' * 200}"):
        with pytest.raises(InvalidInput):
            office.make(an_id(0xE002), secret=broken)
        with pytest.raises(InvalidInput):
            webhooks.rotate(ADMIN, HOOK, broken, office.tools)
    assert office.signing() == (GIVEN,)
    assert len(office.records.all(Webhook)) == 1


def test_the_same_request_again_makes_no_second_webhook(office: Office) -> None:
    office.make()
    secret = office.make()

    assert office.signing() == (secret,)
    assert len(office.records.all(Webhook)) == 1
    with pytest.raises(IdTaken):
        office.make(plan=replace(PLAN, types=(EventType.POSTED,)))


@pytest.mark.parametrize(
    "url",
    ["http://own.example/", "https://10.0.0.1/", "https://localhost/", "https://169.254.169.254/",
     "ftp://own.example/", "https://user:word@own.example/", "own.example"],
)  # fmt: skip
def test_an_address_inside_a_private_network_is_refused(office: Office, url: str) -> None:
    with pytest.raises(InvalidInput):
        office.make(plan=Plan(url=url))
    office.make()
    with pytest.raises(InvalidInput):
        webhooks.change(ADMIN, HOOK, Plan(url=url), 1, office.tools)


def test_there_is_an_end_to_how_many_a_campaign_has(office: Office) -> None:
    for number in range(MOST_WEBHOOKS):
        office.make(an_id(0xE100 + number))

    with pytest.raises(Conflict):
        office.make()
    webhooks.remove(ADMIN, an_id(0xE100), office.tools)
    office.make()


@pytest.mark.parametrize("role", [Role.WORKER, Role.MODERATOR, Role.CONVENER])
def test_nobody_but_an_admin_has_to_do_with_webhooks(office: Office, role: Role) -> None:
    office.make()
    somebody, tools = a_user(role, "state"), office.tools

    for ask in (
        lambda: webhooks.listed(somebody, records=office.records),
        lambda: webhooks.read(somebody, HOOK, records=office.records),
        lambda: webhooks.make(somebody, an_id(1), PLAN, None, tools),
        lambda: webhooks.change(somebody, HOOK, PLAN, 1, tools),
        lambda: webhooks.remove(somebody, HOOK, tools),
        lambda: webhooks.rotate(somebody, HOOK, None, tools),
        lambda: webhooks.test(somebody, HOOK, tools),
        lambda: webhooks.replay(somebody, HOOK, "msg_1", tools),
    ):
        with pytest.raises(NotPermitted):
            ask()


def test_a_webhook_changes_for_who_read_its_latest_version(office: Office) -> None:
    office.make()
    off = replace(PLAN, is_enabled=False)

    with pytest.raises(PreconditionMissing):
        webhooks.change(ADMIN, HOOK, off, None, office.tools)
    with pytest.raises(StaleVersion):
        webhooks.change(ADMIN, HOOK, off, 7, office.tools)
    assert not webhooks.change(ADMIN, HOOK, off, 1, office.tools).is_enabled
    assert office.announce(an_entry()) == 0


def test_what_is_removed_is_gone_with_its_secrets(office: Office) -> None:
    office.make()
    office.announce(an_entry())

    webhooks.remove(ADMIN, HOOK, office.tools)
    webhooks.remove(ADMIN, HOOK, office.tools)

    assert not office.credentials.kept
    assert webhooks.listed(ADMIN, records=office.records) == ()
    assert office.deliver() == "failed"
    assert office.receiver.got == []
    with pytest.raises(NotFound):
        office.webhook()
    with pytest.raises(NotFound):
        webhooks.remove(ADMIN, an_id(0xDEAD), office.tools)
    with pytest.raises(IdTaken):
        office.make()


def test_an_event_becomes_one_signed_message_however_often_it_is_told(office: Office) -> None:
    secret = office.make()

    assert [office.announce(an_entry()), office.announce(an_entry())] == [1, 1]
    assert {job.delivery_id for job in office.jobs.sent} == {office.message().delivery_id}
    assert office.deliver() == "delivered"
    assert office.deliver() == "left"

    ((url, headers, body),) = office.receiver.got
    assert url == PLAN.url
    assert verify([secret_of(secret)], headers, body, NOON)
    assert headers["webhook-id"] == office.message().delivery_id
    assert json.loads(body)["type"] == "publication.posted"


def test_what_nobody_asked_for_makes_no_message(office: Office) -> None:
    office.make(plan=replace(PLAN, types=(EventType.WITHDRAWN,)))

    assert office.announce(an_entry()) == 0
    assert office.announce(an_entry("judged")) == 0
    assert office.announce(an_entry(subject_id=an_id(0xDEAD))) == 0
    assert office.announce(an_entry("withdrawn")) == 1


def test_a_freeze_is_told_too(office: Office) -> None:
    freeze = Freeze(
        freeze_id=an_id(0xF1), campaign_id=CAMPAIGN, area_id=DESK, path=path_to("constituency"),
        kind=FreezeKind.INCIDENT, reason="r", from_at=NOON, until_at=None,
        by=UserId("admin-1"), created_at=NOON,
    )  # fmt: skip
    office.records.seed(freeze)
    office.make()

    assert office.announce(an_entry("freeze_put_up", freeze.freeze_id)) == 1
    assert office.message().type is EventType.FREEZE


def test_which_webhooks_there_are_is_remembered_for_a_minute(office: Office) -> None:
    known: delivering.Known = Remembered(clock=office.clock)

    def announce() -> int:
        return delivering.announce(
            an_entry(), records=office.records, jobs=office.jobs, clock=office.clock, known=known
        )

    assert announce() == 0
    office.make()
    assert announce() == 0
    office.clock.advance(minutes=2)
    assert announce() == 1


def test_a_failed_try_waits_on_the_queue_or_for_the_timer(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    office.receiver.answers = [NO] * 4

    assert office.deliver() == "waiting"
    assert office.deliver() == "left"  # it is not yet time
    (item,) = office.records.all(OutboxItem)
    assert (item.job.action, item.job.not_before) == (Action.DELIVER, office.message().due_at)
    for _ in range(3):
        office.clock.set(office.message().due_at or NOON)
        assert office.deliver() == "waiting"
    assert (office.message().due_at or NOON) - office.clock.now() > timedelta(minutes=15)
    assert len(office.records.all(OutboxItem)) == 2

    sent = len(office.jobs.sent)
    office.clock.advance(hours=3)
    assert delivering.send_due(records=office.records, jobs=office.jobs, clock=office.clock) == 1
    assert len(office.jobs.sent) == sent + 1
    assert office.deliver() == "delivered"


def test_a_receiver_that_wants_no_more_is_switched_off(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    office.receiver.answers = [GONE]

    assert office.deliver() == "failed"
    assert (office.webhook().is_enabled, office.webhook().off_reason) == (
        False, "receiver_wants_no_more",
    )  # fmt: skip
    again = webhooks.change(ADMIN, HOOK, PLAN, office.webhook().version, office.tools)
    assert (again.is_enabled, again.off_reason) == (True, None)


def test_an_address_that_changed_meanwhile_is_not_switched_off_for_the_old_one(
    office: Office,
) -> None:
    office.make()
    office.announce(an_entry())
    office.receiver.answers = [GONE]
    moved = replace(PLAN, url="https://new.example/hook")

    office.receiver.meanwhile = lambda: webhooks.change(ADMIN, HOOK, moved, 1, office.tools)
    office.deliver()

    assert office.webhook().is_enabled


def test_without_its_secrets_nothing_is_sent(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    for nothing in ({}, {(CAMPAIGN, place_of(HOOK)): Credential()}):
        office.credentials.kept = dict(nothing)
        office.clock.advance(hours=1)
        assert office.deliver() == "waiting"

    assert office.receiver.got == []
    assert office.message().tries[-1].reason == Trouble.NOT_SENT


def test_two_tries_at_once_count_as_one(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    office.records.before_commit = lambda _: office.deliver()

    assert office.deliver() == "left"
    assert office.message().state is DeliveryState.DELIVERED
    assert len({headers["webhook-id"] for _, headers, _ in office.receiver.got}) == 1


def test_rotation_signs_with_both_secrets_until_the_next(office: Office) -> None:
    first = office.make()
    second = webhooks.rotate(ADMIN, HOOK, None, office.tools).secret
    office.announce(an_entry())
    office.deliver()
    _, headers, body = office.receiver.got[-1]

    assert all(verify([secret_of(each)], headers, body, NOON) for each in (first, second))
    assert office.webhook().rotated_at == NOON
    third = webhooks.rotate(ADMIN, HOOK, GIVEN, office.tools).secret
    assert office.signing() == (third, second)
    office.credentials.kept.clear()
    assert webhooks.rotate(ADMIN, HOOK, None, office.tools).secret == office.signing()[0]


def test_a_message_can_be_sent_again_with_its_old_id(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    office.deliver()
    known = office.message()

    webhooks.replay(ADMIN, HOOK, known.delivery_id, office.tools)

    assert office.deliver() == "delivered"
    ids = [headers["webhook-id"] for _, headers, _ in office.receiver.got]
    assert ids == [known.delivery_id] * 2
    with pytest.raises(NotFound):
        webhooks.replay(ADMIN, HOOK, "msg_unknown", office.tools)


def test_a_test_message_and_the_log_of_what_was_sent(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    office.clock.advance(minutes=1)
    sent = webhooks.test(ADMIN, HOOK, office.tools)
    delivering.deliver(HOOK, sent.delivery_id, office.trying)

    page = webhooks.deliveries(ADMIN, HOOK, limit=1, cursor=None, records=office.records)
    rest = webhooks.deliveries(ADMIN, HOOK, limit=9, cursor=page.cursor, records=office.records)
    assert [each.type for each in (*page.items, *rest.items)] == [
        EventType.TEST, EventType.POSTED,
    ]  # fmt: skip


def test_what_is_gone_or_unknown_is_left(office: Office) -> None:
    assert delivering.deliver(HOOK, "msg_unknown", office.trying) == "left"
    office.make()
    office.announce(an_entry())
    rows: dict[object, Row] = office.records._rows

    def forget() -> None:
        for key in [key for key, row in rows.items() if isinstance(row, Delivery | Webhook)]:
            del rows[key]

    message = office.message()
    office.receiver = Receiver(answers=[GONE], meanwhile=forget)
    assert delivering.deliver(HOOK, message.delivery_id, office.trying) == "left"


def test_a_message_that_ends_while_it_is_given_up_stays_ended(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    webhooks.remove(ADMIN, HOOK, office.tools)
    office.records.before_commit = lambda _: office.records.seed(
        replace(office.message(), state=DeliveryState.DELIVERED, version=9)
    )

    office.deliver()

    assert office.message().state is DeliveryState.DELIVERED


def test_a_webhook_of_another_campaign_with_the_same_id_opens_none_of_its_messages(
    office: Office,
) -> None:
    office.make()
    office.announce(an_entry())
    stranger = a_user(Role.ADMIN, "state", campaign_id=CampaignId("another"))
    webhooks.make(stranger, HOOK, PLAN, None, office.tools)

    page = webhooks.deliveries(stranger, HOOK, limit=10, cursor=None, records=office.records)

    assert page.items == ()
    with pytest.raises(NotFound):
        webhooks.replay(stranger, HOOK, office.message().delivery_id, office.tools)


def test_a_campaign_that_removed_many_webhooks_is_still_told_of_the_next(office: Office) -> None:
    for number in range(MOST_WEBHOOKS * 10):
        office.make(an_id(number + 1))
        webhooks.remove(ADMIN, an_id(number + 1), office.tools)
    office.make()

    assert [each.webhook_id for each in webhooks.listed(ADMIN, records=office.records)] == [HOOK]
    assert office.announce(an_entry()) == 1


def test_a_freeze_is_told_before_an_eventual_read_knows_of_it(office: Office) -> None:
    test_a_freeze_is_told_too(office)
    office.records.recall = lambda *_: None  # type: ignore[method-assign, assignment]

    assert office.announce(an_entry("freeze_lifted", an_id(0xF1))) == 1


def test_two_failed_tries_at_once_count_as_one_of_the_schedule(office: Office) -> None:
    office.make()
    office.announce(an_entry())
    office.receiver.answers = [NO, NO]

    def another_run() -> None:
        office.receiver.meanwhile = lambda: None
        office.deliver()

    office.receiver.meanwhile = another_run
    office.deliver()

    assert (office.message().state, office.message().count) == (DeliveryState.WAITING, 1)
