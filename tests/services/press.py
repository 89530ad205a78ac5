"""The publisher with one network, for the tests of everything between approved and gone."""

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.ids import ChannelId, VisitId
from chalicelib.domain.publishing import Publication
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.services import (
    composing,
    confirming,
    granting,
    outgoing,
    posting,
    scheduling,
    taking_down,
    withdrawing,
)
from tests.builders import (
    CAMPAIGN,
    CHANNEL,
    NOON,
    PERSON,
    VISIT,
    a_scheduled_place,
    a_withdrawal,
    an_approved_place,
)
from tests.fakes import (
    Answer,
    FakeChannel,
    FakeComposer,
    FakeCredentials,
    FakeObjectStore,
    FakeRecords,
    FakeWorkspace,
    FixedClock,
    SequentialIds,
    signing,
)

OTHER = ChannelId("second-page")


@dataclass(kw_only=True)
class Press:
    """The publisher with one network."""

    records: FakeRecords
    network: FakeChannel = field(default_factory=FakeChannel)
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    composer: FakeComposer = field(default_factory=FakeComposer)
    workspace: FakeWorkspace = field(default_factory=FakeWorkspace)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    new_id: SequentialIds = field(default_factory=SequentialIds)

    @property
    def tools(self) -> outgoing.Tools:
        return outgoing.Tools(
            records=self.records, store=self.store, client=self.network, clock=self.clock,
            credentials=self.credentials, new_id=self.new_id,
        )  # fmt: skip

    def compose(
        self, channel_id: ChannelId = CHANNEL, visit_id: VisitId = VISIT
    ) -> composing.Result:
        tools = composing.Tools(
            records=self.records, store=self.store, composer=self.composer,
            workspace=self.workspace, clock=self.clock, new_id=self.new_id,
            credentials=signing(self.records),
        )  # fmt: skip
        return composing.compose(visit_id, channel_id, tools)

    def schedule(self) -> None:
        scheduling.schedule(VISIT, self.tools)

    def go_out(self) -> None:
        """Let it wait for its slots, and give out those that are there, as the queue does."""
        for channel in scheduling.schedule(VISIT, self.tools):
            self.grant(channel.channel_id)

    def grant(self, channel_id: ChannelId = CHANNEL) -> int:
        return granting.grant(CAMPAIGN, channel_id, self.tools)

    def post(self, channel_id: ChannelId = CHANNEL) -> None:
        posting.post(VISIT, channel_id, self.tools)

    def confirm(self) -> None:
        confirming.confirm(VISIT, CHANNEL, self.tools)

    def take_down(self) -> None:
        taking_down.take_down(VISIT, CHANNEL, self.tools)

    def withdraw(self) -> None:
        """Commit a withdrawal of everything; its consequences are still to come."""
        ledger = self.records.find(Ledger, PERSON)
        assert ledger is not None
        taken = a_withdrawal(withdrawal_id=self.new_id(), at=NOON + timedelta(hours=1))
        self.records.commit(Save(row=withdraw(ledger, taken)))

    def settle(self) -> None:
        withdrawing.settle(PERSON, records=self.records, clock=self.clock, new_id=self.new_id)

    def publication(self) -> Publication:
        found = self.records.find(Publication, VISIT, CHANNEL)
        assert found is not None
        return found

    def item(self) -> Testimonial:
        found = self.records.find(Testimonial, VISIT)
        assert found is not None
        return found

    @property
    def actions(self) -> list[str]:
        return [entry.action for entry in self.records.all(AuditEntry)]


def a_press(answer: Answer = Answer.ACCEPTS, rows: tuple[Row, ...] = ()) -> Press:
    records = FakeRecords(*(rows or a_scheduled_place()))
    return Press(records=records, network=FakeChannel(answer))


def an_approved_press(*more: Row) -> Press:
    press = a_press(rows=an_approved_place())
    press.records.seed(*more)
    return press
