"""Taking in an original: k deliveries are one, and every original ends somewhere."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.capture import Capture
from chalicelib.domain.consent import Ledger
from chalicelib.domain.credentials import SigningKey
from chalicelib.domain.errors import Fault, NotFound, StoreUnavailable
from chalicelib.domain.ids import MediaId, UserId
from chalicelib.domain.media import (
    ENDED,
    LEASE,
    OF_OLD,
    Media,
    MediaKind,
    MediaState,
    original_key,
    start_processing,
)
from chalicelib.domain.media_measures import MadeFile
from chalicelib.domain.rejections import MediaRejected, RejectReason
from chalicelib.domain.rows import Save
from chalicelib.services import captures, credentials
from chalicelib.services.intake import Arrival, Result, Tools, take_in
from tests.builders import (
    CAMPAIGN,
    NOON,
    PHOTO,
    PHOTO_BYTES,
    VIDEO,
    VISIT,
    a_ledger,
    a_media,
    a_ready_photo,
    a_video,
    a_worker,
    an_id,
)
from tests.fakes import (
    Crash,
    FakeCaptureReader,
    FakeContentSigner,
    FakeObjectStore,
    FakePhotoCompressor,
    FakeRecords,
    FakeVault,
    FakeVideoCompressor,
    FakeWorkspace,
    FixedClock,
    signing,
)

NOTICE = Arrival(visit_id=VISIT, media_id=PHOTO, arrived_at=NOON)


@dataclass(kw_only=True)
class Line:
    """One intake line with a media and its original."""

    records: FakeRecords
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    photos: FakePhotoCompressor = field(default_factory=FakePhotoCompressor)
    videos: FakeVideoCompressor = field(default_factory=FakeVideoCompressor)
    captures: FakeCaptureReader = field(default_factory=FakeCaptureReader)
    vault: FakeVault = field(default_factory=FakeVault)
    signer: FakeContentSigner = field(default_factory=FakeContentSigner)
    workspace: FakeWorkspace = field(default_factory=FakeWorkspace)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON + timedelta(seconds=2)))

    def take_in(self, notice: Arrival | None = None) -> Result:
        own = replace(NOTICE, media_id=self.media.media_id)
        tools = Tools(
            records=self.records, store=self.store, photos=self.photos, videos=self.videos,
            captures=self.captures, vault=self.vault, workspace=self.workspace, clock=self.clock,
            credentials=replace(signing(self.records), signer=self.signer),
        )  # fmt: skip
        return take_in(notice or own, tools)

    @property
    def media(self) -> Media:
        return self.records.all(Media)[0]


def a_line(media: Media | None = None, data: bytes = PHOTO_BYTES) -> Line:
    kept = media or a_media()
    line = Line(records=FakeRecords(kept))
    line.store.receive(kept, data)
    return line


def a_video_line(media: Media | None = None) -> Line:
    return a_line(media or a_video())


def when_its_end_is_kept(line: Line, hook: Callable[[object], object]) -> None:
    """Call `hook` just before the run keeps how it ended; a video's run claims it first."""
    if line.media.kind is MediaKind.PHOTO:
        line.records.before_commit = hook
    else:
        line.records.after_commit = lambda _: setattr(line.records, "before_commit", hook)


def test_a_photo_becomes_ready_with_its_derivatives_stored() -> None:
    line = a_line()

    assert line.take_in() is Result.READY

    assert line.media.state is MediaState.READY
    assert [made.role for made in line.media.derivatives] == ["display", "thumb"]
    assert {made.key for made in line.media.derivatives} == set(line.store.derivatives)
    assert line.media.ended_at == line.clock.now()
    assert line.media.stored_at == NOON
    assert line.media.due_at is None


def test_a_video_becomes_ready_with_poster_and_thumb() -> None:
    line = a_line(a_video())

    result = line.take_in(Arrival(visit_id=VISIT, media_id=VIDEO, arrived_at=NOON))

    assert result is Result.READY
    assert [made.role for made in line.media.derivatives] == ["video", "poster", "thumb"]


def test_measured_values_are_plain_and_hold_no_text_of_the_file() -> None:
    line = a_line()
    line.take_in()

    assert line.media.measured == {
        "container": "jpeg", "width": 4000, "height": 3000, "orientation": 1, "has_icc": False,
        "has_metadata": False,
    }  # fmt: skip


def test_the_time_between_arrival_and_ready_is_split() -> None:
    line = a_line()
    line.take_in()

    assert line.media.timings is not None
    assert line.media.timings.queue_ms == 2000


def test_a_notice_from_a_clock_ahead_of_ours_counts_as_no_wait() -> None:
    line = a_line()
    line.take_in(Arrival(visit_id=VISIT, media_id=PHOTO, arrived_at=NOON + timedelta(minutes=1)))

    assert line.media.timings is not None
    assert line.media.timings.queue_ms == 0


def test_a_second_delivery_changes_nothing() -> None:
    line = a_line()
    line.take_in()
    once, commits = line.media, len(line.records.commits)

    assert line.take_in() is Result.REPEATED

    assert line.media == once
    assert len(line.records.commits) == commits
    assert line.photos.runs == 1


def test_a_delivery_while_another_run_holds_the_media_does_nothing() -> None:
    line = a_video_line(start_processing(a_video(), stored_at=NOON, now=NOON))

    assert line.take_in() is Result.REPEATED
    assert line.videos.runs == 0


def test_a_lapsed_lease_is_taken_over() -> None:
    line = a_video_line(start_processing(a_video(), stored_at=NOON, now=NOON))
    line.clock.set(NOON + LEASE["video"])

    assert line.take_in() is Result.READY


def test_of_two_runs_of_a_video_that_start_at_once_one_works() -> None:
    line = a_video_line()
    results: list[Result] = []
    line.records.before_commit = lambda _: results.append(line.take_in())

    results.append(line.take_in())

    assert results == [Result.READY, Result.REPEATED]
    assert line.videos.runs == 1


def test_of_two_runs_of_a_photo_at_once_one_counts_and_both_keep_the_same_files() -> None:
    line = a_line()
    results: list[Result] = []
    line.records.before_commit = lambda _: results.append(line.take_in())

    results.append(line.take_in())

    assert results == [Result.READY, Result.REPEATED]
    assert len(line.records.commits) == 1
    assert set(line.store.derivatives) == {made.key for made in line.media.derivatives}


def test_a_photo_costs_one_write_and_a_video_two() -> None:
    for line, writes in ((a_line(), 1), (a_video_line(), 2)):
        line.take_in()

        assert len(line.records.commits) == writes


def test_a_run_that_lost_its_lease_does_not_overwrite_the_run_that_took_over() -> None:
    line = a_video_line()

    def take_over(_: object) -> None:
        line.clock.advance(minutes=6)
        assert line.take_in() is Result.READY

    when_its_end_is_kept(line, take_over)

    assert line.take_in() is Result.REPEATED
    assert line.media.state is MediaState.READY
    assert line.media.version == 4


def test_of_a_run_that_outlasts_its_lease_and_the_next_the_first_to_end_counts() -> None:
    line = a_video_line()

    def another_run_begins(_: object) -> None:
        later = NOON + timedelta(minutes=6)
        held = start_processing(line.media, stored_at=NOON, now=later)
        line.records.commit(Save(row=held))

    when_its_end_is_kept(line, another_run_begins)

    assert line.take_in() is Result.READY
    assert line.media.state is MediaState.READY
    assert line.media.derivatives


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_the_end_of_a_run_survives_writers_who_only_touch_the_row(media: Media) -> None:
    line = a_line(media)
    touches = iter(range(4))

    def touch(_: object) -> None:
        if next(touches, None) is not None:
            line.records.commit(Save(row=replace(line.media, look_at=line.clock.now())))
            line.records.before_commit = touch

    when_its_end_is_kept(line, touch)

    assert line.take_in() is Result.READY
    assert line.media.state is MediaState.READY


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", RejectReason.EMPTY_FILE),
        (PHOTO_BYTES[:-1], RejectReason.SIZE_MISMATCH),
        (PHOTO_BYTES + b"!", RejectReason.SIZE_MISMATCH),
        (PHOTO_BYTES[::-1], RejectReason.HASH_MISMATCH),
    ],
    ids=["empty", "cut", "longer", "other bytes"],
)
def test_bytes_that_were_not_granted_are_rejected(data: bytes, reason: RejectReason) -> None:
    line = a_line(data=data)

    assert line.take_in() is Result.REJECTED

    assert (line.media.state, line.media.reason) == (MediaState.REJECTED, reason)
    assert line.store.derivatives == {}
    assert line.photos.runs == 0


def test_content_that_cannot_be_used_is_rejected_with_its_reason() -> None:
    line = a_line()
    line.photos.trouble = MediaRejected(RejectReason.TRUNCATED)

    assert line.take_in() is Result.REJECTED
    assert line.take_in() is Result.REPEATED

    assert line.media.reason is RejectReason.TRUNCATED
    assert line.media.ended_at == line.clock.now()


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_a_crash_leaves_the_media_open_and_a_later_delivery_finishes_it(media: Media) -> None:
    line = a_line(media)
    line.photos.trouble = line.videos.trouble = Crash()

    with pytest.raises(Crash):
        line.take_in()
    assert line.media.state not in ENDED
    assert line.media.due_at is not None

    line.photos.trouble = line.videos.trouble = None
    line.clock.set(line.media.due_at)
    assert line.take_in() is Result.READY


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_a_store_that_does_not_answer_leaves_the_media_for_a_later_delivery(media: Media) -> None:
    line = a_line(media)
    line.store.is_down = True

    with pytest.raises(StoreUnavailable):
        line.take_in()
    assert line.media.state not in ENDED

    line.store.is_down = False
    line.clock.advance(minutes=10)
    assert line.take_in() is Result.READY


def test_no_run_leaves_files_behind_however_it_ends() -> None:
    for trouble in (None, MediaRejected(RejectReason.UNREADABLE), Crash()):
        line = a_line()
        line.photos.trouble = trouble
        try:
            line.take_in()
        except Crash:
            assert trouble is not None
        assert line.workspace.left_over == []


def test_an_original_is_never_removed() -> None:
    for data in (PHOTO_BYTES, b"", b"something else"):
        line = a_line(data=data)
        line.take_in()
        assert list(line.store.originals.values()) == [data]


def test_an_object_that_nobody_was_granted_is_not_found() -> None:
    line = a_line()

    with pytest.raises(NotFound):
        line.take_in(Arrival(visit_id=VISIT, media_id=MediaId(an_id(404)), arrived_at=NOON))


def test_an_object_that_arrives_after_its_grant_was_abandoned_still_becomes_ready() -> None:
    line = a_line(a_media(state=MediaState.ABANDONED))

    assert line.take_in() is Result.READY
    assert line.media.state is MediaState.READY


@pytest.mark.parametrize(
    "media", [a_ready_photo(), a_media(state=MediaState.REJECTED)], ids=["ready", "rejected"]
)
def test_an_ended_media_is_left_as_it_is(media: Media) -> None:
    line = a_line(media)

    assert line.take_in() is Result.REPEATED
    assert line.records.commits == []


# What an original says of its making

TOLD = Capture(
    captured_at=NOON, lat=25.43581, lon=81.84631, accuracy_m=12, make="samsung", model="SM-A155F",
    has_metadata=True,
)  # fmt: skip


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_what_an_original_says_of_its_making_is_sealed_in_its_own_row(media: Media) -> None:
    line = a_line(media)
    line.captures.capture = TOLD

    line.take_in()

    assert captures.opened(line.media, line.vault) == TOLD
    seen = repr(replace(line.media, capture=""))
    assert not any(word in seen for word in ("25.43", "81.84", "SM-A155F"))


def test_reading_it_costs_no_write() -> None:
    line = a_line()
    line.captures.capture = TOLD

    line.take_in()

    assert len(line.records.commits) == 1


@pytest.mark.parametrize(
    ("capture", "has_metadata"),
    [(Capture(has_metadata=False), False), (Capture(has_metadata=True), True), (Capture(), None)],
    ids=["stripped", "absurd", "unreadable"],
)
def test_of_what_says_nothing_only_whether_it_was_stripped_is_kept(
    capture: Capture, has_metadata: bool | None
) -> None:
    line = a_line()
    line.captures.capture = capture

    line.take_in()

    assert line.media.capture == ""
    assert (line.media.measured or {}).get("has_metadata") is has_metadata
    assert captures.opened(line.media, line.vault) == capture


def test_a_time_that_has_not_come_is_not_kept() -> None:
    line = a_line()
    line.captures.capture = replace(TOLD, captured_at=line.clock.now() + timedelta(days=2))

    line.take_in()

    assert captures.opened(line.media, line.vault) == replace(TOLD, captured_at=None)


def test_what_is_rejected_keeps_nothing_of_it() -> None:
    line = a_line()
    line.captures.capture = TOLD
    line.photos.trouble = MediaRejected(RejectReason.UNREADABLE)

    assert line.take_in() is Result.REJECTED

    assert (line.media.capture, line.media.measured) == ("", None)


def test_a_media_of_no_campaign_has_no_key_and_keeps_nothing() -> None:
    line = a_line(a_media(campaign_id=OF_OLD))
    line.captures.capture = TOLD

    assert line.take_in() is Result.READY

    assert line.media.capture == ""


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_a_reader_that_fails_leaves_the_media_for_a_later_delivery(media: Media) -> None:
    line = a_line(media)
    line.captures.trouble = Fault("the machine gave out")

    with pytest.raises(Fault):
        line.take_in()
    assert line.media.state not in ENDED

    line.captures.trouble = None
    line.clock.advance(minutes=10)
    assert line.take_in() is Result.READY


# Somebody who was erased

ERASED = a_ledger(erase_at=NOON + timedelta(seconds=1))


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
@pytest.mark.parametrize("was", [MediaState.OFFERED, MediaState.ABANDONED])
def test_what_comes_after_she_was_erased_is_refused_and_its_original_retired(
    media: Media, was: MediaState
) -> None:
    line = a_line(replace(media, state=was))
    line.records.seed(ERASED)

    assert line.take_in() is Result.REJECTED

    assert (line.media.reason, line.media.ended_at) == (
        RejectReason.PERSON_ERASED, line.clock.now(),
    )  # fmt: skip
    assert line.store.retired == {original_key(line.media)}
    assert (line.store.derivatives, line.workspace.left_over) == ({}, [])


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
@pytest.mark.parametrize(
    "ledger",
    [a_ledger(), a_ledger(erase_at=NOON + timedelta(seconds=3))],
    ids=["nothing taken back", "sealed, and not erased yet"],
)
def test_until_she_is_erased_her_files_are_taken_in(media: Media, ledger: Ledger) -> None:
    line = a_line(media)
    line.records.seed(ledger)

    assert line.take_in() is Result.READY

    assert line.store.retired == set()


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_a_kill_between_the_mark_and_the_row_marks_again(media: Media) -> None:
    line = a_line(media)
    line.records.seed(ERASED)

    def crash(_: object) -> None:
        raise Crash

    when_its_end_is_kept(line, crash)
    with pytest.raises(Crash):
        line.take_in()
    assert line.store.retired == {original_key(line.media)}
    line.store.retired.clear()
    line.clock.advance(minutes=10)

    assert line.take_in() is Result.REJECTED
    assert line.store.retired == {original_key(line.media)}


@pytest.mark.parametrize("ledger", [ERASED, a_ledger()], ids=["erased", "not erased"])
@pytest.mark.parametrize(
    "media", [a_ready_photo(derivatives=()), a_media(state=MediaState.REJECTED)],
    ids=["ready", "rejected"],
)  # fmt: skip
def test_the_same_bytes_sent_again_once_she_was_erased_are_marked_again(
    media: Media, ledger: Ledger
) -> None:
    line = a_line(media)
    line.records.seed(ledger)

    assert line.take_in() is Result.REPEATED

    assert line.store.retired == ({original_key(media)} if ledger is ERASED else set())
    assert line.records.commits == []


# A lost phone

LOST_AT = NOON + timedelta(seconds=30)


def signed_out(line: Line, at: datetime = LOST_AT) -> None:
    line.records.seed(a_worker(signed_out_at=at))


def arriving(line: Line, *, after_s: int, heard_after_s: int | None = None) -> Result:
    """Let the original arrive some seconds after its grant, and its notice then or later."""
    line.clock.set(NOON + timedelta(seconds=heard_after_s or after_s))
    return line.take_in(
        Arrival(
            visit_id=VISIT,
            media_id=line.media.media_id,
            arrived_at=NOON + timedelta(seconds=after_s),
        )
    )


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_what_a_lost_phone_still_sends_is_rejected_and_not_even_read(media: Media) -> None:
    line = a_line(media)
    signed_out(line)

    assert arriving(line, after_s=31) is Result.REJECTED

    assert line.media.reason is RejectReason.GRANT_REVOKED
    assert line.media.ended_at == line.clock.now()
    assert line.store.derivatives == {}
    assert line.workspace.left_over == []


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
@pytest.mark.parametrize("after_s", [0, 29, 30], ids=["at once", "just before", "at that moment"])
def test_what_had_arrived_by_then_is_her_work_and_stays(media: Media, after_s: int) -> None:
    line = a_line(media)
    signed_out(line)

    assert arriving(line, after_s=after_s) is Result.READY


def test_a_notice_that_comes_late_tells_when_the_file_came_and_that_decides() -> None:
    early, late = a_line(), a_line()
    for line in (early, late):
        signed_out(line)

    assert arriving(early, after_s=29, heard_after_s=3000) is Result.READY
    assert arriving(late, after_s=31, heard_after_s=3000) is Result.REJECTED


def test_a_second_notice_of_a_later_moment_changes_nothing() -> None:
    line = a_video_line(start_processing(a_video(), stored_at=NOON, now=NOON))
    signed_out(line)

    assert arriving(line, after_s=3000) is Result.READY


def test_signing_out_while_a_file_is_being_taken_in_does_not_cost_it() -> None:
    line = a_video_line()
    line.records.after_commit = lambda _: signed_out(line, NOON + timedelta(seconds=2))

    assert arriving(line, after_s=1, heard_after_s=3) is Result.READY


def test_a_grant_that_her_new_phone_asked_for_is_good() -> None:
    line = a_line(a_media(granted_at=LOST_AT + timedelta(seconds=1)))
    signed_out(line)

    assert arriving(line, after_s=60) is Result.READY


def test_another_workers_end_is_not_hers() -> None:
    line = a_line()
    line.records.seed(a_worker(user_id=UserId("worker-2"), signed_out_at=LOST_AT))

    assert arriving(line, after_s=60) is Result.READY


# Content credentials


class SigningAnew(FakeContentSigner):
    """No signature is like the one before, as with the real one."""

    def sign(self, file: MadeFile, manifest: str, key: SigningKey) -> MadeFile:
        super().sign(file, manifest, key)
        data = file.path.read_bytes() + f" signed {len(self.signed)}".encode()
        file.path.write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        return replace(file, size_bytes=len(data), sha256_hex=sha256)


@pytest.mark.parametrize("media", [a_media(), a_video()], ids=["photo", "video"])
def test_a_run_that_dies_after_signing_leaves_no_copy_that_no_row_knows(media: Media) -> None:
    line = a_line(media)
    line.signer = SigningAnew()
    tools = replace(signing(line.records), signer=line.signer)
    credentials.keep_key(CAMPAIGN, SigningKey(chain="chain", private_key="key"), tools)

    def crash(_: object) -> None:
        raise Crash

    when_its_end_is_kept(line, crash)
    with pytest.raises(Crash):
        line.take_in()
    line.clock.advance(minutes=10)

    assert line.take_in() is Result.READY
    made = {each.key: each.size_bytes for each in line.media.derivatives}
    assert {key: len(data) for key, data in line.store.derivatives.items()} == made
    assert any(data.endswith(b"signed 2") for data in line.store.derivatives.values())
