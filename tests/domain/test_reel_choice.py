"""Whose testimonials a reel shows: mandals in turn, the newest first, each person once."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.finding import FindingOutcome
from chalicelib.domain.ids import AreaId, BeneficiaryId, VisitId
from chalicelib.domain.reel_choice import (
    FEWEST,
    MOST,
    MOST_REELS,
    Candidate,
    candidate_of,
    choose,
    finding_of,
    in_turn,
    is_free,
    mandal_of,
    times_shown,
)
from chalicelib.domain.reels import OVER
from chalicelib.domain.testimonial import State, Step
from chalicelib.domain.verification.sentences import sentence_of
from tests.builders import NOON, a_testimonial, an_id, path_to

REEL = VisitId(an_id(0x5E1))
MANDALS = tuple(AreaId(f"mandal-{number}") for number in range(4))
candidates = st.builds(
    lambda visit, person, mandal, minutes: Candidate(
        visit_id=VisitId(f"visit-{visit:03d}"),
        beneficiary_id=BeneficiaryId(f"person-{person}"),
        mandal_id=MANDALS[mandal],
        approved_at=NOON - timedelta(minutes=minutes),
    ),
    visit=st.integers(0, 999), person=st.integers(0, 30), mandal=st.integers(0, 3),
    minutes=st.integers(0, 9),
)  # fmt: skip
pools = st.lists(candidates, max_size=25, unique_by=lambda each: each.visit_id)
histories = st.dictionaries(st.sampled_from(MANDALS), st.integers(0, 5))


def one(visit: int, mandal: int, minutes: int = 0, person: int | None = None) -> Candidate:
    return Candidate(
        visit_id=VisitId(f"visit-{visit}"),
        beneficiary_id=BeneficiaryId(f"person-{visit if person is None else person}"),
        mandal_id=MANDALS[mandal],
        approved_at=NOON - timedelta(minutes=minutes),
    )


def names(*pool: Candidate, shown: dict[AreaId, int] | None = None) -> list[str]:
    return [each.candidate.visit_id for each in choose(pool, shown or {})]


def test_mandals_take_turns_and_each_shows_its_newest_first() -> None:
    pool = [one(1, 0, 1), one(2, 0, 2), one(3, 0, 3), one(4, 1, 8), one(5, 1, 9)]

    assert names(*pool) == ["visit-1", "visit-4", "visit-2", "visit-5", "visit-3"]


def test_a_mandal_that_was_shown_before_waits_until_the_others_were_shown_as_often() -> None:
    pool = [one(1, 0), one(2, 1, 5), one(3, 1, 6), one(4, 2, 7)]

    assert names(*pool, shown={MANDALS[0]: 2}) == ["visit-2", "visit-4", "visit-3", "visit-1"]


def test_nobody_is_shown_twice_in_one_reel() -> None:
    pool = [one(1, 0, 0, person=7), one(2, 1, 1, person=7), one(3, 1, 2), one(4, 2, 3)]

    assert names(*pool) == ["visit-1", "visit-3", "visit-4"]


def test_too_few_people_make_no_reel() -> None:
    enough = [one(number, number) for number in range(FEWEST)]

    assert len(names(*enough)) == FEWEST
    assert names(*enough[1:]) == []


def test_a_reel_shows_a_handful_however_many_there_are() -> None:
    assert len(names(*(one(number, number % 4) for number in range(40)))) == MOST


@given(pool=pools, shown=histories, seed=st.randoms())
def test_the_order_of_the_candidates_does_not_matter(pool, shown, seed) -> None:
    shuffled = list(pool)
    seed.shuffle(shuffled)

    assert choose(shuffled, shown) == choose(pool, shown)


@given(pool=pools, shown=histories)
def test_everybody_has_her_turn_once_and_no_mandal_overtakes_another_with_somebody_left(
    pool, shown
) -> None:
    order = list(in_turn(pool, shown))

    people = [each.candidate.beneficiary_id for each in order]
    assert sorted(set(people)) == sorted(people)
    assert set(people) == {each.beneficiary_id for each in pool}
    for number, each in enumerate(order):
        turns = {mandal: shown.get(mandal, 0) for mandal in MANDALS}
        for before in order[:number]:
            turns[before.candidate.mandal_id] += 1
        waiting = {later.candidate.mandal_id for later in order[number:]}
        assert each.shown_before == turns[each.candidate.mandal_id]
        assert each.shown_before == min(turns[mandal] for mandal in waiting)


def test_a_testimonial_is_as_old_as_its_approval() -> None:
    approved = Step(at=NOON, source=State.PENDING_REVIEW, target=State.APPROVED, by="moderator")
    item = a_testimonial(State.PUBLISHED, since=NOON + timedelta(days=2))

    assert candidate_of(replace(item, history=(*item.history, approved))).approved_at == NOON
    assert candidate_of(item).approved_at == item.since
    assert candidate_of(item).mandal_id == "mandal-1"


def test_the_mandal_is_the_area_above_the_booth() -> None:
    assert mandal_of(path_to("booth-4")) == "mandal-3"
    assert mandal_of((AreaId("alone"),)) == "alone"


def test_what_is_a_reel_or_altered_or_in_a_reel_is_not_free() -> None:
    item = a_testimonial(State.APPROVED)
    reels = {REEL: State.PENDING_REVIEW}

    assert is_free(item, {})
    assert not is_free(replace(item, members=(REEL,)), {})
    assert not is_free(replace(item, ai_altered=True), {})
    assert not is_free(replace(item, reels=(REEL,)), reels)
    assert not is_free(replace(item, reels=(REEL,)), {}), "a reel that is not known may be shown"


def test_a_reel_that_is_over_sets_its_members_free_a_few_times() -> None:
    for state in State:
        once = a_testimonial(State.APPROVED, reels=(REEL,))
        assert is_free(once, {REEL: state}) is (state in OVER)

    often = tuple(VisitId(f"reel-{number}") for number in range(MOST_REELS))
    over = dict.fromkeys(often, State.REJECTED)
    assert is_free(a_testimonial(State.APPROVED, reels=often[1:]), over)
    assert not is_free(a_testimonial(State.APPROVED, reels=often), over)


def test_a_mandal_is_shown_once_for_each_testimonial_in_a_reel_that_stands() -> None:
    shown = a_testimonial(State.PUBLISHED, reels=(REEL,))
    items = [shown, shown, a_testimonial(State.PUBLISHED, path=path_to("booth-4"))]

    assert times_shown(items, {REEL: State.APPROVED}) == {"mandal-1": 2}
    assert times_shown(items, {REEL: State.REJECTED}) == {}


def test_the_finding_says_whom_a_reel_shows_and_why_them_in_both_languages() -> None:
    chosen = choose([one(1, 0), one(2, 0, 1), one(3, 1, 2)], {MANDALS[1]: 1})

    finding = finding_of(chosen)

    assert finding.outcome is FindingOutcome.WARN
    assert finding.evidence == {
        "member_ids": ["visit-1", "visit-2", "visit-3"],
        "mandal_ids": ["mandal-0", "mandal-0", "mandal-1"],
        "mandal_shown_before": ["0", "1", "1"],
        "approved_at": [
            "2026-11-14T12:00:00+00:00", "2026-11-14T11:59:00+00:00", "2026-11-14T11:58:00+00:00",
        ],
    }  # fmt: skip
    sentence = sentence_of(finding)
    assert "no text" not in sentence["en"]
    assert any("\u0900" <= letter <= "\u097f" for letter in sentence["hi"])
