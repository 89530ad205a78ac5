"""Carries events past the engine as production does: rows are committed, the stream makes jobs of
them, the queue works them off. It knows nothing of what is true.

A job that waits already is not queued twice, which changes no verdict: every job may be repeated.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Ledger, give
from chalicelib.domain.edits import EditedBy, EditSource, Update
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import BeneficiaryId, MediaId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.media import Media
from chalicelib.domain.roll import Beneficiary, with_consents, with_visit
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.visit import Visit
from chalicelib.services import editing, matching, relaying, withdrawals, withdrawing
from chalicelib.services.collecting import open_testimonial
from chalicelib.services.comparing import compare
from chalicelib.services.remembering import Remembered
from chalicelib.services.rolls import late_news, update_person
from chalicelib.services.verification import Tools, verify
from infra.evaluation.visits.events import (
    Corrected,
    Ended,
    Event,
    Heard,
    Offered,
    Rang,
    Reported,
    TakenBack,
)
from infra.evaluation.visits.glance import Glance, Signs
from infra.evaluation.visits.luck import an_id, luck
from infra.evaluation.visits.rows import DESK, VAULT
from infra.evaluation.visits.store import Store
from infra.evaluation.visits.vault import SetClock

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Spent:
    """What the engine took: runs of `verify` and `compare`, and their processor time."""

    verifications: int = 0
    verify_s: float = 0
    comparisons: int = 0
    compare_s: float = 0


@dataclass(slots=True)
class Waiting:
    """The queue. `send` is what a stream's reader calls."""

    jobs: deque[Job] = field(default_factory=deque)
    _known: set[Job] = field(default_factory=set)

    def send(self, job: Job) -> None:
        """Put a job at the end, unless it waits already."""
        if job not in self._known:
            self._known.add(job)
            self.jobs.append(job)

    def reprocess(self, media: Media) -> None:
        """Nothing here is taken in again."""
        raise NotImplementedError

    def take(self) -> Job | None:
        """Return the first job; None when none waits."""
        if not self.jobs:
            return None
        job = self.jobs.popleft()
        self._known.remove(job)
        return job


class Engine:
    """The services around one store, and what they took."""

    def __init__(self, standing: Iterable[Row], seed: int) -> None:
        self.store, self.spent, self._signs = Store(), Spent(), Signs()
        self.store.seed(standing)
        self._queue, self._clock = Waiting(), SetClock(LONG_AGO)
        self._records = self.store.as_records()
        chance = luck(seed, "the engine's own ids")
        self._new_id = lambda: an_id(chance)
        campaigns: Remembered[Campaign] = Remembered(clock=self._clock)
        self._tools = Tools(
            records=self._records, vault=VAULT, clock=self._clock, new_id=self._new_id,
            campaigns=campaigns,
        )  # fmt: skip

    def run(self, events: Iterable[Event]) -> Iterator[int]:
        """Take in each event and do what follows from it; yield how many are done."""
        for count, event in enumerate(events, start=1):
            self._clock.set(event.at)
            self._take(event)
            self._work_off()
            yield count

    def _take(self, event: Event) -> None:
        match event:
            case Reported():
                self._report(event)
            case Offered():
                self.store.commit(Save(row=event.media))
            case Ended():
                media = self.store.find(Media, event.visit_id, event.media_id)
                assert media is not None
                self.store.commit(Save(row=replace(media, **event.fields)))  # type: ignore[arg-type]
            case Rang():
                matching.take_in(event.call, records=self._records)
            case Corrected():
                self._correct(event)
            case TakenBack():
                self._take_back(event)
            case Heard():
                self._hear(event)

    def _report(self, event: Reported) -> None:
        """Keep a visit, its consent and its grants, as one call of a phone does."""
        visit = event.visit
        self.store.commit(Save(row=visit))
        if event.consent:
            known = self.store.find(Ledger, visit.beneficiary_id)
            ledger = known or Ledger(
                beneficiary_id=visit.beneficiary_id, campaign_id=visit.campaign_id, path=visit.path
            )
            self.store.commit(Save(row=give(ledger, event.consent)))
        for media in event.grants:
            self.store.commit(Save(row=media))
        open_testimonial(visit.visit_id, records=self._records, clock=self._clock)
        self._summarise(visit)

    def _summarise(self, visit: Visit) -> None:
        ledger = self.store.find(Ledger, visit.beneficiary_id)

        def with_news(person: Beneficiary) -> Beneficiary:
            met = with_visit(person, visit)
            return with_consents(met, ledger) if ledger else met

        update_person(
            visit.beneficiary_id, with_news, records=self._records,
            besides=lambda before, after: late_news(before, after, self._clock.now()),
        )  # fmt: skip

    def _correct(self, event: Corrected) -> None:
        person = self._person(event.beneficiary_id)
        update = Update(
            edit_id=event.edit_id, base_version=person.version, fields=event.fields, phone_at=None
        )
        source = EditSource.DESK if event.is_by_desk else EditSource.VISIT
        by = EditedBy(user_id=UserId(event.by), device_id="", source=source)
        # Who took everything back is sealed by then, and nothing of hers is corrected any more.
        with suppress(Conflict):
            editing.update(
                person, update, by, records=self._records, phones=DESK, clock=self._clock
            )

    def _take_back(self, event: TakenBack) -> None:
        withdrawals.take_back(
            self._person(event.beneficiary_id), event.withdrawal, actor="", facts={},
            records=self._records, clock=self._clock, new_id=self._new_id,
        )  # fmt: skip

    def _person(self, beneficiary_id: BeneficiaryId) -> Beneficiary:
        person = self.store.find(Beneficiary, beneficiary_id)
        assert person is not None
        return person

    def _hear(self, event: Heard) -> None:
        item = self.store.find(Testimonial, event.visit_id)
        if item is not None:
            self.store.commit(Save(row=replace(item, transcript=event.texts)))
            self._queue.send(Job(action=Action.VERIFY, subject=event.visit_id))

    def _work_off(self) -> None:
        """Do what follows, until nothing more does."""
        self._carry()
        while job := self._queue.take():
            self._do(job)
            self._carry()

    def _carry(self) -> None:
        while self.store.stream:
            changes, self.store.stream = self.store.stream, []
            for change in changes:
                relaying.carry(change, records=self._records, jobs=self._queue)

    def _do(self, job: Job) -> None:
        subject = job.subject
        match job.action:
            case Action.VERIFY:
                self._verify(VisitId(subject))
            case Action.COMPARE:
                self._compare(VisitId(subject), MediaId(job.media_id or ""))
                self._verify(VisitId(subject))
            case Action.MATCH:
                matching.match_visit(VisitId(subject), records=self._records)
            case Action.WITHDRAW:
                withdrawing.settle(
                    BeneficiaryId(subject), records=self._records, clock=self._clock,
                    new_id=self._new_id,
                )  # fmt: skip
            case _:
                pass  # nobody takes consent back by a call here

    def _verify(self, visit_id: VisitId) -> None:
        started = time.process_time()
        verify(visit_id, self._tools)
        self.spent.verifications += 1
        self.spent.verify_s += time.process_time() - started

    def _compare(self, visit_id: VisitId, media_id: MediaId) -> None:
        media = self.store.find(Media, visit_id, media_id)
        if media is None:
            return
        started = time.process_time()
        compare(visit_id, media_id, records=Glance(self.store, self._signs, media).as_records())
        self.spent.comparisons += 1
        self.spent.compare_s += time.process_time() - started


def items_of(store: Store) -> Mapping[VisitId, Testimonial]:
    """Return what became of each visit."""
    return {item.visit_id: item for item in store.all(Testimonial)}
