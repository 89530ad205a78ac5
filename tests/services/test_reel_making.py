"""Composing a reel: once, whatever dies or changes meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.channel_editions import LEASE, MOST_TRIES, Edition, EditionState
from chalicelib.domain.editions import EditionPlan
from chalicelib.domain.errors import NotFound, StoreUnavailable
from chalicelib.domain.ids import ConsentId, VisitId
from chalicelib.domain.media import Media
from chalicelib.domain.media_measures import Made
from chalicelib.domain.reels import KEPT, evidence_key_of
from chalicelib.domain.rows import MediaPointer
from chalicelib.domain.testimonial import State, Testimonial
from chalicelib.services.auditing import trail
from chalicelib.services.reel_making import COMPOSING, Result
from chalicelib.services.reel_members import standing_members
from tests.builders import CAMPAIGN, DESK, a_consent, a_moderator, a_testimonial, an_id
from tests.fakes import Crash, FakeComposer, FakeRecords
from tests.reel_place import (
    ReelPlace,
    a_composed_place,
    a_reel_place,
    approved,
    consent_of,
    film,
    person,
    visit_id,
)


class BusyComposer(FakeComposer):
    """While it composes, something else happens."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def compose(self, plan: EditionPlan, sources: Sequence[Path], into: Path) -> Made:
        self._meanwhile()
        return super().compose(plan, sources, into)


def a_begun_place(people: int = 3) -> tuple[ReelPlace, VisitId]:
    place = a_reel_place(people)
    return place, place.begin()


def edition(place: ReelPlace, reel_id: VisitId) -> Edition:
    return place.row(Edition, reel_id, COMPOSING)


def film_of(place: ReelPlace, reel_id: VisitId) -> Media | None:
    return next((m for m in place.records.all(Media) if m.visit_id == reel_id), None)


def test_a_reel_is_composed_of_its_members_and_waits_for_review() -> None:
    place, reel_id = a_begun_place()

    assert place.make(reel_id) is Result.READY

    reel = place.reel(reel_id)
    assert (reel.state, reel.due_at) == (State.PENDING_REVIEW, None)
    members = standing_members(reel, place.row(Campaign, CAMPAIGN), records=place.records)
    assert members is not None
    assert reel.evidence_key == evidence_key_of(members)
    (plan,) = place.composer.plans
    assert [p.lower_third.name for p in plan.pieces if p.lower_third] == [
        "Name 0", "Name 1", "Name 2",
    ]  # fmt: skip
    assert plan.opening is not None
    assert plan.opening.lines == ("constituency",)


def test_the_film_is_found_by_its_own_id_and_shown_from_keys_that_were_noted_before() -> None:
    place, reel_id = a_begun_place()

    place.make(reel_id)

    media = film_of(place, reel_id)
    assert media is not None
    assert place.reel(reel_id).media_ids == (media.media_id,)
    assert place.row(MediaPointer, media.media_id).visit_id == reel_id
    assert {made.role for made in media.derivatives} == set(KEPT)
    noted = edition(place, reel_id)
    assert noted.state is EditionState.READY
    assert set(noted.stored) == {made.key for made in media.derivatives}
    assert set(noted.stored) <= set(place.store.derivatives)


def test_the_chain_tells_of_the_composing_and_is_intact() -> None:
    place, reel_id = a_composed_place()

    found = trail(a_moderator(), reel_id, limit=9, cursor=None, records=place.records)

    assert found.is_intact
    told = [e.action for e in place.records.all(AuditEntry) if e.subject_id == reel_id]
    assert told == ["reel_begun", "reel_composed"]


def test_a_second_delivery_changes_nothing() -> None:
    place, reel_id = a_composed_place()
    commits = len(place.records.commits)

    assert place.make(reel_id) is Result.REPEATED
    assert len(place.records.commits) == commits
    assert len(place.composer.plans) == 1


@pytest.mark.parametrize(
    "rows", [(), (a_testimonial(State.COLLECTING),)], ids=["nothing", "a visit's own"]
)
def test_what_is_no_reel_is_left_alone(rows: tuple[Testimonial, ...]) -> None:
    place = ReelPlace(records=FakeRecords(*rows))

    assert place.make(a_testimonial().visit_id) is Result.REPEATED
    assert place.records.commits == []


def test_two_at_once_make_one() -> None:
    place, reel_id = a_begun_place()
    results: list[Result] = []
    other = replace(place, composer=FakeComposer())
    place.composer = BusyComposer(lambda: results.append(other.make(reel_id)))

    results.append(place.make(reel_id))

    assert results == [Result.REPEATED, Result.READY]
    assert other.composer.plans == []


def test_two_claims_in_the_same_moment_are_one() -> None:
    place, reel_id = a_begun_place()
    results: list[Result] = []
    place.records.before_commit = lambda _: results.append(place.make(reel_id))

    results.append(place.make(reel_id))

    assert sorted(results) == [Result.READY, Result.REPEATED]
    assert len(place.composer.plans) == 1


def test_a_run_that_dies_is_followed_by_another_once_its_lease_is_over() -> None:
    place, reel_id = a_begun_place()
    place.composer.trouble = Crash()
    with pytest.raises(Crash):
        place.make(reel_id)
    place.composer.trouble = None

    assert place.make(reel_id) is Result.REPEATED
    place.clock.advance(seconds=LEASE.total_seconds())
    assert place.make(reel_id) is Result.READY


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
@pytest.mark.parametrize("which", [1, 2])
def test_a_run_that_dies_around_any_commit_is_made_good_by_the_next(when: str, which: int) -> None:
    place, reel_id = a_begun_place()
    left = [which]

    def dies(_: object) -> None:
        left[0] -= 1
        if not left[0]:
            raise Crash
        setattr(place.records, when, dies)

    setattr(place.records, when, dies)
    with pytest.raises(Crash):
        place.make(reel_id)

    place.clock.advance(seconds=LEASE.total_seconds())
    place.make(reel_id)

    assert place.reel(reel_id).state is State.PENDING_REVIEW
    media = film_of(place, reel_id)
    assert media is not None
    assert {made.key for made in media.derivatives} <= set(place.store.derivatives)


def test_what_a_dead_run_may_have_stored_is_noted_beside_what_is_shown() -> None:
    place, reel_id = a_begun_place()

    def die_before_the_last_commit() -> None:
        def dies(_: object) -> None:
            raise Crash

        place.records.before_commit = dies

    place.composer = BusyComposer(die_before_the_last_commit)
    with pytest.raises(Crash):
        place.make(reel_id)
    orphans = {key for key in place.store.derivatives if "/reel1-" in key}
    place.composer = FakeComposer()
    place.clock.advance(seconds=LEASE.total_seconds())
    place.make(reel_id)

    assert len(orphans) == len(KEPT)
    assert orphans < set(edition(place, reel_id).stored)


def test_a_slow_run_that_was_overtaken_keeps_nothing() -> None:
    place, reel_id = a_begun_place()
    other = replace(place, composer=FakeComposer())
    results: list[Result] = []

    def overtake() -> None:
        place.clock.advance(seconds=LEASE.total_seconds())
        results.append(other.make(reel_id))

    place.composer = BusyComposer(overtake)
    results.append(place.make(reel_id))

    assert results == [Result.READY, Result.REPEATED]
    media = film_of(place, reel_id)
    assert media is not None
    assert all("/reel2-" in made.key for made in media.derivatives)


def test_a_slow_run_leaves_the_reel_to_the_one_that_overtook_it() -> None:
    place, reel_id = a_begun_place()
    other = replace(place, composer=FakeComposer(trouble=Crash()))

    def overtake() -> None:
        place.clock.advance(seconds=LEASE.total_seconds())
        with pytest.raises(Crash):
            other.make(reel_id)

    place.composer = BusyComposer(overtake)

    assert place.make(reel_id) is Result.REPEATED
    assert place.reel(reel_id).state is State.COLLECTING


def test_a_reconciler_that_looks_meanwhile_does_no_harm() -> None:
    place, reel_id = a_begun_place()

    def put_off() -> None:
        place.change(replace(place.reel(reel_id), due_at=place.clock.now() + timedelta(hours=1)))

    place.composer = BusyComposer(put_off)

    assert place.make(reel_id) is Result.READY


def test_a_reel_that_is_never_made_is_given_up() -> None:
    place, reel_id = a_begun_place()
    place.composer.trouble = StoreUnavailable("machine")
    for _ in range(MOST_TRIES):
        with pytest.raises(StoreUnavailable):
            place.make(reel_id)
        place.clock.advance(seconds=LEASE.total_seconds())

    assert place.make(reel_id) is Result.ENDED
    assert place.reel(reel_id).state is State.WITHDRAWN
    last = [e for e in place.records.all(AuditEntry) if e.subject_id == reel_id][-1]
    assert last.facts["reason"] == "not_made"


@pytest.mark.parametrize("kind", [Campaign, Area])
def test_a_reel_of_a_place_that_is_gone_is_ended(kind: type) -> None:
    whole, reel_id = a_begun_place()
    gone = {Campaign: whole.row(Campaign, CAMPAIGN), Area: whole.row(Area, DESK)}[kind]
    rows = [r for k in (Campaign, Area, Testimonial) for r in whole.records.all(k) if r != gone]
    rows += [*whole.records.all(Media)]
    for number in range(3):
        rows += [person(number), consent_of(number), visit_row(whole, number)]
    place = replace(whole, records=FakeRecords(*rows))

    assert place.make(reel_id) is Result.ENDED
    assert place.reel(reel_id).state is State.WITHDRAWN


def visit_row(place: ReelPlace, number: int):
    bundle = place.records.bundle(visit_id(number))
    assert bundle.visit is not None
    return bundle.visit


def test_a_film_that_is_gone_makes_no_reel() -> None:
    for lost in (film(1, derivatives=()), film(1, measured=None)):
        place, reel_id = a_begun_place()
        place.records.seed(lost)

        with pytest.raises(NotFound):
            place.make(reel_id)


def test_a_member_that_fell_before_it_is_composed_ends_it() -> None:
    place, reel_id = a_begun_place()
    place.withdraw(1)

    assert place.make(reel_id) is Result.ENDED
    assert place.reel(reel_id).state is State.WITHDRAWN
    assert place.composer.plans == []


def rename(place: ReelPlace) -> None:
    later = a_consent(
        consent_id=ConsentId(an_id(0xD999)), visit_id=visit_id(1), given_at=place.clock.now()
    )
    given = consent_of(1).consents
    place.change(replace(consent_of(1), consents=(*given, later), version=1))


@pytest.mark.parametrize(
    "falls",
    [
        lambda place: place.withdraw(1),
        lambda place: (place.withdraw(1), place.settle(1)),
        lambda place: place.change(person(1, details={"birth_year": "2012"}, version=1)),
        lambda place: place.records.seed(approved(1, State.WITHDRAWN)),
        rename,
    ],
    ids=["withdrawn", "withdrawn and settled", "a child", "gone", "named otherwise"],
)
def test_a_member_that_falls_while_it_is_composed_ends_it(falls: Callable) -> None:
    place, reel_id = a_begun_place()
    place.composer = BusyComposer(lambda: falls(place))

    assert place.make(reel_id) in {Result.ENDED, Result.REPEATED}
    assert place.reel(reel_id).state is State.WITHDRAWN
    assert film_of(place, reel_id) is None
