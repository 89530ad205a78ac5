"""Copies are marked on both rows: whoever comes first, however often, and never on what is gone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.copy_marks import Copy
from chalicelib.domain.erasure import emptied_media
from chalicelib.domain.finding import Finding, FindingOutcome, Verdict
from chalicelib.domain.ids import BeneficiaryId, MediaId, UserId, VisitId
from chalicelib.domain.jobs import Action, Job
from chalicelib.domain.likeness import Turn
from chalicelib.domain.media import Media, MediaState
from chalicelib.domain.rows import Change, Row, Save
from chalicelib.domain.testimonial import Testimonial
from chalicelib.domain.verification.names import EXACT, NEAR
from chalicelib.ports import R
from chalicelib.services.comparing import MOST_MARKS, compare
from chalicelib.services.relaying import RowChange, jobs_for
from chalicelib.services.verification import verify
from tests.builders import (
    NOON,
    PHOTO,
    VISIT,
    a_beneficiary,
    a_consent,
    a_ledger,
    a_place,
    a_ready_photo,
    a_visit,
    an_id,
)
from tests.fake_records import Key
from tests.fakes import FakeRecords, FixedClock, SequentialIds
from tests.looks import a_look, differing, mirrored
from tests.verifying import verify_tools

OURS = a_ready_photo(looks=(a_look(1),), stored_at=NOON)
HASH = "ab" * 32


def other(number: int, minutes: int = -30, **fields: Any) -> Media:
    """A ready photo of another visit with the same bytes, stored so long after ours."""
    known: dict[str, Any] = {"visit_id": visit_of(number), "media_id": MediaId(an_id(number))}
    at = NOON + timedelta(minutes=minutes)
    return replace(OURS, **{**known, "stored_at": at, **fields})


def visit_of(number: int) -> VisitId:
    return VisitId(an_id(0x8000 + number))


def alike(number: int, look: str | None = None, **fields: Any) -> Media:
    """A ready photo of another visit that shows the same as another file."""
    return other(number, **{"sha256": HASH, "looks": (look or differing(a_look(1), 4),), **fields})


def run(records: FakeRecords, media: Media = OURS) -> int:
    return compare(media.visit_id, media.media_id, records=records)


def copies(records: FakeRecords, media: Media = OURS) -> tuple[Copy, ...]:
    row = records.find(Media, media.visit_id, media.media_id)
    assert row is not None
    return row.copies


def test_the_same_file_is_marked_on_both_rows_and_the_earlier_one_told() -> None:
    first = other(1, worker_id=UserId("worker-2"), stored_at=NOON - timedelta(days=3, minutes=1))
    records = FakeRecords(OURS, first)

    assert run(records) == 1

    assert copies(records) == (
        Copy(
            media_id=first.media_id, visit_id=first.visit_id, booth_id=first.booth_id,
            is_earlier=True, is_same_file=True, is_same_worker=False, is_same_person=True,
            days_apart=3,
        ),
    )  # fmt: skip
    (back,) = copies(records, first)
    assert (back.media_id, back.visit_id, back.is_earlier) == (PHOTO, VISIT, False)
    assert (back.is_same_file, back.difference, back.turn) == (True, 0, Turn.SAME)


@pytest.mark.parametrize(
    ("look", "turn", "back"),
    [
        (differing(a_look(1), 4), Turn.SAME, Turn.SAME),
        (mirrored(1), Turn.MIRRORED, Turn.MIRRORED),
    ],
    ids=["saved again", "mirrored"],
)
def test_the_same_picture_is_marked_on_both_rows_with_how_it_was_laid(
    look: str, turn: Turn, back: Turn
) -> None:
    copy = alike(1, look)
    records = FakeRecords(OURS, copy)

    assert run(records) == 1

    (mark,), (mark_back,) = copies(records), copies(records, copy)
    assert (mark.is_same_file, mark.turn, mark_back.turn) == (False, turn, back)
    assert mark.difference == mark_back.difference <= 4


def test_what_is_the_same_file_and_what_looks_like_it_are_both_marked() -> None:
    records = FakeRecords(OURS, other(1), alike(2))

    assert run(records) == 2

    assert {(copy.media_id, copy.is_same_file) for copy in copies(records)} == {
        (an_id(1), True),
        (an_id(2), False),
    }


def test_a_picture_that_is_like_no_other_is_written_nowhere() -> None:
    records = FakeRecords(OURS, alike(1, a_look(5)), other(2, visit_id=VISIT))

    assert run(records) == 0
    assert records.commits == []


def test_comparing_again_changes_nothing() -> None:
    media = (OURS, other(1), alike(2))
    records = FakeRecords(*media)
    assert [run(records, each) for each in media] == [2, 2, 2]
    commits = len(records.commits)

    assert [run(records, each) for each in media] == [2, 2, 2]
    assert len(records.commits) == commits


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_whichever_is_ready_first_the_rows_end_the_same(order: tuple[int, ...]) -> None:
    media = [OURS, other(1), other(2, minutes=10), alike(3)]
    records = FakeRecords()

    for number in order:
        records.seed(media[number])
        run(records, media[number])

    kept = [{copy.media_id: copy.is_earlier for copy in copies(records, each)} for each in media]
    at_once = FakeRecords(*media)
    for each in media:
        run(at_once, each)
    assert kept == [
        {copy.media_id: copy.is_earlier for copy in copies(at_once, each)} for each in media
    ]
    assert kept[0] == {an_id(1): True, an_id(2): False, an_id(3): True}


@pytest.mark.parametrize(
    "media",
    [
        replace(OURS, state=MediaState.REJECTED),
        replace(OURS, state=MediaState.PROCESSING),
        replace(OURS, derivatives=()),
    ],
    ids=["rejected", "processing", "erased"],
)
def test_what_shows_nothing_is_compared_with_nothing(media: Media) -> None:
    records = FakeRecords(media, other(1))

    assert run(records) == 0
    assert records.commits == []


def test_a_media_that_is_not_there_is_compared_with_nothing() -> None:
    assert run(FakeRecords(other(1))) == 0


class Late(FakeRecords):
    """Lists that still name what was erased since."""

    gone: Media | None = None

    def find_many(self, kind: type[R], natural_keys: Sequence[Key]) -> list[R | None]:
        if self.gone:
            self.seed(self.gone)
        return super().find_many(kind, natural_keys)


@pytest.mark.parametrize(
    "change",
    [emptied_media, lambda media: replace(media, state=MediaState.REJECTED)],
    ids=["erased", "not ready"],
)
def test_what_is_gone_since_it_was_listed_is_no_copy(change: Callable[[Media], Media]) -> None:
    twin, kept = other(1), alike(2)
    records = Late(OURS, twin, kept)
    records.gone = change(twin)

    assert run(records) == 1

    assert [copy.media_id for copy in copies(records)] == [kept.media_id]
    assert copies(records, twin) == ()


class Forgetful(FakeRecords):
    """Lists that name what is not there."""

    def find_many(self, kind: type[R], natural_keys: Sequence[Key]) -> list[R | None]:
        return [None for _ in super().find_many(kind, natural_keys)]


def test_a_row_that_is_missing_though_it_was_listed_is_no_copy() -> None:
    records = Forgetful(OURS, other(1))

    assert run(records) == 0
    assert records.commits == []


def test_ours_that_is_erased_while_it_is_compared_is_marked_on_no_row_of_its_own() -> None:
    records = Late(OURS, other(1))
    records.gone = emptied_media(OURS)

    run(records)

    assert copies(records) == ()


def edited(records: FakeRecords, media: Media) -> None:
    """Let another writer touch a media's row."""
    row = records.find(Media, media.visit_id, media.media_id)
    assert row is not None
    records.commit(Save(row=replace(row, look_at=NOON)))


def test_a_row_that_another_writer_changed_meanwhile_keeps_both_changes() -> None:
    twin = other(1)
    records = FakeRecords(OURS, twin)
    records.before_commit = lambda _: edited(records, OURS)

    run(records)

    row = records.find(Media, VISIT, PHOTO)
    assert row is not None
    assert (row.look_at, len(row.copies)) == (NOON, 1)


def test_two_comparisons_at_once_leave_each_mark_once() -> None:
    twin = other(1)
    records = FakeRecords(OURS, twin)
    records.before_commit = lambda _: run(records, twin)

    run(records)

    assert [copy.media_id for copy in copies(records)] == [twin.media_id]
    assert [copy.media_id for copy in copies(records, twin)] == [PHOTO]


def test_a_run_that_died_between_the_two_rows_is_finished_by_the_next() -> None:
    twin = other(1)
    records = FakeRecords(OURS, twin)

    class Crash(RuntimeError):
        pass

    def crash(_: tuple[Change, ...]) -> None:
        raise Crash

    records.after_commit = crash
    with pytest.raises(Crash):
        run(records)
    assert (len(copies(records)), len(copies(records, twin))) == (1, 0)

    run(records)

    assert len(copies(records, twin)) == 1


def test_a_row_has_room_for_so_many_and_the_earlier_ones_come_first() -> None:
    later = [other(0xD000 + n, minutes=n + 1) for n in range(MOST_MARKS + 2)]
    earlier = [other(0x100 + n, minutes=-n - 1) for n in range(3)]
    records = FakeRecords(OURS)

    for each in (*later, *earlier):
        records.seed(each)
        run(records, each)

    kept = copies(records)
    assert len(kept) == MOST_MARKS
    assert {copy.media_id for copy in kept if copy.is_earlier} == {m.media_id for m in earlier}
    assert [copy.is_earlier for copy in kept] == [True] * 3 + [False] * (MOST_MARKS - 3)


def test_a_full_row_is_left_alone_by_further_later_ones() -> None:
    records = FakeRecords(OURS)
    for number in range(MOST_MARKS + 1):
        each = other(0xD000 + number, minutes=number + 1)
        records.seed(each)
        run(records, each)
    full, version = copies(records), records.find(Media, VISIT, PHOTO)

    late = other(0xD999, minutes=99)
    records.seed(late)
    run(records, late)

    assert copies(records) == full
    assert records.find(Media, VISIT, PHOTO) == version


def test_of_a_burst_of_one_picture_each_but_the_first_learns_of_an_earlier_one() -> None:
    burst = [other(0x100 + n, minutes=n) for n in range(20)]
    records = FakeRecords(*burst)  # all are ready before the first is looked at

    for each in reversed(burst):
        run(records, each)

    knows = [any(copy.is_earlier for copy in copies(records, each)) for each in burst]
    assert knows == [False] + [True] * 19


# What follows for the verdicts


def a_visited_twice() -> FakeRecords:
    """Two visits with their consent, to two people, that were sent the same photo."""
    sita, gita = OURS.beneficiary_id, BeneficiaryId(an_id(0xB002))
    twin = other(1, minutes=30, beneficiary_id=gita)
    rows: list[Row] = [
        *a_place(), a_visit(), a_ledger(), OURS, twin,
        a_beneficiary(beneficiary_id=gita, serial=2),
        a_visit(visit_id=twin.visit_id, beneficiary_id=gita, started_at=NOON + timedelta(hours=1)),
        replace(
            a_ledger(a_consent(visit_id=twin.visit_id)), beneficiary_id=gita
        ),
    ]  # fmt: skip
    assert sita != gita
    return FakeRecords(*rows)


def judged(records: FakeRecords, visit_id: VisitId, seed: int = 500) -> Testimonial:
    item = verify(visit_id, verify_tools(records, FixedClock(NOON), SequentialIds(seed)))
    assert item is not None
    return item


def finding_of(item: Testimonial, check: str) -> Finding:
    return next(found for found in item.findings if found.check == check)


def test_the_later_of_two_is_in_doubt_and_the_earlier_is_not_opened_again() -> None:
    records = a_visited_twice()
    first = judged(records, VISIT, 500)
    commits = len(records.commits)

    run(records, other(1))
    again = judged(records, VISIT, 600)
    second = judged(records, visit_of(1), 700)

    assert (again.evidence_version, again.history) == (first.evidence_version, first.history)
    assert finding_of(again, EXACT).outcome is FindingOutcome.PASS
    assert finding_of(second, EXACT).outcome is FindingOutcome.WARN
    assert finding_of(second, NEAR).outcome is FindingOutcome.PASS
    assert (again.verdict, second.verdict) == (Verdict.VERIFIED, Verdict.NEEDS_REVIEW)
    assert VISIT in finding_of(second, EXACT).evidence["matching_visit_ids"]  # type: ignore[operator]
    assert len(records.commits) > commits


def test_a_mark_has_the_visit_of_its_row_verified_again() -> None:
    records = FakeRecords(OURS, other(1))
    run(records)

    jobs = [job for old, new in records.stream for job in jobs_for(RowChange(old=old, new=new))]

    assert jobs == [
        Job(action=Action.VERIFY, subject=VISIT),
        Job(action=Action.VERIFY, subject=visit_of(1)),
    ]
