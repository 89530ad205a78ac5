"""Publishing as a whole, without the cloud: its jobs, its timers, its dead, and a table put back.

Every job that was ever sent is kept: a queue may bring any of them again. A run may be made to die
right before or right after any effect, on the table, the bucket or the network.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chalicelib.domain.channels import Account, Channel, Credential
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.freezes import Board, Freeze, FreezeKind, put_up, taken_from
from chalicelib.domain.ids import AreaId, BeneficiaryId, CampaignId, ChannelId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.marks import Mark
from chalicelib.domain.posts import Post, PostResult, Seen
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.domain.testimonial import STUCK_AFTER, State
from chalicelib.services import (
    confirming,
    granting,
    posting,
    scheduling,
    taking_down,
    upkeep,
    withdrawing,
)
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    PERSON,
    a_testimonial,
    a_withdrawal,
    an_approved_place,
    path_to,
)
from tests.fakes import (
    Answer,
    Crash,
    FakeChannel,
    FakeCredentials,
    FakeJobs,
    FakeObjectStore,
    FakeRecords,
    FixedClock,
)
from tests.services.press import Press

S = PublicationState
T = TypeVar("T")
# Nothing more comes of these by itself.
ENDED = frozenset({S.POSTED, S.FAILED, S.CANCELLED, S.TAKEN_DOWN})
LONGEST_DELAY = timedelta(seconds=900)  # of a message on its queue


class Fate:
    """Counts the effects of all runs, and lets the run die before or after one of them."""

    def __init__(self) -> None:
        self.count = 0
        self.dies_at: int | None = None
        self.is_after = False

    def __call__(self, effect: Callable[[], T]) -> T:
        self.count += 1
        is_last = self.count == self.dies_at
        if is_last and not self.is_after:
            raise Crash
        done = effect()
        if is_last:
            raise Crash
        return done


class MortalRecords(FakeRecords):
    """The table, in front of which a run may die."""

    fate = Fate()

    def commit(self, *changes: Change) -> None:
        self.fate(lambda: super(MortalRecords, self).commit(*changes))


class MortalStore(FakeObjectStore):
    """The buckets, in front of which a run may die."""

    fate = Fate()

    def mark_attempt(self, name: str, note: str) -> Mark | None:
        return self.fate(lambda: super(MortalStore, self).mark_attempt(name, note))


class MortalCredentials(FakeCredentials):
    """The secrets, in front of which a run may die."""

    fate = Fate()

    def read(self, campaign_id: CampaignId, channel_id: ChannelId) -> Credential | None:
        return self.fate(lambda: super(MortalCredentials, self).read(campaign_id, channel_id))


class MortalChannel(FakeChannel):
    """A network, in front of which a run may die."""

    fate = Fate()

    def publish(self, account: Account, post: Post) -> PostResult:
        return self.fate(lambda: super(MortalChannel, self).publish(account, post))

    def status(self, account: Account, handle: str) -> PostResult:
        return self.fate(lambda: super(MortalChannel, self).status(account, handle))

    def finalise(self, account: Account, handle: str, post: Post) -> PostResult:
        return self.fate(lambda: super(MortalChannel, self).finalise(account, handle, post))

    def discard(self, account: Account, handle: str) -> None:
        return self.fate(lambda: super(MortalChannel, self).discard(account, handle))

    def list_recent(self, account: Account, since: datetime) -> Any:
        def listed() -> list[Seen]:
            return list(super(MortalChannel, self).list_recent(account, since) or ())

        return self.fate(listed)


@dataclass(kw_only=True)
class Circuit(Press):
    """The press with its queues and timers."""

    jobs: FakeJobs = field(default_factory=FakeJobs)
    sent: list[tuple[Job, datetime]] = field(default_factory=list)
    waiting: list[tuple[Job, datetime]] = field(default_factory=list)
    carried: set[str] = field(default_factory=set)
    fate: Fate = field(default_factory=Fate)
    forgets_the_dead: bool = False  # the message of a run that dies is lost

    def __post_init__(self) -> None:
        for mortal in (self.records, self.store, self.credentials, self.network):
            mortal.fate = self.fate  # type: ignore[union-attr]
        self.store.clock = self.network.clock = self.clock

    # Jobs

    def send(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        """Put a job on its queue; it waits there no longer than a queue lets it."""
        at = self.clock.now() + min(delay, LONGEST_DELAY)
        self.sent.append((job, at))
        self.waiting.append((job, at))

    def relay(self) -> None:
        """Carry what stands in the outbox, and what the timers sent, to the queues."""
        for item in self.records.all(OutboxItem):
            if item.item_id not in self.carried:
                self.carried.add(item.item_id)
                not_before = item.job.not_before or self.clock.now()
                self.send(item.job, delay=not_before - self.clock.now())
        for job in self.jobs.sent:
            self.send(job)
        self.jobs.sent.clear()

    def deliver(self) -> None:
        """Hand out every job whose time has come, and those that follow; the dead's come again."""
        self.relay()
        while due := [each for each in self.waiting if each[1] <= self.clock.now()]:
            self.waiting = [each for each in self.waiting if each not in due]
            for job, _ in due:
                self.once(job)
            self.relay()

    def once(self, job: Job) -> None:
        """Hand a job over; when the run dies on it, it is handed over again."""
        try:
            self.run(job)
        except Crash:
            if not self.forgets_the_dead:
                self.run(job)

    def run(self, job: Job) -> None:
        visit_id, channel_id = VisitId(job.subject), ChannelId(job.channel_id or "")
        match job.action:
            case Action.SCHEDULE:
                for channel in scheduling.schedule(visit_id, self.tools, job.content_version):
                    granting.grant(CAMPAIGN, channel.channel_id, self.tools)
            case Action.POST:
                posting.post(visit_id, channel_id, self.tools)
            case Action.CONFIRM:
                confirming.confirm(visit_id, channel_id, self.tools)
            case Action.TAKE_DOWN:
                taking_down.take_down(visit_id, channel_id, self.tools)
            case Action.WITHDRAW:
                withdrawing.settle(
                    BeneficiaryId(job.subject), records=self.records, clock=self.clock,
                    new_id=self.new_id,
                )  # fmt: skip

    def redrive(self) -> None:
        """Hand out every job again that was ever sent, however old."""
        self.relay()
        for job, _ in list(self.sent):
            self.once(job)
        self.deliver()

    # Timers

    def tick(self, **span: float) -> None:
        """Let time pass, then both timers tick and the jobs are carried out."""
        self.clock.advance(**(span or {"minutes": 1}))
        upkeep_tools = upkeep.Tools(
            records=self.records, store=self.store, jobs=self.jobs, clock=self.clock
        )
        for timer in (
            lambda: upkeep.reconcile(upkeep_tools), lambda: granting.release_slots(self.tools)
        ):  # fmt: skip
            with suppress(Crash):
                timer()
        self.deliver()

    def settle_down(self, ticks: int = 30) -> None:
        """Let the timers tick until nothing moves any more, or for so many ticks."""
        for _ in range(ticks):
            self.tick()
            known = self.records.all(Publication)
            if known and all(each.state in ENDED for each in known):
                return

    # What people do: nobody dies of it

    def change(self, *changes: Change) -> None:
        FakeRecords.commit(self.records, *changes)

    def withdraw(self) -> None:
        """Commit a withdrawal of everything, and the job that carries it out."""
        ledger = self.records.find(Ledger, PERSON)
        assert ledger is not None
        taken = a_withdrawal(withdrawal_id=self.new_id(), at=self.clock.now())
        if not ledger.withdrawals:
            taken_back = replace(withdraw(ledger, taken), due_at=self.clock.now())
            self.change(Save(row=taken_back))
        self.send(Job(action=Action.WITHDRAW, subject=PERSON))

    def freeze(self, area: str = DESK) -> None:
        """Put up a freeze without an end."""
        known = self.records.find(Board, CAMPAIGN) or Board(campaign_id=CAMPAIGN)
        now = self.clock.now()
        freeze = Freeze(
            freeze_id=f"freeze-{len(known.holds)}", campaign_id=CAMPAIGN, area_id=AreaId(area),
            path=path_to(area), kind=FreezeKind.INCIDENT, reason="", from_at=now, until_at=None,
            by=UserId("admin-1"), created_at=now,
        )  # fmt: skip
        self.change(Save(row=put_up(known, freeze, now)))

    def lift(self) -> None:
        """Lift every freeze, and let what was held wait again."""
        board = self.records.find(Board, CAMPAIGN)
        for hold in board.holds if board else ():
            board = taken_from(board, hold.freeze_id) if board else None
        if board is not None:
            self.change(Save(row=board))
        for each in self.records.all(Publication):
            if each.state is S.HELD:
                self.change(Save(row=replace(each, state=S.SCHEDULED, held_by=None)))

    def switch(self, *, is_on: bool) -> None:
        """Switch every channel on or off."""
        for channel in self.records.all(Channel):
            self.change(Save(row=replace(channel, is_enabled=is_on)))

    # A table put back

    def backup(self) -> dict[Any, Row]:
        """Return the table as it is."""
        return dict(self.records._rows)

    def restore(self, backup: dict[Any, Row]) -> None:
        """Put the table back; bucket, network and queues stay as they are."""
        self.records._rows = dict(backup)

    def made(self) -> dict[str, int]:
        """How often each content version was ever made public."""
        return dict(self.network.made)


def a_circuit(
    answer: Answer = Answer.ACCEPTS, *more: Row, in_steps: bool = False, at: datetime = NOON
) -> Circuit:
    """An approved testimonial and its channel, of which nobody has heard yet."""
    return Circuit(
        records=MortalRecords(
            *an_approved_place(), a_testimonial(State.APPROVED, due_at=at + STUCK_AFTER), *more
        ),
        network=MortalChannel(answer, in_steps=in_steps),
        store=MortalStore(), credentials=MortalCredentials(), clock=FixedClock(at),
    )  # fmt: skip


def is_looked_after(publication: Publication) -> bool:
    """True for what has ended, waits in its lane or for a freeze, or is looked at again."""
    return (
        publication.state in ENDED
        or publication.state is S.HELD
        or (publication.state is S.SCHEDULED and publication.slot_at is None)
        or publication.due_at is not None
    )
