"""Earlier copies of a media are found with a bounded number of reads, however it was laid."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chalicelib.domain.copies import LIST_LETTERS, Filed, filed_as
from chalicelib.domain.ids import CampaignId, MediaId, VisitId
from chalicelib.domain.likeness import ALIKE, BAND, probes
from chalicelib.domain.media import Media
from chalicelib.services.copies import (
    DEPTHS,
    MOST_ALIKE,
    MOST_READS,
    MOST_SAME,
    READ_AT_ONCE,
    copies_of,
)
from tests.builders import a_ready_photo, an_id
from tests.fakes import FakeRecords
from tests.looks import a_look, differing, weakened

LOOK = a_look(1)
OURS = a_ready_photo(looks=(LOOK, a_look(2)))
ELSEWHERE = VisitId(an_id(8))
OTHER_HASH = "ab" * 32


class Listening(FakeRecords):
    """Remembers what was asked for."""

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        self.asked = [*getattr(self, "asked", []), beginning]
        return super().filed(campaign_id, beginning, limit=limit)


def another(number: int, look: str = LOOK, **fields: object) -> Media:
    known = {"visit_id": ELSEWHERE, "media_id": MediaId(an_id(number)), "sha256": OTHER_HASH}
    return replace(OURS, **{**known, "looks": (look,), **fields})


def alike(*others: Media, media: Media = OURS) -> list[MediaId]:
    _, near = copies_of(media, records=FakeRecords(media, *others))
    return [each.other_media_id for each in near]


def same(*others: Media, media: Media = OURS) -> list[MediaId]:
    exact, _ = copies_of(media, records=FakeRecords(media, *others))
    return [each.other_media_id for each in exact]


def test_the_same_bytes_and_the_same_picture_are_told_apart() -> None:
    twin, copy = another(1, sha256=OURS.sha256), another(2, differing(LOOK, 3))

    assert same(twin, copy) == [twin.media_id]
    assert alike(twin, copy) == [copy.media_id]


def test_the_same_bytes_are_found_for_what_shows_nothing() -> None:
    nothing = replace(OURS, looks=())

    assert same(another(1, sha256=OURS.sha256, looks=()), media=nothing) == [an_id(1)]
    assert same(another(1, looks=()), media=nothing) == []


def test_the_same_bytes_are_found_when_another_engine_saw_them_a_little_differently() -> None:
    ours = replace(OURS, looks=(weakened(1, 0),))

    assert same(another(1, sha256=OURS.sha256), media=ours) == [an_id(1)]


def test_a_copy_is_found_whose_weakest_coarse_waves_turned_over() -> None:
    assert alike(another(1), media=replace(OURS, looks=(weakened(1, 3, 7),))) == [an_id(1)]


def test_a_copy_is_found_by_any_look_of_the_later_one() -> None:
    assert alike(another(1, a_look(2))) == [an_id(1)]


@pytest.mark.parametrize(
    "other",
    [
        another(1, differing(LOOK, ALIKE + 1)),
        another(1, a_look(3)),
        another(1, visit_id=OURS.visit_id),
        another(1, campaign_id=CampaignId("another")),
        another(1, derivatives=()),
    ],
    ids=["too different", "another picture", "same visit", "another campaign", "erased"],
)
def test_nothing_else_counts_as_a_copy(other: Media) -> None:
    assert alike(other) == []


def test_what_is_not_ready_is_compared_with_nothing() -> None:
    records = Listening(another(1))

    assert copies_of(replace(OURS, derivatives=()), records=records) == ((), ())
    assert not hasattr(records, "asked")


def test_only_so_many_copies_are_named_and_the_nearest_of_them() -> None:
    twins = [another(n, sha256=OURS.sha256) for n in range(MOST_SAME + 3)]
    copies = [another(20 + n, differing(LOOK, 9 - n)) for n in range(MOST_ALIKE + 3)]

    assert len(same(*twins)) == MOST_SAME
    assert alike(*copies) == [each.media_id for each in reversed(copies)][:MOST_ALIKE]


def crowd(count: int) -> list[Media]:
    """Return media of one list, too many to be read at once: alike in all coarse waves."""
    return [another(1000 + n, differing(LOOK, 1 + n % 100)) for n in range(count)]


def test_where_few_media_are_filed_each_list_is_read_once_and_whole() -> None:
    records = Listening(OURS, another(1))

    copies_of(OURS, records=records)

    first, *lists = records.asked
    assert first == filed_as(OURS)
    assert len(set(lists)) == len(lists)
    assert {len(each) for each in lists} == {LIST_LETTERS}
    assert set(lists) == {probe[:LIST_LETTERS] for probe in probes(OURS.looks)}


def test_of_a_crowded_list_only_what_begins_more_alike_is_read() -> None:
    records = Listening(OURS, *crowd(READ_AT_ONCE))

    copies_of(OURS, records=records)

    home = filed_as(OURS)
    assert home is not None
    assert [home[:letters] for letters in DEPTHS] == records.asked[1 : 1 + len(DEPTHS)]
    assert len(set(records.asked)) == len(records.asked)


class Crowded(Listening):
    """A campaign in which every list is longer than what is read of it."""

    def filed(self, campaign_id: CampaignId, beginning: str, *, limit: int) -> Sequence[Filed]:
        super().filed(campaign_id, beginning, limit=limit)
        text = f"{beginning:-<33}"
        return [Filed(visit_id=ELSEWHERE, media_id=MediaId("other"), text=text)] * limit


def test_however_crowded_the_lists_are_only_so_much_is_read() -> None:
    records = Crowded()

    copies_of(replace(OURS, looks=tuple(a_look(seed) for seed in range(4))), records=records)

    assert len(set(records.asked)) == len(records.asked) == MOST_READS + 1


def test_the_signs_that_are_tried_both_ways_are_those_that_are_read_by() -> None:
    assert DEPTHS[0] == LIST_LETTERS
    assert 6 * DEPTHS[1] == BAND
