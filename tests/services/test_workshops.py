"""Workshops: who plans them, who came, and what a code on the wall is good for."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import (
    Conflict,
    IdTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from chalicelib.domain.ids import AreaId, CampaignId, UserId, WorkshopId
from chalicelib.domain.people import Role, User
from chalicelib.domain.rows import Save
from chalicelib.domain.workshops import CODE_LIFE_S, Attendance, Attested, Workshop
from chalicelib.services import workshops
from tests.builders import CAMPAIGN, NOON, a_place, a_user, a_worker, an_area, an_id, path_to
from tests.fakes import FakeRecords, FakeVault, FixedClock

HELD = WorkshopId(an_id(0x77))
TRAINER = a_user(Role.TRAINER, "mandal-1")
FAR_WORKER = a_user(Role.WORKER, "booth-6", user_id=UserId("worker-6"))


def a_workshop(**fields: Any) -> Workshop:
    workshop = Workshop(
        workshop_id=HELD, campaign_id=CAMPAIGN, area_id=AreaId("mandal-1"),
        path=path_to("mandal-1"), titles={"en": "Training"}, starts_at=NOON + timedelta(hours=2),
        finish_by=date(2026, 11, 20), place="Panchayat house", trainers=(TRAINER.user_id,),
    )  # fmt: skip
    return replace(workshop, **fields)


def a_table(*rows: Any) -> FakeRecords:
    return FakeRecords(*a_place(), TRAINER, FAR_WORKER, *rows)


def the_tools(records: FakeRecords, at: datetime = NOON) -> workshops.Tools:
    return workshops.Tools(records=records, vault=FakeVault(), clock=FixedClock(at))


def test_a_trainer_plans_a_workshop_and_the_same_again_is_the_same() -> None:
    records = a_table()
    asked = a_workshop(path=(), campaign_id=CampaignId(""))

    first = workshops.plan(TRAINER, asked, records=records)
    again = workshops.plan(TRAINER, asked, records=records)

    assert first == again == records.find(Workshop, HELD)
    assert (first.path, first.campaign_id) == (path_to("mandal-1"), CAMPAIGN)


def test_an_id_names_one_workshop() -> None:
    records = a_table(a_workshop())

    with pytest.raises(IdTaken):
        workshops.plan(TRAINER, a_workshop(place="Elsewhere"), records=records)


@pytest.mark.parametrize(
    ("by", "facts", "refusal"),
    [
        (a_worker(), {}, NotPermitted),
        (a_user(Role.CONVENER, "mandal-4"), {}, NotFound),
        (TRAINER, {"area_id": AreaId("nowhere")}, NotFound),
        (TRAINER, {"trainers": (UserId("nobody"),)}, InvalidInput),
    ],
    ids=["a worker", "a convener from elsewhere", "an unknown area", "an unknown trainer"],
)
def test_a_workshop_is_not_planned(
    by: User, facts: dict[str, Any], refusal: type[Exception]
) -> None:
    records = a_table()

    with pytest.raises(refusal):
        workshops.plan(by, a_workshop(**facts), records=records)

    assert records.all(Workshop) == []


def test_a_workshop_is_changed_as_it_was_read() -> None:
    records = a_table(a_workshop())

    kept = workshops.change(TRAINER, a_workshop(held_at=NOON), 1, records=records)

    assert kept == records.find(Workshop, HELD)
    assert kept.held_at == NOON


@pytest.mark.parametrize(
    ("by", "facts", "version", "refusal"),
    [
        (TRAINER, {}, 3, StaleVersion),
        (TRAINER, {"area_id": AreaId("mandal-2")}, 1, InvalidInput),
        (TRAINER, {"trainers": (UserId("nobody"),)}, 1, InvalidInput),
        (a_worker(), {}, 1, NotPermitted),
        (a_user(Role.CONVENER, "mandal-4"), {}, 1, NotFound),
        (a_user(Role.IN_CHARGE, "booth-1"), {}, 1, NotFound),
    ],
    ids=["old version", "another area", "unknown trainer", "worker", "elsewhere", "only below it"],
)
def test_a_workshop_is_not_changed(
    by: User, facts: dict[str, Any], version: int, refusal: type[Exception]
) -> None:
    records = a_table(a_workshop())

    with pytest.raises(refusal):
        workshops.change(by, a_workshop(**facts), version, records=records)

    assert records.commits == []


def test_a_worker_sees_the_workshop_of_her_mandal_and_of_no_other() -> None:
    records = a_table(a_workshop())

    assert workshops.show(a_worker(), HELD, records=records).workshop_id == HELD
    with pytest.raises(NotFound):
        workshops.show(FAR_WORKER, HELD, records=records)
    with pytest.raises(NotFound):
        workshops.show(a_worker(), WorkshopId("none"), records=records)


def test_an_area_lists_its_workshops_with_how_many_came() -> None:
    records = a_table(a_workshop())
    workshops.attest(TRAINER, a_workshop(), [UserId("worker-1")], the_tools(records))

    page = workshops.listed(TRAINER, an_area("mandal-1"), limit=5, cursor=None, records=records)

    assert [(item.workshop_id, came) for item, came in page.items] == [(HELD, 1)]
    with pytest.raises(NotFound):
        workshops.listed(FAR_WORKER, an_area("mandal-1"), limit=5, cursor=None, records=records)


def test_a_list_marks_who_is_of_the_area_as_come_and_trained_once() -> None:
    records = a_table(a_workshop())
    names = [UserId("worker-1"), UserId("worker-6"), UserId("nobody")]

    first = workshops.attest(TRAINER, a_workshop(), names, the_tools(records))
    again = workshops.attest(
        TRAINER, a_workshop(), names, the_tools(records, NOON + timedelta(days=1))
    )

    assert first == again == {"worker-1": True, "worker-6": False, "nobody": False}
    (came,) = records.all(Attendance)
    assert (came.user_id, came.how, came.by, came.at) == (
        "worker-1", Attested.LIST, TRAINER.user_id, NOON,
    )  # fmt: skip
    worker = records.find(User, "worker-1")
    assert worker is not None
    assert worker.trained_at == NOON
    assert len(records.commits) == 1


def test_a_second_workshop_leaves_the_first_training_day() -> None:
    other = WorkshopId(an_id(0x78))
    records = a_table(a_workshop(), a_workshop(workshop_id=other))
    names = [UserId("worker-1")]
    workshops.attest(TRAINER, a_workshop(), names, the_tools(records))

    later = the_tools(records, NOON + timedelta(days=3))
    workshops.attest(TRAINER, a_workshop(workshop_id=other), names, later)

    worker = records.find(User, "worker-1")
    assert worker is not None
    assert worker.trained_at == NOON
    assert len(records.all(Attendance)) == 2


def test_somebody_who_is_gone_meanwhile_still_came() -> None:
    records = a_table(a_workshop())
    records.before_commit = lambda _: records._rows.pop((User, ("worker-1",)), None)

    workshops._mark(a_worker(), a_workshop(), Attested.LIST, TRAINER, the_tools(records))
    del records._rows[Attendance, (HELD, "worker-1")]
    workshops._mark(a_worker(), a_workshop(), Attested.LIST, TRAINER, the_tools(records))

    assert len(records.all(Attendance)) == 1


def test_of_two_lists_at_once_each_person_is_counted_once() -> None:
    records = a_table(a_workshop())
    names = [UserId("worker-1")]
    records.before_commit = lambda _: workshops.attest(
        TRAINER, a_workshop(), names, the_tools(records)
    )

    workshops.attest(TRAINER, a_workshop(), names, the_tools(records))

    assert len(records.all(Attendance)) == 1


def test_a_list_is_taken_from_those_who_plan_and_not_longer_than_it_may_be() -> None:
    records = a_table(a_workshop())

    with pytest.raises(NotPermitted):
        workshops.attest(a_worker(), a_workshop(), [], the_tools(records))
    with pytest.raises(InvalidInput):
        workshops.attest(TRAINER, a_workshop(), [UserId("x")] * 201, the_tools(records))
    with pytest.raises(Conflict):
        workshops.attest(TRAINER, a_workshop(is_cancelled=True), [], the_tools(records))


@pytest.mark.parametrize("early_s", [0, 1], ids=["twelve hours before", "a second earlier"])
def test_nobody_came_to_a_workshop_that_has_not_begun(early_s: int) -> None:
    workshop = a_workshop(starts_at=NOON + timedelta(hours=12, seconds=early_s))
    records = a_table(workshop, a_worker("booth-2", user_id=UserId("worker-2")))
    tools = the_tools(records)
    code = workshops.code_to_show(TRAINER, workshop, tools)

    def by_list() -> object:
        return workshops.attest(TRAINER, workshop, [UserId("worker-1")], tools)

    def by_code() -> object:
        return workshops.attend(a_worker(user_id=UserId("worker-2")), workshop, code, tools)

    for come in (by_list, by_code):
        if early_s:
            with pytest.raises(Conflict):
                come()
        else:
            come()

    came = [] if early_s else ["worker-1", "worker-2"]
    assert [one.user_id for one in records.all(Attendance)] == came
    trained = [user.user_id for user in records.all(User) if user.trained_at]
    assert sorted(trained) == came


@pytest.mark.parametrize("later_s", [0, CODE_LIFE_S - 1, CODE_LIFE_S])
def test_the_shown_code_puts_her_on_the_list(later_s: int) -> None:
    records = a_table(a_workshop())
    code = workshops.code_to_show(TRAINER, a_workshop(), the_tools(records))

    at = NOON + timedelta(seconds=later_s)
    workshops.attend(a_worker(), a_workshop(), code, the_tools(records, at))

    (came,) = records.all(Attendance)
    assert (came.user_id, came.how) == ("worker-1", Attested.QR)


@pytest.mark.parametrize(
    ("workshop", "later_s"),
    [(a_workshop(), 2 * CODE_LIFE_S), (a_workshop(workshop_id=WorkshopId("other")), 0)],
    ids=["an old code", "another workshop's code"],
)
def test_a_code_counts_for_its_minutes_and_its_workshop_alone(
    workshop: Workshop, later_s: int
) -> None:
    records = a_table(a_workshop())
    code = workshops.code_to_show(TRAINER, a_workshop(), the_tools(records))

    with pytest.raises(InvalidInput):
        workshops.attend(
            a_worker(), workshop, code, the_tools(records, NOON + timedelta(seconds=later_s))
        )

    assert records.all(Attendance) == []


@pytest.mark.parametrize("starts_in_h", [-12, 0, 12])
def test_a_code_alone_leads_to_the_workshop_above_her_booth(starts_in_h: int) -> None:
    wanted = a_workshop(starts_at=NOON + timedelta(hours=starts_in_h))
    others = [
        a_workshop(workshop_id=WorkshopId(f"other-{n:03}"), starts_at=NOON) for n in range(130)
    ]
    records = a_table(wanted, *others)
    code = workshops.code_to_show(TRAINER, wanted, the_tools(records))

    first = workshops.attend_around(a_worker(), code, the_tools(records))
    again = workshops.attend_around(a_worker(), code, the_tools(records))

    assert first == again == records.find(Workshop, HELD)
    (came,) = records.all(Attendance)
    assert (came.workshop_id, came.user_id, came.how) == (HELD, "worker-1", Attested.QR)


@pytest.mark.parametrize(
    ("user", "starts_at", "later_s"),
    [
        (FAR_WORKER, NOON, 0),
        (a_worker(), NOON + timedelta(hours=12, minutes=1), 0),
        (a_worker(), NOON - timedelta(hours=12, minutes=1), 0),
        (a_worker(), NOON, 2 * CODE_LIFE_S),
    ],
    ids=["another mandal's worker", "too early", "long over", "an old code"],
)
def test_a_code_alone_leads_nowhere(user: User, starts_at: datetime, later_s: int) -> None:
    wanted = a_workshop(starts_at=starts_at)
    records = a_table(wanted)
    code = workshops.code_to_show(TRAINER, wanted, the_tools(records))

    with pytest.raises(InvalidInput):
        workshops.attend_around(user, code, the_tools(records, NOON + timedelta(seconds=later_s)))

    assert records.all(Attendance) == []


def test_the_code_of_a_cancelled_workshop_says_that_it_was_cancelled() -> None:
    wanted = a_workshop(starts_at=NOON, is_cancelled=True)
    records = a_table(wanted)
    code = workshops.code_to_show(TRAINER, wanted, the_tools(records))

    with pytest.raises(Conflict):
        workshops.attend_around(a_worker(), code, the_tools(records))


def test_a_code_is_looked_for_in_so_many_workshops_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workshops, "MOST_PAGES", 2)
    monkeypatch.setattr(workshops, "MOST_READ", 1)
    wanted = a_workshop(starts_at=NOON)
    before = [
        a_workshop(workshop_id=WorkshopId(f"other-{n}"), starts_at=NOON - timedelta(hours=1))
        for n in range(2)
    ]
    records = a_table(wanted, *before)
    code = workshops.code_to_show(TRAINER, wanted, the_tools(records))

    with pytest.raises(InvalidInput):
        workshops.attend_around(a_worker(), code, the_tools(records))


def test_the_code_and_the_list_are_shown_to_those_who_plan() -> None:
    records = a_table(a_workshop())
    workshops.attest(TRAINER, a_workshop(), [UserId("worker-1")], the_tools(records))

    page = workshops.attendance(TRAINER, a_workshop(), limit=5, cursor=None, records=records)

    assert [came.user_id for came in page.items] == ["worker-1"]
    with pytest.raises(NotPermitted):
        workshops.code_to_show(a_worker(), a_workshop(), the_tools(records))
    with pytest.raises(NotPermitted):
        workshops.attendance(a_worker(), a_workshop(), limit=5, cursor=None, records=records)


def test_a_workshop_that_vanished_between_two_looks_is_taken_as_another() -> None:
    records = a_table()
    records.before_commit = lambda _: records.commit(Save(row=a_workshop(place="Elsewhere")))

    with pytest.raises(IdTaken):
        workshops.plan(TRAINER, a_workshop(), records=records)
