"""The stream: jobs that follow from changes, marks on the roll, and sums that cannot drift."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.consent import withdraw
from chalicelib.domain.ids import AreaId, ConsentId, MediaId, VisitId
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import MediaState
from chalicelib.domain.progress import Tally
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.testimonial import State
from chalicelib.ports import Row
from chalicelib.services.relaying import RowChange, carry, jobs_for, sums, tally
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
    a_consent,
    a_ledger,
    a_media,
    a_ready_photo,
    a_ready_video,
    a_small_tree,
    a_testimonial,
    a_visit,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.fakes import FakeJobs, FakeRecords

SEND = Job(action=Action.SCHEDULE, subject=VISIT)
OUTBOX = OutboxItem(item_id="o-1", job=SEND, created_at=NOON)
VERIFY = Job(action=Action.VERIFY, subject=VISIT)
OTHER_VISIT = VisitId(an_id(0xA002))
MORE = a_ledger(a_consent(), a_consent(consent_id=ConsentId(an_id(2)), visit_id=OTHER_VISIT))
PROCESSING = a_media(state=MediaState.PROCESSING)


@pytest.mark.parametrize(
    ("old", "new", "jobs"),
    [
        (None, OUTBOX, [SEND]),
        (OUTBOX, None, []),
        (OUTBOX, OUTBOX, []),
        (None, a_visit(), [VERIFY]),
        (a_visit(), a_visit(), []),
        (None, a_media(), []),
        (a_media(), PROCESSING, []),
        (PROCESSING, a_ready_photo(), [VERIFY]),
        (PROCESSING, a_media(state=MediaState.REJECTED), [VERIFY]),
        (a_media(), a_media(state=MediaState.ABANDONED), [VERIFY]),
        (a_ready_photo(), a_ready_photo(), []),
        (None, a_ledger(), [VERIFY]),
        (a_ledger(), MORE, [Job(action=Action.VERIFY, subject=OTHER_VISIT)]),
        (None, MORE, [VERIFY, Job(action=Action.VERIFY, subject=OTHER_VISIT)]),
        (a_ledger(), withdraw(a_ledger(), a_withdrawal()), []),
        (None, a_testimonial(), []),
        (None, None, []),
    ],
    ids=[
        "outbox written", "outbox expired", "outbox repeated", "visit recorded", "visit repeated",
        "grant", "processing", "media ready", "media rejected", "grant abandoned", "media touched",
        "first consent", "another consent", "two consents", "withdrawal", "testimonial", "nothing",
    ],
)  # fmt: skip
def test_each_change_makes_just_the_jobs_it_needs(
    old: Row | None, new: Row | None, jobs: list[Job]
) -> None:
    assert list(jobs_for(RowChange(old=old, new=new))) == jobs


def test_media_that_became_ready_is_marked_on_the_roll_and_twice_is_once() -> None:
    records, jobs = FakeRecords(a_beneficiary()), FakeJobs()
    for media in (a_ready_photo(), a_ready_photo(), a_ready_video()):
        carry(RowChange(old=PROCESSING, new=media), records=records, jobs=jobs)

    person = records.find(Beneficiary, PERSON)
    assert person is not None
    assert person.media_kinds == {"photo", "video"}
    assert len(records.commits) == 2
    assert jobs.sent == [VERIFY] * 3


@pytest.mark.parametrize(
    "change",
    [
        RowChange(old=PROCESSING, new=a_media(state=MediaState.REJECTED)),
        RowChange(old=a_ready_photo(), new=a_ready_photo()),
        RowChange(old=None, new=a_visit()),
    ],
    ids=["rejected", "ready before", "a visit"],
)
def test_nothing_else_is_marked_on_the_roll(change: RowChange) -> None:
    records = FakeRecords(a_beneficiary())

    carry(change, records=records, jobs=FakeJobs())

    assert records.commits == []


# Progress

BOOTHS = ["booth-1", "booth-2", "booth-4", "booth-6"]


def story(number: int, booth: str) -> list[RowChange]:
    """Return what the stream tells of one visit from first to last."""
    place = {"path": path_to(booth)}
    visit_id, media_id = VisitId(an_id(number)), MediaId(an_id(number + 100))
    states = [State.COLLECTING, State.PENDING_REVIEW, State.PENDING_REVIEW, State.APPROVED,
              State.PUBLISHING, State.PUBLISHED]  # fmt: skip
    visit = a_visit(visit_id=visit_id, booth_id=booth, version=1, **place)
    media = [
        a_media(media_id=media_id, state=state, version=version, **place)
        for version, state in enumerate(
            [MediaState.OFFERED, MediaState.PROCESSING, MediaState.READY], start=1
        )
    ]
    items = [
        a_testimonial(state, visit_id=visit_id, version=version, **place)
        for version, state in enumerate(states, start=1)
    ]
    person = f"person-{number}"
    agreed = a_ledger(beneficiary_id=person, version=1, **place)
    chains: list[Sequence[Row]] = [[visit], [agreed], media, items]
    return [
        RowChange(old=chain[index - 1] if index else None, new=row)
        for chain in chains
        for index, row in enumerate(chain)
    ]


def pump(records: FakeRecords, changes: Sequence[RowChange], size: int) -> None:
    """Feed changes in batches, and the tallies' own changes as the stream brings them back."""
    told = len(records.stream)
    waiting = list(changes)
    while waiting:
        for start in range(0, len(waiting), size):
            tally(waiting[start : start + size], records=records)
        waiting = [RowChange(old=old, new=new) for old, new in records.stream[told:]]
        told = len(records.stream)


DONE = {"visited": 1, "met": 1, "photos": 1, "consents": 1, "approved": 1, "posted": 1}


def times(count: int) -> dict[str, int]:
    return {name: count * value for name, value in DONE.items()}


def test_a_visits_whole_story_counts_once_on_every_level() -> None:
    records = FakeRecords(*a_small_tree())

    pump(records, story(1, "booth-1"), size=100)

    for area in path_to("booth-1"):
        assert sums(area, records=records) == DONE
    assert sums(AreaId("booth-2"), records=records) == {}
    assert sums(AreaId("district-2"), records=records) == {}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=st.integers(1, 12))
def test_sums_equal_a_recount_under_repeated_reordered_and_replayed_batches(
    data: st.DataObject, size: int
) -> None:
    stories = [story(number, booth) for number, booth in enumerate(BOOTHS)]
    told = [change for one in stories for change in one]
    repeats = data.draw(st.lists(st.sampled_from(told), max_size=15))
    records = FakeRecords(*a_small_tree())

    pump(records, data.draw(st.permutations([*told, *repeats])), size)

    wanted = {"state": 4, "constituency": 4, "district-1": 2, "district-2": 2, "mandal-1": 2,
              "mandal-2": 0, "booth-1": 1, "booth-6": 1}  # fmt: skip
    for area, count in wanted.items():
        assert sums(AreaId(area), records=records) == (times(count) if count else {})


def test_a_replay_of_the_whole_stream_changes_no_sum_and_writes_nothing() -> None:
    records = FakeRecords(*a_small_tree())
    pump(records, story(1, "booth-1"), size=3)
    commits = len(records.commits)

    pump(records, story(1, "booth-1"), size=5)

    assert len(records.commits) == commits


def test_a_batch_writes_each_touched_tally_once() -> None:
    records = FakeRecords(*a_small_tree())

    tally([*story(1, "booth-1"), *story(2, "booth-1")], records=records)

    assert len(records.commits) == 1
    assert sums(AreaId("booth-1"), records=records) == times(2)


def test_a_change_that_counts_nothing_new_is_not_written() -> None:
    records = FakeRecords(*a_small_tree())
    touched = RowChange(old=a_testimonial(version=1), new=a_testimonial(version=2))

    tally([touched, RowChange(old=None, new=OUTBOX)], records=records)

    assert records.commits == []


def test_a_withdrawn_item_leaves_the_counts_it_was_in() -> None:
    records = FakeRecords(*a_small_tree())
    approved = a_testimonial(State.APPROVED, version=4)
    pump(records, [RowChange(old=None, new=approved)], size=1)

    withdrawn = a_testimonial(State.WITHDRAWN, version=5)
    pump(records, [RowChange(old=approved, new=withdrawn)], size=1)

    assert sums(AreaId("state"), records=records) == {"withdrawn": 1}


def test_an_area_that_is_gone_ends_the_climb() -> None:
    records = FakeRecords()

    pump(records, story(1, "booth-1"), size=10)

    assert [tally.area_id for tally in records.all(Tally)] == ["booth-1"]


def test_two_writers_of_one_tally_lose_no_count() -> None:
    records = FakeRecords(*a_small_tree())
    records.before_commit = lambda _: tally(story(2, "booth-1"), records=records)

    tally(story(1, "booth-1"), records=records)

    assert sums(AreaId("booth-1"), records=records) == times(2)
