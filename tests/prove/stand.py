"""One approved testimonial, one network and everything between them, run until nothing moves.

The services and the clients are those of production, the networks are the fake servers. The table
is in memory, or the emulator's. Jobs are handed out from the outbox, again after a kill, and
sometimes twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, TypeVar

from chalicelib.domain.channels import Account, Channel, Connection
from chalicelib.domain.connections import connected
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.freezes import Board, Freeze, FreezeKind, put_up, taken_from
from chalicelib.domain.ids import BeneficiaryId, ChannelId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import MediaKind
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import STUCK_AFTER, State
from chalicelib.ports import ChannelClient
from chalicelib.services import (
    confirming,
    connecting,
    granting,
    outgoing,
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
    PHOTO,
    VIDEO,
    VISIT,
    a_consent,
    a_derivative,
    a_ledger,
    a_ready_photo,
    a_ready_video,
    a_testimonial,
    a_visited_place,
    a_withdrawal,
    path_to,
)
from tests.fakes import (
    FakeCredentials,
    FakeJobs,
    FakeObjectStore,
    FakeRecords,
    FixedClock,
    SequentialIds,
)
from tests.prove.kills import Kill, Killer, Watched

S = PublicationState
T = TypeVar("T")
ENDED = frozenset({S.POSTED, S.FAILED, S.CANCELLED, S.TAKEN_DOWN})
# Minutes between ticks until everything that can end has ended.
PAUSES = (*[1] * 20, *[20] * 10, *[120] * 10)


def _unharmed(act: Callable[["Stand"], T]) -> Callable[["Stand"], T]:
    """Let something be done that is no part of any process that could end."""

    @wraps(act)
    def done(stand: "Stand") -> T:
        was_on, stand.killer.is_on = stand.killer.is_on, False
        try:
            return act(stand)
        finally:
            stand.killer.is_on = was_on

    return done


class Files(FakeObjectStore):
    """The buckets; what is shown of them is served at `address`."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def derivative_url(self, key: str) -> str:
        """Return an address under which a small file is served."""
        return f"{self.address}/3000?{key}"


@dataclass(kw_only=True)
class Stand:
    """The press and its network. `kinds` are what the testimonial shows."""

    network: Any
    client: ChannelClient
    address: str
    killer: Killer
    is_watched: bool = True  # the table's own calls; else the emulator's requests are
    kinds: tuple[MediaKind, ...]
    records: Any = field(default_factory=FakeRecords)
    store: Files = field(init=False)
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    new_id: SequentialIds = field(default_factory=SequentialIds)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    queue: list[Job] = field(default_factory=list)
    later: list[Job] = field(default_factory=list)
    ever: list[Job] = field(default_factory=list)
    carried: set[str] = field(default_factory=set)
    duplicates: Callable[[], bool] = lambda: False

    def __post_init__(self) -> None:
        account: Account = self.network.account()
        self.channel = replace(
            account.channel, campaign_id=CAMPAIGN, channel_id=ChannelId("c-1"), version=0
        )
        self.store = Files(self.address)
        self.store.clock = self.clock
        place = _place(self.channel, self.kinds)
        self.records.commit(*(Save(row=replace(row, version=0)) for row in place))
        self.give()

    @_unharmed
    def give(self) -> None:
        """Connect the account, with what the network takes by now."""
        account: Account = self.network.account()
        credential = replace(account.credential, expires_at=None)
        self.credentials.keep(CAMPAIGN, self.channel.channel_id, credential)
        known = self.records.find(Connection, CAMPAIGN, self.channel.channel_id) or Connection(
            campaign_id=CAMPAIGN, channel_id=self.channel.channel_id
        )
        kept = replace(connected(known, credential, self.clock.now()), paused_until=None)
        self.records.commit(Save(row=kept))

    @property
    def tools(self) -> outgoing.Tools:
        """What the services are given, with every call watched."""
        killer = self.killer
        table = Watched(self.records, killer, "table") if self.is_watched else self.records
        return outgoing.Tools(
            records=table,
            store=Watched(self.store, killer, "bucket"),  # type: ignore[arg-type]
            credentials=Watched(self.credentials, killer, "secrets"),  # type: ignore[arg-type]
            client=self.client, clock=self.clock, new_id=self.new_id,
        )  # fmt: skip

    # Jobs and timers

    def send(self, job: Job) -> None:
        """Put a job on its queue."""
        self.ever.append(job)
        (self.later if self._is_early(job) else self.queue).append(job)

    def _is_early(self, job: Job) -> bool:
        return job.not_before is not None and job.not_before > self.clock.now()

    def _carry(self) -> None:
        for item in self.records.all(OutboxItem):
            if item.item_id not in self.carried:
                self.carried.add(item.item_id)
                self.send(item.job)
        for job in self.jobs.sent:
            self.send(job)
        self.jobs.sent.clear()
        due = [job for job in self.later if not self._is_early(job)]
        self.later = [job for job in self.later if job not in due]
        self.queue += due

    def drain(self, most: int = 60) -> None:
        """Hand out jobs until there are none; one whose process ended comes back once more."""
        self._carry()
        for _ in range(most):
            if not self.queue:
                return
            job = self.queue.pop(0)
            if self.duplicates():
                self.queue.append(job)
            try:
                self.run(job)
            except Kill:
                self.queue.append(job)
            self._carry()

    def run(self, job: Job) -> None:
        """Carry out one job."""
        visit_id, channel_id = VisitId(job.subject), ChannelId(job.channel_id or "")
        tools = self.tools
        match job.action:
            case Action.SCHEDULE:
                for channel in scheduling.schedule(visit_id, tools, job.content_version):
                    granting.grant(CAMPAIGN, channel.channel_id, tools)
            case Action.POST:
                posting.post(visit_id, channel_id, tools)
            case Action.CONFIRM:
                confirming.confirm(visit_id, channel_id, tools)
            case Action.TAKE_DOWN:
                taking_down.take_down(visit_id, channel_id, tools)
            case Action.WITHDRAW:
                withdrawing.settle(
                    BeneficiaryId(job.subject), records=tools.records, clock=self.clock,
                    new_id=self.new_id,
                )  # fmt: skip

    def tick(self, minutes: float = 1) -> None:
        """Let time pass, then every timer ticks and the jobs are handed out."""
        self.clock.advance(minutes=minutes)
        for timer in self._timers():
            try:
                timer()
            except Kill:
                continue
        self.drain()

    def _timers(self) -> Iterator[Callable[[], object]]:
        tools = self.tools
        own = upkeep.Tools(
            records=tools.records, store=tools.store, jobs=self.jobs, clock=self.clock
        )
        yield lambda: upkeep.reconcile(own)
        yield lambda: granting.release_slots(tools)
        yield lambda: connecting.tend(tools)

    def settle(self) -> None:
        """Tick on until the publication has ended, or for some days."""
        for minutes in PAUSES:
            self.tick(minutes)
            if (one := self.publication()) and one.state in ENDED:
                return

    # What happens meanwhile

    @_unharmed
    def withdraw(self) -> None:
        """She takes everything back."""
        ledger = self.records.find(Ledger, PERSON)
        if ledger is not None and not ledger.withdrawals:
            taken = a_withdrawal(withdrawal_id=self.new_id(), at=self.clock.now())
            gone = replace(withdraw(ledger, taken), due_at=self.clock.now())
            self.records.commit(Save(row=gone))
        self.send(Job(action=Action.WITHDRAW, subject=PERSON))

    @_unharmed
    def freeze(self) -> None:
        """Somebody puts up a freeze without an end."""
        known = self.records.find(Board, CAMPAIGN) or Board(campaign_id=CAMPAIGN)
        now = self.clock.now()
        freeze = Freeze(
            freeze_id=f"freeze-{len(known.holds)}", campaign_id=CAMPAIGN, area_id=DESK,
            path=path_to(DESK), kind=FreezeKind.INCIDENT, reason="", from_at=now, until_at=None,
            by=UserId("admin-1"), created_at=now,
        )  # fmt: skip
        self.records.commit(Save(row=put_up(known, freeze, now)))

    @_unharmed
    def lift(self) -> None:
        """Every freeze is lifted, and what was held waits again."""
        board = self.records.find(Board, CAMPAIGN)
        if board is None:
            return
        for hold in board.holds:
            board = taken_from(board, hold.freeze_id)
        self.records.commit(Save(row=board))
        one = self.publication()
        if one is not None and one.state is S.HELD:
            self.records.commit(Save(row=replace(one, state=S.SCHEDULED, held_by=None)))

    def backup(self) -> dict[Any, Row]:
        """Return the table as it is."""
        return dict(self.records._rows)

    def restore(self, backup: dict[Any, Row]) -> None:
        """Put the table back to an earlier day; buckets, secrets and networks stay as they are."""
        self.records._rows = dict(backup)
        self.carried.clear()

    @_unharmed
    def publication(self) -> Publication | None:
        """Return the publication, once there is one."""
        return self.records.find(Publication, VISIT, self.channel.channel_id)


def _place(channel: Channel, kinds: tuple[MediaKind, ...]) -> tuple[Row, ...]:
    small = {"width": 720, "height": 1280, "size_bytes": 3_000}
    square = {"width": 1080, "height": 1080, "size_bytes": 3_000}
    photo = a_ready_photo(derivatives=(a_derivative("display", **square),))
    video = a_ready_video(
        derivatives=(a_derivative("video", VIDEO, **small),), measured={"duration_s": 20.0}
    )
    media = {MediaKind.PHOTO: photo, MediaKind.VIDEO: video}
    shown = tuple(media[kind] for kind in kinds)
    ids = tuple({MediaKind.PHOTO: PHOTO, MediaKind.VIDEO: VIDEO}[kind] for kind in kinds)
    rows = [row for row in a_visited_place(*shown) if not isinstance(row, Ledger)]
    item = a_testimonial(State.APPROVED, media_ids=ids, due_at=NOON + STUCK_AFTER)
    return (*rows, a_ledger(a_consent()), item, channel)
