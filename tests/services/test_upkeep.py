"""The timers: what is stuck, lost or due is set going again, however often they tick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.abandoning import LAST_LOOK
from chalicelib.domain.consent import Ledger, withdraw
from chalicelib.domain.importing import Import
from chalicelib.domain.jobs import Action
from chalicelib.domain.media import (
    ARRIVAL_GRACE,
    ENDED,
    FIRST_LOOK,
    GRANT_LIFE,
    LEASE,
    MIB,
    Media,
    MediaKind,
    MediaState,
    UploadMethod,
    original_key,
    start_processing,
)
from chalicelib.domain.publishing import CONFIRM_EVERY, POSTING_LEASE, Publication, PublicationState
from chalicelib.domain.publishing import GRANT_LIFE as SLOT_LIFE
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import STUCK_AFTER, State, Testimonial
from chalicelib.services import intake, upkeep
from chalicelib.services.transfers import more_parts
from chalicelib.services.upkeep import BATCH, LONGEST_PAUSE
from tests.builders import (
    CHANNEL,
    NOON,
    PERSON,
    PHOTO,
    PHOTO_BYTES,
    VISIT,
    a_ledger,
    a_media,
    a_publication,
    a_testimonial,
    a_video,
    a_withdrawal,
    a_worker,
    an_id,
)
from tests.contracts.registry_rows import an_import
from tests.fakes import (
    Crash,
    FakeCaptureReader,
    FakeJobs,
    FakeObjectStore,
    FakePhotoCompressor,
    FakeRecords,
    FakeVault,
    FakeVideoCompressor,
    FakeWorkspace,
    FixedClock,
    signing,
)

S = PublicationState
KINDS: Final = ("media", "testimonial", "ledger", "publication", "import")
IDLE: Final = ("slot", "freeze", "delivery")  # of which these tests have nothing that is due
GRANT_IS_OVER = a_media().expires_at + ARRIVAL_GRACE
FIRST_TICKS = {kind: NOON + FIRST_LOOK[kind.value] for kind in MediaKind}
FIRST_TICK = FIRST_TICKS[MediaKind.PHOTO]
MINUTE = timedelta(minutes=1)
# Between an upload's answer and its end, however often notices are lost and runs die.
PROMISED: Final[Mapping[MediaKind, timedelta]] = {
    MediaKind.PHOTO: timedelta(minutes=10),
    MediaKind.VIDEO: timedelta(minutes=30),
}


@dataclass(kw_only=True)
class Watch:
    """The timers over one table."""

    records: FakeRecords
    clock: FixedClock
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    jobs: FakeJobs = field(default_factory=FakeJobs)

    @property
    def tools(self) -> upkeep.Tools:
        return upkeep.Tools(
            records=self.records, store=self.store, jobs=self.jobs, clock=self.clock
        )

    def reconcile(self) -> dict[str, int]:
        return upkeep.reconcile(self.tools)

    def media(self) -> Media:
        return self.records.all(Media)[0]

    def sent(self) -> list[tuple[Action, str, str | None]]:
        return [(job.action, job.subject, job.channel_id) for job in self.jobs.sent]


def a_watch(*rows: Row, at: datetime = NOON) -> Watch:
    return Watch(records=FakeRecords(*rows), clock=FixedClock(at))


# Uploads


@pytest.mark.parametrize("at", [FIRST_TICK, GRANT_IS_OVER], ids=["first look", "last look"])
def test_an_object_whose_event_was_lost_is_found_and_taken_in(at: datetime) -> None:
    watch = a_watch(a_media(), at=at)
    watch.store.receive(a_media(), PHOTO_BYTES)

    assert watch.reconcile()["media"] == 1

    assert [media.media_id for media in watch.jobs.reprocessed] == [PHOTO]
    assert watch.media().state is MediaState.STORED
    assert take_in(watch) is intake.Result.READY


@pytest.mark.parametrize(
    ("arrived_s", "result"),
    [(29, intake.Result.READY), (31, intake.Result.REJECTED)],
    ids=["before she was signed out", "after"],
)
def test_without_its_notice_too_the_moment_of_arrival_decides_what_a_lost_phone_may_send(
    arrived_s: int, result: intake.Result
) -> None:
    worker = a_worker(signed_out_at=NOON + timedelta(seconds=30))
    watch = a_watch(a_media(), worker, at=GRANT_IS_OVER)
    watch.store.receive(a_media(), PHOTO_BYTES)
    watch.store.arrivals[original_key(a_media())] = NOON + timedelta(seconds=arrived_s)

    watch.reconcile()

    assert take_in(watch) is result


def take_in(watch: Watch, trouble: Exception | None = None) -> intake.Result:
    media = watch.media()
    tools = intake.Tools(
        records=watch.records, store=watch.store, photos=FakePhotoCompressor(trouble),
        videos=FakeVideoCompressor(trouble), captures=FakeCaptureReader(), vault=FakeVault(),
        workspace=FakeWorkspace(), clock=watch.clock, credentials=signing(watch.records),
    )  # fmt: skip
    notice = intake.Arrival(
        visit_id=media.visit_id, media_id=media.media_id, arrived_at=watch.clock.now()
    )
    return intake.take_in(notice, tools)


def test_a_second_loss_is_found_again_after_a_lease() -> None:
    watch = a_watch(a_media(), at=GRANT_IS_OVER)
    watch.store.receive(a_media(), PHOTO_BYTES)
    watch.reconcile()
    watch.reconcile()
    assert len(watch.jobs.reprocessed) == 1

    watch.clock.advance(minutes=3)
    watch.reconcile()

    assert len(watch.jobs.reprocessed) == 2
    assert watch.media().due_at == watch.clock.now() + LEASE["photo"]


def test_a_grant_that_was_never_used_is_abandoned() -> None:
    watch = a_watch(a_media(), at=GRANT_IS_OVER)

    watch.reconcile()
    watch.reconcile()

    assert watch.media().state is MediaState.ABANDONED
    assert watch.media().due_at == GRANT_IS_OVER + FIRST_LOOK["photo"]
    assert len(watch.records.commits) == 1


def ticks_until(watch: Watch, end: datetime) -> None:
    while watch.clock.now() < end:
        watch.clock.advance(minutes=1)
        watch.reconcile()


def test_an_abandoned_grant_is_looked_at_a_few_times_more_and_then_left_alone() -> None:
    watch = a_watch(a_media(), at=GRANT_IS_OVER)

    ticks_until(watch, GRANT_IS_OVER + 3 * LAST_LOOK)

    assert watch.media().state is MediaState.ABANDONED
    assert watch.media().due_at is None
    assert len(watch.records.commits) <= 7


@pytest.mark.parametrize("method", UploadMethod)
def test_a_file_that_came_after_its_grant_was_abandoned_and_was_not_told_of_is_found(
    method: UploadMethod,
) -> None:
    media = a_media(method=method, multipart_id="m-1")
    watch = a_watch(media, at=GRANT_IS_OVER)
    watch.reconcile()
    ticks_until(watch, GRANT_IS_OVER + LAST_LOOK / 2)
    stored_at = watch.clock.now()
    watch.store.receive(media, PHOTO_BYTES)
    watch.store.arrivals[original_key(media)] = stored_at

    ticks_until(watch, GRANT_IS_OVER + 2 * LAST_LOOK)

    assert watch.jobs.reprocessed[0].media_id == PHOTO
    assert watch.media().stored_at == stored_at
    assert take_in(watch) is intake.Result.READY
    assert watch.media().due_at is None


def test_parts_that_come_to_an_abandoned_upload_are_given_back_too() -> None:
    """What a browser was signed for outlives the moment in which the grant ends."""
    video = a_long_video()
    watch = a_watch(video, at=video.expires_at + ARRIVAL_GRACE)
    watch.reconcile()
    watch.store.open_uploads["m-1"] = {1: b"part"}

    ticks_until(watch, watch.clock.now() + FIRST_LOOK["video"])

    assert watch.store.open_uploads == {}


def a_long_video() -> Media:
    return a_video(
        method=UploadMethod.MULTIPART, multipart_id="m-1", expires_at=NOON + GRANT_LIFE["video"]
    )


def test_a_long_upload_that_was_never_completed_gives_its_parts_back() -> None:
    watch = a_watch(a_long_video(), at=a_long_video().expires_at + ARRIVAL_GRACE)
    watch.store.open_uploads["m-1"] = {1: b"part"}

    watch.reconcile()

    assert watch.store.open_uploads == {}
    assert watch.media().state is MediaState.ABANDONED


def test_nothing_is_looked_at_while_nearly_all_uploads_are_still_under_way() -> None:
    watch = a_watch(a_media(), at=FIRST_TICK - timedelta(milliseconds=1))

    assert watch.reconcile() == dict.fromkeys((*KINDS, *IDLE), 0)
    assert watch.records.commits == []


def test_a_grant_that_may_still_be_used_is_looked_at_again_and_stays_open() -> None:
    watch = a_watch(a_media(), at=GRANT_IS_OVER - timedelta(milliseconds=1))

    assert watch.reconcile()["media"] == 1

    assert watch.media().state is MediaState.OFFERED
    assert watch.media().due_at == GRANT_IS_OVER
    assert watch.jobs.reprocessed == []


@pytest.mark.parametrize("media", [a_media(), a_long_video()], ids=["photo", "video"])
def test_a_slow_phone_keeps_its_grant_to_the_end_at_the_price_of_a_few_looks(media: Media) -> None:
    watch = a_watch(media)
    watch.store.open_uploads["m-1"] = {1: b"part"}
    end = media.expires_at + ARRIVAL_GRACE

    while watch.clock.now() + MINUTE < end:
        watch.clock.advance(minutes=1)
        watch.reconcile()

    looks = (end - NOON) // FIRST_LOOK[media.kind.value]
    assert watch.media().state is MediaState.OFFERED
    assert watch.store.open_uploads == {"m-1": {1: b"part"}}
    assert len(watch.records.commits) <= looks

    watch.clock.set(end)
    watch.reconcile()

    assert watch.media().state is MediaState.ABANDONED


def test_a_grant_whose_life_was_renewed_is_kept_to_its_new_end() -> None:
    video = a_long_video()
    renewed = replace(video, expires_at=video.expires_at + timedelta(hours=1))
    watch = a_watch(renewed, at=video.expires_at + ARRIVAL_GRACE)

    watch.reconcile()

    assert watch.media().state is MediaState.OFFERED


def a_dead_run(claimed_at: datetime) -> Watch:
    """Return a video whose run died after it had claimed it, at its first look."""
    video = start_processing(a_video(), stored_at=NOON, now=claimed_at)
    watch = a_watch(video, at=FIRST_TICKS[MediaKind.VIDEO])
    watch.store.receive(video, PHOTO_BYTES)
    return watch


def test_a_run_that_died_is_started_anew_when_its_lease_lapses() -> None:
    watch = a_dead_run(claimed_at=FIRST_TICKS[MediaKind.VIDEO] - LEASE["video"])

    watch.reconcile()

    assert len(watch.jobs.reprocessed) == 1
    assert take_in(watch) is intake.Result.READY


def test_a_lease_that_still_runs_is_waited_for_and_not_a_moment_longer() -> None:
    watch = a_dead_run(claimed_at=FIRST_TICKS[MediaKind.VIDEO] - timedelta(seconds=20))
    lease_until = watch.media().lease_until
    assert lease_until is not None

    watch.reconcile()
    assert watch.jobs.reprocessed == []
    assert watch.media().due_at == watch.media().lease_until == lease_until

    watch.clock.set(lease_until)
    watch.reconcile()
    assert len(watch.jobs.reprocessed) == 1


@pytest.mark.parametrize("later", [timedelta(), timedelta(minutes=6)], ids=["in time", "lapsed"])
@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_a_look_never_costs_a_run_its_work(media: Media, later: timedelta) -> None:
    watch = a_watch(media, at=FIRST_TICKS[media.kind])
    watch.store.receive(media, PHOTO_BYTES)

    def looked_at(_: object) -> None:
        watch.clock.advance(seconds=later.total_seconds())
        assert watch.reconcile()["media"] == 1

    if media.kind is MediaKind.PHOTO:
        watch.records.before_commit = looked_at
    else:  # a video's run claims it first
        watch.records.after_commit = lambda _: setattr(watch.records, "before_commit", looked_at)

    assert take_in(watch) is intake.Result.READY
    assert watch.media().state is MediaState.READY
    assert watch.media().due_at is None


def test_a_media_that_moved_while_we_looked_is_left_to_its_run() -> None:
    watch = a_watch(a_media(), at=GRANT_IS_OVER)
    watch.store.receive(a_media(), PHOTO_BYTES)
    watch.records.before_commit = lambda _: take_in(watch)

    assert watch.reconcile()["media"] == 1

    assert watch.media().state is MediaState.READY


def through(watch: Watch, fates: Sequence[str], stored_at: datetime, first_tick: datetime) -> None:
    """Store the original, and tick each minute until the media ends.

    Each fate befalls one notice, the store's own first: it is lost, or its run dies.
    """
    fate = iter(fates)
    stored = False
    watch.clock.set(first_tick)
    while watch.media().state not in ENDED:
        now = watch.clock.now()
        if not stored and now >= stored_at:
            watch.clock.set(stored_at)
            watch.store.receive(watch.media(), PHOTO_BYTES)
            meet(next(fate), watch)
            watch.clock.set(now)
            stored = True
        handled = len(watch.jobs.reprocessed)
        watch.reconcile()
        for _ in watch.jobs.reprocessed[handled:]:
            meet(next(fate, "done"), watch)
        watch.clock.advance(minutes=1)


def meet(fate: str, watch: Watch) -> None:
    if fate == "dies":
        with pytest.raises(Crash):
            take_in(watch, Crash())
    elif fate == "done":
        assert take_in(watch) is intake.Result.READY


@pytest.mark.parametrize("media", [a_media(), a_long_video()], ids=["photo", "video"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_what_was_stored_ends_in_the_promised_time_whenever_its_notices_are_lost(
    media: Media, data: st.DataObject
) -> None:
    life = media.expires_at + ARRIVAL_GRACE - NOON
    after = data.draw(st.integers(1, int(life.total_seconds()) - 1), label="stored after")
    phase = data.draw(st.integers(0, 59), label="phase of the ticks")
    fates = data.draw(st.lists(st.sampled_from(["lost", "dies"]), min_size=1, max_size=3))
    stored_at = NOON + timedelta(seconds=after)
    watch = a_watch(media)

    through(watch, fates, stored_at, NOON + timedelta(seconds=phase))

    ended_at = watch.media().ended_at
    assert watch.media().state is MediaState.READY
    assert ended_at is not None
    assert ended_at - stored_at <= PROMISED[media.kind]


# Testimonials and ledgers


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.COLLECTING, Action.VERIFY),
        (State.VERIFYING, Action.VERIFY),
        (State.APPROVED, Action.SCHEDULE),
    ],
)
def test_a_stuck_testimonial_is_set_going_again(state: State, action: Action) -> None:
    watch = a_watch(a_testimonial(state, due_at=NOON))

    watch.reconcile()

    assert watch.sent() == [(action, VISIT, None)]
    assert watch.records.all(Testimonial)[0].due_at == NOON + STUCK_AFTER


@pytest.mark.parametrize(
    ("waited", "pause"),
    [
        (timedelta(minutes=1), STUCK_AFTER),
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(days=30), LONGEST_PAUSE),
    ],
)
def test_what_waits_long_is_looked_at_ever_more_rarely_but_never_forgotten(
    waited: timedelta, pause: timedelta
) -> None:
    watch = a_watch(a_testimonial(State.COLLECTING, since=NOON - waited, due_at=NOON))

    watch.reconcile()

    assert watch.records.all(Testimonial)[0].due_at == NOON + pause


def test_a_withdrawal_whose_job_was_lost_is_settled_later() -> None:
    unsettled = replace(withdraw(a_ledger(), a_withdrawal()), due_at=NOON)
    watch = a_watch(unsettled)

    watch.reconcile()
    watch.reconcile()

    assert watch.sent() == [(Action.WITHDRAW, PERSON, None)]
    assert watch.records.all(Ledger)[0].due_at == NOON + CONFIRM_EVERY


# Publications


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (S.POSTING, Action.CONFIRM),
        (S.UNCONFIRMED, Action.CONFIRM),
        (S.TAKEDOWN_DUE, Action.TAKE_DOWN),
        (S.TAKEDOWN_FAILED, Action.TAKE_DOWN),
    ],
)
def test_a_publication_that_waits_for_an_answer_is_asked_after(
    state: PublicationState, action: Action
) -> None:
    watch = a_watch(a_publication(state))

    watch.reconcile()

    assert watch.sent() == [(action, VISIT, CHANNEL)]


def test_the_lease_of_a_posting_run_is_never_moved_by_a_tick() -> None:
    due_at = NOON + POSTING_LEASE
    watch = a_watch(a_publication(S.POSTING, due_at=due_at), at=due_at)

    watch.reconcile()

    assert watch.records.all(Publication)[0].due_at == due_at
    assert watch.records.commits == []


def test_an_asked_publication_is_not_asked_again_at_once() -> None:
    watch = a_watch(a_publication(S.UNCONFIRMED))

    watch.reconcile()
    watch.reconcile()

    assert len(watch.jobs.sent) == 1
    assert watch.records.all(Publication)[0].due_at == NOON + CONFIRM_EVERY


@pytest.mark.parametrize("state", [S.POSTED, S.FAILED, S.CANCELLED, S.TAKEN_DOWN])
def test_a_settled_publication_is_not_asked_after(state: PublicationState) -> None:
    watch = a_watch(a_publication(state, due_at=None))

    watch.reconcile()

    assert watch.jobs.sent == []


@pytest.mark.parametrize("state", [S.HELD, S.FAILED, S.CANCELLED, S.TAKEN_DOWN])
def test_a_publication_that_waits_for_nothing_is_looked_at_no_more(state: PublicationState) -> None:
    watch = a_watch(a_publication(state))

    watch.reconcile()

    assert watch.jobs.sent == []
    assert watch.records.all(Publication)[0].due_at is None


def test_a_look_that_never_comes_to_an_end_stands_behind_the_others_that_are_due() -> None:
    stuck = a_publication(S.POSTING, due_at=NOON)
    watch = a_watch(stuck, at=NOON + STUCK_AFTER + timedelta(seconds=1))

    watch.reconcile()
    watch.reconcile()

    assert watch.sent() == [(Action.CONFIRM, VISIT, CHANNEL)] * 2
    assert watch.records.all(Publication)[0].due_at == watch.clock.now()
    assert len(watch.records.commits) == 1


def test_a_granted_slot_whose_job_was_lost_is_sent_again() -> None:
    later = a_publication(visit_id=an_id(2), due_at=NOON + timedelta(seconds=1))
    watch = a_watch(a_publication(), later, a_publication(S.UNCONFIRMED, visit_id=an_id(3)))

    assert watch.reconcile()["slot"] == 1

    assert (Action.POST, VISIT, CHANNEL) in watch.sent()
    assert (Action.POST, an_id(2), CHANNEL) not in watch.sent()


def test_a_granted_slot_is_not_sent_again_at_once() -> None:
    watch = a_watch(a_publication())

    watch.reconcile()
    watch.reconcile()

    assert len(watch.jobs.sent) == 1
    assert watch.records.all(Publication)[0].due_at == NOON + SLOT_LIFE


def test_what_waits_in_its_lane_is_sent_by_nobody() -> None:
    watch = a_watch(a_publication(slot_at=None, due_at=None))

    watch.reconcile()

    assert watch.jobs.sent == []


def test_one_tick_takes_a_bounded_batch_and_the_earliest_first() -> None:
    rows = [
        a_publication(visit_id=an_id(n), due_at=NOON - timedelta(seconds=n))
        for n in range(BATCH + 5)
    ]
    watch = a_watch(*rows)

    assert watch.reconcile()["slot"] == BATCH

    assert watch.jobs.sent[0].subject == an_id(BATCH + 4)


# Ticks


def everything_at_once() -> tuple[Row, ...]:
    return (
        a_media(),
        a_testimonial(State.APPROVED, due_at=NOON),
        replace(withdraw(a_ledger(), a_withdrawal()), due_at=NOON),
        a_publication(S.UNCONFIRMED),
        an_import(due_at=NOON),
    )


def test_twice_the_tick_leaves_the_same_rows_and_sends_nothing_more() -> None:
    once = a_watch(*everything_at_once(), at=GRANT_IS_OVER)
    often = a_watch(*everything_at_once(), at=GRANT_IS_OVER)

    counts = once.reconcile()
    for _ in range(5):
        often.reconcile()

    assert counts == {**dict.fromkeys(KINDS, 1), **dict.fromkeys(IDLE, 0)}
    assert often.sent() == once.sent()
    for kind in (Media, Testimonial, Ledger, Publication, Import):
        assert often.records.all(kind) == once.records.all(kind)


def test_a_row_that_moved_on_its_own_does_not_stop_the_others() -> None:
    first = a_testimonial(State.APPROVED, due_at=NOON)
    second = a_testimonial(State.COLLECTING, visit_id=an_id(9), due_at=NOON)
    watch = a_watch(first, second)
    kept = watch.records.all(Testimonial)[0]
    watch.records.before_commit = lambda _: watch.records.commit(
        Save(row=replace(kept, content_version=1))
    )

    assert watch.reconcile()["testimonial"] == 2

    assert {job.subject for job in watch.jobs.sent} == {kept.visit_id, an_id(9)} | {VISIT}
    assert sum(item.due_at == NOON + STUCK_AFTER for item in watch.records.all(Testimonial)) == 1


def test_a_grant_that_is_renewed_in_the_moment_of_its_end_keeps_its_parts() -> None:
    granted = a_video(method=UploadMethod.MULTIPART, size_bytes=17 * MIB, expires_at=NOON)
    watch = a_watch(a_ledger(), at=FIRST_TICKS[MediaKind.VIDEO])
    media = replace(granted, multipart_id=watch.store.begin_multipart(granted))
    watch.records.seed(media)
    watch.store.receive_part(media, 1, b"a part")

    def renew(_: object) -> None:
        more_parts(watch.media(), [2], store=watch.store, clock=watch.clock, records=watch.records)

    watch.records.before_commit = renew
    watch.reconcile()

    assert watch.media().state is MediaState.OFFERED
    assert watch.store.parts(watch.media()) == {1: 6}


def test_parts_that_a_run_did_not_get_to_are_given_up_by_the_next() -> None:
    granted = a_video(method=UploadMethod.MULTIPART, size_bytes=17 * MIB, expires_at=NOON)
    watch = a_watch(at=FIRST_TICKS[MediaKind.VIDEO])
    watch.records.seed(replace(granted, multipart_id=watch.store.begin_multipart(granted)))

    def dies(_: object) -> None:
        raise Crash

    watch.records.after_commit = dies
    with pytest.raises(Crash):
        watch.reconcile()
    assert watch.media().state is MediaState.ABANDONED
    assert watch.store.open_uploads

    watch.clock.advance(minutes=10)
    watch.reconcile()

    assert watch.store.open_uploads == {}
