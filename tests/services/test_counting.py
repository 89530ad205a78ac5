"""Progress: sums over the tree that cannot drift, whatever the stream does."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.ids import AreaId, BeneficiaryId, MediaId, VisitId, shard_of
from chalicelib.domain.jobs import Action, Job, OutboxItem
from chalicelib.domain.media import MediaState
from chalicelib.domain.progress import Tally, over_all
from chalicelib.domain.roll import Beneficiary
from chalicelib.domain.rows import Moved, Row, Save
from chalicelib.domain.testimonial import State
from chalicelib.services.counting import SHARDS, count
from chalicelib.services.progress import sums
from chalicelib.services.relaying import RowChange
from tests.builders import (
    NOON,
    VISIT,
    a_beneficiary,
    a_campaign,
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


class CountingRecords(FakeRecords):
    """Remembers how often it was asked for what."""

    def __init__(self, *rows: Row) -> None:
        super().__init__(*rows)
        self.asked: Counter[str] = Counter()

    def find(self, kind, *key):
        self.asked[f"find {kind.__name__}"] += 1
        return super().find(kind, *key)

    def find_many(self, kind, natural_keys):
        self.asked[f"find_many {kind.__name__}"] += 1
        return [FakeRecords.find(self, kind, *key) for key in natural_keys]

    def count_roll(self, booth_id):
        self.asked["count_roll"] += 1
        return super().count_roll(booth_id)


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
    return over_all(sums(AreaId(area), records=records)[0])


def counts_below(records: FakeRecords, area: str) -> dict[str, dict[str, int]]:
    below = sums(AreaId(area), records=records)[1]
    return {area_id: over_all(days) for area_id, days in below.items()}


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

    assert counts(records, "state") == {"withdrawn": 1}
    assert counts_below(records, "state") == {"constituency": {"withdrawn": 1}}


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


# Days


def test_days_are_those_of_the_campaigns_own_clock() -> None:
    late = a_visit(version=1, started_at=NOON.replace(hour=20))
    days = {}
    for offset_min in (0, 330):
        records = FakeRecords(*a_small_tree(), a_campaign(utc_offset_min=offset_min))
        count([RowChange(old=None, new=late)], records=records)
        days[offset_min] = [str(day) for day in sums(AreaId("state"), records=records)[0]]

    assert days == {0: ["2026-11-14"], 330: ["2026-11-15"]}


def test_without_a_campaign_or_an_area_the_clock_is_indias() -> None:
    late = a_visit(version=1, started_at=NOON.replace(hour=20))
    for rows in (a_small_tree(), ()):
        records = FakeRecords(*rows)

        count([RowChange(old=None, new=late)], records=records)

        (day,) = sums(AreaId("booth-1"), records=records)[0]
        assert str(day) == "2026-11-15"


def test_one_read_finds_every_area_of_a_batch_and_one_its_campaign() -> None:
    records = CountingRecords(*a_small_tree(), a_campaign())

    count([c for n, booth in enumerate(BOOTHS) for c in story(n, booth)], records=records)

    assert records.asked["find_many Area"] == 1
    assert records.asked["find Campaign"] == 1
    assert records.asked["find Area"] == 0


# The roll


def someone(number: int, booth: str = "booth-1", **fields) -> Beneficiary:
    return a_beneficiary(
        beneficiary_id=person(number), serial=number, booth_id=AreaId(booth),
        path=path_to(booth), **fields,
    )  # fmt: skip


def enrol(records: FakeRecords, *people: Beneficiary) -> list[RowChange]:
    """Write people and return what the stream tells of it."""
    told = len(records.stream)
    for one in people:
        records.commit(Save(row=one))
    return [RowChange(old=old, new=new) for old, new in records.stream[told:]]


def planned(records: FakeRecords, *areas: str) -> list[int]:
    return [counts(records, area).get("planned", 0) for area in areas]


def test_an_imported_roll_is_planned_on_every_level_with_one_count_per_booth_and_batch() -> None:
    records = CountingRecords(*a_small_tree())
    people = [someone(n, BOOTHS[n % 2]) for n in range(30)]

    count(enrol(records, *people), records=records)

    assert planned(records, "booth-1", "booth-2", "mandal-1", "state") == [15, 15, 30, 30]
    assert records.asked["count_roll"] == 2
    assert set(written(records).values()) == {1}


def test_a_roll_that_is_told_again_is_counted_and_not_written() -> None:
    records = FakeRecords(*a_small_tree())
    told = enrol(records, someone(1), someone(2))
    pump(records, told, size=1)
    commits = len(records.commits)

    pump(records, [*told, *reversed(told)], size=3)

    assert len(records.commits) == commits
    assert planned(records, "booth-1", "state") == [2, 2]


def test_who_is_visited_or_corrected_asks_nothing_of_the_table() -> None:
    class Silent(FakeRecords):
        def find(self, kind, *key):
            raise AssertionError(kind, key)

    before = someone(1, version=3)
    after = someone(1, version=4, media_kinds=frozenset({"photo"}))

    count([RowChange(old=before, new=after)], records=Silent())


def test_a_person_who_moves_is_planned_where_she_went() -> None:
    records = FakeRecords(*a_small_tree())
    count(enrol(records, someone(1), someone(2)), records=records)
    (here, _) = records.all(Beneficiary)
    there = replace(here, booth_id=AreaId("booth-6"), path=path_to("booth-6"), version=1)

    records.commit(Moved(row=there, source=here))
    # The table tells of a move as of one row that appears and one that goes.
    count([RowChange(old=None, new=there), RowChange(old=here, new=None)], records=records)

    assert planned(records, "booth-1", "booth-6", "district-1", "state") == [1, 1, 1, 2]


@pytest.mark.parametrize("gone", [{"merged_into": person(2)}, {"is_erased": True}])
def test_who_is_merged_away_or_erased_is_planned_no_more_until_that_is_undone(gone) -> None:
    records = FakeRecords(*a_small_tree())
    count(enrol(records, someone(1), someone(2)), records=records)
    (here, _) = records.all(Beneficiary)

    count(enrol(records, replace(here, **gone)), records=records)
    assert planned(records, "booth-1", "state") == [1, 1]

    (back, _) = records.all(Beneficiary)
    undone = replace(back, merged_into=None, is_erased=False)
    count(enrol(records, undone), records=records)
    assert planned(records, "booth-1", "state") == [2, 2]


def test_a_slow_count_of_a_roll_never_overwrites_a_newer_one() -> None:
    """The slow one has counted one person, and is overtaken before it can say so."""
    records = FakeRecords(*a_small_tree())
    first = enrol(records, someone(1))
    records.before_commit = lambda _: count(enrol(records, someone(2)), records=records)

    count(first, records=records)

    assert planned(records, "booth-1", "state") == [2, 2]


def test_visits_and_the_roll_of_a_booth_stand_side_by_side() -> None:
    records = FakeRecords(*a_small_tree())
    told = [*story(1, "booth-1"), *enrol(records, *(someone(n) for n in range(3)))]

    count(told, records=records)

    assert counts(records, "booth-1") == counts(records, "state") == {**DONE, "planned": 3}
    assert set(written(records).values()) == {1}
