"""Counters equal a recount after chaos.

A random history is written row by row, while the stream's batches come late, in any order, more
than once, and die half-way. In the end every area's sums must be those of a plain recount.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from chalicelib.domain.consent import Ledger, Purpose, standing_of
from chalicelib.domain.ids import AreaId, BeneficiaryId, ChannelId, ConsentId, MediaId, VisitId
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.posts import Metrics
from chalicelib.domain.publishing import Publication, PublicationState
from chalicelib.domain.reels import NOBODY
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Moved, Row, Save
from chalicelib.domain.testimonial import State, Step, Testimonial
from chalicelib.domain.visit import Outcome, Sticker, Visit
from chalicelib.services.counting import count
from chalicelib.services.progress import sums
from chalicelib.services.relaying import RowChange
from tests.builders import (
    NOON,
    a_beneficiary,
    a_campaign,
    a_consent,
    a_ledger,
    a_media,
    a_publication,
    a_small_tree,
    a_testimonial,
    a_video,
    a_visit,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import Crash, FakeRecords

BOOTHS = ["booth-1", "booth-2", "booth-3", "booth-6"]
STATES = [State.PENDING_REVIEW, State.APPROVED, State.PUBLISHED, State.WITHDRAWN, State.REJECTED]
OUTCOMES = [Outcome.MET, Outcome.MET, Outcome.NOT_HOME, Outcome.REFUSED, Outcome.MOVED]
Told = tuple[tuple[str, ...], datetime | None, str]  # where, when and what
Deed = Callable[[FakeRecords, int, int], None]


def person_of(number: int) -> BeneficiaryId:
    return BeneficiaryId(an_id(0xB000 + number))


def at(choice: int) -> datetime:
    """Some instant of the campaign's days, near midnight for some."""
    return NOON + timedelta(hours=6, minutes=17 * choice, days=choice % 3)


def hers(number: int) -> dict[str, object]:
    """Where a person's rows count: her visits are made at the booth where she began."""
    booth = BOOTHS[number % len(BOOTHS)]
    return {"beneficiary_id": person_of(number), "path": path_to(booth), "booth_id": AreaId(booth)}


# What may happen. Each deed changes one row, or nothing when it makes no sense now.


def enrol(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Beneficiary, person_of(number))
    booth = BOOTHS[choice % len(BOOTHS)]
    if known is None:
        records.commit(Save(row=a_beneficiary(serial=number + 1, phone=None, **hers(number))))
    elif known.booth_id != booth:
        there = replace(known, booth_id=AreaId(booth), path=path_to(booth))
        records.commit(Moved(row=there, source=known))


def merge(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Beneficiary, person_of(number))
    if known:
        other = None if known.merged_into else person_of(choice + 10)
        records.commit(Save(row=replace(known, merged_into=other)))


def erase(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Beneficiary, person_of(number))
    if known and choice == 0:
        records.commit(Save(row=replace(known, is_erased=True, names={})))


def visit(records: FakeRecords, number: int, choice: int) -> None:
    visit_id = VisitId(an_id(number * 16 + choice))
    if records.find(Visit, visit_id) is None:
        sticker = Sticker(placed=choice > 1, owner_agreed=choice > 2)
        made = a_visit(
            visit_id=visit_id, outcome=OUTCOMES[choice % len(OUTCOMES)], started_at=at(choice),
            leaflet_given=choice % 2 == 0, sticker=sticker, skew_s=60 * choice, **hers(number),
        )  # fmt: skip
        records.commit(Save(row=made))


def ring(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Visit, VisitId(an_id(number * 16 + choice)))
    if known:
        records.commit(Save(row=replace(known, call_id=f"call-{choice}")))


def upload(records: FakeRecords, number: int, choice: int) -> None:
    visit_id, media_id = VisitId(an_id(number)), MediaId(an_id(0xC000 + number * 16 + choice))
    known = records.find(Media, visit_id, media_id)
    place = {name: value for name, value in hers(number).items() if name != "path"}
    make = a_video if choice % 2 else a_media
    if known is None:
        row = make(media_id=media_id, visit_id=visit_id, granted_at=at(choice), **place)
    else:
        row = replace(known, state=MediaState.READY if choice else MediaState.REJECTED)
    records.commit(Save(row=row))


def agree(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Ledger, person_of(number))
    purposes = frozenset({Purpose.RECORD} if choice == 0 else {Purpose.PUBLISH, Purpose.RECORD})
    consent = a_consent(
        consent_id=ConsentId(an_id(0xD000 + choice)), given_at=at(choice), purposes=purposes
    )
    place = {name: value for name, value in hers(number).items() if name != "booth_id"}
    row = replace(known, consents=(*known.consents, consent)) if known else a_ledger(
        consent, **place
    )  # fmt: skip
    records.commit(Save(row=row))


def take_back(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Ledger, person_of(number))
    if known:
        taken = a_withdrawal(withdrawal_id=an_id(choice), at=at(choice))
        records.commit(Save(row=replace(known, withdrawals=(*known.withdrawals, taken))))


def decide(records: FakeRecords, number: int, choice: int) -> None:
    visit_id, state = VisitId(an_id(number)), STATES[choice % len(STATES)]
    known = records.find(Testimonial, visit_id)
    row = known or a_testimonial(State.COLLECTING, visit_id=visit_id, **hers(number))
    step = Step(at=at(choice), source=row.state, target=state, by="someone")
    row = replace(row, state=state, since=step.at, history=(*row.history, step))
    records.commit(Save(row=row))


def post(records: FakeRecords, number: int, choice: int) -> None:
    """Post a visit's bundle, a reel's now and then, or anew in another version after that."""
    visit_id, channel_id = VisitId(an_id(number)), ChannelId(f"channel-{choice % 2}")
    known = records.find(Publication, visit_id, channel_id)
    place = {"beneficiary_id": NOBODY, "path": path_to("constituency")} if number == 3 else {
        name: value for name, value in hers(number).items() if name != "booth_id"
    }  # fmt: skip
    fresh = a_publication(
        PublicationState.POSTED, visit_id=visit_id, channel_id=channel_id, posted_at=at(choice),
        content_version=choice, version=known.version if known else 0, **place,
    )  # fmt: skip
    records.commit(Save(row=fresh))


def see(records: FakeRecords, number: int, choice: int) -> None:
    known = records.find(Publication, VisitId(an_id(number)), ChannelId(f"channel-{choice % 2}"))
    if known:
        metrics = Metrics(views=7 * choice or None, reactions=choice if choice > 1 else None)
        state = PublicationState.TAKEN_DOWN if choice == 4 else known.state
        records.commit(Save(row=replace(known, state=state, metrics=metrics, metrics_at=NOON)))


DEEDS: list[Deed] = [
    enrol, merge, erase, visit, ring, upload, agree, take_back, decide, post, see,
]  # fmt: skip


class Pump:
    """The stream's reader at its worst."""

    def __init__(self, records: FakeRecords, random: Random) -> None:
        self._records = records
        self._random = random
        self._heard = 0
        self._waiting: list[RowChange] = []
        self._before: list[RowChange] = []

    def _hear(self) -> None:
        for old, new in self._records.stream[self._heard :]:
            self._waiting += told(old, new)
        self._heard = len(self._records.stream)

    def deliver(self) -> None:
        """Hand over some of what waits in any order, and some of what came before once more."""
        self._hear()
        self._random.shuffle(self._waiting)
        size = self._random.randint(0, len(self._waiting))
        fresh, self._waiting = self._waiting[:size], self._waiting[size:]
        repeats = self._random.choices(self._before, k=2) if self._before else []
        self._before += fresh
        self._hand_over([*fresh, *repeats])

    def _hand_over(self, batch: list[RowChange]) -> None:
        """Count a batch; should the run die between two writes, it comes once more and whole."""
        self._random.shuffle(batch)
        if self._random.random() < 0.4:
            self._arm()
        try:
            count(batch, records=self._records)
        except Crash:
            event("a run died")
            self._waiting += batch
        self._records.before_commit = self._records.after_commit = None

    def _arm(self) -> None:
        """Let the next run die before or after one of its first writes."""
        moment = self._random.choice(["before_commit", "after_commit"])
        left = self._random.randint(1, 4)

        def dies(_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash
            setattr(self._records, moment, dies)

        setattr(self._records, moment, dies)

    def run_dry(self) -> None:
        """Deliver until the stream says nothing new."""
        self._hear()
        while self._waiting:
            self.deliver()
            self._hear()

    def replay(self) -> None:
        """Deliver everything once more, in batches of its own."""
        self._waiting, self._before = self._before, []
        self.run_dry()


def told(old: Row | None, new: Row) -> Iterator[RowChange]:
    """Yield what the table tells of a write: of a move, that a row appeared and that one went."""
    is_move = isinstance(old, Beneficiary) and old.booth_id != getattr(new, "booth_id", None)
    if is_move:
        yield RowChange(old=None, new=new)
        yield RowChange(old=old, new=None)
    else:
        yield RowChange(old=old, new=new)


def recount(records: FakeRecords) -> dict[str, dict[date | None, dict[str, int]]]:
    """Count every row, the slow and plain way."""
    found: dict[str, dict[date | None, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for path, instant, name in _all_counts(records):
        day = (instant + timedelta(hours=5, minutes=30)).date() if instant else None
        for area in path:
            found[area][day][name] += 1
    return {area: {day: dict(c) for day, c in days.items()} for area, days in found.items()}


def _all_counts(records: FakeRecords) -> Iterator[Told]:
    for person in records.all(Beneficiary):
        if not person.merged_into and not person.is_erased:
            yield person.path, None, "planned"
    for made in records.all(Visit):
        yield from ((made.path, made.started_at + timedelta(seconds=made.skew_s), name)
                    for name in _done_at(made))  # fmt: skip
    for media in records.all(Media):
        if media.state is MediaState.READY:
            yield path_to(media.booth_id), media.granted_at, f"{media.kind.value}s"
    for ledger in records.all(Ledger):
        agreed = [c.given_at for c in ledger.consents if "publish" in standing_of(ledger, c)]
        yield from ((ledger.path, when, "consents") for when in sorted(agreed)[-1:])
    for item in records.all(Testimonial):
        yield from ((item.path, when, name) for when, name in _stages(item))
    yield from _seen(records)


def _seen(records: FakeRecords) -> Iterator[Told]:
    for posted in records.all(Publication):
        for name in ("views", "reactions") if posted.metrics else ():
            for _ in range(getattr(posted.metrics, name) or 0):
                yield posted.path, posted.posted_at, name


def _done_at(made: Visit) -> list[str]:
    sticker = made.sticker
    done = {
        "leaflets": made.leaflet_given,
        "stickers": sticker and sticker.placed and sticker.owner_agreed,
        "calls": made.call_id,
    }
    return ["visited", made.outcome.value, *(name for name, is_so in done.items() if is_so)]


def _stages(item: Testimonial) -> Iterator[tuple[datetime, str]]:
    if item.state in {State.PENDING_REVIEW, State.WITHDRAWN}:
        yield item.since, item.state.value
    if item.state is State.PUBLISHED:
        yield item.since, "posted"
    if item.state in {State.APPROVED, State.PUBLISHED}:
        approved = [step.at for step in item.history if step.target is State.APPROVED]
        yield max(approved, default=item.since), "approved"


@settings(max_examples=150, deadline=None)
@given(
    history=st.lists(
        st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 4), st.booleans()),
        min_size=8,
        max_size=60,
    ),
    seed=st.integers(0, 2**32 - 1),
)
def test_counters_equal_a_recount_per_area_and_day_after_chaos(
    history: list[tuple[Deed, int, int, bool]], seed: int
) -> None:
    records = FakeRecords(*a_small_tree(), a_campaign())
    pump = Pump(records, Random(seed))  # noqa: S311  for tests, not for secrets

    for deed, number, choice, is_heard in history:
        deed(records, number, choice)
        if is_heard:
            pump.deliver()
    pump.run_dry()

    require_recount(records)
    pump.replay()
    require_recount(records)


def require_recount(records: FakeRecords) -> None:
    wanted = recount(records)
    for area in a_small_tree():
        own, below = sums(area.area_id, records=records)
        assert own == wanted.get(area.area_id, {})
        assert {child: below.get(child, {}) for child in area.children} == {
            child: wanted.get(child, {}) for child in area.children
        }
