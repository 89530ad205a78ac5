"""The table's stream and the queues, in memory: what follows from a change happens, in any order.

Changes of the table are told in the order in which they were made; the jobs that come of them are
carried out in an order of the test's own choosing, some of them twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from chalicelib.domain.ids import BeneficiaryId, MediaId, VisitId
from chalicelib.domain.jobs import Action, Job
from chalicelib.services import comparing, matching, relaying, withdrawal_calls, withdrawing
from chalicelib.services.verification import Tools, verify
from tests.fakes import FakeJobs, FakeRecords

TWICE_IN = 4  # every so many jobs one is delivered again
MOST_AT_ONCE = 9


@dataclass
class Stream:
    """Carries on whatever was written since it was last asked to."""

    records: FakeRecords
    tools: Tools
    chance: Random
    told: int = 0
    jobs: FakeJobs = field(default_factory=FakeJobs)

    def drain(self) -> None:
        """Carry out everything that follows, until nothing is left to do."""
        while self._has_more():
            self._step()

    def dawdle(self) -> None:
        """Carry out some of what follows, and leave the rest for later."""
        for _ in range(self.chance.randrange(MOST_AT_ONCE)):
            if self._has_more():
                self._step()

    def _has_more(self) -> bool:
        return self.told < len(self.records.stream) or bool(self.jobs.sent)

    def _step(self) -> None:
        is_news = self.told < len(self.records.stream)
        if is_news and (not self.jobs.sent or self.chance.choice((True, False))):
            self._tell()
        else:
            self._carry_out_one()

    def _tell(self) -> None:
        old, new = self.records.stream[self.told]
        self.told += 1
        change = relaying.RowChange(old=old, new=new)
        relaying.carry(change, records=self.records, jobs=self.jobs)

    def _carry_out_one(self) -> None:
        job = self.jobs.sent.pop(self.chance.randrange(len(self.jobs.sent)))
        for _ in range(2 if self.chance.randrange(TWICE_IN) == 0 else 1):
            WORK[job.action](job, self.tools)


def _verify(job: Job, tools: Tools) -> None:
    verify(VisitId(job.subject), tools)


def _compare(job: Job, tools: Tools) -> None:
    assert job.media_id is not None
    comparing.compare(VisitId(job.subject), MediaId(job.media_id), records=tools.records)
    _verify(job, tools)


def _match(job: Job, tools: Tools) -> None:
    matching.match_visit(VisitId(job.subject), records=tools.records)


def _look_back(job: Job, tools: Tools) -> None:
    withdrawal_calls.look_back(
        BeneficiaryId(job.subject), records=tools.records, clock=tools.clock, new_id=tools.new_id
    )


def _withdraw(job: Job, tools: Tools) -> None:
    withdrawing.settle(
        BeneficiaryId(job.subject), records=tools.records, clock=tools.clock, new_id=tools.new_id
    )


WORK: dict[Action, Callable[[Job, Tools], None]] = {
    Action.VERIFY: _verify,
    Action.COMPARE: _compare,
    Action.MATCH: _match,
    Action.LOOK_BACK: _look_back,
    Action.WITHDRAW: _withdraw,
}
