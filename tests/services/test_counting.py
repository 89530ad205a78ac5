"""Progress: sums over the tree that cannot drift, whatever the stream does."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.ids import AreaId, BeneficiaryId, MediaId, VisitId, shard_of
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import MediaState
from chalicelib.domain.progress import Tally
from chalicelib.domain.rows import Row
from chalicelib.domain.testimonial import State
from chalicelib.services.counting import SHARDS, count, sums
from chalicelib.services.relaying import RowChange
from tests.builders import (
    NOON,
    VISIT,
    a_ledger,
    a_media,
    a_small_tree,
    a_testimonial,
    a_visit,
    an_id,
    path_to,
)
from tests.fakes import Crash, FakeRecords

OUTBOX = OutboxItem(
    item_id="o-1", job=Job(action=Action.SCHEDULE, subject=VISIT), created_at=NOON
)  # fmt: skip
BOOTHS = ["booth-1", "booth-2", "booth-4", "booth-6"]
STEPS = [State.COLLECTING, State.PENDING_REVIEW, State.PENDING_REVIEW, State.APPROVED,
         State.PUBLISHING, State.PUBLISHED]  # fmt: skip
UPLOAD = [MediaState.OFFERED, MediaState.PROCESSING, MediaState.READY]
DONE = {"visited": 1, "met": 1, "photos": 1, "consents": 1, "approved": 1, "posted": 1}


def person(number: int) -> BeneficiaryId:
    return BeneficiaryId(an_id(0xB000 + number))


def persons_of_one_shard(count: int) -> list[int]:
    """Return the first persons' numbers who share a shard of their booth."""
    shards = defaultdict(list)
    for number in range(200):
        shards[shard_of(person(number), SHARDS)].append(number)
    return next(numbers[:count] for numbers in shards.values() if len(numbers) >= count)


def story(number: int, booth: str) -> list[RowChange]:
    """Return what the stream tells of one person's visit from first to last."""
    hers = {"path": path_to(booth), "beneficiary_id": person(number)}
    visit_id, media_id = VisitId(an_id(number)), MediaId(an_id(number + 0x1000))
    visit = a_visit(visit_id=visit_id, booth_id=booth, version=1, **hers)
    taken = {"media_id": media_id, "beneficiary_id": person(number), "booth_id": booth}
    media = [
        a_media(state=state, version=version, **taken)
        for version, state in enumerate(UPLOAD, start=1)
    ]
    items = [
        a_testimonial(state, visit_id=visit_id, version=version, **hers)
        for version, state in enumerate(STEPS, start=1)
    ]
    chains: list[Sequence[Row]] = [[visit], [a_ledger(version=1, **hers)], media, items]
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
            count(waiting[start : start + size], records=records)
        waiting = [RowChange(old=old, new=new) for old, new in records.stream[told:]]
        told = len(records.stream)


def times(number: int) -> dict[str, int]:
    return {name: number * value for name, value in DONE.items()} if number else {}


def counts(records: FakeRecords, area: str) -> dict[str, int]:
    return sums(AreaId(area), records=records)[0]


def counts_below(records: FakeRecords, area: str) -> dict[str, dict[str, int]]:
    return sums(AreaId(area), records=records)[1]


def written(records: FakeRecords) -> Counter[tuple[AreaId, int]]:
    """Return how often each tally was written."""
    rows = [new for _, new in records.stream if isinstance(new, Tally)]
    return Counter((row.area_id, row.shard) for row in rows)


def test_a_visits_whole_story_counts_once_on_every_level() -> None:
    records = FakeRecords(*a_small_tree())

    pump(records, story(1, "booth-1"), size=100)

    for area in path_to("booth-1"):
        assert counts(records, area) == DONE
    assert sums(AreaId("booth-2"), records=records) == ({}, {})
    assert sums(AreaId("district-2"), records=records) == ({}, {})


def test_one_batch_reaches_the_top_of_the_tree_by_itself() -> None:
    records = FakeRecords(*a_small_tree())

    count(story(1, "booth-1"), records=records)

    assert counts(records, "state") == DONE


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=st.integers(1, 12))
def test_sums_equal_a_recount_under_repeated_reordered_and_replayed_batches(
    data: st.DataObject, size: int
) -> None:
    told = [change for n, booth in enumerate(BOOTHS) for change in story(n, booth)]
    repeats = data.draw(st.lists(st.sampled_from(told), max_size=15))
    records = FakeRecords(*a_small_tree())

    pump(records, data.draw(st.permutations([*told, *repeats])), size)

    wanted = {"state": 4, "constituency": 4, "district-1": 2, "district-2": 2, "mandal-1": 2,
              "mandal-2": 0, "booth-1": 1, "booth-6": 1}  # fmt: skip
    for area, number in wanted.items():
        assert counts(records, area) == times(number)
    for node in a_small_tree():
        assert counts_below(records, node.area_id) == {
            child: below for child in node.children if (below := counts(records, child))
        }


def test_the_sums_below_are_told_per_area_and_a_booth_has_none() -> None:
    records = FakeRecords(*a_small_tree())
    for number in range(5):
        count(story(number, "booth-1"), records=records)
    count(story(5, "booth-2"), records=records)

    assert counts_below(records, "mandal-1") == {"booth-1": times(5), "booth-2": DONE}
    assert counts_below(records, "district-1") == {"mandal-1": times(6)}
    assert counts_below(records, "booth-1") == {}


def test_a_booths_people_are_spread_and_all_of_one_person_stands_together() -> None:
    records = FakeRecords(*a_small_tree())

    for number in range(60):
        count(story(number, "booth-1"), records=records)

    shards = [row for row in records.all(Tally) if row.area_id == "booth-1"]
    owners = [{name.partition(":")[0] for name in row.parts} for row in shards]
    assert len(shards) == SHARDS
    assert sum(map(len, owners)) == len(set().union(*owners)) == 60
    assert counts(records, "booth-1") == times(60)


def test_a_replay_of_the_whole_stream_changes_no_sum_and_writes_nothing() -> None:
    records = FakeRecords(*a_small_tree())
    pump(records, story(1, "booth-1"), size=3)
    commits = len(records.commits)

    pump(records, story(1, "booth-1"), size=5)

    assert len(records.commits) == commits


def test_a_batch_writes_each_touched_tally_once() -> None:
    records = FakeRecords(*a_small_tree())
    stories = [change for number in range(12) for change in story(number, "booth-1")]

    count(stories, records=records)

    assert set(written(records).values()) == {1}
    assert len([area for area, _ in written(records) if area == "mandal-1"]) == 1
    assert counts(records, "booth-1") == counts(records, "state") == times(12)


def test_what_comes_back_of_a_batchs_own_writes_is_not_written_again() -> None:
    records = FakeRecords(*a_small_tree())
    count(story(1, "booth-1"), records=records)
    commits = len(records.commits)

    count([RowChange(old=old, new=new) for old, new in records.stream], records=records)

    assert len(records.commits) == commits


@pytest.mark.parametrize("levels", range(1, 5))
def test_a_run_that_died_between_two_levels_is_carried_on_by_what_it_wrote(levels: int) -> None:
    records = FakeRecords(*a_small_tree())

    def dies(_: object) -> None:
        if len(records.commits) == levels:
            raise Crash
        records.before_commit = dies

    records.before_commit = dies
    with pytest.raises(Crash):
        count(story(1, "booth-1"), records=records)
    assert counts(records, "state") == {}

    pump(records, [RowChange(old=old, new=new) for old, new in records.stream], size=100)

    assert counts(records, "state") == DONE


def test_a_change_that_counts_nothing_new_is_not_written() -> None:
    records = FakeRecords(*a_small_tree())
    touched = RowChange(old=a_testimonial(version=1), new=a_testimonial(version=2))
    expired = RowChange(old=OUTBOX, new=None)

    count([touched, RowChange(old=None, new=OUTBOX), expired], records=records)

    assert records.commits == []


def test_a_withdrawn_item_leaves_the_counts_it_was_in() -> None:
    records = FakeRecords(*a_small_tree())
    approved = a_testimonial(State.APPROVED, version=4)
    pump(records, [RowChange(old=None, new=approved)], size=1)

    withdrawn = a_testimonial(State.WITHDRAWN, version=5)
    pump(records, [RowChange(old=approved, new=withdrawn)], size=1)

    assert sums(AreaId("state"), records=records) == (
        {"withdrawn": 1}, {"constituency": {"withdrawn": 1}},
    )  # fmt: skip


def test_an_area_that_is_gone_ends_the_climb() -> None:
    records = FakeRecords()

    pump(records, story(1, "booth-1"), size=10)

    assert [row.area_id for row in records.all(Tally)] == ["booth-1"]


def test_two_writers_of_one_tally_lose_no_count() -> None:
    records = FakeRecords(*a_small_tree())
    one, other = persons_of_one_shard(2)
    records.before_commit = lambda _: count(story(other, "booth-1"), records=records)

    count(story(one, "booth-1"), records=records)

    assert counts(records, "booth-1") == counts(records, "state") == times(2)


def test_a_tally_that_another_writer_keeps_changing_is_tried_again_and_not_lost() -> None:
    records = FakeRecords(*a_small_tree())
    numbers = persons_of_one_shard(4)

    def interrupts(_: object) -> None:
        if len(numbers) > 1:
            records.before_commit = interrupts
            count(story(numbers.pop(), "booth-1"), records=records)

    records.before_commit = interrupts
    count(story(numbers[0], "booth-1"), records=records)

    assert counts(records, "booth-1") == times(4)
    assert counts(records, "state") == times(4)
