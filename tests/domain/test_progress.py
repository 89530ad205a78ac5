"""Progress: whatever the stream does, the sums equal a recount."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.consent import Purpose
from chalicelib.domain.ids import AreaId, BeneficiaryId, ConsentId, MediaId, VisitId
from chalicelib.domain.media import MediaState
from chalicelib.domain.progress import (
    ROLL,
    Counted,
    Counts,
    Days,
    Part,
    Tally,
    booth_expecting,
    by_area,
    contribution,
    over_all,
    place,
    roll_of,
    share,
    shown,
    total,
    with_roll,
)
from chalicelib.domain.testimonial import State, Step
from chalicelib.domain.visit import Outcome, Sticker
from tests.builders import (
    NOON,
    PERSON,
    VISIT,
    a_beneficiary,
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
DAY = NOON.date()
NEXT = DAY + timedelta(days=1)
LATER = NOON + timedelta(days=1)
numbers = st.integers(1, 3)
instants = st.sampled_from([NOON, LATER])
# Versions of the same few rows: what a stream may deliver in any order, any number of times.
rows = st.one_of(
    st.builds(
        lambda n, version, state, at: a_media(
            media_id=MediaId(an_id(n)), version=version, state=MediaState(state), granted_at=at
        ),
        numbers, st.integers(1, 4), st.sampled_from(["offered", "ready", "rejected"]), instants,
    ),
    st.builds(
        lambda n, version, state, at: a_testimonial(
            state, visit_id=VisitId(an_id(n)), version=version, since=at
        ),
        numbers, st.integers(1, 6), st.sampled_from(State), instants,
    ),
    st.builds(
        lambda n, outcome, at: a_visit(
            visit_id=VisitId(an_id(n)), outcome=outcome, version=1, started_at=at
        ),
        numbers, st.just(Outcome.MET), instants,
    ),
)  # fmt: skip


def counts_of(row: Counted) -> Counts:
    """Return what a row counts, on whatever day."""
    return over_all(contribution(row)[1].days)


def days_of(row: Counted) -> Days:
    return contribution(row)[1].days


def on_day(version: int = 1, **counts: int) -> Part:
    return Part(version=version, days={DAY: counts})


def name_and_version(row: Counted) -> tuple[str, int]:
    name, part = contribution(row)
    return name, part.version


def recount(history: list[Counted]) -> dict[date | None, dict[str, int]]:
    """Count the newest version of each row, the slow and plain way."""
    ordered = sorted(history, key=name_and_version)
    newest = [list(same)[-1] for _, same in groupby(ordered, key=lambda r: contribution(r)[0])]
    sums: dict[date | None, dict[str, int]] = {}
    for row in newest:
        for day, counts in days_of(row).items():
            for name, count in counts.items():
                of_day = sums.setdefault(day, {})
                of_day[name] = of_day.get(name, 0) + count
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
    newer = place(EMPTY, [("Mx", on_day(5, photos=1))])

    assert place(newer, [("Mx", Part(version=4, days={}))]).parts == newer.parts


def test_a_visit_counts_once_and_by_its_outcome() -> None:
    assert counts_of(a_visit(outcome=Outcome.REFUSED)) == {"visited": 1, "refused": 1}


def test_what_was_done_at_the_door_counts_with_the_visit() -> None:
    done = a_visit(
        leaflet_given=True, sticker=Sticker(placed=True, owner_agreed=True), call_id="call-1"
    )

    assert counts_of(done) == {"visited": 1, "met": 1, "leaflets": 1, "stickers": 1, "calls": 1}


@pytest.mark.parametrize(("placed", "owner_agreed"), [(True, False), (False, True)])
def test_a_sticker_counts_only_where_it_is_and_the_owner_agreed(
    placed: bool, owner_agreed: bool
) -> None:
    visit = a_visit(
        sticker=Sticker(placed=placed, owner_agreed=owner_agreed), leaflet_given=False,
        call_dialled_at=NOON,
    )  # fmt: skip

    assert counts_of(visit) == {"visited": 1, "met": 1}


def test_only_ready_media_count_each_under_its_kind() -> None:
    assert counts_of(a_media()) == {}
    assert counts_of(a_media(state=MediaState.READY)) == {"photos": 1}
    assert counts_of(a_video(state=MediaState.READY)) == {"videos": 1}


def test_a_person_counts_while_her_consent_to_publish_stands() -> None:
    withdrawn = a_ledger(withdrawals=(a_withdrawal(),))
    other = a_ledger(a_consent(purposes=frozenset({Purpose.RECORD})))

    assert counts_of(a_ledger()) == {"consents": 1}
    assert counts_of(withdrawn) == counts_of(other) == {}


def test_a_testimonial_counts_where_it_stands() -> None:
    counted = {s.value: counts_of(a_testimonial(s)) for s in State}

    assert {state: counts for state, counts in counted.items() if counts} == {
        "pending_review": {"pending_review": 1},
        "approved": {"approved": 1},
        "publishing": {"approved": 1},
        "published": {"approved": 1, "posted": 1},
        "withdrawn": {"withdrawn": 1},
    }


# Days


# Half past six in the evening UTC is midnight in India.
@pytest.mark.parametrize(("at", "day"), [((18, 29), DAY), ((18, 30), NEXT)])
def test_a_day_begins_at_midnight_by_the_campaigns_clock(at: tuple[int, int], day: date) -> None:
    visit = a_visit(started_at=datetime(2026, 11, 14, *at, tzinfo=UTC))

    assert list(days_of(visit)) == [day]
    assert list(contribution(visit, offset_min=0)[1].days) == [DAY]


def test_a_visits_day_is_told_by_our_clock_and_not_by_the_phones() -> None:
    a_day_behind = a_visit(skew_s=24 * 60 * 60)

    assert list(days_of(a_day_behind)) == [NEXT]


def test_a_file_counts_on_the_day_of_its_grant_whenever_it_arrives() -> None:
    late = a_media(state=MediaState.READY, ended_at=LATER)

    assert days_of(late) == {DAY: {"photos": 1}}


def test_a_person_counts_on_the_day_she_last_agreed_to_publishing() -> None:
    first, second = a_consent(), a_consent(consent_id=ConsentId(an_id(2)), given_at=LATER)
    narrower = replace(second, purposes=frozenset({Purpose.RECORD}))
    taken_back = a_ledger(
        first, second, withdrawals=(a_withdrawal(at=LATER, consent_id=second.consent_id),)
    )

    assert days_of(a_ledger(first, second)) == {NEXT: {"consents": 1}}
    assert days_of(a_ledger(first, narrower)) == {DAY: {"consents": 1}}
    assert days_of(taken_back) == {DAY: {"consents": 1}}


def test_what_was_approved_stays_so_on_its_day_when_it_is_posted_on_another() -> None:
    decided = Step(at=NOON, source=State.PENDING_REVIEW, target=State.APPROVED, by="moderator-1")
    posted = a_testimonial(State.PUBLISHED, since=LATER, history=(decided,))

    assert days_of(posted) == {DAY: {"approved": 1}, NEXT: {"posted": 1}}


def test_sums_are_kept_apart_by_day() -> None:
    tally = place(EMPTY, [
        ("a", on_day(visited=1)), ("b", Part(version=1, days={NEXT: {"visited": 1, "met": 1}})),
        ("c", Part(version=1, days={None: {"visited": 4}, DAY: {"visited": 1}})),
    ])  # fmt: skip

    assert total([tally]) == {
        DAY: {"visited": 2}, NEXT: {"visited": 1, "met": 1}, None: {"visited": 4}
    }  # fmt: skip
    assert over_all(total([tally])) == {"visited": 7, "met": 1}


# The roll


def test_who_was_merged_away_or_erased_is_expected_nowhere() -> None:
    assert booth_expecting(a_beneficiary()) == "booth-1"
    assert booth_expecting(a_beneficiary(is_erased=True)) is None
    assert booth_expecting(a_beneficiary(merged_into=BeneficiaryId(an_id(2)))) is None


def test_a_roll_is_told_once_and_again_only_when_its_length_differs() -> None:
    first = with_roll(EMPTY, 25)
    shorter = with_roll(first, 24)

    assert with_roll(first, 25) is first
    assert [tally.parts[ROLL].version for tally in (first, shorter)] == [1, 2]
    assert [roll_of(total([tally])) for tally in (first, shorter)] == [25, 24]


def test_a_booth_without_a_roll_needs_no_part_for_it() -> None:
    assert with_roll(EMPTY, 0) is EMPTY
    assert roll_of(total([with_roll(with_roll(EMPTY, 1), 0)])) == 0


# What people see


def test_contacted_are_those_who_were_met_and_the_roll_is_of_no_day() -> None:
    days = {None: {"planned": 4}, DAY: {"visited": 3, "met": 2}, NEXT: {"visited": 1, "moved": 1}}

    assert shown(days) == {"planned": 4, "visited": 4, "met": 2, "contacted": 2, "moved": 1}
    assert shown(days, DAY) == {"visited": 3, "met": 2, "contacted": 2}
    assert shown(days, NEXT) == {"visited": 1, "moved": 1}
    assert shown(days, NEXT + timedelta(days=1)) == {}


def test_a_share_is_of_what_was_planned_and_of_nothing_there_is_none() -> None:
    assert share(1, 3) == 0.3333
    assert share(4, 2) == 2
    assert share(1, 0) is None


# Parts


def test_no_two_rows_of_a_visit_share_a_part() -> None:
    same = VisitId(an_id(1))
    media = a_media(media_id=MediaId(same))

    names = {
        contribution(row)[0]
        for row in (a_visit(visit_id=same), a_testimonial(visit_id=same), media, a_ledger())
    }

    assert len(names) == 4


def test_sums_go_over_all_shards_and_leave_zeros_out() -> None:
    first = place(EMPTY, [("a", on_day(photos=2, videos=0))])
    second = place(replace(EMPTY, shard=1), [("b", on_day(photos=3)), ("c", on_day(videos=0))])

    assert total([first, second]) == {DAY: {"photos": 5}}


def test_sums_below_are_kept_apart_by_area_and_go_over_all_its_shards() -> None:
    one, other = on_day(1, photos=2), on_day(4, photos=3)
    first = place(EMPTY, [("booth-1#0", one), ("booth-2#0", other)])
    second = place(replace(EMPTY, shard=1), [("booth-1#5", other)])

    assert by_area([first, second]) == {
        "booth-1": {DAY: {"photos": 5}}, "booth-2": {DAY: {"photos": 3}}
    }  # fmt: skip


def test_a_booths_own_rows_are_no_areas_below_it() -> None:
    booth = with_roll(place(EMPTY, [contribution(a_visit()), contribution(a_ledger())]), 25)

    assert over_all(total([booth])) == {"planned": 25, "visited": 1, "met": 1, "consents": 1}
    assert by_area([booth]) == {}


def test_a_part_is_named_by_its_person_and_by_its_row_at_any_version() -> None:
    names = {contribution(a_visit(version=version))[0] for version in (1, 2)}
    other = a_visit(visit_id=VisitId(an_id(0xA002)))

    assert names == {f"{PERSON}:V{VISIT[-8:]}"}
    assert contribution(other)[0] not in names
