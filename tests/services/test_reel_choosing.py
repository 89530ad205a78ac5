"""Choosing a reel and beginning it: who is looked at, who is in it, and what the commit holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.areas import Area
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.campaign import Campaign
from chalicelib.domain.consent import Consent, Guardian, give, withdraw
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.ids import ConsentId, VisitId
from chalicelib.domain.jobs import Action, OutboxItem
from chalicelib.domain.reel_choice import FRESH_FOR, MOST
from chalicelib.domain.rows import Row, Save
from chalicelib.domain.testimonial import GOING_OUT, State, Testimonial
from chalicelib.services.auditing import trail
from chalicelib.services.reel_choosing import (
    MOST_LOOKED_AT,
    MOST_PAGES,
    PER_PAGE,
    Pool,
    begin,
    find_reel,
    pool_of,
)
from tests.builders import (
    CAMPAIGN,
    DESK,
    NOON,
    a_consent,
    a_decided,
    a_moderator,
    a_withdrawal,
    an_id,
    path_to,
)
from tests.reel_place import (
    ReelPlace,
    a_reel_place,
    approved,
    consent_of,
    film,
    media_id,
    person,
    rows_of,
    visit,
    visit_id,
)


def pool(place: ReelPlace) -> Pool:
    return pool_of(place.row(Area, DESK), place.clock.now(), records=place.records)


def begun(place: ReelPlace) -> Testimonial | None:
    campaign, desk = place.row(Campaign, CAMPAIGN), place.row(Area, DESK)
    return begin(campaign, desk, pool(place), "somebody", place.choosing)


def test_a_reel_begins_with_its_members_marked_in_one_commit() -> None:
    place = a_reel_place(people=3)

    reel = begun(place)

    assert reel is not None
    (commit,) = place.records.commits
    assert all(isinstance(change, Save) for change in commit)
    kept = place.reel(reel.visit_id)
    assert kept == reel
    assert (kept.state, kept.beneficiary_id, kept.path) == (State.COLLECTING, "", path_to(DESK))
    assert kept.members == tuple(visit_id(n) for n in range(3))
    assert kept.due_at is not None
    for number in range(3):
        assert place.row(Testimonial, visit_id(number)).reels == (reel.visit_id,)
    (item,) = place.records.all(OutboxItem)
    assert (item.job.action, item.job.subject) == (Action.MAKE_REEL, reel.visit_id)


def test_reel_and_members_say_so_in_their_chains() -> None:
    place = a_reel_place(people=3)

    reel = begun(place)

    assert reel is not None
    for subject in (reel.visit_id, visit_id(0)):
        found = trail(a_moderator(), subject, limit=9, cursor=None, records=place.records)
        assert found.is_intact
    told = {(e.subject_id, e.action): e for e in place.records.all(AuditEntry)}
    assert told[(reel.visit_id, "reel_begun")].actor == "somebody"
    assert told[(visit_id(2), "put_into_reel")].facts == {"reel_id": reel.visit_id}


def test_every_state_on_the_way_to_the_public_counts_and_no_other() -> None:
    place = a_reel_place(people=len(State))
    for number, state in enumerate(State):
        place.records.seed(approved(number, state))

    assert {item.state for item in pool(place).free.values()} == GOING_OUT


def test_what_is_older_than_a_week_is_not_looked_at() -> None:
    place = a_reel_place(people=2)
    now = place.clock.now()
    place.records.seed(
        approved(0, since=now - FRESH_FOR),
        approved(1, since=now - FRESH_FOR - timedelta(minutes=1)),
    )

    assert list(pool(place).free) == [visit_id(0)]


def test_another_desks_testimonials_are_not_looked_at() -> None:
    place = a_reel_place(people=3)
    place.records.seed(approved(0, desk_id="other"))

    assert set(pool(place).free) == {visit_id(1), visit_id(2)}


def test_a_desk_is_read_page_by_page_up_to_a_bound() -> None:
    place = a_reel_place(people=0)
    place.records.seed(*(approved(n) for n in range(PER_PAGE * MOST_PAGES + 1)))

    assert len(pool(place).free) == PER_PAGE * MOST_PAGES


def test_who_is_in_a_reel_is_not_free_and_her_mandal_was_shown() -> None:
    place = a_reel_place(people=6)
    for number in range(4, 6):
        place.records.seed(approved(number, reels=(VisitId("reel"),)))
    place.records.seed(approved(9, State.PENDING_REVIEW, visit_id=VisitId("reel")))

    found = pool(place)

    assert set(found.free) == {visit_id(n) for n in range(4)}
    assert dict(found.shown) == {"mandal-1": 1, "mandal-2": 1}


def test_of_a_reel_that_is_over_everybody_is_free_again() -> None:
    place = a_reel_place(people=3)
    place.records.seed(approved(0, reels=(VisitId("reel"),)))
    place.records.seed(approved(9, State.REJECTED, visit_id=VisitId("reel")))

    assert visit_id(0) in pool(place).free


def of_a_mother(number: int) -> Consent:
    """Return what a mother agreed to for person n, at another visit."""
    return a_consent(
        consent_id=ConsentId(an_id(0xD900 + number)), visit_id=VisitId(an_id(0xA900 + number)),
        guardian=Guardian(name="Gita", relation="mother"),
    )  # fmt: skip


UNFIT = {
    "withdrawn": lambda: withdraw(consent_of(0), a_withdrawal()),
    "child": lambda: person(0, details={"birth_year": "2015"}),
    "child elsewhere": lambda: give(consent_of(0), of_a_mother(0)),
    "short": lambda: film(0, measured={"duration_s": 1.0}),
    "altered": lambda: approved(0, ai_altered=True),
    "not approved": lambda: film(0, media_id=media_id(99)),
}


@pytest.mark.parametrize("why", UNFIT)
def test_who_may_not_be_in_a_reel_is_passed_over_for_the_next(why: str) -> None:
    place = a_reel_place(people=5)
    if why == "not approved":
        place.records.seed(approved(0, media_ids=(media_id(98),)))
    place.records.seed(UNFIT[why]())

    reel = begun(place)

    assert reel is not None
    assert set(reel.members) == {visit_id(n) for n in range(1, 5)}


@pytest.mark.parametrize(
    "gone", [person(0), visit(0), consent_of(0), film(0)], ids=lambda row: type(row).__name__
)
def test_whose_rows_are_gone_is_passed_over(gone: Row) -> None:
    place = a_reel_place(people=0)
    place.records.seed(*(row for n in range(4) for row in rows_of(n) if row != gone))

    reel = begun(place)

    assert reel is not None
    assert visit_id(0) not in reel.members


def test_a_testimonial_that_went_between_list_and_look_is_passed_over() -> None:
    place = a_reel_place(people=4)
    listed = pool(place)
    ghost = replace(approved(9), visit_id=VisitId("gone"))

    reel = begin(
        place.row(Campaign, CAMPAIGN), place.row(Area, DESK),
        Pool(free={**listed.free, ghost.visit_id: ghost}, shown={}), "system", place.choosing,
    )  # fmt: skip

    assert reel is not None
    assert ghost.visit_id not in reel.members


def test_two_are_too_few() -> None:
    place = a_reel_place(people=2)

    assert begun(place) is None
    assert place.records.commits == []


def test_a_desk_of_people_who_may_not_be_in_one_is_given_up_after_a_bounded_look() -> None:
    people = MOST_LOOKED_AT + 2 * MOST
    place = a_reel_place(people=people)
    place.records.seed(*(film(n, measured={"duration_s": 1.0}) for n in range(people)))
    place.records.seed(*(film(n) for n in range(people - 3, people)))

    assert begun(place) is None


def test_whoever_changes_between_look_and_commit_lets_the_commit_fail() -> None:
    place = a_reel_place(people=3)

    def other_writer(_: object) -> None:
        place.change(replace(place.row(Testimonial, visit_id(1)), is_escalated=True))

    place.records.before_commit = other_writer
    with pytest.raises(StaleVersion):
        begun(place)

    assert place.row(Testimonial, visit_id(0)).reels == ()


def test_the_days_reel_is_found_by_the_campaigns_own_day() -> None:
    place = a_reel_place(people=3)
    reel = begun(place)
    assert reel is not None
    campaign, desk = place.row(Campaign, CAMPAIGN), place.row(Area, DESK)

    def found(at: Any) -> Testimonial | None:
        return find_reel(campaign, desk, at, records=place.records)

    assert found(place.clock.now()) == reel
    midnight = NOON.replace(hour=18, minute=30)  # in India
    assert found(midnight - timedelta(seconds=1)) == reel
    assert found(midnight) is None


@pytest.mark.parametrize(("seconds", "is_free"), [(60, False), (301, True)])
def test_nobody_is_chosen_whose_approval_may_still_be_taken_back(
    seconds: int, is_free: bool
) -> None:
    place = a_reel_place()
    now = place.clock.now()
    approval = a_decided(at=now - timedelta(seconds=seconds))
    place.records.seed(approved(0, State.APPROVED, decisions=(approval,)))

    free = pool(place).free

    assert (visit_id(0) in free) is is_free
    assert visit_id(1) in free
