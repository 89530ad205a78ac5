"""Progress: whatever the stream does, the sums equal a recount."""

from dataclasses import replace
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.consent import Purpose
from chalicelib.domain.ids import AreaId, MediaId, VisitId
from chalicelib.domain.media import MediaState
from chalicelib.domain.progress import (
    Counted,
    Part,
    Tally,
    by_area,
    contribution,
    place,
    total,
)
from chalicelib.domain.testimonial import State
from chalicelib.domain.visit import Outcome
from tests.builders import (
    PERSON,
    VISIT,
    a_consent,
    a_ledger,
    a_media,
    a_testimonial,
    a_video,
    a_visit,
    a_withdrawal,
    an_id,
)

EMPTY = Tally(area_id=AreaId("booth-1"), shard=0, parts={})
numbers = st.integers(1, 3)
# Versions of the same few rows: what a stream may deliver in any order, any number of times.
rows = st.one_of(
    st.builds(
        lambda n, version, state: a_media(
            media_id=MediaId(an_id(n)), version=version, state=MediaState(state)
        ),
        numbers, st.integers(1, 4), st.sampled_from(["offered", "ready", "rejected"]),
    ),
    st.builds(
        lambda n, version, state: a_testimonial(
            state, visit_id=VisitId(an_id(n)), version=version
        ),
        numbers, st.integers(1, 6), st.sampled_from(State),
    ),
    st.builds(
        lambda n, outcome: a_visit(visit_id=VisitId(an_id(n)), outcome=outcome, version=1),
        numbers, st.just(Outcome.MET),
    ),
)  # fmt: skip


def name_and_version(row: Counted) -> tuple[str, int]:
    name, part = contribution(row)
    return name, part.version


def recount(history: list[Counted]) -> dict[str, int]:
    """Count the newest version of each row, the slow and plain way."""
    ordered = sorted(history, key=name_and_version)
    newest = [list(same)[-1] for _, same in groupby(ordered, key=lambda r: contribution(r)[0])]
    sums: dict[str, int] = {}
    for row in newest:
        for name, count in contribution(row)[1].counts.items():
            sums[name] = sums.get(name, 0) + count
    return sums


@settings(max_examples=200, deadline=None)
@given(history=st.lists(rows, max_size=12, unique_by=name_and_version), data=st.data())
def test_sums_equal_a_recount_under_repeated_reordered_and_replayed_batches(
    history: list[Counted], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(history), max_size=8) if history else st.just([]))
    delivered = data.draw(st.permutations([*history, *repeats]))
    size = data.draw(st.integers(1, 5))
    tally = EMPTY
    for start in range(0, len(delivered), size):
        tally = place(tally, [contribution(row) for row in delivered[start : start + size]])

    assert total([tally]) == recount(history)


def test_an_older_part_never_replaces_a_newer_one() -> None:
    newer = place(EMPTY, [("Mx", Part(version=5, counts={"photos": 1}))])

    assert place(newer, [("Mx", Part(version=4, counts={}))]).parts == newer.parts


def test_a_visit_counts_once_and_by_its_outcome() -> None:
    assert contribution(a_visit(outcome=Outcome.REFUSED))[1].counts == {"visited": 1, "refused": 1}


def test_only_ready_media_count_each_under_its_kind() -> None:
    assert contribution(a_media())[1].counts == {}
    assert contribution(a_media(state=MediaState.READY))[1].counts == {"photos": 1}
    assert contribution(a_video(state=MediaState.READY))[1].counts == {"videos": 1}


def test_a_person_counts_while_her_consent_to_publish_stands() -> None:
    withdrawn = a_ledger(withdrawals=(a_withdrawal(),))
    other = a_ledger(a_consent(purposes=frozenset({Purpose.RECORD})))

    assert contribution(a_ledger())[1].counts == {"consents": 1}
    assert contribution(withdrawn)[1].counts == contribution(other)[1].counts == {}


def test_a_testimonial_counts_where_it_stands() -> None:
    counted = {s.value: contribution(a_testimonial(s))[1].counts for s in State}

    assert {state: counts for state, counts in counted.items() if counts} == {
        "pending_review": {"pending_review": 1},
        "approved": {"approved": 1},
        "publishing": {"approved": 1},
        "published": {"approved": 1, "posted": 1},
        "withdrawn": {"withdrawn": 1},
    }


def test_no_two_rows_of_a_visit_share_a_part() -> None:
    same = VisitId(an_id(1))
    media = a_media(media_id=MediaId(same))

    names = {
        contribution(row)[0]
        for row in (a_visit(visit_id=same), a_testimonial(visit_id=same), media, a_ledger())
    }

    assert len(names) == 4


def test_sums_go_over_all_shards_and_leave_zeros_out() -> None:
    first = place(EMPTY, [("a", Part(version=1, counts={"photos": 2, "videos": 0}))])
    second = place(replace(EMPTY, shard=1), [("b", Part(version=1, counts={"photos": 3}))])

    assert total([first, second]) == {"photos": 5}


def test_sums_below_are_kept_apart_by_area_and_go_over_all_its_shards() -> None:
    one, other = Part(version=1, counts={"photos": 2}), Part(version=4, counts={"photos": 3})
    first = place(EMPTY, [("booth-1#0", one), ("booth-2#0", other)])
    second = place(replace(EMPTY, shard=1), [("booth-1#5", other)])

    assert by_area([first, second]) == {"booth-1": {"photos": 5}, "booth-2": {"photos": 3}}


def test_a_booths_own_rows_are_no_areas_below_it() -> None:
    booth = place(EMPTY, [contribution(a_visit()), contribution(a_ledger())])

    assert total([booth]) == {"visited": 1, "met": 1, "consents": 1}
    assert by_area([booth]) == {}


def test_a_part_is_named_by_its_person_and_by_its_row_at_any_version() -> None:
    names = {contribution(a_visit(version=version))[0] for version in (1, 2)}
    other = a_visit(visit_id=VisitId(an_id(0xA002)))

    assert names == {f"{PERSON}:V{VISIT[-8:]}"}
    assert contribution(other)[0] not in names
