"""Any mix of approvals, edits, withdrawals, freezes, answers, deaths and tables put back.

A plain model knows what was approved, and since when nothing may become public any more. The
network is the oracle of what did.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from chalicelib.domain.channels import Account
from chalicelib.domain.consent import Ledger
from chalicelib.domain.freezes import Board, holding
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.posts import (
    Pending,
    PostDeferred,
    PostRefused,
    PostResult,
    PostUnclear,
)
from chalicelib.domain.publishing import PUBLICATION_MOVES, Publication, PublicationState
from chalicelib.domain.refusals import Later
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.takedowns import TakedownKind, ordered
from chalicelib.domain.testimonial import State, Step
from chalicelib.services.stopping import stop_each
from tests.builders import CAMPAIGN, CHANNEL, VISIT
from tests.fakes import Answer, Crash
from tests.services.circuit import ENDED, Circuit, MortalChannel, MortalRecords, a_circuit

S = PublicationState
ANSWERS: dict[str, PostResult] = {
    "later": PostDeferred(reason=Later.RATE_LIMITED, wait=timedelta(minutes=3)),
    "trouble": PostDeferred(reason=Later.TROUBLE),
    "unreadable": PostDeferred(reason=Later.MEDIA_UNREADABLE),
    "no": PostRefused(reason="media_refused"),
    "unclear": PostUnclear(reason="timeout"),
}
# Moves of the table's own clock: what is approved anew takes the place of what is over.
ANEW = {(source, S.SCHEDULED) for source in (S.FAILED, S.CANCELLED, S.TAKEN_DOWN)}


class Watched(MortalRecords):
    """A table that keeps every step that a publication has taken."""

    def __init__(self, *rows: Row) -> None:
        self.steps: set[tuple[PublicationState, PublicationState]] = set()
        super().__init__(*rows)

    def _write(self, row: Row) -> None:
        known = self._rows.get((type(row), (VISIT, CHANNEL)))
        if isinstance(row, Publication) and isinstance(known, Publication):
            self.steps.add((known.state, row.state))
        super()._write(row)


class Watching(MortalChannel):
    """A network that keeps whether a post might become public when it did."""

    circuit: Circuit
    is_slow = False

    def status(self, account: Account, handle: str) -> PostResult:
        if self.is_slow and not self.answers and not self.live:
            return Pending(handle=handle, look_in=timedelta(minutes=5))
        return super().status(account, handle)

    def _made_public(self, name: str) -> PostResult:
        before = self.made[name]
        result: Any = None
        try:
            result = super()._made_public(name)
        finally:
            if self.made[name] > before:
                self.circuit.seen.append(may_be_public(self.circuit))  # type: ignore[attr-defined]
        return result


def may_be_public(circuit: Circuit) -> bool:
    """By the table alone: what is approved, not withdrawn, and held up by nothing."""
    item = circuit.item()
    board = circuit.records.find(Board, CAMPAIGN)
    held = holding(board, (item.path,), CHANNEL, circuit.clock.now())
    is_approved = item.state in {State.PUBLISHING, State.PUBLISHED}
    return is_approved and not is_withdrawn(circuit) and held is None


def is_withdrawn(circuit: Circuit) -> bool:
    return any(ledger.withdrawals for ledger in circuit.ledgers())  # type: ignore[attr-defined]


class WatchedCircuit(Circuit):
    """The circuit of the machine."""

    seen: list[bool]

    def ledgers(self) -> list[Ledger]:
        return self.records.all(Ledger)


def a_watched_circuit(*, in_steps: bool) -> WatchedCircuit:
    plain = a_circuit()
    network = Watching(Answer.ACCEPTS, in_steps=in_steps)
    circuit = WatchedCircuit(
        records=Watched(*plain.records._rows.values()), network=network, store=plain.store,
        credentials=plain.credentials, clock=plain.clock,
    )  # fmt: skip
    circuit.seen = []
    network.circuit = circuit
    return circuit


class Publishing(RuleBasedStateMachine):
    """One testimonial on one channel, with everything that can befall it."""

    @initialize(in_steps=st.booleans())
    def begin(self, in_steps: bool) -> None:
        self.circuit = a_watched_circuit(in_steps=in_steps)
        self.backups: list[dict[Any, Row]] = []
        self.was_restored = False
        self.send(Action.SCHEDULE)

    def send(self, action: Action) -> None:
        version = self.circuit.item().content_version if action is Action.SCHEDULE else None
        job = Job(action=action, subject=VISIT, channel_id=CHANNEL, content_version=version)
        self.circuit.send(job)

    # Time and queues

    @rule()
    def jobs_are_carried_out(self) -> None:
        self.circuit.deliver()

    @rule(minutes=st.sampled_from([1, 2, 7, 30, 400]))
    def time_passes(self, minutes: int) -> None:
        self.circuit.tick(minutes=minutes)

    @rule()
    def everything_comes_again(self) -> None:
        self.circuit.redrive()

    @rule(data=st.data())
    def an_old_job_comes_again(self, data: st.DataObject) -> None:
        if self.circuit.sent:
            job, _ = data.draw(st.sampled_from(self.circuit.sent))
            self.circuit.once(job)

    # Deaths

    @rule(in_effects=st.integers(1, 9), is_after=st.booleans())
    def a_run_will_die(self, in_effects: int, is_after: bool) -> None:
        fate = self.circuit.fate
        fate.dies_at, fate.is_after = fate.count + in_effects, is_after
        self.circuit.deliver()
        with suppress(Crash):
            self.circuit.tick()
        fate.dies_at = None

    # The network

    @rule(answer=st.sampled_from(sorted(ANSWERS)))
    def the_network_will_answer(self, answer: str) -> None:
        self.circuit.network.answers = [ANSWERS[answer]]

    @rule(answer=st.sampled_from(Answer))
    def the_network_changes(self, answer: Answer) -> None:
        self.circuit.network.answer = answer

    @rule(is_slow=st.booleans())
    def the_network_works_slowly_or_fast(self, is_slow: bool) -> None:
        self.circuit.network.is_slow = is_slow  # type: ignore[attr-defined]

    @rule(is_down=st.booleans())
    def the_network_goes_down_or_up(self, is_down: bool) -> None:
        self.circuit.network.is_down = is_down

    # People

    @rule()
    def she_withdraws(self) -> None:
        self.circuit.withdraw()

    @rule()
    def a_freeze_is_put_up(self) -> None:
        self.circuit.freeze()

    @rule()
    def the_freezes_are_lifted(self) -> None:
        self.circuit.lift()

    @precondition(lambda self: self.circuit.item().state in {State.PUBLISHING, State.PUBLISHED})
    @rule()
    def it_is_edited(self) -> None:
        """What was approved is no longer; what is out is taken down."""
        circuit, now = self.circuit, self.circuit.clock.now()
        takedown = ordered(TakedownKind.EDITED, at=now, by="moderator-1")
        known = circuit.records.all(Publication)
        _, stops = stop_each(known, takedown, now, circuit.new_id)
        item = circuit.item()
        step = Step(at=now, source=item.state, target=State.PENDING_REVIEW, by="moderator-1")
        waiting = replace(
            item, state=State.PENDING_REVIEW, history=(*item.history, step), due_at=None
        )
        circuit.change(Save(row=waiting), *stops)

    @precondition(lambda self: self.circuit.item().state is State.PENDING_REVIEW)
    @rule()
    def it_is_approved(self) -> None:
        circuit = self.circuit
        item = circuit.item()
        approved = replace(
            item, state=State.APPROVED, content_version=item.content_version + 1,
            due_at=circuit.clock.now() + timedelta(minutes=10),
        )  # fmt: skip
        circuit.change(Save(row=approved))
        self.send(Action.SCHEDULE)

    @rule()
    def the_channel_is_switched(self) -> None:
        self.circuit.switch(is_on=False)
        self.circuit.tick()
        self.circuit.switch(is_on=True)

    # A table put back

    @rule()
    def a_backup_is_made(self) -> None:
        self.backups.append(self.circuit.backup())

    @precondition(lambda self: self.backups)
    @rule()
    def the_table_is_put_back(self) -> None:
        self.circuit.restore(self.backups.pop())
        self.was_restored = True

    # What must hold

    @invariant()
    def nothing_is_ever_posted_twice(self) -> None:
        if hasattr(self, "circuit"):
            assert all(count == 1 for count in self.circuit.made().values())

    @invariant()
    def nothing_becomes_public_that_must_not(self) -> None:
        if hasattr(self, "circuit"):
            assert all(self.circuit.seen)

    @invariant()
    def every_step_is_a_declared_one(self) -> None:
        if hasattr(self, "circuit"):
            for source, target in self.circuit.records.steps:  # type: ignore[attr-defined]
                is_known = target in PUBLICATION_MOVES[source] or source is target
                assert is_known or (source, target) in ANEW, (source, target)

    def teardown(self) -> None:
        """Once all is quiet, everything has ended that can, and nothing is out that must not be."""
        if not hasattr(self, "circuit"):
            return
        circuit = self.circuit
        circuit.network.is_down, circuit.network.answers = False, []
        circuit.network.answer = Answer.ACCEPTS
        circuit.network.is_slow = False  # type: ignore[attr-defined]
        circuit.lift()
        circuit.deliver()
        for minutes in (1, 1, 1, 1, 7, 1, 1, 1, 400, 1, 1, 1, 1, 400, 1, 1):
            circuit.tick(minutes=minutes)
        self.nothing_is_ever_posted_twice()
        self.nothing_becomes_public_that_must_not()
        for each in circuit.records.all(Publication):
            is_open = each.state is S.UNCONFIRMED and each.due_at is not None
            assert each.state in ENDED or is_open, each
        if is_withdrawn(circuit) and not self.was_restored:
            assert circuit.network.live == {}
            assert circuit.item().state is State.WITHDRAWN


TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(
    max_examples=120, stateful_step_count=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
